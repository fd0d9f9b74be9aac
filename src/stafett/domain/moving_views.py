"""What can be seen of a child's move between municipalities: by the family and the holders."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from stafett.domain.arrival import Arrival
from stafett.domain.departure import Departure
from stafett.domain.family_word import Word
from stafett.domain.marks import CARE
from stafett.domain.people import PersonId
from stafett.domain.voice import ChildView


@dataclass(frozen=True, slots=True)
class AnswerView:
    """Who has said yes or no, and to what."""

    giver: PersonId | None = field(default=None, metadata=CARE)
    agrees: bool = field(default=False, metadata=CARE)
    to: str = field(default="", metadata=CARE)


@dataclass(frozen=True, slots=True)
class DepartureView:
    """Where the child moves, what is chosen to go along, who said what, how far it has come."""

    id: UUID | None = field(default=None, metadata=CARE)
    neighbour: UUID | None = field(default=None, metadata=CARE)
    called: str = field(default="", metadata=CARE)
    unit: str = field(default="", metadata=CARE)
    items: frozenset[UUID] = field(default=frozenset(), metadata=CARE)
    moves_on: date | None = field(default=None, metadata=CARE)
    child_view: ChildView | None = field(default=None, metadata=CARE)
    proposed_on: date | None = field(default=None, metadata=CARE)
    answers: tuple[AnswerView, ...] = field(default=(), metadata=CARE)
    digest: str = field(default="", metadata=CARE)
    sent_on: date | None = field(default=None, metadata=CARE)
    called_off_on: date | None = field(default=None, metadata=CARE)
    completed_on: date | None = field(default=None, metadata=CARE)


@dataclass(frozen=True, slots=True)
class ArrivalView:
    """A parcel from another municipality: who lets it be opened, and when it was taken in."""

    parcel: UUID | None = field(default=None, metadata=CARE)
    neighbour: UUID | None = field(default=None, metadata=CARE)
    answers: tuple[AnswerView, ...] = field(default=(), metadata=CARE)
    digest: str = field(default="", metadata=CARE)
    taken_in_on: date | None = field(default=None, metadata=CARE)


def departure_view(departure: Departure, may_hear: Callable[[PersonId], bool]) -> DepartureView:
    """Return a departure as it is seen, with the answers that the reader hears of."""
    return DepartureView(
        id=departure.id,
        neighbour=departure.neighbour,
        called=departure.called,
        unit=departure.unit,
        items=departure.items,
        moves_on=departure.moves_on,
        child_view=departure.child_view,
        proposed_on=departure.proposed_on,
        answers=_answers(departure.words.values(), may_hear),
        digest=departure.digest,
        sent_on=departure.sent_on,
        called_off_on=departure.called_off_on,
        completed_on=departure.completed_on,
    )


def arrival_view(arrival: Arrival, may_hear: Callable[[PersonId], bool]) -> ArrivalView:
    """Return an arrival as it is seen, with the answers that the reader hears of."""
    return ArrivalView(
        parcel=arrival.parcel,
        neighbour=arrival.neighbour,
        answers=_answers(arrival.words.values(), may_hear),
        digest=arrival.digest,
        taken_in_on=arrival.taken_in_on,
    )


def _answers(words: Iterable[Word], may_hear: Callable[[PersonId], bool]) -> tuple[AnswerView, ...]:
    heard = (word for word in words if may_hear(word.giver))
    return tuple(AnswerView(word.giver, word.agrees, word.to) for word in heard)
