"""The way to a database: a few connections, held on a short lead.

Every connection carries the same limits, so that no question can hold up the house: a
statement ends after a while, nobody waits long for a lock, and no transaction is left open.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from ssl import SSLError
from typing import TypeAlias
from uuid import UUID

import asyncpg

from stafett.postgres.errors import WayNotClosed

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Lent: TypeAlias = "Connection | asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"
Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"

_CONNECT_WITHIN = 10.0  # seconds
_GRACE = 5.0  # seconds the network may take longer than PostgreSQL itself


async def open_pool(
    url: str,
    *,
    name: str = "stafett",
    role: str | None = None,
    least: int = 1,
    most: int = 8,
    statement_timeout: float = 5.0,
    lock_timeout: float = 2.0,
    idle_in_transaction_timeout: float = 5.0,
) -> Pool:
    """Open connections to the database at *url*. Close the pool when done.

    Args:
        url: ``postgresql://...``, a network address or a socket.
        name: What ``pg_stat_activity`` calls us.
        role: The database role to be from the first statement on, such as
            ``stafett_writer``; the user of the address must be a member of it.
        least: Connections opened at once.
        most: Connections at most; who asks for more waits.
        statement_timeout: Seconds a statement may take.
        lock_timeout: Seconds a statement may wait for a lock.
        idle_in_transaction_timeout: Seconds a transaction may stand open unused.

    Raises:
        OSError: Nobody answers at the address.
        asyncpg.PostgresError: The server is there and says no.

    """
    limits = {
        "statement_timeout": statement_timeout,
        "lock_timeout": lock_timeout,
        "idle_in_transaction_session_timeout": idle_in_transaction_timeout,
    }
    pool: Pool = await asyncpg.create_pool(
        url,
        min_size=least,
        max_size=most,
        timeout=_CONNECT_WITHIN,
        command_timeout=statement_timeout + _GRACE,
        server_settings=_session(name, role)
        | {setting: str(round(seconds * 1000)) for setting, seconds in limits.items()},
    )
    return pool


@asynccontextmanager
async def connect(url: str, *, name: str = "stafett") -> AsyncIterator[Connection]:
    """Open one connection for work that may take its time, such as a migration.

    Raises:
        WayNotClosed: The server does not prove that it is the one in the address, or offers no
            closed way, where the address asks for it (``sslmode``).
        OSError: Nobody answers at the address.
        asyncpg.PostgresError: The server is there and says no.

    """
    connection = await _connected(url, name)
    try:
        yield connection
    finally:
        with suppress(OSError):  # a server that is gone hears no goodbye, and nothing is left open
            await connection.close()


async def _connected(url: str, name: str) -> Connection:
    try:
        return await asyncpg.connect(
            url, timeout=_CONNECT_WITHIN, server_settings=_session(name, None)
        )
    except SSLError as trouble:
        why = getattr(trouble, "verify_message", "") or trouble.reason or "TLS failed"
        raise WayNotClosed(f"the server does not prove who it is: {why}") from None
    except ConnectionError as trouble:
        # Of this very kind is only what asyncpg says when a server will not speak TLS.
        if type(trouble) is ConnectionError:
            raise WayNotClosed("the server offers no closed way") from None
        raise


@asynccontextmanager
async def within(connection: Lent, tenant: UUID, *, how: str = "") -> AsyncIterator[None]:
    """Hold a transaction in one book: the rows of others are not there while it lasts.

    Which book it is is said as the transaction begins, so that saying it costs no question of its
    own, and is forgotten as it ends.

    Args:
        connection: Whose transaction it is; it stands in none.
        tenant: Which book.
        how: What ``BEGIN`` takes, such as ``READ ONLY``, and what else is set for its time.

    """
    await connection.execute(f"BEGIN {how}; SET LOCAL stafett.tenant = '{tenant}'")
    try:
        yield
    except BaseException:
        with suppress(OSError, TimeoutError, asyncpg.InterfaceError, asyncpg.PostgresError):
            await connection.execute("ROLLBACK")
        raise
    await connection.execute("COMMIT")


@asynccontextmanager
async def at_book(pool: Pool, tenant: UUID, *, how: str = "") -> AsyncIterator[Lent]:
    """Borrow a connection for a transaction in one book; see :func:`within`."""
    async with pool.acquire() as connection, within(connection, tenant, how=how):
        yield connection


def _session(name: str, role: str | None) -> dict[str, str]:
    settings = {"application_name": name, "timezone": "UTC", "jit": "off"}
    return settings if role is None else settings | {"role": role}
