"""Does the second wall stand? What must be so in the databases before real books are served.

The rules are kept in the program. These are kept by the database, for the day when the program has
a hole: nobody can do more than their work needs, nobody changes a line, nobody sees another book.
"""

from collections.abc import Callable, Mapping
from time import time
from typing import Final

import asyncpg

from stafett.postgres.checks import Check
from stafett.postgres.pool import Connection, connect
from stafett.postgres.roles import LOGINS, LOOKS, OWNER, PRUNER, Role, as_role, secret_of
from stafett.postgres.shapes import Cluster
from stafett.postgres.way import check_way

SHORTEST_SECRET: Final = 20
"""Characters. A login's password may be guessed at by whoever has stolen a backup."""
MOST_APART_SECONDS: Final = 30.0
"""So far the clocks may be apart, as for a token's times."""
LINES: Final = ("event", "journal_line")
"""The tables whose rows are never changed or removed."""
_AGAIN: Final = "run `stafett migrate` as somebody who may make tables and roles"
_ONE_BOOK: Final = (
    "(tenant = (NULLIF(current_setting('stafett.tenant'::text, true), ''::text))::uuid)"
)
_STAYS: Final = "20acd2c7f96b5d7951484a4967c8a50258d74559ad8316964b0a99d1ca59fbc5"
"""SHA-256 of the words of the trigger that keeps lines, as the migration `pruning` has them."""
_ROW: Final = 1 | 2 | 8 | 16  # pg_trigger.h: for each row, before, of DELETE and of UPDATE
_STATEMENT: Final = 2 | 8 | 16 | 32  # before, of DELETE, of UPDATE and of TRUNCATE

_MAY_DO_MORE: Final = """
    SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication
           OR EXISTS (SELECT FROM pg_roles o
                       WHERE o.rolname = ANY($1) AND pg_has_role(current_user, o.oid, 'MEMBER'))
           OR EXISTS (SELECT FROM pg_class c
                       WHERE c.relowner = r.oid AND c.relnamespace = 'public'::regnamespace)
      FROM pg_roles r WHERE rolname = current_user
"""
# What the whole server does is looked at with its other settings.
_HURRIES: Final = """
    SELECT setting = 'off' AND source IN ('user', 'database', 'database user')
      FROM pg_settings WHERE name = 'synchronous_commit'
"""
_LETS_IN: Final = "SELECT rolname FROM pg_roles WHERE rolname LIKE 'stafett\\_%' AND rolcanlogin"
_TABLES: Final = """
    SELECT c.relname::text AS name, c.relowner::regrole::text AS owner,
           c.relpersistence::text AS keeps,
           EXISTS (SELECT FROM pg_attribute a
                    WHERE a.attrelid = c.oid AND a.attname = 'tenant') AS has_tenant,
           c.relrowsecurity AND c.relforcerowsecurity AS walled,
           ARRAY(SELECT pg_get_expr(p.polqual, p.polrelid) FROM pg_policy p
                  WHERE p.polrelid = c.oid AND p.polcmd <> 'r') AS rules
      FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
  ORDER BY 1
"""
_TRIGGERS: Final = """
    SELECT t.tgrelid::regclass::text AS line, t.tgtype::int AS kind
      FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
     WHERE t.tgrelid = ANY($1::regclass[]) AND t.tgenabled = 'A' AND t.tgqual IS NULL
       AND p.proname = 'lines_stay' AND encode(sha256(convert_to(p.prosrc, 'UTF8')), 'hex') = $2
"""
_MAY_CHANGE: Final = """
    SELECT t.line, r.rolname::text AS who
      FROM unnest($1::regclass[]) AS t (line) CROSS JOIN pg_roles r
     WHERE r.rolname LIKE 'stafett\\_%'
       AND (has_table_privilege(r.oid, t.line, 'UPDATE, DELETE, TRUNCATE')
            OR EXISTS (SELECT FROM pg_attribute a
                        WHERE a.attrelid = t.line AND a.attnum > 0 AND NOT a.attisdropped
                          AND has_column_privilege(r.oid, t.line, a.attnum, 'UPDATE')
                          AND NOT (r.rolname = 'stafett_pruner' AND a.attname = 'sealed'
                                   AND t.line = 'event'::regclass)))
"""
_MAY_PRUNE: Final = """
    SELECT DISTINCT r.rolname::text AS who
      FROM pg_proc p CROSS JOIN pg_roles r
     WHERE p.proowner = (SELECT o.oid FROM pg_roles o WHERE o.rolname = $1)
       AND r.rolname LIKE 'stafett\\_%' AND r.rolname <> $1
       AND has_function_privilege(r.oid, p.oid, 'EXECUTE')
"""


