"""What can be seen within one part of a follow-up: what its readers agreed on, met on and wrote."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from stafett.domain.agenda import Agenda, Preparation
from stafett.domain.attachment import AttachmentId, Described, Stored
from stafett.domain.childs_say import Heard, Told
from stafett.domain.comment import Beside, CommentId
from stafett.domain.correction import Phrasing
from stafett.domain.dates import MeetingId
from stafett.domain.disclosure import Disclosed
from stafett.domain.document import DocumentId
from stafett.domain.entry import EntryId, Note
from stafett.domain.evaluated import Evaluation
from stafett.domain.facts import Place
from stafett.domain.goal import Aim, GoalId
from stafett.domain.marks import PART
from stafett.domain.measure import MeasureId
from stafett.domain.message import MessageId, Saying
from stafett.domain.minutes import Minutes, Signature
from stafett.domain.observed import Observation
from stafett.domain.own_report import Sent
from stafett.domain.past_view import PastView
from stafett.domain.people import EmployeeId, PersonId, Professional, UnitId
from stafett.domain.plan import Plan
from stafett.domain.referral import SentOn
from stafett.domain.sheet import Sheet
from stafett.domain.voice import Wish


@dataclass(frozen=True, slots=True)
class GoalView:
    """A goal."""

    id: GoalId | None = field(default=None, metadata=PART)
    aim: Aim | None = field(default=None, metadata=PART)
    by: UUID | None = field(default=None, metadata=PART)
    unit: UnitId | None = field(default=None, metadata=PART)
    set_on: date | None = field(default=None, metadata=PART)
    closed_on: date | None = field(default=None, metadata=PART)
    reached: bool = field(default=False, metadata=PART)
    why: str = field(default="", metadata=PART)


@dataclass(frozen=True, slots=True)
class MeasureView:
    """A measure, what was seen of it and what it did; ``lacks_home_measure`` warns (R117)."""

    id: MeasureId | None = field(default=None, metadata=PART)
    goal: GoalId | None = field(default=None, metadata=PART)
    plan: Plan | None = field(default=None, metadata=PART)
    occasion: UUID | None = field(default=None, metadata=PART)
    by: UUID | None = field(default=None, metadata=PART)
    unit: UnitId | None = field(default=None, metadata=PART)
    agreed_on: date | None = field(default=None, metadata=PART)
    ended_on: date | None = field(default=None, metadata=PART)
    why: str = field(default="", metadata=PART)
    agreed_with: Professional | None = field(default=None, metadata=PART)
    evaluations: tuple[Evaluation, ...] = field(default=(), metadata=PART)
    observations: tuple[Observation, ...] = field(default=(), metadata=PART)
    lacks_home_measure: bool = field(default=False, metadata=PART)


@dataclass(frozen=True, slots=True)
class PaperView:
    """What is written about one meeting; who has signed which version, and who has not yet.

    ``lacks`` is what the guide asks for and the papers leave out (R97, R186), ``missed`` the roles
    that belong to such a meeting and were not there (R95).
    """

    meeting: MeetingId | None = field(default=None, metadata=PART)
    unit: UnitId | None = field(default=None, metadata=PART)
    agenda: Agenda | None = field(default=None, metadata=PART)
    preparation: Preparation | None = field(default=None, metadata=PART)
    invitation: str = field(default="", metadata=PART)
    minutes: Minutes | None = field(default=None, metadata=PART)
    none_because: str = field(default="", metadata=PART)
    held_on: date | None = field(default=None, metadata=PART)
    heard: tuple[Heard, ...] = field(default=(), metadata=PART)
    told: tuple[Told, ...] = field(default=(), metadata=PART)
    version: int = field(default=0, metadata=PART)
    signatures: tuple[Signature, ...] = field(default=(), metadata=PART)
    lacks_signatures_of: frozenset[UUID] = field(default=frozenset(), metadata=PART)
    lacks: tuple[str, ...] = field(default=(), metadata=PART)
    missed: tuple[str, ...] = field(default=(), metadata=PART)
    sent: tuple[SentOn, ...] = field(default=(), metadata=PART)


@dataclass(frozen=True, slots=True)
class AttachmentView:
    """An attachment: what it is and what it hangs on; its bytes are asked for by themselves."""

    id: AttachmentId | None = field(default=None, metadata=PART)
    described: Described | None = field(default=None, metadata=PART)
    stored: Stored | None = field(default=None, metadata=PART)
    hangs_on: UUID | None = field(default=None, metadata=PART)
    by: UUID | None = field(default=None, metadata=PART)
    unit: UnitId | None = field(default=None, metadata=PART)
    kept_on: date | None = field(default=None, metadata=PART)


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry; to the family also one that a unit would like to carry in, with what hangs on it.

    ``wish``: the young person wants the guardians not to know of it; nobody may tell them (R184).
    """

    id: EntryId | None = field(default=None, metadata=PART)
    note: Note | None = field(default=None, metadata=PART)
    by: UUID | None = field(default=None, metadata=PART)
    unit: UnitId | None = field(default=None, metadata=PART)
    written_on: date | None = field(default=None, metadata=PART)
    proposed_on: date | None = field(default=None, metadata=PART)
    carried_in_on: date | None = field(default=None, metadata=PART)
    wish: Wish | None = field(default=None, metadata=PART)
    attachments: tuple[AttachmentView, ...] = field(default=(), metadata=PART)


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message in the logg."""

    id: MessageId | None = field(default=None, metadata=PART)
    saying: Saying | None = field(default=None, metadata=PART)
    by: UUID | None = field(default=None, metadata=PART)
    unit: UnitId | None = field(default=None, metadata=PART)
    sent_at: datetime | None = field(default=None, metadata=PART)


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A form that was filled in; who has signed which version, and who has not yet."""

    id: DocumentId | None = field(default=None, metadata=PART)
    sheet: Sheet | None = field(default=None, metadata=PART)
    by: UUID | None = field(default=None, metadata=PART)
    unit: UnitId | None = field(default=None, metadata=PART)
    written_on: date | None = field(default=None, metadata=PART)
    version: int = field(default=0, metadata=PART)
    signatures: tuple[Signature, ...] = field(default=(), metadata=PART)
    lacks_signatures_of: frozenset[UUID] = field(default=frozenset(), metadata=PART)


