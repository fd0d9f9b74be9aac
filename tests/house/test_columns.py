"""What stands in clear: every column of every table is on this list, or is sealed.

A new column fails here until somebody has said what it holds. Nothing that names a person, a unit
or a matter may stand in clear; a keyed hash of it may.
"""

import asyncpg

from stafett.postgres.pool import connect

TENANT = {"tenant": "uuid"}
ROW = {"key_id": "uuid", "sealed": "bytea"}
LINE = TENANT | {
    "position": "bigint",
    "stream": "uuid",
    "version": "integer",
    "event_id": "uuid",
    "recorded_at": "timestamp with time zone",
    **ROW,
    "previous": "bytea",
    "leaf": "bytea",
}
HEAD = TENANT | {"position": "bigint"}
BUILD = TENANT | {"build": "integer"}
NAMED_BUILD = BUILD | {"projection": "text"}

EVENTS: dict[str, dict[str, str]] = {
    "book": TENANT
    | {
        "municipality": "uuid",
        "clock_offset": "interval",
        "created": "timestamp with time zone",
    },
    "event_head": HEAD,
    "journal_head": HEAD,
    "event": LINE,
    "journal_line": LINE,
    "answer": TENANT
    | {
        "command": "uuid",
        "recorded_at": "timestamp with time zone",
        "stream": "uuid",
        "version": "integer",
        **ROW,
    },
    "claim": TENANT | {"tag": "bytea", "stream": "uuid"},
    "attachment": TENANT
    | {
        "attachment": "uuid",
        "tag": "bytea",
        "begun": "timestamp with time zone",
        "settled": "boolean",
        **ROW,
    },
    "attachment_piece": TENANT | {"attachment": "uuid", "number": "integer", "sealed": "bytea"},
    "projection_live": NAMED_BUILD,
    "projection_bookmark": NAMED_BUILD | {"position": "bigint"},
    "projection_parked": NAMED_BUILD | {"stream": "uuid", "position": "bigint"},
    "case_view": BUILD
    | {"stream": "uuid", "number": "smallint", "version": "integer", "leaf": "bytea", **ROW},
    "access_list": BUILD | {"tag": "bytea", "stream": "uuid"},
    "due": BUILD | {"stream": "uuid", "number": "smallint", **ROW},
    "tally": BUILD | {"stream": "uuid", **ROW},
    "notice_bookmark": TENANT | {"position": "bigint", "reminded": "date"},
    "notice": TENANT
    | {
        "id": "uuid",
        "tag": "bytea",
        "due_at": "timestamp with time zone",
        "tries": "smallint",
        **ROW,
    },
}
WRAPPED = {"version": "integer", "wrapped": "bytea", "made_at": "timestamp with time zone"}
KEYSTORE: dict[str, dict[str, str]] = {
    "tenant_key": TENANT | WRAPPED | {"root_id": "uuid", "root_version": "integer"},
    "book_key": TENANT | WRAPPED | {"purpose": "text", "tenant_key_version": "integer"},
    "data_key": TENANT
    | WRAPPED
    | {"id": "uuid", "scope_tag": "bytea", "tenant_key_version": "integer"},
    # A note names the log (our name, the book's id, the ledger, the year), its length and root.
    "checkpoint": TENANT
    | {
        "ledger": "text",
        "year": "smallint",
        "first": "bigint",
        "frozen": "boolean",
        "note": "text",
    },
    # Public keys, and the note in which one signs for the next.
    "signing_before": TENANT
    | {"version": "integer", "first": "bytea", "second": "bytea", "note": "text"},
    "data_turn": TENANT | {"began_at": "timestamp with time zone"},
    "signing_turn": TENANT | {"holder": "uuid", "until": "timestamp with time zone"},
}
MIGRATIONS: dict[str, dict[str, str]] = {
    "schema_migrations": {"version": "character varying"},
    "migration_seal": {
        "version": "character varying",
        "sha256": "bytea",
        "applied": "timestamp with time zone",
    },
}


async def test_the_books_show_nothing_but_ids_numbers_times_and_hashes(
    fresh_databases: tuple[str, str],
) -> None:
    assert await _columns(fresh_databases[0]) == EVENTS | MIGRATIONS


async def test_the_key_cupboard_shows_nothing_but_ids_versions_times_and_hashes(
    fresh_databases: tuple[str, str],
) -> None:
    assert await _columns(fresh_databases[1]) == KEYSTORE | MIGRATIONS


async def _columns(url: str) -> dict[str, dict[str, str]]:
    rows: list[asyncpg.Record]
    async with connect(url) as connection:
        rows = await connection.fetch(
            "SELECT table_name, column_name, data_type FROM information_schema.columns"
            " WHERE table_schema NOT IN ('pg_catalog', 'information_schema')"
        )
    tables: dict[str, dict[str, str]] = {}
    for row in rows:
        tables.setdefault(row["table_name"], {})[row["column_name"]] = row["data_type"]
    return tables
