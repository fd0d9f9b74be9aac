"""New data keys for what is written from now on: in one matter, or page by page in a whole book.

What the old ones sealed stays as it is, and they stay to open it. A book's exchange has its
beginning in the keystore: what is older has no new key yet. So it is broken off and gone on with
as one likes, and takes no long lock from whoever serves meanwhile.
"""

from collections.abc import Callable
from typing import Final
from uuid import UUID, uuid4

import asyncpg

from stafett.ledger.book_keys import BookKeys
from stafett.ledger.data_key import Secret
from stafett.ledger.errors import TurnedMeanwhile
from stafett.ledger.keystore import SHREDDED, Keystore, PoolConnection
from stafett.ledger.reaching import Pool, in_book
from stafett.ledger.wrapping import data_key_context, wrap

PAGE: Final = 500
"""So many keys are made in one transaction."""

_KEYS_OF: Final = "SELECT DISTINCT key_id FROM event WHERE tenant = $1 AND stream = $2"
_NEWEST_OF_SOME: Final = """
SELECT DISTINCT ON (scope_tag) scope_tag, version FROM data_key
 WHERE tenant = $1 AND scope_tag IN
    (SELECT scope_tag FROM data_key WHERE tenant = $1 AND id = ANY ($2))
 ORDER BY scope_tag, version DESC"""
_BEGIN: Final = "INSERT INTO data_turn (tenant) VALUES ($1) ON CONFLICT DO NOTHING"
_NEXT_PAGE: Final = """
SELECT scope_tag, version
  FROM (SELECT DISTINCT ON (scope_tag) scope_tag, version, made_at FROM data_key
         WHERE tenant = $1 AND scope_tag > $2 ORDER BY scope_tag, version DESC) newest
 WHERE made_at < (SELECT began_at FROM data_turn WHERE tenant = $1)
 ORDER BY scope_tag LIMIT $3"""
_END: Final = "DELETE FROM data_turn WHERE tenant = $1"
_MAKE: Final = """
INSERT INTO data_key (tenant, id, scope_tag, version, tenant_key_version, wrapped)
SELECT $1, new.id, new.scope_tag, new.version, $2, new.wrapped
FROM unnest($3::uuid[], $4::bytea[], $5::int[], $6::bytea[])
     AS new (id, scope_tag, version, wrapped)
ON CONFLICT DO NOTHING RETURNING id"""
_CALL: Final = "SELECT pg_notify($1, $2)"


async def turn_data_keys_of(keystore: Keystore, lines: Pool, tenant: UUID, stream: UUID) -> int:
    """Make new keys for what is written in one matter from now on, and return how many.

    Args:
        keystore: The keys.
        lines: Connections for reading the events.
        tenant: The book.
        stream: Whose parts get new keys.

    Raises:
        NoSuchBook: No keys were made for this tenant.
        TurnedMeanwhile: Its tenant key was exchanged in the same moment: ask again.

    """
    book = await keystore.open_book(tenant)
    async with in_book(lines, tenant) as connection:
        rows = await connection.fetch(_KEYS_OF, tenant, stream)
    async with keystore.durable(tenant) as connection:
        ids = [row["key_id"] for row in rows]
        return await _make(connection, book, await connection.fetch(_NEWEST_OF_SOME, tenant, ids))


async def turn_data_keys(
    keystore: Keystore,
    tenant: UUID,
    *,
    page: int = PAGE,
    told: Callable[[int], None] = lambda _: None,
) -> int:
    """Make new keys for what is written in a book from now on, or end what was broken off.

    Every process is called to after each page; one that does not hear goes on with the old keys
    for as long as it holds them.

    Args:
        keystore: The keys.
        tenant: The book.
        page: How many are made in one transaction.
        told: Called with how many are made so far.

    Returns:
        How many were made; of an exchange that was broken off, what was left.

    Raises:
        NoSuchBook: No keys were made for this tenant.

    """
    book = await keystore.open_book(tenant)
    async with keystore.durable(tenant) as connection:
        await connection.execute(_BEGIN, tenant)
    made, after = 0, b""
    while True:
        try:
            async with keystore.durable(tenant) as connection:
                rows = await connection.fetch(_NEXT_PAGE, tenant, after, page)
                made += await _make(connection, book, rows)
                if not rows:
                    await connection.execute(_END, tenant)
        except TurnedMeanwhile:
            book = await keystore.open_book(tenant)
            continue
        if not rows:
            return made
        after = rows[-1]["scope_tag"]
        told(made)


async def _make(connection: PoolConnection, book: BookKeys, rows: list[asyncpg.Record]) -> int:
    above = book.newest
    ids, tags = [uuid4() for _ in rows], [row["scope_tag"] for row in rows]
    versions = [row["version"] + 1 for row in rows]
    wrapped = [
        wrap(
            book.tenant_keys[above],
            data_key_context(book.tenant, tag, key_id, version, above),
            Secret.new(),
        )
        for tag, key_id, version in zip(tags, ids, versions, strict=True)
    ]
    try:
        made = await connection.fetch(_MAKE, book.tenant, above, ids, tags, versions, wrapped)
    except asyncpg.ForeignKeyViolationError:
        raise TurnedMeanwhile from None
    if made:
        await connection.execute(_CALL, SHREDDED, str(book.tenant))
    return len(made)
