"""New keys for old: a book's tenant key, and the root key above all of them, exchanged in use.

No line is sealed anew. A new tenant key is made, every key that lies under the old one is closed
under the new one, and only then the old one goes. How far it has come stands in the keystore and
nowhere else - two tenant keys, or a key under the older of them - so it can be broken off anywhere
and begun again. Whoever serves meanwhile opens the book once more when it meets a key that lies
under a tenant key it does not hold yet.

With a new root key every book gets a new tenant key under it, and then the old root key is
destroyed. From then on every older copy of the keystore is a locked box without a key.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Final, TypeAlias
from uuid import UUID

import asyncpg

from stafett.evidence.checkpoint import LogSigner
from stafett.evidence.handed_over import Held, hand_over
from stafett.ledger import parcel_key
from stafett.ledger.book_keys import BookKeys
from stafett.ledger.data_key import Secret
from stafett.ledger.errors import KeystoreAway, NoSuchBook, TurnedMeanwhile
from stafett.ledger.keystore import SHREDDED, Keystore, PoolConnection
from stafett.ledger.roots import Root, RootName
from stafett.ledger.wrapping import (
    book_key_context,
    data_key_context,
    tenant_key_context,
    unwrap,
    wrap,
)
from stafett.postgres.pool import open_pool
from stafett.postgres.roles import OWNER

_PAGE: Final = 500

_LIES_UNDER: Final = """
SELECT version, root_id, root_version FROM tenant_key WHERE tenant = $1 ORDER BY version"""
_MAKE: Final = """
INSERT INTO tenant_key (tenant, version, root_id, root_version, wrapped)
VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING"""
_LEFT: Final = """
SELECT (SELECT count(*) FROM book_key WHERE tenant = $1 AND tenant_key_version < $2)
     + (SELECT count(*) FROM data_key WHERE tenant = $1 AND tenant_key_version < $2)"""
_BOOK_KEYS: Final = """
SELECT purpose, version, tenant_key_version AS above, wrapped FROM book_key
 WHERE tenant = $1 AND tenant_key_version < $2"""
_BOOK_KEY_CLOSED: Final = """
UPDATE book_key SET tenant_key_version = $5, wrapped = $6
 WHERE tenant = $1 AND purpose = $2 AND version = $3 AND tenant_key_version = $4"""
_DATA_KEYS: Final = """
SELECT id, scope_tag, version, tenant_key_version AS above, wrapped FROM data_key
 WHERE tenant = $1 AND tenant_key_version < $2 ORDER BY id LIMIT $3"""
_DATA_KEYS_CLOSED: Final = """
UPDATE data_key k SET tenant_key_version = $2, wrapped = new.wrapped
  FROM unnest($3::uuid[], $4::int[], $5::bytea[]) AS new (id, above, wrapped)
 WHERE k.tenant = $1 AND k.id = new.id AND k.tenant_key_version = new.above"""
_DESTROY: Final = "DELETE FROM tenant_key WHERE tenant = $1 AND version < $2"
_NEW_BOOK_KEY: Final = """
INSERT INTO book_key (tenant, purpose, version, tenant_key_version, wrapped)
VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING extract(epoch FROM now())::bigint"""
_SIGNED_BEFORE: Final = """
INSERT INTO signing_before (tenant, version, first, second, note) VALUES ($1, $2, $3, $4, $5)"""
_SIGNING: Final = "SELECT max(version) FROM book_key WHERE tenant = $1 AND purpose = 'signing'"
_SIGNS_NO_MORE: Final = """
DELETE FROM book_key WHERE tenant = $1 AND purpose = 'signing' AND version = $2"""
_CALL: Final = "SELECT pg_notify($1, $2)"
_WAITS: Final = 60.0
"""Seconds somebody else may hold a key before its exchange is given up for now."""
_ALONE: Final = "SELECT pg_advisory_xact_lock(hashtext('stafett root'))"

Told: TypeAlias = Callable[[str], None]
"""Is told, in a few words, how far it has come."""


@asynccontextmanager
async def open_owners(url: str, root: Root) -> AsyncIterator[Keystore]:
    """Open the keystore as the owner of its tables: whoever serves may change no key.

    Raises KeystoreAway, saying what to set, when the owner is not let in.
    """
    try:
        pool = await open_pool(
            url,
            name="stafett-turn",
            role=OWNER,
            most=2,
            statement_timeout=_WAITS * 2,
            lock_timeout=_WAITS,
            idle_in_transaction_timeout=_WAITS,
        )
    except (OSError, asyncpg.PostgresError) as trouble:
        raise KeystoreAway(
            f"the owner of the keystore's tables is not let in ({type(trouble).__name__}); set "
            "STAFETT_ADMIN_URL and STAFETT_KEYSTORE_ADMIN_URL, as for `stafett migrate`"
        ) from None
    try:
        yield Keystore(pool, root)
    finally:
        await pool.close()


async def turn_signing_key(owners: Keystore, tenant: UUID, origin: str) -> tuple[Held, ...]:
    """Exchange the key a book signs receipts and checkpoints with, all at once.

    The old key signs for the new one, with the time, and is destroyed; its public half stays, as
    what it signed is held against it. Parcels go on with the key that other books know.

    Args:
        owners: The keys, on connections of the tables' owner.
        tenant: The book.
        origin: Our name; the book's id follows it.

    Returns:
        Every pair of public keys the book has signed with, the new one last.

    Raises:
        NoSuchBook: No keys were made for this tenant.
        NotBelieved: What is remembered of earlier exchanges is not as it was signed.
        TurnedMeanwhile: Another has exchanged it in the same moment.

    """
    book = await owners.open_book(tenant)
    name, seed, above = f"{origin}/{tenant}", Secret.new(), book.newest
    book.pairs(name)
    first, second = LogSigner(name, seed.content).keys
    async with owners.durable(tenant) as connection:
        version = await connection.fetchval(_SIGNING, tenant)
        context = book_key_context(tenant, "signing", version + 1, above)
        wrapped = wrap(book.tenant_keys[above], context, seed)
        new = (tenant, "signing", version + 1, above, wrapped)
        now = await connection.fetchval(_NEW_BOOK_KEY, *new)
        if now is None or version != len(book.former) + 1:
            raise TurnedMeanwhile
        await parcel_key.keep(connection, book)
        pair = (first.public, second.public)
        one = hand_over(name, book.former, book.signing.content, pair, now)
        await connection.execute(_SIGNED_BEFORE, tenant, version, *one.keys, one.note)
        await connection.execute(_SIGNS_NO_MORE, tenant, version)
        await connection.execute(_CALL, SHREDDED, str(tenant))
    return (await owners.open_book(tenant)).pairs(name)


async def turn_tenant_key(
    keystore: Keystore, root: Root, tenant: UUID, told: Told = lambda _: None
) -> None:
    """Exchange a book's tenant key, or end an exchange that was broken off.

    Args:
        keystore: The keys, on connections of the tables' owner: whoever serves may change none.
        root: The root key; the new tenant key lies under its newest version.
        tenant: The book.
        told: Called with how far it has come.

    Raises:
        NoSuchBook: No keys were made for this tenant.
        SealBroken: A key is not as it was written. Nothing was destroyed.
        KeystoreAway: The keystore, or whoever keeps the root key, does not answer.

    """
    await _begin(keystore, root, tenant)
    while True:
        book = await keystore.open_book(tenant)
        await _close_anew(keystore, book, told)
        try:
            async with keystore.durable(tenant) as connection:
                await connection.execute(_DESTROY, tenant, book.newest)
        except asyncpg.ForeignKeyViolationError:
            continue  # a process that had not heard yet made one more key under it
        return


async def turn_root_key(
    keystore: Keystore, owners: Keystore, root: Root, told: Told = lambda _: None
) -> None:
    """Exchange the root key, or end an exchange that was broken off.

    Args:
        keystore: The keys, on the service's connections, which see every book.
        owners: The same on connections of the tables' owner.
        root: The root key.
        told: Called with how far it has come.

    Raises:
        RootRefused: It lies where it cannot be exchanged.
        SealBroken, KeystoreAway: As `turn_tenant_key`.

    """
    async with keystore.every_book() as connection:
        await connection.execute(_ALONE)
        if not await root.older():
            await root.turn()
    while older := await root.older():
        for tenant in await _under(keystore, older):
            told(f"book {tenant}")
            await turn_tenant_key(owners, root, tenant, told)
        async with keystore.every_book() as connection:
            await connection.execute(_ALONE)
            if not await _under(keystore, older):
                for name in older:
                    await root.destroy(name)


async def move_to_root(
    keystore: Keystore, owners: Keystore, before: Root, root: Root, told: Told = lambda _: None
) -> int:
    """Bring the books that lie under one root key under another, and return how many they were.

    The other may be kept somewhere else. The first is left where it is: whoever has it and an old
    copy of the keystore still opens that. Raises as `turn_root_key`.
    """
    names = (await before.describe(), *await before.older())
    tenants = await _under(keystore, names)
    for tenant in tenants:
        told(f"book {tenant}")
        await turn_tenant_key(owners.under(_Both(before, root, names)), root, tenant, told)
    return len(tenants)


class _Both:
    """Two root keys for as long as a book goes from one to the other."""

    def __init__(self, before: Root, root: Root, names: Sequence[RootName]) -> None:
        self._before, self._root, self._names = before, root, names

    async def describe(self) -> RootName:
        return await self._root.describe()

    async def older(self) -> Sequence[RootName]:
        return self._names

    async def wrap(self, name: RootName, context: bytes, secret: Secret) -> bytes:
        return await self._root.wrap(name, context, secret)

    async def unwrap(self, name: RootName, context: bytes, wrapped: bytes) -> Secret:
        root = self._before if name in self._names else self._root
        return await root.unwrap(name, context, wrapped)

    async def turn(self) -> None:
        await self._root.turn()

    async def destroy(self, name: RootName) -> None:
        await self._before.destroy(name)


async def _under(keystore: Keystore, names: Sequence[RootName]) -> list[UUID]:
    """Return the books of which a tenant key lies under one of some root keys."""
    entries = await keystore.books()
    return list(
        dict.fromkeys(
            one.tenant for one in entries if RootName(one.root_id, one.root_version) in names
        )
    )


async def _begin(keystore: Keystore, root: Root, tenant: UUID) -> None:
    """Make the next tenant key, unless there is one already that lies where it shall lie."""
    name = await root.describe()
    async with keystore.durable(tenant) as connection:
        rows = await connection.fetch(_LIES_UNDER, tenant)
        if not rows:
            raise NoSuchBook
        newest = rows[-1]
        if len(rows) > 1 and RootName(newest["root_id"], newest["root_version"]) == name:
            return
        version = newest["version"] + 1
        context = tenant_key_context(tenant, version, name.id, name.version)
        wrapped = await root.wrap(name, context, Secret.new())
        await connection.execute(_MAKE, tenant, version, name.id, name.version, wrapped)


async def _close_anew(keystore: Keystore, book: BookKeys, told: Told) -> None:
    """Close every key of a book that lies under an older tenant key under the newest."""
    newest = book.newest
    async with keystore.durable(book.tenant) as connection:
        await _book_keys(connection, book)
        count = await connection.fetchval(_LEFT, book.tenant, newest)
    done = 0
    while True:
        async with keystore.durable(book.tenant) as connection:
            closed = await _data_keys(connection, book)
        if not closed:
            return
        done += closed
        told(f"{done} of {count} keys lie under the new one")


async def _book_keys(connection: PoolConnection, book: BookKeys) -> None:
    tenant, newest = book.tenant, book.newest
    for row in await connection.fetch(_BOOK_KEYS, tenant, newest):
        purpose, version, above = row["purpose"], row["version"], row["above"]
        context = book_key_context(tenant, purpose, version, above)
        secret = unwrap(book.tenant_keys[above], context, row["wrapped"])
        context = book_key_context(tenant, purpose, version, newest)
        wrapped = wrap(book.tenant_keys[newest], context, secret)
        await connection.execute(_BOOK_KEY_CLOSED, tenant, purpose, version, above, newest, wrapped)


async def _data_keys(connection: PoolConnection, book: BookKeys) -> int:
    tenant, newest = book.tenant, book.newest
    rows = await connection.fetch(_DATA_KEYS, tenant, newest, _PAGE)
    wrapped: list[bytes] = []
    for row in rows:
        place = (tenant, row["scope_tag"], row["id"], row["version"])
        above = row["above"]
        secret = unwrap(book.tenant_keys[above], data_key_context(*place, above), row["wrapped"])
        wrapped.append(wrap(book.tenant_keys[newest], data_key_context(*place, newest), secret))
    ids, aboves = [row["id"] for row in rows], [row["above"] for row in rows]
    await connection.execute(_DATA_KEYS_CLOSED, tenant, newest, ids, aboves, wrapped)
    return len(rows)
