"""Planning a meeting: which kind, when, for whom, and what it is for; or calling it off."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from stafett.domain import givers, wording
from stafett.domain.agenda import Agenda
from stafett.domain.circumstances import Circumstances
from stafett.domain.dates import Dates, Meeting, MeetingId
from stafett.domain.facts import Event, Place, Refusal
from stafett.domain.meeting import MeetingCancelled, MeetingIsOver, MeetingPlanned, NoSuchMeeting
from stafett.domain.minutes import AgendaSet, Papers
from stafett.domain.people import PersonId, UnitId
from stafett.domain.team import Team, UnitTakesNoPart


@dataclass(frozen=True, slots=True)
class PlanMeeting:
    """Propose a meeting; planning it again moves it. ``starts`` is aware.

    ``apart`` names those in the family whom it is for alone, where there are two homes (R177).
    ``instead_of`` is one that was broken off or called off. ``occasion`` is taken from the
    meeting of a sister or brother when it is the same one (R176); it opens nothing; left
    out, it stays as it was.
    """

    meeting: MeetingId
    unit: UnitId
    kind: str
    starts: datetime
    agenda: Agenda
    units: frozenset[UnitId] = frozenset()
    apart: frozenset[PersonId] = frozenset()
    instead_of: MeetingId | None = None
    occasion: UUID | None = None


@dataclass(frozen=True, slots=True)
class CancelMeeting:
    """Say that a planned meeting will not take place."""

    meeting: MeetingId
    unit: UnitId


PlanningCommand: TypeAlias = PlanMeeting | CancelMeeting


class TimeIsPast(Refusal):
    """A meeting is planned for a time to come."""


class NoSuchMeetingKind(Refusal):
    """The guide has no such kind of meeting."""


class NothingToHoldAnew(Refusal):
    """A meeting is held anew when one of the same people was broken off or called off."""


class NotInTheFamily(Refusal):
    """This is for the child and those who have parental responsibility today."""


def decide(
    known: Dates,
    team: Team,
    papers: Papers,
    command: PlanningCommand,
    at: Circumstances,
    *,
    place: Place,
) -> tuple[Event, ...]:
    """Say what becomes of the meeting: events, nothing new, or a refusal."""
    match command:
        case PlanMeeting():
            return plan(known, team, papers, command, at, place=place)
        case CancelMeeting(meeting=meeting):
            return cancel(known, meeting, at)


def plan(
    known: Dates,
    team: Team,
    papers: Papers,
    command: PlanMeeting,
    at: Circumstances,
    *,
    place: Place,
) -> tuple[Event, ...]:
    """Decide whether the meeting can be planned so (R95, R96).

    Raises:
        MeetingIsOver: It has been held.
        NoSuchMeetingKind: The guide knows no such meeting.
        UnitTakesNoPart: A unit is to come that does not take part.
        NotInTheFamily: It is for somebody alone who is not in the family.
        NothingToHoldAnew: It is said to be held instead of one that was neither.
        TimeIsPast: It would begin before now.

    """
    there = known.meetings.get(command.meeting)
    if there is not None and there.held_on is not None:
        raise MeetingIsOver
    if there is not None and command.occasion is None:
        command = replace(command, occasion=there.occasion)
    if at.guide.meeting(command.kind) is None:
        raise NoSuchMeetingKind
    wording.reason(command.agenda.purpose)
    if any(not team.takes_part(unit) for unit in command.units):
        raise UnitTakesNoPart
    check_family(command.apart, at)
    _check_anew(known, command)
    paper = papers.get(command.meeting)
    events: list[Event] = []
    if there is None or there.cancelled or _moved(there, command):
        if command.starts <= at.now:
            raise TimeIsPast
        events.append(
            MeetingPlanned(
                meeting=command.meeting,
                kind=command.kind,
                starts=command.starts,
                units=command.units,
                apart=command.apart,
                instead_of=command.instead_of,
                occasion=command.occasion,
                guide=at.guide.id,
            )
        )
    if paper is None or paper.agenda != command.agenda:
        events.append(
            AgendaSet(
                place=place,
                meeting=command.meeting,
                agenda=command.agenda,
                by=at.asked_by.id,
                unit=command.unit,
                on=at.today,
            )
        )
    return tuple(events)


def _moved(there: Meeting, command: PlanMeeting) -> bool:
    was = (there.kind, there.starts, there.units, there.apart, there.instead_of, there.occasion)
    return was != (
        command.kind,
        command.starts,
        command.units,
        command.apart,
        command.instead_of,
        command.occasion,
    )


def check_family(who: frozenset[PersonId], at: Circumstances) -> None:
    """See that they are the child, or have parental responsibility today.

    Raises:
        NotInTheFamily: Somebody is neither.

    """
    if not who <= {at.person.id, *givers.guardians(at.person, at.today)}:
        raise NotInTheFamily


def _check_anew(known: Dates, command: PlanMeeting) -> None:
    if command.instead_of is None:
        return
    before = known.meetings.get(command.instead_of)
    failed = before is not None and (before.interrupted or before.cancelled)
    if before is None or not failed or before.apart != command.apart:
        raise NothingToHoldAnew


def cancel(known: Dates, meeting: MeetingId, at: Circumstances) -> tuple[Event, ...]:
    """Decide whether there is a meeting to cancel."""
    there = known.meetings.get(meeting)
    if there is None:
        raise NoSuchMeeting
    if there.held_on is not None:
        raise MeetingIsOver
    return () if there.cancelled else (MeetingCancelled(meeting=meeting, on=at.today),)
