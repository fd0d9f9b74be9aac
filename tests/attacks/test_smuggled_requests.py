"""T17, ASVS 4.2.1: a request hidden inside another, or one that two servers would read differently.

If a proxy and this service disagree on where a request ends, somebody's next question is another's
to ask. So what could be read in two ways gets one answer, a refusal, and the line is closed. Every
text below hides a question for a page that nothing else asks for; that page would mean that it was
heard. What comes last on each line is a plain question, so that a line left open is seen to be.
"""

import asyncio
import json
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

import pytest

from stafett.api import serving
from stafett.api.envelope import LARGEST_BODY, LARGEST_HEADERS
from stafett.api.serving import MOST_HEADER_BYTES
from tests.api.service import Service
from tests.api.town import Town
from tests.attacks.attack import Attacking

HIDDEN = b"GET /problems/not-found HTTP/1.1\r\nHost: x\r\n\r\n"
FOUND = b"text/html"
LAST = b"GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
LIVE = b'{"status":"live"}'
CHUNKED = b"Transfer-Encoding: chunked\r\n"
ENDED = b"0\r\n\r\n"
REFUSED = (b"400 ", b"401 ", b"404 ", b"405 ", b"408 ", b"413 ", b"415 ", b"431 ", b"501 ", b"505 ")


def posted(headers: bytes, body: bytes, *, host: bytes = b"Host: x\r\n") -> bytes:
    return b"POST /v1/concerns HTTP/1.1\r\n" + host + headers + b"\r\n" + body


def of_length(length: bytes) -> bytes:
    return b"Content-Length: " + length + b"\r\n"


def lengths_that_differ() -> Iterator[tuple[str, bytes]]:
    """Yield both ways of saying how long it is, in one request."""
    whole = ENDED + HIDDEN
    long, short = of_length(b"%d" % len(whole)), of_length(b"4")
    for name, ways in {"length first": (b"%s", CHUNKED), "chunked first": (CHUNKED, b"%s")}.items():
        yield f"CL.TE, {name}", posted(b"".join(ways) % long, whole)
        yield (
            f"TE.CL, {name}",
            posted(b"".join(ways) % short, b"%x\r\n" % len(HIDDEN) + HIDDEN + b"\r\n" + ENDED),
        )
    for written in (
        b"Transfer-Encoding: xchunked",
        b"Transfer-Encoding : chunked",
        b"Transfer-Encoding: chunked, identity",
        b"Transfer-Encoding: identity, chunked",
        b"Transfer-Encoding: identity",
        b"Transfer-Encoding:\tchunked",
        b"Transfer-Encoding:\x0bchunked",
        b"Transfer-Encoding: \x00chunked",
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
        b"Transfer-Encoding: identity\r\nTransfer-Encoding: chunked",
        b"Transfer-Encoding:\r\n chunked",
        b" Transfer-Encoding: chunked",
        b"X: y\nTransfer-Encoding: chunked",
        b"X: y\rTransfer-Encoding: chunked",
        b'Transfer-Encoding: "chunked"',
        b"Transfer-Encoding: chunked;q=1",
        b"Transfer-Encoding: gzip, chunked",
        b"Transfer_Encoding: chunked",
        b"Transfer-Encoding: CHUNKED",
        b"Transfer-Encoding",
    ):
        yield f"{written!r} and a length", posted(long + written + b"\r\n", whole)
        yield f"{written!r} and a short length", posted(written + b"\r\n" + short, whole)


def lengths_that_are_none() -> Iterator[tuple[str, bytes]]:
    """Yield lengths that one server takes and another does not."""
    hidden = b"{}" + HIDDEN
    for written in (
        b"+2",
        b"-2",
        b"0x2",
        b"2 2",
        b"2, 2",
        b"2,3",
        b"2;3",
        b"2.0",
        b"2\x00",
        b"\x0b2",
        b"2e1",
        b"",
        b"0_2",
        b"\xd9\xa2",
        b"18446744073709551618",
        b"99999999999999999999999",
    ):
        yield f"a length of {written!r}", posted(of_length(written), hidden)
    for one, other in ((b"2", b"%d" % len(hidden)), (b"0", b"2"), (b"2", b"2"), (b"2", b"")):
        yield f"two lengths {one!r} {other!r}", posted(of_length(one) + of_length(other), hidden)


