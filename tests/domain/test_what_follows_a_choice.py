"""What follows a choice: the guide says what belongs to it, and one sees what is still undone."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from stafett.domain.access import Look, may
from stafett.domain.agenda import Agenda
from stafett.domain.circumstances import NORWAY
from stafett.domain.dates import MeetingId
from stafett.domain.follows import after_outcome
from stafett.domain.gap import Break, Gap
from stafett.domain.holding import HoldMeeting
from stafett.domain.minutes import Minutes
from stafett.domain.outcome import ChooseOutcome
from stafett.domain.participation import InviteUnit
from stafett.domain.people import Asker
from stafett.domain.planning import PlanMeeting
from stafett.domain.policy import Outcome
from stafett.domain.views import FollowUpView
from stafett.domain.visible import trim
from stafett.municipalities import load
from tests.follow_ups import HEARD, begun, with_logg
from tests.people import ADVISER, MOTHER, PPT, SCHOOL, TEACHER, TODAY, some_id
from tests.relay import Given
from tests.rules import GUIDE

MEETING = MeetingId(some_id("where it was chosen"))
HOLD = HoldMeeting(MEETING, SCHOOL, TODAY, Minutes("We chose."), kind="talk")
ASK = Outcome("ask", {"en": "Ask others"}, then=("ask-another-unit", "meet-again", "a-plan"))
DONE = Outcome("done", {"en": "It works"}, then=("lock-logg", "end"))
OURS = replace(GUIDE, outcomes={1: (ASK, DONE)})
CHOICE = ChooseOutcome("ask", MEETING, "too little", "all who met", HEARD)
LATE = TODAY + timedelta(days=GUIDE.next_meeting_days + 1)
THEN = datetime.combine(TODAY + timedelta(days=9), time(9), NORWAY)


def chosen(so_far: Given, outcome: str = "ask") -> Given:
    so_far = so_far.under(guide=OURS).after(TEACHER, HOLD)
    return so_far.after(TEACHER, replace(CHOICE, outcome=outcome))


def seen_by(so_far: Given, who: Asker = TEACHER, on: datetime = THEN) -> FollowUpView:
    at = so_far.relay.circumstances(who, on)
    return trim(so_far.state, may(who, Look.OPEN, so_far.state, at), at)


def follows(so_far: Given) -> dict[str, bool | None]:
    (outcome,) = seen_by(so_far).outcomes
    return {one.act: one.done for one in outcome.follows}


def test_what_must_follow_is_shown_until_it_is_done() -> None:
    so_far = chosen(begun())
    assert follows(so_far) == {"ask-another-unit": False, "meet-again": False, "a-plan": None}
    asked = so_far.after(TEACHER, InviteUnit(PPT))
    assert follows(asked) == {"ask-another-unit": True, "meet-again": False, "a-plan": None}
    plan = PlanMeeting(MeetingId(some_id("next")), SCHOOL, "talk", THEN, Agenda("Again"))
    assert follows(asked.after(TEACHER, plan))["meet-again"]


def test_left_undone_it_is_a_break_for_those_who_see_to_it() -> None:
    so_far = chosen(begun())
    late = datetime.combine(LATE, time(12), NORWAY)
    assert Break(Gap.OUTCOME_NOT_FOLLOWED, LATE) in seen_by(so_far, on=late).breaks
    earlier = late - timedelta(days=1)
    assert Gap.OUTCOME_NOT_FOLLOWED not in {one.gap for one in seen_by(so_far, on=earlier).breaks}
    asked = so_far.after(TEACHER, InviteUnit(PPT))
    plan = PlanMeeting(MeetingId(some_id("next")), SCHOOL, "talk", THEN, Agenda("Again"))
    done = asked.after(TEACHER, plan)
    assert Gap.OUTCOME_NOT_FOLLOWED not in {one.gap for one in seen_by(done, on=late).breaks}


def test_a_good_effect_waits_for_the_logg_to_be_locked_and_the_end() -> None:
    assert follows(chosen(with_logg(), "done")) == {"lock-logg": False, "end": False}
    assert follows(chosen(begun(), "done")) == {"lock-logg": True, "end": False}


def test_other_units_do_not_see_what_is_left_to_do() -> None:
    so_far = chosen(with_logg())
    (theirs,), (hers,) = (seen_by(so_far, who).outcomes for who in (ADVISER, MOTHER))
    assert theirs.follows == ()
    assert hers.follows


@pytest.mark.parametrize(
    ("level", "outcome", "then"),
    [
        (1, "effect", ("end",)),
        (1, "adjust", ("meet-again",)),
        (1, "no-effect", ("ask-another-unit", "meet-again")),
        (2, "effect", ("lock-logg", "end")),
        (2, "individual-plan", ("individual-plan", "lock-logg")),
    ],
)
def test_modum_says_what_follows_each(level: int, outcome: str, then: tuple[str, ...]) -> None:
    guide = load("modum").guide
    found = {one.key: one.then for one in guide.outcomes[level]}
    assert found[outcome] == then


def test_an_outcome_that_a_later_guide_dropped_asks_for_nothing() -> None:
    (one,) = chosen(begun()).state.frame.dates.outcomes.values()
    assert after_outcome(one, begun().state.frame, GUIDE) == ()
