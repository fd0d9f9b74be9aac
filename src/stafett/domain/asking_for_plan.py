"""Asking for a plan: told of the right, wanted, applied for, answered, somebody named (R153-R156).

Nobody skips a step; a no is as good as a yes, and one that was refused may ask anew.
"""

from stafett.domain import givers, wording
from stafett.domain.circumstances import Circumstances
from stafett.domain.facts import Event, Refusal
from stafett.domain.individual_plan import (
    Answer,
    AnswerApplication,
    Application,
    ApplyForPlan,
    CoordinatorNamed,
    IndividualPlan,
    InformOfPlan,
    NameCoordinator,
    PlanAnswered,
    PlanAppliedFor,
    PlanCommand,
    PlanInformed,
    PlanKind,
    PlanWishSaid,
    SayIfWanted,
)
from stafett.domain.people import UnitId
from stafett.domain.person import Subject
from stafett.domain.speaking import check_needed, registered_by
from stafett.domain.team import DoesNotWorkThere
from stafett.domain.unit import NoSuchUnit


class NotInformedYet(Refusal):
    """First the family is told of its right to a plan or a coordinator."""


class NotWantedYet(Refusal):
    """One applies when one has said that one wants it."""


class NotAppliedFor(Refusal):
    """Nobody has applied yet."""


class NotGranted(Refusal):
    """A coordinator is named once it has been granted."""


class PlanIsAnswered(Refusal):
    """The application has been answered already; a new one begins with telling the family."""


class PlanUnderWay(Refusal):
    """There is one under way already."""


class OnlyForChildren(Refusal):
    """A child coordinator is for a child, also for one that is expected."""


class UnitCannotCoordinate(Refusal):
    """The municipality takes coordinators from other kinds of unit."""


def decide(
    plan: IndividualPlan | None, home: UnitId, command: PlanCommand, at: Circumstances
) -> tuple[Event, ...]:
    """Say how far it comes: events, nothing new, or a refusal to those who skip a step."""
    match command:
        case InformOfPlan():
            return inform(plan, command, at)
        case SayIfWanted():
            return say_if_wanted(plan, home, command, at)
        case ApplyForPlan():
            return apply(plan, home, command, at)
        case AnswerApplication():
            return answer(plan, command, at)
        case NameCoordinator():
            return name_coordinator(plan, command, at)


def inform(
    plan: IndividualPlan | None, command: InformOfPlan, at: Circumstances
) -> tuple[Event, ...]:
    """Decide whether the family is told of its right (R153).

    One that was refused may ask anew; one that has not applied may be told of another right too.
    """
    if plan is not None:
        said = (plan.kind, plan.told, plan.text, plan.informed_on)
        if said == (command.kind, command.told, command.text, command.on) and not plan.refused:
            return ()
        if plan.under_way:
            raise PlanUnderWay
    expected = at.person.subject in (Subject.UNBORN, Subject.EXPECTING)
    of_age = givers.of_age(at.person, at.rules, at.today)
    if command.kind is PlanKind.CHILD_COORDINATOR and of_age and not expected:
        raise OnlyForChildren
    text = wording.reason(command.text)
    informed = PlanInformed(
        kind=command.kind, told=command.told, text=text, on=at.happened(command.on)
    )
    return (informed,)


def say_if_wanted(
    plan: IndividualPlan | None, home: UnitId, command: SayIfWanted, at: Circumstances
) -> tuple[Event, ...]:
    """Decide whether the wish can be written down: a no is as good as a yes."""
    registered_by(command.giver, at)
    if plan is None:
        raise NotInformedYet
    if plan.wishes.get(command.giver) == command.wants:
        return ()
    check_needed(command.giver, frozenset({home}), at)
    return (PlanWishSaid(giver=command.giver, wants=command.wants, on=at.today),)


def apply(
    plan: IndividualPlan | None, home: UnitId, command: ApplyForPlan, at: Circumstances
) -> tuple[Event, ...]:
    """Decide whether somebody in the family can apply now (R155)."""
    registered_by(command.applicant, at)
    if plan is None:
        raise NotInformedYet
    applied = Application(command.applicant, command.to, command.on)
    if plan.application == applied:
        return ()
    if plan.answer is not None:
        raise PlanIsAnswered
    if not plan.wishes.get(command.applicant):
        raise NotWantedYet
    check_needed(command.applicant, frozenset({home}), at)
    to = wording.reason(command.to)
    return (PlanAppliedFor(applicant=command.applicant, to=to, on=at.happened(command.on)),)


def answer(
    plan: IndividualPlan | None, command: AnswerApplication, at: Circumstances
) -> tuple[Event, ...]:
    """Decide whether there is an application to answer; a no has its reason."""
    if plan is None or plan.application is None:
        raise NotAppliedFor
    said = Answer(command.granted, command.by, command.reference, command.because, command.on)
    if plan.answer is not None:
        if plan.answer != said:
            raise PlanIsAnswered
        return ()
    wording.reason(command.by)
    if not command.granted:
        wording.reason(command.because)
    answered = PlanAnswered(
        granted=command.granted,
        by=command.by,
        reference=command.reference,
        because=command.because,
        on=at.happened(command.on),
    )
    return (answered,)


def name_coordinator(
    plan: IndividualPlan | None, command: NameCoordinator, at: Circumstances
) -> tuple[Event, ...]:
    """Decide whether this person can coordinate: granted first, from an eligible unit (R156)."""
    if plan is None or not plan.granted:
        raise NotGranted
    if plan.coordinator == command.who:
        return ()
    unit = at.municipality.units.get(command.who.unit)
    if unit is None:
        raise NoSuchUnit
    if unit.kind not in at.rules.coordinator_services:
        raise UnitCannotCoordinate
    if not at.municipality.works_in(command.who.employee, command.who.unit, at.today):
        raise DoesNotWorkThere
    named_by = wording.reason(command.named_by)
    return (CoordinatorNamed(who=command.who, named_by=named_by, on=at.today),)
