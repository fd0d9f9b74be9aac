"""How fast the book takes what is written in it, beside what others need for less.

Three ways of writing one event of about a kilobyte, in one run and on the same server:

* ``insert``: one plain asyncpg INSERT per transaction into a table of the same shape, every client
  on a connection of its own, the statement prepared. Nothing is sealed, chained or remembered, and
  readers may miss what commits late.
* ``eventsourcing``: the library's own PostgreSQL recorder (psycopg, one thread per client).
* ``append``: ours, from the command decided to the receipt durable: the event is put into words,
  sealed, chained and written, the version of the municipality it was decided under is checked, its
  answer sealed and remembered, and the batch signed.

The ways take turns, round after round, and each figure is the median of its rounds, so that a
neighbour who wakes up in the middle disturbs all of them alike. The ratios are the result.
"""

import asyncio
import contextlib
import gc
import os
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import UUID, uuid4

import asyncpg

from benchmarks.racing import Figure, Round, figure, race, settle
from stafett.domain.facts import FRAME, MUNICIPALITY, Event
from stafett.ids import uuid7
from stafett.ledger.book import Ledger, open_ledger
from stafett.ledger.keyring import Keyring
from stafett.ledger.keystore import Keystore
from stafett.ledger.line import Append, NewLine, Write
from stafett.ledger.roots import LocalRoot, RootKey
from stafett.postgres.roles import Role, as_role

CLIENTS: Final = (1, 8, 32, 128)
WAYS: Final = ("insert", "eventsourcing", "append")
TEXT: Final = "Vi har prøvd språkgruppe to ganger i uka, og det har hjulpet. " * 14
ANSWER: Final = b'{"status":201,"etag":"\\"17\\"","ids":["01a20029-46d5-7c43-b2b5-3a4ce0a1a6a1"]}'

_PLAIN_TABLE: Final = """
CREATE TABLE plain_insert (
    tenant uuid NOT NULL, position bigint NOT NULL, stream uuid NOT NULL, version integer NOT NULL,
    event_id uuid NOT NULL, recorded_at timestamptz NOT NULL, key_id uuid NOT NULL,
    sealed bytea NOT NULL, previous bytea NOT NULL, leaf bytea NOT NULL,
    PRIMARY KEY (tenant, stream, version), UNIQUE (tenant, position)
);
ALTER TABLE plain_insert ALTER COLUMN sealed SET STORAGE EXTERNAL"""

_PLAIN_INSERT: Final = "INSERT INTO plain_insert VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"


class MeasureEvaluated(Event, name="test-bench-measure-evaluated"):
    """An ordinary entry of about a kilobyte, known to this benchmark only."""

    measure: UUID
    evaluated_on: date
    effect: str
    text: str


class Bench:
    """One server, one book, and the three ways of writing to it."""

    def __init__(self, url: str, ledger: Ledger, tenant: UUID, municipality: UUID) -> None:
        self._url = url
        self._ledger = ledger
        self._tenant = tenant
        self._municipality = municipality
        self._streams: list[tuple[UUID, int, bytes]] = []
        self._size = 0
        self._position = 0

    async def prepare(self) -> None:
        """Write one line to each client's stream, and learn how long a sealed line is."""
        await self._append(self._municipality, 0, bytes(32), MUNICIPALITY, {})
        for _ in range(max(CLIENTS)):
            stream = uuid4()
            leaf = await self._append(stream, 0, bytes(32), FRAME, {})
            self._streams.append((stream, 1, leaf))
        connection = await asyncpg.connect(self._url)
        try:
            self._size = await connection.fetchval(
                "SELECT length(sealed) FROM event WHERE tenant = $1 LIMIT 1", self._tenant
            )
            await connection.execute("DROP TABLE IF EXISTS plain_insert")
            await connection.execute(_PLAIN_TABLE)
        finally:
            await connection.close()

    async def append(self, clients: int, seconds: float) -> Round:
        """Write with our own ledger."""

        async def client(number: int) -> Callable[[], Awaitable[None]]:
            async def once() -> None:
                stream, version, leaf = self._streams[number]
                leaf = await self._append(stream, version, leaf, FRAME, {self._municipality: 1})
                self._streams[number] = stream, version + 1, leaf

            return once

        return await race(clients, seconds, client)

    async def _append(
        self, stream: UUID, version: int, leaf: bytes, place: Any, reads: dict[UUID, int]
    ) -> bytes:
        event = MeasureEvaluated(
            measure=stream, evaluated_on=date(2026, 11, 21), effect="some", text=TEXT
        )
        done = await self._ledger.append(
            Append(
                tenant=self._tenant,
                command=uuid7(),
                at=datetime.now(UTC),
                by=stream,
                writes=(Write(stream, version, leaf, (NewLine(event, place, uuid7()),)),),
                reads=reads,
                answer=ANSWER,
                asked=leaf,
            )
        )
        return done.leaves[-1]

    async def insert(self, clients: int, seconds: float) -> Round:
        """Write with one plain INSERT per transaction."""
        async with asyncpg.create_pool(self._url, min_size=clients, max_size=clients) as pool:
            connections = [await pool.acquire() for _ in range(clients)]

            async def client(number: int) -> Callable[[], Awaitable[None]]:
                statement = await connections[number].prepare(_PLAIN_INSERT)
                await connections[number].execute("SELECT 1")
                sealed, leaf = os.urandom(self._size), os.urandom(32)

                async def once() -> None:
                    self._position += 1
                    await statement.fetch(
                        self._tenant,
                        self._position,
                        uuid4(),
                        1,
                        uuid7(),
                        datetime.now(UTC),
                        self._tenant,
                        sealed,
                        leaf,
                        leaf,
                    )

                return once

            try:
                return await race(clients, seconds, client)
            finally:
                for connection in connections:
                    await pool.release(connection)

    async def eventsourcing(self, clients: int, seconds: float) -> Round:
        """Write with the library's own recorder, in threads."""
        return await asyncio.to_thread(_with_threads, self._url, self._size, clients, seconds)


