"""Corrections of a concern over HTTP: put right, contested, or written about the wrong child."""

from uuid import UUID, uuid4

from fastapi import APIRouter
from starlette.responses import Response

from stafett.api.caller import Reading, Writing
from stafett.api.concerns import HERE, ONE, about
from stafett.api.corrections import ShownReadings
from stafett.api.forms import Code, Day, Form, Id, Line, MaybeWords, Words
from stafett.api.openapi import refusals
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.api.words import MaybeLine
from stafett.domain import concern as rules
from stafett.domain import noted, wondering, wording
from stafett.domain.correction import NothingOfYoursHere, NotOfTheFamily, NotYoursToTrace
from stafett.domain.people import PersonId
from stafett.domain.talk import NoNewDay

router = APIRouter(prefix="/v1", tags=["concerns"], route_class=Route)

MISFILINGS = ONE + "/misfilings"
_CORRECTIONS = refusals(rules, wording, NothingOfYoursHere, NoNewDay)
_REMARKS = refusals(rules, wording, NothingOfYoursHere, NotOfTheFamily)


class ObservationCorrectionForm(Form):
    """The observation as it should have been, and why (R182)."""

    why: Words
    arena: Line
    origin: Code[wondering.Origin]
    text: Words
    on: Day
    note: Code[wondering.Note] = wondering.Note.OBSERVATION
    form: MaybeLine = ""


class ChildTalkCorrectionForm(Form):
    """The talk with the child as it should have been written, and why."""

    why: Words
    how: Words
    own_words: MaybeWords
    summary: MaybeWords
    on: Day
    form: MaybeLine = ""


class GuardianTalkCorrectionForm(Form):
    """The minutes of the talk as they should have been, and why; who was there stays."""

    why: Words
    minutes: Words
    on: Day


class ConcernRemarkForm(Form):
    """What somebody in the family says against it; staff who write it down say who that was."""

    item: Id
    text: Words
    said_by: Id | None = None


class ConcernMisfilingForm(Form):
    """What was written about another child, and how that came; name nothing of that child."""

    item: Id
    why: Words


class BackInConcernForm(Form):
    """Why what was hidden is about this child after all."""

    why: Words


@router.post(
    ONE + "/observations/{observation}/corrections",
    status_code=201,
    summary="Put an observation right",
    openapi_extra=_CORRECTIONS,
)
async def correct_observation(
    concern: Id, observation: Id, form: ObservationCorrectionForm, write: Writing
) -> Written:
    """The words as they were stay beside it, for those who might have read them then."""
    words = noted.SeenWords(form.note, form.arena, form.origin, form.text, form.form, form.on)
    return await _corrected(concern, observation, words, form.why, write)


@router.post(
    ONE + "/child-talks/{talk_id}/corrections",
    status_code=201,
    summary="Put right what was written of a talk with the child",
    openapi_extra=_CORRECTIONS,
)
async def correct_child_talk(
    concern: Id, talk_id: Id, form: ChildTalkCorrectionForm, write: Writing
) -> Written:
    """The words as they were stay beside it, for those who might have read them then."""
    words = noted.ChildTalkWords(form.how, form.own_words, form.summary, form.form, form.on)
    return await _corrected(concern, talk_id, words, form.why, write)


@router.post(
    ONE + "/guardian-talks/{talk_id}/corrections",
    status_code=201,
    summary="Put right what was written of a talk with guardians",
    openapi_extra=_CORRECTIONS,
)
async def correct_guardian_talk(
    concern: Id, talk_id: Id, form: GuardianTalkCorrectionForm, write: Writing
) -> Written:
    """The words as they were stay beside it, for those who might have read them then."""
    words = noted.GuardianTalkWords(form.minutes, form.on)
    return await _corrected(concern, talk_id, words, form.why, write)


@router.post(
    ONE + "/remarks",
    status_code=201,
    summary="Say that it was otherwise in a concern",
    openapi_extra=_REMARKS,
)
async def contest_noted(concern: Id, form: ConcernRemarkForm, write: Writing) -> Written:
    """The family's own words stand beside what was written; nobody has to agree to that."""
    new = uuid4()
    said_by = PersonId(form.said_by) if form.said_by else None
    command = noted.ContestNoted(new, form.item, form.text, said_by)
    return await write.write(about(concern), command, HERE, new=new)


@router.post(
    MISFILINGS,
    status_code=201,
    summary="Say that something in a concern is about another child",
    openapi_extra=_CORRECTIONS,
)
async def mark_noted_misfiled(concern: Id, form: ConcernMisfilingForm, write: Writing) -> Written:
    """From that moment nobody reads it here, whoever could before."""
    return await write.write(about(concern), noted.MarkNotedMisfiled(form.item, form.why), HERE)


@router.post(
    MISFILINGS + "/{item}/endings",
    status_code=201,
    summary="Put back what was hidden in a concern by mistake",
    openapi_extra=_CORRECTIONS,
)
async def put_noted_back(concern: Id, item: Id, form: BackInConcernForm, write: Writing) -> Written:
    """It is about this child after all: it stands in the concern, with what was said of it."""
    return await write.write(about(concern), noted.PutNotedBack(item, form.why), HERE)


@router.get(
    MISFILINGS + "/{item}/readers",
    summary="Read who was shown what was hidden in a concern",
    response_model=ShownReadings,
    openapi_extra=refusals(rules, NotYoursToTrace),
)
async def read_noted_readers(concern: Id, item: Id, read: Reading) -> Response:
    """For whoever answers for the concern: everybody who was shown it, from the journal."""
    caller = read.caller
    found = await caller.door.who_read(
        caller.book, caller.asker, about(concern), item, asking=read.asking("who-read")
    )
    return read.shown(found.seen, ShownReadings.model_validate({"readings": found.view}))


async def _corrected(
    concern: UUID, item: UUID, words: noted.NotedWords, why: str, write: Writing
) -> Written:
    return await write.write(about(concern), noted.CorrectNoted(item, words, why), HERE)
