"""Taking part over HTTP: a unit is asked, says yes or no, names its people, and leaves."""

from fastapi import APIRouter

from stafett.api.caller import Writing
from stafett.api.followups import HERE, ONE, about
from stafett.api.forms import Code, Form, Id, Line, Words
from stafett.api.openapi import refusals
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.domain import followup, participation, task, team
from stafett.domain.people import EmployeeId, UnitId

router = APIRouter(prefix="/v1", tags=["participants"], route_class=Route)

PARTICIPANTS = ONE + "/participants"
UNIT = PARTICIPANTS + "/{unit}"
_PART = refusals(followup, participation, team)
_TASK = refusals(followup, task, team)


class InvitationForm(Form):
    """The unit to ask, and for what. There is no free text: nothing may slip out (R135)."""

    unit: Id
    wanted: Code[team.Wanted] = team.Wanted.TAKE_PART


class DeclineForm(Form):
    """Why the unit cannot take part."""

    why: Words


class LeavingForm(Form):
    """Why the unit no longer takes part (R11)."""

    because: Code[participation.Left]
    why: Words


class TaskForm(Form):
    """One of the unit's people, and their task here (R171)."""

    employee: Id
    task: Line


class TaskEndForm(Form):
    """Why the task is taken back."""

    why: Words


@router.post(PARTICIPANTS, status_code=201, summary="Ask a unit to take part", openapi_extra=_PART)
async def invite_unit(follow_up: Id, form: InvitationForm, write: Writing) -> Written:
    """The unit learns nothing about the child before everyone has let it in."""
    command = participation.InviteUnit(UnitId(form.unit), form.wanted)
    return await write.write(about(follow_up), command, HERE)


@router.post(
    UNIT + "/acceptances",
    status_code=201,
    summary="Say yes on the unit's behalf",
    openapi_extra=_PART,
)
async def accept_invitation(follow_up: Id, unit: Id, write: Writing) -> Written:
    """Only once everyone whose consent is needed has let the unit in."""
    command = participation.AcceptInvitation(UnitId(unit))
    return await write.write(about(follow_up), command, HERE)


@router.post(
    UNIT + "/declines", status_code=201, summary="Say no on the unit's behalf", openapi_extra=_PART
)
async def decline_invitation(follow_up: Id, unit: Id, form: DeclineForm, write: Writing) -> Written:
    """The holder and the family see it."""
    command = participation.DeclineInvitation(UnitId(unit), form.why)
    return await write.write(about(follow_up), command, HERE)


@router.post(
    UNIT + "/leavings", status_code=201, summary="Leave, with a reason", openapi_extra=_PART
)
async def leave_follow_up(follow_up: Id, unit: Id, form: LeavingForm, write: Writing) -> Written:
    """The unit keeps reading what it wrote itself."""
    command = participation.LeaveFollowUp(UnitId(unit), form.because, form.why)
    return await write.write(about(follow_up), command, HERE)


@router.post(
    UNIT + "/professionals",
    status_code=201,
    summary="Name a professional with a task",
    openapi_extra=_TASK,
)
async def name_professional(follow_up: Id, unit: Id, form: TaskForm, write: Writing) -> Written:
    """For the unit's leader; nobody else in the unit gets in."""
    command = task.NameProfessional(UnitId(unit), EmployeeId(form.employee), form.task)
    return await write.write(about(follow_up), command, HERE)


@router.post(
    UNIT + "/professionals/{employee}/removals",
    status_code=201,
    summary="Take a task back",
    openapi_extra=_TASK,
)
async def remove_professional(
    follow_up: Id, unit: Id, employee: Id, form: TaskEndForm, write: Writing
) -> Written:
    """For the unit's leader; never from the one who carries the baton."""
    command = task.RemoveProfessional(UnitId(unit), EmployeeId(employee), form.why)
    return await write.write(about(follow_up), command, HERE)
