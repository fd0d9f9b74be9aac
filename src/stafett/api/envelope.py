"""The envelope around every answer: what each has, and what is turned away at the letter box.

Before anything is read: how large, how slow, by which method. On every answer: a ``Request-Id``,
no storing, no sniffing, a charset, one of a few lengths. And one line in the log, holding the
route's template, never the address that was asked for: an address may hold an id, and an id
belongs to a child.
"""

import asyncio
import contextlib
import re
import secrets
from collections.abc import Awaitable, Callable, Iterator, Mapping, MutableMapping
from time import perf_counter
from typing import Any
from uuid import uuid4

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from stafett.api import allowances, beat, lengths
from stafett.api.log_lines import place_in
from stafett.api.problems import Problem, answer, said
from stafett.application.media import LARGEST as LARGEST_UPLOAD
from stafett.ledger.errors import NotContinued, Tampered
from stafett.ledger.sealing import SealBroken

LARGEST_BODY = 64 * 1024
LARGEST_PARCEL = 2 * 1024 * 1024
SLOWEST_UPLOAD_SECONDS = 120.0
MOST_PASSED_OVER = 1024 * 1024
LARGEST_HEADERS = 16 * 1024
MOST_HEADERS = 64
SAID_ONCE = frozenset(
    {b"host", b"content-type", b"stafett-book", b"stafett-purpose", b"idempotency-key"}
)
"""Said twice, one server would take the first and another the last (ASVS 4.2.1)."""
MISSPELT = frozenset({b"content_length", b"transfer_encoding"})
"""Some proxies take these for what they look like, and end the request elsewhere than we do."""
SLOWEST_BODY_SECONDS = 10.0
MOST_AT_WORK = 256
"""Requests that are worked at together; one more is told to come back (security study, T17)."""
MOST_UPLOADS = 64
"""Attachments that come in together. They have places of their own: they may come slowly."""
SHORTLY = {"Retry-After": "1"}
NOT_THERE = 404
METHODS = ("GET", "HEAD", "POST", "QUERY")
"""Nothing here is replaced or deleted; ``HEAD`` is ``GET`` without the body (RFC 9110 9.3.2)."""

