"""The second wall: what the database itself refuses, and that nothing is served without it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from time import time
from uuid import UUID, uuid4

import asyncpg
import pytest
import pytest_asyncio

from stafett.postgres.errors import RolesMissing
from stafett.postgres.pool import Connection, connect, within
from stafett.postgres.roles import (
    LOGINS,
    OWNER,
    PRUNER,
    Role,
    as_role,
    let_in,
    password,
    secret_of,
    verifier,
    way_in,
)
from stafett.postgres.shapes import Cluster
from stafett.postgres.wall import LINES, check_time, check_wall
from stafett.postgres.way import check_way
from tests.databases import new_database
from tests.ledger.books import open_shelf

TENANTS = """
    SELECT c.oid::regclass::text AS name FROM pg_class c
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant'
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') ORDER BY 1
"""
KEYS = """
    SELECT i.indexrelid::regclass::text AS name, a.attname AS first
      FROM pg_index i
      JOIN pg_class c ON c.oid = i.indrelid AND c.relnamespace = 'public'::regnamespace
      JOIN pg_attribute own ON own.attrelid = c.oid AND own.attname = 'tenant'
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
     WHERE i.indisunique
"""


class Books:
    """Two clusters with two books, and something written in both ledgers of each."""

    def __init__(self, urls: tuple[str, str], mine: UUID, theirs: UUID, stream: UUID) -> None:
        self.urls = urls
        self.mine, self.theirs, self.stream = mine, theirs, stream

    def url(self, cluster: Cluster) -> str:
        return self.urls[0 if cluster == "events" else 1]

    @asynccontextmanager
    async def logged_in(self, role: Role) -> AsyncIterator[Connection]:
        cluster: Cluster = "keystore" if role is Role.KEYSTORE else "events"
        async with connect(as_role(self.url(cluster), role)) as connection:
            yield connection

    @asynccontextmanager
    async def administrator(self, cluster: Cluster = "events") -> AsyncIterator[Connection]:
        async with connect(self.url(cluster)) as connection:
            yield connection


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def books(fresh_databases: tuple[str, str]) -> AsyncIterator[Books]:
    async with open_shelf(*fresh_databases) as mine, open_shelf(*fresh_databases) as theirs:
        stream = uuid4()
        await mine.write(stream, "one", "two")
        await theirs.write(uuid4(), "three")
        yield Books(fresh_databases, mine.tenant, theirs.tenant, stream)


async def unwell(books: Books, cluster: Cluster = "events", *, ours: bool = True) -> set[str]:
    return {
        check.subject.removeprefix(f"{cluster}: ")
        for check in await check_wall(books.url(cluster), cluster, ours=ours)
        if not check.well
    }


ALL = [(cluster, role) for cluster, roles in LOGINS.items() for role in roles]


async def test_a_database_that_was_made_ready_has_its_wall(books: Books) -> None:
    assert await unwell(books) == set()
    assert await unwell(books, "keystore") == set()


# What each may do


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("role", LOGINS["events"])
@pytest.mark.parametrize(
    "how", ["UPDATE {} SET sealed = ''", "DELETE FROM {}", "TRUNCATE {}", "DROP TABLE {}"]
)
async def test_no_login_may_change_or_remove_a_line(
    books: Books, line: str, role: Role, how: str
) -> None:
    async with books.logged_in(role) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with within(connection, books.mine):
                await connection.execute(how.format(line))


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("how", ["UPDATE {} SET sealed = ''", "DELETE FROM {}", "TRUNCATE {}"])
async def test_not_even_an_administrator_changes_a_line_by_accident(
    books: Books, line: str, how: str
) -> None:
    async with books.administrator() as connection:
        for said in ("origin", "replica"):
            await connection.execute(f"SET session_replication_role = {said}")
            with pytest.raises(asyncpg.FeatureNotSupportedError, match="never changed"):
                await connection.execute(how.format(line))


@pytest.mark.parametrize("line", LINES)
async def test_the_trigger_of_each_row_holds_without_the_one_of_the_statement(
    books: Books, line: str
) -> None:
    async with books.administrator() as connection, connection.transaction():
        await connection.execute(f"ALTER TABLE {line} DISABLE TRIGGER lines_stay")
        if line == "journal_line":
            await connection.execute("INSERT INTO journal_line SELECT * FROM event LIMIT 1")
        with pytest.raises(asyncpg.FeatureNotSupportedError):
            await connection.execute(f"DELETE FROM {line}")


NOT_THEIR_WORK = [
    (Role.WRITER, "SELECT sealed FROM event"),
    (Role.WRITER, "SELECT * FROM journal_line"),
    (Role.WRITER, "SELECT * FROM case_view"),
    (Role.WRITER, "INSERT INTO journal_line DEFAULT VALUES"),
    (Role.WRITER, "UPDATE book SET municipality = tenant"),
    (Role.WRITER, "DELETE FROM answer"),
    (Role.WRITER, "DELETE FROM event_head"),
    (Role.WRITER, "SELECT prune_lines(stream, stream) FROM event"),
    (Role.JOURNAL, "SELECT sealed FROM journal_line"),
    (Role.JOURNAL, "SELECT * FROM event"),
    (Role.JOURNAL, "INSERT INTO event DEFAULT VALUES"),
    (Role.JOURNAL, "SELECT * FROM access_list"),
    (Role.PROJECTOR, "SELECT * FROM event"),
    (Role.PROJECTOR, "SELECT * FROM journal_line"),
    (Role.PROJECTOR, "INSERT INTO event DEFAULT VALUES"),
    (Role.PROJECTOR, "UPDATE event_head SET position = 0"),
    (Role.READER, "INSERT INTO event DEFAULT VALUES"),
    (Role.READER, "DELETE FROM access_list"),
    (Role.READER, "DELETE FROM claim"),
    (Role.READER, "UPDATE book SET clock_offset = '1 day'"),
    (Role.READER, "SELECT books_with_notices()"),
    (Role.KEYSTORE, "UPDATE data_key SET wrapped = ''"),
    (Role.KEYSTORE, "DELETE FROM tenant_key"),
    (Role.KEYSTORE, "DELETE FROM book_key"),
    (Role.KEYSTORE, "TRUNCATE data_key"),
]


@pytest.mark.parametrize(("role", "how"), NOT_THEIR_WORK)
async def test_a_login_may_do_its_work_and_no_other(books: Books, role: Role, how: str) -> None:
    async with books.logged_in(role) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(how)


@pytest.mark.parametrize(("cluster", "role"), ALL)
async def test_a_login_becomes_nobody_else_and_makes_nothing(
    books: Books, cluster: Cluster, role: Role
) -> None:
    async with books.logged_in(role) as connection:
        others = [one.value for _, one in ALL if one is not role]
        others += [OWNER, PRUNER]
        there = await connection.fetch("SELECT rolname FROM pg_roles WHERE rolname LIKE 'stafett%'")
        for other in {row[0] for row in there} & set(others):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(f"SET ROLE {other}")
        for how in ("CREATE TABLE mine ()", "CREATE SCHEMA mine"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(how)


async def test_nobody_but_the_logins_may_connect_and_they_may_lay_no_table_before_ours(
    events_url: str, templates: tuple[str, str]
) -> None:
    may = "SELECT has_database_privilege($1, $2, 'CONNECT'), has_database_privilege($1, $2, 'TEMP')"
    async with connect(events_url) as connection:
        for role in LOGINS["events"]:
            assert tuple(await connection.fetchrow(may, role.value, templates[0])) == (True, False)
        assert tuple(await connection.fetchrow(may, OWNER, templates[0])) == (False, False)


async def test_one_logins_password_is_no_others(books: Books) -> None:
    stolen = password(secret_of(books.urls[0]), Role.READER)
    address = as_role(books.urls[0], Role.WRITER)
    tried = address.replace(password(secret_of(books.urls[0]), Role.WRITER), stolen)
    assert tried != address
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(tried)
    assert secret_of(books.urls[0]) not in address


async def test_the_owner_is_nobody_who_could_log_in(books: Books) -> None:
    address = as_role(books.urls[0], Role.WRITER).replace(Role.WRITER.value, OWNER)
    with pytest.raises(asyncpg.InvalidAuthorizationSpecificationError):
        await asyncpg.connect(address)


def test_an_address_without_a_secret_names_the_login_and_no_password() -> None:
    bare = "postgresql://db.example:5432/stafett?sslmode=verify-full"
    assert as_role(bare, Role.READER) == (
        "postgresql://stafett_reader@db.example:5432/stafett?sslmode=verify-full"
    )
    asked = "postgresql:///stafett?host=%2Frun%2Fpg&user=kari&password=hemmelig"
    assert secret_of(asked) == "hemmelig"
    found = as_role(asked, Role.READER)
    assert found.endswith("@/stafett?host=%2Frun%2Fpg")
    assert "hemmelig" not in found


def test_what_the_server_keeps_of_a_password_is_made_as_the_standard_says() -> None:
    # RFC 7677 section 3: user "user", password "pencil", 4096 rounds.
    kept = verifier("pencil", bytes.fromhex("5b6d99689d123577df3862c4a8bbcbe9"))
    assert kept.startswith("SCRAM-SHA-256$4096:W22ZaJ0SNXffOGLEqLvL6Q==$")


# One book at a time


async def tables(books: Books, cluster: Cluster) -> Sequence[str]:
    async with books.administrator(cluster) as connection:
        return [row["name"] for row in await connection.fetch(TENANTS)]


@pytest.mark.parametrize("cluster", LOGINS)
async def test_every_unique_key_of_what_belongs_to_a_book_begins_with_the_book(
    books: Books, cluster: Cluster
) -> None:
    async with books.administrator(cluster) as connection:
        rows = await connection.fetch(KEYS)
    assert len(rows) >= len(await tables(books, cluster))
    assert [row["name"] for row in rows if row["first"] != "tenant"] == []


async def test_who_does_not_say_which_book_sees_no_line_of_any(books: Books) -> None:
    async with books.logged_in(Role.READER) as connection:
        assert await connection.fetchval("SELECT count(*) FROM event") == 0
        async with within(connection, books.mine):
            assert await connection.fetchval("SELECT count(*) FROM event") == 2
        # What was said is forgotten with the transaction.
        assert await connection.fetchval("SELECT count(*) FROM event") == 0


async def test_the_owner_too_sees_one_book_at_a_time(books: Books) -> None:
    async with books.administrator() as connection:
        await connection.execute(f"SET ROLE {OWNER}")
        for name in await tables(books, "events"):
            assert await connection.fetchval(f"SELECT count(*) FROM {name}") == 0, name
        async with within(connection, books.mine):
            assert await connection.fetchval("SELECT count(*) FROM event") == 2


async def test_a_question_that_forgets_to_ask_for_its_book_is_answered_for_its_own(
    books: Books,
) -> None:
    async with books.logged_in(Role.READER) as connection, within(connection, books.theirs):
        rows = await connection.fetch("SELECT DISTINCT tenant FROM event")
        asked = await connection.fetch("SELECT * FROM event WHERE tenant = $1", books.mine)
    assert [row["tenant"] for row in rows] == [books.theirs]
    assert asked == []


async def test_nothing_is_written_into_another_book_than_the_one_that_was_said(
    books: Books,
) -> None:
    claim = "INSERT INTO claim (tenant, tag, stream) VALUES ($1, $2, $3)"
    empty = "UPDATE event_head SET position = 0 WHERE tenant = $1"
    async with books.logged_in(Role.WRITER) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
            async with within(connection, books.mine):
                await connection.execute(claim, books.theirs, bytes(32), uuid4())
        async with within(connection, books.mine):
            assert await connection.execute(empty, books.theirs) == "UPDATE 0"


async def test_keys_of_another_book_are_not_there(books: Books) -> None:
    async with books.logged_in(Role.KEYSTORE) as connection:
        assert await connection.fetchval("SELECT count(*) FROM data_key") == 0
        async with within(connection, books.mine):
            rows = await connection.fetch("SELECT DISTINCT tenant FROM data_key")
            gone = await connection.execute("DELETE FROM data_key WHERE tenant = $1", books.theirs)
    assert [row["tenant"] for row in rows] == [books.mine]
    assert gone == "DELETE 0"


# Nothing is served without it: each fault is found, and put right again by hand

FAULTS: list[tuple[Cluster, str, str, str]] = [
    (
        "events",
        "GRANT stafett_pruner TO stafett_writer",
        "REVOKE stafett_pruner FROM stafett_writer",
        "stafett_writer",
    ),
    (
        "events",
        "GRANT UPDATE (leaf) ON event TO stafett_pruner",
        "REVOKE UPDATE (leaf) ON event FROM stafett_pruner",
        "nobody may change a line",
    ),
    (
        "events",
        "GRANT EXECUTE ON FUNCTION prune_lines TO stafett_writer",
        "REVOKE EXECUTE ON FUNCTION prune_lines FROM stafett_writer",
        "nobody who serves may empty a line",
    ),
    (
        "events",
        "UPDATE book SET clock_offset = '1 day'",
        "UPDATE book SET clock_offset = '0'",
        "clocks",
    ),
    (
        "events",
        "ALTER TABLE event DISABLE TRIGGER lines_stay",
        "ALTER TABLE event ENABLE ALWAYS TRIGGER lines_stay",
        "lines stay",
    ),
    (
        "events",
        "ALTER TABLE journal_line DISABLE TRIGGER each_line_stays",
        "ALTER TABLE journal_line ENABLE ALWAYS TRIGGER each_line_stays",
        "lines stay",
    ),
    (
        "events",
        "ALTER TABLE event ENABLE TRIGGER lines_stay",
        "ALTER TABLE event ENABLE ALWAYS TRIGGER lines_stay",
        "lines stay",
    ),
    (
        "events",
        "ALTER TABLE claim DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE claim ENABLE ROW LEVEL SECURITY",
        "one book at a time",
    ),
    (
        "events",
        "ALTER TABLE event NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE event FORCE ROW LEVEL SECURITY",
        "one book at a time",
    ),
    (
        "events",
        "CREATE POLICY wide ON answer FOR ALL USING (true)",
        "DROP POLICY wide ON answer",
        "one book at a time",
    ),
    ("events", "CREATE TABLE loose (tenant uuid)", "DROP TABLE loose", "one book at a time"),
    ("events", "ALTER TABLE due SET UNLOGGED", "ALTER TABLE due SET LOGGED", "survives a crash"),
    (
        "events",
        "GRANT DELETE ON event TO stafett_projector",
        "REVOKE DELETE ON event FROM stafett_projector",
        "nobody may change a line",
    ),
    (
        "events",
        "GRANT UPDATE (sealed) ON journal_line TO PUBLIC",
        "REVOKE UPDATE (sealed) ON journal_line FROM PUBLIC",
        "nobody may change a line",
    ),
    (
        "events",
        "ALTER ROLE stafett_reader CREATEDB",
        "ALTER ROLE stafett_reader NOCREATEDB",
        "stafett_reader",
    ),
    (
        "events",
        "ALTER ROLE stafett_writer SUPERUSER",
        "ALTER ROLE stafett_writer NOSUPERUSER",
        "stafett_writer",
    ),
    (
        "events",
        "ALTER ROLE stafett_projector BYPASSRLS",
        "ALTER ROLE stafett_projector NOBYPASSRLS",
        "stafett_projector",
    ),
    (
        "events",
        "GRANT stafett_owner TO stafett_journal",
        "REVOKE stafett_owner FROM stafett_journal",
        "stafett_journal",
    ),
    (
        "events",
        "ALTER ROLE stafett_writer SET synchronous_commit = off",
        "ALTER ROLE stafett_writer RESET synchronous_commit",
        "stafett_writer",
    ),
    (
        "events",
        "ALTER ROLE stafett_owner LOGIN",
        "ALTER ROLE stafett_owner NOLOGIN",
        "who is let in",
    ),
    (
        "events",
        "ALTER ROLE stafett_reader NOLOGIN",
        "ALTER ROLE stafett_reader LOGIN",
        "stafett_reader",
    ),
    (
        "keystore",
        "ALTER TABLE data_key NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE data_key FORCE ROW LEVEL SECURITY",
        "one book at a time",
    ),
    (
        "keystore",
        "ALTER TABLE data_key OWNER TO CURRENT_USER",
        "ALTER TABLE data_key OWNER TO stafett_owner",
        "owner",
    ),
]


@pytest.mark.parametrize(("cluster", "harm", "mending", "subject"), FAULTS)
async def test_a_hole_in_the_wall_is_found_and_it_is_said_what_to_do(
    books: Books, cluster: Cluster, harm: str, mending: str, subject: str
) -> None:
    async with books.administrator(cluster) as connection:
        await connection.execute(harm)
        try:
            found = await check_wall(books.url(cluster), cluster, ours=True)
        finally:
            await connection.execute(mending)
    faults = [check for check in found if not check.well]
    assert subject in {check.subject.removeprefix(f"{cluster}: ") for check in faults}
    assert all(check.vital and check.advice for check in faults)
    assert await unwell(books, cluster) == set()


async def test_a_trigger_whose_words_were_taken_out_is_found(books: Books) -> None:
    async with books.administrator() as connection:
        whole = await connection.fetchval("SELECT pg_get_functiondef('lines_stay'::regproc)")
        await connection.execute(
            "CREATE OR REPLACE FUNCTION lines_stay() RETURNS trigger LANGUAGE plpgsql AS "
            "'BEGIN RETURN NULL; END'"
        )
        found = await unwell(books)
        await connection.execute(whole)
    assert found == {"lines stay"}
    assert await unwell(books) == set()


async def test_an_address_that_lets_in_an_administrator_is_not_the_services(books: Books) -> None:
    assert await unwell(books, ours=False) == {"the address itself"}
    assert await unwell(books, "keystore", ours=False) == {"the address itself"}


async def test_an_address_whose_name_is_nobodys_is_as_it_should_be(books: Books) -> None:
    secret = secret_of(books.urls[0])
    nobodys = books.urls[0].replace(f"stafett:{secret}", f"nobody:{secret}")
    assert nobodys != books.urls[0]
    found = await check_wall(nobodys, "events")
    assert [check for check in found if not check.well] == []


async def test_a_short_secret_is_refused(events_url: str) -> None:
    short = events_url.replace(secret_of(events_url), "hemmelig")
    found = {check.subject: check for check in await check_wall(short, "events")}
    assert found["events: secret"].found == "short"
    assert "hemmelig" not in repr(found)


@pytest.mark.parametrize(
    "way",
    [
        "db.example.no",
        "db.example.no:5432",
        "192.0.2.7",
        "[2001:db8::7]:5432",
        "localhost,db.example.no",
        "db.example.no?sslmode=require",
        "db.example.no?sslmode=verify-ca",
        "?host=db.example.no",
        "localhost?host=db.example.no",
    ],
)
def test_a_way_on_which_somebody_could_listen_is_not_served_on(way: str) -> None:
    place, _, asked = way.partition("?")
    found = check_way(f"postgresql://stafett:hemmelig@{place}/books?{asked}", "events", {})
    assert found.vital
    assert "sslmode=verify-full" in found.advice
    assert "hemmelig" not in repr(found)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://stafett:s@db.example.no/books?sslmode=verify-full&sslrootcert=/ca.pem",
        "postgresql://stafett:s@localhost:5432/books",
        "postgresql://stafett:s@127.0.0.1/books",
        "postgresql://stafett:s@[::1]:5432/books",
        "postgresql://stafett:s@/books?host=/var/run/postgresql",
        "postgresql://stafett:s@%2Fvar%2Frun%2Fpostgresql/books",
        "postgresql:///books",
    ],
)
def test_a_closed_way_and_one_within_this_machine_are_served_on(url: str) -> None:
    assert check_way(url, "events", {}).well


def test_the_mode_may_stand_in_the_environment() -> None:
    url = "postgresql://stafett:s@db.example.no/books"
    assert check_way(url, "events", {"PGSSLMODE": "verify-full"}).well
    assert not check_way(f"{url}?sslmode=prefer", "events", {"PGSSLMODE": "verify-full"}).well


async def test_a_server_elsewhere_is_looked_at_with_everything_else(books: Books) -> None:
    assert {check.subject for check in await check_wall(books.urls[0], "events")} >= {
        "events: the way to it",
        "events: secret",
    }


@pytest.mark.parametrize(("ahead", "well"), [(0, True), (28, True), (-28, True), (40, False)])
async def test_a_database_in_another_time_is_not_served_on(
    books: Books, ahead: float, well: bool
) -> None:
    async with books.logged_in(Role.READER) as connection:
        found = await check_time(connection, lambda: time() + ahead)
    assert (found.well, found.vital) == (well, True)
    assert well or "NTP" in found.advice


async def test_where_nobody_is_let_in_it_is_said_what_to_do(books: Books) -> None:
    stale = books.urls[0].replace(secret_of(books.urls[0]), "x" * 30)
    with pytest.raises(RolesMissing, match="stafett migrate"):
        await way_in(stale, "events")


async def test_who_may_not_make_roles_is_told_so(books: Books) -> None:
    with pytest.raises(RolesMissing, match="CREATEROLE"):
        await let_in(as_role(books.urls[0], Role.READER), "events", "x" * 30)


async def test_letting_in_once_more_changes_nothing(books: Books) -> None:
    kept = "SELECT rolname, rolpassword FROM pg_authid WHERE rolname LIKE 'stafett%'"
    async with books.administrator() as connection:
        before = {tuple(row) for row in await connection.fetch(kept)}
        await let_in(books.urls[0], "events", secret_of(books.urls[0]))
        assert {tuple(row) for row in await connection.fetch(kept)} == before


async def test_what_is_migrated_later_belongs_to_the_owner_too(
    events_url: str, templates: tuple[str, str]
) -> None:
    async with new_database(events_url, like=templates[0]) as url, connect(url) as connection:
        owners = await connection.fetch(
            "SELECT DISTINCT relowner::regrole::text FROM pg_class"
            " WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
        )
    assert [row[0] for row in owners] == [OWNER]
