"""Uploading: what somebody puts beside what is written, taken in before the book tells of it.

First the bytes, under the key of the part they are to lie in; then the event that tells of them.
Whoever may write there may upload, and only they may have it told of.
"""

from collections.abc import AsyncIterator
from typing import Any, Final
from uuid import UUID

from stafett.application.asking import Asking, DoorError, Promise, Target
from stafett.application.media import WrongMedia, begins_as
from stafett.application.promises import command_id
from stafett.application.recording import Question, Recording
from stafett.application.scenes import Scenes, fold
from stafett.domain import access
from stafett.domain.attachment import (
    AttachmentId,
    AttachmentKind,
    Described,
    KeepAttachment,
    Stored,
)
from stafett.domain.circumstances import Circumstances
from stafett.domain.concern import ConcludedAlready
from stafett.domain.desk import desk_for
from stafett.domain.facts import JOURNAL, Place, Refusal, Stranger
from stafett.domain.followup import Ended, FollowUpIsOver, Running
from stafett.domain.matter import Shielded, Wondering, part_of
from stafett.domain.people import Asker, UnitId
from stafett.domain.standing import stand
from stafett.ledger.attachment import OtherLength
from stafett.ledger.attachments import IN_TIME, Attachments, Label, UploadRepeated
from stafett.ledger.book import Ledger
from stafett.ledger.errors import NoSuchBook

_NOWHERE: Final = JOURNAL
"""A part where nothing of a follow-up or a concern lies."""


class NotAllThere(DoorError):  # noqa: N818 - an answer (400), not a fault
    """More or less came than was said."""


class UploadCrossed(DoorError):  # noqa: N818 - an answer (409), not a fault
    """Under the same key something else was uploaded, or is being uploaded now."""


class Uploading:
    """Takes in attachments and lets the book tell of them."""

    def __init__(
        self, ledger: Ledger, attachments: Attachments, scenes: Scenes, recording: Recording
    ) -> None:
        self._ledger = ledger
        self._attachments = attachments
        self._scenes = scenes
        self._recording = recording

    async def upload(
        self,
        book: UUID,
        asker: Asker,
        matter: Target,
        *,
        unit: UnitId | None,
        shared: bool,
        stored: Stored,
        content: AsyncIterator[bytes],
        promise: Promise,
        asking: Asking,
    ) -> tuple[AttachmentId, Stored]:
        """Take in what comes; see ``Application.upload``."""
        id_ = await command_id(self._ledger, book, asker.id, asking, promise)
        place = await self._place(book, asker, matter, id_, unit, stored, asking, shared=shared)
        label = Label(asker.id, _stream(matter), place, stored.media_type, stored.size, "")
        checked = begins_as(stored.media_type, content)
        try:
            there = await self._attachments.put(book, id_, label, checked)
        except OtherLength:
            raise NotAllThere from None
        except UploadRepeated:
            raise UploadCrossed from None
        return AttachmentId(id_), Stored(there.media_type, there.size, there.digest)

    async def told_of(
        self,
        book: UUID,
        asker: Asker,
        matter: Target,
        upload: UUID,
        described: Described,
        *,
        unit: UnitId | None,
        shared: bool,
        hangs_on: UUID | None,
    ) -> KeepAttachment:
        """Return the command that lets the book tell of an upload; without one it says no."""
        found = await self._attachments.find(book, upload)
        stored, place = Stored("", 0, ""), _NOWHERE
        if found is not None and (found.label.by, found.label.stream) == (asker.id, matter.id):
            label = found.label
            stored = Stored(label.media_type, label.size, label.digest)
            place = label.place if found.age < IN_TIME else _NOWHERE
        return KeepAttachment(
            attachment=AttachmentId(upload),
            described=described,
            stored=stored,
            unit=unit,
            shared=shared,
            hangs_on=hangs_on,
            place=place,
        )

    async def _place(  # noqa: PLR0917 - what is asked, as it is asked
        self,
        book: UUID,
        asker: Asker,
        matter: Target,
        upload: UUID,
        unit: UnitId | None,
        stored: Stored,
        asking: Asking,
        *,
        shared: bool,
    ) -> Place:
        """Return the part it is to lie in, if the asker may write there; a no is written down."""
        stream = _stream(matter)
        question = Question(book, asker, asking, "upload", matter.kind, stream)
        try:
            scene = await self._scenes.of(book, matter.kind, stream)
        except NoSuchBook:
            raise Stranger from None
        state = fold(matter.kind, scene.histories[stream])
        try:
            at = scene.circumstances(asker, state)
            command = _asked(AttachmentId(upload), unit, stored, at, shared=shared)
            access.may(asker, command, state, at)
            return _part(state, command, at)
        except Refusal as refusal:
            await self._recording.refused(question, scene.now, refusal, state)
            raise


def _stream(matter: Target) -> UUID:
    if matter.id is None:
        raise ValueError("what is uploaded goes into something that has begun")
    return matter.id


def _part(state: Any, command: KeepAttachment, at: Circumstances) -> Place:
    """Return the part that what comes would lie in.

    Raises:
        FollowUpIsOver, ConcludedAlready: Nothing more is written there.
        Refusal: It is not for the asker to write there.

    """
    match state:
        case Running(frame=frame):
            return desk_for(frame, stand(frame, at), command, at)
        case Wondering() | Shielded():
            return part_of(state)
        case Ended():
            raise FollowUpIsOver
        case _:
            raise ConcludedAlready


def _asked(
    upload: AttachmentId, unit: UnitId | None, stored: Stored, at: Circumstances, *, shared: bool
) -> KeepAttachment:
    """Return what the asker is about to ask for, as far as it is known while the bytes come."""
    unknown = Described(AttachmentKind.OTHER, "", frozenset(), at.today)
    return KeepAttachment(upload, unknown, stored, unit, shared)


__all__ = ["NotAllThere", "UploadCrossed", "Uploading", "WrongMedia"]
