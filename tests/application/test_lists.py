"""Lists: never behind the question, and never more than the door would open."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import pytest
import pytest_asyncio

from stafett.application.asking import NotYetCurrent, Target
from stafett.domain.asking_first import AskForTeamFirst
from stafett.domain.facts import Refusal
from stafett.domain.people import Asker, ConcernId, FollowUpId
from stafett.domain.standing_team import OpenTeam
from stafett.domain.withdrawal import WithdrawConsent
from stafett.domain.wondering import RaiseConcern
from stafett.journal import ListRead
from stafett.postgres.pool import connect
from tests.application.street import Street, an_asking
from tests.application.test_what_one_sees import an_entry, shielded_concern, with_ppt
from tests.follow_ups import LATER
from tests.people import (
    ADVISER,
    CHILD_ID,
    CHILD_SELF,
    CLINIC_HEAD,
    COLLEAGUE,
    COORDINATOR,
    FAMILY_TEAM,
    FATHER,
    HEAD,
    MOTHER,
    NOBODY,
    NURSE,
    OTHER_HEAD,
    OTHER_PARENT,
    OTHER_TEACHER,
    PPT,
    PPT_HEAD,
    SCHOOL,
    TEACHER,
    TODAY,
)

EVERYBODY: tuple[Asker, ...] = (
    ADVISER,
    CHILD_SELF,
    CLINIC_HEAD,
    COLLEAGUE,
    FATHER,
    HEAD,
    MOTHER,
    NOBODY,
    NURSE,
    OTHER_HEAD,
    OTHER_PARENT,
    OTHER_TEACHER,
    PPT_HEAD,
    TEACHER,
)


@pytest_asyncio.fixture(autouse=True)
async def in_step(street: Street) -> AsyncIterator[None]:
    """Keep the lists in step, as a running service does."""
    running = asyncio.create_task(street.rooms.runner.run())
    yield
    running.cancel()


async def a_concern(street: Street) -> ConcernId:
    raised = await street.ask(
        TEACHER,
        RaiseConcern(ConcernId(uuid4()), CHILD_ID, SCHOOL),
        of=Target.concern(),
        about=CHILD_ID,
    )
    return ConcernId(raised.id)


async def opens(street: Street, asker: Asker, concerns: list[ConcernId]) -> set[object]:
    """Return everything somebody can really open."""
    opened: set[object] = set()
    for follow_up in (street.follow_up,):
        try:
            await street.door.open_follow_up(
                street.book, asker, FollowUpId(follow_up), asking=an_asking()
            )
            opened.add(follow_up)
        except Refusal:
            pass
    for concern in concerns:
        try:
            await street.door.open_concern(street.book, asker, concern, asking=an_asking())
            opened.add(concern)
        except Refusal:
            pass
    return opened


async def test_a_list_shows_exactly_what_the_door_would_open(street: Street) -> None:
    await with_ppt(street)
    concerns = [await a_concern(street), await shielded_concern(street)]
    lists = {asker: await street.listed(asker) for asker in EVERYBODY}
    for asker in EVERYBODY:
        assert lists[asker] == await opens(street, asker, concerns)
    assert lists[TEACHER] == {street.follow_up, *concerns}
    assert lists[ADVISER] == lists[MOTHER] == lists[FATHER] == {street.follow_up}
    assert lists[OTHER_TEACHER] == lists[OTHER_PARENT] == set()


async def test_a_list_shows_what_was_written_just_before_the_question(street: Street) -> None:
    for _ in range(10):
        concern = await a_concern(street)
        assert concern in await street.listed(TEACHER)


async def test_a_list_never_shows_what_was_withdrawn_before_the_question(street: Street) -> None:
    await with_ppt(street)
    assert await street.listed(ADVISER) == {street.follow_up}
    await street.ask(MOTHER, WithdrawConsent(MOTHER.person, frozenset({PPT})))
    # What PPT wrote itself it goes on reading, and nothing else.
    (left,) = await street.my_list(ADVISER)
    assert getattr(left.view, "team", None) == ()
    assert (await street.look(ADVISER)).view.team == ()


async def test_a_consent_ends_by_its_date_without_anything_being_written(street: Street) -> None:
    await with_ppt(street)
    before = await street.my_list(ADVISER)
    lines = await street.lines()
    await street.clock(LATER)
    assert await street.my_list(ADVISER) != ()
    await street.clock(LATER + timedelta(days=1))
    after = await street.my_list(ADVISER)
    assert getattr(before[0].view, "level", None) == 1
    assert [getattr(one.view, "level", None) for one in after] == [None]
    assert await street.lines() == lines
    await street.clock(TODAY)


async def test_a_list_that_cannot_catch_up_within_a_second_says_so(street: Street) -> None:
    await street.begun()
    await street.listed(TEACHER)
    async with connect(street.rooms.events_url) as connection, connection.transaction():
        await connection.execute(
            "SELECT FROM projection_bookmark WHERE tenant = $1 FOR UPDATE", street.book
        )
        await a_concern(street)
        with pytest.raises(NotYetCurrent):
            await street.door.my_list(street.book, TEACHER, asking=an_asking())
    assert len(await street.listed(TEACHER)) == 2


async def test_a_matter_that_cannot_be_read_leaves_every_list_at_once(street: Street) -> None:
    await with_ppt(street)
    concern = await a_concern(street)
    assert await street.listed(TEACHER) == {street.follow_up, concern}
    async with connect(street.rooms.events_url) as connection, connection.transaction():
        # The rows the list is made from no longer fit the book.
        await connection.execute(
            "UPDATE case_view SET leaf = $3 WHERE tenant = $1 AND stream = $2",
            street.book,
            street.follow_up,
            bytes(32),
        )
    await street.ask(TEACHER, an_entry("one more"))
    assert await street.listed(TEACHER) == {concern}
    assert await street.listed(MOTHER) == set()


async def test_the_guardians_list_is_the_same_with_and_without_a_shielded_concern(
    street: Street,
) -> None:
    await with_ppt(street)
    before = await street.my_list(MOTHER)
    await shielded_concern(street)
    assert await street.my_list(MOTHER) == before


async def test_what_a_list_held_is_in_the_journal_before_it_is_shown(street: Street) -> None:
    await street.begun()
    listed = await street.listed(TEACHER)
    line = (await street.journal())[-1]
    assert isinstance(line, ListRead)
    assert set(line.shown) == listed
    assert line.actor == TEACHER.employee


async def test_a_family_that_asks_for_a_team_stands_on_the_leaders_list_and_its_own(
    street: Street,
) -> None:
    team = OpenTeam(FAMILY_TEAM, "family", "BTI-team", PPT_HEAD.employee)
    await street.ask(COORDINATOR, team, of=Target.municipality())
    ask = AskForTeamFirst(ConcernId(uuid4()), CHILD_ID, FAMILY_TEAM, "somebody who sees it all")
    asked = await street.ask(MOTHER, ask, of=Target.concern(), about=CHILD_ID)
    for who in EVERYBODY:
        assert (asked.id in await street.listed(who)) == (who in (MOTHER, PPT_HEAD)), who
    opened = await street.door.open_concern(
        street.book, PPT_HEAD, ConcernId(asked.id), asking=an_asking()
    )
    assert opened.view.asked is not None
    assert (opened.view.asked.wish, opened.view.asked.by) == (ask.wish, MOTHER.person)
    with pytest.raises(Refusal):
        await street.ask(OTHER_PARENT, ask, of=Target.concern(), about=CHILD_ID)
