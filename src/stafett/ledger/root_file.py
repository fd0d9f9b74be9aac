"""The root key's file: one line that only its owner may read, never beside the books it opens.

While a root key is exchanged two lines stand in it, the new one first. Whoever serves looks into
it again when a book lies under a key it has not met, so nobody has to be started anew.
"""

import os
import secrets
import stat
from collections.abc import Iterable, MutableMapping, Sequence
from pathlib import Path

from stafett.ledger.data_key import Secret
from stafett.ledger.roots import (
    LocalRoot,
    RootKey,
    RootName,
    RootRefused,
    not_at_hand,
    root_from_environment,
)
from stafett.ledger.wrapping import unwrap, wrap

_DATABASE_MARK = "PG_VERSION"
_LONGEST = 4096


class FileRoot:
    """The root keys of a file, the one that closes first.

    Raises:
        RootRefused: As `read_root_file` does, here and whenever the file is read again.

    """

    def __init__(self, path: Path, *, away_from: Iterable[Path] = ()) -> None:
        self._path = path
        self._away_from = tuple(away_from)
        self._keys = _read(path, self._away_from)

    @property
    def key(self) -> RootKey:
        """Return the key that closes."""
        return self._keys[0]

    @property
    def lies(self) -> str:
        """Return in words where it lies."""
        return f"the file {self._path.resolve()}"

    async def describe(self) -> RootName:
        """Return which key closes, as the file says now."""
        self._keys = _read(self._path, self._away_from)
        return self.key.name(self.lies)

    async def older(self) -> Sequence[RootName]:
        """Return the keys that still stand in the file to open with."""
        self._keys = _read(self._path, self._away_from)
        return [key.name(self.lies) for key in self._keys[1:]]

    async def wrap(self, name: RootName, context: bytes, secret: Secret) -> bytes:
        """Return *secret* closed for *context*."""
        return wrap(self._named(name).secret, context, secret)

    async def unwrap(self, name: RootName, context: bytes, wrapped: bytes) -> Secret:
        """Return what `wrap` closed. Raises SealBroken for anything else."""
        return unwrap(self._named(name).secret, context, wrapped)

    async def turn(self) -> None:
        """Put a new key before those that are there."""
        self._replace((RootKey.new(), *_read(self._path, self._away_from)))

    async def destroy(self, name: RootName) -> None:
        """Take an older key out of the file. Its bytes lie on the disk until it reuses them."""
        first, *rest = _read(self._path, self._away_from)
        self._replace((first, *(key for key in rest if key.name() != name)))

    def _named(self, name: RootName) -> RootKey:
        for again in (False, True):
            if again:
                self._keys = _read(self._path, self._away_from)
            for key in self._keys:
                if key.name() == name:
                    return key
        raise not_at_hand(name, self.key.name(self.lies))

    def _replace(self, keys: tuple[RootKey, ...]) -> None:
        content = "".join(key.written() for key in keys).encode()
        try:
            _write_whole(self._path, content, replacing=True)
        except OSError as trouble:
            raise RootRefused(
                f"the root key at {self._path} cannot be exchanged ({trouble.strerror})."
            ) from None
        self._keys = keys


def find_root(
    path: Path,
    *,
    away_from: Iterable[Path] = (),
    environ: MutableMapping[str, str] = os.environ,
) -> LocalRoot | FileRoot:
    """Return the root key of the environment if there is one, else that of the file at *path*.

    Raises RootRefused as `root_from_environment` and `read_root_file` do.
    """
    return root_from_environment(environ) or read_root_file(path, away_from=away_from)


def read_root_file(path: Path, *, away_from: Iterable[Path] = ()) -> FileRoot:
    """Return the root key in a file, and with it those it is just being exchanged for.

    Args:
        path: The file.
        away_from: Folders of databases. The file may lie in none of them, nor in any folder that
            PostgreSQL has marked as its own: a stolen copy would hold both lock and key.

    Raises:
        RootRefused: There is no such file, it is not a plain file of ours with mode 0600, it lies
            with a database, or it holds no root key.

    """
    return FileRoot(path, away_from=away_from)


def _read(path: Path, away_from: Iterable[Path]) -> tuple[RootKey, ...]:
    _check_place(path, away_from)
    text = read_own(path, "root key", "; `stafett keys init` makes one")
    return tuple(map(RootKey.read, text.splitlines(keepends=True) or [""]))


def read_own(path: Path, what: str, advice: str = "") -> str:
    """Return what stands in a small file that is its owner's alone.

    Raises RootRefused, saying *what* was wanted there, when it is not such a file.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise RootRefused(f"there is no {what} at {path}{advice}.") from None
    except OSError as trouble:
        raise RootRefused(f"the {what} at {path} cannot be read ({trouble.strerror}).") from None
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            raise RootRefused(f"{path} is not a plain file.")
        if found.st_uid != os.geteuid():
            raise RootRefused(f"{path} belongs to another user than the one who runs this.")
        if found.st_mode & 0o077:
            raise RootRefused(f"{path} can be read by others; run `chmod 600 {path}`.")
        return os.read(handle, _LONGEST).decode("ascii", "replace")
    finally:
        os.close(handle)


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


def _write_whole(path: Path, content: bytes, *, replacing: bool = False) -> None:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(handle)
        if replacing:
            draft.replace(path)
        else:
            _link(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _link(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)
    except FileExistsError:
        raise RootRefused(f"there is a root key at {path} already; it stays.") from None


def _check_place(path: Path, away_from: Iterable[Path]) -> None:
    real = path.resolve()
    folders = [folder.resolve() for folder in away_from]
    for above in real.parents:
        if above in folders or (above / _DATABASE_MARK).exists():
            raise RootRefused(
                f"{path} lies in the database folder {above}; a copy of it would hold the books "
                f"and their key. Name another place in STAFETT_ROOT_KEY_FILE."
            )
