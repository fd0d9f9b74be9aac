"""The baton (stafettpinnen): exactly one person carries it, until another has taken it.

Offering is not handing over. The holder stays responsible until the one who was asked accepts,
so that no child is ever without someone whose turn it is (R3, R70). An offer that nobody
answers runs out by its date; nothing has to run for that.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum

from stafett.domain.moment import NORWAY
from stafett.domain.people import Professional

CHILD_WELFARE = "child-welfare"
"""The kind of unit that takes the baton only after a formal decision, where the guide says so."""


class Because(Enum):
    """Why the baton moves on (R84)."""

    ORDINARY = "ordinary"
    LEVEL_CHANGED = "level-changed"
    HOLDER_LEAVES = "holder-leaves"
    CHANGE_OF_UNIT = "change-of-unit"
    IP_COORDINATOR = "ip-coordinator"
    CHILD_COORDINATOR = "child-coordinator"
    DECIDED = "decided"
    LOGG_REOPENED = "logg-reopened"


@dataclass(frozen=True, slots=True)
class FamilyWish:
    """Whom the child, youth or guardians want, and why it was not so, if it was not (R73)."""

    wish: str = ""
    followed: bool = True
    not_followed_because: str = ""


@dataclass(frozen=True, slots=True)
class FormalDecision:
    """The day and reference of child welfare's formal decision; the decision stays there (R75)."""

    decided_on: date
    reference: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One holder's time with the baton, from acceptance to the next one's (R74)."""

    holder: Professional
    since: datetime
    until: datetime | None = None
    because: Because = Because.ORDINARY
    formal_decision: FormalDecision | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """The one who was asked, by whom it was decided, and the last day to answer."""

    to: Professional
    offered_on: date
    last_day: date
    decided_by: str
    because: Because
    wish: FamilyWish

    def open(self, on: date) -> bool:
        """Can it still be answered on the day?"""
        return on <= self.last_day


@dataclass(frozen=True, slots=True)
class Answer:
    """How long an offer waited, whatever the answer was."""

    offered_on: date
    answered_on: date


@dataclass(frozen=True, slots=True)
class Baton:
    """Everyone who has carried it, the last one carrying it still; and an offer, if any."""

    turns: tuple[Turn, ...]
    offer: Offer | None = None
    answers: tuple[Answer, ...] = ()

    @property
    def holder(self) -> Professional:
        """Return who carries it: there is always exactly one (I1)."""
        return self.turns[-1].holder

    def offered(self, on: date) -> Offer | None:
        """Return the offer that can still be answered on the day."""
        return self.offer if self.offer is not None and self.offer.open(on) else None

    def taken(self, turn: Turn) -> "Baton":
        """Return the baton in new hands, the earlier turn ended at the same moment."""
        before = self.turns[-1]
        ended = replace(before, until=turn.since)
        answered = self.answered(turn.since.astimezone(NORWAY).date())
        return replace(answered, turns=(*self.turns[:-1], ended, turn))

    def answered(self, on: date) -> "Baton":
        """Return the baton with no offer waiting, and how long this one did."""
        if self.offer is None:
            return self
        answer = Answer(self.offer.offered_on, on)
        return replace(self, offer=None, answers=(*self.answers, answer))
