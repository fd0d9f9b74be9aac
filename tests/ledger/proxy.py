"""A wire between us and PostgreSQL that can be cut at the worst moment."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from enum import Enum
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlencode, urlsplit, urlunsplit


class Cut(Enum):
    """When the wire is cut, once it has been told to."""

    BEFORE_IT_ARRIVES = "before"
    """What is sent never reaches the server."""

    AFTER_IT_IS_DONE = "after"
    """The server has done it and said so, but the answer is lost."""

    WHILE_IT_IS_UNDER_WAY = "under way"
    """The sender hears nothing more; the server gets it later, after somebody else has come."""


class Wire:
    """Carries bytes between asyncpg and the server, for every connection made through it."""

    def __init__(self, server: tuple[str, int]) -> None:
        self._server = server
        self._cut: Cut | None = None
        self._later: list[asyncio.Task[None]] = []
        self._down = False
        self._open: set[asyncio.StreamWriter] = set()
        self.cuts = 0

    def cut_next(self, how: Cut) -> None:
        """Cut the wire the next time something long is sent: a batch, not a greeting."""
        self._cut = how

    @contextlib.contextmanager
    def down(self) -> Iterator[None]:
        """Cut every connection, and let nobody through for a while."""
        self._down = True
        for writer in self._open:
            writer.close()
        try:
            yield
        finally:
            self._down = False

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection."""
        if self._down:
            writer.close()
            return
        self._open.add(writer)
        try:
            await self._carry(reader, writer)
        finally:
            self._open.discard(writer)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host, port = self._server
        if host.startswith("/"):
            there = await asyncio.open_unix_connection(f"{host}/.s.PGSQL.{port}")
        else:
            there = await asyncio.open_connection(host, port)
        back = asyncio.create_task(self._carry_back(there[0], writer))
        late = False
        try:
            while sent := await reader.read(1 << 20):
                if self._cut is not None and len(sent) > 600:
                    how, self._cut = self._cut, None
                    self.cuts += 1
                    late = how is Cut.WHILE_IT_IS_UNDER_WAY
                    await self._break(how, sent, there, back)
                    return
                there[1].write(sent)
                await there[1].drain()
        except ConnectionError:
            pass
        finally:
            back.cancel()
            with contextlib.suppress(asyncio.CancelledError, ConnectionError):
                await back
            writer.close()
            if not late:
                there[1].close()

    async def _break(
        self,
        how: Cut,
        sent: bytes,
        there: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        back: "asyncio.Task[None]",
    ) -> None:
        back.cancel()
        if how is Cut.AFTER_IT_IS_DONE:
            there[1].write(sent)
            await there[0].read(1 << 16)
        elif how is Cut.WHILE_IT_IS_UNDER_WAY:
            self._later.append(asyncio.create_task(self._deliver_late(sent, there)))

    async def _deliver_late(
        self, sent: bytes, there: tuple[asyncio.StreamReader, asyncio.StreamWriter]
    ) -> None:
        await asyncio.sleep(0.5)
        there[1].write(sent)
        await there[0].read(1 << 16)
        there[1].close()

    async def _carry_back(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while answered := await reader.read(1 << 16):
                writer.write(answered)
                await writer.drain()
            writer.close()

    async def settle(self) -> None:
        """Wait for what is to be delivered late."""
        await asyncio.gather(*self._later)


@asynccontextmanager
async def wire(url: str, folder: Path) -> AsyncIterator[tuple[Wire, str]]:
    """Lay a wire to a database; gives it, and the address that leads through it."""
    parts = urlsplit(url)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    host = query.get("host") or unquote(parts.hostname or "localhost")
    port = int(query.get("port") or parts.port or 5432)
    laid = Wire((host, port))
    serving = await asyncio.start_unix_server(laid.serve, folder / ".s.PGSQL.5432")
    login = parts.netloc.rpartition("@")[0]
    address = parts._replace(
        netloc=f"{login}@" if login else "",
        query=urlencode({**query, "host": str(folder), "port": "5432"}),
    )
    try:
        yield laid, urlunsplit(address)
        await laid.settle()
    finally:
        serving.close()
