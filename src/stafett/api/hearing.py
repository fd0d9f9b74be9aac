"""Hearing the child over HTTP: talked with before a meeting, told and asked after it."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from stafett.api.caller import Writing
from stafett.api.followups import HERE, about
from stafett.api.forms import Code, Day, Form, Id, MaybeWords, Words
from stafett.api.meetings import MEETING
from stafett.api.openapi import refusals
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.api.words import MaybeLine
from stafett.domain import followup, hearing, regular_talks
from stafett.domain.childs_say import Heard, TakesPart, Told
from stafett.domain.dates import MeetingId
from stafett.domain.people import EmployeeId, UnitId

router = APIRouter(prefix="/v1", tags=["meetings"], route_class=Route)

_HEARING = refusals(followup, hearing)
_REGULAR = refusals(followup, regular_talks)
TALKS = "/follow-ups/{follow_up}/regular-talks"


class ChildHeardForm(Form):
    """What the child said before the meeting, and how it chooses to take part.

    The child's own words, the adult's summary and what an adult saw a small child do are apart.
    """

    unit: Id
    takes_part: Code[TakesPart]
    talked_on: Day
    own_words: MaybeWords = Field("", examples=["Jeg vil at Kari er med."])
    summary: MaybeWords = ""
    observed: MaybeWords = ""
    wishes: MaybeWords = ""
    spokesperson: MaybeLine = ""
    not_asked_because: MaybeWords = ""


class OwnChoiceForm(Form):
    """How one wants to take part oneself: for the young person, logged in (R107)."""

    takes_part: Code[TakesPart]
    own_words: MaybeWords = Field("", examples=["Jeg vil bare være med på slutten."])
    wishes: MaybeWords = ""
    spokesperson: MaybeLine = ""


class ChildToldForm(Form):
    """What the child was told after the meeting, and what it thinks of what was decided."""

    unit: Id
    told: Words = Field(examples=["Du får sitte ved siden av Kari."])
    told_on: Day
    childs_answer: MaybeWords = ""


class RegularTalksForm(Form):
    """The adult in the unit who talks with the child, and how many days apart at most."""

    unit: Id
    adult: Id
    every_days: Annotated[int, Field(ge=1, le=365, examples=[14])]


class RegularTalksEndForm(Form):
    """Why the adult in the unit does not talk with the child regularly any more."""

    unit: Id
    why: Words


@router.post(
    TALKS,
    status_code=201,
    summary="Name the adult who talks with the child between meetings",
    openapi_extra=_REGULAR,
)
async def arrange_regular_talks(follow_up: Id, form: RegularTalksForm, write: Writing) -> Written:
    """It then falls due for that adult, and shows as a break when it has not been done."""
    command = regular_talks.ArrangeRegularTalks(
        UnitId(form.unit), EmployeeId(form.adult), form.every_days
    )
    return await write.write(about(follow_up), command, HERE)


@router.post(
    TALKS + "/endings",
    status_code=201,
    summary="Say that the adult does not talk with the child regularly any more",
    openapi_extra=_REGULAR,
)
async def end_regular_talks(follow_up: Id, form: RegularTalksEndForm, write: Writing) -> Written:
    """The holder sees to it again that somebody does."""
    command = regular_talks.EndRegularTalks(UnitId(form.unit), form.why)
    return await write.write(about(follow_up), command, HERE)


@router.post(
    MEETING + "/child-talks",
    status_code=201,
    summary="Write down what the child said before the meeting",
    openapi_extra=_HEARING,
)
async def hear_child(
    follow_up: Id, meeting_id: Id, form: ChildHeardForm, write: Writing
) -> Written:
    """When the child is not there all the time, an adult answers for its opinion."""
    heard = Heard(
        takes_part=form.takes_part,
        talked_on=form.talked_on,
        own_words=form.own_words,
        summary=form.summary,
        observed=form.observed,
        wishes=form.wishes,
        spokesperson=form.spokesperson,
        not_asked_because=form.not_asked_because,
    )
    command = hearing.HearChild(MeetingId(meeting_id), UnitId(form.unit), heard)
    return await write.write(about(follow_up), command, HERE)


@router.post(
    MEETING + "/own-choices",
    status_code=201,
    summary="Say oneself how one wants to take part",
    openapi_extra=_HEARING,
)
async def say_for_myself(
    follow_up: Id, meeting_id: Id, form: OwnChoiceForm, write: Writing
) -> Written:
    """For the young person it is about; the holder reads it, and whoever reads the logg."""
    command = hearing.SayForMyself(
        meeting=MeetingId(meeting_id),
        takes_part=form.takes_part,
        own_words=form.own_words,
        wishes=form.wishes,
        spokesperson=form.spokesperson,
    )
    return await write.write(about(follow_up), command, HERE)


@router.post(
    MEETING + "/child-told",
    status_code=201,
    summary="Write down that the child was told what was decided",
    openapi_extra=_HEARING,
)
async def tell_child(follow_up: Id, meeting_id: Id, form: ChildToldForm, write: Writing) -> Written:
    """The child is told after the meeting, and asked what it thinks."""
    told = Told(form.told, form.told_on, form.childs_answer)
    command = hearing.TellChild(MeetingId(meeting_id), UnitId(form.unit), told)
    return await write.write(about(follow_up), command, HERE)
