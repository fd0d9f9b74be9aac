"""Nobody does the gravest acts alone: one asks, another one grants, and the two are two people."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from stafett.domain import first_administrator, municipality, second_person
from stafett.domain.circumstances import NORWAY
from stafett.domain.controller import (
    AnotherWasNamedLater,
    ControllerNamed,
    NameController,
    OnlyAnAdministratorNames,
)
from stafett.domain.entrusting import TakesTwo
from stafett.domain.facts import NotForYou
from stafett.domain.first_administrator import ArriveAsFirstAdministrator, InviteFirstAdministrator
from stafett.domain.grave import Grave
from stafett.domain.leaving import HasLeft, LetLeave, LetReturn
from stafett.domain.membership import FeedMembers, Member, NumberEmployee
from stafett.domain.neighbour import Card, CardIsAnothers, MakeNeighbourKnown, NeighbourMadeKnown
from stafett.domain.people import (
    Account,
    Contact,
    Duty,
    EmployeeId,
    Operator,
    Staff,
    System,
    SystemId,
)
from stafett.domain.rulebook import OnlyACoordinator
from stafett.domain.second_person import (
    AnotherGrants,
    AskedAlready,
    AskedByOneWhoLeft,
    AskedTooLongAgo,
    AskForGraveAct,
    DropGraveAct,
    GrantGraveAct,
    GraveActAsked,
    GraveActDropped,
    GraveActGranted,
    NewerThanAsked,
    NothingAsked,
    NotTwoPeople,
)
from stafett.domain.staffing import GiveDuty, LinkEmployeeAccount, RegisterEmployee, TakeBackDuty
from stafett.domain.system import LetSystemIn
from stafett.domain.trust import DutyGiven, EmployeeAccountLinked
from stafett.domain.two_people import are_two
from tests.people import ADMINISTRATOR, COORDINATOR, HEAD, MOTHER, TEACHER, TODAY, some_id
from tests.relay import Given, Relay
from tests.two_people import ACT, ANOTHER, CREATED, GRANT, KEPT, asked, done, let_in

CONTROLLER = NameController("Storvik", "", date(2027, 1, 1), "the county's decision")
NEIGHBOUR = MakeNeighbourKnown(some_id("new"), "Nyvik", Card("stafett/n", "n", "ns"), "by letter")
BOOK = KEPT
WEEK, DAY = timedelta(days=7), timedelta(days=1)


@pytest.mark.parametrize("wanted", [CONTROLLER, NEIGHBOUR])
def test_what_one_has_asked_for_is_not_so_before_another_has_granted_it(wanted: Grave) -> None:
    (event,) = BOOK.when(ADMINISTRATOR, AskForGraveAct(ACT, wanted)).events
    assert isinstance(event, GraveActAsked)
    assert (event.by, event.on, event.until) == (ADMINISTRATOR.employee, TODAY, TODAY + WEEK)
    book = asked(BOOK, ADMINISTRATOR, wanted).state.rulebook
    assert (book.controllers, book.neighbours) == ((), {})


@pytest.mark.parametrize("wanted", [CONTROLLER, NEIGHBOUR])
def test_what_is_granted_is_written_as_of_the_one_who_asked(wanted: Grave) -> None:
    granted, event = asked(BOOK, ADMINISTRATOR, wanted).when(ANOTHER, GRANT).events
    assert isinstance(granted, GraveActGranted)
    assert granted.by == ANOTHER.employee
    assert isinstance(event, ControllerNamed | NeighbourMadeKnown)
    assert event.by == ADMINISTRATOR.employee
    assert done(BOOK, ADMINISTRATOR, wanted).state.rulebook.acts == {}


def test_nobody_grants_what_they_have_asked_for() -> None:
    for who, wanted in ((ADMINISTRATOR, CONTROLLER), (COORDINATOR, NEIGHBOUR)):
        asked(BOOK, who, wanted).when(who, GRANT).then_refused(AnotherGrants)


def test_who_grants_may_have_it_done_too() -> None:
    waits = asked(BOOK, ADMINISTRATOR, CONTROLLER)
    waits.when(COORDINATOR, GRANT).then_refused(OnlyAnAdministratorNames)
    for who in (TEACHER, HEAD, MOTHER):
        waits.when(who, GRANT).then_refused(OnlyACoordinator)
        waits.when(who, DropGraveAct(ACT)).then_refused(OnlyACoordinator)


def test_it_waits_a_week_and_no_longer() -> None:
    waits = asked(BOOK, COORDINATOR, NEIGHBOUR)
    assert len(waits.when(ANOTHER, GRANT, on=TODAY + WEEK).events) == 2
    waits.when(ANOTHER, GRANT, on=TODAY + WEEK + DAY).then_refused(AskedTooLongAgo)
    acts = waits.state.rulebook.acts
    assert [one.id for one in second_person.waiting(acts, TODAY + WEEK)] == [ACT]
    assert list(second_person.waiting(acts, TODAY + WEEK + DAY)) == []


@pytest.mark.parametrize("who", [ADMINISTRATOR, ANOTHER])
def test_it_is_taken_back_or_said_no_to_by_one(who: Staff) -> None:
    waits = asked(BOOK, ADMINISTRATOR, CONTROLLER)
    (event,) = waits.when(who, DropGraveAct(ACT)).events
    assert isinstance(event, GraveActDropped)
    gone = waits.after(who, DropGraveAct(ACT))
    gone.when(ANOTHER, GRANT).then_refused(NothingAsked)
    gone.when(ANOTHER, DropGraveAct(ACT)).then_refused(NothingAsked)


def test_what_was_granted_once_is_not_granted_again() -> None:
    done(BOOK, ADMINISTRATOR, CONTROLLER).when(ANOTHER, GRANT).then_refused(NothingAsked)
    BOOK.when(ANOTHER, GrantGraveAct(some_id("nothing"))).then_refused(NothingAsked)


def test_asking_again_is_asking_once_and_for_something_else_is_another_act() -> None:
    waits = asked(BOOK, ADMINISTRATOR, CONTROLLER)
    waits.when(ADMINISTRATOR, AskForGraveAct(ACT, CONTROLLER)).then_nothing_new()
    other = replace(CONTROLLER, called="Lillevik")
    waits.when(ADMINISTRATOR, AskForGraveAct(ACT, other)).then_refused(AskedAlready)


def test_it_is_judged_anew_when_it_is_granted() -> None:
    """What has come between counts: another was named, another has the card."""
    later = AskForGraveAct(some_id("later"), replace(CONTROLLER, called="Lillevik"))
    waits = asked(BOOK, ADMINISTRATOR, CONTROLLER).after(ADMINISTRATOR, later)
    between = waits.after(ANOTHER, GrantGraveAct(later.act))
    between.when(ANOTHER, GRANT).then_refused(AnotherWasNamedLater)
    same_card = AskForGraveAct(some_id("later"), replace(NEIGHBOUR, neighbour=some_id("other")))
    waits = asked(BOOK, COORDINATOR, NEIGHBOUR).after(COORDINATOR, same_card)
    between = waits.after(ANOTHER, GrantGraveAct(same_card.act))
    between.when(ANOTHER, GRANT).then_refused(CardIsAnothers)


def test_what_became_so_in_another_way_is_granted_and_changes_nothing() -> None:
    twice = AskForGraveAct(some_id("twice"), CONTROLLER)
    waits = asked(BOOK, ADMINISTRATOR, CONTROLLER).after(ADMINISTRATOR, twice)
    so_far = waits.after(ANOTHER, GRANT)
    (event,) = so_far.when(ANOTHER, GrantGraveAct(twice.act)).events
    assert isinstance(event, GraveActGranted)


CALLED = Contact("Ny Nyesen")
OPERATOR = Operator(some_id("operator"))
NOON = datetime.combine(TODAY, time(12), NORWAY)
ALONE = Relay(municipality).given(CREATED, *let_in(ADMINISTRATOR))
"""A book with one administrator, whom nobody there let in."""


def keeper(called: str, duty: Duty = Duty.ADMINISTRATOR) -> Staff:
    return Staff(EmployeeId(some_id(called)), duties=frozenset({duty}))


def log_in_of(who: Staff) -> Account:
    return Account("https://login.example", str(who.employee))


def brought_in(so_far: Given, by: Staff, who: Staff) -> Given:
    """Let one person register somebody, with a log-in and a duty."""
    known = so_far.after(by, RegisterEmployee(who.employee, CALLED))
    linked = known.after(by, LinkEmployeeAccount(who.employee, log_in_of(who)))
    (duty,) = who.duties
    return linked.after(by, GiveDuty(who.employee, duty))


def invited(so_far: Given, who: Staff) -> Given:
    """Let somebody in by a link of their own."""
    link = InviteFirstAdministrator(str(who.employee), NOON + WEEK, another=True)
    arrive = ArriveAsFirstAdministrator(link.link, who.employee, CALLED, log_in_of(who))
    return so_far.after(OPERATOR, link).after(who, arrive)


SECOND = keeper("a second one")
THIRD = keeper("a third one")


@pytest.mark.parametrize("duty", [Duty.ADMINISTRATOR, Duty.BTI_COORDINATOR])
def test_whoever_let_the_other_in_is_no_second_person_in_either_direction(duty: Duty) -> None:
    hers = keeper("her own second log-in", duty)
    book = brought_in(ALONE, ADMINISTRATOR, hers)
    asked(book, ADMINISTRATOR, NEIGHBOUR).when(hers, GRANT).then_refused(NotTwoPeople)
    asked(book, hers, NEIGHBOUR).when(ADMINISTRATOR, GRANT).then_refused(NotTwoPeople)
    two = invited(book, SECOND)
    for who in (ADMINISTRATOR, hers):
        assert len(asked(two, who, NEIGHBOUR).when(SECOND, GRANT).events) == 2
        assert len(asked(two, SECOND, NEIGHBOUR).when(who, GRANT).events) == 2


def test_neither_is_who_was_let_in_by_one_who_was_and_two_let_in_by_one_are_not_two() -> None:
    first, last, beside = keeper("first"), keeper("last"), keeper("beside")
    chain = brought_in(brought_in(ALONE, ADMINISTRATOR, first), first, last)
    asked(chain, ADMINISTRATOR, NEIGHBOUR).when(last, GRANT).then_refused(NotTwoPeople)
    siblings = brought_in(chain, ADMINISTRATOR, beside)
    asked(siblings, last, NEIGHBOUR).when(beside, GRANT).then_refused(NotTwoPeople)


def test_whom_a_directory_lets_in_and_one_gave_the_duty_is_no_second_person_to_that_one() -> None:
    """One who may choose anybody for it must not choose who grants."""
    chosen = keeper("chosen", Duty.BTI_COORDINATOR)
    known = KEPT.after(ADMINISTRATOR, RegisterEmployee(chosen.employee, CALLED))
    book = known.after(ADMINISTRATOR, GiveDuty(chosen.employee, Duty.BTI_COORDINATOR))
    asked(book, ADMINISTRATOR, NEIGHBOUR).when(chosen, GRANT).then_refused(NotTwoPeople)
    assert len(asked(book, ANOTHER, NEIGHBOUR).when(chosen, GRANT).events) == 2
    by_two = done(book, ADMINISTRATOR, GiveDuty(chosen.employee, Duty.ADMINISTRATOR))
    one, other = chosen.employee, ADMINISTRATOR.employee
    assert are_two(by_two.state.employees, one, other)
    back = by_two.after(ANOTHER, TakeBackDuty(one, Duty.ADMINISTRATOR))
    assert not are_two(back.state.employees, one, other)


def test_whose_duty_or_log_in_is_newer_than_the_asking_grants_nothing_of_it() -> None:
    late = invited(asked(ALONE, ADMINISTRATOR, NEIGHBOUR), SECOND)
    late.when(SECOND, GRANT).then_refused(NewerThanAsked)
    waits = asked(KEPT, ADMINISTRATOR, NEIGHBOUR)
    again = waits.after(ADMINISTRATOR, LetLeave(ANOTHER.employee))
    returned = again.after(ADMINISTRATOR, LetReturn(ANOTHER.employee))
    returned.when(ANOTHER, GRANT).then_refused(NewerThanAsked)
    known = waits.after(ADMINISTRATOR, RegisterEmployee(ANOTHER.employee, CALLED))
    assert len(known.when(ANOTHER, GRANT).events) == 2


def test_what_somebody_asked_for_who_may_not_any_more_is_not_granted() -> None:
    for who, wanted in ((ADMINISTRATOR, CONTROLLER), (COORDINATOR, NEIGHBOUR)):
        gone = asked(KEPT, who, wanted).after(ANOTHER, LetLeave(who.employee))
        gone.when(ANOTHER, GRANT).then_refused(AskedByOneWhoLeft)
    (duty,) = COORDINATOR.duties
    back = asked(KEPT, COORDINATOR, NEIGHBOUR).after(
        ADMINISTRATOR, TakeBackDuty(COORDINATOR.employee, duty)
    )
    back.when(ANOTHER, GRANT).then_refused(AskedByOneWhoLeft)


def test_nobody_makes_another_one_an_administrator_alone_where_there_are_two() -> None:
    known = KEPT.after(ADMINISTRATOR, RegisterEmployee(SECOND.employee, CALLED))
    make = GiveDuty(SECOND.employee, Duty.ADMINISTRATOR)
    known.when(ADMINISTRATOR, make).then_refused(TakesTwo)
    _, given = asked(known, ADMINISTRATOR, make).when(ANOTHER, GRANT).events
    assert given == DutyGiven(
        employee=SECOND.employee,
        duty=Duty.ADMINISTRATOR,
        by=ADMINISTRATOR.employee,
        granted_by=ANOTHER.employee,
    )
    known.after(ADMINISTRATOR, GiveDuty(SECOND.employee, Duty.ARCHIVIST))
    for who in (COORDINATOR, TEACHER):
        known.when(who, AskForGraveAct(ACT, make)).then_refused(
            NotForYou if who is COORDINATOR else OnlyACoordinator
        )
    left = known.after(ADMINISTRATOR, LetLeave(SECOND.employee))
    left.when(ADMINISTRATOR, AskForGraveAct(ACT, make)).then_refused(HasLeft)


def test_an_administrators_log_in_is_nobodys_to_link_alone_where_there_are_two() -> None:
    """Whoever has an administrator's log-in is that administrator."""
    new = Account("https://login.example", "a new one")
    link = LinkEmployeeAccount(ANOTHER.employee, new)
    for who in (ADMINISTRATOR, ANOTHER):
        KEPT.when(who, link).then_refused(TakesTwo)
    listed = Member("7", some_employee(), CALLED, account=new)
    numbered = KEPT.after(ADMINISTRATOR, NumberEmployee(ANOTHER.employee, "7"))
    numbered.when(ADMINISTRATOR, FeedMembers((listed,))).then_refused(TakesTwo)
    _, linked = asked(KEPT, ADMINISTRATOR, link).when(ANOTHER, GRANT).events
    assert isinstance(linked, EmployeeAccountLinked)
    assert (linked.by, linked.granted_by) == (ADMINISTRATOR.employee, ANOTHER.employee)
    by_two = done(KEPT, ADMINISTRATOR, link).state.employees
    assert are_two(by_two, ADMINISTRATOR.employee, ANOTHER.employee)


