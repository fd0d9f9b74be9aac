"""Leaving: out at once, and nobody who was followed up is without somebody in that moment."""

from dataclasses import replace
from datetime import timedelta

from stafett.domain import access, concern, municipality
from stafett.domain.access import Look
from stafett.domain.acting import Away
from stafett.domain.circumstances import Circumstances
from stafett.domain.employment import (
    EmployeeLeft,
    EmployeeReturned,
    EmploymentBegan,
    NoSuchEmployee,
)
from stafett.domain.facts import Refusal, Stranger
from stafett.domain.leaving import (
    HasLeft,
    LastAdministrator,
    LetGoByAnAdministrator,
    LetLeave,
    LetReturn,
)
from stafett.domain.municipality import Municipality, OnlyAnAdministrator
from stafett.domain.people import Account, Duty, EmployeeId, System, SystemId
from stafett.domain.privy import responsible, staff_readers
from stafett.domain.spell import NoSuchEmployment
from stafett.domain.staffing import (
    BeginEmployment,
    EndEmployment,
    GiveDuty,
    LinkEmployeeAccount,
    TakeBackDuty,
    UnlinkEmployeeAccount,
)
from stafett.domain.standing import carrier
from stafett.domain.system import LetSystemIn
from stafett.domain.trust import EmployeeAccountUnlinked
from tests.domain.test_municipalities import ADMINISTERED, CONTACT, given, opened, works
from tests.domain.test_wondering import RAISED
from tests.follow_ups import begun
from tests.people import (
    ADMINISTRATOR,
    COLLEAGUE,
    HEAD,
    MUNICIPALITY,
    OTHER_SCHOOL,
    SCHOOL,
    TEACHER,
    TODAY,
    some_id,
)
from tests.relay import Given

TOMORROW = TODAY + timedelta(days=1)
WHO = TEACHER.employee
LEFT = EmployeeLeft(employee=WHO, unit=None, on=TODAY, let_go=True)


def without_the_teacher() -> Municipality:
    """Return the municipality in the moment the teacher has left it."""
    gone = municipality.evolve(MUNICIPALITY, LEFT)
    assert isinstance(gone, Municipality)
    return gone


def test_somebody_who_leaves_is_out_of_everything_the_same_moment() -> None:
    book = given(*ADMINISTERED, *works(TEACHER), opened(OTHER_SCHOOL)).after(
        ADMINISTRATOR, GiveDuty(WHO, Duty.BTI_COORDINATOR)
    )
    gone = book.when(ADMINISTRATOR, LetLeave(WHO)).then(LEFT).state
    staff = gone.staff(WHO, TODAY)
    assert (staff.units, staff.leads, staff.duties) == (frozenset(),) * 3
    assert gone.employees[WHO].left == TODAY
    assert gone.works_in(WHO, SCHOOL, TODAY - timedelta(days=1))


def test_the_baton_is_the_leaders_in_the_moment_its_holder_leaves() -> None:
    so_far = begun()
    assert carrier(so_far.state.frame, so_far.relay.circumstances(HEAD, TODAY)).who.employee == WHO

    at = replace(so_far.relay, municipality=without_the_teacher()).circumstances(HEAD, TODAY)

    now = carrier(so_far.state.frame, at)
    assert now.who.employee == HEAD.employee
    assert now.because is Away.NO_LONGER_WORKS_THERE
    assert opens(so_far, at)


def test_a_concern_is_the_leaders_in_the_moment_its_author_leaves() -> None:
    state = concern.fold((RAISED,))
    assert responsible(state, MUNICIPALITY, TODAY) == WHO
    gone = without_the_teacher()
    assert responsible(state, gone, TODAY) == HEAD.employee
    assert WHO not in staff_readers(state, gone, TODAY)


def test_whoever_left_is_a_stranger_to_what_was_theirs() -> None:
    so_far = begun()
    relay = replace(so_far.relay, municipality=without_the_teacher())
    teacher = without_the_teacher().staff(WHO, TODAY)
    at = relay.circumstances(teacher, TODAY)
    assert not opens(so_far, at)


