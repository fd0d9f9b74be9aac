"""Writing many commands at once: one hand on the book, one write to the disk, many answers.

Commands that arrive while a batch is being written are the next batch; nobody waits for a clock.
Each batch is one call of one database function, which is one transaction: it takes the lock on
the book's head, looks at every stream the commands wrote or read, gives the lines their positions
and moves the head. So positions have no gaps, follow the order of commits, and different books
never wait for each other. When a command came too late nothing of the batch is written; a second
function then leaves out the late ones and names them, so that they fail alone.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final
from uuid import UUID

import asyncpg

from stafett.evidence.receipt import Receipt, issue
from stafett.ledger.columns import NotPacked, numbered_columns
from stafett.ledger.errors import (
    AlreadyAnswered,
    BookAway,
    BookBusy,
    ClaimTaken,
    NoSuchBook,
    Stale,
)
from stafett.ledger.job import MOST_COMMANDS, Job, next_batch
from stafett.ledger.line import Volume
from stafett.ledger.writing_hand import ConnectionLost, NotAsOne, WritingHand

WAITING_AT_MOST: Final = 2000
PATIENCE: Final = 15.0
ENOUGH: Final = 16
"""So many commands of a book must wait before another hand is worth its trouble."""
_TOOK_TOO_LONG: Final = (asyncpg.LockNotAvailableError, asyncpg.QueryCanceledError)


class Appender:
    """Writes the commands of many books to one of their two ledgers.

    Args:
        connect: Opens a database connection; each hand keeps one for itself.
        volume: Which of the two ledgers.
        written: Told after each commit that some book has new lines.
        hands: How many batches may be under way at once.
        waiting_at_most: How many commands of one book may wait before the next is turned away.
        patience: Seconds to go on asking after a lost connection, before it is said that the
            database is away.

    """

    def __init__(
        self,
        connect: "Callable[[], Awaitable[asyncpg.Connection[Any]]]",
        volume: Volume,
        written: Callable[[], None],
        *,
        hands: int = 2,
        waiting_at_most: int = WAITING_AT_MOST,
        patience: float = PATIENCE,
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._hands = [WritingHand(connect, volume) for _ in range(hands)]
        self._free = list(self._hands)
        self._written = written
        self._waiting_at_most = waiting_at_most
        self._patience = patience
        self._waiting: dict[UUID, deque[Job]] = {}
        self._turns: deque[UUID] = deque()
        self._being_written: list[UUID] = []
        self._called = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Open the hands' connections."""
        for hand in self._hands:
            await hand.reach()

    async def stop(self) -> None:
        """Write what waits, then let go of the connections. Nobody may submit any more."""
        while self._tasks:
            await asyncio.gather(*self._tasks)
        for hand in self._hands:
            hand.let_go()

    def submit(self, tenant: UUID, job: Job) -> None:
        """Let a command wait for the next batch; its outcome comes in ``job.outcome``.

        Raises:
            BookBusy: Too many are waiting already.

        """
        waiting = self._waiting.get(tenant)
        if waiting is None:
            waiting = self._waiting[tenant] = deque()
            self._turns.append(tenant)
        elif len(waiting) >= self._waiting_at_most:
            raise BookBusy
        waiting.append(job)
        first = len(waiting) == 1 and tenant not in self._being_written
        if self._free and (first or len(waiting) > ENOUGH * max(1, self._called)):
            # It begins when everyone who is about to submit has done so: that is the next batch.
            self._called += 1
            task = self._loop.create_task(self._write(self._free.pop()))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _write(self, hand: WritingHand) -> None:
        """Write batch after batch, each book in its turn, until nothing waits."""
        about_to_begin = self._called
        self._called -= 1
        try:
            while self._turns:
                tenant = self._turns.popleft()
                waiting = self._waiting[tenant]
                # What waits is shared with the hands that begin at the same moment, so that the
                # database writes one batch while the next is being got ready.
                share, about_to_begin = about_to_begin, 1
                batch = next_batch(waiting, min(MOST_COMMANDS, -(-len(waiting) // share)))
                if waiting:
                    self._turns.append(tenant)
                else:
                    del self._waiting[tenant]
                self._being_written.append(tenant)
                await self._commit(hand, tenant, batch)
                if not self._turns and len(self._being_written) == 1:
                    # Whoever was answered just now may have more to write, and then at once.
                    await asyncio.sleep(0)
                self._being_written.remove(tenant)
        finally:
            self._free.append(hand)

    async def _commit(self, hand: WritingHand, tenant: UUID, batch: Sequence[Job]) -> None:
        try:
            await self._try_to_commit(hand, tenant, batch)
        except Exception as trouble:  # noqa: BLE001 - whoever waits is told, the hand goes on
            for job in batch:
                job.fail(trouble)

    async def _try_to_commit(self, hand: WritingHand, tenant: UUID, batch: Sequence[Job]) -> None:
        receipts: list[Receipt | None] = []
        try:
            # While the database writes, the receipts are made out; nobody sees them before that.
            self._loop.call_soon(lambda: receipts.extend(_receipts(batch)))
            position = await hand.append(tenant, batch)
        except ConnectionLost:
            await self._commit_again(hand, tenant, batch)
        except asyncpg.NoDataFoundError:
            for job in batch:
                job.fail(NoSuchBook())
        except _TOOK_TOO_LONG:
            for job in batch:
                job.fail(BookBusy())
        except (NotPacked, NotAsOne, asyncpg.PostgresError):
            await self._commit_each(hand, tenant, batch)
        else:
            for job, receipt in zip(batch, receipts or _receipts(batch), strict=True):
                job.position = position + 1
                position += job.size
                job.succeed(receipt)
            self._written()

    async def _commit_each(self, hand: WritingHand, tenant: UUID, batch: Sequence[Job]) -> None:
        """Write a batch that could not be written as one, so that only the guilty ones fail."""
        try:
            told = await hand.append_each(numbered_columns(tenant, batch, again=False))
        except ConnectionLost:
            await self._commit_again(hand, tenant, batch)
        except asyncpg.PostgresError as refusal:
            if len(batch) == 1:
                batch[0].fail(_trouble(refusal))
            else:
                for job in batch:
                    await self._commit_each(hand, tenant, [job])
        else:
            self._settle(batch, told)

    async def _commit_again(self, hand: WritingHand, tenant: UUID, batch: Sequence[Job]) -> None:
        """Write a batch whose fate is unknown; what already stands there is only looked up.

        The database function takes the head's lock first, so it waits for the old transaction to
        end. The same sealed bytes go to the same place: a line that stands there with our leaf
        is ours.
        """
        try:
            async with asyncio.timeout(self._patience):
                told = await hand.append_after_loss(numbered_columns(tenant, batch, again=True))
        except TimeoutError:
            hand.let_go()
            for job in batch:
                job.fail(BookAway())
        except asyncpg.PostgresError as refusal:
            if len(batch) == 1:
                batch[0].fail(_trouble(refusal))
            else:
                for job in batch:
                    await self._commit_again(hand, tenant, [job])
        else:
            self._settle(batch, told)

    def _settle(self, batch: Sequence[Job], told: asyncpg.Record) -> None:
        """Give each command of a batch its receipt, or what stood in its way."""
        refused = _refusals(batch, told)
        for number, reason in refused.items():
            batch[number - 1].fail(reason)
        written = [job for number, job in enumerate(batch, 1) if number not in refused]
        repeated = {batch[number - 1].command for number in told["repeated"] or ()}
        position = told["base"]
        for job in written:
            if job.command not in repeated:
                job.position = position + 1
                position += job.size
        for job, receipt in zip(written, _receipts(written), strict=True):
            job.succeed(receipt)
        if told["added"]:
            self._written()


def _receipts(batch: Sequence[Job]) -> Sequence[Receipt | None]:
    """Return a receipt for each command of a batch; none for one that writes nothing."""
    if not batch:
        return ()
    at = max(job.at for job in batch)
    made = issue(batch[0].signer, at, [job.leaves for job in batch if job.size])
    if len(made) == len(batch):
        return made
    given = iter(made)
    return [next(given) if job.size else None for job in batch]


def _refusals(batch: Sequence[Job], told: asyncpg.Record) -> dict[int, Exception]:
    refused: dict[int, Exception] = {}
    if told["stale"]:
        for number, stream in zip(told["stale"], told["stale_streams"], strict=True):
            refused[number] = Stale(stream)
    if told["taken"]:
        kinds = [claim.kind for job in batch for claim in job.claims]
        for number, claim in zip(told["taken"], told["taken_claims"], strict=True):
            refused.setdefault(number, ClaimTaken(kinds[claim - 1]))
    for number in told["answered"] or ():
        refused[number] = AlreadyAnswered(None, None)
    for number in told["repeated"] or ():
        refused.pop(number, None)
    return refused


def _trouble(refusal: asyncpg.PostgresError) -> Exception:
    """Return what to say when the database cannot write: some of it is nobody's fault."""
    if isinstance(refusal, asyncpg.InsufficientResourcesError):
        return BookAway()
    return BookBusy() if isinstance(refusal, _TOOK_TOO_LONG) else refusal
