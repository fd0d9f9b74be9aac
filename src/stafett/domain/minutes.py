"""Minutes: what is written about a meeting, before it and after it, and who has signed.

Where a meeting takes place can tell where a child lives, so it lies here and not among the
dates (law 3.10).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import TypeAlias
from uuid import UUID

from stafett.domain import childs_say, referral
from stafett.domain.agenda import Agenda, Preparation
from stafett.domain.childs_say import NOTHING_SAID, Say, SayEvent
from stafett.domain.dates import MeetingId
from stafett.domain.facts import Event, Place
from stafett.domain.interpreting import Interpreter
from stafett.domain.people import Assurance, EmployeeId, UnitId
from stafett.domain.plan import Part
from stafett.domain.referral import Referral, ReferralEvent, SentOn


class HolderAfter(Enum):
    """What the meeting said of who holds the baton from now on (R97)."""

    KEPT = "kept"
    TO_CHANGE = "to-change"
    NOT_SPOKEN_OF = "not-spoken-of"


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody who was at the meeting, or should have been (R96).

    ``why`` is the reason for being there, ``away_because`` the reason for staying away; ``who`` is
    an id where the book has one. Which side of the table they sit on is ``part``.
    """

    name: str
    part: Part
    who: UUID | None = None
    there: bool = True
    why: str = ""
    away_because: str = ""


@dataclass(frozen=True, slots=True)
class Minutes:
    """What was said and agreed, and who was there (R96, R97, R100).

    ``understanding`` is what all see alike afterwards, ``new_wonderings`` what is new since the
    last meeting (R106). ``referral`` stands there where they are to be sent on as one (R131).
    """

    text: str
    attendance: tuple[Attendee, ...] = ()
    new_wonderings: str = ""
    understanding: str = ""
    holder: HolderAfter = HolderAfter.NOT_SPOKEN_OF
    referral: Referral | None = None
    interpreters: tuple[Interpreter, ...] = ()


class AgendaSet(Event, name="agenda-set", version=2):
    """It has been written down what a meeting is for."""

    place: Place
    meeting: MeetingId
    agenda: Agenda
    by: UUID
    unit: UnitId
    on: date


class MinutesWritten(Event, name="minutes-written"):
    """Minutes of a meeting have been written; or why there are none (R100)."""

    place: Place
    meeting: MeetingId
    minutes: Minutes | None
    none_because: str
    held_on: date
    by: UUID
    unit: UnitId
    on: date


class MeetingPrepared(Event, name="meeting-prepared"):
    """It has been described what a meeting is to look at with new eyes (R186)."""

    place: Place
    meeting: MeetingId
    preparation: Preparation
    by: UUID
    unit: UnitId
    on: date


class InvitationWritten(Event, name="invitation-written"):
    """The words that those who are asked to a meeting are invited with (R44)."""

    place: Place
    meeting: MeetingId
    words: str
    by: UUID
    unit: UnitId
    on: date


class MinutesSigned(Event, name="minutes-signed"):
    """One who was to has signed the minutes as they then were (R101).

    ``registered_by`` wrote it down and ``reference`` tells where the paper lies; both are empty
    when the signer was logged in, as surely as ``assurance`` tells.
    """

    place: Place
    meeting: MeetingId
    minutes_version: int
    signer: UUID
    signed_on: date
    assurance: Assurance | None
    registered_by: EmployeeId | None
    reference: str
    on: date


MinutesEvent: TypeAlias = (
    AgendaSet
    | MeetingPrepared
    | InvitationWritten
    | MinutesWritten
    | MinutesSigned
    | SayEvent
    | ReferralEvent
)


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed which version of the minutes, when, and where the paper lies if there is one."""

    signer: UUID
    version: int
    signed_on: date
    assurance: Assurance | None
    registered_by: EmployeeId | None
    reference: str


@dataclass(frozen=True, slots=True)
class Paper:
    """What is written about one meeting.

    ``version`` counts the minutes as they were written and put right; a signature holds for its
    own version and no other.
    """

    meeting: MeetingId
    unit: UnitId
    agenda: Agenda | None = None
    minutes: Minutes | None = None
    none_because: str = ""
    held_on: date | None = None
    by: UUID | None = None
    version: int = 0
    signatures: tuple[Signature, ...] = ()
    say: Say = NOTHING_SAID
    preparation: Preparation | None = None
    invitation: str = ""
    sent: tuple[SentOn, ...] = ()
    changes: int = 0

    @property
    def signed_by(self) -> frozenset[UUID]:
        """Return those who have signed the minutes as they are now."""
        return frozenset(one.signer for one in self.signatures if one.version == self.version)

    def put_right(self, minutes: Minutes) -> "Paper":
        """Return the paper with new minutes: a version that nobody has signed yet."""
        version, changes = self.version + 1, self.changes + 1
        return replace(self, minutes=minutes, version=version, changes=changes)


Papers = Mapping[MeetingId, Paper]


def after(papers: Papers, event: MinutesEvent) -> Papers:
    """Return what is written about the meetings once *event* has happened."""
    if isinstance(event, MinutesSigned):
        return _signed(papers, event)
    if isinstance(event, SayEvent):
        return _said(papers, event)
    if isinstance(event, ReferralEvent):
        return _sent(papers, event)
    paper = papers.get(event.meeting) or Paper(event.meeting, event.unit)
    paper = replace(paper, by=event.by, changes=paper.changes + 1)
    match event:
        case AgendaSet(agenda=agenda):
            paper = replace(paper, agenda=agenda)
        case MeetingPrepared(preparation=preparation):
            paper = replace(paper, preparation=preparation)
        case InvitationWritten(words=words):
            paper = replace(paper, invitation=words)
        case MinutesWritten(minutes=minutes, none_because=why, held_on=on):
            paper = replace(
                paper, minutes=minutes, none_because=why, held_on=on, version=paper.version + 1
            )
    return {**papers, event.meeting: paper}


def _said(papers: Papers, event: SayEvent) -> Papers:
    id_ = MeetingId(event.meeting)
    paper = papers.get(id_) or Paper(id_, event.unit, by=event.by)
    say = childs_say.after(paper.say, event)
    return {**papers, id_: replace(paper, say=say, changes=paper.changes + 1)}


def _sent(papers: Papers, event: ReferralEvent) -> Papers:
    if event.meeting not in papers:
        return papers
    paper = papers[event.meeting]
    sent = referral.after(paper.sent, event)
    paper = replace(paper, sent=sent, changes=paper.changes + 1)
    return {**papers, event.meeting: paper}


def _signed(papers: Papers, event: MinutesSigned) -> Papers:
    if event.meeting not in papers:
        return papers
    paper = papers[event.meeting]
    signature = Signature(
        signer=event.signer,
        version=event.minutes_version,
        signed_on=event.signed_on,
        assurance=event.assurance,
        registered_by=event.registered_by,
        reference=event.reference,
    )
    signatures = (*paper.signatures, signature)
    return {
        **papers,
        event.meeting: replace(paper, signatures=signatures, changes=paper.changes + 1),
    }
