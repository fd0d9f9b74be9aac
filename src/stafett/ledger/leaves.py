"""The leaves of a book, in the order in which its lines were written."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from stafett.ledger.errors import NotContinued
from stafett.ledger.line import Volume
from stafett.ledger.reaching import Pool, in_book

PAGE: Final = 10_000
"""Leaves in one question to the database."""
_TABLES: Final = {Volume.EVENTS: "event", Volume.JOURNAL: "journal_line"}
_LEAVES: Final = {
    volume: f"SELECT position, leaf FROM {table}"  # noqa: S608 - our own names
    " WHERE tenant = $1 AND position >= $2 ORDER BY position LIMIT $3"
    for volume, table in _TABLES.items()
}


async def leaves_after(
    pool: Pool, tenant: UUID, volume: Volume, position: int, leaf: bytes | None
) -> Sequence[bytes]:
    """Return the leaves after a position, at most a page of them.

    Args:
        pool: Connections for reading.
        tenant: Which book.
        volume: Which of its ledgers.
        position: The last one that is known; 0 for none.
        leaf: Its leaf, which must still stand there; ``None``: whatever stands there.

    Raises:
        NotContinued: That line is not there any more, or one after it is missing.

    """
    async with in_book(pool, tenant) as connection:
        rows = await connection.fetch(_LEAVES[volume], tenant, max(position, 1), PAGE + 1)
    if position:
        if not rows or rows[0]["position"] != position or leaf not in (None, rows[0]["leaf"]):
            raise NotContinued(tenant, volume.value, position)
        rows = rows[1:]
    if rows and rows[-1]["position"] != position + len(rows):
        raise NotContinued(tenant, volume.value, position)
    return [row["leaf"] for row in rows]
