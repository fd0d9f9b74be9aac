"""A matter whose keys were destroyed leaves every list, so that one made anew says the same.

Its rows could be opened by nobody any more. But a keyed tag beside an id still tells how many had
to do with it, and that goes too.
"""

from typing import Final
from uuid import UUID

from stafett.postgres.pool import Pool, at_book

_KEYS: Final = """
    SELECT key_id FROM case_view WHERE tenant = $1 AND stream = $2
    UNION SELECT key_id FROM due WHERE tenant = $1 AND stream = $2
    UNION SELECT key_id FROM tally WHERE tenant = $1 AND stream = $2
"""
_ROWS: Final = (
    "DELETE FROM case_view WHERE tenant = $1 AND stream = $2",
    "DELETE FROM access_list WHERE tenant = $1 AND stream = $2",
    "DELETE FROM due WHERE tenant = $1 AND stream = $2",
    "DELETE FROM tally WHERE tenant = $1 AND stream = $2",
    "DELETE FROM projection_parked WHERE tenant = $1 AND stream = $2",
)


async def keys_of(pool: Pool, book: UUID, stream: UUID) -> frozenset[UUID]:
    """Return the ids of the keys that a matter's rows lie under, in every build."""
    async with at_book(pool, book) as connection:
        rows = await connection.fetch(_KEYS, book, stream)
    return frozenset(row["key_id"] for row in rows)


async def forget(pool: Pool, book: UUID, stream: UUID) -> None:
    """Take a matter out of every list of every build."""
    async with at_book(pool, book) as connection:
        for statement in _ROWS:
            await connection.execute(statement, book, stream)
