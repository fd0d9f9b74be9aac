"""What has a day, and what stands on the shelf: a follow-up written, kept in step, made anew."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest_asyncio

from stafett.domain import followup, with_a_day
from stafett.domain.closing import DemandClosure
from stafett.domain.dated import Dated, DueKind
from stafett.domain.ending import EndFollowUp, EndReason
from stafett.domain.facts import Event
from stafett.domain.handover import OfferBaton, WithdrawOffer
from stafett.ledger.scope import Scope
from stafett.projections import archive_shelf, due_list
from stafett.projections.compare import made_anew
from stafett.projections.rebuild import rebuild
from tests.follow_ups import HEARD, begun, with_logg, with_measure
from tests.people import COLLEAGUE, FATHER, MOTHER, TEACHER, TODAY, at_work
from tests.relay import Given
from tests.rooms import Rooms, open_rooms

FAR = TODAY + timedelta(days=1000)
LIVE = "SELECT build FROM projection_live WHERE tenant = $1"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def rooms(fresh_databases: tuple[str, str]) -> AsyncIterator[Rooms]:
    async with open_rooms(fresh_databases) as rooms:
        yield rooms


@pytest_asyncio.fixture
async def book(rooms: Rooms) -> UUID:
    return await rooms.new_book()


async def written(rooms: Rooms, book: UUID, events: Iterable[Event], stream: UUID) -> UUID:
    await rooms.write(book, stream, *((followup.place(event), event) for event in events))
    return stream


async def listed(rooms: Rooms, book: UUID, stream: UUID, until: date = FAR) -> tuple[Dated, ...]:
    live = await rooms.database.fetchval(LIVE, book)
    found = await due_list.find(
        rooms.database, rooms.ledger, book, live, streams=[stream], until=until
    )
    return found.get(stream, ())


async def on_shelf(rooms: Rooms, book: UUID) -> set[UUID]:
    live = await rooms.database.fetchval(LIVE, book)
    return set(await archive_shelf.find(rooms.database, rooms.ledger, book, live))


async def test_the_list_says_what_the_follow_up_says(rooms: Rooms, book: UUID) -> None:
    so_far = with_measure()
    stream = await written(rooms, book, so_far.events, uuid4())
    await rooms.runner.catch_up()
    assert await listed(rooms, book, stream) == with_a_day.of_follow_up(so_far.state)
    kinds = {one.kind for one in await listed(rooms, book, stream)}
    assert {DueKind.NEXT_MEETING, DueKind.EVALUATION, DueKind.MEASURE} <= kinds


async def test_it_is_asked_up_to_a_day(rooms: Rooms, book: UUID) -> None:
    stream = await written(rooms, book, with_measure().events, uuid4())
    await rooms.runner.catch_up()
    until = TODAY + timedelta(days=28)
    kinds = {one.kind for one in await listed(rooms, book, stream, until)}
    assert DueKind.EVALUATION in kinds
    assert DueKind.MEASURE not in kinds


async def test_an_offer_comes_and_goes_with_the_lines(rooms: Rooms, book: UUID) -> None:
    stream = uuid4()
    for so_far, there in _offered_and_withdrawn():
        before = await rooms.ledger.read(book, {stream: 0})
        new = so_far.events[before.histories[stream].version :]
        await written(rooms, book, new, stream)
        await rooms.runner.catch_up()
        kinds = {one.kind for one in await listed(rooms, book, stream)}
        assert (DueKind.OFFER in kinds) == there


def _offered_and_withdrawn() -> list[tuple[Given, bool]]:
    offered = begun().after(TEACHER, OfferBaton(at_work(COLLEAGUE)))
    return [(begun(), False), (offered, True), (offered.after(TEACHER, WithdrawOffer()), False)]


async def test_nothing_is_left_in_the_list_once_it_has_ended(rooms: Rooms, book: UUID) -> None:
    agreed = frozenset({MOTHER.person, FATHER.person})
    over = begun().after(TEACHER, EndFollowUp(EndReason.AGREEMENT, "well", HEARD, agreed))
    stream = await written(rooms, book, over.events, uuid4())
    await rooms.runner.catch_up()
    assert await listed(rooms, book, stream) == ()
    assert await rooms.database.fetchval("SELECT count(*) FROM due WHERE stream = $1", stream) == 1


async def test_a_locked_logg_stands_on_the_shelf_and_an_open_one_does_not(
    rooms: Rooms, book: UUID
) -> None:
    await written(rooms, book, with_logg().events, uuid4())
    locked = with_logg().after(MOTHER, DemandClosure())
    shelved = await written(rooms, book, locked.events, uuid4())
    await rooms.runner.catch_up()
    assert await on_shelf(rooms, book) == {shelved}
    assert await on_shelf(rooms, await rooms.new_book()) == set()


async def test_what_is_made_anew_says_the_same_days(rooms: Rooms, book: UUID) -> None:
    locked = with_logg().after(MOTHER, DemandClosure())
    for so_far in (with_measure(), locked):
        await written(rooms, book, so_far.events, uuid4())
        await rooms.runner.catch_up()
    assert (await made_anew(rooms.pool, rooms.runner, rooms.ledger, book)).unlike == []
    await rooms.database.execute("DELETE FROM due WHERE tenant = $1 AND number = 0", book)
    assert len((await made_anew(rooms.pool, rooms.runner, rooms.ledger, book)).unlike) == 2


async def test_a_part_whose_key_is_gone_has_nothing_due_and_the_rest_goes_on(
    rooms: Rooms, book: UUID
) -> None:
    so_far = with_measure()
    stream = await written(rooms, book, so_far.events, uuid4())
    await rooms.runner.catch_up()
    (place,) = so_far.state.contents
    await rooms.keyring.shred(book, scopes=[Scope.of(stream, place)])
    kinds = {one.kind for one in await listed(rooms, book, stream)}
    assert DueKind.NEXT_MEETING in kinds
    assert not kinds & {DueKind.EVALUATION, DueKind.MEASURE}
    await rebuild(rooms.pool, rooms.runner, book)
    assert {one.kind for one in await listed(rooms, book, stream)} == kinds


async def test_readers_never_see_a_list_half_made_and_nothing_written_meanwhile_is_lost(
    rooms: Rooms, book: UUID
) -> None:
    streams = [await written(rooms, book, with_measure().events, uuid4()) for _ in range(6)]
    await rooms.runner.catch_up()
    whole = len(await listed(rooms, book, streams[0]))
    running = asyncio.create_task(rooms.runner.run())
    done = asyncio.Event()
    looks = 0

    async def look() -> None:
        nonlocal looks
        while not done.is_set():
            async with (
                rooms.database.acquire() as connection,
                connection.transaction(isolation="repeatable_read", readonly=True),
            ):
                live = await connection.fetchval(LIVE, book)
                found = await due_list.find(
                    connection, rooms.ledger, book, live, streams=streams, until=FAR
                )
            assert set(found) == set(streams)
            assert {len(one) for one in found.values()} <= {whole, whole + 1}
            looks += 1

    async def write() -> None:
        for stream in streams:
            offered = with_measure().after(TEACHER, OfferBaton(at_work(COLLEAGUE)))
            await written(rooms, book, offered.events[-1:], stream)

    async def build() -> None:
        for _ in range(3):
            await rebuild(rooms.pool, rooms.runner, book)
        done.set()

    try:
        await asyncio.gather(look(), look(), write(), build())
    finally:
        running.cancel()
    await rooms.runner.catch_up()
    assert looks > 3
    for stream in streams:
        kinds = [one.kind for one in await listed(rooms, book, stream)]
        assert kinds.count(DueKind.OFFER) == 1
        assert len(kinds) == whole + 1
