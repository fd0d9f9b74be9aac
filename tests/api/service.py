"""A real service on a real socket, with real books behind it, for the tests of the API."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
from fastapi import FastAPI

from stafett.api.allowances import BOOK, CLIENT, ORIGIN, PERSON, Allowances, Rate
from stafett.api.app import make_app
from stafett.api.demo_issuer import DemoIssuer, beside
from stafett.api.health import Checks
from stafett.api.house import House, open_house
from stafett.api.identity import Identity
from stafett.api.issuers import Issuer, Use
from stafett.api.numbers import Numbers
from stafett.api.serving import make_server
from stafett.application.door import Application
from stafett.domain.national_number import Environment
from stafett.domain.people import Assurance
from stafett.exchange.post import Post
from stafett.ledger.roots import LocalRoot, RootKey
from tests.printing.pages import timeless

UNHURRIED = tuple(Rate(one.name, 1e9, 1e6) for one in (PERSON, CLIENT, BOOK, ORIGIN))
PURPOSE = {"Stafett-Purpose": "FOLLOW_UP"}
VARIES = ("date", "request-id", "ratelimit")


@dataclass
class Service:
    """A running service; ``house`` is what stands behind its door."""

    base: str
    issuer: DemoIssuer
    client: httpx2.AsyncClient
    house: House
    root: LocalRoot
    app: FastAPI

    def caller(self, subject: str, assurance: Assurance = Assurance.HIGH) -> "Caller":
        """Return somebody who has logged in."""
        return Caller(self, subject, self.issuer.token(subject, assurance))


@dataclass
class Caller:
    """Somebody with a token; ``book`` is named when it is set."""

    service: Service
    subject: str
    token: str
    book: str = ""

    async def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx2.Response:
        sent = {"Authorization": f"Bearer {self.token}"}
        if self.book:
            sent["Stafett-Book"] = self.book
        content = None
        if body is not None:
            sent["Content-Type"] = "application/json"
            content = body if isinstance(body, bytes) else json.dumps(body).encode()
        sent |= headers or {}
        return await self.service.client.request(method, path, content=content, headers=sent)

    async def get(self, path: str, headers: Mapping[str, str] | None = None) -> httpx2.Response:
        return await self.ask("GET", path, headers=PURPOSE | dict(headers or {}))

    async def post(
        self,
        path: str,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        key: str | None = None,
    ) -> httpx2.Response:
        promise = {"Idempotency-Key": f'"{key or uuid4()}"'}
        return await self.ask("POST", path, body, promise | dict(headers or {}))

    async def did(self, path: str, body: Any = None, **how: Any) -> Mapping[str, Any]:
        """Have something done that must be done, and return what was answered."""
        answer = await self.post(path, body, **how)
        assert answer.status_code == 201, f"{path}: {answer.status_code} {answer.text}"
        done: Mapping[str, Any] = answer.json()
        return done


@asynccontextmanager
async def running(
    events_url: str,
    keystore_url: str,
    post: Post | None = None,
    *,
    beside_another: Service | None = None,
    issuers: Sequence[Issuer] = (),
    anchors: Path | None = None,
) -> AsyncIterator[Service]:
    """Open a service on a free port of this machine, and close it again.

    One beside another serves the same books to those who log in with the other's issuer;
    ``issuers`` are believed beside the demo's own; checkpoints are signed where there are
    ``anchors``. Nobody has to wait for having asked much.
    """
    there = socket.socket()
    there.bind(("127.0.0.1", 0))
    base = f"http://127.0.0.1:{there.getsockname()[1]}"
    issuer = DemoIssuer(base) if beside_another is None else beside_another.issuer
    root = LocalRoot(RootKey.new(), "a test") if beside_another is None else beside_another.root
    houses: list[House] = []

    @asynccontextmanager
    async def opening() -> AsyncIterator[tuple[Application, Checks]]:
        async with open_house(
            events_url, keystore_url, root, demo=True, post=post, anchors=anchors
        ) as house:
            houses.append(house)
            yield house.application, house.checks

    identity = Identity([issuer.as_issuer(), *issuers], Use.DEMO, address=base)
    app = make_app(
        opening,
        identity,
        Numbers(Environment.TEST),
        allowances=Allowances(*UNHURRIED),
        beside=[beside(issuer)],
    )
    listening = asyncio.Event()
    server = make_server(app, listening=listening.set)
    serving = asyncio.create_task(server.serve(sockets=[there]))
    arrived = asyncio.create_task(listening.wait())
    await asyncio.wait([serving, arrived], return_when=asyncio.FIRST_COMPLETED)
    assert listening.is_set(), "the service did not open"
    try:
        async with httpx2.AsyncClient(base_url=base, timeout=30, trust_env=False) as client:
            yield Service(base, issuer, client, houses[0], root, app)
    finally:
        server.stop()
        await serving


def same(answer: httpx2.Response) -> tuple[int, Mapping[str, str], bytes]:
    """Return an answer without the few things that are never twice the same.

    A printout is signed anew each time, and says at which minute; what counts is its words.
    """
    headers = {name: value for name, value in answer.headers.items() if name not in VARIES}
    body = answer.content
    if "problem" in headers.get("content-type", ""):
        trace = answer.json()["traceId"]
        body = body.replace(trace.encode(), b"0" * len(trace))
    if headers.get("content-type") == "application/pdf":
        body = timeless(body).encode()
    return answer.status_code, headers, body
