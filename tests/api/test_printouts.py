"""Printouts over HTTP: exactly what one reader sees, signed, and in the journal first."""

import asyncio
from typing import Any
from uuid import UUID

from stafett.api.printouts import PDF
from stafett.journal import AskingRefused, MatterOpened
from stafett.printing.checking import check
from stafett.printing.press import MOST_WAITING, Press
from stafett.printing.signing import STEP
from tests.api.service import Caller
from tests.api.test_at_the_letter_box import problem
from tests.api.town import Town
from tests.printing.pages import timeless, words

PLANTED = "Hun sa: #panic() og *ikke* $mer$"


async def noted(town: Town, text: str = PLANTED) -> str:
    """Let the teacher write something in the school's own part; return the follow-up."""
    here = f"/v1/follow-ups/{await town.follow_up()}"
    await town.teacher.did(f"{here}/entries", note(town, text))
    return here


def note(town: Town, text: str) -> dict[str, Any]:
    about = {"about": [town["nora"]], "happenedOn": "2026-01-06", "unit": town["school"]}
    return {"kind": "NOTE", "text": text, **about}


async def printed(caller: Caller, here: str, language: str = "nb") -> bytes:
    answer = await caller.get(f"{here}/printout", {"Accept-Language": language})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == PDF
    assert answer.headers["content-language"] == language
    return answer.content


async def test_it_says_what_the_page_says_to_the_same_reader(town: Town) -> None:
    here = await noted(town)
    for_teacher = words(await printed(town.teacher, here))
    for said in ("Nora", "Teacher", "school of Modum", PLANTED, "She needs friends."):
        assert said in for_teacher, said
    for_mother = words(await printed(town.mother, here))
    assert "She needs friends." in for_mother
    assert "panic" not in for_mother
    assert PLANTED not in (await town.mother.get(here)).text


async def test_it_is_signed_by_the_book_and_as_long_as_others(town: Town) -> None:
    here = await noted(town)
    pdf = await printed(town.teacher, here)
    hand = await town.service.house.application.printing_hand(UUID(town.book))
    found = await asyncio.to_thread(check, pdf)
    assert found.well
    assert found.fingerprint == hand.fingerprint
    assert found.fingerprint in words(pdf).replace(" ", "")
    assert len(pdf) % STEP == 0


async def test_it_comes_in_the_language_one_asks_for(town: Town) -> None:
    here = await noted(town)
    for language, title in (
        ("nb", "Slik kontrollerer du utskriften"),
        ("nn", "Slik kontrollerer du utskrifta"),
        ("en", "How to check this printout"),
    ):
        assert title in words(await printed(town.teacher, here, language))


async def test_who_may_not_see_it_prints_nothing(town: Town) -> None:
    here = await noted(town)
    for caller in (town.nurse, town.administrator):
        problem(await caller.get(f"{here}/printout"), 404, "NOT_FOUND")
    assert (await town.stranger.get(f"{here}/printout")).status_code in {400, 403}


async def test_the_journal_has_it_before_it_is_set(town: Town) -> None:
    here = await noted(town)
    journal, book = town.service.house.journal, UUID(town.book)
    before = await journal.head(book)
    await printed(town.teacher, here)
    lines: list[Any] = [line.event for line in await journal.follow(book, before, 10)]
    assert [one.action for one in lines] == ["print-follow-up", "print-follow-up"]
    matter, person = lines
    assert isinstance(matter, MatterOpened)
    assert (matter.stream, matter.actor) == (UUID(here[-36:]), UUID(town["teacher"]))
    assert person.stream == UUID(town["nora"])
    problem(await town.nurse.get(f"{here}/printout"), 404, "NOT_FOUND")
    (refused,) = [line.event for line in await journal.follow(book, before + 2, 10)]
    assert isinstance(refused, AskingRefused)
    assert refused.action == "print-follow-up"


async def test_whoever_holds_it_already_is_told_so_until_something_is_new(town: Town) -> None:
    here = await noted(town)
    first = await town.teacher.get(f"{here}/printout")
    has = {"If-None-Match": first.headers["etag"]}
    assert (await town.teacher.get(f"{here}/printout", has)).status_code == 304
    in_english = {**has, "Accept-Language": "en"}
    assert (await town.teacher.get(f"{here}/printout", in_english)).status_code == 200
    await town.teacher.did(f"{here}/entries", note(town, "Mer"))
    anew = await town.teacher.get(f"{here}/printout", has)
    assert anew.status_code == 200
    assert "Mer" in words(anew.content)


async def test_printed_twice_it_says_the_same(town: Town) -> None:
    here = await noted(town)
    assert timeless(await printed(town.father, here)) == timeless(await printed(town.father, here))


async def test_while_it_is_set_others_are_answered(town: Town) -> None:
    here = await noted(town)
    printing = asyncio.create_task(printed(town.teacher, here))
    answered = 0
    while not printing.done():
        assert (await town.mother.get(here)).status_code == 200
        answered += 1
    assert answered >= 3
    assert (await asyncio.to_thread(check, await printing)).well


async def test_who_comes_when_many_wait_is_told_to_come_back(town: Town) -> None:
    here = await noted(town)
    state = town.service.app.state
    before, state.press = state.press, Press()
    state.press._waiting = MOST_WAITING
    try:
        answer = await town.teacher.get(f"{here}/printout")
    finally:
        state.press = before
    problem(answer, 503, "NOT_NOW")
    assert answer.headers["retry-after"] == "1"