def some_employee() -> EmployeeId:
    return EmployeeId(some_id("on a list"))


def test_one_who_is_alone_lets_others_in_and_can_do_nothing_grave_with_them() -> None:
    """A new book's first day, and the day one of two has left."""
    book = brought_in(ALONE, ADMINISTRATOR, THIRD)
    assert not are_two(book.state.employees, ADMINISTRATOR.employee, THIRD.employee)
    link = LinkEmployeeAccount(THIRD.employee, Account("https://login.example", "more"))
    book.after(ADMINISTRATOR, link)
    gone = KEPT.after(ADMINISTRATOR, LetLeave(ANOTHER.employee))
    brought_in(gone, ADMINISTRATOR, THIRD)


def test_another_administrator_comes_in_by_a_link_also_where_there_is_one() -> None:
    link = InviteFirstAdministrator("a hash", NOON + WEEK, another=True)
    waits = ALONE.after(OPERATOR, link)
    invitation = waits.state.invitation
    assert first_administrator.stands(invitation, TODAY) == TODAY + WEEK
    assert first_administrator.stands(invitation, TODAY + WEEK + DAY) is None
    arrive = ArriveAsFirstAdministrator("a hash", SECOND.employee, CALLED, log_in_of(SECOND))
    come = waits.after(SECOND, arrive)
    assert first_administrator.stands(come.state.invitation, TODAY) is None
    assert first_administrator.stands(ALONE.state.invitation, TODAY) is None
    assert are_two(come.state.employees, ADMINISTRATOR.employee, SECOND.employee)


