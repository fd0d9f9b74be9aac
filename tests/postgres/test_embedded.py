"""A PostgreSQL of one's own: safe to kill, closed to strangers, gone when its starter is gone."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio

from stafett.postgres.embedded import EmbeddedServer, start_together
from stafett.postgres.errors import DidNotStart
from stafett.postgres.pool import connect

STARTER = Path(__file__).with_name("starter.py")
SOURCE = Path(__file__).parents[2] / "src"
SOON = 20.0  # seconds: far more than anything here takes, so that a slow machine is no failure

_names = count(1)
linux = pytest.mark.skipif(sys.platform != "linux", reason="follows Linux's own signals")


@pytest.fixture
def place(open_folder: Path) -> Path:
    """A folder for one test's clusters."""
    folder = open_folder / f"place{next(_names)}"
    folder.mkdir()
    folder.chmod(0o711)
    return folder


@pytest_asyncio.fixture(loop_scope="session")
async def server(place: Path) -> AsyncIterator[EmbeddedServer]:
    """A running durable server with one row in it."""
    server = EmbeddedServer(place, "events")
    url = server.start()
    async with connect(url) as connection:
        await connection.execute("CREATE TABLE kept (number int); INSERT INTO kept VALUES (1)")
    yield server
    server.stop()


@pytest.fixture(scope="module")
def untouched(open_folder: Path) -> Iterator[EmbeddedServer]:
    """A running durable server that is only looked at."""
    server = EmbeddedServer(open_folder / "untouched", "events")
    server.start()
    yield server
    server.stop()


async def _kept(url: str) -> int:
    async with connect(url) as connection:
        return int(await connection.fetchval("SELECT count(*) FROM kept"))


async def _setting(server: EmbeddedServer, name: str) -> str:
    async with connect(server.url) as connection:
        return str(await connection.fetchval("SELECT current_setting($1)", name))


def _until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SOON
    while not holds():
        assert time.monotonic() < deadline, "it never came about"
        time.sleep(0.01)


def _gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


@contextmanager
def _elsewhere(
    place: Path, name: str = "events", *words: str
) -> Iterator[tuple["subprocess.Popen[str]", int, str]]:
    """Start a server from a process of its own: (the process, the server's pid, its address)."""
    with subprocess.Popen(
        [sys.executable, STARTER, place, name, *words],
        env=os.environ | {"PYTHONPATH": str(SOURCE)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as starter:
        assert starter.stdout is not None
        assert starter.stderr is not None
        try:
            said = starter.stdout.readline().split()
            assert said, starter.stderr.read()
            yield starter, int(said[0]), said[1]
        finally:
            starter.terminate()


# ---- durable, discreet, closed


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("full_page_writes", "on"),
        ("data_checksums", "on"),
        ("listen_addresses", ""),
        ("password_encryption", "scram-sha-256"),
        ("log_statement", "none"),
        ("log_min_duration_statement", "-1"),
        ("log_parameter_max_length", "0"),
        ("log_parameter_max_length_on_error", "0"),
        ("log_min_messages", "log"),
        ("log_min_error_statement", "panic"),
        ("log_error_verbosity", "terse"),
    ],
)
async def test_it_is_durable_discreet_and_on_no_network(
    untouched: EmbeddedServer, setting: str, value: str
) -> None:
    assert await _setting(untouched, setting) == value


async def test_nothing_set_inside_the_database_makes_it_less_durable(
    server: EmbeddedServer,
) -> None:
    async with connect(server.url) as connection:
        for careless in ("fsync", "full_page_writes", "synchronous_commit"):
            await connection.execute(f"ALTER SYSTEM SET {careless} = off")
    server.stop()
    server.start()
    for careless in ("fsync", "full_page_writes", "synchronous_commit"):
        assert await _setting(server, careless) == "on"


async def test_everyone_must_know_the_password(untouched: EmbeddedServer) -> None:
    rules = (untouched.cluster.files / "pg_hba.conf").read_text().splitlines()
    ways = {line.split()[-1] for line in rules if line and not line.startswith("#")}
    assert ways == {"scram-sha-256", "reject"}
    wrong = untouched.url.replace(untouched.cluster.password, "guessed")
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(wrong)


