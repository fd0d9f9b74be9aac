"""Access to a concern: those who wonder together, and the family once it has been told."""

from datetime import timedelta

import pytest

from stafett.domain import access, concern
from stafett.domain.access import Look, NotYoursHere, Permit
from stafett.domain.acute import SecondPerson
from stafett.domain.facts import COMPARTMENT, CONCERN, Stranger
from stafett.domain.opening import OpenLogg
from stafett.domain.people import Asker
from stafett.domain.shield import RaiseShieldedConcern, Suspicion
from stafett.domain.talk import TellFamily
from stafett.domain.wondering import RaiseConcern
from tests.follow_ups import SET_GOAL
from tests.people import (
    CHILD_ID,
    COLLEAGUE,
    FATHER,
    HEAD,
    MOTHER,
    NURSE,
    SCHOOL,
    TEACHER,
    TODAY,
)
from tests.people import CONCERN as WONDERING
from tests.people import SHIELDED as HIDDEN
from tests.relay import Given, Relay

given = Relay(concern).given
RAISE = RaiseConcern(WONDERING, CHILD_ID, SCHOOL)


def ask(so_far: Given, who: Asker, what: access.Action = Look.OPEN) -> Permit:
    at = so_far.relay.circumstances(who, TODAY)
    return access.may(who, what, so_far.state, at)


def raised() -> Given:
    return given().after(TEACHER, RAISE)


def test_one_may_wonder_where_one_works() -> None:
    permit = ask(given(), TEACHER, RAISE)
    assert (permit.rule, permit.reader) == ("works-in-the-unit", TEACHER.employee)
    for who in (NURSE, MOTHER):
        with pytest.raises(Stranger):
            ask(given(), who, RAISE)


def test_a_wondering_is_its_authors_and_to_others_it_does_not_exist() -> None:
    permit = ask(raised(), TEACHER)
    assert (permit.rule, permit.parts) == ("privy-to-the-concern", frozenset({CONCERN}))
    assert permit.reader == TEACHER.employee
    with pytest.raises(NotYoursHere):
        ask(raised(), TEACHER, SET_GOAL)
    for who in (COLLEAGUE, HEAD, NURSE, MOTHER, FATHER):
        with pytest.raises(Stranger):
            ask(raised(), who)
    with pytest.raises(Stranger):
        ask(given(), TEACHER)


def test_what_is_done_in_a_follow_up_is_nobodys_to_do_in_a_concern() -> None:
    with pytest.raises(NotYoursHere):
        ask(raised(), TEACHER, OpenLogg())


def test_the_family_reads_it_once_told_and_changes_nothing() -> None:
    told = raised().after(TEACHER, TellFamily(frozenset({MOTHER.person}), TODAY))
    permit = ask(told, MOTHER)
    assert (permit.rule, permit.reader) == ("family-was-told", MOTHER.person)
    assert permit.parts == {CONCERN}
    with pytest.raises(NotYoursHere):
        ask(told, MOTHER, TellFamily(frozenset({FATHER.person}), TODAY))
    with pytest.raises(Stranger):
        ask(told, FATHER)


def test_a_shielded_concern_lies_in_its_compartment_and_the_family_is_a_stranger_to_it() -> None:
    hidden = RaiseShieldedConcern(
        concern=HIDDEN,
        unit=SCHOOL,
        suspicion=Suspicion.VIOLENCE,
        text="Marks on both arms",
        best_interests="Knowing could make it worse",
        second=SecondPerson(HEAD.employee),
        review_on=TODAY + timedelta(days=30),
    )
    assert ask(given(), TEACHER, hidden).rule == "works-in-the-unit"
    so_far = given().after(TEACHER, hidden)
    for who in (TEACHER, HEAD):
        assert ask(so_far, who).parts == {COMPARTMENT}
    for stranger in (MOTHER, FATHER, COLLEAGUE, NURSE):
        for what in (Look.OPEN, Look.LIST, TellFamily(frozenset({MOTHER.person}), TODAY)):
            with pytest.raises(Stranger):
                ask(so_far, stranger, what)
