"""Noting: what is written down in a concern, by those who wonder together.

It sends each thing to its subject; what is shielded from the family is not told, and stands alone.
"""

from dataclasses import replace
from typing import TypeAlias

from stafett.domain import (
    acute,
    amending,
    attachment,
    clarification,
    contact,
    disclosure,
    keeping_out,
    noted_form,
    planned_talk,
    sharing,
    talk,
    wondering,
)
from stafett.domain.acute import DeclareAcute
from stafett.domain.attachment import Attachment, KeepAttachment, NothingToHangItOn
from stafett.domain.circumstances import Circumstances
from stafett.domain.clarification import ClarifyWithLeader, RecordGuardianView
from stafett.domain.contact import Contacted, RecordContact, RecordReport, Report
from stafett.domain.disclosure import (
    DiscloseWithoutConsent,
    Disclosure,
    RecordDisclosure,
)
from stafett.domain.document import Document
from stafett.domain.facts import Event, Refusal
from stafett.domain.matter import Shielded, Wondering, part_of, written
from stafett.domain.noted import CorrectNoted
from stafett.domain.noted_form import NoteForm
from stafett.domain.people import EmployeeId
from stafett.domain.planned_talk import PlanGuardianTalk
from stafett.domain.privy import staff_readers
from stafett.domain.sharing import (
    KeepConcernFrom,
    LetBackIn,
    NoteAnonymousDiscussion,
    NoteDisagreement,
    ShareConcern,
)
from stafett.domain.talk import (
    ChildTalk,
    GuardianTalk,
    RecordTalkWithChild,
    RecordTalkWithGuardians,
    TellFamily,
)
from stafett.domain.wondering import AddObservation, Observation

InTheUnit: TypeAlias = (
    ShareConcern
    | KeepConcernFrom
    | LetBackIn
    | DeclareAcute
    | ClarifyWithLeader
    | RecordGuardianView
    | PlanGuardianTalk
)


Telling: TypeAlias = TellFamily | RecordTalkWithGuardians


Writing: TypeAlias = (
    AddObservation
    | NoteAnonymousDiscussion
    | NoteDisagreement
    | RecordTalkWithChild
    | RecordContact
    | RecordReport
    | RecordDisclosure
    | NoteForm
    | KeepAttachment
    | CorrectNoted
    | Telling
    | InTheUnit
)


class FamilyMustNotKnow(Refusal):
    """The concern is shielded from the family: nobody tells them while it is."""


class StandsAlone(Refusal):
    """A shielded concern is not taken on and is never part of the ordinary work."""


def write(
    state: Wondering | Shielded, command: Writing, by: EmployeeId, at: Circumstances
) -> tuple[Event, ...]:
    """Decide whether this can be written down; each subject has its own reasons for a no.

    Raises:
        FamilyMustNotKnow: The family was to be told, and it is shielded from them.
        StandsAlone: It is shielded, and this belongs to the ordinary work of a unit.

    """
    match command:
        case AddObservation():
            amending.check_free(state, command.observation, Observation)
            return wondering.observe(state.wonder.observations, command, by, at)
        case NoteAnonymousDiscussion():
            return sharing.discuss(state.wonder, command, by, at)
        case NoteDisagreement():
            return sharing.disagree(state.wonder, command, by)
        case RecordTalkWithChild():
            amending.check_free(state, command.talk, ChildTalk)
            return talk.with_child(state.talks, command, by, at)
        case RecordContact():
            amending.check_free(state, command.contact, Contacted)
            return contact.contact(state.alarm, command, by, at)
        case RecordReport():
            amending.check_free(state, command.report, Report)
            return contact.report(state.alarm, command, by, at)
        case CorrectNoted():
            return amending.correct(state, command, by, at)
        case NoteForm():
            amending.check_free(state, command.document, Document)
            return noted_form.note(state, command, at)
        case KeepAttachment():
            return _keep(state, command, at)
        case RecordDisclosure():
            return _disclose(state, command, at)
        case TellFamily() | RecordTalkWithGuardians():
            return _tell(state, command, by, at)
        case _:
            return _in_the_unit(state, command, by, at)


def _disclose(
    state: Wondering | Shielded, command: RecordDisclosure, at: Circumstances
) -> tuple[Event, ...]:
    amending.check_free(state, command.disclosure, Disclosure)
    told = DiscloseWithoutConsent(command.disclosure, state.root.unit, command.disclosed)
    return disclosure.disclose(state.disclosures.get(command.disclosure), part_of(state), told, at)


def _keep(
    state: Wondering | Shielded, command: KeepAttachment, at: Circumstances
) -> tuple[Event, ...]:
    """Decide whether an attachment can be kept: it hangs on something, and is read with that."""
    amending.check_free(state, command.attachment, Attachment)
    if command.hangs_on is None:
        raise NothingToHangItOn
    carrier = written(state).get(command.hangs_on)
    there = carrier is not None and not isinstance(carrier, Attachment)
    told = replace(command, unit=state.root.unit)
    return attachment.keep(state.attachments, part_of(state), told, at, there=there)


def _tell(
    state: Wondering | Shielded, command: Telling, by: EmployeeId, at: Circumstances
) -> tuple[Event, ...]:
    if isinstance(state, Shielded) and not state.shield.lifted:
        raise FamilyMustNotKnow
    if isinstance(command, TellFamily):
        return talk.tell(state.talks, command, by, at)
    amending.check_free(state, command.talk, GuardianTalk)
    return talk.with_guardians(state.talks, command, by, at)


def _in_the_unit(
    state: Wondering | Shielded, command: InTheUnit, by: EmployeeId, at: Circumstances
) -> tuple[Event, ...]:
    if isinstance(state, Shielded):
        raise StandsAlone
    unit, out = state.root.unit, state.wonder.kept_from
    match command:
        case KeepConcernFrom():
            return keeping_out.keep_from(state, command, by, at)
        case LetBackIn():
            return keeping_out.let_back_in(state, command, by, at)
        case PlanGuardianTalk():
            readers = staff_readers(state, at.municipality, at.today)
            return planned_talk.plan(state.talks.plans, readers, command, by, at)
        case ShareConcern():
            return sharing.share(state.wonder, unit, command, by, at)
        case DeclareAcute():
            return acute.declare(state.alarm.acute, command, by, unit, at, kept_from=out)
        case ClarifyWithLeader():
            return clarification.clarify(state.clarity, unit, command, by, at, kept_from=out)
        case RecordGuardianView():
            return clarification.view(state.clarity, state.talks, command, by, at)