async def test_password_socket_and_files_are_for_their_owner_alone(
    untouched: EmbeddedServer,
) -> None:
    home = untouched.cluster.home
    sockets = Path(await _setting(untouched, "unix_socket_directories"))
    assert (home / "password").stat().st_mode & 0o777 == 0o600
    assert untouched.cluster.log.stat().st_mode & 0o777 == 0o600
    assert untouched.cluster.files.stat().st_mode & 0o777 == 0o700
    assert sockets.stat().st_mode & 0o777 == 0o700
    assert sockets.stat().st_uid == untouched.cluster.user.uid != 0
    assert not (home / "password.init").exists()


async def test_a_failing_statement_leaves_no_trace_of_whom_it_was_about(
    untouched: EmbeddedServer,
) -> None:
    async with connect(untouched.url) as connection:
        await connection.execute("CREATE TABLE child (name text UNIQUE)")
        await connection.execute("INSERT INTO child VALUES ($1)", "Snipp Snurresen")
        with pytest.raises(asyncpg.UniqueViolationError):
            await connection.execute("INSERT INTO child VALUES ($1)", "Snipp Snurresen")
        with pytest.raises(asyncpg.DataError):
            await connection.fetch("SELECT name::int AS snippenavn FROM child")
        with pytest.raises(asyncpg.UndefinedTableError):
            await connection.execute("SELECT 'Snipp Snurresen' FROM nowhere")
    said = untouched.cluster.log.read_text()
    assert "ready to accept connections" in said
    assert "snurresen" not in said.lower()
    assert "snippenavn" not in said


# ---- stopping and starting again


async def test_what_was_committed_is_there_after_a_stop(server: EmbeddedServer) -> None:
    sockets = Path(await _setting(server, "unix_socket_directories"))
    assert sockets.is_dir()
    server.stop()
    assert server.pid is None
    assert not sockets.exists(), "and nothing lies about where the socket was"
    assert await _kept(server.start()) == 1


async def test_a_killed_server_starts_at_once_and_has_lost_nothing(
    server: EmbeddedServer,
) -> None:
    for number in range(2, 5):
        async with connect(server.url) as connection:
            await connection.execute("INSERT INTO kept VALUES ($1)", number)
            assert server.pid is not None
            os.kill(server.pid, signal.SIGKILL)
        _until(lambda: server.pid is None)
        assert await _kept(server.start()) == number


@linux
async def test_a_killed_starter_takes_its_server_along(place: Path) -> None:
    with _elsewhere(place) as (starter, pid, url):
        async with connect(url) as connection:
            await connection.execute("CREATE TABLE kept (number int); INSERT INTO kept VALUES (1)")
        starter.kill()
        _until(lambda: _gone(pid))
    again = EmbeddedServer(place, "events")
    assert await _kept(again.start()) == 1
    again.stop()


@linux
async def test_one_can_start_again_while_the_last_server_is_still_leaving(place: Path) -> None:
    with _elsewhere(place) as (starter, _, url):
        async with connect(url) as connection:
            await connection.execute("CREATE TABLE kept (number int); INSERT INTO kept VALUES (1)")
        starter.kill()
        again = EmbeddedServer(place, "events")
        assert await _kept(again.start()) == 1
        again.stop()


async def test_ctrl_c_at_the_terminal_does_not_reach_the_server(untouched: EmbeddedServer) -> None:
    assert untouched.pid is not None
    assert os.getpgid(untouched.pid) != os.getpgid(0)


@linux
@pytest.mark.parametrize("same_user", [True, False])
async def test_a_number_left_behind_that_is_now_someone_elses_does_no_harm(
    server: EmbeddedServer, same_user: bool
) -> None:
    files, becoming = server.cluster.files, server.cluster.user.options()
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    _until(lambda: server.pid is None)
    left = files / "postmaster.pid"
    with subprocess.Popen(["sleep", "600"], **(becoming if same_user else {})) as someone:
        try:
            lines = left.read_text().splitlines()
            left.write_text("\n".join([str(someone.pid), *lines[1:]]) + "\n")
            assert await _kept(server.start()) == 1
            assert someone.poll() is None, "and nobody was ended for it"
        finally:
            someone.kill()


