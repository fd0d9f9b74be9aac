"""People at work: who works where, who leads, who is away, from which day to which.

Every spell of work is dated and none is forgotten: an old line in the book must still be able
to say whose employee wrote it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

from stafett.domain import trust
from stafett.domain.facts import Event, Refusal
from stafett.domain.notice import NoticeWish
from stafett.domain.people import Account, Contact, Duty, EmployeeId, UnitId
from stafett.domain.spell import Absence, Employment, NoSuchEmployment, ended, led, left
from stafett.domain.trust import (
    DutyGiven,
    DutyTakenBack,
    EmployeeAccountLinked,
    EmployeeAccountUnlinked,
    FromOne,
)
from stafett.domain.withheld_name import EmployeeNameTold, EmployeeNameWithheld, Withholding


class EmployeeRegistered(Event, name="employee-registered"):
    """Somebody at work is known to the municipality."""

    employee: EmployeeId
    contact: Contact


class EmploymentBegan(Event, name="employment-began"):
    """An employee has work in a unit from a day on."""

    employee: EmployeeId
    unit: UnitId
    leads: bool
    since: date


class EmploymentEnded(Event, name="employment-ended"):
    """An employee's last day in a unit has been set."""

    employee: EmployeeId
    unit: UnitId
    until: date


class LeaderAppointed(Event, name="leader-appointed"):
    """An employee of a unit leads it from a day on."""

    employee: EmployeeId
    unit: UnitId
    since: date


class LeaderRelieved(Event, name="leader-relieved"):
    """An employee goes on in the unit, but no longer leads it from a day on."""

    employee: EmployeeId
    unit: UnitId
    since: date


class AbsenceBegan(Event, name="absence-began"):
    """An employee is away from a day on, until further notice."""

    employee: EmployeeId
    since: date


class AbsenceEnded(Event, name="absence-ended"):
    """An employee's last day away has been set."""

    employee: EmployeeId
    until: date


class EmployeeLeft(Event, name="employee-left"):
    """From this moment nothing is open to an employee: of one unit, or of everything.

    ``on`` is the Norwegian day; the day before it was the last. ``let_go`` is whether an
    administrator said so, and no register.
    """

    employee: EmployeeId
    unit: UnitId | None
    on: date
    let_go: bool = False


class EmployeeReturned(Event, name="employee-returned"):
    """An employee who left is known by their log-ins again."""

    employee: EmployeeId
    on: date


class EmployeeNumbered(Event, name="employee-numbered"):
    """What the municipality's registers call an employee; empty where they know nobody so."""

    employee: EmployeeId
    number: str
    user_name: str


Staffing: TypeAlias = (
    EmployeeRegistered
    | EmploymentBegan
    | EmploymentEnded
    | LeaderAppointed
    | LeaderRelieved
    | DutyGiven
    | DutyTakenBack
    | AbsenceBegan
    | AbsenceEnded
    | EmployeeAccountLinked
    | EmployeeAccountUnlinked
    | EmployeeLeft
    | EmployeeReturned
    | EmployeeNumbered
    | Withholding
)


class NoSuchEmployee(Refusal):
    """Nobody at work is known by this identity."""


@dataclass(frozen=True, slots=True)
class Employee:
    """Somebody at work, with every employment they have and have had.

    ``left`` is the day they left, until they return, and ``let_go`` whether an administrator said
    so; ``number`` and ``user_name`` are what the municipality's registers call them,
    ``withheld_since`` from when families are not told the name. ``from_one`` is what they have from
    one other alone.
    """

    id: EmployeeId
    contact: Contact
    employments: tuple[Employment, ...] = ()
    duties: frozenset[Duty] = frozenset()
    absences: tuple[Absence, ...] = ()
    accounts: frozenset[Account] = frozenset()
    notices: NoticeWish | None = None
    left: date | None = None
    let_go: bool = False
    number: str = ""
    user_name: str = ""
    from_one: FromOne = frozenset()
    withheld_since: date | None = None

    def name_is_withheld(self, on: date) -> bool:
        """Say whether families are not told the name on the day."""
        return self.withheld_since is not None and self.withheld_since <= on

    def units(self, on: date) -> frozenset[UnitId]:
        """Return the units the employee works in on the day."""
        return frozenset(work.unit for work in self.employments if work.runs(on))

    def leads(self, on: date) -> frozenset[UnitId]:
        """Return the units the employee leads on the day."""
        return frozenset(work.unit for work in self.employments if work.leads and work.runs(on))

    def away_since(self, on: date) -> date | None:
        """Return the first day of the absence that runs on the day, or ``None``."""
        return min((time.since for time in self.absences if time.runs(on)), default=None)

    def work_in(self, unit: UnitId, on: date) -> Employment:
        """Return the employment that runs in the unit on the day.

        Raises:
            NoSuchEmployment: There is none.

        """
        for work in self.employments:
            if work.unit == unit and work.runs(on):
                return work
        raise NoSuchEmployment

    def after(self, event: Staffing) -> "Employee":
        """Return the employee as they are once *event* has happened."""
        match event:
            case EmployeeRegistered(contact=contact):
                return replace(self, contact=contact)
            case EmploymentBegan(unit=unit, leads=leads, since=since):
                return replace(
                    self, employments=(*self.employments, Employment(unit, leads, since))
                )
            case EmploymentEnded(unit=unit, until=until):
                return replace(self, employments=ended(self.employments, unit, until))
            case LeaderAppointed(unit=unit, since=since):
                return replace(self, employments=led(self.employments, unit, since, leads=True))
            case LeaderRelieved(unit=unit, since=since):
                return replace(self, employments=led(self.employments, unit, since, leads=False))
            case DutyGiven(duty=duty):
                alone = trust.after(self.from_one, event)
                return replace(self, duties=self.duties | {duty}, from_one=alone)
            case DutyTakenBack(duty=duty):
                return replace(self, duties=self.duties - {duty})
            case AbsenceBegan(since=since):
                return replace(self, absences=(*self.absences, Absence(since)))
            case AbsenceEnded(until=until):
                return replace(
                    self,
                    absences=tuple(
                        replace(time, until=until) if time.runs(until) else time
                        for time in self.absences
                    ),
                )
            case EmployeeAccountLinked(account=account):
                alone = trust.after(self.from_one, event)
                return replace(self, accounts=self.accounts | {account}, from_one=alone)
            case EmployeeAccountUnlinked(account=account):
                return replace(self, accounts=self.accounts - {account})
            case EmployeeLeft(unit=None, on=on, let_go=let_go):
                works, since = left(self.employments, None, on), self.left or on
                gone = replace(self, employments=works, left=since, let_go=let_go)
                return replace(gone, duties=frozenset())
            case EmployeeLeft(unit=unit, on=on):
                return replace(self, employments=left(self.employments, unit, on))
            case EmployeeReturned():
                return replace(self, left=None, let_go=False)
            case EmployeeNumbered(number=number, user_name=user_name):
                return replace(self, number=number, user_name=user_name)
            case EmployeeNameWithheld(since=since):
                return replace(self, withheld_since=since)
            case EmployeeNameTold():
                return replace(self, withheld_since=None)


def known(employees: Mapping[EmployeeId, Employee], who: EmployeeId) -> Employee:
    """Return the employee.

    Raises:
        NoSuchEmployee: Nobody is known by that id.

    """
    if who not in employees:
        raise NoSuchEmployee
    return employees[who]
