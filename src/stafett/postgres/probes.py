"""Quick looks at a database for whoever keeps the service running: a yes or a no, and soon."""

import asyncio

import asyncpg

from stafett.postgres.errors import MigrationRefused
from stafett.postgres.migrations import status
from stafett.postgres.pool import Pool
from stafett.postgres.shapes import Cluster, migrations_folder

PATIENCE = 2.0  # seconds

_TROUBLE = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.PostgresError,
    MigrationRefused,
)


async def answers(pool: Pool) -> bool:
    """Does the database answer?"""
    try:
        async with asyncio.timeout(PATIENCE):
            return bool(await pool.fetchval("SELECT true"))
    except _TROUBLE:
        return False


async def is_migrated(url: str, cluster: Cluster) -> bool:
    """Have the tables the shape this Stafett knows?"""
    try:
        async with asyncio.timeout(PATIENCE):
            return all(one.applied for one in await status(url, migrations_folder(cluster)))
    except _TROUBLE:
        return False
