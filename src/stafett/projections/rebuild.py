"""Making the lists anew from the book's first line, beside the ones in use, and then switching.

Nobody waits while it goes on. The switch is one row, moved when the new build has come as far as
the old one; then the old rows are thrown away.
"""

import asyncio
from collections.abc import Callable
from typing import Final
from uuid import UUID

from stafett.postgres.pool import Pool, at_book
from stafett.projections.asked import Lent
from stafett.projections.builds import DOORS, Build, begin_first
from stafett.projections.runner import Runner

_PAUSE: Final = 0.01

_BEGIN = """
    INSERT INTO projection_bookmark (tenant, projection, build, position)
    SELECT $1, $2, coalesce(max(build), 0) + 1, 0
      FROM projection_bookmark WHERE tenant = $1 AND projection = $2
    RETURNING build
"""
_POSITIONS = """
    SELECT build, position FROM projection_bookmark
     WHERE tenant = $1 AND projection = $2
  ORDER BY build
       FOR UPDATE
"""
_LIVE = "SELECT build FROM projection_live WHERE tenant = $1 AND projection = $2 FOR UPDATE"
_SWITCH = """
    INSERT INTO projection_live (tenant, projection, build) VALUES ($1, $2, $3)
    ON CONFLICT (tenant, projection) DO UPDATE SET build = excluded.build
"""
# The bookmark first: whoever moves it holds it, so nobody is still writing rows after that.
_DROP_NAMED = (
    "DELETE FROM projection_bookmark WHERE tenant = $1 AND projection = $2 AND build = $3",
    "DELETE FROM projection_parked WHERE tenant = $1 AND projection = $2 AND build = $3",
)
_DROP = (
    "DELETE FROM case_view WHERE tenant = $1 AND build = $2",
    "DELETE FROM access_list WHERE tenant = $1 AND build = $2",
    "DELETE FROM due WHERE tenant = $1 AND build = $2",
    "DELETE FROM tally WHERE tenant = $1 AND build = $2",
)


async def begin(pool: Pool, book: UUID) -> Build:
    """Begin a new build of a book's lists beside the one in use."""
    async with at_book(pool, book) as connection:
        # Whoever begins holds this row, so that two who begin at once get a number each.
        await begin_first(connection, book)
        await connection.fetchval(_LIVE, book, DOORS)
        number = await connection.fetchval(_BEGIN, book, DOORS)
    return Build(book, DOORS, number)


async def rebuild(
    pool: Pool, runner: Runner, book: UUID, *, progress: Callable[[int], None] | None = None
) -> Build:
    """Make a book's lists anew and switch to them; ``progress`` is told how many lines went in.

    Safe beside running servers: they help with the new build as with the old one.
    """
    build = await begin(pool, book)
    taken = 0
    while True:
        new = await runner.step(build)
        taken += new
        if progress is not None:
            progress(taken)
        if await switch(pool, build):
            return build
        if not new:
            # Another runner is at it.
            await asyncio.sleep(_PAUSE)


async def switch(pool: Pool, build: Build) -> bool:
    """Answer from this build from now on, if it has come as far as the one in use."""
    async with at_book(pool, build.book) as connection:
        live = await connection.fetchval(_LIVE, build.book, build.projection)
        rows = await connection.fetch(_POSITIONS, build.book, build.projection)
        positions = {row["build"]: row["position"] for row in rows}
        if live is not None and positions[build.number] < positions[live]:
            return False
        await connection.execute(_SWITCH, build.book, build.projection, build.number)
    if live is not None and live != build.number:
        async with at_book(pool, build.book) as connection:
            await drop(connection, Build(build.book, build.projection, live))
    return True


async def drop(connection: Lent, build: Build) -> None:
    """Throw a build's rows away. It must not be the one in use."""
    for statement in _DROP_NAMED:
        await connection.execute(statement, build.book, build.projection, build.number)
    for statement in _DROP:
        await connection.execute(statement, build.book, build.number)
