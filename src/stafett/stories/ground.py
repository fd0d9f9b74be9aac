"""The ground the stories stand on when it is to be shaken: two clusters, and a service to kill.

The log-in office is outside, so that people keep their tokens when the service dies.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

from stafett.api.demo_issuer import DemoIssuer
from stafett.api.house import House, open_house
from stafett.ledger.root_file import read_root_file, write_root_file
from stafett.ledger.roots import RootKey
from stafett.postgres.embedded import EmbeddedServer, start_together
from stafett.postgres.preparing import prepare
from stafett.stories.stage import address_of, listen
from stafett.stories.transcript import Seen

_FAULTS_SHOWN: Final = 3
_OURS: Final = Path(__file__).parents[2]
"""Where this very code lies: the service that is killed must be no other."""


class Victim(Enum):
    """What is killed."""

    SERVICE = "the service"
    EVENTS = "the events' PostgreSQL"
    KEYSTORE = "the keystore's PostgreSQL"


@dataclass(frozen=True, slots=True)
class Undisturbed:
    """The story as it reads when nobody is killed, and how many lines it writes."""

    seen: list[Seen]
    lines: int


@dataclass
class Ground:
    """What the stories stand on: two clusters, the service as a process, a root key."""

    folder: Path
    events: EmbeddedServer
    keystore: EmbeddedServer
    port: int
    issuer: DemoIssuer
    service: "subprocess.Popen[str] | None" = None
    undisturbed: "Undisturbed | None" = None

    @property
    def base(self) -> str:
        """Return the service's address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def root_file(self) -> Path:
        """Return where the root key lies."""
        return self.folder / "keys" / "root.key"

    async def open_service(self) -> None:
        """Start the service, and wait until it answers.

        Raises:
            RuntimeError: It ended instead.

        """
        issuer = self.issuer.as_issuer().model_copy(
            update={"jwks_url": None, "jwks": self.issuer.public_keys()}
        )
        said = {
            "events": self.events.url,
            "keystore": self.keystore.url,
            "root": str(self.root_file),
            "port": self.port,
            "issuer": issuer.model_dump(mode="json"),
            "log": str(self.folder / "service.log"),
        }
        self.service = subprocess.Popen(  # noqa: ASYNC220 - it begins at once
            [sys.executable, "-P", "-m", "stafett.stories.under_fire"],
            env={**os.environ, "PYTHONPATH": str(_OURS)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        if self.service.stdin is None or self.service.stdout is None:
            raise RuntimeError("the service has no input")
        self.service.stdin.write(json.dumps(said) + "\n")
        self.service.stdin.flush()
        if await asyncio.to_thread(self.service.stdout.readline) != "open\n":
            raise RuntimeError("the service did not open; see service.log")

    async def strike(self, victim: Victim) -> None:
        """Kill it with signal 9, wait until it is dead, and start it again."""
        if victim is Victim.SERVICE:
            self._end_service(signal.SIGKILL)
            await self.open_service()
            return
        server = self.events if victim is Victim.EVENTS else self.keystore
        if server.pid is not None:
            os.kill(server.pid, signal.SIGKILL)
        while server.pid is not None:  # noqa: ASYNC110 - nobody tells us that it is dead
            await asyncio.sleep(0.01)
        server.start()

    def faults(self) -> list[str]:
        """Return the last faults the service has logged: what they were, and where."""
        lines = (self.folder / "service.log").read_text("utf-8").splitlines()
        return [line for line in lines if '"fault"' in line][-_FAULTS_SHOWN:]

    def close(self) -> None:
        """Stop everything, in peace this time."""
        self._end_service(signal.SIGTERM)
        self.events.stop()
        self.keystore.stop()

    def _end_service(self, how: signal.Signals) -> None:
        if self.service is None:
            return
        with suppress(ProcessLookupError):
            self.service.send_signal(how)
        for pipe in (self.service.stdin, self.service.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()
        self.service.wait()
        self.service = None

    def log_in(self, subject: str) -> tuple[str, str, str]:
        """Give somebody a log-in that outlives the service: issuer, subject, token."""
        return self.issuer.name, subject, self.issuer.token(subject)

    @asynccontextmanager
    async def house(self) -> AsyncIterator[House]:
        """Open the house from outside the service, to prepare or to look after."""
        root = read_root_file(self.root_file)
        async with open_house(self.events.url, self.keystore.url, root, demo=True) as house:
            yield house


@asynccontextmanager
async def open_ground(folder: Path) -> AsyncIterator[Ground]:
    """Start the clusters and the service in a new folder; from the main thread."""
    events, keystore = EmbeddedServer(folder, "events"), EmbeddedServer(folder, "keystore")
    sock = listen(0)
    base, port = address_of(sock), sock.getsockname()[1]
    sock.close()
    ground = Ground(folder, events, keystore, port, DemoIssuer(base))
    start_together(events, keystore)
    try:
        write_root_file(ground.root_file, RootKey.new())
        await prepare(events.url, "events")
        await prepare(keystore.url, "keystore")
        await ground.open_service()
        yield ground
    finally:
        ground.close()
