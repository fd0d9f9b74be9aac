"""Progress along the guide's steps: some are said to be done, others show by themselves (R18)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from stafett.domain.access import NotYoursHere, may
from stafett.domain.holding import HoldMeeting
from stafett.domain.level import ChangeLevel
from stafett.domain.outcome import ChooseOutcome
from stafett.domain.people import Asker
from stafett.domain.policy import Level, Step, StepSign
from stafett.domain.progress import (
    NoSuchStep,
    ShowsByItself,
    StepDone,
    StepNow,
    StepTakenBack,
    TickStep,
)
from tests.domain.test_meetings_and_outcomes import MEETING, MINUTES
from tests.domain.test_views_of_follow_ups import seen_by
from tests.follow_ups import HEARD, KEPT, begun, with_ppt
from tests.people import ADVISER, HEAD, MOTHER, SCHOOL, TEACHER, TODAY
from tests.relay import Given
from tests.rules import GUIDE


def steps(number: int) -> tuple[Step, ...]:
    """Four steps of a level: one to tick, and three that show by themselves."""
    return (
        Step(f"carry-out-{number}", {"en": "Carry out"}),
        Step(f"meet-{number}", {"en": "Meet"}, follows_from=StepSign.MEETING_HELD),
        Step(f"decide-{number}", {"en": "Decide"}, follows_from=StepSign.OUTCOME_CHOSEN),
        Step(f"invite-{number}", {"en": "Invite"}, follows_from=StepSign.UNIT_JOINED),
    )


WITH_STEPS = replace(
    GUIDE, levels=tuple(Level(n, {"en": f"Level {n}"}, steps(n)) for n in range(4))
)
DONE = TickStep("carry-out-1")
TOMORROW = TODAY + timedelta(days=1)
MET = HoldMeeting(MEETING, SCHOOL, TODAY, MINUTES, kind="network")
UP = ChooseOutcome("go-up", MEETING, "more help", "holder-and-family", HEARD, KEPT)


def in_guide(so_far: Given) -> Given:
    return so_far.under(guide=WITH_STEPS)


def done(so_far: Given, who: Asker = TEACHER) -> dict[str, date | None]:
    return {one.step: one.done_on for one in seen_by(so_far, who).steps}


def test_at_first_no_step_has_been_done() -> None:
    assert done(in_guide(begun())) == {
        "carry-out-1": None,
        "meet-1": None,
        "decide-1": None,
        "invite-1": None,
    }


def test_the_holder_says_that_a_step_has_been_done() -> None:
    told = (
        in_guide(begun())
        .when(TEACHER, DONE)
        .then(StepDone(step="carry-out-1", level=1, by=TEACHER.employee, on=TODAY, guide=GUIDE.id))
    )
    (one, *_) = seen_by(told, TEACHER).steps
    assert one == StepNow("carry-out-1", TODAY, TEACHER.employee)


def test_said_too_early_it_is_taken_back() -> None:
    told = in_guide(begun()).after(TEACHER, DONE)
    back = told.when(TEACHER, TickStep("carry-out-1", done=False), on=TOMORROW).then(
        StepTakenBack(step="carry-out-1", level=1, by=TEACHER.employee, on=TOMORROW)
    )
    assert done(back)["carry-out-1"] is None
    assert done(back.after(TEACHER, DONE, on=TOMORROW))["carry-out-1"] == TOMORROW
    in_guide(begun()).when(TEACHER, TickStep("carry-out-1", done=False)).then_nothing_new()


def test_a_step_is_one_of_the_level_one_is_on() -> None:
    for step in ("carry-out-2", "walk-on-water"):
        in_guide(begun()).when(TEACHER, TickStep(step)).then_refused(NoSuchStep)


def test_what_shows_by_itself_is_not_said() -> None:
    in_guide(begun()).when(TEACHER, TickStep("meet-1")).then_refused(ShowsByItself)


def test_a_meeting_an_outcome_and_a_unit_that_came_in_show_by_themselves() -> None:
    met = in_guide(with_ppt()).after(TEACHER, MET)
    decided = met.after(TEACHER, replace(UP, outcome="go-on"))
    assert done(met) | {"invite-1": None} == {
        "carry-out-1": None,
        "meet-1": TODAY,
        "decide-1": None,
        "invite-1": None,
    }
    assert done(decided)["decide-1"] == TODAY
    assert done(decided)["invite-1"] == TODAY


def test_a_meeting_that_was_interrupted_is_no_meeting_held() -> None:
    broken_off = replace(MET, interrupted=True)
    assert done(in_guide(begun()).after(TEACHER, broken_off))["meet-1"] is None


def test_on_another_level_one_begins_with_its_first_step() -> None:
    met = in_guide(with_ppt()).after(TEACHER, DONE)
    met = met.after(TEACHER, MET)
    up = met.after(TEACHER, UP)
    assert done(up) == {
        "carry-out-2": None,
        "meet-2": None,
        "decide-2": None,
        "invite-2": TODAY,
    }
    back = ChangeLevel(1, "enough", "holder-and-family", KEPT, HEARD)
    again = up.after(TEACHER, back, on=TOMORROW)
    assert done(again)["carry-out-1"] is None, "what was done the first time was done then"


def test_everyone_who_takes_part_and_the_family_see_how_far_it_has_come() -> None:
    told = in_guide(with_ppt()).after(TEACHER, DONE)
    for who in (TEACHER, ADVISER, HEAD, MOTHER):
        assert done(told, who)["carry-out-1"] == TODAY


@pytest.mark.parametrize("who", [ADVISER, HEAD, MOTHER])
def test_only_whoever_carries_the_baton_says_so(who: Asker) -> None:
    told = in_guide(with_ppt())
    with pytest.raises(NotYoursHere):
        may(who, DONE, told.state, told.relay.circumstances(who, TODAY))


def test_a_level_that_the_guide_does_not_have_any_more_has_no_steps() -> None:
    fewer = replace(WITH_STEPS, levels=WITH_STEPS.levels[:1])
    assert seen_by(begun().under(guide=fewer), TEACHER).steps == ()
    begun().under(guide=fewer).when(TEACHER, DONE).then_refused(NoSuchStep)
