"""Which matters somebody may look for today: a list, never a key.

The rows hold keyed hashes and stream ids. They may name somebody too many - a consent that
has run out needs no event - so whoever reads them asks the domain again before showing anything.
They never name anybody too few.
"""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from stafett.ledger.book import Ledger
from stafett.projections.asked import Asked, Lent
from stafett.projections.reach import Reach, tag_of

_FORGET = "DELETE FROM access_list WHERE tenant = $1 AND build = $2 AND stream = ANY($3::uuid[])"
_WRITE = """
    INSERT INTO access_list (tenant, build, tag, stream)
    SELECT $1, $2, r.* FROM unnest($3::bytea[], $4::uuid[]) AS r (tag, stream)
"""
_FIND = """
    SELECT DISTINCT stream
      FROM access_list a
     WHERE tenant = $1 AND build = $2 AND tag = ANY($3::bytea[])
       AND NOT EXISTS (SELECT FROM access_list kept
                        WHERE kept.tenant = a.tenant AND kept.build = a.build
                          AND kept.tag = $4 AND kept.stream = a.stream)
"""
_COUNT = """
    SELECT tag, count(*) AS many
      FROM access_list
     WHERE tenant = $1 AND build = $2 AND tag = ANY($3::bytea[])
  GROUP BY tag
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
    rows = {
        (await tag_of(ledger, book, way.hand, way.id), stream)
        for stream, ways in reaches.items()
        for way in ways
    }
    tags, streams = [tag for tag, _ in rows], [stream for _, stream in rows]
    await connection.execute(_WRITE, book, build, tags, streams)


async def remove(connection: Lent, book: UUID, build: int, streams: Sequence[UUID]) -> None:
    """Take streams out of every list."""
    await connection.execute(_FORGET, book, build, list(streams))


async def find(
    connection: Asked, book: UUID, build: int, tags: Collection[bytes], *, kept: bytes = b""
) -> Sequence[UUID]:
    """Return the streams that any of the tags may reach; judge each before showing it.

    What stands under the tag *kept* too is left out: it is kept from whoever asks.
    """
    rows = await connection.fetch(_FIND, book, build, list(tags), kept)
    return [row["stream"] for row in rows]


async def count(
    connection: Asked, book: UUID, build: int, tags: Collection[bytes]
) -> Mapping[bytes, int]:
    """Count the streams behind each tag, and show none; a tag without any is left out."""
    rows = await connection.fetch(_COUNT, book, build, list(tags))
    return {row["tag"]: row["many"] for row in rows}
