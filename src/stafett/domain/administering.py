"""Administering: who may change units, people at work and rules, for the whole municipality."""

from collections.abc import Mapping

from stafett.domain import rulebook
from stafett.domain.employment import Employee
from stafett.domain.moment import Moment
from stafett.domain.people import Duty, EmployeeId, Operator, Staff
from stafett.domain.publishing import PublishDayRules, PublishGuide
from stafett.domain.staffing import BeginAbsence, EndAbsence


def may_change(
    employees: Mapping[EmployeeId, Employee], command: object, at: Moment, *, new: bool
) -> bool:
    """Let administrators change anything; leaders say who of their own is away.

    Coordinators publish rules. While the book is *new* and has no administrator, whoever runs the
    installation fills it.
    """
    match at.asked_by:
        case Operator():
            return new
        case Staff(duties=duties) if Duty.ADMINISTRATOR in duties:
            return True
        case Staff() if isinstance(command, PublishGuide | PublishDayRules):
            return rulebook.keeps(at.asked_by)
        case Staff(leads=leads) if isinstance(command, BeginAbsence | EndAbsence):
            one = employees.get(command.employee)
            return one is not None and bool(one.units(at.today) & leads)
        case _:
            return False
