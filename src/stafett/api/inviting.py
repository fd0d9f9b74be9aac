"""Inviting over HTTP: the time is agreed with the family first, and a meeting is prepared for."""

from fastapi import APIRouter

from stafett.api.caller import Writing
from stafett.api.followups import HERE, about
from stafett.api.forms import Form, Id, MaybeWords, Words
from stafett.api.meetings import MEETING
from stafett.api.openapi import refusals
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.api.words import Ids, MaybeLine, persons
from stafett.domain import followup, inviting, meeting, planning
from stafett.domain.agenda import Preparation
from stafett.domain.dates import MeetingId
from stafett.domain.people import UnitId

router = APIRouter(prefix="/v1", tags=["meetings"], route_class=Route)

_INVITING = refusals(followup, meeting, planning, inviting)


class TimeAgreedForm(Form):
    """Who in the family has said that the time suits them (R44)."""

    unit: Id
    agreed_with: Ids


class InvitationWordsForm(Form):
    """The invitation; left empty, it is written in the guide's own words."""

    unit: Id
    words: MaybeWords = ""


class PreparationForm(Form):
    """What the meeting is to look at with new eyes (R186).

    What was tried, and whether it worked; how it is now as the family and as the professionals see
    it; who presents it, and whom one would like to invite.
    """

    unit: Id
    problem: Words
    wished: MaybeWords = ""
    tried: MaybeWords = ""
    family_view: MaybeWords = ""
    professionals_view: MaybeWords = ""
    presenter: MaybeLine = ""
    to_invite: MaybeWords = ""


@router.post(
    MEETING + "/time-agreements",
    status_code=201,
    summary="Write down that the time suits the family",
    openapi_extra=_INVITING,
)
async def agree_on_time(
    follow_up: Id, meeting_id: Id, form: TimeAgreedForm, write: Writing
) -> Written:
    """Each in the family is shown only whether they themselves have agreed."""
    command = inviting.AgreeOnTime(
        MeetingId(meeting_id), UnitId(form.unit), persons(form.agreed_with)
    )
    return await write.write(about(follow_up), command, HERE)


@router.post(
    MEETING + "/invitations",
    status_code=201,
    summary="Invite to a meeting",
    openapi_extra=_INVITING,
)
async def invite_to_meeting(
    follow_up: Id, meeting_id: Id, form: InvitationWordsForm, write: Writing
) -> Written:
    """Where the guide says so, only once the family has agreed on the time."""
    command = inviting.InviteToMeeting(MeetingId(meeting_id), UnitId(form.unit), form.words)
    return await write.write(about(follow_up), command, HERE)


@router.post(
    MEETING + "/preparations",
    status_code=201,
    summary="Describe what a meeting is to look at",
    openapi_extra=_INVITING,
)
async def prepare_meeting(
    follow_up: Id, meeting_id: Id, form: PreparationForm, write: Writing
) -> Written:
    """It may be written anew until the meeting has been held; what is missing is shown."""
    preparation = Preparation(
        problem=form.problem,
        wished=form.wished,
        tried=form.tried,
        family_view=form.family_view,
        professionals_view=form.professionals_view,
        presenter=form.presenter,
        to_invite=form.to_invite,
    )
    command = inviting.PrepareMeeting(MeetingId(meeting_id), UnitId(form.unit), preparation)
    return await write.write(about(follow_up), command, HERE)
