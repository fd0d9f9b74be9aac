"""A birthday changes whose word counts: both sides of it, for school, for health, and at 18."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from stafett.domain import access, followup
from stafett.domain.access import Look
from stafett.domain.circumstances import NORWAY
from stafett.domain.consent import GrantConsent
from stafett.domain.facts import Stranger
from stafett.domain.givers import needed, youth_counts_from
from stafett.domain.let_in import Terms, admit
from stafett.domain.opening import LoggNotLetOpen, OpenLogg
from stafett.domain.people import Citizen, UnitId
from stafett.domain.person import Person, Subject
from stafett.domain.speaking import NotYoursToGive
from stafett.domain.withdrawal import WithdrawConsent
from stafett.municipalities import load
from tests.follow_ups import START, word
from tests.people import (
    CLINIC,
    FATHER,
    HOSPITAL,
    MOTHER,
    MUNICIPALITY,
    SCHOOL,
    TEACHER,
    YOUTH,
    YOUTH_ID,
    YOUTH_SELF,
)
from tests.relay import Given, Relay

BORN = date(2011, 10, 12)
FIFTEEN = date(2026, 10, 12)
OVER_FIFTEEN = date(2026, 10, 13)
SIXTEEN = date(2027, 10, 12)
EIGHTEEN = date(2029, 10, 12)
A_DAY = timedelta(days=1)

SOGNDAL = load("sogndal")
YOUNG = replace(YOUTH, born=BORN)
GUARDIANS = {MOTHER.person, FATHER.person}
EVERYBODY = GUARDIANS | {YOUTH_ID}
RELAY = Relay(followup, person=YOUNG, guide=SOGNDAL.guide, rules=SOGNDAL.day_rules)


def whose_word(unit: UnitId, on: date, person: Person = YOUNG) -> object:
    """Return whose consent Sogndal's rules ask for."""
    return needed(unit, on, person, SOGNDAL.day_rules, MUNICIPALITY)


def begun(on: date) -> Given:
    """The school has taken a young person on."""
    return RELAY.given().after(TEACHER, START, on=on)


def about(giver: Citizen, *units: UnitId, on: date, until: date) -> GrantConsent:
    """A word about the young person, into the logg."""
    given = word(giver, *units, about=YOUTH_ID, on=on, until=until, logg=True)
    assert isinstance(given.terms, Terms)
    return given


def let_in_by_guardians(on: date, *units: UnitId, until: date) -> Given:
    """Both guardians let the units in on a day."""
    so_far = begun(on)
    for giver in (MOTHER, FATHER):
        so_far = so_far.after(giver, about(giver, *units, on=on, until=until), on=on)
    return so_far


def is_let_in(so_far: Given, unit: UnitId, on: date) -> bool:
    """Is the unit let in, and into the logg, on the day?"""
    at = so_far.relay.circumstances(TEACHER, on)
    return admit(so_far.state.frame.consents, unit, at, logg=True) is not None


@pytest.mark.parametrize(
    ("on", "who"),
    [
        (FIFTEEN - A_DAY, GUARDIANS),
        (FIFTEEN, GUARDIANS),
        (OVER_FIFTEEN, EVERYBODY),
        (SIXTEEN, EVERYBODY),
        (EIGHTEEN - A_DAY, EVERYBODY),
        (EIGHTEEN, {YOUTH_ID}),
    ],
)
def test_in_sogndal_the_young_ones_own_word_counts_when_over_fifteen(
    on: date, who: set[object]
) -> None:
    assert whose_word(SCHOOL, on) == who


@pytest.mark.parametrize("unit", [CLINIC, HOSPITAL])
@pytest.mark.parametrize(
    ("on", "who"), [(OVER_FIFTEEN, GUARDIANS), (SIXTEEN - A_DAY, GUARDIANS), (SIXTEEN, EVERYBODY)]
)
def test_health_services_ask_the_young_one_from_the_sixteenth_birthday(
    unit: UnitId, on: date, who: set[object]
) -> None:
    assert whose_word(unit, on) == who


def test_somebody_born_on_a_leap_day_is_over_fifteen_on_the_second_of_march() -> None:
    leap = replace(YOUNG, born=date(2012, 2, 29))
    first = youth_counts_from(SCHOOL, leap, SOGNDAL.day_rules, MUNICIPALITY)
    assert first == date(2027, 3, 2)


def test_at_fifteen_the_guardians_still_open_the_logg_alone() -> None:
    so_far = let_in_by_guardians(FIFTEEN, SCHOOL, until=SIXTEEN)
    opened = so_far.when(TEACHER, OpenLogg(), on=FIFTEEN).events
    assert [event.name for event in opened] == ["logg-opened"]


def test_the_day_after_it_takes_the_young_ones_word_too() -> None:
    so_far = let_in_by_guardians(OVER_FIFTEEN, SCHOOL, until=SIXTEEN)
    so_far.when(TEACHER, OpenLogg(), on=OVER_FIFTEEN).then_refused(LoggNotLetOpen)
    own = about(YOUTH_SELF, SCHOOL, on=OVER_FIFTEEN, until=SIXTEEN)
    opened = so_far.after(YOUTH_SELF, own, on=OVER_FIFTEEN)
    assert opened.when(TEACHER, OpenLogg(), on=OVER_FIFTEEN).events


