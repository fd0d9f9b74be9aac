"""Changing who works where: the commands behind employment, leadership, duty and absence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from stafett.domain.employment import (
    AbsenceBegan,
    AbsenceEnded,
    Employee,
    EmployeeRegistered,
    EmploymentBegan,
    EmploymentEnded,
    LeaderAppointed,
    LeaderRelieved,
    known,
)
from stafett.domain.entrusting import check_given_by_one
from stafett.domain.facts import Event, Refusal
from stafett.domain.leaving import check_is_here, check_others_administer
from stafett.domain.moment import EndsBeforeItBegan
from stafett.domain.people import Account, Contact, Duty, EmployeeId, UnitId
from stafett.domain.spell import latest_in
from stafett.domain.trust import (
    DutyGiven,
    DutyTakenBack,
    EmployeeAccountLinked,
    EmployeeAccountUnlinked,
)
from stafett.domain.unit import Unit, UnitIsClosed, known_unit


@dataclass(frozen=True, slots=True)
class RegisterEmployee:
    """Make somebody at work known, or change how to reach them."""

    employee: EmployeeId
    contact: Contact


@dataclass(frozen=True, slots=True)
class BeginEmployment:
    """Give an employee work in a unit from a day on."""

    employee: EmployeeId
    unit: UnitId
    since: date
    leads: bool = False


@dataclass(frozen=True, slots=True)
class EndEmployment:
    """Set an employee's last day in a unit."""

    employee: EmployeeId
    unit: UnitId
    until: date


@dataclass(frozen=True, slots=True)
class AppointLeader:
    """Let an employee of the unit lead it from a day on."""

    employee: EmployeeId
    unit: UnitId
    since: date


@dataclass(frozen=True, slots=True)
class RelieveLeader:
    """Let a leader go on in the unit without leading it, from a day on."""

    employee: EmployeeId
    unit: UnitId
    since: date


@dataclass(frozen=True, slots=True)
class GiveDuty:
    """Give an employee a duty for the whole municipality."""

    employee: EmployeeId
    duty: Duty


@dataclass(frozen=True, slots=True)
class TakeBackDuty:
    """Take back a duty for the whole municipality."""

    employee: EmployeeId
    duty: Duty


@dataclass(frozen=True, slots=True)
class BeginAbsence:
    """Write down that an employee is away from a day on."""

    employee: EmployeeId
    since: date


@dataclass(frozen=True, slots=True)
class EndAbsence:
    """Write down an employee's last day away."""

    employee: EmployeeId
    until: date


@dataclass(frozen=True, slots=True)
class LinkEmployeeAccount:
    """Let a log-in stand for an employee; that it stands for nobody else is a claim's matter."""

    employee: EmployeeId
    account: Account


@dataclass(frozen=True, slots=True)
class UnlinkEmployeeAccount:
    """Let a log-in stand for an employee no longer."""

    employee: EmployeeId
    account: Account


Command: TypeAlias = (
    RegisterEmployee
    | BeginEmployment
    | EndEmployment
    | AppointLeader
    | RelieveLeader
    | GiveDuty
    | TakeBackDuty
    | BeginAbsence
    | EndAbsence
    | LinkEmployeeAccount
    | UnlinkEmployeeAccount
)


class WorksThereAlready(Refusal):
    """The employee already works in that unit, from another day."""


class AwayAlready(Refusal):
    """The employee is already away, from another day."""


class NotAway(Refusal):
    """The employee is not away on that day."""


def decide(
    employees: Mapping[EmployeeId, Employee], units: Mapping[UnitId, Unit], command: Command
) -> tuple[Event, ...]:
    """Decide what a change among people at work means: events, nothing new, or a refusal."""
    match command:
        case RegisterEmployee(employee=who, contact=contact):
            if who in employees and employees[who].contact == contact:
                return ()
            return (EmployeeRegistered(employee=who, contact=contact),)
        case BeginEmployment():
            closing = units[known_unit(units, command.unit)].closing
            if closing is not None and command.since > closing.last_day:
                raise UnitIsClosed
            return _begin(known(employees, command.employee), command)
        case EndEmployment():
            return _end(known(employees, command.employee), command)
        case AppointLeader(employee=who, unit=unit, since=since):
            if known(employees, who).work_in(unit, since).leads:
                return ()
            return (LeaderAppointed(employee=who, unit=unit, since=since),)
        case RelieveLeader(employee=who, unit=unit, since=since):
            if not known(employees, who).work_in(unit, since).leads:
                return ()
            return (LeaderRelieved(employee=who, unit=unit, since=since),)
        case GiveDuty(employee=who, duty=duty):
            if duty in known(employees, who).duties:
                return ()
            check_is_here(employees[who])
            check_given_by_one(employees[who], duty)
            return (DutyGiven(employee=who, duty=duty),)
        case TakeBackDuty():
            return _take_back(employees, command)
        case BeginAbsence(employee=who, since=since):
            away = known(employees, who).away_since(since)
            if away is not None and away != since:
                raise AwayAlready
            return () if away == since else (AbsenceBegan(employee=who, since=since),)
        case EndAbsence():
            return _back(known(employees, command.employee), command)
        case LinkEmployeeAccount(employee=who, account=account):
            if account in known(employees, who).accounts:
                return ()
            return (EmployeeAccountLinked(employee=who, account=account),)
        case UnlinkEmployeeAccount(employee=who, account=account):
            if account not in known(employees, who).accounts:
                return ()
            if employees[who].accounts == {account}:
                check_others_administer(employees, employees[who])
            return (EmployeeAccountUnlinked(employee=who, account=account),)


def _begin(employee: Employee, command: BeginEmployment) -> tuple[Event, ...]:
    unit = command.unit
    check_is_here(employee)
    works = [work for work in employee.employments if not work.is_over(work.since)]
    for work in works:
        if work.unit == unit and work.since == command.since and work.leads == command.leads:
            return ()
        if work.unit == unit and (work.until is None or command.since <= work.until):
            raise WorksThereAlready
    return (
        EmploymentBegan(employee=employee.id, unit=unit, leads=command.leads, since=command.since),
    )


def _end(employee: Employee, command: EndEmployment) -> tuple[Event, ...]:
    latest = latest_in(employee.employments, command.unit)
    if latest.until == command.until:
        return ()
    if command.until < latest.since:
        raise EndsBeforeItBegan
    return (EmploymentEnded(employee=employee.id, unit=command.unit, until=command.until),)


def _take_back(
    employees: Mapping[EmployeeId, Employee], command: TakeBackDuty
) -> tuple[Event, ...]:
    if command.duty not in known(employees, command.employee).duties:
        return ()
    if command.duty is Duty.ADMINISTRATOR:
        check_others_administer(employees, employees[command.employee])
    return (DutyTakenBack(employee=command.employee, duty=command.duty),)


def _back(employee: Employee, command: EndAbsence) -> tuple[Event, ...]:
    if any(time.until == command.until for time in employee.absences):
        return ()
    if employee.away_since(command.until) is None:
        raise NotAway
    return (AbsenceEnded(employee=employee.id, until=command.until),)
