"""The relay team: which units take part, and who in them has which task.

Three locks on one door (R134): every needed consent names the unit, the unit has accepted, and
its leader has named this professional with a task. Nobody else in the unit gets in (R171).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum

from stafett.domain.circumstances import Circumstances
from stafett.domain.facts import Refusal
from stafett.domain.let_in import Consents, admit
from stafett.domain.out_by_name import out_by_name
from stafett.domain.people import EmployeeId, Professional, UnitId


class UnitNotLetIn(Refusal):
    """Everyone whose consent is needed must have named this unit, in a word still good today."""


class UnitTakesNoPart(Refusal):
    """The unit does not take part here."""


class DoesNotWorkThere(Refusal):
    """The person does not work in that unit today."""


class KeptOutByName(Refusal):
    """The family has asked that this person stays out."""


class StandsAside(Refusal):
    """The person stands aside here, and cannot be given anything to do."""


class HandTheBatonOnFirst(Refusal):
    """One who carries the baton stays until somebody else has accepted it."""


class AnotherCoordinates(Refusal):
    """The coordinating unit has decided that another unit carries the baton."""


class TheDecisionBinds(Refusal):
    """The coordinating unit has decided that this unit coordinates: it cannot leave."""


class Wanted(Enum):
    """What a unit is asked for. No free text: nothing may slip out before consent (R135)."""

    ADVICE = "advice"
    TAKE_PART = "take-part"


class Stage(Enum):
    """How far a unit has come through the door."""

    INVITED = "invited"
    TAKES_PART = "takes-part"
    DECLINED = "declined"
    LEFT = "left"


class WhyAside(Enum):
    """Why somebody at work cannot be impartial here (R185)."""

    RELATED = "related"
    CLOSE = "close"
    ABOUT_THEM = "about-them"


@dataclass(frozen=True, slots=True)
class Aside:
    """Somebody at work who stands aside, why, and since which day."""

    employee: EmployeeId
    because: WhyAside
    since: date


class TaskKind(Enum):
    """What somebody who is named here does; what a leader says of it stands in words (R16)."""

    IN_OWN_WORDS = "in-own-words"
    CARRIES_BATON = "carries-baton"
    COORDINATES_PLAN = "coordinates-plan"
    CAME_ALONG = "came-along"


@dataclass(frozen=True, slots=True)
class Task:
    """What somebody does here; ``words`` are the leader's, and empty for the other kinds."""

    kind: TaskKind
    words: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One unit's part: its stage, and the people named with their tasks, now and before."""

    unit: UnitId
    stage: Stage
    since: date
    named: Mapping[EmployeeId, Task] = field(default_factory=dict)
    before: frozenset[EmployeeId] = frozenset()
    wanted: Wanted = Wanted.TAKE_PART
    asked_on: date | None = None


@dataclass(frozen=True, slots=True)
class Team:
    """The relay team: every unit that was ever asked, the home unit among them.

    ``aside`` are those who have nothing to do with it, because they are a party to it.
    """

    home: UnitId
    parts: Mapping[UnitId, Part] = field(default_factory=dict)
    aside: Mapping[EmployeeId, Aside] = field(default_factory=dict)

    def takes_part(self, unit: UnitId) -> bool:
        """Does the unit take part (as far as the team goes: consent is asked elsewhere)?"""
        return unit in self.parts and self.parts[unit].stage is Stage.TAKES_PART

    def named(self, who: Professional) -> bool:
        """Has this person a task here on behalf of that unit?"""
        return self.takes_part(who.unit) and who.employee in self.parts[who.unit].named

    def others(self) -> tuple[UnitId, ...]:
        """Return the units beside the home unit that take part or have been asked."""
        active = (Stage.TAKES_PART, Stage.INVITED)
        return tuple(u for u, part in self.parts.items() if u != self.home and part.stage in active)

    def dissolved(self, on: date) -> "Team":
        """Return the team when the follow-up is over: only the home unit's own part is left."""
        gone = {
            unit: replace(
                part,
                stage=Stage.LEFT,
                since=on,
                named={},
                before=part.before | frozenset(part.named),
            )
            if unit != self.home and part.stage is Stage.TAKES_PART
            else part
            for unit, part in self.parts.items()
            if part.stage is not Stage.INVITED
        }
        return replace(self, parts=gone)

    def with_part(self, part: Part) -> "Team":
        """Return the team with this part in place of the unit's earlier one."""
        return replace(self, parts={**self.parts, part.unit: part})

    def with_task(self, who: Professional, task: Task, on: date) -> "Team":
        """Return the team with the person named, and the unit taking part."""
        part = self.parts.get(who.unit) or Part(who.unit, Stage.TAKES_PART, on)
        if part.stage is not Stage.TAKES_PART:
            part = replace(part, stage=Stage.TAKES_PART, since=on)
        tasks = part.named if who.employee in part.named else {**part.named, who.employee: task}
        return self.with_part(replace(part, named=tasks))


def check_may_enter(team: Team, consents: Consents, who: Professional, at: Circumstances) -> None:
    """See that the unit is let in today, and this person not kept out of it.

    The home unit needs no consent for its own part; a wish to keep somebody out counts there too.

    Raises:
        StandsAside: They cannot be impartial here (R185).
        UnitNotLetIn: Somebody's word is missing.
        KeptOutByName: Somebody's word leaves this person out.

    """
    if who.employee in team.aside:
        raise StandsAside
    admission = admit(consents, who.unit, at)
    if admission is None and who.unit != team.home:
        raise UnitNotLetIn
    if who.employee in out_by_name(consents, who.unit, at):
        raise KeptOutByName
