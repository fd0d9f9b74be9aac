"""Breaks over a whole book: they show on their day, to the coordinator about nobody by name."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import pytest
import pytest_asyncio

from stafett.application.asking import NotYetCurrent, Opened, Target
from stafett.domain.break_views import BreaksView, DroppedOnesView
from stafett.domain.dropped import NotTheCoordinator
from stafett.domain.facts import FRAME
from stafett.domain.gap import Gap
from stafett.domain.people import Asker, ConcernId
from stafett.domain.wondering import RaiseConcern
from stafett.journal import AskingRefused, ListRead
from stafett.ledger.scope import Scope
from stafett.projections import watch_list
from stafett.projections.compare import made_anew
from tests.application.street import Street, an_asking
from tests.application.test_what_one_sees import shielded_concern
from tests.people import (
    ADMINISTRATOR,
    CHILD,
    CHILD_ID,
    COORDINATOR,
    HEAD,
    MOTHER,
    OTHER_HEAD,
    SCHOOL,
    TEACHER,
    TODAY,
    UNITS,
)
from tests.rules import GUIDE

OVERDUE = TODAY + timedelta(days=GUIDE.next_meeting_days + 1)
A_QUARTER_ON = OVERDUE + timedelta(days=92)


@pytest_asyncio.fixture(autouse=True)
async def in_step(street: Street) -> AsyncIterator[None]:
    """Keep the lists in step, as a running service does."""
    running = asyncio.create_task(street.rooms.runner.run())
    yield
    running.cancel()


async def dropped(street: Street, who: Asker = COORDINATOR) -> Opened[DroppedOnesView]:
    for _ in range(30):
        try:
            return await street.door.dropped(street.book, who, asking=an_asking())
        except NotYetCurrent:
            continue
    raise NotYetCurrent


async def breaks(street: Street, who: Asker) -> Opened[BreaksView]:
    for _ in range(30):
        try:
            return await street.door.breaks(street.book, who, asking=an_asking())
        except NotYetCurrent:
            continue
    raise NotYetCurrent


async def test_a_break_shows_when_its_day_comes_though_nobody_writes_a_word(
    street: Street,
) -> None:
    await street.begun()
    before = await street.lines()
    assert (await dropped(street)).view.items == ()
    await street.clock(OVERDUE)
    (one,) = (await dropped(street)).view.items
    assert Gap.MEETING_OVERDUE in {each.gap for each in one.findings}
    assert await street.lines() == before


async def test_the_coordinator_and_the_leader_can_speak_of_the_same_child(street: Street) -> None:
    await street.begun()
    await street.clock(OVERDUE)
    (theirs,) = (await dropped(street)).view.items
    (mine,) = (await breaks(street, HEAD)).view.items
    assert theirs.known_as == mine.known_as
    assert theirs.call.employee == HEAD.employee
    assert mine.person == CHILD_ID
    assert {one.gap for one in theirs.findings} <= {one.gap for one in mine.findings}
    assert (await breaks(street, OTHER_HEAD)).view.items == ()


async def test_nothing_the_coordinator_is_shown_says_who_it_is(street: Street) -> None:
    await street.begun()
    await street.clock(OVERDUE)
    shown = str((await dropped(street)).view)
    secret = [street.follow_up, CHILD_ID, TEACHER.employee, MOTHER.person, *UNITS]
    for one in (*map(str, secret), CHILD.name, UNITS[SCHOOL].name):
        assert one not in shown


async def test_a_name_lasts_a_quarter_and_is_another_in_every_book(street: Street) -> None:
    await street.begun()
    await street.clock(OVERDUE)
    names = {(await dropped(street)).view.items[0].known_as for _ in range(2)}
    assert len(names) == 1
    await street.clock(A_QUARTER_ON)
    (later,) = (await dropped(street)).view.items
    assert later.known_as not in names


async def test_what_is_shielded_changes_nothing_of_what_the_coordinator_sees(
    street: Street,
) -> None:
    await street.begun()
    await street.clock(OVERDUE)
    before = await dropped(street)
    await shielded_concern(street)
    after = await dropped(street)
    assert (after.view, after.seen) == (before.view, before.seen)
    await street.clock(OVERDUE + timedelta(days=80))
    later = await dropped(street)
    assert len(later.view.items) == 1


async def test_a_wondering_that_rests_is_on_the_list_until_it_is_concluded(
    street: Street,
) -> None:
    await street.ask(
        TEACHER,
        RaiseConcern(ConcernId(uuid4()), CHILD_ID, SCHOOL),
        of=Target.concern(),
        about=CHILD_ID,
    )
    await street.clock(TODAY + timedelta(days=GUIDE.wondering_rests_days + 1))
    (one,) = (await dropped(street)).view.items
    assert [each.gap for each in one.findings] == [Gap.WONDERING_RESTS]
    (mine,) = (await breaks(street, TEACHER)).view.items
    assert (mine.matter, mine.known_as) == ("concern", one.known_as)


@pytest.mark.parametrize("who", [TEACHER, HEAD, ADMINISTRATOR, MOTHER])
async def test_others_are_told_no_and_it_is_in_the_journal(street: Street, who: Asker) -> None:
    with pytest.raises(NotTheCoordinator):
        await street.door.dropped(street.book, who, asking=an_asking())
    (line,) = [one for one in await street.journal() if isinstance(one, AskingRefused)]
    assert (line.actor, line.action) == (who.id, "dropped")


async def test_the_journal_knows_what_lay_behind_the_names(street: Street) -> None:
    await street.begun()
    await street.clock(OVERDUE)
    await dropped(street)
    await breaks(street, TEACHER)
    lines = [one for one in await street.journal() if isinstance(one, ListRead)]
    assert {(one.action, one.shown) for one in lines} == {
        ("dropped", (street.follow_up,)),
        ("breaks", (street.follow_up,)),
    }


async def test_the_list_is_told_page_by_page_and_every_matter_once(street: Street) -> None:
    raised = {
        (
            await street.ask(
                TEACHER,
                RaiseConcern(ConcernId(uuid4()), CHILD_ID, SCHOOL),
                of=Target.concern(),
                about=CHILD_ID,
            )
        ).id
        for _ in range(5)
    }
    await breaks(street, TEACHER)
    rooms = street.rooms
    found = [
        stream
        async for page in watch_list.pages(rooms.pool, rooms.ledger, street.book, page=2)
        for stream in page
    ]
    assert len(found) == len(raised)
    assert set(found) == raised


async def test_what_is_shredded_is_on_no_list_any_more(street: Street) -> None:
    await street.begun()
    await street.clock(OVERDUE)
    assert len((await dropped(street)).view.items) == 1
    await street.rooms.keyring.shred(street.book, scopes=[Scope.of(street.follow_up, FRAME)])
    assert (await dropped(street)).view.items == ()


async def test_lists_made_anew_watch_over_the_same(street: Street) -> None:
    await street.begun()
    await street.clock(OVERDUE)
    before = (await dropped(street)).view
    rooms = street.rooms
    compared = await made_anew(rooms.pool, rooms.runner, rooms.ledger, street.book)
    assert compared.unlike == []
    assert (await dropped(street)).view == before
