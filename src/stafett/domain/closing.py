"""Closing: the logg is locked by agreement or at once on demand, or the follow-up ends.

A demand needs nobody's approval (R60, I6). The other units leave, and the follow-up goes on at
level 1 with a holder: the one it had if in the home unit, else that unit's leader by rule (R169).
"""

from dataclasses import dataclass
from typing import TypeAlias

from stafett.domain import ending, givers, logg, participation, past_logg, withdrawal
from stafett.domain.baton import CHILD_WELFARE
from stafett.domain.circumstances import Circumstances
from stafett.domain.departure import WaitForTheReceipt
from stafett.domain.ending import EndFollowUp, EndReason
from stafett.domain.facts import Event, NotForYou
from stafett.domain.frame import Frame
from stafett.domain.let_in import needed
from stafett.domain.level import ALONE, HolderChoice, LevelChanged
from stafett.domain.logg import Locked, Locking, LockLogg, LoggIsNotOpen, NotOpened, Open
from stafett.domain.participation import Left
from stafett.domain.people import PersonId, UnitId
from stafett.domain.policy import ClosesLogg
from stafett.domain.speaking import voices
from stafett.domain.team import HandTheBatonOnFirst
from stafett.domain.voice import ChildView
from stafett.domain.withdrawal import RefuseConsent

THE_FAMILY = "family"
DEMANDED = "closure-demanded"
"""Who decided that the level goes back to 1, and why, when closure was demanded."""


@dataclass(frozen=True, slots=True)
class DemandClosure:
    """Have the logg locked, at once; no reason is asked and nobody approves it (R60, I6)."""


ClosingCommand: TypeAlias = LockLogg | DemandClosure | EndFollowUp


class NotYoursToDemand(NotForYou):
    """Only those whose consent is needed today can demand that the logg is locked."""


def decide(frame: Frame, command: ClosingCommand, at: Circumstances) -> tuple[Event, ...]:
    """Say what is closed: events, nothing new, or a refusal."""
    match command:
        case LockLogg():
            return logg.lock(past_logg.as_known(frame, at).logg, frame.home, command, at)
        case DemandClosure():
            return demand(frame, at)
        case EndFollowUp():
            return end(frame, command, at)


def demand(frame: Frame, at: Circumstances) -> tuple[Event, ...]:
    """Lock the logg at once for any one giver needed today, and go on at level 1 (R60, R169).

    Where the rules of the day wait for every giver, the first one's demand puts the units out of
    the logg at once all the same, and the last one's locks it.

    Raises:
        NotYoursToDemand: The asker's consent is needed for none of the units.
        LoggIsNotOpen: There is no logg.

    """
    who = PersonId(at.asked_by.id)
    mine = voices(at)
    if not any(mine & givers.certain(needed(unit, at)) for unit in frame.units):
        raise NotYoursToDemand
    match frame.logg:
        case NotOpened():
            raise LoggIsNotOpen
        case Locked():
            return ()
        case Open():
            pass
    if at.rules.logg_closed_by is ClosesLogg.EVERY_GIVER:
        everyone = givers.certain(needed(frame.home, at))
        so_far = _still_wish_it(frame, frame.logg, at)
        if not everyone <= so_far | mine:
            return _put_out(frame, (mine & everyone) - so_far, at, asked=bool(mine & everyone))
    locked = logg.locked(Locking.DEMAND, at, by=who)
    gone = participation.all_leave(frame.team.others(), Left.CLOSURE_DEMANDED, at.today)
    if frame.level == ALONE:
        return (locked, *gone)
    back = LevelChanged(
        before=frame.level,
        level=ALONE,
        reason=DEMANDED,
        decided_by=THE_FAMILY,
        holder=HolderChoice(kept=frame.holder.unit == frame.home),
        child_view=ChildView(not_asked_because=DEMANDED),
        on=at.today,
        guide=at.guide.id,
        rules_from=at.rules.valid_from,
    )
    return (locked, *gone, back)


def _still_wish_it(frame: Frame, open_: Open, at: Circumstances) -> frozenset[PersonId]:
    """Return those who have demanded it and let nobody into the logg since."""
    yes = {giver for giver in open_.demanded if _opened_for(frame, giver, at)}
    return open_.demanded - yes


def _opened_for(frame: Frame, giver: PersonId, at: Circumstances) -> frozenset[UnitId]:
    words = (word for word in frame.consents.words.values() if word.giver == giver)
    return frozenset(
        unit
        for word in words
        for unit in word.terms.units
        if word.stands(unit, at.today, logg=True) and giver in givers.certain(needed(unit, at))
    )


def _put_out(
    frame: Frame, new: frozenset[PersonId], at: Circumstances, *, asked: bool
) -> tuple[Event, ...]:
    """Note the demand, and take back the words about the logg of those who make it.

    Raises:
        NotYoursToDemand: It is for those whose consent the home unit needs.

    """
    if not asked:
        raise NotYoursToDemand
    if not new:
        return ()
    said = logg.ClosureDemanded(by=new, on=at.today, rules_from=at.rules.valid_from)
    taken_back = [
        event
        for giver in sorted(new)
        if (units := _opened_for(frame, giver, at))
        for event in withdrawal.refuse(
            frame.consents, RefuseConsent(giver, units, logg=True, informed_of=""), at
        )
    ]
    return (said, *taken_back)


def end(frame: Frame, command: EndFollowUp, at: Circumstances) -> tuple[Event, ...]:
    """Decide whether the follow-up ends; an open logg is locked in the same breath (R169).

    Raises:
        WaitForTheReceipt: Because the child moved, while a parcel to another municipality waits for
            its receipt: the baton is not let go of before (R59).
        HandTheBatonOnFirst: Child welfare carries the baton for another unit, and the child goes
            on living here: it hands it back, and whoever then carries it ends (R78).

    """
    away = frame.holder.unit != frame.home
    kind = at.municipality.units[frame.holder.unit].kind
    if away and kind == CHILD_WELFARE and command.reason in ending.HERE_STILL:
        raise HandTheBatonOnFirst
    departure = frame.passages.departure
    if command.reason is EndReason.MOVED and departure is not None and departure.on_its_way:
        raise WaitForTheReceipt
    ended = ending.end(frame.home, frame.dates, command, at)
    if not isinstance(frame.logg, Open):
        return (ended,)
    return (logg.locked(Locking.FOLLOW_UP_ENDED, at, agreed=command.agreed), ended)
