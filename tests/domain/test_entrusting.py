"""Whoever watches over the others is named by two, and decides over nobody."""

import pytest

from stafett.domain.employment import NoSuchEmployee
from stafett.domain.entrusting import (
    GIVEN_BY_TWO,
    EntrustDuty,
    OnlyAnAdministratorEntrusts,
    TakesOne,
    TakesTwo,
    WatchesOverThemselves,
)
from stafett.domain.leaving import HasLeft, LetLeave
from stafett.domain.membership import FeedMembers, Member, NumberEmployee
from stafett.domain.people import Account, Contact, Duty, EmployeeId
from stafett.domain.second_person import AskForGraveAct
from stafett.domain.staffing import GiveDuty, LinkEmployeeAccount, TakeBackDuty
from stafett.domain.trust import DutyGiven
from tests.domain.test_municipalities import ADMINISTERED, given, works
from tests.people import ADMINISTRATOR, COORDINATOR, TEACHER, some_id
from tests.two_people import ACT, ANOTHER, GRANT, asked, done, let_in

OFFICER = Duty.DATA_PROTECTION_OFFICER
BOOK = given(*ADMINISTERED, *works(TEACHER))
WANTED = EntrustDuty(TEACHER.employee, OFFICER)


def test_the_duty_is_asked_for_by_one_and_granted_by_another() -> None:
    waits = asked(BOOK, ADMINISTRATOR, WANTED)
    assert waits.state.employees[TEACHER.employee].duties == frozenset()
    (_, event) = waits.when(ANOTHER, GRANT).events
    one, other = ADMINISTRATOR.employee, ANOTHER.employee
    by_two = DutyGiven(employee=TEACHER.employee, duty=OFFICER, by=one, granted_by=other)
    assert event == by_two
    given_ = done(BOOK, ADMINISTRATOR, WANTED)
    given_.when(ADMINISTRATOR, AskForGraveAct(ACT, WANTED)).then_nothing_new()


def test_nobody_gives_it_alone_and_one_takes_it_back() -> None:
    BOOK.when(ADMINISTRATOR, GiveDuty(TEACHER.employee, OFFICER)).then_refused(TakesTwo)
    back = TakeBackDuty(TEACHER.employee, OFFICER)
    assert done(BOOK, ADMINISTRATOR, WANTED).when(ADMINISTRATOR, back).events


def test_whoever_audits_is_named_by_two_as_well() -> None:
    BOOK.when(ADMINISTRATOR, GiveDuty(TEACHER.employee, Duty.AUDITOR)).then_refused(TakesTwo)
    (_, event) = (
        asked(BOOK, ADMINISTRATOR, EntrustDuty(TEACHER.employee, Duty.AUDITOR))
        .when(ANOTHER, GRANT)
        .events
    )
    one, other = ADMINISTRATOR.employee, ANOTHER.employee
    audits = DutyGiven(employee=TEACHER.employee, duty=Duty.AUDITOR, by=one, granted_by=other)
    assert event == audits
    auditor = done(BOOK, ADMINISTRATOR, EntrustDuty(TEACHER.employee, Duty.AUDITOR))
    both = GiveDuty(TEACHER.employee, Duty.ADMINISTRATOR)
    auditor.when(ADMINISTRATOR, both).then_refused(WatchesOverThemselves)


def test_what_one_gives_takes_no_second() -> None:
    one = EntrustDuty(TEACHER.employee, Duty.ARCHIVIST)
    BOOK.when(ADMINISTRATOR, AskForGraveAct(ACT, one)).then_refused(TakesOne)


def test_who_administers_does_not_watch_over_it_nor_the_other_way_round() -> None:
    self_ = EntrustDuty(ADMINISTRATOR.employee, OFFICER)
    BOOK.when(ADMINISTRATOR, AskForGraveAct(ACT, self_)).then_refused(WatchesOverThemselves)
    officer = done(BOOK, ADMINISTRATOR, WANTED)
    both = GiveDuty(TEACHER.employee, Duty.ADMINISTRATOR)
    officer.when(ADMINISTRATOR, both).then_refused(WatchesOverThemselves)


@pytest.mark.parametrize("duty", sorted(GIVEN_BY_TWO, key=str))
def test_the_log_in_of_one_who_watches_is_nobodys_to_link_alone(duty: Duty) -> None:
    """Whoever links a log-in of their own to the officer reviews themselves."""
    book = given(*ADMINISTERED, *works(TEACHER), *let_in(ANOTHER))
    watched = done(book, ADMINISTRATOR, EntrustDuty(TEACHER.employee, duty))
    hers = Account("https://login.example", "her own second one")
    link = LinkEmployeeAccount(TEACHER.employee, hers)
    for who in (ADMINISTRATOR, ANOTHER):
        watched.when(who, link).then_refused(TakesTwo)
    alone = watched.after(ADMINISTRATOR, LetLeave(ANOTHER.employee))
    alone.when(ADMINISTRATOR, link).then_refused(TakesTwo)
    numbered = watched.after(ADMINISTRATOR, NumberEmployee(TEACHER.employee, "7"))
    listed = Member("7", EmployeeId(some_id("on a list")), Contact("Navn"), account=hers)
    numbered.when(ADMINISTRATOR, FeedMembers((listed,))).then_refused(TakesTwo)
    by_two = done(watched, ADMINISTRATOR, link).state.employees[TEACHER.employee]
    assert hers in by_two.accounts


def test_it_is_for_administrators_and_about_somebody_who_is_here() -> None:
    ask = AskForGraveAct(ACT, WANTED)
    BOOK.when(COORDINATOR, ask).then_refused(OnlyAnAdministratorEntrusts)
    nobody = AskForGraveAct(ACT, EntrustDuty(some_id("nobody"), OFFICER))  # type: ignore[arg-type]
    BOOK.when(ADMINISTRATOR, nobody).then_refused(NoSuchEmployee)
    gone = BOOK.after(ADMINISTRATOR, LetLeave(TEACHER.employee))
    gone.when(ADMINISTRATOR, ask).then_refused(HasLeft)


@pytest.mark.parametrize("duty", [one for one in Duty if one not in GIVEN_BY_TWO])
def test_other_duties_are_given_as_before(duty: Duty) -> None:
    assert BOOK.when(ADMINISTRATOR, GiveDuty(TEACHER.employee, duty)).events
