"""The server as a process: giving it a start in life, and telling the living from the dead.

PostgreSQL keeps its process id in a file. After a crash or a power cut the file stays, and the
number in it may by then belong to someone else entirely.
"""

import contextlib
import ctypes
import os
import platform
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from stafett.postgres.programs import RunsAs

_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_PID_LINE, _STATUS_LINE = 0, 7


@dataclass(frozen=True, slots=True)
class Noted:
    """What ``postmaster.pid`` says: a process id, and ``starting``, ``ready`` or ``stopping``."""

    pid: int
    status: str


def noted(cluster: Path) -> Noted | None:
    """Read what the last server of *cluster* noted about itself, if anything."""
    try:
        lines = (cluster / "postmaster.pid").read_text(encoding="ascii").splitlines()
        status = lines[_STATUS_LINE].strip() if len(lines) > _STATUS_LINE else ""
        return Noted(int(lines[_PID_LINE]), status)
    except (OSError, ValueError, IndexError):
        return None


def serves(pid: int, cluster: Path) -> bool:
    """Is the process a living server of *cluster*, and not just someone with its number?

    A server stands in its own folder, which Linux shows. Elsewhere a living process with the
    number is taken at its word.
    """
    place = Path(f"/proc/{pid}/cwd")
    if Path("/proc/self/cwd").exists():
        try:
            return place.samefile(cluster)
        except OSError:
            return False  # gone, a zombie, or another user's: not ours
    return alive(pid)


def alive(pid: int) -> bool:
    """Does any process have this number?"""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def leave_no_trace_of_the_dead(sockets: Path, cluster: Path) -> None:
    """Remove a socket whose server is gone; its lock would stop the next one."""
    lock = sockets / ".s.PGSQL.5432.lock"
    with contextlib.suppress(OSError, ValueError, IndexError):
        if not serves(int(lock.read_text(encoding="ascii").splitlines()[_PID_LINE]), cluster):
            lock.unlink()


def spawn(
    command: list[str | Path],
    log: Path,
    user: RunsAs,
    cluster: Path,
    *,
    dies_with_us: bool = True,
) -> "subprocess.Popen[bytes]":
    """Start one of PostgreSQL's programs as *user*, to die when we do.

    Call it from the main thread: the signal that takes the program with us follows the end
    of the *thread* that started it.
    """
    environment = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
    last = noted(cluster)
    if last is not None and not serves(last.pid, cluster):
        # The number may belong to someone else by now, and PostgreSQL would take them for its
        # server. It holds the number below for an ancestor instead, and its check of the
        # shared memory, which finds what a dead server left running, stays in force.
        environment["PG_GRANDPARENT_PID"] = str(last.pid)
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
    try:
        return subprocess.Popen(  # noqa: S603 - our own program, no shell
            command,
            stdin=subprocess.DEVNULL,
            stdout=handle,
            stderr=handle,
            cwd="/",
            env=environment,
            start_new_session=True,  # Ctrl-C is for us; the server stops when we are done
            preexec_fn=_ask_to_die_with_us() if dies_with_us else None,  # noqa: PLW1509 - main thread only, see above
            **user.options(),
        )
    finally:
        os.close(handle)


def _ask_to_die_with_us() -> Callable[[], None] | None:
    if platform.system() != "Linux":
        return None
    parent = os.getpid()
    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def ask_the_kernel() -> None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGINT)
        if os.getppid() != parent:  # it ended before we asked
            os._exit(1)

    return ask_the_kernel


def stop_foreign(pid: int, cluster: Path, within: float) -> None:
    """Stop a server that an earlier process of ours started, and wait until it is gone."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGINT)
    deadline = time.monotonic() + within
    while alive(pid) and noted(cluster) is not None and time.monotonic() < deadline:
        time.sleep(0.01)
