"""The calendar of a follow-up: meetings and deadlines, and no day a reader could not find there."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from stafett.domain import access, calendar, visible
from stafett.domain.access import Look
from stafett.domain.agenda import Agenda
from stafett.domain.calendar import CalendarDay, Mark
from stafett.domain.change_of_home import PlanMove
from stafett.domain.childs_say import Heard, TakesPart
from stafett.domain.circumstances import NORWAY
from stafett.domain.ending import EndFollowUp, EndReason
from stafett.domain.facts import Stranger
from stafett.domain.goal import CloseGoal
from stafett.domain.handover import OfferBaton
from stafett.domain.hearing import HearChild
from stafett.domain.holding import HoldMeeting
from stafett.domain.measure import EndMeasure
from stafett.domain.minutes import Minutes
from stafett.domain.observed import ObservationId
from stafett.domain.observing import PlanObservation
from stafett.domain.outcome import ChooseOutcome
from stafett.domain.people import Asker
from stafett.domain.plan import Part, Responsible
from stafett.domain.planning import CancelMeeting, PlanMeeting
from stafett.domain.policy import Outcome
from stafett.domain.withdrawal import WithdrawConsent
from tests.domain.test_due import IN_TEN_DAYS, MEETING, meet
from tests.follow_ups import (
    AGREE_MEASURE,
    GOAL,
    HEARD,
    LATER,
    MEASURE,
    PLAN,
    SET_GOAL,
    begun,
    with_logg,
    with_measure,
    with_ppt,
)
from tests.people import (
    ADVISER,
    COLLEAGUE,
    FATHER,
    MOTHER,
    NURSE,
    OTHER_SCHOOL,
    PPT,
    SCHOOL,
    TEACHER,
    TODAY,
    at_work,
    some_id,
)
from tests.relay import Given
from tests.rules import GUIDE

LONG = TODAY - timedelta(days=400), TODAY + timedelta(days=400)


def days(
    so_far: Given, who: Asker, first: date = LONG[0], last: date = LONG[1]
) -> list[CalendarDay]:
    at = so_far.relay.circumstances(who, TODAY)
    permit = access.may(who, Look.OPEN, so_far.state, at)
    return list(calendar.of(visible.trim(so_far.state, permit, at), first, last))


def marks(so_far: Given, who: Asker) -> dict[Mark, date]:
    return {one.mark: one.on for one in days(so_far, who)}


def test_meetings_and_deadlines_stand_there_day_by_day() -> None:
    so_far = meet(with_measure(with_logg())).after(TEACHER, OfferBaton(at_work(COLLEAGUE)))
    found = marks(so_far, TEACHER)
    assert found == {
        Mark.MEETING: IN_TEN_DAYS,
        Mark.NEXT_MEETING_BY: TODAY + timedelta(days=28),
        Mark.BATON_ANSWERED_BY: TODAY + timedelta(days=14),
        Mark.CONSENT_ENDS: LATER,
        Mark.GOAL_BY: LATER,
        Mark.MEASURE_STARTS: PLAN.starts,
        Mark.MEASURE_EVALUATED_BY: PLAN.evaluate_on,
        Mark.MEASURE_ENDS_BY: LATER,
    }
    in_order = [one.on for one in days(so_far, TEACHER)]
    assert in_order == sorted(in_order)
    of_measure = {one.thing for one in days(so_far, TEACHER) if one.mark is Mark.MEASURE_ENDS_BY}
    assert of_measure == {MEASURE}
    assert {one.thing for one in days(so_far, TEACHER) if one.mark is Mark.GOAL_BY} == {GOAL}


def test_only_the_days_one_asks_for() -> None:
    so_far = meet(begun())
    assert [one.mark for one in days(so_far, TEACHER, IN_TEN_DAYS, IN_TEN_DAYS)] == [Mark.MEETING]
    assert days(so_far, TEACHER, TODAY, IN_TEN_DAYS - timedelta(days=1)) == []


def test_each_sees_the_days_they_may_see_and_no_others() -> None:
    in_own_part = with_measure(begun())
    assert Mark.MEASURE_ENDS_BY in marks(in_own_part, TEACHER)
    assert Mark.MEASURE_ENDS_BY not in marks(in_own_part, MOTHER), "no logg is open"
    assert marks(in_own_part, MOTHER)[Mark.NEXT_MEETING_BY] == TODAY + timedelta(days=28)
    words = {one.thing for one in days(with_logg(), MOTHER) if one.mark is Mark.CONSENT_ENDS}
    all_words = {one.thing for one in days(with_logg(), TEACHER) if one.mark is Mark.CONSENT_ENDS}
    assert words < all_words, "each in the family their own"
    assert Mark.CONSENT_ENDS not in marks(with_logg(), ADVISER)
    with pytest.raises(Stranger):
        days(begun(), NURSE)


def test_a_meeting_for_one_home_is_in_no_other_calendar() -> None:
    starts = datetime.combine(IN_TEN_DAYS, time(9), NORWAY)
    alone = frozenset({MOTHER.person})
    apart = PlanMeeting(MEETING, SCHOOL, "network", starts, Agenda("what now"), apart=alone)
    so_far = begun().after(TEACHER, apart)
    assert marks(so_far, MOTHER)[Mark.MEETING] == IN_TEN_DAYS
    assert Mark.MEETING not in marks(so_far, FATHER)


def test_what_is_called_off_heard_or_looked_at_is_not_waited_for() -> None:
    assert Mark.MEETING not in marks(
        meet(begun()).after(TEACHER, CancelMeeting(MEETING, SCHOOL)), TEACHER
    )
    by = IN_TEN_DAYS - timedelta(days=2)
    agenda = Agenda("what now", talks_with_child_before=COLLEAGUE.employee, talk_with_child_by=by)
    asked = meet(begun(), agenda)
    assert marks(asked, TEACHER)[Mark.CHILD_TALKED_WITH_BY] == by
    heard = Heard(TakesPart.IN_PERSON, TODAY, own_words="I want Ali there")
    done = asked.after(TEACHER, HearChild(MEETING, SCHOOL, heard))
    assert Mark.CHILD_TALKED_WITH_BY not in marks(done, TEACHER)


def test_when_it_is_over_only_the_meetings_that_were_held_are_left() -> None:
    agreed = frozenset({MOTHER.person, FATHER.person})
    over = with_measure().after(TEACHER, EndFollowUp(EndReason.AGREEMENT, "well", HEARD, agreed))
    assert days(over, MOTHER) == []


def test_what_somebody_has_taken_on_by_name_stands_in_their_calendar() -> None:
    hers = replace(PLAN, responsible=Responsible(Part.GUARDIAN, MOTHER.person), arena="home")
    so_far = begun().after(TEACHER, SET_GOAL).after(TEACHER, replace(AGREE_MEASURE, plan=hers))
    assert marks(so_far, MOTHER)[Mark.MEASURE_ENDS_BY] == LATER
    assert Mark.MEASURE_ENDS_BY not in marks(so_far, FATHER)
    over = so_far.after(TEACHER, EndMeasure(MEASURE, SCHOOL, "it worked"))
    assert Mark.MEASURE_ENDS_BY not in marks(over, TEACHER)
    reached = over.after(TEACHER, CloseGoal(GOAL, SCHOOL, reached=True))
    assert Mark.GOAL_BY in marks(over, TEACHER)
    assert Mark.GOAL_BY not in marks(reached, TEACHER)


def test_a_change_of_home_and_a_planned_look_are_days_too() -> None:
    look = ObservationId(some_id("look"))
    planned = PlanObservation(
        look,
        MEASURE,
        SCHOOL,
        "Whom he plays with",
        Responsible(Part.EMPLOYEE, TEACHER.employee),
        IN_TEN_DAYS,
    )
    move = PlanMove(OTHER_SCHOOL, LATER, "the family moves", HEARD)
    found = marks(with_measure().after(TEACHER, planned).after(TEACHER, move), TEACHER)
    assert (found[Mark.OBSERVED_BY], found[Mark.HOME_CHANGES]) == (IN_TEN_DAYS, LATER)
    back = WithdrawConsent(MOTHER.person, frozenset({PPT}))
    assert not [
        one for one in days(with_ppt().after(MOTHER, back), MOTHER) if one.mark is Mark.CONSENT_ENDS
    ]


def test_a_last_contact_has_its_day() -> None:
    caring = Outcome("care", {"en": "It has worked"}, ends=True, aftercare_days=60)
    hold = HoldMeeting(MEETING, SCHOOL, TODAY, Minutes("it works"), kind="follow-up")
    choose = ChooseOutcome("care", MEETING, "the effect is good", "all", HEARD)
    so_far = begun().under(guide=replace(GUIDE, outcomes={1: (caring,)}))
    so_far = so_far.after(TEACHER, hold).after(TEACHER, choose)
    found = marks(so_far, TEACHER)
    assert found[Mark.LAST_CONTACT_BY] == TODAY + timedelta(days=60)
    assert found[Mark.MEETING] == TODAY
