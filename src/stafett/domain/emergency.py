"""Looking in on a child in an emergency (nødåpning): who did, why, until when, and who looks after.

Somebody at work who has no part in it may see where a child stands when it cannot wait and there
is nobody to ask. It is telling without consent, inside the house: on a ground in the law, for one
named child, for an hour at most, and never done without another one looking at it afterwards
(F42, R87). It is off until two people have let it be. Nothing is changed through it, and
neither a locked logg nor anything shielded is opened by it.

It lies with the municipality and not with the child: whoever has one that nobody has looked at
looks in on no other child, and the length of a child's own stream must tell nobody anything.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum
from typing import Final, TypeAlias
from uuid import UUID

from stafett.domain.facts import Event
from stafett.domain.people import EmployeeId, PersonId, UnitId

MOST_MINUTES: Final = 60
"""No ground lets anybody look in for longer. Not stated in any guide: standard."""
MOST_WORKING_DAYS: Final = 3
"""So soon another one looks at it at the latest. Not stated in any guide: standard."""


MOST_UNREVIEWED: Final = 3
"""So often somebody looks in before another one has looked at any of it, and no oftener: hour after
hour on one child, or child after child, is no emergency. Not stated in any guide: standard."""


class Finding(Enum):
    """What another one made of it afterwards."""

    JUSTIFIED = "justified"
    NOT_JUSTIFIED = "not-justified"


class EmergenciesAllowed(Event, name="emergencies-allowed"):
    """From a day on those at work may look in on a child in an emergency."""

    since: date
    decision: str
    by: EmployeeId
    on: date


class EmergenciesForbidden(Event, name="emergencies-forbidden"):
    """From this moment nobody looks in on any child so."""

    why: str
    by: EmployeeId
    on: date


class OpenedInEmergency(Event, name="opened-in-emergency"):
    """Somebody looks in on one child until a moment; ``paragraph`` is the law of that day.

    ``reason`` is one of the ground's, ``words`` say why in words that name nobody. Whether the
    book knows anybody as ``person`` is not said.
    """

    opening: UUID
    person: PersonId
    unit: UnitId
    ground: str
    paragraph: str
    law_from: date
    reason: str
    words: str
    by: EmployeeId
    at: datetime
    until: datetime
    review_by: date
    family_at_once: bool


class EmergencyClosed(Event, name="emergency-closed"):
    """It was ended before its time."""

    opening: UUID
    by: EmployeeId
    at: datetime


class EmergencyReviewed(Event, name="emergency-reviewed"):
    """Another one has looked at it; what is said last counts."""

    opening: UUID
    finding: Finding
    words: str
    by: EmployeeId
    on: date


EmergencyEvent: TypeAlias = (
    EmergenciesAllowed
    | EmergenciesForbidden
    | OpenedInEmergency
    | EmergencyClosed
    | EmergencyReviewed
)


@dataclass(frozen=True, slots=True)
class Review:
    """What another one made of it, and when."""

    finding: Finding
    words: str
    by: EmployeeId
    on: date


@dataclass(frozen=True, slots=True)
class Opening:
    """Somebody looks, or looked, in on one child; see ``OpenedInEmergency``."""

    id: UUID
    person: PersonId
    unit: UnitId
    ground: str
    paragraph: str
    reason: str
    words: str
    by: EmployeeId
    at: datetime
    until: datetime
    review_by: date
    family_at_once: bool
    closed_at: datetime | None = None
    review: Review | None = None

    def runs(self, now: datetime) -> bool:
        """Is it open at the moment, as far as its own time goes?"""
        return self.closed_at is None and self.at <= now < self.until

    def overdue(self, today: date) -> bool:
        """Should another one have looked at it by now?"""
        return self.review is None and today > self.review_by

    @property
    def told_to_family(self) -> bool:
        """Does the family hear of it: at once, or because it has been reviewed?"""
        return self.family_at_once or self.review is not None


@dataclass(frozen=True, slots=True)
class Emergencies:
    """Whether it is let be, by the days it was said for, and every time somebody looked in."""

    said: tuple[tuple[date, bool], ...] = ()
    openings: Mapping[UUID, Opening] = field(default_factory=dict)

    def allowed_on(self, day: date) -> bool:
        """May anybody look in so on the day? What was said last goes first; default no."""
        held = [yes for since, yes in self.said if since <= day]
        return bool(held) and held[-1]

    def locked(self, who: EmployeeId, today: date) -> bool:
        """Is it over for somebody: one of theirs waits too long, or was found wrong?"""
        theirs = (one for one in self.openings.values() if one.by == who)
        return any(
            one.overdue(today)
            or (one.review is not None and one.review.finding is Finding.NOT_JUSTIFIED)
            for one in theirs
        )

    def unreviewed(self, who: EmployeeId) -> int:
        """Return how often somebody has looked in that nobody has looked at yet."""
        return sum(one.by == who and one.review is None for one in self.openings.values())

    def running(
        self, who: EmployeeId, person: PersonId, now: datetime, today: date
    ) -> Opening | None:
        """Return by what somebody may look in on a child now, or ``None``."""
        if not self.allowed_on(today) or self.locked(who, today):
            return None
        runs = (
            one
            for one in self.openings.values()
            if one.by == who and one.person == person and one.runs(now)
        )
        return max(runs, key=lambda one: one.until, default=None)

    def fallen_due(self, today: date, after: date) -> Iterable[Opening]:
        """Return those that nobody has looked at and whose day, or the day after, has come."""
        for one in self.openings.values():
            days = (one.review_by, date.fromordinal(one.review_by.toordinal() + 1))
            if one.review is None and any(after < day <= today for day in days):
                yield one


def after(emergencies: Emergencies, event: EmergencyEvent) -> Emergencies:
    """Return how it stands once *event* has happened."""
    openings = emergencies.openings
    match event:
        case EmergenciesAllowed(since=since):
            return replace(emergencies, said=(*emergencies.said, (since, True)))
        case EmergenciesForbidden(on=on):
            # What was let be from a later day is not any more either.
            said = tuple(one for one in emergencies.said if one[0] <= on)
            return replace(emergencies, said=(*said, (on, False)))
        case OpenedInEmergency():
            return replace(emergencies, openings={**openings, event.opening: _opened(event)})
        case EmergencyClosed(opening=which):
            closed = replace(openings[which], closed_at=event.at)
            return replace(emergencies, openings={**openings, which: closed})
        case EmergencyReviewed(opening=which):
            review = Review(event.finding, event.words, event.by, event.on)
            reviewed = replace(openings[which], review=review)
            return replace(emergencies, openings={**openings, which: reviewed})


def _opened(event: OpenedInEmergency) -> Opening:
    return Opening(
        id=event.opening,
        person=event.person,
        unit=event.unit,
        ground=event.ground,
        paragraph=event.paragraph,
        reason=event.reason,
        words=event.words,
        by=event.by,
        at=event.at,
        until=event.until,
        review_by=event.review_by,
        family_at_once=event.family_at_once,
    )
