"""Who is being dropped: by name for those who can help, and about nobody for the coordinator."""

import dataclasses
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from stafett.domain import access, break_views, concern, dropped
from stafett.domain.access import Look
from stafett.domain.break_views import BreaksView, BrokenView, DroppedView, FindingView
from stafett.domain.conclusion import EndConcern
from stafett.domain.dropped import Looked, NotTheCoordinator, Watched
from stafett.domain.ending import EndFollowUp, EndReason
from stafett.domain.gap import GROUNDS, Gap
from stafett.domain.handover import OfferBaton
from stafett.domain.marks import AUDIENCE
from stafett.domain.measure import MeasureId
from stafett.domain.people import Asker, Duty, Staff
from stafett.domain.sharing import ShareConcern
from stafett.domain.withdrawal import WithdrawConsent
from stafett.domain.wondering import RaiseConcern
from tests.follow_ups import AGREE_MEASURE, LATER, TOO_SMALL, begun, with_measure, with_ppt
from tests.people import (
    ADMINISTRATOR,
    ADVISER,
    CHILD_ID,
    COLLEAGUE,
    CONCERN,
    COORDINATOR,
    FOLLOW_UP,
    HEAD,
    MOTHER,
    NOBODY,
    PPT,
    PPT_HEAD,
    SCHOOL,
    TEACHER,
    TODAY,
    at_work,
    some_id,
    without,
)
from tests.relay import Given, Relay
from tests.rules import GUIDE

A_DAY = timedelta(days=1)
LAPSED = TODAY + timedelta(days=GUIDE.offer_lapses_after_days + 1)
RESTED = TODAY + timedelta(days=GUIDE.wondering_rests_days + 1)
OVERDUE = TODAY + timedelta(days=GUIDE.next_meeting_days + 1)
NAME = "BCDF-2345"
RAISED = RaiseConcern(CONCERN, CHILD_ID, SCHOOL)


def mine(so_far: Given, who: Asker, on: date, known_as: str = NAME) -> BreaksView:
    at = so_far.relay.circumstances(who, on)
    permit = access.may(who, Look.LIST, so_far.state, at)
    return dropped.mine(on, [Looked(FOLLOW_UP, so_far.state, permit, at, known_as)])


def gaps(view: BreaksView) -> set[Gap | None]:
    return {one.gap for item in view.items for one in item.findings}


def told(so_far: Given, on: date) -> DroppedView | None:
    """Return what the coordinator is told of one matter."""
    at = so_far.relay.circumstances(COORDINATOR, on)
    one = Watched(FOLLOW_UP, so_far.state, at)
    found = dropped.for_coordinator(one)
    return dropped.call(one, found, NAME) if found else None


def wondered(on: date = TODAY) -> Given:
    return Relay(concern).given().after(TEACHER, RAISED, on=on)


def test_every_break_has_a_rule_behind_it() -> None:
    assert set(GROUNDS) == set(Gap)
    for ground in GROUNDS.values():
        assert ground.rule.startswith("R")
        assert not ground.value or ground.value in GUIDE.__dataclass_fields__


def test_the_holder_sees_it_by_child_with_the_rule_and_where_its_days_are_from() -> None:
    offered = begun().after(TEACHER, OfferBaton(at_work(COLLEAGUE)))
    assert Gap.OFFER_UNANSWERED not in gaps(mine(offered, TEACHER, LAPSED - A_DAY))
    (item,) = mine(offered, TEACHER, LAPSED).items
    assert (item.id, item.person, item.known_as) == (FOLLOW_UP, CHILD_ID, NAME)
    source = GUIDE.sources.get("offer_lapses_after_days", "")
    days = GUIDE.offer_lapses_after_days
    (one,) = [each for each in item.findings if each.gap is Gap.OFFER_UNANSWERED]
    assert one == FindingView(Gap.OFFER_UNANSWERED, LAPSED, SCHOOL, "R70", days, source)


def test_what_lies_in_a_part_shows_to_those_who_read_the_part() -> None:
    late = with_measure(with_ppt())
    assert Gap.MEASURE_OVERDUE in gaps(mine(late, TEACHER, LATER + 400 * A_DAY))
    assert Gap.MEASURE_OVERDUE not in gaps(mine(late, PPT_HEAD, LATER + 400 * A_DAY))


def test_the_name_of_the_quarter_is_for_the_home_units_leader_and_whoever_has_the_turn() -> None:
    so_far = with_ppt()
    for who, name in ((TEACHER, NAME), (HEAD, NAME), (PPT_HEAD, "")):
        (item,) = mine(so_far, who, OVERDUE).items
        assert item.known_as == name


@pytest.mark.parametrize("who", [ADVISER, MOTHER])
def test_those_who_answer_for_nothing_here_have_it_in_the_follow_up_itself(who: Asker) -> None:
    assert mine(with_ppt(), who, OVERDUE).items == ()


def test_a_matter_in_which_nothing_has_broken_is_not_on_the_list() -> None:
    assert mine(begun(), TEACHER, TODAY) == BreaksView(TODAY)


