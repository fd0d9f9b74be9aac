"""The key cupboard: every drawer's key, closed under its book's key, on a server of its own.

A key is here, durable, before the first line under it is written; a key that was made and never
used harms nobody. What is deleted here is gone from every book, list and view at once, because
all of them are sealed with these keys. The tables hold random ids, keyed tags, versions, closed
bytes and times, and nothing that can be read.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import TypeAlias
from uuid import UUID, uuid4

import asyncpg

from stafett.domain.neighbour import UNDER_WAY
from stafett.evidence.handed_over import Former
from stafett.ledger.book_keys import BookKeys
from stafett.ledger.data_key import DataKey, Secret
from stafett.ledger.errors import KeystoreAway, NoSuchBook, TurnedMeanwhile
from stafett.ledger.roots import Root, RootName
from stafett.ledger.scope import KeyName, Scope
from stafett.ledger.wrapping import (
    book_key_context,
    data_key_context,
    tenant_key_context,
    unwrap,
    wrap,
)
from stafett.postgres.pool import within

Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"
PoolConnection: TypeAlias = "asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"

PEOPLE = "people"
"""The purpose of the keys that what people are known by is found with."""
PEOPLE_OLD = "people-old"
"""The purpose of those that are not written with any more."""
DESK = "desk"
"""The purpose of the key of a book's parcels, since its signing key is another."""

UNDER_WAY_DAYS = UNDER_WAY.days
"""For so long after its exchange a key of parcels still opens what is on its way."""

SHREDDED = "stafett_shredded"
"""The channel on which the id of a book is called when its data keys are others than before."""

_OUT_OF_REACH = (
    OSError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # what is said of a line cut in the middle of an answer
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.LockNotAvailableError,
    asyncpg.ReadOnlySQLTransactionError,
)
_PATIENCE = 5.0  # seconds to wait for a connection

_NEW_TENANT_KEY = """
INSERT INTO tenant_key (tenant, version, root_id, root_version, wrapped)
VALUES ($1, 1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING version"""

_NEW_BOOK_KEY = """
INSERT INTO book_key (tenant, purpose, version, tenant_key_version, wrapped)
VALUES ($1, $2, 1, 1, $3)"""

_BOOK = """
SELECT 'tenant' AS purpose, version, 0 AS above, root_id, root_version, wrapped, false AS late
FROM tenant_key WHERE tenant = $1
UNION ALL
SELECT purpose, version, tenant_key_version, NULL, NULL, wrapped,
       made_at <= now() - $2 * interval '1 day'
FROM book_key WHERE tenant = $1
ORDER BY version"""

_SIGNED_BEFORE = """
SELECT first, second, note FROM signing_before WHERE tenant = $1 ORDER BY version"""

_LOAD = """
SELECT id, scope_tag, version, tenant_key_version AS above, wrapped
FROM data_key WHERE tenant = $1 AND (id = ANY ($2) OR scope_tag = ANY ($3))
ORDER BY version"""

_NEW_DATA_KEYS = """
INSERT INTO data_key (tenant, id, scope_tag, version, tenant_key_version, wrapped)
SELECT $1, new.id, new.scope_tag, 1, $2, new.wrapped
FROM unnest($3::uuid[], $4::bytea[], $5::bytea[]) AS new (id, scope_tag, wrapped)
ON CONFLICT DO NOTHING"""

_SHRED = """
DELETE FROM data_key WHERE tenant = $1 AND (scope_tag = ANY ($3) OR scope_tag IN
    (SELECT scope_tag FROM data_key WHERE tenant = $1 AND id = ANY ($2))) RETURNING id"""

_BOOKS = """
SELECT tenant, version, root_id, root_version, made_at
FROM tenant_key ORDER BY made_at, tenant, version"""

_MAKING_A_BOOK = "SELECT pg_advisory_xact_lock_shared(hashtext('stafett root'))"
"""So that a root key that is just being destroyed closes no new book."""

