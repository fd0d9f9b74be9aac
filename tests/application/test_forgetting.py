"""What was ordered destroyed is destroyed, leaves every list, and is told of as it is."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import TypeAlias
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from typer.testing import CliRunner

from stafett.application.asking import Target
from stafett.application.forgetting import Forgetting
from stafett.cli.ledger import ledger as at_a_terminal
from stafett.cli.pruning import prune_book
from stafett.domain import shredding
from stafett.domain.facts import Stranger
from stafett.domain.people import ConcernId
from stafett.domain.shredding import MatterStillRuns, Stands
from stafett.domain.wondering import RaiseConcern
from stafett.journal.lines import AskingRefused
from stafett.ledger.anchors import Anchors
from stafett.ledger.checkpoints import Checkpoints
from stafett.ledger.last_signed import LastSigned
from stafett.ledger.roots import ENVIRONMENT
from stafett.ledger.shred_register import RegisterBroken
from stafett.ledger.shredding import Shredder, open_pruners
from stafett.postgres.pool import open_pool
from stafett.postgres.roles import Role, as_role
from stafett.projections.compare import made_anew
from tests.application.cellar import Cellar
from tests.application.street import a_street, an_asking, open_town
from tests.application.test_what_one_sees import shielded_concern, with_ppt
from tests.people import CHILD_ID, MOTHER, SCHOOL, TEACHER, TODAY

KEPT = timedelta(days=30)
Cellars: TypeAlias = Callable[..., Awaitable[Cellar]]


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def cellars(fresh_databases: tuple[str, str]) -> AsyncIterator[Cellars]:
    async with open_town(fresh_databases) as (rooms, door):
        events = fresh_databases[0]
        reader = await open_pool(as_role(events, Role.READER))
        claims = await open_pool(as_role(events, Role.WRITER), most=1)

        async def a_cellar(folder: Path, patience: float = 0.0) -> Cellar:
            street = await a_street(rooms, door)
            shredder = Shredder(rooms.keyring._keystore, rooms.keyring, folder, origin="stafett")
            forgetting = Forgetting(
                rooms.ledger,
                shredder,
                reader,
                rooms.pool,
                claims,
                copies_kept=KEPT,
                patience=patience,
            )
            last = LastSigned(rooms.keyring._keystore, uuid4())
            checkpoints = Checkpoints(
                reader, rooms.keyring, last, Anchors(folder), origin="stafett"
            )
            return Cellar(street, folder, forgetting, shredder, checkpoints)

        yield a_cellar
        await claims.close()
        await reader.close()


async def test_what_was_ordered_can_be_opened_by_nobody_and_is_in_no_list(
    cellars: Cellars, tmp_path: Path
) -> None:
    cellar = await cellars(tmp_path)
    street = cellar.street
    await with_ppt(street)
    await street.rooms.runner.catch_up()
    assert street.follow_up in await street.listed(TEACHER)
    assert await cellar.rows() > 0
    id_ = await cellar.order(await cellar.ended())
    assert (await cellar.shred(id_)).stands(TODAY) is Stands.REQUESTED
    await cellar.forgetting.look()
    await street.rooms.runner.catch_up()
    for who in (TEACHER, MOTHER):
        with pytest.raises(Stranger):
            await street.look(who)
        assert street.follow_up not in await street.listed(who)
    assert await cellar.rows() == 0
    one = await cellar.shred(id_)
    assert one.stands(TODAY) is Stands.EFFECTIVE
    assert one.final_on == TODAY + KEPT
    assert one.stands(TODAY + KEPT) is Stands.FINAL


async def test_the_book_stays_whole_and_lists_made_anew_say_the_same(
    cellars: Cellars, tmp_path: Path
) -> None:
    cellar = await cellars(tmp_path)
    street = cellar.street
    await with_ppt(street)
    await cellar.order(await cellar.ended())
    await street.rooms.runner.catch_up()
    await cellar.forgetting.look()
    verdict = await street.rooms.ledger.verify(street.book)
    assert verdict.well
    assert verdict.shredded > 0
    assert all(not line.broken for line in await street.lines())
    rooms = street.rooms
    compared = await made_anew(rooms.pool, rooms.runner, rooms.ledger, street.book)
    assert compared.unlike == []
    assert await cellar.rows() == 0


async def test_what_is_sealed_goes_too_where_that_was_ordered_and_not_before_it_is_final(
    cellars: Cellars,
    tmp_path: Path,
    fresh_databases: tuple[str, str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    cellar = await cellars(tmp_path)
    street = await cellar.street.begun()
    await cellar.order(await cellar.ended(), prune=True)
    await cellar.order(uuid4())
    await cellar.forgetting.look()
    async with open_pruners(fresh_databases[0]) as pruners:

        async def told(*, yes: bool = True) -> str:
            rooms = street.rooms
            keystore = rooms.keyring._keystore
            assert await prune_book(rooms.ledger, keystore, pruners, street.book, yes=yes)
            return capsys.readouterr().out

        assert await told() == ""
        await street.clock(TODAY + KEPT)
        assert str(street.follow_up) in await told(yes=False)
        assert (await street.rooms.ledger.verify(street.book)).pruned == 0
        assert str(street.follow_up) in await told()
        verdict = await street.rooms.ledger.verify(street.book)
        assert verdict.well
        assert verdict.pruned == verdict.shredded > 0
        assert await told() == ""


async def test_nothing_goes_sooner_because_a_books_clock_was_set(
    cellars: Cellars, tmp_path: Path, fresh_databases: tuple[str, str]
) -> None:
    cellar = await cellars(tmp_path)
    street = await cellar.street.begun()
    await cellar.order(await cellar.ended(), prune=True)
    await cellar.forgetting.look()
    await street.clock(TODAY + KEPT)
    asked = ["prune", "--book", str(street.book), "--yes"]
    told = {
        "DATABASE_URL": fresh_databases[0],
        "STAFETT_KEYSTORE_URL": fresh_databases[1],
        ENVIRONMENT: street.rooms.root.written(),
    }
    runner = CliRunner(env=told)
    answer = await asyncio.to_thread(runner.invoke, at_a_terminal, asked)
    assert (answer.exit_code, answer.stdout) == (3, "")
    assert "clock" in answer.stderr
    assert (await street.rooms.ledger.verify(street.book)).pruned == 0


async def test_what_somebody_works_in_is_not_ordered_destroyed(
    cellars: Cellars, tmp_path: Path
) -> None:
    cellar = await cellars(tmp_path)
    street = await cellar.street.begun()
    raised = await street.ask(
        TEACHER,
        RaiseConcern(ConcernId(uuid4()), CHILD_ID, SCHOOL),
        of=Target.concern(),
        about=CHILD_ID,
    )
    await street.rooms.runner.catch_up()
    for matter in (street.follow_up, raised.id, CHILD_ID):
        with pytest.raises(MatterStillRuns):
            await cellar.order(matter)
    found = await street.door.municipality(street.book)
    assert not found.rulebook.shreds
    refused = [line for line in await street.journal() if isinstance(line, AskingRefused)]
    assert [line.reason for line in refused] == ["MATTER_STILL_RUNS"] * 3
    await cellar.order(await cellar.ended())
    await cellar.order(CHILD_ID)
    await cellar.forgetting.look()
    assert (await street.rooms.ledger.verify(street.book)).well


async def test_what_runs_again_when_another_grants_it_is_not_destroyed(
    cellars: Cellars, tmp_path: Path
) -> None:
    """Ordered before anything ran: what is begun under that id since is left alone."""
    cellar = await cellars(tmp_path)
    id_ = await cellar.order(cellar.street.follow_up)
    street = await cellar.street.begun()
    for _ in range(2):
        await cellar.forgetting.look()
    assert (await street.look(TEACHER)).view is not None
    assert (await cellar.shred(id_)).stands(TODAY) is Stands.REQUESTED
    await cellar.ended()
    await cellar.forgetting.look()
    assert (await cellar.shred(id_)).stands(TODAY) is Stands.EFFECTIVE


async def test_a_shielded_concern_is_ordered_as_if_it_were_nobodys_and_waits_until_it_is_over(
    cellars: Cellars, tmp_path: Path
) -> None:
    cellar = await cellars(tmp_path)
    street = cellar.street
    here = await shielded_concern(street)
    id_, nothing = await cellar.order(here), await cellar.order(uuid4())
    await cellar.forgetting.look()
    assert (await cellar.shred(nothing)).stands(TODAY) is Stands.EFFECTIVE
    assert (await cellar.shred(id_)).stands(TODAY) is Stands.REQUESTED
    opened = await street.door.open_concern(street.book, TEACHER, here, asking=an_asking())
    assert opened.view is not None


async def test_while_somebody_may_still_hold_a_key_it_is_not_said_to_be_effective(
    cellars: Cellars, tmp_path: Path
) -> None:
    cellar = await cellars(tmp_path, 3600.0)
    street = await cellar.street.begun()
    id_ = await cellar.order(await cellar.ended())
    for _ in range(2):
        await cellar.forgetting.look()
    with pytest.raises(Stranger):
        await street.look(TEACHER)
    assert (await cellar.shred(id_)).stands(TODAY) is Stands.REQUESTED


async def test_nothing_is_destroyed_that_could_not_be_entered_in_the_register(
    cellars: Cellars, tmp_path: Path
) -> None:
    cellar = await cellars(tmp_path)
    street = await cellar.street.begun()
    folder = tmp_path / str(street.book)
    folder.mkdir()
    (folder / "shredded.jsonl").write_text("{}\n")
    id_ = await cellar.order(await cellar.ended())
    await cellar.forgetting.look()
    assert (await street.look(TEACHER)).view is not None
    assert (await cellar.shred(id_)).stands(TODAY) is Stands.REQUESTED
    (folder / "shredded.jsonl").unlink()
    await cellar.forgetting.look()
    assert (await cellar.shred(id_)).stands(TODAY) is Stands.EFFECTIVE


async def test_the_book_itself_and_what_nothing_is_are_no_matters_to_destroy(
    cellars: Cellars, tmp_path: Path
) -> None:
    cellar = await cellars(tmp_path)
    street = cellar.street
    cover = await street.rooms.ledger.book(street.book)
    itself, nothing = await cellar.order(cover.municipality), await cellar.order(uuid4())
    await cellar.forgetting.look()
    assert (await cellar.shred(itself)).stands(TODAY) is Stands.REQUESTED
    assert (await cellar.shred(nothing)).stands(TODAY) is Stands.EFFECTIVE
    found = await street.door.municipality(street.book)
    assert shredding.going(found.rulebook.shreds)


async def test_a_key_that_came_back_is_found_and_destroyed_again(
    cellars: Cellars, tmp_path: Path
) -> None:
    cellar = await cellars(tmp_path)
    street = await cellar.street.begun()
    await cellar.order(await cellar.ended())
    rooms = street.rooms
    keys = await open_pool(rooms.urls[1], least=0, most=1)
    table = "SELECT * FROM data_key WHERE tenant = $1"
    before = await keys.fetch(table, street.book)
    await cellar.forgetting.look()
    left = {row["id"] for row in await keys.fetch(table, street.book)}
    gone = [row for row in before if row["id"] not in left]
    assert gone
    async with keys.acquire() as connection:
        await connection.copy_records_to_table("data_key", records=[tuple(row) for row in gone])
    await keys.close()
    rooms.keyring.forget(street.book)
    shredder = Shredder(rooms.keyring._keystore, rooms.keyring, tmp_path, origin="stafett")
    assert len(await shredder.revived(street.book)) == len(gone)
    back, matters = await shredder.replay(street.book)
    assert (back, list(matters)) == (len(gone), [street.follow_up])
    assert await shredder.revived(street.book) == frozenset()
    with pytest.raises(Stranger):
        await street.look(TEACHER)


async def test_a_register_that_somebody_was_at_is_believed_by_nobody(
    cellars: Cellars, tmp_path: Path
) -> None:
    cellar = await cellars(tmp_path)
    street = await cellar.street.begun()
    rooms = street.rooms
    shredder = Shredder(rooms.keyring._keystore, rooms.keyring, tmp_path, origin="stafett")
    for number in range(3):
        await shredder.destroy(street.book, uuid4(), uuid4(), [UUID(int=number)])
    await shredder.destroy(street.book, uuid4(), uuid4(), [UUID(int=0)])
    file = tmp_path / str(street.book) / "shredded.jsonl"
    whole = file.read_bytes()
    lines = whole.splitlines(keepends=True)
    assert len(lines) == 3
    wrong = [
        whole.replace(str(UUID(int=1)).encode(), str(UUID(int=9)).encode()),
        b"".join([lines[1], lines[0], lines[2]]),
        b"".join(lines[1:]),
        b"".join([lines[0], lines[2]]),
        whole.replace(b'"keys"', b' "keys"'),
        b"[]\n",
        b"{",
    ]
    for one in wrong:
        file.write_bytes(one)
        with pytest.raises(RegisterBroken):
            await shredder.revived(street.book)
    file.write_bytes(whole)
    assert await shredder.revived(street.book) == frozenset()
