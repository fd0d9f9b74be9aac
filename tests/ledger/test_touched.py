"""Somebody with every right in the database, and none of the keys, is found out."""

from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

import asyncpg
import pytest

from stafett.domain.facts import FRAME
from stafett.evidence.line_header import LineHeader, sealed_hash
from stafett.ledger.errors import Tampered
from stafett.ledger.line import NOBODY
from stafett.ledger.scope import Scope
from tests.ledger.books import Noted, Shelf

Connection = "asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"
ROW = "SELECT * FROM event WHERE tenant = $1 AND stream = $2 AND version = $3"
OURS = " WHERE tenant = $1 AND stream = $2 AND version = $3"


async def touched(shelf: Shelf, *statements: tuple[str, *tuple[object, ...]]) -> None:
    """Do what the owner of the tables can do."""
    async with shelf.database.acquire() as connection, connection.transaction():
        await connection.execute("ALTER TABLE event DISABLE TRIGGER USER")
        for statement, *arguments in statements:
            await connection.execute(statement, *arguments)
        await connection.execute("ALTER TABLE event ENABLE TRIGGER USER")


async def three_lines(shelf: Shelf) -> UUID:
    """Write a stream of three lines with another stream's line before and after them."""
    stream = uuid4()
    await shelf.write(uuid4(), "before")
    await shelf.write(stream, "one", "two", "three")
    await shelf.write(uuid4(), "after")
    return stream


async def test_a_book_nobody_touched_is_well(shelf: Shelf) -> None:
    stream = await three_lines(shelf)
    told: list[tuple[int, int]] = []
    verdict = await shelf.ledger.verify(shelf.tenant, told=lambda *one: told.append(one))
    assert verdict.well
    assert (verdict.lines, verdict.streams, verdict.shredded) == (5, 3, 0)
    assert told == [(5, 5)]
    assert await shelf.texts(stream) == ["one", "two", "three"]


async def _edit(column: str, value: object, shelf: Shelf, stream: UUID) -> None:
    await touched(shelf, (f"UPDATE event SET {column} = $4{OURS}", shelf.tenant, stream, 2, value))


async def contents_are_changed(shelf: Shelf, stream: UUID) -> None:
    await _edit("sealed", b"\x01" * 337, shelf, stream)


async def the_time_is_changed(shelf: Shelf, stream: UUID) -> None:
    row = await shelf.database.fetchrow(ROW, shelf.tenant, stream, 1)
    assert row is not None
    await touched(
        shelf,
        (
            f"UPDATE event SET recorded_at = recorded_at - interval '1 day'{OURS}",
            shelf.tenant,
            stream,
            2,
        ),
    )


async def the_key_is_swapped(shelf: Shelf, stream: UUID) -> None:
    await _edit("key_id", uuid4(), shelf, stream)


async def the_event_id_is_swapped(shelf: Shelf, stream: UUID) -> None:
    await _edit("event_id", uuid4(), shelf, stream)


async def the_leaf_is_changed(shelf: Shelf, stream: UUID) -> None:
    await _edit("leaf", b"\x02" * 32, shelf, stream)


async def the_chain_is_cut(shelf: Shelf, stream: UUID) -> None:
    await _edit("previous", b"\x03" * 32, shelf, stream)


async def a_line_is_taken_out(shelf: Shelf, stream: UUID) -> None:
    await touched(shelf, (f"DELETE FROM event{OURS}", shelf.tenant, stream, 2))


async def a_line_is_taken_out_and_the_rest_moved_up(shelf: Shelf, stream: UUID) -> None:
    await touched(
        shelf,
        (f"DELETE FROM event{OURS}", shelf.tenant, stream, 2),
        (
            "UPDATE event SET version = 2, position = 3 WHERE tenant = $1 AND position = 4",
            shelf.tenant,
        ),
        (
            "UPDATE event SET position = 4 WHERE tenant = $1 AND position = 5",
            shelf.tenant,
        ),
        ("UPDATE event_head SET position = 4 WHERE tenant = $1", shelf.tenant),
    )


async def two_lines_change_places(shelf: Shelf, stream: UUID) -> None:
    await touched(
        shelf,
        (f"UPDATE event SET version = 9{OURS}", shelf.tenant, stream, 2),
        (f"UPDATE event SET version = 2{OURS}", shelf.tenant, stream, 3),
        (f"UPDATE event SET version = 3{OURS}", shelf.tenant, stream, 9),
    )


async def contents_are_changed_and_everything_after_is_reckoned_anew(
    shelf: Shelf, stream: UUID
) -> None:
    """Put the first line's sealed bytes in the second's place, with leaves that fit."""
    rows = [await shelf.database.fetchrow(ROW, shelf.tenant, stream, n) for n in (1, 2, 3)]
    first, second, third = (row for row in rows if row is not None)
    leaf = _leaf(shelf, second, first["sealed"], first["leaf"])
    await touched(
        shelf,
        (
            f"UPDATE event SET sealed = $4, leaf = $5{OURS}",
            shelf.tenant,
            stream,
            2,
            first["sealed"],
            leaf,
        ),
        (
            f"UPDATE event SET previous = $4, leaf = $5{OURS}",
            shelf.tenant,
            stream,
            3,
            leaf,
            _leaf(shelf, third, third["sealed"], leaf),
        ),
    )