_HOW_MANY = "SELECT count(*) FROM data_key WHERE tenant = $1"
_AT_ONE_INSTANT = "ISOLATION LEVEL REPEATABLE READ READ ONLY"
"""A key that is exchanged between two questions must not be half of each."""
_AT_ONCE = "; SET LOCAL synchronous_commit = on"
"""What is made or destroyed here is on disk before anybody hears of it."""


@dataclass(frozen=True, slots=True)
class BookEntry:
    """What can be told about a book's tenant key without opening it."""

    tenant: UUID
    version: int
    root_id: UUID
    root_version: int
    made_at: datetime
    data_keys: int


class Keystore:
    """The keys of all books. Takes a pool to the keystore's cluster, and the root key.

    Every method raises KeystoreAway when the keystore's database cannot be reached.
    """

    def __init__(self, pool: Pool, root: Root) -> None:
        self._pool = pool
        self._root = root

    async def create_tenant(self, tenant: UUID) -> None:
        """Make a book's tenant key and its own keys, unless it has them already."""
        above = Secret.new()
        async with self.durable(tenant) as connection:
            await connection.execute(_MAKING_A_BOOK)
            name = await self._root.describe()
            context = tenant_key_context(tenant, 1, name.id, name.version)
            wrapped = await self._root.wrap(name, context, above)
            new = await connection.fetchval(_NEW_TENANT_KEY, tenant, name.id, name.version, wrapped)
            if new is None:
                return
            for purpose in ("index", "signing", PEOPLE):
                closed = wrap(above, book_key_context(tenant, purpose, 1, 1), Secret.new())
                await connection.execute(_NEW_BOOK_KEY, tenant, purpose, closed)

    async def open_book(self, tenant: UUID) -> BookKeys:
        """Return a book's own keys, opened.

        Raises:
            NoSuchBook: No keys were made for this tenant.
            RootRefused: They were made under another root key than the one at hand.
            SealBroken: A row is not as it was written.

        """
        async with self._within(tenant, _AT_ONE_INSTANT) as connection:
            rows = await connection.fetch(_BOOK, tenant, UNDER_WAY_DAYS)
            before = await connection.fetch(_SIGNED_BEFORE, tenant)
        if not rows:
            raise NoSuchBook
        tenant_keys: dict[int, Secret] = {}
        own: dict[str, dict[int, Secret]] = defaultdict(dict)
        for row in rows:
            if row["purpose"] == "tenant":
                name = RootName(row["root_id"], row["root_version"])
                context = tenant_key_context(tenant, row["version"], name.id, name.version)
                opened = await self._root.unwrap(name, context, row["wrapped"])
                tenant_keys[row["version"]] = opened
        for row in rows:
            if row["purpose"] != "tenant":
                context = book_key_context(tenant, row["purpose"], row["version"], row["above"])
                key = unwrap(tenant_keys[row["above"]], context, row["wrapped"])
                own[row["purpose"]][row["version"]] = key
        index, signing = own["index"][1], own["signing"][max(own["signing"])]
        # A book from before there were people keys goes on with its index key as the first.
        people = own[PEOPLE] or {1: index}
        former = tuple(Former((row["first"], row["second"]), row["note"]) for row in before)
        late = {row["version"] for row in rows if row["purpose"] == DESK and row["late"]}
        desks = own[DESK] or {1: signing}
        return BookKeys(
            tenant,
            tenant_keys,
            index,
            signing,
            people,
            own[PEOPLE_OLD],
            letters=desks[max(desks)],
            former=former,
            letters_before=_under_way(desks, late),
        )

    async def load(self, book: BookKeys, wanted: Collection[KeyName]) -> dict[KeyName, DataKey]:
        """Return data keys in one round trip; make those of scopes that are not there yet.

        However many ask at once for the key of a new scope, all get the same one, and it is
        durable before anyone has it. An id asked for and not in the answer has been shredded.
        Raises SealBroken when a row is not as it was written.
        """
        key_ids, tags = _told_apart(book, wanted)
        async with self._within(book.tenant) as connection:
            rows = await connection.fetch(_LOAD, book.tenant, key_ids, list(tags))
        found = {row["scope_tag"] for row in rows}
        if missing := sorted(tags.keys() - found):
            rows += await self._make(book, missing)
        keys: dict[KeyName, DataKey] = {}
        for row in rows:
            key = keys[row["id"]] = _opened(book, row)
            if scope := tags.get(row["scope_tag"]):
                keys[scope] = key
        return keys

    async def _make(self, book: BookKeys, tags: Sequence[bytes]) -> list[asyncpg.Record]:
        above = book.newest
        ids = [uuid4() for _ in tags]
        wrapped = [
            wrap(
                book.tenant_keys[above],
                data_key_context(book.tenant, tag, key_id, 1, above),
                Secret.new(),
            )
            for tag, key_id in zip(tags, ids, strict=True)
        ]
        try:
            async with self.durable(book.tenant) as connection:
                await connection.execute(_NEW_DATA_KEYS, book.tenant, above, ids, tags, wrapped)
                made: list[asyncpg.Record] = await connection.fetch(_LOAD, book.tenant, [], tags)
        except asyncpg.ForeignKeyViolationError:
            raise TurnedMeanwhile from None
        return made

    async def shred(self, book: BookKeys, wanted: Collection[KeyName]) -> frozenset[UUID]:
        """Delete data keys, every version, and return the ids of those that were there.

        A copy of the database from before still holds them: docs/sealing.md says what follows.
        """
        key_ids, tags = _told_apart(book, wanted)
        async with self.durable(book.tenant) as connection:
            rows = await connection.fetch(_SHRED, book.tenant, key_ids, list(tags))
            await connection.execute("SELECT pg_notify($1, $2)", SHREDDED, str(book.tenant))
        return frozenset(row["id"] for row in rows)

    async def books(self) -> tuple[BookEntry, ...]:
        """Return what can be told about every book's tenant keys, oldest first."""
        async with self._reach() as connection:
            found = await connection.fetch(_BOOKS)
        entries: list[BookEntry] = []
        for row in found:
            async with self._within(row["tenant"]) as connection:
                count: int = await connection.fetchval(_HOW_MANY, row["tenant"])
            entries.append(BookEntry(**row, data_keys=count))
        return tuple(entries)

    def under(self, root: Root) -> "Keystore":
        """Return the same cupboard under another root key."""
        return Keystore(self._pool, root)

    @asynccontextmanager
    async def every_book(self) -> AsyncIterator[PoolConnection]:
        """Borrow a connection for a transaction that sees which books there are, and no more."""
        async with self._reach() as connection, connection.transaction():
            yield connection

    @asynccontextmanager
    async def _reach(self) -> AsyncIterator[PoolConnection]:
        try:
            async with self._pool.acquire(timeout=_PATIENCE) as connection:
                yield connection
        except _OUT_OF_REACH:
            raise KeystoreAway from None

    @asynccontextmanager
    async def _within(self, tenant: UUID, how: str = "") -> AsyncIterator[PoolConnection]:
        async with self._reach() as connection, within(connection, tenant, how=how):
            yield connection

    @asynccontextmanager
    async def durable(self, tenant: UUID) -> AsyncIterator[PoolConnection]:
        """Borrow a connection for a transaction in one book that is on disk when it ends."""
        async with self._within(tenant, _AT_ONCE) as connection:
            yield connection


def _under_way(desks: Mapping[int, Secret], late: Collection[int]) -> tuple[Secret, ...]:
    """Return the keys of parcels that were followed by another not too long ago, newest first."""
    versions = sorted(desks, reverse=True)
    return tuple(desks[before] for after, before in pairwise(versions) if after not in late)


def _told_apart(
    book: BookKeys, wanted: Collection[KeyName]
) -> tuple[list[UUID], dict[bytes, Scope]]:
    key_ids = [one for one in wanted if isinstance(one, UUID)]
    return key_ids, {book.scope_tag(one): one for one in wanted if isinstance(one, Scope)}


def _opened(book: BookKeys, row: asyncpg.Record) -> DataKey:
    if (above := book.tenant_keys.get(row["above"])) is None:
        raise TurnedMeanwhile
    context = data_key_context(
        book.tenant, row["scope_tag"], row["id"], row["version"], row["above"]
    )
    return DataKey(row["id"], unwrap(above, context, row["wrapped"]))
