"""Keeping up: waiting until the lists have come as far as the book, without getting in their way.

However many wait for one book, how far its lists have come is asked once at a time for them all,
so that those who wait leave the work to those who do it.
"""

import asyncio
from typing import Final
from uuid import UUID

from stafett.ledger.reaching import reach
from stafett.postgres.pool import Pool
from stafett.projections.builds import DOORS
from stafett.projections.runner import Runner

_PAUSE: Final = 0.002
"""Seconds between two questions for the same book."""
_POSITION: Final = "SELECT list_position($1, $2)"


class KeepingUp:
    """Knows how far the lists of each book have come; one per process."""

    def __init__(self, pool: Pool, runner: Runner) -> None:
        self._pool = pool
        self._runner = runner
        self._asking: dict[UUID, asyncio.Task[int]] = {}

    async def come_to(self, book: UUID, position: int) -> None:
        """Return when the book's lists have taken in the line at *position* (0: at once).

        Waits as long as it takes; the caller knows how long that may be.
        """
        while position and await self._position(book) < position:
            self._runner.nudge()
            await asyncio.sleep(_PAUSE)

    async def _position(self, book: UUID) -> int:
        """Join the question that is on its way, or ask.

        One that was on its way may know too little, and then it is asked again; never too much.
        """
        asking = self._asking.get(book)
        if asking is None:
            asking = asyncio.create_task(self._ask(book))
            self._asking[book] = asking
            asking.add_done_callback(lambda _: self._asking.pop(book))
        return await asyncio.shield(asking)

    async def _ask(self, book: UUID) -> int:
        async with reach(self._pool) as connection:
            position: int | None = await connection.fetchval(_POSITION, book, DOORS)
        return position or 0
