"""The rooms below the door, opened for a test: books, journal, keys, lists - all of them real."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

from stafett.domain.facts import Event, Place
from stafett.ids import uuid7
from stafett.journal import Journal
from stafett.ledger.book import Ledger, open_ledger
from stafett.ledger.keyring import Keyring
from stafett.ledger.keystore import Keystore
from stafett.ledger.line import Append, NewLine, Volume, Write
from stafett.ledger.roots import LocalRoot, RootKey
from stafett.postgres.pool import Pool, open_pool
from stafett.postgres.roles import Role, as_role
from stafett.projections.runner import Runner


@dataclass(frozen=True)
class Rooms:
    """Everything an application stands on."""

    urls: tuple[str, str]
    root: RootKey
    pool: Pool
    """Connections for making the lists and reading them."""
    database: Pool
    """The way past every wall, as a database administrator goes."""
    keyring: Keyring
    ledger: Ledger
    journal_ledger: Ledger
    journal: Journal
    runner: Runner

    @property
    def events_url(self) -> str:
        """The address of the events' database."""
        return self.urls[0]

    async def new_book(self) -> UUID:
        """Make an empty book."""
        book = uuid4()
        await self.ledger.create_book(book, uuid4())
        return book

    async def write(
        self, book: UUID, stream: UUID, *events: tuple[Place, Event], by: UUID | None = None
    ) -> None:
        """Write events to a stream, after whatever stands there, judging nothing."""
        snapshot = await self.ledger.read(book, {stream: 0})
        history = snapshot.histories[stream]
        lines = tuple(NewLine(event, place, uuid7()) for place, event in events)
        write = Write(stream, history.version, history.leaf, lines)
        await self.ledger.append(Append(book, uuid7(), datetime.now(UTC), by or uuid4(), (write,)))


@asynccontextmanager
async def open_rooms(urls: tuple[str, str], root: RootKey | None = None) -> AsyncIterator[Rooms]:
    """Open ledgers, journal and lists on two databases: (events, keystore)."""
    events_url, keystore_url = urls
    keys = await open_pool(as_role(keystore_url, Role.KEYSTORE))
    pool = await open_pool(as_role(events_url, Role.PROJECTOR))
    database = await open_pool(events_url, least=0, most=2)
    root = root or RootKey.new()
    keystore = Keystore(keys, LocalRoot(root, "a test"))
    keyring = Keyring(keystore)
    try:
        async with (
            open_ledger(events_url, keystore, keyring, demo=True) as ledger,
            open_ledger(events_url, keystore, keyring, volume=Volume.JOURNAL) as journal_ledger,
        ):
            journal = Journal(journal_ledger)
            runner = Runner(pool, ledger, woken=ledger.woken)
            yield Rooms(
                urls, root, pool, database, keyring, ledger, journal_ledger, journal, runner
            )
            await journal.close()
    finally:
        await pool.close()
        await database.close()
        await keys.close()
