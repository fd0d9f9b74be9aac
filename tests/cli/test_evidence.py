"""Evidence at a terminal: what is handed out is checked, and is held against what was kept."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from typer.testing import CliRunner, Result

from stafett.cli.evidence import evidence
from stafett.cli.ledger import ledger
from stafett.evidence.terminal import main
from stafett.ledger.anchors import Anchors
from stafett.ledger.checkpoints import Checkpoints
from stafett.ledger.last_signed import LastSigned
from stafett.ledger.line import Volume
from stafett.ledger.reaching import open_pool
from stafett.ledger.roots import ENVIRONMENT, RootKey
from stafett.postgres.pool import connect
from stafett.postgres.roles import Role, as_role
from tests.projections.people_in_a_book import a_child
from tests.rooms import open_rooms

ROOT = RootKey.new()
ORIGIN = "stafett"


@dataclass
class Signed:
    """A book with two children in it, signed after the first and after the second."""

    book: UUID
    earlier: Path
    first: Path


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def signed(
    fresh_databases: tuple[str, str], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Signed]:
    folder = tmp_path_factory.mktemp("anchors")
    async with (
        open_rooms(fresh_databases, ROOT) as rooms,
        open_pool(as_role(fresh_databases[0], Role.READER), 1) as pool,
    ):
        last = LastSigned(rooms.keyring._keystore, uuid4())
        checkpoints = Checkpoints(pool, rooms.keyring, last, Anchors(folder), origin=ORIGIN)
        book = await rooms.new_book()
        await a_child(rooms, book)
        (shard, _) = await checkpoints.sign(book)
        earlier = folder / "earlier.checkpoint"
        earlier.write_text(shard.note, encoding="utf-8")
        await a_child(rooms, book)
        await checkpoints.sign(book)
        strange = folder / "strange.checkpoint"
        strange.write_text(shard.note.replace(str(book), str(uuid4())), encoding="utf-8")
        yield Signed(book, earlier, strange)


@pytest.fixture
def at_a_terminal(fresh_databases: tuple[str, str]) -> CliRunner:
    events, keystore = fresh_databases
    return CliRunner(
        env={
            "DATABASE_URL": events,
            "STAFETT_KEYSTORE_URL": keystore,
            ENVIRONMENT: ROOT.written(),
        }
    )


def asked(terminal: CliRunner, *words: str | int | Path | UUID) -> Result:
    return terminal.invoke(evidence, list(map(str, words)))


def test_a_bundle_of_a_real_book_is_well(
    at_a_terminal: CliRunner, signed: Signed, tmp_path: Path
) -> None:
    out = tmp_path / "bundle.jsonl"
    answer = asked(at_a_terminal, "bundle", "--book", signed.book, "--out", out)
    assert answer.exit_code == 0, answer.output
    assert out.stat().st_mode & 0o077 == 0
    assert "Prøve" not in out.read_text(encoding="utf-8")
    command = answer.stdout.split()
    assert main([*command, "--since", str(signed.earlier)]) == 0
    checked = asked(at_a_terminal, "verify", *command, "--json")
    assert checked.exit_code == 0


def test_what_came_after_a_checkpoint_is_handed_out_by_itself(
    at_a_terminal: CliRunner, signed: Signed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole, later = tmp_path / "whole.jsonl", tmp_path / "later.jsonl"
    asked(at_a_terminal, "bundle", "--book", signed.book, "--out", whole)
    answer = asked(
        at_a_terminal, "bundle", "--book", signed.book, "--out", later, "--since", signed.earlier
    )
    assert answer.exit_code == 0, answer.output
    assert main([*answer.stdout.split(), "--since", str(signed.earlier)]) == 0
    assert later.stat().st_size < whole.stat().st_size
    assert "What came before" in capsys.readouterr().out


def test_a_line_is_proved_by_itself(
    at_a_terminal: CliRunner, signed: Signed, tmp_path: Path
) -> None:
    for position in (1, 4):
        out = tmp_path / f"{position}.tlog-proof"
        answer = asked(
            at_a_terminal, "proof", "--book", signed.book, "--out", out, "--position", position
        )
        assert answer.exit_code == 0, answer.output
        assert main([str(out)]) == 0


def test_a_log_is_proved_to_continue_what_was_kept(
    at_a_terminal: CliRunner, signed: Signed, tmp_path: Path
) -> None:
    out = tmp_path / "consistency"
    kept = "--since", signed.earlier
    answer = asked(at_a_terminal, "proof", "--book", signed.book, "--out", out, *kept)
    assert answer.exit_code == 0, answer.output
    shown = asked(at_a_terminal, "checkpoint", "--book", signed.book)
    keys = [line for line in shown.stderr.splitlines() if "/event/" in line]
    options = [part for key in keys for part in ("--log-key", key)]
    assert len(keys) == 2
    assert main([str(out), "--since", str(signed.earlier), *options]) == 0
    told = [line.split()[1] for line in shown.stderr.splitlines() if "fingerprint" in line]
    assert main([str(out), "--since", str(signed.earlier), "--key", *told]) == 0


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("proof", "--position", "99"), "no checkpoint"),
        (("proof", "--position", "1", "--ledger", Volume.JOURNAL.value), "no checkpoint"),
        (("proof", "--since", "STRANGE"), "no checkpoint"),
        (("bundle", "--since", "STRANGE"), "no checkpoint"),
        (("proof",), "name one"),
        (("proof", "--since", "NOTHING"), "not a checkpoint"),
    ],
)
def test_what_cannot_be_handed_out_is_said_so(
    at_a_terminal: CliRunner, signed: Signed, tmp_path: Path, words: tuple[str, ...], why: str
) -> None:
    named = {"STRANGE": str(signed.first), "NOTHING": str(tmp_path / "nothing")}
    given = [named.get(word, word) for word in words]
    answer = asked(at_a_terminal, *given, "--book", signed.book, "--out", tmp_path / "out")
    assert answer.exit_code == 3
    assert why in answer.output.lower()


def test_a_file_that_is_there_already_is_left_alone(
    at_a_terminal: CliRunner, signed: Signed, tmp_path: Path
) -> None:
    out = tmp_path / "kept"
    out.write_text("somebody's", encoding="utf-8")
    answer = asked(at_a_terminal, "bundle", "--book", signed.book, "--out", out)
    assert answer.exit_code == 3
    assert out.read_text(encoding="utf-8") == "somebody's"


@pytest.fixture
def with_anchors(signed: Signed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STAFETT_ANCHORS", str(signed.earlier.parent))


def test_a_whole_book_continues_what_was_signed(
    at_a_terminal: CliRunner, signed: Signed, with_anchors: None
) -> None:
    answer = at_a_terminal.invoke(ledger, ["verify", "--book", str(signed.book)])
    assert answer.exit_code == 0, answer.output


@pytest_asyncio.fixture(loop_scope="session")
async def cut_off(signed: Signed, fresh_databases: tuple[str, str]) -> None:
    """The end is cut off, its head set back, and no list has read it."""
    async with connect(fresh_databases[0]) as connection:
        await connection.execute("ALTER TABLE event DISABLE TRIGGER USER")
        for statement in (
            "DELETE FROM event WHERE tenant = $1 AND position = 4",
            "UPDATE event_head SET position = 3 WHERE tenant = $1",
        ):
            await connection.execute(statement, signed.book)


def test_ledger_verify_holds_the_lines_against_what_was_signed(
    at_a_terminal: CliRunner, signed: Signed, with_anchors: None, cut_off: None
) -> None:
    answer = at_a_terminal.invoke(ledger, ["verify", "--book", str(signed.book)])
    assert answer.exit_code == 1
    assert "it is not what was signed when the log had 4 lines" in answer.stdout
