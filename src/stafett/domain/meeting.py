"""Meetings: planned with a purpose, held with minutes, and the next one by a date.

Who meets when is known to everyone who takes part; what it is about and what was said lies in
the unit's own part, or in the shared logg when that is open.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeAlias

from stafett.domain import dates, wording
from stafett.domain.circumstances import NORWAY, Circumstances
from stafett.domain.dates import Dates, Meeting, MeetingId
from stafett.domain.facts import Event, Place, Refusal
from stafett.domain.minutes import Agenda, AgendaSet, Minutes, MinutesWritten, Paper
from stafett.domain.people import UnitId
from stafett.domain.policy import GuideVersion
from stafett.domain.team import Stage, Team, UnitTakesNoPart


class MeetingPlanned(Event, name="meeting-planned"):
    """A meeting has been agreed on."""

    meeting: MeetingId
    kind: str
    starts: datetime
    units: frozenset[UnitId]
    guide: GuideVersion


class MeetingHeld(Event, name="meeting-held"):
    """A meeting has been held, or broken off to be held anew (R43)."""

    meeting: MeetingId
    kind: str
    held_on: date
    interrupted: bool
    next_meeting_by: date | None
    guide: GuideVersion


class MeetingCancelled(Event, name="meeting-cancelled"):
    """A planned meeting will not take place."""

    meeting: MeetingId
    on: date


MeetingEvent: TypeAlias = MeetingPlanned | MeetingHeld | MeetingCancelled


@dataclass(frozen=True, slots=True)
class PlanMeeting:
    """Agree on a meeting; planning it again moves it. ``starts`` is aware."""

    meeting: MeetingId
    unit: UnitId
    kind: str
    starts: datetime
    agenda: Agenda
    units: frozenset[UnitId] = frozenset()


@dataclass(frozen=True, slots=True)
class HoldMeeting:
    """Write down that a meeting was held, with minutes or why there are none (R100).

    ``kind`` is needed only when the meeting was not planned here.
    """

    meeting: MeetingId
    unit: UnitId
    held_on: date
    minutes: Minutes | None
    none_because: str = ""
    interrupted: bool = False
    kind: str = ""


@dataclass(frozen=True, slots=True)
class CancelMeeting:
    """Say that a planned meeting will not take place."""

    meeting: MeetingId
    unit: UnitId


MeetingCommand: TypeAlias = PlanMeeting | HoldMeeting | CancelMeeting


class NoSuchMeeting(Refusal):
    """There is no such meeting."""


class MeetingIsOver(Refusal):
    """The meeting has been held already."""


class MinutesMissing(Refusal):
    """A meeting is finished with its minutes, or with the reason why there are none."""


class TimeIsPast(Refusal):
    """A meeting is planned for a time to come."""


def decide(
    known: Dates,
    team: Team,
    papers: Mapping[MeetingId, Paper],
    command: MeetingCommand,
    at: Circumstances,
    *,
    place: Place,
) -> tuple[Event, ...]:
    """Say what becomes of the meeting: events, nothing new, or a refusal."""
    match command:
        case PlanMeeting():
            return plan(known, team, papers, command, at, place=place)
        case HoldMeeting():
            return hold(known, team, papers, command, at, place=place)
        case CancelMeeting(meeting=meeting):
            return cancel(known, meeting, at)


def plan(
    known: Dates,
    team: Team,
    papers: Mapping[MeetingId, Paper],
    command: PlanMeeting,
    at: Circumstances,
    *,
    place: Place,
) -> tuple[Event, ...]:
    """Decide whether the meeting can be planned so (R96)."""
    there = known.meetings.get(command.meeting)
    if there is not None and there.held_on is not None:
        raise MeetingIsOver
    kind = wording.reason(command.kind)
    wording.reason(command.agenda.purpose)
    if any(not team.takes_part(unit) for unit in command.units):
        raise UnitTakesNoPart
    wanted = Meeting(command.meeting, kind, command.starts, command.units)
    paper = papers.get(command.meeting)
    events: list[Event] = []
    if there != wanted:
        if command.starts <= at.now:
            raise TimeIsPast
        events.append(
            MeetingPlanned(
                meeting=command.meeting,
                kind=kind,
                starts=command.starts,
                units=command.units,
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


def hold(
    known: Dates,
    team: Team,
    papers: Mapping[MeetingId, Paper],
    command: HoldMeeting,
    at: Circumstances,
    *,
    place: Place,
) -> tuple[Event, ...]:
    """Decide whether the meeting is finished, and by when the next one must be (R98-R100, I10)."""
    there = known.meetings.get(command.meeting)
    paper = papers.get(command.meeting)
    if there is not None and there.held_on is not None:
        if paper is not None and paper.minutes == command.minutes:
            return ()
        raise MeetingIsOver
    if command.minutes is None and not command.none_because.strip():
        raise MinutesMissing
    if command.minutes is not None and not command.minutes.text.strip():
        raise MinutesMissing
    held_on = at.happened(command.held_on)
    kind = there.kind if there is not None else wording.reason(command.kind)
    asked = any(part.stage is Stage.INVITED for part in team.parts.values())
    following = dates.next_by(held_on, at.guide, others_asked=asked)
    held = MeetingHeld(
        meeting=command.meeting,
        kind=kind,
        held_on=held_on,
        interrupted=command.interrupted,
        next_meeting_by=known.next_meeting_by if command.interrupted else following,
        guide=at.guide.id,
    )
    written = MinutesWritten(
        place=place,
        meeting=command.meeting,
        minutes=command.minutes,
        none_because=command.none_because,
        held_on=held_on,
        by=at.asked_by.id,
        unit=command.unit,
        on=at.today,
    )
    return (held, written)


def cancel(known: Dates, meeting: MeetingId, at: Circumstances) -> tuple[Event, ...]:
    """Decide whether there is a meeting to cancel."""
    there = known.meetings.get(meeting)
    if there is None:
        raise NoSuchMeeting
    if there.held_on is not None:
        raise MeetingIsOver
    return () if there.cancelled else (MeetingCancelled(meeting=meeting, on=at.today),)


def after(known: Dates, event: MeetingEvent) -> Dates:
    """Return the dates as they are once *event* has happened."""
    match event:
        case MeetingPlanned(meeting=meeting, kind=kind, starts=starts, units=units):
            return known.with_meeting(Meeting(meeting, kind, starts, units))
        case MeetingHeld(meeting=meeting, kind=kind, held_on=on):
            there = known.meetings.get(meeting) or Meeting(meeting, kind)
            there = replace(there, kind=kind, held_on=on, interrupted=event.interrupted)
            return replace(known, next_meeting_by=event.next_meeting_by).with_meeting(there)
        case MeetingCancelled(meeting=meeting):
            there = known.meetings.get(meeting) or Meeting(meeting, "")
            return known.with_meeting(replace(there, cancelled=True))


def held_on(meeting: Meeting) -> date | None:
    """Return the Norwegian day the meeting is (or was) on."""
    if meeting.held_on is not None or meeting.starts is None:
        return meeting.held_on
    return meeting.starts.astimezone(NORWAY).date()
