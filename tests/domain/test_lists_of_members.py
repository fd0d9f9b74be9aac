"""Lists of members: what the municipality's registers say becomes who works where, and no more."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from stafett.domain.employment import (
    EmployeeLeft,
    EmployeeNumbered,
    EmployeeRegistered,
    EmployeeReturned,
    EmploymentBegan,
    EmploymentEnded,
    LeaderAppointed,
    LeaderRelieved,
)
from stafett.domain.facts import Refusal
from stafett.domain.leaving import LastAdministrator, LetLeave, LetReturn
from stafett.domain.membership import (
    FeedMembers,
    ListedTwice,
    Member,
    NobodyListed,
    NumberEmployee,
    NumberIsTaken,
    NumberNeeded,
)
from stafett.domain.moment import EndsBeforeItBegan
from stafett.domain.municipality import OnlyAnAdministrator
from stafett.domain.people import Account, Contact, Duty, EmployeeId, System, SystemId, UnitId
from stafett.domain.staffing import (
    GiveDuty,
    LinkEmployeeAccount,
    RegisterEmployee,
    TakeBackDuty,
)
from stafett.domain.system import (
    LetSystemIn,
    NoSuchSystem,
    ShutSystemOut,
    SystemIsThere,
    SystemLetIn,
    SystemShutOut,
    by_account,
)
from stafett.domain.trust import EmployeeAccountLinked
from stafett.domain.unit import NoSuchUnit, OpenUnit
from stafett.domain.wording import SayWhy
from tests.domain.test_municipalities import ADMINISTERED, CONTACT, given, opened, works
from tests.people import ADMINISTRATOR, HEAD, OTHER_SCHOOL, SCHOOL, TEACHER, TODAY, some_id

KARI = EmployeeId(some_id("Kari"))
OLA = EmployeeId(some_id("Ola"))
CALLED = Contact("Kari Lund")
LOG_INS = "https://login.example.no"
HERS = Account(LOG_INS, "kari")
FEED = System(SystemId(some_id("personnel system")))
COMES_IN_AS = Account("https://maskinporten.no/", "0192:974652382")
LET_IN = LetSystemIn(FEED.id, "Personnel", COMES_IN_AS, LOG_INS, frozenset({"0192:991825827"}))

LATER = TODAY + timedelta(days=30)
BOOK = given(*ADMINISTERED, opened(OTHER_SCHOOL)).after(ADMINISTRATOR, LET_IN)


def kari(unit: UnitId | None = SCHOOL, **more: object) -> Member:
    """Return a line about Kari; her id is another each time, as a list does not know it."""
    line = Member("10423", EmployeeId(some_id(f"{unit} {more}")), CALLED, unit)
    return replace(line, **more)  # type: ignore[arg-type]


def feed(*members: Member, complete: bool = False) -> FeedMembers:
    return FeedMembers(members, complete=complete)


FIRST = replace(kari(), employee=KARI)
FED = BOOK.after(FEED, feed(FIRST))


def test_somebody_new_on_a_list_is_known_numbered_and_works_there_from_today() -> None:
    BOOK.when(FEED, feed(replace(FIRST, account=HERS))).then(
        EmployeeRegistered(employee=KARI, contact=CALLED),
        EmployeeNumbered(employee=KARI, number="10423", user_name=""),
        EmploymentBegan(employee=KARI, unit=SCHOOL, leads=False, since=TODAY),
        EmployeeAccountLinked(employee=KARI, account=HERS, by=FEED.id),
    )


def test_the_same_list_again_changes_nothing() -> None:
    FED.when(FEED, feed(kari())).then_nothing_new()
    FED.when(FEED, feed(kari(), complete=True)).then_nothing_new()
    FED.when(ADMINISTRATOR, feed(kari())).then_nothing_new()


def test_who_is_in_another_unit_now_is_out_of_the_first_at_once() -> None:
    moved = FED.when(FEED, feed(kari(OTHER_SCHOOL))).then(
        EmployeeLeft(employee=KARI, unit=SCHOOL, on=TODAY),
        EmploymentBegan(employee=KARI, unit=OTHER_SCHOOL, leads=False, since=TODAY),
    )
    assert moved.state.staff(KARI, TODAY).units == {OTHER_SCHOOL}


def test_somebody_in_two_units_has_a_line_for_each() -> None:
    both = FED.after(FEED, feed(kari(), kari(OTHER_SCHOOL))).state
    assert both.staff(KARI, TODAY).units == {SCHOOL, OTHER_SCHOOL}


def test_a_list_says_who_leads() -> None:
    leads = FED.when(FEED, feed(kari(leads=True))).then(
        LeaderAppointed(employee=KARI, unit=SCHOOL, since=TODAY)
    )
    leads.when(FEED, feed(kari())).then(LeaderRelieved(employee=KARI, unit=SCHOOL, since=TODAY))


def test_a_list_says_how_to_reach_somebody_and_a_last_day() -> None:
    line = kari(contact=Contact("Kari Dahl"), until=LATER)
    FED.when(FEED, feed(line)).then(
        EmployeeRegistered(employee=KARI, contact=Contact("Kari Dahl")),
        EmploymentEnded(employee=KARI, unit=SCHOOL, until=LATER),
    )
    FED.after(FEED, feed(line)).when(FEED, feed(line)).then_nothing_new()


def test_a_last_day_that_has_passed_is_not_begun_anew() -> None:
    past = kari(since=TODAY - timedelta(days=9), until=TODAY - timedelta(days=1))
    over = BOOK.after(FEED, feed(past))
    over.when(FEED, feed(past)).then_nothing_new()
    number = over.state.employees.values()
    assert not any(one.number and one.units(TODAY) for one in number)


def test_who_is_not_on_a_complete_list_has_left() -> None:
    ola = Member("20001", OLA, Contact("Ola"), SCHOOL)
    FED.when(FEED, feed(ola)).then(
        EmployeeRegistered(employee=OLA, contact=Contact("Ola")),
        EmployeeNumbered(employee=OLA, number="20001", user_name=""),
        EmploymentBegan(employee=OLA, unit=SCHOOL, leads=False, since=TODAY),
    )
    both = FED.after(FEED, feed(ola))
    both.when(FEED, feed(ola, complete=True)).then(EmployeeLeft(employee=KARI, unit=None, on=TODAY))


def test_who_comes_with_another_number_on_a_complete_list_has_not_left() -> None:
    renumbered = Member("99999", KARI, CALLED, SCHOOL)
    FED.when(FEED, feed(renumbered, complete=True)).then(
        EmployeeNumbered(employee=KARI, number="99999", user_name="")
    )


def test_who_was_on_no_list_is_not_put_out_by_one() -> None:
    book = FED.after(ADMINISTRATOR, RegisterEmployee(OLA, CONTACT))
    book.when(FEED, feed(kari(), complete=True)).then_nothing_new()


def test_an_empty_list_puts_nobody_out() -> None:
    FED.when(FEED, feed(complete=True)).then_refused(NobodyListed)
    FED.when(FEED, feed()).then_nothing_new()


def test_who_is_listed_again_is_the_same_employee_and_works_there_anew() -> None:
    gone = FED.after(FEED, LetLeave(KARI))
    gone.when(FEED, feed(kari())).then(
        EmployeeReturned(employee=KARI, on=TODAY),
        EmploymentBegan(employee=KARI, unit=SCHOOL, leads=False, since=TODAY),
    )


def test_whom_an_administrator_let_go_stays_out_though_a_list_still_has_them() -> None:
    gone = FED.after(ADMINISTRATOR, LetLeave(KARI))
    for who in (FEED, ADMINISTRATOR):
        gone.when(who, feed(kari(OTHER_SCHOOL), complete=True)).then_nothing_new()


def test_work_may_begin_on_another_day_and_somebody_may_work_nowhere_yet() -> None:
    BOOK.when(FEED, feed(replace(FIRST, since=LATER))).then(
        EmployeeRegistered(employee=KARI, contact=CALLED),
        EmployeeNumbered(employee=KARI, number="10423", user_name=""),
        EmploymentBegan(employee=KARI, unit=SCHOOL, leads=False, since=LATER),
    )
    nowhere = BOOK.after(FEED, feed(kari(None))).state
    assert [one.number for one in nowhere.employees.values()][-1] == "10423"


@pytest.mark.parametrize(
    ("members", "why"),
    [
        ([kari(number=" ")], NumberNeeded),
        ([kari(), kari(leads=True)], ListedTwice),
        ([kari(), kari(None)], ListedTwice),
        ([kari(None), kari()], ListedTwice),
        ([kari(account=HERS), kari(account=HERS, number="2")], ListedTwice),
        ([kari(employee=KARI), kari(employee=KARI, number="2")], ListedTwice),
        ([kari(UnitId(some_id("nowhere")))], NoSuchUnit),
        ([kari(until=date(2020, 1, 1))], EndsBeforeItBegan),
    ],
)
def test_a_list_with_one_line_that_cannot_be_is_not_taken_over_at_all(
    members: Sequence[Member], why: type[Refusal]
) -> None:
    BOOK.when(FEED, feed(Member("1", OLA, CALLED, SCHOOL), *members)).then_refused(why)


def test_a_number_and_a_user_name_are_one_employees_alone() -> None:
    book = FED.after(ADMINISTRATOR, RegisterEmployee(OLA, CONTACT))
    book = book.after(FEED, NumberEmployee(KARI, "10423", "kari@modum.example"))
    for taken in (NumberEmployee(OLA, "10423"), NumberEmployee(OLA, "", "KARI@modum.example")):
        book.when(FEED, taken).then_refused(NumberIsTaken)
    book.when(FEED, NumberEmployee(OLA, "", "")).then_nothing_new()
    free = book.after(FEED, NumberEmployee(KARI, "", ""))
    free.when(FEED, NumberEmployee(OLA, "10423")).then(
        EmployeeNumbered(employee=OLA, number="10423", user_name="")
    )


def test_a_system_tells_who_works_where_and_nothing_else() -> None:
    for command in (
        GiveDuty(KARI, Duty.ADMINISTRATOR),
        OpenUnit(UnitId(some_id("new")), "New", "school"),
        LetSystemIn(SystemId(some_id("another")), "Another", Account("a", "b")),
    ):
        FED.when(FEED, command).then_refused(OnlyAnAdministrator)
    for allowed in (LetLeave(KARI), LetReturn(KARI), RegisterEmployee(KARI, CONTACT)):
        FED.after(FEED, allowed)


def test_nobody_becomes_an_administrator_by_being_on_a_list() -> None:
    who = ADMINISTRATOR.employee
    numbered = FED.after(ADMINISTRATOR, NumberEmployee(who, "1"))
    as_them = Member("1", OLA, CONTACT, SCHOOL, account=HERS)
    numbered.when(FEED, feed(as_them)).then_refused(OnlyAnAdministrator)
    numbered.when(FEED, LinkEmployeeAccount(who, HERS)).then_refused(OnlyAnAdministrator)
    linked = numbered.after(ADMINISTRATOR, LinkEmployeeAccount(who, HERS))
    linked.after(FEED, feed(as_them))


def test_a_system_links_log_ins_of_the_one_issuer_it_was_let_in_for() -> None:
    elsewhere = Account("https://other.example.no", "kari")
    FED.when(FEED, LinkEmployeeAccount(KARI, elsewhere)).then_refused(OnlyAnAdministrator)
    FED.when(FEED, feed(kari(account=elsewhere))).then_refused(OnlyAnAdministrator)
    FED.when(FEED, LinkEmployeeAccount(KARI, HERS)).then(
        EmployeeAccountLinked(employee=KARI, account=HERS, by=FEED.id)
    )


def test_somebody_must_still_administer_whatever_a_list_says() -> None:
    numbered = FED.after(ADMINISTRATOR, NumberEmployee(ADMINISTRATOR.employee, "1"))
    numbered.when(FEED, feed(kari(), complete=True)).then_refused(LastAdministrator)


def test_a_system_is_let_in_and_shut_out_by_an_administrator() -> None:
    told = SystemLetIn(
        system=FEED.id,
        system_name="Personnel",
        account=COMES_IN_AS,
        log_ins=LOG_INS,
        suppliers=frozenset({"0192:991825827"}),
        by=ADMINISTRATOR.employee,
    )
    given(*ADMINISTERED).when(ADMINISTRATOR, LET_IN).then(told)
    BOOK.when(ADMINISTRATOR, LET_IN).then_nothing_new()
    BOOK.when(HEAD, LET_IN).then_refused(OnlyAnAdministrator)
    out = BOOK.when(ADMINISTRATOR, ShutSystemOut(FEED.id)).then(SystemShutOut(system=FEED.id))
    out.when(ADMINISTRATOR, ShutSystemOut(FEED.id)).then_nothing_new()
    out.when(FEED, feed(kari())).then_refused(OnlyAnAdministrator)
    unknown = ShutSystemOut(SystemId(some_id("unknown")))
    BOOK.when(ADMINISTRATOR, unknown).then_refused(NoSuchSystem)
    BOOK.when(System(unknown.system), feed(kari())).then_refused(OnlyAnAdministrator)
    nameless = replace(LET_IN, system_name=" ")
    BOOK.when(ADMINISTRATOR, nameless).then_refused(SayWhy)


def test_two_systems_do_not_come_in_by_one_account() -> None:
    other = replace(LET_IN, system=SystemId(some_id("other")))
    BOOK.when(ADMINISTRATOR, other).then_refused(SystemIsThere)
    BOOK.after(ADMINISTRATOR, ShutSystemOut(FEED.id)).after(ADMINISTRATOR, other)
    changed = BOOK.after(ADMINISTRATOR, replace(LET_IN, suppliers=frozenset())).state
    known = changed.systems[FEED.id]
    assert known.takes(None)
    assert not known.takes("0192:991825827")
    assert BOOK.state.systems[FEED.id].takes("0192:991825827")


def test_nobody_at_work_sends_a_list() -> None:
    for who in (HEAD, TEACHER):
        FED.when(who, feed(kari())).then_refused(OnlyAnAdministrator)


def test_a_system_that_is_shut_out_comes_in_no_more_until_it_is_let_in_again() -> None:
    assert by_account(BOOK.state.systems, COMES_IN_AS) is not None
    out = BOOK.after(ADMINISTRATOR, ShutSystemOut(FEED.id))
    assert by_account(out.state.systems, COMES_IN_AS) is None
    again = out.after(ADMINISTRATOR, LET_IN)
    known = by_account(again.state.systems, COMES_IN_AS)
    assert known is not None
    assert known.id == FEED.id


def test_a_duty_that_is_no_administrators_is_taken_back_without_asking_who_else_has_it() -> None:
    who = TEACHER.employee
    employed = given(*ADMINISTERED, *works(TEACHER)).after(
        ADMINISTRATOR, GiveDuty(who, Duty.ARCHIVIST)
    )
    back = employed.after(ADMINISTRATOR, TakeBackDuty(who, Duty.ARCHIVIST))
    assert Duty.ARCHIVIST not in back.state.employees[who].duties
