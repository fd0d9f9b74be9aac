"""The way to a database: a few connections, held on a short lead.

Every connection carries the same limits, so that no question can hold up the house: a
statement ends after a while, nobody waits long for a lock, and no transaction is left open.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeAlias

import asyncpg

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
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
    """Open one connection for work that may take its time, such as a migration."""
    connection: Connection = await asyncpg.connect(
        url, timeout=_CONNECT_WITHIN, server_settings=_session(name, None)
    )
    try:
        yield connection
    finally:
        await connection.close()


def _session(name: str, role: str | None) -> dict[str, str]:
    settings = {"application_name": name, "timezone": "UTC", "jit": "off"}
    return settings if role is None else settings | {"role": role}
