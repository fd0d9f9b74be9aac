"""A restore never brings a destroyed key back: rehearsed with real backups, to a time before it.

Two clusters of its own write their logs into an archive, are backed up while they run, and are
brought back to the moment before a matter was destroyed, as docs/running.md says it is done.
"""

import asyncio
import os
import re
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from stafett.application.door import Application
from stafett.application.forgetting import Forgetting
from stafett.domain.facts import Stranger
from stafett.ledger.anchors import Anchors
from stafett.ledger.checkpoints import Checkpoints
from stafett.ledger.errors import NotContinued
from stafett.ledger.last_signed import LastSigned
from stafett.ledger.root_file import write_root_file
from stafett.ledger.roots import RootKey
from stafett.ledger.shredding import Shredder
from stafett.postgres.embedded import EmbeddedServer, start_together
from stafett.postgres.folders import adopt
from stafett.postgres.pool import connect, open_pool
from stafett.postgres.preparing import prepare
from stafett.postgres.roles import Role, as_role
from tests.application.cellar import Cellar
from tests.application.street import Street, a_street
from tests.people import TEACHER
from tests.rooms import open_rooms


class Archived:
    """A cluster that archives what it writes, backed up while it runs, and brought back."""

    def __init__(self, folder: Path, name: str) -> None:
        self.server = EmbeddedServer(folder, name, durable=False)
        self.archive = folder / f"{name}-archive"
        self.backup = folder / f"{name}-backup"
        self.moment = ""

    @property
    def url(self) -> str:
        return self.server.url

    async def archive_on(self) -> None:
        """Let it write its log into the archive, from its next start on."""
        user = self.server.cluster.user
        for one in (self.archive, self.backup):
            one.mkdir(mode=0o700)
            os.chown(one, user.uid, user.gid)
        async with connect(self.url) as connection:
            await connection.execute("ALTER SYSTEM SET archive_mode = on")
            copying = f"cp %p {self.archive}/%f"
            await connection.execute(f"ALTER SYSTEM SET archive_command = '{copying}'")

    def back_up(self) -> None:
        """Take a base backup of the running cluster."""
        cluster = self.server.cluster
        host = self.url.partition("host=")[2].partition("&")[0].replace("%2F", "/")
        subprocess.run(
            [cluster.programs.bin / "pg_basebackup", "-D", self.backup, "-X", "none", "-c", "fast",
             "-h", host, "-p", "5432", "-U", "stafett", "--no-password"],
            check=True,
            cwd="/",
            env={"PGPASSWORD": cluster.password},
            **cluster.user.options(),
        )  # fmt: skip

    async def remember_the_moment(self) -> None:
        async with connect(self.url) as connection:
            self.moment = str(await connection.fetchval("SELECT clock_timestamp()"))

    async def bring_back(self) -> None:
        """Put the stopped cluster back to the moment, from the backup and the archive."""
        cluster = self.server.cluster
        shutil.rmtree(cluster.files)
        shutil.copytree(self.backup, cluster.files)
        with (cluster.files / "postgresql.auto.conf").open("a") as settings:
            settings.write(f"restore_command = 'cp {self.archive}/%f %p'\n")
            settings.write(f"recovery_target_time = '{self.moment}'\n")
            settings.write("recovery_target_action = 'promote'\n")
        (cluster.files / "recovery.signal").touch()
        for folder, _, files in os.walk(cluster.files):
            for path in (Path(folder), *(Path(folder) / one for one in files)):
                os.chown(path, cluster.user.uid, cluster.user.gid)
        cluster.files.chmod(0o700)
        self.server.start()
        async with connect(self.url) as connection:
            for _ in range(1200):
                if not await connection.fetchval("SELECT pg_is_in_recovery()"):
                    break
                await asyncio.sleep(0.05)
        self.server.stop()


