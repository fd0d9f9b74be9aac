"""Content: what lies in one part of a follow-up - the shared logg, or one unit's own part.

Each part is read, kept and forgotten by itself: when one part's key is gone, the others stand.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias, TypeVar
from uuid import UUID

from stafett.domain import (
    attachment,
    comment,
    confidence,
    correction,
    disclosure,
    document,
    entry,
    goal,
    measure,
    message,
    minutes,
    own_report,
)
from stafett.domain.attachment import Attachment, AttachmentEvent, AttachmentId
from stafett.domain.comment import Comment, CommentEvent, CommentId
from stafett.domain.confidence import ConfidenceEvent
from stafett.domain.correction import (
    CorrectionEvent,
    Earlier,
    FoundMisfiled,
    Item,
    Misfiled,
    Remark,
    WordsContested,
    WordsCorrected,
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
from stafett.domain.narrowing import ItemShownTo, NarrowingEvent, ShownTo
from stafett.domain.own_report import OwnReport, OwnReportMade

Key = TypeVar("Key")
Thing = TypeVar("Thing", bound=Item)

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
    | CorrectionEvent
)


@dataclass(frozen=True, slots=True)
class Content:
    """Goals, measures with their evaluations, papers of meetings, entries, messages and comments.

    ``shown_to`` says of some for which units they are. In a unit's own part also its people's
    reports, and what they told without consent. Beside them lie the words some had before they
    were put right, what the family says against some, and what lay with the wrong child: that is
    no longer among the others.
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
    earlier: Mapping[UUID, tuple[Earlier, ...]] = field(default_factory=dict)
    remarks: Mapping[UUID, tuple[Remark, ...]] = field(default_factory=dict)
    misfiled: Mapping[UUID, Misfiled] = field(default_factory=dict)
    shown_to: ShownTo = field(default_factory=dict)

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
        )
        return next((of_kind[item] for of_kind in of_kinds if item in of_kind), None)

    def changes(self) -> int:
        """Count what has been written here."""
        return sum(one.changes for one in (*self.items(), *self.misfiled.values()))


EMPTY = Content()
Contents = Mapping[Place, Content]


def after(contents: Contents, event: ContentEvent) -> Contents:
    """Return the contents once *event* has happened in its part."""
    part = contents.get(event.place, EMPTY)
    if isinstance(event, GoalEvent):
        part = replace(part, goals=goal.after(part.goals, event))
    elif isinstance(event, MeasureEvent):
        part = replace(part, measures=measure.after(part.measures, event))
    elif isinstance(event, MinutesEvent):
        part = replace(part, papers=minutes.after(part.papers, event))
    elif isinstance(event, MessageEvent):
        part = replace(part, messages=message.after(part.messages, event))
    elif isinstance(event, EntryEvent):
        part = replace(part, entries=entry.after(part.entries, event))
    elif isinstance(event, DocumentEvent):
        part = replace(part, documents=document.after(part.documents, event))
    elif isinstance(event, AttachmentEvent):
        part = replace(part, attachments=attachment.after(part.attachments, event))
    elif isinstance(event, CommentEvent):
        part = replace(part, comments=comment.after(part.comments, event))
    elif isinstance(event, NarrowingEvent):
        part = _shown_to(part, event)
    elif isinstance(event, ConfidenceEvent):
        part = replace(part, entries=confidence.after(part.entries, event))
    elif isinstance(event, OwnReportMade):
        part = replace(part, reports=own_report.after(part.reports, event))
    elif isinstance(event, DisclosedWithoutConsent):
        part = replace(part, disclosures=disclosure.after(part.disclosures, event))
    else:
        part = _set_right(part, event)
    return {**contents, event.place: part}


def _shown_to(part: Content, event: ItemShownTo) -> Content:
    there = part.find(event.item)
    if there is None:
        return part
    part = _with(part, event.item, replace(there, changes=there.changes + 1))
    return replace(part, shown_to={**part.shown_to, event.item: event.units})


def _set_right(part: Content, event: CorrectionEvent) -> Content:
    there = part.find(event.item)
    if there is None:
        return part
    match event:
        case WordsCorrected(item=item):
            was = correction.words_of(there)
            if was is None:
                return part
            before = Earlier(was, event.why, event.by, event.on)
            part = _with(part, item, correction.reworded(there, event.words))
            return replace(
                part, earlier={**part.earlier, item: (*part.earlier.get(item, ()), before)}
            )
        case WordsContested(item=item):
            said = Remark(event.remark, event.text, event.said_by, event.on)
            part = _with(part, item, replace(there, changes=there.changes + 1))
            return replace(
                part, remarks={**part.remarks, item: (*part.remarks.get(item, ()), said)}
            )
        case FoundMisfiled(item=item):
            part = _hide(part, item, there, event)
            for hung in tuple(part.attachments.values()):
                if hung.hangs_on == item:
                    part = _hide(part, hung.id, hung, event)
            for one in tuple(part.comments.values()):
                if one.beside.item == item:
                    part = _hide(part, one.id, one, event)
            return part


def _hide(part: Content, id_: UUID, item: Item, event: FoundMisfiled) -> Content:
    hidden = Misfiled(item, event.why, event.by, event.on)
    return replace(_with(part, id_, None), misfiled={**part.misfiled, id_: hidden})


def _with(part: Content, id_: UUID, item: Item | None) -> Content:
    """Return the part with the item as it is now in the other's place, or with neither."""
    return replace(
        part,
        goals=_put(part.goals, GoalId(id_), item, Goal),
        measures=_put(part.measures, MeasureId(id_), item, Measure),
        papers=_put(part.papers, MeetingId(id_), item, Paper),
        entries=_put(part.entries, EntryId(id_), item, Entry),
        messages=_put(part.messages, MessageId(id_), item, Message),
        documents=_put(part.documents, DocumentId(id_), item, Document),
        attachments=_put(part.attachments, AttachmentId(id_), item, Attachment),
        comments=_put(part.comments, CommentId(id_), item, Comment),
        reports=_put(part.reports, id_, item, OwnReport),
        disclosures=_put(part.disclosures, id_, item, Disclosure),
    )


def _put(
    things: Mapping[Key, Thing], id_: Key, item: Item | None, kind: type[Thing]
) -> Mapping[Key, Thing]:
    if id_ not in things:
        return things
    if isinstance(item, kind):
        return {**things, id_: item}
    return {key: one for key, one in things.items() if key != id_}


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
        )
    return whole
