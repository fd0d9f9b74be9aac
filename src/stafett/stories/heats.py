"""Heats: a long race is run by several processes at once, each on databases of its own.

What is raced is the same in every heat, and so is who races: all the readers, two doors and one
book. More processes only mean that the machine's other hands are not idle meanwhile.
"""

import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from time import perf_counter
from typing import TypeAlias

import uvloop

from stafett.postgres.embedded import EmbeddedServer, start_together
from stafett.postgres.preparing import prepare
from stafett.stories.races import Raced, Told
from stafett.stories.small_town import TwoDoors, open_two_doors

Course: TypeAlias = Callable[[TwoDoors, int, int, Told], Awaitable[Raced]]
"""Races so many rounds through two doors, with a seed; a function that another process finds."""


class HeatStopped(Exception):  # noqa: N818 - says what became of it
    """A heat ended before it had been run; what went wrong stands in its own output."""


@dataclass
class _Heat:
    """One process: what it says, how far it has come, and what came of it."""

    process: SpawnProcess
    says: Connection
    rounds: int = 0
    raced: Raced | None = None

    def listen(self) -> None:
        """Take in the next thing it says: how many rounds are over, or the end."""
        try:
            said = self.says.recv()
        except EOFError:
            raise HeatStopped from None
        if isinstance(said, Raced):
            self.raced = said
        else:
            self.rounds = said


def in_heats(course: Course, rounds: int, *, heats: int, seed: int, told: Told) -> Raced:
    """Run a race in so many processes at once, and return what came of all of them.

    Args:
        course: What is raced.
        rounds: How many rounds, all heats together.
        heats: How many processes.
        seed: The first heat's; the next one's is one higher.
        told: Told how many rounds are over, all heats together.

    Raises:
        HeatStopped: One of them did not come to its end.

    """
    began = perf_counter()
    running = [_begin(course, rounds, heats, number, seed) for number in range(heats)]
    try:
        while going := [one for one in running if one.raced is None]:
            heard = wait([one.says for one in going])
            for one in going:
                if one.says in heard:
                    one.listen()
            told(sum(one.rounds for one in running))
    finally:
        for one in running:
            if one.raced is None:
                one.process.terminate()
            one.process.join()
    whole = Raced(seconds=perf_counter() - began)
    for raced in (one.raced for one in running if one.raced is not None):
        whole.rounds += raced.rounds
        whole.reads += raced.reads
        whole.reads_after += raced.reads_after
        whole.wrong += raced.wrong
    return whole


def _begin(course: Course, rounds: int, heats: int, number: int, seed: int) -> _Heat:
    spawning = get_context("spawn")
    here, there = spawning.Pipe(duplex=False)
    share = rounds // heats + (number < rounds % heats)
    process = spawning.Process(target=_heat, args=(course, share, seed + number, there))
    process.start()
    there.close()
    return _Heat(process, here)


def _heat(course: Course, rounds: int, seed: int, says: Connection) -> None:
    """Run one heat, in a process of its own."""
    uvloop.run(_raced(course, rounds, seed, says))


async def _raced(course: Course, rounds: int, seed: int, says: Connection) -> None:
    with tempfile.TemporaryDirectory(prefix="stafett-race-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # noqa: ASYNC240 - nobody else waits
        async with _two_doors(folder) as doors:
            says.send(await course(doors, rounds, seed, says.send))


@asynccontextmanager
async def _two_doors(folder: Path) -> AsyncIterator[TwoDoors]:
    events, keystore = EmbeddedServer(folder, "events"), EmbeddedServer(folder, "keystore")
    start_together(events, keystore)
    try:
        await prepare(events.url, "events")
        await prepare(keystore.url, "keystore")
        async with open_two_doors(events.url, keystore.url) as doors:
            yield doors
    finally:
        events.stop()
        keystore.stop()