def chunks_that_are_none() -> Iterator[tuple[str, bytes]]:
    """Yield pieces whose size can be read in two ways."""
    for written in (
        b"0x2",
        b" 2",
        b"+2",
        b"-2",
        b"2 ",
        b"2\x00",
        b"10000000000000002",
        b"FFFFFFFFFFFFFFFFF",
        b"",
        b"g",
    ):
        pieces = written + b"\r\n{}\r\n" + ENDED + HIDDEN
        yield f"a piece of {written!r}", posted(CHUNKED, pieces)
    for name, pieces in {
        "a bare line feed after the size": b"2\n{}\r\n" + ENDED,
        "a bare line feed after the piece": b"2\r\n{}\n" + ENDED,
        "a bare line feed at the end": b"2\r\n{}\r\n0\n\n",
        "a piece longer than its size": b"2\r\n{}{}\r\n" + ENDED,
        "an extension with a line feed": b"2;x=\n{}\r\n" + ENDED,
        "no end": b"2\r\n{}\r\n",
    }.items():
        yield name, posted(CHUNKED, pieces + HIDDEN)


def lines_that_are_none() -> Iterator[tuple[str, bytes]]:
    """Yield requests whose lines themselves are doubtful."""
    yield "bare line feeds", b"POST /v1/concerns HTTP/1.1\nHost: x\n\n" + HIDDEN
    yield "a bare carriage return", b"GET /v1/me HTTP/1.1\rHost: x\r\r" + HIDDEN
    yield "a name with a blank", posted(b"Bad Name: 1\r\n", HIDDEN)
    yield "a name that is empty", posted(b": 1\r\n", HIDDEN)
    yield "a name with a zero byte", posted(b"X\x00Y: 1\r\n", HIDDEN)
    yield "a value with a zero byte", posted(b"X: a\x00b\r\n", HIDDEN)
    yield "a value with a bare carriage return", posted(b"X: a\rY: b\r\n", HIDDEN)
    yield "a folded line", posted(b"X: a\r\n Content-Length: 0\r\n", HIDDEN)
    yield "a line with no colon", posted(b"Nothing\r\n", HIDDEN)
    yield "no host", b"GET /v1/me HTTP/1.1\r\n\r\n"
    yield "two hosts", posted(b"Content-Length: 2\r\n", b"{}", host=b"Host: x\r\nHost: y\r\n")
    yield "no version", b"GET /v1/me\r\n\r\n" + HIDDEN
    yield "an older version", b"GET /v1/me HTTP/0.9\r\n\r\n" + HIDDEN
    yield "a version there is not", b"GET /v1/me HTTP/1.2\r\nHost: x\r\n\r\n"
    yield "another protocol", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + HIDDEN
    yield "another's words", b"EHLO example.org\r\n" + HIDDEN
    yield "an encrypted greeting", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + HIDDEN
    yield "a blank in the address", b"GET /v1/me /problems/not-found HTTP/1.1\r\nHost: x\r\n\r\n"
    yield "a line break in the address", b"GET /v1/me\r\nX: HTTP/1.1\r\nHost: x\r\n\r\n"
    yield "old chunks", b"POST /v1/concerns HTTP/1.0\r\n" + CHUNKED + b"\r\n" + ENDED + HIDDEN


def ways_to_get_elsewhere() -> Iterator[tuple[str, bytes]]:
    """Yield addresses in forms that a proxy may read in another way."""
    for address in (
        b"http://other.example/v1/me",
        b"http://other.example@x/v1/me",
        b"//other.example/v1/me",
        b"/v1/../v1/me",
        b"/v1/./me",
        b"/v1//me",
        b"/v1/me/",
        b"/v1/%6de",
        b"/v1%2fme",
        b"/V1/ME",
        b"/v1/me;x=1",
        b"/v1/me%00",
        b"/v1/me%0d%0aX:1",
        b"\\v1\\me",
        b"/health/live/../../v1/me",
        b"*",
    ):
        yield f"the address {address!r}", b"GET " + address + b" HTTP/1.1\r\nHost: x\r\n\r\n"
    yield "a tunnel", b"CONNECT x:443 HTTP/1.1\r\nHost: x:443\r\n\r\n" + HIDDEN
    upgrade = b"GET /v1/me HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\n"
    yield "another protocol, please", upgrade + b"Upgrade: h2c\r\nHTTP2-Settings: AAMA\r\n\r\n"
    yield "a socket, please", upgrade + b"Upgrade: websocket\r\nSec-WebSocket-Key: AAAA\r\n\r\n"


def bodies_that_are_not_wanted() -> Iterator[tuple[str, bytes]]:
    """Yield a question in what another question brings along."""
    within = of_length(b"%d" % len(HIDDEN))
    yield (
        "in the body of a reading",
        b"GET /v1/me HTTP/1.1\r\nHost: x\r\n" + within + b"\r\n" + HIDDEN,
    )
    yield (
        "in the body of a head",
        b"HEAD /v1/me HTTP/1.1\r\nHost: x\r\n" + within + b"\r\n" + HIDDEN,
    )
    yield "in a body nobody reads", posted(within, HIDDEN)
    yield "in a body that is waited for", posted(within + b"Expect: 100-continue\r\n", HIDDEN)
    too_long = of_length(b"%d" % (LARGEST_BODY + 1))
    yield "in a body that is too long", posted(too_long, HIDDEN)
    room = b"X-Room: " + b"x" * LARGEST_HEADERS + b"\r\n"
    yield "after headers that are too long", posted(room + within, HIDDEN)
    more = b"X-Room: " + b"x" * MOST_HEADER_BYTES + b"\r\n"
    yield "after headers without end", posted(more, HIDDEN)
    yield (
        "after a megabyte of token",
        posted(b"Authorization: Bearer " + b"x" * 2**20 + b"\r\n", HIDDEN),
    )


