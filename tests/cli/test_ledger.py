"""The books at a terminal: is every line as it was written?"""

import json
from uuid import UUID

import pytest
import pytest_asyncio
from typer.testing import CliRunner

from stafett.cli.ledger import ledger
from stafett.ledger.roots import ENVIRONMENT, RootKey
from stafett.postgres.pool import connect
from tests.projections.people_in_a_book import a_child
from tests.rooms import open_rooms

ROOT = RootKey.new()


@pytest_asyncio.fixture(loop_scope="session")
async def book(fresh_databases: tuple[str, str]) -> UUID:
    async with open_rooms(fresh_databases, ROOT) as rooms:
        book = await rooms.new_book()
        for _ in range(3):
            await a_child(rooms, book)
    return book


@pytest.fixture
def at_a_terminal(fresh_databases: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("DATABASE_URL", fresh_databases[0])
    monkeypatch.setenv("STAFETT_KEYSTORE_URL", fresh_databases[1])
    monkeypatch.setenv(ENVIRONMENT, ROOT.written())
    return CliRunner()


def test_a_book_nobody_touched_is_well(at_a_terminal: CliRunner, book: UUID) -> None:
    answer = at_a_terminal.invoke(ledger, ["verify", "--book", str(book), "--json"])
    assert answer.exit_code == 0, answer.output
    told = [json.loads(line) for line in answer.stdout.splitlines()]
    assert [(one["ledger"], one["well"], one["lines"]) for one in told] == [
        ("event", True, 6),
        ("journal", True, 0),
    ]
    assert {one["book"] for one in told} == {str(book)}


def test_all_books_are_read_when_none_is_named(at_a_terminal: CliRunner, book: UUID) -> None:
    answer = at_a_terminal.invoke(ledger, ["verify"])
    assert answer.exit_code == 0, answer.output
    assert f"OK  {book} event" in answer.stdout


@pytest_asyncio.fixture(loop_scope="session")
async def touched(fresh_databases: tuple[str, str], book: UUID) -> UUID:
    async with connect(fresh_databases[0]) as connection:
        await connection.execute("ALTER TABLE event DISABLE TRIGGER USER")
        await connection.execute(
            "UPDATE event SET recorded_at = recorded_at + interval '1 hour'"
            " WHERE tenant = $1 AND position = 4",
            book,
        )
        await connection.execute("ALTER TABLE event ENABLE TRIGGER USER")
    return book


def test_the_first_touched_line_is_named_and_nothing_in_it(
    at_a_terminal: CliRunner, touched: UUID
) -> None:
    answer = at_a_terminal.invoke(ledger, ["verify", "--book", str(touched)])
    assert answer.exit_code == 1
    assert "line 4: it is not what its leaf says" in answer.stdout
    assert "Prøve" not in answer.output


def test_a_book_that_is_not_there_cannot_be_read(at_a_terminal: CliRunner, book: UUID) -> None:
    nobody = UUID(int=book.int ^ 1)
    answer = at_a_terminal.invoke(ledger, ["verify", "--book", str(nobody)])
    assert answer.exit_code == 3
    assert "no book" in answer.output


@pytest_asyncio.fixture(loop_scope="session")
async def cut_off(fresh_databases: tuple[str, str]) -> UUID:
    async with open_rooms(fresh_databases, ROOT) as rooms:
        book = await rooms.new_book()
        await a_child(rooms, book)
        await rooms.runner.catch_up()
    async with connect(fresh_databases[0]) as connection:
        await connection.execute("ALTER TABLE event DISABLE TRIGGER USER")
        await connection.execute("DELETE FROM event WHERE tenant = $1 AND position = 2", book)
        await connection.execute("ALTER TABLE event ENABLE TRIGGER USER")
        await connection.execute("UPDATE event_head SET position = 1 WHERE tenant = $1", book)
    return book


def test_an_end_cut_off_with_its_head_is_found_by_how_far_the_lists_have_read(
    at_a_terminal: CliRunner, cut_off: UUID
) -> None:
    answer = at_a_terminal.invoke(ledger, ["verify", "--book", str(cut_off)])
    assert answer.exit_code == 1
    assert "line 2: the lists have read a line that stood here" in answer.stdout
