"""A running service lets in whom the page says, and nobody else."""

import os
from collections.abc import AsyncIterator

import pytest_asyncio

from tests.api import matrix_page
from tests.api.matrix import ANY_STATE, asked, fill, rows, sample
from tests.api.matrix_town import STATES, World, built, peopled, roles
from tests.api.service import running
from tests.api.test_lists_and_directories import SYSTEMS

HOW = os.environ.get("STAFETT_MATRIX", "")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def world(fresh_databases: tuple[str, str]) -> AsyncIterator[World]:
    """A town with somebody in every role, and a matter in every state."""
    async with running(*fresh_databases, issuers=[SYSTEMS]) as service:
        there = await peopled(service)
        await built(there)
        yield there


async def test_everybody_is_answered_as_the_page_says(world: World) -> None:
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
    answered = await fill(world, cells)
    assert answered == {cell: written[cell] for cell in answered}


def test_whoever_has_not_logged_in_or_for_something_else_is_let_in_nowhere() -> None:
    written, _ = matrix_page.read()
    for (state, row, column), status in written.items():
        if column == "nobody":
            assert status == "401", (state, row)
        if column == "wrong scope" or (column == "system" and state != ANY_STATE):
            assert status in ("401", "403"), (state, row)


def test_to_those_without_a_part_there_is_nothing_in_any_matter() -> None:
    written, _ = matrix_page.read()
    without = {"colleague", "no say", "under 15", "auditor", "archivist", "administr."}
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
