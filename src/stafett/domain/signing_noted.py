"""Signing a form in a concern: whoever filled it in, and those in the family who read it (R160).

No consent is asked for at level 0, so nobody's signature is waited for but those of people who
have been told. A signature holds for the answers as they were, as everywhere.
"""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias
from uuid import UUID

from stafett.domain import document, givers
from stafett.domain.circumstances import Circumstances
from stafett.domain.document import Document, DocumentId, NoSuchDocument
from stafett.domain.facts import Event, Stranger
from stafett.domain.let_in import needed
from stafett.domain.matter import Shielded, Wondering, part_of
from stafett.domain.noted_readers import reads
from stafett.domain.people import Citizen, PersonId
from stafett.domain.privy import family_readers, staff_readers
from stafett.domain.signing import NotTheirsToSign
from stafett.domain.signing_documents import RegisterDocumentSignature, SignDocument, sign


@dataclass(frozen=True, slots=True)
class SignNoted:
    """Sign a form in a concern as one reads it."""

    document: DocumentId
    version: int


@dataclass(frozen=True, slots=True)
class RegisterNotedSignature:
    """Write down that somebody in the family has signed it on paper, and where that lies."""

    document: DocumentId
    version: int
    signer: PersonId
    signed_on: date
    reference: str


NotedSigning: TypeAlias = SignNoted | RegisterNotedSignature


def decide(
    matter: Wondering | Shielded, command: NotedSigning, at: Circumstances
) -> tuple[Event, ...]:
    """Say whether the form is signed now: events, nothing new, or a refusal.

    Raises:
        Stranger: The asker does not read the concern.
        NoSuchDocument: There is no such form that the asker reads.
        NotTheirsToSign: It is to be signed by somebody in the family who does not read it.
        Refusal: As `signing_documents.sign` says.

    """
    family = family_readers(matter, at.person, at.today, at.rules)
    if at.asked_by.id not in staff_readers(matter, at.municipality, at.today) | family:
        raise Stranger
    there, asker = matter.forms.get(command.document), at.asked_by
    of_family = asker.person if isinstance(asker, Citizen) else None
    if there is None or (of_family and not reads(matter, there, of_family, at)):
        raise NoSuchDocument
    unit = None if of_family else matter.root.unit
    if isinstance(command, SignNoted):
        asked = SignDocument(command.document, command.version, unit)
        return sign(there, part_of(matter), asked, at)
    if command.signer not in family or not reads(matter, there, command.signer, at):
        raise NotTheirsToSign
    on_paper = RegisterDocumentSignature(
        document=command.document,
        version=command.version,
        unit=matter.root.unit,
        signer=command.signer,
        signed_on=command.signed_on,
        reference=command.reference,
    )
    return sign(there, part_of(matter), on_paper, at)


def lacking(matter: Wondering | Shielded, form: Document, at: Circumstances) -> frozenset[UUID]:
    """Return those who are still to sign: whoever filled it in, and those who decide and read it.

    Somebody in the family is told of nobody else there: not who has been told.
    """
    if not document.is_signed(form, at):
        return frozenset()
    told = family_readers(matter, at.person, at.today, at.rules)
    family = {
        who
        for who in givers.certain(needed(matter.root.unit, at)) & told
        if reads(matter, form, who, at)
    }
    if isinstance(at.asked_by, Citizen):
        family &= {at.asked_by.person}
    return (frozenset(family) | {form.by}) - form.signed_by
