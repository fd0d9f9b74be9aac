"""Exchanging the key of a book's parcels, which other municipalities have agreed to by its card.

Parcels lie for weeks before a family lets them be opened. So the old key goes on opening what is
sealed for it for ninety days, and over there what was signed with it is taken for as long after
the new card was written down. Nothing new is signed with it. When it was stolen it goes at once.
"""

from typing import Final
from uuid import UUID

from stafett.evidence.letter import Party
from stafett.ledger.book_keys import BookKeys
from stafett.ledger.data_key import Secret
from stafett.ledger.errors import TurnedMeanwhile
from stafett.ledger.keystore import DESK, SHREDDED, UNDER_WAY_DAYS, Keystore, PoolConnection
from stafett.ledger.wrapping import book_key_context, wrap

_NEWEST: Final = "SELECT max(version) FROM book_key WHERE tenant = $1 AND purpose = $2"
_MAKE: Final = """
INSERT INTO book_key (tenant, purpose, version, tenant_key_version, wrapped)
VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING version"""
# The newest stays, and every one that was followed by another not too long ago.
_OVER: Final = """
DELETE FROM book_key k
 WHERE tenant = $1 AND purpose = $2
   AND EXISTS (SELECT FROM book_key n
                WHERE n.tenant = k.tenant AND n.purpose = k.purpose AND n.version > k.version
                  AND n.made_at <= now() - $3 * interval '1 day')"""
_CALL: Final = "SELECT pg_notify($1, $2)"


async def turn_parcel_key(
    owners: Keystore, tenant: UUID, origin: str, *, at_once: bool = False
) -> Party:
    """Exchange the key of a book's parcels; destroy those whose time is over.

    Args:
        owners: The keys, on connections of the tables' owner.
        tenant: The book.
        origin: Our name; the book's id follows it.
        at_once: Whether the one before goes now: then nothing that is on its way opens any more.

    Returns:
        What the book's card holds now, for other municipalities.

    Raises:
        NoSuchBook: No keys were made for this tenant.
        TurnedMeanwhile: Another has exchanged it in the same moment.

    """
    book = await owners.open_book(tenant)
    async with owners.durable(tenant) as connection:
        await keep(connection, book)
        version = await connection.fetchval(_NEWEST, tenant, DESK) + 1
        if not await _make(connection, book, version, Secret.new()):
            raise TurnedMeanwhile
        await connection.execute(_OVER, tenant, DESK, 0 if at_once else UNDER_WAY_DAYS)
        await connection.execute(_CALL, SHREDDED, str(tenant))
    return (await owners.open_book(tenant)).desk(f"{origin}/{tenant}").party


async def keep(connection: PoolConnection, book: BookKeys) -> None:
    """Let the key of parcels have a row of its own: until the first exchange it is the signing key.

    In a transaction that is on disk when it ends.
    """
    if await connection.fetchval(_NEWEST, book.tenant, DESK) is None:
        await _make(connection, book, 1, book.letters)


async def _make(connection: PoolConnection, book: BookKeys, version: int, key: Secret) -> bool:
    above = book.newest
    closed = wrap(book.tenant_keys[above], book_key_context(book.tenant, DESK, version, above), key)
    made = await connection.fetchval(_MAKE, book.tenant, DESK, version, above, closed)
    return made is not None
