"""Many write at once, from several processes' worth of hands: nothing is lost, skipped or doubled.

A short form runs every time. ``GAP_TEST_SECONDS=30 pytest tests/ledger/test_many_hands.py`` runs
it longer.
"""

import asyncio
import os
import random
from contextlib import AsyncExitStack
from time import monotonic
from uuid import UUID, uuid4

from stafett.ledger.book import Ledger, open_ledger
from stafett.ledger.errors import Stale
from stafett.ledger.keystore import Keystore
from stafett.ledger.line import Append, NewLine, Write
from tests.ledger.books import Noted, Shelf, asking, open_shelf, writing

SECONDS = float(os.environ.get("GAP_TEST_SECONDS", "0.7"))
WRITERS = 16


async def test_a_reader_that_follows_misses_nothing(fresh_databases: tuple[str, str]) -> None:
    """16 writers in two ledgers of their own, and a reader that only asks what comes after."""
    async with open_shelf(*fresh_databases) as shelf, AsyncExitStack() as opened:
        other = await opened.enter_async_context(_another_process(fresh_databases, shelf))
        until = monotonic() + SECONDS
        written: list[bytes] = []

        async def write(ledger: Ledger) -> None:
            while monotonic() < until:
                done = await ledger.append(asking(shelf.tenant, writing(uuid4(), "x")))
                written.extend(done.leaves)

        seen: list[tuple[int, bytes]] = []

        async def tail() -> None:
            finished = False
            while True:
                after = seen[-1][0] if seen else 0
                lines = await shelf.ledger.follow(shelf.tenant, after, 500)
                seen.extend((line.position, line.leaf) for line in lines)
                if finished and not lines:
                    return
                finished = all(writer.done() for writer in writers)

        ledgers = (shelf.ledger, other)
        writers = [asyncio.create_task(write(ledgers[n % 2])) for n in range(WRITERS)]
        await asyncio.gather(tail(), *writers)
        assert len(seen) == len(written) > 0
        assert {leaf for _, leaf in seen} == set(written)
        assert [position for position, _ in seen] == list(range(1, len(seen) + 1))
        assert (await shelf.ledger.verify(shelf.tenant)).well


async def test_writers_that_get_in_each_others_way_lose_no_word(
    fresh_databases: tuple[str, str],
) -> None:
    """Each adds its words to a few shared streams, reading anew whenever somebody was first."""
    streams = [uuid4() for _ in range(4)]
    words = 6

    async with open_shelf(*fresh_databases) as shelf, AsyncExitStack() as opened:
        other = await opened.enter_async_context(_another_process(fresh_databases, shelf))
        clashes = 0

        async def add(ledger: Ledger, stream: UUID, read: UUID, word: str) -> None:
            nonlocal clashes
            while True:
                histories = (await ledger.read(shelf.tenant, {stream: 0, read: 0})).histories
                last = histories[stream]
                new = NewLine(Noted(text=word), writing(stream, word).lines[0].place, uuid4())
                what = asking(shelf.tenant, Write(stream, last.version, last.leaf, (new,)))
                reads = {} if read == stream else {read: histories[read].version}
                try:
                    await ledger.append(
                        Append(what.tenant, what.command, what.at, what.by, what.writes, reads)
                    )
                except Stale:
                    clashes += 1
                else:
                    return

        async def writer(number: int) -> None:
            chance = random.Random(number)
            ledger = (shelf.ledger, other)[number % 2]
            for word in range(words):
                stream, read = chance.choice(streams), chance.choice(streams)
                await add(ledger, stream, read, f"{number}.{word}")

        await asyncio.gather(*(writer(number) for number in range(WRITERS)))
        found = [word for stream in streams for word in await shelf.texts(stream)]
        assert sorted(found) == sorted(f"{n}.{w}" for n in range(WRITERS) for w in range(words))
        assert await shelf.positions() == list(range(1, WRITERS * words + 1))
        assert (await shelf.ledger.verify(shelf.tenant)).well
        assert clashes > 0


async def test_of_two_decisions_that_read_each_other_at_most_one_is_written(shelf: Shelf) -> None:
    """Write skew: each reads what the other is about to write."""
    for _ in range(20):
        one, two = uuid4(), uuid4()
        done = await asyncio.gather(
            shelf.write(one, "x", reads={two: 0}),
            shelf.write(two, "y", reads={one: 0}),
            return_exceptions=True,
        )
        assert sorted(isinstance(outcome, Stale) for outcome in done) == [False, True]


def _another_process(databases: tuple[str, str], shelf: Shelf):  # type: ignore[no-untyped-def] # noqa: ANN202
    """A second ledger on the same book, with connections of its own."""
    keystore: Keystore = shelf.keyring._keystore
    return open_ledger(databases[0], keystore, shelf.keyring)
