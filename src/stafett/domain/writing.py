"""Writing: goals, measures, meetings and notes, each in the part where its writer may write.

What one cannot read does not exist for one: a goal or a measure in another unit's own part is
"no such measure", as it would be if it were not there.
"""

from typing import TypeAlias
from uuid import UUID

from stafett.domain import (
    advice,
    agreeing,
    apart,
    attachment,
    carrying,
    commenting,
    confidence,
    content,
    correcting,
    document,
    duty,
    entry,
    evaluation,
    goal,
    hearing,
    holding,
    inviting,
    message,
    narrowing,
    observing,
    paper_logg,
    planning,
    referring,
    regular_talks,
    signing,
    signing_documents,
    taking_along,
)
from stafett.domain.attachment import KeepAttachment
from stafett.domain.circumstances import Circumstances
from stafett.domain.comment import MakeComment
from stafett.domain.confidence import ConfidenceCommand
from stafett.domain.content import Content, Contents
from stafett.domain.correction import CorrectionCommand
from stafett.domain.desk import desk, desk_for, desk_for_message
from stafett.domain.document import FillInForm
from stafett.domain.duty import DutyCommand
from stafett.domain.entry import AgreeToCarryIn, Entries, EntryKind, ProposeEntry, WriteEntry
from stafett.domain.evaluation import EvaluateMeasure
from stafett.domain.facts import SHARED, Event, Place, own
from stafett.domain.frame import Frame
from stafett.domain.goal import GoalCommand, SetGoal
from stafett.domain.hearing import HearingCommand
from stafett.domain.holding import HoldMeeting
from stafett.domain.how_given import EvidenceKind
from stafett.domain.inviting import InvitingCommand
from stafett.domain.let_in import ConsentId
from stafett.domain.measure import AgreeMeasure, MeasureCommand
from stafett.domain.message import SendMessage
from stafett.domain.narrowing import ShowItemTo
from stafett.domain.observing import ObservingCommand
from stafett.domain.planning import PlanMeeting, PlanningCommand
from stafett.domain.referral import ReferralCommand
from stafett.domain.regular_talks import RegularTalksCommand
from stafett.domain.signing import SigningCommand
from stafett.domain.signing_documents import DocumentSigningCommand
from stafett.domain.standing import stand
from stafett.domain.taking_along import TakeAlong
from stafett.domain.unit import NoSuchUnit
from stafett.domain.wording import IdTaken

WritingCommand: TypeAlias = (
    GoalCommand
    | MeasureCommand
    | EvaluateMeasure
    | ObservingCommand
    | SigningCommand
    | FillInForm
    | DocumentSigningCommand
    | KeepAttachment
    | ReferralCommand
    | HearingCommand
    | PlanningCommand
    | InvitingCommand
    | RegularTalksCommand
    | HoldMeeting
    | WriteEntry
    | ProposeEntry
    | TakeAlong
    | AgreeToCarryIn
    | SendMessage
    | MakeComment
    | ShowItemTo
    | ConfidenceCommand
    | CorrectionCommand
    | DutyCommand
)


