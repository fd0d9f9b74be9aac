"""Signing documents: as minutes are signed, logged in or on paper, one version at a time.

A signature holds for the answers as they were. Put right, the document is a new version that
nobody has signed yet (R101, R160).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from stafett.domain import document
from stafett.domain.circumstances import Circumstances
from stafett.domain.content import Contents
from stafett.domain.desk import desk
from stafett.domain.document import (
    Document,
    DocumentId,
    DocumentSigned,
    NoSuchDocument,
    NotToBeSigned,
)
from stafett.domain.facts import SHARED, Event, Place, Refusal
from stafett.domain.people import PersonId, UnitId
from stafett.domain.signing import hand_of, signer_of
from stafett.domain.standing import Standing


@dataclass(frozen=True, slots=True)
class SignDocument:
    """Sign the document as one reads it: at work for a unit, or as somebody in the family."""

    document: DocumentId
    version: int
    unit: UnitId | None = None


@dataclass(frozen=True, slots=True)
class RegisterDocumentSignature:
    """Write down that somebody in the family has signed on paper, and where the paper lies."""

    document: DocumentId
    version: int
    unit: UnitId
    signer: PersonId
    signed_on: date
    reference: str


DocumentSigningCommand: TypeAlias = SignDocument | RegisterDocumentSignature


class DocumentHasChanged(Refusal):
    """The document is not as it was: read it again, and sign that."""


def decide(
    contents: Contents, stands: Standing, command: DocumentSigningCommand, at: Circumstances
) -> tuple[Event, ...]:
    """Say whether the document is signed now: events, nothing new, or a refusal.

    Raises:
        NoSuchDocument: There is none that the asker may read.
        NotToBeSigned: It is a form that nobody signs.
        DocumentHasChanged: Another version is the newest.

    """
    if command.unit is not None:
        desk(stands, command.unit)
    place, there = _readable(contents, stands, command.document)
    return sign(there, place, command, at)


def sign(
    there: Document, place: Place, command: DocumentSigningCommand, at: Circumstances
) -> tuple[Event, ...]:
    """Decide whether a document that lies in *place*, and that the asker reads, can be signed so.

    Raises:
        NotToBeSigned: It is a form that nobody signs.
        DocumentHasChanged: Another version is the newest.
        NotTheirsToSign: It is for others to sign.
        ShowWhereItIsSigned: It lies on paper, and nothing says where.

    """
    on_paper = command if isinstance(command, RegisterDocumentSignature) else None
    signer = signer_of(on_paper.signer if on_paper else None, command.unit, at)
    if any((one.signer, one.version) == (signer, command.version) for one in there.signatures):
        return ()
    if not document.is_signed(there, at):
        raise NotToBeSigned
    if command.version != there.version:
        raise DocumentHasChanged
    hand = hand_of(on_paper, at)
    signed = DocumentSigned(
        place=place,
        document=command.document,
        document_version=command.version,
        signer=signer,
        signed_on=hand.signed_on,
        assurance=hand.assurance,
        registered_by=hand.registered_by,
        reference=hand.reference,
        on=at.today,
    )
    return (signed,)


def _readable(contents: Contents, stands: Standing, id_: DocumentId) -> tuple[Place, Document]:
    found: Mapping[Place, Document] = {
        place: part.documents[id_]
        for place, part in contents.items()
        if place in stands.reads and id_ in part.documents
    }
    if not found:
        raise NoSuchDocument
    place = min(found, key=lambda one: (one != SHARED, str(one.unit)))
    return place, found[place]
