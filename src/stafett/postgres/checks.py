"""Is the database fit to hold what is entrusted to it? Each check says what to do if not."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from stafett.postgres.errors import MigrationRefused, SameCluster, WayNotClosed
from stafett.postgres.migrations import status
from stafett.postgres.pool import connect

_OLDEST = 150000  # PostgreSQL 15
_IDENTIFIER = "SELECT system_identifier FROM pg_control_system()"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. ``advice`` says what to do, and is empty when all is well.

    What is ``vital`` must be well before real books are served.
    """

    subject: str
    found: str
    advice: str = ""
    vital: bool = False

    @property
    def well(self) -> bool:
        """Is it as it should be?"""
        return not self.advice


@dataclass(frozen=True, slots=True)
class _Wish:
    setting: str
    fits: Callable[[str], bool]
    advice: str
    vital: bool = False


def _is(*accepted: str) -> Callable[[str], bool]:
    return lambda value: value in accepted


def _is_not(*refused: str) -> Callable[[str], bool]:
    return lambda value: value not in refused


_WISHES = (
    _Wish(
        "server_version_num",
        lambda value: int(value) >= _OLDEST,
        "use PostgreSQL 15 or newer",
        vital=True,
    ),
    _Wish("server_encoding", _is("UTF8"), "make the database with ENCODING 'UTF8'"),
    _Wish("fsync", _is("on"), "set fsync=on: a power cut loses books without it", vital=True),
    _Wish("full_page_writes", _is("on"), "set full_page_writes=on", vital=True),
    _Wish("synchronous_commit", _is_not("off"), "set synchronous_commit=on", vital=True),
    _Wish("data_checksums", _is("on"), "run pg_checksums --enable on the stopped cluster"),
    _Wish("log_statement", _is("none", "ddl"), "set log_statement=none: a log must name nobody"),
    _Wish("log_min_duration_statement", _is("-1"), "set log_min_duration_statement=-1"),
    _Wish("log_parameter_max_length", _is("0"), "set log_parameter_max_length=0"),
    _Wish("log_parameter_max_length_on_error", _is("0"), "set it to 0: a log must name nobody"),
    _Wish("log_min_messages", _is("log", "fatal", "panic"), "set it to log: errors quote values"),
    _Wish("log_min_error_statement", _is("panic"), "set log_min_error_statement=panic"),
    _Wish("log_error_verbosity", _is("terse"), "set log_error_verbosity=terse"),
)


async def check_cluster(url: str, called: str, migrations: Path) -> tuple[Check, ...]:
    """Look at one cluster: that it answers, its version, durability, discretion, migrations."""
    try:
        return await _look_at(url, called, migrations)
    except WayNotClosed as open_way:
        advice = (
            "see that the server's certificate is for the name in the address, has not run out, "
            "and is vouched for by what sslrootcert names"
        )
        return (Check(f"{called}: the way to it", str(open_way), advice, vital=True),)
    except OSError:
        return (Check(called, "nobody answers", "is the server running, and the address right?"),)
    except asyncpg.PostgresError as trouble:
        return (Check(called, "says no", trouble.message or type(trouble).__name__),)


async def _look_at(url: str, called: str, migrations: Path) -> tuple[Check, ...]:
    async with connect(url, name="stafett-doctor") as connection:
        rows = await connection.fetch(
            "SELECT wished AS name, current_setting(wished, true) AS value "
            "FROM unnest($1::text[]) AS wished",
            [wish.setting for wish in _WISHES],
        )
    found = {row["name"]: row["value"] or "" for row in rows}
    checks = [
        Check(
            f"{called}: {wish.setting}",
            found[wish.setting],
            "" if wish.fits(found[wish.setting]) else wish.advice,
            wish.vital,
        )
        for wish in _WISHES
    ]
    return (*checks, await _check_migrations(url, called, migrations))


async def _check_migrations(url: str, called: str, folder: Path) -> Check:
    subject = f"{called}: migrations"
    try:
        standing = await status(url, folder)
    except MigrationRefused as refused:
        return Check(subject, "do not fit", str(refused))
    missing = sum(not one.applied for one in standing)
    applied = f"{len(standing) - missing} of {len(standing)}"
    return Check(subject, applied, "run stafett migrate" if missing else "")


async def check_two_clusters(events_url: str, keystore_url: str) -> Check:
    """Look whether events and keys lie in different clusters."""
    try:
        await refuse_one_cluster(events_url, keystore_url)
    except SameCluster as same:
        return Check("two clusters", "one", str(same))
    except (OSError, asyncpg.PostgresError, WayNotClosed):
        return Check("two clusters", "not seen", "see above")
    return Check("two clusters", "two")


async def refuse_one_cluster(events_url: str, keystore_url: str) -> None:
    """See that events and keys lie in different clusters, with backups of their own.

    A cluster tells itself apart by the number it got when it was made, which copies and
    replicas share: two addresses of one cluster are found out.

    Raises:
        SameCluster: They are one, so restoring events would bring shredded keys back.

    """
    async with connect(events_url) as events, connect(keystore_url) as keystore:
        if await events.fetchval(_IDENTIFIER) == await keystore.fetchval(_IDENTIFIER):
            raise SameCluster(
                "DATABASE_URL and STAFETT_KEYSTORE_URL lead to the same PostgreSQL cluster. "
                "Keys must lie in one of their own, with backups of its own."
            )
