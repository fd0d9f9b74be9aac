"""When two are two people: neither could be the other, and no third one could be both.

Whoever alone gave somebody a log-in, or the duty by which they act, may be that somebody; so may
whoever let in the system that told whose it is. What two stood behind, and what came by a link
from whoever runs the installation, is nobody's alone (ASVS 5.0 2.3.5).
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final, TypeAlias
from uuid import UUID

from stafett.domain.employment import Employee
from stafett.domain.entrusting import GIVEN_BY_TWO, TakesTwo
from stafett.domain.facts import Event
from stafett.domain.people import Account, Actor, Duty, EmployeeId, Staff
from stafett.domain.trust import DutyGiven, EmployeeAccountLinked

KEEPERS: Final = frozenset({Duty.ADMINISTRATOR, Duty.BTI_COORDINATOR})
"""Those whose duty it is to keep the municipality's rules, and who stand behind what takes two."""
TAKE_TWO: Final = frozenset({Duty.ADMINISTRATOR})
"""The duties that nobody gives alone where another one could grant it."""

Employees: TypeAlias = Mapping[EmployeeId, Employee]
NOBODY: Final[Employees] = MappingProxyType({})
"""Nobody at work: whoever asks is alone."""


def who_could_be(employees: Employees, who: EmployeeId) -> frozenset[UUID]:
    """Return everybody at work who alone could be somebody: themselves, and who let them in."""
    found: set[UUID] = {who}
    ask: list[UUID] = [who]
    while ask:
        employee = employees.get(EmployeeId(ask.pop()))
        if employee is not None:
            by = {giver for what, giver in employee.from_one if _acts_by(employee, what)}
            ask += (giver for giver in by - found if giver in employees)
            found.update(ask)
    return frozenset(found)


def _acts_by(employee: Employee, what: Duty | Account) -> bool:
    """Say whether it is by this that somebody acts: a log-in, or their duties.

    Who administers acts by that alone.
    """
    if isinstance(what, Account):
        return what in employee.accounts
    acts_by = employee.duties & TAKE_TWO or employee.duties
    return what in acts_by


def are_two(employees: Employees, one: EmployeeId, other: EmployeeId) -> bool:
    """Say whether these are two people, whoever let them in."""
    return who_could_be(employees, one).isdisjoint(who_could_be(employees, other))


def could_be(employees: Employees, one: EmployeeId, other: EmployeeId) -> bool:
    """Say whether one of these alone could be the other: the same, or let in by them alone."""
    return one in who_could_be(employees, other) or other in who_could_be(employees, one)


def signed(employees: Employees, events: Iterable[Event], by: Actor) -> tuple[Event, ...]:
    """Return the events with who gave each duty and log-in.

    Raises:
        TakesTwo: An administrator gives alone what another one could grant, or a log-in to
            somebody who watches over the others.

    """
    return tuple(
        _signed(employees, event, by)
        if isinstance(event, DutyGiven | EmployeeAccountLinked)
        else event
        for event in events
    )


def _signed(employees: Employees, event: DutyGiven | EmployeeAccountLinked, by: Actor) -> Event:
    if isinstance(by, Staff):
        others = (one.id for one in employees.values() if one.duties & TAKE_TWO)
        if _always_takes_two(employees, event) or (
            _takes_two(employees, event)
            and any(are_two(employees, by.employee, other) for other in others)
        ):
            raise TakesTwo
    return replace(event, by=by.id)


def _takes_two(employees: Employees, event: DutyGiven | EmployeeAccountLinked) -> bool:
    if isinstance(event, DutyGiven):
        return event.duty in TAKE_TWO
    there = employees.get(event.employee)
    return there is not None and bool(there.duties & TAKE_TWO)


def _always_takes_two(employees: Employees, event: DutyGiven | EmployeeAccountLinked) -> bool:
    """Say whether it is the log-in of somebody who watches over the others.

    Whoever has the log-in has the duty, which two have given; so one who is alone links none.
    """
    there = employees.get(event.employee)
    linked = isinstance(event, EmployeeAccountLinked)
    return linked and there is not None and bool(there.duties & GIVEN_BY_TWO)
