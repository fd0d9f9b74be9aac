"""When the line is cut nobody knows what was written. The book does, and writes it once."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
import pytest_asyncio

from stafett.ids import uuid7
from stafett.ledger import reaching
from stafett.ledger.errors import BookAway, BookBusy
from stafett.ledger.line import Volume
from stafett.ledger.writing_hand import WritingHand
from stafett.postgres.pool import connect
from tests.ledger.books import Shelf, asking, open_shelf, writing
from tests.ledger.proxy import Cut, Wire, wire


@pytest_asyncio.fixture(loop_scope="session")
async def cuttable(
    fresh_databases: tuple[str, str], tmp_path: Path
) -> AsyncIterator[tuple[Shelf, Wire]]:
    """A ledger whose way to the database can be cut."""
    events_url, keystore_url = fresh_databases
    async with (
        wire(events_url, tmp_path) as (laid, through),
        open_shelf(events_url, keystore_url, through=through, hands=1) as shelf,
    ):
        await shelf.write(uuid4(), "to have the keys at hand")
        yield shelf, laid


@pytest.mark.parametrize("how", Cut)
async def test_what_was_cut_off_stands_in_the_book_once(
    cuttable: tuple[Shelf, Wire], how: Cut
) -> None:
    shelf, laid = cuttable
    stream, command = uuid4(), uuid7()
    laid.cut_next(how)
    done = await shelf.ledger.append(
        asking(shelf.tenant, writing(stream, "x"), command=command, answer=b"201")
    )
    await laid.settle()
    assert laid.cuts == 1
    assert await shelf.texts(stream) == ["x"]
    assert await shelf.positions() == [1, 2]
    assert await shelf.ledger.head(shelf.tenant) == 2
    public = (await shelf.keyring.book(shelf.tenant)).signer("stafett").public
    assert done.receipt is not None
    assert done.receipt.verify(public, done.leaves)


@pytest.mark.parametrize("how", Cut)
async def test_a_whole_batch_that_was_cut_off_stands_there_once(
    cuttable: tuple[Shelf, Wire], how: Cut
) -> None:
    shelf, laid = cuttable
    streams = [uuid4() for _ in range(30)]
    # Keys first, so that all of them wait for the same batch.
    await asyncio.gather(*(shelf.write(stream, "first") for stream in streams))
    histories = (await shelf.ledger.read(shelf.tenant, dict.fromkeys(streams, 0))).histories
    laid.cut_next(how)
    await asyncio.gather(
        *(
            shelf.write(stream, "second", after=1, previous=histories[stream].leaf)
            for stream in streams
        )
    )
    await laid.settle()
    assert laid.cuts == 1
    assert await shelf.positions() == list(range(1, 62))
    for stream in streams:
        assert await shelf.texts(stream) == ["first", "second"]


@pytest.mark.parametrize("how", Cut)
async def test_an_answer_that_was_cut_off_is_kept_once(
    cuttable: tuple[Shelf, Wire], how: Cut
) -> None:
    shelf, laid = cuttable
    command = uuid7()
    laid.cut_next(how)
    await shelf.ledger.append(asking(shelf.tenant, command=command, answer=b"a long answer" * 100))
    await laid.settle()
    assert laid.cuts == 1
    snapshot = await shelf.ledger.read(shelf.tenant, {}, command=command)
    assert snapshot.answer is not None


async def test_a_backend_that_is_ended_in_the_middle_leaves_one_line(
    fresh_databases: tuple[str, str],
) -> None:
    async with open_shelf(*fresh_databases, hands=1) as shelf:
        stream = uuid4()
        async with connect(fresh_databases[0]) as other:
            holding = other.transaction()
            await holding.start()
            await other.execute(
                "SELECT 1 FROM event_head WHERE tenant = $1 FOR UPDATE", shelf.tenant
            )
            asked = asyncio.create_task(shelf.write(stream, "x"))
            waiting = (
                "SELECT pid FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            pid = None
            while pid is None:
                pid = await shelf.database.fetchval(waiting)
            await shelf.database.execute("SELECT pg_terminate_backend($1)", pid)
            await holding.rollback()
        await asked
        assert await shelf.texts(stream) == ["x"]
        assert await shelf.positions() == [1]


async def test_while_the_database_is_away_that_is_what_is_said(
    fresh_databases: tuple[str, str], tmp_path: Path
) -> None:
    events_url, keystore_url = fresh_databases
    async with (
        wire(events_url, tmp_path) as (laid, through),
        open_shelf(events_url, keystore_url, through=through, patience=0.3) as shelf,
    ):
        stream = uuid4()
        done = await shelf.write(stream, "before")
        command = uuid7()
        what = asking(
            shelf.tenant,
            writing(stream, "during", after=1, previous=done.leaves[-1]),
            command=command,
            answer=b"201",
        )
        with laid.down():
            with pytest.raises(BookAway):
                await shelf.ledger.append(what)
            with pytest.raises(BookAway):
                await shelf.ledger.read(shelf.tenant, {stream: 0})
            with pytest.raises(BookAway):
                await shelf.ledger.head(shelf.tenant)
        # Nothing was lost, and asking the same again is safe.
        await shelf.ledger.append(what)
        assert await shelf.texts(stream) == ["before", "during"]
        await shelf.ledger.woken()


async def test_a_wait_that_outlasts_the_database_is_ended_by_it(
    fresh_databases: tuple[str, str], tmp_path: Path
) -> None:
    """Somebody holds the head's lock for longer than the database lets anyone wait."""
    async with open_shelf(*fresh_databases, hands=1) as shelf:
        stream = uuid4()
        async with connect(fresh_databases[0]) as other, other.transaction():
            await other.execute(
                "SELECT 1 FROM event_head WHERE tenant = $1 FOR UPDATE", shelf.tenant
            )
            with pytest.raises(BookBusy):
                await shelf.write(stream, "x")
        assert await shelf.texts(stream) == []
        await shelf.write(stream, "y")


async def test_a_commit_that_is_not_on_disk_is_no_commit(fresh_databases: tuple[str, str]) -> None:
    events_url = fresh_databases[0]
    name = urlsplit(events_url).path.removeprefix("/")
    async with connect(events_url) as other:
        await other.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
        try:
            hand = WritingHand(lambda: reaching.connect(events_url), Volume.EVENTS)
            connection = await hand.reach()
            assert await connection.fetchval("SHOW synchronous_commit") == "on"
            hand.let_go()
        finally:
            await other.execute(f'ALTER DATABASE "{name}" RESET synchronous_commit')
