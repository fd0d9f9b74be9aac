"""What falls due and when: one sealed row for each thing with a day, beside the day in clear.

The rows say where to look and from when. Whose a thing is today, and whether it still is one,
is asked of the domain before anything is shown; a row whose key is gone is nobody's any more.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from pydantic_core import from_json, to_json

from stafett.domain.dated import Dated
from stafett.ledger.book import Ledger
from stafett.ledger.errors import Shredded
from stafett.ledger.scope import Scope
from stafett.ledger.shape import shape_of
from stafett.projections.asked import Asked, Lent

PURPOSE = "due"
"""What the rows are sealed for: they open as nothing else."""

_FORGET = "DELETE FROM due WHERE tenant = $1 AND build = $2 AND stream = ANY($3::uuid[])"
_WRITE = """
    INSERT INTO due (tenant, build, stream, number, due_on, key_id, sealed)
    SELECT $1, $2, r.* FROM unnest($3::uuid[], $4::smallint[], $5::date[], $6::uuid[], $7::bytea[])
                         AS r (stream, number, due_on, key_id, sealed)
"""
_FIND = """
    SELECT stream, number, due_on, key_id, sealed
      FROM due
     WHERE tenant = $1 AND build = $2 AND stream = ANY($3::uuid[]) AND due_on <= $4
  ORDER BY stream, number
"""
_SHAPE = shape_of(Dated)


async def write(
    connection: Lent,
    ledger: Ledger,
    book: UUID,
    build: int,
    noted: Mapping[UUID, Sequence[Dated]],
) -> None:
    """Say anew what has a day in these streams."""
    if not noted:
        return
    await remove(connection, book, build, list(noted))
    rows = []
    for stream, things in noted.items():
        for number, one in enumerate(things):
            content = to_json(one if _SHAPE.write is None else _SHAPE.write(one))
            context = _context(build, stream, number, one.on)
            scope = Scope.of(stream, one.place)
            key_id, sealed = await ledger.seal(book, scope, PURPOSE, context, content)
            rows.append((stream, number, one.on, key_id, sealed))
    if rows:
        await connection.execute(_WRITE, book, build, *map(list, zip(*rows, strict=True)))


async def remove(connection: Lent, book: UUID, build: int, streams: Sequence[UUID]) -> None:
    """Take streams out of the list."""
    await connection.execute(_FORGET, book, build, list(streams))


async def find(
    connection: Asked,
    ledger: Ledger,
    book: UUID,
    build: int,
    *,
    streams: Collection[UUID],
    until: date,
) -> Mapping[UUID, tuple[Dated, ...]]:
    """Return what has a day up to and including *until* in these streams; judge it for the day.

    Raises:
        SealBroken: A row is not as it was written.

    """
    found: dict[UUID, tuple[Dated, ...]] = {}
    for row in await connection.fetch(_FIND, book, build, list(streams), until):
        stream: UUID = row["stream"]
        context = _context(build, stream, row["number"], row["due_on"])
        try:
            content = await ledger.open(book, row["key_id"], PURPOSE, context, row["sealed"])
        except Shredded:
            continue
        found[stream] = (*found.get(stream, ()), _SHAPE.read(from_json(content)))
    return found


def _context(build: int, stream: UUID, number: int, on: date) -> bytes:
    """Bind a sealed row to where it lies and to its day, so that neither can be changed alone."""
    return build.to_bytes(4) + stream.bytes + number.to_bytes(2) + on.toordinal().to_bytes(4)
