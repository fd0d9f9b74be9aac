"""Administering: who may change units, people at work and rules, for the whole municipality."""

from collections.abc import Mapping
from typing import TypeAlias

from stafett.domain import leaving, membership, rulebook
from stafett.domain.employment import Employee
from stafett.domain.membership import FeedMembers
from stafett.domain.moment import Moment
from stafett.domain.people import Account, Duty, EmployeeId, Operator, Staff, System
from stafett.domain.publishing import PublishDayRules, PublishGuide
from stafett.domain.staffing import (
    AppointLeader,
    BeginAbsence,
    BeginEmployment,
    EndAbsence,
    EndEmployment,
    LinkEmployeeAccount,
    RegisterEmployee,
    RelieveLeader,
    UnlinkEmployeeAccount,
)
from stafett.domain.system import Systems

_ABOUT_WORK = RegisterEmployee | BeginEmployment | EndEmployment | AppointLeader | RelieveLeader
Employees: TypeAlias = Mapping[EmployeeId, Employee]


def may_change(
    employees: Employees, systems: Systems, command: object, at: Moment, *, new: bool
) -> bool:
    """Let administrators change anything; leaders say who of their own is away.

    Coordinators publish rules; a system that was let in tells who works where. While the book is
    *new* and has no administrator, whoever runs the installation fills it.
    """
    match at.asked_by:
        case Operator():
            return new
        case System(id=which):
            known = systems.get(which)
            if known is None or known.out:
                return False
            return _may_tell(employees, known.log_ins, command)
        case Staff(duties=duties) if Duty.ADMINISTRATOR in duties:
            return True
        case Staff() if isinstance(command, PublishGuide | PublishDayRules):
            return rulebook.keeps(at.asked_by)
        case Staff(leads=leads) if isinstance(command, BeginAbsence | EndAbsence):
            one = employees.get(command.employee)
            return one is not None and bool(one.units(at.today) & leads)
        case _:
            return False


def _may_tell(employees: Employees, log_ins: str, command: object) -> bool:
    """Say whether a system may tell this: who works where, and which log-ins are whose.

    It links log-ins of its own issuer only, and none to somebody with a duty for the whole
    municipality: nobody becomes an administrator by being on a list.
    """
    match command:
        case LinkEmployeeAccount(employee=who, account=account):
            return _may_link(employees.get(who), log_ins, account)
        case UnlinkEmployeeAccount(employee=who, account=account):
            one = employees.get(who)
            return account.issuer == log_ins and one is not None and not one.duties
        case FeedMembers(members=members):
            return all(
                _may_link(membership.by_number(employees, line.number), log_ins, line.account)
                for line in members
                if line.account is not None
            )
        case _:
            return isinstance(command, _ABOUT_WORK | leaving.Command | membership.Command)


def _may_link(one: Employee | None, log_ins: str, account: Account) -> bool:
    if one is not None and account in one.accounts:
        return True
    return account.issuer == log_ins and (one is None or not one.duties)
