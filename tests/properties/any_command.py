"""Any command at all, its fields filled from a small world, so that things meet again.

Made from the commands' own types: a command added tomorrow is played tomorrow.
"""

import dataclasses
import random
import types
import typing
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import date, datetime, time, timedelta
from enum import Enum
from functools import cache
from typing import Any, Union
from uuid import UUID

from hypothesis import strategies as st

from stafett.domain.circumstances import NORWAY
from stafett.domain.national_number import NationalNumber, tenor_number
from stafett.domain.people import EmployeeId, PersonId, UnitId
from stafett.domain.policy import DayRules, Guide, GuideVersion
from tests.people import CHILD_ID, FATHER, MOTHER, MUNICIPALITY, SCHOOL, TODAY, UNITS, some_id
from tests.rules import GUIDE, LATER_GUIDE, RULES

DAYS = tuple(TODAY + timedelta(days=days) for days in (-400, -9, -1, 0, 1, 9, 60, 400))
HOURS = tuple(datetime.combine(day, time(9), NORWAY) for day in DAYS)
WORDS = ("", " ", "so it was", "network", "text 1")
NUMBERS = (0, 1, 2, 3, 17)
KNOWN: Mapping[object, tuple[object, ...]] = {
    UnitId: (SCHOOL, SCHOOL, SCHOOL, *UNITS),
    EmployeeId: tuple(MUNICIPALITY.employees),
    PersonId: (CHILD_ID, MOTHER.person, FATHER.person, some_id("nobody")),
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
    date: DAYS,
    datetime: HOURS,
    timedelta: (timedelta(0), timedelta(days=9)),
    type(None): (None,),
    UUID: (*IDS, *UNITS, CHILD_ID, MOTHER.person),
}


def commands_of(union: Any) -> tuple[type, ...]:
    """Return the commands a composer takes, from its own ``Command``."""
    if isinstance(union, type):
        return (union,)
    return tuple(one for part in typing.get_args(union) for one in commands_of(part))


@cache
def of(kind: Any) -> st.SearchStrategy[Any]:
    """Return what a field of this type may hold; every type in a command has an answer here."""
    if kind in KNOWN:
        return st.sampled_from(KNOWN[kind])
    if kind in _PLAIN:
        return st.sampled_from(_PLAIN[kind])
    if isinstance(kind, typing.NewType):
        return st.sampled_from(IDS)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from(kind)
    if dataclasses.is_dataclass(kind):
        return st.deferred(lambda: _filled(kind))
    return _made_of(typing.get_origin(kind), typing.get_args(kind), kind)


def _filled(kind: Any) -> st.SearchStrategy[Any]:
    hints = typing.get_type_hints(kind)
    fields = {one.name: of(hints[one.name]) for one in dataclasses.fields(kind) if one.init}
    return st.fixed_dictionaries(fields).map(lambda given: _whole(kind, given)).filter(bool)


def _whole(kind: Any, given: dict[str, Any]) -> Any:
    """Some values know what they cannot be; those are no commands at all."""
    try:
        return kind(**given)
    except ValueError:
        return None


def _made_of(origin: Any, inner: tuple[Any, ...], kind: Any) -> st.SearchStrategy[Any]:
    if origin in (Union, types.UnionType):
        return st.one_of([of(one) for one in inner])
    if origin is typing.Literal:
        return st.sampled_from(inner)
    if isinstance(origin, type) and issubclass(origin, tuple):
        if inner[-1] is Ellipsis:
            return st.lists(of(inner[0]), max_size=2).map(tuple)
        return st.tuples(*(of(one) for one in inner))
    if isinstance(origin, type) and issubclass(origin, AbstractSet):
        return st.frozensets(of(inner[0]), max_size=3)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return st.dictionaries(of(inner[0]), of(inner[1]), max_size=3)
    raise TypeError(f"no values are known for {kind}")
