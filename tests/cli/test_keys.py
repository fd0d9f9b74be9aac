"""The root key at a terminal: made, copied for the safe, brought back."""

import asyncio
import os
import re
from pathlib import Path
from uuid import uuid4

import pytest
from typer.testing import CliRunner

from stafett.cli.keys import keys
from stafett.ledger import escrow
from stafett.ledger.keystore import Keystore
from stafett.ledger.root_file import read_root_file
from stafett.ledger.roots import ENVIRONMENT, LocalRoot, Root, RootKey
from stafett.postgres.pool import open_pool


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("DATABASE_URL", "STAFETT_KEYSTORE_URL", "STAFETT_ROOT_KEY_FILE", ENVIRONMENT):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("STAFETT_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def run(*words: str, typed: str = "") -> tuple[int, str]:
    answer = CliRunner().invoke(keys, words, input=typed)
    return answer.exit_code, answer.output


def root_file(data: Path) -> Path:
    return data / "books" / "keys" / "root.key"


def test_init_makes_the_key_and_says_where_it_lies_and_what_losing_it_means(data: Path) -> None:
    code, said = run("init")
    assert code == 0
    assert str(root_file(data)) in said
    assert "loses every book" in said
    assert root_file(data).stat().st_mode & 0o777 == 0o600


def test_nothing_secret_is_shown_where_it_may_be_kept_as_a_log(data: Path) -> None:
    _, said = run("init")
    secret = root_file(data).read_text().split()[2]
    assert secret not in said
    assert not re.search(r"[0-9A-Z]{6} [0-9A-Z]{6}", said)
    assert "keys escrow" in said


def test_init_a_second_time_changes_nothing(data: Path) -> None:
    run("init")
    before = root_file(data).read_bytes()
    code, said = run("init")
    assert code == 3
    assert "already" in said
    assert root_file(data).read_bytes() == before


def test_the_key_comes_back_from_two_files_with_shares(data: Path, tmp_path: Path) -> None:
    assert run("init", "--into", str(tmp_path))[0] == 0
    sheets = [tmp_path / f"root-key-share-{number}.txt" for number in (1, 2)]
    assert [sheet.stat().st_mode & 0o777 for sheet in sheets] == [0o600, 0o600]
    before = root_file(data).read_bytes()
    root_file(data).unlink()
    code, said = run("restore", "--from", str(sheets[0]), "--from", str(sheets[1]))
    assert code == 0, said
    assert root_file(data).read_bytes() == before


def test_the_key_comes_back_from_two_typed_shares_with_a_slip_on_the_way(data: Path) -> None:
    run("init")
    key = read_root_file(root_file(data)).key
    root_file(data).unlink()
    rows = []
    for share in escrow.split(key):
        groups = share.groups()
        rows += [" ".join(groups[at : at + 5]) for at in range(0, 20, 5)]
    slip = [rows[0], "one two three", rows[2], *rows[1:]]
    code, said = run("restore", typed="\n".join(slip) + "\n")
    assert code == 0, said
    assert said.count("Type the row again") == 2
    assert read_root_file(root_file(data)).key.secret.content == key.secret.content


def test_one_share_or_a_broken_one_brings_nothing_back(data: Path, tmp_path: Path) -> None:
    run("init", "--into", str(tmp_path))
    root_file(data).unlink()
    one = str(tmp_path / "root-key-share-1.txt")
    for files in ([one], [one, one], [one, str(tmp_path / "none")]):
        code, said = run("restore", *(word for file in files for word in ("--from", file)))
        assert code == 3
        assert said.startswith("stafett: ")
    assert not root_file(data).exists()


def test_describe_says_which_key_is_at_hand_and_no_more(data: Path) -> None:
    run("init")
    key = read_root_file(root_file(data)).key
    code, said = run("describe")
    assert code == 0
    assert str(key.id) in said
    assert key.written().split()[2] not in said


def test_without_a_key_it_is_said_how_to_make_one(data: Path) -> None:
    code, said = run("describe")
    assert code == 3
    assert "keys init" in said


def test_the_key_lies_where_one_wants_it_but_never_with_the_databases(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STAFETT_ROOT_KEY_FILE", str(tmp_path / "safe" / "key"))
    assert run("init")[0] == 0
    assert (tmp_path / "safe" / "key").exists()
    monkeypatch.setenv("STAFETT_ROOT_KEY_FILE", str(data / "books" / "events" / "key"))
    code, said = run("init")
    assert code == 3
    assert "database folder" in said


def test_a_key_in_the_environment_needs_no_file(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = RootKey.new()
    monkeypatch.setenv(ENVIRONMENT, key.written())
    code, said = run("init")
    assert code == 3
    assert "unset it" in said
    assert key.written().split()[2] not in said
    monkeypatch.setenv(ENVIRONMENT, key.written())
    code, said = run("describe")
    assert (code, str(key.id) in said) == (0, True)
    assert ENVIRONMENT not in os.environ


def test_a_share_is_never_written_over_something_else(data: Path, tmp_path: Path) -> None:
    (tmp_path / "root-key-share-1.txt").write_text("mine")
    code, said = run("init", "--into", str(tmp_path))
    assert code == 3
    assert "no share can be put" in said
    assert (tmp_path / "root-key-share-1.txt").read_text() == "mine"


def test_the_list_of_books_names_each_ones_root_key(
    data: Path, fresh_databases: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def make(root: Root) -> str:
        pool, tenant = await open_pool(fresh_databases[1]), uuid4()
        await Keystore(pool, root).create_tenant(tenant)
        await pool.close()
        return str(tenant)

    monkeypatch.setenv("DATABASE_URL", fresh_databases[0])
    monkeypatch.setenv("STAFETT_KEYSTORE_URL", fresh_databases[1])
    run("init")
    assert run("list") == (0, "no books yet\n")
    ours = asyncio.run(make(read_root_file(root_file(data))))
    theirs = asyncio.run(make(LocalRoot(RootKey.new(), "elsewhere")))
    code, said = run("list")
    assert code == 0
    lines = {line.split()[1]: line for line in said.splitlines()}
    assert "not the root key at hand" not in lines[ours]
    assert "not the root key at hand" in lines[theirs]
