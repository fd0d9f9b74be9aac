"""Denials: whoever is told no again and again leaves few lines, and each of them tells it all."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from stafett.journal import (
    ONE_BY_ONE,
    AskingRefused,
    Journal,
    JournalAway,
    Outcome,
    PersonLookedUp,
    RefusalsGathered,
    Through,
    Tried,
    TriedOf,
)
from stafett.ledger.scope import Scope
from stafett.postgres.pool import connect
from tests.rooms import Rooms, open_rooms

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
UNHURRIED = timedelta(seconds=30)
SOMEBODY = uuid4()
CHILD = uuid4()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def rooms(fresh_databases: tuple[str, str]) -> AsyncIterator[Rooms]:
    async with open_rooms(fresh_databases) as rooms:
        yield rooms


@pytest_asyncio.fixture
async def book(rooms: Rooms) -> UUID:
    return await rooms.new_book()


@pytest_asyncio.fixture(loop_scope="session")
async def journal(rooms: Rooms) -> AsyncIterator[Journal]:
    journal = Journal(rooms.journal_ledger, patience=UNHURRIED)
    yield journal
    await journal.close()


def a_no(
    stream: UUID | None = None,
    *,
    about: UUID | None = None,
    actor: UUID = SOMEBODY,
    at: datetime = NOW,
) -> AskingRefused:
    return AskingRefused(
        at=at,
        actor=actor,
        role="staff",
        units=(),
        through=Through("console", log_in="5" * 32),
        request=uuid4(),
        purpose="FOLLOW_UP",
        action="open-concern",
        kind="concern",
        stream=stream or uuid4(),
        about=about,
        reason="STRANGER",
        rule="no-part",
        outcome=Outcome.MISSED,
    )


def a_search(found: UUID | None = None) -> PersonLookedUp:
    return PersonLookedUp(
        at=NOW,
        actor=SOMEBODY,
        role="staff",
        units=(),
        through=Through("console"),
        request=uuid4(),
        purpose="FOLLOW_UP",
        action="find-person",
        found=found,
        told=False,
    )


async def deny(
    journal: Journal, book: UUID, line: AskingRefused, *, shielded: UUID | None = None
) -> None:
    await journal.deny(book, line, sought=line.stream, shielded=shielded)


async def written(rooms: Rooms, book: UUID) -> list[AskingRefused | RefusalsGathered | None]:
    lines = await rooms.journal_ledger.follow(book, 0, 20_000)
    return [line.event for line in lines]  # type: ignore[misc]


async def gathered(rooms: Rooms, book: UUID) -> list[RefusalsGathered]:
    return [one for one in await written(rooms, book) if isinstance(one, RefusalsGathered)]


async def test_ten_thousand_ids_leave_few_lines_that_say_how_many_they_were(
    rooms: Rooms, book: UUID, journal: Journal
) -> None:
    tried = [a_no(at=NOW + timedelta(milliseconds=3 * at)) for at in range(10_000)]
    await asyncio.gather(*(deny(journal, book, one) for one in tried))
    await journal.close()
    lines = await written(rooms, book)
    assert len(lines) < 2 * ONE_BY_ONE
    assert [one for one in lines if isinstance(one, AskingRefused)] == tried[:ONE_BY_ONE]
    last = (await gathered(rooms, book))[-1]
    assert last.times == 10_000
    assert last.tried == (Tried("open-concern", "STRANGER", 10_000, 10_000),)
    assert (last.at, last.until) == (tried[0].at, tried[-1].at)
    assert (last.first, last.request) == (tried[0].request, tried[-1].request)
    assert (last.actor, last.through) == (SOMEBODY, tried[0].through)
    assert (last.outcome, last.there) == (Outcome.MISSED, ())


async def test_the_same_door_tried_again_and_again_is_one_door(
    rooms: Rooms, book: UUID, journal: Journal
) -> None:
    follow_up = uuid4()
    for _ in range(100):
        await deny(journal, book, a_no(follow_up, about=CHILD))
    await journal.close()
    last = (await gathered(rooms, book))[-1]
    assert last.tried == (Tried("open-concern", "STRANGER", 100, 1),)
    assert last.there == (TriedOf(follow_up, CHILD, 100),)


async def test_numbers_that_nobody_is_found_by_are_counted_too(
    rooms: Rooms, book: UUID, journal: Journal
) -> None:
    for at in range(60):
        search = a_search(found=CHILD if at == 50 else None)
        await journal.deny(book, search, sought=f"number {at % 30}".encode())
    await journal.close()
    last = (await gathered(rooms, book))[-1]
    assert last.tried == (Tried("find-person", "", 60, 30),)
    assert last.there == (TriedOf(CHILD, CHILD, 1),)


async def test_what_is_told_by_number_is_durable_before_the_answer_whenever_it_has_doubled(
    rooms: Rooms, book: UUID, journal: Journal
) -> None:
    told = []
    for at in range(1, 8 * ONE_BY_ONE + 1):
        await deny(journal, book, a_no())
        if at in (2 * ONE_BY_ONE - 1, 2 * ONE_BY_ONE, 4 * ONE_BY_ONE, 8 * ONE_BY_ONE):
            told.append([one.times for one in await gathered(rooms, book)])
    assert told == [[], [40], [40, 80], [40, 80, 160]]


async def test_when_the_minute_is_over_the_rest_is_told_and_the_next_begins(
    rooms: Rooms, book: UUID
) -> None:
    journal = Journal(rooms.journal_ledger, patience=UNHURRIED, minute=0.3)
    for _ in range(ONE_BY_ONE + 5):
        await deny(journal, book, a_no())
    assert await gathered(rooms, book) == []
    for _ in range(100):
        await asyncio.sleep(0.05)
        if await gathered(rooms, book):
            break
    assert [one.times for one in await gathered(rooms, book)] == [ONE_BY_ONE + 5]
    await deny(journal, book, late := a_no())
    assert (await written(rooms, book))[-1] == late
    await journal.close()
    assert len(await gathered(rooms, book)) == 1


async def test_each_asker_is_counted_alone(rooms: Rooms, book: UUID, journal: Journal) -> None:
    for _ in range(ONE_BY_ONE + 1):
        await deny(journal, book, a_no())
    other = a_no(actor=uuid4())
    await deny(journal, book, other)
    assert (await written(rooms, book))[-1] == other


async def test_what_hides_is_counted_like_all_else_and_told_of_where_it_hides(
    rooms: Rooms, book: UUID, journal: Journal
) -> None:
    hidden = uuid4()
    for _ in range(ONE_BY_ONE):
        await deny(journal, book, a_no())
    heads = [await rooms.journal_ledger.head(book)]
    for line, shielded in ((a_no(), None), (a_no(hidden, about=CHILD), hidden), (a_no(), None)):
        await deny(journal, book, line, shielded=shielded)
        heads.append(await rooms.journal_ledger.head(book))
    assert len(set(heads)) == 1
    await journal.close()
    plain, compartment = await gathered(rooms, book)
    assert (plain.times, plain.there) == (ONE_BY_ONE + 3, ())
    assert (compartment.times, compartment.tried) == (1, ())
    assert compartment.there == (TriedOf(hidden, CHILD, 1),)
    await rooms.keyring.shred(book, scopes=[Scope(hidden, "compartment")])
    assert await gathered(rooms, book) == [plain]


async def test_whoever_has_a_part_in_what_hides_is_not_told_of_by_what_they_tried(
    rooms: Rooms, book: UUID, journal: Journal
) -> None:
    """An outsider is told the same as of nothing; a no that only an insider gets says who is in."""
    hidden = uuid4()
    for _ in range(2 * ONE_BY_ONE):
        inside = replace(a_no(hidden, about=CHILD), reason="NOT_SHIELDED", action="LiftShield")
        line = replace(inside, outcome=Outcome.REFUSED)
        await deny(journal, book, line, shielded=hidden)
    await journal.close()
    plain = [one for one in await gathered(rooms, book) if one.tried]
    assert {(one.action, one.tried) for one in plain} == {("", (Tried("", "", 40, 1),))}


async def test_what_was_counted_stands_by_the_time_it_was_written(rooms: Rooms, book: UUID) -> None:
    """Or it would stand before what is older, and whoever asks for a time would miss a line."""
    journal = Journal(rooms.journal_ledger, patience=UNHURRIED)
    for _ in range(ONE_BY_ONE + 1):
        await deny(journal, book, a_no())
    await asyncio.sleep(0.2)
    await journal.close()
    lines = await rooms.journal_ledger.follow(book, 0, 100)
    assert lines[-1].at - NOW >= timedelta(seconds=0.2)


async def test_while_the_journal_is_away_nothing_is_said_and_then_it_is_told(
    rooms: Rooms, book: UUID, journal: Journal
) -> None:
    for _ in range(2 * ONE_BY_ONE - 1):
        await deny(journal, book, a_no())
    async with connect(rooms.events_url) as connection:
        await connection.execute(
            "ALTER TABLE journal_line ADD CONSTRAINT closed CHECK (false) NOT VALID"
        )
        try:
            with pytest.raises(JournalAway):
                await deny(journal, book, a_no())
            await journal.close()
        finally:
            await connection.execute("ALTER TABLE journal_line DROP CONSTRAINT closed")
    assert await gathered(rooms, book) == []
    await journal.close()
    (told,) = await gathered(rooms, book)
    assert told.times == 2 * ONE_BY_ONE
