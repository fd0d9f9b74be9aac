"""The municipality: its units, its people at work, and the rules it has published.

This file composes its subjects; the rules stand in them.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeAlias

from stafett.domain import (
    administering,
    closing_unit,
    first_administrator,
    leading,
    publishing,
    rulebook,
    system,
    two_people,
    unit,
    working,
)
from stafett.domain import notices_at_work as notices
from stafett.domain.closing_unit import ClosingEvent, within
from stafett.domain.employment import Employee, EmployeeRegistered, Staffing
from stafett.domain.facts import MUNICIPALITY, Event, NotForYou, Place, Refusal
from stafett.domain.first_administrator import (
    ArriveAsFirstAdministrator,
    FirstAdministratorArrived,
    FirstAdministratorInvited,
    Invitation,
    InviteFirstAdministrator,
)
from stafett.domain.moment import Moment
from stafett.domain.people import Assurance, Duty, EmployeeId, Staff, UnitId
from stafett.domain.policy import DayRules, Guide, GuideVersion
from stafett.domain.publishing import (
    DayRulesPublished,
    GuidePublished,
)
from stafett.domain.rulebook import Rulebook, RulebookEvent
from stafett.domain.system import SystemEvent, Systems
from stafett.domain.unit import OpenUnit, Unit, UnitOpened


class MunicipalityCreated(Event, name="municipality-created"):
    """The book has been opened for a municipality."""

    municipality_name: str


@dataclass(frozen=True, slots=True)
class CreateMunicipality:
    """Open the book for a municipality."""

    municipality_name: str


Change: TypeAlias = (
    OpenUnit | closing_unit.Command | publishing.Command | working.Command | system.Command
)
Begin: TypeAlias = CreateMunicipality | InviteFirstAdministrator | ArriveAsFirstAdministrator
Command: TypeAlias = Begin | Change | rulebook.Command | notices.Command


class NoMunicipality(Refusal):
    """The book has not been opened for any municipality."""


class MunicipalityIsAnother(Refusal):
    """The book belongs to another municipality."""


class OnlyAnAdministrator(NotForYou):
    """This is for the municipality's administrators."""


@dataclass(frozen=True, slots=True)
class NotCreated:
    """Nothing has been written in the book yet."""


@dataclass(frozen=True, slots=True)
class Municipality:
    """The municipality as it is now: units, employees, guides and day rules by date."""

    name: str
    units: Mapping[UnitId, Unit] = field(default_factory=dict)
    employees: Mapping[EmployeeId, Employee] = field(default_factory=dict)
    guides: Mapping[GuideVersion, Guide] = field(default_factory=dict)
    day_rules: tuple[DayRules, ...] = ()
    invitation: Invitation | None = None
    rulebook: Rulebook = field(default_factory=Rulebook)
    systems: Systems = field(default_factory=dict)

    def staff(self, employee: EmployeeId, on: date, assurance: Assurance = Assurance.HIGH) -> Staff:
        """Return the employee as one who asks on the day; unknown ones stand without any unit."""
        one = self.employees.get(employee)
        if one is None:
            return Staff(employee, assurance=assurance)
        return Staff(employee, one.units(on), one.leads(on), one.duties, assurance)

    def works_in(self, employee: EmployeeId, unit: UnitId, on: date) -> bool:
        """Does the employee work in the unit on the day?"""
        return employee in self.employees and unit in self.employees[employee].units(on)

    def leader_of(
        self, of: UnitId, on: date, besides: Container[EmployeeId] = ()
    ) -> EmployeeId | None:
        """Return who leads the unit on the day, or one above it; see ``leading.leader``."""
        return leading.leader(self.units, self.employees, of, on, besides)

    def away_since(self, employee: EmployeeId, on: date) -> date | None:
        """Return the first day of the absence that runs on the day, or ``None``."""
        one = self.employees.get(employee)
        return None if one is None else one.away_since(on)

    def guide_for(self, day: date) -> Guide:
        """Return the newest guide that holds on the day.

        Raises:
            NoRulesThatDay: None had been published.

        """
        return publishing.guide_on(self.guides, day)

    def rules_for(self, day: date) -> DayRules:
        """Return the day's rules; of several from the same day, the last one published.

        Raises:
            NoRulesThatDay: None had been published.

        """
        return publishing.rules_on(self.day_rules, day)

    @property
    def has_administrator(self) -> bool:
        """Has anybody the duty to administer?"""
        return any(Duty.ADMINISTRATOR in one.duties for one in self.employees.values())


State: TypeAlias = NotCreated | Municipality


def place(event: Event) -> Place:  # noqa: ARG001 - every stream can say where an event lies
    """Return where the event lies: all of it under the municipality's own key."""
    return MUNICIPALITY


