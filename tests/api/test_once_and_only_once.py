"""Asking twice is asking once, and nobody writes on what they have not seen."""

import asyncio
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from stafett.api.conditions import Purpose
from stafett.domain.national_number import tenor_number
from tests.api.service import PURPOSE, running, same
from tests.api.test_at_the_letter_box import problem
from tests.api.town import Town
from tests.people import some_id

OBSERVATION = {
    "arena": "In the yard",
    "origin": "OWN_EYES",
    "text": "She stands alone.",
    "on": "2026-01-05",
}
RNG = Random(7)
NUMBERS = [tenor_number(RNG, date(1990, 5, 3)).digits for _ in range(4)]
LEVEL = {
    "to": 2,
    "reason": "Others are needed.",
    "decidedBy": "the meeting",
    "holder": {"kept": True},
    "childView": {"notAskedBecause": "She is ill today."},
}


async def test_the_same_asked_again_is_answered_again_and_done_once(town: Town) -> None:
    path = f"/v1/concerns/{await town.concern()}/observations"

    first = await town.teacher.post(path, OBSERVATION, key="a")
    again = await town.teacher.post(path, OBSERVATION, key="a")

    assert first.status_code == again.status_code == 201
    assert first.json()["id"] == again.json()["id"]
    assert first.headers["etag"] == again.headers["etag"]
    assert first.headers["location"] == again.headers["location"]
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert again.json()["receipt"]["entry"] == first.json()["receipt"]["entry"]
    seen = (await town.teacher.get(path.rsplit("/", 1)[0])).json()
    assert [one["id"] for one in seen["observations"]] == [first.json()["id"]]


async def test_sixteen_at_once_with_one_key_write_once(town: Town) -> None:
    path = f"/v1/concerns/{await town.concern()}/observations"

    answers = await asyncio.gather(
        *(town.teacher.post(path, OBSERVATION, key="b") for _ in range(16))
    )

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    seen = (await town.teacher.get(path.rsplit("/", 1)[0])).json()
    assert len(seen["observations"]) == 1


async def test_the_same_key_for_something_else_is_refused(town: Town) -> None:
    path = f"/v1/concerns/{await town.concern()}/observations"
    await town.teacher.did(path, OBSERVATION, key="c")

    other = await town.teacher.post(path, OBSERVATION | {"text": "She plays."}, key="c")
    problem(other, 422, "IDEMPOTENCY_KEY_USED")
    elsewhere = f"/v1/concerns/{await town.concern()}/observations"
    problem(await town.teacher.post(elsewhere, OBSERVATION, key="c"), 422, "IDEMPOTENCY_KEY_USED")


async def test_the_same_key_of_somebody_else_is_another_key(town: Town) -> None:
    concern = await town.concern()
    path = f"/v1/concerns/{concern}"
    sharing = {"receivers": [town["leader"]], "on": "2026-01-05"}
    await town.teacher.did(f"{path}/sharings", sharing)

    one = await town.teacher.did(f"{path}/observations", OBSERVATION, key="d")
    two = await town.leader.did(f"{path}/observations", OBSERVATION, key="d")

    assert one["id"] != two["id"]


@pytest.mark.parametrize(
    "key", [None, "", "unquoted", '"', '""', "'a'", '"a\\"b"', '"a\tb"', '"a" "b"']
)
async def test_a_write_without_a_quoted_key_is_refused(town: Town, key: str | None) -> None:
    headers = {} if key is None else {"Idempotency-Key": key}
    body = {"about": town["nora"], "unit": town["school"]}

    answer = await town.teacher.ask("POST", "/v1/concerns", body, headers)

    problem(answer, 400, "IDEMPOTENCY_KEY_MISSING")


async def test_a_write_says_where_it_can_be_read_and_is_signed_for(town: Town) -> None:
    answer = await town.teacher.post(
        "/v1/concerns", {"about": town["nora"], "unit": town["school"]}
    )

    done = answer.json()
    assert answer.headers["location"] == f"/v1/concerns/{done['id']}"
    assert answer.headers["etag"] == '"1"'
    assert len(done["receipt"]["path"]) == 10
    assert town.book in done["receipt"]["origin"]
    assert (await town.teacher.get(answer.headers["location"])).status_code == 200


async def test_what_changes_nothing_has_no_receipt(town: Town) -> None:
    path = f"/v1/concerns/{await town.concern()}/sharings"
    sharing = {"receivers": [town["leader"]], "on": "2026-01-05"}
    assert (await town.teacher.did(path, sharing))["receipt"]

    again = await town.teacher.post(path, sharing)

    assert again.status_code == 201
    assert again.json()["receipt"] is None
    assert "idempotency-replayed" not in again.headers


async def test_nothing_is_written_on_what_has_changed(town: Town) -> None:
    concern = await town.concern()
    path = f"/v1/concerns/{concern}/observations"
    seen = (await town.teacher.get(f"/v1/concerns/{concern}")).headers["etag"]
    await town.teacher.did(path, OBSERVATION, headers={"If-Match": seen})

    late = await town.teacher.post(path, OBSERVATION, {"If-Match": seen})

    document = problem(late, 412, "CHANGED_SINCE_YOU_READ")
    assert document["etag"] == late.headers["etag"] == '"2"'
    await town.teacher.did(path, OBSERVATION, headers={"If-Match": late.headers["etag"]})