async def check_wall(url: str, cluster: Cluster, *, ours: bool = False) -> tuple[Check, ...]:
    """Look whether a cluster's second wall stands; every check is vital.

    Args:
        url: The service's own address of it.
        cluster: Which of the two it is.
        ours: Whether we started the server: its administrator's password lies in its folder, for
            the same user whom the service runs as.

    """
    checks = [await _logs_in(url, cluster, role) for role in LOGINS[cluster]]
    if not ours:
        checks += [
            check_way(url, cluster),
            _secret(url, cluster),
            await _address_alone(url, cluster),
        ]
    if not all(check.well for check in checks):
        return tuple(checks)
    async with connect(as_role(url, LOOKS[cluster]), name="stafett-doctor") as connection:
        checks.append(await _nobody_else(connection, cluster))
        checks += await _tables(connection, cluster)
        if cluster == "events":
            checks += [await _triggers(connection), await _privileges(connection)]
            checks.append(await _nobody_prunes(connection))
            checks += [await _clocks(connection), await check_time(connection)]
    return tuple(checks)


def _secret(url: str, cluster: Cluster) -> Check:
    subject, secret = f"{cluster}: secret", secret_of(url)
    if not secret or len(secret) >= SHORTEST_SECRET:
        return Check(subject, "long enough" if secret else "none", vital=True)
    advice = (
        f"put a random secret of at least {SHORTEST_SECRET} characters into the address, as its "
        f"password; then {_AGAIN}"
    )
    return Check(subject, "short", advice, vital=True)


async def _logs_in(url: str, cluster: Cluster, role: Role) -> Check:
    subject = f"{cluster}: {role.value}"
    try:
        async with connect(as_role(url, role), name="stafett-doctor") as connection:
            too_much = await connection.fetchval(_MAY_DO_MORE, [OWNER, PRUNER])
            hurries = await connection.fetchval(_HURRIES)
    except asyncpg.PostgresError:
        return Check(subject, "is not let in", _AGAIN, vital=True)
    if too_much:
        advice = "take away what it is beyond a login: no superuser, no owner, no makers of roles"
        return Check(subject, "may do more than its work", advice, vital=True)
    if hurries:
        advice = f"ALTER ROLE {role.value} RESET synchronous_commit"
        return Check(subject, "does not wait for the disk", advice, vital=True)
    return Check(subject, "may do its work", vital=True)


async def _address_alone(url: str, cluster: Cluster) -> Check:
    """See that the service's address lets in nobody by itself who may do anything."""
    subject = f"{cluster}: the address itself"
    try:
        async with connect(url, name="stafett-doctor") as connection:
            too_much = await connection.fetchval(_MAY_DO_MORE, [OWNER, PRUNER])
    except asyncpg.PostgresError:
        too_much = False
    if not too_much:
        return Check(subject, "lets in nobody who may do more than the service", vital=True)
    advice = (
        "give the service an address whose password is nobody's; the address for who makes tables "
        "and roles belongs in STAFETT_ADMIN_URL and STAFETT_KEYSTORE_ADMIN_URL, for `migrate` only"
    )
    return Check(subject, "lets in a superuser or an owner", advice, vital=True)


async def _nobody_else(connection: Connection, cluster: Cluster) -> Check:
    known = {role.value for role in Role}
    more = [row[0] for row in await connection.fetch(_LETS_IN) if row[0] not in known]
    subject = f"{cluster}: who is let in"
    if not more:
        return Check(subject, "those who have work here", vital=True)
    advice = "; ".join(f"ALTER ROLE {one} NOLOGIN" for one in more)
    return Check(subject, ", ".join(more), advice, vital=True)


