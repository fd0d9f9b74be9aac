"""Attachments: a scanned form, a letter, a child's drawing, kept beside what was written.

The bytes lie sealed in a table of their own under the key of the part they belong to; what is
told here is what they are and their hash. Whoever may read what an attachment hangs on may open
it, and nobody else (R160; what the archive asks for: kind, both dates, signers, how long to keep).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import NewType, TypeAlias
from uuid import UUID

from stafett.domain import wording
from stafett.domain.circumstances import Circumstances
from stafett.domain.entry import SayWhomItIsAbout
from stafett.domain.facts import Event, Place, Refusal
from stafett.domain.people import PersonId, UnitId

AttachmentId = NewType("AttachmentId", UUID)


class AttachmentKind(Enum):
    """What sort of thing it is, as the archive wants to know it."""

    SIGNED_FORM = "signed-form"
    LETTER = "letter"
    REPORT = "report"
    FORMAL_DECISION = "formal-decision"
    DRAWING = "drawing"
    PICTURE = "picture"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Described:
    """What it is, about whom, from which day, who signed it, and how long the archive keeps it.

    ``acted_on`` is the day of the act itself; the day of registration stands in the event.
    ``retention`` is the municipality's own class, ``topic`` as for an entry.
    """

    kind: AttachmentKind
    title: str
    about: frozenset[PersonId]
    acted_on: date
    signers: tuple[str, ...] = ()
    retention: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Stored:
    """The bytes as they lie there: media type, how many, and their SHA-256 in hexadecimal."""

    media_type: str
    size: int
    digest: str


class AttachmentKept(Event, name="attachment-kept"):
    """Somebody has put an attachment beside what was written; ``on`` is when it was registered."""

    place: Place
    attachment: AttachmentId
    described: Described
    stored: Stored
    hangs_on: UUID | None
    by: UUID
    unit: UnitId | None
    on: date


class AttachmentCarriedIn(Event, name="attachment-carried-in"):
    """It has gone along with what it hangs on; its bytes lie sealed where they lay.

    So an entry goes into the logg, and what was noted in a concern into the unit's own part.
    """

    place: Place
    attachment: AttachmentId
    described: Described
    stored: Stored
    hangs_on: UUID | None
    by: UUID
    unit: UnitId | None
    kept_on: date
    on: date


AttachmentEvent: TypeAlias = AttachmentKept | AttachmentCarriedIn


@dataclass(frozen=True, slots=True)
class KeepAttachment:
    """Keep what was uploaded; ``hangs_on`` is the entry, document or meeting it belongs to.

    ``place`` is the part whose key it was sealed under, ``None`` while it is being uploaded.
    ``shared``: in the logg; otherwise in the unit's own part.
    """

    attachment: AttachmentId
    described: Described
    stored: Stored
    unit: UnitId | None = None
    shared: bool = False
    hangs_on: UUID | None = None
    place: Place | None = None


class NoSuchUpload(Refusal):
    """There is nothing uploaded by that id that can be kept here: upload it again."""


class NothingToHangItOn(Refusal):
    """There is nothing here by that id for an attachment to hang on."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """An attachment, what it is and what it hangs on."""

    id: AttachmentId
    place: Place
    described: Described
    stored: Stored
    hangs_on: UUID | None
    by: UUID
    unit: UnitId | None
    kept_on: date
    changes: int = 1


Attachments: TypeAlias = Mapping[AttachmentId, Attachment]


def keep(
    attachments: Attachments,
    place: Place,
    command: KeepAttachment,
    at: Circumstances,
    *,
    there: bool,
) -> tuple[Event, ...]:
    """Decide whether the attachment can be kept so; *there*: what it hangs on lies in the part.

    Raises:
        NoSuchUpload: It was sealed for another part.
        NothingToHangItOn: What it is to hang on is not there.

    """
    standing = attachments.get(command.attachment)
    if wording.already(
        (standing.described, standing.stored) if standing else None,
        (command.described, command.stored),
    ):
        return ()
    if command.place is not None and command.place != place:
        raise NoSuchUpload
    if command.hangs_on is not None and not there:
        raise NothingToHangItOn
    check_described(command.described, at)
    kept = AttachmentKept(
        place=place,
        attachment=command.attachment,
        described=command.described,
        stored=command.stored,
        hangs_on=command.hangs_on,
        by=at.asked_by.id,
        unit=command.unit,
        on=at.today,
    )
    return (kept,)


def carried(one: Attachment, place: Place, hangs_on: UUID | None, at: Circumstances) -> Event:
    """Return that an attachment goes where what it hangs on goes."""
    return AttachmentCarriedIn(
        place=place,
        attachment=one.id,
        described=one.described,
        stored=one.stored,
        hangs_on=hangs_on,
        by=one.by,
        unit=one.unit,
        kept_on=one.kept_on,
        on=at.today,
    )


def check_described(described: Described, at: Circumstances) -> None:
    """See that it is told what it is and about whom, and is not dated ahead."""
    wording.reason(described.title)
    if not described.about:
        raise SayWhomItIsAbout
    at.happened(described.acted_on)


def after(attachments: Attachments, event: AttachmentEvent) -> Attachments:
    """Return the attachments once *event* has happened."""
    new = Attachment(
        id=event.attachment,
        place=event.place,
        described=event.described,
        stored=event.stored,
        hangs_on=event.hangs_on,
        by=event.by,
        unit=event.unit,
        kept_on=event.on if isinstance(event, AttachmentKept) else event.kept_on,
    )
    return {**attachments, new.id: new}
