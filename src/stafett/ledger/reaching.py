"""Reaching the books' database: how we talk to it, and what we say when it is not there."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final, TypeAlias
from uuid import UUID

import asyncpg

from stafett.ledger.errors import BookAway
from stafett.postgres.pool import within

Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"
PoolConnection: TypeAlias = "asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"

# Every look-up here goes by an index, whatever the statistics of a young table say: plans made
# while a table was empty read all of it ever after.
SESSION: Final = {
    "application_name": "stafett-ledger",
    "timezone": "UTC",
    "jit": "off",
    "plan_cache_mode": "force_generic_plan",
    "enable_seqscan": "off",
    "enable_bitmapscan": "off",
    "enable_sort": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    "statement_timeout": "5000",
    "lock_timeout": "4000",
    "idle_in_transaction_session_timeout": "5000",
}
_OUT_OF_REACH: Final = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # what is said of a line cut in the middle of an answer
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
)
AT_ONE_INSTANT: Final = "ISOLATION LEVEL REPEATABLE READ READ ONLY"
"""Several questions see one and the same instant, and nothing is written."""
_PATIENCE: Final = 5.0  # seconds to wait for a connection
_FAREWELL: Final = 2.0  # seconds for connections to end by themselves


async def connect(url: str) -> "asyncpg.Connection[Any]":
    """Open a connection of one's own."""
    return await asyncpg.connect(url, timeout=10.0, server_settings=SESSION)


@asynccontextmanager
async def open_pool(url: str, most: int, *, least: int = 1) -> AsyncIterator[Pool]:
    """Open connections, at most so many; let them go afterwards, politely or not."""
    pool: Pool = await asyncpg.create_pool(
        url, min_size=least, max_size=most, command_timeout=10.0, server_settings=SESSION
    )
    try:
        yield pool
    finally:
        try:
            async with asyncio.timeout(_FAREWELL):
                await pool.close()
        except _OUT_OF_REACH:
            pool.terminate()


@asynccontextmanager
async def reach(pool: Pool) -> AsyncIterator[PoolConnection]:
    """Borrow a connection. Raises BookAway when there is none to be had, or it breaks."""
    try:
        async with pool.acquire(timeout=_PATIENCE) as connection:
            yield connection
    except _OUT_OF_REACH:
        raise BookAway from None


@asynccontextmanager
async def in_book(pool: Pool, tenant: UUID, *, how: str = "") -> AsyncIterator[PoolConnection]:
    """Borrow a connection for a transaction in one book; see `within`.

    Raises BookAway when there is none to be had, or it breaks.
    """
    async with reach(pool) as connection, within(connection, tenant, how=how):
        yield connection
