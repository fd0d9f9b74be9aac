"""Taking turns: within one process, commands on the same thing wait for each other.

Between processes the book decides who was first. Here it would only make people try again.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from uuid import UUID


class Turns:
    """One queue per stream, made when needed and gone when nobody waits."""

    def __init__(self) -> None:
        self._queues: dict[UUID, tuple[asyncio.Lock, int]] = {}

    @asynccontextmanager
    async def of(self, streams: Iterable[UUID]) -> AsyncIterator[None]:
        """Hold these streams; always taken in the same order, so nobody waits in a ring."""
        async with AsyncExitStack() as held:
            for stream in sorted(set(streams)):
                await held.enter_async_context(self._one(stream))
            yield

    @asynccontextmanager
    async def _one(self, stream: UUID) -> AsyncIterator[None]:
        lock, waiting = self._queues.get(stream) or (asyncio.Lock(), 0)
        self._queues[stream] = lock, waiting + 1
        try:
            async with lock:
                yield
        finally:
            lock, waiting = self._queues[stream]
            if waiting == 1:
                del self._queues[stream]
            else:
                self._queues[stream] = lock, waiting - 1
