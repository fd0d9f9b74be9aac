"""Leaving: somebody's work here ends, and from that moment nothing is open to them.

A last day is set for those who leave as planned. Whoever is to be out now leaves: their batons
and concerns are their leader's in the same moment, by the rule for holders who cannot (R173).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from stafett.domain.employment import Employee, EmployeeLeft, EmployeeReturned, known
from stafett.domain.facts import Event, Refusal
from stafett.domain.people import Duty, EmployeeId, UnitId
from stafett.domain.spell import NoSuchEmployment


@dataclass(frozen=True, slots=True)
class LetLeave:
    """Let an employee be out at once: of one unit, or of everything with *unit* left out."""

    employee: EmployeeId
    unit: UnitId | None = None


@dataclass(frozen=True, slots=True)
class LetReturn:
    """Let an employee who left be known by their log-ins again; work is given anew."""

    employee: EmployeeId


Command: TypeAlias = LetLeave | LetReturn


class LetGoByAnAdministrator(Refusal):
    """An administrator let this employee go: an administrator lets them return."""


class LastAdministrator(Refusal):
    """Somebody must be able to administer: give the duty to another first."""


class HasLeft(Refusal):
    """The employee has left: let them return first."""


def decide(
    employees: Mapping[EmployeeId, Employee], command: Command, today: date, *, by_hand: bool
) -> tuple[Event, ...]:
    """Say what it means that somebody leaves, or comes back.

    It is *by_hand* when an administrator says so; whom they let go, no register brings back.

    Raises:
        NoSuchEmployee: Nobody is known by that id.
        NoSuchEmployment: They do not work in that unit.
        LastAdministrator: Nobody could administer any more.
        LetGoByAnAdministrator: A register would let somebody return.

    """
    one = known(employees, command.employee)
    if isinstance(command, LetReturn):
        if one.let_go and not by_hand:
            raise LetGoByAnAdministrator
        return () if one.left is None else (EmployeeReturned(employee=one.id, on=today),)
    if command.unit is None:
        if one.left is not None and (one.let_go or not by_hand):
            return ()
        check_others_administer(employees, one)
        return (EmployeeLeft(employee=one.id, unit=None, on=today, let_go=by_hand),)
    there = [work for work in one.employments if work.unit == command.unit]
    if not there:
        raise NoSuchEmployment
    if all(work.is_over(today) for work in there):
        return ()
    return (EmployeeLeft(employee=one.id, unit=command.unit, on=today),)


def check_is_here(employee: Employee) -> None:
    """See that the employee has not left.

    Raises:
        HasLeft: They have.

    """
    if employee.left is not None:
        raise HasLeft


def check_others_administer(employees: Mapping[EmployeeId, Employee], besides: Employee) -> None:
    """See that somebody can administer without this one.

    Raises:
        LastAdministrator: Nobody could.

    """
    others = (one for one in employees.values() if one.id != besides.id)
    administers = Duty.ADMINISTRATOR in besides.duties
    if administers and not any(Duty.ADMINISTRATOR in one.duties for one in others):
        raise LastAdministrator
