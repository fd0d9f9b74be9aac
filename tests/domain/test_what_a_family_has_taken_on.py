"""A measure that somebody in the family has taken on by name is theirs to read, and no more."""

from dataclasses import replace

import pytest

from stafett.domain import access, visible
from stafett.domain.access import Look
from stafett.domain.evaluated import Effect, EvaluationId
from stafett.domain.evaluation import EvaluateMeasure
from stafett.domain.facts import Stranger
from stafett.domain.goal import SetGoal
from stafett.domain.measure import AgreeMeasure, EndMeasure, MeasureId
from stafett.domain.people import Asker, Citizen, Staff
from stafett.domain.plan import AT_HOME, Part, Responsible
from stafett.domain.views import FollowUpView
from tests.follow_ups import (
    AGREE_MEASURE,
    AIM,
    FITS,
    GOAL,
    HEARD,
    PLAN,
    SET_GOAL,
    begun,
    with_logg,
    word,
)
from tests.people import (
    CHILD_SELF,
    COLLEAGUE,
    FATHER,
    HEAD,
    MOTHER,
    OTHER_PARENT,
    PPT,
    SCHOOL,
    TEACHER,
    TODAY,
    some_id,
)
from tests.relay import Given

BY_MOTHER = Responsible(Part.GUARDIAN, MOTHER.person)
AT_BEDTIME = replace(PLAN, what="A story every evening", arena=AT_HOME, responsible=BY_MOTHER)
HOME = AgreeMeasure(MeasureId(some_id("home")), GOAL, SCHOOL, AT_BEDTIME)
SEEN = EvaluateMeasure(
    EvaluationId(some_id("seen")),
    HOME.measure,
    SCHOOL,
    Effect.SOME,
    HEARD,
    "the teacher's guess",
    FITS,
)


def agreed() -> Given:
    """At level 1, without any logg: one measure at school, and one the mother sees to at home."""
    return begun().after(TEACHER, SET_GOAL).after(TEACHER, AGREE_MEASURE).after(TEACHER, HOME)


def seen(who: Asker, so_far: Given) -> FollowUpView:
    at = so_far.relay.circumstances(who, TODAY)
    return visible.trim(so_far.state, access.may(who, Look.OPEN, so_far.state, at), at)


def test_the_one_who_sees_to_it_reads_what_was_agreed_without_any_logg() -> None:
    (theirs,) = seen(MOTHER, agreed()).answers_for
    assert theirs.plan == AT_BEDTIME
    assert (theirs.id, theirs.unit, theirs.agreed_on) == (HOME.measure, SCHOOL, TODAY)


def test_they_read_nothing_else_of_the_part_it_lies_in() -> None:
    view = seen(MOTHER, agreed().after(TEACHER, SEEN))
    assert view.parts == ()
    (theirs,) = view.answers_for
    assert (theirs.goal, theirs.by, theirs.evaluations, theirs.observations) == (None, None, (), ())
    assert "guess" not in repr(view)
    assert PLAN.what not in repr(view)


@pytest.mark.parametrize("who", [FATHER, TEACHER, HEAD])
def test_nobody_else_reads_it_that_way(who: Citizen | Staff) -> None:
    assert seen(who, agreed()).answers_for == ()


@pytest.mark.parametrize("who", [CHILD_SELF, COLLEAGUE, OTHER_PARENT])
def test_whoever_has_no_part_in_it_is_a_stranger_still(who: Citizen | Staff) -> None:
    so_far = agreed()
    theirs = replace(AT_BEDTIME, responsible=Responsible(Part.PRIVATE_NETWORK, who.id))
    so_far = so_far.after(TEACHER, replace(HOME, measure=MeasureId(some_id("2")), plan=theirs))
    with pytest.raises(Stranger):
        seen(who, so_far)


def test_their_count_goes_up_with_what_they_see_of_it_and_with_nothing_else() -> None:
    before, so_far = seen(MOTHER, begun()).seen, agreed()
    assert seen(MOTHER, so_far).seen == before + 1
    assert seen(FATHER, so_far).seen == seen(FATHER, begun()).seen
    so_far = so_far.after(TEACHER, SEEN)
    assert seen(MOTHER, so_far).seen == before + 1, "what others saw of it is not theirs"
    so_far = so_far.after(TEACHER, EndMeasure(HOME.measure, SCHOOL, "it is a habit now"))
    view = seen(MOTHER, so_far)
    assert view.seen == before + 2
    assert view.answers_for[0].ended_on == TODAY


def test_in_a_logg_it_stands_with_all_the_rest_and_not_twice() -> None:
    shared = SetGoal(GOAL, SCHOOL, AIM)
    so_far = with_logg().after(TEACHER, shared).after(TEACHER, HOME)
    view = seen(MOTHER, so_far)
    assert [one.plan for part in view.parts for one in part.measures] == [AT_BEDTIME]
    assert view.answers_for == ()


def test_a_guardian_who_no_longer_answers_for_the_child_reads_it_no_more() -> None:
    so_far = agreed().after(MOTHER, word(MOTHER, PPT))
    person = so_far.relay.person
    without = {who: one for who, one in person.guardians.items() if who != MOTHER.person}
    with pytest.raises(Stranger):
        seen(MOTHER, so_far.under(person=replace(person, guardians=without)))
