"""What stands on the covers of the books: whose each is, and what its clock says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from stafett.ledger.errors import ClocksApart, NoSuchBook
from stafett.ledger.reaching import Pool, in_book, reach

_MAKE: Final = """
WITH made AS (
    INSERT INTO book (tenant, municipality, clock_offset) VALUES ($1, $2, $3)
    ON CONFLICT DO NOTHING RETURNING tenant
), events AS (
    INSERT INTO event_head (tenant) SELECT tenant FROM made
)
INSERT INTO journal_head (tenant) SELECT tenant FROM made"""
_SET_CLOCK: Final = "UPDATE book SET clock_offset = $2 WHERE tenant = $1 RETURNING tenant"
_ONE: Final = "SELECT tenant, municipality, clock_offset, created FROM book WHERE tenant = $1"
_EVERY: Final = "SELECT tenant FROM book ORDER BY created, tenant"
_APART: Final = timedelta(minutes=1)
"""How far a book's clock may go from this machine's while it is served; see ``check_time``."""


@dataclass(frozen=True, slots=True)
class Book:
    """What stands on a book's cover: whose it is, its municipality's stream, and its clock."""

    tenant: UUID
    municipality: UUID
    clock_offset: timedelta
    created: datetime


def check_clock(now: datetime) -> None:
    """See that a book's clock goes as this machine's does; *now* is what it says.

    Raises:
        ClocksApart: It does not.

    """
    if abs(now - datetime.now(UTC)) > _APART:
        raise ClocksApart


async def make(pool: Pool, tenant: UUID, municipality: UUID, clock_offset: timedelta) -> None:
    """Make a book with its two heads; nothing happens when it is there already."""
    async with in_book(pool, tenant) as connection:
        await connection.execute(_MAKE, tenant, municipality, clock_offset)


async def set_clock(pool: Pool, tenant: UUID, clock_offset: timedelta) -> None:
    """Set how far a book's time is ahead of the database's. Raises NoSuchBook."""
    async with in_book(pool, tenant) as connection:
        if await connection.fetchval(_SET_CLOCK, tenant, clock_offset) is None:
            raise NoSuchBook


async def one(pool: Pool, tenant: UUID) -> Book:
    """Return what stands on a book's cover. Raises NoSuchBook."""
    async with in_book(pool, tenant) as connection:
        row = await connection.fetchrow(_ONE, tenant)
    if row is None:
        raise NoSuchBook
    return Book(**row)


async def every(pool: Pool) -> Sequence[UUID]:
    """Return every book there is, oldest first."""
    async with reach(pool) as connection:
        return [row["tenant"] for row in await connection.fetch(_EVERY)]
