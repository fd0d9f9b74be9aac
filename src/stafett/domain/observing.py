"""Observing: between two evaluations somebody looks at how a measure goes, and lends a hand (R187).

A look is planned for a day and has somebody who sees to it; one may also write down what one
happened to see.
"""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from stafett.domain import wording
from stafett.domain.agreeing import NoSuchMeasure, SayWhoDoesIt
from stafett.domain.circumstances import Circumstances
from stafett.domain.facts import Event, Refusal
from stafett.domain.measure import Measure, MeasureId, Measures
from stafett.domain.observed import MeasureObserved, Observation, ObservationId, ObservationPlanned
from stafett.domain.people import UnitId
from stafett.domain.plan import Responsible


@dataclass(frozen=True, slots=True)
class PlanObservation:
    """Agree on who looks at how a measure goes, for what, and when; again, and it is moved."""

    observation: ObservationId
    measure: MeasureId
    unit: UnitId
    look_for: str
    responsible: Responsible
    planned_for: date


@dataclass(frozen=True, slots=True)
class RecordObservation:
    """Write down what was seen of a measure, planned or not, and what help was given."""

    observation: ObservationId
    measure: MeasureId
    unit: UnitId
    seen: str
    happened_on: date
    support: str = ""


ObservingCommand: TypeAlias = PlanObservation | RecordObservation


class MeasureIsOver(Refusal):
    """The measure is over: there is nothing more of it to look at."""


class ObservationIsMade(Refusal):
    """Somebody has looked already, and written down what was seen."""


class DayIsPast(Refusal):
    """What is planned lies ahead: choose today or a later day."""


class BeforeTheMeasure(Refusal):
    """A measure can be looked at from the day it starts."""


def decide(measures: Measures, command: ObservingCommand, at: Circumstances) -> tuple[Event, ...]:
    """Say what becomes of the observation; *measures* are those the asker may read."""
    measure = measures.get(command.measure)
    if measure is None:
        raise NoSuchMeasure
    there = measure.observations.get(command.observation)
    match command:
        case PlanObservation():
            return plan(measure, there, command, at)
        case RecordObservation():
            return record(measure, there, command, at)


def plan(
    measure: Measure, there: Observation | None, command: PlanObservation, at: Circumstances
) -> tuple[Event, ...]:
    """Decide whether one can plan to look then."""
    wanted = (command.look_for.strip(), command.responsible, command.planned_for)
    if there is not None and wanted == (there.look_for, there.responsible, there.planned_for):
        return ()
    if there is not None and there.made:
        raise ObservationIsMade
    if not measure.runs():
        raise MeasureIsOver
    if command.responsible.who is None and not command.responsible.name.strip():
        raise SayWhoDoesIt
    if command.planned_for < at.today:
        raise DayIsPast
    if command.planned_for < measure.plan.starts:
        raise BeforeTheMeasure
    planned = ObservationPlanned(
        place=measure.place,
        measure=measure.id,
        observation=command.observation,
        look_for=wording.reason(command.look_for),
        responsible=command.responsible,
        planned_for=command.planned_for,
        by=at.asked_by.id,
        unit=command.unit,
        on=at.today,
    )
    return (planned,)


def record(
    measure: Measure, there: Observation | None, command: RecordObservation, at: Circumstances
) -> tuple[Event, ...]:
    """Decide whether what was seen can be written down: once, and never before it happened."""
    seen = wording.reason(command.seen)
    if there is not None and there.made:
        if (there.seen, there.support, there.happened_on) == (
            seen,
            command.support,
            command.happened_on,
        ):
            return ()
        raise ObservationIsMade
    if at.happened(command.happened_on) < measure.plan.starts:
        raise BeforeTheMeasure
    made = MeasureObserved(
        place=measure.place,
        measure=measure.id,
        observation=command.observation,
        seen=seen,
        support=command.support,
        happened_on=command.happened_on,
        by=at.asked_by.id,
        unit=command.unit,
        on=at.today,
    )
    return (made,)
