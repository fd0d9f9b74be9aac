"""Tasks: a unit's leader names who in the unit does what, and takes the task back (R171)."""

from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

from stafett.domain import wording
from stafett.domain.circumstances import Circumstances
from stafett.domain.facts import Event
from stafett.domain.let_in import Consents
from stafett.domain.people import EmployeeId, Professional, UnitId
from stafett.domain.team import (
    DoesNotWorkThere,
    HandTheBatonOnFirst,
    Part,
    Stage,
    Task,
    TaskKind,
    Team,
    UnitTakesNoPart,
    check_may_enter,
)


class ProfessionalNamed(Event, name="professional-named"):
    """One of a unit's people has a task here: given by its leader, or come with what they do."""

    unit: UnitId
    employee: EmployeeId
    task: Task
    on: date


class ProfessionalRemoved(Event, name="professional-removed"):
    """A unit's leader has taken the task from one of its people."""

    unit: UnitId
    employee: EmployeeId
    why: str
    on: date


TaskEvent: TypeAlias = ProfessionalNamed | ProfessionalRemoved


@dataclass(frozen=True, slots=True)
class NameProfessional:
    """Give one of the unit's people a task in this follow-up."""

    unit: UnitId
    employee: EmployeeId
    task: str


@dataclass(frozen=True, slots=True)
class RemoveProfessional:
    """Take the task from one of the unit's people, and say why."""

    unit: UnitId
    employee: EmployeeId
    why: str


TaskCommand: TypeAlias = NameProfessional | RemoveProfessional


def decide(
    team: Team, consents: Consents, holder: Professional, command: TaskCommand, at: Circumstances
) -> tuple[Event, ...]:
    """Say who has which task: events, nothing new, or a refusal."""
    match command:
        case NameProfessional():
            return name(team, consents, command, at)
        case RemoveProfessional():
            return remove(team, holder, command, at)


def name(
    team: Team, consents: Consents, command: NameProfessional, at: Circumstances
) -> tuple[Event, ...]:
    """Decide whether the person can get the task (R134, R171)."""
    if not team.takes_part(command.unit):
        raise UnitTakesNoPart
    task = Task(TaskKind.IN_OWN_WORDS, wording.reason(command.task))
    if team.parts[command.unit].named.get(command.employee) == task:
        return ()
    if not at.municipality.works_in(command.employee, command.unit, at.today):
        raise DoesNotWorkThere
    check_may_enter(team, consents, Professional(command.employee, command.unit), at)
    named = ProfessionalNamed(unit=command.unit, employee=command.employee, task=task, on=at.today)
    return (named,)


def remove(
    team: Team, holder: Professional, command: RemoveProfessional, at: Circumstances
) -> tuple[Event, ...]:
    """Decide whether the task can be taken from the person; never from the holder (R70)."""
    who = Professional(command.employee, command.unit)
    if not team.named(who):
        return ()
    if who == holder:
        raise HandTheBatonOnFirst
    why = wording.reason(command.why)
    removed = ProfessionalRemoved(
        unit=command.unit, employee=command.employee, why=why, on=at.today
    )
    return (removed,)


def after(team: Team, event: TaskEvent) -> Team:
    """Return the team as it is once *event* has happened."""
    part = team.parts.get(event.unit) or Part(event.unit, Stage.TAKES_PART, event.on)
    match event:
        case ProfessionalNamed(employee=employee, task=task):
            return team.with_part(replace(part, named={**part.named, employee: task}))
        case ProfessionalRemoved(employee=employee):
            rest = {who: what for who, what in part.named.items() if who != employee}
            return team.with_part(replace(part, named=rest, before=part.before | {employee}))
