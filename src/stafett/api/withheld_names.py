"""Withheld names over HTTP: families are told the unit of somebody at work, and not the name."""

from fastapi import APIRouter

from stafett.api.caller import Writing
from stafett.api.forms import Day, Form, Id
from stafett.api.municipality import HERE, ONE
from stafett.api.openapi import refusals
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.application.asking import Target
from stafett.domain import employment, municipality
from stafett.domain.people import EmployeeId
from stafett.domain.withheld_name import TellName, WithholdName

router = APIRouter(prefix="/v1", tags=["municipality"], route_class=Route)

NAMES = ONE + "/withheld-names"
_WITHHOLDING = refusals(employment, municipality)


class WithheldForm(Form):
    """The day from which families are not told the name."""

    since: Day


@router.post(
    NAMES, status_code=201, summary="Withhold a name from families", openapi_extra=_WITHHOLDING
)
async def withhold_name(employee: Id, form: WithheldForm, write: Writing) -> Written:
    """For administrators: somebody has been threatened. Families read the unit, also of earlier."""
    command = WithholdName(EmployeeId(employee), form.since)
    return await write.write(Target.municipality(), command, HERE, new=employee)


@router.post(
    NAMES + "/endings",
    status_code=201,
    summary="Tell families a name again",
    openapi_extra=_WITHHOLDING,
)
async def tell_name(employee: Id, write: Writing) -> Written:
    """For administrators."""
    command = TellName(EmployeeId(employee))
    return await write.write(Target.municipality(), command, HERE, new=employee)
