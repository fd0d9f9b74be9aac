"""Content: what lies in one part of a follow-up - the shared logg, or one unit's own part.

Each part is read, kept and forgotten by itself: when one part's key is gone, the others stand.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias
from uuid import UUID

from stafett.domain.arrival import Past, PastKept
from stafett.domain.attachment import Attachment, AttachmentEvent, AttachmentId
from stafett.domain.comment import Comment, CommentEvent, CommentId
from stafett.domain.confidence import ConfidenceEvent
from stafett.domain.correction import (
    CorrectionEvent,
    Earlier,
    Item,
    Misfiled,
    Remark,
)
from stafett.domain.dates import MeetingId
from stafett.domain.disclosure import DisclosedWithoutConsent, Disclosure
from stafett.domain.document import Document, DocumentEvent, DocumentId
from stafett.domain.entry import Entry, EntryEvent, EntryId
from stafett.domain.facts import Place
from stafett.domain.goal import Goal, GoalEvent, GoalId
from stafett.domain.measure import Measure, MeasureEvent, MeasureId
from stafett.domain.message import Message, MessageEvent, MessageId
from stafett.domain.minutes import MinutesEvent, Paper
from stafett.domain.narrowing import NarrowingEvent, ShownTo
from stafett.domain.own_report import OwnReport, OwnReportMade
from stafett.domain.regular_talks import RegularTalks, RegularTalksEvent

ContentEvent: TypeAlias = (
    GoalEvent
    | MeasureEvent
    | MinutesEvent
    | EntryEvent
    | DocumentEvent
    | AttachmentEvent
    | MessageEvent
    | CommentEvent
    | NarrowingEvent
    | OwnReportMade
    | DisclosedWithoutConsent
    | ConfidenceEvent
    | RegularTalksEvent
    | PastKept
    | CorrectionEvent
)


@dataclass(frozen=True, slots=True)
class Content:
    """Goals, measures with their evaluations, papers of meetings, entries, messages and comments.

    ``shown_to`` says of some for which units they are, ``pasts`` came from other municipalities. In
    a unit's own part also its people's reports, and what they told without consent. Beside them lie
    the words some had before they were put right, what the family says against some, and what lay
    with the wrong child: that is no longer among the others.
    """

    goals: Mapping[GoalId, Goal] = field(default_factory=dict)
    measures: Mapping[MeasureId, Measure] = field(default_factory=dict)
    papers: Mapping[MeetingId, Paper] = field(default_factory=dict)
    entries: Mapping[EntryId, Entry] = field(default_factory=dict)
    messages: Mapping[MessageId, Message] = field(default_factory=dict)
    documents: Mapping[DocumentId, Document] = field(default_factory=dict)
    attachments: Mapping[AttachmentId, Attachment] = field(default_factory=dict)
    comments: Mapping[CommentId, Comment] = field(default_factory=dict)
    reports: Mapping[UUID, OwnReport] = field(default_factory=dict)
    disclosures: Mapping[UUID, Disclosure] = field(default_factory=dict)
    pasts: Mapping[UUID, Past] = field(default_factory=dict)
    earlier: Mapping[UUID, tuple[Earlier, ...]] = field(default_factory=dict)
    remarks: Mapping[UUID, tuple[Remark, ...]] = field(default_factory=dict)
    misfiled: Mapping[UUID, Misfiled] = field(default_factory=dict)
    shown_to: ShownTo = field(default_factory=dict)
    talks: RegularTalks | None = None

    def items(self) -> tuple[Item, ...]:
        """Return everything that lies here."""
        return (
            *self.goals.values(),
            *self.measures.values(),
            *self.papers.values(),
            *self.entries.values(),
            *self.messages.values(),
            *self.documents.values(),
            *self.attachments.values(),
            *self.comments.values(),
            *self.reports.values(),
            *self.disclosures.values(),
            *self.pasts.values(),
        )

    def find(self, item: UUID) -> Item | None:
        """Return what stands here under the id."""
        of_kinds: tuple[Mapping[UUID, Item], ...] = (
            self.goals,  # type: ignore[assignment]  # an id of one kind is an id
            self.measures,
            self.papers,
            self.entries,
            self.messages,
            self.documents,
            self.attachments,
            self.comments,
            self.reports,
            self.disclosures,
            self.pasts,
        )
        return next((of_kind[item] for of_kind in of_kinds if item in of_kind), None)

    def changes(self) -> int:
        """Count what has been written here."""
        talks = 0 if self.talks is None else self.talks.changes
        return talks + sum(one.changes for one in (*self.items(), *self.misfiled.values()))


EMPTY = Content()
Contents = Mapping[Place, Content]


def entries(contents: Contents, id_: EntryId) -> Mapping[Place, Entry]:
    """Return an entry in each part where it stands: carried in, it stands in two."""
    return {place: part.entries[id_] for place, part in contents.items() if id_ in part.entries}


def together(contents: Contents, places: frozenset[Place]) -> Content:
    """Return what lies in these parts, laid side by side; the shared part goes on top."""
    chosen = sorted(
        (place for place in contents if place in places),
        key=lambda place: (place.unit is None, place.kind.value, str(place.unit)),
    )
    whole = EMPTY
    for place in chosen:
        part = contents[place]
        whole = Content(
            goals={**whole.goals, **part.goals},
            measures={**whole.measures, **part.measures},
            papers={**whole.papers, **part.papers},
            entries={**whole.entries, **part.entries},
            messages={**whole.messages, **part.messages},
            documents={**whole.documents, **part.documents},
            attachments={**whole.attachments, **part.attachments},
            comments={**whole.comments, **part.comments},
            pasts={**whole.pasts, **part.pasts},
        )
    return whole
