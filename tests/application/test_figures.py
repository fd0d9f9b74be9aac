"""Figures of a whole book: from sealed rows, the same whatever is shielded, and made anew alike."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from stafett.application.asking import NotYetCurrent, Target
from stafett.domain.facts import CONCERN
from stafett.domain.figures import Figures, Waited, WaitFigure, Within
from stafett.domain.people import Asker, ConcernId
from stafett.domain.rulebook import OnlyACoordinator
from stafett.domain.wondering import RaiseConcern
from stafett.journal import AskingRefused, ListRead
from stafett.ledger.scope import Scope
from stafett.projections import tally_list
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
    SCHOOL,
    TEACHER,
    TODAY,
)

SETTLED = TODAY + timedelta(days=70)


@pytest_asyncio.fixture(autouse=True)
async def in_step(street: Street) -> AsyncIterator[None]:
    """Keep the lists in step, as a running service does."""
    running = asyncio.create_task(street.rooms.runner.run())
    yield
    running.cancel()


async def figures(street: Street, who: Asker = COORDINATOR) -> Figures:
    for _ in range(30):
        try:
            return await street.door.figures(street.book, who, asking=an_asking())
        except NotYetCurrent:
            continue
    raise NotYetCurrent


async def wonder(street: Street, times: int) -> list[UUID]:
    return [
        (
            await street.ask(
                TEACHER,
                RaiseConcern(ConcernId(uuid4()), CHILD_ID, SCHOOL),
                of=Target.concern(),
                about=CHILD_ID,
            )
        ).id
        for _ in range(times)
    ]


def untalked(found: Figures) -> WaitFigure:
    month = f"{TODAY.year}-{TODAY.month:02}"
    (one,) = [
        each
        for each in found.waits
        if (each.waited, each.month, each.within) == (Waited.CONCERN_TO_TALK, month, Within.LONGER)
    ]
    return one


async def test_what_everybody_wrote_is_counted_once_the_month_has_settled(street: Street) -> None:
    await wonder(street, 6)
    assert all(one.at_least is None for one in (await figures(street)).waits)
    await street.clock(SETTLED)
    one = untalked(await figures(street))
    assert one.at_least == 5
    assert [each.at_least for each in one.units if each.unit == SCHOOL] == [5]


async def test_a_few_are_told_as_nobody(street: Street) -> None:
    await street.clock(SETTLED)
    nobody = await figures(street)
    await street.clock(TODAY)
    await wonder(street, 4)
    await street.begun()
    await street.clock(SETTLED)
    assert await figures(street) == nobody


async def test_what_is_shielded_changes_no_figure_and_no_row_tells_it_apart(
    street: Street,
) -> None:
    await wonder(street, 4)
    await street.clock(SETTLED)
    before = await figures(street)
    await street.clock(TODAY)
    hidden = [await shielded_concern(street) for _ in range(6)]
    (open_,) = await wonder(street, 1)
    await street.clock(SETTLED)
    after = await figures(street)
    assert untalked(after).at_least == 5, "one more that is not shielded makes five"
    month = untalked(before).month
    assert [one for one in before.waits if one.month != month] == [
        one for one in after.waits if one.month != month
    ]
    rows = await street.rooms.database.fetch(
        "SELECT stream, length(sealed) AS length FROM tally WHERE tenant = $1", street.book
    )
    lengths = {row["stream"]: row["length"] for row in rows}
    assert {lengths[one] for one in hidden} == {lengths[open_]}
    tags = await street.rooms.database.fetch(
        "SELECT stream, count(*) AS many FROM access_list"
        " WHERE tenant = $1 AND tag IN (SELECT tag FROM access_list WHERE stream = $2)"
        " GROUP BY stream",
        street.book,
        open_,
    )
    many = {row["stream"]: row["many"] for row in tags}
    assert {many[one] for one in hidden} == {many[open_]}


async def test_what_is_shredded_counts_no_more(street: Street) -> None:
    (first, *_) = await wonder(street, 5)
    await street.clock(SETTLED)
    assert untalked(await figures(street)).at_least == 5
    await street.rooms.keyring.shred(street.book, scopes=[Scope.of(first, CONCERN)])
    assert untalked(await figures(street)).at_least is None


async def test_figures_made_anew_are_the_same(street: Street) -> None:
    await wonder(street, 5)
    await street.begun()
    await street.clock(SETTLED)
    before = await figures(street)
    rooms = street.rooms
    compared = await made_anew(rooms.pool, rooms.runner, rooms.ledger, street.book)
    assert compared.unlike == []
    assert await figures(street) == before
    await rooms.database.execute("DELETE FROM tally WHERE tenant = $1", street.book)
    again = await made_anew(rooms.pool, rooms.runner, rooms.ledger, street.book)
    assert len(again.unlike) == 6, "what somebody took out of the table is found"


async def test_rows_are_read_page_by_page_and_each_once(street: Street) -> None:
    await wonder(street, 5)
    await figures(street)
    rooms = street.rooms
    pages = [one async for one in tally_list.pages(rooms.pool, rooms.ledger, street.book, page=2)]
    assert [len(one) for one in pages] == [2, 2, 1]


@pytest.mark.parametrize("who", [TEACHER, HEAD, MOTHER])
async def test_others_are_told_no_and_it_is_in_the_journal(street: Street, who: Asker) -> None:
    with pytest.raises(OnlyACoordinator):
        await street.door.figures(street.book, who, asking=an_asking())
    (line,) = [one for one in await street.journal() if isinstance(one, AskingRefused)]
    assert (line.actor, line.action) == (who.id, "figures")


async def test_asking_is_in_the_journal_and_names_nobody(street: Street) -> None:
    await street.begun()
    found = await figures(street, ADMINISTRATOR)
    assert replace(found, day=TODAY) == found
    for secret in (str(CHILD_ID), CHILD.name, str(street.follow_up), str(TEACHER.employee)):
        assert secret not in str(found)
    (line,) = [one for one in await street.journal() if isinstance(one, ListRead)]
    assert (line.action, line.shown) == ("figures", ())
