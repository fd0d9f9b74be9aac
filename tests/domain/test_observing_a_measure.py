"""Between evaluations somebody looks at how a measure goes, and an evaluation rests on that."""

from dataclasses import replace
from datetime import timedelta

from stafett.domain.agreeing import NoSuchMeasure, SayWhoDoesIt
from stafett.domain.dated import DueKind
from stafett.domain.evaluated import Effect, EvaluationId
from stafett.domain.evaluation import EvaluateMeasure, NotObserved
from stafett.domain.facts import SHARED, own
from stafett.domain.gap import Break, Gap
from stafett.domain.measure import EndMeasure, MeasureEvaluated, MeasureId
from stafett.domain.moment import NotYetHappened
from stafett.domain.observed import MeasureObserved, ObservationId, ObservationPlanned
from stafett.domain.observing import (
    BeforeTheMeasure,
    DayIsPast,
    MeasureIsOver,
    ObservationIsMade,
    PlanObservation,
    RecordObservation,
)
from stafett.domain.plan import Part, Responsible
from stafett.domain.wording import SayWhy
from tests.domain.test_breaks import breaks
from tests.domain.test_due import falls_due
from tests.domain.test_views_of_follow_ups import seen_by
from tests.follow_ups import (
    AGREE_MEASURE,
    FITS,
    HEARD,
    MEASURE,
    PLAN,
    SET_GOAL,
    with_logg,
    with_measure,
)
from tests.people import ADVISER, MOTHER, PPT, SCHOOL, TEACHER, TODAY, some_id

LOOK = ObservationId(some_id("look"))
DAY = TODAY + timedelta(days=7)
BY_TEACHER = Responsible(Part.EMPLOYEE, TEACHER.employee)
TO_LOOK = PlanObservation(LOOK, MEASURE, SCHOOL, "Whom he plays with", BY_TEACHER, DAY)
SEEN = RecordObservation(LOOK, MEASURE, SCHOOL, "He asked Ali to play", DAY, "I stood close by")
JUDGED = EvaluateMeasure(
    EvaluationId(some_id("judged")),
    MEASURE,
    SCHOOL,
    Effect.SOME,
    HEARD,
    "",
    FITS,
    frozenset({LOOK}),
)


def test_one_plans_who_looks_for_what_and_when() -> None:
    with_measure().when(TEACHER, TO_LOOK).then(
        ObservationPlanned(
            place=own(SCHOOL),
            measure=MEASURE,
            observation=LOOK,
            look_for="Whom he plays with",
            responsible=BY_TEACHER,
            planned_for=DAY,
            by=TEACHER.employee,
            unit=SCHOOL,
            on=TODAY,
        )
    )


def test_planned_again_it_moves_until_somebody_has_looked() -> None:
    so_far = with_measure().after(TEACHER, TO_LOOK)
    so_far.when(TEACHER, TO_LOOK).then_nothing_new()
    later = replace(TO_LOOK, planned_for=DAY + timedelta(days=1))
    moved = so_far.after(TEACHER, later)
    assert moved.state.contents[own(SCHOOL)].measures[MEASURE].observations[LOOK].waits
    looked = so_far.after(TEACHER, SEEN, on=DAY)
    looked.when(TEACHER, later, on=DAY).then_refused(ObservationIsMade)
    looked.when(TEACHER, TO_LOOK, on=DAY).then_nothing_new()


def test_a_look_is_planned_for_a_day_of_the_measure_and_by_somebody() -> None:
    early = replace(TO_LOOK, planned_for=TODAY - timedelta(days=1))
    with_measure().when(TEACHER, early).then_refused(DayIsPast)
    later = replace(PLAN, starts=DAY + timedelta(days=1))
    so_far = with_measure().after(TEACHER, SET_GOAL)
    other = MeasureId(some_id("later"))
    so_far = so_far.after(TEACHER, replace(AGREE_MEASURE, measure=other, plan=later))
    so_far.when(TEACHER, replace(TO_LOOK, measure=other)).then_refused(BeforeTheMeasure)
    before = replace(SEEN, measure=other)
    so_far.when(TEACHER, before, on=DAY).then_refused(BeforeTheMeasure)
    nobody = replace(TO_LOOK, responsible=Responsible(Part.EMPLOYEE))
    with_measure().when(TEACHER, nobody).then_refused(SayWhoDoesIt)
    for_nothing = replace(TO_LOOK, look_for=" ")
    with_measure().when(TEACHER, for_nothing).then_refused(SayWhy)


