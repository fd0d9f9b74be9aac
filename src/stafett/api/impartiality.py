"""Impartiality over HTTP: somebody stands aside, is set aside, or may take part after all."""

from fastapi import APIRouter

from stafett.api.caller import Writing
from stafett.api.followups import HERE, ONE, about
from stafett.api.forms import Code, Form, Id, Words
from stafett.api.openapi import refusals
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.domain import employment, followup, impartial, team
from stafett.domain.people import EmployeeId

router = APIRouter(prefix="/v1", tags=["participants"], route_class=Route)

ASIDE = ONE + "/standings-aside"
_ASIDE = refusals(followup, impartial, employment)


class AsideForm(Form):
    """Why somebody cannot be impartial here; who says it of themselves leaves ``employee`` out."""

    employee: Id | None = None
    because: Code[team.WhyAside]


class AsideEndForm(Form):
    """Why they may take part after all."""

    why: Words


@router.post(ASIDE, status_code=201, summary="Stand aside, or set aside", openapi_extra=_ASIDE)
async def stand_aside(follow_up: Id, form: AsideForm, write: Writing) -> Written:
    """From then on there is nothing here for them; a leader acts where they carried the baton."""
    command: impartial.ImpartialCommand = (
        impartial.StandAside(form.because)
        if form.employee is None
        else impartial.SetAside(EmployeeId(form.employee), form.because)
    )
    return await write.write(about(follow_up), command, HERE)


@router.post(
    ASIDE + "/{employee}/endings",
    status_code=201,
    summary="Let somebody take part after all",
    openapi_extra=_ASIDE,
)
async def find_impartial(
    follow_up: Id, employee: Id, form: AsideEndForm, write: Writing
) -> Written:
    """For a leader here, or whoever carries the baton; never by themselves."""
    command = impartial.FindImpartial(EmployeeId(employee), form.why)
    return await write.write(about(follow_up), command, HERE)
