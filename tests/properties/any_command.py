"""Any command at all, its fields filled from a small world, so that things meet again.

Made from the commands' own types: a command added tomorrow is played tomorrow. What has an id is
mostly something the game has met, days lie around the day it is, and a word that names something
in the guide mostly does.
"""

import dataclasses
import random
import types
import typing
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import Enum
from functools import cache
from typing import Any, Union
from uuid import UUID

from hypothesis import strategies as st

from stafett.domain.circumstances import NORWAY
from stafett.domain.facts import Event
from stafett.domain.national_number import NationalNumber, tenor_number
from stafett.domain.people import EmployeeId, PersonId, UnitId
from stafett.domain.policy import DayRules, Guide, GuideVersion
from stafett.domain.standing_team import TeamId
from tests.people import (
    CHILD_ID,
    FAMILY_TEAM,
    FATHER,
    MOTHER,
    MUNICIPALITY,
    RESOURCE_TEAM,
    SCHOOL,
    STAFF_ASKS,
    TODAY,
    UNITS,
    some_id,
)
from tests.rules import GUIDE, LATER_GUIDE, RULES

DAYS = (-400, -9, -1, 0, 0, 1, 9, 60, 400)
"""How far from the day it is."""
NINE = time(9)
WORDS = ("so it was", "text 1", "it works", "network", "she sat alone", " ")
KEYS: Mapping[str, tuple[str, ...]] = {
    "kind": ("network", "first-talk", "resource", "family", "with-family", "system", "permitted"),
    "step": ("step-1", "step-2", "step-3"),
    "outcome": ("go-on", "go-up", "back", "end"),
    "form": ("scale", "signed-scale", "everything"),
    "ground": ("avert-danger", "avert-offence", "deposited"),
    "service": ("ppt", "health-clinic", "child-welfare", "school"),
    "way": ("ppt",),
    "reason": ("child-is-missing", "so it was"),
    "to": ("ppt",),
    "organisation": ("974760673",),
    "organisation_number": ("974760673",),
    "address": ("somebody@example.org",),
}
"""What a field of this name mostly holds, where it names something."""
NUMBERS = (0, 1, 2, 3, 17)
KNOWN: Mapping[object, tuple[object, ...]] = {
    UnitId: (SCHOOL, SCHOOL, SCHOOL, *UNITS),
    EmployeeId: tuple(MUNICIPALITY.employees),
    PersonId: (CHILD_ID, MOTHER.person, FATHER.person, some_id("nobody")),
    TeamId: (RESOURCE_TEAM, FAMILY_TEAM, STAFF_ASKS),
    GuideVersion: (GUIDE.id, LATER_GUIDE.id),
    Guide: (GUIDE, LATER_GUIDE),
    DayRules: (RULES,),
    NationalNumber: (tenor_number(random.Random(1), TODAY), tenor_number(random.Random(2), TODAY)),
}
IDS = tuple(
    some_id(f"{thing} {one}") for thing in ("thing", "meeting", "entry") for one in range(3)
)
"""Whatever else has an id, in the names the other games give them."""
_PLAIN: Mapping[object, tuple[object, ...]] = {
    str: WORDS,
    int: NUMBERS,
    float: (0.0, 1.5),
    bool: (False, True),
    bytes: (b"", b"\x00" * 32),
    timedelta: (timedelta(0), timedelta(days=9)),
    type(None): (None,),
}


