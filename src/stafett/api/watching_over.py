"""Watching over: who does it, and whether one may look in on a child in an emergency at all.

Both are said by two administrators; what only takes away is said by one.
"""

from uuid import uuid4

from fastapi import APIRouter
from pydantic import Field

from stafett.api.caller import Writing
from stafett.api.emergencies import EMERGENCIES
from stafett.api.forms import Code, Day, Form, Id, Line
from stafett.api.neighbours import ACTS
from stafett.api.openapi import refusals
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.application.asking import Target
from stafett.domain import entrusting, letting_look_in, municipality, rulebook, second_person
from stafett.domain.people import Duty, EmployeeId
from stafett.domain.wording import SayWhy

router = APIRouter(prefix="/v1", tags=["municipality"], route_class=Route)


class AllowanceForm(Form):
    """From which day one may look in on a child in an emergency, and by which decision."""

    since: Day
    decision: Line


class ForbiddingForm(Form):
    """Why nobody looks in any more."""

    why: Line


class EntrustingForm(Form):
    """Who is to have a duty that watches over what others do."""

    employee: Id
    duty: Code[Duty] = Field(examples=["DATA_PROTECTION_OFFICER"])


@router.post(
    "/municipality/emergencies/allowances",
    status_code=201,
    summary="Ask that one may look in on a child in an emergency",
    openapi_extra=refusals(letting_look_in, second_person, municipality, rulebook, SayWhy),
)
async def allow(form: AllowanceForm, write: Writing) -> Written:
    """For administrators; it takes two: another one grants it within a week, under `/v1/acts`."""
    new = uuid4()
    wanted = letting_look_in.AllowEmergencies(form.since, form.decision)
    command = second_person.AskForGraveAct(new, wanted)
    return await write.write(Target.municipality(), command, ACTS, new=new)


@router.post(
    "/municipality/emergencies/forbiddings",
    status_code=201,
    summary="Let nobody look in any more",
    openapi_extra=refusals(letting_look_in, municipality, rulebook, SayWhy),
)
async def forbid(form: ForbiddingForm, write: Writing) -> Written:
    """It takes one administrator, and ends what runs in the same moment."""
    command = letting_look_in.ForbidEmergencies(form.why)
    return await write.write(Target.municipality(), command, EMERGENCIES)


@router.post(
    "/municipality/entrusted-duties",
    status_code=201,
    summary="Ask that somebody watch over what others do",
    openapi_extra=refusals(entrusting, second_person, municipality, rulebook),
)
async def entrust(form: EntrustingForm, write: Writing) -> Written:
    """For administrators; it takes two: another one grants it within a week, under `/v1/acts`.

    Whoever watches over others administers nothing.
    """
    new = uuid4()
    wanted = entrusting.EntrustDuty(EmployeeId(form.employee), form.duty)
    command = second_person.AskForGraveAct(new, wanted)
    return await write.write(Target.municipality(), command, ACTS, new=new)
