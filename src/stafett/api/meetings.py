"""Meetings over HTTP: planned with a purpose, held with minutes, and what they lead to."""

from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter
from pydantic import Field

from stafett.api.caller import Writing
from stafett.api.followups import HERE, ONE, about
from stafett.api.forms import Day, Form, Id, Instant, Line, MaybeWords, Words
from stafett.api.levels import HolderChoiceForm
from stafett.api.openapi import refusals
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.api.words import ChildViewForm, Ids, Key, MaybeLine, units
from stafett.domain import followup, meeting, outcome, voice
from stafett.domain.dates import MeetingId
from stafett.domain.minutes import Agenda, Minutes
from stafett.domain.people import EmployeeId, UnitId

router = APIRouter(prefix="/v1", tags=["meetings"], route_class=Route)

MEETINGS = ONE + "/meetings"
MEETING = MEETINGS + "/{meeting_id}"
_MEETING = refusals(followup, meeting)
Names = Annotated[list[Line], Field(max_length=50)]


class AgendaForm(Form):
    """What the meeting is for, where, and who talks with the child before and after (R96, R109)."""

    purpose: Words
    points: Annotated[list[Words], Field(max_length=50)] = Field(default_factory=list)
    where: MaybeLine = ""
    talks_with_child_before: Id | None = None
    tells_child_after: Id | None = None
    spokesperson: MaybeLine = ""
    talk_with_child_by: Day | None = None

    def agenda(self) -> Agenda:
        """Return it as the domain has it."""
        before, after = self.talks_with_child_before, self.tells_child_after
        return Agenda(
            purpose=self.purpose,
            points=tuple(self.points),
            where=self.where,
            talks_with_child_before=EmployeeId(before) if before else None,
            tells_child_after=EmployeeId(after) if after else None,
            spokesperson=self.spokesperson,
            talk_with_child_by=self.talk_with_child_by,
        )


class MeetingForm(Form):
    """A meeting to come."""

    unit: Id
    kind: Line = Field(examples=["network meeting"])
    starts: Instant
    agenda: AgendaForm
    units: Ids = Field(default_factory=list)


class MinutesForm(Form):
    """What was said and agreed, who was there and who was not (R96, R100)."""

    text: Words
    present: Names = Field(default_factory=list)
    absent: Names = Field(default_factory=list)
    new_wonderings: MaybeWords = ""

    def minutes(self) -> Minutes:
        """Return it as the domain has it."""
        there, away = tuple(self.present), tuple(self.absent)
        return Minutes(self.text, there, away, self.new_wonderings)


class HeldForm(Form):
    """The meeting was held: its minutes, or why there are none."""

    unit: Id
    held_on: Day
    minutes: MinutesForm | None = None
    none_because: MaybeWords = ""
    interrupted: bool = False
    kind: MaybeLine = ""


class CancelForm(Form):
    """On whose behalf the meeting is called off."""

    unit: Id


class OutcomeForm(Form):
    """How those who met chose to go on, among the ways of the guide (R122-R125)."""

    outcome: Key
    reason: Words
    decided_by: Line
    child_view: ChildViewForm
    holder: HolderChoiceForm | None = None


@router.post(MEETINGS, status_code=201, summary="Plan a meeting", openapi_extra=_MEETING)
async def plan_meeting(follow_up: Id, form: MeetingForm, write: Writing) -> Written:
    """Who meets when is known to everyone who takes part; the agenda is not."""
    new = MeetingId(uuid4())
    command = meeting.PlanMeeting(
        meeting=new,
        unit=UnitId(form.unit),
        kind=form.kind,
        starts=form.starts,
        agenda=form.agenda.agenda(),
        units=units(form.units),
    )
    return await write.write(about(follow_up), command, HERE, new=new)


@router.post(
    MEETING + "/plans", status_code=201, summary="Move or change a meeting", openapi_extra=_MEETING
)
async def replan_meeting(
    follow_up: Id, meeting_id: Id, form: MeetingForm, write: Writing
) -> Written:
    """Planning it again moves it."""
    command = meeting.PlanMeeting(
        meeting=MeetingId(meeting_id),
        unit=UnitId(form.unit),
        kind=form.kind,
        starts=form.starts,
        agenda=form.agenda.agenda(),
        units=units(form.units),
    )
    return await write.write(about(follow_up), command, HERE)


@router.post(
    ONE + "/held-meetings",
    status_code=201,
    summary="Write down a meeting that was not planned here",
    openapi_extra=_MEETING,
)
async def hold_unplanned_meeting(follow_up: Id, form: HeldForm, write: Writing) -> Written:
    """By when the next one must be follows from the day it was held."""
    new = MeetingId(uuid4())
    return await write.write(about(follow_up), _held(new, form), HERE, new=new)


@router.post(
    MEETING + "/minutes",
    status_code=201,
    summary="Write down that a meeting was held",
    openapi_extra=_MEETING,
)
async def hold_meeting(follow_up: Id, meeting_id: Id, form: HeldForm, write: Writing) -> Written:
    """By when the next one must be follows from the day it was held."""
    return await write.write(about(follow_up), _held(MeetingId(meeting_id), form), HERE)


@router.post(
    MEETING + "/cancellations",
    status_code=201,
    summary="Call a meeting off",
    openapi_extra=_MEETING,
)
async def cancel_meeting(
    follow_up: Id, meeting_id: Id, form: CancelForm, write: Writing
) -> Written:
    """A meeting that has been held stays held."""
    command = meeting.CancelMeeting(MeetingId(meeting_id), UnitId(form.unit))
    return await write.write(about(follow_up), command, HERE)


@router.post(
    MEETING + "/outcomes",
    status_code=201,
    summary="Choose how to go on",
    openapi_extra=refusals(followup, outcome, voice),
)
async def choose_outcome(
    follow_up: Id, meeting_id: Id, form: OutcomeForm, write: Writing
) -> Written:
    """The next date is counted from the meeting; another level asks about the holder too."""
    command = outcome.ChooseOutcome(
        outcome=form.outcome,
        meeting=MeetingId(meeting_id),
        reason=form.reason,
        decided_by=form.decided_by,
        child_view=form.child_view.view(),
        holder=form.holder.choice() if form.holder else None,
    )
    return await write.write(about(follow_up), command, HERE)


def _held(which: MeetingId, form: HeldForm) -> meeting.HoldMeeting:
    return meeting.HoldMeeting(
        meeting=which,
        unit=UnitId(form.unit),
        held_on=form.held_on,
        minutes=form.minutes.minutes() if form.minutes else None,
        none_because=form.none_because,
        interrupted=form.interrupted,
        kind=form.kind,
    )
