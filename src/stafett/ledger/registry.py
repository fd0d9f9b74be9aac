"""The closed list of facts that can stand in a book, by the names they are stored under.

A name that comes out of the database is only ever looked up here. Nothing is imported because a
stored line says so, and what is not on the list is refused, not guessed.
"""

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Any, Final

from pydantic_core import from_json, to_json

import stafett.domain
from stafett.domain.facts import Event, catalogue
from stafett.ledger.errors import UnknownEvent
from stafett.ledger.shape import Misshapen, Shape, shape_of
from stafett.ledger.upcasts import UPCASTS, Upcast


def import_domain() -> None:
    """Import every module of the domain, so that the catalogue holds every event there is."""
    for module in pkgutil.walk_packages(stafett.domain.__path__, "stafett.domain."):
        import_module(module.name)


class Registry:
    """Turns events into the name, version and bytes they are stored as, and back.

    The shape of an event class is read from its type hints once, the first time it is needed.
    """

    def __init__(self, upcasts: Mapping[tuple[str, int], Upcast] = UPCASTS) -> None:
        self._upcasts = upcasts

    def write(self, event: Event) -> bytes:
        """Return an event's fields as JSON bytes; the same event always gives the same bytes."""
        shape = _shape(event.name, event.version)
        # A mapping is put into words in half the time a dataclass takes, with the same words.
        return to_json(vars(event) if shape.write is None else shape.write(event))

    def read(self, name: str, version: int, body: bytes) -> Event:
        """Return the event stored under a name and a version.

        Raises:
            UnknownEvent: This release does not know the name, or not so new a version, or the
                bytes are not such an event. The message never quotes the contents.

        """
        newest = _newest(name)
        if version > newest:
            raise UnknownEvent(
                f"{name} v{version} is newer than this release, which knows {newest}"
            )
        try:
            stored = from_json(body)
            for older in range(version, newest):
                stored = self._upcasts[name, older](stored)
            event: Event = _shape(name, newest).read(stored)
        except (KeyError, Misshapen, ValueError, TypeError):
            raise UnknownEvent(f"{name} v{version} is not written as {name} is") from None
        return event


def _newest(name: str) -> int:
    if name not in _newest_known:
        import_domain()
        versions = [version for stored, version in catalogue() if stored == name]
        if not versions:
            raise UnknownEvent(f"no event is stored as {name!r:.80}")
        _newest_known[name] = max(versions)
    return _newest_known[name]


_newest_known: Final[dict[str, int]] = {}


@cache
def _shape(name: str, version: int) -> Shape:
    kind: Any = catalogue()[name, version]
    return shape_of(kind)
