"""Concerns over HTTP: one employee's wondering in one unit, written down and shared."""

from uuid import UUID, uuid4

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from stafett.api.caller import Reading, Writing
from stafett.api.forms import Code, Day, Form, Id, Line, MaybeWords, Words
from stafett.api.openapi import refusals
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.api.showing import shown_as
from stafett.api.words import Ids, MaybeLine, employees, persons
from stafett.application.asking import Target
from stafett.application.views import ConcernView
from stafett.domain import concern as rules
from stafett.domain import (
    conclusion,
    employment,
    impartial,
    keeping_out,
    noting,
    planned_talk,
    right_to_know,
    sharing,
    talk,
    team,
    voice,
    wondering,
    wording,
)
from stafett.domain.noting import FamilyMustNotKnow
from stafett.domain.people import ConcernId, EmployeeId, PersonId, UnitId

router = APIRouter(prefix="/v1", tags=["concerns"], route_class=Route)
_TALK = refusals(rules, right_to_know, talk, FamilyMustNotKnow)

CONCERNS = "/concerns"
ONE = CONCERNS + "/{concern}"
HERE = "/concerns/{id}"


ShownConcern = shown_as(ConcernView)


class ConcernForm(Form):
    """Whom one has begun to wonder about, in which of one's units."""

    about: Id
    unit: Id
    questions: list[Words] = Field([], max_length=20, examples=[["Hvorfor er hun så stille?"]])


class ObservationForm(Form):
    """Something seen, mapped or told: where, by whom, and when."""

    arena: Line = Field(examples=["Frilek ute"])
    origin: Code[wondering.Origin]
    text: Words
    on: Day
    note: Code[wondering.Note] = wondering.Note.OBSERVATION
    form: MaybeLine = ""


class SharingForm(Form):
    """With whom in the unit it was shared, in which meeting if any (R40)."""

    receivers: Ids = Field(min_length=1)
    on: Day
    meeting: MaybeLine = ""
    outsiders: Code[sharing.Outsiders] = sharing.Outsiders.NONE


class DiscussionForm(Form):
    """With which service it was discussed without a name (R41)."""

    service: Line
    on: Day


class PartyForm(Form):
    """Somebody who is a party to it, and how; one may say so of oneself (R185)."""

    employee: Id
    because: Code[team.WhyAside]


class LettingBackForm(Form):
    """Somebody who is no party to it after all, and why."""

    employee: Id
    why: Words


class DisagreementForm(Form):
    """What one sees differently."""

    text: Words


class ChildTalkForm(Form):
    """A talk with the child: the child's own words apart from the adult's summary (R42)."""

    how: Words
    own_words: MaybeWords
    summary: MaybeWords
    on: Day
    form: MaybeLine = ""


class GuardianTalkForm(Form):
    """A talk with guardians; one that was broken off has a new day (R43)."""

    guardians: Ids = Field(min_length=1)
    minutes: Words
    on: Day
    outcome: Code[talk.TalkOutcome] = talk.TalkOutcome.HELD
    rebooked_for: Day | None = None


class PlannedTalkForm(Form):
    """When guardians are to be talked with, and who talks with the child before that (R109)."""

    for_day: Day
    child_by: Day
    talks_with_child: Id | None = None
    not_asked_because: MaybeWords = ""


class TellingForm(Form):
    """Who in the family has been told."""

    told: Ids = Field(min_length=1)
    on: Day


@router.post(
    CONCERNS, status_code=201, summary="Raise a concern", openapi_extra=refusals(rules, wondering)
)
async def raise_concern(form: ConcernForm, write: Writing) -> Written:
    """For anybody who works in the unit; no consent is needed, and no other unit sees it."""
    command = wondering.RaiseConcern(
        ConcernId(uuid4()), PersonId(form.about), UnitId(form.unit), tuple(form.questions)
    )
    return await write.write(Target.concern(), command, HERE, about=command.about)


@router.get(ONE, summary="Read a concern", response_model=ShownConcern)
async def open_concern(concern: Id, read: Reading) -> Response:
    """For those it was shared with in the unit, and for the family once they have been told."""
    caller = read.caller
    opened = await caller.door.open_concern(
        caller.book, caller.asker, ConcernId(concern), asking=read.asking("open-concern")
    )
    return read.shown(opened.seen, ShownConcern.model_validate(opened.view))


@router.post(
    ONE + "/observations",
    status_code=201,
    summary="Write down an observation",
    openapi_extra=refusals(rules, wondering),
)
async def add_observation(concern: Id, form: ObservationForm, write: Writing) -> Written:
    """What was seen is one thing; what one makes of it is an assessment."""
    new = uuid4()
    command = wondering.AddObservation(
        observation=new,
        arena=form.arena,
        origin=form.origin,
        text=form.text,
        on=form.on,
        note=form.note,
        form=form.form,
    )
    return await write.write(about(concern), command, HERE, new=new)


