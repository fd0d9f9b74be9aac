"""An individual plan, or a coordinator: informed of, wanted, applied for, granted (R153, R155).

Each step has its day and comes after the one before it. That a family does not want one, or is
refused one, is a neutral fact. A child coordinator may be asked for before the child is born
(R157).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from typing import TypeAlias

from stafett.domain.facts import Event
from stafett.domain.people import PersonId, Professional


class PlanKind(Enum):
    """What one has a right to be told of: a plan, a coordinator alone, a child coordinator."""

    INDIVIDUAL_PLAN = "individual-plan"
    COORDINATOR = "coordinator"
    CHILD_COORDINATOR = "child-coordinator"


class PlanInformed(Event, name="plan-informed"):
    """Those in the family have been told of the right to a plan or a coordinator."""

    kind: PlanKind
    told: frozenset[PersonId]
    text: str
    on: date


class PlanWishSaid(Event, name="plan-wish-said"):
    """Somebody has said whether they want it."""

    giver: PersonId
    wants: bool
    on: date


class PlanAppliedFor(Event, name="plan-applied-for"):
    """Somebody in the family has applied."""

    applicant: PersonId
    to: str
    on: date


class PlanAnswered(Event, name="plan-answered"):
    """It has been granted or refused; the formal decision itself stays where it was made."""

    granted: bool
    by: str
    reference: str
    because: str
    on: date


class CoordinatorNamed(Event, name="coordinator-named"):
    """A named person in a named unit coordinates the plan."""

    who: Professional
    named_by: str
    on: date


PlanEvent: TypeAlias = (
    PlanInformed | PlanWishSaid | PlanAppliedFor | PlanAnswered | CoordinatorNamed
)


@dataclass(frozen=True, slots=True)
class InformOfPlan:
    """Tell those in the family of their right; ``text`` is the version they were given."""

    kind: PlanKind
    told: frozenset[PersonId]
    text: str
    on: date


@dataclass(frozen=True, slots=True)
class SayIfWanted:
    """Say for oneself, or write down for somebody, whether they want it."""

    giver: PersonId
    wants: bool


@dataclass(frozen=True, slots=True)
class ApplyForPlan:
    """Apply for oneself, or write down that somebody did; ``to`` is who decides."""

    applicant: PersonId
    to: str
    on: date


@dataclass(frozen=True, slots=True)
class AnswerApplication:
    """Write down what was answered, by whom, and why if it was a no."""

    granted: bool
    by: str
    reference: str
    on: date
    because: str = ""


@dataclass(frozen=True, slots=True)
class NameCoordinator:
    """Write down who was appointed to coordinate, and by whom."""

    who: Professional
    named_by: str


PlanCommand: TypeAlias = (
    InformOfPlan | SayIfWanted | ApplyForPlan | AnswerApplication | NameCoordinator
)


@dataclass(frozen=True, slots=True)
class Application:
    """Who applied, to whom and when."""

    applicant: PersonId
    to: str
    on: date


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered."""

    granted: bool
    by: str
    reference: str
    because: str
    on: date


@dataclass(frozen=True, slots=True)
class IndividualPlan:
    """How far a plan or a coordinator has come."""

    kind: PlanKind
    told: frozenset[PersonId]
    text: str
    informed_on: date
    wishes: Mapping[PersonId, bool] = field(default_factory=dict)
    application: Application | None = None
    answer: Answer | None = None
    coordinator: Professional | None = None

    @property
    def granted(self) -> bool:
        """Has it been granted?"""
        return self.answer is not None and self.answer.granted

    @property
    def refused(self) -> bool:
        """Has it been refused?"""
        return self.answer is not None and not self.answer.granted

    @property
    def under_way(self) -> bool:
        """Does somebody in the family want it, or has it been applied for and not refused?"""
        asked = self.application is not None or any(self.wishes.values())
        return asked and not self.refused


def after(plan: IndividualPlan | None, event: PlanEvent) -> IndividualPlan | None:
    """Return the plan as it is once *event* has happened."""
    if isinstance(event, PlanInformed):
        return IndividualPlan(event.kind, event.told, event.text, event.on)
    if plan is None:
        return None
    match event:
        case PlanWishSaid(giver=giver, wants=wants):
            return replace(plan, wishes={**plan.wishes, giver: wants})
        case PlanAppliedFor(applicant=who, to=to, on=on):
            return replace(plan, application=Application(who, to, on))
        case PlanAnswered(on=on):
            said = Answer(event.granted, event.by, event.reference, event.because, on)
            return replace(plan, answer=said)
        case CoordinatorNamed(who=who):
            return replace(plan, coordinator=who)
