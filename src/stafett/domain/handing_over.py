"""Handing over, decided: who may be asked to carry the baton, and who may take it (R70-R76).

When consent has lapsed meanwhile it cannot be taken (I2, R31).
"""

from datetime import timedelta

from stafett.domain import wording
from stafett.domain.baton import (
    CHILD_WELFARE,
    Baton,
    FormalDecision,
)
from stafett.domain.circumstances import Circumstances
from stafett.domain.facts import Event, NotForYou, Refusal
from stafett.domain.handover import (
    AcceptBaton,
    BatonAccepted,
    BatonCommand,
    BatonDeclined,
    BatonOffered,
    DeclineBaton,
    OfferBaton,
    OfferWithdrawn,
    WithdrawOffer,
)
from stafett.domain.let_in import Consents
from stafett.domain.people import Professional, UnitId
from stafett.domain.team import (
    AnotherCoordinates,
    DoesNotWorkThere,
    Team,
    UnitTakesNoPart,
    check_may_enter,
)


class NotOfferedToYou(NotForYou):
    """The baton can only be taken by the one it is offered to."""


class OfferHasLapsed(Refusal):
    """The offer was not answered in time; it must be made again."""


class AnotherIsAsked(Refusal):
    """Somebody else has been asked already: take that offer back first."""


class AnotherBodyDecides(Refusal):
    """At this level the guide lets another body decide who carries the baton."""


class UnitCannotHold(Refusal):
    """At this level the guide lets the baton lie in other kinds of unit."""


class FormalDecisionMissing(Refusal):
    """Child welfare takes the baton only after a formal decision: give its day and reference."""


def decide(
    baton: Baton,
    team: Team,
    consents: Consents,
    command: BatonCommand,
    at: Circumstances,
    *,
    level: int,
    bound_to: UnitId | None = None,
) -> tuple[Event, ...]:
    """Say what becomes of the baton: events, nothing new, or a refusal.

    ``bound_to`` is the unit that is to coordinate, by a decision nobody has met yet (R83).

    Raises:
        AnotherCoordinates: The baton was to be offered elsewhere.

    """
    match command:
        case OfferBaton():
            if bound_to not in (None, command.to.unit):
                raise AnotherCoordinates
            return offer(baton, team, consents, command, at, level=level)
        case AcceptBaton():
            return accept(baton, team, consents, command, at, level=level)
        case DeclineBaton():
            return decline(baton, command, at)
        case WithdrawOffer():
            open_offer = baton.offered(at.today)
            return (OfferWithdrawn(to=open_offer.to, on=at.today),) if open_offer else ()


def offer(
    baton: Baton,
    team: Team,
    consents: Consents,
    command: OfferBaton,
    at: Circumstances,
    *,
    level: int,
) -> tuple[Event, ...]:
    """Decide whether the baton may be offered to this person (R71-R73).

    Raises:
        AnotherBodyDecides: The guide names another body for the level (R72).
        UnitCannotHold: The guide keeps the baton in other kinds of unit at the level (R76).

    """
    standing = baton.offered(at.today)
    if command.to == baton.holder or (standing is not None and standing.to == command.to):
        return ()
    if standing is not None:
        raise AnotherIsAsked
    _check_may_carry(team, consents, level, command.to, at)
    body = at.guide.decides_holder.get(level, "")
    if command.decided_by and body and command.decided_by != body:
        raise AnotherBodyDecides
    if not command.wish.followed:
        wording.reason(command.wish.not_followed_because)
    offered = BatonOffered(
        to=command.to,
        on=at.today,
        last_day=at.today + timedelta(days=at.guide.offer_lapses_after_days),
        decided_by=command.decided_by or body,
        because=command.because,
        wish=command.wish,
        guide=at.guide.id,
    )
    return (offered,)


def accept(
    baton: Baton,
    team: Team,
    consents: Consents,
    command: AcceptBaton,
    at: Circumstances,
    *,
    level: int,
) -> tuple[Event, ...]:
    """Decide whether the asker may take it: consent may have lapsed meanwhile (R70, R75, I8)."""
    standing = baton.offer
    if standing is None and at.asked_by.id == baton.holder.employee:
        return ()
    if standing is None or at.asked_by.id != standing.to.employee:
        raise NotOfferedToYou
    if not standing.open(at.today):
        raise OfferHasLapsed
    _check_may_carry(team, consents, level, standing.to, at)
    accepted = BatonAccepted(
        by=standing.to,
        at=at.now,
        because=standing.because,
        formal_decision=_formal_decision(standing.to, command, at),
        guide=at.guide.id,
        rules_from=at.rules.valid_from,
    )
    return (accepted,)


def decline(baton: Baton, command: DeclineBaton, at: Circumstances) -> tuple[Event, ...]:
    """Decide whether there is an offer for the asker to say no to."""
    standing = baton.offered(at.today)
    if standing is None or standing.to.employee != at.asked_by.id:
        raise NotOfferedToYou
    why = wording.reason(command.why)
    return (BatonDeclined(by=standing.to, why=why, on=at.today),)


def _check_may_carry(
    team: Team, consents: Consents, level: int, who: Professional, at: Circumstances
) -> None:
    if not team.takes_part(who.unit):
        raise UnitTakesNoPart
    if not at.municipality.works_in(who.employee, who.unit, at.today):
        raise DoesNotWorkThere
    check_may_enter(team, consents, who, at)
    kinds = at.guide.may_hold.get(level)
    if kinds is not None and at.municipality.units[who.unit].kind not in kinds:
        raise UnitCannotHold


def _formal_decision(
    to: Professional, command: AcceptBaton, at: Circumstances
) -> FormalDecision | None:
    """Return child welfare's formal decision where the guide asks for one, else nothing."""
    if not at.guide.child_welfare_holds_only_after_formal_decision:
        return None
    if at.municipality.units[to.unit].kind != CHILD_WELFARE:
        return None
    decision = command.formal_decision
    if decision is None or not decision.reference.strip():
        raise FormalDecisionMissing
    at.happened(decision.decided_on)
    return decision
