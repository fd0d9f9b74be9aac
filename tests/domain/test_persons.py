"""Persons: who somebody is, and who answers for them on a given day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from stafett.domain import person
from stafett.domain.facts import PERSON, NotForYou, catalogue
from stafett.domain.guardianship import (
    Evidence,
    GuardianRecorded,
    MakeOrganisationResponsible,
    OrganisationMadeResponsible,
    OwnGuardian,
    RecordGuardian,
    Responsibility,
)
from stafett.domain.identity import (
    BirthDateGiven,
    BornAhead,
    ContactGiven,
    GiveBirthDate,
    GiveContact,
    GiveName,
    GiveNationalNumber,
    LinkPersonAccount,
    NameGiven,
    NationalNumberGiven,
    NoSuchPerson,
    PersonAccountLinked,
    PersonIsAnother,
    PersonRegistered,
    RegisterPerson,
    Subject,
)
from stafett.domain.moment import EndsBeforeItBegan
from stafett.domain.national_number import Kind, NationalNumber
from stafett.domain.people import Account, Contact, PersonId
from tests.people import (
    ADMINISTRATOR,
    ADVISER,
    CHILD_ID,
    CHILD_SELF,
    FATHER,
    MOTHER,
    TEACHER,
    TODAY,
)
from tests.relay import Relay

given = Relay(person).given

BORN = date(2018, 5, 17)
TOMORROW = TODAY + timedelta(days=1)


def registered(
    subject: Subject = Subject.CHILD, called: str = "Ronja Relé", born: date | None = BORN
) -> PersonRegistered:
    """Return a registration by the teacher, today."""
    return PersonRegistered(
        person=CHILD_ID,
        subject=subject,
        full_name=called,
        born=born,
        by=TEACHER.employee,
        on=TODAY,
    )


REGISTERED = registered()
REGISTER = RegisterPerson(CHILD_ID, Subject.CHILD, "Ronja Relé", BORN)
UNBORN = registered(Subject.UNBORN, "", None)


def answers(
    guardian: PersonId,
    since: date,
    responsibility: Responsibility = Responsibility.PARENTAL,
    until: date | None = None,
) -> GuardianRecorded:
    return GuardianRecorded(
        guardian=guardian,
        guardian_name="Somebody",
        responsibility=responsibility,
        since=since,
        until=until,
        evidence=Evidence.POPULATION_REGISTER,
        reference="",
        on=TODAY,
    )


def test_a_child_is_registered_once() -> None:
    given().when(TEACHER, REGISTER).then(REGISTERED)
    given(REGISTERED).when(ADVISER, REGISTER).then_nothing_new()


def test_a_number_comes_with_the_registration() -> None:
    number = NationalNumber(Kind.FNR, "1")
    known = NationalNumberGiven(number=number)
    given().when(TEACHER, replace(REGISTER, number=number)).then(REGISTERED, known)
    another = replace(REGISTER, number=NationalNumber(Kind.FNR, "2"))
    given(REGISTERED, known).when(TEACHER, another).then_refused(PersonIsAnother)


def test_an_identity_belongs_to_one_person() -> None:
    other = RegisterPerson(CHILD_ID, Subject.CHILD, "Somebody Else", BORN)
    given(REGISTERED).when(TEACHER, other).then_refused(PersonIsAnother)


def test_nobody_is_born_tomorrow() -> None:
    ahead = RegisterPerson(CHILD_ID, Subject.CHILD, "Ronja Relé", date(2026, 9, 2))
    given().when(TEACHER, ahead).then_refused(BornAhead)
    given(REGISTERED).when(TEACHER, GiveBirthDate(date(2026, 9, 2))).then_refused(BornAhead)


def test_a_family_does_not_register_itself() -> None:
    given().when(MOTHER, REGISTER).then_refused(NotForYou)


def test_nothing_can_be_said_of_somebody_unknown() -> None:
    given().when(TEACHER, GiveName("Ronja")).then_refused(NoSuchPerson)


def test_the_unborn_become_children_when_they_are_born() -> None:
    born = given(UNBORN).when(TEACHER, GiveBirthDate(TODAY))
    child = born.then(BirthDateGiven(born=TODAY, subject=Subject.CHILD, on=TODAY)).state
    assert (child.subject, child.age(TODAY)) == (Subject.CHILD, 0)


def test_a_name_may_change() -> None:
    given(REGISTERED).when(TEACHER, GiveName("Ronja Ny")).then(NameGiven(full_name="Ronja Ny"))


def test_a_number_may_change_and_the_earlier_one_is_not_forgotten() -> None:
    first, second = NationalNumber(Kind.DNR, "1"), NationalNumber(Kind.FNR, "2")
    known = given(REGISTERED, NationalNumberGiven(number=first))
    changed = known.when(ADMINISTRATOR, GiveNationalNumber(second)).then(
        NationalNumberGiven(number=second)
    )
    assert changed.state.number == second
    assert changed.state.numbers == (first, second)


def test_some_have_no_number() -> None:
    assert given(UNBORN).state.number is None


def test_people_say_themselves_how_to_reach_them() -> None:
    contact = Contact("Ronja", phone="00 00 00 01")
    given(REGISTERED).when(CHILD_SELF, GiveContact(contact)).then(ContactGiven(contact=contact))
    given(REGISTERED).when(MOTHER, GiveContact(contact)).then_refused(NotForYou)


def test_a_login_is_linked_once() -> None:
    account = Account("https://login.example", "0f3c")
    linked = PersonAccountLinked(account=account, by=ADMINISTRATOR.employee)
    given(REGISTERED).when(ADMINISTRATOR, LinkPersonAccount(account)).then(linked)
    assert "0f3c" not in repr(linked)


def test_parents_who_are_both_responsible_both_answer() -> None:
    both = given(REGISTERED, answers(MOTHER.person, BORN), answers(FATHER.person, BORN))
    assert set(both.state.guardians_on(TODAY)) == {MOTHER.person, FATHER.person}


def test_what_the_register_does_not_know_is_written_as_unknown() -> None:
    unknown = RecordGuardian(
        FATHER.person, "Finn Far", Responsibility.UNKNOWN, BORN, Evidence.POPULATION_REGISTER
    )
    known = given(REGISTERED).after(TEACHER, unknown)
    (father,) = known.state.guardians_on(TODAY).values()
    assert father.responsibility is Responsibility.UNKNOWN


def test_responsibility_counts_from_its_day_and_not_before() -> None:
    loses_it = answers(FATHER.person, date(2026, 10, 1), Responsibility.NONE)
    family = given(REGISTERED, answers(FATHER.person, BORN), loses_it).state
    before, after = date(2026, 9, 30), date(2026, 10, 1)
    assert family.guardians_on(before)[FATHER.person].responsibility is Responsibility.PARENTAL
    assert family.guardians_on(after)[FATHER.person].responsibility is Responsibility.NONE


def test_a_statement_with_a_last_day_gives_way_to_what_stood_before_it() -> None:
    for_a_while = answers(FATHER.person, TODAY, Responsibility.NONE, until=date(2026, 9, 30))
    family = given(REGISTERED, answers(FATHER.person, BORN), for_a_while).state
    last_day, day_after = date(2026, 9, 30), date(2026, 10, 1)
    assert family.guardians_on(last_day)[FATHER.person].responsibility is Responsibility.NONE
    assert family.guardians_on(day_after)[FATHER.person].responsibility is Responsibility.PARENTAL


def test_responsibility_does_not_end_before_it_begins() -> None:
    backwards = RecordGuardian(
        FATHER.person,
        "Finn Far",
        Responsibility.PARENTAL,
        TODAY,
        Evidence.DOCUMENT,
        until=date(2026, 8, 31),
    )
    given(REGISTERED).when(TEACHER, backwards).then_refused(EndsBeforeItBegan)


def test_the_register_may_say_the_same_thing_many_times() -> None:
    said = RecordGuardian(
        MOTHER.person,
        "Somebody",
        Responsibility.PARENTAL,
        BORN,
        Evidence.POPULATION_REGISTER,
    )
    given(REGISTERED, answers(MOTHER.person, BORN)).when(TEACHER, said).then_nothing_new()


def test_nobody_is_their_own_guardian() -> None:
    own = RecordGuardian(CHILD_ID, "Ronja Relé", Responsibility.PARENTAL, BORN, Evidence.OWN_WORD)
    given(REGISTERED).when(TEACHER, own).then_refused(OwnGuardian)


def test_an_organisation_may_answer_for_a_child() -> None:
    made = OrganisationMadeResponsible(
        organisation_number="000000000",
        organisation_name="Somewhere",
        since=TODAY,
        until=None,
        reference="",
        on=TODAY,
    )
    asked = MakeOrganisationResponsible("000000000", "Somewhere", TODAY)
    child = given(REGISTERED).when(TEACHER, asked).then(made).state
    assert child.organisation.counts(TODAY)
    assert not child.organisation.counts(date(2026, 8, 31))


def test_an_organisation_does_not_answer_backwards() -> None:
    backwards = MakeOrganisationResponsible(
        "000000000", "Somewhere", TODAY, until=date(2026, 8, 31)
    )
    given(REGISTERED).when(TEACHER, backwards).then_refused(EndsBeforeItBegan)


def test_the_same_word_on_another_day_is_no_other_word() -> None:
    said = RecordGuardian(
        MOTHER.person, "Somebody", Responsibility.PARENTAL, BORN, Evidence.POPULATION_REGISTER
    )
    child = given(REGISTERED, answers(MOTHER.person, BORN))
    child.when(ADMINISTRATOR, said, on=TOMORROW).then_nothing_new()
    (mother,) = child.state.guardians_on(TOMORROW).values()
    assert mother.written == TODAY


def test_the_day_a_birth_date_was_said_is_kept() -> None:
    child = given(REGISTERED)
    assert child.state.born_written == TODAY
    corrected = child.after(ADMINISTRATOR, GiveBirthDate(date(2018, 5, 18)), on=TOMORROW)
    assert corrected.state.born_written == TOMORROW
    assert given(UNBORN).state.born_written is None


def test_what_cannot_follow_stops_the_reading() -> None:
    with pytest.raises(AssertionError, match="name-given cannot follow"):
        given(NameGiven(full_name="Nobody")).state  # noqa: B018


def test_age_is_counted_in_whole_years_reached() -> None:
    child = given(REGISTERED).state
    assert child.age(date(2026, 5, 16)) == 7
    assert child.age(date(2026, 5, 17)) == 8
    assert given(UNBORN).state.age(TODAY) is None


def test_somebody_born_on_leap_day_has_their_birthday_in_march_in_other_years() -> None:
    leap = registered(Subject.YOUTH, "Siri Skudd", date(2012, 2, 29))
    assert given(leap).state.age(date(2027, 2, 28)) == 14
    assert given(leap).state.age(date(2027, 3, 1)) == 15


def test_all_of_a_person_lies_under_the_persons_own_key() -> None:
    assert person.place(REGISTERED) == PERSON
    assert ("person-registered", 1) in catalogue()
