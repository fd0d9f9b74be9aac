"""Other municipalities that children move to and from: known by name, and by their two keys.

A parcel about a child is sealed for one of them and signed by one of them. So whose the keys are
is found out once, by those who keep the rules and by another way than the parcel itself; holders
choose among those that are known (R59).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, TypeAlias
from uuid import UUID

from stafett.domain import wording
from stafett.domain.facts import Event, Refusal
from stafett.domain.people import EmployeeId

UNDER_WAY: Final = timedelta(days=90)
"""So long what was sealed or signed with keys that were exchanged is still taken: a parcel lies
until the family has said yes. Not stated in any guide: standard."""


@dataclass(frozen=True, slots=True)
class Card:
    """What a book tells of itself: its name on receipts, and two public keys in base64.

    ``signs`` is the Ed25519 key its receipts are verified with, ``reads`` the X25519 key that
    what is meant for it is sealed for (each 32 bytes).
    """

    origin: str
    signs: str
    reads: str


class NeighbourMadeKnown(Event, name="neighbour-made-known"):
    """Another municipality's book is known by its card; ``confirmed``: how one made sure."""

    neighbour: UUID
    called: str
    card: Card
    confirmed: str
    by: EmployeeId
    on: date


class NeighbourForgotten(Event, name="neighbour-forgotten"):
    """Nothing is sent to or taken from that book any more."""

    neighbour: UUID
    why: str
    by: EmployeeId
    on: date


NeighbourEvent: TypeAlias = NeighbourMadeKnown | NeighbourForgotten


@dataclass(frozen=True, slots=True)
class MakeNeighbourKnown:
    """Let another municipality's book be known; under a known id, its card is a new one.

    What is on its way under the card before is taken for 90 days more. Where that key was stolen
    the municipality is forgotten first: then it is not.
    """

    neighbour: UUID
    called: str
    card: Card
    confirmed: str


@dataclass(frozen=True, slots=True)
class ForgetNeighbour:
    """Have nothing more to do with a book, and say why: its key was lost, say."""

    neighbour: UUID
    why: str


Command: TypeAlias = MakeNeighbourKnown | ForgetNeighbour


class NoSuchNeighbour(Refusal):
    """No municipality is known here by that id: the BTI coordinator makes it known first."""


class CardIsAnothers(Refusal):
    """That card is known already, as another municipality's."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another municipality, and the card its book is known by since a day.

    ``before`` is the card it was known by until then: what was on its way is still taken.
    """

    id: UUID
    called: str
    card: Card
    since: date
    before: Card | None = None

    def cards(self, today: date) -> tuple[Card, ...]:
        """Return the cards that what comes from there may be signed with, today's first."""
        if self.before is None or today > self.since + UNDER_WAY:
            return (self.card,)
        return (self.card, self.before)


Neighbours: TypeAlias = Mapping[UUID, Neighbour]


def decide(
    neighbours: Neighbours, command: Command, by: EmployeeId, today: date
) -> tuple[Event, ...]:
    """Say which municipalities are known.

    Raises:
        CardIsAnothers: Another is known by one of the keys, or by the name on receipts.
        NoSuchNeighbour: There is none to forget.

    """
    there = neighbours.get(command.neighbour)
    match command:
        case MakeNeighbourKnown(called=called, card=card):
            if there is not None and (there.called, there.card) == (called, card):
                return ()
            others = [one for one in neighbours.values() if one.id != command.neighbour]
            if any(_alike(its, card) for one in others for its in (one.card, one.before) if its):
                raise CardIsAnothers
            known = NeighbourMadeKnown(
                neighbour=command.neighbour,
                called=wording.reason(called),
                card=card,
                confirmed=wording.reason(command.confirmed),
                by=by,
                on=today,
            )
            return (known,)
        case ForgetNeighbour(why=why):
            if there is None:
                raise NoSuchNeighbour
            why = wording.reason(why)
            return (NeighbourForgotten(neighbour=there.id, why=why, by=by, on=today),)


def known(neighbours: Neighbours, id_: UUID) -> Neighbour:
    """Return the municipality known by the id.

    Raises:
        NoSuchNeighbour: None is.

    """
    if id_ not in neighbours:
        raise NoSuchNeighbour
    return neighbours[id_]


def after(neighbours: Neighbours, event: NeighbourEvent) -> Neighbours:
    """Return those that are known once *event* has happened."""
    match event:
        case NeighbourMadeKnown(neighbour=id_):
            return {**neighbours, id_: _known_as(neighbours.get(id_), event)}
        case NeighbourForgotten(neighbour=id_):
            return {key: one for key, one in neighbours.items() if key != id_}


def _known_as(there: Neighbour | None, event: NeighbourMadeKnown) -> Neighbour:
    if there is None:
        return Neighbour(event.neighbour, event.called, event.card, event.on)
    if there.card == event.card:
        return replace(there, called=event.called)
    return Neighbour(event.neighbour, event.called, event.card, event.on, there.card)


def _alike(one: Card, other: Card) -> bool:
    return one.origin == other.origin or one.signs == other.signs or one.reads == other.reads