async def _tables(connection: Connection, cluster: Cluster) -> list[Check]:
    rows = await connection.fetch(_TABLES)
    faults: Mapping[str, tuple[list[str], str]] = {
        "one book at a time": (
            [row["name"] for row in rows if row["has_tenant"] and not _is_walled(row)],
            "ENABLE and FORCE ROW LEVEL SECURITY, with the policy one_book of the migration `wall`",
        ),
        "owner": (
            [row["name"] for row in rows if row["owner"] != OWNER],
            f"ALTER TABLE ... OWNER TO {OWNER}",
        ),
        "survives a crash": (
            [row["name"] for row in rows if row["keeps"] != "p"],
            "ALTER TABLE ... SET LOGGED",
        ),
    }
    return [
        Check(
            f"{cluster}: {subject}",
            f"not {', '.join(names)}" if names else "every table",
            advice if names else "",
            vital=True,
        )
        for subject, (names, advice) in faults.items()
    ]


def _is_walled(row: asyncpg.Record) -> bool:
    return bool(row["walled"]) and row["rules"] == [_ONE_BOOK]


async def _triggers(connection: Connection) -> Check:
    rows = await connection.fetch(_TRIGGERS, list(LINES), _STAYS)
    found = {(row["line"], row["kind"]) for row in rows}
    missing = [line for line in LINES if not {(line, _ROW), (line, _STATEMENT)} <= found]
    subject = "events: lines stay"
    if not missing:
        return Check(subject, "row by row and statement by statement, always", vital=True)
    advice = "; ".join(
        f"ALTER TABLE {line} ENABLE ALWAYS TRIGGER {trigger}"
        for line in missing
        for trigger in ("lines_stay", "each_line_stays")
    )
    return Check(subject, f"not in {', '.join(missing)}", advice, vital=True)


async def _privileges(connection: Connection) -> Check:
    rows = await connection.fetch(_MAY_CHANGE, list(LINES))
    subject = "events: nobody may change a line"
    if not rows:
        return Check(subject, "nobody", vital=True)
    advice = "; ".join(
        sorted({f"REVOKE UPDATE, DELETE, TRUNCATE ON {r['line']} FROM {r['who']}" for r in rows})
    )
    return Check(subject, ", ".join(sorted({row["who"] for row in rows})), advice, vital=True)


async def _nobody_prunes(connection: Connection) -> Check:
    """See that whoever serves can take away nothing that is sealed in a line."""
    rows = await connection.fetch(_MAY_PRUNE, PRUNER)
    subject = "events: nobody who serves may empty a line"
    if not rows:
        return Check(subject, "nobody", vital=True)
    names = sorted(row["who"] for row in rows)
    advice = "; ".join(f"REVOKE EXECUTE ON FUNCTION prune_lines FROM {one}" for one in names)
    return Check(subject, ", ".join(names), f"{advice}; and from PUBLIC", vital=True)


async def _clocks(connection: Connection) -> Check:
    """See that no book has a clock of its own: by the clock consents run out."""
    subject = "events: clocks"
    if not await connection.fetchval("SELECT EXISTS (SELECT FROM book WHERE clock_offset <> '0')"):
        return Check(subject, "the database's own", vital=True)
    advice = "UPDATE book SET clock_offset = '0': only a demonstration sets a clock"
    return Check(subject, "a book's clock has been set", advice, vital=True)


async def check_time(connection: Connection, clock: Callable[[], float] = time) -> Check:
    """See that the database and this machine agree on what time it is.

    By the database's clock consents begin and end, by this machine's log-ins do: neither is
    believed against the other (R12 of the security study).

    Args:
        connection: To the database.
        clock: Seconds since 1970 on this machine.

    """
    before = clock()
    theirs = float(await connection.fetchval("SELECT extract(epoch FROM clock_timestamp())"))
    after = clock()
    # The question itself takes time: the database looked at its clock somewhere in between.
    apart = max(before - theirs, theirs - after, 0.0)
    subject = "events: what time it is"
    if apart <= MOST_APART_SECONDS:
        return Check(subject, "as on this machine", vital=True)
    advice = "let both machines take their time from one place (NTP), and start again"
    return Check(subject, f"{apart:.0f} seconds from this machine's", advice, vital=True)
