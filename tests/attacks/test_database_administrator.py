"""A database administrator with every right and none of the keys: fifteen ways, all found out.

The triggers are off, both clusters are theirs. Of each attack it is shown that verification names
it; that what is handed out afterwards does not stand up to a checkpoint that was kept; and that
the service answers that the book is not as it was written, or what was really written, and never
what the attacker made of it. docs/evidence.md has the table.
"""

import io
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID, uuid4

import asyncpg
import pytest
import pytest_asyncio

from stafett.evidence.line_header import NO_LEAF, LineHeader, sealed_hash
from stafett.evidence.note import Note
from stafett.evidence.verifying import Known, check_bundle
from stafett.ledger.errors import LedgerError, NotContinued
from stafett.ledger.line import Volume
from stafett.ledger.sealing import SealBroken
from stafett.postgres.pool import Connection, connect
from tests.api.service import Service, running
from tests.api.test_one_logg_for_one_child import a_word
from tests.api.town import Town, founded

KEPT = (
    "event", "event_head", "case_view", "projection_bookmark", "projection_parked",
    "projection_live", "access_list", "due", "tally",
)  # fmt: skip
KEPT_KEYS = ("data_key", "checkpoint")
PLANTED = b"\x01" + b"\x2a" * 336


@dataclass
class Scene:
    """A town with one follow-up in its book, signed for; and the administrator's two ways in."""

    town: Town
    service: Service
    stream: UUID
    note: Note
    truth: bytes
    events: Connection
    keystore: Connection

    @property
    def book(self) -> UUID:
        return UUID(self.town.book)

    async def lines(self) -> list[asyncpg.Record]:
        """Return the lines of the follow-up, in order."""
        rows: list[asyncpg.Record] = await self.events.fetch(
            "SELECT * FROM event WHERE tenant = $1 AND stream = $2 ORDER BY version",
            self.book,
            self.stream,
        )
        return rows

    async def all_lines(self) -> list[asyncpg.Record]:
        rows: list[asyncpg.Record] = await self.events.fetch(
            "SELECT * FROM event WHERE tenant = $1 ORDER BY position", self.book
        )
        return rows

    async def put(self, row: asyncpg.Record, **changed: object) -> None:
        """Write a row anew, found by the position it has, with some columns changed."""
        names = list(changed)
        sets = ", ".join(f"{name} = ${at}" for at, name in enumerate(names, 3))
        await self.events.execute(
            f"UPDATE event SET {sets} WHERE tenant = $1 AND position = $2",
            self.book,
            row["position"],
            *changed.values(),
        )

    async def forget_after(self, position: int) -> None:
        """Take away all lines after a position, and set the head back."""
        await self.events.execute(
            "DELETE FROM event WHERE tenant = $1 AND position > $2", self.book, position
        )
        await self.events.execute(
            "UPDATE event_head SET position = $2 WHERE tenant = $1", self.book, position
        )

    async def without_views(self) -> None:
        """Take away what the doors remember, so that they must read the lines."""
        await self.events.execute("DELETE FROM case_view WHERE stream = $1", self.stream)

    async def asked(self) -> tuple[int, str, bytes]:
        answer = await self.town.teacher.get(f"/v1/follow-ups/{self.stream}")
        return answer.status_code, answer.json().get("code", ""), answer.content


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def standing(
    fresh_databases: tuple[str, str], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Scene]:
    anchors = tmp_path_factory.mktemp("anchors")
    async with (
        running(*fresh_databases, anchors=anchors) as service,
        connect(fresh_databases[0]) as events,
        connect(fresh_databases[1]) as keystore,
    ):
        town = await founded(service)
        stream = UUID(await town.follow_up())
        for guardian in (town.mother, town.father):
            await guardian.did(f"/v1/follow-ups/{stream}/consents", a_word(town, "school"))
        await town.concern()
        await service.house.runner.catch_up()
        assert service.house.checkpoints is not None
        (shard, _) = await service.house.checkpoints.sign(UUID(town.book))
        scene = Scene(town, service, stream, Note.read(shard.note), b"", events, keystore)
        status, _, scene.truth = await scene.asked()
        assert status == 200
        assert len(await scene.lines()) >= 3
        await events.execute("ALTER TABLE event DISABLE TRIGGER USER")
        for table in KEPT:
            await events.execute(f"CREATE TABLE kept_{table} AS TABLE {table}")
        for table in KEPT_KEYS:
            await keystore.execute(f"CREATE TABLE kept_{table} AS TABLE {table}")
        yield scene


