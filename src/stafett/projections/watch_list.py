"""The watch list: every follow-up that runs and every concern that is open, in one book.

It is one more way to their streams in the access list, under one keyed hash for the whole book,
as the shelf is. Whether anything has broken in them is asked of the domain for the day itself, so
that a break shows when its day comes, though nobody writes a word. What is shielded stands here
as the rest does, so that the table tells no difference, and the domain never tells of it.
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
from stafett.projections.reach import WATCH, tag_of

PAGE: Final = 200
"""Streams opened in one go, so that no reading lasts long however large the book is."""

_NEXT = """
    SELECT a.stream
      FROM projection_live l
      JOIN access_list a ON a.tenant = l.tenant AND a.build = l.build
     WHERE l.tenant = $1 AND l.projection = $2 AND a.tag = $3 AND a.stream > $4
  ORDER BY a.stream
     LIMIT $5
"""


async def pages(
    pool: Pool, ledger: Ledger, book: UUID, *, page: int = PAGE
) -> AsyncIterator[Mapping[UUID, Folded]]:
    """Yield what is watched, so many streams at a time, with every part that can be opened.

    What cannot be opened is left out: its key is gone, or its rows are not as they were written.
    """
    tag = await tag_of(ledger, book, WATCH.hand, WATCH.id)
    last = UUID(int=0)
    while True:
        async with in_book(pool, book) as connection:
            rows = await connection.fetch(_NEXT, book, DOORS, tag, last, page)
            streams = [row["stream"] for row in rows]
            views = await case_view.live_views(connection, book, streams)
        opened, _ = await case_view.open_many(ledger, book, views)
        yield opened
        if len(streams) < page:
            return
        last = streams[-1]


async def persons(
    pool: Pool, ledger: Ledger, book: UUID, streams: Collection[UUID]
) -> Mapping[UUID, Folded]:
    """Return the persons that a page is about, as the list knows them."""
    async with reach(pool) as connection:
        views = await case_view.live_views(connection, book, streams)
    opened, _ = await case_view.open_many(ledger, book, views)
    return opened