@router.post(
    ONE + "/sharings",
    status_code=201,
    summary="Share a concern in the unit",
    openapi_extra=refusals(rules, sharing),
)
async def share_concern(concern: Id, form: SharingForm, write: Writing) -> Written:
    """With the leader, a colleague or a named internal meeting; each receiver is recorded."""
    receivers = employees(form.receivers)
    command = sharing.ShareConcern(receivers, form.on, form.meeting, form.outsiders)
    return await write.write(about(concern), command, HERE)


@router.post(
    ONE + "/keepings-from",
    status_code=201,
    summary="Keep a concern from somebody who is a party to it",
    openapi_extra=refusals(rules, keeping_out, employment, impartial),
)
async def keep_concern_from(concern: Id, form: PartyForm, write: Writing) -> Written:
    """They read it no longer, and the nearest other leader is the one to go to."""
    command = sharing.KeepConcernFrom(EmployeeId(form.employee), form.because)
    return await write.write(about(concern), command, HERE)


@router.post(
    ONE + "/lettings-back",
    status_code=201,
    summary="Say that somebody is no party to a concern after all",
    openapi_extra=refusals(rules, keeping_out, conclusion, wording),
)
async def let_back_in(concern: Id, form: LettingBackForm, write: Writing) -> Written:
    """Said by whoever answers for it; they read it again if it was shared with them."""
    command = sharing.LetBackIn(EmployeeId(form.employee), form.why)
    return await write.write(about(concern), command, HERE)


@router.post(
    ONE + "/anonymous-discussions",
    status_code=201,
    summary="Write down an anonymous discussion",
    openapi_extra=refusals(rules, sharing),
)
async def note_discussion(concern: Id, form: DiscussionForm, write: Writing) -> Written:
    """Nothing that tells who the child is goes to the other service."""
    new = uuid4()
    command = sharing.NoteAnonymousDiscussion(new, form.service, form.on)
    return await write.write(about(concern), command, HERE, new=new)


@router.post(
    ONE + "/disagreements",
    status_code=201,
    summary="Write down what one sees differently",
    openapi_extra=refusals(rules, sharing),
)
async def note_disagreement(concern: Id, form: DisagreementForm, write: Writing) -> Written:
    """It stops nothing by itself."""
    return await write.write(about(concern), sharing.NoteDisagreement(form.text), HERE)


@router.post(
    ONE + "/child-talks",
    status_code=201,
    summary="Write down a talk with the child",
    openapi_extra=_TALK,
)
async def record_child_talk(concern: Id, form: ChildTalkForm, write: Writing) -> Written:
    """The child's own words stand for themselves."""
    new = uuid4()
    command = talk.RecordTalkWithChild(
        talk=new,
        how=form.how,
        own_words=form.own_words,
        summary=form.summary,
        on=form.on,
        form=form.form,
    )
    return await write.write(about(concern), command, HERE, new=new)


@router.post(
    ONE + "/guardian-talks/plans",
    status_code=201,
    summary="Plan a talk with guardians",
    openapi_extra=refusals(rules, planned_talk, noting, voice),
)
async def plan_guardian_talk(concern: Id, form: PlannedTalkForm, write: Writing) -> Written:
    """An adult who reads the concern talks with the child first; or one says why not."""
    adult = form.talks_with_child
    command = planned_talk.PlanGuardianTalk(
        form.for_day, form.child_by, EmployeeId(adult) if adult else None, form.not_asked_because
    )
    return await write.write(about(concern), command, HERE)


@router.post(
    ONE + "/guardian-talks",
    status_code=201,
    summary="Write down a talk with guardians",
    openapi_extra=_TALK,
)
async def record_guardian_talk(concern: Id, form: GuardianTalkForm, write: Writing) -> Written:
    """From then on they have been told, and read the concern."""
    new = uuid4()
    command = talk.RecordTalkWithGuardians(
        talk=new,
        guardians=persons(form.guardians),
        minutes=form.minutes,
        on=form.on,
        outcome=form.outcome,
        rebooked_for=form.rebooked_for,
    )
    return await write.write(about(concern), command, HERE, new=new)


@router.post(
    ONE + "/tellings",
    status_code=201,
    summary="Write down that the family has been told",
    openapi_extra=_TALK,
)
async def tell_family(concern: Id, form: TellingForm, write: Writing) -> Written:
    """From then on they read the concern."""
    command = talk.TellFamily(persons(form.told), form.on)
    return await write.write(about(concern), command, HERE)


def about(concern: UUID) -> Target:
    """Return the concern as what a command is about."""
    return Target.concern(ConcernId(concern))