def test_the_young_one_cannot_give_a_word_before_it_counts() -> None:
    own = about(YOUTH_SELF, SCHOOL, on=FIFTEEN, until=SIXTEEN)
    begun(FIFTEEN).when(YOUTH_SELF, own, on=FIFTEEN).then_refused(NotYoursToGive)


def test_older_words_run_on_for_the_days_the_rules_give_and_not_one_more() -> None:
    so_far = let_in_by_guardians(FIFTEEN, SCHOOL, until=SIXTEEN)
    days = timedelta(days=SOGNDAL.day_rules.old_consents_run_on_days)
    assert is_let_in(so_far, SCHOOL, OVER_FIFTEEN + days - A_DAY)
    assert not is_let_in(so_far, SCHOOL, OVER_FIFTEEN + days)


def test_older_words_that_run_on_name_the_unit_and_their_last_day() -> None:
    so_far = let_in_by_guardians(FIFTEEN, SCHOOL, until=SIXTEEN)
    at = so_far.relay.circumstances(TEACHER, OVER_FIFTEEN)
    admission = admit(so_far.state.frame.consents, SCHOOL, at)
    assert admission is not None
    last = OVER_FIFTEEN + timedelta(days=SOGNDAL.day_rules.old_consents_run_on_days) - A_DAY
    assert (admission.unit, admission.runs_on_until) == (SCHOOL, last)


def test_older_words_never_run_on_past_their_own_last_day() -> None:
    last = OVER_FIFTEEN + timedelta(days=10)
    so_far = let_in_by_guardians(FIFTEEN, SCHOOL, until=last)
    assert is_let_in(so_far, SCHOOL, last)
    assert not is_let_in(so_far, SCHOOL, last + A_DAY)


def test_the_young_one_may_say_stop_from_the_first_day_the_word_counts() -> None:
    so_far = let_in_by_guardians(FIFTEEN, SCHOOL, until=SIXTEEN)
    stop = WithdrawConsent(YOUTH_ID, frozenset({SCHOOL}))
    so_far.when(YOUTH_SELF, stop, on=FIFTEEN).then_refused(NotYoursToGive)
    assert not is_let_in(so_far.after(YOUTH_SELF, stop, on=OVER_FIFTEEN), SCHOOL, OVER_FIFTEEN)


def test_words_from_after_the_birthday_do_not_run_on_without_the_young_one() -> None:
    so_far = let_in_by_guardians(OVER_FIFTEEN, SCHOOL, until=SIXTEEN)
    assert not is_let_in(so_far, SCHOOL, OVER_FIFTEEN)


def test_turning_fifteen_changes_nothing_for_the_clinic() -> None:
    so_far = let_in_by_guardians(OVER_FIFTEEN, CLINIC, until=SIXTEEN)
    assert is_let_in(so_far, CLINIC, OVER_FIFTEEN)


def test_turning_sixteen_lets_the_clinics_older_words_run_on_too() -> None:
    so_far = let_in_by_guardians(SIXTEEN - A_DAY, CLINIC, until=SIXTEEN + timedelta(days=300))
    days = timedelta(days=SOGNDAL.day_rules.old_consents_run_on_days)
    assert is_let_in(so_far, CLINIC, SIXTEEN + days - A_DAY)
    assert not is_let_in(so_far, CLINIC, SIXTEEN + days)


def test_at_eighteen_the_guardians_words_end_at_midnight_and_nothing_runs_on() -> None:
    last = EIGHTEEN + timedelta(days=30)
    so_far = let_in_by_guardians(EIGHTEEN - A_DAY, SCHOOL, until=last)
    own = about(YOUTH_SELF, SCHOOL, on=EIGHTEEN - A_DAY, until=EIGHTEEN - A_DAY)
    so_far = so_far.after(YOUTH_SELF, own, on=EIGHTEEN - A_DAY)
    assert is_let_in(so_far, SCHOOL, EIGHTEEN - A_DAY)
    assert not is_let_in(so_far, SCHOOL, EIGHTEEN)


def test_at_eighteen_access_rests_on_ones_own_word_alone() -> None:
    last = EIGHTEEN + timedelta(days=30)
    so_far = begun(EIGHTEEN - A_DAY)
    own = about(YOUTH_SELF, SCHOOL, on=EIGHTEEN - A_DAY, until=last)
    so_far = so_far.after(YOUTH_SELF, own, on=EIGHTEEN - A_DAY)
    assert not is_let_in(so_far, SCHOOL, EIGHTEEN - A_DAY)
    assert is_let_in(so_far, SCHOOL, EIGHTEEN)


def test_guardians_read_until_midnight_before_the_eighteenth_birthday() -> None:
    so_far = begun(EIGHTEEN - A_DAY)
    late = datetime.combine(EIGHTEEN - A_DAY, time(23, 59), NORWAY)
    at = so_far.relay.circumstances(MOTHER, late)
    assert access.may(MOTHER, Look.OPEN, so_far.state, at).rule == "giver"
    midnight = so_far.relay.circumstances(MOTHER, datetime.combine(EIGHTEEN, time(0), NORWAY))
    with pytest.raises(Stranger):
        access.may(MOTHER, Look.OPEN, so_far.state, midnight)


def test_an_adult_answers_alone_whatever_the_guardians_say() -> None:
    grown = replace(YOUNG, subject=Subject.ADULT)
    assert whose_word(SCHOOL, FIFTEEN, grown) == {YOUTH_ID}
