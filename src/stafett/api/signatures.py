"""Signatures over HTTP: minutes signed by those who are logged in, and on paper by others."""

from fastapi import APIRouter
from pydantic import Field

from stafett.api.caller import Writing
from stafett.api.followups import HERE, about
from stafett.api.forms import Day, Form, Id, Line
from stafett.api.meetings import MEETING
from stafett.api.openapi import refusals
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.domain import followup, signing
from stafett.domain.dates import MeetingId
from stafett.domain.people import PersonId, UnitId

router = APIRouter(prefix="/v1", tags=["meetings"], route_class=Route)

_SIGNING = refusals(followup, signing)


class SignatureForm(Form):
    """Which version of the minutes one has read and signs; staff say for which unit."""

    version: int = Field(ge=1, le=10_000)
    unit: Id | None = None


class PaperSignatureForm(Form):
    """Who in the family signed which version on paper, when, and where the paper lies."""

    version: int = Field(ge=1, le=10_000)
    unit: Id
    signer: Id
    signed_on: Day
    reference: Line = Field(examples=["mappe 7"])


@router.post(
    MEETING + "/signatures", status_code=201, summary="Sign the minutes", openapi_extra=_SIGNING
)
async def sign_minutes(
    follow_up: Id, meeting_id: Id, form: SignatureForm, write: Writing
) -> Written:
    """When the minutes are put right there is a new version, and it is signed anew."""
    unit = UnitId(form.unit) if form.unit else None
    command = signing.SignMinutes(MeetingId(meeting_id), form.version, unit)
    return await write.write(about(follow_up), command, HERE)


@router.post(
    MEETING + "/paper-signatures",
    status_code=201,
    summary="Write down that somebody has signed on paper",
    openapi_extra=_SIGNING,
)
async def register_signature(
    follow_up: Id, meeting_id: Id, form: PaperSignatureForm, write: Writing
) -> Written:
    """Minutes are signed also where there is no logg, or nobody logs in."""
    command = signing.RegisterSignature(
        meeting=MeetingId(meeting_id),
        version=form.version,
        unit=UnitId(form.unit),
        signer=PersonId(form.signer),
        signed_on=form.signed_on,
        reference=form.reference,
    )
    return await write.write(about(follow_up), command, HERE)
