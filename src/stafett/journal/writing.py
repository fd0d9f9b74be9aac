"""Writing the journal: a line is durable before anybody sees what it tells of.

It is the book's second ledger: same sealing, chain and appender, a head row of its own. Each
process writes one stream per book, under a random id, and gathers lines while one append is on
its way, so that a busy morning costs few commits. Lines lie under the quarter's journal key;
lines about a shielded concern under that concern's compartment key, so that whoever may read the
journal does not learn from it what was hidden.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from time import monotonic
from typing import Final
from uuid import UUID, uuid4, uuid5

from stafett.domain.circumstances import NORWAY
from stafett.domain.facts import COMPARTMENT, JOURNAL, Event, Place
from stafett.ids import uuid7
from stafett.journal.away import JournalAway
from stafett.journal.denials import MINUTE, Denial, Denials
from stafett.journal.lines import MatterOpened
from stafett.ledger.book import Ledger
from stafett.ledger.line import Append, Line, NewLine, Write
from stafett.ledger.period import between
from stafett.ledger.scope import Scope

WAITING = 4096
"""How many lines may wait before the door answers 503."""
BATCH = 256
"""How many lines one append takes."""
PAGE = 1000
"""How many lines are read at a time."""
PATIENCE = timedelta(seconds=1)
"""How long an answer waits for its line."""
FALTERS = timedelta(seconds=10)
"""How long after a failure it is said that the journal falters, unless a line was written since.

Not longer: whoever is told so asks us nothing more, and we should never learn that it is well.
"""


LOG_IN: Final = "log-in"
"""What the tag is for by which one log-in is told from another."""


def _unknown(_book: UUID) -> int | None:
    return None


def quarter_scope(book: UUID, day: date) -> Scope:
    """Return the scope whose key seals the journal of the quarter the day in Norway lies in."""
    quarter = f"journal {day.year} Q{(day.month + 2) // 3}"
    return Scope(stream=uuid5(book, quarter), kind=JOURNAL.kind.value, unit=None)


def compartment_scope(concern: UUID) -> Scope:
    """Return the scope of a shielded concern: its journal lines hide with it."""
    return Scope(stream=concern, kind=COMPARTMENT.kind.value, unit=None)


@dataclass(slots=True)
class _Waiting:
    """A line on its way, and the answer that waits for it."""

    event: Event
    at: datetime
    place: Place
    scope: Scope
    written: asyncio.Future[None]


@dataclass(slots=True)
class _Shelf:
    """One book's journal in this process: its stream, how far it came, and what waits."""

    stream: UUID = field(default_factory=uuid4)
    version: int = 0
    previous: bytes = bytes(32)
    waiting: deque[_Waiting] = field(default_factory=deque)
    writer: asyncio.Task[None] | None = None


