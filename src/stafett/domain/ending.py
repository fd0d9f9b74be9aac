"""Ending: the whole follow-up is over, with a reason of its own (R169).

That a logg was refused, locked or never opened is no such reason (I15).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from stafett.domain import givers, voice, wording
from stafett.domain.circumstances import Circumstances
from stafett.domain.dates import Dates
from stafett.domain.facts import Event, Refusal
from stafett.domain.let_in import needed
from stafett.domain.people import PersonId, UnitId
from stafett.domain.policy import GuideVersion
from stafett.domain.voice import ChildView


class EndReason(Enum):
    """Why a follow-up ends (R169); ``joined``: it goes on in the child's other one (R167)."""

    AGREEMENT = "agreement"
    FAMILY_WISH = "family-wish"
    IP = "ip"
    CHILD_COORDINATOR = "child-coordinator"
    MOVED = "moved"
    UPPER_AGE = "upper-age"
    DEATH = "death"
    JOINED = "joined"


HERE_STILL = frozenset({EndReason.AGREEMENT, EndReason.FAMILY_WISH})
"""The endings after which the child is here as before, and somebody could go on."""
TO_A_PLAN = frozenset({EndReason.IP, EndReason.CHILD_COORDINATOR})
"""The endings that come when a plan's coordinator has accepted the package, and no other way."""


class FollowUpEnded(Event, name="follow-up-ended"):
    """The follow-up is over; nobody carries the baton any more."""

    reason: EndReason
    note: str
    agreed: frozenset[PersonId]
    child_view: ChildView
    successor: str
    against_wish_of: frozenset[PersonId] = frozenset()
    best_for_the_child: str = ""
    at: datetime
    guide: GuideVersion


@dataclass(frozen=True, slots=True)
class EndFollowUp:
    """End the follow-up; ``successor`` names who goes on, where somebody does.

    ``agreed`` are those in the family who agree; by the family's wish, those whose wish it is.
    When somebody in the family wants it to go on, one says why the end is best (R10).
    """

    reason: EndReason
    note: str
    child_view: ChildView
    agreed: frozenset[PersonId] = frozenset()
    successor: str = ""
    against_wish_of: frozenset[PersonId] = frozenset()
    best_for_the_child: str = ""


class AftercareIsOwed(Refusal):
    """The effect was good: keep in touch once more before it ends."""


class NotAgreed(Refusal):
    """Ending by agreement needs the word of everyone whose consent is needed."""


class SayWhoWishesIt(Refusal):
    """By the family's wish: name somebody whose consent is needed, and whose wish it is."""


class NotThatOldYet(Refusal):
    """The young person is not beyond the municipality's upper age: it ends for another reason."""


class JoiningEndsIt(Refusal):
    """It ends as joined when the unit comes into the child's logg, and never by hand."""


class HandOverToThePlan(Refusal):
    """A plan takes over when its coordinator accepts the package: it ends with that."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How and when the follow-up ended."""

    reason: EndReason
    note: str
    agreed: frozenset[PersonId]
    child_view: ChildView
    successor: str
    at: datetime
    guide: GuideVersion
    against_wish_of: frozenset[PersonId] = frozenset()
    best_for_the_child: str = ""


def end(home: UnitId, known: Dates, command: EndFollowUp, at: Circumstances) -> FollowUpEnded:
    """Decide whether the follow-up can end for this reason (R8, R126, R128, R169).

    A reason that is not so would leave a child without anybody (R9).

    Raises:
        NotAgreed: By agreement, and somebody whose consent is needed has not agreed.
        SayWhoWishesIt: By the family's wish, and nobody is named who could wish it.
        NotThatOldYet: Because of an age that has not been reached.
        JoiningEndsIt: As joined, when nothing has been joined.
        AftercareIsOwed: By agreement, before the contact that the chosen outcome promised.
        HandOverToThePlan: Because of a plan, past the steps that lead there (R154).
        SayWhy: Against somebody's wish, without a word on why that is best for the child (R10).

    """
    if command.reason is EndReason.AGREEMENT:
        who = needed(home, at)
        if isinstance(who, givers.Unclear) or not who <= command.agreed:
            raise NotAgreed
        if known.aftercare_waits:
            raise AftercareIsOwed
    _check_is_so(home, command, at)
    best = command.best_for_the_child
    return FollowUpEnded(
        reason=command.reason,
        note=wording.reason(command.note),
        agreed=command.agreed,
        child_view=voice.heard(command.child_view),
        successor=command.successor,
        against_wish_of=command.against_wish_of,
        best_for_the_child=wording.reason(best) if command.against_wish_of else best,
        at=at.now,
        guide=at.guide.id,
    )


def _check_is_so(home: UnitId, command: EndFollowUp, at: Circumstances) -> None:
    if command.reason in TO_A_PLAN:
        raise HandOverToThePlan
    if command.reason is EndReason.JOINED:
        raise JoiningEndsIt
    theirs = command.agreed & givers.certain(needed(home, at))
    if command.reason is EndReason.FAMILY_WISH and not theirs:
        raise SayWhoWishesIt
    if command.reason is EndReason.UPPER_AGE:
        beyond = givers.upper_birthday(at.person, at.rules)
        if beyond is None or at.today < beyond:
            raise NotThatOldYet


def ended(event: FollowUpEnded) -> Ending:
    """Return the ending as it stands in the follow-up."""
    return Ending(
        reason=event.reason,
        note=event.note,
        agreed=event.agreed,
        child_view=event.child_view,
        successor=event.successor,
        at=event.at,
        guide=event.guide,
        against_wish_of=event.against_wish_of,
        best_for_the_child=event.best_for_the_child,
    )
