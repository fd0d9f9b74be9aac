"""Building the views of a follow-up's parts: goals, measures, papers, entries and messages."""

from collections.abc import Callable
from uuid import UUID

from stafett.domain import document, reminding, signing
from stafett.domain.access import Permit
from stafett.domain.attachment import Attachment
from stafett.domain.circumstances import Circumstances
from stafett.domain.comment import Comment
from stafett.domain.content import Content, Contents
from stafett.domain.document import Document
from stafett.domain.entry import Entry
from stafett.domain.facts import Place
from stafett.domain.frame import Frame
from stafett.domain.measure import Measure
from stafett.domain.message import Message
from stafett.domain.past_view import past_view
from stafett.domain.plan import AT_HOME
from stafett.domain.readable import readable
from stafett.domain.regular_talks import RegularTalks
from stafett.domain.views_in_parts import (
    AttachmentView,
    CommentView,
    DisclosureView,
    DocumentView,
    EarlierView,
    EntryView,
    GoalView,
    MeasureView,
    MessageView,
    MisfiledView,
    OwnReportView,
    PaperView,
    PartView,
    RegularTalksView,
    RemarkView,
    ShownToView,
)


def part_views(
    frame: Frame, contents: Contents, permit: Permit, at: Circumstances
) -> tuple[PartView, ...]:
    """Return what lies in the parts that this reader may read."""
    there = readable(contents, permit)
    at_home = {
        measure.goal
        for part in there.values()
        for measure in part.measures.values()
        if measure.plan.arena == AT_HOME and measure.runs()
    }
    # A part where nothing is for this reader must not show that something is for others (I4).
    held = [place for place, part in there.items() if part.items() or part.misfiled or part.talks]
    places = sorted(held, key=lambda place: (place.kind.value, str(place.unit)))
    return tuple(
        _part(
            place,
            there[place],
            alone=lambda one: (
                at.guide.home_measure_expected and one.runs() and one.goal not in at_home
            ),
            frame=frame,
            at=at,
        )
        for place in places
    )


def taken_on(measure: Measure) -> MeasureView:
    """Return a measure as the one in the family who sees to it meets it: what was agreed."""
    return MeasureView(
        id=measure.id,
        plan=measure.plan,
        unit=measure.unit,
        agreed_on=measure.agreed_on,
        ended_on=measure.ended_on,
    )


def _part(
    place: Place,
    part: Content,
    alone: Callable[[Measure], bool],
    frame: Frame,
    at: Circumstances,
) -> PartView:
    return PartView(
        place=place,
        goals=tuple(
            GoalView(
                id=goal.id,
                aim=goal.aim,
                by=goal.by,
                unit=goal.unit,
                set_on=goal.set_on,
                closed_on=goal.closed_on,
                reached=goal.reached,
                why=goal.why,
            )
            for goal in part.goals.values()
        ),
        measures=tuple(
            MeasureView(
                id=measure.id,
                goal=measure.goal,
                plan=measure.plan,
                occasion=measure.occasion,
                by=measure.by,
                unit=measure.unit,
                agreed_on=measure.agreed_on,
                ended_on=measure.ended_on,
                why=measure.why,
                agreed_with=measure.agreed_with,
                evaluations=measure.evaluations,
                observations=tuple(measure.observations.values()),
                lacks_home_measure=alone(measure),
            )
            for measure in part.measures.values()
        ),
        papers=tuple(
            PaperView(
                meeting=paper.meeting,
                unit=paper.unit,
                agenda=paper.agenda,
                preparation=paper.preparation,
                invitation=paper.invitation,
                minutes=paper.minutes,
                none_because=paper.none_because,
                held_on=paper.held_on,
                heard=paper.say.heard,
                told=paper.say.told,
                version=paper.version,
                signatures=paper.signatures,
                lacks_signatures_of=signing.lacking(frame.dates, paper, at),
                lacks=reminding.lacks(frame.dates, paper, at.guide),
                missed=reminding.missed(frame, paper, at),
                sent=paper.sent,
            )
            for paper in part.papers.values()
        ),
        entries=tuple(entry_view(one) for one in part.entries.values()),
        messages=tuple(_message(one) for one in part.messages.values()),
        documents=tuple(
            document_view(one, document.lacking(one, at)) for one in part.documents.values()
        ),
        attachments=tuple(attachment_view(one) for one in part.attachments.values()),
        comments=tuple(_comment(one) for one in part.comments.values()),
        shown_to=tuple(
            ShownToView(item=item, units=units)
            for item, units in part.shown_to.items()
            if part.find(item) is not None
        ),
        pasts=tuple(past_view(one, part) for one in part.pasts.values()),
        reports=tuple(
            OwnReportView(id=one.id, sent=one.sent, by=one.by, unit=one.unit)
            for one in part.reports.values()
        ),
        disclosures=tuple(
            DisclosureView(
                id=one.id,
                disclosed=one.disclosed,
                paragraph=one.paragraph,
                by=one.by,
                unit=one.unit,
            )
            for one in part.disclosures.values()
        ),
        earlier=tuple(
            EarlierView(item=item, words=one.words, why=one.why, by=one.by, on=one.on)
            for item, several in part.earlier.items()
            if part.find(item) is not None
            for one in several
        ),
        remarks=tuple(
            RemarkView(id=one.id, item=item, text=one.text, said_by=one.said_by, on=one.on)
            for item, several in part.remarks.items()
            if part.find(item) is not None
            for one in several
        ),
        misfiled=tuple(
            MisfiledView(item=item, by=one.by, on=one.on) for item, one in part.misfiled.items()
        ),
        talks=None if part.talks is None else _talks(part.talks),
    )


def document_view(one: Document, lacking: frozenset[UUID]) -> DocumentView:
    """Return a form that was filled in as it is seen."""
    return DocumentView(
        id=one.id,
        sheet=one.sheet,
        by=one.by,
        unit=one.unit,
        written_on=one.written_on,
        version=one.version,
        signatures=one.signatures,
        lacks_signatures_of=lacking,
    )


def attachment_view(one: Attachment) -> AttachmentView:
    """Return an attachment as it is seen."""
    return AttachmentView(
        id=one.id,
        described=one.described,
        stored=one.stored,
        hangs_on=one.hangs_on,
        by=one.by,
        unit=one.unit,
        kept_on=one.kept_on,
    )


def _comment(one: Comment) -> CommentView:
    return CommentView(id=one.id, beside=one.beside, by=one.by, unit=one.unit, made_at=one.made_at)


def _talks(one: RegularTalks) -> RegularTalksView:
    return RegularTalksView(
        adult=one.adult,
        every_days=one.every_days,
        unit=one.unit,
        since=one.since,
        ended_on=one.ended_on,
    )


def _message(one: Message) -> MessageView:
    return MessageView(id=one.id, saying=one.saying, by=one.by, unit=one.unit, sent_at=one.sent_at)


def entry_view(entry: Entry, hanging: tuple[Attachment, ...] = ()) -> EntryView:
    """Return an entry as it is seen; *hanging* is shown with one that is not in the logg yet."""
    return EntryView(
        id=entry.id,
        note=entry.note,
        by=entry.by,
        unit=entry.unit,
        written_on=entry.written_on,
        proposed_on=entry.proposed_on,
        carried_in_on=entry.carried_in_on,
        wish=entry.wish,
        attachments=tuple(attachment_view(one) for one in hanging),
    )
