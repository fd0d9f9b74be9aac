"""Calling out that something new stands in a book, and hearing it called.

The call is a hint and nothing more: it is made after the commit, on a connection of its own and
at most every twenty milliseconds, because a call made inside a transaction would make all
transactions of the whole database wait for each other. Who listens must still look every now and
then: a call can be lost, the lines cannot.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Final

import asyncpg

from stafett.ledger.listening import TROUBLE, listen

CHANNEL: Final = "stafett_lines"
_CALL: Final = f"NOTIFY {CHANNEL}"
PAUSE: Final = 0.02
POLL: Final = 0.2


class Herald:
    """Calls out and listens, for one process; one connection for each."""

    def __init__(self, connect: "Callable[[], Awaitable[asyncpg.Connection[Any]]]") -> None:
        self._connect = connect
        self._news = asyncio.Event()
        self._heard = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Begin to call and to listen."""
        listening = listen(self._connect, CHANNEL, lambda _: self._heard.set(), self._heard.set)
        self._tasks = [asyncio.create_task(self._call()), asyncio.create_task(listening)]

    async def stop(self) -> None:
        """Fall silent."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []

    def written(self) -> None:
        """Take note that some book has new lines; costs nothing, the call comes in a moment."""
        self._news.set()
        self._heard.set()

    async def woken(self) -> None:
        """Return when something may be new in some book, at the latest after `POLL` seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(POLL):
                await self._heard.wait()
        self._heard.clear()

    async def _call(self) -> None:
        connection: asyncpg.Connection[Any] | None = None
        try:
            while True:
                await self._news.wait()
                self._news.clear()
                with suppress(*TROUBLE):
                    if connection is None or connection.is_closed():
                        connection = await self._connect()
                        # A hint need not survive a power cut, and must not wait for the disk.
                        await connection.execute("SET synchronous_commit = off")
                    await connection.execute(_CALL)
                await asyncio.sleep(PAUSE)
        finally:
            if connection is not None:
                connection.terminate()
