"""Exchanging the key that people are found by: a new one beside it, then the old one away.

How far an exchange has come stands in the keystore and nowhere else, so it can be taken up again
wherever it was broken off: two keys in use, or one put away, say that one has begun.
"""

from typing import Final

from stafett.ledger.book_keys import BookKeys
from stafett.ledger.data_key import Secret
from stafett.ledger.keystore import PEOPLE, PEOPLE_OLD, Keystore, PoolConnection
from stafett.ledger.wrapping import book_key_context, wrap

_MAKE: Final = """
INSERT INTO book_key (tenant, purpose, version, tenant_key_version, wrapped)
VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING"""
_GOES: Final = "SELECT older_people_key_goes($1, $2, $3)"
_SINCE: Final = """
SELECT coalesce(extract(epoch FROM now() - max(made_at))::float8, 'infinity') FROM book_key
 WHERE tenant = $1 AND purpose = $2"""


async def begin(keystore: Keystore, book: BookKeys) -> None:
    """Make the next key beside the one in use, unless an exchange has begun already."""
    if len(book.people) > 1 or book.people_old:
        return
    ((version, key),) = book.people.items()
    async with keystore.durable(book.tenant) as connection:
        # The first of a book from before there were such keys has no row of its own yet.
        await _make(connection, book, PEOPLE, version, key)
        await _make(connection, book, PEOPLE, version + 1, Secret.new())


async def put_away(keystore: Keystore, book: BookKeys) -> None:
    """Let nothing be written or looked up any more with any key but the newest."""
    for version, key in book.people.items():
        if version < max(book.people):
            async with keystore.durable(book.tenant) as connection:
                await _make(connection, book, PEOPLE_OLD, version, key)
                await connection.fetchval(_GOES, book.tenant, PEOPLE, version)


async def destroy(keystore: Keystore, book: BookKeys) -> None:
    """Destroy the keys that were put away."""
    for version in book.people_old:
        async with keystore.durable(book.tenant) as connection:
            await connection.fetchval(_GOES, book.tenant, PEOPLE_OLD, version)


async def seconds_since(keystore: Keystore, book: BookKeys, purpose: str) -> float:
    """Return how long ago the newest key was made, or the last one put away, by their clock.

    Infinity when there is none any more.
    """
    async with keystore.durable(book.tenant) as connection:
        since: float = await connection.fetchval(_SINCE, book.tenant, purpose)
    return since


async def _make(
    connection: PoolConnection, book: BookKeys, purpose: str, version: int, key: Secret
) -> None:
    above = book.newest
    context = book_key_context(book.tenant, purpose, version, above)
    closed = wrap(book.tenant_keys[above], context, key)
    await connection.execute(_MAKE, book.tenant, purpose, version, above, closed)
