"""The directory of units: when each is open, and whom one calls when nothing can wait.

Name, kind and whom a unit belongs under are said when it is opened; opening hours and emergency
numbers change, so each change holds from a day (R14).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from stafett.domain.facts import Event, Refusal
from stafett.domain.people import UnitId
from stafett.domain.policy import Text
from stafett.domain.publishing import DayHasPassed
from stafett.domain.unit import NoSuchUnit


@dataclass(frozen=True, slots=True)
class EmergencyNumber:
    """Whom to call, under which number, and when somebody answers there."""

    name: Text
    number: str
    hours: Text


@dataclass(frozen=True, slots=True)
class Entry:
    """What the directory says of a unit; a telephone may be left out.

    ``made_fit`` is the unit's own way of helping each to understand and take part (R164).
    """

    phone: str = ""
    opening_hours: Text = field(default_factory=dict)
    emergency: tuple[EmergencyNumber, ...] = ()
    made_fit: Text = field(default_factory=dict)


class UnitDescribed(Event, name="unit-described"):
    """The directory says this of a unit, from a day on."""

    unit: UnitId
    says: Entry
    since: date


@dataclass(frozen=True, slots=True)
class DescribeUnit:
    """Say when a unit is open and whom one calls, from a day on."""

    unit: UnitId
    says: Entry
    since: date


class NumberMissing(Refusal):
    """An emergency entry needs a name and a number."""


Directory: TypeAlias = Mapping[UnitId, tuple[tuple[date, Entry], ...]]
"""What was said of each unit, in the order it was said."""


def describe(
    directory: Directory, units: Collection[UnitId], command: DescribeUnit, today: date
) -> tuple[Event, ...]:
    """Say what changes in the directory; the first word about a unit may hold from any day.

    Raises:
        NoSuchUnit: The municipality has no such unit.
        DayHasPassed: It would rewrite what it said yesterday.
        NumberMissing: Nobody could be called.

    """
    if command.unit not in units:
        raise NoSuchUnit
    said = directory.get(command.unit, ())
    if said and command.since < today:
        raise DayHasPassed
    if not all(one.number.strip() and one.name for one in command.says.emergency):
        raise NumberMissing
    if said and said_on(directory, command.unit, command.since) == command.says:
        return ()
    return (UnitDescribed(unit=command.unit, says=command.says, since=command.since),)


def after(directory: Directory, event: UnitDescribed) -> Directory:
    """Return the directory once *event* has happened."""
    said = (*directory.get(event.unit, ()), (event.since, event.says))
    return {**directory, event.unit: said}


def said_on(directory: Directory, unit: UnitId, day: date) -> Entry:
    """Return what the directory said of a unit on the day; nothing yet: an empty entry."""
    said = directory.get(unit, ())
    held = [(since, at) for at, (since, _) in enumerate(said) if since <= day]
    return said[max(held)[1]][1] if held else Entry()
