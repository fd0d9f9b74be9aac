"""Asking Cedar: what somebody is to a follow-up, and what they may read and do there."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import cedarpy

from stafett.domain.people import Asker, Staff
from tests.people import SCHOOL
from tests.policy.facts import THIS, entity, facts, of, standing, unit
from tests.policy.small_world import World

HERE = Path(__file__).parent
AT_WORK = (
    "carrier",
    "holder",
    "named",
    "home-leader",
    "leader",
    "deputy",
    "invited",
    "offered",
    "wrote-earlier",
    "shut-out-leader",
    "kept-out-leader",
    "asked-anew",
)
FROM_ABOVE = ("escalated-to", "coordinating-unit", "emergency")
IN_THE_FAMILY = ("giver", "guardian", "representative", "self", "private-network")


class Cedar:
    """Cedar with one set of policies, and one world at a time."""

    def __init__(self, standings: str, acts: str) -> None:
        self._standings = cedarpy.PolicySet.from_str(standings)
        self._acts = cedarpy.PolicySet.from_str(acts)
        self._entities: Any = None
        self._world: World | None = None
        self._told = ""
        self._known: dict[tuple[str, UUID], Mapping[UUID | None, frozenset[str]]] = {}

    def look_at(self, world: World) -> None:
        """Take another world before the next question."""
        self._world = world
        told = facts(world)
        self._entities = cedarpy.Entities.from_json_str(json.dumps(told))
        # What somebody once gave makes them nothing; where all else is alike, so is the answer.
        self._told = json.dumps([{**told[0]["attrs"], "everGave": None}, str(world.unit)])

    def stands(self, who: Asker) -> Mapping[UUID | None, frozenset[str]]:
        """Return what somebody is: in all (``None``), and through each unit."""
        known = self._told, who.id
        if known not in self._known:
            self._known[known] = self._stands(who)
        return self._known[known]

    def _stands(self, who: Asker) -> Mapping[UUID | None, frozenset[str]]:
        assert self._world is not None
        if not isinstance(who, Staff):
            mine = self._are(who, [(None, name) for name in IN_THE_FAMILY])
            return {None: frozenset(name for _, name in mine)}
        units = (SCHOOL, self._world.unit)
        asked = [(one, name) for one in units for name in AT_WORK]
        asked += [(SCHOOL, name) for name in FROM_ABOVE]
        mine = self._are(who, asked)
        found: dict[UUID | None, frozenset[str]] = {
            one: frozenset(name for at, name in mine if at == one) for one in units
        }
        return found | {None: frozenset(name for _, name in mine)}

    def _are(
        self, who: Asker, asked: Sequence[tuple[UUID | None, str]]
    ) -> list[tuple[UUID | None, str]]:
        requests = [
            {
                "principal": entity(who),
                "action": {"type": "Action", "id": name},
                "resource": THIS,
                "context": {} if at is None else {"unit": of(unit(at))},
            }
            for at, name in asked
        ]
        answers = self._ask(requests, self._standings)
        return [one for one, yes in zip(asked, answers, strict=True) if yes]

    def allows(
        self,
        who: Asker,
        stands: Mapping[UUID | None, frozenset[str]],
        acts: Sequence[tuple[str, UUID | None]],
    ) -> list[bool]:
        """Say of each act, on a unit's behalf or nobody's, whether somebody who stands so may."""
        anywhere = [of(standing(name)) for name in stands[None]]
        requests = [
            {
                "principal": entity(who),
                "action": {"type": "Action", "id": act},
                "resource": THIS,
                "context": {
                    "anywhere": anywhere,
                    "here": [of(standing(name)) for name in stands.get(at, ()) if at is not None],
                }
                | ({} if at is None else {"unit": of(unit(at))}),
            }
            for act, at in acts
        ]
        return self._ask(requests, self._acts)

    def _ask(self, requests: list[dict[str, Any]], policies: Any) -> list[bool]:
        answers = cedarpy.is_authorized_batch(requests, policies, self._entities)
        for answer in answers:
            assert not answer.diagnostics.errors, answer.diagnostics.errors
        return [bool(answer.allowed) for answer in answers]


@cache
def written(called: str) -> str:
    """Return the policies in a file of this folder."""
    return (HERE / f"{called}.cedar").read_text(encoding="utf-8")


def cedar(standings: str = "", acts: str = "") -> Cedar:
    """Return Cedar with our policies, or with others in their place."""
    return Cedar(standings or written("standing"), acts or written("acts"))
