"""Checkpoints: nothing is signed that does not continue what was signed before."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio

from stafett.evidence.checkpoint import Checkpoint, LogSigner
from stafett.evidence.tree import consistency_path, root, verify_consistency
from stafett.ledger.anchors import Anchors
from stafett.ledger.errors import NotContinued, NothingToGoBy, NotOurLine
from stafett.ledger.last_signed import Shard
from stafett.ledger.line import Volume
from tests.ledger.books import Shelf
from tests.ledger.desk import ORIGIN, Desk, open_desk

THIS_YEAR = datetime.now(UTC).year


@pytest_asyncio.fixture(loop_scope="session")
async def desk(
    shelf: Shelf, fresh_databases: tuple[str, str], tmp_path: Path
) -> AsyncIterator[Desk]:
    async with open_desk(shelf, fresh_databases, tmp_path / "anchors") as desk:
        yield desk


async def test_an_empty_book_is_signed_too(desk: Desk) -> None:
    assert await desk.signed() == Checkpoint(
        f"{ORIGIN}/{desk.tenant}/event/{THIS_YEAR}", 0, root([])
    )


async def test_what_is_signed_is_the_tree_of_all_lines(desk: Desk) -> None:
    await desk.shelf.write(uuid4(), "one", "two", "three")
    checkpoint = await desk.signed()
    assert (checkpoint.size, checkpoint.root) == (3, root(await desk.leaves()))


async def test_each_checkpoint_continues_the_one_before(desk: Desk) -> None:
    await desk.shelf.write(uuid4(), "one", "two")
    earlier = await desk.signed()
    await desk.shelf.write(uuid4(), "three", "four", "five")
    later = await desk.signed()
    path = consistency_path(await desk.leaves(), earlier.size)
    assert (earlier.size, later.size) == (2, 5)
    assert verify_consistency(earlier.size, earlier.root, later.size, later.root, path)


async def test_a_checkpoint_is_signed_also_when_nothing_was_written(desk: Desk) -> None:
    assert await desk.signed() == await desk.signed()


async def test_every_checkpoint_lies_down_as_a_file(desk: Desk) -> None:
    await desk.shelf.write(uuid4(), "one")
    await desk.signed()
    (kept,) = (desk.folder / str(desk.tenant) / "event" / f"{THIS_YEAR}-1").iterdir()
    shards = list(Anchors(desk.folder).newest(desk.tenant, Volume.EVENTS))
    assert kept.name == f"{datetime.now(UTC):%Y-%m-%d}.checkpoint"
    assert [(await desk.believed(shard)).size for shard in shards] == [1]


async def test_while_one_process_signs_another_waits(desk: Desk) -> None:
    await desk.signed()
    other = desk.another()
    assert await other.sign(desk.tenant) == ()
    await desk.turn_is_over()
    assert (await desk.signed(other)).size == 0
    assert await desk.checkpoints.sign(desk.tenant) == ()


async def test_how_much_was_signed_is_known_whoever_signed_it(desk: Desk) -> None:
    await desk.shelf.write(uuid4(), "one", "two")
    another = desk.another()
    assert (desk.checkpoints.newest(desk.tenant), another.newest(desk.tenant)) == (None, None)
    await desk.signed()
    assert await another.sign(desk.tenant) == ()
    assert (desk.checkpoints.newest(desk.tenant), another.newest(desk.tenant)) == (2, 2)


async def test_who_has_lost_the_turn_remembers_nothing_any_more(desk: Desk) -> None:
    (shard, _) = await desk.checkpoints.sign(desk.tenant)
    await desk.turn_is_over()
    assert not await desk.checkpoints._last.remember(desk.tenant, shard)


@pytest.mark.parametrize("lost", ["the files", "the row", "nothing"])
async def test_another_process_goes_on_from_whatever_is_left(desk: Desk, lost: str) -> None:
    await desk.shelf.write(uuid4(), "one", "two")
    await desk.signed()
    await desk.turn_is_over()
    if lost == "the row":
        await desk.in_keystore("DELETE FROM checkpoint WHERE tenant = $book")
    elsewhere = desk.folder / "elsewhere" if lost == "the files" else None
    assert (await desk.signed(desk.another(elsewhere))).size == 2


@pytest.mark.parametrize("there", ["row and files", "only the row", "only the files"])
async def test_nothing_is_signed_when_what_was_signed_cannot_be_read(
    desk: Desk, there: str
) -> None:
    await desk.shelf.write(uuid4(), "one")
    await desk.signed()
    await desk.turn_is_over()
    for file in desk.folder.rglob("*.checkpoint"):
        if there == "only the row":
            file.unlink()
        else:
            file.write_text(file.read_text().replace("\n1\n", "\n0\n"), encoding="utf-8")
    if there == "only the files":
        await desk.in_keystore("DELETE FROM checkpoint WHERE tenant = $book")
    else:
        await desk.in_keystore("UPDATE checkpoint SET note = 'gone' WHERE tenant = $book")
    with pytest.raises(NothingToGoBy):
        await desk.another().sign(desk.tenant)


async def test_a_folder_with_something_strange_in_it_is_not_gone_by(desk: Desk) -> None:
    await desk.signed()
    await desk.turn_is_over()
    (desk.folder / str(desk.tenant) / "event" / "lost+found").mkdir()
    assert (await desk.signed(desk.another())).size == 0


async def test_an_end_that_was_cut_off_is_not_signed_for_and_not_read(desk: Desk) -> None:
    stream = uuid4()
    await desk.shelf.write(stream, "one", "two", "three")
    await desk.signed()
    await desk.in_events(
        "CREATE TABLE aside AS SELECT * FROM event WHERE tenant = $book AND position = 3",
        "DELETE FROM event WHERE tenant = $book AND position = 3",
        "UPDATE event_head SET position = 2 WHERE tenant = $book",
    )
    with pytest.raises(NotContinued):
        await desk.checkpoints.sign(desk.tenant)
    with pytest.raises(NotContinued):
        await desk.shelf.texts(stream)
    with pytest.raises(NotContinued):
        await desk.shelf.write(uuid4(), "more")
    await desk.in_events(
        "INSERT INTO event SELECT * FROM aside",
        "UPDATE event_head SET position = 3 WHERE tenant = $book",
        "DROP TABLE aside",
    )
    assert (await desk.signed()).size == 3
    assert await desk.shelf.texts(stream) == ["one", "two", "three"]


async def test_a_line_put_in_the_place_of_the_last_is_noticed(desk: Desk) -> None:
    await desk.shelf.write(uuid4(), "one", "two")
    await desk.signed()
    await desk.in_events(
        "UPDATE event SET leaf = sha256(leaf) WHERE tenant = $book AND position = 2"
    )
    with pytest.raises(NotContinued):
        await desk.checkpoints.sign(desk.tenant)


async def test_an_old_line_that_was_changed_is_noticed_when_the_log_is_read_anew(
    desk: Desk,
) -> None:
    await desk.shelf.write(uuid4(), "one", "two", "three")
    await desk.signed()
    await desk.in_events(
        "UPDATE event SET leaf = sha256(leaf) WHERE tenant = $book AND position = 1"
    )
    await desk.turn_is_over()
    with pytest.raises(NotContinued):
        await desk.another().sign(desk.tenant)


async def test_both_databases_brought_back_from_old_copies_are_noticed_by_the_files(
    desk: Desk,
) -> None:
    await desk.shelf.write(uuid4(), "one")
    (old, _) = await desk.checkpoints.sign(desk.tenant)
    await desk.shelf.write(uuid4(), "two")
    await desk.signed()
    await desk.turn_is_over()
    await desk.in_keystore(
        "UPDATE checkpoint SET note = $1 WHERE tenant = $book AND ledger = 'event'", old.note
    )
    await desk.in_events(
        "DELETE FROM event WHERE tenant = $book AND position = 2",
        "UPDATE event_head SET position = 1 WHERE tenant = $book",
    )
    with pytest.raises(NotContinued):
        await desk.another().sign(desk.tenant)


async def test_two_histories_that_were_both_signed_are_noticed(desk: Desk) -> None:
    await desk.shelf.write(uuid4(), "one", "two")
    await desk.signed()
    signing = (await desk.shelf.keyring.book(desk.tenant)).signing.content
    origin = f"{ORIGIN}/{desk.tenant}/event/{THIS_YEAR}"
    forked = LogSigner(origin, signing).sign(Checkpoint(origin, 1, bytes(32)), 1).written()
    await desk.in_keystore(
        "UPDATE checkpoint SET note = $1 WHERE tenant = $book AND ledger = 'event'", forked
    )
    await desk.turn_is_over()
    with pytest.raises(NotContinued):
        await desk.another().sign(desk.tenant)


async def test_a_line_missing_in_the_middle_is_noticed(desk: Desk) -> None:
    await desk.shelf.write(uuid4(), "one", "two", "three")
    await desk.in_events("DELETE FROM event WHERE tenant = $book AND position = 2")
    with pytest.raises(NotContinued):
        await desk.checkpoints.sign(desk.tenant)


async def test_a_year_that_is_over_is_frozen_and_the_next_begins_behind_it(desk: Desk) -> None:
    await desk.shelf.write(uuid4(), "one", "two")
    signing = (await desk.shelf.keyring.book(desk.tenant)).signing.content
    last_year = THIS_YEAR - 1
    origin = f"{ORIGIN}/{desk.tenant}/event/{last_year}"
    early = Checkpoint(origin, 1, (await desk.leaves())[0])
    note = LogSigner(origin, signing).sign(early, 1_700_000_000).written()
    await desk.in_keystore(
        "INSERT INTO checkpoint (tenant, ledger, year, first, frozen, note)"
        " VALUES ($book, 'event', $1, 1, false, $2)",
        last_year,
        note,
    )
    frozen, begun, _ = await desk.checkpoints.sign(desk.tenant)
    assert (frozen.year, frozen.first, frozen.frozen) == (last_year, 1, True)
    assert (begun.year, begun.first, begun.frozen) == (THIS_YEAR, 3, False)
    assert (await desk.believed(frozen)).size == 2
    await desk.shelf.write(uuid4(), "three")
    after = await desk.signed()
    assert (after.size, after.root) == (1, (await desk.leaves())[2])
    await desk.turn_is_over()
    assert await desk.signed(desk.another()) == after
    assert not await desk.checkpoints._last.remember(desk.tenant, frozen)


async def test_a_signer_that_was_down_over_new_year_leaves_the_closing_to_another(
    desk: Desk,
) -> None:
    """It had the turn and signed one line; then it went down, and two more were written."""
    stream = uuid4()
    await desk.shelf.write(stream, "one", "two", "three")
    signing = (await desk.shelf.keyring.book(desk.tenant)).signing.content
    origin = f"{ORIGIN}/{desk.tenant}/event/{THIS_YEAR - 1}"
    early = Checkpoint(origin, 1, root((await desk.leaves())[:1]))
    note = LogSigner(origin, signing).sign(early, 1_700_000_000)
    shard = Shard(Volume.EVENTS, THIS_YEAR - 1, 1, note=note.written())
    assert await desk.checkpoints._last.turn(desk.tenant)
    assert await desk.checkpoints._last.remember(desk.tenant, shard)
    Anchors(desk.folder).keep(desk.tenant, shard, date(THIS_YEAR - 1, 12, 31))

    other = desk.another()
    assert await other.sign(desk.tenant) == (), "the turn of who is down is not over yet"
    await desk.turn_is_over()
    closed, begun, _ = await other.sign(desk.tenant)
    assert (closed.year, closed.frozen, (await desk.believed(closed)).size) == (
        THIS_YEAR - 1,
        True,
        3,
    )
    assert (begun.year, begun.first, (await desk.believed(begun)).size) == (THIS_YEAR, 4, 0)
    assert [one.frozen for one in Anchors(desk.folder).newest(desk.tenant, Volume.EVENTS)] == [
        False,
        True,
    ]

    assert await desk.checkpoints.sign(desk.tenant) == (), "who comes back waits, and signs nothing"
    assert not await desk.checkpoints._last.remember(desk.tenant, shard)
    await desk.turn_is_over()
    assert await desk.signed() == await desk.believed(begun)


async def test_a_year_is_not_closed_behind_a_line_that_is_not_ours(desk: Desk) -> None:
    await desk.shelf.write(uuid4(), "one", "two")
    signing = (await desk.shelf.keyring.book(desk.tenant)).signing.content
    origin = f"{ORIGIN}/{desk.tenant}/event/{THIS_YEAR - 1}"
    early = Checkpoint(origin, 1, root((await desk.leaves())[:1]))
    note = LogSigner(origin, signing).sign(early, 1_700_000_000).written()
    assert await desk.checkpoints._last.turn(desk.tenant)
    shard = Shard(Volume.EVENTS, THIS_YEAR - 1, 1, note=note)
    assert await desk.checkpoints._last.remember(desk.tenant, shard)
    await desk.in_events(
        "UPDATE event SET leaf = sha256(leaf) WHERE tenant = $book AND position = 2"
    )
    with pytest.raises(NotOurLine):
        await desk.checkpoints.sign(desk.tenant)
    (still,) = await desk.checkpoints._last.shards(desk.tenant, Volume.EVENTS)
    assert (still.frozen, (await desk.believed(still)).size) == (False, 1)


async def test_a_frozen_year_with_no_next_one_yet_is_gone_on_from(desk: Desk) -> None:
    await desk.shelf.write(uuid4(), "one", "two")
    signing = (await desk.shelf.keyring.book(desk.tenant)).signing.content
    origin = f"{ORIGIN}/{desk.tenant}/event/{THIS_YEAR - 1}"
    whole = Checkpoint(origin, 2, root(await desk.leaves()))
    note = LogSigner(origin, signing).sign(whole, 1_700_000_000).written()
    await desk.in_keystore(
        "INSERT INTO checkpoint (tenant, ledger, year, first, frozen, note)"
        " VALUES ($book, 'event', $1, 1, true, $2)",
        THIS_YEAR - 1,
        note,
    )
    begun, _ = await desk.checkpoints.sign(desk.tenant)
    assert (begun.year, begun.first) == (THIS_YEAR, 3)


async def test_all_books_are_signed_and_one_in_trouble_keeps_no_other_from_it(
    desk: Desk,
) -> None:
    await desk.alone()
    other = uuid4()
    await desk.shelf.ledger.create_book(other, uuid4())
    await desk.shelf.write(uuid4(), "one")
    await desk.signed()
    await desk.in_events(
        "DELETE FROM event WHERE tenant = $book", "UPDATE event_head SET position = 0"
    )
    before = desk.checkpoints._well_at
    await desk.checkpoints.sign_all()
    assert desk.checkpoints._well_at == before
    assert list(Anchors(desk.folder).newest(other, Volume.EVENTS))


async def test_who_has_signed_all_books_is_in_time(desk: Desk) -> None:
    desk.checkpoints._well_at -= 100
    assert not desk.checkpoints.in_time
    await desk.alone()
    await desk.checkpoints.sign_all()
    assert desk.checkpoints.in_time


async def test_a_file_that_cannot_be_laid_down_is_said(desk: Desk, tmp_path: Path) -> None:
    in_the_way = tmp_path / "a file"
    in_the_way.write_text("not a folder", encoding="utf-8")
    with pytest.raises(OSError, match="Not a directory"):
        await desk.another(in_the_way).sign(desk.tenant)


@pytest.mark.parametrize("more", [(), ("three",)])
async def test_a_year_that_is_over_written_anew_is_noticed(
    desk: Desk, more: tuple[str, ...]
) -> None:
    await desk.shelf.write(uuid4(), "one", "two")
    signing = (await desk.shelf.keyring.book(desk.tenant)).signing.content
    origin = f"{ORIGIN}/{desk.tenant}/event/{THIS_YEAR - 1}"
    whole = Checkpoint(origin, 2, root(await desk.leaves()))
    await desk.in_keystore(
        "INSERT INTO checkpoint (tenant, ledger, year, first, frozen, note)"
        " VALUES ($book, 'event', $1, 1, true, $2)",
        THIS_YEAR - 1,
        LogSigner(origin, signing).sign(whole, 1_700_000_000).written(),
    )
    await desk.signed()
    if more:
        await desk.shelf.write(uuid4(), *more)
        await desk.signed()
    await desk.in_events(
        "UPDATE event SET leaf = sha256(leaf) WHERE tenant = $book AND position <= 2"
    )
    await desk.turn_is_over()
    with pytest.raises(NotContinued):
        await desk.another().sign(desk.tenant)
