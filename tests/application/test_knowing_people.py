"""Knowing people: by the log-in they show, by a number, and never by asking around."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from uuid import UUID, uuid4

import pytest

from stafett.application.asking import Target
from stafett.domain.facts import NotForYou, Stranger
from stafett.domain.first_administrator import InviteFirstAdministrator
from stafett.domain.identity import (
    AccountIsTaken,
    GiveNationalNumber,
    LinkPersonAccount,
    PersonIsAnother,
    RegisterPerson,
    Subject,
)
from stafett.domain.municipality import CreateMunicipality, OnlyAnAdministrator
from stafett.domain.national_number import NationalNumber
from stafett.domain.people import (
    Account,
    Assurance,
    Citizen,
    Contact,
    Duty,
    EmployeeId,
    Operator,
    PersonId,
    Staff,
)
from stafett.domain.person import Guardian, Person, Responsibility
from stafett.domain.registering import AskAnAdministrator
from stafett.domain.staffing import GiveDuty, LinkEmployeeAccount, RegisterEmployee
from stafett.domain.trust import EmployeeAccountLinked
from stafett.journal import PersonLookedUp
from tests.application.street import Street, a_person, a_promise, an_asking, kinds
from tests.people import (
    ADMINISTRATOR,
    CHILD_ID,
    COLLEAGUE,
    FATHER,
    HEAD,
    MOTHER,
    NOBODY,
    OTHER_HEAD,
    OTHER_TEACHER,
    TEACHER,
    TODAY,
    YOUTH,
    a_new_number,
)

BORN = date(2019, 4, 2)


GROWN = replace(YOUTH, born=TODAY.replace(year=TODAY.year - 18))
LEFT = replace(
    YOUTH,
    guardians={
        MOTHER.person: Guardian(MOTHER.person, "Mona Mor", Responsibility.NONE),
        FATHER.person: YOUTH.guardians[FATHER.person],
    },
)
"""A youth whose mother has no say."""


def an_account(subject: str) -> Account:
    return Account("https://log-in.example", f"{subject}-{uuid4()}")


async def who(street: Street, account: Account) -> object:
    return await street.door.find_asker(street.book, account, Assurance.HIGH)


async def test_a_log_in_is_the_employee_the_municipality_says_with_units_of_the_day(
    street: Street,
) -> None:
    account = an_account("teacher")
    link = LinkEmployeeAccount(TEACHER.employee, account)
    await street.ask(ADMINISTRATOR, link, of=Target.municipality())
    assert await who(street, account) == TEACHER
    assert await who(street, an_account("nobody")) is None
    assert await street.door.find_asker(uuid4(), account, Assurance.HIGH) is None
    assert await street.door.books_of(account) == [street.book]
    await street.clock(date(2019, 1, 1))
    assert await who(street, account) == Staff(TEACHER.employee)


async def test_a_log_in_of_the_family_is_a_person(street: Street) -> None:
    account = an_account("child")
    await street.ask(ADMINISTRATOR, LinkPersonAccount(account), of=Target.person(CHILD_ID))
    assert await who(street, account) == Citizen(CHILD_ID)


@pytest.mark.parametrize("by_number", [False, True])
async def test_whoever_may_change_the_database_becomes_nobody_else_by_it(
    street: Street, *, by_number: bool
) -> None:
    """The row that a log-in is found by is sealed by nobody; the person's own lines are."""
    account, number = an_account("other"), a_new_number()
    other = await street.ask(TEACHER, _register(number=number), of=Target.person())
    if not by_number:
        link = LinkPersonAccount(account)
        await street.ask(ADMINISTRATOR, link, of=Target.person(PersonId(other.id)))
    digits = number.digits if by_number else None
    move = "UPDATE claim SET stream = $3 WHERE tenant = $1 AND stream = $2"
    await street.rooms.database.execute(move, street.book, other.id, CHILD_ID)
    for _ in range(2):
        found = street.door.find_asker(street.book, account, Assurance.HIGH, digits)
        assert await found is None
    await street.rooms.database.execute(move, street.book, CHILD_ID, other.id)
    again = await street.door.find_asker(street.book, account, Assurance.HIGH, digits)
    assert again == Citizen(PersonId(other.id))


