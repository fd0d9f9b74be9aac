"""Which matters somebody may look for today: a list, never a key.

The rows hold keyed hashes, stream ids and days. They may name somebody too many - a consent that
has run out needs no event - so whoever reads them asks the domain again before showing anything.
They never name anybody too few.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from stafett.ledger.book import Ledger
from stafett.projections.asked import Lent
from stafett.projections.reach import Reach, tag_of

_FORGET = "DELETE FROM access_list WHERE tenant = $1 AND build = $2 AND stream = ANY($3::uuid[])"
_WRITE = """
    INSERT INTO access_list (tenant, build, tag, stream, until)
    SELECT $1, $2, r.* FROM unnest($3::bytea[], $4::uuid[], $5::date[]) AS r (tag, stream, until)
"""
_FIND = """
    SELECT DISTINCT stream
      FROM access_list
     WHERE tenant = $1 AND build = $2 AND tag = ANY($3::bytea[])
       AND (until IS NULL OR until >= $4)
"""


async def write(
    connection: Lent,
    ledger: Ledger,
    book: UUID,
    build: int,
    reaches: Mapping[UUID, frozenset[Reach]],
) -> None:
    """Say anew who reaches these streams."""
    if not reaches:
        return
    await remove(connection, book, build, list(reaches))
    rows: dict[tuple[bytes, UUID], date | None] = {}
    for stream, ways in reaches.items():
        for way in ways:
            key = await tag_of(ledger, book, way.hand, way.id), stream
            rows[key] = _later(rows[key], way.until) if key in rows else way.until
    tags, streams = [tag for tag, _ in rows], [stream for _, stream in rows]
    await connection.execute(_WRITE, book, build, tags, streams, list(rows.values()))


async def remove(connection: Lent, book: UUID, build: int, streams: Sequence[UUID]) -> None:
    """Take streams out of every list."""
    await connection.execute(_FORGET, book, build, list(streams))


async def find(
    connection: Lent, book: UUID, build: int, tags: Collection[bytes], on: date
) -> Sequence[UUID]:
    """Return the streams that any of the tags may reach on the day; judge each before showing."""
    rows = await connection.fetch(_FIND, book, build, list(tags), on)
    return [row["stream"] for row in rows]


def _later(one: date | None, other: date | None) -> date | None:
    return None if one is None or other is None else max(one, other)
