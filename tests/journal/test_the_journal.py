"""The journal: the line is there before anybody sees anything, or nobody sees anything."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest
import pytest_asyncio

from stafett.journal import (
    AskingRefused,
    Item,
    Journal,
    JournalAway,
    ListRead,
    Through,
    quarter_scope,
)
from stafett.ledger.scope import Scope
from stafett.postgres.pool import connect
from tests.rooms import Rooms, open_rooms

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def rooms(fresh_databases: tuple[str, str]) -> AsyncIterator[Rooms]:
    async with open_rooms(fresh_databases) as rooms:
        yield rooms


@pytest_asyncio.fixture
async def book(rooms: Rooms) -> UUID:
    return await rooms.new_book()


def a_list_read(by: UUID | None = None) -> ListRead:
    return ListRead(
        at=NOW,
        actor=by or uuid4(),
        role="staff",
        units=(uuid4(),),
        through=Through("demo"),
        request=uuid4(),
        purpose=None,
        action="my-list",
        items=(Item(uuid4()),),
    )


def a_refusal(concern: UUID) -> AskingRefused:
    return AskingRefused(
        at=NOW,
        actor=uuid4(),
        role="citizen",
        units=(),
        through=Through("demo"),
        request=uuid4(),
        purpose="FOLLOW_UP",
        action="open-concern",
        kind="concern",
        stream=concern,
        about=None,
        reason="STRANGER",
        rule="no-part",
    )


async def test_a_line_stands_in_the_book_when_recording_returns(rooms: Rooms, book: UUID) -> None:
    line = a_list_read()
    await rooms.journal.record(book, line, at=NOW)
    (written,) = await rooms.journal_ledger.follow(book, 0, 10)
    assert written.event == line
    assert await rooms.ledger.head(book) == 0


async def test_many_lines_at_once_are_all_there_in_one_unbroken_chain(
    rooms: Rooms, book: UUID
) -> None:
    lines = [a_list_read() for _ in range(300)]
    await asyncio.gather(*(rooms.journal.record(book, line, at=NOW) for line in lines))
    written = await rooms.journal_ledger.follow(book, 0, 1000)
    assert {line.event.request for line in written if isinstance(line.event, ListRead)} == {
        line.request for line in lines
    }
    assert [line.position for line in written] == list(range(1, 301))
    assert len({line.stream for line in written}) == 1
    stream = written[0].stream
    read = await rooms.journal_ledger.read(book, {stream: 0})
    assert read.histories[stream].version == 300


async def test_two_processes_write_two_streams(rooms: Rooms, book: UUID) -> None:
    for journal in (rooms.journal, Journal(rooms.journal_ledger)):
        await journal.record(book, a_list_read(), at=NOW)
    first, second = await rooms.journal_ledger.follow(book, 0, 10)
    assert first.stream != second.stream


async def test_when_the_journal_cannot_be_written_nothing_is_shown_and_then_it_goes_on(
    rooms: Rooms, book: UUID
) -> None:
    await rooms.journal.record(book, a_list_read(), at=NOW)
    async with connect(rooms.events_url) as connection, connection.transaction():
        await connection.execute("LOCK TABLE journal_line IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(JournalAway):
            await rooms.journal.record(book, a_list_read(), at=NOW)
    last = a_list_read()
    for _ in range(50):
        try:
            await rooms.journal.record(book, last, at=NOW)
        except JournalAway:
            continue
        break
    written = await rooms.journal_ledger.follow(book, 0, 100)
    assert written[-1].event == last


async def test_a_journal_the_database_refuses_is_a_journal_away(rooms: Rooms, book: UUID) -> None:
    async with connect(rooms.events_url) as connection:
        await connection.execute(
            "ALTER TABLE journal_line ADD CONSTRAINT closed CHECK (false) NOT VALID"
        )
        try:
            with pytest.raises(JournalAway):
                await rooms.journal.record(book, a_list_read(), at=NOW)
        finally:
            await connection.execute("ALTER TABLE journal_line DROP CONSTRAINT closed")
    await rooms.journal.record(book, a_list_read(), at=NOW)
    assert len(await rooms.journal_ledger.follow(book, 0, 10)) == 1


async def test_when_too_many_wait_the_next_is_turned_away_at_once(rooms: Rooms, book: UUID) -> None:
    journal = Journal(rooms.journal_ledger, waiting=3)
    asked = [journal.record(book, a_list_read(), at=NOW) for _ in range(10)]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    turned_away = [answer for answer in answers if isinstance(answer, JournalAway)]
    assert len(turned_away) == 7
    assert len(await rooms.journal_ledger.follow(book, 0, 100)) == 3


async def test_lines_of_one_quarter_share_a_key_and_the_next_quarter_has_another(
    rooms: Rooms, book: UUID
) -> None:
    days = [NOW, NOW + timedelta(days=1), NOW + timedelta(days=60)]
    for day in days:
        await rooms.journal.record(book, a_list_read(), at=day)
    keys = await _key_ids(rooms, book)
    assert keys[0] == keys[1] != keys[2]
    shredded = await rooms.keyring.shred(book, scopes=[quarter_scope(book, NOW.date())])
    assert shredded == {keys[0]}
    gone, gone_too, kept = await rooms.journal_ledger.follow(book, 0, 10)
    assert gone.event is None
    assert gone_too.event is None
    assert kept.event is not None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC), datetime(2026, 12, 31, 23, tzinfo=UTC)),
        (datetime(2027, 3, 31, 21, 59, 59, tzinfo=UTC), datetime(2027, 3, 31, 22, tzinfo=UTC)),
        (datetime(2027, 6, 30, 21, 59, 59, tzinfo=UTC), datetime(2027, 6, 30, 22, tzinfo=UTC)),
    ],
)
async def test_the_key_turns_at_midnight_in_norway_summer_and_winter(
    rooms: Rooms, book: UUID, before: datetime, after: datetime
) -> None:
    for at in (before - timedelta(hours=3), before, after, after + timedelta(hours=3)):
        await rooms.journal.record(book, a_list_read(), at=at)
    first, last, turned, next_day = await _key_ids(rooms, book)
    assert first == last != turned == next_day


async def test_a_line_about_a_shielded_concern_hides_with_the_concern(
    rooms: Rooms, book: UUID
) -> None:
    concern = uuid4()
    await rooms.journal.record(book, a_list_read(), at=NOW)
    await rooms.journal.record(book, a_refusal(concern), at=NOW, shielded=concern)
    await rooms.keyring.shred(book, scopes=[Scope(concern, "compartment")])
    open_line, hidden = await rooms.journal_ledger.follow(book, 0, 10)
    assert open_line.event is not None
    assert hidden.event is None


async def _key_ids(rooms: Rooms, book: UUID) -> list[UUID]:
    connection: asyncpg.Connection
    async with connect(rooms.events_url) as connection:
        rows = await connection.fetch(
            "SELECT key_id FROM journal_line WHERE tenant = $1 ORDER BY position", book
        )
    return [row["key_id"] for row in rows]
