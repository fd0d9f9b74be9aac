"""Taking turns on one server: many at once for a while, and what each way came to."""

import asyncio
import gc
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import asyncpg


@dataclass(frozen=True, slots=True)
class Figure:
    """What one way did with so many clients: things done per second, milliseconds."""

    name: str
    clients: int
    per_second: float
    p50_ms: float
    p99_ms: float


@dataclass(frozen=True, slots=True)
class Round:
    """One turn: how long it took, and how long each waited, in seconds."""

    seconds: float
    waits: Sequence[float]


async def race(
    clients: int, seconds: float, client: Callable[[int], Awaitable[Callable[[], Awaitable[None]]]]
) -> Round:
    """Let so many clients do the same over and over; each is made ready, and has done it once."""
    waits: list[float] = []
    runners = [await client(number) for number in range(clients)]
    for once in runners:
        await once()
    until = time.perf_counter() + seconds

    async def run(once: Callable[[], Awaitable[None]]) -> None:
        before = time.perf_counter()
        while before < until:
            await once()
            after = time.perf_counter()
            waits.append(after - before)
            before = after

    begun = time.perf_counter()
    await asyncio.gather(*map(run, runners))
    return Round(time.perf_counter() - begun, waits)


async def settle(url: str) -> None:
    """Let the server put away what it has taken, and Python too, before the next turn."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("CHECKPOINT")
    finally:
        await connection.close()
    gc.collect()


def figure(name: str, clients: int, rounds: Sequence[Round]) -> Figure:
    """Return the medians of several turns."""

    def median(of: Callable[[Round], float]) -> float:
        return statistics.median(map(of, rounds))

    return Figure(
        name,
        clients,
        round(median(lambda one: len(one.waits) / one.seconds), 1),
        round(1000 * median(lambda one: statistics.median(one.waits)), 3),
        round(1000 * median(lambda one: _percentile(one.waits, 0.99)), 3),
    )


def _percentile(waits: Sequence[float], share: float) -> float:
    return sorted(waits)[min(len(waits) - 1, int(share * len(waits)))]