async def test_a_second_start_on_the_same_files_fails_in_postgresqls_own_words(
    server: EmbeddedServer,
) -> None:
    second = EmbeddedServer(server.cluster.home.parent, "events")
    with pytest.raises(DidNotStart, match=r"lock file .* already exists"):
        second.start()
    with pytest.raises(DidNotStart, match="runs already"):
        server.start()
    assert await _kept(server.url) == 1, "and the first one is none the worse"


async def test_a_half_made_cluster_is_made_anew(place: Path) -> None:
    half = place / "events" / "pg18.init"
    half.mkdir(parents=True)
    half.parent.chmod(0o711)
    (half / "PG_VERSION").write_text("18\n")
    server = EmbeddedServer(place, "events")
    server.start()
    assert await _setting(server, "fsync") == "on"
    assert not half.exists() or server.cluster.programs.major != 18
    server.stop()


@linux
async def test_two_starters_of_a_new_cluster_do_not_make_it_twice(place: Path) -> None:
    command: list[str | Path] = [sys.executable, STARTER, place, "events"]
    surroundings = os.environ | {"PYTHONPATH": str(SOURCE)}
    starters = [
        subprocess.Popen(
            command, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    answers: list[str] = []
    threads = [
        threading.Thread(
            target=lambda one=one: answers.append(one.stdout.readline() or one.stderr.readline())
        )
        for one in starters
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SOON)
    for one in starters:
        one.terminate()
        one.communicate()
    assert sorted("lock file" in answer for answer in answers) == [False, True]
    assert sum("postgresql://" in answer for answer in answers) == 1


# ---- where it may be started


async def test_two_clusters_start_side_by_side_and_are_different(place: Path) -> None:
    events, keystore = EmbeddedServer(place, "events"), EmbeddedServer(place, "keystore")
    start_together(events, keystore)
    query = "SELECT system_identifier FROM pg_control_system()"
    async with connect(events.url) as one, connect(keystore.url) as other:
        assert await one.fetchval(query) != await other.fetchval(query)
    events.stop()
    keystore.stop()


async def test_when_one_of_two_does_not_start_neither_runs(
    place: Path, server: EmbeddedServer
) -> None:
    keystore = EmbeddedServer(place, "keystore")
    with pytest.raises(DidNotStart):
        start_together(keystore, EmbeddedServer(place, "events"))
    assert keystore.pid is None
    assert server.pid is not None


async def test_only_the_main_thread_may_start_a_server(place: Path) -> None:
    with pytest.raises(RuntimeError, match="main thread"):
        await asyncio.to_thread(EmbeddedServer(place, "events").start)


async def test_a_deep_data_folder_is_no_trouble_for_the_socket(place: Path) -> None:
    deep = place.joinpath(*["a-folder-with-a-long-name"] * 6)
    server = EmbeddedServer(deep, "events")
    server.start()
    assert len(await _setting(server, "unix_socket_directories")) < 90
    server.stop()


async def test_folders_above_stay_exactly_as_they_were(place: Path) -> None:
    above = [place, *place.parents]
    before = [(folder.stat().st_mode, folder.stat().st_uid) for folder in above]
    server = EmbeddedServer(place / "new" / "ones", "events")
    server.start()
    server.stop()
    assert [(folder.stat().st_mode, folder.stat().st_uid) for folder in above] == before


async def test_an_orphan_is_adopted_where_servers_cannot_die_with_their_starter(
    place: Path,
) -> None:
    with _elsewhere(place, "events", "adopt") as (starter, pid, url):
        async with connect(url) as connection:
            await connection.execute("CREATE TABLE kept (number int); INSERT INTO kept VALUES (1)")
        second = EmbeddedServer(place, "events", adopt_orphans=True)
        with pytest.raises(DidNotStart, match="lock file"):
            second.start()
        starter.kill()
        starter.wait()
    heir = EmbeddedServer(place, "events", adopt_orphans=True)
    assert await _kept(heir.start()) == 1
    assert heir.pid == pid
    heir.stop()
    _until(lambda: _gone(pid))
