"""Every line is opened before it is signed for; one the book has not sealed, nobody signs for."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from structlog.testing import capture_logs

from stafett.domain.facts import FRAME
from stafett.evidence.line_header import LineHeader, sealed_hash
from stafett.ledger import new_lines
from stafett.ledger.anchors import Anchors
from stafett.ledger.errors import KeystoreAway, NotOurLine
from stafett.ledger.line import Volume
from stafett.ledger.scope import Scope
from stafett.ledger.shred_register import FILE, RegisterBroken
from stafett.ledger.shredding import Shredder
from stafett.postgres.pool import connect
from tests.ledger.books import Shelf
from tests.ledger.desk import ORIGIN, Desk, open_desk


@pytest_asyncio.fixture(loop_scope="session")
async def desk(
    shelf: Shelf, fresh_databases: tuple[str, str], tmp_path: Path
) -> AsyncIterator[Desk]:
    async with open_desk(shelf, fresh_databases, tmp_path / "anchors") as desk:
        yield desk


async def planted(desk: Desk, stream: UUID, **changed: object) -> None:
    """Put a line behind the last of a stream, with a leaf reckoned as it must be."""
    async with connect(desk.urls[0]) as connection:
        last = await connection.fetchrow(
            "SELECT * FROM event WHERE tenant = $1 AND stream = $2 ORDER BY version DESC LIMIT 1",
            desk.tenant,
            stream,
        )
        head = await connection.fetchval(
            "SELECT position FROM event_head WHERE tenant = $1", desk.tenant
        )
        assert last is not None
        told = dict(last) | {
            "position": head + 1,
            "version": last["version"] + 1,
            "event_id": uuid4(),
            "previous": last["leaf"],
        }
        told |= changed
        told["leaf"] = LineHeader(
            desk.tenant, "event", told["stream"], told["version"], told["event_id"],
            told["recorded_at"], told["key_id"], told["previous"], sealed_hash(told["sealed"]),
        ).leaf()  # fmt: skip
        columns, places = ", ".join(told), ", ".join(f"${at}" for at in range(1, len(told) + 1))
        await connection.execute(f"INSERT INTO event ({columns}) VALUES ({places})", *told.values())
        await connection.execute(
            "UPDATE event_head SET position = position + 1 WHERE tenant = $1", desk.tenant
        )


async def struck_out(desk: Desk, position: int) -> None:
    """Take a planted line away and close the gap, as docs/running.md tells the operator to."""
    await desk.in_events(
        f"DELETE FROM event WHERE tenant = $book AND position = {position}",
        f"UPDATE event SET position = -position WHERE tenant = $book AND position > {position}",
        "UPDATE event SET position = -position - 1 WHERE tenant = $book AND position < 0",
        "UPDATE event_head SET position = position - 1 WHERE tenant = $book",
    )


def well(desk: Desk) -> bool:
    return desk.checkpoints.all_ours


async def size_signed(desk: Desk) -> int:
    """Return how many events the newest checkpoint that lies down is for."""
    (shard, *_) = Anchors(desk.folder).newest(desk.tenant, Volume.EVENTS)
    return (await desk.believed(shard)).size


async def test_a_planted_line_is_not_signed_for_and_nothing_behind_it(desk: Desk) -> None:
    stream, other = uuid4(), uuid4()
    await desk.shelf.write(stream, "one", "two")
    await planted(desk, stream)
    await desk.shelf.write(other, "three")
    for _ in range(2):
        with pytest.raises(NotOurLine) as refused:
            await desk.checkpoints.sign(desk.tenant)
        assert (refused.value.ledger, refused.value.position) == ("event", 3)
        assert await size_signed(desk) == 2
    assert not well(desk)
    assert await desk.shelf.texts(other) == ["three"], "the rest of the book is served"

    await struck_out(desk, 3)
    assert (await desk.signed()).size == 3
    assert well(desk)
    assert (await desk.shelf.ledger.verify(desk.tenant)).well


async def test_our_own_log_says_which_line_it_is(desk: Desk) -> None:
    await desk.alone()
    stream = uuid4()
    await desk.shelf.write(stream, "one")
    await planted(desk, stream)
    well_at = desk.checkpoints._well_at
    with capture_logs() as said:
        await desk.checkpoints.sign_all()
    assert said == [
        {
            "event": "not-signed",
            "log_level": "error",
            "book": str(desk.tenant),
            "kind": "NotOurLine",
            "ledger": "event",
            "position": 2,
        }
    ]
    assert desk.checkpoints._well_at == well_at


async def test_the_journal_goes_on_being_signed(desk: Desk) -> None:
    stream = uuid4()
    await desk.shelf.write(stream, "one")
    await planted(desk, stream)
    with pytest.raises(NotOurLine):
        await desk.checkpoints.sign(desk.tenant)
    assert [shard.volume for shard in Anchors(desk.folder).newest(desk.tenant, Volume.JOURNAL)]


@pytest.mark.parametrize(
    "change",
    [
        "sealed = overlay(sealed placing 'x'::bytea from 90)",
        "recorded_at = recorded_at + interval '1 second'",
        "key_id = gen_random_uuid()",
        "event_id = gen_random_uuid()",
        "previous = sha256(previous)",
        "stream = gen_random_uuid()",
        "version = 7",
        "leaf = sha256(leaf)",
    ],
)
async def test_a_line_changed_before_it_was_signed_for_never_is(desk: Desk, change: str) -> None:
    await desk.shelf.write(uuid4(), "one", "two")
    await desk.signed()
    await desk.shelf.write(uuid4(), "three", "four")
    await desk.in_events(
        "CREATE TABLE aside AS SELECT * FROM event WHERE tenant = $book AND position = 4",
        f"UPDATE event SET {change} WHERE tenant = $book AND position = 4",
    )
    with pytest.raises(NotOurLine) as refused:
        await desk.checkpoints.sign(desk.tenant)
    assert refused.value.position == 4
    assert await size_signed(desk) == 3
    await desk.in_events(
        "DELETE FROM event WHERE tenant = $book AND position = 4",
        "INSERT INTO event SELECT * FROM aside",
        "DROP TABLE aside",
    )
    assert (await desk.signed()).size == 4


async def test_an_edit_with_every_leaf_reckoned_anew_does_not_open(desk: Desk) -> None:
    stream = uuid4()
    await desk.shelf.write(stream, "one")
    await planted(desk, stream, sealed=b"\x01" + bytes(336))
    with pytest.raises(NotOurLine, match="its seal does not open"):
        await desk.checkpoints.sign(desk.tenant)


async def test_a_true_line_put_in_a_second_time_is_not_signed_for(desk: Desk) -> None:
    stream = uuid4()
    await desk.shelf.write(stream, "one", "two")
    await desk.signed()
    await desk.in_events(
        "ALTER TABLE event DROP CONSTRAINT event_pkey",
        "INSERT INTO event (tenant, position, stream, version, event_id, recorded_at, key_id,"
        " sealed, previous, leaf) SELECT tenant, 3, stream, version, event_id, recorded_at,"
        " key_id, sealed, previous, leaf FROM event WHERE tenant = $book AND position = 2",
    )
    try:
        with pytest.raises(NotOurLine, match="version"):
            await desk.checkpoints.sign(desk.tenant)
    finally:
        await desk.in_events(
            "DELETE FROM event WHERE tenant = $book AND position = 3",
            "ALTER TABLE event ADD PRIMARY KEY (tenant, stream, version)",
        )


async def test_a_line_under_a_key_that_is_nowhere_is_not_signed_for(desk: Desk) -> None:
    stream = uuid4()
    await desk.shelf.write(stream, "one")
    await desk.in_keystore("DELETE FROM data_key WHERE tenant = $book")
    with pytest.raises(NotOurLine, match="not in the register"):
        await desk.checkpoints.sign(desk.tenant)
    assert await size_signed(desk) == 0


async def test_a_key_that_is_not_as_it_was_written_is_named_by_its_first_line(desk: Desk) -> None:
    await desk.shelf.write(uuid4(), "one")
    await desk.shelf.write(uuid4(), "two")
    await desk.in_keystore(
        "UPDATE data_key AS one SET wrapped = other.wrapped FROM data_key AS other"
        " WHERE one.tenant = $book AND other.tenant = $book AND one.id <> other.id"
    )
    with pytest.raises(NotOurLine, match="line 1: its key is not as it was written"):
        await desk.checkpoints.sign(desk.tenant)


async def _destroyed(desk: Desk, stream: UUID) -> None:
    scope = Scope.of(stream, FRAME)
    keyring = desk.shelf.keyring
    key = (await keyring.ensure(desk.tenant, scopes=[scope])).of(scope).id
    shredder = Shredder(keyring._keystore, keyring, desk.folder, origin=ORIGIN)
    await shredder.destroy(desk.tenant, uuid4(), stream, {key})


async def test_lines_whose_key_was_destroyed_meanwhile_are_signed_for_by_the_register(
    desk: Desk,
) -> None:
    kept, stream = uuid4(), uuid4()
    await desk.shelf.write(stream, "one")
    await desk.shelf.write(kept, "two")
    await _destroyed(desk, stream)
    emptied = "UPDATE event SET sealed = '\\x00'::bytea || sha256(sealed) WHERE tenant = $book"
    await desk.in_events(f"{emptied} AND stream = '{stream}'")
    assert (await desk.signed()).size == 2


async def test_a_line_emptied_while_its_key_is_there_is_not_signed_for(desk: Desk) -> None:
    await desk.shelf.write(uuid4(), "one")
    await desk.in_events(
        "UPDATE event SET sealed = '\\x00'::bytea || sha256(sealed) WHERE tenant = $book"
    )
    with pytest.raises(NotOurLine, match="its seal does not open"):
        await desk.checkpoints.sign(desk.tenant)


async def test_without_a_register_to_believe_nothing_is_signed(desk: Desk) -> None:
    stream = uuid4()
    await desk.shelf.write(stream, "one")
    await _destroyed(desk, stream)
    register = desk.folder / str(desk.tenant) / FILE
    told = register.read_bytes()
    register.write_bytes(told.replace(b'"at":"2', b'"at":"3'))
    with pytest.raises(RegisterBroken):
        await desk.checkpoints.sign(desk.tenant)
    register.write_bytes(told)
    assert (await desk.signed()).size == 1


async def test_while_the_keystore_does_not_answer_nothing_is_signed(desk: Desk) -> None:
    await desk.shelf.write(uuid4(), "one")
    async with connect(desk.urls[1]) as connection, connection.transaction():
        await connection.execute("LOCK TABLE data_key")
        with pytest.raises(KeystoreAway):
            await desk.checkpoints.sign(desk.tenant)
    assert not list(Anchors(desk.folder).newest(desk.tenant, Volume.EVENTS))
    assert (await desk.signed()).size == 1


@pytest.mark.parametrize(("limit", "is_"), [("AT_ONCE", 4), ("LONGEST", 0.0)])
async def test_a_long_backlog_is_signed_for_in_parts(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, limit: str, is_: float
) -> None:
    monkeypatch.setattr(new_lines, "PAGE", 2)
    monkeypatch.setattr(new_lines, limit, is_)
    stream = uuid4()
    done = await desk.shelf.write(stream, "one", "two", "three")
    await desk.shelf.write(stream, *"456789", after=3, previous=done.leaves[-1])
    assert (await desk.signed()).size == 9
    assert (await desk.signed()).size == 9
