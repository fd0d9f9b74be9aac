"""Working here: everything that changes who works where, whoever tells of it."""

from collections.abc import Mapping
from datetime import date
from typing import TypeAlias

from stafett.domain import leaving, membership, staffing, withheld_name
from stafett.domain.employment import Employee, known
from stafett.domain.facts import Event
from stafett.domain.people import EmployeeId, UnitId
from stafett.domain.unit import Unit

Command: TypeAlias = staffing.Command | leaving.Command | membership.Command | withheld_name.Command


def decide(
    employees: Mapping[EmployeeId, Employee],
    units: Mapping[UnitId, Unit],
    command: Command,
    today: date,
) -> tuple[Event, ...]:
    """Say what a change among people at work means: events, nothing new, or a refusal."""
    if isinstance(command, leaving.Command):
        return leaving.decide(employees, command, today)
    if isinstance(command, membership.Command):
        return membership.decide(employees, units, command, today)
    if isinstance(command, withheld_name.Command):
        one = known(employees, command.employee)
        return withheld_name.decide(one.withheld_since, command, today)
    return staffing.decide(employees, units, command)
