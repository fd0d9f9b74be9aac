"""Departure: the child moves to another municipality, and what the family wants goes along (R59).

The family sees the parcel before anybody else and says yes to exactly it. The baton is not let go
of until the other municipality has taken the parcel in: then the logg is locked and it is over.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TypeAlias
from uuid import UUID

from stafett.domain.circumstances import NORWAY
from stafett.domain.countersigned import Countersigned
from stafett.domain.facts import Event, Refusal
from stafett.domain.family_word import Said, Word
from stafett.domain.people import EmployeeId, PersonId
from stafett.domain.policy import GuideVersion
from stafett.domain.voice import ChildView


class DepartureProposed(Event, name="departure-proposed"):
    """The holder has asked the family whether this may go along; ``items`` name what is chosen."""

    departure: UUID
    neighbour: UUID
    called: str
    unit: str
    items: frozenset[UUID]
    moves_on: date
    child_view: ChildView
    on: date


class DepartureAnswered(Event, name="departure-answered"):
    """One whose consent is needed has said yes or no; ``word.to`` is the digest of the parcel."""

    departure: UUID
    word: Word


class ParcelSent(Event, name="parcel-sent"):
    """The parcel may be carried over from now on, on everyone's yes to exactly this one.

    ``last_day`` is the day by which it is to have been taken in, as long as for any offer.
    """

    departure: UUID
    neighbour: UUID
    digest: str
    items: frozenset[UUID]
    givers: frozenset[PersonId]
    by: EmployeeId
    last_day: date
    at: datetime
    guide: GuideVersion
    rules_from: date


class DepartureCalledOff(Event, name="departure-called-off"):
    """Nothing goes along, or nothing more; whoever has the parcel already cannot unread it."""

    departure: UUID
    why: str
    on: date


class DepartureCompleted(Event, name="departure-completed"):
    """The other municipality has signed that it took the parcel in: the child is followed there."""

    departure: UUID
    digest: str
    taken_in_at: datetime
    countersigned: Countersigned
    on: date


DepartureEvent: TypeAlias = (
    DepartureProposed | DepartureAnswered | ParcelSent | DepartureCalledOff | DepartureCompleted
)


@dataclass(frozen=True, slots=True)
class ProposeDeparture:
    """Ask the family whether *items* may go along to a unit of another municipality.

    ``items`` are of the logg; what stands nowhere but in a unit's own part never goes.
    """

    departure: UUID
    neighbour: UUID
    unit: str
    items: frozenset[UUID]
    moves_on: date
    child_view: ChildView


@dataclass(frozen=True, slots=True)
class AnswerDeparture:
    """Say yes or no to the parcel with this digest; staff may write a word down (R81)."""

    digest: str
    said: Said


@dataclass(frozen=True, slots=True)
class SendParcel:
    """Let the parcel with this digest be carried over."""

    digest: str


@dataclass(frozen=True, slots=True)
class CallOffDeparture:
    """Say that nothing goes along after all."""

    why: str


@dataclass(frozen=True, slots=True)
class CompleteDeparture:
    """Let go of the baton: the other municipality has signed that it has taken the parcel in."""

    departure: UUID
    neighbour: UUID
    digest: str
    taken_in_at: datetime
    countersigned: Countersigned


DepartureCommand: TypeAlias = (
    ProposeDeparture | AnswerDeparture | SendParcel | CallOffDeparture | CompleteDeparture
)


class NoDepartureProposed(Refusal):
    """Nothing has been proposed to go along to another municipality."""


class ParcelHasChanged(Refusal):
    """Something of what goes along is not as it was when it was read: read it again."""


class NotToBeTakenAlong(Refusal):
    """Something that was chosen cannot go along, or is not yours to pass on."""


class TooMuchForOneParcel(Refusal):
    """So much does not go in one parcel: choose what the next unit needs to know."""


class BirthDateNeeded(Refusal):
    """The child's birth date must be known, so that nobody takes the parcel for another child's."""


class NoParcelSent(Refusal):
    """No such parcel has been sent from here."""


class ProposeItAnew(Refusal):
    """What was sent has changed since: propose it anew, and let the family see it again."""


class NotThatReceipt(Refusal):
    """That is no receipt of the other municipality for the parcel that was sent."""


class WaitForTheReceipt(Refusal):
    """A parcel is on its way: wait until it has been taken in, or call the departure off."""


@dataclass(frozen=True, slots=True)
class Departure:
    """What is proposed to go along, what the family says, and how far it has come."""

    id: UUID
    neighbour: UUID
    called: str
    unit: str
    items: frozenset[UUID]
    moves_on: date
    child_view: ChildView
    proposed_on: date
    words: Mapping[PersonId, Word] = field(default_factory=dict)
    digest: str = ""
    sent_on: date | None = None
    last_day: date | None = None
    called_off_on: date | None = None
    completed_on: date | None = None

    @property
    def stands(self) -> bool:
        """Is it neither called off nor completed?"""
        return self.called_off_on is None and self.completed_on is None

    @property
    def on_its_way(self) -> bool:
        """Has a parcel been sent that nobody has taken in yet?"""
        return self.stands and self.sent_on is not None


def standing(departure: Departure | None) -> Departure:
    """Return the departure that is under way.

    Raises:
        NoDepartureProposed: None is.

    """
    if departure is None or not departure.stands:
        raise NoDepartureProposed
    return departure


def begun(event: DepartureProposed) -> Departure:
    """Return the departure as it is when it has just been proposed."""
    return Departure(
        id=event.departure,
        neighbour=event.neighbour,
        called=event.called,
        unit=event.unit,
        items=event.items,
        moves_on=event.moves_on,
        child_view=event.child_view,
        proposed_on=event.on,
    )


def after(departure: Departure | None, event: DepartureEvent) -> Departure | None:
    """Return the departure as it is once *event* has happened."""
    if isinstance(event, DepartureProposed):
        return begun(event)
    if departure is None:
        return None
    match event:
        case DepartureAnswered(word=word):
            return replace(departure, words={**departure.words, word.giver: word})
        case ParcelSent(digest=digest, at=moment):
            sent_on = moment.astimezone(NORWAY).date()
            last = event.last_day
            return replace(departure, digest=digest, sent_on=sent_on, last_day=last)
        case DepartureCalledOff(on=on):
            return replace(departure, called_off_on=on)
        case DepartureCompleted(on=on):
            return replace(departure, completed_on=on)
