"""Nobody but an administrator, and the registrar on the day, changes who answers for a child."""

from datetime import date, datetime, time, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from stafett.domain import person
from stafett.domain.facts import Refusal
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
    RegisterPerson,
    Subject,
)
from stafett.domain.moment import NORWAY, Moment
from stafett.domain.national_number import Kind, NationalNumber
from stafett.domain.people import Account, Citizen, Contact, Duty, PersonId, Staff
from stafett.domain.person import Person
from stafett.domain.registering import Tie
from tests.people import (
    ADMINISTRATOR,
    CHILD_ID,
    CHILD_SELF,
    COLLEAGUE,
    FATHER,
    HEAD,
    LONG_AGO,
    MOTHER,
    NURSE,
    OPERATOR,
    OTHER_PARENT,
    TEACHER,
    TODAY,
)

BORN = date(2018, 5, 17)
AT_FIRST = PersonRegistered(
    person=CHILD_ID,
    subject=Subject.CHILD,
    full_name="Ronja Relé",
    born=BORN,
    by=TEACHER.employee,
    on=TODAY,
)
ANSWERS = RecordGuardian(
    MOTHER.person, "Mona Mor", Responsibility.PARENTAL, BORN, Evidence.POPULATION_REGISTER
)

days = st.dates(LONG_AGO, TODAY + timedelta(days=4000))
grown_ups = st.sampled_from([MOTHER.person, FATHER.person, OTHER_PARENT.person])
commands = st.one_of(
    st.builds(
        RecordGuardian,
        guardian=grown_ups,
        guardian_name=st.just("Me"),
        responsibility=st.sampled_from(Responsibility),
        since=days,
        evidence=st.sampled_from(Evidence),
        until=st.none() | days,
    ),
    st.builds(MakeOrganisationResponsible, st.just("999999999"), st.just("Mine"), days),
    st.builds(GiveBirthDate, days),
    st.builds(GiveName, st.sampled_from(["Ronja Relé", "Another Name"])),
    st.builds(
        GiveNationalNumber, st.builds(NationalNumber, st.sampled_from(Kind), st.sampled_from("12"))
    ),
    st.builds(GiveContact, st.builds(Contact, st.just("Me"))),
    st.builds(
        LinkPersonAccount,
        st.builds(Account, st.just("https://log-in.example"), st.sampled_from("ab")),
    ),
    st.builds(
        RegisterPerson,
        st.sampled_from([CHILD_ID, PersonId(TEACHER.employee)]),
        st.sampled_from(Subject),
        st.sampled_from(["Ronja Relé", "Another Name"]),
        st.just(BORN),
    ),
)
duties = st.frozensets(st.sampled_from([one for one in Duty if one is not Duty.ADMINISTRATOR]))
other_staff = st.builds(
    lambda one, has: Staff(one.employee, one.units, one.leads, has),
    st.sampled_from([COLLEAGUE, HEAD, NURSE]),
    duties,
)
family = st.builds(
    Citizen,
    st.sampled_from([MOTHER.person, FATHER.person, OTHER_PARENT.person, CHILD_SELF.person]),
)
later = st.integers(1, 4000)
others_turns = st.tuples(other_staff | family | st.just(OPERATOR), commands, st.integers(0, 4000))
registrars_turns = st.tuples(st.just(TEACHER), commands, later)
turns = st.tuples(others_turns | registrars_turns, st.sampled_from(Tie))


def told(state: Any, asker: Any, command: Any, days_on: int, tie: Tie) -> Any:
    """Return the person after somebody has asked, whatever they were answered."""
    noon = datetime.combine(TODAY + timedelta(days=days_on), time(12), NORWAY)
    try:
        events = person.decide(state, command, Moment(noon, asker), tie)
    except Refusal:
        return state
    for event in events:
        state = person.evolve(state, event)
    return state


def known() -> Person:
    state = told(person.fold([AT_FIRST]), TEACHER, ANSWERS, 0, Tie.NONE)
    assert set(state.guardians_on(TODAY)) == {MOTHER.person}
    return state  # type: ignore[no-any-return]


def who_it_is(one: Person) -> tuple[Any, ...]:
    """Return everything of a person but how to reach them."""
    return (
        one.guardians,
        one.earlier_guardians,
        one.organisation,
        one.born,
        one.subject,
        one.name,
        one.numbers,
        one.accounts,
        one.registration,
    )


@given(st.lists(turns, max_size=12))
def test_no_sequence_of_others_commands_changes_who_answers_for_a_child(asked: list[Any]) -> None:
    state = before = known()
    for (asker, command, days_on), tie in asked:
        state = told(state, asker, command, days_on, tie)
    assert who_it_is(state) == who_it_is(before)


@given(commands, later)
def test_the_same_commands_do_change_it_when_an_administrator_gives_them(
    command: Any, days_on: int
) -> None:
    before = known()
    after = told(before, ADMINISTRATOR, command, days_on, Tie.NONE)
    match command:
        case RecordGuardian(since=since, until=until) if until is None or since <= until:
            assert after.guardians[command.guardian].evidence is command.evidence
            assert after.guardians[command.guardian].since == since
        case MakeOrganisationResponsible():
            assert after.organisation is not None
        case LinkPersonAccount(account=account):
            assert after.accounts == {account}
        case GiveName(full_name=called):
            assert after.name == called
        case _:
            pass
