"""Documents over HTTP: the guide's forms filled in, put right, and signed."""

from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter
from pydantic import Field

from stafett.api import concerns
from stafett.api.caller import Writing
from stafett.api.followups import HERE, ONE, about
from stafett.api.forms import Day, Form, Id, MaybeWords, Words
from stafett.api.openapi import refusals
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.api.signatures import PaperSignatureForm, SignatureForm
from stafett.api.templates import Score, Version
from stafett.api.words import Ids, Key, Keys, MaybeLine, persons
from stafett.application.asking import Target
from stafett.domain import concern as wondering
from stafett.domain import (
    correcting,
    correction,
    document,
    followup,
    noted_form,
    sheet,
    signing_documents,
)
from stafett.domain.consent import ShowWhereItIsSigned
from stafett.domain.document import DocumentId, FillInForm
from stafett.domain.entry import SayWhomItIsAbout
from stafett.domain.people import ConcernId, PersonId, UnitId
from stafett.domain.sheet import Answer, AnswerDoesNotFit, Sheet
from stafett.domain.signing import NotTheirsToSign
from stafett.domain.signing_documents import RegisterDocumentSignature, SignDocument
from stafett.domain.template import TemplateVersion

router = APIRouter(prefix="/v1", tags=["documents"], route_class=Route)

DOCUMENTS = ONE + "/documents"
DOCUMENT = DOCUMENTS + "/{document_id}"
_FILLING = refusals(followup, document, sheet)
_FILLING["x-refusals"] = sorted({*_FILLING["x-refusals"], SayWhomItIsAbout().code})
_NOTING = refusals(wondering, noted_form, sheet)
_NOTING["x-refusals"] = sorted({*_NOTING["x-refusals"], SayWhomItIsAbout().code})
_CORRECTING = refusals(followup, correction, correcting, sheet)
_SIGNING = refusals(followup, document, signing_documents, NotTheirsToSign, ShowWhereItIsSigned)


class AnswerForm(Form):
    """The answer to one question: the member that the question asks for, and no other."""

    question: Key = Field(examples=["what-was-seen"])
    text: MaybeWords = ""
    codes: Keys = Field(default_factory=list)
    number: Score | None = None
    day: Day | None = None
    yes: bool | None = None

    def answer(self) -> Answer:
        """Return it as the domain has it."""
        return Answer(self.text, frozenset(self.codes), self.number, self.day, self.yes)


class SheetForm(Form):
    """A form with its answers: on which version they were given, about whom, and when."""

    form: Key = Field(examples=["observation-form"])
    version: Version
    answers: Annotated[list[AnswerForm], Field(max_length=100)]
    about: Ids = Field(min_length=1)
    happened_on: Day
    topic: MaybeLine = ""

    def sheet(self) -> Sheet:
        """Return it as the domain has it. Raises AnswerDoesNotFit for two answers to one."""
        answers = {one.question: one.answer() for one in self.answers}
        if len(answers) < len(self.answers):
            raise AnswerDoesNotFit
        form = TemplateVersion(self.form, self.version)
        return Sheet(form, answers, persons(self.about), self.happened_on, self.topic)


class DocumentForm(Form):
    """A form that is filled in, on which unit's behalf, and whether it goes into the logg."""

    sheet: SheetForm
    unit: Id | None = None
    shared: bool = False


class DocumentCorrectionForm(Form):
    """The answers as they should have been, and why; ``unit`` is left out by the family."""

    sheet: SheetForm
    unit: Id | None = None
    why: Words


@router.post(DOCUMENTS, status_code=201, summary="Fill in a form", openapi_extra=_FILLING)
async def fill_in_form(follow_up: Id, form: DocumentForm, write: Writing) -> Written:
    """In the version that the guide followed here uses; what it does not ask is not kept."""
    new = DocumentId(uuid4())
    unit = UnitId(form.unit) if form.unit else None
    command = FillInForm(new, form.sheet.sheet(), unit, form.shared)
    return await write.write(about(follow_up), command, HERE, new=new)


@router.post(
    concerns.ONE + "/documents",
    status_code=201,
    summary="Fill in a form while one wonders",
    openapi_extra=_NOTING,
)
async def note_form(concern: Id, form: SheetForm, write: Writing) -> Written:
    """For those who wonder together; in the version that the guide of the day uses."""
    new = DocumentId(uuid4())
    command = noted_form.NoteForm(new, form.sheet())
    where = Target.concern(ConcernId(concern))
    return await write.write(where, command, concerns.HERE, new=new)


@router.post(
    DOCUMENT + "/corrections",
    status_code=201,
    summary="Put a document right",
    openapi_extra=_CORRECTING,
)
async def correct_document(
    follow_up: Id, document_id: Id, form: DocumentCorrectionForm, write: Writing
) -> Written:
    """The answers as they were stay beside it; what was signed is signed anew."""
    unit = UnitId(form.unit) if form.unit else None
    command = correction.CorrectWords(document_id, unit, form.sheet.sheet(), form.why)
    return await write.write(about(follow_up), command, HERE)


@router.post(
    DOCUMENT + "/signatures",
    status_code=201,
    summary="Sign a document",
    openapi_extra=_SIGNING,
)
async def sign_document(
    follow_up: Id, document_id: Id, form: SignatureForm, write: Writing
) -> Written:
    """A signature holds for the version one has read."""
    unit = UnitId(form.unit) if form.unit else None
    command = SignDocument(DocumentId(document_id), form.version, unit)
    return await write.write(about(follow_up), command, HERE)


@router.post(
    DOCUMENT + "/paper-signatures",
    status_code=201,
    summary="Write down that somebody has signed a document on paper",
    openapi_extra=_SIGNING,
)
async def register_document_signature(
    follow_up: Id, document_id: Id, form: PaperSignatureForm, write: Writing
) -> Written:
    """For those in the family who do not log in; it is told where the paper lies."""
    command = RegisterDocumentSignature(
        document=DocumentId(document_id),
        version=form.version,
        unit=UnitId(form.unit),
        signer=PersonId(form.signer),
        signed_on=form.signed_on,
        reference=form.reference,
    )
    return await write.write(about(follow_up), command, HERE)
