"""What the door tells the journal: the same words for every opening, look-up, list and refusal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from stafett.application.asking import Asking
from stafett.application.scenes import Scene, about_of
from stafett.application.unusual import Attention
from stafett.domain.access import Permit
from stafett.domain.facts import FRAME, Place, Refusal, Stranger
from stafett.domain.followup import Ended, Running
from stafett.domain.matter import Concluded, Shielded, TakenOn, Wondering, open_part
from stafett.domain.people import Actor, PersonId
from stafett.journal import (
    AskingRefused,
    Journal,
    ListRead,
    MatterOpened,
    PersonChanged,
    PersonLookedUp,
    role_of,
    units_of,
)
from stafett.projections.subjects import Kind


@dataclass(frozen=True, slots=True)
class Question:
    """Who asks for what: the part of a journal line that is known before the answer."""

    book: UUID
    asker: Actor
    asking: Asking
    action: str
    kind: Kind
    stream: UUID | None

    def told(self, at: datetime) -> dict[str, Any]:
        """Return the fields that every line of the journal has."""
        return {
            "at": at,
            "actor": self.asker.id,
            "role": role_of(self.asker),
            "units": units_of(self.asker),
            "through": self.asking.through,
            "request": self.asking.request,
            "purpose": self.asking.purpose,
            "action": self.asking.action or self.action,
        }


class Recording:
    """Writes the door's lines; every method returns when the line is durable.

    Every method raises JournalAway, and then nothing may be shown.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._attention = Attention()

    async def refused(
        self, question: Question, at: datetime, refusal: Refusal, state: Any = None
    ) -> None:
        """Write down that somebody was told no; ``state`` is what they asked about."""
        line = AskingRefused(
            **question.told(at),
            kind=question.kind.value,
            stream=question.stream,
            about=about_of(state),
            reason=refusal.code,
            rule=refusal.rule,
        )
        hidden = shielded(question.stream, state)
        await self._journal.record(question.book, line, at=at, shielded=hidden)
        if isinstance(refusal, Stranger):
            self._missed(question, at)

    async def opened(
        self,
        question: Question,
        scene: Scene,
        permit: Permit,
        read_to: int,
        state: Any = None,
        *,
        item: UUID | None = None,
    ) -> None:
        """Write down what somebody is about to be shown, up to which version, on which words."""
        parts = permit.parts | {FRAME} if isinstance(state, Running | Ended) else permit.parts
        if question.stream is None:
            raise ValueError("what is opened has an id")
        line = MatterOpened(
            **question.told(scene.now),
            kind=question.kind.value,
            stream=question.stream,
            read_to=read_to,
            about=scene.about,
            parts=tuple(sorted(map(part_name, parts))),
            rule=permit.rule,
            consents=permit.consents,
            item=item,
        )
        hidden = shielded(question.stream, state)
        await self._journal.record(question.book, line, at=scene.now, shielded=hidden)
        child = question.stream if question.kind is Kind.PERSON else scene.about
        if child is not None:
            self._looked_in_on(question, scene.now, child)

    async def listed(
        self, question: Question, at: datetime, shown: Sequence[tuple[UUID, Any]]
    ) -> None:
        """Write down what somebody's list held; what is shielded is told of apart (R88)."""
        hidden = [stream for stream, state in shown if shielded(stream, state) is not None]
        plain = [stream for stream, _ in shown if stream not in hidden]
        groups = [(plain, None), *(([stream], stream) for stream in hidden)]
        for streams, compartment in groups:
            line = ListRead(**question.told(at), shown=tuple(streams))
            await self._journal.record(question.book, line, at=at, shielded=compartment)

    async def changed(
        self, question: Question, at: datetime, who: PersonId, events: Sequence[str]
    ) -> None:
        """Write down that somebody is about to change who a person is, before it is done."""
        line = PersonChanged(**question.told(at), about=who, changes=tuple(events))
        await self._journal.record(question.book, line, at=at)

    async def looked_up(
        self, question: Question, at: datetime, found: UUID | None, *, told: bool
    ) -> None:
        """Write down that somebody looked for a person by number, hit or miss."""
        line = PersonLookedUp(**question.told(at), found=found, told=told)
        await self._journal.record(question.book, line, at=at)
        if found is not None and told:
            self._looked_in_on(question, at, found)
        else:
            self._missed(question, at)

    def _missed(self, question: Question, at: datetime) -> None:
        self._attention.missed(question.book, question.asker, at, question.asking.request)

    def _looked_in_on(self, question: Question, at: datetime, child: UUID) -> None:
        request = question.asking.request
        self._attention.looked_in_on(question.book, question.asker, at, request, child)


def shielded(stream: UUID | None, state: Any) -> UUID | None:
    """Return the stream's id when it is a shielded concern: its compartment."""
    if isinstance(state, Wondering | Shielded | TakenOn | Concluded):
        return stream if isinstance(open_part(state), Shielded) else None
    return None


def part_name(place: Place) -> str:
    """Return what the journal calls a part: ``frame``, ``shared``, ``own:<unit>``."""
    return place.kind.value if place.unit is None else f"{place.kind.value}:{place.unit}"
