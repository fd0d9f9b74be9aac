"""Handing over: the baton is offered, and accepted, declined or withdrawn (R70).

Until it is accepted nothing changes for the child; when consent has lapsed meanwhile, it
cannot be (I2, R31).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeAlias

from stafett.domain.baton import (
    Baton,
    Because,
    FamilyWish,
    FormalDecision,
    Offer,
    Turn,
)
from stafett.domain.facts import Event
from stafett.domain.people import Professional
from stafett.domain.policy import GuideVersion

NO_WISH = FamilyWish()


class BatonOffered(Event, name="baton-offered"):
    """Somebody has been asked to carry the baton from here."""

    to: Professional
    on: date
    last_day: date
    decided_by: str
    because: Because
    wish: FamilyWish
    guide: GuideVersion


class BatonAccepted(Event, name="baton-accepted"):
    """The one who was asked has taken the baton."""

    by: Professional
    at: datetime
    because: Because
    formal_decision: FormalDecision | None
    guide: GuideVersion
    rules_from: date


class BatonDeclined(Event, name="baton-declined"):
    """The one who was asked has said no."""

    by: Professional
    why: str
    on: date


class OfferWithdrawn(Event, name="offer-withdrawn"):
    """The offer has been taken back before anybody answered."""

    to: Professional
    on: date


BatonEvent: TypeAlias = BatonOffered | BatonAccepted | BatonDeclined | OfferWithdrawn


@dataclass(frozen=True, slots=True)
class OfferBaton:
    """Ask *to* to carry the baton; ``decided_by`` is the guide's own body when left empty."""

    to: Professional
    decided_by: str = ""
    because: Because = Because.ORDINARY
    wish: FamilyWish = NO_WISH


@dataclass(frozen=True, slots=True)
class AcceptBaton:
    """Take the baton one has been offered."""

    formal_decision: FormalDecision | None = None


@dataclass(frozen=True, slots=True)
class DeclineBaton:
    """Say no to the baton one has been offered, and why."""

    why: str


@dataclass(frozen=True, slots=True)
class WithdrawOffer:
    """Take the offer back."""


BatonCommand: TypeAlias = OfferBaton | AcceptBaton | DeclineBaton | WithdrawOffer


def after(baton: Baton, event: BatonEvent) -> Baton:
    """Return the baton as it is once *event* has happened."""
    match event:
        case BatonOffered(to=to, on=on):
            asked = Offer(to, on, event.last_day, event.decided_by, event.because, event.wish)
            return replace(baton, offer=asked)
        case BatonAccepted(by=by, at=since):
            turn = Turn(by, since, None, event.because, event.formal_decision)
            return baton.taken(turn)
        case BatonDeclined(on=on):
            return baton.answered(on)
        case OfferWithdrawn():
            return replace(baton, offer=None)