_ALWAYS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
_TRACEPARENT = re.compile(r"00-([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
_TOUCHED = (Tampered, NotContinued, SealBroken)
_log = structlog.get_logger()


class Envelope:
    """Wraps the whole application; the outermost thing but the server itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._at_work = 0
        self._uploads = 0
        self._beats = beat.Beats()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, whatever happens inside (ASGI)."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = perf_counter()
        request = Request(scope, receive)
        scope["stafett.request"] = uuid4()
        scope["stafett.trace"] = _trace(request.headers.get("traceparent", ""))
        allowances.begin(scope)
        beat.begin(scope, self._beats, began)
        place = contextlib.ExitStack()
        posting = _Posting(scope, send, place)
        scope["stafett.method"] = scope["method"]
        inside = {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope
        try:
            if _is_upload(scope):
                coming = _Coming(request, receive)
                with place:
                    place.enter_context(self._taking_in())
                    await self._app(inside, coming, _heard_out(coming, posting))
            else:
                # Who is slow to say what they want keeps nobody from working.
                body = await _read_body(request, _longest(scope))
                with place:
                    place.enter_context(self._working(scope))
                    await self._app(inside, _again(body, receive), posting)
        except ClientDisconnect:
            pass  # Nobody is there to be answered.
        except Problem as problem:
            await answer(said(problem), request)(scope, receive, posting)
        except Exception as fault:  # noqa: BLE001 - whatever it is, its text must not leave the house
            _log.error(
                "fault",
                kind=type(fault).__name__,
                at=place_in(fault.__traceback__),
                **_which(scope, fault),
            )
            if posting.status is None:
                code = "NOT_AS_WRITTEN" if isinstance(fault, _TOUCHED) else "UNEXPECTED"
                await answer(said(Problem(code)), request)(scope, receive, posting)
            else:
                raise ConnectionAbortedError from None
        finally:
            _log.info(
                "answered",
                method=scope["method"] if scope["method"] in METHODS else "other",
                route=getattr(inside.get("route"), "path", "none"),
                status=posting.status,
                milliseconds=round((perf_counter() - began) * 1000, 1),
                **_names(scope),
            )

    @contextlib.contextmanager
    def _working(self, scope: Scope) -> Iterator[None]:
        """Count one more that is worked at. Raises Problem (503) when there are too many.

        Whoever asks after our health is answered, or they would take us for dead.
        """
        if self._at_work >= MOST_AT_WORK and not scope["path"].startswith("/health/"):
            raise Problem("NOT_NOW", headers=SHORTLY)
        self._at_work += 1
        try:
            yield
        finally:
            self._at_work -= 1

    @contextlib.contextmanager
    def _taking_in(self) -> Iterator[None]:
        """Count one more attachment that comes in. Raises Problem (503) for too many."""
        if self._uploads >= MOST_UPLOADS:
            raise Problem("NOT_NOW", headers={**SHORTLY, "Connection": "close"})
        self._uploads += 1
        try:
            yield
        finally:
            self._uploads -= 1


def _names(scope: Scope) -> dict[str, str]:
    """Return what the caller was told a request is called, to find it again in the log."""
    return {"request": str(scope["stafett.request"]), "trace": scope["stafett.trace"]}


def _which(scope: Scope, fault: Exception) -> dict[str, str | int]:
    """Return which request met the fault, and which line of the book if one was touched."""
    if isinstance(fault, Tampered):
        return {**_names(scope), "stream": str(fault.stream), "version": fault.version}
    return {**_names(scope)}


class _Posting:
    """Puts what every answer has on the answer as it leaves.

    What waits for the beat gives back its place before: many such answers keep nobody from working.
    """

    def __init__(self, scope: Scope, send: Send, place: contextlib.ExitStack) -> None:
        self._scope, self._send, self._place = scope, send, place
        self.status: int | None = None
        self._blanks = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = int(message["status"])
            headers = MutableHeaders(raw=message["headers"])
            for name, value in _ALWAYS.items():
                headers.setdefault(name, value)
            headers["Request-Id"] = str(self._scope["stafett.request"])
            for name, value in _told_of_allowance(self._scope, self.status).items():
                headers[name] = value
            if headers.get("content-type") == "application/json":
                headers["content-type"] = "application/json; charset=utf-8"
            self._blanks = lengths.lengthen(headers)
            if beat.waits(self._scope, self.status):
                self._place.close()
                await beat.wait(self._scope)
        elif self._scope["method"] == "HEAD" and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        elif self._blanks and not message.get("more_body", False):
            message = {**message, "body": message.get("body", b"") + lengths.BLANK * self._blanks}
        await self._send(message)


def _told_of_allowance(scope: Scope, status: int) -> Mapping[str, str]:
    """Return what somebody is told of what they have left; what is not there costs twice.

    And it says nothing: every 404 is the same, also where nobody was asked who is calling.
    """
    if "app" not in scope:
        return {}
    left: allowances.Allowances = scope["app"].state.allowances
    if status == NOT_THERE:
        left.missed(scope)
        return {}
    return left.told(scope)


def _is_upload(scope: Scope) -> bool:
    """Is it one of the few requests whose body is taken in as it comes?"""
    path: str = scope["path"]
    return scope["method"] == "POST" and path.startswith("/v1/") and path.endswith("/uploads")


class _Coming:
    """A body that is handed on as it comes: no longer than was said, and not too slowly."""

    def __init__(self, request: Request, receive: Receive) -> None:
        _check_headers(request)
        declared = request.headers.get("content-length", "")
        if not declared.isascii() or not declared.isdigit():
            raise Problem("LENGTH_MISSING", headers={"Connection": "close"})
        if int(declared) > LARGEST_UPLOAD:
            raise Problem("TOO_LARGE", headers={"Connection": "close"})
        self._receive = receive
        self._until = perf_counter() + SLOWEST_UPLOAD_SECONDS
        self.ended = False

    async def __call__(self) -> Message:
        """Return the next piece (ASGI)."""
        if self.ended:
            return await self._receive()
        try:
            async with asyncio.timeout(max(self._until - perf_counter(), 0.0)):
                message = await self._receive()
        except TimeoutError:
            self.ended = True
            raise Problem("TOO_SLOW", headers={"Connection": "close"}) from None
        self.ended = message["type"] != "http.request" or not message.get("more_body", False)
        return message


def _heard_out(coming: _Coming, send: Send) -> Send:
    """Return a ``send`` that first hears the caller out, or the answer would be lost with it."""

    async def later(message: Message) -> None:
        with contextlib.suppress(Problem):
            while not coming.ended:
                await coming()
        await send(message)

    return later


def _longest(scope: Scope) -> int:
    """Return how long a body may be: what comes from another municipality may be longer."""
    parcel = scope["method"] == "POST" and scope["path"].endswith("/arrivals")
    return LARGEST_PARCEL if parcel else LARGEST_BODY


async def _read_body(request: Request, longest: int) -> bytes:
    """Return the whole body, or refuse it before it has been held in memory."""
    _check_headers(request)
    declared = request.headers.get("content-length", "0")
    if not declared.isascii() or not declared.isdigit() or int(declared) > longest:
        raise Problem("TOO_LARGE", headers={"Connection": "close"})
    body = bytearray()
    passed_over = 0
    try:
        async with asyncio.timeout(SLOWEST_BODY_SECONDS):
            async for piece in request.stream():
                # What is too much is heard out for a while, or the answer would be lost with it.
                if len(body) + len(piece) > longest or passed_over:
                    passed_over += len(piece)
                else:
                    body += piece
                if passed_over > MOST_PASSED_OVER:
                    break
    except TimeoutError:
        raise Problem("TOO_SLOW", headers={"Connection": "close"}) from None
    if passed_over:
        raise Problem("TOO_LARGE", headers={"Connection": "close"})
    return bytes(body)


def _check_headers(request: Request) -> None:
    headers: list[tuple[bytes, bytes]] = request.scope["headers"]
    size = len(request.scope["raw_path"]) + len(request.scope["query_string"])
    size += sum(len(name) + len(value) for name, value in headers)
    if len(headers) > MOST_HEADERS or size > LARGEST_HEADERS:
        raise Problem("HEADERS_TOO_LARGE", headers={"Connection": "close"})
    names = [name for name, _ in headers if name in SAID_ONCE or name in MISSPELT]
    homeless = b"host" not in names and request.scope["http_version"] == "1.1"
    if homeless or len(set(names)) < len(names) or not MISSPELT.isdisjoint(names):
        raise Problem("MALFORMED", headers={"Connection": "close"})


def _again(body: bytes, receive: Receive) -> Callable[[], Awaitable[MutableMapping[str, Any]]]:
    """Return a ``receive`` that gives the body that has already been read, once."""
    given = False

    async def once() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return once


def _trace(traceparent: str) -> str:
    """Return the caller's trace id (W3C Trace Context), or one of our own."""
    found = _TRACEPARENT.fullmatch(traceparent)
    if found and found[1].strip("0"):
        return found[1]
    return secrets.token_hex(16)
