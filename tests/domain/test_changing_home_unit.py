"""From one home unit to another: consent, then the baton, then the home; the old one leaves."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from stafett.domain import access, due, visible
from stafett.domain.access import Look
from stafett.domain.baton import Because
from stafett.domain.beginning import AlreadyStarted
from stafett.domain.breaks import in_frame
from stafett.domain.change_of_home import (
    BatonNotThere,
    CancelMove,
    CompleteMove,
    HomeAlready,
    HomeUnitChanged,
    MoveIsPlanned,
    NoMovePlanned,
    PlanMove,
)
from stafett.domain.closing import DemandClosure
from stafett.domain.consent import UnitCannotBeLetIn
from stafett.domain.dated import DueKind
from stafett.domain.facts import SHARED, Stranger, own
from stafett.domain.gap import Gap
from stafett.domain.handover import AcceptBaton, OfferBaton
from stafett.domain.moment import NotYetHappened
from stafett.domain.participation import HomeUnitStays, LeaveFollowUp, Left
from stafett.domain.people import Asker, UnitId
from stafett.domain.standing import Role
from stafett.domain.team import Stage, UnitNotLetIn, UnitTakesNoPart
from stafett.domain.unit import NoSuchUnit
from stafett.domain.views import FollowUpView
from stafett.domain.voice import ChildNotHeard, ChildView
from stafett.domain.with_a_day import of_follow_up
from stafett.domain.wording import SayWhy
from tests.follow_ups import HEARD, START, begun, both_let_in, joined, with_logg
from tests.people import (
    HEAD,
    MOTHER,
    OTHER_HEAD,
    OTHER_SCHOOL,
    OTHER_TEACHER,
    PRIVATE_KINDERGARTEN,
    SCHOOL,
    TEACHER,
    TODAY,
    at_work,
    some_id,
)
from tests.relay import Given

DAY = timedelta(days=1)
AUTUMN = TODAY + 10 * DAY
PLAN = PlanMove(OTHER_SCHOOL, AUTUMN, "the family moves across the river", HEARD)
LEAVES = LeaveFollowUp(SCHOOL, Left.TASK_DONE, "the child goes to another school")


def planned(so_far: Given | None = None) -> Given:
    return (so_far or begun()).after(TEACHER, PLAN)


def let_in(so_far: Given | None = None, *, logg: bool = False) -> Given:
    """Everyone has let the new school in, and it takes part."""
    so_far = both_let_in(so_far or planned(), OTHER_SCHOOL, logg=logg)
    return joined(so_far, OTHER_SCHOOL, OTHER_HEAD, OTHER_TEACHER)


def taken(so_far: Given | None = None) -> Given:
    """Somebody in the new school has accepted the baton."""
    offer = OfferBaton(at_work(OTHER_TEACHER), because=Because.CHANGE_OF_UNIT)
    return (so_far or let_in()).after(TEACHER, offer).after(OTHER_TEACHER, AcceptBaton())


def moved(so_far: Given | None = None) -> Given:
    return (so_far or taken()).after(OTHER_TEACHER, CompleteMove(TODAY))


def view(so_far: Given, who: Asker) -> FollowUpView:
    at = so_far.relay.circumstances(who, TODAY)
    return visible.trim(so_far.state, access.may(who, Look.OPEN, so_far.state, at), at)


def gaps(so_far: Given, on: date) -> set[Gap]:
    return {one.gap for one in in_frame(so_far.state.frame, so_far.relay.circumstances(HEAD, on))}


def test_the_change_is_planned_for_a_day_and_the_child_is_heard() -> None:
    begun().when(TEACHER, replace(PLAN, child_view=ChildView())).then_refused(ChildNotHeard)
    begun().when(TEACHER, replace(PLAN, reason="")).then_refused(SayWhy)
    begun().when(TEACHER, replace(PLAN, to=SCHOOL)).then_refused(HomeAlready)
    nowhere = replace(PLAN, to=UnitId(some_id("no unit")))
    begun().when(TEACHER, nowhere).then_refused(NoSuchUnit)
    private = replace(PLAN, to=PRIVATE_KINDERGARTEN)
    begun().when(TEACHER, private).then_refused(UnitCannotBeLetIn)
    assert planned().state.frame.passages.move.on == AUTUMN


def test_one_change_at_a_time_and_it_may_be_called_off() -> None:
    planned().when(TEACHER, replace(PLAN, reason="else")).then_refused(MoveIsPlanned)
    off = planned().after(HEAD, CancelMove("they stay after all"))
    assert off.state.frame.passages.move is None
    assert off.when(TEACHER, replace(PLAN, reason="else")).events


def test_the_new_unit_is_told_nothing_by_the_plan() -> None:
    so_far = planned()
    for who in (OTHER_HEAD, OTHER_TEACHER):
        with pytest.raises(Stranger):
            view(so_far, who)


def test_consent_then_the_baton_then_the_home() -> None:
    complete = CompleteMove()
    begun().when(TEACHER, complete).then_refused(NoMovePlanned)
    planned().when(TEACHER, complete).then_refused(UnitNotLetIn)
    both_let_in(planned(), OTHER_SCHOOL).when(TEACHER, complete).then_refused(UnitTakesNoPart)
    let_in().when(TEACHER, complete).then_refused(BatonNotThere)
    (event,) = taken().when(OTHER_TEACHER, complete).events
    assert isinstance(event, HomeUnitChanged)
    assert (event.before, event.home) == (SCHOOL, OTHER_SCHOOL)
    ahead = CompleteMove(TODAY + DAY)
    taken().when(OTHER_TEACHER, ahead).then_refused(NotYetHappened)


def test_until_then_the_old_home_is_the_home() -> None:
    assert taken().state.frame.home == SCHOOL
    taken().when(HEAD, LEAVES).then_refused(HomeUnitStays)
    assert moved().state.frame.home == OTHER_SCHOOL
    assert moved().state.frame.passages.earlier_homes == (SCHOOL,)


def test_both_may_take_part_for_a_while_on_the_familys_word() -> None:
    overlap = moved(taken(let_in(both_let_in(planned(), SCHOOL))))
    at = overlap.relay.circumstances(TEACHER, TODAY)
    assert Role.NAMED in access.may(TEACHER, Look.OPEN, overlap.state, at).roles
    left = overlap.after(HEAD, LEAVES)
    assert left.state.frame.team.parts[SCHOOL].stage is Stage.LEFT


def test_what_the_old_unit_wrote_stays_with_it_and_it_reads_nothing_new() -> None:
    so_far = moved().after(HEAD, LEAVES)
    at = so_far.relay.circumstances(TEACHER, TODAY)
    permit = access.may(TEACHER, Look.OPEN, so_far.state, at)
    assert permit.rule == "wrote-earlier"
    assert set(permit.parts) == {own(SCHOOL)}
    now = so_far.relay.circumstances(OTHER_TEACHER, TODAY)
    assert own(SCHOOL) not in access.may(OTHER_TEACHER, Look.OPEN, so_far.state, now).parts


def test_without_the_familys_word_the_old_unit_is_outside_the_day_the_home_changes() -> None:
    at = moved().relay.circumstances(HEAD, TODAY)
    roles = access.may(HEAD, Look.OPEN, moved().state, at).roles
    assert Role.HOME_LEADER not in roles
    assert Role.SHUT_OUT_LEADER in roles
    assert moved().when(HEAD, LEAVES).events
    assert Gap.UNIT_WITHOUT_CONSENT in gaps(moved(), TODAY)


def test_the_new_units_leader_answers_as_the_home_units_leader() -> None:
    at = moved().relay.circumstances(OTHER_HEAD, TODAY)
    assert Role.HOME_LEADER in access.may(OTHER_HEAD, Look.OPEN, moved().state, at).roles


def test_the_logg_follows_the_child() -> None:
    so_far = moved(taken(let_in(planned(with_logg()), logg=True)))
    at = so_far.relay.circumstances(OTHER_TEACHER, TODAY)
    assert SHARED in access.may(OTHER_TEACHER, Look.OPEN, so_far.state, at).parts
    assert view(so_far, MOTHER).logg.state == "open"


def test_a_new_home_that_came_after_a_logg_was_locked_learns_of_none() -> None:
    """I7: that it is the home unit now changes nothing of that."""
    locked = with_logg().after(MOTHER, DemandClosure())
    later = TODAY + DAY
    so_far = locked.after(TEACHER, PLAN, on=later)
    so_far = both_let_in(so_far, OTHER_SCHOOL, on=later)
    so_far = joined(so_far, OTHER_SCHOOL, OTHER_HEAD, OTHER_TEACHER, on=later)
    so_far = so_far.after(TEACHER, OfferBaton(at_work(OTHER_TEACHER)), on=later)
    so_far = so_far.after(OTHER_TEACHER, AcceptBaton(), on=later)
    so_far = so_far.after(OTHER_TEACHER, CompleteMove(), on=later)
    at = so_far.relay.circumstances(OTHER_HEAD, later)
    permit = access.may(OTHER_HEAD, Look.OPEN, so_far.state, at)
    assert visible.trim(so_far.state, permit, at).logg.state == "not-opened"


def test_when_the_day_comes_without_consent_it_shows_and_the_old_leader_is_told() -> None:
    assert Gap.MOVE_STANDS_STILL not in gaps(planned(), AUTUMN - DAY)
    assert Gap.MOVE_STANDS_STILL in gaps(planned(), AUTUMN)
    assert Gap.MOVE_STANDS_STILL in gaps(let_in(), AUTUMN), "let in, and nobody has the baton"
    assert Gap.MOVE_STANDS_STILL not in gaps(taken(), AUTUMN)
    at = planned().relay.circumstances(HEAD, AUTUMN)
    found = due.in_follow_up(of_follow_up(planned().state), planned().state.frame, at)
    told = {one.whose for one in found if one.kind is DueKind.MOVE}
    assert told == {HEAD.employee, TEACHER.employee}
    assert {one.rule for one in found if one.kind is DueKind.MOVE} == {"R180"}


def test_the_plan_is_for_the_family_the_holder_and_the_home_leader() -> None:
    so_far = let_in()
    for who in (MOTHER, TEACHER, HEAD):
        assert view(so_far, who).passages.move is not None
    assert view(so_far, OTHER_TEACHER).passages.move is None


def test_the_child_may_move_on_and_back_again() -> None:
    so_far = moved(taken(let_in(both_let_in(planned(), SCHOOL))))
    back = PlanMove(SCHOOL, AUTUMN, "back again", HEARD)
    so_far = so_far.after(OTHER_TEACHER, back).after(OTHER_TEACHER, OfferBaton(at_work(TEACHER)))
    so_far = so_far.after(TEACHER, AcceptBaton()).after(TEACHER, CompleteMove())
    assert so_far.state.frame.home == SCHOOL
    assert so_far.state.frame.passages.earlier_homes == (SCHOOL, OTHER_SCHOOL)
    so_far.when(TEACHER, START).then_nothing_new()
    other = replace(START, home=OTHER_SCHOOL, holder=at_work(OTHER_TEACHER))
    so_far.when(OTHER_TEACHER, other).then_refused(AlreadyStarted)
