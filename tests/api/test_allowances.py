"""Who asks much has to wait, who tries many doors sooner than others, and nobody for the others."""

import asyncio
import math
import re
from collections.abc import AsyncIterator, Callable
from datetime import date
from random import Random
from uuid import uuid4

import httpx2
import pytest
import pytest_asyncio
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from stafett.api import beat, envelope
from stafett.api.allowances import (
    LOOK_UP,
    MOST_REMEMBERED,
    PERSON,
    Allowances,
    Rate,
)
from stafett.domain.national_number import tenor_number
from tests.api.service import PURPOSE, Caller, same
from tests.api.test_at_the_letter_box import problem
from tests.api.town import Town

MUCH = 1e6
SLOWLY = 0.01
"""Questions a second: none comes back while a test runs."""
NUMBER = tenor_number(Random("nobody"), date(2018, 3, 2)).digits


@pytest_asyncio.fixture
async def granted(town: Town) -> AsyncIterator[Callable[..., None]]:
    """Grants allowances that do not come back while the test runs; takes them back afterwards."""
    state = town.service.app.state
    before = state.allowances

    def grant(*, person: float = MUCH, client: float = MUCH, book: float = MUCH) -> None:
        state.allowances = Allowances(
            Rate("person", person, SLOWLY),
            Rate("client", client, SLOWLY),
            Rate("book", book, SLOWLY),
        )

    yield grant
    state.allowances = before


def left(answer: httpx2.Response) -> int:
    found = re.fullmatch(r'"person";r=(\d+);t=\d+', answer.headers["ratelimit"])
    assert found, answer.headers["ratelimit"]
    return int(found[1])


async def looked_up(who: Caller) -> httpx2.Response:
    body = {"nationalNumber": NUMBER}
    return await who.ask("POST", "/v1/persons/search", body, PURPOSE)


async def test_so_many_questions_are_answered_and_the_next_one_waits(
    town: Town, granted: Callable[..., None]
) -> None:
    granted(person=5)
    answers = [await town.teacher.get("/v1/me") for _ in range(5)]
    assert [one.status_code for one in answers] == [200] * 5
    assert [left(one) for one in answers] == [4, 3, 2, 1, 0]
    refused = await town.teacher.get("/v1/me")
    problem(refused, 429, "TOO_OFTEN")
    assert int(refused.headers["retry-after"]) == math.ceil(1 / SLOWLY)
    assert left(refused) == 0
    assert refused.headers["ratelimit-policy"] == '"person";q=5;w=500'


async def test_one_who_asks_too_much_keeps_nobody_else_waiting(
    town: Town, granted: Callable[..., None]
) -> None:
    granted(person=1)
    assert (await town.teacher.get("/v1/me")).status_code == 200
    assert (await town.teacher.get("/v1/me")).status_code == 429
    assert (await town.leader.get("/v1/me")).status_code == 200
    assert (await town.teacher.service.client.get("/health/ready")).status_code == 200


async def test_a_programme_has_an_allowance_over_all_who_use_it(
    town: Town, granted: Callable[..., None]
) -> None:
    granted(client=2)
    assert (await town.teacher.get("/v1/me")).status_code == 200
    assert (await town.leader.get("/v1/me")).status_code == 200
    refused = await town.nurse.get("/v1/me")
    problem(refused, 429, "TOO_OFTEN")
    assert left(refused) > 1000, "one is told of oneself only"


async def test_a_book_has_an_allowance_over_all_who_ask_it(
    town: Town, granted: Callable[..., None]
) -> None:
    granted(book=2)
    assert (await town.teacher.get("/v1/me")).status_code == 200
    assert (await town.leader.get("/v1/me")).status_code == 200
    problem(await town.nurse.get("/v1/me"), 429, "TOO_OFTEN")


async def test_what_is_not_there_costs_twice(town: Town, granted: Callable[..., None]) -> None:
    granted(person=100)
    concern = await town.concern()
    before = left(await town.teacher.get("/v1/me"))
    found = await town.teacher.get(f"/v1/concerns/{concern}")
    assert (found.status_code, left(found)) == (200, before - 1)
    absent = await town.teacher.get(f"/v1/concerns/{uuid4()}")
    assert absent.status_code == 404
    assert "ratelimit" not in absent.headers
    assert left(await town.teacher.get("/v1/me")) == before - 4


async def test_what_is_not_ones_own_costs_as_much_as_what_is_not_there(
    town: Town, granted: Callable[..., None]
) -> None:
    granted(person=100)
    concern = await town.concern()
    start = left(await town.nurse.get("/v1/me"))
    hidden = await town.nurse.get(f"/v1/concerns/{concern}")
    absent = await town.nurse.get(f"/v1/concerns/{uuid4()}")
    assert same(hidden) == same(absent)
    assert left(await town.nurse.get("/v1/me")) == start - 5


async def test_looking_somebody_up_costs_more_and_finding_nobody_twice_that(
    town: Town, granted: Callable[..., None]
) -> None:
    granted(person=100)
    start = left(await town.teacher.get("/v1/me"))
    nobody = await looked_up(town.teacher)
    assert (nobody.status_code, nobody.json()["items"]) == (200, [])
    assert start - left(nobody) == 2 * (1 + LOOK_UP)


