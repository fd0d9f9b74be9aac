"""A real witness in a process of its own: it signs what continues, and remembers it for ever."""

import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import httpx2
import pytest
import pytest_asyncio

from stafett.evidence.checkpoint import Checkpoint, LogSigner, believed
from stafett.evidence.note import Note
from stafett.evidence.verifier_key import VerifierKey
from stafett.exchange.witness_call import witness_at
from stafett.ledger.anchors import Anchors
from stafett.ledger.checkpoints import Checkpoints
from stafett.ledger.cosigning import Cosigning
from stafett.ledger.errors import WitnessHasMore
from stafett.ledger.last_signed import LastSigned
from stafett.ledger.line import Volume
from stafett.ledger.reaching import Pool, open_pool
from stafett.postgres.pool import Connection, connect
from stafett.postgres.roles import Role, as_role
from tests.ledger.books import Shelf

ORIGIN = "stafett.example"


@dataclass
class Watching:
    """A witness's process, its address and its key."""

    folder: Path
    process: "subprocess.Popen[str]"
    url: str
    key: VerifierKey

    def watch(self, *keys: VerifierKey) -> None:
        """Let it watch logs, by their keys."""
        with (self.folder / "logs").open("a", encoding="utf-8") as file:
            file.write("".join(f"{key.written()}\n" for key in keys))

    def end(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(30) == 0
        for stream in (self.process.stdout, self.process.stderr):
            assert stream is not None
            stream.close()


def started(folder: Path) -> Watching:
    words = ("--folder", str(folder), "--name", "witness.example/w1", "--port", "0")
    process = subprocess.Popen(
        [sys.executable, "-m", "stafett", "witness", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    assert process.stderr is not None
    key = VerifierKey.read(process.stdout.readline().strip().removeprefix("key "))
    url = process.stderr.readline().strip().removeprefix("listening on ")
    return Watching(folder, process, url, key)


@pytest.fixture(scope="module")
def witness(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watching]:
    watching = started(tmp_path_factory.mktemp("witness") / "w1")
    yield watching
    watching.end()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def pool(fresh_databases: tuple[str, str]) -> AsyncIterator[Pool]:
    async with open_pool(as_role(fresh_databases[0], Role.READER), 2) as opened:
        yield opened


def signer(shelf: Shelf, pool: Pool, witness: Watching, folder: Path) -> Checkpoints:
    cosigning = Cosigning(pool, witness_at(witness.url, witness.key))
    last = LastSigned(shelf.keyring._keystore, uuid4())
    return Checkpoints(
        pool, shelf.keyring, last, Anchors(folder), origin=ORIGIN, cosigning=cosigning
    )


async def watched(shelf: Shelf, checkpoints: Checkpoints, witness: Watching) -> None:
    """Let the witness watch both logs of the book."""
    signing = (await shelf.keyring.book(shelf.tenant)).signing.content
    for shard in await checkpoints.sign(shelf.tenant):
        origin = checkpoints.origin_of(shelf.tenant, shard.volume, shard.year)
        witness.watch(*LogSigner(origin, signing).keys)


async def turn_is_over(fresh_databases: tuple[str, str]) -> None:
    async with connect(fresh_databases[1]) as connection:
        await connection.execute("UPDATE signing_turn SET until = now()")


async def test_every_checkpoint_has_the_witness_below_it_wherever_it_is_kept(
    shelf: Shelf, pool: Pool, witness: Watching, tmp_path: Path
) -> None:
    checkpoints = signer(shelf, pool, witness, tmp_path)
    await watched(shelf, checkpoints, witness)
    size = 0
    for texts in (["one", "two"], ["three"], [], ["four", "five", "six"]):
        if texts:
            await shelf.write(uuid4(), *texts)
        (events, _) = await checkpoints.sign(shelf.tenant)
        size += len(texts)
        assert believed(Note.read(events.note), (witness.key,)).size == size
        (kept,) = await checkpoints._last.shards(shelf.tenant, Volume.EVENTS)
        (laid,) = Anchors(tmp_path).newest(shelf.tenant, Volume.EVENTS)
        assert kept.note == laid.note == events.note


async def test_a_log_that_is_not_watched_is_signed_without_it(
    shelf: Shelf, pool: Pool, witness: Watching, tmp_path: Path
) -> None:
    (events, _) = await signer(shelf, pool, witness, tmp_path).sign(shelf.tenant)
    assert len(Note.read(events.note).signatures) == 2


async def test_a_signer_that_begins_anew_is_told_where_the_witness_stands(
    shelf: Shelf, pool: Pool, witness: Watching, tmp_path: Path, fresh_databases: tuple[str, str]
) -> None:
    checkpoints = signer(shelf, pool, witness, tmp_path)
    await watched(shelf, checkpoints, witness)
    await shelf.write(uuid4(), "one", "two", "three")
    await checkpoints.sign(shelf.tenant)
    await turn_is_over(fresh_databases)
    await shelf.write(uuid4(), "four", "five")
    (events, _) = await signer(shelf, pool, witness, tmp_path).sign(shelf.tenant)
    assert believed(Note.read(events.note), (witness.key,)).size == 5


async def test_what_is_forgotten_everywhere_here_the_witness_remembers(
    shelf: Shelf, pool: Pool, witness: Watching, tmp_path: Path, fresh_databases: tuple[str, str]
) -> None:
    """Both clusters and the files are brought back from before the last two lines."""
    checkpoints = signer(shelf, pool, witness, tmp_path / "before")
    await watched(shelf, checkpoints, witness)
    await shelf.write(uuid4(), "one")
    await checkpoints.sign(shelf.tenant)
    await shelf.write(uuid4(), "two", "three")
    await checkpoints.sign(shelf.tenant)
    await turn_is_over(fresh_databases)
    async with connect(fresh_databases[0]) as events:
        await events.execute("ALTER TABLE event DISABLE TRIGGER USER")
        await _cut_off(events, shelf.tenant)
        await events.execute("ALTER TABLE event ENABLE ALWAYS TRIGGER lines_stay")
        await events.execute("ALTER TABLE event ENABLE ALWAYS TRIGGER each_line_stays")
    async with connect(fresh_databases[1]) as keystore:
        await keystore.execute("DELETE FROM checkpoint WHERE tenant = $1", shelf.tenant)
    with pytest.raises(WitnessHasMore):
        await signer(shelf, pool, witness, tmp_path / "after").sign(shelf.tenant)


async def _cut_off(events: Connection, tenant: UUID) -> None:
    for statement in (
        "DELETE FROM event WHERE tenant = $1 AND position > 1",
        "UPDATE event_head SET position = 1 WHERE tenant = $1",
    ):
        await events.execute(statement, tenant)


async def test_it_keeps_its_key_and_what_it_signed_when_it_is_started_again(
    shelf: Shelf, pool: Pool, tmp_path: Path
) -> None:
    first = started(tmp_path / "w2")
    checkpoints = signer(shelf, pool, first, tmp_path / "anchors")
    await watched(shelf, checkpoints, first)
    await shelf.write(uuid4(), "one")
    await checkpoints.sign(shelf.tenant)
    first.end()
    (events, _) = await checkpoints.sign(shelf.tenant)
    assert len(Note.read(events.note).signatures) == 2, "it is away, and we go on"
    again = started(tmp_path / "w2")
    assert again.key == first.key
    checkpoints._cosigning = Cosigning(pool, witness_at(again.url, again.key))
    (events, _) = await checkpoints.sign(shelf.tenant)
    assert believed(Note.read(events.note), (again.key,)).size == 1
    again.end()


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [("/", b"", 404), ("/add-checkpoint", b"\xff", 400), ("/add-checkpoint", b"x" * 200_000, 413)],
)
async def test_what_is_not_handed_in_as_it_must_be_is_turned_away(
    witness: Watching, path: str, body: bytes, status: int
) -> None:
    async with httpx2.AsyncClient(trust_env=False) as client:
        answer = await client.post(witness.url + path, content=body)
    assert answer.status_code == status
    assert answer.headers["server"] == "witness"


async def test_it_knows_names_sizes_and_roots_and_nothing_else(
    shelf: Shelf, pool: Pool, witness: Watching, tmp_path: Path
) -> None:
    checkpoints = signer(shelf, pool, witness, tmp_path)
    await watched(shelf, checkpoints, witness)
    await shelf.write(uuid4(), "one")
    await checkpoints.sign(shelf.tenant)
    for file in witness.folder.glob("*.signed"):
        assert Checkpoint.read(file.read_text(encoding="utf-8")).origin.startswith(ORIGIN)
        assert file.stat().st_mode & 0o077 == 0
