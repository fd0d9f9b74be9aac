"""Making the lists anew beside the ones in use, and seeing that both say the same.

What is compared is what the rows mean once they are opened: sealed bytes differ every time.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from stafett.ledger.book import Ledger
from stafett.postgres.pool import Pool, at_book
from stafett.projections import case_view, due_list, rebuild, tally_list
from stafett.projections.asked import Lent
from stafett.projections.builds import DOORS
from stafett.projections.runner import Runner

_LIVE: Final = "SELECT build FROM projection_live WHERE tenant = $1 AND projection = $2"
_CAUGHT_UP: Final = """
    SELECT bool_and(b.position >= h.position)
      FROM event_head h JOIN projection_bookmark b ON b.tenant = h.tenant
     WHERE h.tenant = $1 AND b.projection = $2 AND b.build = ANY($3::integer[])
"""
_PAUSE: Final = 0.01
"""Seconds between two looks at a build that another runner is working on."""
_STREAMS: Final = """
    SELECT DISTINCT stream FROM case_view WHERE tenant = $1 AND build = ANY($2::integer[])
    UNION SELECT stream FROM access_list WHERE tenant = $1 AND build = ANY($2::integer[])
    UNION SELECT stream FROM due WHERE tenant = $1 AND build = ANY($2::integer[])
    UNION SELECT stream FROM tally WHERE tenant = $1 AND build = ANY($2::integer[])
"""
_LISTED: Final = """
    SELECT stream, tag FROM access_list WHERE tenant = $1 AND build = $2
"""
_PARKED: Final = """
    SELECT stream, position FROM projection_parked
     WHERE tenant = $1 AND projection = $2 AND build = $3
"""


@dataclass(frozen=True, slots=True)
class Compared:
    """How many streams both builds know, and those on which they do not agree."""

    streams: int
    unlike: Sequence[UUID]


async def made_anew(pool: Pool, runner: Runner, ledger: Ledger, book: UUID) -> Compared:
    """Make a book's lists anew, compare them with the live ones, and switch to the new ones.

    Both builds are read once neither is behind the other; nobody should be writing meanwhile.
    """
    await runner.catch_up()
    live: int = await pool.fetchval(_LIVE, book, DOORS)
    new = await rebuild.begin(pool, book)
    while not await pool.fetchval(_CAUGHT_UP, book, DOORS, [live, new.number]):
        if not await runner.catch_up_once():
            await asyncio.sleep(_PAUSE)
    async with at_book(pool, book, how="ISOLATION LEVEL REPEATABLE READ") as connection:
        found = await connection.fetch(_STREAMS, book, [live, new.number])
        streams = [row["stream"] for row in found]
        one = await _said(connection, ledger, book, live, streams)
        other = await _said(connection, ledger, book, new.number, streams)
    unlike = [stream for stream in streams if one[stream] != other[stream]]
    if not unlike:
        await rebuild.switch(pool, new)
    return Compared(len(streams), unlike)


async def _said(
    connection: Lent, ledger: Ledger, book: UUID, build: int, streams: list[UUID]
) -> dict[UUID, tuple[object, ...]]:
    """Return what a build says of each stream: state, who may look, its days, what it adds."""
    states, spoilt = await case_view.read_all(connection, ledger, book, build, streams)
    listed: dict[UUID, set[bytes]] = {stream: set() for stream in streams}
    for row in await connection.fetch(_LISTED, book, build):
        listed[row["stream"]].add(row["tag"])
    noted = await due_list.find(connection, ledger, book, build, streams=streams, until=date.max)
    tallied = await tally_list.find(connection, ledger, book, build, streams)
    parked = {
        row["stream"]: row["position"]
        for row in await connection.fetch(_PARKED, book, DOORS, build)
    }
    return {
        stream: (
            states.get(stream),
            stream in spoilt,
            frozenset(listed[stream]),
            noted.get(stream, ()),
            tallied.get(stream),
            parked.get(stream),
        )
        for stream in streams
    }
