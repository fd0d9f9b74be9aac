"""Raising the alarm about a task: whoever takes part may say that something is not being done.

Everybody who takes part sees who has which task, and answers for it that the follow-up happens
(R139). An alarm says which task and in what way it stands still, in codes, and blames nobody; it
is the holder's and the unit's leader's to answer, and it shows until somebody has.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import NewType, TypeAlias
from uuid import UUID

from stafett.domain import wording
from stafett.domain.agreeing import NoSuchMeasure
from stafett.domain.circumstances import Circumstances
from stafett.domain.facts import Event, Refusal
from stafett.domain.measure import MeasureId
from stafett.domain.people import Professional
from stafett.domain.team import Team

AlarmId = NewType("AlarmId", UUID)


class Stands(Enum):
    """In what way a task stands still."""

    NOT_BEGUN = "not-begun"
    LATE = "late"
    NO_ANSWER = "no-answer"
    TOO_MUCH = "too-much"


class AlarmRaised(Event, name="alarm-raised"):
    """Somebody who takes part has said that a task is not being done."""

    alarm: AlarmId
    task_of: Professional
    measure: MeasureId | None
    stands: Stands
    by: UUID
    on: date


class AlarmAnswered(Event, name="alarm-answered"):
    """The holder, or the leader of a unit that takes part, has said what will be done."""

    alarm: AlarmId
    answer: str
    by: UUID
    on: date


AlarmEvent: TypeAlias = AlarmRaised | AlarmAnswered


@dataclass(frozen=True, slots=True)
class RaiseAlarm:
    """Say that somebody's task stands still; ``measure``: it is about that measure."""

    alarm: AlarmId
    task_of: Professional
    stands: Stands
    measure: MeasureId | None = None


@dataclass(frozen=True, slots=True)
class AnswerAlarm:
    """Say what will be done about it."""

    alarm: AlarmId
    answer: str


AlarmCommand: TypeAlias = RaiseAlarm | AnswerAlarm


class NoSuchAlarm(Refusal):
    """Nobody has raised this alarm."""


class NoSuchTask(Refusal):
    """Nobody here by that name has a task."""


class AnsweredAlready(Refusal):
    """Somebody has answered it already."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """An alarm, and what was answered to it (``answered_on`` is ``None``: nothing yet)."""

    id: AlarmId
    task_of: Professional
    measure: MeasureId | None
    stands: Stands
    by: UUID
    on: date
    answer: str = ""
    answered_by: UUID | None = None
    answered_on: date | None = None


Alarms: TypeAlias = Mapping[AlarmId, Alarm]


def decide(
    alarms: Alarms,
    team: Team,
    measures: Collection[MeasureId],
    command: AlarmCommand,
    at: Circumstances,
) -> tuple[Event, ...]:
    """Say what becomes of an alarm; ``measures`` are those that the asker may read.

    Raises:
        NoSuchTask: Nobody by that name has a task for that unit.
        NoSuchMeasure: There is no such measure that the asker may read.
        NoSuchAlarm: It was never raised.
        AnsweredAlready: Something else was answered.

    """
    match command:
        case RaiseAlarm():
            return _raise(alarms, team, measures, command, at)
        case AnswerAlarm():
            return _answer(alarms, command, at)


def _raise(
    alarms: Alarms,
    team: Team,
    measures: Collection[MeasureId],
    command: RaiseAlarm,
    at: Circumstances,
) -> tuple[Event, ...]:
    wanted = (command.task_of, command.measure, command.stands)
    if command.measure is not None and command.measure not in measures:
        raise NoSuchMeasure
    there = alarms.get(command.alarm)
    about = there.measure if there and there.measure in measures else None
    if wording.already((there.task_of, about, there.stands) if there else None, wanted):
        return ()
    if not team.named(command.task_of):
        raise NoSuchTask
    raised = AlarmRaised(
        alarm=command.alarm,
        task_of=command.task_of,
        measure=command.measure,
        stands=command.stands,
        by=at.asked_by.id,
        on=at.today,
    )
    return (raised,)


def _answer(alarms: Alarms, command: AnswerAlarm, at: Circumstances) -> tuple[Event, ...]:
    there = alarms.get(command.alarm)
    if there is None:
        raise NoSuchAlarm
    answer = wording.reason(command.answer)
    if there.answered_on is not None:
        if there.answer != answer:
            raise AnsweredAlready
        return ()
    return (AlarmAnswered(alarm=there.id, answer=answer, by=at.asked_by.id, on=at.today),)


def after(alarms: Alarms, event: AlarmEvent) -> Alarms:
    """Return the alarms once *event* has happened."""
    match event:
        case AlarmRaised():
            raised = Alarm(
                event.alarm, event.task_of, event.measure, event.stands, event.by, event.on
            )
            return {**alarms, raised.id: raised}
        case AlarmAnswered(alarm=which):
            answered = replace(
                alarms[which], answer=event.answer, answered_by=event.by, answered_on=event.on
            )
            return {**alarms, which: answered}