class Journal:
    """The journals of every book this process serves.

    Args:
        ledger: The books' second ledger (built for the journal's tables, with its own
            connections, so that a flood of writes never keeps a reading from being recorded).
        waiting: How many lines may wait, all books together.
        patience: How long one answer waits before it becomes ``JournalAway``.
        signed: Says of a book how many lines of the year's events were signed for last, as far as
            that is known here.
        minute: How long one asker's denials are counted together, in seconds.

    """

    def __init__(
        self,
        ledger: Ledger,
        *,
        waiting: int = WAITING,
        patience: timedelta = PATIENCE,
        signed: Callable[[UUID], int | None] = _unknown,
        minute: float = MINUTE,
    ) -> None:
        self.signed: Final = signed
        self._ledger = ledger
        self._room = waiting
        self._patience = patience.total_seconds()
        self._shelves: dict[UUID, _Shelf] = {}
        self._failed_at: float | None = None
        self.denials: Final = Denials(self.record, minute=minute)

    @property
    def falters(self) -> bool:
        """Did the last line that was to be written fail, just now?"""
        failed = self._failed_at
        return failed is not None and monotonic() - failed < FALTERS.total_seconds()

    async def log_in(self, book: UUID, account: bytes) -> str:
        """Return what a log-in is called in the journal of a book: 32 hexadecimal digits."""
        return (await self._ledger.tag(book, LOG_IN, account)).hex()[:32]

    async def record(
        self, book: UUID, event: Event, *, at: datetime, shielded: UUID | None = None
    ) -> None:
        """Write one line and return when it is durable.

        ``at`` is the book time of the reading itself; ``shielded`` is the concern whose
        compartment the line belongs in.

        Raises:
            JournalAway: It could not be written in time. The caller must show nothing.

        """
        if self._room <= 0:
            raise JournalAway
        if shielded is None:
            day = at.astimezone(NORWAY).date()
            place, scope = JOURNAL, quarter_scope(book, day)
        else:
            place, scope = COMPARTMENT, compartment_scope(shielded)
        line = _Waiting(event, at, place, scope, asyncio.get_running_loop().create_future())
        shelf = self._shelves.setdefault(book, _Shelf())
        shelf.waiting.append(line)
        self._room -= 1
        if shelf.writer is None:
            shelf.writer = asyncio.create_task(self._write(book, shelf))
        try:
            async with asyncio.timeout(self._patience):
                await line.written
        except TimeoutError:
            self._failed_at = monotonic()
            raise JournalAway from None

    async def deny(
        self, book: UUID, line: Denial, *, sought: Hashable, shielded: UUID | None = None
    ) -> bool:
        """Write down that somebody is told no, or count it where they are told so all the time.

        Say whether it has a line of its own.

        ``sought`` is what they asked for: two that are equal are told of as one and the same. It
        is kept nowhere. ``shielded`` is the concern that it hides with.

        Raises:
            JournalAway: It could not be written in time. The caller must say nothing.

        """
        return await self.denials.deny(book, line, sought=sought, shielded=shielded)

    async def openings(self, book: UUID, stream: UUID) -> AsyncIterator[MatterOpened]:
        """Yield every time somebody was shown this matter, in order; reads the whole journal.

        Lines whose key is gone, or that lie in another matter's compartment, tell nothing.
        """
        after = 0
        while lines := await self._ledger.follow(book, after, PAGE):
            for line in lines:
                if isinstance(line.event, MatterOpened) and line.event.stream == stream:
                    yield line.event
            after = lines[-1].position

    def between(
        self,
        book: UUID,
        since: datetime,
        until: datetime,
        *,
        after: int = 0,
        head: int | None = None,
        page: int = PAGE,
    ) -> AsyncIterator[Sequence[Line]]:
        """Return the lines of a time, page by page; what is shielded comes too: see its place."""
        return between(self._ledger, book, since, until, after=after, head=head, page=page)

    async def head(self, book: UUID) -> int:
        """Return the position of the last line; 0 when there is none. Raises NoSuchBook."""
        return await self._ledger.head(book)

    async def close(self) -> None:
        """Tell of what was only counted, and wait for the lines that are on their way."""
        await self.denials.close()
        writers = [shelf.writer for shelf in self._shelves.values() if shelf.writer is not None]
        await asyncio.gather(*writers)

    async def _write(self, book: UUID, shelf: _Shelf) -> None:
        while shelf.waiting:
            batch = [shelf.waiting.popleft() for _ in range(min(BATCH, len(shelf.waiting)))]
            self._room += len(batch)
            wanted = [line for line in batch if not line.written.done()]
            if wanted:
                await self._append(book, shelf, wanted)
        shelf.writer = None

    async def _append(self, book: UUID, shelf: _Shelf, lines: list[_Waiting]) -> None:
        try:
            done = await self._ledger.append(
                Append(
                    tenant=book,
                    command=uuid7(),
                    at=max(line.at for line in lines),
                    by=shelf.stream,
                    writes=(Write(shelf.stream, shelf.version, shelf.previous, _new_lines(lines)),),
                    reads={},
                )
            )
        except Exception:  # noqa: BLE001 - whatever went wrong, the answer is: nothing is shown
            # The lines may or may not stand in the book; a fresh stream needs no guess.
            shelf.stream, shelf.version, shelf.previous = uuid4(), 0, bytes(32)
            self._failed_at = monotonic()
            for line in lines:
                if not line.written.done():
                    line.written.set_exception(JournalAway())
            return
        self._failed_at = None
        shelf.version += len(lines)
        shelf.previous = done.leaves[-1]
        for line in lines:
            if not line.written.done():
                line.written.set_result(None)


def _new_lines(lines: Iterable[_Waiting]) -> tuple[NewLine, ...]:
    return tuple(
        NewLine(event=line.event, place=line.place, event_id=uuid7(), scope=line.scope)
        for line in lines
    )
