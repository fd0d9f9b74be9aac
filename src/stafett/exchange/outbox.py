"""The outbox: notices on their way, written in the transaction that moves the bookmark.

So a line in the book is looked at once, whoever is killed. Sending is another matter: whoever
takes a notice has a while to send it, and if it is not gone by then somebody else sends it again,
under the same id. What is new for somebody who has a notice waiting needs no second one.
"""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, TypeAlias
from uuid import UUID, uuid4

import asyncpg

from stafett.ledger.book import Ledger
from stafett.ledger.errors import Shredded
from stafett.ledger.reaching import in_book, reach
from stafett.ledger.scope import Scope
from stafett.ledger.sealing import SealBroken
from stafett.postgres.pool import Pool

PURPOSE: Final = "notice"
"""What the rows are sealed for: they open as nothing else."""
MOST_TRIES: Final = 12
"""After so many tries, over more than a day, a notice is given up."""
_FIRST_PAUSE: Final = timedelta(seconds=120)
"""How long a notice is somebody's to send; doubled with every try, up to half a day."""

_UNSEEN = """
    SELECT h.tenant, h.position FROM event_head h
     WHERE NOT EXISTS (SELECT FROM notice_bookmark b WHERE b.tenant = h.tenant)
"""
_BEGIN = """
    INSERT INTO notice_bookmark (tenant, position, reminded) VALUES ($1, $2, $3)
    ON CONFLICT DO NOTHING
"""
_BEHIND = """
    SELECT b.tenant FROM notice_bookmark b JOIN event_head h USING (tenant)
     WHERE b.position < h.position
"""
_REMINDED = "SELECT tenant, reminded FROM notice_bookmark"
_HOLD = """
    SELECT position, reminded FROM notice_bookmark WHERE tenant = $1 FOR UPDATE SKIP LOCKED
"""
_MOVE = "UPDATE notice_bookmark SET position = $2, reminded = $3 WHERE tenant = $1"
_PUT = """
    INSERT INTO notice (tenant, id, tag, due_at, tries, key_id, sealed)
    VALUES ($1, $2, $3, now() + $4, 0, $5, $6) ON CONFLICT DO NOTHING
"""
_DUE = "SELECT * FROM books_with_notices()"
_TAKE = """
    UPDATE notice SET tries = tries + 1,
                      due_at = now() + $1::interval * (1 << least(tries, 8)::integer)
     WHERE tenant = $3
       AND id IN (SELECT id FROM notice WHERE tenant = $3 AND due_at <= now()
                   ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED)
    RETURNING tenant, id, tries, key_id, sealed
"""
_GONE = "DELETE FROM notice WHERE tenant = $1 AND id = $2"

Connection: TypeAlias = "asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A notice to be sent: to whom, and how many times it has been tried, this one included."""

    book: UUID
    id: UUID
    who: UUID
    tries: int


class Bookmark:
    """How far one book has been looked through; held until the notices are written with it."""

    def __init__(
        self, connection: Connection, ledger: Ledger, book: UUID, position: int, reminded: date
    ) -> None:
        self._connection = connection
        self._ledger = ledger
        self._book = book
        self.position = position
        self.reminded = reminded

    async def put(self, who: UUID, scope: Scope, wait: timedelta) -> None:
        """Write a notice to somebody, unless one to them is still untouched.

        Args:
            who: The person or employee.
            scope: Their own key, or the municipality's; when it goes, so does the notice.
            wait: How long it lies before it is sent, so that what comes meanwhile is in it too.

        """
        id_ = uuid4()
        tag = await self._ledger.tag(self._book, PURPOSE, who.bytes)
        key_id, sealed = await self._ledger.seal(self._book, scope, PURPOSE, id_.bytes, who.bytes)
        await self._connection.execute(_PUT, self._book, id_, tag, wait, key_id, sealed)

    async def move(self, position: int, reminded: date) -> None:
        """Set the bookmark; it holds once the block it is held in has ended well."""
        await self._connection.execute(_MOVE, self._book, position, reminded)


class Outbox:
    """The notices of every book on one database."""

    def __init__(self, pool: Pool, ledger: Ledger) -> None:
        self._pool = pool
        self._ledger = ledger

    async def unseen(self) -> Mapping[UUID, int]:
        """Return the books nobody has looked at for notices yet, and how far each has come."""
        async with reach(self._pool) as connection:
            rows = await connection.fetch(_UNSEEN)
        return {row["tenant"]: row["position"] for row in rows}

    async def begin(self, book: UUID, position: int, today: date) -> None:
        """Begin to look at a book, from this line and day on."""
        async with in_book(self._pool, book) as connection:
            await connection.execute(_BEGIN, book, position, today)

    async def behind(self) -> Sequence[UUID]:
        """Return the books with lines yet to be looked at."""
        async with reach(self._pool) as connection:
            return [row["tenant"] for row in await connection.fetch(_BEHIND)]

    async def reminded(self) -> Mapping[UUID, date]:
        """Return every book that is looked at, and the last day that was told of."""
        async with reach(self._pool) as connection:
            rows = await connection.fetch(_REMINDED)
        return {row["tenant"]: row["reminded"] for row in rows}

    @asynccontextmanager
    async def held(self, book: UUID) -> AsyncIterator[Bookmark | None]:
        """Hold a book's bookmark; what is put and moved meanwhile is written together or not.

        Gives ``None`` when somebody else is at it.
        """
        async with in_book(self._pool, book) as connection:
            row = await connection.fetchrow(_HOLD, book)
            if row is None:
                yield None
            else:
                yield Bookmark(connection, self._ledger, book, row["position"], row["reminded"])

    async def take(self, most: int) -> Collection[Waiting]:
        """Take notices that are due; each is the taker's to send for a while, and then anybody's.

        One whose key is gone is thrown away: there is nobody to tell any more.
        """
        async with reach(self._pool) as connection:
            books = [row[0] for row in await connection.fetch(_DUE)]
        rows: list[asyncpg.Record] = []
        for due in books:
            async with in_book(self._pool, due) as connection:
                rows += await connection.fetch(_TAKE, _FIRST_PAUSE, most - len(rows), due)
        taken: list[Waiting] = []
        for row in rows:
            book, id_ = row["tenant"], row["id"]
            try:
                who = await self._ledger.open(
                    book, row["key_id"], PURPOSE, id_.bytes, row["sealed"]
                )
            except (Shredded, SealBroken):
                await self.gone(book, id_)
                continue
            taken.append(Waiting(book, id_, UUID(bytes=who), row["tries"]))
        return taken

    async def gone(self, book: UUID, id_: UUID) -> None:
        """Forget a notice: it was sent, or it is given up."""
        async with in_book(self._pool, book) as connection:
            await connection.execute(_GONE, book, id_)
