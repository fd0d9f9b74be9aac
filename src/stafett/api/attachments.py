"""Attachments over HTTP: bytes first, then what they are; and opened by who may read them.

An upload that nothing tells of is taken away after an hour. Bytes are sealed as they come and
opened as they go: neither way are they held here.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from types import ModuleType
from typing import Annotated, Any, TypeAlias
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query, Request
from pydantic import Field
from starlette.requests import ClientDisconnect
from starlette.responses import Response, StreamingResponse

from stafett.api.caller import Caller, Calling, Reader, Reading, Writing
from stafett.api.conditions import PromisedUnread, has_it_already
from stafett.api.followups import ONE, about
from stafett.api.forms import Code, Day, Form, Id, Line, View, Words
from stafett.api.openapi import refusals
from stafett.api.problems import Problem
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.api.words import Ids, MaybeLine, persons
from stafett.application.asking import Promise, Target
from stafett.application.media import ENDINGS, TAKEN
from stafett.domain import attachment, correcting, correction, desk, followup
from stafett.domain.attachment import AttachmentId, AttachmentKind, Described, Stored
from stafett.domain.entry import SayWhomItIsAbout
from stafett.domain.people import UnitId

router = APIRouter(prefix="/v1", tags=["attachments"], route_class=Route)

UPLOADS = ONE + "/uploads"
ATTACHMENTS = ONE + "/attachments"
ATTACHMENT = ATTACHMENTS + "/{attachment_id}"
_KEEPING = refusals(followup, attachment, desk, SayWhomItIsAbout)
_FILES = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in TAKEN}
BYTES = {"content": _FILES, "description": "The attachment."}


def taking(*rules: ModuleType) -> dict[str, Any]:
    """Return what the contract says of an upload that these rules judge."""
    said: dict[str, Any] = refusals(*rules)
    said["x-problems"] = ["LENGTH_MISSING", "MEDIA_NOT_TAKEN", "NOT_ALL_THERE", "TOO_SLOW"]
    said["x-problems"] += ["TOO_LARGE"]
    said["requestBody"] = {"required": True, "content": _FILES}
    return said


_UPLOADING = taking(followup, desk)


class Uploaded(View):
    """What has come in, and the id by which to tell of it."""

    id: Id
    media_type: str
    size: int
    digest: str = Field(description="SHA-256 in hexadecimal.")


@dataclass(frozen=True, slots=True)
class Content:
    """What comes, and what it says it is."""

    request: Request
    media_type: str


def content_of(
    request: Request,
    content_type: Annotated[str, Header(alias="Content-Type", examples=["image/png"])] = "",
) -> Content:
    """Return what comes, unread."""
    return Content(request, content_type)


Coming: TypeAlias = Annotated[Content, Depends(content_of)]


class DescribedForm(Form):
    """What an attachment is, about whom, from which day, and how long the archive keeps it."""

    kind: Code[AttachmentKind]
    title: Line = Field(examples=["Samtykke, underskrevet"])
    about: Ids = Field(min_length=1)
    acted_on: Day
    signers: Annotated[list[Line], Field(max_length=20)] = Field(default_factory=list)
    retention: MaybeLine = ""
    topic: MaybeLine = ""

    def described(self) -> Described:
        """Return what it is said to be, as the domain has it."""
        return Described(
            kind=self.kind,
            title=self.title,
            about=persons(self.about),
            acted_on=self.acted_on,
            signers=tuple(self.signers),
            retention=self.retention,
            topic=self.topic,
        )


class AttachmentForm(DescribedForm):
    """What was uploaded, what it is, about whom, and what it hangs on."""

    upload: Id
    hangs_on: Id | None = None
    unit: Id | None = None
    shared: bool = False


class AttachmentCorrectionForm(DescribedForm):
    """What the attachment is, as it should have been said, and why."""

    unit: Id | None = None
    why: Words


@router.post(UPLOADS, status_code=201, summary="Upload an attachment", openapi_extra=_UPLOADING)
async def upload(
    *,
    follow_up: Id,
    coming: Coming,
    caller: Calling,
    promise: PromisedUnread,
    unit: Annotated[UUID | None, Query(description="On whose behalf; not the family.")] = None,
    shared: Annotated[
        bool, Query(description="Into the logg; otherwise into the unit's own part.")
    ] = False,
) -> Uploaded:
    """Whoever may write there may. Nothing shows until it is told what it is."""
    by = UnitId(unit) if unit else None
    return await taken_in(caller, about(follow_up), coming, promise, unit=by, shared=shared)


async def taken_in(
    caller: Caller,
    matter: Target,
    content: Content,
    promise: Promise,
    *,
    unit: UnitId | None = None,
    shared: bool = False,
) -> Uploaded:
    """Take in what comes, for the part of *matter* it is to lie in.

    Raises:
        Problem: It is not a kind that is taken, or did not all come.

    """
    if content.media_type not in TAKEN:
        raise Problem("MEDIA_NOT_TAKEN")
    size = int(content.request.headers["content-length"])
    id_, stored = await caller.door.upload(
        caller.book,
        caller.asker,
        matter,
        unit=unit,
        shared=shared,
        stored=Stored(content.media_type, size, ""),
        content=_coming(content.request),
        promise=promise,
        asking=caller.asking(action="upload"),
    )
    return Uploaded(id=id_, media_type=stored.media_type, size=stored.size, digest=stored.digest)


@router.post(ATTACHMENTS, status_code=201, summary="Tell what was uploaded", openapi_extra=_KEEPING)
async def keep_attachment(follow_up: Id, form: AttachmentForm, write: Writing) -> Written:
    """From then on it is there for whoever reads what it hangs on."""
    caller = write.caller
    command = await caller.door.told_of(
        caller.book,
        caller.asker,
        about(follow_up),
        form.upload,
        form.described(),
        unit=UnitId(form.unit) if form.unit else None,
        shared=form.shared,
        hangs_on=form.hangs_on,
    )
    where = "/follow-ups/{id}/attachments/{new}"
    return await write.write(about(follow_up), command, where, new=form.upload)


@router.get(
    ATTACHMENT,
    summary="Open an attachment",
    response_class=StreamingResponse,
    responses={200: BYTES},
)
async def open_attachment(follow_up: Id, attachment_id: Id, read: Reading) -> Response:
    """The journal has it first. It is sent as a file, never as a page."""
    return await sent(read, about(follow_up), AttachmentId(attachment_id))


async def sent(read: Reader, matter: Target, attachment_id: AttachmentId) -> Response:
    """Send an attachment of *matter* to whoever reads what it hangs on."""
    caller = read.caller
    opened = await caller.door.open_attachment(
        caller.book, caller.asker, matter, attachment_id, asking=read.asking("open-attachment")
    )
    stored = opened.view.attachment.stored
    name = f"{attachment_id}.{ENDINGS.get(stored.media_type, 'bin')}"
    headers = {"ETag": f'"{stored.digest}"'}
    if has_it_already(read.has, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    headers |= {
        "Content-Length": str(stored.size),
        "Content-Disposition": f'attachment; filename="{name}"',
    }
    return StreamingResponse(opened.view.content, headers=headers, media_type=stored.media_type)


@router.post(
    ATTACHMENT + "/corrections",
    status_code=201,
    summary="Put right what an attachment is said to be",
    openapi_extra=refusals(followup, correction, correcting),
)
async def correct_attachment(
    follow_up: Id, attachment_id: Id, form: AttachmentCorrectionForm, write: Writing
) -> Written:
    """The bytes are what they are; what was said of them stays beside the new words."""
    unit = UnitId(form.unit) if form.unit else None
    command = correction.CorrectWords(attachment_id, unit, form.described(), form.why)
    return await write.write(about(follow_up), command, "/follow-ups/{id}")


async def _coming(request: Request) -> AsyncIterator[bytes]:
    """Yield what comes, as it comes."""
    try:
        async for some in request.stream():
            if some:
                yield some
    except ClientDisconnect:
        raise Problem("NOT_ALL_THERE") from None
