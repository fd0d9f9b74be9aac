"""Showing: the whole way of a question, from the folded state to what one reader may see.

The sealed view and the lines written after it are the state; access is judged on the same
snapshot; only the parts the reader may see are opened; the journal has the line before anything
is returned.
"""

from collections.abc import AsyncIterator, Callable, Collection
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar
from uuid import UUID

from stafett.application.asking import Asking, Opened, Target
from stafett.application.readers import seen_by
from stafett.application.recording import Question, Recording, classes
from stafett.application.scenes import Scene, Scenes, fold, fold_on
from stafett.application.views import ConcernView, concern_view
from stafett.domain import access, national_report, noted_readers, taking_along, visible, word_views
from stafett.domain.access import Look, Permit
from stafett.domain.attachment import Attachment, AttachmentId
from stafett.domain.audience import Shown
from stafett.domain.circumstances import Circumstances
from stafett.domain.facts import Place, PlaceKind, Refusal, Stranger
from stafett.domain.followup import Ended, Running
from stafett.domain.national_report import Addressee, FilledIn
from stafett.domain.people import Asker, ConcernId, FollowUpId
from stafett.domain.readable import papers_of, proposals, proposed_with, readable
from stafett.domain.standing import FAMILY
from stafett.domain.taking_along import Noted
from stafett.domain.views import FollowUpView
from stafett.ledger.book import Ledger
from stafett.ledger.errors import NoSuchBook
from stafett.ledger.line import History
from stafett.ledger.reaching import reach
from stafett.ledger.sealing import SealBroken
from stafett.postgres.pool import Pool
from stafett.projections.case_view import (
    Folded,
    SealedView,
    live_views,
    open_first,
    open_parts,
)
from stafett.projections.subjects import Kind

