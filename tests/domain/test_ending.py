"""Ending: the follow-up is over for a reason of its own, and only then."""

from dataclasses import replace
from datetime import timedelta

import pytest

from stafett.domain import access, breaks, due, with_a_day
from stafett.domain.access import Look
from stafett.domain.beginning import AlreadyStarted
from stafett.domain.dated import DueKind
from stafett.domain.dates import MeetingId
from stafett.domain.ending import (
    AftercareIsOwed,
    EndFollowUp,
    EndReason,
    FollowUpEnded,
    HandOverToThePlan,
    JoiningEndsIt,
    NotAgreed,
    NotThatOldYet,
    SayWhoWishesIt,
)
from stafett.domain.followup import Ended, FollowUpIsOver, NotStarted
from stafett.domain.gap import Break, Gap
from stafett.domain.givers import birthday
from stafett.domain.holding import HoldMeeting
from stafett.domain.logg import Locking, LoggLocked
from stafett.domain.matter import Root, Wondering
from stafett.domain.minutes import Minutes
from stafett.domain.outcome import ChooseOutcome
from stafett.domain.people import PersonId
from stafett.domain.policy import Outcome
from stafett.domain.team import Stage
from stafett.domain.voice import ChildNotHeard, ChildView
from stafett.domain.withdrawal import WithdrawConsent
from stafett.domain.wording import SayWhy
from tests.follow_ups import HEARD, SET_GOAL, START, begun, with_logg, with_measure, with_ppt, word
from tests.people import (
    ADVISER,
    CHILD,
    CHILD_ID,
    COLLEAGUE,
    CONCERN,
    FATHER,
    MOTHER,
    OTHER_PARENT,
    PPT,
    SCHOOL,
    TEACHER,
    TODAY,
    at_work,
    some_id,
)
from tests.relay import Given
from tests.rules import GUIDE, RULES

EVERYBODY: frozenset[PersonId] = frozenset({MOTHER.person, FATHER.person})
END = EndFollowUp(EndReason.AGREEMENT, "He thrives", HEARD, EVERYBODY)


def ended(so_far: Given) -> Given:
    return so_far.after(TEACHER, END)


def test_it_ends_when_everyone_agrees() -> None:
    (event,) = begun().when(TEACHER, END).events
    assert isinstance(event, FollowUpEnded)
    assert event.reason is EndReason.AGREEMENT
    assert isinstance(ended(begun()).state, Ended)


def test_one_guardian_alone_does_not_make_an_agreement() -> None:
    one = replace(END, agreed=frozenset({MOTHER.person}))
    begun().when(TEACHER, one).then_refused(NotAgreed)


@pytest.mark.parametrize(
    "reason",
    [EndReason.MOVED, EndReason.DEATH],
)
def test_some_reasons_need_nobodys_agreement(reason: EndReason) -> None:
    assert begun().when(TEACHER, replace(END, reason=reason, agreed=frozenset())).events


def test_the_familys_wish_is_somebodys_wish() -> None:
    wish = replace(END, reason=EndReason.FAMILY_WISH)
    for nobody in ((), (OTHER_PARENT.person,), (TEACHER.employee,)):
        named = replace(wish, agreed=frozenset(map(PersonId, nobody)))
        begun().when(TEACHER, named).then_refused(SayWhoWishesIt)
    assert begun().when(TEACHER, replace(wish, agreed=frozenset({FATHER.person}))).events


def test_a_child_does_not_grow_out_of_it_by_somebodys_word() -> None:
    grown = replace(END, reason=EndReason.UPPER_AGE, agreed=frozenset())
    begun().when(TEACHER, grown).then_refused(NotThatOldYet)
    assert CHILD.born is not None
    last = birthday(CHILD.born, RULES.upper_age + 1)
    begun().when(TEACHER, grown, on=last - timedelta(days=1)).then_refused(NotThatOldYet)
    assert begun().when(TEACHER, grown, on=last).events
    unknown = begun().under(person=replace(CHILD, born=None))
    unknown.when(TEACHER, grown, on=last).then_refused(NotThatOldYet)


def test_nobody_says_by_hand_that_it_was_joined() -> None:
    begun().when(TEACHER, replace(END, reason=EndReason.JOINED)).then_refused(JoiningEndsIt)


@pytest.mark.parametrize("reason", [EndReason.IP, EndReason.CHILD_COORDINATOR])
def test_a_plan_takes_over_by_its_own_steps_and_no_other_way(reason: EndReason) -> None:
    begun().when(TEACHER, replace(END, reason=reason)).then_refused(HandOverToThePlan)