def decide(state: State, command: Command, at: Moment) -> tuple[Event, ...]:
    """Say what happens now: events, nothing new, or a refusal. Touches nothing."""
    if isinstance(state, NotCreated):
        return _open_book(command)
    match command:
        case CreateMunicipality(municipality_name=called):
            if state.name != called:
                raise MunicipalityIsAnother
            return ()
        case InviteFirstAdministrator():
            there = state.has_administrator
            return first_administrator.invite(state.invitation, command, anybody_there=there)
        case ArriveAsFirstAdministrator():
            return first_administrator.arrive(state.invitation, state.employees, command, at.now)
        case _ if isinstance(command, notices.Command):
            return notices.decide(state.employees, command, at.asked_by)
        case _ if isinstance(command, rulebook.Command):
            return _write_rules(state, command, at)
        case _:
            return _change(state, command, at)


def _open_book(command: Command) -> tuple[Event, ...]:
    if not isinstance(command, CreateMunicipality):
        raise NoMunicipality
    return (MunicipalityCreated(municipality_name=command.municipality_name),)


def _change(state: Municipality, command: Change, at: Moment) -> tuple[Event, ...]:
    new = not state.has_administrator
    if not administering.may_change(state.employees, state.systems, command, at, new=new):
        raise OnlyAnAdministrator
    match command:
        case OpenUnit():
            return unit.open_unit(state.units, command)
        case _ if isinstance(command, closing_unit.Command):
            return closing_unit.decide(state.units, state.employees, command, at.today)
        case _ if isinstance(command, publishing.Command):
            guides, days, forms = state.guides, state.day_rules, state.rulebook.forms
            return publishing.decide(guides, days, command, at.today, forms=forms)
        case _ if isinstance(command, system.Command):
            return system.decide(state.systems, command, at.asked_by.id)
        case _:
            told = working.decide(state.employees, state.units, command, at)
            return two_people.signed(state.employees, told, at.asked_by)


def _write_rules(state: Municipality, command: rulebook.Command, at: Moment) -> tuple[Event, ...]:
    names = frozenset(one.contact.name for one in state.employees.values())
    new = not state.has_administrator
    units, days = frozenset(state.units), state.day_rules
    at_work = {one.id: one.units(at.today) for one in state.employees.values()}
    works = {who: there for who, there in at_work.items() if there or state.employees[who].duties}
    known = rulebook.Known(state.guides, units, names, new, works, days, state.employees)
    return rulebook.decide(state.rulebook, known, command, at)


def evolve(state: State, event: Event) -> State:
    """Say what the municipality is once *event* has happened. Judges nothing."""
    match state, event:
        case NotCreated(), MunicipalityCreated(municipality_name=called):
            return Municipality(called)
        case Municipality(), UnitOpened():
            return replace(state, units={**state.units, event.unit: unit.opened(event)})
        case Municipality(), _ if isinstance(event, ClosingEvent):
            units, employees = closing_unit.after(state.units, state.employees, event)
            return replace(state, units=units, employees=employees)
        case Municipality(), GuidePublished(guide=guide):
            written = rulebook.after(state.rulebook, event)
            return replace(state, guides={**state.guides, guide.id: guide}, rulebook=written)
        case Municipality(), DayRulesPublished(rules=rules):
            written = rulebook.after(state.rulebook, event)
            return replace(state, day_rules=(*state.day_rules, rules), rulebook=written)
        case Municipality(), _ if isinstance(event, RulebookEvent):
            return replace(state, rulebook=rulebook.after(state.rulebook, event))
        case Municipality(), _ if isinstance(event, SystemEvent):
            return replace(state, systems=system.after(state.systems, event))
        case Municipality(), FirstAdministratorInvited(link=link, until=until):
            return replace(state, invitation=Invitation(link, until))
        case Municipality(invitation=Invitation() as used), FirstAdministratorArrived(employee=who):
            return replace(state, invitation=replace(used, arrived=who))
        case Municipality(), EmployeeRegistered(employee=who, contact=contact):
            one = state.employees.get(who, Employee(who, contact)).after(event)
            return replace(state, employees={**state.employees, who: one})
        case Municipality(), _ if isinstance(event, notices.NoticeEvent):
            return replace(state, employees=notices.after(state.employees, event))
        case Municipality(), _ if isinstance(event, Staffing):
            told = system.behind(state.systems, state.employees[event.employee].after(event))
            one = within(told, state.units)
            people, written = {**state.employees, one.id: one}, state.rulebook
            return replace(state, employees=people, rulebook=rulebook.noticed(written, event))
        case _:
            raise AssertionError(f"{event.name} cannot follow {type(state).__name__}")


def fold(events: Iterable[Event]) -> State:
    """Return the municipality as its events have made it."""
    state: State = NotCreated()
    for event in events:
        state = evolve(state, event)
    return state
