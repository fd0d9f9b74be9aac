"""The lists at a terminal: how far they have come, and making them anew."""

import json
from uuid import UUID

import pytest
import pytest_asyncio
from typer.testing import CliRunner

from stafett.cli.projections import projections
from stafett.ledger.roots import ENVIRONMENT, RootKey
from tests.projections.people_in_a_book import a_child, renamed
from tests.rooms import open_rooms

ROOT = RootKey.new()


@pytest_asyncio.fixture(loop_scope="session")
async def book(fresh_databases: tuple[str, str]) -> UUID:
    async with open_rooms(fresh_databases, ROOT) as rooms:
        book = await rooms.new_book()
        for _ in range(3):
            await a_child(rooms, book)
        await rooms.runner.catch_up()
    return book


@pytest_asyncio.fixture(loop_scope="session")
async def behind(fresh_databases: tuple[str, str]) -> UUID:
    """A book whose lists were made before the last two lines."""
    async with open_rooms(fresh_databases, ROOT) as rooms:
        book = await rooms.new_book()
        child = await a_child(rooms, book)
        await rooms.runner.catch_up()
        await renamed(rooms, book, child, 2)
    return book


@pytest.fixture
def at_a_terminal(fresh_databases: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("DATABASE_URL", fresh_databases[0])
    monkeypatch.setenv("STAFETT_KEYSTORE_URL", fresh_databases[1])
    monkeypatch.setenv(ENVIRONMENT, ROOT.written())
    return CliRunner()


def told(at_a_terminal: CliRunner, book: UUID) -> list[dict[str, object]]:
    answer = at_a_terminal.invoke(projections, ["lag", "--json"])
    lines = [json.loads(line) for line in answer.stdout.splitlines()]
    return [line for line in lines if line["book"] == str(book)]


def test_lists_in_step_are_told_so(at_a_terminal: CliRunner, book: UUID) -> None:
    answer = at_a_terminal.invoke(projections, ["lag"])
    assert answer.exit_code == 0
    assert f"OK  {book} doors 1 (in use): 0 lines behind" in answer.stdout
    (line,) = told(at_a_terminal, book)
    assert line == {
        "book": str(book),
        "projection": "doors",
        "build": 1,
        "live": True,
        "behind": 0,
        "parked": [],
    }


def test_lists_behind_are_told_so(at_a_terminal: CliRunner, behind: UUID) -> None:
    (line,) = told(at_a_terminal, behind)
    assert line["behind"] == 2


def test_lists_are_made_anew_and_taken_into_use(at_a_terminal: CliRunner, book: UUID) -> None:
    answer = at_a_terminal.invoke(projections, ["rebuild", "--book", str(book)])
    assert answer.exit_code == 0, answer.output
    assert answer.stdout == f"OK  {book} doors 2: 6 lines\n"
    (line,) = told(at_a_terminal, book)
    assert (line["build"], line["live"], line["behind"]) == (2, True, 0)


def test_a_book_there_is_not_is_told_so(at_a_terminal: CliRunner, book: UUID) -> None:
    answer = at_a_terminal.invoke(projections, ["rebuild", "--book", str(UUID(int=1))])
    assert answer.exit_code == 3
    assert "no book" in answer.stderr


def test_what_is_parked_is_named_by_its_id_and_nothing_else(
    at_a_terminal: CliRunner, parked: tuple[UUID, UUID]
) -> None:
    book, stream = parked
    answer = at_a_terminal.invoke(projections, ["lag"])
    assert answer.exit_code == 1
    assert f"!!  {book} doors 1 (in use): 0 lines behind" in answer.stdout
    assert f"parked: stream {stream}, line 3" in answer.stdout
    (line,) = told(at_a_terminal, book)
    assert line["parked"] == [{"stream": str(stream), "position": 3}]


@pytest_asyncio.fixture(loop_scope="session")
async def parked(fresh_databases: tuple[str, str]) -> tuple[UUID, UUID]:
    """A book in which one child's view no longer fits its lines."""
    async with open_rooms(fresh_databases, ROOT) as rooms:
        book = await rooms.new_book()
        child = await a_child(rooms, book)
        await rooms.runner.catch_up()
        await rooms.database.execute(
            "UPDATE case_view SET leaf = $2 WHERE tenant = $1", book, bytes(32)
        )
        await renamed(rooms, book, child)
        await rooms.runner.catch_up()
    return book, child
