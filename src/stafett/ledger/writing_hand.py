"""One connection that writes, and only writes: it keeps its place when the line is cut."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

import asyncpg

from stafett.ledger.line import Volume

_ARGUMENTS: Final = ", ".join(f"${number}" for number in range(1, 23))
_FIRST_WAIT: Final = 0.05
_LONGEST_WAIT: Final = 1.0
_ANSWER_WITHIN: Final = 10.0


class ConnectionLost(Exception):  # noqa: N818 - a sentence, as every refusal in the house
    """The line was cut before the answer came: it may have been written, or not."""


class WritingHand:
    """A dedicated connection with the append function prepared.

    ``connect`` opens a connection, ``volume`` says which of the two ledgers it writes.
    """

    def __init__(
        self, connect: "Callable[[], Awaitable[asyncpg.Connection[Any]]]", volume: Volume
    ) -> None:
        self._connect = connect
        self._call = f"SELECT * FROM {volume.value}_append({_ARGUMENTS})"  # noqa: S608 - our own
        self._connection: asyncpg.Connection[Any] | None = None
        self._append: Any = None

    async def reach(self) -> None:
        """Open the connection, unless it is open."""
        if self._connection is not None and not self._connection.is_closed():
            return
        connection = await self._connect()
        # A commit that is not yet on disk is not a commit.
        if await connection.fetchval("SHOW synchronous_commit") == "off":
            await connection.execute("SET synchronous_commit = on")
        self._append = await connection.prepare(self._call)
        # Preparing ends with a flush, not a sync: without this the connection would go on
        # holding its locks on the tables.
        await connection.execute("SELECT 1")
        self._connection = connection

    async def let_go(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None

    async def append(self, arguments: Sequence[object]) -> asyncpg.Record:
        """Write one batch in one round trip, and return what the database says of it.

        Raises:
            ConnectionLost: It is not known whether it was written.
            asyncpg.PostgresError: It was not written.

        """
        try:
            await self.reach()
            return await self._append.fetchrow(*arguments, timeout=_ANSWER_WITHIN)
        except asyncpg.PostgresError as trouble:
            if not _cut(trouble):
                raise
        except (OSError, TimeoutError, asyncpg.InterfaceError, asyncpg.InternalClientError):
            pass
        await self.let_go()
        raise ConnectionLost from None

    async def append_after_loss(self, arguments: Sequence[object]) -> asyncpg.Record:
        """Write a batch whose fate is unknown, trying until the database answers.

        Raises asyncpg.PostgresError when the database refuses it. Waits for ever otherwise:
        whoever calls sets the limit.
        """
        wait = _FIRST_WAIT
        while True:
            try:
                return await self.append(arguments)
            except ConnectionLost:
                await asyncio.sleep(wait)
                wait = min(2 * wait, _LONGEST_WAIT)


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
