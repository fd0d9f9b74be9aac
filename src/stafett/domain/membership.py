"""Membership: who works where, as the municipality's own registers have it.

A register sends its list; what differs from the book becomes events, the same that an
administrator would have written one by one. Whoever is on a list no longer is out at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias, cast

from stafett.domain import leaving, staffing
from stafett.domain.employment import (
    Employee,
    EmployeeNumbered,
    EmployeeRegistered,
    Staffing,
    known,
)
from stafett.domain.facts import Event, Refusal
from stafett.domain.leaving import LetLeave, LetReturn
from stafett.domain.people import Account, Contact, EmployeeId, UnitId
from stafett.domain.staffing import (
    AppointLeader,
    BeginEmployment,
    EndEmployment,
    LinkEmployeeAccount,
    RegisterEmployee,
    RelieveLeader,
)
from stafett.domain.unit import Unit


@dataclass(frozen=True, slots=True)
class NumberEmployee:
    """Write down what the municipality's registers call an employee: a number, a user name.

    Both may be taken back by empty texts; then the registers know nobody by them.
    """

    employee: EmployeeId
    number: str
    user_name: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """One line of a list: somebody, and a unit they work in, or none yet.

    ``employee`` is the id they get when the book does not know their number. ``since`` left out
    is today; ``until`` their last day, if it has been set.
    """

    number: str
    employee: EmployeeId
    contact: Contact
    unit: UnitId | None = None
    leads: bool = False
    since: date | None = None
    until: date | None = None
    account: Account | None = None


@dataclass(frozen=True, slots=True)
class FeedMembers:
    """Take over a list: for each who is on it, these are all their units.

    With *complete* it is everybody: who was on a list before and is not on this one has left.
    """

    members: tuple[Member, ...]
    complete: bool = False


Command: TypeAlias = NumberEmployee | FeedMembers
Employees: TypeAlias = Mapping[EmployeeId, Employee]
Units: TypeAlias = Mapping[UnitId, Unit]


class NumberNeeded(Refusal):
    """Everybody on a list needs a number that stays theirs."""


class NumberIsTaken(Refusal):
    """Another employee has this number or user name."""


class ListedTwice(Refusal):
    """Somebody is on the list twice for one unit, or one log-in is on it for two."""


class NobodyListed(Refusal):
    """A list with nobody on it would put everybody out: it is not taken over."""


def decide(employees: Employees, units: Units, command: Command, today: date) -> tuple[Event, ...]:
    """Say what a list, or a number, changes.

    Raises:
        Refusal: One line cannot be taken over as it is; then nothing of the list is.

    """
    if isinstance(command, NumberEmployee):
        return _number(employees, command)
    if not command.members and command.complete:
        raise NobodyListed
    lists = _by_number(command.members)
    draft = _Draft(employees, units, today)
    taken: set[EmployeeId] = set()
    for number, lines in lists.items():
        who = draft.take_over(number, lines)
        if who in taken:
            raise ListedTwice
        taken.add(who)
    if command.complete:
        for one in employees.values():
            if one.number and one.number not in lists and one.id not in taken:
                draft.do(LetLeave(one.id))
    return tuple(draft.events)


def by_number(employees: Employees, number: str) -> Employee | None:
    """Return the employee the registers know by a number."""
    return next((one for one in employees.values() if one.number == number), None)


def _number(employees: Employees, command: NumberEmployee) -> tuple[Event, ...]:
    one = known(employees, command.employee)
    if (one.number, one.user_name) == (command.number, command.user_name):
        return ()
    for other in employees.values():
        same = command.number and other.number == command.number
        named = command.user_name and other.user_name.lower() == command.user_name.lower()
        if other.id != one.id and (same or named):
            raise NumberIsTaken
    return (EmployeeNumbered(employee=one.id, number=command.number, user_name=command.user_name),)


def _by_number(members: Sequence[Member]) -> Mapping[str, Sequence[Member]]:
    lists: dict[str, list[Member]] = {}
    logs_in: dict[Account, str] = {}
    for line in members:
        if not line.number.strip():
            raise NumberNeeded
        lines = lists.setdefault(line.number, [])
        if any(other.unit in {line.unit, None} or line.unit is None for other in lines):
            raise ListedTwice
        if line.account and logs_in.setdefault(line.account, line.number) != line.number:
            raise ListedTwice
        lines.append(line)
    return lists


class _Draft:
    """People at work as they come to be, line by line."""

    def __init__(self, employees: Employees, units: Units, today: date) -> None:
        self._employees = dict(employees)
        self._units = units
        self._today = today
        self.events: list[Event] = []

    def do(self, command: staffing.Command | leaving.Command | NumberEmployee) -> None:
        """Decide one change, and go on from what it made."""
        match command:
            case LetLeave() | LetReturn():
                events = leaving.decide(self._employees, command, self._today, by_hand=False)
            case NumberEmployee():
                events = _number(self._employees, command)
            case _:
                events = staffing.decide(self._employees, self._units, command)
        for event in events:
            self._employees[command.employee] = _after(self._employees, event)
        self.events += events

    def take_over(self, number: str, lines: Sequence[Member]) -> EmployeeId:
        """Make somebody what their lines say, and return who it is.

        Whom an administrator let go stays out, whatever a list says, until one lets them return.
        """
        there = by_number(self._employees, number)
        who = lines[0].employee if there is None else there.id
        if there is not None and there.let_go:
            return who
        self.do(RegisterEmployee(who, lines[0].contact))
        self.do(NumberEmployee(who, number, self._employees[who].user_name))
        self.do(LetReturn(who))
        listed = {line.unit for line in lines}
        for unit in sorted(self._employees[who].units(self._today)):
            if unit not in listed:
                self.do(LetLeave(who, unit))
        for line in lines:
            if line.unit is not None:
                self._work(who, line, line.unit)
            if line.account is not None:
                self.do(LinkEmployeeAccount(who, line.account))
        return who

    def _work(self, who: EmployeeId, line: Member, unit: UnitId) -> None:
        today = self._today
        works = [one for one in self._employees[who].employments if one.unit == unit]
        ahead = [one for one in works if not one.is_over(today)]
        if not ahead and not (line.until is not None and line.until < today and works):
            self.do(BeginEmployment(who, unit, line.since or today, leads=line.leads))
        elif any(one.runs(today) and one.leads != line.leads for one in ahead):
            lead = AppointLeader if line.leads else RelieveLeader
            self.do(lead(who, unit, today))
        if line.until is not None:
            self.do(EndEmployment(who, unit, line.until))


def _after(employees: Employees, event: Event) -> Employee:
    if isinstance(event, EmployeeRegistered) and event.employee not in employees:
        return Employee(event.employee, event.contact)
    told = cast("Staffing", event)  # what a list leads to is about people at work
    return employees[told.employee].after(told)
