"""The book: read a stream, write what was decided, follow what is new.

Everything that names a person or a matter is closed before it leaves this process and opened
only after it has come back. What is read is checked: each line continues the one before it and is
what its leaf says it is.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import Final
from uuid import UUID, uuid4

import asyncpg

from stafett.ledger import covers
from stafett.ledger.appender import PATIENCE, WAITING_AT_MOST, Appender
from stafett.ledger.attachments import Attachments
from stafett.ledger.bundling import Evidence
from stafett.ledger.closing import close, open_answer, scopes_of
from stafett.ledger.covers import Book
from stafett.ledger.errors import AlreadyAnswered, ClockNotYours, NoSuchBook, Shredded
from stafett.ledger.hands import Hands
from stafett.ledger.herald import Herald
from stafett.ledger.job import SealedAnswer
from stafett.ledger.keyring import Keyring, Keys
from stafett.ledger.keystore import Keystore
from stafett.ledger.last_signed import LastSigned
from stafett.ledger.line import Append, Appended, Line, Snapshot, StoredAnswer, Volume
from stafett.ledger.line_sealer import LineSealer
from stafett.ledger.opening import Opener, closed_line
from stafett.ledger.reaching import Pool, connect, in_book, open_pool, reach
from stafett.ledger.registry import Registry
from stafett.ledger.scope import Scope
from stafett.ledger.sealing import RowContext, seal, unseal
from stafett.ledger.verify import PAGE, Verdict, verify
from stafett.postgres.roles import Role, as_role

_TABLES: Final = {Volume.EVENTS: "event", Volume.JOURNAL: "journal_line"}
_WRITES: Final = {Volume.EVENTS: Role.WRITER, Volume.JOURNAL: Role.JOURNAL}
_BESIDE: Final = 4
"""Connections for what is written beside the lines, at most."""


class Ledger(Hands):
    """One of the two ledgers of all the books that lie in one database.

    Made by `open_ledger`. Every method raises BookAway when the database cannot be reached and
    KeystoreAway when a key is needed that cannot be fetched.
    """

    def __init__(
        self,
        pools: tuple[Pool, Pool],
        keystore: Keystore,
        keyring: Keyring,
        appender: Appender,
        herald: Herald,
        *,
        volume: Volume = Volume.EVENTS,
        origin: str = "stafett",
        demo: bool = False,
    ) -> None:
        super().__init__(keyring, origin)
        self._pool, self._beside = pools
        self._keystore = keystore
        self._appender = appender
        self._herald = herald
        self._volume = volume
        self._demo = demo
        self._registry = Registry()
        self.attachments = Attachments(self._beside, keyring)
        last = LastSigned(keystore, uuid4())
        self.evidence: Final = Evidence(self._pool, keyring, last, origin=origin)
        # Asked for once: asking costs a system call each time.
        self._loop = asyncio.get_running_loop()
        self._sealers: dict[UUID, LineSealer] = {}
        name, table = volume.value, _TABLES[volume]
        self._read = f"SELECT * FROM {name}_read($1, $2, $3, $4)"  # noqa: S608 - our own names
        self._head = f"SELECT {name}_position($1)"
        self._follow = (
            "SELECT position, stream, version, event_id, recorded_at, key_id, sealed, previous,"  # noqa: S608
            f" leaf FROM {table} WHERE tenant = $1 AND position > $2 ORDER BY position LIMIT $3"
        )

    async def read(
        self, tenant: UUID, streams: Mapping[UUID, int], *, command: UUID | None = None
    ) -> Snapshot:
        """Read several streams as they stood at one instant, each after a version.

        With *command* also what that command has been answered, if it has.

        Raises:
            NoSuchBook: This tenant has no book.
            Tampered: A line is not as it was written. It is named, its contents never.
            ClocksApart: Somebody has set the book's clock, or one of the two machines'.
            UnknownEvent: This release does not know what lies in a line.

        """
        async with reach(self._pool) as connection:
            rows = await connection.fetch(
                self._read, tenant, list(streams), list(streams.values()), command
            )
        if not rows:
            raise NoSuchBook
        cover, rows = rows[0], rows[1:]
        if not self._demo:
            covers.check_clock(cover["recorded_at"])
        answer = rows.pop() if rows and rows[-1]["position"] is None else None
        opener = await self._opener(tenant, rows)
        return Snapshot(
            now=cover["recorded_at"],
            histories=opener.histories(rows, streams),
            answer=None if answer is None else await self._answer(tenant, answer),
        )

    async def follow(self, tenant: UUID, after: int, limit: int) -> Sequence[Line]:
        """Return the lines after a position, in the order they were committed, at most *limit*.

        No line is ever skipped: positions have no gaps, and a later one is never seen before an
        earlier one. A line that cannot be read comes marked as broken; one whose key is gone
        comes as a tombstone.
        """
        async with in_book(self._pool, tenant) as connection:
            rows = await connection.fetch(self._follow, tenant, after, limit)
        opener = await self._opener(tenant, rows)
        return [opener.line_or_mark(row) for row in rows]

    async def head(self, tenant: UUID) -> int:
        """Return the position of the last line, 0 for an empty book. Raises NoSuchBook."""
        async with reach(self._pool) as connection:
            position: int | None = await connection.fetchval(self._head, tenant)
        if position is None:
            raise NoSuchBook
        return position

    async def woken(self) -> None:
        """Return when something may be new in some book: a hint, at the latest after 200 ms."""
        await self._herald.woken()

    async def append(self, what: Append) -> Appended:
        """Write what a command decided, all of it or nothing, and return when it is durable.

        Raises:
            Stale: A stream it wrote or read has moved on since.
            ClaimTaken: Another stream holds what it claims.
            AlreadyAnswered: It has been done before.
            BookBusy: Too many are waiting to write in this book.
            NoSuchBook: This tenant has no book.

        """
        tenant, scopes = what.tenant, scopes_of(what)
        if (at_hand := self._keyring.at_hand(tenant, scopes)) is not None:
            book, keys = at_hand
        else:
            fetched = await self._keyring.ensure(tenant, scopes=scopes)
            book, keys = await self._keyring.book(tenant), [fetched.of(one) for one in scopes]
        job = close(
            what,
            keys,
            sealer=self._sealer(tenant),
            registry=self._registry,
            book=book,
            signer=self._signer(book),
            outcome=self._loop.create_future(),
        )
        self._appender.submit(tenant, job)
        try:
            receipt = await job.outcome
        except AlreadyAnswered:
            snapshot = await self.read(tenant, {}, command=what.command)
            stored = snapshot.answer or StoredAnswer(None, None)
            raise AlreadyAnswered(stored.answer, stored.asked) from None
        return Appended(what.command, receipt, job.leaves)

    async def verify(
        self, tenant: UUID, *, told: Callable[[int, int], None] = lambda _done, _of: None
    ) -> Verdict:
        """Read all of a book that is there now, and see that nothing in it was touched.

        *told* is called now and then with how many lines were read, and of how many. Raises
        NoSuchBook.
        """
        head = await self.head(tenant)
        return await verify(head, self._pages(tenant, head), self._sealer(tenant), told)

    async def _pages(
        self, tenant: UUID, head: int
    ) -> AsyncIterator[tuple[list[asyncpg.Record], Keys]]:
        """Give the rows up to the head, page by page, and one more look behind it."""
        position = 0
        while True:
            async with in_book(self._pool, tenant) as connection:
                rows = await connection.fetch(self._follow, tenant, position, PAGE)
            later = await self.head(tenant) if rows and rows[-1]["position"] > head else head
            rows = [row for row in rows if not head < row["position"] <= later]
            if not rows:
                return
            yield rows, await self._keys_to(tenant, rows)
            position = rows[-1]["position"]

    # Looking up and sealing, for what stands beside the lines

    async def find_claim(self, tenant: UUID, kind: str, tag: bytes) -> UUID | None:
        """Return the stream that holds a claim, if any does."""
        sealed = (await self._keyring.book(tenant)).claim_tags(kind, tag)
        async with in_book(self._pool, tenant) as connection:
            found: UUID | None = await connection.fetchval(
                "SELECT stream FROM claim WHERE tenant = $1 AND tag = ANY($2::bytea[]) LIMIT 1",
                tenant,
                sealed,
            )
        return found

    async def tag(self, tenant: UUID, purpose: str, value: bytes) -> bytes:
        """Return the 32-byte look-up tag of a value: the same value, another book, another tag."""
        return await self._keyring.tag(tenant, purpose, value)

    async def seal(
        self,
        tenant: UUID,
        scope: Scope,
        purpose: str,
        row: bytes,
        plain: bytes,
        *,
        least: int = 0,
    ) -> tuple[UUID, bytes]:
        """Seal a row that stands beside the lines, and return the key's id and the sealed bytes.

        What is sealed has at least *least* bytes, so that short rows are all of one length.
        """
        key = (await self._keyring.ensure(tenant, scopes=(scope,))).of(scope)
        return key.id, seal(key, RowContext(tenant, purpose, row), plain, least=least)

    async def open(
        self, tenant: UUID, key_id: UUID, purpose: str, row: bytes, sealed: bytes
    ) -> bytes:
        """Open a row that `seal` closed.

        Raises:
            Shredded: Its key is gone.
            SealBroken: It was not sealed with that key, for that purpose and row.

        """
        key = (await self._keyring.ensure(tenant, key_ids=(key_id,))).key(key_id)
        return unseal(key, RowContext(tenant, purpose, row), sealed)

    # Books

    async def create_book(
        self, tenant: UUID, municipality: UUID, *, clock_offset: timedelta = timedelta(0)
    ) -> None:
        """Make a book, its keys first; nothing happens when it is there already.

        Args:
            tenant: The book's id, random.
            municipality: The id of the stream its municipality will have, random.
            clock_offset: How far its clock is ahead; anything but 0 only in a demonstration.

        Raises:
            ClockNotYours: The clock was set, and this is no demonstration.

        """
        if clock_offset and not self._demo:
            raise ClockNotYours
        await self._keystore.create_tenant(tenant)
        await covers.make(self._beside, tenant, municipality, clock_offset)

    async def set_clock(self, tenant: UUID, clock_offset: timedelta) -> None:
        """Set a demonstration's clock: how far the book's time is ahead of the database's.

        Raises:
            ClockNotYours: This is no demonstration.
            NoSuchBook: This tenant has no book.

        """
        if not self._demo:
            raise ClockNotYours
        await covers.set_clock(self._beside, tenant, clock_offset)

    async def book(self, tenant: UUID) -> Book:
        """Return what stands on a book's cover. Raises NoSuchBook."""
        return await covers.one(self._pool, tenant)

    async def books(self) -> Sequence[UUID]:
        """Return every book there is, oldest first."""
        return await covers.every(self._pool)

    def _sealer(self, tenant: UUID) -> LineSealer:
        sealer = self._sealers.get(tenant)
        if sealer is None:
            sealer = self._sealers[tenant] = LineSealer(tenant, self._volume)
        return sealer

    async def _opener(self, tenant: UUID, rows: Iterable[asyncpg.Record]) -> Opener:
        return Opener(self._sealer(tenant), await self._keys_to(tenant, rows), self._registry)

    async def _keys_to(self, tenant: UUID, rows: Iterable[asyncpg.Record]) -> Keys:
        return await self._keyring.ensure(tenant, key_ids={row["key_id"] for row in rows})

    async def _answer(self, tenant: UUID, row: asyncpg.Record) -> StoredAnswer:
        keys = await self._keyring.ensure(tenant, key_ids=(row["key_id"],))
        try:
            if row["leaf"] is None:
                sealed = SealedAnswer(row["key_id"], row["sealed"])
                return open_answer(tenant, row["event_id"], sealed, keys)
            line = closed_line(row)
            envelope = self._sealer(tenant).open(line, keys.key(line.key_id))
        except Shredded:
            return StoredAnswer(None, None)
        return StoredAnswer(envelope.answer, envelope.asked)


