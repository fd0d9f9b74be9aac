"""Races: nothing is shown after a withdrawal, and there is always exactly one holder.

More of the same by command: ``./stafett race withdrawal --trials 10000``, ``./stafett race baton``.
"""

import os
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from stafett.stories import races
from stafett.stories.heats import Course, HeatStopped, in_heats
from stafett.stories.races import Raced, Told, handovers, withdrawals
from stafett.stories.small_town import SmallTown, TwoDoors, open_two_doors
from tests.attacks.attack import Attacking, times

CI = "CI" in os.environ
TRIALS = times(500 if CI else 40, 10_000)
ROUNDS = times(1000 if CI else 100, 1000)
HEATS = min(os.cpu_count() or 1, 4)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def doors(fresh_databases: tuple[str, str]) -> AsyncIterator[TwoDoors]:
    async with open_two_doors(*fresh_databases) as doors:
        yield doors


def in_heats_of_our_own(course: Course, rounds: int, told: Told = lambda _: None) -> Raced:
    return in_heats(course, rounds, heats=HEATS, seed=0, told=told)


def test_no_question_that_starts_after_a_withdrawal_shows_anything(attacking: Attacking) -> None:
    came_to: list[int] = []
    with attacking("T3", "questions by 32 readers after consent was withdrawn") as attack:
        raced = in_heats_of_our_own(withdrawals, TRIALS, came_to.append)
        attack.tried(raced.reads_after)
        attack.through += raced.wrong
        attack.beside = f"{raced.rounds} withdrawals, {raced.reads} readings"
    assert came_to[-1] == TRIALS
    assert raced.wrong == []
    assert raced.rounds == TRIALS
    assert raced.reads_after >= TRIALS * races.READERS


async def test_a_door_that_answers_from_memory_loses_the_race(
    doors: TwoDoors, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = await doors.found()
    await town.share()
    remembered = (await town.look(town.adviser)).view

    async def from_memory(of: SmallTown, door: int) -> bool:
        await of.listed(of.adviser, door=door)
        return races._shows_something(remembered)

    monkeypatch.setattr(races, "_open", from_memory)
    assert (await withdrawals(doors, 2, readers=4)).wrong


def test_whoever_reaches_for_the_baton_there_is_always_exactly_one_holder(
    attacking: Attacking,
) -> None:
    with attacking("T2", "an offer accepted and taken back at the same time") as attack:
        raced = in_heats_of_our_own(handovers, ROUNDS)
        attack.tried(raced.rounds)
        attack.through += raced.wrong
        attack.beside = f"one holder in each of {raced.reads} looks meanwhile"
    assert raced.wrong == []
    assert raced.rounds == ROUNDS
    assert 0 < raced.reads_after < ROUNDS, "each of the two was first some of the time"


async def _falls(doors: TwoDoors, rounds: int, seed: int, told: Told) -> Raced:
    raise OSError(f"the track is flooded, {rounds} {seed} {doors} {told}"[:20])


def test_a_heat_that_falls_is_not_counted_as_run() -> None:
    with pytest.raises(HeatStopped):
        in_heats(_falls, 2, heats=2, seed=0, told=lambda _: None)
