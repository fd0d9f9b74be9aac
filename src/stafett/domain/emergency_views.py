"""What is shown of looking in in an emergency: to those who watch over it, and to the family.

Nowhere does it say which child it was but to whoever looks in, while they do, and to its family.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from stafett.domain.emergency import Finding, Opening
from stafett.domain.marks import HERE
from stafett.domain.people import EmployeeId, FollowUpId, PersonId, UnitId


@dataclass(frozen=True, slots=True)
class EmergencyView:
    """One time somebody looked in; ``overdue``: another one should have looked at it by now."""

    id: UUID | None = field(default=None, metadata=HERE)
    by: EmployeeId | None = field(default=None, metadata=HERE)
    unit: UnitId | None = field(default=None, metadata=HERE)
    ground: str = field(default="", metadata=HERE)
    paragraph: str = field(default="", metadata=HERE)
    reason: str = field(default="", metadata=HERE)
    words: str = field(default="", metadata=HERE)
    at: datetime | None = field(default=None, metadata=HERE)
    until: datetime | None = field(default=None, metadata=HERE)
    review_by: date | None = field(default=None, metadata=HERE)
    overdue: bool = field(default=False, metadata=HERE)
    finding: Finding | None = field(default=None, metadata=HERE)
    reviewed_on: date | None = field(default=None, metadata=HERE)
    found: str = field(default="", metadata=HERE)


@dataclass(frozen=True, slots=True)
class EmergenciesView:
    """Every time somebody looked in that the reader watches over, the latest first."""

    seen: int = field(default=0, metadata=HERE)
    items: tuple[EmergencyView, ...] = field(default=(), metadata=HERE)


@dataclass(frozen=True, slots=True)
class LookedInView:
    """What one looks in on now, and until when: the child, and what can be opened of it."""

    id: UUID | None = field(default=None, metadata=HERE)
    until: datetime | None = field(default=None, metadata=HERE)
    person: PersonId | None = field(default=None, metadata=HERE)
    follow_ups: tuple[FollowUpId, ...] = field(default=(), metadata=HERE)


@dataclass(frozen=True, slots=True)
class FamilysEmergencyView:
    """What a family is told: who looked in, for which unit, when, why and by which paragraph.

    ``employee`` and ``unit`` come by name; nobody's, where the employer withholds it. ``finding``
    is what another one made of it.
    """

    at: datetime | None = field(default=None, metadata=HERE)
    until: datetime | None = field(default=None, metadata=HERE)
    employee: str = field(default="", metadata=HERE)
    unit: str = field(default="", metadata=HERE)
    paragraph: str = field(default="", metadata=HERE)
    reason: str = field(default="", metadata=HERE)
    finding: Finding | None = field(default=None, metadata=HERE)
    reviewed_on: date | None = field(default=None, metadata=HERE)


@dataclass(frozen=True, slots=True)
class FamilysEmergenciesView:
    """Every time somebody looked in on the child that its family is told of, the latest first."""

    seen: int = field(default=0, metadata=HERE)
    items: tuple[FamilysEmergencyView, ...] = field(default=(), metadata=HERE)


def shown(one: Opening, today: date) -> EmergencyView:
    """Return it as those see it who watch over it."""
    review = one.review
    return EmergencyView(
        id=one.id,
        by=one.by,
        unit=one.unit,
        ground=one.ground,
        paragraph=one.paragraph,
        reason=one.reason,
        words=one.words,
        at=one.at,
        until=one.closed_at or one.until,
        review_by=one.review_by,
        overdue=one.overdue(today),
        finding=None if review is None else review.finding,
        reviewed_on=None if review is None else review.on,
        found="" if review is None else review.words,
    )


def told(one: Opening, employee: str, unit: str) -> FamilysEmergencyView:
    """Return it as the family sees it; the names as they may know them."""
    review = one.review
    return FamilysEmergencyView(
        at=one.at,
        until=one.closed_at or one.until,
        employee=employee,
        unit=unit,
        paragraph=one.paragraph,
        reason=one.reason,
        finding=None if review is None else review.finding,
        reviewed_on=None if review is None else review.on,
    )
