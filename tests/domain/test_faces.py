"""The faces: my day, the family's page, the leader's board, the shelf - each for one reader."""

import dataclasses
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest

from stafett.domain import (
    access,
    at_home,
    board,
    concern,
    face_views,
    shelf,
    today,
    with_a_day,
)
from stafett.domain.access import Look
from stafett.domain.agenda import Agenda
from stafett.domain.audience import Shown
from stafett.domain.board import check_leads
from stafett.domain.circumstances import NORWAY
from stafett.domain.closing import DemandClosure, NotYoursToDemand
from stafett.domain.dated import DueKind
from stafett.domain.dates import MeetingId
from stafett.domain.face_views import (
    AtHomeView,
    BoardView,
    FamilyView,
    LevelView,
    RowView,
    ShelvedView,
    TodayView,
)
from stafett.domain.facts import Refusal, Stranger
from stafett.domain.gap import Gap
from stafett.domain.handover import OfferBaton
from stafett.domain.how_given import EvidenceKind
from stafett.domain.marks import AUDIENCE
from stafett.domain.opening import AskForLogg
from stafett.domain.participation import InviteUnit, LeaveFollowUp, Left
from stafett.domain.people import Asker, Citizen, Duty, Staff
from stafett.domain.planning import PlanMeeting
from stafett.domain.policy import YouthConsent
from stafett.domain.shelf import NotTheArchivist
from stafett.domain.today import InHand, Wondered
from stafett.domain.wondering import RaiseConcern
from tests.domain.test_one_logg_for_one_child import all_in, asked, going_on, join
from tests.follow_ups import LATER, begun, both_let_in, with_logg, with_measure, with_ppt, word
from tests.people import (
    ADVISER,
    CHILD_ID,
    CLINIC,
    COLLEAGUE,
    CONCERN,
    FATHER,
    FOLLOW_UP,
    HEAD,
    MOTHER,
    MUNICIPALITY,
    NURSE,
    OTHER_HEAD,
    PPT,
    PPT_HEAD,
    SCHOOL,
    TEACHER,
    TODAY,
    YOUTH,
    at_work,
    some_id,
    without,
)
from tests.relay import Given, Relay
from tests.rules import RULES

ARCHIVIST = Staff(COLLEAGUE.employee, duties=frozenset({Duty.ARCHIVIST}))
SOON = LATER - timedelta(days=10)


def in_hand(so_far: Given, reader: Asker, on: date = TODAY, *asking: Given) -> InHand:
    at = so_far.relay.circumstances(reader, on)
    permit = access.may(reader, Look.LIST, so_far.state, at)
    frames = tuple(one.state.frame for one in asking)
    noted = with_a_day.of_follow_up(so_far.state)
    return InHand(FOLLOW_UP, so_far.state, permit, at, noted, frames)


def my_day(so_far: Given, reader: Asker, on: date = TODAY, *asking: Given) -> TodayView:
    return today.today(on, [in_hand(so_far, reader, on, *asking)], [])


def page(so_far: Given, reader: Asker, on: date = TODAY) -> AtHomeView:
    view: FamilyView = at_home.at_home([in_hand(so_far, reader, on)])
    return view.items[0]


def on_board(so_far: Given, leader: Asker, on: date = TODAY, unit: Any = SCHOOL) -> BoardView:
    return board.board(unit, on, [in_hand(so_far, leader, on)], [])


def every_view() -> Iterator[type[Any]]:
    for thing in vars(face_views).values():
        here = getattr(thing, "__module__", "") == face_views.__name__
        if here and isinstance(thing, type) and dataclasses.is_dataclass(thing):
            yield thing


@pytest.mark.parametrize("view", list(every_view()))
def test_every_field_of_every_face_says_for_whom_it_is(view: type[Any]) -> None:
    for field in dataclasses.fields(view):
        assert isinstance(field.metadata[AUDIENCE], Shown), f"{view.__name__}.{field.name}"