async def test_one_log_in_stands_for_one_only(street: Street) -> None:
    account = an_account("teacher")
    link = LinkEmployeeAccount(TEACHER.employee, account)
    await street.ask(ADMINISTRATOR, link, of=Target.municipality())
    for asker, command, target in (
        (ADMINISTRATOR, LinkEmployeeAccount(HEAD.employee, account), Target.municipality()),
        (ADMINISTRATOR, LinkPersonAccount(account), Target.person(CHILD_ID)),
    ):
        with pytest.raises(AccountIsTaken):
            await street.ask(asker, command, of=target)


async def test_a_person_is_found_by_number_by_staff_and_every_look_is_in_the_journal(
    street: Street,
) -> None:
    number = a_new_number()
    registered = await street.ask(TEACHER, _register(number=number), of=Target.person())
    await street.rooms.runner.catch_up()
    book, door = street.book, street.door
    found = await door.find_person(book, TEACHER, number.digits, asking=an_asking())
    missed = await door.find_person(book, TEACHER, a_new_number().digits, asking=an_asking())
    assert (found, missed) == (registered.id, None)
    for asker in (MOTHER, NOBODY):
        with pytest.raises(NotForYou):
            await door.find_person(book, asker, number.digits, asking=an_asking())
    written = await street.journal()
    looks = [one for one in written if isinstance(one, PersonLookedUp)]
    assert [(one.found, one.told) for one in looks] == [(found, True), (None, False)]
    assert kinds(written)[-2:] == ["asking-refused"] * 2


async def test_a_person_is_found_only_by_those_who_have_to_do_with_them(street: Street) -> None:
    number = a_new_number()
    give = GiveNationalNumber(number)
    await street.ask(ADMINISTRATOR, give, of=Target.person(CHILD_ID))
    await street.begun()
    await street.rooms.runner.catch_up()
    seen = {
        asker.employee: await street.door.find_person(
            street.book, asker, number.digits, asking=an_asking()
        )
        for asker in (TEACHER, HEAD, ADMINISTRATOR, OTHER_TEACHER, COLLEAGUE, OTHER_HEAD)
    }
    assert [one.employee for one in (TEACHER, HEAD, ADMINISTRATOR)] == [
        who for who, found in seen.items() if found == CHILD_ID
    ]
    assert list(seen.values())[3:] == [None] * 3
    looks = [one for one in await street.journal() if isinstance(one, PersonLookedUp)]
    assert {one.found for one in looks} == {CHILD_ID}
    assert [one.told for one in looks] == [True] * 3 + [False] * 3


async def test_giving_a_number_afterwards_tells_the_registrar_nothing(street: Street) -> None:
    known, unknown = a_new_number(), a_new_number()
    await street.ask(OTHER_TEACHER, _register(number=known), of=Target.person())
    own = await street.ask(TEACHER, _register(), of=Target.person())
    theirs = Target.person(PersonId(own.id))
    for number in (known, unknown):
        with pytest.raises(AskAnAdministrator):
            await street.ask(TEACHER, GiveNationalNumber(number), of=theirs)


async def test_registering_somebody_the_book_knows_looks_like_registering_anybody(
    street: Street,
) -> None:
    number = a_new_number()
    command = _register(number=number)
    first = await street.ask(TEACHER, command, of=Target.person())
    before = len(await street.lines())
    again = _register("Another Name", number)
    second = await street.ask(OTHER_TEACHER, again, of=Target.person())
    assert second.id == first.id
    assert (second.seen, second.also, second.new) == (first.seen, first.also, first.new)
    assert first.receipt is not None
    assert second.receipt is not None
    assert len(second.receipt.path) == len(first.receipt.path)
    assert len(await street.lines()) > before
    await street.rooms.runner.catch_up()
    rows = await street.rooms.database.fetchval(
        "SELECT count(*) FROM projection_parked WHERE tenant = $1", street.book
    )
    assert rows == 0


async def test_registering_the_same_person_again_under_the_same_key_is_answered_again(
    street: Street,
) -> None:
    for number in (None, a_new_number()):
        command = _register(number=number)
        promise = a_promise()
        first = await street.ask(TEACHER, command, of=Target.person(), promise=promise)
        again = await street.ask(TEACHER, command, of=Target.person(), promise=promise)
        assert (again.id, again.answered_before) == (first.id, True)
        assert again.receipt is not None


