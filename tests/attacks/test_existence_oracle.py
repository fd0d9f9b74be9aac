"""T11: does it exist? Asked of a service that says the same, at the same time, either way.

Whoever may not see a matter is answered as if there were none: the same bytes but ``Date``,
``Request-Id`` and ``traceId``, and on the beat (``stafett.api.beat``), so that no clock tells.
"""

import json
import statistics
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import date
from random import Random
from uuid import uuid4

import pytest
import pytest_asyncio

from stafett.api import beat
from stafett.domain.national_number import tenor_number
from tests.api.service import Caller
from tests.api.test_once_and_only_once import OBSERVATION
from tests.api.test_who_is_asking import shielded
from tests.api.town import Town
from tests.attacks.attack import Attack, Attacking, times
from tests.attacks.stopwatch import Timed, timed

SAMPLES = times(60, 20_000)
FEWER = times(20, 2000)
ENOUGH = 20_000
"""Of fewer samples a median says more of the machine than of the answers."""
MOST_APART = 50_000
"""Nanoseconds between two medians, at most, when it is tried in full."""
KNOWN, UNKNOWN = (tenor_number(Random(name), date(2018, 3, 2)).digits for name in ("a", "b"))


@dataclass(frozen=True)
class Scene:
    """What there is, for others than those who ask."""

    town: Town
    concern: str
    shielded: str
    follow_up: str


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def scene(town: Town) -> AsyncIterator[Scene]:
    given = {"nationalNumber": KNOWN}
    await town.administrator.did(f"/v1/persons/{town['nora']}/national-numbers", given)
    yield Scene(town, await town.concern(), await shielded(town), await town.follow_up())


def question(who: Caller, method: str, path: str, body: Mapping[str, object] | None = None) -> str:
    """Return the whole request, as it goes over the line; a write keeps one key for ever."""
    content = "" if body is None else json.dumps(body)
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: stafett",
        f"Authorization: Bearer {who.token}",
        f"Stafett-Book: {who.book}",
        "Stafett-Purpose: FOLLOW_UP",
        *([f'Idempotency-Key: "{uuid4()}"'] if method == "POST" else []),
        *(["Content-Type: application/json"] if content else []),
        f"Content-Length: {len(content)}",
    ]
    return "\r\n".join([*lines, "", content])


async def listened(
    attack: Attack, who: Caller, questions: Mapping[str, str], samples: int
) -> dict[str, Timed]:
    """Ask all of it and see that the answers are one; tell how far apart they came."""
    heard = await timed(who.service.base, questions, samples // len(questions))
    first = next(iter(heard.values()))
    for name, one in heard.items():
        attack.tried(len(one.took))
        if one.answers != first.answers or len(one.answers) != 1:
            attack.got_through(f"{name} is answered in another way: {sorted(one.answers)}")
    if samples >= ENOUGH:
        medians = [statistics.median(one.took) for one in heard.values()]
        apart = max(medians) - min(medians)
        attack.beside = f"{apart / 1000:.1f} us apart at the median"
        if apart > MOST_APART:
            attack.got_through(attack.beside)
    return heard


def never_before_the_beat(attack: Attack, heard: Mapping[str, Timed]) -> None:
    for name, one in heard.items():
        soonest = min(one.took)
        attack.held(soonest >= beat.SECONDS * 1e9, f"{name} after {soonest / 1e6:.1f} ms")


async def test_a_matter_that_is_hidden_is_answered_as_one_that_is_not_there(
    scene: Scene, attacking: Attacking
) -> None:
    nurse = scene.town.nurse
    questions = {
        "absent": question(nurse, "GET", f"/v1/concerns/{uuid4()}"),
        "shielded": question(nurse, "GET", f"/v1/concerns/{scene.shielded}"),
    }
    with attacking("T11", "a shielded concern beside one that is not there") as attack:
        never_before_the_beat(attack, await listened(attack, nurse, questions, SAMPLES))


@pytest.mark.parametrize("who", ["nurse", "mother"])
async def test_so_is_everything_else_that_one_has_no_part_in(
    scene: Scene, attacking: Attacking, who: str
) -> None:
    caller = getattr(scene.town, who)
    questions = {
        "absent": question(caller, "GET", f"/v1/follow-ups/{uuid4()}"),
        "a concern": question(caller, "GET", f"/v1/concerns/{scene.concern}"),
        "shielded": question(caller, "GET", f"/v1/concerns/{scene.shielded}"),
        "no id at all": question(caller, "GET", "/v1/follow-ups/nora"),
        "nowhere": question(caller, "GET", "/v1/nowhere"),
    }
    if who == "nurse":
        questions["a follow-up"] = question(caller, "GET", f"/v1/follow-ups/{scene.follow_up}")
        questions["a person"] = question(caller, "GET", f"/v1/persons/{scene.town['nora']}")
    with attacking("T11", f"what a {who} has no part in, and what is not there") as attack:
        never_before_the_beat(attack, await listened(attack, caller, questions, FEWER))


async def test_writing_to_what_is_hidden_is_answered_alike(
    scene: Scene, attacking: Attacking
) -> None:
    nurse = scene.town.nurse
    questions = {
        name: question(nurse, "POST", f"/v1/concerns/{where}/observations", OBSERVATION)
        for name, where in {"absent": uuid4(), "shielded": scene.shielded}.items()
    }
    with attacking("T11", "writing to a shielded concern and to none") as attack:
        never_before_the_beat(attack, await listened(attack, nurse, questions, FEWER))


async def test_looking_up_a_number_that_is_known_is_answered_as_one_that_is_not(
    scene: Scene, attacking: Attacking
) -> None:
    nurse = scene.town.nurse
    questions = {
        name: question(nurse, "POST", "/v1/persons/search", {"nationalNumber": number})
        for name, number in {"unknown": UNKNOWN, "known": KNOWN}.items()
    }
    with attacking("T11", "the number of a child the book knows, and of nobody") as attack:
        never_before_the_beat(attack, await listened(attack, nurse, questions, FEWER))


@pytest.mark.parametrize(
    ("passed", "waits"),
    [(0.0, 0.025), (0.001, 0.025), (0.0249, 0.025), (0.0251, 0.050), (0.060, 0.075), (1.0, 1.0)],
)
def test_what_is_not_there_is_said_at_the_next_beat(passed: float, waits: float) -> None:
    came = 1024.0
    assert beat.Beats().next(came, came + passed) == pytest.approx(came + waits)


def test_where_one_of_the_latest_needed_more_all_wait_as_long() -> None:
    beats, came = beat.Beats(), 1024.0
    beats.next(came, came + 0.060)
    for _ in range(beat.LATELY - 1):
        assert beats.next(came, came + 0.001) == pytest.approx(came + 0.075)
    assert beats.next(came, came + 0.001) == pytest.approx(came + 0.025)


def test_nobody_waits_long_because_others_had_to() -> None:
    beats, came = beat.Beats(), 1024.0
    beats.next(came, came + 60)
    assert beats.next(came, came) == pytest.approx(came + beat.MOST * beat.SECONDS)


async def test_a_stopwatch_hears_the_difference_where_there_is_no_beat(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Would it find anything? What is no id at all is refused sooner than what is hidden."""
    monkeypatch.setattr(beat, "SECONDS", 1e-6)
    nurse = scene.town.nurse
    questions = {
        "no id at all": question(nurse, "GET", "/v1/concerns/nora"),
        "shielded": question(nurse, "GET", f"/v1/concerns/{scene.shielded}"),
    }
    heard = await timed(nurse.service.base, questions, 100)
    soon, late = (min(heard[name].took) for name in questions)
    assert soon < late
