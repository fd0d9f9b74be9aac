"""A PostgreSQL of one's own: started when Stafett starts, gone when Stafett is gone.

For trying Stafett out and for small houses on one machine. It listens on no network, asks for
a password even locally, checks what it reads, and is as durable as any PostgreSQL. It stops
when the process that started it ends, however that happens.
"""

import atexit
import contextlib
import os
import platform
import signal
import subprocess
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

from stafett.postgres import postmaster
from stafett.postgres.cluster import SUPERUSER, Cluster, alone_in, find_cluster
from stafett.postgres.errors import DidNotStart
from stafett.postgres.folders import socket_folder

_READY_WITHIN = 60.0  # seconds; after a crash at most one checkpoint's worth is replayed
_STOPPED_WITHIN = 60.0
_DYING_WITHIN = 1.0  # seconds in which a killed server may still be seen
_FAREWELLS = ((signal.SIGINT, _STOPPED_WITHIN), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 10.0))

_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "full_page_writes": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    # A log may never tell whom something was about. Errors quote values, so they go to the
    # one who asked and not into the log.
    "log_min_messages": "log",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
    # One small machine: many short commits, nothing worth doing in parallel.
    "max_connections": "200",
    "shared_buffers": "128MB",
    "wal_buffers": "16MB",
    "max_wal_size": "1GB",
    "checkpoint_timeout": "15min",
    "max_logical_replication_workers": "0",
    "max_parallel_workers_per_gather": "0",
    "max_parallel_maintenance_workers": "0",
    "jit": "off",
}


