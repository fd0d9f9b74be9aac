"""Every matter of a book, some at a time: for the few questions that are about no one reader.

Only the first part of each is opened: what access is judged from, and whom it is about.
"""

from collections.abc import AsyncIterator, Collection, Mapping
from typing import Final
from uuid import UUID

from stafett.ledger.book import Ledger
from stafett.ledger.reaching import in_book, reach
from stafett.postgres.pool import Pool
from stafett.projections import case_view
from stafett.projections.builds import DOORS
from stafett.projections.case_view import Folded

PAGE: Final = 200
"""Streams opened in one go, so that no reading lasts long however large the book is."""

_NEXT = """
    SELECT v.stream
      FROM projection_live l
      JOIN case_view v ON v.tenant = l.tenant AND v.build = l.build
     WHERE l.tenant = $1 AND l.projection = $2 AND v.number = 0 AND v.stream > $3
  ORDER BY v.stream
     LIMIT $4
"""


async def pages(
    pool: Pool, ledger: Ledger, book: UUID, *, page: int = PAGE
) -> AsyncIterator[Mapping[UUID, Folded]]:
    """Yield every stream that stands in the lists; what cannot be opened is left out."""
    last = UUID(int=0)
    while True:
        async with in_book(pool, book) as connection:
            rows = await connection.fetch(_NEXT, book, DOORS, last, page)
            streams = [row["stream"] for row in rows]
            views = await case_view.live_views(connection, book, streams)
        opened, _ = await case_view.open_many(ledger, book, views, ())
        yield opened
        if len(streams) < page:
            return
        last = streams[-1]


async def some(
    pool: Pool, ledger: Ledger, book: UUID, streams: Collection[UUID]
) -> Mapping[UUID, Folded]:
    """Return these streams; what is not there or cannot be opened is left out."""
    async with reach(pool) as connection:
        views = await case_view.live_views(connection, book, streams)
    opened, _ = await case_view.open_many(ledger, book, views, ())
    return opened
