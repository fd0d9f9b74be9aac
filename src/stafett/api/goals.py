"""Goals and measures over HTTP: where everyone is going, who does what, and what it did."""

from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter
from pydantic import Field

from stafett.api.caller import SureWriting, Writing
from stafett.api.followups import HERE, ONE, about
from stafett.api.forms import Code, Day, Form, Id, Line, MaybeWords, Words
from stafett.api.openapi import refusals, sure
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.api.words import ChildViewForm, Ids, Keys, MaybeLine, ProfessionalForm, persons
from stafett.domain import (
    agreeing,
    evaluated,
    evaluation,
    fitting_level,
    followup,
    goal,
    measure,
    plan,
    voice,
)
from stafett.domain.fitting_level import FittingLevel
from stafett.domain.observed import ObservationId
from stafett.domain.people import UnitId

router = APIRouter(prefix="/v1", tags=["goals and measures"], route_class=Route)

GOALS = ONE + "/goals"
MEASURES = ONE + "/measures"


class GoalForm(Form):
    """What one wants to see, how one can tell, and by when (R115)."""

    unit: Id
    text: Words = Field(examples=["Nora leker med to barn hver dag."])
    indicator: Words
    start_value: MaybeWords = ""
    target: MaybeWords = ""
    deadline: Day
    term: Code[goal.Term] = goal.Term.SHORT
    areas: Keys = Field(default_factory=list)
    topic: MaybeLine = ""


class GoalEndForm(Form):
    """Reached, or given up and why."""

    unit: Id
    reached: bool
    why: MaybeWords = ""


class ResponsibleForm(Form):
    """Who sees to it that it is done: the child and the family may too (R114)."""

    part: Code[plan.Part]
    who: Id | None = None
    name: MaybeLine = ""

    def responsible(self) -> plan.Responsible:
        """Return it as the domain has it."""
        return plan.Responsible(self.part, self.who, self.name)


class MeasureForm(Form):
    """What is done, by whom and where, and when one looks at what it did (R116)."""

    unit: Id
    goal: Id
    what: Words = Field(examples=["Språkgruppe to ganger i uka"])
    how: Words
    responsible: ResponsibleForm
    arena: Line
    starts: Day
    deadline: Day
    evaluate_on: Day
    basis: Code[plan.Basis] = plan.Basis.VOLUNTARY
    home: MaybeLine = ""
    apart: Ids = Field(default_factory=list)
    topic: MaybeLine = ""
    occasion: Id | None = None


class MeasureEndForm(Form):
    """Why the measure is over; with whom in child welfare it was agreed, if it was (R77)."""

    unit: Id
    why: Words
    agreed_with: ProfessionalForm | None = None


class FittingLevelForm(Form):
    """Which level fits now, and why when it is another than the one one is on (R30)."""

    level: Annotated[int, Field(ge=1, le=9)]
    why: MaybeWords = ""


class EvaluationForm(Form):
    """What the measure did, what the child thinks of it, and how one can tell (R121, R187)."""

    unit: Id
    effect: Code[evaluated.Effect]
    child_view: ChildViewForm
    basis: MaybeWords = Field("", examples=["Språkgruppa har vært åtte ganger."])
    fits: FittingLevelForm
    observations: Ids = Field(default_factory=list)


@router.post(
    GOALS, status_code=201, summary="Agree on a goal", openapi_extra=refusals(followup, goal)
)
async def set_goal(follow_up: Id, form: GoalForm, write: Writing) -> Written:
    """In the unit's own part, or in the logg when it is open."""
    new = goal.GoalId(uuid4())
    aim = goal.Aim(
        text=form.text,
        indicator=form.indicator,
        start_value=form.start_value,
        target=form.target,
        deadline=form.deadline,
        term=form.term,
        areas=frozenset(form.areas),
        topic=form.topic,
    )
    command = goal.SetGoal(new, UnitId(form.unit), aim)
    return await write.write(about(follow_up), command, HERE, new=new)


@router.post(
    GOALS + "/{goal_id}/endings",
    status_code=201,
    summary="Close a goal",
    openapi_extra=refusals(followup, goal),
)
async def close_goal(follow_up: Id, goal_id: Id, form: GoalEndForm, write: Writing) -> Written:
    """Reached, or given up with a reason."""
    command = goal.CloseGoal(goal.GoalId(goal_id), UnitId(form.unit), form.reached, form.why)
    return await write.write(about(follow_up), command, HERE)


@router.post(
    MEASURES,
    status_code=201,
    summary="Agree on a measure",
    openapi_extra=refusals(followup, agreeing),
)
async def agree_measure(follow_up: Id, form: MeasureForm, write: Writing) -> Written:
    """A measure belongs to one unit and goes on whoever carries the baton."""
    new = measure.MeasureId(uuid4())
    what = plan.Plan(
        what=form.what,
        how=form.how,
        responsible=form.responsible.responsible(),
        arena=form.arena,
        starts=form.starts,
        deadline=form.deadline,
        evaluate_on=form.evaluate_on,
        basis=form.basis,
        home=form.home,
        apart=persons(form.apart),
        topic=form.topic,
    )
    command = measure.AgreeMeasure(
        new, goal.GoalId(form.goal), UnitId(form.unit), what, form.occasion or uuid4()
    )
    return await write.write(about(follow_up), command, HERE, new=new)


@router.post(
    MEASURES + "/{measure_id}/endings",
    status_code=201,
    summary="Say that a measure is over",
    openapi_extra=refusals(followup, agreeing),
)
async def end_measure(
    follow_up: Id, measure_id: Id, form: MeasureEndForm, write: Writing
) -> Written:
    """Its own unit says so."""
    other = form.agreed_with.professional() if form.agreed_with else None
    command = measure.EndMeasure(measure.MeasureId(measure_id), UnitId(form.unit), form.why, other)
    return await write.write(about(follow_up), command, HERE)


@router.post(
    MEASURES + "/{measure_id}/evaluations",
    status_code=201,
    summary="Say what a measure did",
    openapi_extra=sure(followup, evaluation, fitting_level, voice),
)
async def evaluate_measure(
    follow_up: Id, measure_id: Id, form: EvaluationForm, write: SureWriting
) -> Written:
    """One says what one saw last: nobody judges a measure on yesterday's word."""
    new = evaluated.EvaluationId(uuid4())
    command = evaluation.EvaluateMeasure(
        evaluation=new,
        measure=measure.MeasureId(measure_id),
        unit=UnitId(form.unit),
        effect=form.effect,
        child_view=form.child_view.view(),
        basis=form.basis,
        fits=FittingLevel(form.fits.level, form.fits.why),
        observations=frozenset(map(ObservationId, form.observations)),
    )
    return await write.write(about(follow_up), command, HERE, new=new)
