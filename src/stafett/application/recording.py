"""What the door tells the journal: the same words for every opening, look-up, list and refusal."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final, NamedTuple
from uuid import UUID
from weakref import WeakSet

from stafett.application.asking import Asking
from stafett.application.claims import account_tag
from stafett.application.scenes import Scene, about_of
from stafett.application.unusual import Attention
from stafett.domain.access import Permit
from stafett.domain.circumstances import NORWAY
from stafett.domain.facts import FRAME, Place, Refusal, Stranger
from stafett.domain.followup import Ended, Running
from stafett.domain.matter import Concluded, Shielded, TakenOn, Wondering, open_part
from stafett.domain.people import Actor, PersonId
from stafett.domain.person import Person
from stafett.journal import (
    AskingRefused,
    AuditAsked,
    AuditSent,
    Denial,
    Ground,
    Item,
    Journal,
    ListRead,
    MatterOpened,
    Outcome,
    PersonChanged,
    PersonLookedUp,
    role_of,
    units_of,
)
from stafett.law import lawbook
from stafett.projections.subjects import Kind
from stafett.release import our_version

_ACTIVITY: Final[Mapping[Kind, str]] = {
    Kind.CONCERN: "wondering-in-a-unit",
    Kind.FOLLOW_UP: "coordinated-follow-up",
}
"""What the municipality processes when something of a kind is read (``law/activities.toml``)."""

SEEN_IS_STALE: Final = "SEEN_IS_STALE"
"""What the journal calls it that somebody was told only how many entries there are now."""


@dataclass(frozen=True, slots=True)
class Question:
    """Who asks for what: the part of a journal line that is known before the answer."""

    book: UUID
    asker: Actor
    asking: Asking
    action: str
    kind: Kind
    stream: UUID | None


class Row(NamedTuple):
    """One matter in what is shown of many: as it stood, and on what permit it is there.

    Without a permit where it is there by the asker's duty, and not because of the matter.
    """

    stream: UUID
    state: Any = None
    version: int | None = None
    permit: Permit | None = None


class Recording:
    """Writes the door's lines; every method returns when the line is durable.

    Every method raises JournalAway, and then nothing may be shown.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._attention = Attention()
        self._written: WeakSet[Refusal] = WeakSet()

    async def refused(
        self,
        question: Question,
        at: datetime,
        refusal: Refusal,
        state: Any = None,
        *,
        hidden: UUID | None = None,
    ) -> None:
        """Write down that somebody was told no; ``state`` is what they asked about.

        ``hidden`` is the compartment it lies in, where a shielded concern is refused to begin.
        """
        hidden = hidden or shielded(question.stream, state)
        why = refusal.code, refusal.rule
        await self._denied(question, at, why, _outcome(refusal), state, hidden)
        self._written.add(refusal)

    async def said_no(self, question: Question, at: datetime, refusal: Refusal) -> None:
        """See that a no is written down, which the page said rather than the door."""
        if refusal not in self._written:
            await self.refused(question, at, refusal)

    async def stale(self, question: Question, at: datetime, state: Any) -> None:
        """Write down that somebody was told how many entries they would see by now."""
        hidden = shielded(question.stream, state)
        await self._denied(question, at, (SEEN_IS_STALE, ""), Outcome.REFUSED, state, hidden)

    async def _denied(  # noqa: PLR0917 - what a line of it says
        self,
        question: Question,
        at: datetime,
        why: tuple[str, str],
        outcome: Outcome,
        state: Any,
        hidden: UUID | None,
    ) -> None:
        reason, rule = why
        line = AskingRefused(
            **await self._told(question, at),
            kind=question.kind.value,
            stream=question.stream,
            about=state.id if isinstance(state, Person) else about_of(state),
            reason=reason,
            rule=rule,
            ground=self._ground(question, at),
            outcome=outcome,
        )
        await self._deny(question, line, question.stream, hidden)

    async def opened(
        self,
        question: Question,
        scene: Scene,
        permit: Permit,
        read_to: int,
        state: Any = None,
        *,
        item: UUID | None = None,
        fields: Collection[str] = (),
        entries: int | None = None,
        size: int | None = None,
        hidden: UUID | None = None,
    ) -> None:
        """Write down what somebody is about to be shown, up to which version, on which words.

        ``fields`` names what is opened beyond the classes of fields the permit shows, or apart
        from them; ``entries`` is how many entries are shown, ``size`` the length of a file.
        ``hidden`` is the shielded concern because of which alone they are shown it.
        """
        parts = permit.parts | {FRAME} if isinstance(state, Running | Ended) else permit.parts
        if question.stream is None:
            raise ValueError("what is opened has an id")
        line = MatterOpened(
            **await self._told(question, scene.now),
            kind=question.kind.value,
            stream=question.stream,
            read_to=read_to,
            about=scene.about,
            parts=tuple(sorted(map(part_name, parts))),
            rule=permit.rule,
            consents=permit.consents,
            item=item,
            fields=tuple(sorted(fields)) or classes(permit),
            entries=entries,
            size=None if size is None else _next_power_of_two(size),
            ground=self._ground(question, scene.now, scene, permit.emergency),
            outcome=Outcome.SHOWN,
        )
        hidden = hidden or shielded(question.stream, state)
        await self._journal.record(question.book, line, at=scene.now, shielded=hidden)
        child = question.stream if question.kind is Kind.PERSON else scene.about
        if child is not None:
            self._looked_in_on(question, scene.now, child)

    async def listed(
        self,
        question: Question,
        scene: Scene,
        rows: Sequence[Row],
        *,
        emergency: UUID | None = None,
    ) -> None:
        """Write down what somebody's list held; what is shielded is told of apart (R88).

        ``emergency`` is by what the asker looks in, where it is asked for because of that.
        """
        hidden = [one for one in rows if shielded(one.stream, one.state) is not None]
        plain = [one for one in rows if one not in hidden]
        groups = [(plain, None), *(([one], one.stream) for one in hidden)]
        told = await self._told(question, scene.now)
        ground = self._ground(question, scene.now, scene, emergency)
        for some, compartment in groups:
            items = tuple(map(_item, some))
            line = ListRead(**told, items=items, ground=ground, outcome=Outcome.SHOWN)
            await self._journal.record(question.book, line, at=scene.now, shielded=compartment)

    async def changed(
        self,
        question: Question,
        at: datetime,
        who: PersonId,
        events: Sequence[str],
        *,
        hidden: UUID | None = None,
    ) -> None:
        """Write down that somebody is about to change who a person is, before it is done."""
        line = PersonChanged(
            **await self._told(question, at),
            about=who,
            changes=tuple(events),
            ground=self._ground(question, at),
            outcome=Outcome.DONE,
        )
        await self._journal.record(question.book, line, at=at, shielded=hidden)

    async def looked_up(
        self,
        question: Question,
        at: datetime,
        found: UUID | None,
        *,
        told: bool,
        sought: bytes | None = None,
        hidden: UUID | None = None,
    ) -> None:
        """Write down that somebody looked for a person by number, hit or miss.

        ``sought`` tells one number from another while misses are counted; it is not kept. Without
        it a miss is never counted, and has a line of its own.
        """
        line = PersonLookedUp(
            **await self._told(question, at),
            found=found,
            told=told,
            ground=self._ground(question, at),
            outcome=Outcome.SHOWN if told else Outcome.MISSED,
        )
        if found is not None and told:
            await self._journal.record(question.book, line, at=at, shielded=hidden)
            self._looked_in_on(question, at, found)
        elif sought is None:
            await self._journal.record(question.book, line, at=at, shielded=hidden)
            self._attention.missed(question.book, question.asker, at, question.asking.request)
        else:
            await self._deny(question, line, sought, hidden)

    async def audited(self, question: Question, at: datetime, **asked: Any) -> None:
        """Write down what somebody who audits is about to be told; the fields of `AuditAsked`."""
        told, ground = await self._told(question, at), self._ground(question, at)
        line = AuditAsked(**told, **asked, ground=ground, outcome=Outcome.SHOWN)
        await self._journal.record(question.book, line, at=at)

    async def audit_sent(
        self, question: Question, at: datetime, about: UUID | None, lines: int, sha256: str
    ) -> None:
        """Write down that what was asked for was sent to its end."""
        told, ground = await self._told(question, at), self._ground(question, at)
        sent = AuditSent(**told, about=about, lines=lines, sha256=sha256, ground=ground)
        await self._journal.record(question.book, sent, at=at)

    async def _told(self, question: Question, at: datetime) -> dict[str, Any]:
        """Return the fields that every line of the journal has."""
        asking, through = question.asking, question.asking.through
        if asking.account is not None:
            called = await self._journal.log_in(question.book, account_tag(asking.account))
            through = replace(through, log_in=called)
        return {
            "at": at,
            "actor": question.asker.id,
            "role": role_of(question.asker),
            "units": units_of(question.asker),
            "through": through,
            "request": asking.request,
            "purpose": asking.purpose,
            "action": asking.action or question.action,
        }

    def _ground(
        self,
        question: Question,
        at: datetime,
        scene: Scene | None = None,
        emergency: UUID | None = None,
    ) -> Ground:
        """Return what an answer rests on besides rule and consents."""
        about = scene is not None and scene.about is not None
        return Ground(
            basis=basis_of(question.kind, at.astimezone(NORWAY).date()),
            rules=None if scene is None else scene.known.version,
            person=scene.person_version if scene is not None and about else None,
            release=our_version(),
            checkpoint=self._journal.signed(question.book),
            emergency=emergency,
        )

    async def _deny(
        self, question: Question, line: Denial, sought: Hashable, hidden: UUID | None = None
    ) -> None:
        """Write a no down, or have it counted; the request that is told of has its own line."""
        book = question.book
        stands = await self._journal.deny(book, line, sought=sought, shielded=hidden)
        if line.outcome is not Outcome.MISSED:
            return
        told = self._attention.missed(book, question.asker, line.at, line.request)
        if told and not stands:
            await self._journal.record(book, line, at=line.at, shielded=hidden)

    def _looked_in_on(self, question: Question, at: datetime, child: UUID) -> None:
        request = question.asking.request
        self._attention.looked_in_on(question.book, question.asker, at, request, child)


