"""My day at work: what I hold, what I am asked, and what is due, out of all I may look for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from stafett.domain import due, keeping_safe, matter, veil, visible
from stafett.domain.access import Permit
from stafett.domain.audience import Shown
from stafett.domain.circumstances import Circumstances
from stafett.domain.dated import Dated, Due, DueKind
from stafett.domain.face_views import (
    AskView,
    DueView,
    HeldView,
    InvitedView,
    Matter,
    OfferedView,
    TodayView,
)
from stafett.domain.followup import Ended, Running
from stafett.domain.frame import Frame
from stafett.domain.logg import NotOpened
from stafett.domain.people import PersonId, Staff
from stafett.domain.person import Person
from stafett.domain.standing import Role
from stafett.domain.views import FollowUpView
from stafett.domain.visible import blank

TALKS: Final = frozenset({DueKind.CHILD_TALK})
CONSENTS: Final = frozenset(
    {DueKind.CONSENT_ENDS, DueKind.CONSENT_INCOMPLETE, DueKind.HOLDER_WITHOUT_ACCESS}
)


@dataclass(frozen=True, slots=True)
class InHand:
    """A follow-up one may look for: its frame, on what permit, and what in it has a day.

    ``asking`` are the child's other follow-ups whose units ask for a logg (R167).
    """

    id: UUID
    state: Running | Ended
    permit: Permit
    at: Circumstances
    noted: tuple[Dated, ...] = ()
    asking: tuple[Frame, ...] = ()


@dataclass(frozen=True, slots=True)
class Wondered:
    """A concern one may look for, and what in it has a day; ``seen`` counts its entries."""

    id: UUID
    state: matter.State
    about: PersonId
    at: Circumstances
    seen: int
    noted: tuple[Dated, ...] = ()


@dataclass(frozen=True, slots=True)
class Guarded:
    """Somebody whose address is protected, and one at work who may read how to reach them."""

    person: Person
    reader: Staff


def today(
    day: date,
    in_hand: Iterable[InHand],
    wondered: Iterable[Wondered],
    guarded: Iterable[Guarded] = (),
) -> TodayView:
    """Return the page of one who asks at work, trimmed matter by matter for them."""
    holds: list[HeldView] = []
    offers: list[OfferedView] = []
    invitations: list[InvitedView] = []
    things: list[DueView] = []
    seen = 0
    for one in in_hand:
        view = visible.trim(one.state, one.permit, one.at)
        seen += view.seen
        if Role.CARRIER in one.permit.roles:
            holds.append(blank(_held(one, view), one.permit.shown))
        if Role.OFFERED in one.permit.roles and view.offer is not None:
            offers.append(blank(_offered(one, view), one.permit.shown))
        if Role.INVITED in one.permit.roles:
            invited = (InvitedView(one.id, asked) for asked in view.invitation)
            invitations += (blank(row, one.permit.shown) for row in invited)
        things += due_rows(one)
    for wonder in wondered:
        seen += wonder.seen
        things += _due_concerns(wonder)
    for guard in guarded:
        seen += 1
        things += _due_protections(guard, day)
    things.sort(key=lambda row: (row.on or date.max, row.rule, str(row.id)))
    apart = TALKS | CONSENTS
    return TodayView(
        day=day,
        seen=seen,
        holds=tuple(holds),
        offers=tuple(offers),
        invitations=tuple(invitations),
        due=tuple(row for row in things if row.kind not in apart),
        consents_ending=tuple(row for row in things if row.kind in CONSENTS),
        child_talks=tuple(row for row in things if row.kind in TALKS),
    )


def due_rows(one: InHand) -> list[DueView]:
    """Return what in a follow-up is due for the one who asks, and for nobody else."""
    permit, frame = one.permit, one.state.frame
    found = due.in_follow_up(one.noted, frame, one.at)
    return [
        veil.over(blank(_row(thing, one.id, frame.person, one.at.today), permit.shown), one.at)
        for thing in found
        if thing.told_to(one.at.asked_by.id, permit.parts)
    ]


def _due_concerns(one: Wondered) -> list[DueView]:
    shown = frozenset({Shown.HERE, Shown.PERSON})
    found = due.in_concern(one.noted, one.state, one.at)
    return [
        blank(_row(thing, one.id, one.about, one.at.today, "concern"), shown)
        for thing in found
        if thing.told_to(one.at.asked_by.id, ())
    ]


def _due_protections(one: Guarded, day: date) -> list[DueView]:
    who = one.person.id
    return [
        _row(thing, who, who, day, "person")
        for thing in keeping_safe.dues(one.person)
        if due.soon(thing, day) and thing.told_to(one.reader.id, ())
    ]


def _row(thing: Due, of: UUID, about: PersonId, day: date, what: Matter = "follow-up") -> DueView:
    return DueView(
        kind=thing.kind,
        on=thing.on,
        late=thing.on < day,
        rule=thing.rule,
        matter=what,
        id=of,
        thing=thing.thing,
        person=about,
        unit=thing.unit,
    )


def _held(one: InHand, view: FollowUpView) -> HeldView:
    holder = view.holder
    return HeldView(
        id=one.id,
        person=view.person,
        level=view.level,
        since=None if holder is None else holder.since,
        instead_of=None if holder is None else holder.instead_of,
        because=None if holder is None else holder.because,
        next_meeting_by=view.next_meeting_by,
        breaks=view.breaks,
        asks=tuple(AskView(theirs.holder.unit, _asked_on(theirs)) for theirs in _asks(one)),
    )


def _asks(one: InHand) -> Iterable[Frame]:
    """Return those who ask from a unit that is not in already."""
    team = one.state.frame.team
    return (theirs for theirs in one.asking if not team.takes_part(theirs.holder.unit))


def _offered(one: InHand, view: FollowUpView) -> OfferedView:
    offer = view.offer
    return OfferedView(
        id=one.id,
        person=view.person,
        home=view.home,
        unit=None if offer is None else offer.to.unit,
        offered_on=None if offer is None else offer.offered_on,
        last_day=None if offer is None else offer.last_day,
    )


def _asked_on(theirs: Frame) -> date | None:
    return theirs.logg.asked_on if isinstance(theirs.logg, NotOpened) else None
