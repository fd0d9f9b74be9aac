"""Progress: which steps of the guide have been done at the level one is on (R18).

Some steps show by themselves: a meeting was held, an outcome chosen, a unit came in. Of the
others whoever carries the baton says that they are done. Nothing is stopped by a step that is
not: the guide shows the way, and people walk it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from stafett.domain.circumstances import Circumstances
from stafett.domain.dates import Dates
from stafett.domain.facts import Event, Refusal
from stafett.domain.level import Ladder
from stafett.domain.people import EmployeeId
from stafett.domain.policy import GuideVersion, Step, StepSign
from stafett.domain.team import Stage, Team


class StepDone(Event, name="step-done"):
    """Whoever carries the baton says that a step of the level has been done."""

    step: str
    level: int
    by: EmployeeId
    on: date
    guide: GuideVersion


class StepTakenBack(Event, name="step-taken-back"):
    """It had been said too early: the step has not been done after all."""

    step: str
    level: int
    by: EmployeeId
    on: date


@dataclass(frozen=True, slots=True)
class TickStep:
    """Say that a step of the level one is on has been done, or has not after all."""

    step: str
    done: bool = True


class NoSuchStep(Refusal):
    """The guide has no such step at this level."""


class ShowsByItself(Refusal):
    """This step shows by itself once it has been done."""


ProgressEvent: TypeAlias = StepDone | StepTakenBack


@dataclass(frozen=True, slots=True)
class Tick:
    """A step that somebody said was done: at which rung of the ladder, who and when."""

    step: str
    rung: int
    by: EmployeeId
    on: date


Ticks: TypeAlias = tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class StepNow:
    """A step of the level one is on: done since when and said by whom; ``None``: not yet.

    ``by`` is ``None`` too for what shows by itself.
    """

    step: str
    done_on: date | None = None
    by: EmployeeId | None = None


def tick(ticks: Ticks, ladder: Ladder, command: TickStep, at: Circumstances) -> tuple[Event, ...]:
    """Decide whether it can be said of the step.

    Raises:
        NoSuchStep: The level has no such step.
        ShowsByItself: It follows from something else that it was done.

    """
    level = at.guide.level(ladder.level)
    step = next((one for one in level.steps if one.key == command.step), None) if level else None
    if step is None:
        raise NoSuchStep
    if step.follows_from is not None:
        raise ShowsByItself
    there = any((one.step, one.rung) == (step.key, len(ladder.rungs)) for one in ticks)
    if there == command.done:
        return ()
    by, on = EmployeeId(at.asked_by.id), at.today
    if command.done:
        return (StepDone(step=step.key, level=ladder.level, by=by, on=on, guide=at.guide.id),)
    return (StepTakenBack(step=step.key, level=ladder.level, by=by, on=on),)


def after(ticks: Ticks, event: ProgressEvent, ladder: Ladder) -> Ticks:
    """Return what has been said of the steps once *event* has happened."""
    rung = len(ladder.rungs)
    match event:
        case StepDone(step=step, by=by, on=on):
            return (*ticks, Tick(step, rung, by, on))
        case StepTakenBack(step=step):
            return tuple(one for one in ticks if (one.step, one.rung) != (step, rung))


def steps_now(
    ticks: Ticks, ladder: Ladder, dates: Dates, team: Team, at: Circumstances
) -> tuple[StepNow, ...]:
    """Return the steps of the level one is on, in the guide's order, each done or not yet."""
    level = at.guide.level(ladder.level)
    if level is None:
        return ()
    said = {one.step: one for one in ticks if one.rung == len(ladder.rungs)}
    return tuple(_now(step, said.get(step.key), ladder, dates, team) for step in level.steps)


def _now(step: Step, said: Tick | None, ladder: Ladder, dates: Dates, team: Team) -> StepNow:
    if step.follows_from is not None:
        return StepNow(step.key, min(_signs(step.follows_from, ladder, dates, team), default=None))
    if said is None:
        return StepNow(step.key)
    return StepNow(step.key, said.on, said.by)


def _signs(sign: StepSign, ladder: Ladder, dates: Dates, team: Team) -> Iterator[date]:
    """Yield the days on which such a thing happened; all who take part see each of them.

    A meeting on the very day one came to a level is the one that led there, but for the first.
    """
    first = len(ladder.rungs) == 1
    match sign:
        case StepSign.MEETING_HELD:
            for meeting in dates.meetings.values():
                on = meeting.held_on
                if on is not None and not meeting.interrupted and (first or on > ladder.since):
                    yield on
        case StepSign.OUTCOME_CHOSEN:
            for chosen in dates.outcomes.values():
                if chosen.level == ladder.level and (first or chosen.met_on > ladder.since):
                    yield chosen.met_on
        case StepSign.UNIT_JOINED:
            for part in team.parts.values():
                if part.unit != team.home and part.stage is Stage.TAKES_PART:
                    yield part.since
