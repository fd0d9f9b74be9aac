"""The plan of a family's team: who does what, who is to hold the baton, what then (R145).

It names, and opens no door: each it names still gets in by consent and their own leader's word.
"""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from stafett.domain.people import Professional
from stafett.domain.policy import GuideVersion
from stafett.domain.team import Team


class PlanWish(Enum):
    """What the family said about an individual plan when the team asked."""

    WANTED = "wanted"
    NOT_WANTED = "not-wanted"
    HAS_ONE = "has-one"


class PlanRight(Enum):
    """Whether there seems to be a right to one; it is decided elsewhere."""

    LIKELY = "likely"
    UNLIKELY = "unlikely"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class PlannedTask:
    """Somebody who is to have a task in the relay team, by the team's plan."""

    who: Professional
    task: str


@dataclass(frozen=True, slots=True)
class TeamPlan:
    """The plan the team made last."""

    relay: tuple[PlannedTask, ...]
    holder: Professional
    plan_wish: PlanWish
    plan_right: PlanRight
    summary: str
    met_on: date
    guide: GuideVersion

    def still_to_name(self, team: Team) -> tuple[Professional, ...]:
        """Return those in the plan whom their own leader has not named with a task yet (R171)."""
        return tuple(one.who for one in self.relay if not team.named(one.who))
