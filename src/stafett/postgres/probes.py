"""Quick looks at a database for whoever keeps the service running: a yes or a no, and soon."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

import asyncpg

from stafett.postgres.errors import MigrationRefused
from stafett.postgres.migrations import status
from stafett.postgres.pool import Pool
from stafett.postgres.shapes import Cluster, migrations_folder

Found = TypeVar("Found")
Otherwise = TypeVar("Otherwise")

PATIENCE = 2.0  # seconds

_TROUBLE = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # what is said of a line cut in the middle of an answer
    asyncpg.PostgresError,
    MigrationRefused,
)


async def looked_at(question: Awaitable[Found], *, otherwise: Otherwise) -> Found | Otherwise:
    """Return what a question finds, or *otherwise* when the database is in trouble or slow."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await question
    except _TROUBLE:
        return otherwise


async def answers(pool: Pool) -> bool:
    """Does the database answer?"""
    return bool(await looked_at(pool.fetchval("SELECT true"), otherwise=False))


async def takes_lines(pool: Pool) -> bool:
    """Could a reading be written down now? Nothing is written, and no writer is held up."""
    done = pool.execute("SELECT journal_takes_lines()")
    return await looked_at(done, otherwise=None) is not None


async def is_migrated(url: str, cluster: Cluster) -> bool:
    """Have the tables the shape this Stafett knows?"""
    standing = await looked_at(status(url, migrations_folder(cluster)), otherwise=None)
    return standing is not None and all(one.applied for one in standing)
