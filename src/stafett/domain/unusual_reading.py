"""Unusual reading: who looked in on more children than work explains, on one of their own, or late.

None of it says that anybody did wrong; it says whom to ask. The limits are dated data
(``application/unusual_reading.toml``), and which of them a reading went beyond is said.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import Enum
from uuid import UUID

from stafett.domain.lawbook import Lawbook
from stafett.domain.moment import NORWAY
from stafett.domain.working_days import is_working_day


class Sign(Enum):
    """What is unusual about it."""

    MANY_CHILDREN = "many-children"
    SAME_SURNAME = "same-surname"
    OUTSIDE_HOURS = "outside-hours"


@dataclass(frozen=True, slots=True)
class Limits:
    """How many children in one day are many, and between which hours of a working day one works."""

    children_in_a_day: int
    begins: time
    ends: time


@dataclass(frozen=True, slots=True)
class Finding:
    """On one day somebody at work did what is worth asking about.

    ``children`` are those it was about, ``times`` how often they were looked in on.
    """

    who: UUID
    on: date
    sign: Sign
    children: tuple[UUID, ...]
    times: int


@dataclass(frozen=True, slots=True)
class LookedAt:
    """How many different people at work looked in on one child, and how often in all."""

    child: UUID
    readers: int
    times: int


@dataclass(slots=True)
class _Day:
    """What one person looked at on one day: each child, how often, and how often out of hours."""

    times: dict[UUID, int] = field(default_factory=dict[UUID, int])
    late: dict[UUID, int] = field(default_factory=dict[UUID, int])


class Looks:
    """Counts who at work looked in on which child; holds a number for each pair and day."""

    def __init__(self, limits: Limits, law: Lawbook) -> None:
        self._limits = limits
        self._law = law
        self._days: dict[tuple[UUID, date], _Day] = {}
        self._readers: dict[UUID, set[UUID]] = {}

    def add(self, who: UUID, child: UUID, at: datetime) -> None:
        """Count that somebody at work was shown something about a child."""
        here = at.astimezone(NORWAY)
        day = self._days.setdefault((who, here.date()), _Day())
        day.times[child] = day.times.get(child, 0) + 1
        if not self._at_work(here):
            day.late[child] = day.late.get(child, 0) + 1
        self._readers.setdefault(child, set()).add(who)

    @property
    def children(self) -> frozenset[UUID]:
        """Return every child that was looked in on."""
        return frozenset(self._readers)

    def findings(self, names: Mapping[UUID, str]) -> Iterable[Finding]:
        """Yield what is unusual, the latest day first; ``names`` are those of staff and children.

        A surname is the last word of a name. Whose name is not known has none.
        """
        for who, on in sorted(self._days, key=lambda key: (-key[1].toordinal(), key[0])):
            day = self._days[who, on]
            if len(day.times) >= self._limits.children_in_a_day:
                yield _found(who, on, Sign.MANY_CHILDREN, day.times)
            mine = surname(names.get(who, ""))
            own = {
                child: times
                for child, times in day.times.items()
                if mine and surname(names.get(child, "")) == mine
            }
            if own:
                yield _found(who, on, Sign.SAME_SURNAME, own)
            if day.late:
                yield _found(who, on, Sign.OUTSIDE_HOURS, day.late)

    def looked_at(self) -> Iterable[LookedAt]:
        """Yield how many looked in on each child, those most looked at first."""
        times: dict[UUID, int] = {}
        for day in self._days.values():
            for child, often in day.times.items():
                times[child] = times.get(child, 0) + often
        most_first = sorted(self._readers, key=lambda one: (-len(self._readers[one]), one))
        for child in most_first:
            yield LookedAt(child, len(self._readers[child]), times[child])

    def _at_work(self, here: datetime) -> bool:
        in_hours = self._limits.begins <= here.time() < self._limits.ends
        return in_hours and is_working_day(here.date(), self._law)


def surname(name: str) -> str:
    """Return the last word of a name, without regard to capitals; empty when there is none."""
    words = name.split()
    return words[-1].casefold() if len(words) > 1 else ""


def _found(who: UUID, on: date, sign: Sign, children: Mapping[UUID, int]) -> Finding:
    return Finding(who, on, sign, tuple(sorted(children)), sum(children.values()))