async def test_who_tries_number_after_number_is_stopped(
    town: Town, granted: Callable[..., None]
) -> None:
    granted(person=PERSON.at_once)
    tried = 0
    while (await looked_up(town.nurse)).status_code == 200:
        tried += 1
    assert tried <= PERSON.at_once / (2 * (1 + LOOK_UP)) + 1


async def test_who_is_not_logged_in_is_told_of_no_allowance(
    town: Town, granted: Callable[..., None]
) -> None:
    granted()
    answer = await town.service.client.get("/v1/me")
    assert answer.status_code == 401
    assert "ratelimit" not in answer.headers


async def test_time_brings_back_what_was_spent(town: Town, granted: Callable[..., None]) -> None:
    granted()
    town.service.app.state.allowances = Allowances(Rate("person", 1, 1000.0))
    for _ in range(5):
        assert (await town.teacher.get("/v1/me")).status_code == 200
        await asyncio.sleep(0.01)


def test_no_more_are_remembered_than_there_is_room_for() -> None:
    allowances = Allowances()
    for number in range(MOST_REMEMBERED + 10):
        allowances._pay(PERSON, number, 1.0)
    assert len(allowances._left) == MOST_REMEMBERED


async def test_more_at_once_than_can_be_worked_at_are_told_to_come_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(envelope, "MOST_AT_WORK", 3)
    busy, done = asyncio.Semaphore(0), asyncio.Event()

    async def working(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/work":
            busy.release()
            await done.wait()
        await Response(status_code=204)(scope, receive, send)

    transport = httpx2.ASGITransport(app=envelope.Envelope(working))
    async with httpx2.AsyncClient(transport=transport, base_url="http://here") as client:
        held = [asyncio.create_task(client.get("/work")) for _ in range(3)]
        for _ in held:
            await busy.acquire()
        refused = await client.get("/work")
        problem(refused, 503, "NOT_NOW")
        assert refused.headers["retry-after"] == "1"
        assert (await client.get("/health/ready")).status_code == 204
        done.set()
        assert [(await one).status_code for one in held] == [204] * 3
        assert (await client.get("/work")).status_code == 204


async def test_answers_that_wait_for_the_beat_take_nobodys_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(envelope, "MOST_AT_WORK", 3)
    monkeypatch.setattr(envelope, "MOST_UPLOADS", 3)
    monkeypatch.setattr(beat, "SECONDS", 0.5)

    async def nothing_there(scope: Scope, receive: Receive, send: Send) -> None:
        await Request(scope, receive).body()
        there = scope["path"] == "/there" or "there" in scope["query_string"].decode()
        await Response(status_code=204 if there else 404)(scope, receive, send)

    transport = httpx2.ASGITransport(app=envelope.Envelope(nothing_there))
    async with httpx2.AsyncClient(transport=transport, base_url="http://here") as client:
        uploads = "/v1/follow-ups/x/uploads"
        waiting = [asyncio.create_task(client.get("/nothing")) for _ in range(9)]
        waiting += [asyncio.create_task(client.post(uploads, content=b"a")) for _ in range(9)]
        await asyncio.sleep(0.1)
        assert not any(one.done() for one in waiting)
        assert (await client.get("/there")).status_code == 204
        assert (await client.post(f"{uploads}?there", content=b"a")).status_code == 204
        assert [(await one).status_code for one in waiting] == [404] * 18


async def test_attachments_that_come_slowly_take_nobodys_place_but_their_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(envelope, "MOST_AT_WORK", 1)
    monkeypatch.setattr(envelope, "MOST_UPLOADS", 3)
    coming, ended = asyncio.Semaphore(0), asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield b"a"
        await ended.wait()
        yield b"b"

    async def taking_in(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "POST":
            coming.release()
            assert await Request(scope, receive).body() == b"ab"
        await Response(status_code=204)(scope, receive, send)

    transport = httpx2.ASGITransport(app=envelope.Envelope(taking_in))
    async with httpx2.AsyncClient(transport=transport, base_url="http://here") as client:

        async def upload() -> httpx2.Response:
            there = "/v1/follow-ups/x/uploads"
            return await client.post(there, content=slowly(), headers={"Content-Length": "2"})

        held = [asyncio.create_task(upload()) for _ in range(3)]
        for _ in held:
            await coming.acquire()
        problem(await upload(), 503, "NOT_NOW")
        assert (await client.get("/work")).status_code == 204
        ended.set()
        assert [(await one).status_code for one in held] == [204] * 3


async def test_what_is_no_address_costs_whoever_asks_from_there(town: Town) -> None:
    state, client = town.service.app.state, town.service.client
    before = state.allowances
    state.allowances = Allowances(origin=Rate("origin", 3, SLOWLY))
    try:
        asked = [
            (await client.request(method, path)).status_code
            for method, path in (
                ("GET", "/v1/nothing"),
                ("GET", "/wp-login.php"),
                ("DELETE", "/v1/me"),
                ("GET", "/v1/nothing"),
                ("GET", "/scim/v2/Nothing"),
            )
        ]
    finally:
        state.allowances = before
    assert asked == [404, 404, 405, 429, 429]