async def test_a_number_belongs_to_one_person(street: Street) -> None:
    number = a_new_number()
    await street.ask(TEACHER, _register(number=number), of=Target.person())
    with pytest.raises(PersonIsAnother):
        await street.ask(ADMINISTRATOR, GiveNationalNumber(number), of=Target.person(CHILD_ID))


async def test_under_a_new_number_somebody_is_found_and_the_old_one_still_says_where(
    street: Street,
) -> None:
    """A D-number becomes a birth number: what was sent under the old one leads to the same."""
    old, new = a_new_number(), a_new_number()
    for number in (old, new):
        await street.ask(ADMINISTRATOR, GiveNationalNumber(number), of=Target.person(CHILD_ID))
    await street.begun()
    await street.rooms.runner.catch_up()
    for number in (old, new):
        found = await street.door.find_person(
            street.book, TEACHER, number.digits, asking=an_asking()
        )
        assert found == CHILD_ID
        citizen = await street.door.find_asker(
            street.book, an_account("pairwise"), Assurance.HIGH, number.digits
        )
        assert citizen == Citizen(CHILD_ID)


async def test_an_old_number_is_given_to_nobody_else_and_nobody_can_tell(street: Street) -> None:
    old, new, unknown = a_new_number(), a_new_number(), a_new_number()
    for number in (old, new):
        await street.ask(ADMINISTRATOR, GiveNationalNumber(number), of=Target.person(CHILD_ID))
    theirs = await street.ask(TEACHER, _register(), of=Target.person())
    for number in (old, new):
        with pytest.raises(PersonIsAnother):
            await street.ask(
                ADMINISTRATOR, GiveNationalNumber(number), of=Target.person(PersonId(theirs.id))
            )
    await street.rooms.runner.catch_up()
    for number in (old, new, unknown):
        found = await street.door.find_person(
            street.book, OTHER_TEACHER, number.digits, asking=an_asking()
        )
        assert found is None
    registered = [
        await street.ask(OTHER_TEACHER, _register(number=number), of=Target.person())
        for number in (old, unknown)
    ]
    assert len({(one.seen, one.also is None, one.new is None) for one in registered}) == 1


async def test_somebody_without_any_number_is_followed_up_and_found_by_it_once_there_is_one(
    street: Street,
) -> None:
    registered = await street.ask(TEACHER, _register(), of=Target.person())
    number = a_new_number()
    await street.rooms.runner.catch_up()
    before = await street.door.find_person(street.book, TEACHER, number.digits, asking=an_asking())
    who = Target.person(PersonId(registered.id))
    await street.ask(ADMINISTRATOR, GiveNationalNumber(number), of=who)
    await street.rooms.runner.catch_up()
    after = await street.door.find_person(street.book, TEACHER, number.digits, asking=an_asking())
    assert (before, after) == (None, registered.id)


async def test_two_log_ins_of_one_human_being_are_two_accounts_each_linked_by_itself(
    street: Street,
) -> None:
    accounts = [Account(f"https://issuer-{one}.example", "the-same-name") for one in (1, 2, 3)]
    for account in accounts[:2]:
        link = LinkEmployeeAccount(TEACHER.employee, account)
        await street.ask(ADMINISTRATOR, link, of=Target.municipality())
    assert [await who(street, one) for one in accounts] == [TEACHER, TEACHER, None]
    linked = [
        line.event for line in await street.lines() if isinstance(line.event, EmployeeAccountLinked)
    ]
    assert [one.account for one in linked][-2:] == accounts[:2]
    third = LinkEmployeeAccount(TEACHER.employee, accounts[2])
    with pytest.raises(OnlyAnAdministrator):
        await street.ask(TEACHER, third, of=Target.municipality())


async def test_a_person_is_read_by_the_family_and_by_those_who_follow_them_up(
    street: Street,
) -> None:
    await street.begun()
    await street.rooms.runner.catch_up()
    door, book = street.door, street.book
    for asker in (TEACHER, HEAD, MOTHER, FATHER):
        opened = await door.open_person(book, asker, CHILD_ID, asking=an_asking())
        assert {one.person for one in opened.view.guardians} == {MOTHER.person, FATHER.person}
    for asker in (OTHER_TEACHER, NOBODY, Citizen(PersonId(uuid4()))):
        with pytest.raises(Stranger):
            await door.open_person(book, asker, CHILD_ID, asking=an_asking())
    assert kinds(await street.journal()) == ["matter-opened"] * 4 + ["asking-refused"] * 3