class EmbeddedServer:
    """One PostgreSQL cluster in ``folder/name``, on a socket only its user can reach.

    Args:
        folder: Where clusters lie. Made when it is missing; its parents are never changed.
        name: What the cluster is for, such as ``events`` or ``keystore``.
        durable: Whether commits survive a power cut. Only tests turn this off.
        adopt_orphans: Whether a server whose starter was killed is taken over. Needed where
            a server cannot be made to die with its starter: everywhere but on Linux.

    """

    def __init__(
        self, folder: Path, name: str, *, durable: bool = True, adopt_orphans: bool | None = None
    ) -> None:
        linux = platform.system() == "Linux"
        self._folder, self._name, self._durable = folder, name, durable
        self._adopts = not linux if adopt_orphans is None else adopt_orphans
        self._dies_with_us = linux and not self._adopts
        self._process: subprocess.Popen[bytes] | None = None
        self._adopted: int | None = None
        self._found: Cluster | None = None
        self._sockets = Path()
        self._log_start = 0

    @property
    def cluster(self) -> Cluster:
        """Return the cluster's files; chosen at the first start."""
        if self._found is None:
            raise DidNotStart("the embedded server has not been started.")
        return self._found

    @property
    def pid(self) -> int | None:
        """Return the server's process id, or ``None`` when it does not run."""
        if self._process is not None and self._process.poll() is None:
            return self._process.pid
        return self._adopted

    @property
    def url(self) -> str:
        """Return the address, password included: never show or log it."""
        host = quote(str(self._sockets), safe="")
        return f"postgresql://{SUPERUSER}:{self.cluster.password}@/postgres?host={host}&port=5432"

    def start(self) -> str:
        """Start the server and return its address once it answers.

        Raises:
            DidNotStart: PostgreSQL gave up, or another one runs on the same files.
            NoPostgresPrograms: There is no PostgreSQL to start.
            UnusableFolder: The folder cannot hold a cluster.

        """
        start_together(self)
        return self.url

    def stop(self) -> None:
        """Stop the server: what is committed is kept, what is under way is rolled back."""
        atexit.unregister(self.stop)
        if self._adopted is not None:
            postmaster.stop_foreign(self._adopted, self.cluster.files, _STOPPED_WITHIN)
            self._adopted = None
        if self._process is None:
            return
        for farewell, patience in _FAREWELLS:
            if self._process.poll() is None:
                self._process.send_signal(farewell)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(patience)
                break
        self._process = None
        with contextlib.suppress(OSError):
            self._sockets.rmdir()

    def begin(self, locks: ExitStack) -> "subprocess.Popen[bytes] | None":
        """Find the files, or begin to make them; a step of :func:`start_together`."""
        if self.pid is not None:
            raise DidNotStart(f"the server in {self.cluster.home} runs already.")
        self._found = find_cluster(self._folder, self._name)
        self._sockets = socket_folder(self.cluster.files, self.cluster.user.uid)
        locks.enter_context(alone_in(self.cluster.home))
        return self.cluster.begin(durable=self._durable)

    def launch(self) -> None:
        """Start ``postgres`` itself; a step of :func:`start_together`."""
        if self._adopts and (orphan := self._orphan()) is not None:
            self._adopted = orphan
            return
        settings = {
            **_SETTINGS,
            "unix_socket_directories": str(self._sockets),
            "port": "5432",
            "fsync": "on" if self._durable else "off",
            "synchronous_commit": "on" if self._durable else "off",
        }
        if self.cluster.programs.major >= 18:  # noqa: PLR2004 - saves three idle processes
            settings["io_method"] = "sync"
        flags = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        postmaster.leave_no_trace_of_the_dead(self._sockets, self.cluster.files)
        with contextlib.suppress(FileNotFoundError):
            self._log_start = self.cluster.log.stat().st_size
        self._process = postmaster.spawn(
            [self.cluster.programs.bin / "postgres", "-D", self.cluster.files, *flags],
            self.cluster.log,
            self.cluster.user,
            self.cluster.files,
            dies_with_us=self._dies_with_us,
        )
        atexit.register(self.stop)

    def await_ready(self) -> None:
        """Wait until the server answers; a step of :func:`start_together`."""
        began = time.monotonic()
        while time.monotonic() - began < _READY_WITHIN:
            if self._process is not None and self._process.poll() is not None:
                words = self.cluster.last_words(since=self._log_start)
                if not self._may_pass(words, time.monotonic() - began):
                    raise DidNotStart(f"PostgreSQL did not start in {self.cluster.home}: {words}")
                time.sleep(0.05)
                self.launch()
            said = postmaster.noted(self.cluster.files)
            if said is not None and said.pid == self.pid and said.status == "ready":
                return
            time.sleep(0.005)
        raise DidNotStart(f"PostgreSQL in {self.cluster.home} did not answer in time.")

    def _may_pass(self, words: str, waited: float) -> bool:
        """Is what stopped us only the last server, on its way out?"""
        last = postmaster.noted(self.cluster.files)
        if last is not None and last.status == "stopping":
            return True
        if "shared memory block" in words:
            return waited < _STOPPED_WITHIN
        return "lock file" in words and waited < _DYING_WITHIN

    def _orphan(self) -> int | None:
        """Return the server that a killed process of ours left running, if there is one."""
        said = postmaster.noted(self.cluster.files)
        note = self.cluster.home / "started-by"
        starter = int(note.read_text(encoding="ascii")) if note.exists() else 0
        note.write_text(str(os.getpid()), encoding="ascii")
        if said is None or not postmaster.serves(said.pid, self.cluster.files):
            return None
        if starter not in (0, os.getpid()) and postmaster.alive(starter):
            note.write_text(str(starter), encoding="ascii")
            return None  # somebody's server: PostgreSQL itself will say so
        return said.pid


def start_together(*servers: EmbeddedServer) -> None:
    """Start several servers side by side; either all of them answer, or none runs.

    Raises:
        DidNotStart: One of them gave up; the message says which, and PostgreSQL's own words.
        RuntimeError: Called from another thread than the main one. A server ends with the
            thread that started it.

    """
    if threading.current_thread() is not threading.main_thread():
        raise RuntimeError("an embedded server is started from the main thread")
    with ExitStack() as locks:
        making: list[tuple[EmbeddedServer, subprocess.Popen[bytes]]] = []
        begun: list[EmbeddedServer] = []
        try:
            for server in servers:
                if (initdb := server.begin(locks)) is not None:
                    making.append((server, initdb))
                begun.append(server)
            while making:
                server, initdb = making.pop(0)
                server.cluster.finish(initdb)
            for server in servers:
                server.launch()
            for server in servers:
                server.await_ready()
        except BaseException:
            for _, initdb in making:
                initdb.kill()
                initdb.wait()
            for server in begun:
                server.stop()
            raise