def test_the_coordinator_is_told_which_leader_to_call_and_no_unit_and_no_child() -> None:
    view = told(begun(), OVERDUE)
    assert view is not None
    assert view.known_as == NAME
    assert view.call.employee == HEAD.employee
    assert view.call.contact is not None
    assert view.call.contact.name == "Rita Rektor"
    assert {one.unit for one in view.findings} == {None}
    for hidden in (CHILD_ID, FOLLOW_UP, SCHOOL, TEACHER.employee):
        assert str(hidden) not in str(view)


def test_when_nobody_leads_there_is_nobody_to_call_and_it_shows_all_the_same() -> None:
    alone = begun().under(municipality=without(HEAD))
    view = told(alone, OVERDUE)
    assert view is not None
    assert view.call.employee is None


def test_what_follows_from_a_familys_word_is_not_told_to_the_coordinator() -> None:
    so_far = with_ppt().after(MOTHER, WithdrawConsent(MOTHER.person, frozenset({PPT})))
    assert Gap.UNIT_WITHOUT_CONSENT in gaps(mine(so_far, TEACHER, TODAY))
    assert told(so_far, TODAY) is None


def test_two_breaks_of_the_same_kind_are_told_as_one() -> None:
    another = replace(AGREE_MEASURE, measure=MeasureId(some_id("another measure")))
    late = with_measure().after(TEACHER, another)
    view = told(late, LATER + 400 * A_DAY)
    assert view is not None
    assert len(view.findings) == len({(one.gap, one.since) for one in view.findings})


def test_what_has_ended_is_dropped_by_nobody() -> None:
    over = begun().after(TEACHER, EndFollowUp(EndReason.MOVED, "All is well", TOO_SMALL))
    assert told(over, OVERDUE) is None
    assert mine(over, HEAD, OVERDUE).items == ()


def test_a_wondering_that_rests_shows_to_whoever_answers_for_it_and_without_name_above() -> None:
    for on, many in ((RESTED - A_DAY, 0), (RESTED, 1)):
        assert len(mine(wondered(), TEACHER, on).items) == many
        assert (told(wondered(), on) is not None) == bool(many)
    (item,) = mine(wondered(), TEACHER, RESTED).items
    assert item.matter == "concern"
    view = told(wondered(), RESTED)
    assert view is not None
    assert view.call.employee == HEAD.employee
    (one,) = view.findings
    assert (one.gap, one.since, one.rule) == (Gap.WONDERING_RESTS, RESTED, "R9")


def test_a_wondering_that_rests_is_shown_to_nobody_who_does_not_answer_for_it() -> None:
    shared = wondered().after(TEACHER, ShareConcern(frozenset({COLLEAGUE.employee}), TODAY))
    assert mine(shared, COLLEAGUE, RESTED).items == ()


def test_what_is_shielded_or_taken_further_rests_no_more() -> None:
    ended = wondered().after(TEACHER, EndConcern("It passed", "Come back", TOO_SMALL))
    assert mine(ended, TEACHER, RESTED).items == ()


def test_only_the_coordinator_sees_the_whole() -> None:
    dropped.check_coordinates(COORDINATOR)
    others: list[Asker] = [TEACHER, HEAD, ADMINISTRATOR, NOBODY, MOTHER]
    others.append(Staff(TEACHER.employee, duties=frozenset(Duty) - {Duty.BTI_COORDINATOR}))
    for who in others:
        with pytest.raises(NotTheCoordinator):
            dropped.check_coordinates(who)


def test_names_of_the_quarter_are_in_an_order_that_says_nothing() -> None:
    views = [DroppedView(known_as=name) for name in ("ZZ", "BB", "MM")]
    assert [one.known_as for one in dropped.dropped(TODAY, views, None).items] == ["BB", "MM", "ZZ"]


@pytest.mark.parametrize(("ahead", "shown"), [(31, False), (30, True), (0, True), (-400, True)])
def test_the_yearly_revision_stands_on_the_coordinators_list_when_it_is_near(
    ahead: int, shown: bool
) -> None:
    by = TODAY + ahead * A_DAY
    assert dropped.dropped(TODAY, (), by).revise_model_by == (by if shown else None)


def _views() -> Iterator[Any]:
    for thing in vars(break_views).values():
        if dataclasses.is_dataclass(thing) and thing.__module__ == break_views.__name__:
            yield thing


def test_every_field_names_those_it_is_for() -> None:
    assert BrokenView in list(_views())
    for view in _views():
        for one in dataclasses.fields(view):
            assert AUDIENCE in one.metadata, f"{view.__name__}.{one.name}"


def test_a_matter_is_at_home_in_a_unit_until_there_is_nothing_left_of_it() -> None:
    wondering = Relay(concern).given().after(TEACHER, RAISED)
    assert dropped.home_of(wondering.state) == dropped.home_of(begun().state) == SCHOOL
    assert dropped.home_of(Relay(concern).given().state) is None
