"""Which making of the lists a book answers from, and how far each has come.

A build is one making of a projection from the book's first line. One of them is live; another may
grow beside it and take over when it has come as far.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from stafett.postgres.pool import Pool, at_book
from stafett.projections.asked import Asked, Lent

DOORS: Final = "doors"
"""What the doors answer from: case views, access lists and due dates, made together."""

_BEHIND = """
    SELECT b.tenant, b.projection, b.build
      FROM event_head h
      JOIN projection_bookmark b ON b.tenant = h.tenant AND b.position < h.position
  ORDER BY h.position - b.position
"""
_NEW_BOOKS = """
    SELECT h.tenant FROM event_head h
     WHERE NOT EXISTS (SELECT FROM projection_live l
                        WHERE l.tenant = h.tenant AND l.projection = $1)
"""
_BEGIN_LIVE = """
    WITH bookmark AS (
        INSERT INTO projection_bookmark (tenant, projection, build, position)
        VALUES ($1, $2, 1, 0) ON CONFLICT DO NOTHING
    )
    INSERT INTO projection_live (tenant, projection, build)
    VALUES ($1, $2, 1) ON CONFLICT DO NOTHING
"""
_LAG = """
    SELECT h.tenant, b.projection, b.build, l.build = b.build AS live,
           h.position - b.position AS behind,
           (SELECT count(*) FROM projection_parked p
             WHERE p.tenant = b.tenant AND p.projection = b.projection
               AND p.build = b.build) AS parked
      FROM event_head h
      JOIN projection_bookmark b ON b.tenant = h.tenant
      JOIN projection_live l ON l.tenant = b.tenant AND l.projection = b.projection
  ORDER BY h.tenant, b.projection, b.build
"""
_PARKED = """
    SELECT stream, position FROM projection_parked
     WHERE tenant = $1 AND projection = $2 AND build = $3 ORDER BY position
"""


@dataclass(frozen=True, slots=True)
class Build:
    """One making of one projection of one book."""

    book: UUID
    projection: str
    number: int


@dataclass(frozen=True, slots=True)
class Lag:
    """How a build stands: lines not yet taken in, and streams parked because a line is unreadable.

    ``behind`` is in lines. Numbers for whoever runs the house; they never leave through a door.
    """

    build: Build
    live: bool
    behind: int
    parked: int


@dataclass(frozen=True, slots=True)
class Parked:
    """A stream that stands in no list, and the position of the line that could not be read."""

    stream: UUID
    position: int


async def begin_first(connection: Lent, book: UUID) -> None:
    """Begin the first build of a book's lists, and answer from it, unless one is begun."""
    await connection.execute(_BEGIN_LIVE, book, DOORS)


async def behind(pool: Pool) -> Sequence[Build]:
    """Find every build with lines yet to take in, over all books, in one question."""
    for row in await pool.fetch(_NEW_BOOKS, DOORS):
        async with at_book(pool, row["tenant"]) as connection:
            await begin_first(connection, row["tenant"])
    rows = await pool.fetch(_BEHIND)
    return [Build(row["tenant"], row["projection"], row["build"]) for row in rows]


async def lag(connection: Asked) -> Sequence[Lag]:
    """Say how far every build of every book has come, and what is parked."""
    return [
        Lag(
            Build(row["tenant"], row["projection"], row["build"]),
            row["live"],
            row["behind"],
            row["parked"],
        )
        for row in await connection.fetch(_LAG)
    ]


async def parked(connection: Asked, build: Build) -> Sequence[Parked]:
    """Return the streams of a build that are parked, and where."""
    rows = await connection.fetch(_PARKED, build.book, build.projection, build.number)
    return [Parked(row["stream"], row["position"]) for row in rows]
