"""Goals and measures: agreed on, looked at with the child's own view, and ended."""

from dataclasses import replace
from datetime import timedelta

import pytest

from stafett.domain.agreeing import AnotherUnitsMeasure, NoSuchMeasure, OutOfOrder, SayWhoDoesIt
from stafett.domain.desk import NotYourUnit
from stafett.domain.evaluated import Effect, EvaluationId
from stafett.domain.evaluation import EvaluateMeasure
from stafett.domain.facts import SHARED, own
from stafett.domain.fitting_level import FittingLevel
from stafett.domain.goal import (
    CloseGoal,
    DeadlineHasPassed,
    GoalId,
    GoalIsClosed,
    GoalSet,
    NoSuchGoal,
    SetGoal,
)
from stafett.domain.level import ChangeLevel, NotInTheGuide
from stafett.domain.measure import (
    AgreeMeasure,
    EndMeasure,
    MeasureAgreed,
    MeasureEvaluated,
    MeasureId,
)
from stafett.domain.plan import Part, Plan, Responsible
from stafett.domain.voice import ChildNotHeard, ChildView
from stafett.domain.wording import IdTaken, SayWhy
from tests.follow_ups import (
    AGREE_MEASURE,
    AIM,
    FITS,
    GOAL,
    HEARD,
    KEPT,
    MEASURE,
    PLAN,
    SET_GOAL,
    begun,
    with_logg,
    with_measure,
    with_ppt,
)
from tests.people import ADVISER, CHILD_ID, MOTHER, NURSE, PPT, SCHOOL, TEACHER, TODAY, some_id
from tests.rules import GUIDE

DAY = timedelta(days=1)
SEEN = EvaluateMeasure(
    EvaluationId(some_id("evaluation")), MEASURE, SCHOOL, Effect.SOME, HEARD, "seen in class", FITS
)


def test_without_a_logg_a_goal_lies_in_the_units_own_part() -> None:
    begun().when(TEACHER, SET_GOAL).then(
        GoalSet(
            place=own(SCHOOL),
            goal=GOAL,
            aim=AIM,
            by=TEACHER.employee,
            unit=SCHOOL,
            on=TODAY,
            guide=GUIDE.id,
        )
    )


def test_with_an_open_logg_what_is_agreed_is_shared() -> None:
    so_far = with_logg()
    (goal,) = so_far.when(TEACHER, SET_GOAL).events
    assert isinstance(goal, GoalSet)
    assert goal.place == SHARED
    so_far = so_far.after(TEACHER, SET_GOAL)
    of_ppt = AgreeMeasure(MeasureId(some_id("ppt")), GOAL, PPT, PLAN)
    (measure,) = so_far.when(ADVISER, of_ppt).events
    assert isinstance(measure, MeasureAgreed)
    assert measure.place == SHARED


def test_what_was_agreed_before_the_logg_stays_where_it_was() -> None:
    so_far = with_measure(with_ppt())
    assert set(so_far.state.contents) == {own(SCHOOL)}


@pytest.mark.parametrize("part", list(Part))
def test_the_child_a_guardian_and_the_private_network_can_be_responsible(part: Part) -> None:
    who = {
        Part.EMPLOYEE: Responsible(part, TEACHER.employee),
        Part.CHILD: Responsible(part, CHILD_ID),
        Part.GUARDIAN: Responsible(part, MOTHER.person),
        Part.PRIVATE_NETWORK: Responsible(part, name="Grandmother"),
    }[part]
    so_far = begun().after(TEACHER, SET_GOAL)
    command = replace(AGREE_MEASURE, plan=replace(PLAN, responsible=who))
    (agreed,) = so_far.when(TEACHER, command).events
    assert isinstance(agreed, MeasureAgreed)
    assert agreed.plan.responsible == who


@pytest.mark.parametrize(
    ("plan", "why"),
    [
        (replace(PLAN, what=""), SayWhy),
        (replace(PLAN, arena=" "), SayWhy),
        (replace(PLAN, responsible=Responsible(Part.PRIVATE_NETWORK)), SayWhoDoesIt),
        (replace(PLAN, starts=TODAY - 9 * DAY, deadline=TODAY - DAY), DeadlineHasPassed),
        (replace(PLAN, starts=PLAN.deadline + DAY), OutOfOrder),
        (replace(PLAN, evaluate_on=TODAY - DAY), OutOfOrder),
    ],
)
def test_a_measure_says_what_who_where_and_when(plan: Plan, why: type[Exception]) -> None:
    so_far = begun().after(TEACHER, SET_GOAL)
    so_far.when(TEACHER, replace(AGREE_MEASURE, plan=plan)).then_refused(why)  # type: ignore[arg-type]


def test_a_measure_serves_a_goal_that_one_can_read() -> None:
    begun().when(TEACHER, AGREE_MEASURE).then_refused(NoSuchGoal)
    of_the_school = with_ppt().after(TEACHER, SET_GOAL)
    ours = AgreeMeasure(MEASURE, GOAL, PPT, PLAN)
    of_the_school.when(ADVISER, ours).then_refused(NoSuchGoal)


def test_a_goal_says_what_and_how_one_can_tell() -> None:
    begun().when(TEACHER, replace(SET_GOAL, aim=replace(AIM, text=""))).then_refused(SayWhy)
    begun().when(TEACHER, replace(SET_GOAL, aim=replace(AIM, indicator=""))).then_refused(SayWhy)
    late = replace(AIM, deadline=TODAY - DAY)
    begun().when(TEACHER, replace(SET_GOAL, aim=late)).then_refused(DeadlineHasPassed)


