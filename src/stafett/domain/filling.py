"""Filling the parts: what lies in each once something has happened there. Judges nothing."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar
from uuid import UUID

from stafett.domain import (
    arrival,
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
    putting_back,
    regular_talks,
)
from stafett.domain.arrival import Past, PastKept
from stafett.domain.attachment import Attachment, AttachmentEvent, AttachmentId
from stafett.domain.comment import Comment, CommentEvent, CommentId
from stafett.domain.confidence import ConfidenceEvent
from stafett.domain.content import EMPTY, Content, ContentEvent, Contents
from stafett.domain.correction import (
    CorrectionEvent,
    Earlier,
    FoundInPlace,
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
from stafett.domain.goal import Goal, GoalEvent, GoalId
from stafett.domain.measure import Measure, MeasureEvent, MeasureId
from stafett.domain.message import Message, MessageEvent, MessageId
from stafett.domain.minutes import MinutesEvent, Paper
from stafett.domain.narrowing import ItemShownTo, NarrowingEvent
from stafett.domain.own_report import OwnReport, OwnReportMade
from stafett.domain.regular_talks import RegularTalksEvent

Key = TypeVar("Key")


Thing = TypeVar("Thing", bound=Item)


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
    elif isinstance(event, RegularTalksEvent):
        part = replace(part, talks=regular_talks.after(part.talks, event))
    elif isinstance(event, DisclosedWithoutConsent):
        part = replace(part, disclosures=disclosure.after(part.disclosures, event))
    elif isinstance(event, PastKept):
        part = replace(part, pasts=arrival.kept(part.pasts, event))
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
    if isinstance(event, FoundInPlace):
        return _back(part, event)
    there = part.find(event.item)
    if there is None:
        return part
    match event:
        case WordsCorrected(item=item):
            if correction.words_of(there) is None:
                return part
            before = Earlier(there, event.why, event.by, event.on)
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


def _back(part: Content, event: FoundInPlace) -> Content:
    part, back = putting_back.back_with(part, event)
    for id_, item in back.items():
        part = _with(part, id_, item, anew=True)
    return part


def _hide(part: Content, id_: UUID, item: Item, event: FoundMisfiled) -> Content:
    hidden = Misfiled(item, event.why, event.by, event.on)
    return replace(_with(part, id_, None), misfiled={**part.misfiled, id_: hidden})


def _with(part: Content, id_: UUID, item: Item | None, *, anew: bool = False) -> Content:
    """Return the part with the item in the other's place, or with neither; *anew* with none."""
    return replace(
        part,
        goals=_put(part.goals, GoalId(id_), item, Goal, anew=anew),
        measures=_put(part.measures, MeasureId(id_), item, Measure, anew=anew),
        papers=_put(part.papers, MeetingId(id_), item, Paper, anew=anew),
        entries=_put(part.entries, EntryId(id_), item, Entry, anew=anew),
        messages=_put(part.messages, MessageId(id_), item, Message, anew=anew),
        documents=_put(part.documents, DocumentId(id_), item, Document, anew=anew),
        attachments=_put(part.attachments, AttachmentId(id_), item, Attachment, anew=anew),
        comments=_put(part.comments, CommentId(id_), item, Comment, anew=anew),
        reports=_put(part.reports, id_, item, OwnReport, anew=anew),
        disclosures=_put(part.disclosures, id_, item, Disclosure, anew=anew),
        pasts=_put(part.pasts, id_, item, Past, anew=anew),
    )


def _put(
    things: Mapping[Key, Thing], id_: Key, item: Item | None, kind: type[Thing], *, anew: bool
) -> Mapping[Key, Thing]:
    if id_ not in things and not anew:
        return things
    if isinstance(item, kind):
        return {**things, id_: item}
    return {key: one for key, one in things.items() if key != id_}
