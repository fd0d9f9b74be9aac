"""Corrections of a concern over HTTP: put right, contested, or written about the wrong child."""

from uuid import UUID, uuid4

from fastapi import APIRouter
from starlette.responses import Response

from stafett.api.alarms import ContactedForm, ReportForm, informed
from stafett.api.attachments import DescribedForm
from stafett.api.caller import Reading, Writing
from stafett.api.concerns import HERE, ONE, about
from stafett.api.corrections import ShownReadings
from stafett.api.documents import SheetForm
from stafett.api.duty import DisclosureForm
from stafett.api.forms import Code, Day, Form, Id, Line, MaybeWords, Words
from stafett.api.openapi import refusals
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.api.words import MaybeLine
from stafett.domain import acute, contact, disclosure, noted_words, sheet, wondering, wording
from stafett.domain import concern as rules
from stafett.domain.correction import (
    ContestWords,
    MarkMisfiled,
    NothingOfYoursHere,
    NotOfTheFamily,
    NotYoursToTrace,
    PutBack,
)
from stafett.domain.entry import SayWhomItIsAbout
from stafett.domain.informing import SayWhetherTheyKnow
from stafett.domain.noted import CorrectNoted
from stafett.domain.people import PersonId
from stafett.domain.talk import NoNewDay

router = APIRouter(prefix="/v1", tags=["concerns"], route_class=Route)

MISFILINGS = ONE + "/misfilings"
_CORRECTIONS = refusals(rules, wording, NothingOfYoursHere, NoNewDay)
_TOLD = refusals(rules, wording, contact, NothingOfYoursHere, SayWhetherTheyKnow)
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


class ContactCorrectionForm(ContactedForm):
    """Whom one contacted, as it should have been written, and why."""

    why: Words


class ReportCorrectionForm(ReportForm):
    """What was written here of the report, as it should have been, and why."""

    why: Words


class DisclosureCorrectionForm(DisclosureForm):
    """What was told without consent, as it should have been written, and why."""

    why: Words


class NotedFormCorrectionForm(Form):
    """The answers as they should have been, and why."""

    sheet: SheetForm
    why: Words


class NotedAttachmentCorrectionForm(DescribedForm):
    """What the attachment is, as it should have been said, and why."""

    why: Words


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
    words = noted_words.SeenWords(form.note, form.arena, form.origin, form.text, form.form, form.on)
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
    words = noted_words.ChildTalkWords(form.how, form.own_words, form.summary, form.form, form.on)
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
    words = noted_words.GuardianTalkWords(form.minutes, form.on)
    return await _corrected(concern, talk_id, words, form.why, write)


@router.post(
    ONE + "/contacts/{contact_id}/corrections",
    status_code=201,
    summary="Put right whom one contacted",
    openapi_extra=_CORRECTIONS,
)
async def correct_contact(
    concern: Id, contact_id: Id, form: ContactCorrectionForm, write: Writing
) -> Written:
    """The words as they were stay beside it, for those who might have read them then."""
    words = noted_words.ContactWords(
        form.receiver, form.receiver_name, form.channel, form.reference, form.at
    )
    return await _corrected(concern, contact_id, words, form.why, write)


@router.post(
    ONE + "/reports/{report}/corrections",
    status_code=201,
    summary="Put right what was written of a report",
    openapi_extra=_TOLD,
)
async def correct_report(
    concern: Id, report: Id, form: ReportCorrectionForm, write: Writing
) -> Written:
    """What was sent lies with whoever received it; here both stand."""
    words = noted_words.ReportWords(
        receiver=form.receiver,
        receiver_name=form.receiver_name,
        channel=form.channel,
        reference=form.reference,
        text=form.text,
        informed=informed(form.informed),
        others=tuple(one.too() for one in form.others),
        at=form.at,
    )
    return await _corrected(concern, report, words, form.why, write)


@router.post(
    ONE + "/disclosures/{disclosure_id}/corrections",
    status_code=201,
    summary="Put right what was told of a concern without consent",
    openapi_extra=refusals(
        rules, wording, disclosure, acute, contact, NothingOfYoursHere, SayWhetherTheyKnow
    ),
)
async def correct_disclosure(
    concern: Id, disclosure_id: Id, form: DisclosureCorrectionForm, write: Writing
) -> Written:
    """It rests on a ground that was law that day, as when it was first written down."""
    return await _corrected(concern, disclosure_id, form.disclosed(), form.why, write)


@router.post(
    ONE + "/documents/{document_id}/corrections",
    status_code=201,
    summary="Put a form in a concern right",
    openapi_extra=refusals(rules, wording, sheet, NothingOfYoursHere, SayWhomItIsAbout),
)
async def correct_noted_form(
    concern: Id, document_id: Id, form: NotedFormCorrectionForm, write: Writing
) -> Written:
    """The answers as they were stay beside it; what was signed is signed anew."""
    return await _corrected(concern, document_id, form.sheet.sheet(), form.why, write)


@router.post(
    ONE + "/attachments/{attachment_id}/corrections",
    status_code=201,
    summary="Put right what an attachment in a concern is said to be",
    openapi_extra=refusals(rules, wording, NothingOfYoursHere, SayWhomItIsAbout),
)
async def correct_noted_attachment(
    concern: Id, attachment_id: Id, form: NotedAttachmentCorrectionForm, write: Writing
) -> Written:
    """The bytes are what they are; what was said of them stays beside the new words."""
    return await _corrected(concern, attachment_id, form.described(), form.why, write)


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
    command = ContestWords(new, form.item, form.text, said_by=said_by)
    return await write.write(about(concern), command, HERE, new=new)


@router.post(
    MISFILINGS,
    status_code=201,
    summary="Say that something in a concern is about another child",
    openapi_extra=_CORRECTIONS,
)
async def mark_noted_misfiled(concern: Id, form: ConcernMisfilingForm, write: Writing) -> Written:
    """From that moment nobody reads it here, whoever could before."""
    return await write.write(about(concern), MarkMisfiled(form.item, None, form.why), HERE)


@router.post(
    MISFILINGS + "/{item}/endings",
    status_code=201,
    summary="Put back what was hidden in a concern by mistake",
    openapi_extra=_CORRECTIONS,
)
async def put_noted_back(concern: Id, item: Id, form: BackInConcernForm, write: Writing) -> Written:
    """It is about this child after all: it stands in the concern, with what was said of it."""
    return await write.write(about(concern), PutBack(item, None, form.why), HERE)


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
    concern: UUID, item: UUID, words: noted_words.Rewording, why: str, write: Writing
) -> Written:
    return await write.write(about(concern), CorrectNoted(item, words, why), HERE)
