"""What the journal says of one look: enough to judge it once more, years later."""

from uuid import uuid4

import pytest

from stafett.application.recording import basis_of
from stafett.domain.audience import Shown
from stafett.domain.facts import Stranger
from stafett.domain.people import FollowUpId
from stafett.journal import AskingRefused, ListRead, MatterOpened, Outcome, PersonLookedUp
from stafett.law import lawbook
from stafett.projections.subjects import Kind
from stafett.release import our_version
from tests.application.street import Street, an_asking
from tests.application.test_what_one_sees import shielded_concern, with_ppt
from tests.follow_ups import word
from tests.people import (
    ADVISER,
    CHILD_ID,
    FATHER,
    HEAD,
    MOTHER,
    OTHER_TEACHER,
    PPT,
    TEACHER,
    TODAY,
)


async def test_what_was_opened_can_be_judged_once_more(street: Street) -> None:
    await with_ppt(street)
    shown = await street.look(ADVISER)
    line = (await street.journal())[-1]
    assert isinstance(line, MatterOpened)
    read = await street.rooms.ledger.read(street.book, {CHILD_ID: 0})
    cover = await street.rooms.ledger.book(street.book)
    town = await street.rooms.ledger.read(street.book, {cover.municipality: 0})
    assert line.ground.rules == town.histories[cover.municipality].version
    assert line.ground.person == read.histories[CHILD_ID].version
    assert line.ground.release == our_version()
    assert line.ground.basis == "coordinated-follow-up"
    assert (line.entries, line.outcome) == (shown.seen, Outcome.SHOWN)
    assert {Shown.FRAME.value, Shown.PERSON.value, Shown.PART.value} <= set(line.fields)
    assert Shown.CARE.value not in line.fields
    assert line.at == shown.at


async def test_a_family_is_shown_more_classes_of_fields_than_an_adviser(street: Street) -> None:
    await with_ppt(street)
    for asker in (ADVISER, MOTHER):
        await street.look(asker)
    advisers, mothers = (await street.journal())[-2:]
    assert isinstance(advisers, MatterOpened)
    assert isinstance(mothers, MatterOpened)
    assert set(mothers.fields) > set(advisers.fields)
    assert Shown.CARE.value in mothers.fields


async def test_a_list_says_of_each_matter_whose_it_is_and_on_whose_word_it_is_there(
    street: Street,
) -> None:
    await with_ppt(street)
    await street.rooms.runner.catch_up()
    await street.listed(ADVISER)
    line = (await street.journal())[-1]
    assert isinstance(line, ListRead)
    (item,) = line.items
    read = await street.rooms.ledger.read(street.book, {street.follow_up: 0})
    assert (item.stream, item.about) == (street.follow_up, CHILD_ID)
    assert item.read_to == read.histories[street.follow_up].version
    assert set(item.consents) == {word(MOTHER, PPT).consent, word(FATHER, PPT).consent}
    assert item.rule
    assert Shown.FRAME.value in item.fields
    assert line.ground.rules is not None


async def test_what_stands_on_a_list_in_hiding_is_told_of_where_it_hides(street: Street) -> None:
    await street.begun()
    concern = await shielded_concern(street)
    await street.rooms.runner.catch_up()
    await street.listed(HEAD)
    plain, hidden = (await street.journal())[-2:]
    assert isinstance(plain, ListRead)
    assert isinstance(hidden, ListRead)
    assert concern not in plain.shown
    assert CHILD_ID in {one.about for one in plain.items}
    assert [(one.stream, one.about) for one in hidden.items] == [(concern, CHILD_ID)]
    assert hidden.items[0].fields == ("compartment",)


async def test_what_is_not_there_is_missed_and_what_is_for_others_is_refused(
    street: Street,
) -> None:
    await with_ppt(street)
    nowhere = Street(street.rooms, street.door, street.book, FollowUpId(uuid4()))
    for where, asker in ((nowhere, TEACHER), (street, OTHER_TEACHER)):
        with pytest.raises(Stranger):
            await where.look(asker)
    await street.rooms.runner.catch_up()
    await street.door.find_person(street.book, TEACHER, "1", asking=an_asking())
    first, second, third = (await street.journal())[-3:]
    assert isinstance(first, AskingRefused)
    assert isinstance(second, AskingRefused)
    assert isinstance(third, PersonLookedUp)
    assert {one.outcome for one in (first, second, third)} == {Outcome.MISSED}
    assert (first.about, second.about) == (None, CHILD_ID)
    assert second.ground.basis == "coordinated-follow-up"


def test_what_is_read_is_processed_under_an_activity_that_the_law_of_the_day_knows() -> None:
    known = {one.key for one in lawbook().activities_on(TODAY)}
    assert {basis_of(Kind.CONCERN, TODAY), basis_of(Kind.FOLLOW_UP, TODAY)} <= known
    assert basis_of(Kind.MUNICIPALITY, TODAY) is None
    assert basis_of(Kind.FOLLOW_UP, TODAY.replace(year=2000)) is None
