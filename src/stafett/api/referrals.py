"""Referrals over HTTP: drafted from what has been done, written into minutes, and sent on."""

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from stafett.api.caller import Reading, Writing
from stafett.api.followups import HERE, ONE, about
from stafett.api.forms import Day, Form, Id, Words
from stafett.api.meetings import MEETING
from stafett.api.openapi import refusals
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.api.showing import shown_as
from stafett.domain import followup, referral, referral_draft, referring
from stafett.domain.dates import MeetingId
from stafett.domain.people import FollowUpId, UnitId
from stafett.domain.referral_draft import ReferralDraft

router = APIRouter(prefix="/v1", tags=["meetings"], route_class=Route)

ShownDraft = shown_as(ReferralDraft)


class SendingForm(Form):
    """Which version of the minutes was sent, on whose behalf, and to which unit if it is ours."""

    unit: Id
    version: int = Field(ge=1)
    receiver: Id | None = None


class AnswerForm(Form):
    """What came back, and the day it came; version and receiver as when it was sent."""

    unit: Id
    version: int = Field(ge=1)
    answer: Words
    on: Day
    receiver: Id | None = None


@router.get(ONE + "/referral-drafts", summary="Draft a referral", response_model=ShownDraft)
async def draft_referral(follow_up: Id, read: Reading) -> Response:
    """What this reader can read of goals and measures, laid out as the five parts of a referral.

    It is a beginning: the parts are written into a meeting's minutes, and signed with them.
    """
    caller = read.caller
    opened = await caller.door.open_follow_up(
        caller.book, caller.asker, FollowUpId(follow_up), asking=read.asking("draft-referral")
    )
    return read.shown(opened.seen, ShownDraft.model_validate(referral_draft.draft(opened.view)))


@router.post(
    MEETING + "/referrals",
    status_code=201,
    summary="Write down that minutes were sent as a referral",
    openapi_extra=refusals(followup, referral, referring),
)
async def send_referral(
    follow_up: Id, meeting_id: Id, form: SendingForm, write: Writing
) -> Written:
    """Once the family, the holder and whoever wrote them have signed this very version (R131).

    On which form and by which way stands in the guide, for each receiver (R132).
    """
    command = referral.SendReferral(
        meeting=MeetingId(meeting_id),
        version=form.version,
        unit=UnitId(form.unit),
        receiver=UnitId(form.receiver) if form.receiver else None,
    )
    return await write.write(about(follow_up), command, HERE)


@router.post(
    MEETING + "/referrals/answers",
    status_code=201,
    summary="Write down what came back on a referral",
    openapi_extra=refusals(followup, referral, referring),
)
async def answer_referral(
    follow_up: Id, meeting_id: Id, form: AnswerForm, write: Writing
) -> Written:
    """Until then the family waits, and somebody keeps in touch with it (R85)."""
    command = referral.AnswerReferral(
        meeting=MeetingId(meeting_id),
        version=form.version,
        unit=UnitId(form.unit),
        answer=form.answer,
        on=form.on,
        receiver=UnitId(form.receiver) if form.receiver else None,
    )
    return await write.write(about(follow_up), command, HERE)
