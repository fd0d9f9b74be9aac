"""A pregnant woman answers for herself alone, her child begins anew, and every follow-up an end."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from stafett.domain import access, due, person
from stafett.domain.access import Look
from stafett.domain.beginning import BelowTheAge, BeyondTheAge
from stafett.domain.dated import DueKind
from stafett.domain.expecting import ExpectingSaid, NotBornYet, SayExpecting
from stafett.domain.facts import NotForYou, Refusal, Stranger
from stafett.domain.identity import (
    ChildBorn,
    NobodyWasExpected,
    PersonRegistered,
    RecordBirth,
    Subject,
)
from stafett.domain.let_in import let_in
from stafett.domain.moment import NotYetHappened
from stafett.domain.people import Citizen, PersonId
from stafett.domain.person import Person
from stafett.domain.speaking import NotYoursToGive
from stafett.domain.with_a_day import of_follow_up
from stafett.domain.withdrawal import WithdrawConsent
from tests.follow_ups import START, given, with_measure, word
from tests.people import (
    ADMINISTRATOR,
    ALONE,
    CLINIC,
    FATHER,
    MOTHER,
    TEACHER,
    TODAY,
    YOUTH,
    some_id,
)
from tests.relay import Given, Relay
from tests.rules import RULES

DAY = timedelta(days=1)
EXPECTING = replace(YOUTH, subject=Subject.EXPECTING)
"""Sixteen years old, and pregnant; her parents are known as her guardians."""
HERSELF = Citizen(EXPECTING.id)
CHILD = PersonId(some_id("the newborn"))
KNOWN = PersonRegistered(
    person=EXPECTING.id,
    subject=Subject.EXPECTING,
    full_name="Jonas Relé",
    born=EXPECTING.born,
    by=TEACHER.employee,
    on=date(2020, 1, 1),
)
born = Relay(person).given
BIRTH = RecordBirth(CHILD, TODAY)


def begun() -> Given:
    return given().under(person=EXPECTING).after(TEACHER, START)


def may_look(so_far: Given, who: Citizen) -> bool:
    try:
        access.may(who, Look.OPEN, so_far.state, so_far.relay.circumstances(who, TODAY))
    except Stranger:
        return False
    return True


def test_she_alone_reads_whatever_her_age() -> None:
    assert may_look(begun(), HERSELF)
    assert not may_look(begun(), MOTHER)
    assert not may_look(begun(), FATHER)
    assert may_look(given().under(person=YOUTH).after(TEACHER, START), MOTHER)


def test_she_alone_consents() -> None:
    yes = word(HERSELF, CLINIC, about=EXPECTING.id)
    so_far = begun().after(HERSELF, yes)
    assert let_in(so_far.state.frame.consents, CLINIC, so_far.relay.circumstances(TEACHER, TODAY))
    mothers = word(MOTHER, CLINIC, about=EXPECTING.id)
    begun().when(MOTHER, mothers).then_refused(NotYoursToGive)


def test_at_birth_a_new_person_is_linked() -> None:
    so_far = born(KNOWN).after(ADMINISTRATOR, BIRTH)
    assert isinstance(so_far.state, Person)
    assert so_far.state.children == (CHILD,)
    assert so_far.events[-1] == ChildBorn(child=CHILD, on=TODAY)
    so_far.when(ADMINISTRATOR, BIRTH).then_nothing_new()
    assert so_far.state.subject is Subject.EXPECTING, "no guardian is let in by a birth"


def test_a_birth_is_not_ahead_and_somebody_was_expecting() -> None:
    ahead = replace(BIRTH, on=TODAY + DAY)
    born(KNOWN).when(ADMINISTRATOR, ahead).then_refused(NotYetHappened)
    itself = replace(BIRTH, child=EXPECTING.id)
    born(KNOWN).when(ADMINISTRATOR, itself).then_refused(NobodyWasExpected)
    child = replace(KNOWN, subject=Subject.CHILD)
    born(child).when(ADMINISTRATOR, BIRTH).then_refused(NobodyWasExpected)
    grown = replace(KNOWN, subject=Subject.ADULT)
    assert born(grown).when(ADMINISTRATOR, BIRTH).events


def test_the_childs_follow_up_begins_empty_under_its_own_givers() -> None:
    hers = with_measure(begun())
    its = given().under(person=replace(ALONE, id=CHILD)).after(TEACHER, START)
    assert hers.state.contents
    assert not its.state.contents
    assert not its.state.frame.consents.words
    assert may_look(its, MOTHER)
    assert not may_look(its, HERSELF), "unless she is written down as the child's guardian"


def test_a_follow_up_begins_within_the_ages_the_municipality_has_set() -> None:
    last_day = date(TODAY.year - RULES.upper_age - 1, TODAY.month, TODAY.day) + DAY
    still = replace(YOUTH, born=last_day)
    assert given().under(person=still).when(TEACHER, START).events
    too_old = replace(YOUTH, born=last_day - DAY)
    given().under(person=too_old).when(TEACHER, START).then_refused(BeyondTheAge)
    for subject in (Subject.ADULT, Subject.EXPECTING):
        parent = replace(too_old, subject=subject)
        assert given().under(person=parent).when(TEACHER, START).events


def test_without_a_lower_age_one_begins_with_the_pregnancy_and_with_one_there() -> None:
    unborn = replace(YOUTH, subject=Subject.UNBORN, born=None)
    for early in (unborn, EXPECTING):
        assert given().under(person=early).when(TEACHER, START).events
    from_six = replace(RULES, lower_age=6)
    sixth_birthday = TODAY.replace(year=TODAY.year - 6)
    for early in (unborn, EXPECTING, replace(YOUTH, born=sixth_birthday + DAY)):
        begin = given().under(person=early, rules=from_six)
        begin.when(TEACHER, START).then_refused(BelowTheAge)
    parent = replace(YOUTH, subject=Subject.ADULT)
    for enough in (replace(YOUTH, born=sixth_birthday), replace(YOUTH, born=None), parent):
        assert given().under(person=enough, rules=from_six).when(TEACHER, START).events


def test_before_the_upper_age_the_end_is_told_of() -> None:
    so_far = given().under(person=YOUTH).after(TEACHER, START)
    assert YOUTH.born is not None
    day = YOUTH.born.replace(year=YOUTH.born.year + RULES.upper_age + 1)
    told = {one: due_on(so_far, day - one * DAY) for one in (91, 90, 0, -9)}
    assert told == {91: set(), 90: {day}, 0: {day}, -9: {day}}


def due_on(so_far: Given, on: date) -> set[date]:
    at = so_far.relay.circumstances(TEACHER, on)
    found = due.in_follow_up(of_follow_up(so_far.state), so_far.state.frame, at)
    return {one.on for one in found if one.kind is DueKind.UPPER_AGE and one.rule == "R8"}


def test_only_those_who_may_change_who_she_is_say_it() -> None:
    with pytest.raises(Refusal):
        _ = born(KNOWN).when(TEACHER, BIRTH).events
    with pytest.raises(Refusal):
        _ = born(KNOWN).when(MOTHER, BIRTH).events


YES, NO = SayExpecting(expecting=True), SayExpecting(expecting=False)
AS_YOUTH = replace(KNOWN, subject=Subject.CHILD)


def test_one_whom_the_book_knows_as_a_child_says_herself_that_she_is_expecting() -> None:
    so_far = born(AS_YOUTH).after(HERSELF, YES)
    assert so_far.events[-1] == ExpectingSaid(
        expecting=True, subject=Subject.EXPECTING, by=HERSELF.person, on=TODAY
    )
    so_far.when(HERSELF, YES).then_nothing_new()
    assert so_far.after(ADMINISTRATOR, BIRTH).state.children == (CHILD,)
    for other in (MOTHER, FATHER):
        born(AS_YOUTH).when(other, YES).then_refused(NotForYou)
    born(AS_YOUTH).when(TEACHER, YES).then_refused(Stranger)
    assert born(AS_YOUTH).when(ADMINISTRATOR, YES).events


def test_from_then_on_she_alone_consents_and_reads_what_was_her_parents_too() -> None:
    youth = given().under(person=YOUTH).after(TEACHER, START)
    for parent in (MOTHER, FATHER, HERSELF):
        youth = youth.after(parent, word(parent, CLINIC, about=YOUTH.id))
    at = youth.relay.circumstances(TEACHER, TODAY)
    assert let_in(youth.state.frame.consents, CLINIC, at)
    hers = youth.under(person=replace(YOUTH, subject=Subject.EXPECTING))
    assert not may_look(hers, MOTHER)
    assert may_look(hers, HERSELF)
    assert let_in(hers.state.frame.consents, CLINIC, hers.relay.circumstances(TEACHER, TODAY))
    theirs = hers.after(HERSELF, WithdrawConsent(HERSELF.person, frozenset({CLINIC})))
    assert not let_in(
        theirs.state.frame.consents, CLINIC, theirs.relay.circumstances(TEACHER, TODAY)
    )


def test_when_it_is_over_she_is_what_she_was_before() -> None:
    so_far = born(AS_YOUTH).after(HERSELF, YES).after(HERSELF, NO)
    assert so_far.state.subject is Subject.CHILD
    so_far.when(HERSELF, NO).then_nothing_new()
    assert born(KNOWN).after(HERSELF, NO).state.subject is Subject.YOUTH


def test_an_unborn_child_expects_nobody() -> None:
    unborn = replace(KNOWN, subject=Subject.UNBORN, born=None)
    born(unborn).when(ADMINISTRATOR, YES).then_refused(NotBornYet)
