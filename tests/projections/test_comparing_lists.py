"""Comparing: lists made anew say the same as the live ones, and a difference is found."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest_asyncio

from stafett.projections.compare import made_anew
from tests.projections.people_in_a_book import a_child, listed, renamed
from tests.rooms import Rooms, open_rooms


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def rooms(fresh_databases: tuple[str, str]) -> AsyncIterator[Rooms]:
    async with open_rooms(fresh_databases) as rooms:
        yield rooms


@pytest_asyncio.fixture
async def book(rooms: Rooms) -> UUID:
    return await rooms.new_book()


async def test_lists_made_anew_say_the_same_and_take_over(rooms: Rooms, book: UUID) -> None:
    for child in [await a_child(rooms, book) for _ in range(3)]:
        await renamed(rooms, book, child)
        await rooms.runner.catch_up()
    compared = await made_anew(rooms.pool, rooms.runner, rooms.ledger, book)
    assert compared.unlike == []
    assert compared.streams >= 3
    assert await listed(rooms, book, 1) == set()
    assert (await made_anew(rooms.pool, rooms.runner, rooms.ledger, book)).unlike == []


async def test_a_row_that_somebody_took_out_of_the_live_list_is_found(
    rooms: Rooms, book: UUID
) -> None:
    one, other = [await a_child(rooms, book) for _ in range(2)]
    await rooms.runner.catch_up()
    await rooms.database.execute("DELETE FROM access_list WHERE stream = $1", one)
    compared = await made_anew(rooms.pool, rooms.runner, rooms.ledger, book)
    assert compared.unlike == [one]
    assert other not in compared.unlike


async def test_a_view_that_lags_behind_its_stream_is_found(rooms: Rooms, book: UUID) -> None:
    child = await a_child(rooms, book)
    await rooms.runner.catch_up()
    old = await rooms.database.fetch("SELECT * FROM case_view WHERE stream = $1", child)
    await renamed(rooms, book, child)
    await rooms.runner.catch_up()
    await rooms.database.execute("DELETE FROM case_view WHERE stream = $1", child)
    await rooms.database.executemany(
        "INSERT INTO case_view VALUES ($1, $2, $3, $4, $5, $6, $7, $8)", [tuple(r) for r in old]
    )
    compared = await made_anew(rooms.pool, rooms.runner, rooms.ledger, book)
    assert compared.unlike == [child]
