"""Beginning: a unit takes a child on, and from that moment somebody carries the baton."""

from dataclasses import replace
from datetime import timedelta

import pytest

from stafett.domain.beginning import (
    AlreadyStarted,
    FollowGuide,
    FollowUpStarted,
    GuideFollowed,
    HolderIsElsewhere,
    NoSuchGuide,
    NotItsLeader,
    NotYoursToTakeOn,
    StartFollowUp,
)
from stafett.domain.employment import Employee, NoSuchEmployee
from stafett.domain.followup import NoFollowUp, Running
from stafett.domain.handover import OfferBaton
from stafett.domain.logg import NotOpened
from stafett.domain.moment import NotYetHappened
from stafett.domain.people import (
    ConcernId,
    Contact,
    EmployeeId,
    Professional,
    Staff,
    UnitId,
)
from stafett.domain.policy import GuideVersion
from stafett.domain.spell import Employment
from stafett.domain.team import DoesNotWorkThere
from stafett.domain.unit import NoSuchUnit, Unit
from stafett.domain.voice import ChildNotHeard, ChildView
from stafett.domain.wording import SayWhy
from tests.follow_ups import CLEARED_UP, START, TOO_SMALL, begun, given
from tests.people import (
    ADVISER,
    COLLEAGUE,
    CONCERN,
    HEAD,
    LONG_AGO,
    MOTHER,
    MUNICIPALITY,
    OTHER_HEAD,
    PPT,
    SCHOOL,
    TEACHER,
    TODAY,
    at_work,
    some_id,
)
from tests.relay import Relay
from tests.rules import GUIDE, LATER_GUIDE


def test_one_takes_a_child_on_and_is_the_holder_at_level_one_without_a_logg() -> None:
    asked = given().when(TEACHER, replace(START, concern=CONCERN))
    (started,) = asked.events
    assert isinstance(started, FollowUpStarted)
    assert (started.holder, started.home, started.concern) == (at_work(TEACHER), SCHOOL, CONCERN)
    state = begun().state
    assert isinstance(state, Running)
    assert state.frame.holder == at_work(TEACHER)
    assert state.frame.level == 1
    assert isinstance(state.frame.logg, NotOpened)


def test_any_service_may_take_a_child_on() -> None:
    """A refugee service, say, which meets the family before any school does (R165)."""
    service = UnitId(some_id("Flyktningtjenesten"))
    guide = EmployeeId(some_id("Flora Flyktningkonsulent"))
    works = Employee(guide, Contact("Flora"), (Employment(service, leads=True, since=LONG_AGO),))
    town = replace(
        MUNICIPALITY,
        units={**MUNICIPALITY.units, service: Unit(service, "Flyktningtjenesten", "refugee")},
        employees={**MUNICIPALITY.employees, guide: works},
    )
    who = Staff(guide, frozenset({service}), frozenset({service}))
    mine = Professional(guide, service)
    cleared = replace(CLEARED_UP, leader=guide, guardians_told_by=guide)
    start = StartFollowUp(service, mine, cleared, "New here, and sleeps badly", TOO_SMALL)
    so_far = given().under(municipality=town).after(who, start)
    assert (so_far.state.frame.home, so_far.state.frame.holder) == (service, mine)


def test_the_next_meeting_is_counted_from_the_talk_not_from_the_writing() -> None:
    talked = replace(CLEARED_UP, agreed_on=TODAY - timedelta(days=5))
    (started,) = given().when(TEACHER, replace(START, clarification=talked)).events
    assert isinstance(started, FollowUpStarted)
    assert started.next_meeting_by == TODAY + timedelta(days=23)


def test_the_guide_of_the_day_is_pinned() -> None:
    assert begun().state.frame.guide == GUIDE.id


def test_the_leader_may_take_the_child_on_for_somebody_in_the_unit() -> None:
    assert given().when(HEAD, replace(START, holder=at_work(COLLEAGUE))).events


def test_a_colleague_cannot_make_another_the_holder() -> None:
    given().when(COLLEAGUE, START).then_refused(NotYoursToTakeOn)


def test_a_guardian_takes_nobody_on() -> None:
    given().when(MOTHER, START).then_refused(NotYoursToTakeOn)


def test_the_first_holder_works_in_the_unit() -> None:
    elsewhere = replace(START, holder=at_work(ADVISER))
    given().when(ADVISER, elsewhere).then_refused(HolderIsElsewhere)
    pretending = replace(START, holder=replace(at_work(ADVISER), unit=SCHOOL))
    given().when(ADVISER, pretending).then_refused(DoesNotWorkThere)