KINDS = (
    lengths_that_differ,
    lengths_that_are_none,
    chunks_that_are_none,
    lines_that_are_none,
    ways_to_get_elsewhere,
    bodies_that_are_not_wanted,
)
CORPUS = [one for kind in KINDS for one in kind()]


async def said(service: Service, raw: bytes) -> bytes:
    """Say it on a line of its own, and one thing more; return all that is answered."""
    parts = urlsplit(service.base)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    heard = b""
    try:
        writer.write(raw + LAST)
        async with asyncio.timeout(30):
            heard = await reader.read()
    except ConnectionError:
        pass
    finally:
        writer.close()
    return heard


def answers_in(heard: bytes) -> Sequence[bytes]:
    """Return each answer from its status on, but for the one to what was said last."""
    every = heard.split(b"HTTP/1.1 ")[1:]
    return [one for one in every if LIVE not in one and not one.startswith(b"100 ")]


async def test_what_is_hidden_in_a_request_is_never_answered(
    service: Service, attacking: Attacking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "SLOWEST_ASKING_SECONDS", 1.0)
    monkeypatch.setattr("stafett.api.envelope.SLOWEST_BODY_SECONDS", 1.0)
    with attacking(
        "T17", "requests hidden in others, and such as can be read in two ways"
    ) as attack:
        heard = await asyncio.gather(*(said(service, raw) for _, raw in CORPUS))
        for (why, _), answered in zip(CORPUS, heard, strict=True):
            answers = answers_in(answered)
            well = len(answers) <= 1 and all(one.startswith(REFUSED) for one in answers)
            attack.held(well and FOUND not in answered, f"{why}: {[one[:30] for one in answers]}")
        attack.beside = f"{len(CORPUS)} texts, each on a line of its own"
    assert FOUND in await said(service, HIDDEN), "alone it is answered"


async def test_each_of_many_requests_on_one_line_has_its_own_answer_and_asker(
    town: Town, attacking: Attacking
) -> None:
    with attacking("T17", "requests of several people one after another on one line") as attack:
        people = [town.teacher, None, town.mother, town.stranger, None, town.nurse] * 4
        line = b"".join(
            b"GET /v1/me HTTP/1.1\r\nHost: x\r\n"
            + (b"" if one is None else f"Authorization: Bearer {one.token}\r\n".encode())
            + (b"" if one is None or not one.book else f"Stafett-Book: {one.book}\r\n".encode())
            + b"\r\n"
            for one in people
        )
        heard = answers_in(await said(town.service, line))
        assert len(heard) == len(people)
        for one, answer in zip(people, heard, strict=True):
            status, body = answer[:3], json.loads(answer.partition(b"\r\n\r\n")[2])
            if one is None or one is town.stranger:
                wanted = b"401" if one is None else b"403"
                attack.held(status == wanted and "id" not in body, f"nobody is answered {status!r}")
            else:
                attack.held(body["id"] == town[one.subject], f"{one.subject}: {status!r}")


async def test_what_may_be_said_once_is_not_taken_when_said_twice(
    town: Town, attacking: Attacking
) -> None:
    good = {
        "Host": "x",
        "Authorization": f"Bearer {town.teacher.token}",
        "Stafett-Book": town.book,
        "Stafett-Purpose": "FOLLOW_UP",
        "Idempotency-Key": '"once"',
        "Content-Type": "application/json",
    }
    number = b'{"nationalNumber": "02841986469"}'

    async def answered(*more: str) -> bytes:
        lines = [*(f"{name}: {value}" for name, value in good.items()), *more]
        head = "\r\n".join([*lines, f"Content-Length: {len(number)}", "", ""])
        raw = b"POST /v1/persons/search HTTP/1.1\r\n" + head.encode() + number
        (one,) = answers_in(await said(town.service, raw))
        return one[:4]

    assert await answered() == b"200 "
    with attacking("T17", "a header that may be said once, said twice") as attack:
        for name, value in good.items():
            for other in (value, "other", ""):
                status = await answered(f"{name}: {other}")
                well = status == (b"401 " if name == "Authorization" else b"400 ")
                attack.held(well, f"{name}: {other!r} is answered {status!r}")
