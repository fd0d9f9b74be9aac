"""Meetings over HTTP: planned with a purpose, held with minutes, and what they lead to."""

from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter
from pydantic import Field

from stafett.api.caller import Writing
from stafett.api.followups import HERE, ONE, about
from stafett.api.forms import Code, Day, Form, Id, Instant, Line, MaybeWords, Words
from stafett.api.interpreters import InterpreterForm, MadeFitForm
from stafett.api.levels import HolderChoiceForm
from stafett.api.openapi import refusals
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.api.words import ChildViewForm, Ids, Key, MaybeLine, persons, units
from stafett.domain import (
    followup,
    holding,
    interpreting,
    meeting,
    outcome,
    planning,
    referral,
    voice,
)
from stafett.domain.agenda import Agenda
from stafett.domain.dates import MeetingId
from stafett.domain.minutes import Attendee, HolderAfter, Minutes
from stafett.domain.people import EmployeeId, UnitId
from stafett.domain.plan import Part
from stafett.domain.referral import Referral

router = APIRouter(prefix="/v1", tags=["meetings"], route_class=Route)

MEETINGS = ONE + "/meetings"
MEETING = MEETINGS + "/{meeting_id}"
_MEETING = refusals(followup, meeting, planning)
_HOLDING = refusals(followup, meeting, planning, holding, interpreting, referral)


class AgendaForm(Form):
    """What the meeting is for, where, who leads, and who talks with the child (R96, R102, R109).

    Where nobody is named to lead or to write, it is whoever the guide says: see the rules.
    """

    purpose: Words
    points: Annotated[list[Words], Field(max_length=50)] = Field(default_factory=list)
    where: MaybeLine = ""
    talks_with_child_before: Id | None = None
    tells_child_after: Id | None = None
    spokesperson: MaybeLine = ""
    talk_with_child_by: Day | None = None
    leads: Id | None = None
    writes: Id | None = None
    made_fit: Annotated[list[MadeFitForm], Field(max_length=20)] = Field(default_factory=list)

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
            leads=EmployeeId(self.leads) if self.leads else None,
            writes=EmployeeId(self.writes) if self.writes else None,
            made_fit=tuple(one.made_fit() for one in self.made_fit),
        )


class MeetingForm(Form):
    """A meeting to come, of a kind that the guide has.

    ``apart`` names those in the family whom it is for alone; nobody else in it hears of it (R177).
    ``occasion`` is taken from a sister's or brother's meeting when it is the same (R176).
    """

    unit: Id
    kind: Key = Field(examples=["follow-up-meeting"])
    starts: Instant
    agenda: AgendaForm
    units: Ids = Field(default_factory=list)
    apart: Ids = Field(default_factory=list)
    instead_of: Id | None = None
    occasion: Id | None = None

    def plan(self, which: MeetingId, occasion: UUID | None = None) -> planning.PlanMeeting:
        """Return it as the domain has it; *occasion* where the form names none."""
        return planning.PlanMeeting(
            meeting=which,
            unit=UnitId(self.unit),
            kind=self.kind,
            starts=self.starts,
            agenda=self.agenda.agenda(),
            units=units(self.units),
            apart=persons(self.apart),
            instead_of=MeetingId(self.instead_of) if self.instead_of else None,
            occasion=self.occasion or occasion,
        )


class AttendeeForm(Form):
    """Somebody who was there, or should have been, and why (R96)."""

    name: Line
    part: Code[Part]
    who: Id | None = None
    there: bool = True
    why: MaybeLine = ""
    away_because: MaybeLine = ""

    def attendee(self) -> Attendee:
        """Return it as the domain has it."""
        return Attendee(
            name=self.name,
            part=self.part,
            who=self.who,
            there=self.there,
            why=self.why,
            away_because=self.away_because,
        )


class ReferralForm(Form):
    """A referral's five parts, a to e, and where it is to go (R131)."""

    to: Key = Field(examples=["ppt"])
    wanted: Words
    own_service: Words
    parents: Words
    network: Words
    done_by_whom: Words

    def referral(self) -> Referral:
        """Return it as the domain has it."""
        return Referral(
            to=self.to,
            wanted=self.wanted,
            own_service=self.own_service,
            parents=self.parents,
            network=self.network,
            done_by_whom=self.done_by_whom,
        )


class MinutesForm(Form):
    """What was said and agreed, who was there, and what all see alike now (R96, R97, R100)."""

    text: Words
    attendance: Annotated[list[AttendeeForm], Field(max_length=50)] = Field(default_factory=list)
    new_wonderings: MaybeWords = ""
    understanding: MaybeWords = ""
    holder: Code[HolderAfter] = HolderAfter.NOT_SPOKEN_OF
    referral: ReferralForm | None = None
    interpreters: Annotated[list[InterpreterForm], Field(max_length=10)] = Field(
        default_factory=list
    )

    def minutes(self) -> Minutes:
        """Return it as the domain has it."""
        return Minutes(
            text=self.text,
            attendance=tuple(one.attendee() for one in self.attendance),
            new_wonderings=self.new_wonderings,
            understanding=self.understanding,
            holder=self.holder,
            referral=self.referral.referral() if self.referral else None,
            interpreters=tuple(one.interpreter() for one in self.interpreters),
        )


class HeldForm(Form):
    """The meeting was held: its minutes, or why there are none."""

    unit: Id
    held_on: Day
    minutes: MinutesForm | None = None
    none_because: MaybeWords = ""
    interrupted: bool = False
    kind: Key | None = None
    units: Ids = Field(default_factory=list)


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
    return await write.write(about(follow_up), form.plan(new, uuid4()), HERE, new=new)


@router.post(
    MEETING + "/plans", status_code=201, summary="Move or change a meeting", openapi_extra=_MEETING
)
async def replan_meeting(
    follow_up: Id, meeting_id: Id, form: MeetingForm, write: Writing
) -> Written:
    """Moved, it is a new proposal: the time is agreed on, and people are invited, anew."""
    return await write.write(about(follow_up), form.plan(MeetingId(meeting_id)), HERE)


@router.post(
    ONE + "/held-meetings",
    status_code=201,
    summary="Write down a meeting that was not planned here",
    openapi_extra=_HOLDING,
)
async def hold_unplanned_meeting(follow_up: Id, form: HeldForm, write: Writing) -> Written:
    """By when the next one must be follows from the day it was held."""
    new = MeetingId(uuid4())
    return await write.write(about(follow_up), _held(new, form), HERE, new=new)


@router.post(
    MEETING + "/minutes",
    status_code=201,
    summary="Write down that a meeting was held",
    openapi_extra=_HOLDING,
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
    command = planning.CancelMeeting(MeetingId(meeting_id), UnitId(form.unit))
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


def _held(which: MeetingId, form: HeldForm) -> holding.HoldMeeting:
    return holding.HoldMeeting(
        meeting=which,
        unit=UnitId(form.unit),
        held_on=form.held_on,
        minutes=form.minutes.minutes() if form.minutes else None,
        none_because=form.none_because,
        interrupted=form.interrupted,
        kind=form.kind or "",
        units=units(form.units),
    )
