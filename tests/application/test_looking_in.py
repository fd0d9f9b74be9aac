"""Looking in in an emergency, at the door: by number, for a while, told of, and in the journal."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from stafett.application.asking import NotYetCurrent, Opened, Target
from stafett.domain.anonymity import recognised
from stafett.domain.emergency import EmergenciesAllowed, Finding, OpenedInEmergency
from stafett.domain.emergency_views import LookedInView
from stafett.domain.employment import EmployeeRegistered
from stafett.domain.facts import MUNICIPALITY, Stranger
from stafett.domain.family_journal import Ground, What
from stafett.domain.identity import GiveNationalNumber
from stafett.domain.looking_in import (
    EmergenciesNotAllowed,
    NotInYourUnit,
    OpenInEmergency,
    ReviewEmergency,
)
from stafett.domain.notice import AskForNotices, Language
from stafett.domain.people import Asker, Contact, Duty, PersonId, Staff
from stafett.domain.trust import DutyGiven
from stafett.journal import AskingRefused, MatterOpened, PersonLookedUp
from tests.application.street import Street, a_street, an_asking, noon
from tests.application.test_notices import Told
from tests.application.test_what_one_sees import shielded_concern
from tests.emergencies import OFFICER
from tests.people import (
    ADMINISTRATOR,
    CHILD_ID,
    COLLEAGUE,
    FATHER,
    LONG_AGO,
    MOTHER,
    OTHER_HEAD,
    OTHER_PARENT,
    OTHER_SCHOOL,
    OTHER_TEACHER,
    TEACHER,
    TODAY,
    a_new_number,
)

NUMBER = a_new_number()
TOWN = Target.municipality()


@pytest_asyncio.fixture(autouse=True)
async def in_step(street: Street) -> AsyncIterator[None]:
    """Keep the lists in step, as a running service does; let it be that one looks in."""
    running = asyncio.create_task(street.rooms.runner.run())
    (municipality,) = {line.stream for line in await street.lines() if line.place == MUNICIPALITY}
    by = ADMINISTRATOR.employee
    said = EmergenciesAllowed(since=LONG_AGO, decision="the council", by=by, on=LONG_AGO)
    who = OFFICER.employee
    officer = EmployeeRegistered(employee=who, contact=Contact("Petra Personvern"))
    duty = DutyGiven(employee=who, duty=Duty.DATA_PROTECTION_OFFICER)
    await street.rooms.write(
        street.book, municipality, *((MUNICIPALITY, event) for event in (said, officer, duty))
    )
    await street.begun()
    yield
    running.cancel()


async def look_in(
    street: Street, number: str, who: Staff = OTHER_TEACHER, ground: str = "avert-danger"
) -> UUID:
    """Look in on whoever has a number; return the id of the opening."""
    child, names = await street.door.emergencies.whom(
        street.book, who, OTHER_SCHOOL, number, asking=an_asking()
    )
    command = OpenInEmergency(
        uuid4(), child, OTHER_SCHOOL, ground, "danger-to-life-or-health", "x", 60, names
    )
    done = await street.ask(who, command, of=TOWN, new=command.opening)
    assert done.new is not None
    return done.new


async def number_given(street: Street) -> None:
    """Let the child of the street have its number."""
    command = GiveNationalNumber(NUMBER)
    await street.ask(ADMINISTRATOR, command, of=Target.person(CHILD_ID))


async def there(street: Street, opening: UUID, who: Asker = OTHER_TEACHER) -> Opened[LookedInView]:
    for _ in range(30):
        try:
            return await street.door.emergencies.looked_in_on(
                street.book, who, opening, asking=an_asking()
            )
        except NotYetCurrent:
            continue
    raise NotYetCurrent


async def test_whoever_looks_in_finds_the_child_and_reads_for_an_hour(street: Street) -> None:
    await number_given(street)
    opening = await look_in(street, NUMBER.digits)
    found = (await there(street, opening)).view
    assert (found.person, found.follow_ups) == (CHILD_ID, (street.follow_up,))
    assert (await street.look(OTHER_TEACHER)).view.holder is not None
    await street.door.open_person(street.book, OTHER_TEACHER, CHILD_ID, asking=an_asking())
    assert await street.listed(OTHER_TEACHER) == set(), "it stands on nobody's own list"
    lines = [one for one in await street.journal() if isinstance(one, MatterOpened)]
    theirs = [one for one in lines if one.actor == OTHER_TEACHER.employee]
    assert {(one.rule, one.ground.emergency) for one in theirs} == {("emergency", opening)}
    assert {one.stream for one in theirs} == {street.follow_up, CHILD_ID}


async def test_when_the_books_hour_is_over_so_is_everything(street: Street) -> None:
    """By the clock of the database, which is the book's; no other is asked."""
    await number_given(street)
    opening = await look_in(street, NUMBER.digits)
    later = noon(TODAY) + timedelta(minutes=62) - datetime.now(UTC)
    await street.rooms.ledger.set_clock(street.book, later)
    with pytest.raises(Stranger):
        await there(street, opening)
    with pytest.raises(Stranger):
        await street.look(OTHER_TEACHER)
    with pytest.raises(Stranger):
        await street.door.open_person(street.book, OTHER_TEACHER, CHILD_ID, asking=an_asking())


