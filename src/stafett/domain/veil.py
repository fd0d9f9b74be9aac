"""The veil: what tells where somebody lives is told in general words to those it must not reach.

Units and people at work come with other ids and the kind of unit instead of a name; meeting
places, phone numbers, titles of files and the like come as ``NOT_TOLD``. What somebody wrote in
free words comes as it is: no machine can tell whether it betrays a place, so whoever writes must
think of it (law 3.10). A text that nobody has judged is not told.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from hashlib import sha256
from typing import Any, Final, TypeVar, get_args, get_type_hints
from uuid import UUID

from stafett.domain import protection
from stafett.domain.circumstances import Circumstances
from stafett.domain.facts import Place
from stafett.domain.municipality import Municipality
from stafett.domain.people import Contact
from stafett.domain.veiled_words import TOLD

NOT_TOLD: Final = "NOT_TOLD"
"""What stands where words would tell a place."""
EMPLOYEE: Final = "EMPLOYEE"
"""What an employee is called; a unit is called by its kind."""

Thing = TypeVar("Thing")


def over(thing: Thing, at: Circumstances) -> Thing:
    """Return what is shown as the asker may see it: veiled, where the place must not reach them."""
    one = at.person.protection
    if one is None or not protection.hidden_from(at.person, at.asked_by, at.today):
        return thing
    known = _things_of(at.municipality)
    veiled: Thing = _Veil(lambda id_: _other(one.secret, id_) if id_ in known else id_).over(thing)
    return _renamed(veiled, {_other(one.secret, id_): called for id_, called in known.items()})


def lifted(command: Thing, at: Circumstances) -> Thing:
    """Return what the asker asks for with the ids that others know things by.

    What stands behind the veil is named by what they were shown: by any other id, also the one
    that is written in the directory, it is not there.
    """
    one = at.person.protection
    if one is None or not protection.hidden_from(at.person, at.asked_by, at.today):
        return command
    known = _things_of(at.municipality)
    behind = {_other(one.secret, id_): id_ for id_ in known}

    def real(id_: UUID) -> UUID:
        return behind.get(id_) or (_other(id_, one.secret) if id_ in known else id_)

    asked: Thing = _Veil(real, words=False).over(command)
    return asked


def _things_of(municipality: Municipality) -> Mapping[UUID, str]:
    """Return everything the municipality has by name, and what it is called in general."""
    named: dict[UUID, str] = {id_: unit.kind for id_, unit in municipality.units.items()}
    named |= dict.fromkeys(municipality.employees, EMPLOYEE)
    named |= dict.fromkeys(municipality.rulebook.neighbours, NOT_TOLD)
    return named | dict.fromkeys(municipality.rulebook.convened.teams, NOT_TOLD)


def _other(secret: UUID, id_: UUID) -> UUID:
    """Return the id that something is shown by: the same every time, and told from nothing else."""
    return UUID(bytes=sha256(b"veil" + secret.bytes + id_.bytes).digest()[:16], version=4)


class _Veil:
    """Walks through what is shown or asked, however deep, and puts a veil on what tells a place."""

    def __init__(self, id_of: Callable[[UUID], UUID], *, words: bool = True) -> None:
        self._id_of = id_of
        self._words = words

    def over(self, value: Any, *, told: bool = True) -> Any:
        """Return the value; a text is left out unless it is *told*."""
        match value:
            case UUID():
                return self._id_of(value)
            case str():
                return value if told or not value else NOT_TOLD
            case Contact() if self._words:
                return Contact(NOT_TOLD)
            case Mapping():
                pairs = value.items()
                return {self.over(key): self.over(held, told=told) for key, held in pairs}
            case frozenset():
                return frozenset(self.over(one, told=told) for one in value)
            case tuple():
                return _in_order(tuple(self.over(one, told=told) for one in value))
            case _ if is_dataclass(value) and not isinstance(value, type):
                return self._within(value)
            case _:
                return value

    def _within(self, value: Any) -> Any:
        kind: Any = type(value)
        untold = _untold(kind) if self._words else frozenset[str]()
        there = {one.name: getattr(value, one.name) for one in fields(value)}
        changed = {
            name: veiled
            for name, held in there.items()
            if (veiled := self.over(held, told=name not in untold)) is not held
        }
        return replace(value, **changed) if changed else value


@cache
def _untold(kind: Any) -> frozenset[str]:
    """Return the texts in a dataclass that are not told; see ``veiled_words``."""
    told = TOLD.get(f"{kind.__module__.rpartition('.')[2]}.{kind.__name__}", frozenset())
    hints = get_type_hints(kind)
    texts = {one.name for one in fields(kind) if str in set(_inside(hints[one.name]))}
    return frozenset(texts - told)


def _inside(hint: Any) -> set[Any]:
    """Return the plain types a type is made of."""
    hint = getattr(hint, "__supertype__", hint)
    inner = get_args(hint)
    return {hint} if not inner else {one for each in inner for one in _inside(each)}


def _in_order(things: tuple[Any, ...]) -> tuple[Any, ...]:
    """Put in order anew what stands in the order of ids: it would tell of those behind."""
    if all(isinstance(one, UUID) for one in things):
        return tuple(sorted(things))
    if all(isinstance(one, tuple) and one and isinstance(one[0], UUID) for one in things):
        return tuple(sorted(things, key=lambda one: one[0]))
    if all(isinstance(getattr(one, "place", None), Place) for one in things):
        return tuple(sorted(things, key=lambda one: (one.place.kind.value, str(one.place.unit))))
    return things


def _renamed(thing: Thing, called: Mapping[UUID, str]) -> Thing:
    """Return a view that says who its ids are with those ids called what they are in general."""
    names = getattr(thing, "names", None)
    if not isinstance(names, Mapping):
        return thing
    shown: list[tuple[UUID, str]] = [(id_, called.get(id_, NOT_TOLD)) for id_ in names]
    shown.sort(key=lambda pair: (pair[1], pair[0]))
    return replace(thing, names=dict(shown))  # type: ignore[type-var]
