"""Two clusters, never one: keys must not come back when events are restored."""

import os
import stat
from pathlib import Path

import asyncpg
import pytest
from pydantic import SecretStr

from stafett.postgres.checks import check_cluster, refuse_one_cluster
from stafett.postgres.clusters import Clusters, in_container, open_clusters
from stafett.postgres.errors import EmbeddedRefused, NoPostgresPrograms, SameCluster, UnusableFolder
from stafett.postgres.folders import MARKER, adopt, is_ours
from stafett.postgres.pool import connect, open_pool
from stafett.postgres.programs import find_programs
from stafett.postgres.shapes import migrations_folder
from stafett.settings import Environment, WrongSettings, read_settings
from tests.databases import database

URL = "postgresql://kari:hemmelig@db.example/events"


async def test_two_databases_of_one_cluster_are_refused(events_url: str) -> None:
    with pytest.raises(SameCluster, match="same PostgreSQL cluster"):
        await refuse_one_cluster(events_url, database(events_url, "template1"))


async def test_two_clusters_are_accepted(events_url: str, keystore_url: str) -> None:
    await refuse_one_cluster(events_url, keystore_url)


async def test_a_sleepless_server_is_told_what_would_be_lost(
    fresh_databases: tuple[str, str],
) -> None:
    checks = await check_cluster(fresh_databases[0], "events", migrations_folder("events"))
    found = {check.subject: check for check in checks}
    async with connect(fresh_databases[0]) as connection:
        fsync = await connection.fetchval("SHOW fsync")
    assert found["events: fsync"].well == (fsync == "on")
    assert found["events: server_version_num"].well
    assert found["events: migrations"].well


async def test_missing_migrations_are_seen(events_url: str) -> None:
    checks = await check_cluster(events_url, "events", migrations_folder("events"))
    assert checks[-1].advice == "run stafett migrate"


async def test_a_statement_that_takes_too_long_is_ended(events_url: str) -> None:
    pool = await open_pool(events_url, statement_timeout=0.05)
    try:
        with pytest.raises(asyncpg.QueryCanceledError):
            await pool.fetchval("SELECT pg_sleep(60)")
    finally:
        await pool.close()


async def test_a_pool_acts_as_the_role_it_was_given(events_url: str) -> None:
    async with connect(events_url) as connection:
        await connection.execute("DROP ROLE IF EXISTS test_reader; CREATE ROLE test_reader")
    pool = await open_pool(events_url, role="test_reader")
    try:
        for _ in range(2):  # the second time on a connection that was handed back
            assert await pool.fetchval("SELECT current_user") == "test_reader"
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await pool.execute("CREATE TABLE public.mine (id int)")
    finally:
        await pool.close()
        async with connect(events_url) as connection:
            await connection.execute("DROP ROLE test_reader")


# ---- settings


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("STAFETT_") and name != "STAFETT_PG_BIN":
            monkeypatch.delenv(name)
    monkeypatch.delenv("DATABASE_URL", raising=False)


def test_given_servers_are_used_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", URL)
    monkeypatch.setenv("STAFETT_KEYSTORE_URL", f"{URL}-keys")
    with open_clusters(read_settings(), "books") as clusters:
        assert clusters == Clusters(URL, f"{URL}-keys", None)
        assert "hemmelig" not in repr(clusters)


def test_one_server_without_the_other_is_refused_and_no_password_repeated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", URL)
    with pytest.raises(WrongSettings, match="both DATABASE_URL and STAFETT_KEYSTORE_URL") as said:
        read_settings()
    assert "hemmelig" not in str(said.value)


def test_a_word_we_do_not_know_is_refused_by_the_name_of_its_setting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("STAFETT_ENV", "playground")
    with pytest.raises(WrongSettings, match="STAFETT_ENV") as said:
        read_settings()
    assert "playground" not in str(said.value)


def test_unless_told_otherwise_it_is_meant_seriously() -> None:
    assert read_settings().environment is Environment.PRODUCTION


def test_settings_hide_their_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", URL)
    monkeypatch.setenv("STAFETT_KEYSTORE_URL", URL)
    settings = read_settings()
    assert settings.database_url == SecretStr(URL)
    assert "hemmelig" not in repr(settings)


def test_in_a_container_real_books_are_not_kept_in_an_embedded_server(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("container", "docker")
    monkeypatch.setenv("STAFETT_DATA", str(tmp_path / "data"))
    with (
        pytest.raises(EmbeddedRefused, match="STAFETT_ALLOW_EMBEDDED"),
        open_clusters(read_settings(), "books"),
    ):
        pass
    assert not (tmp_path / "data").exists()


async def test_books_and_demo_lie_apart_and_both_carry_our_marker(
    monkeypatch: pytest.MonkeyPatch, open_folder: Path
) -> None:
    monkeypatch.setenv("STAFETT_DATA", str(open_folder / "house"))
    monkeypatch.setenv("STAFETT_ALLOW_EMBEDDED", "1")
    settings = read_settings()
    folders = set()
    for purpose in ("books", "demo"):
        with open_clusters(settings, purpose) as clusters:
            await refuse_one_cluster(clusters.events, clusters.keystore)
            assert clusters.folder is not None
            assert is_ours(clusters.folder)
            folders.add(clusters.folder)
    assert len(folders) == 2


def test_a_container_is_known_by_its_marks(tmp_path: Path) -> None:
    mark = tmp_path / ".dockerenv"
    assert not in_container({}, (mark,))
    assert in_container({"KUBERNETES_SERVICE_HOST": "10.0.0.1"}, (mark,))
    mark.touch()
    assert in_container({}, (mark,))


# ---- folders and programs


def test_a_folder_with_something_else_in_it_is_never_made_ours(tmp_path: Path) -> None:
    (tmp_path / "diary.txt").write_text("dear diary")
    with pytest.raises(UnusableFolder, match="not Stafett's"):
        adopt(tmp_path)
    assert not is_ours(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["diary.txt"]


def test_an_empty_folder_becomes_ours_and_stays_ours(tmp_path: Path) -> None:
    (tmp_path / "lost+found").mkdir()
    adopt(tmp_path)
    (tmp_path / "events").mkdir()
    adopt(tmp_path)
    assert is_ours(tmp_path)


def test_a_link_is_no_marker(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text("")
    (tmp_path / MARKER).symlink_to(tmp_path / "elsewhere")
    assert not is_ours(tmp_path)


def test_missing_folders_are_made_for_their_owner_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        adopt(tmp_path / "one" / "two")
    finally:
        os.umask(before)
    expected = 0o711 if os.geteuid() == 0 else 0o700
    for folder in (tmp_path / "one", tmp_path / "one" / "two"):
        assert stat.S_IMODE(folder.stat().st_mode) == expected


def test_without_any_postgresql_the_advice_names_the_settings(tmp_path: Path) -> None:
    with pytest.raises(NoPostgresPrograms, match="STAFETT_PG_BIN"):
        find_programs({"STAFETT_PG_BIN": str(tmp_path)})
    with pytest.raises(NoPostgresPrograms, match="DATABASE_URL"):
        find_programs({}, wheels=(), system=tmp_path)


def test_the_newest_postgresql_of_the_system_comes_first(tmp_path: Path) -> None:
    for version in ("9", "15", "17", "common"):
        programs = tmp_path / version / "bin"
        programs.mkdir(parents=True)
        (programs / "postgres").write_text(
            f"#!/bin/sh\necho 'postgres (PostgreSQL) {version}.1 (Debian)'\n"
        )
        (programs / "postgres").chmod(0o755)
    assert find_programs({}, wheels=(), system=tmp_path).version == "17.1"
