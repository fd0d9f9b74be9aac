"""Documents: the guide's forms, filled in and kept where whoever filled them in put them.

They are read, put right, contested and hidden as entries are. Those that are to be signed are
signed as minutes are, one version at a time (R160, R101).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NewType, TypeAlias
from uuid import UUID

from stafett.domain import givers, sheet, wording
from stafett.domain.circumstances import Circumstances
from stafett.domain.facts import Event, Place, Refusal
from stafett.domain.let_in import needed
from stafett.domain.minutes import Signature
from stafett.domain.people import Assurance, EmployeeId, UnitId
from stafett.domain.sheet import Sheet
from stafett.domain.template import KeptIn

DocumentId = NewType("DocumentId", UUID)


class DocumentFilledIn(Event, name="document-filled-in"):
    """Somebody has filled in a form."""

    place: Place
    document: DocumentId
    sheet: Sheet
    by: UUID
    unit: UnitId | None
    on: date


class DocumentSigned(Event, name="document-signed"):
    """One who was to has signed the document as it then was.

    ``registered_by`` wrote it down and ``reference`` tells where the paper lies; both are empty
    when the signer was logged in, as surely as ``assurance`` tells.
    """

    place: Place
    document: DocumentId
    document_version: int
    signer: UUID
    signed_on: date
    assurance: Assurance | None
    registered_by: EmployeeId | None
    reference: str
    on: date


DocumentEvent: TypeAlias = DocumentFilledIn | DocumentSigned


@dataclass(frozen=True, slots=True)
class FillInForm:
    """Fill in a form. ``shared``: in the logg; otherwise in the unit's own part."""

    document: DocumentId
    sheet: Sheet
    unit: UnitId | None = None
    shared: bool = False


class NoSuchDocument(Refusal):
    """There is no such document here."""


class NotToBeSigned(Refusal):
    """This form is not one that is signed."""


@dataclass(frozen=True, slots=True)
class Document:
    """A form that was filled in; ``version`` counts how often it was written and put right."""

    id: DocumentId
    place: Place
    sheet: Sheet
    by: UUID
    unit: UnitId | None
    written_on: date
    version: int = 1
    signatures: tuple[Signature, ...] = ()
    changes: int = 1

    @property
    def signed_by(self) -> frozenset[UUID]:
        """Return those who have signed the document as it is now."""
        return frozenset(one.signer for one in self.signatures if one.version == self.version)

    def put_right(self, with_: Sheet) -> "Document":
        """Return the document with other answers: a version that nobody has signed yet."""
        return replace(self, sheet=with_, version=self.version + 1, changes=self.changes + 1)


Documents: TypeAlias = Mapping[DocumentId, Document]


def fill_in(
    documents: Documents,
    place: Place,
    command: FillInForm,
    at: Circumstances,
    *,
    kept_in: KeptIn = KeptIn.FOLLOW_UP,
) -> tuple[Event, ...]:
    """Decide whether the form can be kept so.

    Raises:
        Refusal: As `sheet.check` says.

    """
    there = documents.get(command.document)
    if wording.already(there.sheet if there else None, command.sheet):
        return ()
    sheet.check(command.sheet, kept_in, at)
    filled = DocumentFilledIn(
        place=place,
        document=command.document,
        sheet=command.sheet,
        by=at.asked_by.id,
        unit=command.unit,
        on=at.today,
    )
    return (filled,)


def is_signed(document: Document, at: Circumstances) -> bool:
    """Is the form one that is to be signed?"""
    template = at.municipality.rulebook.templates.get(document.sheet.form)
    return template is not None and template.signed


def lacking(document: Document, at: Circumstances) -> frozenset[UUID]:
    """Return those who are still to sign: whoever filled it in, and the family who decide today.

    What somebody in the family has filled in is their own to sign.
    """
    if not is_signed(document, at):
        return frozenset()
    family = frozenset() if document.unit is None else givers.certain(needed(document.unit, at))
    return (family | {document.by}) - document.signed_by


def after(documents: Documents, event: DocumentEvent) -> Documents:
    """Return the documents as they are once *event* has happened."""
    match event:
        case DocumentFilledIn(document=id_):
            new = Document(id_, event.place, event.sheet, event.by, event.unit, event.on)
            return {**documents, id_: new}
        case DocumentSigned(document=id_):
            there = documents.get(id_)
            if there is None:
                return documents
            signature = Signature(
                signer=event.signer,
                version=event.document_version,
                signed_on=event.signed_on,
                assurance=event.assurance,
                registered_by=event.registered_by,
                reference=event.reference,
            )
            signatures = (*there.signatures, signature)
            signed = replace(there, signatures=signatures, changes=there.changes + 1)
            return {**documents, id_: signed}
