"""A wondering does not rest too long unseen, and a shield is judged anew in time."""

from datetime import date, timedelta

from stafett.domain import concern, due, with_a_day
from stafett.domain.acute import SecondPerson
from stafett.domain.dated import DueKind
from stafett.domain.facts import COMPARTMENT, CONCERN
from stafett.domain.people import EmployeeId
from stafett.domain.shield import LiftShield, RaiseShieldedConcern, ReviewShield, Suspicion
from stafett.domain.talk import RecordTalkWithChild
from stafett.domain.wondering import RaiseConcern
from tests.people import CHILD_ID, HEAD, SCHOOL, SHIELDED, TEACHER, TODAY, some_id, without
from tests.people import CONCERN as ITS_ID
from tests.relay import Given, Relay

RESTED = TODAY + timedelta(days=35)
REVIEW = TODAY + timedelta(days=60)
TALKED = RecordTalkWithChild(some_id("talk"), "in the yard", "I am fine", "She is quiet", TODAY)
RAISE = RaiseShieldedConcern(
    SHIELDED, SCHOOL, Suspicion.VIOLENCE, "Marks", "Safer so", SecondPerson(HEAD.employee), REVIEW
)

given = Relay(concern).given


def raised() -> Given:
    return given().after(TEACHER, RaiseConcern(ITS_ID, CHILD_ID, SCHOOL, ()))


def falls_due(so_far: Given, on: date) -> set[tuple[DueKind, date, EmployeeId]]:
    at = so_far.relay.circumstances(TEACHER, on)
    found = due.in_concern(with_a_day.of_concern(so_far.state), so_far.state, at)
    return {(one.kind, one.on, EmployeeId(one.whose)) for one in found}


def test_a_wondering_is_due_when_it_has_rested_as_long_as_the_guide_lets_it() -> None:
    assert falls_due(raised(), TODAY) == set(), "it is told of thirty days before, not at once"
    told = RESTED - timedelta(days=30)
    assert falls_due(raised(), told) == {(DueKind.WONDERING, RESTED, TEACHER.employee)}
    assert falls_due(raised(), RESTED + timedelta(days=90))


def test_a_talk_settles_it() -> None:
    assert falls_due(raised().after(TEACHER, TALKED), RESTED) == set()


def test_it_falls_to_the_leader_when_the_author_has_left() -> None:
    left = raised().under(municipality=without(TEACHER))
    assert falls_due(left, RESTED) == {(DueKind.WONDERING, RESTED, HEAD.employee)}


def test_a_shield_is_judged_anew_by_its_day_and_again_after_that() -> None:
    shielded = given().after(TEACHER, RAISE)
    assert falls_due(shielded, TODAY) == set()
    assert falls_due(shielded, REVIEW) == {(DueKind.SHIELD_REVIEW, REVIEW, TEACHER.employee)}
    later = REVIEW + timedelta(days=80)
    reviewed = shielded.after(TEACHER, ReviewShield("It goes on", later), on=REVIEW)
    assert falls_due(reviewed, REVIEW) == set()
    lifted = shielded.after(TEACHER, LiftShield("It is over", "They may know"), on=REVIEW)
    assert falls_due(lifted, REVIEW) == set()


def test_what_is_noted_of_a_concern_lies_under_its_own_key() -> None:
    (wondered,) = with_a_day.of_concern(raised().state)
    (shielded,) = with_a_day.of_concern(given().after(TEACHER, RAISE).state)
    assert (wondered.place, shielded.place) == (CONCERN, COMPARTMENT)


def test_where_nobody_is_left_to_answer_for_it_it_is_due_for_nobody() -> None:
    assert falls_due(raised().under(municipality=without(TEACHER, HEAD)), RESTED) == set()