def test_an_ending_has_words_and_a_heard_child() -> None:
    begun().when(TEACHER, replace(END, note="")).then_refused(SayWhy)
    begun().when(TEACHER, replace(END, child_view=ChildView())).then_refused(ChildNotHeard)


def test_no_reason_speaks_of_a_logg() -> None:
    assert not [reason for reason in EndReason if "logg" in reason.value]


def test_an_open_logg_is_locked_in_the_same_breath() -> None:
    locked, over = with_logg().when(TEACHER, END).events
    assert isinstance(locked, LoggLocked)
    assert isinstance(over, FollowUpEnded)
    assert locked.because is Locking.FOLLOW_UP_ENDED


def test_after_good_effect_one_keeps_in_touch_once_more() -> None:
    caring = Outcome("care", {"en": "It has worked"}, ends=True, aftercare_days=60)
    guide = replace(GUIDE, outcomes={1: (caring,)})
    first, last = MeetingId(some_id("first")), MeetingId(some_id("last"))
    hold = HoldMeeting(first, SCHOOL, TODAY, Minutes("it works"), kind="follow-up")
    choose = ChooseOutcome("care", first, "the effect is good", "all", HEARD)
    so_far = begun().under(guide=guide).after(TEACHER, hold).after(TEACHER, choose)
    by = TODAY + timedelta(days=60)
    assert so_far.state.frame.dates.aftercare_by == by
    at = so_far.relay.circumstances(TEACHER, by + timedelta(days=1))
    owed = [one for one in with_a_day.of_follow_up(so_far.state) if one.kind is DueKind.AFTERCARE]
    (falls,) = due.in_follow_up(owed, so_far.state.frame, at)
    assert (falls.on, falls.whose) == (by, TEACHER.employee)
    gaps = breaks.in_frame(so_far.state.frame, at)
    assert Break(Gap.AFTERCARE_OVERDUE, by + timedelta(days=1)) in gaps
    so_far.when(TEACHER, END).then_refused(AftercareIsOwed)
    assert so_far.when(TEACHER, replace(END, reason=EndReason.FAMILY_WISH)).events
    later = TODAY + timedelta(days=50)
    touch = HoldMeeting(last, SCHOOL, later, Minutes("still good"), kind="aftercare")
    assert so_far.after(TEACHER, touch, on=later).when(TEACHER, END, on=later).events


def test_when_it_is_over_nothing_more_is_agreed_but_words_can_be_taken_back() -> None:
    so_far = ended(with_ppt())
    so_far.when(TEACHER, END).then_nothing_new()
    so_far.when(TEACHER, SET_GOAL).then_refused(FollowUpIsOver)
    so_far.when(TEACHER, START).then_nothing_new()
    so_far.when(COLLEAGUE, replace(START, holder=at_work(COLLEAGUE))).then_refused(AlreadyStarted)
    so_far.when(MOTHER, word(MOTHER, PPT, called="too late")).then_refused(FollowUpIsOver)
    assert so_far.when(MOTHER, WithdrawConsent(MOTHER.person, frozenset({PPT}))).events


def test_a_locked_logg_can_still_be_let_open_by_the_family() -> None:
    so_far = ended(with_logg())
    assert so_far.when(MOTHER, word(MOTHER, SCHOOL, called="anew", logg=True)).events


def test_the_other_units_have_left_when_it_is_over() -> None:
    parts = ended(with_ppt()).state.frame.team.parts
    assert parts[PPT].stage is Stage.LEFT
    assert parts[PPT].before


def test_when_it_is_over_nothing_breaks_any_more_and_nobody_learns_of_the_person() -> None:
    so_far = ended(with_measure(with_ppt()))
    late = TODAY + timedelta(days=400)
    at = so_far.relay.circumstances(TEACHER, late)
    state = so_far.state
    measures = [one for part in state.contents.values() for one in part.measures.values()]
    papers = [one for part in state.contents.values() for one in part.papers.values()]
    assert measures
    assert breaks.in_frame(state.frame, at) == ()
    assert breaks.in_measures(state.frame, measures, late) == ()
    assert breaks.in_papers(state.frame, papers, late) == ()
    for who, knows in ((MOTHER, True), (ADVISER, False), (TEACHER, False)):
        permit = access.may(who, Look.OPEN, state, so_far.relay.circumstances(who, TODAY))
        assert access.knows_person(permit, state) is knows
    permit = access.may(MOTHER, Look.OPEN, state, so_far.relay.circumstances(MOTHER, TODAY))
    assert access.knows_person(permit, begun().state)
    root = Root(CONCERN, CHILD_ID, TEACHER.employee, SCHOOL, TODAY)
    assert access.knows_person(permit, Wondering(root))
    assert not access.knows_person(permit, NotStarted())
