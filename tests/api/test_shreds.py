"""To destroy a matter's keys over HTTP: two administrators, a hold in the way, and what is true."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.api.service import Caller, Service, running
from tests.api.test_moving import code
from tests.api.town import Town, founded, second

GROUND = {"ground": "deposited", "reference": "receipt 26/117", "decidedOn": "2026-01-07"}
WHY = {"why": "a complaint is with the county governor"}

ENDED = {
    "why": "It passed.",
    "informationGiven": "Told them.",
    "childView": {"notAskedBecause": "Too small."},
}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def service(
    fresh_databases: tuple[str, str], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Service]:
    """A service with a folder for checkpoints, and so for the register."""
    anchors: Path = tmp_path_factory.mktemp("anchors")
    async with running(*fresh_databases, anchors=anchors) as there:
        yield there


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def town(service: Service) -> Town:
    return await founded(service)


async def stands(caller: Caller, shred: str) -> str:
    (one,) = [one for one in (await caller.get("/v1/shreds")).json()["items"] if one["id"] == shred]
    assert (one["finalOn"] is None) == (one["stands"] == "REQUESTED")
    return str(one["stands"])


async def test_what_two_have_ordered_is_opened_by_nobody_and_told_of_as_it_is(town: Town) -> None:
    other = await second(town)
    matter = await town.concern()
    here = f"/v1/concerns/{matter}"
    assert (await town.teacher.get(here)).status_code == 200
    asked = {"matter": matter, **GROUND}
    runs = await town.administrator.post("/v1/shreds", asked)
    assert code(runs) == (409, "MATTER_STILL_RUNS")
    await town.teacher.did(f"{here}/conclusions", ENDED)
    shred = (await town.administrator.did("/v1/shreds", asked))["id"]
    (waits,) = (await other.get("/v1/acts")).json()["items"]
    assert waits["shred"]["matter"] == matter
    alone = await town.administrator.post(f"/v1/acts/{shred}/grants")
    assert code(alone) == (403, "ANOTHER_GRANTS")
    await other.did(f"/v1/acts/{shred}/grants")
    assert await stands(town.administrator, shred) == "REQUESTED"
    forgetting = town.service.house.forgetting
    assert forgetting is not None
    await forgetting.look()
    assert (await town.teacher.get(here)).status_code == 404
    assert await stands(town.administrator, shred) == "REQUESTED", "somebody may hold a key still"
    assert (await town.teacher.get("/v1/shreds")).json()["items"] == []


async def test_what_is_held_is_not_destroyed(town: Town) -> None:
    other = await second(town)
    matter = await town.concern()
    await town.teacher.did(f"/v1/concerns/{matter}/conclusions", ENDED)
    hold = (await town.administrator.did("/v1/holds", {"matter": matter, **WHY}))["id"]
    (shown,) = (await other.get("/v1/holds")).json()["items"]
    assert (shown["id"], shown["matter"]) == (hold, matter)
    assert (await town.teacher.get("/v1/holds")).json()["items"] == []
    asked = {"matter": matter, **GROUND}
    assert code(await town.administrator.post("/v1/shreds", asked)) == (409, "MATTER_IS_HELD")
    await other.did(f"/v1/holds/{hold}/endings", {"why": "it is answered"})
    shred = (await town.administrator.did("/v1/shreds", asked))["id"]
    await other.did(f"/v1/acts/{shred}/grants")
    late = await town.administrator.post("/v1/holds", {"matter": matter, **WHY})
    assert code(late) == (409, "KEYS_ARE_GOING")


async def test_the_law_says_on_which_grounds(town: Town) -> None:
    shown = (await town.teacher.get("/v1/law?on=2026-11-21")).json()
    assert {one["minutes"] <= 60 for one in shown["emergencies"]} == {True}
    grounds = {one["key"] for one in shown["erasures"]}
    assert grounds == {"deposited", "erasure-decided", "time-of-keeping-over"}
    asked = {"matter": town["nora"], **GROUND, "ground": "because"}
    answer = await town.administrator.post("/v1/shreds", asked)
    assert code(answer) == (409, "NO_GROUND_TO_DESTROY")
