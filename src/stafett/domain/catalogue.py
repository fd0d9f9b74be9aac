"""The catalogue of measures: what the municipality can offer, to whom, and how one asks for it.

It changes all the time, so each change holds from a day, and which measures there were on a day
has an answer (R13). It is about offers, never about anybody who has had one.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import NewType, TypeAlias
from uuid import UUID

from stafett.domain import wording
from stafett.domain.facts import Event, Refusal
from stafett.domain.people import UnitId
from stafett.domain.policy import Text
from stafett.domain.publishing import DayHasPassed
from stafett.domain.unit import NoSuchUnit

OfferId = NewType("OfferId", UUID)


class WayIn(Enum):
    """How one comes to it."""

    OPEN = "open"
    APPLICATION = "application"
    FORMAL_DECISION = "formal-decision"


@dataclass(frozen=True, slots=True)
class Offer:
    """One measure of the catalogue: whose it is, what it is, for whom, and how one asks.

    Ages are whole years, both included. ``levels`` are those of the guide it is meant for,
    ``group`` where it stands in the catalogue, ``colour`` how it is marked there, ``contact`` whom
    one asks for in the unit, ``legal_basis`` the paragraphs it rests on, and
    ``source`` who says so.
    """

    name: Text
    unit: UnitId
    description: Text
    for_whom: Text
    youngest: int
    oldest: int
    way_in: WayIn
    how_to_ask: Text
    source: str
    legal_basis: tuple[str, ...] = ()
    levels: frozenset[int] = frozenset()
    group: str = ""
    contact: str = ""
    colour: str = ""


class OfferListed(Event, name="catalogue-offer-listed"):
    """A measure stands in the catalogue, as it says, from a day on."""

    offer: OfferId
    says: Offer
    since: date


class OfferTakenOut(Event, name="catalogue-offer-taken-out"):
    """A measure is not offered any more, from a day on."""

    offer: OfferId
    since: date
    why: str


@dataclass(frozen=True, slots=True)
class ListOffer:
    """Put a measure in the catalogue, or say it anew, from a day on."""

    offer: OfferId
    says: Offer
    since: date


@dataclass(frozen=True, slots=True)
class TakeOutOffer:
    """Take a measure out of the catalogue, from a day on."""

    offer: OfferId
    since: date
    why: str


Command: TypeAlias = ListOffer | TakeOutOffer
CatalogueEvent: TypeAlias = OfferListed | OfferTakenOut


class NoSuchOffer(Refusal):
    """The catalogue does not have this measure on that day."""


class AgesTurnedRound(Refusal):
    """The youngest age cannot be above the oldest."""


Editions: TypeAlias = tuple[tuple[date, Offer | None], ...]
Catalogue: TypeAlias = Mapping[OfferId, Editions]
"""Each measure as it was said, in the order it was said; ``None``: taken out."""


def decide(
    catalogue: Catalogue, units: Collection[UnitId], command: Command, today: date
) -> tuple[Event, ...]:
    """Say what changes in the catalogue. A new measure may hold from any day.

    Raises:
        NoSuchUnit: The unit it belongs to is not known.
        AgesTurnedRound: Nobody is of those ages.
        DayHasPassed: It would rewrite what stood there yesterday.
        NoSuchOffer: What is taken out does not stand there.

    """
    editions = catalogue.get(command.offer, ())
    if editions and command.since < today:
        raise DayHasPassed
    held = held_on(editions, command.since)
    match command:
        case ListOffer(offer=offer, says=says, since=since):
            if says.unit not in units:
                raise NoSuchUnit
            if says.youngest > says.oldest:
                raise AgesTurnedRound
            if says == held:
                return ()
            return (OfferListed(offer=offer, says=says, since=since),)
        case _:
            why = wording.reason(command.why)
            if held is None:
                raise NoSuchOffer
            return (OfferTakenOut(offer=command.offer, since=command.since, why=why),)


def after(catalogue: Catalogue, event: CatalogueEvent) -> Catalogue:
    """Return the catalogue once *event* has happened."""
    says = event.says if isinstance(event, OfferListed) else None
    return {**catalogue, event.offer: (*catalogue.get(event.offer, ()), (event.since, says))}


def held_on(editions: Editions, day: date) -> Offer | None:
    """Return what a measure said on the day; of several from one day, what was said last."""
    held = [(since, at) for at, (since, _) in enumerate(editions) if since <= day]
    return editions[max(held)[1]][1] if held else None


def offered_on(catalogue: Catalogue, day: date) -> Mapping[OfferId, Offer]:
    """Return the measures that are offered on the day."""
    every = ((offer, held_on(editions, day)) for offer, editions in catalogue.items())
    return {offer: says for offer, says in every if says is not None}
