"""Signal 9 in the middle of a story: nothing acknowledged is lost, and nothing happens twice.

The long form, forty blows, is ``./stafett crash --cycles 40``.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from stafett.stories.crash import blows, tell_under_fire
from stafett.stories.ground import Ground, Victim, open_ground

SEED = 20261121


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def ground(open_folder: Path) -> AsyncIterator[Ground]:
    async with open_ground(open_folder / "crash") as ground:
        undisturbed = await tell_under_fire(ground, None)
        assert undisturbed.wrong == []
        yield ground


async def test_a_story_survives_the_death_of_everything_it_stands_on(ground: Ground) -> None:
    struck = []
    for blow in blows(SEED, 4, 120):
        survived = await tell_under_fire(ground, blow)
        assert survived.wrong == [], blow
        struck.append(blow.victim)
    assert set(struck) == set(Victim)


def test_the_same_seed_strikes_the_same_way() -> None:
    assert blows(7, 6, 100) == blows(7, 6, 100)
    assert blows(7, 6, 100) != blows(8, 6, 100)