def test_the_holder_sees_what_they_hold_and_what_is_due() -> None:
    view = my_day(with_measure(), TEACHER)
    (held,) = view.holds
    assert (held.id, held.person, held.level) == (FOLLOW_UP, CHILD_ID, 1)
    assert DueKind.EVALUATION in {one.kind for one in view.due}
    assert [one.kind for one in view.child_talks] == [DueKind.CHILD_TALK]
    assert all(one.person == CHILD_ID for one in view.due)


def test_things_to_do_stand_in_the_order_of_their_days() -> None:
    days = [one.on for one in my_day(with_measure(), TEACHER, SOON).due]
    assert days == sorted(days, key=lambda day: day or date.max)
    assert my_day(with_measure(), TEACHER, SOON).due[0].late


def test_a_colleague_with_a_task_holds_nothing_and_has_nothing_due() -> None:
    view = my_day(with_ppt(), ADVISER)
    assert (view.holds, view.offers, view.due, view.child_talks) == ((), (), (), ())


def test_whoever_is_offered_the_baton_sees_it_and_by_when_to_answer() -> None:
    offered = begun().after(TEACHER, OfferBaton(at_work(COLLEAGUE)))
    view = my_day(offered, COLLEAGUE)
    (offer,) = view.offers
    assert (offer.id, offer.last_day) == (FOLLOW_UP, TODAY + timedelta(days=14))
    assert view.holds == ()
    assert my_day(offered, TEACHER).offers == ()
    (answer,) = [one for one in view.due if one.kind is DueKind.OFFER]
    assert answer.rule == "R70"


def test_a_unit_that_is_asked_sees_that_it_is_asked_and_not_about_whom() -> None:
    invited = begun().after(TEACHER, InviteUnit(PPT))
    view = my_day(invited, PPT_HEAD)
    (one,) = view.invitations
    assert one.invitation is not None
    assert one.invitation.unit == PPT
    assert str(CHILD_ID) not in repr(view)


def test_whoever_acts_for_the_holder_sees_for_whom_and_why() -> None:
    (held,) = my_day(begun().under(municipality=without(TEACHER)), HEAD).holds
    assert held.instead_of == at_work(TEACHER)


def test_consents_that_end_stand_by_themselves() -> None:
    view = my_day(with_ppt(), TEACHER, SOON)
    assert {one.kind for one in view.consents_ending} == {DueKind.CONSENT_ENDS}
    assert DueKind.CONSENT_ENDS not in {one.kind for one in view.due}


def test_the_holder_of_the_open_logg_sees_which_unit_asks_and_nothing_more() -> None:
    (held,) = my_day(with_logg(), TEACHER, TODAY, asked()).holds
    (ask,) = held.asks
    assert (ask.unit, ask.on) == (CLINIC, TODAY)
    assert my_day(with_logg(), TEACHER).holds[0].asks == ()
    inside = going_on(with_logg(), join(all_in(), with_logg()).comes_in)
    assert my_day(inside, TEACHER, TODAY, asked()).holds[0].asks == ()


def test_a_wondering_stands_on_its_authors_day_and_is_counted() -> None:
    raised = Relay(concern).given().after(TEACHER, RaiseConcern(CONCERN, CHILD_ID, SCHOOL, ()))
    rested = TODAY + timedelta(days=40)
    at = raised.relay.circumstances(TEACHER, rested)
    wondered = Wondered(CONCERN, raised.state, CHILD_ID, at, 1, with_a_day.of_concern(raised.state))
    view = today.today(rested, [], [wondered])
    (one,) = view.due
    assert (one.matter, one.kind, one.late) == ("concern", DueKind.WONDERING, True)
    assert view.seen == 1


def test_the_family_sees_who_holds_the_baton_and_how_to_reach_them_without_a_logg() -> None:
    holder = page(begun(), MOTHER).holder
    assert holder is not None
    assert holder.who == at_work(TEACHER)
    assert holder.contact is not None
    assert holder.contact.phone


def test_the_family_sees_who_is_let_in_until_when() -> None:
    by_unit = {one.unit: one for one in page(with_ppt(), MOTHER).team}
    assert by_unit[PPT].let_in_until == LATER


