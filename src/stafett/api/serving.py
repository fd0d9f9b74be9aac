"""Standing at the counter: the HTTP server, with limits that uvicorn does not set itself.

A caller who never finishes asking must not keep a place from others. uvicorn waits for ever
for a slow header (security study, finding 8), so each connection here has ten seconds to say
what it wants. In front of the internet a proxy belongs all the same.
"""

import asyncio
import contextlib
import gc
import socket
from asyncio import TimerHandle
from collections.abc import Callable, Generator
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

SLOWEST_ASKING_SECONDS = 10.0
SLOWEST_HEARING_SECONDS = 30.0
"""So long an answer may lie there without being taken in."""
MOST_HEADER_BYTES = 32 * 1024
KEEP_ALIVE_SECONDS = 15
FAREWELL_SECONDS = 10
MOST_AT_ONCE = 2000
"""Connections and requests at a time; one more is told to come back."""


class PromptProtocol(HttpToolsProtocol):
    """HTTP/1.1 for callers who say what they want within ten seconds and 32 KiB.

    And who listen to the answer: one that nobody takes in is broken off after a while.
    """

    _hourglass: TimerHandle | None = None
    _deaf: TimerHandle | None = None
    _heard = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        line = transport.get_extra_info("socket")
        if line is not None and line.family in (socket.AF_INET, socket.AF_INET6):
            # An answer leaves in two pieces; the second must not wait 40 ms for a nod.
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().connection_made(transport)
        self._turn_hourglass()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop_hourglass()
        self._is_heard()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Begin to wait until some of the answer has been taken in."""
        super().pause_writing()
        self._is_heard()
        self._deaf = self.loop.call_later(SLOWEST_HEARING_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on: somebody listens."""
        self._is_heard()
        super().resume_writing()

    def _is_heard(self) -> None:
        if self._deaf is not None:
            self._deaf.cancel()
            self._deaf = None

    def on_message_begin(self) -> None:
        """Begin to wait for the headers of one more request."""
        self._heard = 0
        self._turn_hourglass()
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """Take in a piece of the address."""
        if self._is_small_enough(len(url)):
            super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take in one header."""
        if self._is_small_enough(len(name) + len(value)):
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Hand the request on; from here the application keeps the time."""
        self._stop_hourglass()
        if self._heard <= MOST_HEADER_BYTES:
            super().on_headers_complete()

    def _is_small_enough(self, more: int) -> bool:
        self._heard += more
        if self._heard > MOST_HEADER_BYTES:
            self.transport.close()
            return False
        return True

    def _turn_hourglass(self) -> None:
        self._stop_hourglass()
        self._hourglass = self.loop.call_later(SLOWEST_ASKING_SECONDS, self.transport.close)

    def _stop_hourglass(self) -> None:
        if self._hourglass is not None:
            self._hourglass.cancel()
            self._hourglass = None


class Server(uvicorn.Server):
    """A server that leaves signals to its owner, and says when it is listening."""

    def __init__(self, config: uvicorn.Config, listening: Callable[[], None]) -> None:
        super().__init__(config)
        self._listening = listening

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Capture none: whoever started the databases must be the one who stops."""
        yield

    async def startup(self, sockets: Any = None) -> None:
        """Open the service, then leave what will live as long as it out of garbage collection."""
        await super().startup(sockets)
        if self.started and not self.should_exit:
            gc.collect()
            gc.freeze()
            self._listening()

    def stop(self) -> None:
        """Finish what is being answered, then stop."""
        self.should_exit = True


def make_server(
    app: ASGIApp,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    listening: Callable[[], None] = lambda: None,
) -> Server:
    """Return a server for *app*; await ``serve()`` on it. Port 0 takes any free one."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        loop="uvloop",
        http=PromptProtocol,
        ws="none",
        lifespan="on",
        server_header=False,
        proxy_headers=False,
        access_log=False,
        log_config=None,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=FAREWELL_SECONDS,
        limit_concurrency=MOST_AT_ONCE,
    )
    return Server(config, listening)


def port_of(server: Server) -> int:
    """Return the port a started server listens on."""
    port: int = server.servers[0].sockets[0].getsockname()[1]
    return port
