"""Observations over HTTP: what one looks for while a measure runs, and what one saw (R187)."""

from uuid import uuid4

from fastapi import APIRouter
from pydantic import Field

from stafett.api.caller import Writing
from stafett.api.followups import HERE, about
from stafett.api.forms import Day, Form, Id, MaybeWords, Words
from stafett.api.goals import MEASURES, ResponsibleForm
from stafett.api.openapi import refusals
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.domain import followup, observing
from stafett.domain.measure import MeasureId
from stafett.domain.observed import ObservationId
from stafett.domain.people import UnitId

router = APIRouter(prefix="/v1", tags=["goals and measures"], route_class=Route)

MEASURE = MEASURES + "/{measure_id}"
PLANNED = MEASURE + "/planned-observations"
_OBSERVING = refusals(followup, observing)


class PlannedObservationForm(Form):
    """Who looks at how the measure goes, for what, and on which day."""

    unit: Id
    look_for: Words = Field(examples=["Hvem Nora leker med i friminuttet"])
    responsible: ResponsibleForm
    planned_for: Day

    def plan(self, observation: ObservationId, measure: MeasureId) -> observing.PlanObservation:
        """Return it as the domain has it."""
        return observing.PlanObservation(
            observation=observation,
            measure=measure,
            unit=UnitId(self.unit),
            look_for=self.look_for,
            responsible=self.responsible.responsible(),
            planned_for=self.planned_for,
        )


class ObservedForm(Form):
    """What was seen, when, and what help was given there and then."""

    unit: Id
    seen: Words = Field(examples=["Nora inviterte Kari med i leken."])
    support: MaybeWords = ""
    happened_on: Day

    def record(self, observation: ObservationId, measure: MeasureId) -> observing.RecordObservation:
        """Return it as the domain has it."""
        return observing.RecordObservation(
            observation=observation,
            measure=measure,
            unit=UnitId(self.unit),
            seen=self.seen,
            happened_on=self.happened_on,
            support=self.support,
        )


@router.post(
    PLANNED, status_code=201, summary="Plan to look at how a measure goes", openapi_extra=_OBSERVING
)
async def plan_observation(
    follow_up: Id, measure_id: Id, form: PlannedObservationForm, write: Writing
) -> Written:
    """It falls due for whoever was named; nobody has looked in time shows as a break."""
    new = ObservationId(uuid4())
    command = form.plan(new, MeasureId(measure_id))
    return await write.write(about(follow_up), command, HERE, new=new)


@router.post(
    PLANNED + "/{observation_id}/plans",
    status_code=201,
    summary="Move a planned observation",
    openapi_extra=_OBSERVING,
)
async def replan_observation(
    follow_up: Id,
    measure_id: Id,
    observation_id: Id,
    form: PlannedObservationForm,
    write: Writing,
) -> Written:
    """Planning it again moves it, until somebody has looked."""
    command = form.plan(ObservationId(observation_id), MeasureId(measure_id))
    return await write.write(about(follow_up), command, HERE)


@router.post(
    PLANNED + "/{observation_id}/records",
    status_code=201,
    summary="Write down what was seen, as planned",
    openapi_extra=_OBSERVING,
)
async def record_planned_observation(
    follow_up: Id, measure_id: Id, observation_id: Id, form: ObservedForm, write: Writing
) -> Written:
    """An evaluation can rest on it afterwards."""
    command = form.record(ObservationId(observation_id), MeasureId(measure_id))
    return await write.write(about(follow_up), command, HERE)


@router.post(
    MEASURE + "/observations",
    status_code=201,
    summary="Write down what one happened to see of a measure",
    openapi_extra=_OBSERVING,
)
async def record_observation(
    follow_up: Id, measure_id: Id, form: ObservedForm, write: Writing
) -> Written:
    """An evaluation can rest on it afterwards."""
    new = ObservationId(uuid4())
    command = form.record(new, MeasureId(measure_id))
    return await write.write(about(follow_up), command, HERE, new=new)