@pytest.mark.parametrize("child", [GROWN, LEFT], ids=["of age", "mother has no say"])
async def test_whoever_answers_for_nobody_reads_nothing_of_who_they_are(
    street: Street, child: Person
) -> None:
    await a_person(street.rooms, street.book, child)
    shown = await street.door.open_person(
        street.book, Citizen(child.id), child.id, asking=an_asking("OWN_MATTER")
    )
    assert shown.view.id == child.id
    now = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC)
    for ask in (
        street.door.open_person(street.book, MOTHER, child.id, asking=an_asking("OWN_MATTER")),
        street.door.familys_journal.of(
            street.book, MOTHER, child.id, (now, now + timedelta(days=1)), an_asking("OWN_MATTER")
        ),
    ):
        with pytest.raises(Stranger):
            await ask


async def test_a_stranger_to_the_person_writes_nothing_about_them(street: Street) -> None:
    await street.rooms.runner.catch_up()
    account = LinkPersonAccount(an_account("thief"))
    for asker in (NOBODY, OTHER_TEACHER, Citizen(PersonId(uuid4()))):
        with pytest.raises(Stranger):
            await street.ask(asker, account, of=Target.person(CHILD_ID))
    with pytest.raises(Stranger):
        await street.ask(TEACHER, account, of=Target.person(PersonId(uuid4())))


async def test_the_first_administrator_comes_in_by_a_link_that_works_once(
    street: Street,
) -> None:
    book = UUID(int=uuid4().int)
    await street.rooms.ledger.create_book(book, uuid4())
    new = Street(street.rooms, street.door, book)
    hashed = sha256(b"a secret link").hexdigest()
    invite = InviteFirstAdministrator(hashed, datetime.now(UTC) + timedelta(days=7))
    operator = Operator(uuid4())
    await new.ask(operator, (CreateMunicipality("Ny"), invite), of=Target.municipality())
    account, promise = an_account("first"), a_promise()

    async def arrive(link: str, by: Account = account) -> UUID | None:
        done = await new.door.arrive(
            book, by, link, Contact("Astrid"), promise=promise, asking=an_asking()
        )
        return done.new

    with pytest.raises(Stranger):
        await arrive("another link")
    employee = await arrive("a secret link")
    assert await arrive("a secret link") == employee
    with pytest.raises(Stranger):
        await arrive("a secret link", an_account("second"))
    found = await new.door.find_asker(book, account, Assurance.HIGH)
    assert found == Staff(EmployeeId(employee), duties=frozenset({Duty.ADMINISTRATOR}))  # type: ignore[arg-type]
    with pytest.raises(Stranger):
        await new.door.arrive(
            uuid4(), account, "a secret link", Contact("A"), promise=promise, asking=an_asking()
        )


async def test_only_whoever_runs_the_house_opens_a_book_or_makes_the_link(street: Street) -> None:
    town = Target.municipality()
    for asker in (ADMINISTRATOR, TEACHER, MOTHER):
        with pytest.raises(OnlyAnAdministrator):
            await street.ask(asker, CreateMunicipality("Prøvestad"), of=town)
    with pytest.raises(OnlyAnAdministrator):
        await street.ask(TEACHER, GiveDuty(TEACHER.employee, Duty.ADMINISTRATOR), of=town)
    colleague = RegisterEmployee(EmployeeId(uuid4()), Contact("New"))
    with pytest.raises(OnlyAnAdministrator):
        # The book has an administrator: the way in for the operator is closed.
        await street.ask(Operator(uuid4()), colleague, of=town)
    with pytest.raises(Stranger):
        await street.ask(Operator(uuid4()), _register(), of=Target.person())


def _register(called: str = "Nora Ny", number: NationalNumber | None = None) -> RegisterPerson:
    return RegisterPerson(PersonId(uuid4()), Subject.CHILD, called, BORN, number)
