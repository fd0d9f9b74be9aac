"""Something that listens on a real socket and hands out keys, well or badly."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import Any, Self


class KeysServed:
    """A key set at an address of this machine; ``asked`` counts the questions."""

    def __init__(self, keys: Sequence[Mapping[str, Any]], way: str = "well") -> None:
        self.keys: Sequence[Mapping[str, Any]] = keys
        self.way, self.asked, self.path = way, 0, "/jwks"
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._answer, "127.0.0.1", 0)
        self._port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def url(self) -> str:
        return f"{self.base}{self.path}"

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked_for = (await reader.readuntil(b"\r\n\r\n")).split()[1].decode()
        self.asked += 1
        status, more, body = "200 OK", "", json.dumps({"keys": list(self.keys)})
        match self.way:
            case "redirect":
                status, more = "302 Found", f"Location: {self.base}/other\r\n"
            case "error":
                status = "500 Oh"
            case "huge":
                body = json.dumps({"keys": list(self.keys), "padding": "x" * 70_000})
            case "not json":
                body = "<html>"
            case "twice named":
                body = '{"keys": [], ' + body[1:]
            case _:
                status = status if asked_for == self.path else "404 Not Found"
        head = (
            f"HTTP/1.1 {status}\r\n{more}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        )
        writer.write(head.encode() + body.encode())
        await writer.drain()
        writer.close()
        await writer.wait_closed()
