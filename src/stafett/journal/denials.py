"""Denials: the first within a minute stand one by one, the rest are told by number in few lines.

Whoever has a stolen log-in can ask ten thousand times; nobody shall be able to bury what they did
under lines, or to fill a disk with them. So after some lines about one who is told no, the rest of
that minute is counted: told each time the number has doubled, durable before the answer that made
it so, and once more when the minute is over or the service stops. A crash loses at most what came
after the last doubling.

Whether what was asked for is there, or hides, makes no difference to when a line is written. What
was asked of a matter that hides is told in its own compartment when the minute is over.
"""

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, Final, TypeAlias
from uuid import UUID

from stafett.journal.away import JournalAway
from stafett.journal.lines import (
    AskingRefused,
    Outcome,
    PersonLookedUp,
    RefusalsGathered,
    Tried,
    TriedOf,
)

ONE_BY_ONE: Final = 20
"""So many lines about one asker stand by themselves within a minute (no guide: standard)."""
MINUTE: Final = 60.0
NAMED: Final = 1000
"""So many matters that are there are named in one line."""
TOLD_APART: Final = 100_000
"""So many different things one asker asked of are told apart; more are counted, and no more."""
AGAIN: Final = 5.0
"""Seconds until a closing line is tried once more when the journal was away."""

Denial: TypeAlias = AskingRefused | PersonLookedUp
Record: TypeAlias = Callable[..., Coroutine[Any, Any, None]]
"""Writes a line and returns when it is durable: ``Journal.record``."""


@dataclass(slots=True)
class _Counted:
    times: int = 0
    different: set[int] = field(default_factory=set[int])


@dataclass(slots=True, eq=False)
class _Minute:
    """What one asker was told no to since the first no of the minute."""

    book: UUID
    began: float
    first: Denial
    last: Denial
    tell_at: int
    times: int = 0
    seen: float = 0.0
    told: int = 0
    room: int = TOLD_APART
    tried: dict[tuple[str, str], _Counted] = field(default_factory=dict[tuple[str, str], _Counted])
    there: dict[UUID, TriedOf] = field(default_factory=dict[UUID, TriedOf])
    hidden: dict[UUID, TriedOf] = field(default_factory=dict[UUID, TriedOf])
    closing: asyncio.Task[None] | None = None

    def count(self, line: Denial, sought: Hashable, shielded: UUID | None) -> None:
        self.times += 1
        self.seen = monotonic()
        reason = line.reason if isinstance(line, AskingRefused) else ""
        if shielded is not None and line.outcome is not Outcome.MISSED:
            # Whoever has a part in what hides is told more than a miss, and that hides too.
            line, reason = replace(line, action=""), ""
        self.last = line
        counted = self.tried.setdefault((line.action, reason), _Counted())
        counted.times += 1
        mark = hash(sought)
        if self.room and mark not in counted.different:
            counted.different.add(mark)
            self.room -= 1
        matter, about = _matter(line)
        if matter is not None:
            at = self.there if shielded is None else self.hidden
            before = at.get(matter)
            if before is not None or len(at) < NAMED:
                times = 0 if before is None else before.times
                at[matter] = TriedOf(matter, about, times + 1)

    @property
    def now(self) -> datetime:
        """Return the book's time, reckoned on from the last no.

        A line stands in the journal by the time it is written, or a later one would be found first.
        """
        return self.last.at + timedelta(seconds=monotonic() - self.seen)

    def line(self, hidden: TriedOf | None = None) -> RefusalsGathered:
        """Return what is told of it so far; of one matter alone in its compartment."""
        last = self.last
        tried = (
            Tried(action, reason, one.times, len(one.different))
            for (action, reason), one in self.tried.items()
        )
        return RefusalsGathered(
            at=self.first.at,
            actor=last.actor,
            role=last.role,
            units=last.units,
            through=last.through,
            request=last.request,
            purpose=last.purpose,
            action=last.action,
            first=self.first.request,
            until=last.at,
            times=self.times if hidden is None else hidden.times,
            tried=tuple(tried) if hidden is None else (),
            there=tuple(self.there.values()) if hidden is None else (hidden,),
            ground=last.ground,
            outcome=last.outcome,
        )


class Denials:
    """Counts what askers are told no to, in one process.

    Args:
        record: Writes a line.
        minute: How long is counted together, in seconds.
        one_by_one: How many lines about one asker stand by themselves within that.

    """

    def __init__(
        self, record: Record, *, minute: float = MINUTE, one_by_one: int = ONE_BY_ONE
    ) -> None:
        self.one_by_one = one_by_one
        self._record = record
        self._seconds = minute
        self._minutes: dict[tuple[UUID, UUID], _Minute] = {}
        self._closing: set[_Minute] = set()

    async def deny(
        self, book: UUID, line: Denial, *, sought: Hashable, shielded: UUID | None
    ) -> bool:
        """Write a no down, or count it; see ``Journal.deny``. Raises JournalAway."""
        minute = self._minute(book, line)
        minute.count(line, sought, shielded)
        if minute.times <= self.one_by_one:
            await self._record(book, line, at=line.at, shielded=shielded)
            return True
        if minute.closing is None:
            self._closing.add(minute)
            minute.closing = asyncio.create_task(self._close_in_time(minute))
        if minute.times >= minute.tell_at:
            due, minute.tell_at = minute.tell_at, 2 * minute.tell_at
            try:
                await self._tell(minute)
            except BaseException:
                minute.tell_at = due
                raise
        return False

    async def close(self) -> None:
        """Tell of everything that was counted and not told yet."""
        for minute in list(self._closing):
            if minute.closing is not None:
                minute.closing.cancel()
            await self._closed(minute)
        self._minutes.clear()

    def _minute(self, book: UUID, line: Denial) -> _Minute:
        """Return the minute the asker is in, or begin one; what is long over is forgotten."""
        now, key = monotonic(), (book, line.actor)
        found = self._minutes.get(key)
        if found is None or now - found.began >= self._seconds:
            self._minutes.pop(key, None)
            found = self._minutes[key] = _Minute(book, now, line, line, 2 * self.one_by_one)
            while now - (oldest := next(iter(self._minutes.values()))).began >= self._seconds:
                del self._minutes[oldest.book, oldest.first.actor]
        return found

    async def _close_in_time(self, minute: _Minute) -> None:
        await asyncio.sleep(minute.began + self._seconds - monotonic())
        key = minute.book, minute.first.actor
        if self._minutes.get(key) is minute:
            del self._minutes[key]
        while True:
            if await self._closed(minute):
                return
            await asyncio.sleep(AGAIN)

    async def _closed(self, minute: _Minute) -> bool:
        """Tell the rest, and what hides where it hides; say whether all of it is written."""
        try:
            while minute.told < minute.times:
                await self._tell(minute)
            for matter, tried in list(minute.hidden.items()):
                line = minute.line(tried)
                await self._record(minute.book, line, at=minute.now, shielded=matter)
                del minute.hidden[matter]
        except JournalAway:
            return False
        self._closing.discard(minute)
        return True

    async def _tell(self, minute: _Minute) -> None:
        line = minute.line()
        await self._record(minute.book, line, at=minute.now)
        minute.told = max(minute.told, line.times)


def _matter(line: Denial) -> tuple[UUID | None, UUID | None]:
    """Return the matter that is there, if it is, and whom it is about."""
    if isinstance(line, PersonLookedUp):
        return line.found, line.found
    return (None, None) if line.about is None else (line.stream, line.about)