def test_the_same_id_stands_for_the_same_thing() -> None:
    so_far = with_measure()
    so_far.when(TEACHER, SET_GOAL).then_nothing_new()
    so_far.when(TEACHER, AGREE_MEASURE).then_nothing_new()
    other = replace(AIM, text="something else")
    so_far.when(TEACHER, replace(SET_GOAL, aim=other)).then_refused(IdTaken)


def test_nobody_writes_on_behalf_of_a_unit_they_have_no_task_in() -> None:
    begun().when(NURSE, SET_GOAL).then_refused(NotYourUnit)
    begun().when(TEACHER, SetGoal(GOAL, PPT, AIM)).then_refused(NotYourUnit)
    begun().when(MOTHER, SET_GOAL).then_refused(NotYourUnit)


def test_a_measure_is_looked_at_with_effect_ground_and_the_childs_own_view() -> None:
    with_measure().when(TEACHER, SEEN).then(
        MeasureEvaluated(
            place=own(SCHOOL),
            measure=MEASURE,
            evaluation=SEEN.evaluation,
            effect=Effect.SOME,
            child_view=HEARD,
            basis="seen in class",
            fits=FITS,
            observations=frozenset(),
            by=TEACHER.employee,
            on=TODAY,
            guide=GUIDE.id,
        )
    )
    with_measure().when(TEACHER, replace(SEEN, basis="")).then_refused(SayWhy)
    with_measure().when(TEACHER, replace(SEEN, child_view=ChildView())).then_refused(ChildNotHeard)


def test_every_look_at_a_measure_is_kept() -> None:
    again = replace(SEEN, evaluation=EvaluationId(some_id("second")), effect=Effect.WISHED)
    so_far = with_measure().after(TEACHER, SEEN).after(TEACHER, again, on=TODAY + 28 * DAY)
    measure = so_far.state.contents[own(SCHOOL)].measures[MEASURE]
    assert [one.effect for one in measure.evaluations] == [Effect.SOME, Effect.WISHED]


def test_another_units_own_measure_does_not_exist_for_one() -> None:
    so_far = with_measure(with_ppt())
    so_far.when(ADVISER, replace(SEEN, unit=PPT)).then_refused(NoSuchMeasure)
    so_far.when(ADVISER, EndMeasure(MEASURE, PPT, "enough")).then_refused(NoSuchMeasure)
    so_far.when(ADVISER, CloseGoal(GOAL, PPT, reached=True)).then_refused(NoSuchGoal)


def test_in_the_logg_any_who_take_part_may_look_at_a_measure_but_only_its_unit_ends_it() -> None:
    so_far = with_measure(with_logg())
    assert so_far.when(ADVISER, replace(SEEN, unit=PPT)).events
    so_far.when(ADVISER, EndMeasure(MEASURE, PPT, "enough")).then_refused(AnotherUnitsMeasure)
    assert so_far.when(TEACHER, EndMeasure(MEASURE, SCHOOL, "done")).events


def test_a_measure_ends_once_with_a_reason() -> None:
    with_measure().when(TEACHER, EndMeasure(MEASURE, SCHOOL, "")).then_refused(SayWhy)
    so_far = with_measure().after(TEACHER, EndMeasure(MEASURE, SCHOOL, "done"))
    so_far.when(TEACHER, EndMeasure(MEASURE, SCHOOL, "done")).then_nothing_new()
    assert not so_far.state.contents[own(SCHOOL)].measures[MEASURE].runs()


def test_a_goal_is_reached_or_given_up_with_a_reason() -> None:
    so_far = begun().after(TEACHER, SET_GOAL)
    so_far.when(TEACHER, CloseGoal(GOAL, SCHOOL, reached=False)).then_refused(SayWhy)
    closed = so_far.after(TEACHER, CloseGoal(GOAL, SCHOOL, reached=True))
    assert closed.state.contents[own(SCHOOL)].goals[GOAL].reached
    gave_up = CloseGoal(GOAL, SCHOOL, reached=False, why="moved on")
    closed.when(TEACHER, gave_up).then_refused(GoalIsClosed)
    unknown = CloseGoal(GoalId(some_id("other")), SCHOOL, reached=True)
    so_far.when(TEACHER, unknown).then_refused(NoSuchGoal)


def test_every_evaluation_asks_whether_the_level_still_fits() -> None:
    back = FittingLevel(1, "the school manages alone")
    on = FittingLevel(3, "more is needed")
    (event,) = with_measure().when(TEACHER, SEEN).events
    assert isinstance(event, MeasureEvaluated)
    assert event.fits == FITS
    with_measure().when(TEACHER, replace(SEEN, fits=FittingLevel(3))).then_refused(SayWhy)
    (event,) = with_measure().when(TEACHER, replace(SEEN, fits=on)).events
    assert isinstance(event, MeasureEvaluated)
    assert event.fits == on
    with_measure().when(TEACHER, replace(SEEN, fits=replace(on, level=0))).then_refused(
        NotInTheGuide
    )
    up = ChangeLevel(2, "not enough", "meeting", KEPT, HEARD)
    at_two = with_measure(with_ppt()).after(TEACHER, up)
    (event,) = at_two.when(TEACHER, replace(SEEN, fits=back)).events
    assert isinstance(event, MeasureEvaluated)
    assert event.fits == back
