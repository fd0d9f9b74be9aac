"""Changing the shape of the tables, one numbered file after the other, never backwards.

The files are plain SQL in dbmate's format and are noted in dbmate's table, so an operator may
use stock dbmate instead. Beside it stands what dbmate does not keep: the hash of each file as
it was when it ran. A file that has changed since is refused.
"""

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import asyncpg

from stafett.postgres.errors import MigrationRefused
from stafett.postgres.pool import Connection, connect

_FILE = re.compile(r"(?P<version>\d+)_(?P<name>[a-z0-9_]+)\.sql")
_UP = re.compile(r"^--\s*migrate:up(?P<options>[^\n]*)$", re.MULTILINE)
_DOWN = re.compile(r"^--\s*migrate:down[^\n]*$", re.MULTILINE)
_LOCK = 0x5374_6166_6574_74  # "Stafett", the same for everyone who migrates a database
_LOCK_PATIENCE = 60.0  # seconds

_TABLES = """
CREATE TABLE IF NOT EXISTS public.schema_migrations (version varchar(128) PRIMARY KEY);
CREATE TABLE IF NOT EXISTS public.migration_seal (
    version varchar(128) PRIMARY KEY,
    sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
    applied timestamptz NOT NULL DEFAULT now()
);
"""
_NOTE = """
WITH noted AS (INSERT INTO public.schema_migrations VALUES ($1) ON CONFLICT DO NOTHING)
INSERT INTO public.migration_seal (version, sha256) VALUES ($1, $2)
"""
_BELONGS_TO = "SELECT relowner::regrole::text FROM pg_class WHERE oid = $1::regclass"
_APPLIED = """
SELECT version, sha256, applied
  FROM public.schema_migrations LEFT JOIN public.migration_seal USING (version)
"""


@dataclass(frozen=True, slots=True)
class Migration:
    """One file: its number, its name, its SQL, and the hash of the whole file."""

    version: str
    name: str
    sql: str
    in_transaction: bool
    sha256: bytes


@dataclass(frozen=True, slots=True)
class Standing:
    """One migration, and whether and when it was applied (``None``: not by us)."""

    migration: Migration
    applied: bool
    at: datetime | None


@dataclass(frozen=True, slots=True)
class _Applied:
    sha256: bytes | None
    at: datetime | None


def migrations_in(folder: Path) -> tuple[Migration, ...]:
    """Read the migrations of *folder* in the order of their numbers.

    Raises:
        MigrationRefused: A file has no number of its own or no ``-- migrate:up`` section.

    """
    found = tuple(_read(path) for path in sorted(folder.glob("*.sql")))
    if not found:
        raise MigrationRefused(f"there are no migrations in {folder}.")
    versions = [one.version for one in found]
    if twice := {version for version in versions if versions.count(version) > 1}:
        raise MigrationRefused(f"two migrations are numbered {min(twice)}.")
    return found


def _read(path: Path) -> Migration:
    named = _FILE.fullmatch(path.name)
    content = path.read_bytes()
    text = content.decode("utf-8")
    up = _UP.search(text)
    if named is None or up is None:
        raise MigrationRefused(
            f"{path.name} must be called 20261121000000_name.sql and hold '-- migrate:up'."
        )
    down = _DOWN.search(text, up.end())
    options = up["options"].split()
    if unknown := set(options) - {"transaction:true", "transaction:false"}:
        raise MigrationRefused(f"{path.name}: dbmate knows no option {min(unknown)}.")
    return Migration(
        version=named["version"],
        name=named["name"],
        sql=text[up.end() : down.start() if down else None].strip(),
        in_transaction="transaction:false" not in options,
        sha256=hashlib.sha256(content).digest(),
    )


async def status(url: str, folder: Path) -> tuple[Standing, ...]:
    """Return every migration of *folder*, and whether the database has it. Changes nothing.

    Raises:
        MigrationRefused: A file has changed since it ran, or the database is newer than us.

    """
    migrations = migrations_in(folder)
    async with connect(url, name="stafett-migrate") as connection:
        applied = await _applied(connection)
    _check(migrations, applied)
    return tuple(
        Standing(one, one.version in applied, applied.get(one.version, _Applied(None, None)).at)
        for one in migrations
    )


