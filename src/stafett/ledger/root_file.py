"""The root key's file: one line that only its owner may read, never beside the books it opens."""

import os
import secrets
import stat
from collections.abc import Iterable, MutableMapping
from pathlib import Path

from stafett.ledger.roots import LocalRoot, RootKey, RootRefused, root_from_environment

_DATABASE_MARK = "PG_VERSION"
_LONGEST = 4096


def find_root(
    path: Path,
    *,
    away_from: Iterable[Path] = (),
    environ: MutableMapping[str, str] = os.environ,
) -> LocalRoot:
    """Return the root key of the environment if there is one, else that of the file at *path*.

    Raises RootRefused as `root_from_environment` and `read_root_file` do.
    """
    return root_from_environment(environ) or read_root_file(path, away_from=away_from)


def read_root_file(path: Path, *, away_from: Iterable[Path] = ()) -> LocalRoot:
    """Return the root key in a file.

    Args:
        path: The file.
        away_from: Folders of databases. The file may lie in none of them, nor in any folder that
            PostgreSQL has marked as its own: a stolen copy would hold both lock and key.

    Raises:
        RootRefused: There is no such file, it is not a plain file of ours with mode 0600, it lies
            with a database, or it holds no root key.

    """
    _check_place(path, away_from)
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise RootRefused(
            f"there is no root key at {path}; `stafett keys init` makes one."
        ) from None
    except OSError as trouble:
        raise RootRefused(f"the root key at {path} cannot be read ({trouble.strerror}).") from None
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            raise RootRefused(f"{path} is not a plain file.")
        if found.st_uid != os.geteuid():
            raise RootRefused(f"{path} belongs to another user than the one who runs this.")
        if found.st_mode & 0o077:
            raise RootRefused(f"{path} can be read by others; run `chmod 600 {path}`.")
        text = os.read(handle, _LONGEST).decode("ascii", "replace")
    finally:
        os.close(handle)
    return LocalRoot(RootKey.read(text), f"the file {path.resolve()}")


def write_root_file(path: Path, key: RootKey, *, away_from: Iterable[Path] = ()) -> None:
    """Put a root key in a new file, whole and durable or not at all.

    The folder is made, for its owner alone, when it is not there. Raises RootRefused when there
    is a file already (a root key is never overwritten), or the place is as `read_root_file`
    would refuse it.
    """
    _check_place(path, away_from)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_whole(path, key.written().encode())
    except OSError as trouble:
        raise RootRefused(f"no root key can be put at {path} ({trouble.strerror}).") from None


def _write_whole(path: Path, content: bytes) -> None:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(handle)
        try:
            os.link(draft, path)
        except FileExistsError:
            raise RootRefused(f"there is a root key at {path} already; it stays.") from None
    finally:
        draft.unlink()
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _check_place(path: Path, away_from: Iterable[Path]) -> None:
    real = path.resolve()
    folders = [folder.resolve() for folder in away_from]
    for above in real.parents:
        if above in folders or (above / _DATABASE_MARK).exists():
            raise RootRefused(
                f"{path} lies in the database folder {above}; a copy of it would hold the books "
                f"and their key. Name another place in STAFETT_ROOT_KEY_FILE."
            )
