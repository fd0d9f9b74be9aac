"""Closing a unit from a day: nobody works there any more, and nothing in it is dropped."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from stafett.domain import access, breaks, concern, dropped, due, gap, matter, municipality
from stafett.domain.access import Look
from stafett.domain.acting import Away
from stafett.domain.baton import Because
from stafett.domain.breaks import WARNED
from stafett.domain.change_of_home import CompleteMove, PlanMove
from stafett.domain.clarification import ClarifyWithLeader
from stafett.domain.closing_unit import (
    CloseUnit,
    KeepUnitOpen,
    NobodyAnswers,
    UnitClosed,
    UnitKeptOpen,
)
from stafett.domain.concern import NotWhereYouWork
from stafett.domain.conclusion import EndConcern, NotInTheUnit, TakeOn
from stafett.domain.dated import DueKind
from stafett.domain.facts import Refusal, own
from stafett.domain.gap import Gap
from stafett.domain.handover import AcceptBaton, OfferBaton
from stafett.domain.municipality import Municipality, OnlyAnAdministrator
from stafett.domain.participation import AcceptInvitation, InviteUnit, LeaveFollowUp, Left
from stafett.domain.people import ConcernId, Staff, UnitId
from stafett.domain.publishing import DayHasPassed
from stafett.domain.staffing import BeginEmployment
from stafett.domain.standing import carrier
from stafett.domain.task import NameProfessional
from stafett.domain.team import DoesNotWorkThere
from stafett.domain.unit import Closing, NoSuchUnit, OpenUnit, Unit, UnitIsClosed, standing_in
from stafett.domain.with_a_day import of_concern
from stafett.domain.wondering import RaiseConcern
from stafett.domain.wording import SayWhy
from tests.follow_ups import START, TOO_SMALL, begun, both_let_in, with_logg
from tests.people import (
    ADMINISTRATOR,
    ADVISER,
    CHILD_ID,
    COORDINATOR,
    FOLLOW_UP,
    HEAD,
    MUNICIPALITY,
    OTHER_HEAD,
    OTHER_SCHOOL,
    OTHER_TEACHER,
    PPT,
    PPT_HEAD,
    SCHOOL,
    TEACHER,
    TODAY,
    at_work,
    some_id,
)
from tests.relay import Given, Relay

A_DAY = timedelta(days=1)
LAST = TODAY + timedelta(days=60)
AFTER = LAST + A_DAY
WHY = "Two schools become one."
CLOSE = CloseUnit(SCHOOL, LAST, OTHER_SCHOOL, WHY)
CLOSED = UnitClosed(unit=SCHOOL, last_day=LAST, answers=OTHER_SCHOOL, why=WHY)
wondering = Relay(concern).given
CONCERN = ConcernId(some_id("a wondering at the school that closes"))


def decided(command: Any, state: Municipality = MUNICIPALITY, who: Staff = ADMINISTRATOR) -> Any:
    at = Relay(municipality).circumstances(who, TODAY)
    return municipality.decide(state, command, at)


def after(command: Any, state: Municipality = MUNICIPALITY) -> Municipality:
    for event in decided(command, state):
        state = municipality.evolve(state, event)  # type: ignore[assignment]
    return state


THEN = after(CLOSE)


def asker(who: Staff, on: date, state: Municipality = THEN) -> Staff:
    return state.staff(who.employee, on)


def test_only_an_administrator_closes_a_unit_and_says_why() -> None:
    assert decided(CLOSE) == (CLOSED,)
    assert decided(CLOSE, THEN) == ()
    for who in (HEAD, COORDINATOR, TEACHER):
        with pytest.raises(OnlyAnAdministrator):
            decided(CLOSE, who=who)
    with pytest.raises(SayWhy):
        decided(replace(CLOSE, why=" "))


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (replace(CLOSE, last_day=TODAY - A_DAY), DayHasPassed),
        (replace(CLOSE, unit=UnitId(some_id("nowhere"))), NoSuchUnit),
        (replace(CLOSE, answers=UnitId(some_id("nowhere"))), NoSuchUnit),
        (replace(CLOSE, answers=SCHOOL), NobodyAnswers),
        (KeepUnitOpen(UnitId(some_id("nowhere")), WHY), NoSuchUnit),
    ],
)
def test_a_unit_closes_on_a_day_ahead_and_another_answers_for_it(
    command: object, why: type[Refusal]
) -> None:
    with pytest.raises(why):
        decided(command)


def test_whoever_answers_for_it_is_led_and_does_not_close_too() -> None:
    lonely = UnitId(some_id("a unit without a leader"))
    there = replace(MUNICIPALITY, units={**MUNICIPALITY.units, lonely: Unit(lonely, "L", "school")})
    with pytest.raises(NobodyAnswers):
        decided(replace(CLOSE, answers=lonely), there)
    with pytest.raises(NobodyAnswers):
        decided(CloseUnit(PPT, LAST, SCHOOL, WHY), THEN)
    further = after(CloseUnit(OTHER_SCHOOL, AFTER, PPT, WHY), THEN)
    assert further.leader_of(SCHOOL, AFTER) == OTHER_HEAD.employee
    assert further.leader_of(SCHOOL, AFTER + A_DAY) == PPT_HEAD.employee
    assert standing_in(further.units, SCHOOL, AFTER + A_DAY) == PPT


def test_work_there_ends_with_its_last_day_and_is_led_from_where_it_went() -> None:
    for day, there, leader in ((LAST, True, HEAD), (AFTER, False, OTHER_HEAD)):
        assert THEN.works_in(TEACHER.employee, SCHOOL, day) is there
        assert (SCHOOL in THEN.staff(HEAD.employee, day).leads) is there
        assert THEN.leader_of(SCHOOL, day) == leader.employee
        assert standing_in(THEN.units, SCHOOL, day) == (SCHOOL if there else OTHER_SCHOOL)


def test_its_day_can_be_moved_or_called_off_until_it_has_passed() -> None:
    sooner = after(replace(CLOSE, last_day=TODAY), THEN)
    assert not sooner.works_in(TEACHER.employee, SCHOOL, TODAY + A_DAY)
    assert decided(KeepUnitOpen(SCHOOL, WHY), THEN) == (UnitKeptOpen(unit=SCHOOL, why=WHY),)
    kept = after(KeepUnitOpen(SCHOOL, WHY), THEN)
    assert kept == MUNICIPALITY
    assert decided(KeepUnitOpen(SCHOOL, WHY)) == ()
    past = Relay(municipality).circumstances(ADMINISTRATOR, AFTER)
    for command in (KeepUnitOpen(SCHOOL, WHY), replace(CLOSE, last_day=AFTER)):
        with pytest.raises(UnitIsClosed):
            municipality.decide(THEN, command, past)
    assert municipality.decide(THEN, CLOSE, past) == ()


def test_nothing_new_begins_in_a_unit_that_closes() -> None:
    nobody_new = BeginEmployment(ADVISER.employee, SCHOOL, AFTER)
    with pytest.raises(UnitIsClosed):
        decided(nobody_new, THEN)
    helper = after(replace(nobody_new, since=LAST), THEN)
    assert not helper.works_in(ADVISER.employee, SCHOOL, AFTER)
    under = OpenUnit(UnitId(some_id("new")), "New", "school", part_of=SCHOOL)
    with pytest.raises(UnitIsClosed):
        decided(under, THEN)
    raising = RaiseConcern(CONCERN, CHILD_ID, SCHOOL)
    begin = wondering().under(municipality=THEN)
    begin.when(asker(TEACHER, AFTER), raising, on=AFTER).then_refused(NotWhereYouWork)
    follow = begun().relay.given().under(municipality=THEN)
    starting = follow.when(TEACHER, START, on=AFTER)
    starting.then_refused(DoesNotWorkThere)
    ppt = after(CloseUnit(PPT, LAST, SCHOOL, WHY))
    asking = begun().under(municipality=ppt)
    asking.when(TEACHER, InviteUnit(PPT), on=AFTER).then_refused(UnitIsClosed)
    assert asking.when(TEACHER, InviteUnit(PPT), on=LAST).events
    plan = PlanMove(PPT, AFTER, "a new beginning", TOO_SMALL)
    asking.when(TEACHER, plan).then_refused(UnitIsClosed)


def moved_on(so_far: Given) -> Given:
    return so_far.under(municipality=THEN)


def test_a_baton_there_is_carried_by_whoever_answers_until_another_takes_it() -> None:
    so_far = moved_on(with_logg())
    at = so_far.relay.circumstances(asker(OTHER_HEAD, AFTER), AFTER)
    turn = carrier(so_far.state.frame, at)
    assert (turn.who.employee, turn.because) == (OTHER_HEAD.employee, Away.NO_LONGER_WORKS_THERE)
    permit = access.may(asker(OTHER_HEAD, AFTER), Look.OPEN, so_far.state, at)
    assert own(SCHOOL) in permit.parts
    offered = so_far.after(asker(OTHER_HEAD, AFTER), OfferBaton(at_work(ADVISER)), on=AFTER)
    assert offered.when(asker(ADVISER, AFTER), AcceptBaton(), on=AFTER).events


def test_the_child_gets_a_new_home_unit_by_the_ordinary_way() -> None:
    head, teacher = asker(OTHER_HEAD, AFTER), asker(OTHER_TEACHER, AFTER)
    so_far = moved_on(both_let_in(begun(), OTHER_SCHOOL))
    so_far = so_far.after(head, PlanMove(OTHER_SCHOOL, AFTER, WHY, TOO_SMALL), on=AFTER)
    so_far = so_far.after(head, InviteUnit(OTHER_SCHOOL), on=AFTER)
    so_far = so_far.after(head, AcceptInvitation(OTHER_SCHOOL), on=AFTER)
    task = NameProfessional(OTHER_SCHOOL, OTHER_TEACHER.employee, "takes over")
    so_far = so_far.after(head, task, on=AFTER)
    offer = OfferBaton(at_work(OTHER_TEACHER), because=Because.CHANGE_OF_UNIT)
    so_far = so_far.after(head, offer, on=AFTER).after(teacher, AcceptBaton(), on=AFTER)
    so_far = so_far.after(teacher, CompleteMove(AFTER), on=AFTER)
    assert so_far.state.frame.home == OTHER_SCHOOL
    leave = LeaveFollowUp(SCHOOL, Left.TASK_DONE, WHY)
    so_far = so_far.after(head, leave, on=AFTER)
    gaps = breaks.in_frame(so_far.state.frame, so_far.relay.circumstances(head, AFTER))
    assert Gap.UNIT_CLOSES not in {one.gap for one in gaps}, "nothing is left in it"


@pytest.mark.parametrize(
    ("on", "shows"), [(LAST - WARNED, False), (LAST - WARNED + A_DAY, True), (AFTER + WARNED, True)]
)
def test_what_is_left_shows_as_a_break_before_and_until_it_is_gone(on: date, shows: bool) -> None:
    so_far = moved_on(with_logg())
    found = breaks.in_frame(so_far.state.frame, so_far.relay.circumstances(OTHER_HEAD, on))
    closes = [(one.since, one.unit) for one in found if one.gap is Gap.UNIT_CLOSES]
    assert closes == ([(LAST, SCHOOL)] if shows else [])
    assert gap.GROUNDS[Gap.UNIT_CLOSES].rule == "R14"


def raised(on: date = LAST) -> Given:
    raising = RaiseConcern(CONCERN, CHILD_ID, SCHOOL)
    return wondering().after(TEACHER, raising, on=on).under(municipality=THEN)


def test_a_wondering_there_falls_to_whoever_answers_and_to_nobody_else() -> None:
    so_far = raised()
    assert concern.responsible(so_far.state, THEN, LAST) == TEACHER.employee
    assert concern.responsible(so_far.state, THEN, AFTER) == OTHER_HEAD.employee
    assert concern.staff_readers(so_far.state, THEN, AFTER) == {OTHER_HEAD.employee}
    at = so_far.relay.circumstances(asker(OTHER_HEAD, AFTER), AFTER)
    told = due.in_concern(of_concern(so_far.state), so_far.state, at)
    assert {(one.kind, one.whose) for one in told} <= {(DueKind.WONDERING, OTHER_HEAD.employee)}
    assert [one.gap for one in dropped.of_concern(so_far.state, at)] == [Gap.UNIT_CLOSES]
    end = EndConcern("He is fine now", "his mother was told", TOO_SMALL)
    assert so_far.when(asker(OTHER_HEAD, AFTER), end, on=AFTER).events


def test_whoever_answers_takes_the_child_on_where_they_work() -> None:
    so_far = raised().after(TEACHER, ClarifyWithLeader("serious", LAST), on=LAST)
    head = asker(OTHER_HEAD, AFTER)
    here = TakeOn(at_work(OTHER_TEACHER), FOLLOW_UP, TOO_SMALL, why_untold="Not yet met.")
    assert so_far.when(head, here, on=AFTER).events
    gone = replace(here, taken_by=at_work(TEACHER))
    so_far.when(head, gone, on=AFTER).then_refused(NotInTheUnit)


def test_a_wondering_rests_and_its_unit_closes_at_once() -> None:
    so_far = raised(on=TODAY)
    at = so_far.relay.circumstances(asker(OTHER_HEAD, AFTER), AFTER)
    gaps = [one.gap for one in dropped.of_concern(so_far.state, at)]
    assert gaps == [Gap.WONDERING_RESTS, Gap.UNIT_CLOSES]
    assert dropped.of_concern(matter.NotRaised(), at) == ()


def test_who_stands_in_is_told_in_the_book() -> None:
    assert THEN.units[SCHOOL].closing == Closing(LAST, OTHER_SCHOOL)
    assert THEN.units[SCHOOL].open_on(LAST)
    assert not THEN.units[SCHOOL].open_on(AFTER)
    assert MUNICIPALITY.units[SCHOOL].open_on(date.max)
    assert standing_in({}, SCHOOL, AFTER) == SCHOOL, "where nobody knows the unit it is itself"
