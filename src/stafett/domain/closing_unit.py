"""Closing a unit from a day: a kindergarten is shut, two schools become one.

Nothing in it may be dropped. From the day after its last, nobody works there any more, and
another unit answers for what is left: its leader has the concerns, the batons and the parts of
follow-ups, until each has been taken on, handed over or ended as everything else is. Nothing new
begins there, and what was written stays whose it was (R9, R14).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeAlias

from stafett.domain import leading, wording
from stafett.domain.employment import Employee
from stafett.domain.facts import Event, Refusal
from stafett.domain.people import EmployeeId, UnitId
from stafett.domain.publishing import DayHasPassed
from stafett.domain.unit import Closing, NoSuchUnit, Unit, UnitIsClosed


class UnitClosed(Event, name="unit-closed"):
    """A unit has got its last day; from the day after, another answers for what is left."""

    unit: UnitId
    last_day: date
    answers: UnitId
    why: str


class UnitKeptOpen(Event, name="unit-kept-open"):
    """A unit that was to close does not."""

    unit: UnitId
    why: str


@dataclass(frozen=True, slots=True)
class CloseUnit:
    """Set a unit's last day, or another one while it lies ahead; *answers* for what is left."""

    unit: UnitId
    last_day: date
    answers: UnitId
    why: str


@dataclass(frozen=True, slots=True)
class KeepUnitOpen:
    """Say that a unit does not close after all; as long as its last day has not passed."""

    unit: UnitId
    why: str


Command: TypeAlias = CloseUnit | KeepUnitOpen
ClosingEvent: TypeAlias = UnitClosed | UnitKeptOpen
Units: TypeAlias = Mapping[UnitId, Unit]
Employees: TypeAlias = Mapping[EmployeeId, Employee]


class NobodyAnswers(Refusal):
    """Name an open unit with a leader: somebody must answer for what is left in this one."""


def decide(units: Units, employees: Employees, command: Command, today: date) -> tuple[Event, ...]:
    """Say what becomes of a unit's last day.

    Raises:
        NoSuchUnit: One of them is not known.
        UnitIsClosed: Its last day has passed.
        DayHasPassed: The last day would have.
        NobodyAnswers: Another unit that closes cannot answer for it, nor one without a leader.

    """
    there = units.get(command.unit)
    if there is None:
        raise NoSuchUnit
    if there.closing is not None and there.closing.last_day < today:
        if isinstance(command, CloseUnit) and there.closing == _closing(command):
            return ()
        raise UnitIsClosed
    why = wording.reason(command.why)
    if isinstance(command, KeepUnitOpen):
        return () if there.closing is None else (UnitKeptOpen(unit=command.unit, why=why),)
    if command.last_day < today:
        raise DayHasPassed
    if command.answers not in units:
        raise NoSuchUnit
    if there.closing == _closing(command):
        return ()
    closed = UnitClosed(
        unit=command.unit, last_day=command.last_day, answers=command.answers, why=why
    )
    if command.answers == command.unit or units[command.answers].closing is not None:
        raise NobodyAnswers
    then_units, then_employees = after(units, employees, closed)
    first_day_without = command.last_day + timedelta(days=1)
    if leading.leader(then_units, then_employees, command.unit, first_day_without) is None:
        raise NobodyAnswers
    return (closed,)


def _closing(command: CloseUnit) -> Closing:
    return Closing(command.last_day, command.answers)


def after(units: Units, employees: Employees, event: ClosingEvent) -> tuple[Units, Employees]:
    """Return units and employees once *event* has happened: work there ends with its last day."""
    closing = Closing(event.last_day, event.answers) if isinstance(event, UnitClosed) else None
    now = {**units, event.unit: replace(units[event.unit], closing=closing)}
    return now, {who: within(one, now) for who, one in employees.items()}


def within(employee: Employee, units: Mapping[UnitId, Unit]) -> Employee:
    """Return the employee working in no unit beyond its last day."""
    known = {work.unit: units.get(work.unit) for work in employee.employments}
    last = {which: one.closing.last_day for which, one in known.items() if one and one.closing}
    works = tuple(replace(work, closes=last.get(work.unit)) for work in employee.employments)
    return employee if works == employee.employments else replace(employee, employments=works)