def test_each_sees_their_own_words_and_only_theirs() -> None:
    for giver in (MOTHER, FATHER):
        consents = page(with_ppt(), giver).consents
        assert consents
        assert {one.giver for one in consents} == {giver.person}


def test_a_word_that_staff_wrote_down_says_so() -> None:
    paper = begun().after(TEACHER, word(MOTHER, PPT, kind=EvidenceKind.SIGNED_PAPER))
    (one,) = page(paper, MOTHER).consents
    assert one.registered_by == TEACHER.employee
    assert page(paper, FATHER).consents == ()


def test_the_next_meeting_is_the_next_one_planned() -> None:
    starts = datetime.combine(TODAY + timedelta(days=9), time(9), NORWAY)
    plan = PlanMeeting(MeetingId(some_id("m")), SCHOOL, "network", starts, Agenda("what now"))
    assert page(begun().after(TEACHER, plan), MOTHER).next_meeting == starts
    assert page(begun(), MOTHER).next_meeting is None
    assert page(begun(), MOTHER).next_meeting_by == TODAY + timedelta(days=28)


def test_a_parents_tasks_are_theirs_and_a_consent_that_ends_is_one() -> None:
    tasks = page(with_ppt(), MOTHER, SOON).tasks
    assert {one.kind for one in tasks} == {DueKind.CONSENT_ENDS}
    assert page(with_ppt(), MOTHER).tasks == ()


def test_the_family_is_told_that_a_unit_asks_for_a_logg() -> None:
    logg = page(asked(), MOTHER).logg
    assert (logg.state, logg.asked_on) == ("asked", TODAY)


def test_a_locked_logg_stands_on_the_familys_shelf_with_whose_consent_would_open_it() -> None:
    locked = with_logg().after(MOTHER, DemandClosure())
    shelved = page(locked, MOTHER).shelf
    assert shelved is not None
    needs = {one.unit: {giver.person for giver in one.givers} for one in shelved.needs}
    assert needs == {unit: {MOTHER.person, FATHER.person} for unit in (SCHOOL, PPT)}
    assert page(with_logg(), MOTHER).shelf is None


def test_who_would_open_it_is_told_for_today_not_for_the_day_it_was_locked() -> None:
    locked = with_logg().after(MOTHER, DemandClosure())
    grown = dataclasses.replace(YOUTH, id=CHILD_ID)
    shelved = page(locked.under(person=grown), MOTHER).shelf
    assert shelved is not None
    roles = {one.unit: [giver.role for giver in one.givers] for one in shelved.needs}
    assert sorted(roles[SCHOOL]) == ["guardian", "guardian", "self"]


def test_only_those_whose_word_counts_today_are_offered_to_have_it_closed() -> None:
    assert page(with_logg(), MOTHER).may_demand_closure
    assert not page(with_ppt(), MOTHER).may_demand_closure, "there is no logg to close"
    alone = dataclasses.replace(RULES, youth_consent=YouthConsent.INSTEAD_OF_GUARDIANS)
    youth = dataclasses.replace(YOUTH, id=CHILD_ID)
    so_far = with_logg().under(person=youth, rules=alone)
    assert not page(so_far, MOTHER).may_demand_closure
    so_far.when(MOTHER, DemandClosure()).then_refused(NotYoursToDemand)
    assert page(so_far, Citizen(CHILD_ID)).may_demand_closure


def archived(so_far: Given, reader: Staff) -> ShelvedView | None:
    at = so_far.relay.circumstances(reader, TODAY)
    return shelf.shelved(FOLLOW_UP, so_far.state.frame, shelf.permit(reader), at)


def test_the_archivist_sees_roles_and_no_person_and_no_unit() -> None:
    view = archived(with_logg().after(MOTHER, DemandClosure()), ARCHIVIST)
    assert view is not None
    (need,) = view.needs
    assert [giver.role for giver in need.givers] == ["guardian", "guardian"]
    told = repr(view)
    for hidden in (CHILD_ID, MOTHER.person, FATHER.person, SCHOOL, PPT):
        assert str(UUID(int=hidden.int)) not in told
    assert archived(with_logg(), ARCHIVIST) is None


