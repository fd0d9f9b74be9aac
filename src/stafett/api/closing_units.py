"""Closing a unit over HTTP: its last day, and who answers for what is left (R14)."""

from fastapi import APIRouter
from pydantic import Field

from stafett.api.caller import Writing
from stafett.api.forms import Day, Form, Id, Words
from stafett.api.openapi import refusals
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.application.asking import Target
from stafett.domain import closing_unit, municipality, publishing, unit
from stafett.domain.people import UnitId

router = APIRouter(prefix="/v1/units/{unit_id}/closings", tags=["municipality"], route_class=Route)

_CLOSING = refusals(closing_unit, municipality, publishing, unit)
_HERE = "/municipality"


class ClosingForm(Form):
    """A unit's last day, and the unit that answers for what is left from the day after."""

    last_day: Day
    answers: Id
    why: Words = Field(examples=["Barnehagen slås sammen med Solli."])


class KeptOpenForm(Form):
    """Why the unit does not close after all."""

    why: Words


@router.post("", status_code=201, summary="Close a unit from a day", openapi_extra=_CLOSING)
async def close_unit(unit_id: Id, form: ClosingForm, write: Writing) -> Written:
    """For administrators. Until nothing is left there, whoever leads the other answers for it."""
    command = closing_unit.CloseUnit(UnitId(unit_id), form.last_day, UnitId(form.answers), form.why)
    return await write.write(Target.municipality(), command, _HERE, new=unit_id)


@router.post(
    "/cancellations",
    status_code=201,
    summary="Keep a unit open that was to close",
    openapi_extra=_CLOSING,
)
async def keep_unit_open(unit_id: Id, form: KeptOpenForm, write: Writing) -> Written:
    """For administrators, until its last day has passed."""
    command = closing_unit.KeepUnitOpen(UnitId(unit_id), form.why)
    return await write.write(Target.municipality(), command, _HERE, new=unit_id)