def test_a_unit_nobody_knows_takes_nobody_on() -> None:
    nowhere = replace(START, home=UnitId(some_id("nowhere")))
    given().when(TEACHER, nowhere).then_refused(NoSuchUnit)


def test_it_is_cleared_up_with_a_leader_of_the_unit() -> None:
    other = replace(CLEARED_UP, leader=OTHER_HEAD.employee)
    given().when(TEACHER, replace(START, clarification=other)).then_refused(NotItsLeader)


def test_a_talk_that_lies_ahead_has_cleared_nothing_up() -> None:
    ahead = replace(CLEARED_UP, agreed_on=TODAY + timedelta(days=1))
    given().when(TEACHER, replace(START, clarification=ahead)).then_refused(NotYetHappened)


@pytest.mark.parametrize(
    "view", [ChildView(), ChildView(said="yes"), ChildView(said="yes", not_asked_because="no")]
)
def test_the_child_is_heard_or_it_is_said_why_not(view: ChildView) -> None:
    given().when(TEACHER, replace(START, child_view=view)).then_refused(ChildNotHeard)


def test_a_reason_is_written_down() -> None:
    given().when(TEACHER, replace(START, reason="  ")).then_refused(SayWhy)


def test_nothing_can_be_done_before_it_has_begun() -> None:
    given().when(TEACHER, OfferBaton(at_work(COLLEAGUE))).then_refused(NoFollowUp)


def test_a_child_is_taken_on_once() -> None:
    begun().when(TEACHER, START).then_nothing_new()
    again = StartFollowUp(SCHOOL, at_work(COLLEAGUE), CLEARED_UP, "me too", TOO_SMALL)
    begun().when(COLLEAGUE, again).then_refused(AlreadyStarted)
    other = replace(START, concern=ConcernId(some_id("another")))
    begun().when(TEACHER, other).then_refused(AlreadyStarted)


def test_a_new_edition_of_the_guide_applies_only_when_somebody_chooses_it() -> None:
    both = replace(MUNICIPALITY, guides={GUIDE.id: GUIDE, LATER_GUIDE.id: LATER_GUIDE})
    change = FollowGuide(LATER_GUIDE.id, "the new edition has better outcomes")
    after = LATER_GUIDE.valid_from
    so_far = begun().under(municipality=both)
    assert so_far.state.frame.guide == GUIDE.id
    so_far.when(TEACHER, change, on=after).then(
        GuideFollowed(before=GUIDE.id, guide=LATER_GUIDE.id, reason=change.reason, on=after)
    )


def test_an_edition_that_does_not_hold_yet_or_does_not_exist_cannot_be_followed() -> None:
    both = replace(MUNICIPALITY, guides={GUIDE.id: GUIDE, LATER_GUIDE.id: LATER_GUIDE})
    so_far = begun().under(municipality=both)
    so_far.when(TEACHER, FollowGuide(LATER_GUIDE.id, "soon")).then_refused(NoSuchGuide)
    unknown = FollowGuide(GuideVersion("test-guide", 9), "from hearsay")
    so_far.when(TEACHER, unknown).then_refused(NoSuchGuide)
    so_far.when(TEACHER, FollowGuide(GUIDE.id, "as before")).then_nothing_new()


def test_the_beginning_is_told_from_a_relay_of_its_own() -> None:
    """The composer is the stream's own module: another guide changes the date it is counted by."""
    from stafett.domain import followup

    slow = replace(GUIDE, next_meeting_days=10)
    relay = Relay(followup, guide=slow)
    (started,) = relay.given().when(TEACHER, START).events
    assert isinstance(started, FollowUpStarted)
    assert started.next_meeting_by == TODAY + timedelta(days=10)


def test_whoever_told_the_guardians_is_somebody_at_work() -> None:
    told = replace(CLEARED_UP, guardians_told_by=EmployeeId(some_id("nobody at work")))
    given().when(TEACHER, replace(START, clarification=told)).then_refused(NoSuchEmployee)


def test_a_unit_that_may_help_is_one_of_the_municipalitys() -> None:
    helped = replace(CLEARED_UP, may_help=frozenset({UnitId(some_id("nowhere"))}))
    given().when(TEACHER, replace(START, clarification=helped)).then_refused(NoSuchUnit)
    helped = replace(CLEARED_UP, may_help=frozenset({PPT}))
    assert given().when(TEACHER, replace(START, clarification=helped)).events
