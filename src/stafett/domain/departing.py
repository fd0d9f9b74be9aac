"""Departing: what may be proposed, agreed on, sent and let go of when a child moves away (R59)."""

from datetime import timedelta

from stafett.domain import departure as leaving
from stafett.domain import (
    family_word,
    going_along,
    logg,
    neighbour,
    packing,
    protection,
    voice,
    wording,
)
from stafett.domain.circumstances import Circumstances
from stafett.domain.content import Contents
from stafett.domain.departure import (
    AnswerDeparture,
    CallOffDeparture,
    CompleteDeparture,
    Departure,
    DepartureAnswered,
    DepartureCalledOff,
    DepartureCommand,
    DepartureCompleted,
    DepartureProposed,
    ParcelHasChanged,
    ParcelSent,
    ProposeDeparture,
    SendParcel,
)
from stafett.domain.digesting import digest
from stafett.domain.ending import EndReason, FollowUpEnded
from stafett.domain.facts import Event
from stafett.domain.frame import Frame
from stafett.domain.logg import Locking, Open
from stafett.domain.people import EmployeeId, PersonId
from stafett.domain.standing import stand


def decide(
    frame: Frame, contents: Contents, command: DepartureCommand, at: Circumstances
) -> tuple[Event, ...]:
    """Say what becomes of the departure: events, nothing new, or a refusal."""
    now = frame.passages.departure
    match command:
        case ProposeDeparture():
            return propose(frame, contents, command, at)
        case AnswerDeparture():
            return answer(frame, contents, command, at)
        case SendParcel():
            return send(frame, contents, command, at)
        case CallOffDeparture():
            if now is None or not now.stands:
                return ()
            why = wording.reason(command.why)
            return (DepartureCalledOff(departure=now.id, why=why, on=at.today),)
        case CompleteDeparture():
            return complete(frame, command, at)


def propose(
    frame: Frame, contents: Contents, command: ProposeDeparture, at: Circumstances
) -> tuple[Event, ...]:
    """Decide whether the family can be asked; the child is heard, and it may be proposed anew.

    Raises:
        AddressIsProtected: Where the child goes is not to stand here.
        NoSuchNeighbour: The other municipality is not known here.
        NotToBeTakenAlong: Something chosen cannot go, or is not the asker's to pass on.
        BirthDateNeeded: Nobody could tell whose parcel it is.

    """
    protection.check_is_not(at.person)
    to = neighbour.known(at.municipality.rulebook.neighbours, command.neighbour)
    now = frame.passages.departure
    if now is not None and now.stands and _same(now, command):
        return ()
    going_along.check(frame, contents, command.items, stand(frame, at), at)
    proposed = DepartureProposed(
        departure=command.departure,
        neighbour=to.id,
        called=to.called,
        unit=wording.reason(command.unit),
        items=command.items,
        moves_on=command.moves_on,
        child_view=voice.heard(command.child_view),
        on=at.today,
    )
    packing.pack(frame, contents, leaving.begun(proposed), at)
    return (proposed,)


def answer(
    frame: Frame, contents: Contents, command: AnswerDeparture, at: Circumstances
) -> tuple[Event, ...]:
    """Write down one giver's yes or no to exactly the parcel they have read.

    Raises:
        NoDepartureProposed: None is, or the place must not reach the asker.
        ParcelHasChanged: It is another than the one they say they have read.

    """
    if protection.hidden_from(at.person, at.asked_by, at.today):
        raise leaving.NoDepartureProposed
    now = leaving.standing(frame.passages.departure)
    if command.said.agrees and command.digest != current(frame, contents, now, at):
        raise ParcelHasChanged
    word = family_word.hear(now.words, command.digest, command.said, frame.home, at)
    return () if word is None else (DepartureAnswered(departure=now.id, word=word),)


def send(
    frame: Frame, contents: Contents, command: SendParcel, at: Circumstances
) -> tuple[Event, ...]:
    """Decide whether the parcel may be carried over.

    Raises:
        NotEveryoneAgrees: Somebody whose consent is needed has not said yes to exactly this.
        NoSuchNeighbour: The other municipality is no longer known here.
        ProposeItAnew: Another parcel was sent before this one.

    """
    now = leaving.standing(frame.passages.departure)
    givers = check_may_be_sent(frame, contents, now, command.digest, at)
    if now.sent_on is not None:
        if now.digest != command.digest:
            raise leaving.ProposeItAnew
        return ()
    sent = ParcelSent(
        departure=now.id,
        neighbour=now.neighbour,
        digest=command.digest,
        items=now.items,
        givers=givers,
        by=EmployeeId(at.asked_by.id),
        last_day=at.today + timedelta(days=at.guide.offer_lapses_after_days),
        at=at.now,
        guide=at.guide.id,
        rules_from=at.rules.valid_from,
    )
    return (sent,)


def check_may_be_sent(
    frame: Frame, contents: Contents, now: Departure, said: str, at: Circumstances
) -> frozenset[PersonId]:
    """See that exactly this parcel may leave the house today, and return on whose word.

    Raises:
        AddressIsProtected: Where the child goes is arranged from person to person.
        NoSuchNeighbour: The other municipality is not known here.
        NotToBeTakenAlong: The asker no longer may read something of it.
        ParcelHasChanged: It is another than the one that is meant.
        NotEveryoneAgrees: Somebody's yes to it is missing today.

    """
    protection.check_is_not(at.person)
    neighbour.known(at.municipality.rulebook.neighbours, now.neighbour)
    going_along.check(frame, contents, now.items, stand(frame, at), at)
    if said != current(frame, contents, now, at):
        raise ParcelHasChanged
    return family_word.everyone(now.words, said, frame.home, at)


def complete(frame: Frame, command: CompleteDeparture, at: Circumstances) -> tuple[Event, ...]:
    """Decide whether the follow-up is over here: the logg is locked in the same breath (R169).

    That the other municipality signed for it has been seen to by whoever brings the command.

    Raises:
        NoParcelSent: Nothing that was sent from here waits for a receipt.
        NotThatReceipt: It is for another parcel, or of another municipality.

    """
    now = frame.passages.departure
    if now is None or not now.on_its_way:
        raise leaving.NoParcelSent
    said = (command.departure, command.neighbour, command.digest)
    if said != (now.id, now.neighbour, now.digest):
        raise leaving.NotThatReceipt
    completed = DepartureCompleted(
        departure=now.id,
        digest=now.digest,
        taken_in_at=command.taken_in_at,
        countersigned=command.countersigned,
        on=at.today,
    )
    locked = (logg.locked(Locking.FOLLOW_UP_ENDED, at),) if isinstance(frame.logg, Open) else ()
    ended = FollowUpEnded(
        reason=EndReason.MOVED,
        note=now.called,
        agreed=frozenset(),
        child_view=now.child_view,
        successor=f"{now.called}, {now.unit}",
        at=at.now,
        guide=at.guide.id,
    )
    return (completed, *locked, ended)


def current(frame: Frame, contents: Contents, now: Departure, at: Circumstances) -> str:
    """Return the digest of the parcel as it is at this moment."""
    return digest(packing.pack(frame, contents, now, at))


def _same(now: Departure, command: ProposeDeparture) -> bool:
    said = (now.neighbour, now.unit, now.items, now.moves_on, now.child_view)
    asked = (
        command.neighbour,
        command.unit.strip(),
        command.items,
        command.moves_on,
        command.child_view,
    )
    return said == asked