@dataclass(slots=True)
class Met:
    """The day it is in the game that is played now, and whatever it has met that has an id."""

    day: date = TODAY
    ids: dict[Any, list[UUID]] = field(default_factory=dict)

    def begin(self) -> None:
        """Forget the game before."""
        self.day = TODAY
        self.ids.clear()

    def hear(self, event: Event) -> None:
        """Remember what has an id in what has happened."""
        self._within(type(event), event)

    def some(self, kind: Any, among: tuple[UUID, ...], which: int) -> UUID:
        """Return something of the kind that was met, the latest oftenest, or any at all."""
        met = self.ids.get(kind, [])[-4:]
        return met[-1 - which // 2 % len(met)] if met and which % 4 else among[which % len(among)]

    def _within(self, hint: Any, value: Any) -> None:
        if isinstance(value, UUID):
            for one in (hint, *typing.get_args(hint)):
                if isinstance(one, typing.NewType) or one is UUID:
                    self._keep(one, value)
        elif dataclasses.is_dataclass(value) and not isinstance(value, type):
            hints = _hints(type(value))
            for name in hints.keys() & {one.name for one in dataclasses.fields(value)}:
                self._within(hints[name], getattr(value, name))
        elif isinstance(value, tuple | frozenset):
            for part in sorted(value, key=str):
                for one in typing.get_args(hint):
                    self._within(one, part)

    def _keep(self, kind: Any, value: UUID) -> None:
        kinds = {kind} if kind in KNOWN else {kind, UUID}
        for one in kinds:
            met = self.ids.setdefault(one, [])
            if value in met:
                met.remove(value)
            met.append(value)


MET = Met()
"""What the game that is played now has met; a game begins it anew."""


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def commands_of(union: Any) -> tuple[type, ...]:
    """Return the commands a composer takes, from its own ``Command``."""
    if isinstance(union, type):
        return (union,)
    return tuple(one for part in typing.get_args(union) for one in commands_of(part))


@cache
def of(kind: Any, called: str = "") -> st.SearchStrategy[Any]:
    """Return what a field of this type and name may hold; every type in a command has some."""
    if kind is str and called in KEYS:
        return st.sampled_from((*KEYS[called], *KEYS[called], *WORDS))
    if kind is date:
        return st.sampled_from(DAYS).map(_day)
    if kind is datetime:
        return st.sampled_from(DAYS).map(lambda days: datetime.combine(_day(days), NINE, NORWAY))
    if isinstance(kind, typing.NewType) or kind is UUID:
        among: Any = KNOWN.get(kind, IDS)
        return st.integers(0, 4 * len(among) - 1).map(lambda which: MET.some(kind, among, which))
    if kind in KNOWN:
        return st.sampled_from(KNOWN[kind])
    if kind in _PLAIN:
        return st.sampled_from(_PLAIN[kind])
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from(kind)
    if dataclasses.is_dataclass(kind):
        return st.deferred(lambda: _filled(kind))
    return _made_of(typing.get_origin(kind), typing.get_args(kind), kind, called)


def _day(days: int) -> date:
    return MET.day + timedelta(days=days)


def _filled(kind: Any) -> st.SearchStrategy[Any]:
    hints = _hints(kind)
    fields = {
        one.name: of(hints[one.name], one.name) for one in dataclasses.fields(kind) if one.init
    }
    return st.fixed_dictionaries(fields).map(lambda given: _whole(kind, given)).filter(bool)


def _whole(kind: Any, given: dict[str, Any]) -> Any:
    """Some values know what they cannot be; those are no commands at all."""
    try:
        return kind(**given)
    except ValueError:
        return None


def _made_of(origin: Any, inner: tuple[Any, ...], kind: Any, called: str) -> st.SearchStrategy[Any]:
    if origin in (Union, types.UnionType):
        return st.one_of([of(one, called) for one in inner])
    if origin is typing.Literal:
        return st.sampled_from(inner)
    if isinstance(origin, type) and issubclass(origin, tuple):
        if inner[-1] is Ellipsis:
            return st.lists(of(inner[0], called), max_size=2).map(tuple)
        return st.tuples(*(of(one, called) for one in inner))
    if isinstance(origin, type) and issubclass(origin, AbstractSet):
        return st.frozensets(of(inner[0], called), max_size=3)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return st.dictionaries(of(inner[0], called), of(inner[1], called), max_size=3)
    raise TypeError(f"no values are known for {kind}")
