"""The runner: keeps every list in step with the books, one batch of lines at a time.

Rows and bookmark move in one transaction, and whoever moves a bookmark holds its lock, so any
number of processes may run at once and each line is taken in exactly once, whoever is killed.
Being woken is a hint; asking the heads and bookmarks is the truth. No leader is elected.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final

import structlog

from stafett.ledger.book import Ledger
from stafett.postgres.pool import Pool, at_book
from stafett.projections.builds import Build, behind
from stafett.projections.taking_in import take_in

BATCH: Final = 2000
"""Lines in one transaction."""
POLL: Final = 0.2
"""Seconds between two questions to heads and bookmarks when nobody wakes us."""
_PATIENCE: Final = 5.0
"""Seconds to wait after something went wrong, at most."""
_AT_IT: Final = 0.01
"""Seconds until we look again at what somebody else is at."""

_HOLD = """
    SELECT position FROM projection_bookmark
     WHERE tenant = $1 AND projection = $2 AND build = $3
       FOR UPDATE SKIP LOCKED
"""
_MOVE = """
    UPDATE projection_bookmark SET position = $4
     WHERE tenant = $1 AND projection = $2 AND build = $3
"""

_log = structlog.get_logger(__name__)


class Runner:
    """Keeps the lists of every book in step; one per process.

    Args:
        pool: Connections to the books' database.
        ledger: The books.
        woken: Returns when there may be something to do; a hint, never relied on.
        batch: Lines in one transaction.

    """

    def __init__(
        self,
        pool: Pool,
        ledger: Ledger,
        *,
        woken: Callable[[], Awaitable[object]] | None = None,
        batch: int = BATCH,
    ) -> None:
        self._pool = pool
        self._ledger = ledger
        self._woken = woken
        self._batch = batch
        self._nudged = asyncio.Event()
        self._trouble: dict[Build, tuple[int, float]] = {}

    def nudge(self) -> None:
        """Say that something was written here and now; saves the wait for the next poll."""
        self._nudged.set()

    async def run(self) -> None:
        """Keep the lists in step until cancelled. Trouble is reported, waited out, tried again."""
        trouble = 0
        while True:
            self._nudged.clear()
            try:
                worked = await self._round()
            except asyncio.CancelledError:
                raise
            except Exception as error:  # noqa: BLE001 - a list that lags is answered with 503
                trouble += 1
                _log.warning("projections-wait", kind=type(error).__name__, tries=trouble)
                await asyncio.sleep(_pause(trouble))
                continue
            trouble = 0
            if not worked:
                await self._rest()

    async def _round(self) -> int:
        """Give every build that is behind its turn; one in trouble waits, and the others go on."""
        worked = 0
        for build in await behind(self._pool):
            times, until = self._trouble.get(build, (0, 0.0))
            if until > time.monotonic():
                continue
            try:
                worked += await self.step(build)
            except asyncio.CancelledError:
                raise
            except Exception as error:  # noqa: BLE001 - only this book's lists lag
                times += 1
                _log.warning("projections-wait", kind=type(error).__name__, tries=times)
                self._trouble[build] = times, time.monotonic() + _pause(times)
            else:
                self._trouble.pop(build, None)
        return worked

    async def catch_up_once(self) -> int:
        """Take in at most one batch of every build that is behind; return how many lines."""
        return sum([await self.step(build) for build in await behind(self._pool)])

    async def catch_up(self) -> None:
        """Take in everything there is now, and wait for what somebody else is at."""
        while builds := await behind(self._pool):
            if not sum([await self.step(build) for build in builds]):
                await asyncio.sleep(_AT_IT)

    async def step(self, build: Build) -> int:
        """Take in one batch of one build; 0 when there is none or somebody else is at it."""
        key = build.book, build.projection, build.number
        async with at_book(self._pool, build.book) as connection:
            position = await connection.fetchval(_HOLD, *key)
            if position is None:
                return 0
            lines = await self._ledger.follow(build.book, position, self._batch)
            if not lines:
                return 0
            await take_in(connection, self._ledger, build, lines)
            await connection.execute(_MOVE, *key, lines[-1].position)
            return len(lines)

    async def _rest(self) -> None:
        hints: list[asyncio.Future[object]] = [asyncio.ensure_future(self._nudged.wait())]
        if self._woken is not None:
            hints.append(asyncio.ensure_future(self._woken()))
        try:
            await asyncio.wait(hints, timeout=POLL, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for hint in hints:
                hint.cancel()
            await asyncio.gather(*hints, return_exceptions=True)


def _pause(times: int) -> float:
    """Return the seconds to wait after so many troubles in a row."""
    return min(POLL * 2.0 ** min(times, 8), _PATIENCE)