def test_who_works_here_already_comes_in_as_who_they_are_and_is_a_second_person_then() -> None:
    book = brought_in(ALONE, ADMINISTRATOR, SECOND)
    assert not are_two(book.state.employees, ADMINISTRATOR.employee, SECOND.employee)
    come = invited(book, SECOND)
    assert are_two(come.state.employees, ADMINISTRATOR.employee, SECOND.employee)
    assert len(come.state.employees) == len(book.state.employees)


FEED = System(SystemId(some_id("a personnel system")))
LET_IN = LetSystemIn(FEED.id, "Personnel", Account("https://systems.example", "hr"), "https://ours")
NEW = Staff(EmployeeId(some_id("on a list")), duties=frozenset({Duty.ADMINISTRATOR}))


def told_by_a_system(*let_in_by: Staff) -> Given:
    """A third administrator by two people's word, whose log-in is what a system said it was."""
    so_far = BOOK
    for who in let_in_by:
        so_far = so_far.after(who, replace(LET_IN, system_name=f"Personnel {who.id}"))
    so_far = so_far.after(FEED, RegisterEmployee(NEW.employee, CALLED))
    hers = LinkEmployeeAccount(NEW.employee, Account("https://ours", "on a list"))
    given = GiveDuty(NEW.employee, Duty.ADMINISTRATOR)
    return done(so_far.after(FEED, hers), ADMINISTRATOR, given)


def test_a_system_that_one_let_in_makes_nobody_a_second_person_to_that_one() -> None:
    book = told_by_a_system(ADMINISTRATOR)
    asked(book, ADMINISTRATOR, CONTROLLER).when(NEW, GRANT).then_refused(NotTwoPeople)
    asked(book, NEW, CONTROLLER).when(ADMINISTRATOR, GRANT).then_refused(NotTwoPeople)
    assert asked(book, ANOTHER, CONTROLLER).when(NEW, GRANT).events
    assert asked(book, NEW, CONTROLLER).when(ANOTHER, GRANT).events


def test_nor_to_anybody_else_who_said_which_system_it_is() -> None:
    book = told_by_a_system(ADMINISTRATOR, ANOTHER)
    for who in (ADMINISTRATOR, ANOTHER):
        asked(book, who, CONTROLLER).when(NEW, GRANT).then_refused(NotTwoPeople)
    later = told_by_a_system(ADMINISTRATOR).after(
        ANOTHER, replace(LET_IN, suppliers=frozenset("1"))
    )
    assert asked(later, ANOTHER, CONTROLLER).when(NEW, GRANT).events, "the log-in is older"
