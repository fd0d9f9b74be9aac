"""Which log-in is whose in a family is said by two, where there are two to say it."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest

from stafett.domain import municipality, person
from stafett.domain.facts import Event
from stafett.domain.identity import LinkPersonAccount, PersonAccountLinked
from stafett.domain.leaving import LetLeave
from stafett.domain.linking import PersonAccountAsked
from stafett.domain.people import Account, EmployeeId, Staff
from stafett.domain.second_person import NotTwoPeople
from stafett.domain.trust import DutyGiven
from stafett.domain.two_people import Employees
from tests.domain.test_protected_address import REGISTERED
from tests.people import ADMINISTRATOR, TODAY, some_id
from tests.relay import Relay
from tests.two_people import ANOTHER, CREATED, KEPT, let_in

THEIRS = Account("https://feide.example", "ronja")
LINK = LinkPersonAccount(THEIRS)
WEEK = timedelta(days=7)
THIRD = Staff(EmployeeId(some_id("a third")), duties=ADMINISTRATOR.duties)


@dataclass
class Said:
    """A person of whom administrators say which log-in is theirs."""

    employees: Employees = field(default_factory=lambda: KEPT.state.employees)
    state: Any = field(default_factory=lambda: person.fold((REGISTERED,)))

    def by(self, who: Staff, command: LinkPersonAccount = LINK, on: date = TODAY) -> list[Event]:
        at = Relay(person).circumstances(who, on)
        happened = person.decide(self.state, command, at, employees=self.employees)
        for event in happened:
            self.state = person.evolve(self.state, event)
        assert not person.decide(self.state, command, at, employees=self.employees)
        return list(happened)


def test_what_one_says_opens_nothing_until_another_one_has_said_the_same() -> None:
    said = Said()
    asked = PersonAccountAsked(account=THEIRS, by=ADMINISTRATOR.employee, until=TODAY + WEEK)
    assert said.by(ADMINISTRATOR) == [asked]
    assert said.state.accounts == frozenset()
    other = LinkPersonAccount(Account("https://feide.example", "another"))
    assert [type(one) for one in said.by(ANOTHER, other)] == [PersonAccountAsked]
    linked = PersonAccountLinked(
        account=THEIRS, by=ADMINISTRATOR.employee, granted_by=ANOTHER.employee
    )
    assert said.by(ANOTHER) == [linked]
    assert said.state.accounts == {THEIRS}
    assert [one.account for one in said.state.log_ins_asked] == [other.account]


def test_it_waits_a_week_and_is_asked_anew_after_that() -> None:
    late = Said()
    late.by(ADMINISTRATOR)
    assert [type(one) for one in late.by(ANOTHER, on=TODAY + 2 * WEEK)] == [PersonAccountAsked]
    soon = Said()
    soon.by(ADMINISTRATOR)
    assert [type(one) for one in soon.by(ANOTHER, on=TODAY + WEEK)] == [PersonAccountLinked]


def test_whom_one_let_in_says_nothing_for_two() -> None:
    third = KEPT.relay.composer.fold((*KEPT.events, *let_in(THIRD)[:2], _given_by_one()))
    said = Said(third.employees)
    said.by(ADMINISTRATOR)
    with pytest.raises(NotTwoPeople):
        said.by(THIRD)
    assert [type(one) for one in said.by(ANOTHER)] == [PersonAccountLinked]


def _given_by_one() -> DutyGiven:
    (duty,) = THIRD.duties
    return DutyGiven(employee=THIRD.employee, duty=duty, by=ADMINISTRATOR.employee)


def test_one_who_is_alone_says_it_alone_and_that_stands_on_the_line() -> None:
    alone = Relay(municipality).given(CREATED, *let_in(ADMINISTRATOR)).state
    said = Said(alone.employees)
    assert said.by(ADMINISTRATOR) == [
        PersonAccountLinked(account=THEIRS, by=ADMINISTRATOR.employee)
    ]


def test_what_somebody_said_who_administers_no_more_is_said_by_nobody() -> None:
    said = Said()
    said.by(ANOTHER)
    both = KEPT.relay.composer.fold((*KEPT.events, *let_in(THIRD)))
    left = Relay(municipality).given(*KEPT.events, *let_in(THIRD))
    gone = left.after(ADMINISTRATOR, LetLeave(ANOTHER.employee, None)).state
    said.employees = gone.employees
    assert [type(one) for one in said.by(ADMINISTRATOR)] == [PersonAccountAsked]
    said.employees = both.employees
    assert [type(one) for one in said.by(THIRD)] == [PersonAccountLinked]