def opens(so_far: Given, at: Circumstances) -> bool:
    try:
        access.may(at.asked_by, Look.OPEN, so_far.state, at)
    except Stranger:
        return False
    return True


def test_leaving_one_unit_leaves_the_others() -> None:
    book = given(
        *ADMINISTERED,
        opened(OTHER_SCHOOL),
        *works(TEACHER),
        EmploymentBegan(employee=WHO, unit=OTHER_SCHOOL, leads=False, since=TODAY),
    )
    left = EmployeeLeft(employee=WHO, unit=SCHOOL, on=TODAY)
    gone = book.when(ADMINISTRATOR, LetLeave(WHO, SCHOOL)).then(left).state
    assert gone.staff(WHO, TODAY).units == {OTHER_SCHOOL}
    assert gone.employees[WHO].left is None
    book.after(ADMINISTRATOR, LetLeave(WHO, SCHOOL)).when(
        ADMINISTRATOR, LetLeave(WHO, SCHOOL)
    ).then_nothing_new()


def test_work_that_lay_ahead_or_began_today_is_never_to_be() -> None:
    ahead = given(*ADMINISTERED, *works(TEACHER, since=TOMORROW))
    today = given(*ADMINISTERED, *works(TEACHER, since=TODAY))
    for book in (ahead, today):
        gone = book.after(ADMINISTRATOR, LetLeave(WHO)).state
        assert not gone.works_in(WHO, SCHOOL, TODAY)
        assert not gone.works_in(WHO, SCHOOL, TOMORROW)


def test_whoever_has_left_gets_no_work_and_no_duty_until_they_return() -> None:
    gone = given(*ADMINISTERED, *works(TEACHER)).after(ADMINISTRATOR, LetLeave(WHO))
    begin = BeginEmployment(WHO, SCHOOL, TODAY)
    gone.when(ADMINISTRATOR, begin).then_refused(HasLeft)
    gone.when(ADMINISTRATOR, GiveDuty(WHO, Duty.ARCHIVIST)).then_refused(HasLeft)

    back = gone.after(ADMINISTRATOR, LetReturn(WHO))

    back.when(ADMINISTRATOR, begin).then(
        EmploymentBegan(employee=WHO, unit=SCHOOL, leads=False, since=TODAY)
    )
    assert not back.state.works_in(WHO, SCHOOL, TODAY)


def test_work_that_never_was_does_not_stand_in_the_way_of_the_same_work() -> None:
    book = given(*ADMINISTERED, *works(TEACHER, since=TODAY))
    back = book.after(ADMINISTRATOR, LetLeave(WHO)).after(ADMINISTRATOR, LetReturn(WHO))
    again = back.after(ADMINISTRATOR, BeginEmployment(WHO, SCHOOL, TODAY)).state
    assert again.works_in(WHO, SCHOOL, TODAY)


def test_leaving_and_returning_twice_is_once() -> None:
    book = given(*ADMINISTERED, *works(TEACHER))
    book.when(ADMINISTRATOR, LetReturn(WHO)).then_nothing_new()
    gone = book.after(ADMINISTRATOR, LetLeave(WHO))
    gone.when(ADMINISTRATOR, LetLeave(WHO)).then_nothing_new()
    gone.when(ADMINISTRATOR, LetLeave(WHO, SCHOOL)).then_nothing_new()
    gone.when(ADMINISTRATOR, LetReturn(WHO)).then(EmployeeReturned(employee=WHO, on=TODAY))


FED = Account("https://login.example", "fed")
FEED = System(SystemId(some_id("a register")))
SYSTEM = LetSystemIn(FEED.id, "Personnel", Account("https://maskin.example", "1"), FED.issuer)


