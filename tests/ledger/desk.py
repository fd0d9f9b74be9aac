"""A shelf with a signer, for the ledger's tests."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from stafett.evidence.checkpoint import Checkpoint, LogSigner, believed
from stafett.evidence.note import Note
from stafett.ledger.anchors import Anchors
from stafett.ledger.checkpoints import Checkpoints
from stafett.ledger.last_signed import LastSigned, Shard
from stafett.ledger.line import Volume
from stafett.ledger.reaching import Pool, open_pool
from stafett.postgres.pool import connect
from stafett.postgres.roles import Role, as_role
from tests.ledger.books import Shelf

ORIGIN = "stafett.example"


@dataclass
class Desk:
    """A shelf with a signer, and the ways past both to what lies in the databases."""

    shelf: Shelf
    urls: tuple[str, str]
    folder: Path
    checkpoints: Checkpoints
    pool: Pool

    @property
    def tenant(self) -> UUID:
        return self.shelf.tenant

    def another(self, folder: Path | None = None) -> Checkpoints:
        """Another process that may sign for the same books."""
        last = LastSigned(self.shelf.keyring._keystore, uuid4())
        anchors = Anchors(folder or self.folder)
        return Checkpoints(self.pool, self.shelf.keyring, last, anchors, origin=ORIGIN)

    async def signed(self, by: Checkpoints | None = None) -> Checkpoint:
        """Sign, and return the checkpoint of what happened, seen to be signed."""
        shards = await (by or self.checkpoints).sign(self.tenant)
        (shard,) = [one for one in shards if one.volume is Volume.EVENTS and not one.frozen]
        return await self.believed(shard)

    async def believed(self, shard: Shard) -> Checkpoint:
        keys = await self.shelf.keyring.book(self.tenant)
        origin = f"{ORIGIN}/{self.tenant}/{shard.volume.value}/{shard.year}"
        return believed(Note.read(shard.note), LogSigner(origin, keys.signing.content).keys)

    async def leaves(self) -> list[bytes]:
        rows = await self.shelf.database.fetch(
            "SELECT leaf FROM event WHERE tenant = $1 ORDER BY position", self.tenant
        )
        return [row["leaf"] for row in rows]

    async def in_events(self, *statements: str) -> None:
        """Change lines as somebody with every right in the database."""
        async with connect(self.urls[0]) as connection:
            await connection.execute("ALTER TABLE event DISABLE TRIGGER USER")
            for one in statements:
                await connection.execute(one.replace("$book", f"'{self.tenant}'"))
            await connection.execute("ALTER TABLE event ENABLE ALWAYS TRIGGER lines_stay")
            await connection.execute("ALTER TABLE event ENABLE ALWAYS TRIGGER each_line_stays")

    async def in_keystore(self, statement: str, *given: object) -> None:
        async with connect(self.urls[1]) as connection:
            await connection.execute(statement.replace("$book", f"'{self.tenant}'"), *given)

    async def alone(self) -> None:
        """Take away the books that other tests left in the database."""
        async with connect(self.urls[0]) as connection:
            await connection.execute("DELETE FROM book WHERE tenant <> $1", self.tenant)

    async def turn_is_over(self) -> None:
        await self.in_keystore("UPDATE signing_turn SET until = now() WHERE tenant = $book")


@asynccontextmanager
async def open_desk(shelf: Shelf, urls: tuple[str, str], folder: Path) -> AsyncIterator[Desk]:
    """Open a signer for the books of a shelf, whose checkpoints lie down in a folder."""
    async with open_pool(as_role(urls[0], Role.READER), 2) as pool:
        last = LastSigned(shelf.keyring._keystore, uuid4())
        checkpoints = Checkpoints(pool, shelf.keyring, last, Anchors(folder), origin=ORIGIN)
        yield Desk(shelf, urls, folder, checkpoints, pool)
