"""One connection that writes, and only writes: it keeps its place when the line is cut."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final
from uuid import UUID

import asyncpg

from stafett.ledger.columns import packed, single
from stafett.ledger.job import Job
from stafett.ledger.line import Volume

_CAME_TOO_LATE: Final = "ST001"
_FIRST_WAIT: Final = 0.05
_LONGEST_WAIT: Final = 1.0
_ANSWER_WITHIN: Final = 10.0
_LOST: Final = (OSError, TimeoutError, asyncpg.InterfaceError, asyncpg.InternalClientError)


class ConnectionLost(Exception):  # noqa: N818 - a sentence, as every refusal in the house
    """The line was cut before the answer came: it may have been written, or not."""


class NotAsOne(Exception):  # noqa: N818 - a sentence, as every refusal in the house
    """A command of the batch cannot be done, so nothing of it was: sort out which."""


class WritingHand:
    """A dedicated connection with the append functions prepared.

    ``connect`` opens a connection, ``volume`` says which of the two ledgers it writes.
    """

    def __init__(
        self, connect: "Callable[[], Awaitable[asyncpg.Connection[Any]]]", volume: Volume
    ) -> None:
        self._connect = connect
        self._one_line = f"SELECT {volume.value}_append_one({_places(12)})"
        self._all_of_it = f"SELECT {volume.value}_append({_places(14)})"
        self._each = f"SELECT * FROM {volume.value}_append_each({_places(25)})"  # noqa: S608
        self._connection: asyncpg.Connection[Any] | None = None
        self._append: Any = None
        self._append_one: Any = None

    async def reach(self) -> "asyncpg.Connection[Any]":
        """Return the connection; open it first, unless it is open."""
        if self._connection is not None and not self._connection.is_closed():
            return self._connection
        connection = await self._connect()
        # A commit that is not yet on disk is not a commit.
        if await connection.fetchval("SHOW synchronous_commit") == "off":
            await connection.execute("SET synchronous_commit = on")
        self._append = await connection.prepare(self._all_of_it)
        self._append_one = await connection.prepare(self._one_line)
        # Preparing ends with a flush, not a sync: without this the connection would go on
        # holding its locks on the tables.
        await connection.execute("SELECT 1")
        self._connection = connection
        return connection

    def let_go(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None

    async def append(self, tenant: UUID, batch: Sequence[Job]) -> int:
        """Write a batch in one round trip, all of it; return the position before its first line.

        Raises:
            NotPacked: A line did not come from our own sealer; nothing was written.
            NotAsOne: A command of it cannot be done; nothing was written.
            ConnectionLost: It is not known whether it was written.
            asyncpg.PostgresError: The database has trouble of its own; nothing was written.

        """
        line = single(tenant, batch)
        arguments = packed(tenant, batch) if line is None else line
        try:
            await self.reach()
            statement = self._append if line is None else self._append_one
            position: int = await statement.fetchval(*arguments, timeout=_ANSWER_WITHIN)
        except asyncpg.IntegrityConstraintViolationError:
            raise NotAsOne from None
        except asyncpg.PostgresError as refusal:
            if refusal.sqlstate == _CAME_TOO_LATE:
                raise NotAsOne from None
            self._lose_if_cut(refusal)
            raise
        except _LOST:
            self.let_go()
            raise ConnectionLost from None
        return position

    async def append_each(self, arguments: Sequence[object]) -> asyncpg.Record:
        """Write what can be written of a batch, and return what became of each command.

        Raises:
            ConnectionLost: It is not known whether it was written.
            asyncpg.PostgresError: The database refuses a line; nothing was written.

        """
        try:
            connection = await self.reach()
            return await connection.fetchrow(self._each, *arguments, timeout=_ANSWER_WITHIN)
        except asyncpg.PostgresError as refusal:
            self._lose_if_cut(refusal)
            raise
        except _LOST:
            self.let_go()
            raise ConnectionLost from None

    async def append_after_loss(self, arguments: Sequence[object]) -> asyncpg.Record:
        """Write what can be written of a batch, trying until the database answers.

        Raises asyncpg.PostgresError when the database refuses a line. Waits for ever otherwise:
        whoever calls sets the limit.
        """
        wait = _FIRST_WAIT
        while True:
            try:
                return await self.append_each(arguments)
            except ConnectionLost:
                await asyncio.sleep(wait)
                wait = min(2 * wait, _LONGEST_WAIT)

    def _lose_if_cut(self, refusal: asyncpg.PostgresError) -> None:
        if _cut(refusal):
            self.let_go()
            raise ConnectionLost from None


def _places(count: int) -> str:
    return ", ".join(f"${number}" for number in range(1, count + 1))


def _cut(trouble: asyncpg.PostgresError) -> bool:
    """Say whether the connection is gone, rather than the batch refused."""
    if isinstance(trouble, asyncpg.QueryCanceledError):
        return False
    return isinstance(
        trouble,
        asyncpg.PostgresConnectionError
        | asyncpg.OperatorInterventionError
        | asyncpg.InvalidAuthorizationSpecificationError
        | asyncpg.TooManyConnectionsError,
    )
