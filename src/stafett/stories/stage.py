"""The stage: the real service on a real socket, with a log-in office for the stories beside it.

Nothing here is made simpler for the stories. What is added is the demo's own issuer of log-ins,
whose keys real use refuses, and a hand on the clock of the books, which real use has not.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from fastapi import FastAPI
from fastapi.responses import JSONResponse

from stafett.api.app import make_app
from stafett.api.demo_issuer import KEYS_PATH, DemoIssuer
from stafett.api.health import Checks
from stafett.api.house import House, open_house
from stafett.api.identity import Identity
from stafett.api.issuers import Issuer, Use
from stafett.api.new_book import NewBook, invite_another, open_book
from stafett.api.numbers import Numbers
from stafett.api.serving import Server, make_server
from stafett.application.door import Application
from stafett.domain.moment import NORWAY
from stafett.domain.national_number import Environment
from stafett.ledger.roots import Root
from stafett.municipalities import load
from stafett.stories.teller import Clock

FIRST_MORNING: Final = datetime(2026, 9, 1, 8, tzinfo=NORWAY)
"""Every story begins on this morning, whenever it is told."""
_PORTS_TRIED: Final = 100


@dataclass
class Stage:
    """The service while it is open for stories; ``base`` is its address."""

    base: str
    house: House
    issuer: DemoIssuer
    server: Server

    async def new_book(self, rules: str) -> tuple[NewBook, timedelta]:
        """Open a book whose first day is the stories' first morning; with how far it is ahead."""
        ahead = FIRST_MORNING - datetime.now(UTC)
        seed = load(rules)
        return await open_book(self.house, seed, seed.name, clock_offset=ahead), ahead

    async def another_link(self, book: UUID, ahead: timedelta) -> str:
        """Return a link for a second administrator of a book whose clock is so far ahead."""
        return await invite_another(self.house, book, clock_offset=ahead)

    def log_in(self, subject: str) -> tuple[str, str, str]:
        """Give somebody a log-in: issuer, subject, token."""
        return self.issuer.name, subject, self.issuer.token(subject)

    def clock_of(self, book: UUID) -> Clock:
        """Return the hand on a book's clock."""

        async def set_clock(ahead: timedelta) -> None:
            await self.house.ledger.set_clock(book, ahead)

        return set_clock


def listen(port: int, *, only: bool = False) -> socket.socket:
    """Return a socket on this machine only, on *port* or the next free one.

    Args:
        port: The first to try; 0 for any.
        only: Whether no other port will do.

    Raises:
        OSError: It is taken, and the ninety-nine after it.

    """
    for candidate in range(port, port + (1 if only else _PORTS_TRIED)):
        sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind(("127.0.0.1", candidate if port else 0))
        except OSError:
            sock.close()
            continue
        return sock
    raise OSError(f"no free port between {port} and {port + _PORTS_TRIED - 1}")


def address_of(sock: socket.socket) -> str:
    """Return the address of a service on the socket."""
    return f"http://127.0.0.1:{sock.getsockname()[1]}"


@asynccontextmanager
async def open_stage(
    events_url: str,
    keystore_url: str,
    root: Root,
    sock: socket.socket,
    *,
    anchors: Path | None = None,
) -> AsyncIterator[Stage]:
    """Open the service on a socket for stories, and close it afterwards.

    With a folder for checkpoints, *anchors*, what is written is signed for as well.

    Raises:
        RuntimeError: The service could not be opened.

    """
    base = address_of(sock)
    issuer = DemoIssuer(base)
    opening = open_house(
        events_url, keystore_url, root, origin="stafett-demo", demo=True, anchors=anchors
    )
    async with (
        opening as house,
        serving(house, issuer.as_issuer(), sock, beside=_keys_of(issuer)) as server,
    ):
        yield Stage(base, house, issuer, server)


@asynccontextmanager
async def serving(
    house: House,
    issuer: Issuer,
    sock: socket.socket,
    *,
    beside: Callable[[FastAPI], None] | None = None,
) -> AsyncIterator[Server]:
    """Serve a house on a socket to those whom one issuer logs in."""

    @asynccontextmanager
    async def opening() -> AsyncIterator[tuple[Application, Checks]]:
        yield house.application, house.checks

    app = make_app(
        opening,
        Identity([issuer], Use.DEMO),
        Numbers(Environment.DEMO),
        beside=() if beside is None else (beside,),
    )
    listening = asyncio.Event()
    server = make_server(app, listening=listening.set)
    running = asyncio.create_task(server.serve(sockets=[sock]), name="service")
    ready = asyncio.create_task(listening.wait())
    await asyncio.wait((running, ready), return_when=asyncio.FIRST_COMPLETED)
    if not listening.is_set():
        ready.cancel()
        await running
        raise RuntimeError("the service did not open")
    try:
        yield server
    finally:
        server.stop()
        with suppress(asyncio.CancelledError):
            await running


def _keys_of(issuer: DemoIssuer) -> Callable[[FastAPI], None]:
    def put(app: FastAPI) -> None:
        @app.get(KEYS_PATH, include_in_schema=False)
        async def keys() -> JSONResponse:
            found: dict[str, Any] = issuer.public_keys()
            return JSONResponse(found)

    return put
