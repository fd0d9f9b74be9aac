"""Content that was granted: opened by its receiver alone, and only if it is what was written."""

import base64
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from typer.testing import CliRunner

from stafett.cli.evidence import evidence
from stafett.cli.granting import write_grant
from stafett.domain.content_grant import ContentGranted
from stafett.domain.facts import PERSON
from stafett.evidence.granted import Grant, NotGranted, new_key
from stafett.evidence.terminal import main
from stafett.ledger.anchors import Anchors
from stafett.ledger.bundling import Evidence
from stafett.ledger.checkpoints import Checkpoints
from stafett.ledger.granting import NothingToGrant
from stafett.ledger.last_signed import LastSigned
from stafett.ledger.reaching import open_pool
from stafett.ledger.roots import ENVIRONMENT, LocalRoot, RootKey
from stafett.ledger.scope import Scope
from stafett.postgres.clusters import Clusters
from stafett.postgres.roles import Role, as_role
from tests.projections.people_in_a_book import a_child
from tests.rooms import Rooms, open_rooms

ROOT = RootKey.new()
WHY = "the county governor asked for it on 22 November"


@dataclass
class Office:
    """A signed book with two children in it, and an auditor with a key and a bundle."""

    rooms: Rooms
    book: UUID
    child: UUID
    folder: Path
    key: Path
    public: str

    @property
    def private(self) -> bytes:
        return base64.b64decode(self.key.read_bytes())

    @property
    def bundle(self) -> Path:
        return self.folder / "bundle.jsonl"

    async def granted(self, out: Path, matter: UUID | None = None) -> int:
        clusters, root = Clusters(*self.rooms.urls), LocalRoot(ROOT, "a test")
        wanted = matter or self.child
        return await write_grant(clusters, root, self.book, wanted, self.public, WHY, out)

    def check(self, grant: Path, out: Path, *, key: Path | None = None) -> int:
        words = ["--grant", grant, "--reading-key", key or self.key, "--content", out]
        return main(list(map(str, [self.bundle, *words])))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def office(
    fresh_databases: tuple[str, str], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Office]:
    folder = tmp_path_factory.mktemp("office")
    async with (
        open_rooms(fresh_databases, ROOT) as rooms,
        open_pool(as_role(fresh_databases[0], Role.READER), 1) as pool,
    ):
        last = LastSigned(rooms.keyring._keystore, uuid4())
        anchors = Anchors(folder / "anchors")
        checkpoints = Checkpoints(pool, rooms.keyring, last, anchors, origin="stafett")
        book = await rooms.new_book()
        child, _ = [await a_child(rooms, book) for _ in range(2)]
        await checkpoints.sign(book)
        with (folder / "bundle.jsonl").open("wb") as out:
            await Evidence(pool, rooms.keyring, last, origin="stafett").bundle(book, out)
        key = folder / "reading.key"
        private, public = new_key()
        key.write_bytes(base64.b64encode(private))
        yield Office(rooms, book, child, folder, key, base64.b64encode(public).decode())


