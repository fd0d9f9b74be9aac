"""Breaks: what nobody answered, held or looked at in time shows by itself, to those it is for."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from stafett.domain import access, visible
from stafett.domain.access import Look
from stafett.domain.dates import MeetingId
from stafett.domain.ending import EndFollowUp, EndReason
from stafett.domain.evaluated import Effect, EvaluationId
from stafett.domain.evaluation import EvaluateMeasure
from stafett.domain.gap import Break, Gap
from stafett.domain.handover import AcceptBaton, DeclineBaton, OfferBaton
from stafett.domain.holding import HoldMeeting
from stafett.domain.level import ChangeLevel
from stafett.domain.measure import EndMeasure
from stafett.domain.minutes import Minutes
from stafett.domain.opening import OpenLogg
from stafett.domain.participation import AcceptInvitation, InviteUnit, LeaveFollowUp, Left
from stafett.domain.people import Asker
from stafett.domain.withdrawal import RefuseConsent, WithdrawConsent
from tests.follow_ups import (
    AGREE_MEASURE,
    CHANGED,
    FITS,
    HEARD,
    LATER,
    MEASURE,
    PLAN,
    SET_GOAL,
    begun,
    both_let_in,
    joined,
    with_measure,
    with_ppt,
)
from tests.people import (
    ADVISER,
    COLLEAGUE,
    FATHER,
    HEAD,
    MOTHER,
    PPT,
    PPT_HEAD,
    SCHOOL,
    TEACHER,
    TODAY,
    at_work,
    some_id,
)
from tests.relay import Given
from tests.rules import GUIDE

A_DAY = timedelta(days=1)
LAPSED = TODAY + timedelta(days=GUIDE.offer_lapses_after_days + 1)
NEXT_MEETING_BY = TODAY + timedelta(days=GUIDE.next_meeting_days)
OFFER = OfferBaton(at_work(COLLEAGUE))
MET = HoldMeeting(MeetingId(some_id("meeting")), SCHOOL, TODAY, Minutes("We met"), kind="follow-up")


def breaks(so_far: Given, on: date, who: Asker = TEACHER) -> tuple[Break, ...]:
    """Return what somebody sees of breaks on the day."""
    at = so_far.relay.circumstances(who, on)
    view = visible.trim(so_far.state, access.may(who, Look.OPEN, so_far.state, at), at)
    return view.breaks


def gaps(so_far: Given, on: date, who: Asker = TEACHER) -> set[Gap]:
    """Return only what is missing."""
    return {one.gap for one in breaks(so_far, on, who)}


def test_all_is_well_when_nothing_waits() -> None:
    assert breaks(begun(), TODAY) == ()


def test_an_offer_that_nobody_answered_is_a_break_once_it_has_lapsed() -> None:
    offered = begun().after(TEACHER, OFFER)
    assert Gap.OFFER_UNANSWERED not in gaps(offered, LAPSED - A_DAY)
    assert Break(Gap.OFFER_UNANSWERED, LAPSED, SCHOOL) in breaks(offered, LAPSED)
    assert Gap.OFFER_UNANSWERED in gaps(offered, LAPSED, MOTHER)


def test_an_answer_either_way_ends_it() -> None:
    offered = begun().after(TEACHER, OFFER)
    declined = offered.after(COLLEAGUE, DeclineBaton("too much already"))
    accepted = offered.after(COLLEAGUE, AcceptBaton())
    assert Gap.OFFER_UNANSWERED not in gaps(declined, LAPSED)
    assert Gap.OFFER_UNANSWERED not in gaps(accepted, LAPSED, COLLEAGUE)
    again = offered.after(TEACHER, OFFER, on=LAPSED)
    assert Gap.OFFER_UNANSWERED not in gaps(again, LAPSED)


def test_those_who_do_not_see_offers_do_not_see_that_one_lapsed() -> None:
    so_far = with_ppt().after(TEACHER, OFFER)
    assert Gap.OFFER_UNANSWERED in gaps(so_far, LAPSED, HEAD)
    assert Gap.OFFER_UNANSWERED not in gaps(so_far, LAPSED, ADVISER)


def test_a_holder_without_access_is_found_at_once() -> None:
    so_far = with_ppt().after(TEACHER, OfferBaton(at_work(ADVISER))).after(ADVISER, AcceptBaton())
    out = so_far.after(MOTHER, WithdrawConsent(MOTHER.person, frozenset({PPT})))
    for who in (PPT_HEAD, HEAD, MOTHER, FATHER):
        assert Break(Gap.HOLDER_AWAY, None, PPT) in breaks(out, TODAY, who)
    assert Break(Gap.UNIT_WITHOUT_CONSENT, None, PPT) in breaks(out, TODAY, MOTHER)


def test_a_meeting_that_was_not_held_in_time_shows_the_day_after() -> None:
    assert Gap.MEETING_OVERDUE not in gaps(begun(), NEXT_MEETING_BY)
    late = breaks(begun(), NEXT_MEETING_BY + A_DAY)
    assert Break(Gap.MEETING_OVERDUE, NEXT_MEETING_BY + A_DAY) in late
    held = begun().after(TEACHER, replace(MET, held_on=NEXT_MEETING_BY), on=NEXT_MEETING_BY)
    assert Gap.MEETING_OVERDUE not in gaps(held, NEXT_MEETING_BY + A_DAY)


def test_an_invitation_that_nobody_answered_shows_to_the_holder() -> None:
    asked = begun().after(TEACHER, InviteUnit(PPT))
    assert Gap.INVITATION_UNANSWERED not in gaps(asked, LAPSED - A_DAY)
    assert Break(Gap.INVITATION_UNANSWERED, LAPSED, PPT) in breaks(asked, LAPSED)
    assert breaks(asked, LAPSED, PPT_HEAD) == ()


def test_a_unit_that_has_named_nobody_shows() -> None:
    so_far = both_let_in(begun(), PPT).after(TEACHER, InviteUnit(PPT))
    so_far = so_far.after(PPT_HEAD, AcceptInvitation(PPT))
    assert Break(Gap.NOBODY_NAMED, TODAY, PPT) in breaks(so_far, TODAY)


@pytest.mark.parametrize(("days", "shows"), [(30, False), (29, True), (0, True)])
def test_a_consent_that_runs_out_within_thirty_days_shows(days: int, *, shows: bool) -> None:
    on = LATER - timedelta(days=days)
    running_out = Break(Gap.CONSENT_RUNS_OUT, LATER, PPT) in breaks(with_ppt(), on, MOTHER)
    assert running_out is shows


def test_a_holder_to_be_changed_shows_until_somebody_is_asked() -> None:
    so_far = with_ppt().after(TEACHER, ChangeLevel(2, "PPT joins", "the meeting", CHANGED, HEARD))
    assert Break(Gap.HOLDER_TO_CHANGE, TODAY) in breaks(so_far, TODAY)
    asked = so_far.after(TEACHER, OfferBaton(at_work(ADVISER)))
    assert Gap.HOLDER_TO_CHANGE not in gaps(asked, TODAY)


def test_where_the_guide_wants_a_logg_its_absence_shows_to_holder_and_family() -> None:
    wants = replace(GUIDE, must_open_logg_from=1)
    so_far = both_let_in(begun().under(guide=wants), SCHOOL, PPT, logg=True)
    so_far = joined(so_far, PPT, PPT_HEAD, ADVISER)
    for who in (TEACHER, HEAD, MOTHER):
        assert Break(Gap.LOGG_TO_BE_OPENED, TODAY) in breaks(so_far, TODAY, who)
    assert Gap.LOGG_TO_BE_OPENED not in gaps(so_far, TODAY, ADVISER)
    assert Gap.LOGG_TO_BE_OPENED not in gaps(so_far.after(TEACHER, OpenLogg()), TODAY)


def test_a_refusal_is_a_reason_and_no_break() -> None:
    wants = replace(GUIDE, must_open_logg_from=1)
    no = RefuseConsent(MOTHER.person, frozenset({SCHOOL}), logg=True, informed_of="the leaflet")
    refused = begun().under(guide=wants).after(MOTHER, no)
    assert Gap.LOGG_TO_BE_OPENED not in gaps(refused, TODAY)


def test_a_measure_that_was_not_looked_at_in_time_shows_to_those_who_read_it() -> None:
    so_far = with_measure(with_ppt())
    day = PLAN.evaluate_on + A_DAY
    assert Break(Gap.EVALUATION_OVERDUE, day, SCHOOL) in breaks(so_far, day)
    assert Gap.EVALUATION_OVERDUE not in gaps(so_far, PLAN.evaluate_on)
    assert Gap.EVALUATION_OVERDUE not in gaps(so_far, day, ADVISER)
    looked = EvaluateMeasure(
        EvaluationId(some_id("look")), MEASURE, SCHOOL, Effect.SOME, HEARD, "counted breaks", FITS
    )
    evaluated = so_far.after(TEACHER, looked, on=PLAN.evaluate_on)
    assert Gap.EVALUATION_OVERDUE not in gaps(evaluated, day)


def test_a_measure_past_its_last_day_shows_until_it_is_ended() -> None:
    day = PLAN.deadline + A_DAY
    assert Break(Gap.MEASURE_OVERDUE, day, SCHOOL) in breaks(with_measure(), day)
    ended = with_measure().after(TEACHER, EndMeasure(MEASURE, SCHOOL, "it is done"))
    assert Gap.MEASURE_OVERDUE not in gaps(ended, day)


def test_a_measure_whose_unit_has_left_shows() -> None:
    so_far = joined(both_let_in(begun(), SCHOOL, PPT, logg=True), PPT, PPT_HEAD, ADVISER)
    so_far = so_far.after(TEACHER, OpenLogg())
    theirs = replace(AGREE_MEASURE, unit=PPT)
    so_far = so_far.after(TEACHER, SET_GOAL).after(ADVISER, theirs)
    left = so_far.after(PPT_HEAD, LeaveFollowUp(PPT, Left.TASK_DONE, "the task is done"))
    assert Break(Gap.MEASURE_LEFT_BEHIND, TODAY, PPT) in breaks(left, TODAY)


def test_nothing_is_a_break_when_it_is_over() -> None:
    over = EndFollowUp(
        EndReason.AGREEMENT, "all is well", HEARD, frozenset({MOTHER.person, FATHER.person})
    )
    ended = with_measure().after(TEACHER, over)
    assert breaks(ended, PLAN.deadline + A_DAY, MOTHER) == ()
