"""Destroying the keys of a matter, and destroying them again when an old keystore came back.

First the register, then the keys, then what still points to the matter. Each step may be done any
number of times, so whatever is broken off is simply begun again.
"""

from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import UUID

import asyncpg

from stafett.evidence.receipt import Signer
from stafett.ledger.errors import BookAway, LedgerError
from stafett.ledger.keyring import Keyring
from stafett.ledger.keystore import Keystore
from stafett.ledger.reaching import Pool, in_book, reach
from stafett.ledger.shred_register import Shredding, ShredRegister
from stafett.postgres import pool as postgres
from stafett.postgres.roles import PRUNER

_HEADS: Final = "SELECT tenant, position FROM event_head"
_KEYS: Final = "SELECT DISTINCT key_id FROM event WHERE tenant = $1 AND stream = $2"
_CLAIMS: Final = "DELETE FROM claim WHERE tenant = $1 AND stream = $2"
_PRUNE: Final = "SELECT prune_lines($1, $2)"
_THERE: Final = "SELECT id FROM data_key WHERE tenant = $1 AND id = ANY ($2::uuid[])"
_SEALED: Final = """
SELECT count(*) FROM event WHERE tenant = $1 AND stream = $2 AND octet_length(sealed) > 33"""
_WRITTEN_LATELY: Final = "ST002"
_LONG: Final = 120.0  # seconds: a matter's lines are emptied all at once


class KeysStillThere(LedgerError):  # noqa: N818 - a sentence, as every refusal in the house
    """A key of this matter is there: nothing is taken away that somebody could still open."""


class WrittenLately(LedgerError):  # noqa: N818 - a sentence, as every refusal in the house
    """Somebody has written in this matter within thirty days: the database takes nothing away."""


class Shredder:
    """Destroys keys, and keeps the register of it.

    Args:
        keystore: Where the keys lie.
        keyring: The keys at hand in this process.
        folder: Where the checkpoints lie, and the register beside them.
        origin: Our name; the book's id follows it.

    """

    def __init__(self, keystore: Keystore, keyring: Keyring, folder: Path, *, origin: str) -> None:
        self._keystore = keystore
        self._keyring = keyring
        self._folder = folder
        self._origin = origin

    async def destroy(
        self, tenant: UUID, shred: UUID, matter: UUID, keys: Collection[UUID]
    ) -> None:
        """Enter these keys in the register, and then destroy them; nothing for no keys.

        Raises:
            RegisterBroken: The register is not as it was written; no key was destroyed.
            OSError: It could not be written; no key was destroyed.

        """
        if not keys:
            return
        what = Shredding(shred, matter, datetime.now(UTC), tuple(sorted(keys)))
        signer, publics = await self._hands(tenant)
        ShredRegister(self._folder, tenant).enter(signer, publics, what)
        await self._keyring.shred(tenant, key_ids=keys)

    async def revived(self, tenant: UUID) -> frozenset[UUID]:
        """Return the keys that stand in the register as destroyed, and are there.

        Raises:
            NoSuchBook: The keystore does not know the book at all.
            RegisterBroken: The register is not as it was written.

        """
        keys = [key for one in await self._entries(tenant) for key in one.keys]
        async with self._keystore.durable(tenant) as connection:
            rows = await connection.fetch(_THERE, tenant, keys)
        return frozenset(row["id"] for row in rows)

    async def replay(self, tenant: UUID) -> tuple[int, frozenset[UUID]]:
        """Destroy again whatever the register says was destroyed.

        Returns:
            How many keys had come back, and the matters that are to be forgotten by every list.

        Raises:
            NoSuchBook: The keystore does not know the book at all.
            RegisterBroken: The register is not as it was written.

        """
        back = await self.revived(tenant)
        if back:
            await self._keyring.shred(tenant, key_ids=back)
        return len(back), frozenset(one.matter for one in await self._entries(tenant))

    async def _entries(self, tenant: UUID) -> list[Shredding]:
        signer, publics = await self._hands(tenant)
        return list(ShredRegister(self._folder, tenant).entries(signer.origin, publics))

    async def _hands(self, tenant: UUID) -> tuple[Signer, list[bytes]]:
        """Return what signs for the book today, and every key it has signed with."""
        book, origin = await self._keyring.book(tenant), f"{self._origin}/{tenant}"
        return book.signer(origin), [pair.keys[0] for pair in book.pairs(origin)]


async def heads(pool: Pool) -> Mapping[UUID, int]:
    """Return how far every book has come."""
    async with reach(pool) as connection:
        rows = await connection.fetch(_HEADS)
    return {row["tenant"]: row["position"] for row in rows}


async def keys_of(pool: Pool, tenant: UUID, matter: UUID) -> frozenset[UUID]:
    """Return the ids of the keys that a matter's lines lie under."""
    async with in_book(pool, tenant) as connection:
        rows = await connection.fetch(_KEYS, tenant, matter)
    return frozenset(row["key_id"] for row in rows)


async def let_go(pool: Pool, tenant: UUID, matter: UUID) -> None:
    """Take away what a matter holds that only one may hold: a number nobody has any more, say."""
    async with in_book(pool, tenant) as connection:
        await connection.execute(_CLAIMS, tenant, matter)


@asynccontextmanager
async def open_pruners(url: str) -> AsyncIterator[Pool]:
    """Open connections of the pruner's, at the address of somebody who may make tables and roles.

    Raises BookAway, saying what to set, when the pruner is not let in there.
    """
    try:
        pool = await postgres.open_pool(
            url, name="stafett-prune", role=PRUNER, most=1, statement_timeout=_LONG
        )
    except (OSError, asyncpg.PostgresError) as trouble:
        raise BookAway(
            f"nobody who may empty lines is let in ({type(trouble).__name__}); set "
            "STAFETT_ADMIN_URL and STAFETT_KEYSTORE_ADMIN_URL, as for `stafett migrate`"
        ) from None
    try:
        yield pool
    finally:
        await pool.close()


async def unpruned(pruners: Pool, tenant: UUID, matter: UUID) -> int:
    """Return in how many of a matter's lines something is still sealed."""
    async with in_book(pruners, tenant) as connection:
        return int(await connection.fetchval(_SEALED, tenant, matter))


async def prune(pruners: Pool, keystore: Keystore, tenant: UUID, matter: UUID) -> int:
    """Take away what is sealed in a matter's lines; return in how many there was something.

    Their outsides stay, and the hash of what was sealed, so that the chain is checked as before.
    Whether it was ordered, and is final, is asked before this is called.

    Args:
        pruners: Connections of the pruner's, whom nobody logs in as: the service can do none of it.
        keystore: Where the matter's keys lay.
        tenant: The book.
        matter: Which of its streams.

    Raises:
        KeysStillThere: Somebody could still open it.
        WrittenLately: It has not lain still for thirty days.

    """
    keys = await keys_of(pruners, tenant, matter)
    async with keystore.durable(tenant) as connection:
        if await connection.fetch(_THERE, tenant, keys):
            raise KeysStillThere
    try:
        async with in_book(pruners, tenant) as connection:
            return int(await connection.fetchval(_PRUNE, tenant, matter))
    except asyncpg.PostgresError as refusal:
        if refusal.sqlstate != _WRITTEN_LATELY:
            raise
        raise WrittenLately from None
