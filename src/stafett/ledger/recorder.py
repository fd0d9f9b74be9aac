"""A book seen as the `eventsourcing` library sees one: stored events, and notifications of them.

The library's own recorders are for other drivers and know nothing of sealing. This one is
asynchronous, and under it lie the same lines, seals, chains and appender as under everything
else. The library counts versions from 0 and we from 1, so its version 0 is our line 1. What it
calls topic and state lies inside the seal, so topics are looked at after opening.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Final
from uuid import UUID

import asyncpg
from eventsourcing.persistence import IntegrityError, Notification, StoredEvent

from stafett.domain.facts import FRAME
from stafett.evidence.line_header import NO_LEAF
from stafett.evidence.receipt import Receipt
from stafett.ids import uuid7
from stafett.ledger.appender import Appender
from stafett.ledger.envelope import Envelope
from stafett.ledger.errors import Stale
from stafett.ledger.herald import Herald
from stafett.ledger.job import Job
from stafett.ledger.keyring import Keyring
from stafett.ledger.line import NOBODY, Volume
from stafett.ledger.line_sealer import ClosedLine, LineSealer
from stafett.ledger.mapper import HIDDEN, SealedLine, SealingMapper
from stafett.ledger.reaching import Pool, connect, in_book, open_pool
from stafett.ledger.scope import Scope
from stafett.postgres.roles import Role, as_role

_PAGE: Final = 500
_EVENTS: Final = """
SELECT position, stream, version, event_id, recorded_at, key_id, sealed, previous, leaf
  FROM event WHERE tenant = $1 AND stream = $2 AND version > $3 AND version <= $4
 ORDER BY version """
_NOTIFICATIONS: Final = """
SELECT position, stream, version, event_id, recorded_at, key_id, sealed, previous, leaf
  FROM event WHERE tenant = $1 AND position > $2 AND position <= $3 ORDER BY position LIMIT $4"""
_LAST: Final = """
SELECT version, leaf FROM event WHERE tenant = $1 AND stream = $2 ORDER BY version DESC LIMIT 1"""
_HEAD: Final = "SELECT position FROM event_head WHERE tenant = $1"
_MOST: Final = 2**31 - 1


class AsyncRecorder:
    """One book as an application recorder, asynchronously. Made by `open_recorder`."""

    def __init__(
        self, pool: Pool, keyring: Keyring, appender: Appender, herald: Herald, tenant: UUID
    ) -> None:
        self._pool = pool
        self._keyring = keyring
        self._appender = appender
        self._tenant = tenant
        self._sealer = LineSealer(tenant, Volume.EVENTS)
        self.woken: Final = herald.woken
        """Returns when there may be something new; a hint."""

    async def insert_events(self, stored_events: Sequence[StoredEvent]) -> Sequence[int]:
        """Write events, all or none, and return their positions in the order they came.

        Raises:
            IntegrityError: A stream has an event of that version, or lacks the one before.

        """
        streams: dict[UUID, list[StoredEvent]] = {}
        for event in stored_events:
            streams.setdefault(_stream(event), []).append(event)
        if not streams:
            return []
        command, at = uuid7(), datetime.now(UTC)
        closed = [
            (stream, await self._close(stream, events, command, at))
            for stream, events in streams.items()
        ]
        book = await self._keyring.book(self._tenant)
        outcome: asyncio.Future[Receipt | None] = asyncio.get_running_loop().create_future()
        signer = book.signer(str(self._tenant))
        job = Job(
            command=command,
            at=at,
            streams=closed,
            reads=(),
            claims=(),
            answer=None,
            remembered=False,
            size=len(stored_events),
            leaves=tuple(line.leaf for _, lines in closed for line in lines),
            signer=signer,
            outcome=outcome,
        )
        self._appender.submit(self._tenant, job)
        try:
            await outcome
        except Stale as stale:
            raise IntegrityError(str(stale)) from None
        return await self._positions(job, stored_events)

    async def _close(
        self, stream: UUID, events: Sequence[StoredEvent], command: UUID, at: datetime
    ) -> tuple[ClosedLine, ...]:
        scope = Scope.of(stream, FRAME)
        key = (await self._keyring.ensure(self._tenant, scopes=(scope,))).of(scope)
        async with in_book(self._pool, self._tenant) as connection:
            last = await connection.fetchrow(_LAST, self._tenant, stream)
        version, leaf = (last["version"], last["leaf"]) if last else (0, NO_LEAF)
        lines: list[ClosedLine] = []
        for event in events:
            version += 1
            if event.originator_version + 1 != version:
                raise IntegrityError(f"stream {stream} is not at this version")
            envelope = Envelope(NOBODY, command, FRAME, event.topic, 1, event.state)
            line = self._sealer.close(stream, version, uuid7(), at, leaf, envelope.to_bytes(), key)
            lines.append(line)
            leaf = line.leaf
        return tuple(lines)

    async def _positions(self, job: Job, stored_events: Sequence[StoredEvent]) -> list[int]:
        written = [line for _, lines in job.streams for line in lines]
        if job.position is None:
            streams = [line.stream for line in written]
            versions = [line.version for line in written]
            async with in_book(self._pool, self._tenant) as connection:
                rows = await connection.fetch(
                    "SELECT stream, version, position FROM event JOIN unnest($2::uuid[], $3::int[])"
                    " AS w (stream, version) USING (stream, version) WHERE tenant = $1",
                    self._tenant,
                    streams,
                    versions,
                )
            places = {(row["stream"], row["version"]): row["position"] for row in rows}
        else:
            places = {
                (line.stream, line.version): job.position + number
                for number, line in enumerate(written)
            }
        return [places[_stream(event), event.originator_version + 1] for event in stored_events]

    async def select_events(
        self,
        originator_id: UUID,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """Return a stream's events, after one version and up to another."""
        after = 0 if gt is None else gt + 1
        upto = _MOST if lte is None else lte + 1
        order = f"{'DESC' if desc else 'ASC'} LIMIT $5"
        async with in_book(self._pool, self._tenant) as connection:
            rows = await connection.fetch(
                _EVENTS + order, self._tenant, originator_id, after, upto, limit
            )
        return [
            StoredEvent(note.originator_id, note.originator_version, note.topic, note.state)
            for note in await self._open(rows)
        ]

    async def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """Return notifications in order of position, only of these topics if any are named."""
        after = (start or 0) - (1 if inclusive_of_start and start is not None else 0)
        found: list[Notification] = []
        while len(found) < limit:
            page = max(_PAGE, limit) if topics else limit
            upto = 2**63 - 1 if stop is None else stop
            async with in_book(self._pool, self._tenant) as connection:
                rows = await connection.fetch(_NOTIFICATIONS, self._tenant, after, upto, page)
            opened = await self._open(rows)
            found += [note for note in opened if not topics or note.topic in topics]
            if len(rows) < page:
                break
            after = rows[-1]["position"]
        return found[:limit]

    async def max_notification_id(self) -> int | None:
        """Return the position of the last line; ``None`` when there is none."""
        async with in_book(self._pool, self._tenant) as connection:
            position: int | None = await connection.fetchval(_HEAD, self._tenant)
        return position or None

    async def _open(self, rows: Sequence[asyncpg.Record]) -> list[Notification]:
        key_ids = {row["key_id"] for row in rows}
        keys = await self._keyring.ensure(self._tenant, key_ids=key_ids)
        mapper = SealingMapper(self._sealer, keys.key)
        notes: list[Notification] = []
        for row in rows:
            opened = mapper.to_domain_event(_stored(row))
            notes.append(
                Notification(
                    opened.originator_id,
                    opened.originator_version - 1,
                    opened.envelope.name,
                    opened.envelope.body,
                    row["position"],
                )
            )
        return notes


def _stored(row: asyncpg.Record) -> SealedLine:
    return SealedLine(
        row["stream"],
        row["version"],
        HIDDEN,
        row["sealed"],
        row["event_id"],
        row["recorded_at"],
        row["key_id"],
        row["previous"],
        row["leaf"],
    )


def _stream(event: StoredEvent) -> UUID:
    if not isinstance(event.originator_id, UUID):
        raise TypeError("a stream is named by a UUID")
    return event.originator_id


@asynccontextmanager
async def open_recorder(url: str, keyring: Keyring, tenant: UUID) -> AsyncIterator[AsyncRecorder]:
    """Open a book that is there already as a recorder, and close it afterwards."""
    reading = as_role(url, Role.READER)
    herald = Herald(partial(connect, reading))
    writing = partial(connect, as_role(url, Role.WRITER))
    appender = Appender(writing, Volume.EVENTS, herald.written)
    async with open_pool(reading, 4) as pool:
        await appender.start()
        await herald.start()
        try:
            yield AsyncRecorder(pool, keyring, appender, herald, tenant)
        finally:
            await appender.stop()
            await herald.stop()
