"""What each matter adds to the figures: one small sealed row, so that no matter need be opened.

It lies under the key of the part that access is judged from; when that goes, it counts no more.
What is shielded has a row as every other concern has, and adds nothing.
"""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from typing import Final
from uuid import UUID

import asyncpg
from pydantic_core import from_json, to_json

from stafett.domain.facts import Place
from stafett.domain.tally import Kept, NoTally, Tally
from stafett.ledger.book import Ledger
from stafett.ledger.errors import Shredded
from stafett.ledger.reaching import in_book
from stafett.ledger.scope import Scope
from stafett.ledger.shape import shape_of
from stafett.postgres.pool import Pool
from stafett.projections.asked import Asked, Lent
from stafett.projections.builds import DOORS

PURPOSE: Final = "tally"
"""What the rows are sealed for: they open as nothing else."""
PAGE: Final = 1000
"""Rows read in one go."""

_FORGET = "DELETE FROM tally WHERE tenant = $1 AND build = $2 AND stream = ANY($3::uuid[])"
_WRITE = """
    INSERT INTO tally (tenant, build, stream, key_id, sealed)
    SELECT $1, $2, r.* FROM unnest($3::uuid[], $4::uuid[], $5::bytea[])
                         AS r (stream, key_id, sealed)
"""
_FIND = """
    SELECT stream, key_id, sealed FROM tally
     WHERE tenant = $1 AND build = $2 AND stream = ANY($3::uuid[])
"""
_NEXT = """
    SELECT t.build, t.stream, t.key_id, t.sealed
      FROM projection_live l JOIN tally t ON t.tenant = l.tenant AND t.build = l.build
     WHERE l.tenant = $1 AND l.projection = $2 AND t.stream > $3
  ORDER BY t.stream
     LIMIT $4
"""
_SHAPE = shape_of(Kept)


async def write(
    connection: Lent,
    ledger: Ledger,
    book: UUID,
    build: int,
    tallied: Mapping[UUID, tuple[Place, Kept | None]],
) -> None:
    """Say anew what these streams add."""
    if not tallied:
        return
    await remove(connection, book, build, list(tallied))
    rows: list[tuple[UUID, UUID, bytes]] = []
    for stream, (place, tally) in tallied.items():
        if tally is None:
            continue
        content = to_json(tally if _SHAPE.write is None else _SHAPE.write(tally))
        scope = Scope.of(stream, place)
        key_id, sealed = await ledger.seal(book, scope, PURPOSE, _context(build, stream), content)
        rows.append((stream, key_id, sealed))
    if rows:
        await connection.execute(_WRITE, book, build, *map(list, zip(*rows, strict=True)))


async def remove(connection: Lent, book: UUID, build: int, streams: Sequence[UUID]) -> None:
    """Take streams out of the figures."""
    await connection.execute(_FORGET, book, build, list(streams))


async def find(
    connection: Asked, ledger: Ledger, book: UUID, build: int, streams: Collection[UUID]
) -> Mapping[UUID, Kept]:
    """Return what these streams add."""
    rows = await connection.fetch(_FIND, book, build, list(streams))
    return await _opened(ledger, book, [(build, row) for row in rows])


async def pages(
    pool: Pool, ledger: Ledger, book: UUID, *, page: int = PAGE
) -> AsyncIterator[Sequence[Tally]]:
    """Yield what every matter of a book adds, so many at a time."""
    last = UUID(int=0)
    while True:
        async with in_book(pool, book) as connection:
            rows = await connection.fetch(_NEXT, book, DOORS, last, page)
        opened = await _opened(ledger, book, [(row["build"], row) for row in rows])
        yield [one for one in opened.values() if not isinstance(one, NoTally)]
        if len(rows) < page:
            return
        last = rows[-1]["stream"]


async def _opened(
    ledger: Ledger, book: UUID, rows: Sequence[tuple[int, asyncpg.Record]]
) -> Mapping[UUID, Kept]:
    opened: dict[UUID, Kept] = {}
    for build, row in rows:
        context = _context(build, row["stream"])
        try:
            content = await ledger.open(book, row["key_id"], PURPOSE, context, row["sealed"])
        except Shredded:
            continue
        opened[row["stream"]] = _SHAPE.read(from_json(content))
    return opened


def _context(build: int, stream: UUID) -> bytes:
    """Bind a sealed row to where it lies."""
    return build.to_bytes(4) + stream.bytes
