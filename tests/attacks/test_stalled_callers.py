"""Callers who hold a line and say nothing, or half of something, or never listen to the answer.

uvicorn by itself keeps every one of them for ever. Here each has seconds, and takes nobody's place
meanwhile: what others ask is answered while five hundred of them stand at the counter.
"""

import asyncio
import contextlib
import socket
import statistics
import time
from typing import TypeAlias
from urllib.parse import urlsplit

import pytest

from stafett.api import serving
from tests.api.service import Service
from tests.api.town import Town
from tests.attacks.attack import Attacking

MANY = 500
SAID = (
    b"",
    b"GET /v1/me",
    b"GET /v1/me HTTP/1.1\r\nHost: x\r\nX-Slow: ",
    b"POST /v1/concerns HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{",
)
ROUNDS = 5
ENOUGH = 3
"""Answers of more than a megabyte."""
Line: TypeAlias = tuple[asyncio.StreamReader, asyncio.StreamWriter]
ASKED = 60


async def stand_there(service: Service, said: bytes) -> Line:
    parts = urlsplit(service.base)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    writer.write(said)
    await writer.drain()
    return reader, writer


async def hang_up(lines: list[Line]) -> None:
    for _, writer in lines:
        writer.close()
    for _, writer in lines:
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


async def slow_ones(town: Town) -> float:
    """Ask as everybody does, and return how long the slowest but a few waited, in seconds."""
    waits = []
    for _ in range(ASKED):
        began = time.perf_counter()
        assert (await town.teacher.get("/v1/me")).status_code == 200
        waits.append(time.perf_counter() - began)
    return statistics.quantiles(waits, n=20)[-1]


async def test_five_hundred_who_never_finish_asking_keep_nobody_waiting(
    town: Town, monkeypatch: pytest.MonkeyPatch, attacking: Attacking
) -> None:
    monkeypatch.setattr(serving, "SLOWEST_ASKING_SECONDS", 60.0)
    monkeypatch.setattr("stafett.api.envelope.SLOWEST_BODY_SECONDS", 60.0)
    times: list[float] = []
    with attacking("T17", "callers who never finish asking, beside others who do") as attack:
        await _beside_stalled_ones(town, times)
        attack.tried(MANY * len(times))
        attack.beside = f"others waited {min(times):.2f} times as long, p95"
    # Who else is busy on the machine is busy in some rounds and not in all of them.
    assert min(times) <= 2, times


async def _beside_stalled_ones(town: Town, times: list[float]) -> None:
    for _ in range(ROUNDS):
        alone = await slow_ones(town)
        lines = [
            await stand_there(town.service, SAID[number % len(SAID)]) for number in range(MANY)
        ]
        beside = await slow_ones(town)
        assert not any(reader.at_eof() for reader, _ in lines), "they stood there all the time"
        await hang_up(lines)
        times.append(beside / alone)
        if times[-1] <= 2:
            break


async def test_all_five_hundred_are_hung_up_on(
    service: Service, monkeypatch: pytest.MonkeyPatch, attacking: Attacking
) -> None:
    monkeypatch.setattr(serving, "SLOWEST_ASKING_SECONDS", 0.2)
    monkeypatch.setattr("stafett.api.envelope.SLOWEST_BODY_SECONDS", 0.2)
    lines = [await stand_there(service, SAID[number % len(SAID)]) for number in range(MANY)]
    with attacking("T17", "callers who never finish asking, until they are hung up on") as attack:
        async with asyncio.timeout(60):
            for reader, _ in lines:
                answer = b""
                with contextlib.suppress(ConnectionError):
                    answer = await reader.read()
                attack.held(not answer or answer.startswith(b"HTTP/1.1 408 "), repr(answer[:40]))
    await hang_up(lines)


async def test_who_never_takes_in_an_answer_is_hung_up_on(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "SLOWEST_HEARING_SECONDS", 0.2)
    parts = urlsplit(service.base)
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.settimeout(0)
    loop = asyncio.get_running_loop()
    await loop.sock_connect(line, (parts.hostname, parts.port))
    asked = b"GET /v1/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n"
    try:
        async with asyncio.timeout(60):
            with contextlib.suppress(ConnectionError):
                # More than every buffer on the way takes, and none of it is ever read.
                await loop.sock_sendall(line, asked * ENOUGH)
                while True:
                    await asyncio.sleep(0.05)
                    await loop.sock_sendall(line, b"G")
    finally:
        line.close()
    assert (await service.client.get("/health/live")).status_code == 200
