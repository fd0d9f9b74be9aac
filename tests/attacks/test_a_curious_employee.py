"""T1: a curious employee with an ordinary log-in looks for a neighbour's child.

By ids nobody gave her, by ids of what is really there, and by national numbers, until she is told
to wait. Nothing is shown to her, every look is in the journal, by itself or counted with others,
and one line in the log says that somebody asks as nobody does at work.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, TypeVar
from uuid import UUID, uuid4

import httpx2
from structlog.testing import capture_logs

from stafett.api.allowances import BOOK, CLIENT, LOOK_UP, PERSON, Allowances, Rate
from stafett.application.unusual import MOST_CHILDREN, MOST_MISSES
from stafett.domain.national_number import tenor_number
from stafett.journal import AskingRefused, PersonLookedUp, RefusalsGathered
from tests.api.service import PURPOSE, Caller, same
from tests.api.test_who_is_asking import shielded
from tests.api.town import Town
from tests.attacks.attack import Attacking, times

IDS, NUMBERS = times(150, 10_000), times(50, 2000)
AT_ONCE = 16
BUSY = 503
KINDS = ("concerns", "follow-ups", "persons")
TOLD = {"event", "log_level", "kind", "request"}
BORN = date(2018, 3, 2)
NORA = tenor_number(Random("the neighbour's child"), BORN).digits
Found = TypeVar("Found")


async def all_of(asked: Sequence[Awaitable[Found]]) -> list[Found]:
    """Ask all of it, some at a time."""
    answers: list[Found] = []
    for at in range(0, len(asked), AT_ONCE):
        answers += await asyncio.gather(*asked[at : at + AT_ONCE])
    return answers


async def looked_up(who: Caller, number: str) -> httpx2.Response:
    body = {"nationalNumber": number}
    return await answered(lambda: who.ask("POST", "/v1/persons/search", body, PURPOSE))


async def looked_at(who: Caller, path: str) -> httpx2.Response:
    return await answered(lambda: who.get(path))


async def answered(ask: Callable[[], Awaitable[httpx2.Response]]) -> httpx2.Response:
    """Ask, and ask again where the service was too busy to say anything."""
    answer = await ask()
    while answer.status_code == BUSY:
        answer = await ask()
    return answer


def numbers() -> Iterator[str]:
    """Yield numbers that somebody could have, each another."""
    rng = Random("numbers")
    for day in range(NUMBERS):
        yield tenor_number(rng, BORN + timedelta(days=day)).digits


async def told_of(town: Town, who: UUID, kinds: Any, after: int) -> tuple[int, int]:
    """Return how often somebody asked as the journal tells it, and in how many lines.

    What a minute's count tells includes its first looks, which have lines of their own too.
    """
    await all_is_told(town)
    found: list[Any] = []
    while lines := await town.service.house.journal.follow(UUID(town.book), after, 500):
        events: list[Any] = [one.event for one in lines]
        found += [one for one in events if isinstance(one, (kinds, RefusalsGathered))]
        after = lines[-1].position
    found = [one for one in found if one.actor == who]
    counts = {one.first: one for one in found if isinstance(one, RefusalsGathered) and one.tried}
    alone = [
        one
        for one in found
        if not isinstance(one, RefusalsGathered)
        and not any(count.at <= one.at <= count.until for count in counts.values())
    ]
    return len(alone) + sum(one.times for one in counts.values()), len(found)


async def all_is_told(town: Town) -> None:
    """Have the journal tell what it has counted so far, and begin to count anew."""
    await town.service.house.recorder.denials.close()


async def test_ten_thousand_ids_open_nothing_and_the_journal_counts_each(
    town: Town, attacking: Attacking
) -> None:
    there = [await town.concern(), await shielded(town), await town.follow_up(), town["nora"]]
    who, journal = UUID(town["nurse"]), town.service.house.journal
    with attacking("T1", "ids of matters and of nobody, by one who has no part in them") as attack:
        await all_is_told(town)
        before = await journal.head(UUID(town.book))
        nothing = same(await looked_at(town.nurse, f"/v1/concerns/{uuid4()}"))
        guessed = [there[at % 10] if at % 10 < len(there) else str(uuid4()) for at in range(IDS)]
        paths = [f"/v1/{KINDS[at % 3]}/{one}" for at, one in enumerate(guessed)]
        answers = await all_of([looked_at(town.nurse, path) for path in paths])
        for path, answer in zip(paths, answers, strict=True):
            attack.held(same(answer) == nothing, f"{path}: {answer.status_code}")
        written, lines = await told_of(town, who, AskingRefused, before)
        attack.beside = f"{written} in the journal, in {lines} lines"
        attack.held(nothing[0] == 404, "what is not there is told in another way")
        attack.held(written > len(paths), f"{written} told of {len(paths) + 1} looks")
        attack.held(lines < len(paths) / 2, f"{lines} lines about {len(paths) + 1} looks")


async def test_number_after_number_finds_nobody_and_each_is_in_the_journal(
    town: Town, attacking: Attacking
) -> None:
    given = {"nationalNumber": NORA}
    await town.administrator.did(f"/v1/persons/{town['nora']}/national-numbers", given)
    assert (await looked_up(town.administrator, NORA)).json()["items"] == [{"id": town["nora"]}]
    who, journal = UUID(town["nurse"]), town.service.house.journal
    with attacking("T1", "national numbers, the neighbour's child's among them") as attack:
        await all_is_told(town)
        before = await journal.head(UUID(town.book))
        tried = list(_with_hers(numbers()))
        nobody = same(await looked_up(town.nurse, next(numbers())))
        answers = await all_of([looked_up(town.nurse, number) for number in tried])
        for answer in answers:
            attack.held(same(answer) == nobody, f"somebody was found: {answer.status_code}")
        attack.held(b'"items":[]' in nobody[2], "nobody is told in another way")
        written, lines = await told_of(town, who, PersonLookedUp, before)
        attack.beside = f"{written} in the journal, in {lines} lines"
        attack.held(written > len(tried), f"{written} told of {len(tried) + 1} look-ups")


def _with_hers(others: Iterable[str]) -> Iterator[str]:
    for at, number in enumerate(others):
        yield NORA if at % 7 == 0 else number


async def test_she_is_told_to_wait_before_she_has_come_far(
    town: Town, attacking: Attacking
) -> None:
    state = town.service.app.state
    before = state.allowances
    slowly = [Rate(one.name, one.at_once, 0.01) for one in (PERSON, CLIENT, BOOK)]
    try:
        with attacking("T1", "look-ups until one is told to wait") as attack:
            state.allowances = Allowances(*slowly)
            tried = 0
            while (await looked_up(town.nurse, NORA)).status_code == 200:
                tried += 1
            state.allowances = Allowances(*slowly)
            paths = [f"/v1/persons/{uuid4()}" for _ in range(400)]
            statuses = [
                one.status_code
                for one in await all_of([looked_at(town.nurse, one) for one in paths])
            ]
            most = PERSON.at_once / (2 * (1 + LOOK_UP)) + 1
            attack.tried(tried + len(paths))
            attack.held(tried <= most, f"{tried} numbers before one is told to wait")
            attack.held(statuses.count(404) <= PERSON.at_once / 2 + AT_ONCE, "ids without end")
            attack.held(set(statuses) == {404, 429}, f"{set(statuses)}")
            attack.beside = f"stopped after {tried} numbers and {statuses.count(404)} ids"
    finally:
        state.allowances = before


async def test_one_line_in_the_log_says_that_somebody_asks_as_nobody_does_at_work(
    town: Town, attacking: Attacking
) -> None:
    """Here by one who else does nothing wrong; the line names the request, and nobody."""
    who = town.teacher
    with attacking("T1", "misses and children without end, that nobody is told of") as attack:
        with capture_logs() as log:
            await all_of([looked_at(who, f"/v1/persons/{uuid4()}") for _ in range(3 * MOST_MISSES)])
            misses = _unusual(log)
            children = [wondered_about(town) for _ in range(MOST_CHILDREN + 1)]
            paths = [f"/v1/concerns/{one}" for one in await all_of(children)]
            answers = await all_of([looked_at(who, path) for path in paths])
            assert {one.status_code for one in answers} == {200}
        alerts = _unusual(log)
        attack.tried(3 * MOST_MISSES + len(children))
        attack.held([one["kind"] for one in misses] == ["MISSES"], f"told of as {misses}")
        attack.held([one["kind"] for one in alerts] == ["MISSES", "CHILDREN"], f"{alerts}")
        attack.held(all(one.keys() == TOLD for one in alerts), "it says more than which request")
        requests = await requests_of(town, UUID(town["teacher"]))
        attack.held({UUID(one["request"]) for one in alerts} <= requests, "nobody can find out who")
        attack.beside = f"{len(alerts)} told of"
    assert {one.status_code for one in answers} == {200}


async def wondered_about(town: Town) -> str:
    """Let the teacher wonder about a child of its own, and return the concern."""
    child = {"fullName": "Kim Li", "subject": "CHILD", "born": BORN.isoformat()}
    about = (await town.teacher.did("/v1/persons", child))["id"]
    body = {"about": about, "unit": town["school"], "questions": []}
    return str((await town.teacher.did("/v1/concerns", body))["id"])


def _unusual(log: Sequence[Any]) -> list[Any]:
    return [one for one in log if one["event"] == "unusual-asking"]


async def requests_of(town: Town, who: UUID) -> set[UUID]:
    """Return every request by which somebody stands in the journal."""
    found, after = set(), 0
    while lines := await town.service.house.journal.follow(UUID(town.book), after, 500):
        events: list[Any] = [one.event for one in lines]
        found |= {one.request for one in events if one.actor == who}
        after = lines[-1].position
    return found
