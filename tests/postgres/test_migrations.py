"""Changing the shape of the tables: once each, in order, and never behind anyone's back."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from stafett.postgres.errors import MigrationRefused
from stafett.postgres.migrations import migrate, status
from stafett.postgres.pool import connect
from tests.databases import new_database

SHELF = "-- migrate:up\nCREATE TABLE shelf (id int PRIMARY KEY);\n"
BOOK = "-- migrate:up\nCREATE TABLE book (id int);\n\n-- migrate:down\nDROP TABLE book;\n"
INDEX = "-- migrate:up transaction:false\nCREATE INDEX CONCURRENTLY by_id ON book (id);\n"


@pytest_asyncio.fixture(loop_scope="session")
async def empty(events_url: str) -> AsyncIterator[str]:
    async with new_database(events_url) as url:
        yield url


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "20260101000000_shelf.sql").write_text(SHELF)
    (tmp_path / "20260102000000_book.sql").write_text(BOOK)
    return tmp_path


async def _tables(url: str) -> set[str]:
    async with connect(url) as connection:
        rows = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname='public'")
    return {row["tablename"] for row in rows} - {"schema_migrations", "migration_seal"}


async def test_every_file_runs_once_in_the_order_of_its_number(empty: str, files: Path) -> None:
    assert [one.name for one in await migrate(empty, files)] == ["shelf", "book"]
    assert await migrate(empty, files) == ()
    assert await _tables(empty) == {"shelf", "book"}


async def test_what_stands_under_down_is_never_run(empty: str, files: Path) -> None:
    await migrate(empty, files)
    assert "book" in await _tables(empty)


async def test_the_status_tells_what_is_applied_and_when(empty: str, files: Path) -> None:
    assert [one.applied for one in await status(empty, files)] == [False, False]
    await migrate(empty, files)
    (files / "20260103000000_index.sql").write_text(INDEX)
    found = await status(empty, files)
    assert [(one.applied, one.at is not None) for one in found] == [
        (True, True),
        (True, True),
        (False, False),
    ]


async def test_a_dry_run_says_what_is_missing_and_changes_nothing(empty: str, files: Path) -> None:
    assert [one.name for one in await migrate(empty, files, dry_run=True)] == ["shelf", "book"]
    assert await _tables(empty) == set()
    async with connect(empty) as connection:
        assert await connection.fetchval("SELECT to_regclass('schema_migrations')") is None


async def test_a_file_that_changed_after_it_ran_is_refused(empty: str, files: Path) -> None:
    await migrate(empty, files)
    (files / "20260101000000_shelf.sql").write_text(SHELF + "-- a harmless remark\n")
    with pytest.raises(MigrationRefused, match=r"shelf\.sql has changed"):
        await migrate(empty, files)
    with pytest.raises(MigrationRefused, match=r"shelf\.sql has changed"):
        await status(empty, files)


async def test_a_database_newer_than_the_program_is_refused(empty: str, files: Path) -> None:
    await migrate(empty, files)
    (files / "20260102000000_book.sql").unlink()
    with pytest.raises(MigrationRefused, match="newer than the program"):
        await migrate(empty, files)


async def test_a_file_that_fails_leaves_nothing_behind(empty: str, files: Path) -> None:
    broken = files / "20260103000000_broken.sql"
    broken.write_text("-- migrate:up\nCREATE TABLE half (id int);\nSELECT no_such_function();\n")
    with pytest.raises(MigrationRefused, match=r"broken\.sql could not be applied"):
        await migrate(empty, files)
    assert await _tables(empty) == {"shelf", "book"}
    broken.write_text("-- migrate:up\nCREATE TABLE half (id int);\n")
    assert [one.name for one in await migrate(empty, files)] == ["broken"]


async def test_an_index_is_built_outside_a_transaction_while_others_wait(
    empty: str, files: Path
) -> None:
    (files / "20260103000000_index.sql").write_text(INDEX)
    done = await asyncio.gather(*(migrate(empty, files) for _ in range(4)))
    assert sorted(len(applied) for applied in done) == [0, 0, 0, 3]
    async with connect(empty) as connection:
        valid = await connection.fetchval(
            "SELECT indisvalid FROM pg_index WHERE indexrelid = 'by_id'::regclass"
        )
    assert valid is True


async def test_what_stock_dbmate_ran_is_not_run_again(empty: str, files: Path) -> None:
    async with connect(empty) as connection:
        await connection.execute(
            "CREATE TABLE schema_migrations (version varchar NOT NULL PRIMARY KEY);"
            "CREATE TABLE shelf (id int PRIMARY KEY);"
            "INSERT INTO schema_migrations VALUES ('20260101000000')"
        )
    assert [one.applied for one in await status(empty, files)] == [True, False]
    assert [one.name for one in await migrate(empty, files)] == ["book"]
    (files / "20260101000000_shelf.sql").write_text(SHELF + "-- changed\n")
    with pytest.raises(MigrationRefused, match="has changed"):
        await migrate(empty, files)


async def test_the_planner_knows_the_new_tables(empty: str, files: Path) -> None:
    (files / "20260103000000_fill.sql").write_text(
        "-- migrate:up\nINSERT INTO shelf SELECT generate_series(1, 1000);\n"
    )
    await migrate(empty, files)
    async with connect(empty) as connection:
        known = await connection.fetchval("SELECT reltuples FROM pg_class WHERE relname = 'shelf'")
    assert known == 1000


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("shelf.sql", SHELF, "must be called"),
        ("20260103000000_none.sql", "CREATE TABLE x (id int);\n", "must be called"),
        ("20260103000000_odd.sql", SHELF.replace("up\n", "up lock:false\n"), "no option"),
        ("20260101000000_again.sql", SHELF, "two migrations are numbered"),
    ],
)
async def test_a_file_dbmate_would_not_understand_is_refused(
    empty: str, files: Path, name: str, content: str, why: str
) -> None:
    (files / name).write_text(content)
    with pytest.raises(MigrationRefused, match=why):
        await migrate(empty, files)
    assert await _tables(empty) == set()


async def test_an_empty_folder_is_a_mistake_and_not_a_finished_migration(
    empty: str, tmp_path: Path
) -> None:
    with pytest.raises(MigrationRefused, match="no migrations"):
        await migrate(empty, tmp_path)
