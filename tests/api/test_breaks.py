"""Breaks over HTTP: by child for the holder and the leader, about nobody for the coordinator."""

import pytest

from tests.api.service import Caller
from tests.api.test_faces import read, refused
from tests.api.test_the_rulebook import coordinator
from tests.api.town import Town

__all__ = ["coordinator"]

MINE = "/v1/me/breaks"
WHOLE = "/v1/municipality/breaks"


async def test_holder_and_leader_see_the_child_and_the_rule(town: Town) -> None:
    follow_up = await town.follow_up()
    for who in (town.teacher, town.leader):
        (one,) = [each for each in (await read(who, MINE))["items"] if each["id"] == follow_up]
        assert (one["matter"], one["person"]) == ("FOLLOW_UP", town["nora"])
        rules = {finding["gap"]: finding["rule"] for finding in one["findings"]}
        assert rules["MEETING_OVERDUE"] == "R98"
    assert follow_up not in str(await read(town.nurse, MINE))
    assert (await read(town.mother, MINE))["items"] == []


async def test_the_coordinator_sees_whom_to_call_and_nobody_else_does(
    town: Town, coordinator: Caller
) -> None:
    follow_up = await town.follow_up()
    (mine,) = [each for each in (await read(town.leader, MINE))["items"] if each["id"] == follow_up]
    whole = await read(coordinator, WHOLE)
    (one,) = [each for each in whole["items"] if each["knownAs"] == mine["knownAs"]]
    assert one["call"]["employee"] == town["leader"]
    assert one["call"]["contact"]["name"] == "Leader"
    for name in ("nora", "mother", "father", "teacher", "school"):
        assert town[name] not in str(whole)
    assert follow_up not in str(whole)


@pytest.mark.parametrize("who", ["teacher", "leader", "mother", "administrator"])
async def test_others_are_told_that_it_is_not_for_them(town: Town, who: str) -> None:
    refused(await getattr(town, who).get(WHOLE), 403, "NOT_THE_COORDINATOR")
