"""Measures (tiltak): who does what, where, until when, and what came of it.

A measure belongs to one unit and goes on whoever carries the baton (R77, R119). The child, a
guardian or somebody in the private network may be the one responsible (R114).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NewType, TypeAlias
from uuid import UUID

from stafett.domain import observed
from stafett.domain.evaluated import Effect, Evaluation, EvaluationId
from stafett.domain.facts import Event, Place
from stafett.domain.fitting_level import FittingLevel
from stafett.domain.goal import GoalId
from stafett.domain.observed import (
    MeasureObserved,
    ObservationId,
    ObservationPlanned,
    Observations,
    ObservedEvent,
)
from stafett.domain.people import Professional, UnitId
from stafett.domain.plan import Plan
from stafett.domain.policy import GuideVersion
from stafett.domain.voice import ChildView

MeasureId = NewType("MeasureId", UUID)


class MeasureAgreed(Event, name="measure-agreed"):
    """It has been agreed to do something about a goal."""

    place: Place
    measure: MeasureId
    goal: GoalId
    plan: Plan
    occasion: UUID | None
    by: UUID
    unit: UnitId
    on: date
    guide: GuideVersion


class MeasureEnded(Event, name="measure-ended"):
    """A measure is over; ``agreed_with`` child welfare, where that is why (R77)."""

    place: Place
    measure: MeasureId
    why: str
    agreed_with: Professional | None = None
    on: date


class MeasureEvaluated(Event, name="measure-evaluated", version=2):
    """One has looked at what a measure did, and asked the child (R121, R108)."""

    place: Place
    measure: MeasureId
    evaluation: EvaluationId
    effect: Effect
    child_view: ChildView
    basis: str
    fits: FittingLevel
    observations: frozenset[ObservationId]
    by: UUID
    on: date
    guide: GuideVersion


MeasureEvent: TypeAlias = MeasureAgreed | MeasureEnded | MeasureEvaluated | ObservedEvent


@dataclass(frozen=True, slots=True)
class AgreeMeasure:
    """Agree on a measure towards a goal, on a unit's behalf.

    ``occasion`` is the one of a sister's or brother's measure when it is the same one for the whole
    family (R176); it opens nothing.
    """

    measure: MeasureId
    goal: GoalId
    unit: UnitId
    plan: Plan
    occasion: UUID | None = None


@dataclass(frozen=True, slots=True)
class EndMeasure:
    """Say that a measure is over, and why; ``agreed_with`` whom in child welfare, if so (R77)."""

    measure: MeasureId
    unit: UnitId
    why: str
    agreed_with: Professional | None = None


MeasureCommand: TypeAlias = AgreeMeasure | EndMeasure


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure with every evaluation of it."""

    id: MeasureId
    place: Place
    goal: GoalId
    plan: Plan
    by: UUID
    unit: UnitId
    agreed_on: date
    ended_on: date | None = None
    why: str = ""
    agreed_with: Professional | None = None
    evaluations: tuple[Evaluation, ...] = ()
    observations: Observations = field(default_factory=dict)
    occasion: UUID | None = None
    changes: int = 1

    def runs(self) -> bool:
        """Is it still going on?"""
        return self.ended_on is None


Measures = Mapping[MeasureId, Measure]


def after(measures: Measures, event: MeasureEvent) -> Measures:
    """Return the measures as they are once *event* has happened."""
    if isinstance(event, MeasureAgreed):
        new = Measure(
            id=event.measure,
            place=event.place,
            goal=event.goal,
            plan=event.plan,
            occasion=event.occasion,
            by=event.by,
            unit=event.unit,
            agreed_on=event.on,
        )
        return {**measures, event.measure: new}
    id_ = MeasureId(event.measure)
    if id_ not in measures:
        return measures
    there = measures[id_]
    there = replace(there, changes=there.changes + 1)
    match event:
        case MeasureEnded(why=why, agreed_with=other, on=on):
            there = replace(there, ended_on=on, why=why, agreed_with=other)
        case MeasureEvaluated():
            seen = Evaluation(
                id=event.evaluation,
                effect=event.effect,
                child_view=event.child_view,
                basis=event.basis,
                fits=event.fits,
                by=event.by,
                on=event.on,
                observations=event.observations,
            )
            there = replace(there, evaluations=(*there.evaluations, seen))
        case ObservationPlanned() | MeasureObserved():
            there = replace(there, observations=observed.after(there.observations, event))
    return {**measures, id_: there}