@pytest.mark.parametrize("tag", ['"x"', "17", 'W/"1"', '"1", "2"', '"-1"', '"99999999999"'])
async def test_a_tag_that_was_never_given_never_matches(town: Town, tag: str) -> None:
    path = f"/v1/concerns/{await town.concern()}/observations"

    problem(
        await town.teacher.post(path, OBSERVATION, {"If-Match": tag}), 412, "CHANGED_SINCE_YOU_READ"
    )


@pytest.mark.parametrize("headers", [{}, {"If-Match": "*"}, {"If-Match": ""}])
@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("levels", LEVEL),
        (
            f"measures/{some_id('a measure')}/evaluations",
            {
                "unit": str(some_id("a unit")),
                "effect": "SOME",
                "childView": {"notAskedBecause": "Ill."},
                "basis": "Seen.",
                "fits": {"level": 1},
            },
        ),
        ("logg/lockings", {"agreed": [], "why": "Done.", "childView": {"said": "Yes."}}),
    ],
)
async def test_three_things_are_never_done_without_saying_what_one_saw(
    town: Town, path: str, body: Any, headers: dict[str, str]
) -> None:
    here = f"/v1/follow-ups/{uuid4()}/{path}"

    problem(await town.teacher.post(here, body, headers), 428, "SAY_WHAT_YOU_SAW")


async def test_what_one_has_already_is_not_sent_again(town: Town) -> None:
    path = f"/v1/concerns/{await town.concern()}"
    first = await town.teacher.get(path)
    tag = first.headers["etag"]

    again = await town.teacher.get(path, {"If-None-Match": f'"old", {tag}'})

    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["etag"] == tag
    assert again.headers["cache-control"] == "no-store"
    await town.teacher.did(f"{path}/observations", OBSERVATION)
    assert (await town.teacher.get(path, {"If-None-Match": tag})).status_code == 200


async def test_nor_by_another_process_that_serves_the_same_books(
    town: Town, fresh_databases: tuple[str, str]
) -> None:
    page = f"/v1/persons/{town.ids['nora']}"
    first = await town.mother.get(page)
    held = {"If-None-Match": first.headers["etag"]}

    async with running(*fresh_databases, beside_another=town.service) as other:
        mother, father = (replace(one, service=other) for one in (town.mother, town.father))
        again, the_others = await mother.get(page, held), await father.get(page, held)

    assert again.status_code == 304
    assert the_others.content == first.content
    assert the_others.status_code == 200, "one reader's tag is of no use to another"


@pytest.mark.parametrize("purpose", [None, "", "curiosity", "follow_up", "FOLLOW_UP,MEETING"])
async def test_nobody_reads_without_saying_why(town: Town, purpose: str | None) -> None:
    headers = {} if purpose is None else {"Stafett-Purpose": purpose}
    for path in (f"/v1/concerns/{await town.concern()}", "/v1/me/follow-ups", "/v1/me/concerns"):
        problem(await town.teacher.ask("GET", path, headers=headers), 400, "PURPOSE_MISSING")


@pytest.mark.parametrize("purpose", [why.name for why in Purpose])
async def test_every_purpose_of_the_list_is_one(town: Town, purpose: str) -> None:
    headers = {"Stafett-Purpose": purpose}
    answer = await town.teacher.ask("GET", "/v1/me/concerns", headers=headers)
    assert answer.status_code == 200


async def test_a_known_number_is_answered_as_an_unknown_one(town: Town) -> None:
    made = await town.teacher.post("/v1/persons", person(NUMBERS[0]))
    again = await town.teacher.post("/v1/persons", person(NUMBERS[0]))
    other = await town.teacher.post("/v1/persons", person(NUMBERS[1]))

    assert made.json()["id"] == again.json()["id"] != other.json()["id"]
    shapes = {
        (one.status_code, tuple(sorted(one.headers)), length(one), tuple(one.json()))
        for one in (made, again, other)
    }
    assert len(shapes) == 1
    assert NUMBERS[0] not in made.text


def length(answer: httpx2.Response) -> int:
    """Return how long an answer is, but for the index of its receipt, which is drawn at random."""
    return len(answer.content.rstrip()) - len(str(answer.json()["receipt"]["index"]))


def person(number: str) -> dict[str, Any]:
    return {
        "fullName": "Ola Li",
        "subject": "ADULT",
        "born": "1990-05-03",
        "nationalNumber": number,
    }


async def test_a_person_is_found_by_number_in_a_body_and_by_either_method(town: Town) -> None:
    made = await town.teacher.did("/v1/persons", person(NUMBERS[2]))
    body = {"nationalNumber": NUMBERS[2]}

    searched = await town.teacher.ask("POST", "/v1/persons/search", body, PURPOSE)
    queried = await town.teacher.ask("QUERY", "/v1/persons", body, PURPOSE)
    missed = await town.teacher.ask("QUERY", "/v1/persons", {"nationalNumber": NUMBERS[3]}, PURPOSE)

    assert searched.json() == queried.json() == {"items": [{"id": made["id"]}]}
    assert same(searched) == same(queried)
    assert missed.json() == {"items": []}


@pytest.mark.parametrize("number", ["12345678901", "02841986468", "none at all"])
async def test_a_slip_of_the_pen_in_a_number_is_pointed_at(town: Town, number: str) -> None:
    for path, body in (
        ("/v1/persons", person(number)),
        ("/v1/persons/search", {"nationalNumber": number}),
    ):
        answer = await town.teacher.post(path, body, PURPOSE)
        told = problem(answer, 422, "CONTENT_NOT_ACCEPTED")
        wrong = ("/nationalNumber", "NOT_A_NATIONAL_NUMBER")
        assert [(one["pointer"], one["code"]) for one in told["errors"]] == [wrong]
        assert number not in answer.text
