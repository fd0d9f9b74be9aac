"""Meetings: proposed, agreed with the family, invited to, and held or broken off.

Who meets when is known to everyone who takes part; what it is about and what was said lies in
the unit's own part, or in the shared logg when that is open.
"""

from dataclasses import replace
from datetime import date, datetime
from typing import TypeAlias
from uuid import UUID

from stafett.domain.dates import Dates, Meeting, MeetingId
from stafett.domain.facts import Event, Refusal
from stafett.domain.moment import NORWAY
from stafett.domain.people import PersonId, UnitId
from stafett.domain.policy import GuideVersion


class MeetingPlanned(Event, name="meeting-planned"):
    """A meeting has been proposed, or moved to another time."""

    meeting: MeetingId
    kind: str
    starts: datetime
    units: frozenset[UnitId]
    apart: frozenset[PersonId]
    instead_of: MeetingId | None
    occasion: UUID | None
    guide: GuideVersion


class MeetingTimeAgreed(Event, name="meeting-time-agreed"):
    """Somebody in the family has said that the time suits them (R44)."""

    meeting: MeetingId
    agreed_with: frozenset[PersonId]
    on: date


class MeetingInvited(Event, name="meeting-invited"):
    """Those who are to come have been invited (R44)."""

    meeting: MeetingId
    on: date
    guide: GuideVersion


class MeetingHeld(Event, name="meeting-held"):
    """A meeting has been held, or broken off to be held anew (R43)."""

    meeting: MeetingId
    kind: str
    held_on: date
    interrupted: bool
    units: frozenset[UnitId]
    next_meeting_by: date | None
    guide: GuideVersion


class MeetingCancelled(Event, name="meeting-cancelled"):
    """A planned meeting will not take place."""

    meeting: MeetingId
    on: date


MeetingEvent: TypeAlias = (
    MeetingPlanned | MeetingTimeAgreed | MeetingInvited | MeetingHeld | MeetingCancelled
)


class NoSuchMeeting(Refusal):
    """There is no such meeting."""


class MeetingIsOver(Refusal):
    """The meeting has been held already."""


def after(known: Dates, event: MeetingEvent) -> Dates:
    """Return the dates as they are once *event* has happened."""
    there = known.meetings.get(event.meeting) or Meeting(event.meeting, "")
    match event:
        case MeetingPlanned(meeting=meeting, kind=kind, starts=starts, units=units):
            moved = Meeting(
                meeting,
                kind,
                starts,
                units,
                apart=event.apart,
                instead_of=event.instead_of,
                occasion=event.occasion,
                changes=there.changes,
            )
            return known.with_meeting(moved)
        case MeetingTimeAgreed(agreed_with=who, on=on):
            agreed = replace(there, agreed_on=on, agreed_with=there.agreed_with | who)
            return known.with_meeting(agreed)
        case MeetingInvited(on=on):
            return known.with_meeting(replace(there, invited_on=on))
        case MeetingHeld(meeting=meeting, kind=kind, held_on=on, interrupted=cut, units=units):
            there = replace(there, kind=kind, held_on=on, interrupted=cut, units=units)
            if not event.interrupted:
                known = known.next_by(event.next_meeting_by, meeting if there.apart else None)
            return known.with_meeting(there)
        case MeetingCancelled():
            return known.with_meeting(replace(there, cancelled=True))


def held_on(meeting: Meeting) -> date | None:
    """Return the Norwegian day the meeting is (or was) on."""
    if meeting.held_on is not None or meeting.starts is None:
        return meeting.held_on
    return meeting.starts.astimezone(NORWAY).date()
