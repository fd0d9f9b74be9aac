"""Which folder is ours: the one place where the embedded databases keep everything.

A folder is ours when we made it or found it empty, and then it carries a marker. Only a folder
with the marker may ever be removed, by ``stafett demo --reset``. Folders above it are never
changed, not even to let the server's user through.
"""

import contextlib
import hashlib
import os
import stat
import tempfile
from collections.abc import Mapping
from pathlib import Path

from stafett.postgres.errors import UnusableFolder

MARKER = ".stafett-data"
_MARKER_TEXT = "This folder is Stafett's own, and everything in it.\n"
_LONGEST_SOCKET_PATH = 107  # sun_path holds 108 bytes, the last one zero
_SOCKET_FILE = ".s.PGSQL.5432"


def data_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Return where Stafett keeps its own: ``STAFETT_DATA``, else the system's or user's place.

    As root ``/var/lib/stafett``; otherwise ``stafett`` under ``XDG_DATA_HOME`` or, where that
    is not set, under ``~/.local/share``.
    """
    if chosen := environ.get("STAFETT_DATA"):
        return Path(chosen).expanduser().absolute()
    if os.geteuid() == 0:
        return Path("/var/lib/stafett")
    shared = environ.get("XDG_DATA_HOME", "")
    base = Path(shared) if shared.startswith("/") else Path.home() / ".local" / "share"
    return base / "stafett"


def make_folder(folder: Path) -> None:
    """Make *folder* and those above it that are missing; change none that exists.

    As root each of them lets others pass through without looking, since the server runs as
    another user. Otherwise they are for their owner alone.
    """
    if folder.is_dir():
        return
    make_folder(folder.parent)
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        if os.geteuid() == 0:
            folder.chmod(0o711)


def adopt(folder: Path) -> None:
    """Make *folder* ours, or see that it already is.

    Raises:
        UnusableFolder: It holds something that is not ours, or cannot be made or written.

    """
    try:
        make_folder(folder)
        if is_ours(folder):
            return
        if any(entry.name != "lost+found" for entry in folder.iterdir()):
            raise UnusableFolder(
                f"{folder} holds something that is not Stafett's. Name an empty or new folder "
                f"in STAFETT_DATA."
            )
        (folder / MARKER).write_text(_MARKER_TEXT, encoding="utf-8")
        if os.geteuid() == 0:
            folder.chmod(0o711)
    except OSError as trouble:
        raise UnusableFolder(
            f"{folder} cannot be used ({trouble.strerror}). Name another folder in STAFETT_DATA."
        ) from trouble


def is_ours(folder: Path) -> bool:
    """Does *folder* carry our marker, as a plain file and not as a link to one?"""
    try:
        return stat.S_ISREG((folder / MARKER).lstat().st_mode)
    except OSError:
        return False


def socket_folder(cluster: Path, owner: int, environ: Mapping[str, str] = os.environ) -> Path:
    """Make and return a short folder for the server's socket that only *owner* can enter.

    ``/run/stafett`` as root, ``XDG_RUNTIME_DIR`` as a user, else ``/tmp``: a socket's whole
    path may be 107 bytes, and a data folder may lie deeper than that.

    Raises:
        UnusableFolder: Someone else made a folder of that name first, or it cannot be made.

    """
    short = hashlib.sha256(os.fsencode(cluster.resolve())).hexdigest()[:12]
    for candidate in _candidates(short, environ):
        whole = len(os.fsencode(candidate / _SOCKET_FILE))
        if whole <= _LONGEST_SOCKET_PATH and os.access(candidate.parent, os.W_OK | os.X_OK):
            _make_private(candidate, owner)
            return candidate
    raise UnusableFolder("there is no short folder for the server's socket: set XDG_RUNTIME_DIR.")


def _candidates(short: str, environ: Mapping[str, str]) -> list[Path]:
    system = Path("/run/stafett")
    runtime = environ.get("XDG_RUNTIME_DIR", "")
    found = []
    if os.geteuid() == 0 and os.access(system.parent, os.W_OK):
        system.mkdir(mode=0o711, exist_ok=True)
        found.append(system / short)
    elif runtime.startswith("/") and _belongs_to_us(Path(runtime)):
        found.append(Path(runtime) / f"stafett-{short}")
    return [*found, Path("/tmp") / f"stafett-{short}"]  # noqa: S108 - made private, owner checked


def _belongs_to_us(folder: Path) -> bool:
    try:
        return folder.stat().st_uid == os.geteuid()
    except OSError:
        return False


def _make_private(folder: Path, owner: int) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        found = os.fstat(handle)
        if found.st_uid not in (owner, os.geteuid()):
            raise UnusableFolder(f"{folder} was made by someone else; remove it and try again.")
        if found.st_uid != owner:
            os.fchown(handle, owner, -1)
        os.fchmod(handle, 0o700)
    finally:
        os.close(handle)


def replace_text(path: Path, text: str, *, owner: int | None = None) -> None:
    """Put *text* in a file only its owner reads, whole or not at all."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # made 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            if owner is not None:
                os.fchown(file.fileno(), owner, -1)
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
