"""Making the lists anew: from the first line, beside the ones in use, with the same result."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

import pytest_asyncio

from stafett.domain.facts import PERSON
from stafett.ledger.scope import Scope
from stafett.projections.rebuild import begin, rebuild, switch
from tests.projections.people_in_a_book import (
    a_child,
    as_the_view_says,
    bookmark,
    listed,
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


async def live_build(rooms: Rooms, book: UUID) -> int:
    number: int = await rooms.database.fetchval(
        "SELECT build FROM projection_live WHERE tenant = $1", book
    )
    return number


async def test_what_is_made_anew_equals_what_was_kept_in_step(rooms: Rooms, book: UUID) -> None:
    children = [await a_child(rooms, book) for _ in range(4)]
    for child in children:
        await renamed(rooms, book, child)
        await rooms.runner.catch_up()
    anew = await begin(rooms.pool, book)
    await rooms.runner.catch_up()
    before = await as_the_view_says(rooms, book, children, 1)
    after = await as_the_view_says(rooms, book, children, anew.number)
    assert len(before) == 4
    assert before == after
    assert await listed(rooms, book, 1) == await listed(rooms, book, anew.number)


async def test_the_lists_answer_from_the_old_build_until_the_new_one_has_come_as_far(
    rooms: Rooms, book: UUID
) -> None:
    child = await a_child(rooms, book)
    await rooms.runner.catch_up()
    anew = await begin(rooms.pool, book)
    assert not await switch(rooms.pool, anew)
    assert await live_build(rooms, book) == 1
    await rooms.runner.catch_up()
    assert await switch(rooms.pool, anew)
    assert await live_build(rooms, book) == anew.number
    assert await as_the_view_says(rooms, book, [child], 1) == {}
    assert await listed(rooms, book, 1) == set()
    assert await bookmark(rooms, book, 1) is None


async def test_all_who_begin_at_once_get_a_number_each(rooms: Rooms, book: UUID) -> None:
    child = await a_child(rooms, book)
    await rooms.runner.catch_up()
    begun = await asyncio.gather(*(begin(rooms.pool, book) for _ in range(8)))
    assert sorted(one.number for one in begun) == list(range(2, 10))
    assert await live_build(rooms, book) == 1
    await rooms.runner.catch_up()
    assert await switch(rooms.pool, begun[-1])
    assert await as_the_view_says(rooms, book, [child], 1) == {}


async def test_it_can_be_done_while_the_book_is_written_in_and_other_runners_run(
    rooms: Rooms, book: UUID
) -> None:
    children = [await a_child(rooms, book) for _ in range(4)]
    told: list[int] = []
    running = asyncio.create_task(rooms.runner.run())
    try:
        writing = asyncio.gather(*(renamed(rooms, book, child, 10) for child in children))
        first, _ = await asyncio.gather(
            rebuild(rooms.pool, rooms.runner, book, progress=told.append), writing
        )
        second = await rebuild(rooms.pool, rooms.runner, book)
    finally:
        running.cancel()
    await rooms.runner.catch_up()
    assert second.number > first.number
    assert told
    views = await as_the_view_says(rooms, book, children, second.number)
    assert {view.version for view in views.values()} == {12}


async def test_a_person_whose_key_is_gone_is_in_no_list_that_is_made_anew(
    rooms: Rooms, book: UUID
) -> None:
    kept, forgotten = [await a_child(rooms, book) for _ in range(2)]
    await rooms.runner.catch_up()
    await rooms.keyring.shred(book, scopes=[Scope.of(forgotten, PERSON)])
    assert set(await as_the_view_says(rooms, book, [kept, forgotten])) == {kept}
    anew = await rebuild(rooms.pool, rooms.runner, book)
    assert set(await as_the_view_says(rooms, book, [kept, forgotten], anew.number)) == {kept}
    assert {stream for _, stream in await listed(rooms, book, anew.number)} == {kept}
