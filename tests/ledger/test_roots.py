"""The root key: for its owner's eyes only, never beside the books, and never overwritten."""

import os
import subprocess
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from stafett.ledger.data_key import Secret
from stafett.ledger.root_file import find_root, read_root_file, write_root_file
from stafett.ledger.roots import ENVIRONMENT, LocalRoot, RootKey, RootRefused, root_from_environment
from stafett.ledger.sealing import SealBroken

KEY = RootKey.new()


def test_a_key_put_in_a_file_is_read_from_it(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "root.key"
    write_root_file(path, KEY)
    root = read_root_file(path)
    assert root.key.id == KEY.id
    assert root.key.secret.content == KEY.secret.content
    assert str(path) in root.lies


def test_the_file_and_its_new_folder_are_for_the_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "root.key"
    before = os.umask(0)
    try:
        write_root_file(path, KEY)
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert list(path.parent.iterdir()) == [path]


def test_a_root_key_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "root.key"
    write_root_file(path, KEY)
    with pytest.raises(RootRefused, match="already"):
        write_root_file(path, RootKey.new())
    assert read_root_file(path).key.id == KEY.id
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o620])
def test_a_file_others_can_read_or_write_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "root.key"
    write_root_file(path, KEY)
    path.chmod(mode)
    with pytest.raises(RootRefused, match="chmod 600"):
        read_root_file(path)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to somebody else")
def test_a_file_of_another_user_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "root.key"
    write_root_file(path, KEY)
    os.chown(path, 65534, -1)
    with pytest.raises(RootRefused, match="another user"):
        read_root_file(path)


def test_a_link_to_the_file_is_refused(tmp_path: Path) -> None:
    write_root_file(tmp_path / "real.key", KEY)
    (tmp_path / "root.key").symlink_to(tmp_path / "real.key")
    with pytest.raises(RootRefused, match="cannot be read"):
        read_root_file(tmp_path / "root.key")


def test_a_folder_and_a_pipe_are_not_the_file(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir(mode=0o700)
    os.mkfifo(tmp_path / "pipe", 0o600)
    for name in ("folder", "pipe"):
        with pytest.raises(RootRefused):
            read_root_file(tmp_path / name)


def test_no_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(RootRefused, match="keys init"):
        read_root_file(tmp_path / "root.key")


def named(folder: Path) -> list[Path]:
    return [folder]


def marked(folder: Path) -> list[Path]:
    (folder / "PG_VERSION").write_text("18\n")
    return []


@pytest.mark.parametrize("why", [named, marked])
def test_a_key_in_a_database_folder_is_refused(
    tmp_path: Path, why: Callable[[Path], list[Path]]
) -> None:
    database = tmp_path / "events"
    path = database / "deep" / "root.key"
    write_root_file(path, KEY)
    away_from = why(database)
    with pytest.raises(RootRefused, match="database folder"):
        read_root_file(path, away_from=away_from)
    with pytest.raises(RootRefused, match="database folder"):
        write_root_file(path.with_name("new.key"), KEY, away_from=away_from)
    assert not path.with_name("new.key").exists()


def test_a_key_reached_through_a_link_into_a_database_folder_is_refused(tmp_path: Path) -> None:
    database = tmp_path / "events"
    database.mkdir()
    (tmp_path / "keys").symlink_to(database)
    write_root_file(tmp_path / "keys" / "root.key", KEY)
    with pytest.raises(RootRefused, match="database folder"):
        read_root_file(tmp_path / "keys" / "root.key", away_from=[database])


def test_a_database_folder_named_through_a_link_is_the_same_folder(tmp_path: Path) -> None:
    database = tmp_path / "events"
    database.mkdir()
    (tmp_path / "link").symlink_to(database)
    write_root_file(database / "root.key", KEY)
    with pytest.raises(RootRefused, match="database folder"):
        read_root_file(database / "root.key", away_from=[tmp_path / "link"])


def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RootRefused, match="no root key can be put"):
        write_root_file(tmp_path / "file" / "root.key", KEY)


@pytest.mark.parametrize("at", range(0, len(KEY.written()) - 1, 3))
def test_a_wrong_character_is_noticed_and_nothing_is_repeated(at: int) -> None:
    text = KEY.written()
    wrong = text[:at] + ("x" if text[at] != "x" else "y") + text[at + 1 :]
    with pytest.raises(RootRefused) as refused:
        RootKey.read(wrong)
    assert text.split()[2] not in str(refused.value)


@pytest.mark.parametrize(
    "words", [(str(uuid4()), "!" * 44), ("-" * 36, "A" * 43 + "="), (str(uuid4()), "A" * 44)]
)
def test_a_line_with_the_right_check_and_no_key_in_it_is_refused(words: tuple[str, str]) -> None:
    line = f"stafett-root-1 {words[0]} {words[1]}"
    with pytest.raises(RootRefused):
        RootKey.read(f"{line} {sha256(line.encode()).hexdigest()[:8]}")


@pytest.mark.parametrize("text", ["", "stafett-root-1", "\x00" * 200, KEY.written() * 2])
def test_anything_else_is_no_key(text: str) -> None:
    with pytest.raises(RootRefused):
        RootKey.read(text)


def test_a_key_in_the_environment_is_read_once_and_taken_out() -> None:
    environ = {ENVIRONMENT: KEY.written(), "HOME": "/"}
    root = root_from_environment(environ)
    assert root is not None
    assert root.key.id == KEY.id
    assert environ == {"HOME": "/"}
    assert root_from_environment(environ) is None


def test_a_wrong_key_in_the_environment_is_taken_out_too() -> None:
    environ = {ENVIRONMENT: "not a key"}
    with pytest.raises(RootRefused):
        root_from_environment(environ)
    assert environ == {}


def test_a_program_started_afterwards_does_not_inherit_the_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(ENVIRONMENT, KEY.written())
    assert root_from_environment() is not None
    inherited = subprocess.run(["env"], capture_output=True, text=True, check=True).stdout
    assert ENVIRONMENT not in inherited


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    path = tmp_path / "root.key"
    write_root_file(path, KEY)
    other = RootKey.new()
    assert find_root(path, environ={ENVIRONMENT: other.written()}).key.id == other.id
    assert find_root(path, environ={}).key.id == KEY.id


def test_a_root_key_shows_its_id_and_nothing_else() -> None:
    root = LocalRoot(KEY, "a test")
    assert str(KEY.id) in repr(root)
    assert KEY.written().split()[2] not in repr(root)
    assert KEY.secret.content.hex() not in repr(root)


async def test_a_root_key_opens_what_it_closed_in_its_place_only() -> None:
    root, secret = LocalRoot(KEY, "a test"), Secret.new()
    name = await root.describe()
    wrapped = await root.wrap(name, b"here", secret)
    assert (await root.unwrap(name, b"here", wrapped)).content == secret.content
    forged = LocalRoot(RootKey(KEY.id, Secret.new()), "a test")
    for other, context in ((root, b"there"), (forged, b"here")):
        with pytest.raises(SealBroken):
            await other.unwrap(name, context, wrapped)
    with pytest.raises(RootRefused, match=str(KEY.id)):
        await LocalRoot(RootKey.new(), "a test").unwrap(name, b"here", wrapped)
    assert (name.id, name.version, name.lies) == (KEY.id, 1, "a test")
    assert isinstance(name.id, UUID)
