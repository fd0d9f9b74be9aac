"""Following a book, its clock, and its second ledger."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from stafett.domain.facts import JOURNAL
from stafett.ledger.errors import ClockNotYours, ClocksApart, NoSuchBook, Shredded
from stafett.ledger.line import Volume
from stafett.ledger.scope import Scope
from stafett.ledger.sealing import SealBroken
from tests.ledger.books import Noted, Shelf, asking, open_shelf, writing


async def test_lines_come_in_the_order_they_were_written(shelf: Shelf) -> None:
    for number in range(7):
        await shelf.write(uuid4(), str(number))
    first = await shelf.ledger.follow(shelf.tenant, 0, 3)
    rest = await shelf.ledger.follow(shelf.tenant, first[-1].position, 10)
    assert [line.event for line in [*first, *rest]] == [Noted(text=str(n)) for n in range(7)]
    assert await shelf.ledger.follow(shelf.tenant, 7, 10) == []


async def test_who_waits_is_woken_by_what_another_process_writes(
    fresh_databases: tuple[str, str],
) -> None:
    async with open_shelf(*fresh_databases) as here, open_shelf(*fresh_databases) as there:
        woken = asyncio.create_task(here.ledger.woken())
        await there.write(uuid4(), "news")
        await woken
        # The hint is for all books; looking is what finds, also when no hint came.
        await here.ledger.woken()


async def test_the_journal_is_a_book_of_its_own(fresh_databases: tuple[str, str]) -> None:
    async with open_shelf(*fresh_databases, volume=Volume.JOURNAL) as shelf:
        stream = uuid4()
        await shelf.ledger.append(
            asking(shelf.tenant, writing(stream, "somebody looked", place=JOURNAL))
        )
        assert await shelf.texts(stream) == ["somebody looked"]
        assert await shelf.ledger.head(shelf.tenant) == 1
        assert (await shelf.ledger.verify(shelf.tenant)).well
        assert await shelf.positions() == []  # of what happened, nothing was written


async def test_a_demonstrations_clock_can_be_set(fresh_databases: tuple[str, str]) -> None:
    ahead = timedelta(days=400)
    async with open_shelf(*fresh_databases, demo=True) as shelf:
        await shelf.ledger.set_clock(shelf.tenant, ahead)
        now = (await shelf.ledger.read(shelf.tenant, {})).now
        assert abs(now - datetime.now(UTC) - ahead) < timedelta(minutes=1)
        assert now.utcoffset() == timedelta(0)
        assert (await shelf.ledger.book(shelf.tenant)).clock_offset == ahead
        with pytest.raises(NoSuchBook):
            await shelf.ledger.set_clock(uuid4(), ahead)


async def test_nobody_elses_clock_can(shelf: Shelf) -> None:
    with pytest.raises(ClockNotYours):
        await shelf.ledger.set_clock(shelf.tenant, timedelta(days=1))
    with pytest.raises(ClockNotYours):
        await shelf.ledger.create_book(uuid4(), uuid4(), clock_offset=timedelta(days=1))
    assert abs((await shelf.ledger.read(shelf.tenant, {})).now - datetime.now(UTC)) < timedelta(
        minutes=1
    )


async def test_a_book_is_made_once(shelf: Shelf) -> None:
    book = await shelf.ledger.book(shelf.tenant)
    await shelf.write(uuid4(), "x")
    await shelf.ledger.create_book(shelf.tenant, uuid4())
    assert await shelf.ledger.book(shelf.tenant) == book
    assert await shelf.ledger.head(shelf.tenant) == 1
    with pytest.raises(NoSuchBook):
        await shelf.ledger.book(uuid4())


async def test_a_row_beside_the_lines_opens_in_its_own_place_only(shelf: Shelf) -> None:
    scope = Scope(uuid4(), "frame")
    key_id, sealed = await shelf.ledger.seal(shelf.tenant, scope, "view", b"row 1", b"contents")
    opened = await shelf.ledger.open(shelf.tenant, key_id, "view", b"row 1", sealed)
    assert opened == b"contents"
    with pytest.raises(SealBroken):
        await shelf.ledger.open(shelf.tenant, key_id, "view", b"row 2", sealed)
    await shelf.keyring.shred(shelf.tenant, scopes=[scope])
    with pytest.raises(Shredded):
        await shelf.ledger.open(shelf.tenant, key_id, "view", b"row 1", sealed)


async def test_a_tag_is_the_same_for_the_same_and_for_nothing_else(shelf: Shelf) -> None:
    other = uuid4()
    await shelf.ledger.create_book(other, uuid4())
    tag = await shelf.ledger.tag(shelf.tenant, "number", b"1")
    assert tag == await shelf.ledger.tag(shelf.tenant, "number", b"1")
    others = {
        await shelf.ledger.tag(shelf.tenant, "number", b"2"),
        await shelf.ledger.tag(shelf.tenant, "name", b"1"),
        await shelf.ledger.tag(other, "number", b"1"),
    }
    assert len(others | {tag}) == 4


async def test_while_a_books_clock_is_not_this_machines_nothing_of_it_is_read(shelf: Shelf) -> None:
    """Whoever may write a row of the book could let a consent run on, or an hour, by its clock."""
    setting = "UPDATE book SET clock_offset = $2 WHERE tenant = $1"
    for apart in (timedelta(minutes=-90), timedelta(minutes=90)):
        await shelf.database.execute(setting, shelf.tenant, apart)
        with pytest.raises(ClocksApart):
            await shelf.ledger.read(shelf.tenant, {})
    await shelf.database.execute(setting, shelf.tenant, timedelta(seconds=20))
    await shelf.ledger.read(shelf.tenant, {})
    await shelf.database.execute(setting, shelf.tenant, timedelta(0))
