"""Goals, measures and what came of them, as they are said over HTTP in a follow-up."""

from collections.abc import Mapping
from typing import Any

from stafett.stories.actors import Actor
from stafett.stories.answers import Answer
from stafett.stories.matter import Matter


class Measures(Matter):
    """What those who take part agree to do, and what it did."""

    async def goal(self, who: Actor, unit: str, text: str, indicator: str, **aim: Any) -> str:
        """Agree on a goal, and return its id."""
        form = {
            "unit": self.town.units[unit],
            "text": text,
            "indicator": indicator,
            "startValue": aim.pop("start_value", "0"),
            "target": aim.pop("target", "3"),
            "deadline": self.tale.on(84),
            "term": "SHORT",
            **aim,
        }
        return (await who.post(f"{self.path}/goals", form)).id

    async def measure(
        self,
        who: Actor,
        unit: str,
        goal: str,
        what: str,
        *,
        how: str,
        arena: str,
        responsible: Mapping[str, str],
        days: int = 56,
    ) -> str:
        """Agree on a measure, and return its id."""
        form = {
            "unit": self.town.units[unit],
            "goal": goal,
            "what": what,
            "how": how,
            "responsible": dict(responsible),
            "arena": arena,
            "starts": self.tale.on(0),
            "deadline": self.tale.on(days),
            "evaluateOn": self.tale.on(28),
            "basis": "VOLUNTARY",
        }
        return (await who.post(f"{self.path}/measures", form)).id

    async def evaluate(
        self,
        who: Actor,
        unit: str,
        measure: str,
        *,
        effect: str,
        child: Mapping[str, str],
        basis: str,
    ) -> Answer:
        """Say what a measure did; one must have looked at the follow-up first."""
        seen = await who.get(self.path)
        form = {
            "unit": self.town.units[unit],
            "effect": effect,
            "childView": dict(child),
            "basis": basis,
            "fits": {"level": seen.body["level"]},
        }
        return await who.post(f"{self.path}/measures/{measure}/evaluations", form, seen=seen)

    async def end_measure(self, who: Actor, unit: str, measure: str, why: str) -> Answer:
        """Say that a measure is over."""
        form = {"unit": self.town.units[unit], "why": why}
        return await who.post(f"{self.path}/measures/{measure}/endings", form)