def shielded(stream: UUID | None, state: Any) -> UUID | None:
    """Return the stream's id when it is a shielded concern: its compartment."""
    if isinstance(state, Wondering | Shielded | TakenOn | Concluded):
        return stream if isinstance(open_part(state), Shielded) else None
    return None


def _outcome(refusal: Refusal) -> Outcome:
    return Outcome.MISSED if isinstance(refusal, Stranger) else Outcome.REFUSED


def classes(permit: Permit) -> tuple[str, ...]:
    """Return which classes of fields a permit shows: audiences, or else kinds of part."""
    shown = (one.value for one in permit.shown)
    return tuple(sorted({*shown} or {one.kind.value for one in permit.parts}))


def basis_of(kind: Kind, day: date) -> str | None:
    """Return under which activity of the law of the day something of a kind is processed."""
    key = _ACTIVITY.get(kind)
    known = {one.key for one in lawbook().activities_on(day)}
    return key if key in known else None


def _item(row: Row) -> Item:
    permit = row.permit
    return Item(
        stream=row.stream,
        read_to=row.version,
        about=None if permit is None else about_of(row.state),
        fields=() if permit is None else classes(permit),
        rule="" if permit is None else permit.rule,
        consents=() if permit is None else permit.consents,
    )


def _next_power_of_two(size: int) -> int:
    return 1 << max(size - 1, 0).bit_length()


def part_name(place: Place) -> str:
    """Return what the journal calls a part: ``frame``, ``shared``, ``own:<unit>``."""
    return place.kind.value if place.unit is None else f"{place.kind.value}:{place.unit}"
