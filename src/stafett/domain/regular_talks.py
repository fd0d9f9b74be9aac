"""Regular talks: an adult the child knows talks with it between the meetings, so many days apart.

The holder sees to it that somebody does (R80); here it is said who. What the child says is written
as always: as a note of its own voice, or as what it said before a meeting.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, TypeAlias
from uuid import UUID

from stafett.domain import wording
from stafett.domain.circumstances import Circumstances
from stafett.domain.facts import Event, Place, Refusal
from stafett.domain.people import EmployeeId, UnitId
from stafett.domain.team import DoesNotWorkThere

A_YEAR: Final = 365


class RegularTalksArranged(Event, name="regular-talks-arranged"):
    """A named adult is to talk with the child, so many days apart."""

    place: Place
    adult: EmployeeId
    every_days: int
    by: UUID
    unit: UnitId
    on: date


class RegularTalksEnded(Event, name="regular-talks-ended"):
    """The adult who was named does not do so any more, and why."""

    place: Place
    why: str
    by: UUID
    unit: UnitId
    on: date


@dataclass(frozen=True, slots=True)
class ArrangeRegularTalks:
    """Name the adult in one's unit who talks with the child, and how many days apart at most."""

    unit: UnitId
    adult: EmployeeId
    every_days: int


@dataclass(frozen=True, slots=True)
class EndRegularTalks:
    """Say that the adult in one's unit does not talk with the child regularly any more."""

    unit: UnitId
    why: str


RegularTalksCommand: TypeAlias = ArrangeRegularTalks | EndRegularTalks
RegularTalksEvent: TypeAlias = RegularTalksArranged | RegularTalksEnded


class HowOftenIsUnclear(Refusal):
    """Say how many days there are between the talks at most: from one day to a year."""


@dataclass(frozen=True, slots=True)
class RegularTalks:
    """Who talks with the child between the meetings, how many days apart, from when to when.

    ``changes`` counts how often it has been arranged or ended here.
    """

    adult: EmployeeId
    every_days: int
    unit: UnitId
    since: date
    ended_on: date | None = None
    changes: int = 1

    def next_by(self, heard: date | None) -> date:
        """Return the last day for the next talk, the child last having been *heard* on a day."""
        last = self.since if heard is None else max(self.since, heard)
        return last + timedelta(days=self.every_days)


def decide(
    there: RegularTalks | None, command: RegularTalksCommand, at: Circumstances, *, place: Place
) -> tuple[Event, ...]:
    """Say who talks with the child between the meetings from now on, or that nobody does.

    Raises:
        HowOftenIsUnclear: It is not a number of days from one to a year.
        DoesNotWorkThere: The adult does not work in the unit today.
        SayWhy: It ends without a reason.

    """
    unit, by = command.unit, at.asked_by.id
    if isinstance(command, EndRegularTalks):
        if there is None or there.ended_on is not None:
            return ()
        why = wording.reason(command.why)
        return (RegularTalksEnded(place=place, why=why, by=by, unit=unit, on=at.today),)
    if not 1 <= command.every_days <= A_YEAR:
        raise HowOftenIsUnclear
    if not at.municipality.works_in(command.adult, unit, at.today):
        raise DoesNotWorkThere
    if there is not None and there.ended_on is None:
        said = (there.adult, there.every_days, there.unit)
        if said == (command.adult, command.every_days, unit):
            return ()
    arranged = RegularTalksArranged(
        place=place,
        adult=command.adult,
        every_days=command.every_days,
        by=by,
        unit=unit,
        on=at.today,
    )
    return (arranged,)


def after(there: RegularTalks | None, event: RegularTalksEvent) -> RegularTalks | None:
    """Return who talks with the child once *event* has happened."""
    count = 1 if there is None else there.changes + 1
    match event:
        case RegularTalksArranged(adult=adult, every_days=days, unit=unit, on=on):
            return RegularTalks(adult, days, unit, on, changes=count)
        case RegularTalksEnded(on=on):
            return None if there is None else replace(there, ended_on=on, changes=count)
