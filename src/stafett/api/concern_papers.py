"""Papers of a concern over HTTP: forms that are signed, and what hangs on what was written."""

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response, StreamingResponse

from stafett.api import attachments
from stafett.api.attachments import Coming, DescribedForm, Uploaded
from stafett.api.caller import Calling, Reading, Writing
from stafett.api.concerns import HERE, ONE, about
from stafett.api.conditions import PromisedUnread
from stafett.api.forms import Day, Form, Id, Line
from stafett.api.openapi import refusals
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.domain import attachment, document, signing_documents
from stafett.domain import concern as rules
from stafett.domain.attachment import AttachmentId
from stafett.domain.consent import ShowWhereItIsSigned
from stafett.domain.document import DocumentId
from stafett.domain.entry import SayWhomItIsAbout
from stafett.domain.people import PersonId
from stafett.domain.signing import NotTheirsToSign
from stafett.domain.signing_noted import RegisterNotedSignature, SignNoted

router = APIRouter(prefix="/v1", tags=["concerns"], route_class=Route)

DOCUMENT = ONE + "/documents/{document_id}"
ATTACHMENTS = ONE + "/attachments"
_SIGNING = refusals(rules, document, signing_documents, NotTheirsToSign, ShowWhereItIsSigned)
_KEEPING = refusals(rules, attachment, SayWhomItIsAbout)
_UPLOADING = attachments.taking(rules)


class NotedSignatureForm(Form):
    """Which version of the form one has read and signs."""

    version: int = Field(ge=1, le=10_000)


class NotedPaperSignatureForm(NotedSignatureForm):
    """Who in the family signed it on paper, when, and where the paper lies."""

    signer: Id
    signed_on: Day
    reference: Line = Field(examples=["mappe 7"])


class NotedAttachmentForm(DescribedForm):
    """What was uploaded, what it is, about whom, and what in the concern it hangs on."""

    upload: Id
    hangs_on: Id


@router.post(
    DOCUMENT + "/signatures",
    status_code=201,
    summary="Sign a form in a concern",
    openapi_extra=_SIGNING,
)
async def sign_noted(
    concern: Id, document_id: Id, form: NotedSignatureForm, write: Writing
) -> Written:
    """For whoever filled it in, and those in the family who read it."""
    command = SignNoted(DocumentId(document_id), form.version)
    return await write.write(about(concern), command, HERE)


@router.post(
    DOCUMENT + "/paper-signatures",
    status_code=201,
    summary="Write down that somebody has signed a form in a concern on paper",
    openapi_extra=_SIGNING,
)
async def register_noted_signature(
    concern: Id, document_id: Id, form: NotedPaperSignatureForm, write: Writing
) -> Written:
    """For those in the family who read it and do not log in."""
    command = RegisterNotedSignature(
        document=DocumentId(document_id),
        version=form.version,
        signer=PersonId(form.signer),
        signed_on=form.signed_on,
        reference=form.reference,
    )
    return await write.write(about(concern), command, HERE)


@router.post(
    ONE + "/uploads",
    status_code=201,
    summary="Upload an attachment to a concern",
    openapi_extra=_UPLOADING,
)
async def upload_to_concern(
    *, concern: Id, coming: Coming, caller: Calling, promise: PromisedUnread
) -> Uploaded:
    """For those who wonder together. Nothing shows until it is told what it is."""
    return await attachments.taken_in(caller, about(concern), coming, promise)


@router.post(
    ATTACHMENTS,
    status_code=201,
    summary="Tell what was uploaded to a concern",
    openapi_extra=_KEEPING,
)
async def note_attachment(concern: Id, form: NotedAttachmentForm, write: Writing) -> Written:
    """From then on it is there for whoever reads what it hangs on."""
    caller = write.caller
    command = await caller.door.told_of(
        caller.book,
        caller.asker,
        about(concern),
        form.upload,
        form.described(),
        hangs_on=form.hangs_on,
    )
    where = "/concerns/{id}/attachments/{new}"
    return await write.write(about(concern), command, where, new=form.upload)


@router.get(
    ATTACHMENTS + "/{attachment_id}",
    summary="Open an attachment in a concern",
    response_class=StreamingResponse,
    responses={200: attachments.BYTES},
)
async def open_noted_attachment(concern: Id, attachment_id: Id, read: Reading) -> Response:
    """The journal has it first. It is sent as a file, never as a page."""
    return await attachments.sent(read, about(concern), AttachmentId(attachment_id))
