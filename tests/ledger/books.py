"""Real books for the ledger's tests, and a plain event to write in them."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

import asyncpg

from stafett.domain.facts import FRAME, Event, Place
from stafett.evidence.line_header import NO_LEAF
from stafett.ids import uuid7
from stafett.ledger.book import Ledger, open_ledger
from stafett.ledger.keyring import Keyring
from stafett.ledger.keystore import Keystore
from stafett.ledger.line import Append, Appended, Claim, NewLine, Volume, Write
from stafett.ledger.roots import LocalRoot, RootKey
from stafett.postgres.pool import open_pool
from stafett.postgres.roles import Role, as_role


class Noted(Event, name="test-noted"):
    """Somebody wrote something."""

    text: str


@dataclass(frozen=True)
class Shelf:
    """A ledger, one empty book in it, and the way to its database past the ledger."""

    ledger: Ledger
    tenant: UUID
    keyring: Keyring
    database: "asyncpg.Pool[asyncpg.Record]"

    async def write(
        self,
        stream: UUID,
        *texts: str,
        after: int = 0,
        previous: bytes = NO_LEAF,
        reads: Mapping[UUID, int] | None = None,
        place: Place = FRAME,
    ) -> Appended:
        """Write notes to a stream after a version."""
        what = asking(
            self.tenant, writing(stream, *texts, after=after, previous=previous, place=place)
        )
        return await self.ledger.append(
            Append(
                what.tenant, what.command, what.at, what.by, what.writes, reads or {}, what.claims
            )
        )

    async def texts(self, stream: UUID) -> list[str]:
        """Return what stands in a stream."""
        history = (await self.ledger.read(self.tenant, {stream: 0})).histories[stream]
        return [line.event.text for line in history.lines if isinstance(line.event, Noted)]

    async def positions(self) -> list[int]:
        """Return every position of the book."""
        rows = await self.database.fetch(
            "SELECT position FROM event WHERE tenant = $1 ORDER BY position", self.tenant
        )
        return [row["position"] for row in rows]


def writing(
    stream: UUID,
    *texts: str,
    after: int = 0,
    previous: bytes = NO_LEAF,
    place: Place = FRAME,
) -> Write:
    """Return the writing of notes to a stream after a version."""
    lines = tuple(NewLine(Noted(text=text), place, uuid7()) for text in texts)
    return Write(stream, after, previous, lines)


def asking(
    tenant: UUID,
    *writes: Write,
    command: UUID | None = None,
    claims: tuple[Claim, ...] = (),
    answer: bytes = b"",
    asked: bytes = b"",
) -> Append:
    """Return a command that writes what it is told to."""
    return Append(
        tenant=tenant,
        command=command or uuid7(),
        at=datetime.now(UTC),
        by=uuid4(),
        writes=writes,
        claims=claims,
        answer=answer,
        asked=asked,
    )


@asynccontextmanager
async def open_shelf(
    events_url: str,
    keystore_url: str,
    *,
    through: str | None = None,
    volume: Volume = Volume.EVENTS,
    demo: bool = False,
    hands: int = 2,
    waiting_at_most: int = 2000,
    patience: float = 15.0,
) -> AsyncIterator[Shelf]:
    """Open a ledger with a new book; *through* is another way to the same database."""
    keys = await open_pool(as_role(keystore_url, Role.KEYSTORE))
    database = await open_pool(events_url, most=2)
    keystore = Keystore(keys, LocalRoot(RootKey.new(), "a test"))
    keyring = Keyring(keystore)
    tenant = uuid4()
    try:
        async with open_ledger(
            through or events_url,
            keystore,
            keyring,
            volume=volume,
            demo=demo,
            hands=hands,
            waiting_at_most=waiting_at_most,
            patience=patience,
        ) as ledger:
            await ledger.create_book(tenant, uuid4())
            yield Shelf(ledger, tenant, keyring, database)
    finally:
        await database.close()
        await keys.close()