def decide(
    frame: Frame, contents: Contents, command: WritingCommand, at: Circumstances
) -> tuple[Event, ...]:
    """Say what is written, and where: events, nothing new, or a refusal."""
    stands = stand(frame, at)
    contents = apart.as_known_to(frame, contents, stands.roles, at)
    if isinstance(command, CorrectionCommand):
        return correcting.decide(frame, contents, stands, command, at)
    if isinstance(command, DutyCommand):
        return duty.decide(contents, command, at)
    if _brings(command) in correcting.hidden(contents):
        raise IdTaken
    if isinstance(command, HearingCommand):
        return hearing.decide(frame.dates, contents, stands, command, at, home=frame.home)
    if isinstance(command, SigningCommand):
        return signing.decide(frame.dates, contents, stands, command, at)
    if isinstance(command, DocumentSigningCommand):
        return signing_documents.decide(contents, stands, command, at)
    if isinstance(command, ReferralCommand):
        return referring.decide(frame, contents, stands, command, at)
    there = content.together(contents, stands.reads)
    match command:
        case AgreeToCarryIn():
            paper_logg.written_here(frame.logg)
            return carrying.agree(contents, frame.home, command, at)
        case WriteEntry(note=note):
            here = desk_for(frame, stands, command, at)
            is_advice = note.kind is EntryKind.ADVICE
            advice.check(note.advised, note.text, frame.consents, at, is_advice=is_advice)
            return _entry(there.entries, here, command, at)
        case FillInForm():
            here = desk_for(frame, stands, command, at)
            return document.fill_in(there.documents, here, command, at)
        case KeepAttachment():
            here = desk_for(frame, stands, command, at)
            return _attach(frame, contents, there, here, command, at)
        case SendMessage():
            here = desk_for_message(frame, stands, command, at)
            return message.send(there.messages, here, command, at)
        case MakeComment():
            return commenting.decide(frame, contents, stands, command, at)
        case ShowItemTo():
            desk_for(frame, stands, command, at)
            part = contents.get(SHARED, content.EMPTY)
            return narrowing.show(part.find(command.item), part.shown_to, command, at)
        case _:
            place = desk(stands, command.unit)
    if isinstance(command, ConfidenceCommand):
        return confidence.decide(content.entries(contents, command.entry), command, at)
    if isinstance(command, GoalCommand):
        return goal.decide(there.goals, place, command, at)
    if isinstance(command, MeasureCommand):
        return agreeing.decide(there.measures, there.goals, place, command, at, team=frame.team)
    if isinstance(command, PlanningCommand):
        return planning.decide(frame.dates, frame.team, there.papers, command, at, place=place)
    if isinstance(command, InvitingCommand):
        return inviting.decide(frame.dates, there.papers, command, at, place=place)
    if isinstance(command, RegularTalksCommand):
        talks = contents.get(place, content.EMPTY).talks
        return regular_talks.decide(talks, command, at, place=place)
    if isinstance(command, ObservingCommand):
        return observing.decide(there.measures, command, at)
    match command:
        case HoldMeeting():
            return holding.hold(frame.dates, frame.team, there, command, at, place=place)
        case EvaluateMeasure():
            return evaluation.evaluate(there.measures, command, at, level=frame.level)
        case ProposeEntry():
            return carrying.propose(contents, command, at)
        case TakeAlong(unit=unit):
            mine = contents.get(own(unit), content.EMPTY)
            named = frame.team.parts[unit].named
            return taking_along.take(mine, own(unit), command, at, readers=named)


def _entry(
    entries: Entries, place: Place, command: WriteEntry, at: Circumstances
) -> tuple[Event, ...]:
    """Say what is written; for whom it is not, it is not from the first moment."""
    written = entry.write(entries, place, command, at)
    if not written:
        return ()
    if command.wish is not None:
        wish = confidence.allowed(command.unit, command.note, command.wish, at)
        written = (*written, confidence.kept(place, command.entry, wish, at))
    if command.shown_to is None or place != SHARED:
        return written
    if not command.shown_to <= at.municipality.units.keys():
        raise NoSuchUnit
    return (*written, narrowing.shown(command.entry, command.shown_to, at))


def _attach(  # noqa: PLR0917 - what is there, and what is asked
    frame: Frame,
    contents: Contents,
    there: Content,
    place: Place,
    command: KeepAttachment,
    at: Circumstances,
) -> tuple[Event, ...]:
    """Keep it on something in the part, or in the unit's own on a word given on paper (R65)."""
    part = contents.get(place, content.EMPTY)
    hangs = command.hangs_on is not None and part.find(command.hangs_on) is not None
    if place != SHARED and not hangs:
        word = frame.consents.words.get(ConsentId(command.hangs_on or command.attachment))
        hangs = word is not None and word.evidence.kind is EvidenceKind.SIGNED_PAPER
    return attachment.keep(there.attachments, place, command, at, there=hangs)


def _brings(command: WritingCommand) -> UUID | None:
    """Return the id under which the command writes something new, if it does."""
    match command:
        case SetGoal(goal=id_):
            return id_
        case AgreeMeasure(measure=id_):
            return id_
        case PlanMeeting(meeting=id_) | HoldMeeting(meeting=id_):
            return id_
        case WriteEntry(entry=id_):
            return id_
        case TakeAlong(noted=noted):
            return noted.item
        case SendMessage(message=id_):
            return id_
        case MakeComment(comment=id_):
            return id_
        case FillInForm(document=id_):
            return id_
        case KeepAttachment(attachment=id_):
            return id_
        case _:
            return None


def measure_agreed(contents: Contents) -> bool:
    """Has a measure been agreed on that still runs (R49)?"""
    return any(one.runs() for part in contents.values() for one in part.measures.values())
