"""A stretch of time in a book: the lines of those days, page by page, in the order of the book.

Nothing is held but one page, however long the time is. Where it begins is found by looking at some
twenty lines, since a later line has a later place. Several hands write in a book and their clocks
may be a moment apart, so one looks a little further both ways.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from stafett.ledger.book import Ledger
from stafett.ledger.line import Line

PAGE: Final = 1000
"""Lines that are opened in one go, and held."""
APART: Final = timedelta(minutes=1)
"""How far a line may stand from where its time would put it."""


async def between(
    ledger: Ledger,
    book: UUID,
    since: datetime,
    until: datetime,
    *,
    after: int = 0,
    head: int | None = None,
    page: int = PAGE,
) -> AsyncIterator[Sequence[Line]]:
    """Yield the lines from one instant to before another, so many at a time, and no empty page.

    Lines up to the position *after* are not looked at, nor those behind *head*: without it, those
    that come after it was asked. Raises NoSuchBook.
    """
    head = await ledger.head(book) if head is None else head
    after = max(after, await _before(ledger, book, since - APART, head))
    while after < head:
        lines = await ledger.follow(book, after, min(page, head - after))
        if not lines:
            return
        wanted = [line for line in lines if since <= line.at < until]
        if wanted:
            yield wanted
        if lines[-1].at >= until + APART:
            return
        after = lines[-1].position


async def _before(ledger: Ledger, book: UUID, instant: datetime, head: int) -> int:
    """Return the last position whose line is older than the instant; 0 when there is none."""
    low, high = 0, head
    while low < high:
        middle = (low + high + 1) // 2
        (line,) = await ledger.follow(book, middle - 1, 1)
        if line.at < instant:
            low = middle
        else:
            high = middle - 1
    return low
