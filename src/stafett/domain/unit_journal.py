"""A unit's journal: who in the unit opened what, for the one who leads it.

A leader is told of the matters they may look into themselves, and of no other: what somebody has
shared with others, what the leader is kept out of or stands aside from, and what is shielded, are
not told of here. Of look-ups and of what was refused it is told that they were, and not of whom.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Final
from uuid import UUID

from stafett.domain.facts import Refusal
from stafett.domain.marks import HERE
from stafett.domain.people import EmployeeId, UnitId

LONGEST: Final = timedelta(days=31)
"""So long a time is told of at once. Not stated in any guide: standard."""
MOST: Final = 2000
"""So many lines are told of at once, the latest; the rest by asking for a shorter time."""


class MonthAtMost(Refusal):
    """Ask for a month at most, from one day to a later one."""


class Doing(Enum):
    """What somebody in the unit did."""

    OPENED = "opened"
    LISTED = "listed"
    LOOKED_UP = "looked-up"
    CHANGED = "changed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class DoneView:
    """Somebody in the unit opened, listed, looked up, changed, or was refused something.

    ``matters`` are the follow-ups, concerns or persons it was about; ``purpose`` what they said
    they read for; ``emergency`` by what they looked in, where they did.
    """

    at: datetime | None = field(default=None, metadata=HERE)
    who: EmployeeId | None = field(default=None, metadata=HERE)
    did: Doing | None = field(default=None, metadata=HERE)
    matters: tuple[UUID, ...] = field(default=(), metadata=HERE)
    purpose: str = field(default="", metadata=HERE)
    emergency: UUID | None = field(default=None, metadata=HERE)


@dataclass(frozen=True, slots=True)
class UnitJournalView:
    """What was done in a unit from one day to another, the latest first.

    ``more``: there was more than is told of at once.
    """

    unit: UnitId | None = field(default=None, metadata=HERE)
    first: date | None = field(default=None, metadata=HERE)
    last: date | None = field(default=None, metadata=HERE)
    seen: int = field(default=0, metadata=HERE)
    more: bool = field(default=False, metadata=HERE)
    items: tuple[DoneView, ...] = field(default=(), metadata=HERE)


def check_days(first: date, last: date) -> None:
    """See that the days asked for are a month at most.

    Raises:
        MonthAtMost: They are more, or turned round.

    """
    if not first <= last <= first + LONGEST:
        raise MonthAtMost
