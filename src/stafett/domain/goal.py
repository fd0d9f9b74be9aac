"""Goals: where everyone is going together; simple, measurable, and with an end (R115, R129)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import NewType, TypeAlias
from uuid import UUID

from stafett.domain import wording
from stafett.domain.circumstances import Circumstances
from stafett.domain.facts import Event, Place, Refusal
from stafett.domain.people import UnitId
from stafett.domain.policy import GuideVersion

GoalId = NewType("GoalId", UUID)


class Term(Enum):
    """Is it near or far?"""

    SHORT = "short"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class Aim:
    """What one wants to see: the words, how one can tell, from where to where, by when (R115).

    ``areas`` are codes for areas of development (R120); an empty ``topic`` is open to all who
    are let in.
    """

    text: str
    indicator: str
    start_value: str
    target: str
    deadline: date
    term: Term = Term.SHORT
    areas: frozenset[str] = frozenset()
    topic: str = ""


class GoalSet(Event, name="goal-set"):
    """A goal has been agreed on."""

    place: Place
    goal: GoalId
    aim: Aim
    by: UUID
    unit: UnitId
    on: date
    guide: GuideVersion


class GoalClosed(Event, name="goal-closed"):
    """A goal has been reached, or given up with a reason."""

    place: Place
    goal: GoalId
    reached: bool
    why: str
    on: date


GoalEvent: TypeAlias = GoalSet | GoalClosed


@dataclass(frozen=True, slots=True)
class SetGoal:
    """Agree on a goal, on a unit's behalf."""

    goal: GoalId
    unit: UnitId
    aim: Aim


@dataclass(frozen=True, slots=True)
class CloseGoal:
    """Say that a goal is reached, or why it is given up."""

    goal: GoalId
    unit: UnitId
    reached: bool
    why: str = ""


GoalCommand: TypeAlias = SetGoal | CloseGoal


class NoSuchGoal(Refusal):
    """There is no such goal here."""


class DeadlineHasPassed(Refusal):
    """What is agreed today has its last day ahead."""


class NoSuchArea(Refusal):
    """The guide does not have this area of development."""


class GoalIsClosed(Refusal):
    """The goal has been closed."""


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal, and whether it is reached or given up."""

    id: GoalId
    place: Place
    aim: Aim
    by: UUID
    unit: UnitId
    set_on: date
    closed_on: date | None = None
    reached: bool = False
    why: str = ""
    changes: int = 1


Goals = Mapping[GoalId, Goal]


def decide(
    goals: Goals, place: Place, command: GoalCommand, at: Circumstances
) -> tuple[Event, ...]:
    """Say what becomes of the goal; *goals* are those the asker may read."""
    match command:
        case SetGoal():
            return set_goal(goals, place, command, at)
        case CloseGoal():
            return close(goals, command, at)


def set_goal(goals: Goals, place: Place, command: SetGoal, at: Circumstances) -> tuple[Event, ...]:
    """Decide whether the goal can be set so, in the guide's areas of development (R120)."""
    there = goals.get(command.goal)
    if wording.already(there.aim if there else None, command.aim):
        return ()
    for words in (command.aim.text, command.aim.indicator):
        wording.reason(words)
    if command.aim.deadline < at.today:
        raise DeadlineHasPassed
    known = {area.key for area in at.guide.areas}
    if known and not command.aim.areas <= known:
        raise NoSuchArea
    agreed = GoalSet(
        place=place,
        goal=command.goal,
        aim=command.aim,
        by=at.asked_by.id,
        unit=command.unit,
        on=at.today,
        guide=at.guide.id,
    )
    return (agreed,)


def close(goals: Goals, command: CloseGoal, at: Circumstances) -> tuple[Event, ...]:
    """Decide whether the goal can be closed; giving it up needs a reason."""
    there = goals.get(command.goal)
    if there is None:
        raise NoSuchGoal
    why = command.why.strip() if command.reached else wording.reason(command.why)
    if there.closed_on is not None:
        if (there.reached, there.why) != (command.reached, why):
            raise GoalIsClosed
        return ()
    closed = GoalClosed(
        place=there.place, goal=there.id, reached=command.reached, why=why, on=at.today
    )
    return (closed,)


def after(goals: Goals, event: GoalEvent) -> Goals:
    """Return the goals as they are once *event* has happened."""
    match event:
        case GoalSet(goal=goal):
            new = Goal(goal, event.place, event.aim, event.by, event.unit, event.on)
            return {**goals, goal: new}
        case GoalClosed(goal=goal, reached=reached, why=why, on=on):
            if goal not in goals:
                return goals
            there = goals[goal]
            closed = replace(
                there, closed_on=on, reached=reached, why=why, changes=there.changes + 1
            )
            return {**goals, goal: closed}
