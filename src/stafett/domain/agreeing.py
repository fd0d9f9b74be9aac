"""Agreeing on a measure towards a goal, and saying that it is over (R77, R116)."""

from stafett.domain import wording
from stafett.domain.baton import CHILD_WELFARE
from stafett.domain.circumstances import Circumstances
from stafett.domain.facts import Event, Place, Refusal
from stafett.domain.goal import DeadlineHasPassed, Goals, NoSuchGoal
from stafett.domain.measure import (
    AgreeMeasure,
    EndMeasure,
    MeasureAgreed,
    MeasureCommand,
    MeasureEnded,
    Measures,
)
from stafett.domain.team import Team


class NoSuchMeasure(Refusal):
    """There is no such measure here."""


class OutOfOrder(Refusal):
    """A measure starts before its last day, and is looked at after it has started."""


class SayWhoDoesIt(Refusal):
    """Somebody is responsible for every measure: say who."""


class AnotherUnitsMeasure(Refusal):
    """A unit ends its own measures, nobody else's."""


class NotFromChildWelfare(Refusal):
    """Whoever it was agreed with must work in child welfare, and child welfare must take part."""


def decide(
    measures: Measures,
    goals: Goals,
    place: Place,
    command: MeasureCommand,
    at: Circumstances,
    *,
    team: Team,
) -> tuple[Event, ...]:
    """Say what becomes of the measure; *measures* and *goals* are those the asker may read."""
    match command:
        case AgreeMeasure():
            return agree(measures, goals, place, command, at)
        case EndMeasure():
            return end(measures, team, command, at)


def agree(
    measures: Measures, goals: Goals, place: Place, command: AgreeMeasure, at: Circumstances
) -> tuple[Event, ...]:
    """Decide whether the measure can be agreed on (R116)."""
    there = measures.get(command.measure)
    wanted = (command.goal, command.plan)
    if wording.already((there.goal, there.plan) if there else None, wanted):
        return ()
    if command.goal not in goals:
        raise NoSuchGoal
    plan = command.plan
    for words in (plan.what, plan.how, plan.arena):
        wording.reason(words)
    if plan.responsible.who is None and not plan.responsible.name.strip():
        raise SayWhoDoesIt
    if plan.deadline < at.today:
        raise DeadlineHasPassed
    if plan.starts > plan.deadline or plan.evaluate_on < plan.starts:
        raise OutOfOrder
    agreed = MeasureAgreed(
        place=place,
        measure=command.measure,
        goal=command.goal,
        plan=plan,
        occasion=command.occasion,
        by=at.asked_by.id,
        unit=command.unit,
        on=at.today,
        guide=at.guide.id,
    )
    return (agreed,)


def end(
    measures: Measures, team: Team, command: EndMeasure, at: Circumstances
) -> tuple[Event, ...]:
    """Decide whether the measure is over: its own unit says so, and with whom it was agreed (R77).

    Raises:
        NotFromChildWelfare: It was agreed with somebody else.

    """
    there = measures.get(command.measure)
    if there is None:
        raise NoSuchMeasure
    if there.unit != command.unit:
        raise AnotherUnitsMeasure
    if not there.runs():
        return ()
    why, other = wording.reason(command.why), command.agreed_with
    if other is not None:
        works = at.municipality.works_in(other.employee, other.unit, at.today)
        kind = at.municipality.units[other.unit].kind if works else ""
        if kind != CHILD_WELFARE or not team.takes_part(other.unit):
            raise NotFromChildWelfare
    ended = MeasureEnded(
        place=there.place, measure=there.id, why=why, agreed_with=other, on=at.today
    )
    return (ended,)
