"""What anybody reads without logging in: offers and places, never a person, and not too often."""

import json
from uuid import UUID, uuid4

import httpx2
import pytest

from stafett.api.problems import Problem
from stafett.api.public import ALL_TOGETHER, AT_ONCE, MOST_BOOKS, PER_SECOND, Pace
from tests.api.test_at_the_letter_box import problem
from tests.api.test_the_rulebook import TODAY, offer, words
from tests.api.town import Town


async def read(town: Town, what: str, book: str = "") -> httpx2.Response:
    there = f"/v1/public/{book or town.book}/{what}?on={TODAY}"
    return await town.service.client.get(there)


async def test_the_catalogue_and_the_directory_are_read_without_logging_in(town: Town) -> None:
    await town.administrator.did(
        "/v1/catalogue", offer(town) | {"contact": "Nurse Nilsen", "colour": "green"}
    )
    says = {"since": TODAY, "phone": "31 00 00 00", "openingHours": words("8-15")}
    await town.administrator.did(f"/v1/units/{town['clinic']}/descriptions", says)
    catalogue = (await read(town, "catalogue")).json()
    assert (catalogue["municipality"], catalogue["more"]) == ("Modum", False)
    (one,) = catalogue["items"]
    assert one["colour"] == "green"
    assert "contact" not in one
    assert (one["name"]["nb"], one["unit"]) == ("Foreldreveiledning", "clinic of Modum")
    units = {one["name"]: one for one in (await read(town, "units")).json()["items"]}
    assert set(units) == {"clinic of Modum", "school of Modum"}
    assert units["clinic of Modum"]["says"]["phone"] == "31 00 00 00"


async def test_no_person_and_no_id_stands_in_it(town: Town) -> None:
    for what in ("catalogue", "units"):
        shown = json.dumps((await read(town, what)).json())
        assert not any(id_ in shown for id_ in town.ids.values())
        for name in ("Leader", "Teacher", "Nurse", "Nilsen", "Astrid", "Nora", "Mother"):
            assert name not in shown


async def test_a_book_that_is_not_there_is_not_there(town: Town) -> None:
    for book in (str(uuid4()), "nowhere"):
        problem(await read(town, "units", book), 404, "NOT_FOUND")
    bad = await town.service.client.get(f"/v1/public/{town.book}/units?on=today")
    problem(bad, 400, "MALFORMED")


def test_a_book_is_not_asked_too_often() -> None:
    pace, book, other = Pace(), UUID(int=1), UUID(int=2)
    for _ in range(int(AT_ONCE)):
        pace.step(book, 100.0)
    with pytest.raises(Problem) as too_often:
        pace.step(book, 100.0)
    assert (too_often.value.code, too_often.value.headers["Retry-After"]) == ("TOO_OFTEN", "1")
    pace.step(other, 100.0)
    soon = 100.0 + 1.5 / PER_SECOND
    pace.step(book, soon)
    with pytest.raises(Problem):
        pace.step(book, soon)


def test_the_pace_of_strangers_does_not_fill_the_memory() -> None:
    pace = Pace()
    for number in range(1, 3 * MOST_BOOKS):
        pace.step(UUID(int=number), 100.0 + number)
    assert len(pace._left) == MOST_BOOKS


def test_asking_for_ever_new_books_is_asking_too_often() -> None:
    pace = Pace()
    for number in range(int(AT_ONCE * ALL_TOGETHER)):
        pace.step(UUID(int=number + 1), 100.0)
    with pytest.raises(Problem):
        pace.step(uuid4(), 100.0)
