"""The files of one embedded database, from an empty folder to a cluster that may be started."""

import fcntl
import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from stafett.postgres.errors import DidNotStart, UnusableFolder
from stafett.postgres.folders import make_folder, replace_text
from stafett.postgres.postmaster import spawn
from stafett.postgres.programs import Programs, RunsAs, find_programs, runnable, runs_as

SUPERUSER = "stafett"
_LOG_KEPT = 4 * 1024 * 1024  # bytes; beyond it the next start begins a new log
_LAST_WORDS = 4  # lines of the log that go into an error message


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where one cluster lies, and who and what runs it. ``home`` is its folder."""

    home: Path
    programs: Programs
    user: RunsAs

    @property
    def files(self) -> Path:
        """Return the folder PostgreSQL calls its data directory: ``pg18`` for version 18."""
        return self.home / f"pg{self.programs.major}"

    @property
    def log(self) -> Path:
        """Return the file PostgreSQL writes its own log to."""
        return self.home / "postgres.log"

    @property
    def password(self) -> str:
        """Return the superuser's password, which only the owner of the folder can read."""
        return (self.home / "password").read_text(encoding="utf-8").strip()

    @property
    def _making(self) -> Path:
        return self.home / f"{self.files.name}.init"

    @property
    def _handed_password(self) -> Path:
        return self.home / "password.init"

    def begin(self, *, durable: bool) -> "subprocess.Popen[bytes] | None":
        """Begin to make the files if there are none; :meth:`finish` sees it through."""
        if self.files.is_dir():
            return None
        if not (self.home / "password").exists():
            replace_text(self.home / "password", secrets.token_urlsafe(32) + "\n")
        shutil.rmtree(self._making, ignore_errors=True)
        self._making.mkdir(mode=0o700)
        os.chown(self._making, self.user.uid, self.user.gid)
        replace_text(self._handed_password, self.password, owner=self.user.uid)
        flags: list[str | Path] = [
            f"--pgdata={self._making}",
            f"--username={SUPERUSER}",
            f"--pwfile={self._handed_password}",
            "--auth-local=scram-sha-256",
            "--auth-host=reject",
            "--data-checksums",
            "--encoding=UTF8",
            "--no-instructions",
        ]
        if self.programs.major >= 17:  # noqa: PLR2004 - the first with a locale of its own
            flags += ["--locale-provider=builtin", "--locale=C.UTF-8"]
        else:
            flags += ["--locale=C"]
        if not durable:
            flags.append("--no-sync")
        return spawn([self.programs.bin / "initdb", *flags], self.log, self.user, self.files)

    def finish(self, initdb: "subprocess.Popen[bytes]") -> None:
        """Give the files their name only once they are whole, so half of them are never used.

        Raises:
            DidNotStart: The files could not be made; the message says what PostgreSQL said.

        """
        try:
            if initdb.wait() != 0:
                raise DidNotStart(
                    f"PostgreSQL could not make its files in {self.home}: {self.last_words()}"
                )
        finally:
            initdb.kill()
            initdb.wait()
            self._handed_password.unlink(missing_ok=True)
        self._making.rename(self.files)
        handle = os.open(self.home, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def last_words(self, since: int = 0) -> str:
        """Return the last lines PostgreSQL logged after byte *since* of its log."""
        try:
            with self.log.open("rb") as log:
                log.seek(since)
                lines = log.read().decode("utf-8", "replace").splitlines()
        except OSError as trouble:
            return str(trouble)
        return " ".join(line.strip() for line in lines[-_LAST_WORDS:])


def find_cluster(folder: Path, name: str) -> Cluster:
    """Choose programs and user for the cluster ``folder/name``, and make its folder.

    Raises:
        NoPostgresPrograms: There is no PostgreSQL to run.
        UnusableFolder: The folder cannot be made, or the server's user cannot enter it.

    """
    home = folder.absolute() / name
    try:
        make_folder(home)
    except OSError as trouble:
        raise UnusableFolder(f"{home} cannot be made: {trouble.strerror}.") from trouble
    found = find_programs()
    user = runs_as(home / f"pg{found.major}")
    _check_can_enter(home, user)
    cluster = Cluster(home, runnable(found, user, home.parent), user)
    if cluster.log.exists() and cluster.log.stat().st_size > _LOG_KEPT:
        cluster.log.replace(cluster.log.with_suffix(".log.1"))
    return cluster


def _check_can_enter(home: Path, user: RunsAs) -> None:
    if not user.options():
        return
    there = subprocess.run(  # noqa: S603 - a fixed question to the shell
        ["/bin/sh", "-c", 'cd "$0"', home],
        check=False,
        cwd="/",
        stderr=subprocess.DEVNULL,
        **user.options(),
    )
    if there.returncode != 0:
        raise UnusableFolder(
            f"PostgreSQL will not run as root, and the user {user.name} cannot enter {home}. "
            f"Name a folder in STAFETT_DATA that {user.name} can enter, such as one under /var/lib."
        )


@contextmanager
def alone_in(home: Path) -> Iterator[None]:
    """Let only one process at a time make or start the cluster in *home*."""
    handle = os.open(home / "lock", os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
