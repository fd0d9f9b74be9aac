"""One command on its way into the book: its lines closed, waiting to be written with others."""

from asyncio import Future
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from stafett.evidence.receipt import Receipt, Signer
from stafett.ledger.line_sealer import ClosedLine

MOST_LINES: Final = 512
"""How many lines go in one batch; a command with more of them goes alone."""

MOST_COMMANDS: Final = 512
"""How many commands go in one batch. A receipt's tree has room for twice as many."""


class SealedAnswer(NamedTuple):
    """What a command that writes nothing will be answered, closed, and the id of its key."""

    key_id: UUID
    sealed: bytes


class SealedClaim(NamedTuple):
    """A claim as it is stored: ``tag`` is a keyed hash of its kind and what is claimed.

    ``kind`` is not stored; it names the claim to whoever lost it.
    """

    kind: str
    tag: bytes
    stream: UUID
    release: bool


@dataclass(slots=True, eq=False)
class Job:
    """A command to be written, all or nothing.

    ``streams`` holds the lines by the stream they are written to, in order; all together they are
    ``size``, and ``leaves`` are theirs. ``remembered`` says that it has an answer: in its first
    line, or in ``answer`` when it has no lines. ``outcome`` is given the receipt (``None`` when
    there are no lines), or what stood in the way. ``position`` is that of its first line, known
    once it is written, except after a lost connection.
    """

    command: UUID
    at: datetime
    streams: Sequence[tuple[UUID, tuple[ClosedLine, ...]]]
    reads: Sequence[tuple[UUID, int]]
    claims: Sequence[SealedClaim]
    answer: SealedAnswer | None
    remembered: bool
    size: int
    leaves: tuple[bytes, ...]
    signer: Signer
    outcome: "Future[Receipt | None]"
    position: int | None = None

    @property
    def first(self) -> ClosedLine | None:
        """Return the first line it writes, if it writes any."""
        return self.streams[0][1][0] if self.streams else None

    def fail(self, reason: Exception) -> None:
        """Tell whoever waits what stood in the way, if anybody still waits."""
        if not self.outcome.done():
            self.outcome.set_exception(reason)

    def succeed(self, receipt: Receipt | None) -> None:
        """Give whoever waits the receipt, if anybody still waits."""
        if not self.outcome.done():
            self.outcome.set_result(receipt)


def next_batch(waiting: deque[Job], most: int = MOST_COMMANDS) -> list[Job]:
    """Take the next commands that can be written together, oldest first.

    At most one command per stream: one that writes to or has read what an earlier one writes to,
    claims the same thing, or is the same command, waits for the next batch, where it will see
    what became of the first.
    """
    batch: list[Job] = []
    held: list[Job] = []
    lines = 0
    # By their numbers, which are cheaper to look up than the ids themselves.
    written: set[int] = set()
    taken: set[bytes] = set()
    commands: set[int] = set()
    while waiting and len(batch) < most:
        job = waiting[0]
        if batch and lines + job.size > MOST_LINES:
            break
        waiting.popleft()
        if job.command.int in commands or _meets(job, written, taken):
            held.append(job)
            continue
        batch.append(job)
        lines += job.size
        commands.add(job.command.int)
        for stream, _ in job.streams:
            written.add(stream.int)
        for claim in job.claims:
            taken.add(claim.tag)
    waiting.extendleft(reversed(held))
    return batch


def _meets(job: Job, written: set[int], taken: set[bytes]) -> bool:
    # Plain loops: this is asked once for every command, and most have one stream and one read.
    for stream, _ in job.streams:
        if stream.int in written:
            return True
    for stream, _ in job.reads:
        if stream.int in written:
            return True
    return bool(job.claims) and not taken.isdisjoint([claim.tag for claim in job.claims])