def test_whom_an_administrator_let_go_no_register_brings_back() -> None:
    book = given(*ADMINISTERED, *works(TEACHER)).after(ADMINISTRATOR, SYSTEM)
    told = book.after(FEED, LetLeave(WHO))
    assert not told.state.employees[WHO].let_go
    told.after(FEED, LetReturn(WHO))
    told.when(FEED, LetLeave(WHO)).then_nothing_new()
    for gone in (
        book.after(ADMINISTRATOR, LetLeave(WHO)),
        told.after(ADMINISTRATOR, LetLeave(WHO)),
    ):
        assert gone.state.employees[WHO].left == TODAY
        gone.when(FEED, LetReturn(WHO)).then_refused(LetGoByAnAdministrator)
        gone.when(FEED, LetLeave(WHO)).then_nothing_new()
        back = gone.after(ADMINISTRATOR, LetReturn(WHO))
        assert not back.state.employees[WHO].let_go


def test_a_log_in_that_is_taken_away_stands_for_nobody() -> None:
    unlink = UnlinkEmployeeAccount(WHO, FED)
    book = given(*ADMINISTERED, *works(TEACHER)).after(ADMINISTRATOR, SYSTEM)
    book.when(ADMINISTRATOR, unlink).then_nothing_new()
    linked = book.after(FEED, LinkEmployeeAccount(WHO, FED))
    for who in (FEED, ADMINISTRATOR):
        gone = linked.when(who, unlink).then(EmployeeAccountUnlinked(employee=WHO, account=FED))
        assert gone.state.employees[WHO].accounts == frozenset()
    elsewhere = UnlinkEmployeeAccount(WHO, Account("https://other.example", "x"))
    linked.when(FEED, elsewhere).then_refused(OnlyAnAdministrator)
    linked.when(FEED, replace(unlink, employee=EmployeeId(some_id("nobody")))).then_refused(
        OnlyAnAdministrator
    )
    on_duty = linked.after(ADMINISTRATOR, GiveDuty(WHO, Duty.ARCHIVIST))
    on_duty.when(FEED, unlink).then_refused(OnlyAnAdministrator)


def test_the_last_administrator_keeps_a_log_in() -> None:
    who = ADMINISTRATOR.employee
    one, two = Account("https://login.example", "one"), Account("https://login.example", "two")
    book = given(*ADMINISTERED).after(ADMINISTRATOR, LinkEmployeeAccount(who, one))
    book.when(ADMINISTRATOR, UnlinkEmployeeAccount(who, one)).then_refused(LastAdministrator)
    both = book.after(ADMINISTRATOR, LinkEmployeeAccount(who, two))
    both.after(ADMINISTRATOR, UnlinkEmployeeAccount(who, one))


def test_somebody_must_still_administer() -> None:
    given(*ADMINISTERED).when(ADMINISTRATOR, LetLeave(ADMINISTRATOR.employee)).then_refused(
        LastAdministrator
    )


def test_nobody_leaves_who_was_never_there_and_only_an_administrator_says_so() -> None:
    book = given(*ADMINISTERED, *works(TEACHER))
    refused: tuple[tuple[LetLeave, type[Refusal]], ...] = (
        (LetLeave(COLLEAGUE.employee), NoSuchEmployee),
        (LetLeave(WHO, OTHER_SCHOOL), NoSuchEmployment),
    )
    for command, why in refused:
        book.when(ADMINISTRATOR, command).then_refused(why)
    book.when(HEAD, LetLeave(WHO)).then_refused(OnlyAnAdministrator)


def test_a_duty_of_one_who_left_is_gone_and_is_not_taken_back_once_more() -> None:
    book = given(*ADMINISTERED, *works(TEACHER)).after(ADMINISTRATOR, GiveDuty(WHO, Duty.ARCHIVIST))
    gone = book.after(ADMINISTRATOR, LetLeave(WHO))
    gone.when(ADMINISTRATOR, TakeBackDuty(WHO, Duty.ARCHIVIST)).then_nothing_new()
    gone.when(
        ADMINISTRATOR, EndEmployment(WHO, SCHOOL, TODAY - timedelta(days=1))
    ).then_nothing_new()
    assert gone.state.employees[WHO].contact == CONTACT
