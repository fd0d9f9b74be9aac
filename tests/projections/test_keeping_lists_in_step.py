"""Keeping the lists in step: every line taken in once, whoever is killed, and nothing left out."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from uuid import UUID, uuid4

import asyncpg
import pytest
import pytest_asyncio

from stafett.postgres.pool import connect
from stafett.projections.builds import lag, parked
from stafett.projections.reach import Hand, tag_of
from stafett.projections.runner import Runner
from tests.projections.people_in_a_book import (
    a_child,
    as_the_lines_say,
    as_the_view_says,
    bookmark,
    listed,
    live,
    renamed,
)
from tests.rooms import Rooms, open_rooms


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def rooms(fresh_databases: tuple[str, str]) -> AsyncIterator[Rooms]:
    async with open_rooms(fresh_databases) as rooms:
        yield rooms


@pytest_asyncio.fixture
async def book(rooms: Rooms) -> UUID:
    return await rooms.new_book()


async def in_step(rooms: Rooms, book: UUID) -> bool:
    """Whether the lists have taken in everything the book holds."""
    return await bookmark(rooms, book) == await rooms.ledger.head(book)


async def moved_on(
    rooms: Rooms, book: UUID, before: int, process: asyncio.subprocess.Process
) -> bool:
    """Whether a runner has done anything since, or there is nothing left to do."""
    assert process.returncode is None
    return (await bookmark(rooms, book) or 0) != before or await in_step(rooms, book)


async def until(it_is_so: Callable[[], Awaitable[object]]) -> None:
    """Wait until something has come true; far longer than it can take is a failure."""
    async with asyncio.timeout(30):
        while not await it_is_so():  # noqa: ASYNC110 - it comes true in another process
            await asyncio.sleep(0.001)


async def all_views_are_as_the_lines_say(rooms: Rooms, book: UUID, children: list[UUID]) -> None:
    views = await as_the_view_says(rooms, book, children)
    snapshot = await rooms.ledger.read(book, dict.fromkeys(children, 0))
    for child in children:
        history = snapshot.histories[child]
        assert views[child].state == await as_the_lines_say(rooms, book, child)
        assert (views[child].version, views[child].leaf) == (history.version, history.leaf)


async def test_a_view_says_what_the_lines_say(rooms: Rooms, book: UUID) -> None:
    child = await a_child(rooms, book)
    await rooms.runner.catch_up()
    await renamed(rooms, book, child)
    await rooms.runner.catch_up()
    await all_views_are_as_the_lines_say(rooms, book, [child])


async def test_a_child_is_reached_by_itself_and_its_guardian_and_nobody_else(
    rooms: Rooms, book: UUID
) -> None:
    mother = uuid4()
    child = await a_child(rooms, book, mother)
    await rooms.runner.catch_up()
    tags = {await tag_of(rooms.ledger, book, Hand.PERSON, who) for who in (child, mother)}
    assert await listed(rooms, book) == {(tag, child) for tag in tags}


async def test_the_same_guardian_in_two_books_has_two_tags(rooms: Rooms) -> None:
    mother = uuid4()
    here, there = [await rooms.new_book() for _ in range(2)]
    for book in (here, there):
        await a_child(rooms, book, mother)
    await rooms.runner.catch_up()
    tags = [{tag for tag, _ in await listed(rooms, book)} for book in (here, there)]
    assert not tags[0] & tags[1]


async def test_many_runners_at_once_take_every_line_in_exactly_once(
    rooms: Rooms, book: UUID
) -> None:
    children = [await a_child(rooms, book) for _ in range(5)]
    runners = [Runner(rooms.pool, rooms.ledger, batch=3) for _ in range(4)]

    async def keep_in_step(runner: Runner) -> None:
        while not await in_step(rooms, book):
            await runner.catch_up_once()

    writing = asyncio.gather(*(renamed(rooms, book, child, 8) for child in children))
    await asyncio.gather(writing, *(keep_in_step(runner) for runner in runners))
    await rooms.runner.catch_up()
    assert await in_step(rooms, book)
    assert not await parked(rooms.pool, live(book))
    await all_views_are_as_the_lines_say(rooms, book, children)


async def test_a_runner_cut_off_in_the_middle_of_a_batch_leaves_nothing_half_done(
    rooms: Rooms, book: UUID
) -> None:
    child = await a_child(rooms, book)
    await rooms.runner.catch_up()
    await renamed(rooms, book, child, 3)
    async with connect(rooms.events_url) as connection, connection.transaction():
        await connection.execute("LOCK TABLE case_view IN EXCLUSIVE MODE")
        cut = asyncio.create_task(rooms.runner.step(live(book)))
        await until(lambda: rooms.database.fetchval(_WAITING))
        await rooms.database.execute(_CUT_OFF)
        with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
            await cut
    assert not await in_step(rooms, book)
    await rooms.runner.catch_up()
    await all_views_are_as_the_lines_say(rooms, book, [child])


async def test_a_runner_killed_at_any_time_is_carried_on_by_the_next(
    rooms: Rooms, book: UUID
) -> None:
    children = [await a_child(rooms, book) for _ in range(6)]
    writing = asyncio.gather(*(renamed(rooms, book, child, 15) for child in children))
    for _ in range(3):
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.projections.keep_in_step",
            *rooms.urls,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env={"PYTHONPATH": ":".join(sys.path)},
        )
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(rooms.root.written().encode())
        await process.stdin.drain()
        assert await process.stdout.readline() == b"ready\n"
        before = await bookmark(rooms, book) or 0
        await until(partial(moved_on, rooms, book, before, process))
        process.send_signal(signal.SIGKILL)
        await process.wait()
        process.stdin.close()
    await writing
    await rooms.runner.catch_up()
    assert await in_step(rooms, book)
    assert not await parked(rooms.pool, live(book))
    await all_views_are_as_the_lines_say(rooms, book, children)


async def test_a_running_runner_hears_of_new_lines_by_itself(rooms: Rooms, book: UUID) -> None:
    running = asyncio.create_task(rooms.runner.run())
    try:
        for _ in range(3):
            await a_child(rooms, book)
            await until(lambda: in_step(rooms, book))
    finally:
        running.cancel()


async def test_a_book_that_cannot_be_opened_keeps_no_other_book_waiting(rooms: Rooms) -> None:
    closed = await rooms.new_book()
    await a_child(rooms, closed)
    async with open_rooms(rooms.urls) as others:
        book = await others.new_book()
        running = asyncio.create_task(others.runner.run())
        try:
            children = []
            for _ in range(4):
                children.append(await a_child(others, book))
                await until(lambda: in_step(others, book))
        finally:
            running.cancel()
        assert set(children) <= {stream for _, stream in await listed(others, book)}
        assert not await in_step(others, closed), "its keys lie under another root"
    await rooms.runner.step(live(closed))
    assert await in_step(rooms, closed), "and nothing of it was lost"


async def test_a_stream_that_cannot_be_read_leaves_every_list_and_the_others_go_on(
    rooms: Rooms, book: UUID
) -> None:
    broken, whole = [await a_child(rooms, book) for _ in range(2)]
    await rooms.runner.catch_up()
    await renamed(rooms, book, broken)
    await renamed(rooms, book, whole)
    await _spoil(rooms, book, broken, version=3)
    await rooms.runner.catch_up()
    assert set(await as_the_view_says(rooms, book, [broken, whole])) == {whole}
    assert {stream for _, stream in await listed(rooms, book)} == {whole}
    assert [one.stream for one in await parked(rooms.pool, live(book))] == [broken]
    (standing,) = [one for one in await lag(rooms.pool) if one.build == live(book)]
    assert (standing.behind, standing.parked, standing.live) == (0, 1, True)
    await renamed(rooms, book, whole)
    await rooms.runner.catch_up()
    await all_views_are_as_the_lines_say(rooms, book, [whole])


async def test_a_line_that_does_not_continue_the_view_parks_its_stream(
    rooms: Rooms, book: UUID
) -> None:
    child = await a_child(rooms, book)
    await rooms.runner.catch_up()
    await rooms.database.execute(
        "UPDATE case_view SET version = 1 WHERE tenant = $1 AND stream = $2", book, child
    )
    await renamed(rooms, book, child)
    await rooms.runner.catch_up()
    assert [one.stream for one in await parked(rooms.pool, live(book))] == [child]
    assert not await listed(rooms, book)


_WAITING = """
    SELECT count(*) FROM pg_stat_activity
     WHERE wait_event_type = 'Lock' AND query LIKE '%case_view%' AND datname = current_database()
"""
_CUT_OFF = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE wait_event_type = 'Lock' AND query LIKE '%case_view%' AND datname = current_database()
"""


async def _spoil(rooms: Rooms, book: UUID, stream: UUID, version: int) -> None:
    """Change a byte of a line, as somebody with every right in the database could."""
    async with connect(rooms.events_url) as connection, connection.transaction():
        await connection.execute("ALTER TABLE event DISABLE TRIGGER USER")
        changed = await connection.execute(
            "UPDATE event SET sealed = set_byte(sealed, 90, get_byte(sealed, 90) # 1)"
            " WHERE tenant = $1 AND stream = $2 AND version = $3",
            book,
            stream,
            version,
        )
        await connection.execute("ALTER TABLE event ENABLE TRIGGER USER")
        assert changed == "UPDATE 1"
