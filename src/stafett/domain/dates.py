"""Dates: which meetings are planned or held, and by when the next one must be.

A deadline is the day of the meeting plus the guide's number of calendar days, in Norway; hours
and summer time never move it (R98, I10).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import Enum
from typing import NewType
from uuid import UUID

from stafett.domain.people import PersonId, UnitId
from stafett.domain.policy import Guide, GuideVersion
from stafett.domain.voice import ChildView

MeetingId = NewType("MeetingId", UUID)


class MeetingState(Enum):
    """How far a meeting has come (R43, R44)."""

    PROPOSED = "proposed"
    TIME_AGREED = "time-agreed"
    INVITED = "invited"
    HELD = "held"
    INTERRUPTED = "interrupted"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting: its kind, when it starts, who is to be there, and the day it was held.

    ``apart`` names those in the family whom it is for alone (empty: the whole family; R177).
    ``instead_of`` is the meeting that was broken off or called off and is held anew here (R43).
    ``occasion`` is the same for meetings of several children that are one and the same (R176).
    ``changes`` counts what has happened to it.
    """

    id: MeetingId
    kind: str
    starts: datetime | None = None
    units: frozenset[UnitId] = frozenset()
    held_on: date | None = None
    interrupted: bool = False
    cancelled: bool = False
    apart: frozenset[PersonId] = frozenset()
    instead_of: MeetingId | None = None
    occasion: UUID | None = None
    agreed_on: date | None = None
    agreed_with: frozenset[PersonId] = frozenset()
    invited_on: date | None = None
    changes: int = 0

    @property
    def planned(self) -> bool:
        """Is it still ahead?"""
        return self.held_on is None and not self.cancelled

    @property
    def state(self) -> MeetingState:
        """Return how far it has come."""
        if self.held_on is not None:
            return MeetingState.INTERRUPTED if self.interrupted else MeetingState.HELD
        if self.cancelled:
            return MeetingState.CANCELLED
        if self.invited_on is not None:
            return MeetingState.INVITED
        return MeetingState.PROPOSED if self.agreed_on is None else MeetingState.TIME_AGREED


@dataclass(frozen=True, slots=True)
class Chosen:
    """What one meeting chose, why, by whom, and under which edition of the guide."""

    outcome: str
    level: int
    reason: str
    decided_by: str
    child_view: ChildView
    met_on: date
    guide: GuideVersion


@dataclass(frozen=True, slots=True)
class Dates:
    """Every meeting and what it chose, and the last day for the next one and for aftercare.

    ``counted`` tells which meetings have set the last day for the next one, first to last
    (``None``: the beginning, or a choice that everybody knows of).
    """

    next_meeting_by: date | None
    meetings: Mapping[MeetingId, Meeting] = field(default_factory=dict)
    outcomes: Mapping[MeetingId, Chosen] = field(default_factory=dict)
    aftercare_by: date | None = None
    aftercare_since: date | None = None
    counted: tuple[tuple[MeetingId | None, date | None], ...] = ()

    def with_meeting(self, meeting: Meeting) -> "Dates":
        """Return the dates with this meeting in place of what was known of it."""
        meeting = replace(meeting, changes=meeting.changes + 1)
        return replace(self, meetings={**self.meetings, meeting.id: meeting})

    def next_by(self, by: date | None, meeting: MeetingId | None) -> "Dates":
        """Return the dates with another last day for the next meeting, as this one set it."""
        counted = self.counted or ((None, self.next_meeting_by),)
        return replace(self, next_meeting_by=by, counted=(*counted, (meeting, by)))

    def without(self, hidden: Collection[MeetingId]) -> "Dates":
        """Return the dates as they are for somebody who is not to know of these meetings."""
        if not hidden:
            return self
        known = {id_: one for id_, one in self.meetings.items() if id_ not in hidden}
        counted = tuple(one for one in self.counted if one[0] not in hidden)
        by = counted[-1][1] if counted else self.next_meeting_by
        return replace(self, meetings=known, next_meeting_by=by, counted=counted)

    def met(self, unit: UnitId, since: date) -> bool:
        """Has the unit sat down with both homes, and to the end, on the day or after it?

        A meeting with one home alone is none: the other is told nothing of it (R177).
        """
        return any(
            unit in one.units
            and one.held_on is not None
            and one.held_on >= since
            and not one.interrupted
            and not one.apart
            for one in self.meetings.values()
        )

    @property
    def aftercare_waits(self) -> bool:
        """Is a last contact still owed, to see that the good effect lasts (R126)?"""
        return self.aftercare_since is not None and not any(
            meeting.held_on is not None and meeting.held_on > self.aftercare_since
            for meeting in self.meetings.values()
        )


def next_by(held_on: date, guide: Guide, *, others_asked: bool) -> date:
    """Return the last day for the next meeting (R98), longer when another unit is asked (R99)."""
    days = guide.other_unit_meeting_days if others_asked else guide.next_meeting_days
    return held_on + timedelta(days=days)
