"""What is turned away before anybody looks at who is asking: too large, too slow, the wrong way."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from stafett.api import serving
from stafett.api.envelope import LARGEST_BODY, LARGEST_HEADERS, MOST_HEADERS
from tests.api.forge import attacks
from tests.api.service import Service, same

ALWAYS = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}
PATHS = ("/v1/me", "/v1/concerns", "/v1/follow-ups/x", "/health/live", "/nowhere", "/")


def problem(answer: Any, status: int, code: str) -> Any:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json; charset=utf-8"
    document = answer.json()
    assert document["code"] == code
    assert document["status"] == status
    return document


async def spoken(service: Service, raw: bytes, *, then_listen: float = 30) -> bytes:
    """Say something raw to the service, and return all it says until it hangs up."""
    parts = urlsplit(service.base)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    writer.write(raw)
    try:
        async with asyncio.timeout(then_listen):
            return await reader.read()
    finally:
        writer.close()
        await writer.wait_closed()


@pytest.mark.parametrize("path", PATHS)
async def test_every_answer_has_a_name_and_is_not_to_be_kept(service: Service, path: str) -> None:
    answer = await service.client.get(path)

    assert ALWAYS.items() <= dict(answer.headers).items()
    assert len(answer.headers["request-id"]) == 36
    assert "charset=utf-8" in answer.headers["content-type"]
    assert "server" not in answer.headers
    assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/v1/me", "GET, HEAD"),
        ("/v1/concerns", "POST"),
        ("/v1/persons", "POST, QUERY"),
        ("/v1/employees", "GET, HEAD, POST"),
        ("/health/live", "GET, HEAD"),
    ],
)
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
async def test_a_way_there_is_not_is_answered_with_those_there_are(
    service: Service, path: str, allowed: str, method: str
) -> None:
    answer = await service.client.request(method, path)

    problem(answer, 405, "METHOD_NOT_ALLOWED")
    assert answer.headers["allow"] == allowed


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PROPFIND"])
async def test_an_address_nothing_stands_on_is_not_there_by_any_way(
    service: Service, method: str
) -> None:
    answer = await service.client.request(method, "/nowhere")

    assert answer.status_code == 404


@pytest.mark.parametrize("path", ["/health/live", "/v1/openapi.json", "/v1/me", "/nowhere"])
async def test_asking_for_the_head_gives_what_getting_gives_but_the_body(
    service: Service, path: str
) -> None:
    head, got = await service.client.head(path), await service.client.get(path)

    assert head.content == b""
    assert head.status_code == got.status_code
    assert head.headers["content-length"] == str(len(got.content))
    assert {*head.headers} == {*got.headers}


async def test_no_head_is_where_nothing_can_be_got(service: Service) -> None:
    answer = await service.client.head("/v1/concerns")

    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"


async def test_a_trace_that_is_brought_along_is_kept(service: Service) -> None:
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    headers = {"traceparent": f"00-{trace}-00f067aa0ba902b7-01"}

    assert (await service.client.get("/nowhere", headers=headers)).json()["traceId"] == trace


@pytest.mark.parametrize(
    "traceparent",
    [
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "Nora Li",
    ],
)
async def test_a_trace_that_is_none_is_replaced(service: Service, traceparent: str) -> None:
    answer = await service.client.get("/nowhere", headers={"traceparent": traceparent})

    assert answer.json()["traceId"] not in traceparent
    assert len(answer.json()["traceId"]) == 32


async def test_no_two_answers_have_the_same_name(service: Service) -> None:
    names = {(await service.client.get("/health/live")).headers["request-id"] for _ in range(20)}
    assert len(names) == 20


async def test_a_body_that_says_it_is_too_large_is_not_read(service: Service) -> None:
    answer = await spoken(
        service,
        b"POST /v1/concerns HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        b"Content-Length: %d\r\n\r\n" % (LARGEST_BODY + 1),
    )
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b'"TOO_LARGE"' in answer


async def test_a_body_that_grows_too_large_is_refused(service: Service) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(9):
            yield b" " * (LARGEST_BODY // 8)

    headers = {"Content-Type": "application/json"}
    answer = await service.client.post("/v1/concerns", content=pieces(), headers=headers)

    problem(answer, 413, "TOO_LARGE")


async def test_the_largest_body_there_may_be_is_read(service: Service) -> None:
    caller = service.caller("anybody")
    body = b'{"about": "' + b"x" * (LARGEST_BODY - 13) + b'"}'
    assert len(body) == LARGEST_BODY

    answer = await caller.post("/v1/set-up", body, {"Stafett-Book": caller.subject})

    assert answer.status_code != 413


async def test_headers_up_to_the_limit_are_read_and_no_more(service: Service) -> None:
    room = {"x-room": "x" * (LARGEST_HEADERS - 1000)}
    assert (await service.client.get("/health/live", headers=room)).status_code == 200

    too_much = {"x-room": "x" * LARGEST_HEADERS}
    problem(await service.client.get("/health/live", headers=too_much), 431, "HEADERS_TOO_LARGE")
    too_many = {f"x-{number}": "1" for number in range(MOST_HEADERS + 1)}
    problem(await service.client.get("/health/live", headers=too_many), 431, "HEADERS_TOO_LARGE")
    long_way = f"/health/live?{'x' * LARGEST_HEADERS}"
    problem(await service.client.get(long_way), 431, "HEADERS_TOO_LARGE")


async def test_headers_without_end_are_hung_up_on(service: Service) -> None:
    parts = urlsplit(service.base)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    writer.write(b"GET /health/live HTTP/1.1\r\nHost: x\r\n")
    said = 0
    with contextlib.suppress(ConnectionError):
        while said < 10_000 and not reader.at_eof():
            writer.write(b"x-%d: %s\r\n" % (said, b"y" * 1000))
            await writer.drain()
            await asyncio.sleep(0)
            said += 1
    assert said < 10_000
    writer.close()
    with contextlib.suppress(ConnectionError):
        await writer.wait_closed()


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"GET /health/li", id="half an address"),
        pytest.param(b"GET /health/live HTTP/1.1\r\nHost: x\r\nX-Slow: ", id="half a header"),
        pytest.param(
            b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\nGET /health", id="half a second request"
        ),
    ],
)
async def test_who_never_finishes_asking_is_hung_up_on(
    service: Service, said: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "SLOWEST_ASKING_SECONDS", 0.1)

    await spoken(service, said)


async def test_a_body_that_never_ends_is_refused(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stafett.api.envelope.SLOWEST_BODY_SECONDS", 0.1)

    answer = await spoken(
        service, b"POST /v1/concerns HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{"
    )

    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b'"TOO_SLOW"' in answer


@pytest.mark.parametrize(
    "raw",
    [
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nBad Header: 1\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x02\x00",
    ],
)
async def test_what_two_servers_could_read_differently_is_refused(
    service: Service, raw: bytes
) -> None:
    answer = await spoken(service, raw)

    assert answer.startswith(b"HTTP/1.1 400 ")
    assert answer.count(b"HTTP/1.1 ") == 1


async def test_all_failed_log_ins_are_alike_whatever_is_asked(service: Service) -> None:
    tokens = [f"Bearer {bad}" for _, bad in attacks() if bad and bad == bad.strip()]
    said = ["", "Basic eDp4", *(one for one in tokens if len(one) < LARGEST_HEADERS - 1000)]
    first = same(await service.client.get("/v1/me"))
    problem(await service.client.get("/v1/me"), 401, "NOT_LOGGED_IN")
    assert first[1]["www-authenticate"].startswith('Bearer realm="stafett", DPoP ')

    for authorization in said:
        headers = {"Authorization": authorization}
        assert same(await service.client.get("/v1/me", headers=headers)) == first
    for path in ("/v1/me/follow-ups", "/v1/concerns/x", "/v1/municipality"):
        assert same(await service.client.get(path)) == first
    headers = {"Content-Type": "application/json"}
    for content in (b"{", b"{}", json.dumps({"a": 1}).encode()):
        answer = await service.client.post("/v1/concerns", content=content, headers=headers)
        assert same(answer) == first


@pytest.mark.parametrize(
    "media_type", [None, "text/plain", "application/xml", "application/json-seq", "json"]
)
async def test_a_body_that_is_not_called_json_is_not_read(
    service: Service, media_type: str | None
) -> None:
    caller = service.caller("anybody")
    headers = {"Content-Type": media_type} if media_type else {}
    headers |= {"Authorization": f"Bearer {caller.token}", "Idempotency-Key": '"1"'}

    answer = await service.client.post("/v1/concerns", content=b"{}", headers=headers)

    problem(answer, 415, "NOT_JSON")


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
async def test_a_problem_and_its_page_come_in_the_readers_language(
    service: Service, language: str
) -> None:
    asked = {"Accept-Language": language}
    answer = await service.client.get("/v1/me", headers=asked)
    assert answer.headers["content-language"] == language

    page = await service.client.get(answer.json()["type"], headers=asked)

    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["content-language"] == language
    assert f'lang="{language}"' in page.text
    assert answer.json()["title"] in page.text


@pytest.mark.parametrize(
    "code", ["nothing-here", "NOT-FOUND", "not_found", "%3Cscript%3E", "x" * 99]
)
async def test_a_problem_that_does_not_exist_has_no_page(service: Service, code: str) -> None:
    answer = await service.client.get(f"/problems/{code}")

    problem(answer, 404, "NOT_FOUND")
    assert "script" not in answer.text


async def test_health_says_what_is_there(service: Service) -> None:
    assert (await service.client.get("/health/live")).json() == {"status": "live"}

    ready = await service.client.get("/health/ready")

    assert ready.status_code == 200, ready.text
    assert ready.json()["status"] == "ready"
    assert all(ready.json()["checks"].values())
    assert (await service.client.get("/version")).json()["name"] == "stafett"