@pytest.mark.parametrize("staff", [TEACHER, HEAD, ADVISER, PPT_HEAD, NURSE])
def test_nobody_else_at_work_looks_the_shelf_through(staff: Staff) -> None:
    with pytest.raises(NotTheArchivist):
        shelf.permit(staff)


def test_a_unit_that_never_took_part_is_told_nothing_of_a_locked_logg() -> None:
    locked = with_logg().after(MOTHER, DemandClosure())
    for staff in (NURSE, OTHER_HEAD):
        with pytest.raises(Stranger):
            in_hand(locked, staff)


def test_the_board_counts_what_the_leader_may_open_by_level_and_age() -> None:
    later = TODAY + timedelta(days=12)
    view = on_board(begun(), HEAD, later)
    assert view.levels == (LevelView(1, RowView(1, 12)),)
    assert view.elsewhere == RowView(0, None)


def test_a_unit_that_takes_part_elsewhere_counts_it_as_such() -> None:
    view = on_board(with_ppt(), PPT_HEAD, unit=PPT)
    assert (view.levels, view.elsewhere) == ((), RowView(1, 0))


def test_breaks_are_counted_by_kind() -> None:
    late = TODAY + timedelta(days=30)
    assert on_board(begun(), HEAD, late).breaks[Gap.MEETING_OVERDUE] == 1
    assert Gap.MEETING_OVERDUE not in on_board(begun(), HEAD).breaks


def test_nothing_on_the_board_says_about_whom() -> None:
    told = repr(on_board(with_logg(), HEAD, TODAY + timedelta(days=40)))
    for hidden in (CHILD_ID, FOLLOW_UP, MOTHER.person, TEACHER.employee):
        assert str(UUID(int=hidden.int)) not in told


def test_concerns_are_counted_while_they_are_open_and_in_the_leaders_own_unit() -> None:
    raised = Relay(concern).given().after(TEACHER, RaiseConcern(CONCERN, CHILD_ID, SCHOOL, ()))
    at = raised.relay.circumstances(HEAD, TODAY)
    one = Wondered(CONCERN, raised.state, CHILD_ID, at, 3)
    later = TODAY + timedelta(days=7)
    assert board.board(SCHOOL, later, [], [one]).concerns == RowView(1, 7)
    assert board.board(PPT, later, [], [one]).concerns == RowView(0, None)


@pytest.mark.parametrize("staff", [TEACHER, PPT_HEAD, MOTHER])
def test_only_a_units_leader_looks_at_its_board(staff: Asker) -> None:
    at = begun().relay.circumstances(staff, TODAY)
    with pytest.raises(Refusal) as refusal:
        check_leads(SCHOOL, MUNICIPALITY.units, at)
    assert type(refusal.value) is Stranger
    check_leads(SCHOOL, MUNICIPALITY.units, begun().relay.circumstances(HEAD, TODAY))


def test_a_page_counts_what_its_reader_sees_and_not_what_others_say() -> None:
    before = at_home.at_home([in_hand(begun(), MOTHER)]).seen
    fathers = both_let_in(begun(), PPT)
    assert at_home.at_home([in_hand(fathers, MOTHER)]).seen == before + 1
    assert (
        my_day(begun().after(TEACHER, AskForLogg()), TEACHER).seen
        == my_day(begun(), TEACHER).seen + 1
    )


def test_the_familys_page_names_the_units_and_people_in_it_and_nobody_else() -> None:
    names = page(with_ppt(), MOTHER).names
    assert names[SCHOOL] == "Bjerka skole"
    assert names[TEACHER.employee] == "Tuva Testlærer"
    assert CLINIC not in names
    assert not {MOTHER.person, FATHER.person, CHILD_ID} & names.keys()


def test_a_unit_that_has_left_has_it_on_its_board_no_more() -> None:
    left = with_ppt().after(PPT_HEAD, LeaveFollowUp(PPT, Left.TASK_DONE, "done"))
    assert on_board(left, PPT_HEAD, unit=PPT) == on_board(begun(), HEAD, unit=PPT)