@pytest_asyncio.fixture(loop_scope="session")
async def scene(standing: Scene) -> AsyncIterator[Scene]:
    """The scene as it was, for one attack; afterwards everything is put back."""
    yield standing
    house = standing.service.house
    await _put_back(standing.events, KEPT)
    await _put_back(standing.keystore, KEPT_KEYS)
    assert house.checkpoints is not None
    shutil.rmtree(house.checkpoints._anchors.folder)
    house.checkpoints._open.clear()
    house.ledger._keyring.forget_all()
    await house.checkpoints.sign(standing.book)
    assert (await standing.asked())[0] == 200


async def _put_back(connection: Connection, tables: Iterable[str]) -> None:
    """Put tables back as they were kept; whoever writes to them meanwhile may be in the way."""
    while True:
        with suppress(asyncpg.DeadlockDetectedError):
            async with connection.transaction():
                for table in tables:
                    await connection.execute(f"DELETE FROM {table}")
                    await connection.execute(f"INSERT INTO {table} SELECT * FROM kept_{table}")
            return


def leaf_of(scene: Scene, row: asyncpg.Record, previous: bytes, **changed: object) -> bytes:
    """Return the leaf a row would have, with some of its columns changed."""
    told = dict(row) | changed
    return LineHeader(
        scene.book, "event", told["stream"], told["version"], told["event_id"],
        told["recorded_at"], told["key_id"], previous, sealed_hash(told["sealed"]),
    ).leaf()  # fmt: skip


async def contents_edited(scene: Scene) -> None:
    (_, line, *_) = await scene.lines()
    await scene.put(line, sealed=PLANTED)


async def time_edited(scene: Scene) -> None:
    (first, line, *_) = await scene.lines()
    await scene.put(line, recorded_at=first["recorded_at"])


async def line_deleted(scene: Scene) -> None:
    (_, line, *_) = await scene.lines()
    await scene.events.execute(
        "DELETE FROM event WHERE tenant = $1 AND position = $2", scene.book, line["position"]
    )


async def line_deleted_and_the_rest_moved_up(scene: Scene) -> None:
    (_, line, *_) = await scene.lines()
    await line_deleted(scene)
    for row in await scene.all_lines():
        if row["position"] > line["position"]:
            version = row["version"] - (row["stream"] == scene.stream)
            await scene.put(row, position=row["position"] - 1, version=version)
    await scene.events.execute(
        "UPDATE event_head SET position = position - 1 WHERE tenant = $1", scene.book
    )


async def lines_reordered(scene: Scene) -> None:
    (_, two, three, *_) = await scene.lines()
    await scene.put(two, version=99)
    await scene.put(three, version=two["version"])
    await scene.put(two, version=three["version"])


async def end_cut_off(scene: Scene) -> None:
    await scene.forget_after((await scene.lines())[1]["position"])


async def everything_truncated(scene: Scene) -> None:
    await scene.events.execute("TRUNCATE event")
    await scene.events.execute("UPDATE event_head SET position = 0")


async def line_planted(scene: Scene) -> None:
    last = (await scene.lines())[-1]
    head = len(await scene.all_lines())
    told = {"version": last["version"] + 1, "event_id": uuid4(), "sealed": PLANTED}
    leaf = leaf_of(scene, last, last["leaf"], **told)
    row = dict(last) | told | {"position": head + 1, "previous": last["leaf"], "leaf": leaf}
    columns = ", ".join(row)
    places = ", ".join(f"${at}" for at in range(1, len(row) + 1))
    await scene.events.execute(f"INSERT INTO event ({columns}) VALUES ({places})", *row.values())
    await scene.events.execute(
        "UPDATE event_head SET position = position + 1 WHERE tenant = $1", scene.book
    )


async def edited_and_reckoned_anew(scene: Scene) -> None:
    previous = NO_LEAF
    for row in await scene.lines():
        sealed = PLANTED if row["version"] == 2 else row["sealed"]
        leaf = leaf_of(scene, row, previous, sealed=sealed)
        await scene.put(row, sealed=sealed, previous=previous, leaf=leaf)
        previous = leaf


async def moved_to_another_stream(scene: Scene) -> None:
    (_, line, *_) = await scene.lines()
    await scene.put(line, stream=uuid4(), version=1)


async def moved_to_another_tenant(scene: Scene) -> None:
    other = uuid4()
    await scene.service.house.ledger.create_book(other, uuid4())
    (_, line, *_) = await scene.lines()
    await scene.put(line, tenant=other, position=1)


async def keys_swapped(scene: Scene) -> None:
    (line, *_) = await scene.lines()
    other = await scene.keystore.fetchrow(
        "SELECT id, wrapped FROM data_key WHERE tenant = $1 AND id <> $2",
        scene.book,
        line["key_id"],
    )
    assert other is not None
    await scene.keystore.execute(
        "UPDATE data_key SET wrapped = $3 WHERE tenant = $1 AND id = $2",
        scene.book,
        line["key_id"],
        other["wrapped"],
    )


