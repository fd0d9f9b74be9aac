"""A running service lets in whom the page says, and nobody else."""

import os
from collections.abc import AsyncIterator, Mapping
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio

from tests.api import matrix_page
from tests.api.matrix import ANY_STATE, Cell, asked, fill, rows, sample
from tests.api.matrix_town import STATES, World, built, peopled, roles
from tests.api.recorded import ABOUT_NOBODY, must_be_recorded, was_shown
from tests.api.service import running
from tests.api.test_lists_and_directories import SYSTEMS

HOW = os.environ.get("STAFETT_MATRIX", "")
MOST = 1_000_000
"""So many lines of refusals stand one by one here, that each can be found."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def world(fresh_databases: tuple[str, str]) -> AsyncIterator[World]:
    """A town with somebody in every role, and a matter in every state."""
    async with running(*fresh_databases, issuers=[SYSTEMS]) as service:
        there = await peopled(service)
        await built(there)
        service.house.recorder.denials.one_by_one = MOST
        yield there


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def answered(world: World) -> Mapping[Cell, str]:
    """How the town answered everybody, some cells of every row."""
    columns = roles(world)
    every = [(row, role) for row in rows() for role in columns if asked(row, role)]
    if HOW in ("write", "add"):
        before = matrix_page.read()[0] if HOW == "add" else {}
        keys = {(row.state, row.named, role.name): (row, role) for row, role in every}
        lacking = [cell for key, cell in keys.items() if key not in before]
        kept = {key: said for key, said in before.items() if key in keys}
        found = {**kept, **await fill(world, lacking)}
        matrix_page.write(found, rows(), [role.name for role in columns])
    written, named = matrix_page.read()
    assert list(named) == [role.name for role in columns]
    assert set(written) == {(row.state, row.named, role.name) for row, role in every}
    cells = every if HOW == "whole" else list(sample(written, every))
    assert len(cells) > 1500
    return await fill(world, cells)


def test_everybody_is_answered_as_the_page_says(answered: Mapping[Cell, str]) -> None:
    written, _ = matrix_page.read()
    assert answered == {cell: written[cell] for cell in answered}


@pytest.mark.usefixtures("answered")
async def test_nobody_is_shown_or_refused_anything_without_a_line_in_the_journal(
    world: World,
) -> None:
    recorded = await requests_in_the_journal(world)
    needed = [one for one in world.told if must_be_recorded(one)]
    missing = {
        f"{one.status} {one.code} {one.row.named} ({one.role})"
        for one in needed
        if one.request not in recorded
    }
    assert missing == set()
    assert len(needed) > 1000
    assert {one.status for one in needed} >= {200, 403, 404, 409, 412}


@pytest.mark.usefixtures("answered")
async def test_what_is_said_to_be_about_nobody_is_read_and_leaves_no_line(world: World) -> None:
    recorded = await requests_in_the_journal(world)
    asked_for = {one.row.path for one in world.told}
    assert ABOUT_NOBODY.keys() <= asked_for
    read = [one for one in world.told if was_shown(one) and one.row.path in ABOUT_NOBODY]
    assert len({one.row.path for one in read}) > len(ABOUT_NOBODY) / 2
    assert [one for one in read if one.request in recorded] == []


async def requests_in_the_journal(world: World) -> set[UUID]:
    """Return every request by which somebody was shown or refused something."""
    found, after = set[UUID](), 0
    while lines := await world.town.service.house.journal.follow(UUID(world.town.book), after, 900):
        events: list[Any] = [one.event for one in lines]
        found |= {one.request for one in events if one is not None}
        after = lines[-1].position
    return found


def test_whoever_has_not_logged_in_or_for_something_else_is_let_in_nowhere() -> None:
    written, _ = matrix_page.read()
    for (state, row, column), status in written.items():
        if column == "nobody":
            assert status == "401", (state, row)
        if column == "wrong scope" or (column == "system" and state != ANY_STATE):
            assert status in ("401", "403"), (state, row)


def test_to_those_without_a_part_there_is_nothing_in_any_matter() -> None:
    written, _ = matrix_page.read()
    without = {"colleague", "no say", "under 15", "auditor", "officer", "archivist", "administr."}
    told = {
        status
        for (state, _, column), status in written.items()
        if column in without and state in STATES
    }
    assert told <= {"404", "409"}


def test_of_a_shielded_concern_only_its_readers_are_told_anything() -> None:
    written, _ = matrix_page.read()
    knows = {
        column
        for (state, _, column), status in written.items()
        if state == "a shielded concern" and status != "404"
    }
    assert knows == {"holder", "home leader"}
