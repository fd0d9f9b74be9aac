"""Reading a whole book to see that nothing in it was touched, from the first line to the head.

What is checked of each line: its position follows the one before, its version and its chain
follow the line before it in its stream, its leaf is what its outside gives, and its seal opens
for its place and no other. Somebody with every right in the database but none of the keys can
recompute leaves; the seal holds the leaf before it, so it no longer opens then. What this cannot
see is an end cut off together with the head: receipts and checkpoints kept elsewhere show that.
"""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from asyncpg import Record

from stafett.evidence.line_header import NO_LEAF, is_pruned
from stafett.ledger.errors import Shredded, Tampered, UnknownEvent
from stafett.ledger.keyring import Keys
from stafett.ledger.line_sealer import LineSealer
from stafett.ledger.opening import closed_line, not_continued

PAGE: Final = 2000
"""Lines in one question to the database."""


@dataclass(frozen=True, slots=True)
class Fault:
    """The first line that is not as it was written, and what is wrong with it.

    ``stream`` and ``version`` are ``None`` when the line itself is not there.
    """

    position: int
    stream: UUID | None
    version: int | None
    wrong: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What reading one ledger of one book showed.

    ``lines`` were read and well, in so many ``streams``; of them ``shredded`` have no key any
    more and were checked on the outside only, and of those ``pruned`` have no contents any more
    either. ``fault`` is ``None`` when all is well.
    """

    lines: int
    streams: int
    shredded: int
    fault: Fault | None
    pruned: int = 0

    @property
    def well(self) -> bool:
        """Say whether everything is as it was written."""
        return self.fault is None


class Verification:
    """One reading of one ledger: feed it pages of rows in order, then close it."""

    def __init__(self, head: int, sealer: LineSealer) -> None:
        self._head = head
        self._sealer = sealer
        self._lines = 0
        self._shredded = 0
        self._pruned = 0
        self._last: dict[UUID, tuple[int, bytes]] = {}
        self._fault: Fault | None = None

    def take(self, rows: list[Record], keys: Keys) -> bool:
        """Check a page of rows; say whether to go on."""
        for row in rows:
            wrong = self._wrong(row, keys)
            if wrong is not None:
                position = min(row["position"], self._lines + 1)
                there = row["position"] == position
                self._fault = Fault(
                    position,
                    row["stream"] if there else None,
                    row["version"] if there else None,
                    wrong,
                )
                return False
            self._last[row["stream"]] = row["version"], row["leaf"]
            self._lines += 1
        return True

    def verdict(self) -> Verdict:
        """Return what was found."""
        fault = self._fault
        if fault is None and self._lines < self._head:
            fault = Fault(self._lines + 1, None, None, "the head says there is a line here")
        return Verdict(self._lines, len(self._last), self._shredded, fault, self._pruned)

    def _wrong(self, row: Record, keys: Keys) -> str | None:
        if row["position"] != self._lines + 1:
            return (
                "the line is missing" if row["position"] > self._lines else "it stands here twice"
            )
        if row["position"] > self._head:
            return "it stands after the head"
        version, leaf = self._last.get(row["stream"], (0, NO_LEAF))
        line = closed_line(row)
        if (says := not_continued(line, version, leaf, self._sealer)) is not None:
            return says
        try:
            self._sealer.open(line, keys.key(line.key_id))
        except Shredded:
            self._shredded += 1
            self._pruned += is_pruned(line.sealed)
        except (Tampered, UnknownEvent):
            return "its seal does not open"
        return None


async def verify(
    head: int,
    pages: AsyncIterator[tuple[list[Record], Keys]],
    sealer: LineSealer,
    told: Callable[[int, int], None] = lambda _done, _of: None,
) -> Verdict:
    """Check pages of rows up to the head, and return what was found.

    *told* is called after each page with how many lines were read, and of how many.
    """
    reading = Verification(head, sealer)
    done = 0
    async for rows, keys in pages:
        if not reading.take(rows, keys):
            break
        done += len(rows)
        told(done, head)
    return reading.verdict()
