"""Who may change a person: the registrar the same day, an administrator, and nobody else."""

from datetime import date, datetime, timedelta

import pytest

from stafett.domain import person
from stafett.domain.circumstances import NORWAY
from stafett.domain.facts import Event, NotForYou, Refusal, Stranger
from stafett.domain.guardianship import (
    Evidence,
    MakeOrganisationResponsible,
    RecordGuardian,
    Responsibility,
)
from stafett.domain.identity import (
    GiveBirthDate,
    GiveContact,
    GiveName,
    GiveNationalNumber,
    LinkPersonAccount,
    PersonRegistered,
    Subject,
)
from stafett.domain.national_number import Kind, NationalNumber
from stafett.domain.people import Account, Asker, Contact, Duty, Operator, Staff
from stafett.domain.registering import AskAnAdministrator, Change, Tie
from tests.people import (
    ADMINISTRATOR,
    CHILD_ID,
    CHILD_SELF,
    COLLEAGUE,
    COORDINATOR,
    FATHER,
    HEAD,
    MOTHER,
    OPERATOR,
    TEACHER,
    TODAY,
)
from tests.relay import Relay

REGISTERED = PersonRegistered(
    person=CHILD_ID,
    subject=Subject.CHILD,
    full_name="Ronja Relé",
    born=date(2018, 5, 17),
    by=TEACHER.employee,
    on=TODAY,
)
TOMORROW = TODAY + timedelta(days=1)
LINK = LinkPersonAccount(Account("https://log-in.example", "a second log-in"))
CONTACT = GiveContact(Contact("Ronja", phone="00 00 00 01"))
WHO: tuple[Change, ...] = (
    GiveName("Another Name"),
    GiveBirthDate(date(2000, 1, 1)),
    GiveNationalNumber(NationalNumber(Kind.FNR, "1")),
    RecordGuardian(MOTHER.person, "Me", Responsibility.PARENTAL, TODAY, Evidence.OWN_WORD),
    MakeOrganisationResponsible("000000000", "Somewhere", TODAY),
)
EVERYTHING = (*WHO, CONTACT, LINK)
named = pytest.mark.parametrize("command", EVERYTHING, ids=lambda one: type(one).__name__)


def decided(
    asker: Asker | Operator, command: Change, tie: Tie, on: date | datetime = TODAY
) -> tuple[Event, ...]:
    relay = Relay(person)
    at = relay.circumstances(asker, on)
    return person.decide(relay.given(REGISTERED).state, command, at, tie)


def refused(
    asker: Asker | Operator, command: Change, tie: Tie, on: date | datetime = TODAY
) -> type[Refusal]:
    with pytest.raises(Refusal) as refusal:
        decided(asker, command, tie, on)
    return type(refusal.value)


@named
def test_an_administrator_may_on_any_day(command: Change) -> None:
    assert decided(ADMINISTRATOR, command, Tie.NONE, TODAY + timedelta(days=400))


@named
def test_the_registrar_completes_the_registration_but_for_log_ins_and_a_number_afterwards(
    command: Change,
) -> None:
    if isinstance(command, LinkPersonAccount | GiveNationalNumber):
        assert refused(TEACHER, command, Tie.NONE) is AskAnAdministrator
    else:
        assert decided(TEACHER, command, Tie.NONE)


@named
def test_the_next_day_the_registrar_is_as_any_other_employee(command: Change) -> None:
    assert refused(TEACHER, command, Tie.NONE, TOMORROW) is Stranger
    assert refused(TEACHER, command, Tie.KNOWS, TOMORROW) is AskAnAdministrator


def test_the_day_is_norways() -> None:
    (name, *_) = WHO
    before = datetime(2026, 9, 1, 23, 59, tzinfo=NORWAY)
    assert decided(TEACHER, name, Tie.NONE, before)
    assert refused(TEACHER, name, Tie.NONE, before + timedelta(minutes=1)) is Stranger


@pytest.mark.parametrize("asker", [COLLEAGUE, HEAD, COORDINATOR], ids=["colleague", "head", "bti"])
@named
def test_to_an_employee_without_a_matter_about_the_person_there_is_nobody(
    asker: Staff, command: Change
) -> None:
    assert refused(asker, command, Tie.NONE) is Stranger


@named
def test_an_employee_with_a_matter_is_sent_to_an_administrator(command: Change) -> None:
    assert refused(HEAD, command, Tie.KNOWS) is AskAnAdministrator


@named
def test_whoever_carries_the_baton_says_how_to_reach_the_person_and_no_more(
    command: Change,
) -> None:
    if command == CONTACT:
        assert decided(COLLEAGUE, command, Tie.CARRIES)
    else:
        assert refused(COLLEAGUE, command, Tie.CARRIES) is AskAnAdministrator


@pytest.mark.parametrize("duty", [one for one in Duty if one is not Duty.ADMINISTRATOR])
@named
def test_no_other_duty_lets_anybody_change_a_person(duty: Duty, command: Change) -> None:
    asker = Staff(COLLEAGUE.employee, COLLEAGUE.units, COLLEAGUE.units, frozenset({duty}))
    assert refused(asker, command, Tie.KNOWS) is AskAnAdministrator


@named
def test_the_family_says_only_how_to_reach_themselves(command: Change) -> None:
    for asker in (MOTHER, FATHER):
        assert refused(asker, command, Tie.NONE) is NotForYou
    if command == CONTACT:
        assert decided(CHILD_SELF, command, Tie.NONE)
    else:
        assert refused(CHILD_SELF, command, Tie.NONE) is NotForYou


@named
def test_whoever_runs_the_house_changes_nobody(command: Change) -> None:
    assert refused(OPERATOR, command, Tie.CARRIES) is Stranger
