"""Dates: which meetings are planned or held, and by when the next one must be.

A deadline is the day of the meeting plus the guide's number of calendar days, in Norway; hours
and summer time never move it (R98, I10).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import NewType
from uuid import UUID

from stafett.domain.people import UnitId
from stafett.domain.policy import Guide, GuideVersion
from stafett.domain.voice import ChildView

MeetingId = NewType("MeetingId", UUID)


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting: its kind, when it starts, who is invited, and the day it was held."""

    id: MeetingId
    kind: str
    starts: datetime | None = None
    units: frozenset[UnitId] = frozenset()
    held_on: date | None = None
    interrupted: bool = False
    cancelled: bool = False

    @property
    def planned(self) -> bool:
        """Is it still ahead?"""
        return self.held_on is None and not self.cancelled


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
    """Every meeting and what it chose, and the last day for the next one and for aftercare."""

    next_meeting_by: date | None
    meetings: Mapping[MeetingId, Meeting] = field(default_factory=dict)
    outcomes: Mapping[MeetingId, Chosen] = field(default_factory=dict)
    aftercare_by: date | None = None
    aftercare_since: date | None = None

    def with_meeting(self, meeting: Meeting) -> "Dates":
        """Return the dates with this meeting in place of what was known of it."""
        return replace(self, meetings={**self.meetings, meeting.id: meeting})

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
