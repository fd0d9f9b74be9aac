"""Working here: everything that changes who works where, whoever tells of it."""

from collections.abc import Mapping
from typing import TypeAlias

from stafett.domain import leaving, membership, staffing, withheld_name
from stafett.domain.employment import Employee, known
from stafett.domain.facts import Event
from stafett.domain.moment import Moment
from stafett.domain.people import EmployeeId, Staff, UnitId
from stafett.domain.unit import Unit

Command: TypeAlias = staffing.Command | leaving.Command | membership.Command | withheld_name.Command


def decide(
    employees: Mapping[EmployeeId, Employee],
    units: Mapping[UnitId, Unit],
    command: Command,
    at: Moment,
) -> tuple[Event, ...]:
    """Say what a change among people at work means: events, nothing new, or a refusal."""
    if isinstance(command, leaving.Command):
        return leaving.decide(employees, command, at.today, by_hand=isinstance(at.asked_by, Staff))
    if isinstance(command, membership.Command):
        return membership.decide(employees, units, command, at.today)
    if isinstance(command, withheld_name.Command):
        one = known(employees, command.employee)
        return withheld_name.decide(one.withheld_since, command, at.today)
    return staffing.decide(employees, units, command)