@dataclass
class Premises:
    """A house's data folder: two archived clusters, the root key and the anchors."""

    data: Path
    events: Archived
    keystore: Archived
    root: RootKey

    @property
    def anchors(self) -> Path:
        return self.data / "books" / "anchors"

    def stop(self) -> None:
        self.events.server.stop()
        self.keystore.server.stop()

    def start(self) -> None:
        start_together(self.events.server, self.keystore.server)

    def stafett(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """Ask for something at a terminal, as somebody on call would; the clusters are stopped."""
        environment = {**os.environ, "STAFETT_DATA": str(self.data), "STAFETT_ALLOW_EMBEDDED": "1"}
        return subprocess.run(
            [sys.executable, "-m", "stafett", *words],
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
            env=environment,
        )

    @asynccontextmanager
    async def cellar(self, street: Street | None = None) -> AsyncIterator[Cellar]:
        """Open the house, with a street in it, and what destroys keys."""
        async with open_rooms((self.events.url, self.keystore.url), self.root) as rooms:
            reader = await open_pool(as_role(self.events.url, Role.READER))
            claims = await open_pool(as_role(self.events.url, Role.WRITER), most=1)
            door = Application(rooms.ledger, rooms.journal, rooms.pool, rooms.runner)
            if street is None:
                street = await a_street(rooms, door)
            else:
                street = Street(rooms, door, street.book, street.follow_up)
            keystore = rooms.keyring._keystore
            shredder = Shredder(keystore, rooms.keyring, self.anchors, origin="stafett")
            last = LastSigned(keystore, uuid4())
            checkpoints = Checkpoints(
                reader, rooms.keyring, last, Anchors(self.anchors), origin="stafett"
            )
            forgetting = Forgetting(
                rooms.ledger,
                shredder,
                reader,
                rooms.pool,
                claims,
                copies_kept=timedelta(days=30),
                patience=0.0,
            )
            yield Cellar(street, self.anchors, forgetting, shredder, checkpoints)
            await claims.close()
            await reader.close()


@pytest.fixture(scope="module")
def premises(open_folder: Path) -> Iterator[Premises]:
    data = open_folder / "restoring"
    books = data / "books"
    adopt(data)
    adopt(books)
    one = Premises(data, Archived(books, "events"), Archived(books, "keystore"), RootKey.new())
    one.start()
    yield one
    one.stop()


async def test_a_key_that_was_destroyed_stays_destroyed_whatever_is_brought_back(
    premises: Premises,
) -> None:
    events, keystore = premises.events, premises.keystore
    await asyncio.gather(prepare(events.url, "events"), prepare(keystore.url, "keystore"))
    write_root_file(premises.data / "books" / "keys" / "root.key", premises.root)
    for one in (events, keystore):
        await one.archive_on()
    premises.stop()
    premises.start()
    for one in (events, keystore):
        one.back_up()
    async with premises.cellar() as cellar:
        street = await cellar.street.begun()
        await street.rooms.ledger.set_clock(street.book, timedelta(0))
        for one in (events, keystore):
            await one.remember_the_moment()
        id_ = await cellar.order(await cellar.ended())
        await cellar.forgetting.look()
        assert (await cellar.shred(id_)).final_on is not None
        await cellar.checkpoints.sign(street.book)
    premises.stop()

    await keystore.bring_back()
    refused = premises.stafett("serve", "--port", "0")
    assert refused.returncode == 3, refused.stderr
    assert re.search("[1-9][0-9]* destroyed keys are back", refused.stderr), refused.stderr
    assert "run stafett keys replay-shreds" in refused.stderr
    replayed = premises.stafett("keys", "replay-shreds")
    assert replayed.returncode == 0, replayed.stderr
    assert f"OK  {street.book}" in replayed.stdout

    await events.bring_back()
    premises.start()
    async with premises.cellar(street) as cellar:
        assert await cellar.shredder.revived(street.book) == frozenset()
        with pytest.raises(Stranger):
            await cellar.street.look(TEACHER)
        assert (await cellar.street.rooms.ledger.verify(street.book)).shredded > 0
        with pytest.raises(NotContinued):
            await cellar.checkpoints.sign(street.book)
