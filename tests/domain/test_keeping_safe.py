"""A protected address is looked at again by those who were named, and nobody else is told."""

from dataclasses import replace
from datetime import date, timedelta

from stafett.domain import keeping_safe, oversight, person, today
from stafett.domain.facts import NotForYou, Stranger
from stafett.domain.keeping_safe import AddressProtectionReviewed, ReviewProtection
from stafett.domain.people import Asker, Staff
from stafett.domain.person import Person
from stafett.domain.protection import LiftProtection, NotProtected, ReviewLiesBehind
from stafett.domain.today import Guarded
from stafett.domain.weak_views import ProtectedView
from stafett.domain.wording import SayWhy
from tests.domain.test_protected_address import (
    HIDDEN_CHILD,
    IN_A_YEAR,
    PROTECT,
    PROTECTED,
    PROTECTED_CHILD,
    REGISTERED,
)
from tests.people import ADMINISTRATOR, CHILD, COLLEAGUE, FATHER, HEAD, MOTHER, TEACHER, TODAY
from tests.relay import Relay

NEXT = IN_A_YEAR + timedelta(days=365)
STILL = ReviewProtection("The register says so", NEXT)
given = Relay(person).given


def asked_to_look(who: Asker, one: Person, on: date) -> list[date | None]:
    """The days by which somebody's own day asks them to look at it again."""
    assert isinstance(who, Staff)
    shown = today.today(on, (), (), (Guarded(one, who),))
    assert all((row.matter, row.id, row.rule) == ("person", one.id, "R177") for row in shown.due)
    return [row.on for row in shown.due]


def test_it_falls_due_for_those_who_were_named_thirty_days_ahead_and_until_it_is_done() -> None:
    both = replace(PROTECT, readers=frozenset({TEACHER.employee, HEAD.employee}))
    one = given(REGISTERED).after(ADMINISTRATOR, both).state
    for who in (TEACHER, HEAD):
        assert asked_to_look(who, one, IN_A_YEAR - timedelta(days=31)) == []
        assert asked_to_look(who, one, IN_A_YEAR - timedelta(days=30)) == [IN_A_YEAR]
        assert asked_to_look(who, one, IN_A_YEAR + timedelta(days=90)) == [IN_A_YEAR]
    for other in (COLLEAGUE, ADMINISTRATOR):
        assert asked_to_look(other, one, IN_A_YEAR) == []
    assert [*keeping_safe.dues(CHILD)] == []


def test_who_looked_says_how_they_know_and_when_the_next_look_is() -> None:
    said = AddressProtectionReviewed(
        by=TEACHER.employee, why=STILL.why, review_on=NEXT, on=IN_A_YEAR
    )
    looked = PROTECTED_CHILD.when(TEACHER, STILL, on=IN_A_YEAR).then(said)
    assert asked_to_look(TEACHER, looked.state, IN_A_YEAR) == []
    assert looked.state.protection == replace(PROTECTED, review_on=NEXT)
    PROTECTED_CHILD.after(TEACHER, STILL).when(TEACHER, STILL).then_nothing_new()
    PROTECTED_CHILD.when(ADMINISTRATOR, STILL).then(
        replace(said, by=ADMINISTRATOR.employee, on=TODAY)
    )


def test_a_look_without_a_reason_or_a_day_ahead_is_none() -> None:
    PROTECTED_CHILD.when(TEACHER, replace(STILL, why=" ")).then_refused(SayWhy)
    behind = replace(STILL, review_on=TODAY)
    PROTECTED_CHILD.when(TEACHER, behind).then_refused(ReviewLiesBehind)
    given(REGISTERED).when(ADMINISTRATOR, STILL).then_refused(NotProtected)
    lifted = PROTECTED_CHILD.after(ADMINISTRATOR, LiftProtection("letter 8"))
    lifted.when(ADMINISTRATOR, STILL).then_refused(NotProtected)


def test_nobody_else_looks_and_the_family_does_not() -> None:
    for who in (COLLEAGUE, HEAD):
        PROTECTED_CHILD.when(who, STILL).then_refused(Stranger)
    for one in (MOTHER, FATHER):
        PROTECTED_CHILD.when(one, STILL).then_refused(NotForYou)


def test_who_oversees_is_told_in_fives_and_that_somewhere_a_look_is_late() -> None:
    week_on = IN_A_YEAR + timedelta(days=7)
    assert oversight.protected([CHILD] * 9, week_on) == ProtectedView()
    assert oversight.protected([HIDDEN_CHILD] * 4, week_on) == ProtectedView()
    assert oversight.protected([HIDDEN_CHILD] * 9, week_on) == ProtectedView(5)
    late = week_on + timedelta(days=1)
    assert oversight.protected([HIDDEN_CHILD], late) == ProtectedView(overdue=True)
