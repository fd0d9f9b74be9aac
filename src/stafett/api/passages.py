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
from stafett.domain import (
    bridge,
    change_of_home,
    consent,
    deputy,
    dispute,
    followup,
    naming,
    team,
)
from stafett.domain.people import EmployeeId, UnitId

router = APIRouter(prefix="/v1", tags=["passages"], route_class=Route)

DISPUTES = ONE + "/disputes"
DEPUTIES = ONE + "/deputies"
MOVES = ONE + "/home-changes"
_DISPUTE = refusals(followup, dispute, naming, team)
_DEPUTY = refusals(followup, deputy)
_MOVE = refusals(followup, change_of_home, consent, team)


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


class MoveForm(Form):
    """Which unit, from which day, why, and what the child thinks of it."""

    to: Id
    on: Day
    reason: Words
    child_view: ChildViewForm


class MoveEndForm(Form):
    """Why the child stays."""

    why: Words


class MovedForm(Form):
    """The day the two units went through it with the family, if they did."""

    talked_on: Day | None = None


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
    """While the family waits for a unit that was asked, or for the answer to a referral."""
    return await write.write(about(follow_up), bridge.KeepInTouch(form.on), HERE)


@router.post(MOVES, status_code=201, summary="Plan a change of home unit", openapi_extra=_MOVE)
async def plan_move(follow_up: Id, form: MoveForm, write: Writing) -> Written:
    """From kindergarten to school, say. The new unit is told nothing by this."""
    command = change_of_home.PlanMove(UnitId(form.to), form.on, form.reason, form.child_view.view())
    return await write.write(about(follow_up), command, HERE)


@router.post(
    MOVES + "/cancellations", status_code=201, summary="Let the child stay", openapi_extra=_MOVE
)
async def cancel_move(follow_up: Id, form: MoveEndForm, write: Writing) -> Written:
    """Nothing changes."""
    return await write.write(about(follow_up), change_of_home.CancelMove(form.why), HERE)


@router.post(
    MOVES + "/completions",
    status_code=201,
    summary="Let the new unit be the home unit",
    openapi_extra=_MOVE,
)
async def complete_move(follow_up: Id, form: MovedForm, write: Writing) -> Written:
    """Once the family has let it in and somebody there carries the baton; the old one may stay."""
    return await write.write(about(follow_up), change_of_home.CompleteMove(form.talked_on), HERE)