def _leaf(shelf: Shelf, row: asyncpg.Record, sealed: bytes, previous: bytes) -> bytes:
    return LineHeader(
        shelf.tenant,
        "event",
        row["stream"],
        row["version"],
        row["event_id"],
        row["recorded_at"],
        row["key_id"],
        previous,
        sealed_hash(sealed),
    ).leaf()


TOUCHES = [
    contents_are_changed,
    the_time_is_changed,
    the_key_is_swapped,
    the_event_id_is_swapped,
    the_leaf_is_changed,
    the_chain_is_cut,
    a_line_is_taken_out,
    a_line_is_taken_out_and_the_rest_moved_up,
    two_lines_change_places,
    contents_are_changed_and_everything_after_is_reckoned_anew,
]


@pytest.mark.parametrize("touch", TOUCHES, ids=lambda touch: touch.__name__)
async def test_what_was_touched_is_named_and_never_read(
    shelf: Shelf, touch: Callable[[Shelf, UUID], Awaitable[None]]
) -> None:
    stream = await three_lines(shelf)
    await touch(shelf, stream)

    verdict = await shelf.ledger.verify(shelf.tenant)
    assert not verdict.well
    assert verdict.fault is not None
    assert verdict.fault.position == 3
    with pytest.raises(Tampered) as found:
        await shelf.ledger.read(shelf.tenant, {stream: 0})
    assert found.value.stream == stream
    assert found.value.version in (2, 3)
    assert "two" not in str(found.value)


async def test_a_line_moved_to_another_book_is_found(shelf: Shelf) -> None:
    stream, other = await three_lines(shelf), uuid4()
    await shelf.ledger.create_book(other, uuid4())
    await touched(
        shelf,
        (
            "UPDATE event SET tenant = $1, position = 1 WHERE stream = $2 AND version = 1",
            other,
            stream,
        ),
        ("UPDATE event_head SET position = 1 WHERE tenant = $1", other),
    )
    verdict = await shelf.ledger.verify(other)
    assert verdict.fault is not None
    assert verdict.fault.stream == stream
    with pytest.raises(Tampered):
        await shelf.ledger.read(other, {stream: 0})


async def test_an_end_cut_off_is_found_by_the_head(shelf: Shelf) -> None:
    await three_lines(shelf)
    await touched(shelf, ("DELETE FROM event WHERE tenant = $1 AND position = 5", shelf.tenant))
    fault = (await shelf.ledger.verify(shelf.tenant)).fault
    assert fault is not None
    assert (fault.position, fault.stream) == (5, None)


async def test_a_line_planted_after_the_head_is_found(shelf: Shelf) -> None:
    await three_lines(shelf)
    await touched(shelf, ("UPDATE event_head SET position = 4 WHERE tenant = $1", shelf.tenant))
    fault = (await shelf.ledger.verify(shelf.tenant)).fault
    assert fault is not None
    assert fault.position == 5


async def test_a_stream_cut_off_below_what_one_has_read_is_found(shelf: Shelf) -> None:
    stream = await three_lines(shelf)
    await touched(shelf, (f"DELETE FROM event{OURS}", shelf.tenant, stream, 3))
    with pytest.raises(Tampered):
        await shelf.ledger.read(shelf.tenant, {stream: 3})


async def test_who_follows_gets_a_touched_line_marked_and_the_others_whole(shelf: Shelf) -> None:
    stream = await three_lines(shelf)
    await contents_are_changed(shelf, stream)
    lines = await shelf.ledger.follow(shelf.tenant, 0, 10)
    assert [line.broken for line in lines] == [False, False, True, False, False]
    assert lines[2].event is None
    assert lines[3].event == Noted(text="three")


async def test_a_shredded_stream_is_a_row_of_tombstones_that_still_stand(shelf: Shelf) -> None:
    stream = await three_lines(shelf)
    await shelf.keyring.shred(shelf.tenant, scopes=[Scope.of(stream, FRAME)])
    verdict = await shelf.ledger.verify(shelf.tenant)
    assert verdict.well
    assert (verdict.lines, verdict.shredded) == (5, 3)

    history = (await shelf.ledger.read(shelf.tenant, {stream: 0})).histories[stream]
    assert history.version == 3
    assert {(line.event, line.place, line.by) for line in history.lines} == {(None, None, NOBODY)}
    followed = await shelf.ledger.follow(shelf.tenant, 0, 10)
    assert [line.event is None for line in followed] == [False, True, True, True, False]
    assert not any(line.broken for line in followed)
