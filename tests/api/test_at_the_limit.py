"""At each limit it goes, and one step beyond it does not: asked of a running service."""

import json
from uuid import uuid4

import pytest
from joserfc import jwt

from stafett.api import scim_words
from stafett.api.compact import LONGEST_TOKEN
from stafett.api.envelope import LARGEST_BODY, LARGEST_HEADERS, MOST_HEADERS
from stafett.api.strict_json import DEEPEST
from tests.api.service import PURPOSE, Service
from tests.api.test_at_the_letter_box import problem, spoken
from tests.api.test_contract import APP
from tests.api.town import Town

PLAIN = {"Host": "x", "Connection": "close"}


def token_of(town: Town, pad: int) -> str:
    """Return a good token of the leader's, with so many letters that say nothing."""
    key = town.service.issuer._key
    known = jwt.decode(town.leader.token, key, algorithms=["ES256"])
    return jwt.encode(known.header, {**known.claims, "pad": "x" * pad}, key, algorithms=["ES256"])


async def test_a_token_may_be_so_long_and_no_longer(town: Town) -> None:
    about = (LONGEST_TOKEN - len(token_of(town, 0))) * 3 // 4
    tokens = [token_of(town, pad) for pad in range(about - 4, about + 5)]
    last = max(number for number, one in enumerate(tokens) if len(one) <= LONGEST_TOKEN)
    assert len(tokens[last]) > LONGEST_TOKEN - 2
    for token, status in ((tokens[last], 200), (tokens[last + 1], 401)):
        sent = PURPOSE | {"Authorization": f"Bearer {token}"}
        answer = await town.service.client.get("/v1/me", headers=sent)
        assert answer.status_code == status


def told(path: str, headers: dict[str, str]) -> bytes:
    lines = [f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode()


def size(path: str, headers: dict[str, str]) -> int:
    return len(path) + sum(len(name) + len(value) for name, value in headers.items())


@pytest.mark.parametrize(("more", "status"), [(0, b"200"), (1, b"431")])
async def test_headers_may_be_so_large_and_not_a_letter_more(
    service: Service, more: int, status: bytes
) -> None:
    room = LARGEST_HEADERS - size("/health/live", PLAIN) - len("x-room")
    answer = await spoken(service, told("/health/live", {**PLAIN, "x-room": "x" * (room + more)}))
    assert answer.split(b" ", 2)[1] == status


@pytest.mark.parametrize(("more", "status"), [(0, b"200"), (1, b"431")])
async def test_there_may_be_so_many_headers_and_not_one_more(
    service: Service, more: int, status: bytes
) -> None:
    others = {f"x-{number}": "1" for number in range(MOST_HEADERS - len(PLAIN) + more)}
    answer = await spoken(service, told("/health/live", PLAIN | others))
    assert answer.split(b" ", 2)[1] == status


@pytest.mark.parametrize(("more", "refused"), [(0, False), (1, True)])
async def test_a_body_may_be_so_large_and_not_a_byte_more(
    town: Town, more: int, refused: bool
) -> None:
    body = b'{"a": "' + b"x" * (LARGEST_BODY - 9 + more) + b'"}'
    assert len(body) == LARGEST_BODY + more
    answer = await town.teacher.post("/v1/concerns", body)
    assert answer.status_code == (413 if refused else 422)


@pytest.mark.parametrize(("deep", "refused"), [(DEEPEST, False), (DEEPEST + 1, True)])
async def test_a_body_may_be_so_deep_and_not_a_step_more(
    town: Town, deep: int, refused: bool
) -> None:
    body = b'{"a": ' + b"[" * (deep - 1) + b"]" * (deep - 1) + b"}"
    answer = await town.teacher.post("/v1/concerns", body)
    codes = {one["code"] for one in problem(answer, 422, "CONTENT_NOT_ACCEPTED")["errors"]}
    assert ("TOO_DEEP" in codes) == refused


async def test_a_list_may_be_so_long_and_not_one_more(town: Town) -> None:
    form = APP.openapi()["components"]["schemas"]["ExtensionForm"]
    most = form["properties"]["units"]["maxItems"]
    path = f"/v1/follow-ups/{uuid4()}/consents/{uuid4()}/extensions"
    for length, wrong in ((most, False), (most + 1, True)):
        body = {"units": [str(uuid4()) for _ in range(length)]}
        answer = await town.mother.post(path, body)
        errors = problem(answer, 422, "CONTENT_NOT_ACCEPTED")["errors"]
        assert ("/units" in {one["pointer"] for one in errors}) == wrong


async def test_a_text_may_be_so_long_and_not_a_letter_more(town: Town) -> None:
    for length, done in ((200, True), (201, False)):
        form = {"fullName": "N" * length, "subject": "CHILD"}
        answer = await town.teacher.post("/v1/persons", form)
        assert (answer.status_code == 201) == done, answer.text


@pytest.mark.parametrize("asked", [str(scim_words.MOST_SHOWN), str(scim_words.MOST_SHOWN + 1)])
def test_a_page_holds_so_many_and_never_more(asked: str) -> None:
    start, count = scim_words.page_asked("1", asked)
    found = [{"id": str(number)} for number in range(scim_words.MOST_SHOWN + 5)]
    shown = scim_words.page(found, start, count)
    assert shown["itemsPerPage"] == len(shown["Resources"]) == scim_words.MOST_SHOWN
    assert shown["totalResults"] == len(found)


@pytest.mark.parametrize(("more", "scim_type"), [(0, "invalidValue"), (1, "invalidSyntax")])
async def test_a_patch_may_have_so_many_operations_and_not_one_more(
    town: Town, more: int, scim_type: str
) -> None:
    one = {"op": "replace", "path": "active", "value": "perhaps"}
    body = {"Operations": [one] * (scim_words.MOST_OPERATIONS + more)}
    answer = await town.administrator.ask(
        "PATCH", f"/scim/v2/Users/{uuid4()}", json.dumps(body).encode()
    )
    assert (answer.status_code, answer.json()["scimType"]) == (400, scim_type)
