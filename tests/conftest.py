"""Real PostgreSQL for every test that needs one: two clusters a session, two databases a module.

``TEST_DATABASE_URL`` and ``TEST_KEYSTORE_URL`` name two servers to use instead; the users in
them must be allowed to create databases and roles.
"""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from hypothesis import settings

from stafett.postgres.embedded import EmbeddedServer, start_together
from stafett.postgres.preparing import prepare
from stafett.postgres.shapes import Cluster
from tests.databases import new_database

settings.register_profile("house", deadline=None)  # two busy cores say nothing about the code
settings.load_profile("house")


@pytest.fixture(scope="session")
def open_folder() -> Iterator[Path]:
    """A folder that PostgreSQL's user may pass through, also when the suite runs as root."""
    folder = Path(tempfile.mkdtemp(prefix="stafett-test-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@dataclass(frozen=True)
class Servers:
    """The addresses of two different clusters."""

    events: str
    keystore: str


@pytest.fixture(scope="session")
def servers(open_folder: Path) -> Iterator[Servers]:
    """Two clusters for the whole session, without fsync when they are our own."""
    given = os.environ.get("TEST_DATABASE_URL"), os.environ.get("TEST_KEYSTORE_URL")
    if given[0] and given[1]:
        yield Servers(given[0], given[1])
        return
    events = EmbeddedServer(open_folder / "session", "events", durable=False)
    keystore = EmbeddedServer(open_folder / "session", "keystore", durable=False)
    start_together(events, keystore)
    yield Servers(events.url, keystore.url)
    events.stop()
    keystore.stop()


@pytest.fixture(scope="session")
def events_url(servers: Servers) -> str:
    """The events' cluster, its first database: empty, and a place to make others from."""
    return servers.events


@pytest.fixture(scope="session")
def keystore_url(servers: Servers) -> str:
    """The keystore's cluster, its first database."""
    return servers.keystore


@asynccontextmanager
async def _template(url: str, cluster: Cluster) -> AsyncIterator[str]:
    async with new_database(url) as template:
        await prepare(template, cluster)
        yield urlsplit(template).path.removeprefix("/")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def templates(servers: Servers) -> AsyncIterator[tuple[str, str]]:
    """One migrated database in each cluster, to be copied and never used."""
    async with (
        _template(servers.events, "events") as events,
        _template(servers.keystore, "keystore") as keystore,
    ):
        yield events, keystore


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def fresh_databases(
    servers: Servers, templates: tuple[str, str]
) -> AsyncIterator[tuple[str, str]]:
    """A migrated, empty database in each cluster, for one module: (events, keystore)."""
    async with (
        new_database(servers.events, like=templates[0]) as events,
        new_database(servers.keystore, like=templates[1]) as keystore,
    ):
        yield events, keystore
