"""Passages over HTTP: who coordinates when services disagree, deputies, keeping in touch."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from stafett.api.caller import Writing
from stafett.api.followups import HERE, ONE, about
from stafett.api.forms import Day, Form, Id, MaybeWords, Words
from stafett.api.openapi import refusals
from stafett.api.participants import UNIT
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.api.words import ChildViewForm
from stafett.domain import bridge, deputy, dispute, followup, naming, team
from stafett.domain.people import EmployeeId, UnitId

router = APIRouter(prefix="/v1", tags=["passages"], route_class=Route)

DISPUTES = ONE + "/disputes"
DEPUTIES = ONE + "/deputies"
_DISPUTE = refusals(followup, dispute, naming, team)
_DEPUTY = refusals(followup, deputy)


class PositionForm(Form):
    """What one unit says about who should coordinate; in words that name nobody."""

    unit: Id
    view: Words


class DisputeForm(Form):
    """What each says, the family too. The coordinating unit reads this and nothing else."""

    positions: Annotated[list[PositionForm], Field(max_length=20)]
    family_view: MaybeWords
    child_view: ChildViewForm


class DecisionForm(Form):
    """The service that coordinates, and why."""

    unit: Id
    reason: Words


class HolderNamedForm(Form):
    """The person who is to carry the baton."""

    employee: Id


class DeputyForm(Form):
    """The colleague who may write down consents for the holder."""

    employee: Id


class InTouchForm(Form):
    """The day somebody was in touch with the family."""

    on: Day


@router.post(DISPUTES, status_code=201, summary="Ask who coordinates", openapi_extra=_DISPUTE)
async def bring_dispute(follow_up: Id, form: DisputeForm, write: Writing) -> Written:
    """The coordinating unit is asked; it is not told who the child is."""
    command = dispute.BringDispute(
        tuple(dispute.Position(UnitId(one.unit), one.view) for one in form.positions),
        form.family_view,
        form.child_view.view(),
    )
    return await write.write(about(follow_up), command, HERE)


@router.post(
    DISPUTES + "/decisions",
    status_code=201,
    summary="Decide who coordinates",
    openapi_extra=_DISPUTE,
)
async def decide_dispute(follow_up: Id, form: DecisionForm, write: Writing) -> Written:
    """For the coordinating unit. It binds; the old holder stays until somebody accepts."""
    command = dispute.DecideDispute(UnitId(form.unit), form.reason)
    return await write.write(about(follow_up), command, HERE)


@router.post(
    UNIT + "/holders",
    status_code=201,
    summary="Name who carries the baton after a decision",
    openapi_extra=_DISPUTE,
)
async def name_holder(follow_up: Id, unit: Id, form: HolderNamedForm, write: Writing) -> Written:
    """For the leader of the unit that is to coordinate; the one who is named accepts as usual."""
    command = naming.NameHolder(UnitId(unit), EmployeeId(form.employee))
    return await write.write(about(follow_up), command, HERE)


@router.post(DEPUTIES, status_code=201, summary="Name a deputy", openapi_extra=_DEPUTY)
async def name_deputy(follow_up: Id, form: DeputyForm, write: Writing) -> Written:
    """Somebody in the holder's unit who has a task here; until the baton goes on."""
    command = deputy.NameDeputy(EmployeeId(form.employee))
    return await write.write(about(follow_up), command, HERE)


@router.post(
    DEPUTIES + "/releases", status_code=201, summary="Release the deputy", openapi_extra=_DEPUTY
)
async def release_deputy(follow_up: Id, write: Writing) -> Written:
    """The holder writes down consents alone again."""
    return await write.write(about(follow_up), deputy.ReleaseDeputy(), HERE)


@router.post(
    ONE + "/bridge-contacts",
    status_code=201,
    summary="Write down that one kept in touch",
    openapi_extra=refusals(followup, bridge),
)
async def keep_in_touch(follow_up: Id, form: InTouchForm, write: Writing) -> Written:
    """While the family waits for a unit that was asked."""
    return await write.write(about(follow_up), bridge.KeepInTouch(form.on), HERE)
