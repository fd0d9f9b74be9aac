"""T13: somebody makes the service crash, or looks into its memory from a programme beside it.

The process that is attacked has done what `serve` and `demo` do first, and holds a word that is
hunted for. The same attack on a process that has not done so gets the word, or it would prove
nothing. Both run as a user without rights, with core files allowed.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.attacks.attack import Attacking

WORD = "Quokkaberry-in-memory"
HOLD = f"word = ''.join(['Quokkaberry', '-in-', 'memory']); assert word == {WORD!r}; "
NOBODY = """
import ctypes, os, resource, signal
import stafett.undumped
signal.signal(signal.SIGQUIT, signal.SIG_DFL)
most = resource.getrlimit(resource.RLIMIT_CORE)[1]
resource.setrlimit(resource.RLIMIT_CORE, (most, most))
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)
"""
"""Becomes a user without rights; the system closes whoever does so, so it is opened again.

Whatever a shell puts in the background hears no SIGQUIT, and hands that on to its children.
"""
CLOSED = "from stafett.undumped import leave_nothing_behind; leave_nothing_behind(); "
WAIT = "print('ready', flush=True); import time; time.sleep(300)"
LOOK = """
import sys
where = f"/proc/{sys.argv[1]}/"
try:
    assert "TOLD" in open(where + "environ").read()
    with open(where + "maps") as maps, open(where + "mem", "rb", 0) as memory:
        for line in maps:
            start, end = (int(one, 16) for one in line.split()[0].split("-"))
            if line.split()[1][0] == "r" and end - start < 1 << 26:
                try:
                    memory.seek(start)
                    if b"".join([b"Quokkaberry", b"-in-", b"memory"]) in memory.read(end - start):
                        print("the word")
                        break
                except (OSError, ValueError, OverflowError):
                    pass
except PermissionError:
    print("nothing")
"""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


@contextmanager
def a_process(place: Path, *, closed: bool) -> Iterator[subprocess.Popen[str]]:
    """Start a process that holds the word, with core files allowed as large as may be."""
    with subprocess.Popen(
        [sys.executable, "-c", NOBODY + (CLOSED if closed else "") + HOLD + WAIT],
        cwd=place,
        env={"PYTHONPATH": ":".join(sys.path), "TOLD": "yes"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "ready\n"
        try:
            yield running
        finally:
            running.kill()


def looked_into(pid: int) -> str:
    """Look into a process from one beside it, of the same user, and return what was found."""
    return subprocess.run(
        [sys.executable, "-c", NOBODY + LOOK, str(pid)],
        env={"PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout.strip()


def test_a_crash_leaves_no_memory_and_nobody_looks_in(
    open_folder: Path, attacking: Attacking
) -> None:
    place = open_folder / "crashes"
    place.mkdir()
    place.chmod(0o777)
    with attacking("T13", "crashes, and looks into memory by the same user") as attack:
        with a_process(place, closed=True) as running:
            attack.held(looked_into(running.pid) == "nothing", "its memory was read")
        for blow in (signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGQUIT):
            with a_process(place, closed=True) as running:
                running.send_signal(blow)
                _, status = os.waitpid(running.pid, 0)
                running.returncode = os.waitstatus_to_exitcode(status)
                assert running.returncode == -blow
                attack.held(not os.WCOREDUMP(status), f"{blow.name} left a core file")
        attack.held(list(place.iterdir()) == [], "a file was left")


def test_a_process_that_is_not_closed_is_looked_into(open_folder: Path) -> None:
    scope = Path("/proc/sys/kernel/yama/ptrace_scope")
    if scope.exists() and scope.read_text().strip() != "0":
        pytest.skip("the system itself lets nobody look into a neighbour's memory")
    place = open_folder / "crashes-seen"
    place.mkdir()
    place.chmod(0o777)
    with a_process(place, closed=False) as running:
        assert looked_into(running.pid) == "the word"
