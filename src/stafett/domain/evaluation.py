"""Evaluation: what did it do, what does the child say, does the level still fit? (R30, R121)."""

from dataclasses import dataclass

from stafett.domain import fitting_level, voice, wording
from stafett.domain.agreeing import NoSuchMeasure
from stafett.domain.circumstances import Circumstances
from stafett.domain.evaluated import Effect, Evaluation, EvaluationId
from stafett.domain.facts import Event, Refusal
from stafett.domain.fitting_level import FittingLevel
from stafett.domain.measure import MeasureEvaluated, MeasureId, Measures
from stafett.domain.observed import ObservationId
from stafett.domain.people import UnitId
from stafett.domain.voice import ChildView


@dataclass(frozen=True, slots=True)
class EvaluateMeasure:
    """Say what a measure did, what the child thinks of it, and what that rests on (R121, R187)."""

    evaluation: EvaluationId
    measure: MeasureId
    unit: UnitId
    effect: Effect
    child_view: ChildView
    basis: str
    fits: FittingLevel
    observations: frozenset[ObservationId] = frozenset()


class NotObserved(Refusal):
    """An evaluation rests on observations of this measure that have been made."""


EvaluationCommand = EvaluateMeasure


def evaluate(
    measures: Measures, command: EvaluateMeasure, at: Circumstances, *, level: int
) -> tuple[Event, ...]:
    """Decide whether the evaluation says enough; *measures* are those the asker may read.

    Raises:
        NoSuchMeasure: There is none of that id for this asker.
        ChildNotHeard: Neither the child's view nor why it was not asked.
        NotObserved: It rests on an observation that nobody has made.
        SayWhy: Nothing shows how one can tell, or why the level should be another.
        NotInTheGuide: The level that is said to fit cannot be reached from *level*.

    """
    there = measures.get(command.measure)
    if there is None:
        raise NoSuchMeasure
    basis = command.basis.strip() if command.observations else wording.reason(command.basis)
    fits = FittingLevel(command.fits.level, command.fits.why.strip())
    said = (command.effect, command.child_view, basis, fits, command.observations)
    before = next((seen for seen in there.evaluations if seen.id == command.evaluation), None)
    if wording.already(_said(before) if before else None, said):
        return ()
    made = {one.id for one in there.observations.values() if one.made}
    if not command.observations <= made:
        raise NotObserved
    evaluated = MeasureEvaluated(
        place=there.place,
        measure=there.id,
        evaluation=command.evaluation,
        effect=command.effect,
        child_view=voice.heard(command.child_view),
        basis=basis,
        fits=fitting_level.answered(fits, level, at),
        observations=command.observations,
        by=at.asked_by.id,
        on=at.today,
        guide=at.guide.id,
    )
    return (evaluated,)


def _said(
    seen: Evaluation,
) -> tuple[Effect, ChildView, str, FittingLevel, frozenset[ObservationId]]:
    return seen.effect, seen.child_view, seen.basis, seen.fits, seen.observations