async def key_planted(scene: Scene) -> None:
    """Plant a key of one's own, and a line sealed under it, reckoned anew."""
    key = uuid4()
    await scene.keystore.execute(
        "INSERT INTO data_key (tenant, id, scope_tag, version, tenant_key_version, wrapped)"
        " SELECT tenant, $2, sha256(scope_tag), 1, tenant_key_version, $3 FROM data_key"
        " WHERE tenant = $1 LIMIT 1",
        scene.book,
        key,
        PLANTED[:113],
    )
    previous = NO_LEAF
    for row in await scene.lines():
        mine = {"key_id": key, "sealed": PLANTED} if row["version"] == 2 else {}
        leaf = leaf_of(scene, row, previous, **mine)
        await scene.put(row, previous=previous, leaf=leaf, **mine)
        previous = leaf


async def lines_emptied(scene: Scene) -> None:
    """As the pruner does it, while the keys are there: no leaf is another."""
    await scene.events.execute(
        "UPDATE event SET sealed = '\\x00'::bytea || sha256(sealed) WHERE stream = $1", scene.stream
    )


async def old_backup_brought_back(scene: Scene) -> None:
    """Everything as it was before the consents, the lists and views too: nothing contradicts it."""
    position = (await scene.lines())[0]["position"]
    await scene.forget_after(position)
    await scene.events.execute(
        "UPDATE projection_bookmark SET position = least(position, $1)", position
    )
    await scene.events.execute("DELETE FROM case_view")


Attack = Callable[[Scene], Awaitable[None]]
ATTACKS: tuple[Attack, ...] = (
    contents_edited, time_edited, line_deleted, line_deleted_and_the_rest_moved_up,
    lines_reordered, end_cut_off, everything_truncated, line_planted, edited_and_reckoned_anew,
    moved_to_another_stream, moved_to_another_tenant, keys_swapped, key_planted,
    old_backup_brought_back, lines_emptied,
)  # fmt: skip
OUTSIDE_IS_WHOLE = (keys_swapped, lines_emptied)
"""What changes no leaf, so that nothing handed out can tell of it."""
ADDS_ONLY = (line_planted,)
OLD_BUT_TRUE = (old_backup_brought_back,)
"""Nothing in the databases contradicts it: it is shown until the signer looks, every 20 seconds."""


def test_there_are_fifteen() -> None:
    assert len(ATTACKS) == 15


async def _named(scene: Scene) -> str:
    """Return what verification says of the book, with the keys and what was signed at hand."""
    house = scene.service.house
    assert house.checkpoints is not None
    house.ledger._keyring.forget_all()
    try:
        fault = (await house.ledger.verify(scene.book)).fault
    except SealBroken:
        return "a key row is not as it was written"
    if fault is not None:
        return f"line {fault.position}: {fault.wrong}"
    try:
        await house.checkpoints.check(scene.book, Volume.EVENTS)
    except NotContinued as torn:
        return str(torn)
    return ""


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
async def test_what_the_administrator_did_is_named_and_never_shown(
    scene: Scene, attack: Attack
) -> None:
    await attack(scene)

    assert await _named(scene)

    # As the doors remember it: what was really written, or nothing.
    status, code, content = await scene.asked()
    if attack not in OLD_BUT_TRUE:
        assert (status, code) == (500, "NOT_AS_WRITTEN") or content == scene.truth

    # When they must read the lines, after the signer has looked: nothing.
    await scene.without_views()
    house = scene.service.house
    assert house.checkpoints is not None
    house.checkpoints._open.clear()
    with suppress(LedgerError):
        await house.checkpoints.sign(scene.book)
    assert (await house.checks())["seals"] == (attack not in ADDS_ONLY)
    status, code, content = await scene.asked()
    assert (status, code) == (500, "NOT_AS_WRITTEN")
    assert str(scene.stream) not in content.decode()


@pytest.mark.parametrize(
    "attack",
    [one for one in ATTACKS if one not in OUTSIDE_IS_WHOLE],
    ids=lambda attack: attack.__name__,
)
async def test_what_is_handed_out_afterwards_does_not_stand_up(
    scene: Scene, attack: Attack
) -> None:
    await attack(scene)
    out = io.BytesIO()
    evidence = scene.service.house.evidence
    try:
        manifest = await evidence.bundle(scene.book, out)
    except LedgerError:
        return
    out.seek(0)
    report = check_bundle(out, Known(manifest.fingerprint, earlier=[scene.note]))
    if attack in ADDS_ONLY:
        assert report.fault is None, "what was signed is all there, and what was planted is not"
        assert report.logs[0].size == len(await scene.all_lines()) - 1
    else:
        assert report.fault is not None
