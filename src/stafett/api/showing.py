"""Showing what the rules have trimmed for a reader: the same facts, spelled for the network.

What a reader may see is decided in the domain, field by field. Here nothing is chosen, so that
nothing can be shown by mistake: each view is made from its domain class, member for member. Sets
are put in order, so that the same facts are always the same bytes.
"""

import types
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Literal,
    TypeAlias,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)
from uuid import UUID

from pydantic import BeforeValidator, Field, create_model

from stafett.api.forms import ByName, Code, Day, Id, Instant, View
from stafett.domain.team import Task, TaskKind
from stafett.texts import sentences

Facts = TypeVar("Facts")

# Types made at run time: the checker need not follow.
_ANNOTATED: Any = Annotated
_DICT: Any = dict
_LITERAL: Any = Literal
_TUPLE: Any = tuple
_UNION: Any = Union
_PLAIN: Mapping[Any, Any] = {UUID: Id, date: Day, datetime: Instant}


def _in_all_languages(kind: Any) -> Mapping[str, str]:
    """Return what a code says where no leader has said it, by language."""
    return sentences("tasks").get(kind.name, {}) if isinstance(kind, TaskKind) else kind


class ShownTask(View):
    """What somebody does here: in the leader's words, or, by ``kind``, in each language (R16)."""

    kind: Code[TaskKind]
    words: str
    says: Annotated[Mapping[str, str], BeforeValidator(_in_all_languages)] = Field(
        validation_alias="kind"
    )


_BY_HAND: Mapping[type, type[View]] = {Task: ShownTask}
"""Views that say more than their facts do: what a code is called, in the languages people read."""


@cache
def shown_as(what: type) -> type[View]:
    """Return the view of a domain dataclass: same members, camelCase, codes by name."""
    if what in _BY_HAND:
        return _BY_HAND[what]
    if not is_dataclass(what):
        raise TypeError(f"{what} is no dataclass")
    # What has a default in the domain is still always shown: a view leaves nothing out.
    hints = get_type_hints(what)
    members: dict[str, Any] = {one.name: (_spelled(hints[one.name]), ...) for one in fields(what)}
    words = (what.__doc__ or "").strip()
    model: type[View] = create_model(
        f"Shown{what.__name__}", __base__=View, __module__=what.__module__, __doc__=words, **members
    )
    return model


if TYPE_CHECKING:
    ShownAs: TypeAlias = Annotated[Facts, "shown"]
else:

    class ShownAs:
        """``ShownAs[Guide]`` stands in a view for the view of a ``Guide``."""

        def __class_getitem__(cls, what: type) -> type[View]:
            """Return the view of the domain dataclass."""
            return shown_as(what)


def _spelled(kind: Any) -> Any:
    """Return how a domain type is written on the network."""
    kind = getattr(kind, "__supertype__", kind)
    origin, inside = get_origin(kind), get_args(kind)
    if kind in _PLAIN:
        return _PLAIN[kind]
    if origin in (Union, types.UnionType):
        return _UNION[tuple(_spelled(one) for one in inside)]
    if origin is Literal:
        return _ANNOTATED[_LITERAL[tuple(map(_as_code, inside))], BeforeValidator(_as_code)]
    if origin is Annotated:
        return _spelled(inside[0])
    if origin is frozenset:
        return _ANNOTATED[_TUPLE[_spelled(inside[0]), ...], BeforeValidator(_in_order)]
    if origin is tuple and _are_pairs(inside):
        pair = get_args(inside[0])
        return _ANNOTATED[_DICT[str, _spelled(pair[1])], BeforeValidator(_by_key)]
    if origin in (tuple, list):
        each = tuple(one if one is Ellipsis else _spelled(one) for one in inside)
        return _TUPLE[each]
    if origin is not None and issubclass(origin, Mapping):
        return _ANNOTATED[_DICT[str, _spelled(inside[1])], BeforeValidator(_by_key)]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return Annotated[kind, ByName()]
    if isinstance(kind, type) and is_dataclass(kind):
        return shown_as(kind)
    return kind


def _as_code(word: Any) -> Any:
    return word.upper().replace("-", "_") if isinstance(word, str) else word


def _are_pairs(inside: tuple[Any, ...]) -> bool:
    """Say whether it is a list of pairs: on the network each pair is a member and its value."""
    many = len(inside) == 2 and inside[1] is Ellipsis  # noqa: PLR2004
    return many and get_origin(inside[0]) is tuple and len(get_args(inside[0])) == 2  # noqa: PLR2004


def _rank(thing: Any) -> str:
    return thing.name if isinstance(thing, Enum) else str(thing)


def _in_order(things: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(sorted(things, key=_rank))


def _by_key(things: Any) -> dict[str, Any]:
    found = dict(things)
    return {_rank(key): found[key] for key in sorted(found, key=_rank)}