async def test_of_a_number_nobody_has_there_is_an_opening_as_of_any_other(street: Street) -> None:
    opening = await look_in(street, a_new_number().digits)
    found = (await there(street, opening)).view
    assert found.follow_ups == ()
    assert found.person is not None
    with pytest.raises(Stranger):
        await street.door.open_person(street.book, OTHER_TEACHER, found.person, asking=an_asking())
    watched = await street.door.emergencies.watched(street.book, OFFICER, asking=an_asking())
    assert [one.id for one in watched.view.items] == [opening]


async def test_no_name_in_the_words_tells_that_the_book_knows_a_number(street: Street) -> None:
    """Who guesses what a child or its mother is called is answered as of a number nobody has."""
    await number_given(street)
    person = (await street.rooms.ledger.read(street.book, {CHILD_ID: 0})).histories[CHILD_ID]
    called = {
        str(name).lower()
        for line in person.lines
        for name in (getattr(line.event, "full_name", ""), getattr(line.event, "guardian_name", ""))
        if name
    }
    assert len(called) > 1
    for number in (NUMBER.digits, a_new_number().digits):
        _, names = await street.door.emergencies.whom(
            street.book, OTHER_TEACHER, OTHER_SCHOOL, number, asking=an_asking()
        )
        assert not any(recognised(one, names) for one in called)


async def test_what_is_shielded_is_not_there(street: Street) -> None:
    await number_given(street)
    concern = await shielded_concern(street)
    opening = await look_in(street, NUMBER.digits)
    assert (await there(street, opening)).view.follow_ups == (street.follow_up,)
    with pytest.raises(Stranger):
        await street.door.open_concern(street.book, OTHER_TEACHER, concern, asking=an_asking())


async def test_it_is_another_ones_and_nobody_elses(street: Street) -> None:
    await number_given(street)
    opening = await look_in(street, NUMBER.digits)
    for who in (OTHER_HEAD, OFFICER, TEACHER, MOTHER):
        with pytest.raises(Stranger):
            await there(street, opening, who)
    with pytest.raises(Stranger):
        await there(street, uuid4())


async def test_who_may_not_look_in_is_told_so_before_any_number_is_looked_for(
    street: Street,
) -> None:
    with pytest.raises(NotInYourUnit):
        await look_in(street, NUMBER.digits, TEACHER)
    with pytest.raises(Stranger):
        await street.door.emergencies.whom(
            street.book, MOTHER, OTHER_SCHOOL, NUMBER.digits, asking=an_asking()
        )
    lines = await street.journal()
    assert [one.reason for one in lines if isinstance(one, AskingRefused)] == [
        "NOT_IN_YOUR_UNIT",
        "STRANGER",
    ]
    assert not any(isinstance(one, PersonLookedUp) for one in lines)
    bare = await a_street(street.rooms, street.door)
    with pytest.raises(EmergenciesNotAllowed):
        await look_in(bare, NUMBER.digits)


