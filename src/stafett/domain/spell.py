"""A spell of work or of absence: from a day to a day, and none is ever forgotten."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from stafett.domain.facts import Refusal
from stafett.domain.people import UnitId


class NoSuchEmployment(Refusal):
    """The employee does not work in that unit on that day."""


@dataclass(frozen=True, slots=True)
class Employment:
    """One employee's place in one unit, from and until (inclusive) a day.

    ``closes`` is the unit's own last day, when it has one: nobody works there longer (R14).
    """

    unit: UnitId
    leads: bool
    since: date
    until: date | None = None
    closes: date | None = None

    def runs(self, on: date) -> bool:
        """Does it run on the day?"""
        last = self.last_day
        return self.since <= on and (last is None or on <= last)

    def is_over(self, on: date) -> bool:
        """Did it end before the day, or is it never to be?"""
        last = self.last_day
        return last is not None and (last < on or last < self.since)

    @property
    def last_day(self) -> date | None:
        """Return the last day there, whatever ends it."""
        return min((day for day in (self.until, self.closes) if day is not None), default=None)


@dataclass(frozen=True, slots=True)
class Absence:
    """A time away, from and until (inclusive) a day."""

    since: date
    until: date | None = None

    def runs(self, on: date) -> bool:
        """Does it run on the day?"""
        return self.since <= on and (self.until is None or on <= self.until)


def latest_in(works: tuple[Employment, ...], unit: UnitId) -> Employment:
    """Return the last employment somebody has or had in the unit.

    Raises:
        NoSuchEmployment: There never was one.

    """
    there = [work for work in works if work.unit == unit]
    if not there:
        raise NoSuchEmployment
    return max(there, key=lambda work: work.since)


def ended(works: tuple[Employment, ...], unit: UnitId, until: date) -> tuple[Employment, ...]:
    """Set the last day of the latest employment in the unit."""
    latest = latest_in(works, unit)
    return tuple(replace(work, until=until) if work == latest else work for work in works)


def left(works: tuple[Employment, ...], unit: UnitId | None, on: date) -> tuple[Employment, ...]:
    """End what is not over, in one unit or in all, with the day before it."""
    last = on - timedelta(days=1)
    return tuple(
        replace(work, until=last) if unit in {None, work.unit} and not work.is_over(on) else work
        for work in works
    )


def led(
    works: tuple[Employment, ...], unit: UnitId, since: date, *, leads: bool
) -> tuple[Employment, ...]:
    """Part the employment that runs on *since* in two: before, and from that day on."""
    parted: list[Employment] = []
    for work in works:
        if work.unit == unit and work.runs(since):
            if work.since < since:
                parted.append(replace(work, until=since - timedelta(days=1)))
            parted.append(replace(work, leads=leads, since=since))
        else:
            parted.append(work)
    return tuple(parted)
