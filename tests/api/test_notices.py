"""Notices over HTTP: each says for themselves where they are told; nobody else is shown it."""

from typing import Any

import pytest

from tests.api.service import Caller
from tests.api.test_at_the_letter_box import problem
from tests.api.town import Town

MINE = "/v1/me/notices"
ASKED = {"address": "mona@example.no", "language": "NN"}
NOTHING = {"address": None, "language": None}


async def mine(who: Caller) -> Any:
    answer = await who.get(MINE)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("name", ["mother", "teacher"])
async def test_one_asks_to_be_told_and_stops_it_again(town: Town, name: str) -> None:
    who: Caller = getattr(town, name)
    assert await mine(who) == NOTHING
    await who.did(MINE, ASKED)
    assert await mine(who) == ASKED
    await who.did(f"{MINE}/stoppings")
    assert await mine(who) == NOTHING


async def test_nobody_else_is_shown_the_address(town: Town) -> None:
    await town.mother.did(MINE, ASKED)
    await town.teacher.did(MINE, ASKED | {"address": "tuva@example.no"})
    await town.follow_up()
    for who in (town.administrator, town.leader, town.father, town.teacher, town.mother):
        for path in ("/v1/employees", "/v1/municipality", "/v1/persons/" + town["mother"]):
            assert "@example.no" not in (await who.get(path)).text
    assert (await mine(town.father)) == NOTHING


@pytest.mark.parametrize(
    "address",
    ["mona", "mona@", "mona@example.no\r\nBcc: x@example.no", "Mona <mona@example.no>", "a b@c.no"],
)
async def test_what_is_no_address_is_not_taken_and_not_repeated(town: Town, address: str) -> None:
    answer = await town.mother.post(MINE, {"address": address})
    assert answer.status_code == 422
    assert address not in answer.text


async def test_whoever_the_book_does_not_know_asks_for_nothing(town: Town) -> None:
    town.stranger.book = town.book
    problem(await town.stranger.post(MINE, ASKED), 403, "NOT_KNOWN_HERE")