async def migrate(url: str, folder: Path, *, dry_run: bool = False) -> Sequence[Migration]:
    """Apply what is missing, in order, and return it.

    Several may call this at once: one works, the others wait for it and find nothing to do.
    A file runs in a transaction together with its own note, unless it says
    ``-- migrate:up transaction:false``; such a file holds a single statement that bears being
    run again, because a crash may come between it and its note.

    Args:
        url: The database, as a user who may create tables in it.
        folder: The files, such as ``migrations/events``.
        dry_run: Only say what would be applied.

    Raises:
        MigrationRefused: A file has changed since it ran, the database is newer than us,
            or someone else has been migrating for more than a minute.

    """
    migrations = migrations_in(folder)
    async with connect(url, name="stafett-migrate") as connection:
        if dry_run:
            applied = await _applied(connection)
            _check(migrations, applied)
            return tuple(one for one in migrations if one.version not in applied)
        async with _alone(connection):
            await connection.execute(_TABLES)
            applied = await _applied(connection)
            _check(migrations, applied)
            await _seal_what_dbmate_ran(connection, migrations, applied)
            missing = tuple(one for one in migrations if one.version not in applied)
            for one in missing:
                # What comes belongs to whom what was before belongs to.
                owner = await connection.fetchval(_BELONGS_TO, "public.migration_seal")
                await connection.execute(f"SET ROLE {owner}")
                await _apply(connection, one)
                await connection.execute("RESET ROLE")
            if missing:
                await connection.execute("ANALYZE")
            return missing


@asynccontextmanager
async def _alone(connection: Connection) -> AsyncIterator[None]:
    # Asking again and again instead of waiting inside PostgreSQL: a waiting session holds a
    # snapshot, and CREATE INDEX CONCURRENTLY waits for snapshots - for ever, in this case.
    deadline = asyncio.get_running_loop().time() + _LOCK_PATIENCE
    while not await connection.fetchval("SELECT pg_try_advisory_lock($1)", _LOCK):
        if asyncio.get_running_loop().time() > deadline:
            raise MigrationRefused("someone else is migrating this database; try again later.")
        await asyncio.sleep(0.1)
    try:
        yield
    finally:
        if not connection.is_closed():
            await connection.execute("SELECT pg_advisory_unlock($1)", _LOCK)


async def _applied(
    connection: Connection,
) -> dict[str, _Applied]:
    if await connection.fetchval("SELECT to_regclass('public.migration_seal')") is None:
        if await connection.fetchval("SELECT to_regclass('public.schema_migrations')") is None:
            return {}
        rows = await connection.fetch("SELECT version FROM public.schema_migrations")
        return {row["version"]: _Applied(None, None) for row in rows}
    rows = await connection.fetch(_APPLIED)
    return {row["version"]: _Applied(row["sha256"], row["applied"]) for row in rows}


def _check(migrations: Sequence[Migration], applied: dict[str, _Applied]) -> None:
    known = {one.version: one for one in migrations}
    for version, was in applied.items():
        if version not in known:
            raise MigrationRefused(
                f"the database has migration {version}, which this Stafett does not know: "
                f"the database is newer than the program."
            )
        if was.sha256 is not None and was.sha256 != known[version].sha256:
            raise MigrationRefused(
                f"{version}_{known[version].name}.sql has changed since it was applied; "
                f"put it back as it was and write a new one."
            )


async def _seal_what_dbmate_ran(
    connection: Connection,
    migrations: Sequence[Migration],
    applied: dict[str, _Applied],
) -> None:
    for one in migrations:
        if one.version in applied and applied[one.version].sha256 is None:
            await connection.execute(_NOTE, one.version, one.sha256)


async def _apply(connection: Connection, one: Migration) -> None:
    try:
        if one.in_transaction:
            async with connection.transaction():
                await connection.execute(one.sql)
                await connection.execute(_NOTE, one.version, one.sha256)
        else:
            await connection.execute(one.sql)
            await connection.execute(_NOTE, one.version, one.sha256)
    except asyncpg.PostgresError as trouble:
        raise MigrationRefused(
            f"{one.version}_{one.name}.sql could not be applied: {trouble}"
        ) from trouble
