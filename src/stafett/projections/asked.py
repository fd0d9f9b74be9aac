"""What a question is put to: a connection, one lent by a pool, or the pool itself."""

from typing import TypeAlias

import asyncpg

Lent: TypeAlias = (
    "asyncpg.Connection[asyncpg.Record] | asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"
)
Asked: TypeAlias = "Lent | asyncpg.Pool[asyncpg.Record]"
