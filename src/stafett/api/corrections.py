"""Corrections over HTTP: put right, contested by the family, or written about the wrong child."""

from uuid import UUID, uuid4

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from stafett.api.caller import Reading, Writing
from stafett.api.entries import ENTRY, AdvisedForm
from stafett.api.followups import HERE, ONE, about
from stafett.api.forms import Code, Day, Form, Id, Line, MaybeWords, View, Words
from stafett.api.goals import GOALS, MEASURES, ResponsibleForm
from stafett.api.meetings import MEETING, MinutesForm
from stafett.api.openapi import refusals
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.api.showing import ShownAs
from stafett.api.words import Ids, Keys, MaybeLine, persons
from stafett.application import who_read
from stafett.domain import (
    advice,
    anonymity,
    correcting,
    correction,
    entry,
    followup,
    goal,
    plan,
    referral,
)
from stafett.domain.people import PersonId, UnitId

router = APIRouter(prefix="/v1", tags=["corrections"], route_class=Route)

REMARKS = ONE + "/remarks"
MISFILINGS = ONE + "/misfilings"
_CORRECTIONS = refusals(followup, correction, correcting, advice, anonymity, referral)


class EntryCorrectionForm(Form):
    """The entry as it should have been, and why (R182); ``unit`` is left out by the family."""

    unit: Id | None = None
    why: Words
    kind: Code[entry.EntryKind]
    text: Words
    about: Ids
    happened_on: Day
    topic: MaybeLine = ""
    advised: AdvisedForm | None = None


class GoalCorrectionForm(Form):
    """The goal as it should have been, and why."""

    unit: Id
    why: Words
    text: Words
    indicator: Words
    start_value: MaybeWords = ""
    target: MaybeWords = ""
    deadline: Day
    term: Code[goal.Term] = goal.Term.SHORT
    areas: Keys = Field(default_factory=list)
    topic: MaybeLine = ""


class MeasureCorrectionForm(Form):
    """The measure as it should have been, and why."""

    unit: Id
    why: Words
    what: Words
    how: Words
    responsible: ResponsibleForm
    arena: Line
    starts: Day
    deadline: Day
    evaluate_on: Day
    basis: Code[plan.Basis] = plan.Basis.VOLUNTARY
    home: MaybeLine = ""
    apart: Ids = Field(default_factory=list)
    topic: MaybeLine = ""


class MinutesCorrectionForm(Form):
    """The minutes as they should have been, and why."""

    unit: Id
    why: Words
    minutes: MinutesForm


class RemarkForm(Form):
    """What somebody in the family says against what was written.

    The family sends ``item`` and ``text``; staff who write it down also say for which unit, and
    who in the family said it.
    """

    item: Id
    text: Words
    unit: Id | None = None
    said_by: Id | None = None


class MisfilingForm(Form):
    """What was written about another child, and how that came; name nothing of that child."""

    item: Id
    unit: Id | None = None
    why: Words


class PuttingBackForm(Form):
    """Why what was hidden is about this child after all."""

    why: Words
    unit: Id | None = None


class ShownReadings(View):
    """Everybody who was shown it, and when."""

    readings: tuple[ShownAs[who_read.Reading], ...]


@router.post(
    ENTRY + "/corrections",
    status_code=201,
    summary="Put an entry right",
    openapi_extra=_CORRECTIONS,
)
async def correct_entry(
    follow_up: Id, entry_id: Id, form: EntryCorrectionForm, write: Writing
) -> Written:
    """The words as they were stay beside it, with the reason."""
    note = entry.Note(
        kind=form.kind,
        text=form.text,
        about=persons(form.about),
        happened_on=form.happened_on,
        topic=form.topic,
        advised=form.advised.advised() if form.advised else None,
    )
    command = _corrected(entry_id, form.unit, note, form.why)
    return await write.write(about(follow_up), command, HERE)