def _with_threads(url: str, size: int, clients: int, seconds: float) -> Round:
    from eventsourcing.persistence import StoredEvent  # noqa: PLC0415 - a benchmark-only peer
    from eventsourcing.postgres import (  # noqa: PLC0415
        PostgresApplicationRecorder,
        PostgresDatastore,
    )

    parts = urlsplit(url)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    datastore = PostgresDatastore(
        dbname=parts.path.removeprefix("/"),
        host=unquote(parts.hostname or query.get("host", "")),
        port=parts.port or query.get("port", "5432"),
        user=unquote(parts.username or query.get("user", "")),
        password=unquote(parts.password or query.get("password", "")),
        pool_size=clients,
        max_overflow=0,
        connect_timeout=30,
    )
    recorder = PostgresApplicationRecorder(datastore, events_table_name="peer_events")
    recorder.create_table()
    state = os.urandom(size)
    waits: list[list[float]] = [[] for _ in range(clients)]
    failed: list[Exception] = []
    ready = threading.Barrier(clients + 1)

    def once() -> None:
        recorder.insert_events([StoredEvent(uuid4(), 1, "measure-evaluated", state)])

    def run(mine: list[float]) -> None:
        try:
            once()
            ready.wait()
            before = time.perf_counter()
            until = before + seconds
            while before < until:
                once()
                after = time.perf_counter()
                mine.append(after - before)
                before = after
        except Exception as trouble:  # noqa: BLE001 - it is raised where it can be seen
            failed.append(trouble)
            ready.abort()

    once()  # opens the pool, which threads may not do at the same time
    threads = [threading.Thread(target=run, args=(mine,)) for mine in waits]
    for thread in threads:
        thread.start()
    with contextlib.suppress(threading.BrokenBarrierError):
        ready.wait()
    begun = time.perf_counter()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - begun
    datastore.close()
    if failed:
        raise failed[0]
    return Round(took, [wait for mine in waits for wait in mine])


async def measure(
    events_url: str,
    keystore_url: str,
    *,
    rounds: int = 5,
    seconds: float = 1.0,
    clients: Sequence[int] = CLIENTS,
    ways: Sequence[str] = WAYS,
    told: Callable[[str], None] = lambda _: None,
) -> list[Figure]:
    """Measure every way of writing with every number of clients.

    Both databases must be migrated; what is written stays there, so use some of their own.

    Args:
        events_url: The events' database.
        keystore_url: The keystore's.
        rounds: How often each figure is taken; the median counts.
        seconds: How long each time.
        clients: How many write at once.
        ways: Which of `WAYS`.
        told: Told which round has begun.

    """
    figures: dict[tuple[str, int], list[Round]] = {}
    tenant, municipality = uuid4(), uuid4()
    keys_url = as_role(keystore_url, Role.KEYSTORE)
    async with asyncpg.create_pool(keys_url, min_size=1, max_size=4) as keys:
        keystore = Keystore(keys, LocalRoot(RootKey.new(), "memory"))
        async with open_ledger(events_url, keystore, Keyring(keystore)) as ledger:
            await ledger.create_book(tenant, municipality)
            bench = Bench(events_url, ledger, tenant, municipality)
            await bench.prepare()
            gc.collect()
            gc.freeze()
            for number in range(1, rounds + 1):
                for count in clients:
                    for way in ways:
                        told(f"round {number} of {rounds}: {way}, {count}")
                        await settle(events_url)
                        one = await getattr(bench, way)(count, seconds)
                        figures.setdefault((way, count), []).append(one)
    return [figure(name, count, taken) for (name, count), taken in sorted(figures.items())]


def ratios(figures: Sequence[Figure]) -> dict[str, float]:
    """Return ours over theirs, for every number of clients: ``append32/insert32`` and so on."""
    found = {(figure.name, figure.clients): figure.per_second for figure in figures}
    return {
        f"append{clients}/{way}{clients}": round(found["append", clients] / theirs, 3)
        for (way, clients), theirs in found.items()
        if way != "append" and ("append", clients) in found
    }


def as_json(figures: Sequence[Figure]) -> dict[str, object]:
    """Return the figures and ratios as one JSON object."""
    return {"figures": [asdict(figure) for figure in figures], "ratios": ratios(figures)}