def test_a_receiver_makes_a_key_and_shows_its_public_half(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "my.key"
    assert main([str(file), "--new-reading-key"]) == 0
    assert len(base64.b64decode(capsys.readouterr().out)) == 32
    assert file.stat().st_mode & 0o077 == 0
    assert main([str(file), "--new-reading-key"]) == 2
    assert "File exists" in capsys.readouterr().err


async def test_what_was_granted_is_read_by_its_receiver_as_it_was_written(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    grant, out = tmp_path / "grant", tmp_path / "content.jsonl"
    assert await office.granted(grant) == 2
    assert b"Pr\xc3\xb8ve" not in grant.read_bytes()
    assert office.check(grant, out) == 0
    assert "content opened: 2, content closed: 0" in capsys.readouterr().out
    told = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [one["event"] for one in told] == ["person-registered", "guardian-recorded"]
    assert [(one["position"], one["version"], one["place"]) for one in told] == [
        (1, 1, "person"),
        (2, 2, "person"),
    ]
    assert told[0]["fields"]["full_name"] == "Barn Prøve"
    assert out.stat().st_mode & 0o077 == 0


async def test_it_stands_in_the_journal_before_it_leaves(office: Office, tmp_path: Path) -> None:
    await office.granted(tmp_path / "grant")
    line = (await office.rooms.journal_ledger.follow(office.book, 0, 1000))[-1].event
    assert isinstance(line, ContentGranted)
    assert (line.stream, line.receiver, line.why, line.lines) == (
        office.child,
        office.public,
        WHY,
        2,
    )


async def test_nobody_else_opens_it(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    grant, other, out = tmp_path / "grant", tmp_path / "other.key", tmp_path / "content"
    await office.granted(grant)
    other.write_bytes(base64.b64encode(new_key()[0]))
    assert office.check(grant, out, key=other) == 2
    assert "not written for that key" in capsys.readouterr().err
    assert not out.exists()
    sealed = grant.read_bytes()
    for spoilt in (b"", sealed[:-1], sealed[:40] + b"\x00" + sealed[41:]):
        with pytest.raises(NotGranted):
            Grant.opened(spoilt, office.private)


def _line(grant: Grant, change: Callable[[bytes], bytes]) -> Grant:
    return replace(grant, lines={name: change(one) for name, one in grant.lines.items()})


HARMS: dict[str, Callable[[Grant], Grant]] = {
    "not what was sealed": lambda one: _line(one, lambda line: line[:-1] + b"\x00\x00"),
    "its key was not granted": lambda one: replace(one, keys={}),
    "does not commit to the key": lambda one: replace(one, keys=dict.fromkeys(one.keys, bytes(32))),
    "for lines that are not here": lambda one: replace(
        one, lines={**one.lines, ("event", 99): b"more"}
    ),
}


@pytest.mark.parametrize("why", HARMS)
async def test_a_grant_that_holds_anything_else_is_found_out(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str], why: str
) -> None:
    grant, out = tmp_path / "grant", tmp_path / "content"
    await office.granted(grant)
    wrong = HARMS[why](Grant.opened(grant.read_bytes(), office.private))
    grant.write_bytes(wrong.sealed_for(base64.b64decode(office.public)))
    assert office.check(grant, out) == 1
    assert why in capsys.readouterr().out
    assert not out.exists()


async def test_what_was_left_out_is_counted_and_said(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    grant, out = tmp_path / "grant", tmp_path / "content"
    await office.granted(grant)
    whole = Grant.opened(grant.read_bytes(), office.private)
    first = {name: one for name, one in whole.lines.items() if name[1] == 1}
    less = replace(whole, lines=first)
    grant.write_bytes(less.sealed_for(base64.b64decode(office.public)))
    assert office.check(grant, out) == 0
    assert "content opened: 1, content closed: 1" in capsys.readouterr().out


async def test_of_what_nothing_is_or_what_was_destroyed_nothing_is_granted(
    office: Office, tmp_path: Path
) -> None:
    with pytest.raises(NothingToGrant):
        await office.granted(tmp_path / "grant", uuid4())
    gone = await a_child(office.rooms, office.book)
    await office.rooms.keyring.shred(office.book, scopes=[Scope.of(gone, PERSON)])
    with pytest.raises(NothingToGrant):
        await office.granted(tmp_path / "grant", gone)
    assert not (tmp_path / "grant").exists()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--grant", "GRANT"], "a grant takes --reading-key"),
        (["--grant", "MISSING", "--reading-key", "KEY", "--content", "OUT"], "No such file"),
    ],
)
def test_what_a_grant_takes_is_said(
    office: Office,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    why: str,
) -> None:
    named = {"GRANT": office.bundle, "KEY": office.key, "OUT": tmp_path / "out"}
    given = [str(named.get(word, word)) for word in words]
    assert main([str(office.bundle), *given]) == 2
    assert why in capsys.readouterr().err


def test_at_a_terminal_nothing_is_granted_to_what_is_no_key(office: Office, tmp_path: Path) -> None:
    events, keystore = office.rooms.urls
    environment = {
        "DATABASE_URL": events,
        "STAFETT_KEYSTORE_URL": keystore,
        ENVIRONMENT: ROOT.written(),
    }
    words = ["grant", "--book", office.book, "--matter", office.child, "--to", "AAAA"]
    words += ["--why", WHY, "--out", tmp_path / "grant"]
    answer = CliRunner(env=environment).invoke(evidence, list(map(str, words)))
    assert answer.exit_code == 3
    assert not (tmp_path / "grant").exists()
    right = [office.public if word == "AAAA" else word for word in words]
    answer = CliRunner(env=environment).invoke(evidence, list(map(str, right)))
    assert answer.exit_code == 0, answer.output
    assert "2 lines" in answer.stdout