@router.post(
    GOALS + "/{goal_id}/corrections",
    status_code=201,
    summary="Put a goal right",
    openapi_extra=_CORRECTIONS,
)
async def correct_goal(
    follow_up: Id, goal_id: Id, form: GoalCorrectionForm, write: Writing
) -> Written:
    """The words as they were stay beside it, with the reason."""
    aim = goal.Aim(
        text=form.text,
        indicator=form.indicator,
        start_value=form.start_value,
        target=form.target,
        deadline=form.deadline,
        term=form.term,
        areas=frozenset(form.areas),
        topic=form.topic,
    )
    command = _corrected(goal_id, form.unit, aim, form.why)
    return await write.write(about(follow_up), command, HERE)


@router.post(
    MEASURES + "/{measure_id}/corrections",
    status_code=201,
    summary="Put a measure right",
    openapi_extra=_CORRECTIONS,
)
async def correct_measure(
    follow_up: Id, measure_id: Id, form: MeasureCorrectionForm, write: Writing
) -> Written:
    """The words as they were stay beside it, with the reason."""
    who = form.responsible
    what = plan.Plan(
        what=form.what,
        how=form.how,
        responsible=plan.Responsible(who.part, who.who, who.name),
        arena=form.arena,
        starts=form.starts,
        deadline=form.deadline,
        evaluate_on=form.evaluate_on,
        basis=form.basis,
        home=form.home,
        apart=persons(form.apart),
        topic=form.topic,
    )
    command = _corrected(measure_id, form.unit, what, form.why)
    return await write.write(about(follow_up), command, HERE)


@router.post(
    MEETING + "/minutes/corrections",
    status_code=201,
    summary="Put minutes right",
    openapi_extra=_CORRECTIONS,
)
async def correct_minutes(
    follow_up: Id, meeting_id: Id, form: MinutesCorrectionForm, write: Writing
) -> Written:
    """The words as they were stay beside them, with the reason."""
    words = form.minutes.minutes()
    command = _corrected(meeting_id, form.unit, words, form.why)
    return await write.write(about(follow_up), command, HERE)


@router.post(
    REMARKS,
    status_code=201,
    summary="Say that it was otherwise",
    openapi_extra=_CORRECTIONS,
)
async def contest(follow_up: Id, form: RemarkForm, write: Writing) -> Written:
    """The family's own words stand beside what was written; nobody has to agree to that."""
    new = uuid4()
    command = correction.ContestWords(
        remark=new,
        item=form.item,
        text=form.text,
        unit=UnitId(form.unit) if form.unit else None,
        said_by=PersonId(form.said_by) if form.said_by else None,
    )
    return await write.write(about(follow_up), command, HERE, new=new)


@router.post(
    MISFILINGS,
    status_code=201,
    summary="Say that something lies with the wrong child",
    openapi_extra=_CORRECTIONS,
)
async def mark_misfiled(follow_up: Id, form: MisfilingForm, write: Writing) -> Written:
    """From that moment nobody reads it here, whoever could before."""
    unit = UnitId(form.unit) if form.unit else None
    command = correction.MarkMisfiled(form.item, unit, form.why)
    return await write.write(about(follow_up), command, HERE)


@router.post(
    MISFILINGS + "/{item}/endings",
    status_code=201,
    summary="Put back what was hidden by mistake",
    openapi_extra=_CORRECTIONS,
)
async def put_back(follow_up: Id, item: Id, form: PuttingBackForm, write: Writing) -> Written:
    """It is about this child after all: it stands where it stood, with all that hung on it."""
    unit = UnitId(form.unit) if form.unit else None
    command = correction.PutBack(item, unit, form.why)
    return await write.write(about(follow_up), command, HERE)


@router.get(
    MISFILINGS + "/{item}/readers",
    summary="Read who was shown what lay with the wrong child",
    response_model=ShownReadings,
    openapi_extra=_CORRECTIONS,
)
async def read_readers(follow_up: Id, item: Id, read: Reading) -> Response:
    """For the holder and the home unit's leader: everybody who was shown it, from the journal."""
    caller = read.caller
    found = await caller.door.who_read(
        caller.book, caller.asker, about(follow_up), item, asking=read.asking("who-read")
    )
    return read.shown(found.seen, ShownReadings.model_validate({"readings": found.view}))


def _corrected(
    item: UUID, unit: UUID | None, words: correction.Phrasing, why: str
) -> correction.CorrectWords:
    return correction.CorrectWords(item, UnitId(unit) if unit else None, words, why)