@dataclass(frozen=True, slots=True)
class CommentView:
    """A comment, and what it stands beside (R57)."""

    id: CommentId | None = field(default=None, metadata=PART)
    beside: Beside | None = field(default=None, metadata=PART)
    by: UUID | None = field(default=None, metadata=PART)
    unit: UnitId | None = field(default=None, metadata=PART)
    made_at: datetime | None = field(default=None, metadata=PART)


@dataclass(frozen=True, slots=True)
class ShownToView:
    """For which of the units in the logg something is; without units: for all of them (R58)."""

    item: UUID | None = field(default=None, metadata=PART)
    units: frozenset[UnitId] | None = field(default=None, metadata=PART)


@dataclass(frozen=True, slots=True)
class OwnReportView:
    """A report that somebody in the unit has made (R91)."""

    id: UUID | None = field(default=None, metadata=PART)
    sent: Sent | None = field(default=None, metadata=PART)
    by: UUID | None = field(default=None, metadata=PART)
    unit: UnitId | None = field(default=None, metadata=PART)


@dataclass(frozen=True, slots=True)
class DisclosureView:
    """What the unit has told somebody outside without consent, and by which law (3.6)."""

    id: UUID | None = field(default=None, metadata=PART)
    disclosed: Disclosed | None = field(default=None, metadata=PART)
    paragraph: str = field(default="", metadata=PART)
    by: UUID | None = field(default=None, metadata=PART)
    unit: UnitId | None = field(default=None, metadata=PART)


@dataclass(frozen=True, slots=True)
class EarlierView:
    """Words as they were before somebody put them right, and why (R182)."""

    item: UUID | None = field(default=None, metadata=PART)
    words: Phrasing | None = field(default=None, metadata=PART)
    why: str = field(default="", metadata=PART)
    by: UUID | None = field(default=None, metadata=PART)
    on: date | None = field(default=None, metadata=PART)


@dataclass(frozen=True, slots=True)
class RemarkView:
    """What somebody in the family says against something that was written (R182)."""

    id: UUID | None = field(default=None, metadata=PART)
    item: UUID | None = field(default=None, metadata=PART)
    text: str = field(default="", metadata=PART)
    said_by: PersonId | None = field(default=None, metadata=PART)
    on: date | None = field(default=None, metadata=PART)


@dataclass(frozen=True, slots=True)
class MisfiledView:
    """Something lay here that was about another child: when and by whom it was taken away."""

    item: UUID | None = field(default=None, metadata=PART)
    by: UUID | None = field(default=None, metadata=PART)
    on: date | None = field(default=None, metadata=PART)


@dataclass(frozen=True, slots=True)
class RegularTalksView:
    """Which adult talks with the child between the meetings, how many days apart, until when."""

    adult: EmployeeId | None = field(default=None, metadata=PART)
    every_days: int | None = field(default=None, metadata=PART)
    unit: UnitId | None = field(default=None, metadata=PART)
    since: date | None = field(default=None, metadata=PART)
    ended_on: date | None = field(default=None, metadata=PART)


@dataclass(frozen=True, slots=True)
class PartView:
    """What lies in one part that the reader may read."""

    place: Place | None = field(default=None, metadata=PART)
    goals: tuple[GoalView, ...] = field(default=(), metadata=PART)
    measures: tuple[MeasureView, ...] = field(default=(), metadata=PART)
    papers: tuple[PaperView, ...] = field(default=(), metadata=PART)
    entries: tuple[EntryView, ...] = field(default=(), metadata=PART)
    messages: tuple[MessageView, ...] = field(default=(), metadata=PART)
    documents: tuple[DocumentView, ...] = field(default=(), metadata=PART)
    attachments: tuple[AttachmentView, ...] = field(default=(), metadata=PART)
    comments: tuple[CommentView, ...] = field(default=(), metadata=PART)
    pasts: tuple[PastView, ...] = field(default=(), metadata=PART)
    shown_to: tuple[ShownToView, ...] = field(default=(), metadata=PART)
    reports: tuple[OwnReportView, ...] = field(default=(), metadata=PART)
    disclosures: tuple[DisclosureView, ...] = field(default=(), metadata=PART)
    earlier: tuple[EarlierView, ...] = field(default=(), metadata=PART)
    remarks: tuple[RemarkView, ...] = field(default=(), metadata=PART)
    misfiled: tuple[MisfiledView, ...] = field(default=(), metadata=PART)
    talks: RegularTalksView | None = field(default=None, metadata=PART)
