"""Finding people under a new key: their numbers written down anew beside the old, which then go.

Whoever has stolen the key that a national number is found by can try every number there is. So the
key can be exchanged while the book is in use. Processes hold keys for two minutes, and each step
waits until all have heard of the one before it:

1. a second key is made; whatever is claimed from then on is claimed under both;
2. what people are known by is read out of the book's lines and claimed under the new key too;
3. the old key is put away; from then on nothing is written or looked up under it;
4. what stands under the old key is deleted, and then the key.

In every step each number stands whole under at least one key that everybody writes with and looks
up by. Each step may be done twice, so one that was broken off is simply begun again. Since the new
rows come from the lines and not from the old rows, this also brings back what an old copy of the
tables has lost.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from enum import Enum
from itertools import groupby
from typing import Final, TypeAlias, TypeVar
from uuid import UUID

from stafett.domain.facts import Event
from stafett.ledger import people_key
from stafett.ledger.book import Ledger
from stafett.ledger.book_keys import BookKeys
from stafett.ledger.errors import LedgerError
from stafett.ledger.keyring import LIFETIME
from stafett.ledger.keystore import PEOPLE, PEOPLE_OLD, Keystore
from stafett.ledger.line import KnownBy
from stafett.ledger.reaching import Pool, in_book

PATIENCE: Final = LIFETIME + 60.0
"""Seconds until no process goes by the keys it held before, and what it was writing is written."""
_PAGE: Final = 500

_ADD: Final = """
    INSERT INTO claim (tenant, tag, stream)
    SELECT $1, new.tag, new.stream FROM unnest($2::bytea[], $3::uuid[]) AS new (tag, stream)
    ON CONFLICT DO NOTHING
"""
_LET_GO: Final = """
    DELETE FROM claim USING unnest($2::bytea[], $3::uuid[]) AS gone (tag, stream)
     WHERE claim.tenant = $1 AND claim.tag = gone.tag AND claim.stream = gone.stream
"""
_REMOVE: Final = "DELETE FROM claim WHERE tenant = $1 AND tag = ANY($2::bytea[])"

Reads: TypeAlias = Callable[[Event], KnownBy | None]
"""Says what somebody is known by since an event, or no more, if it tells of that."""
Told = TypeVar("Told")


class LineNotRead(LedgerError):  # noqa: N818 - a sentence, as every refusal in the house
    """A line of this book cannot be read, so the old key stays beside the new: `ledger verify`."""


class Step(Enum):
    """How far an exchange has come, told as it begins."""

    MADE = "a new key is there; waiting until every process writes with both"
    WRITING = "writing down under the new key what people are known by"
    AWAY = "the old key is put away; waiting until no process goes by it"
    REMOVING = "removing what stands under the old key, and then the key"


async def turn(
    ledger: Ledger,
    keystore: Keystore,
    pool: Pool,
    tenant: UUID,
    reads: Reads,
    *,
    forgets: Reads,
    patience: float = PATIENCE,
    told: Callable[[Step], None] = lambda _: None,
) -> None:
    """Exchange the key that people are found by, or end an exchange that was broken off.

    Args:
        ledger: The book's events.
        keystore: Where the keys lie.
        pool: Connections of the writer's, for the rows themselves.
        tenant: The book.
        reads: What an event says somebody is known by.
        forgets: What an event says somebody is known by no more.
        patience: Seconds to wait after a key was made or put away.
        told: Called with each step as it begins.

    Raises:
        NoSuchBook: This tenant has no book.
        LineNotRead: A line is not as it was written. Nothing was removed.

    """
    await ledger.head(tenant)
    await people_key.begin(keystore, await keystore.open_book(tenant))
    book = await keystore.open_book(tenant)
    if len(book.people) > 1:
        told(Step.MADE)
        await _heard(keystore, book, PEOPLE, patience)
        told(Step.WRITING)
        await _write(ledger, pool, book, reads, forgets)
        # Anew, for its tenant key may have been exchanged in the meantime.
        await people_key.put_away(keystore, await keystore.open_book(tenant))
        book = await keystore.open_book(tenant)
    if book.people_old:
        told(Step.AWAY)
        await _heard(keystore, book, PEOPLE_OLD, patience)
        told(Step.REMOVING)
        await _remove(ledger, pool, book, reads)
        await people_key.destroy(keystore, book)


async def _heard(keystore: Keystore, book: BookKeys, purpose: str, patience: float) -> None:
    since = await people_key.seconds_since(keystore, book, purpose)
    await asyncio.sleep(max(0.0, patience - since))


async def _write(ledger: Ledger, pool: Pool, book: BookKeys, reads: Reads, forgets: Reads) -> None:
    newest = book.people[max(book.people)]

    def told(event: Event) -> tuple[KnownBy, bool] | None:
        gone = forgets(event)
        known = gone or reads(event)
        return None if known is None else (known, gone is None)

    async for page in _known(ledger, book.tenant, told):
        async with in_book(pool, book.tenant) as connection:
            for still, lines in groupby(page, key=lambda line: line[0][1]):
                tags, streams = zip(
                    *((book.claim_tag_under(newest, known), of) for (known, _), of in lines),
                    strict=True,
                )
                how = _ADD if still else _LET_GO
                await connection.execute(how, book.tenant, list(tags), list(streams))


async def _remove(ledger: Ledger, pool: Pool, book: BookKeys, reads: Reads) -> None:
    old = book.people_old.values()
    async for page in _known(ledger, book.tenant, reads):
        tags = [book.claim_tag_under(key, known) for known, _ in page for key in old]
        async with in_book(pool, book.tenant) as connection:
            await connection.execute(_REMOVE, book.tenant, tags)


async def _known(
    ledger: Ledger, tenant: UUID, reads: Callable[[Event], Told | None]
) -> AsyncIterator[list[tuple[Told, UUID]]]:
    """Give what events tell and the streams that say so, in the order it was written."""
    position = 0
    while lines := await ledger.follow(tenant, position, _PAGE):
        if any(line.broken for line in lines):
            raise LineNotRead
        page = [
            (known, line.stream)
            for line in lines
            if line.event is not None and (known := reads(line.event)) is not None
        ]
        if page:
            yield page
        position = lines[-1].position
