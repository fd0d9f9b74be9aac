"""Killing what the stories stand on while they are told, and seeing that nothing was lost.

The service, the events' PostgreSQL and the keystore's are killed with signal 9, one at a time,
at a moment the seed decides. Then they are started again, as an operating system would, and the
people of the story ask once more what they got no answer to. Afterwards the story must read as
it does when nobody is killed, and the book must hold each of its lines once.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from pathlib import Path
from random import Random
from time import monotonic
from typing import Final
from uuid import UUID

import asyncpg
import httpx2

from stafett.api.demo_issuer import DemoIssuer
from stafett.api.house import House, open_house
from stafett.api.new_book import NewBook, open_book
from stafett.ledger.errors import LedgerError
from stafett.ledger.root_file import read_root_file, write_root_file
from stafett.ledger.roots import RootKey
from stafett.municipalities import load
from stafett.postgres.embedded import EmbeddedServer, start_together
from stafett.postgres.migrations import migrate
from stafett.postgres.shapes import migrations_folder
from stafett.projections.compare import made_anew
from stafett.stories import modum
from stafett.stories.answers import Answer, OtherwiseThanTold
from stafett.stories.audience import Nobody
from stafett.stories.stage import FIRST_MORNING, address_of, listen
from stafett.stories.teller import Clock, Tale
from stafett.stories.town import Builder, LogIn
from stafett.stories.transcript import Seen, Transcript, first_difference
from stafett.stories.wire import Wire

PATIENCE: Final = 60.0
"""Seconds that people in the stories go on asking while something is being started again."""
_CREATED: Final = 201
_FAULTS_SHOWN: Final = 3
_CUT_OFF: Final = (
    LedgerError,
    OSError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)


class Victim(Enum):
    """What is killed."""

    SERVICE = "the service"
    EVENTS = "the events' PostgreSQL"
    KEYSTORE = "the keystore's PostgreSQL"


@dataclass(frozen=True, slots=True)
class Blow:
    """Whom to kill, after how many answers, and how many seconds into the next question."""

    victim: Victim
    after: int
    late: float


@dataclass(frozen=True, slots=True)
class Survived:
    """A story told under fire; ``wrong`` is empty when nothing was lost or doubled."""

    blow: Blow | None
    lines: int
    seconds: float
    wrong: Sequence[str]


class Slip:
    """A list of what the service has acknowledged, on disk before anybody goes on."""

    def __init__(self, file: Path) -> None:
        self._file = file.open("a", encoding="utf-8")
        self.ids: list[str] = []

    def write(self, answer: Answer) -> None:
        """Put one acknowledged thing on the list, and be sure of it."""
        if answer.status != _CREATED:
            return
        self.ids.append(answer.id)
        self._file.write(json.dumps({"path": answer.path, "id": answer.id}) + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Close the list."""
        self._file.close()


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
        await migrate(events.url, migrations_folder("events"))
        await migrate(keystore.url, migrations_folder("keystore"))
        await ground.open_service()
        yield ground
    finally:
        ground.close()


def blows(seed: int, cycles: int, answers: int) -> list[Blow]:
    """Return what is killed when: the same seed, the same blows; each victim as often."""
    rng = Random(seed)
    victims = list(Victim)
    return [
        Blow(victims[at % len(victims)], rng.randrange(1, answers), rng.uniform(0.0, 0.05))
        for at in range(cycles)
    ]


async def tell_under_fire(ground: Ground, blow: Blow | None) -> Survived:
    """Tell Modum's story in a new book, strike once meanwhile, and look after it.

    The first telling, without a blow, is what later ones are held against.
    """
    began = monotonic()
    async with ground.house() as house:
        new, ahead = await _new_book(house)
    transcript, slip = Transcript(), Slip(ground.folder / "acknowledged.jsonl")
    striking: list[asyncio.Task[None]] = []

    async def strike_late(target: Blow) -> None:
        await asyncio.sleep(target.late)
        await ground.strike(target.victim)

    def witness(answer: Answer) -> None:
        transcript(answer)
        slip.write(answer)
        if blow is not None and len(transcript.answers) == blow.after:
            striking.append(asyncio.create_task(strike_late(blow)))

    async with Wire(ground.base, patience=PATIENCE, witness=witness) as wire:
        tale = Tale(Nobody(), _clock(ground, new.book), FIRST_MORNING, ahead)
        builder = Builder(tale, wire, _log_in(ground), modum.PLAN, str(new.book))
        try:
            await builder.arrive(new.link)
            await modum.play(tale, builder)
        except (OtherwiseThanTold, httpx2.HTTPError) as otherwise:
            await asyncio.gather(*striking)
            faults = ground.faults()
            return Survived(blow, 0, monotonic() - began, [f"{otherwise}", *faults])
    await asyncio.gather(*striking)
    slip.close()
    async with ground.house() as house:
        lines, wrong = await _look_after(house, new.book, slip)
    seen = transcript.masked(builder.town.known, receipts=False)
    if ground.undisturbed is None:
        ground.undisturbed = Undisturbed(seen, lines)
    wrong += _unlike(ground.undisturbed, Undisturbed(seen, lines))
    return Survived(blow, lines, monotonic() - began, wrong)


async def _new_book(house: House) -> tuple[NewBook, timedelta]:
    ahead = FIRST_MORNING - datetime.now(UTC)
    return await open_book(house, load("modum"), "Modum", clock_offset=ahead), ahead


def _log_in(ground: Ground) -> LogIn:
    def log_in(subject: str) -> tuple[str, str, str]:
        return ground.issuer.name, subject, ground.issuer.token(subject)

    return log_in


def _clock(ground: Ground, book: UUID) -> Clock:
    """Return a hand on the book's clock that waits until there is a clock to move."""

    async def set_clock(ahead: timedelta) -> None:
        deadline = monotonic() + PATIENCE
        while True:
            try:
                async with ground.house() as house:
                    await house.ledger.set_clock(book, ahead)
            except _CUT_OFF:
                if monotonic() > deadline:
                    raise
                await asyncio.sleep(0.1)
            else:
                return

    return set_clock


async def _look_after(house: House, book: UUID, slip: Slip) -> tuple[int, list[str]]:
    """Verify the book, find everything acknowledged in it, and make its lists anew."""
    wrong: list[str] = []
    text: list[str] = []
    position = 0
    while lines := await house.ledger.follow(book, position, 500):
        wrong += [f"line {line.position} cannot be read" for line in lines if line.broken]
        text += [f"{line.stream} {line.event!r}" for line in lines]
        position = lines[-1].position
    whole = "\n".join(text)
    wrong += [f"{id_} was acknowledged and is gone" for id_ in slip.ids if id_ not in whole]
    compared = await made_anew(house.pool, house.runner, house.ledger, book)
    wrong += [f"stream {stream}: lists made anew differ" for stream in compared.unlike]
    return position, wrong


def _unlike(undisturbed: Undisturbed, told: Undisturbed) -> list[str]:
    wrong = []
    if told.lines != undisturbed.lines:
        wrong.append(f"{told.lines} lines in the book instead of {undisturbed.lines}")
    parted = first_difference(undisturbed.seen, told.seen)
    if parted is not None:
        wrong.append(f"{parted.asked}: {parted.other} instead of {parted.one}")
    return wrong