@asynccontextmanager
async def open_ledger(
    url: str,
    keystore: Keystore,
    keyring: Keyring,
    *,
    volume: Volume = Volume.EVENTS,
    origin: str = "stafett",
    demo: bool = False,
    readers: int = 8,
    hands: int = 2,
    waiting_at_most: int = WAITING_AT_MOST,
    patience: float = PATIENCE,
) -> AsyncIterator[Ledger]:
    """Open one of the two ledgers of the books in a database, and close it afterwards.

    Args:
        url: The events' database; each connection logs in to it for what it does there.
        keystore: Where the keys lie.
        keyring: The keys at hand; one for both ledgers.
        volume: What happened, or who opened it.
        origin: Our name on receipts; the book's id follows it.
        demo: Whether the books' clocks may be set.
        readers: Connections for reading, at most.
        hands: Connections for writing.
        waiting_at_most: Commands of one book that may wait before the next is turned away.
        patience: Seconds to go on asking after a lost connection before BookAway.

    """
    reading, writing = as_role(url, Role.READER), as_role(url, _WRITES[volume])
    herald = Herald(partial(connect, reading))
    appender = Appender(
        partial(connect, writing),
        volume,
        herald.written,
        hands=hands,
        waiting_at_most=waiting_at_most,
        patience=patience,
    )
    async with (
        open_pool(reading, readers) as pool,
        open_pool(as_role(url, Role.WRITER), _BESIDE, least=0) as beside,
    ):
        await appender.start()
        await herald.start()
        try:
            yield Ledger(
                (pool, beside),
                keystore,
                keyring,
                appender,
                herald,
                volume=volume,
                origin=origin,
                demo=demo,
            )
        finally:
            await appender.stop()
            await herald.stop()