Made = TypeVar("Made")
_SPOILT: Final = (SealBroken, LookupError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class OpenAttachment:
    """An attachment, and its bytes as they are opened."""

    attachment: Attachment
    content: AsyncIterator[bytes]


class Showing:
    """Shows concerns and follow-ups to those who may see them."""

    def __init__(self, ledger: Ledger, pool: Pool, scenes: Scenes, recording: Recording) -> None:
        self._ledger = ledger
        self._pool = pool
        self._scenes = scenes
        self._recording = recording

    async def open_follow_up(
        self, book: UUID, asker: Asker, follow_up: FollowUpId, asking: Asking
    ) -> Opened[FollowUpView]:
        """Show a follow-up; see ``Application.open_follow_up``."""
        question = _Look(book, asker, asking, "open-follow-up", Kind.FOLLOW_UP, follow_up)
        view, first = await self._first(book, follow_up)
        seen = await self._now(question, first)
        if view is not None and seen.first is not None:
            whole = await self._with_parts(book, view, seen)
            seen = replace(seen, state=whole) if whole else await self._now(question, None)
        if not isinstance(seen.state, Running | Ended):
            raise Stranger
        trimmed = visible.trim(seen.state, seen.permit, seen.at)
        await self._record(question, seen, trimmed.seen)
        return Opened(trimmed, trimmed.seen, seen.scene.now)

    async def open_attachment(
        self, book: UUID, asker: Asker, matter: Target, id_: AttachmentId, asking: Asking
    ) -> Opened[OpenAttachment]:
        """Open an attachment; see ``Application.open_attachment``."""
        if matter.id is None:
            raise ValueError("an attachment lies in something that has begun")
        question = _Look(book, asker, asking, "open-attachment", matter.kind, matter.id)
        seen = await self._now(question, None)
        if isinstance(seen.state, Running | Ended):
            there = _attachment(seen.state, seen.permit, id_, seen.at)
        else:
            there = noted_readers.attached(seen.state, id_, seen.at)
        upload = None if there is None else await self._ledger.attachments.find(book, id_)
        if there is None or upload is None:
            refusal = Stranger()
            await self._recording.refused(question, seen.scene.now, refusal, seen.state)
            raise refusal
        if upload.label.digest != there.stored.digest:
            raise SealBroken
        pieces = self._ledger.attachments.read(book, upload)
        first = await anext(pieces, b"")
        count = seen_by(seen.state, seen.permit, seen.at)
        size = there.stored.size
        await self._record(question, seen, count, item=id_, size=size, fields=("attachment",))
        content = _then(first, pieces)
        return Opened(OpenAttachment(there, content), count, seen.scene.now)

    async def made_of(  # noqa: PLR0917 - what is asked, as it is asked
        self,
        book: UUID,
        asker: Asker,
        follow_up: FollowUpId,
        asking: Asking,
        action: str,
        make: Callable[[Running | Ended, Permit, Circumstances], Made],
    ) -> Opened[Made]:
        """Show what is made of a follow-up instead of its page; *make* may say no.

        Raises:
            Refusal: There is nothing here for them, or *make* says so; the journal has it.

        """
        question = _Look(book, asker, asking, action, Kind.FOLLOW_UP, follow_up)
        seen = await self._now(question, None)
        if not isinstance(seen.state, Running | Ended):
            raise Stranger
        try:
            made = make(seen.state, seen.permit, seen.at)
        except Refusal as refusal:
            await self._recording.refused(question, seen.scene.now, refusal, seen.state)
            raise
        count = seen_by(seen.state, seen.permit, seen.at)
        await self._record(question, seen, count)
        return Opened(made, count, seen.scene.now)

    async def open_concern(
        self, book: UUID, asker: Asker, concern: ConcernId, asking: Asking
    ) -> Opened[ConcernView]:
        """Show a concern; see ``Application.open_concern``."""
        question = _Look(book, asker, asking, "open-concern", Kind.CONCERN, concern)
        _, first = await self._first(book, concern)
        seen = await self._now(question, first)
        view = concern_view(seen.state, seen.at)
        await self._record(question, seen, view.seen)
        return Opened(view, view.seen, seen.scene.now)

    async def fill_in_report(
        self,
        book: UUID,
        asker: Asker,
        target: Target,
        report: UUID,
        addressee: Addressee,
        *,
        asking: Asking,
    ) -> Opened[FilledIn]:
        """Fill in a report for its author; see ``Application.fill_in_report``."""
        if target.id is None:
            raise ValueError("a report stands in something that has begun")
        question = _Look(book, asker, asking, "fill-in-report", target.kind, target.id)
        seen = await self._now(question, None)
        try:
            if isinstance(seen.state, Running | Ended):
                reported = national_report.of_follow_up(seen.state, report, seen.at)
            else:
                reported = national_report.of_concern(seen.state, report, seen.at)
        except Refusal as refusal:
            await self._recording.refused(question, seen.scene.now, refusal, seen.state)
            raise
        filled = national_report.fill_in(reported, addressee, seen.at)
        count = seen_by(seen.state, seen.permit, seen.at)
        fields = (*classes(seen.permit), "national-number")
        await self._record(question, seen, count, fields=fields)
        return Opened(filled, count, seen.scene.now)

    async def noted_in(
        self, book: UUID, asker: Asker, concern: ConcernId, item: UUID, asking: Asking
    ) -> Noted:
        """Read what was noted in a concern; see ``Application.noted_in``."""
        question = _Look(book, asker, asking, "take-along", Kind.CONCERN, concern)
        seen = await self._now(question, None)
        try:
            noted = taking_along.noted_in(seen.state, item)
        except Refusal as refusal:
            await self._recording.refused(question, seen.scene.now, refusal, seen.state)
            raise
        await self._record(question, seen, 1, item=item)
        return noted

    async def _first(self, book: UUID, stream: UUID) -> tuple[SealedView | None, Folded | None]:
        """Return the sealed view, and what access is judged from; ``None`` without a usable one."""
        async with reach(self._pool) as connection:
            view = (await live_views(connection, book, [stream])).get(stream)
        if view is None:
            return None, None
        try:
            return view, await open_first(self._ledger, book, view)
        except _SPOILT:
            return None, None

    async def _now(self, question: "_Look", first: Folded | None) -> "_Seen":
        """Read the state as it is now and ask the domain; a no is in the journal first.

        The state is the view's, if it can be used, with the lines after it.
        """
        book, kind, stream = question.book, question.kind, question.stream
        if first is not None and first.kind is not kind:
            first = None
        try:
            scene = await self._scenes.of(book, kind, stream, folded=first)
            if first is not None and not _continues(first, scene.histories[stream]):
                first = None
                scene = await self._scenes.of(book, kind, stream)
        except NoSuchBook:
            raise Stranger from None
        history = scene.histories[stream]
        state = fold(kind, history) if first is None else fold_on(kind, first.state, history)
        try:
            at = scene.circumstances(question.asker, state)
            permit = access.may(question.asker, Look.OPEN, state, at)
        except Refusal as refusal:
            await self._recording.refused(question, scene.now, refusal, state)
            raise
        return _Seen(scene, state, first, at, permit)

    async def _with_parts(self, book: UUID, view: SealedView, seen: "_Seen") -> Any | None:
        """Return the state with the parts opened that the reader may see, and no others.

        ``None`` when the view cannot be used after all.
        """
        others = frozenset() if seen.first is None else seen.first.missing
        try:
            opened = await open_parts(self._ledger, book, view, _readable(seen.permit, others))
        except _SPOILT:
            return None
        if opened is None:
            return None
        return fold_on(Kind.FOLLOW_UP, opened.state, seen.scene.histories[view.stream])

    async def _record(
        self,
        question: "_Look",
        seen: "_Seen",
        entries: int,
        *,
        item: UUID | None = None,
        size: int | None = None,
        fields: Collection[str] = (),
    ) -> None:
        version = seen.scene.histories[question.stream].version
        await self._recording.opened(
            question,
            seen.scene,
            seen.permit,
            version,
            seen.state,
            item=item,
            fields=fields,
            entries=entries,
            size=size,
        )


async def _then(first: bytes, others: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Yield the first, which has been looked at already, and then the others."""
    yield first
    async for one in others:
        yield one


@dataclass(frozen=True, slots=True)
class _Look(Question):
    """A question about one thing that is there, or is said to be."""

    asker: Asker
    stream: UUID


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a question met: the scene, the state in it, and the permit to see it.

    ``first`` is the view the state began from, ``None`` when it was folded from its first line.
    """

    scene: Scene
    state: Any
    first: Folded | None
    at: Circumstances
    permit: Permit


def _attachment(
    state: Running | Ended, permit: Permit, id_: AttachmentId, at: Circumstances
) -> Attachment | None:
    """Return the attachment, if it is for this reader.

    It lies in a part they read, goes with what is proposed to them, or is the paper of a word
    they may hear.
    """
    contents = state.contents
    for part in readable(contents, permit).values():
        if id_ in part.attachments:
            return part.attachments[id_]
    shown = proposals(contents, permit)
    others = [one for entry in shown for one in proposed_with(contents, entry, permit)]
    if Shown.CONSENTS in permit.shown:
        words = word_views.heard(state.frame, permit, at)
        others += [one for word in words for one in papers_of(contents, word.id)]
    return next((one for one in others if one.id == id_), None)


def _readable(permit: Permit, places: frozenset[Place]) -> frozenset[Place]:
    """Return the parts to open: the permit's, and those of what is shown beside them.

    That is what units propose to the family, and the papers of words that one may hear.
    """
    if permit.roles & FAMILY or Shown.CONSENTS in permit.shown:
        return permit.parts | {place for place in places if place.kind is PlaceKind.OWN}
    return permit.parts


def _continues(folded: Folded, history: History) -> bool:
    """See that the book goes on from where the view stands."""
    return folded.leaf == (history.lines[0].previous if history.lines else history.leaf)
