"""Figures without identity: how long children wait, and on which level one works with them.

A figure is told in fives, rounded down, and not at all below five. A sum over units is told so
low that every unit behind it could still be any number its own figure leaves open: so nothing is
learnt of a hidden one by taking what is shown from the sum. Only months that cannot change any
more are told. Child welfare's own matters are in no figure, and no figure says who takes part, so
that none tells who has to do with child welfare (R29).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Final

from stafett.domain.baton import CHILD_WELFARE
from stafett.domain.gap import Gap
from stafett.domain.people import UnitId
from stafett.domain.tally import ConcernTally, FollowUpTally, Tally, Wait
from stafett.domain.unit import Unit

LEAST: Final = 5
"""No smaller group is told of, and no smaller difference."""
MONTHS: Final = 12
"""How many months are told of."""
_SETTLED: Final = timedelta(days=28)
"""How long after a month nothing in its figures can change."""


class Waited(Enum):
    """What somebody waited for."""

    CONCERN_TO_TALK = "concern-to-talk"
    OFFER_TO_ANSWER = "offer-to-answer"


class Within(Enum):
    """How long it took."""

    A_WEEK = "a-week"
    FOUR_WEEKS = "four-weeks"
    LONGER = "longer"


_SPANS: Final = ((Within.A_WEEK, 7), (Within.FOUR_WEEKS, 28))


@dataclass(frozen=True, slots=True)
class UnitFigure:
    """At least so many in a unit, in fives; ``None``: fewer than five, none among them."""

    unit: UnitId
    at_least: int | None


@dataclass(frozen=True, slots=True)
class WaitFigure:
    """How many waited so long for something that began to wait in a month: in all, and by unit."""

    waited: Waited
    month: str
    within: Within
    at_least: int | None
    units: tuple[UnitFigure, ...]


@dataclass(frozen=True, slots=True)
class LevelFigure:
    """How many follow-ups were on a level when a month ended, in the whole municipality."""

    month: str
    level: int
    at_least: int | None


@dataclass(frozen=True, slots=True)
class BreakFigure:
    """In how many matters of the whole municipality something is missing today."""

    gap: Gap
    at_least: int | None


@dataclass(frozen=True, slots=True)
class Figures:
    """All of them, as they are told on a day."""

    day: date
    waits: tuple[WaitFigure, ...]
    levels: tuple[LevelFigure, ...]
    breaks: tuple[BreakFigure, ...]


def figures(
    day: date,
    units: Mapping[UnitId, Unit],
    levels: Collection[int],
    tallies: Iterable[Tally],
    broken: Iterable[tuple[UnitId, Collection[Gap]]],
) -> Figures:
    """Return the figures as they are told on a day.

    Args:
        day: The day.
        units: Every unit of the municipality.
        levels: The levels that its guides know.
        tallies: What every matter adds.
        broken: The unit each matter with a break today is at home in, and what is missing.

    """
    told = {id_ for id_, one in units.items() if one.kind != CHILD_WELFARE}
    counted = [one for one in tallies if one.unit in told]
    gaps = Counter(gap for unit, found in broken if unit in told for gap in set(found))
    months = tuple(_months(day))
    return Figures(
        day,
        tuple(_waits(months, sorted(told), counted)),
        tuple(_levels(months, sorted(levels), counted)),
        tuple(BreakFigure(gap, alone(gaps[gap])) for gap in Gap),
    )


def alone(count: int) -> int | None:
    """Return what is told of a number by itself: in fives, rounded down, nothing below five."""
    return count - count % LEAST or None


def together(counts: Sequence[int]) -> int | None:
    """Return what is told of the sum, beside what is told of each.

    Every number lies up to four above what is told of it. The sum of what is left out is told in
    fives too, and never so high that it would say of any of them that it is not the lowest it can
    be: that would tell that somebody is there.
    """
    left_out = sum(count % LEAST for count in counts)
    shown = sum(counts) - left_out
    at_most = (LEAST - 1) * max(len(counts) - 1, 0)
    more = min(left_out - left_out % LEAST, at_most - at_most % LEAST)
    return shown + more or None


def _months(day: date) -> Iterator[date]:
    """Yield the first day of the month after each month that is told of, the latest first."""
    after = (day - _SETTLED).replace(day=1)
    for _ in range(MONTHS):
        yield after
        after = (after - timedelta(days=1)).replace(day=1)


def _waits(
    months: Sequence[date], units: Sequence[UnitId], tallies: Sequence[Tally]
) -> Iterator[WaitFigure]:
    counted: Counter[tuple[Waited, date, Within, UnitId]] = Counter()
    for one in tallies:
        waited, waits = _of(one)
        for wait in waits:
            counted[waited, wait.since.replace(day=1), _within(wait), one.unit] += 1
    for waited in Waited:
        for after in months:
            first = (after - timedelta(days=1)).replace(day=1)
            for within in Within:
                counts = [counted[waited, first, within, unit] for unit in units]
                by_unit = zip(units, counts, strict=True)
                yield WaitFigure(
                    waited,
                    _named(first),
                    within,
                    together(counts),
                    tuple(UnitFigure(unit, alone(count)) for unit, count in by_unit),
                )


def _of(one: Tally) -> tuple[Waited, Sequence[Wait]]:
    match one:
        case ConcernTally(talk=wait):
            return Waited.CONCERN_TO_TALK, (wait,)
        case FollowUpTally(offers=waits):
            return Waited.OFFER_TO_ANSWER, waits


def _within(wait: Wait) -> Within:
    if wait.answered is not None:
        for within, days in _SPANS:
            if (wait.answered - wait.since).days <= days:
                return within
    return Within.LONGER


def _levels(
    months: Sequence[date], levels: Sequence[int], tallies: Sequence[Tally]
) -> Iterator[LevelFigure]:
    follow_ups = [one for one in tallies if isinstance(one, FollowUpTally)]
    for after in months:
        last = after - timedelta(days=1)
        on = Counter(one.level_on(last) for one in follow_ups)
        for level in levels:
            yield LevelFigure(_named(last), level, alone(on[level]))


def _named(day: date) -> str:
    return f"{day.year}-{day.month:02}"