def test_when_the_measure_is_over_nobody_plans_to_look_at_it() -> None:
    so_far = with_measure().after(TEACHER, EndMeasure(MEASURE, SCHOOL, "done"))
    so_far.when(TEACHER, TO_LOOK).then_refused(MeasureIsOver)
    assert so_far.when(TEACHER, SEEN, on=DAY).events, "what was seen can still be written down"


def test_what_was_seen_is_written_once_and_after_it_was_seen() -> None:
    so_far = with_measure().after(TEACHER, TO_LOOK)
    so_far.when(TEACHER, SEEN).then_refused(NotYetHappened)
    (seen,) = so_far.when(TEACHER, SEEN, on=DAY).events
    assert isinstance(seen, MeasureObserved)
    assert (seen.seen, seen.support) == ("He asked Ali to play", "I stood close by")
    looked = so_far.after(TEACHER, SEEN, on=DAY)
    looked.when(TEACHER, SEEN, on=DAY).then_nothing_new()
    other = replace(SEEN, seen="He sat alone")
    looked.when(TEACHER, other, on=DAY).then_refused(ObservationIsMade)
    so_far.when(TEACHER, replace(SEEN, seen=""), on=DAY).then_refused(SayWhy)


def test_one_may_write_down_what_one_happened_to_see() -> None:
    so_far = with_measure().after(TEACHER, SEEN, on=DAY)
    seen = so_far.state.contents[own(SCHOOL)].measures[MEASURE].observations[LOOK]
    assert seen.made
    assert (seen.planned_for, seen.by) == (None, TEACHER.employee)


def test_a_measure_one_cannot_read_cannot_be_looked_at() -> None:
    with_measure().when(TEACHER, replace(TO_LOOK, measure=MeasureId(some_id("x")))).then_refused(
        NoSuchMeasure
    )


def test_in_the_logg_others_look_too_and_the_family_reads_what_they_saw() -> None:
    so_far = with_measure(with_logg())
    (planned,) = so_far.when(ADVISER, replace(TO_LOOK, unit=PPT)).events
    assert isinstance(planned, ObservationPlanned)
    assert planned.place == SHARED
    so_far = so_far.after(ADVISER, replace(SEEN, unit=PPT), on=DAY)
    (measure,) = seen_by(so_far, MOTHER, days=7).parts[0].measures
    assert [one.seen for one in measure.observations] == ["He asked Ali to play"]


def test_an_evaluation_rests_on_what_was_seen() -> None:
    so_far = with_measure().after(TEACHER, TO_LOOK)
    so_far.when(TEACHER, JUDGED).then_refused(NotObserved)
    so_far = so_far.after(TEACHER, SEEN, on=DAY)
    (judged,) = so_far.when(TEACHER, JUDGED, on=DAY).events
    assert isinstance(judged, MeasureEvaluated)
    assert judged.observations == {LOOK}
    on_nothing = replace(JUDGED, observations=frozenset())
    so_far.when(TEACHER, on_nothing, on=DAY).then_refused(SayWhy)


def test_it_is_due_for_whoever_looks_and_for_the_holder_when_nobody_of_ours_does() -> None:
    so_far = with_measure().after(TEACHER, TO_LOOK)
    assert falls_due(so_far, TODAY, DueKind.OBSERVATION) == {(DueKind.OBSERVATION, DAY, "teacher")}
    by_mother = replace(TO_LOOK, responsible=Responsible(Part.GUARDIAN, name="Mona Mor"))
    so_far = with_measure().after(TEACHER, by_mother)
    assert falls_due(so_far, TODAY, DueKind.OBSERVATION) == {(DueKind.OBSERVATION, DAY, "teacher")}
    looked = so_far.after(TEACHER, SEEN, on=DAY)
    assert falls_due(looked, DAY, DueKind.OBSERVATION) == set()


def test_that_nobody_looked_in_time_shows_as_a_break() -> None:
    so_far = with_measure().after(TEACHER, TO_LOOK)
    late = DAY + timedelta(days=1)
    assert Break(Gap.OBSERVATION_OVERDUE, late, SCHOOL) in breaks(so_far, late)
    assert Break(Gap.OBSERVATION_OVERDUE, late, SCHOOL) not in breaks(so_far, DAY)
    looked = so_far.after(TEACHER, SEEN, on=DAY)
    assert Break(Gap.OBSERVATION_OVERDUE, late, SCHOOL) not in breaks(looked, late)
