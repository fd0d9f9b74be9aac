"""Whose consent is needed: told for the day, the unit and the person, never remembered."""

from dataclasses import replace
from datetime import date, timedelta

from stafett.domain import givers
from stafett.domain.consent import GrantConsent
from stafett.domain.givers import Doubt, Unclear
from stafett.domain.guardianship import Organisation
from stafett.domain.let_in import let_in, needed
from stafett.domain.people import UnitId
from stafett.domain.person import Person, Subject
from stafett.domain.policy import DayRules, YouthConsent
from stafett.domain.speaking import NotYoursToGive, NoUnitNamed
from stafett.domain.withdrawal import RefuseConsent
from tests.follow_ups import RELAY, START, given, word
from tests.people import (
    CHILD,
    CLINIC,
    FATHER,
    MOTHER,
    PPT,
    TEACHER,
    TODAY,
    UNCLEAR,
    YOUTH,
    YOUTH_ID,
    YOUTH_SELF,
)
from tests.rules import RULES

BOTH = frozenset({MOTHER.person, FATHER.person})
ONLY_YOUTH = frozenset({YOUTH_ID})
INSTEAD = replace(RULES, youth_consent=YouthConsent.INSTEAD_OF_GUARDIANS)


def asked(
    person: Person, unit: UnitId = PPT, *, on: date = TODAY, rules: DayRules = RULES
) -> givers.Needed:
    at = replace(RELAY, person=person, rules=rules).circumstances(TEACHER, on)
    return needed(unit, at)


def test_a_childs_guardians_with_responsibility_are_asked() -> None:
    assert asked(CHILD) == BOTH


def test_without_a_birth_date_no_day_comes_when_the_young_one_counts() -> None:
    unborn = replace(CHILD, born=None)
    assert isinstance(asked(unborn), Unclear)
    assert givers.youth_counts_from(PPT, unborn, RULES, RELAY.municipality) is None


def test_a_young_person_is_asked_with_the_guardians_or_instead_of_them() -> None:
    assert asked(YOUTH) == BOTH | {YOUTH_ID}
    assert asked(YOUTH, rules=INSTEAD) == ONLY_YOUTH


def test_where_the_young_answer_alone_no_doubt_about_guardians_stops_them() -> None:
    unclear = replace(UNCLEAR, born=YOUTH.born)
    assert asked(unclear, rules=INSTEAD) == frozenset({unclear.id})
    doubt = asked(unclear)
    assert isinstance(doubt, Unclear)
    assert doubt.known == {MOTHER.person, unclear.id}


def test_the_health_clinic_has_an_age_of_its_own() -> None:
    fifteen = replace(YOUTH, born=TODAY.replace(year=TODAY.year - 15))
    assert asked(fifteen, PPT) == BOTH | {YOUTH_ID}
    assert asked(fifteen, CLINIC) == BOTH
    assert asked(YOUTH, CLINIC) == BOTH | {YOUTH_ID}


def test_over_fifteen_is_the_day_after_the_birthday() -> None:
    over = replace(RULES, youth_age_counts_from_day_after=True)
    fifteen = replace(YOUTH, born=TODAY.replace(year=TODAY.year - 15))
    assert asked(fifteen, rules=over) == BOTH
    assert asked(fifteen, rules=over, on=TODAY + timedelta(days=1)) == BOTH | {YOUTH_ID}


def test_an_adult_answers_alone_also_without_a_birth_date() -> None:
    adult = replace(YOUTH, subject=Subject.ADULT, born=None)
    assert asked(adult) == ONLY_YOUTH
    eighteen = replace(YOUTH, born=TODAY.replace(year=TODAY.year - 18))
    assert asked(eighteen) == ONLY_YOUTH


def test_no_older_word_runs_on_for_an_adult_whose_birth_date_nobody_knows() -> None:
    so_far = given().under(person=YOUTH).after(TEACHER, START)
    so_far = so_far.after(MOTHER, word(MOTHER, PPT, about=YOUTH_ID))
    adult = so_far.under(person=replace(YOUTH, subject=Subject.ADULT, born=None))
    at = adult.relay.circumstances(TEACHER, TODAY)
    assert not let_in(adult.state.frame.consents, PPT, at)


def test_an_organisation_with_responsibility_leaves_it_unclear_while_it_counts() -> None:
    until = TODAY + timedelta(days=5)
    cared_for = replace(CHILD, organisation=Organisation("1", "The service", TODAY, until))
    doubt = asked(cared_for)
    assert isinstance(doubt, Unclear)
    assert doubt.because is Doubt.ORGANISATION_RESPONSIBLE
    assert asked(cared_for, on=until + timedelta(days=1)) == BOTH


def test_no_word_runs_on_past_a_doubt_about_the_guardians() -> None:
    """Soon fifteen: the mother's word alone carries nobody over the birthday."""
    soon = replace(UNCLEAR, born=date(TODAY.year - 15, 9, 20))
    so_far = given().under(person=soon).after(TEACHER, START)
    so_far = so_far.after(MOTHER, word(MOTHER, PPT, about=soon.id))
    at = so_far.relay.circumstances(TEACHER, TODAY + timedelta(days=30))
    assert not let_in(so_far.state.frame.consents, PPT, at)


def test_a_youth_who_is_not_needed_for_the_clinic_yet_gives_no_word_to_it() -> None:
    fifteen = replace(YOUTH, born=TODAY.replace(year=TODAY.year - 15))
    so_far = given().under(person=fifteen).after(TEACHER, START)
    to_clinic: GrantConsent = word(YOUTH_SELF, CLINIC, about=YOUTH_ID)
    so_far.when(YOUTH_SELF, to_clinic).then_refused(NotYoursToGive)
    assert so_far.when(YOUTH_SELF, word(YOUTH_SELF, PPT, about=YOUTH_ID)).events


def test_a_no_names_the_units_it_is_about() -> None:
    so_far = given().after(TEACHER, START)
    nothing = RefuseConsent(MOTHER.person, frozenset(), logg=True, informed_of="text 1")
    so_far.when(MOTHER, nothing).then_refused(NoUnitNamed)
