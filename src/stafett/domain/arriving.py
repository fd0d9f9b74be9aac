"""Arriving: who lets a parcel be opened, and where what was in it is kept (R59)."""

from uuid import UUID

from stafett.domain import arrival, family_word, neighbour, wording
from stafett.domain.arrival import (
    AnswerArrival,
    Arrival,
    ArrivalAnswered,
    ArrivalCommand,
    ParcelIsForAnother,
    ParcelTakenIn,
    PastKept,
    TakeInParcel,
)
from stafett.domain.circumstances import Circumstances
from stafett.domain.desk import desk_for
from stafett.domain.digesting import digest
from stafett.domain.facts import Event
from stafett.domain.frame import Frame
from stafett.domain.people import EmployeeId
from stafett.domain.standing import stand


def decide(frame: Frame, command: ArrivalCommand, at: Circumstances) -> tuple[Event, ...]:
    """Say what becomes of the parcel: events, nothing new, or a refusal."""
    match command:
        case AnswerArrival():
            return answer(frame, command, at)
        case TakeInParcel():
            return take_in(frame, command, at)


def answer(frame: Frame, command: AnswerArrival, at: Circumstances) -> tuple[Event, ...]:
    """Write down one giver's word on whether the parcel may be opened here.

    Raises:
        NoSuchNeighbour: Nothing is taken from where it is said to come from.
        IdTaken: It has been taken in, from another municipality.

    """
    neighbour.known(at.municipality.rulebook.neighbours, command.neighbour)
    there = _there(frame, command.parcel, command.neighbour)
    to = arrival.asked(command.parcel, shared=command.shared)
    word = family_word.hear(there.words, to, command.said, frame.home, at)
    if word is None:
        return ()
    return (ArrivalAnswered(parcel=command.parcel, neighbour=command.neighbour, word=word),)


def take_in(frame: Frame, command: TakeInParcel, at: Circumstances) -> tuple[Event, ...]:
    """Decide whether what was in the parcel may be kept here, once; it opens no logg (R167).

    Raises:
        ParcelIsForAnother: The birth date in it is not this child's.
        IdTaken: Something else was taken in here under the same id, or from elsewhere.
        NotEveryoneAgrees: Somebody whose consent is needed here has not said yes to it.
        NotYourUnit, LoggIsNotOpen, LoggIsOnPaper: As for any note.

    """
    parcel = command.parcel
    there = _there(frame, parcel.id, command.neighbour)
    said = digest(parcel)
    if there.taken_in_at is not None:
        if there.digest != said:
            raise wording.IdTaken
        return ()
    if parcel.born != at.person.born:
        raise ParcelIsForAnother
    place = desk_for(frame, stand(frame, at), command, at)
    to = arrival.asked(parcel.id, shared=command.shared)
    givers = family_word.everyone(there.words, to, frame.home, at)
    taken = ParcelTakenIn(
        parcel=parcel.id,
        neighbour=command.neighbour,
        digest=said,
        givers=givers,
        shared=command.shared,
        by=EmployeeId(at.asked_by.id),
        at=at.now,
        guide=at.guide.id,
        rules_from=at.rules.valid_from,
    )
    kept = PastKept(
        place=place,
        past=parcel.id,
        parcel=parcel,
        by=at.asked_by.id,
        unit=command.unit,
        on=at.today,
    )
    return (taken, kept)


def _there(frame: Frame, parcel: UUID, neighbour_id: UUID) -> Arrival:
    """Return what is known of the parcel; what has been taken in came from one place."""
    arrivals = frame.passages.arrivals
    before = arrivals.get(parcel)
    if before is not None and before.taken_in_at is not None and before.neighbour != neighbour_id:
        raise wording.IdTaken
    return arrival.of(arrivals, parcel, neighbour_id)
