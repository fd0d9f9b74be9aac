"""What falls due and when: one sealed row for each part of a matter that something has a day in.

The days lie under the seal with the rest: a day told in clear would be a birthday, or tell a
wondering, whose day lies behind, from a concern that nobody may know of, whose day lies ahead. For
the same reason every matter has a row though nothing in it has a day, and it is written anew with
every line, as large as the others. Whose a thing is today, and whether it still is one, is asked of
the domain before anything is shown; a row whose key is gone is nobody's any more.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from pydantic_core import from_json, to_json

from stafett.domain.dated import Dated
from stafett.domain.facts import Place
from stafett.ledger.book import Ledger
from stafett.ledger.errors import Shredded
from stafett.ledger.scope import Scope
from stafett.ledger.shape import shape_of
from stafett.projections.asked import Asked, Lent

PURPOSE = "due"
"""What the rows are sealed for: they open as nothing else."""
LEAST: Final = 512
"""Bytes in a row at least: room for a day or two, or for none."""

_FORGET = "DELETE FROM due WHERE tenant = $1 AND build = $2 AND stream = ANY($3::uuid[])"
_WRITE = """
    INSERT INTO due (tenant, build, stream, number, key_id, sealed)
    SELECT $1, $2, r.* FROM unnest($3::uuid[], $4::smallint[], $5::uuid[], $6::bytea[])
                         AS r (stream, number, key_id, sealed)
"""
_FIND = """
    SELECT stream, number, key_id, sealed
      FROM due
     WHERE tenant = $1 AND build = $2 AND stream = ANY($3::uuid[])
  ORDER BY stream, number
"""


@dataclass(frozen=True, slots=True)
class _Noted:
    """A thing with a day, and its number among those of its matter."""

    number: int
    thing: Dated


@dataclass(frozen=True, slots=True)
class _Row:
    """What has a day in one part of a matter."""

    noted: tuple[_Noted, ...]


_SHAPE = shape_of(_Row)


async def write(
    connection: Lent,
    ledger: Ledger,
    book: UUID,
    build: int,
    matters: Mapping[UUID, tuple[Place, Sequence[Dated]]],
) -> None:
    """Say anew what has a day in these matters; each is given with its first part."""
    if not matters:
        return
    await remove(connection, book, build, list(matters))
    rows: list[tuple[UUID, int, UUID, bytes]] = []
    for stream, (first, things) in matters.items():
        places: dict[Place, list[_Noted]] = {first: []}
        for number, one in enumerate(things):
            places.setdefault(one.place, []).append(_Noted(number, one))
        for number, (place, noted) in enumerate(places.items()):
            row = _Row(tuple(noted))
            content = to_json(row if _SHAPE.write is None else _SHAPE.write(row))
            context = _context(build, stream, number)
            scope = Scope.of(stream, place)
            sealed = await ledger.seal(book, scope, PURPOSE, context, content, least=LEAST)
            rows.append((stream, number, *sealed))
    await connection.execute(_WRITE, book, build, *map(list, zip(*rows, strict=True)))


async def remove(connection: Lent, book: UUID, build: int, streams: Sequence[UUID]) -> None:
    """Take matters out of the list."""
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
    """Return what has a day up to and including *until* in these matters; judge it for the day.

    Raises:
        SealBroken: A row is not as it was written.

    """
    found: dict[UUID, list[_Noted]] = {}
    for row in await connection.fetch(_FIND, book, build, list(streams)):
        stream: UUID = row["stream"]
        context = _context(build, stream, row["number"])
        try:
            content = await ledger.open(book, row["key_id"], PURPOSE, context, row["sealed"])
        except Shredded:
            continue
        read: _Row = _SHAPE.read(from_json(content))
        found.setdefault(stream, []).extend(one for one in read.noted if one.thing.on <= until)
    return {
        stream: tuple(one.thing for one in sorted(noted, key=lambda one: one.number))
        for stream, noted in found.items()
        if noted
    }


def _context(build: int, stream: UUID, number: int) -> bytes:
    """Bind a sealed row to where it lies, so that it opens nowhere else."""
    return build.to_bytes(4) + stream.bytes + number.to_bytes(2)