async def test_the_officer_sees_all_a_leader_the_units_and_nobody_which_child(
    street: Street,
) -> None:
    await number_given(street)
    opening = await look_in(street, NUMBER.digits)

    async def watched(who: Asker) -> list[UUID | None]:
        shown = await street.door.emergencies.watched(street.book, who, asking=an_asking())
        assert str(CHILD_ID) not in repr(shown.view)
        return [one.id for one in shown.view.items]

    for who in (OFFICER, OTHER_HEAD, OTHER_TEACHER):
        assert await watched(who) == [opening]
    for stranger in (COLLEAGUE, TEACHER, ADMINISTRATOR):
        assert await watched(stranger) == []
    with pytest.raises(Stranger):
        await watched(MOTHER)


async def test_the_family_sees_who_looked_in_and_for_the_gravest_when_it_was_reviewed(
    street: Street,
) -> None:
    await number_given(street)

    async def told(who: Asker = MOTHER) -> list[tuple[str, str, Finding | None]]:
        shown = await street.door.emergencies.of_person(
            street.book, who, CHILD_ID, asking=an_asking()
        )
        return [(one.employee, one.unit, one.finding) for one in shown.view.items]

    opening = await look_in(street, NUMBER.digits)
    assert await told() == await told(FATHER) == [("Lars Lærer", "Solli skole", None)]
    review = ReviewEmergency(opening, Finding.JUSTIFIED, "it could not wait")
    await street.ask(OFFICER, review, of=TOWN)
    assert await told() == [("Lars Lærer", "Solli skole", Finding.JUSTIFIED)]
    grave = await look_in(street, NUMBER.digits, ground="avert-serious-crime")
    assert len(await told()) == 1
    await street.ask(OFFICER, ReviewEmergency(grave, Finding.JUSTIFIED, "yes"), of=TOWN)
    assert len(await told()) == 2
    for who in (OTHER_PARENT, TEACHER, OTHER_TEACHER):
        with pytest.raises(Stranger):
            await told(who)


async def test_the_familys_journal_tells_of_it_when_the_family_is_to_hear_of_it(
    street: Street,
) -> None:
    await number_given(street)

    async def grounds() -> list[Ground | None]:
        await street.rooms.runner.catch_up()
        times = noon(TODAY) - timedelta(days=1), noon(TODAY) + timedelta(days=1)
        shown = await street.door.familys_journal.of(
            street.book, MOTHER, CHILD_ID, times, an_asking("OWN_MATTER")
        )
        theirs = [one for one in shown.view.readings if one.who == OTHER_TEACHER.employee]
        return [one.ground for one in theirs if one.what is What.OPENED_FOLLOW_UP]

    grave = await look_in(street, NUMBER.digits, ground="avert-serious-crime")
    await street.look(OTHER_TEACHER)
    assert await grounds() == []
    await street.ask(OFFICER, ReviewEmergency(grave, Finding.JUSTIFIED, "yes"), of=TOWN)
    assert await grounds() == [Ground.EMERGENCY]


async def test_the_officer_and_the_leader_hear_of_it_at_once_and_of_nothing_else(
    street: Street, tmp_path: Path
) -> None:
    await number_given(street)
    for who, address in ((OFFICER, "petra@example.no"), (OTHER_HEAD, "stine@example.no")):
        wish = AskForNotices(address, Language.NB)
        await street.ask(who, wish, of=TOWN)
    post = Told(street, tmp_path / "notices")
    post.noticing._wait = timedelta(hours=1)
    await post.noticing.begin()
    assert await post.news() == []
    await look_in(street, NUMBER.digits)
    assert await post.news() == ["petra@example.no", "stine@example.no"]


async def test_the_line_says_nothing_of_a_child_nobody_knows(street: Street) -> None:
    await look_in(street, a_new_number().digits)
    event = (await street.lines())[-1].event
    assert isinstance(event, OpenedInEmergency)
    with pytest.raises(Stranger):
        await street.door.emergencies.of_person(
            street.book, MOTHER, PersonId(event.person), asking=an_asking()
        )
