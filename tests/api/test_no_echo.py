"""Nothing that was sent ever comes back in an error, or gets into the log."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import pytest

from tests.api.filling_in import filled_in, spoiled
from tests.api.service import PURPOSE, Caller
from tests.api.test_contract import CONTRACT, operations
from tests.api.town import Town

WORD = "Quokkaberry"
SCHEMAS = CONTRACT["components"]["schemas"]
WITH_FORM = [
    (path, method, operation["requestBody"]["content"]["application/json"]["schema"])
    for path, method, operation in operations()
    if "requestBody" in operation and "application/json" in operation["requestBody"]["content"]
]


async def sent(caller: Caller, book: str, method: str, path: str, body: Any) -> Any:
    promise = {"Idempotency-Key": f'"{WORD}-{uuid4()}"', "If-Match": '"0"'} | PURPOSE
    return await caller.ask(method.upper(), path, body, promise | {"Stafett-Book": book})


def silent(answer: Any, said: str) -> None:
    spoken = (answer.text + repr(dict(answer.headers)) + said).lower()
    assert WORD.lower() not in spoken, f"{answer.status_code} {answer.text}"


@pytest.mark.parametrize("form", WITH_FORM, ids=[f"{way} {path}" for path, way, _ in WITH_FORM])
async def test_a_form_that_is_refused_is_not_repeated(
    town: Town,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    form: tuple[str, str, Mapping[str, Any]],
) -> None:
    path, method, schema = form
    here = re.sub(r"\{[a-z_]+\}", lambda _: str(uuid4()), path)
    whole = filled_in(schema, SCHEMAS, WORD)
    caplog.clear()
    statuses = set()
    for body in (whole, *spoiled(whole, WORD)):
        answer = await sent(town.teacher, town.book, method, here, body)
        statuses.add(answer.status_code)
        heard = capsys.readouterr()
        silent(answer, heard.out + heard.err + caplog.text)
        if answer.status_code == 422:
            assert answer.json()["errors"] or answer.json()["code"] == "IDEMPOTENCY_KEY_USED"
    assert 422 in statuses
    assert 500 not in statuses


@pytest.mark.parametrize(
    "body",
    [
        b"Quokkaberry",
        b'{"Quokkaberry": ',
        b'{"Quokkaberry": 1, "Quokkaberry": 2}',
        b'{"about": "\xffQuokkaberry"}',
        b'{"about": "Quokkaberry\\ud800"}',
        b'{"Quokkaberry": NaN}',
        b"[" * 40 + b'"Quokkaberry"' + b"]" * 40,
    ],
)
async def test_a_text_that_cannot_be_read_is_not_repeated(
    town: Town, capsys: pytest.CaptureFixture[str], body: bytes
) -> None:
    answer = await sent(town.teacher, town.book, "POST", "/v1/concerns", body)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == ""
    heard = capsys.readouterr()
    silent(answer, heard.out + heard.err)


@pytest.mark.parametrize(
    "headers",
    [
        {"Idempotency-Key": WORD},
        {"Idempotency-Key": f'"{WORD}\t"'},
        {"Idempotency-Key": f'"{WORD * 30}"'},
        {"Stafett-Book": WORD},
        {"If-Match": WORD},
        {"Accept-Language": WORD},
        {"traceparent": WORD},
        {"Stafett-Purpose": WORD},
        {"Content-Type": WORD},
        {"Authorization": f"Bearer {WORD}"},
        {"X-Anything": WORD},
    ],
)
async def test_a_header_is_not_repeated(
    town: Town, capsys: pytest.CaptureFixture[str], headers: Mapping[str, str]
) -> None:
    for path in ("/v1/concerns", "/v1/persons/search"):
        answer = await town.teacher.ask("POST", path, b"{}", headers)
        heard = capsys.readouterr()
        assert answer.status_code in {400, 401, 415, 422}
        silent(answer, heard.out + heard.err)


@pytest.mark.parametrize(
    "path",
    [
        f"/v1/{WORD}",
        f"/v1/concerns/{WORD}",
        f"/v1/me?{WORD}={WORD}",
        f"/{WORD}",
        f"/v1/rules?on={WORD}",
    ],
)
async def test_an_address_is_not_repeated(
    town: Town, capsys: pytest.CaptureFixture[str], path: str
) -> None:
    answer = await town.teacher.get(path)

    heard = capsys.readouterr()
    silent(answer, heard.out + heard.err)


async def test_the_log_names_the_route_and_never_the_address(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    somebody = str(uuid4())

    await town.teacher.get(f"/v1/persons/{somebody}")

    heard = capsys.readouterr()
    assert "/v1/persons/{person}" in heard.out + heard.err
    assert somebody not in heard.out + heard.err
