"""The directory of units: when each is open, and whom one calls when nothing can wait.

Name, kind and whom a unit belongs under are said when it is opened; opening hours and emergency
numbers change, so each change holds from a day (R14).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeAlias

from stafett.domain import organisation_number
from stafett.domain.facts import Event, Refusal
from stafett.domain.moment import Moment
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
    ``organisation`` is the number in the national register of whom the unit belongs to, and
    ``confidentiality`` the keys of the duties its people have by law; none: those that people in a
    unit of its kind have (R15). ``pilot`` units try the model before the others do (R150).
    """

    phone: str = ""
    opening_hours: Text = field(default_factory=dict)
    emergency: tuple[EmergencyNumber, ...] = ()
    made_fit: Text = field(default_factory=dict)
    organisation: str = ""
    confidentiality: frozenset[str] = frozenset()
    pilot: bool = False


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


class NoSuchDuty(Refusal):
    """No law names that duty of confidentiality on that day: see the law of the day."""


Directory: TypeAlias = Mapping[UnitId, tuple[tuple[date, Entry], ...]]
"""What was said of each unit, in the order it was said."""


def describe(
    directory: Directory, units: Collection[UnitId], command: DescribeUnit, at: Moment
) -> tuple[Event, ...]:
    """Say what changes in the directory; the first word about a unit may hold from any day.

    Raises:
        NoSuchUnit: The municipality has no such unit.
        DayHasPassed: It would rewrite what it said yesterday.
        NumberMissing: Nobody could be called.
        NotAnOrganisationNumber: The organisation's number is none (R15).
        NoSuchDuty: The law of that day knows no such duty of confidentiality.

    """
    if command.unit not in units:
        raise NoSuchUnit
    said = directory.get(command.unit, ())
    if said and command.since < at.today:
        raise DayHasPassed
    if not all(one.number.strip() and one.name for one in command.says.emergency):
        raise NumberMissing
    says = command.says
    if says.organisation:
        says = replace(says, organisation=organisation_number.read(says.organisation))
    if not says.confidentiality <= {one.key for one in at.law.secrets_on(command.since)}:
        raise NoSuchDuty
    if said and said_on(directory, command.unit, command.since) == says:
        return ()
    return (UnitDescribed(unit=command.unit, says=says, since=command.since),)


def after(directory: Directory, event: UnitDescribed) -> Directory:
    """Return the directory once *event* has happened."""
    said = (*directory.get(event.unit, ()), (event.since, event.says))
    return {**directory, event.unit: said}


def said_on(directory: Directory, unit: UnitId, day: date) -> Entry:
    """Return what the directory said of a unit on the day; nothing yet: an empty entry."""
    said = directory.get(unit, ())
    held = [(since, at) for at, (since, _) in enumerate(said) if since <= day]
    return said[max(held)[1]][1] if held else Entry()
