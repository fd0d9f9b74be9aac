"""Arrival: a child comes from another municipality, and brings what its family let go along (R59).

Nothing is opened on the old municipality's consent: the family says yes anew, here. What came
stays what it was, the past of another place; it never becomes an entry, a goal or a measure of
the unit that took it in, and it opens no logg.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TypeAlias
from uuid import UUID

from stafett.domain.circumstances import NORWAY
from stafett.domain.facts import Event, Place, Refusal
from stafett.domain.family_word import Said, Word
from stafett.domain.parcel import Parcel
from stafett.domain.people import EmployeeId, PersonId, UnitId
from stafett.domain.policy import GuideVersion


class ArrivalAnswered(Event, name="arrival-answered"):
    """One whose consent is needed has said whether a parcel may be opened here.

    ``word.to`` says which parcel, and for whom: ``asked``.
    """

    parcel: UUID
    neighbour: UUID
    word: Word


class ParcelTakenIn(Event, name="parcel-taken-in"):
    """A parcel has been opened, on everyone's yes; ``digest`` is of what was in it."""

    parcel: UUID
    neighbour: UUID
    digest: str
    givers: frozenset[PersonId]
    shared: bool
    by: EmployeeId
    at: datetime
    guide: GuideVersion
    rules_from: date


class PastKept(Event, name="past-kept"):
    """What was in the parcel lies here, as it was written elsewhere."""

    place: Place
    past: UUID
    parcel: Parcel
    by: UUID
    unit: UnitId
    on: date


ArrivalEvent: TypeAlias = ArrivalAnswered | ParcelTakenIn


@dataclass(frozen=True, slots=True)
class AnswerArrival:
    """Say whether the parcel from another municipality may be opened here (yes or no).

    ``shared``: for everyone in the logg; otherwise for the home unit alone.
    """

    parcel: UUID
    neighbour: UUID
    said: Said
    shared: bool = False


@dataclass(frozen=True, slots=True)
class TakeInParcel:
    """Take in what was in a parcel that has been verified and opened.

    ``shared``: into the logg; otherwise into the unit's own part.
    """

    neighbour: UUID
    parcel: Parcel
    unit: UnitId
    shared: bool = False


ArrivalCommand: TypeAlias = AnswerArrival | TakeInParcel


class ParcelIsForAnother(Refusal):
    """The parcel is about another child, or was not meant for this municipality."""


class ParcelNotRead(Refusal):
    """The parcel was not made for this municipality by that one, or it did not come whole."""


class NoSuchParcel(Refusal):
    """No such parcel has been taken in here."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A parcel from another municipality: who may open it, and when it was taken in."""

    parcel: UUID
    neighbour: UUID
    words: Mapping[PersonId, Word] = field(default_factory=dict)
    digest: str = ""
    taken_in_at: datetime | None = None

    @property
    def taken_in_on(self) -> date | None:
        """Return the Norwegian day it was taken in."""
        return None if self.taken_in_at is None else self.taken_in_at.astimezone(NORWAY).date()


Arrivals: TypeAlias = Mapping[UUID, Arrival]


@dataclass(frozen=True, slots=True)
class Past:
    """What came in a parcel, kept in one part as it was."""

    id: UUID
    place: Place
    parcel: Parcel
    by: UUID
    unit: UnitId
    kept_on: date
    changes: int = 1


Pasts: TypeAlias = Mapping[UUID, Past]


def asked(parcel: UUID, *, shared: bool) -> str:
    """Return what a word about a parcel is given to: the very parcel, and who is to read it."""
    return f"{parcel} {'logg' if shared else 'unit'}"


def of(arrivals: Arrivals, parcel: UUID, neighbour: UUID) -> Arrival:
    """Return what is known of a parcel from a municipality; said of another, it counts not."""
    there = arrivals.get(parcel)
    if there is None or there.neighbour != neighbour:
        return Arrival(parcel, neighbour)
    return there


def after(arrivals: Arrivals, event: ArrivalEvent) -> Arrivals:
    """Return the arrivals as they are once *event* has happened."""
    there = of(arrivals, event.parcel, event.neighbour)
    match event:
        case ArrivalAnswered(word=word):
            there = replace(there, words={**there.words, word.giver: word})
        case ParcelTakenIn():
            there = replace(there, digest=event.digest, taken_in_at=event.at)
    return {**arrivals, there.parcel: there}


def kept(pasts: Pasts, event: PastKept) -> Pasts:
    """Return what has come into a part, once *event* has happened in it."""
    new = Past(event.past, event.place, event.parcel, event.by, event.unit, event.on)
    return {**pasts, new.id: new}
