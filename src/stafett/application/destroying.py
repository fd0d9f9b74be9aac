"""Is a matter over? Whoever has its keys destroyed while somebody works in it hurts a child.

Of a shielded concern whoever orders hears nothing here, as of an id that is nobody's; it is not
destroyed before it is over all the same.
"""

from collections.abc import Iterable
from enum import Enum
from typing import Final
from uuid import UUID

from stafett.application.scenes import fold
from stafett.domain.facts import Event
from stafett.domain.followup import Running
from stafett.domain.matter import Shielded, Wondering
from stafett.domain.person import Person
from stafett.domain.second_person import GraveActAsked
from stafett.domain.shredding import DestroyKeys, MatterStillRuns, ShredOrdered
from stafett.ledger.book import Ledger
from stafett.ledger.reaching import AT_ONE_INSTANT, in_book
from stafett.postgres.pool import Pool
from stafett.projections import access_list
from stafett.projections.builds import DOORS
from stafett.projections.reach import Hand, tag_of
from stafett.projections.subjects import KIND_OF_PLACE

_LIVE: Final = "SELECT build FROM projection_live WHERE tenant = $1 AND projection = $2"


class Standing(Enum):
    """Where a matter stands."""

    OVER = "over"
    """It has ended, can be read no more, or there is none."""

    RUNS = "runs"
    """Somebody works in it, and whoever orders is told so."""

    HIDDEN = "hidden"
    """It runs, and is shielded: whoever orders is not told."""


async def standing(ledger: Ledger, lists: Pool, book: UUID, matter: UUID) -> Standing:
    """Return where a concern or a follow-up stands, or what a family may know is about a person.

    Args:
        ledger: The books.
        lists: Connections for reading the lists.
        book: The book.
        matter: A stream; what is none, or can be read no more, is over.

    """
    history = (await ledger.read(book, {matter: 0})).histories[matter]
    place = history.lines[0].place if history.lines else None
    kind = None if place is None else KIND_OF_PLACE.get(place.kind)
    match None if kind is None else fold(kind, history):
        case Running() | Wondering():
            return Standing.RUNS
        case Shielded():
            return Standing.HIDDEN
        case Person():
            about = await _about(ledger, lists, book, matter)
            found = [await standing(ledger, lists, book, one) for one in about]
            return Standing.RUNS if Standing.RUNS in found else Standing.OVER
        case _:
            return Standing.OVER


async def _about(ledger: Ledger, lists: Pool, book: UUID, person: UUID) -> Iterable[UUID]:
    """Return the matters that the lists know to be about a person, as they stand now."""
    tag = await tag_of(ledger, book, Hand.ABOUT, person)
    async with in_book(lists, book, how=AT_ONE_INSTANT) as connection:
        build = await connection.fetchval(_LIVE, book, DOORS)
        return () if build is None else await access_list.find(connection, book, build, [tag])


async def check_over(ledger: Ledger, lists: Pool, book: UUID, events: Iterable[Event]) -> None:
    """See that what is about to be ordered destroyed, or asked for, is over.

    Raises:
        MatterStillRuns: It is not.

    """
    for event in events:
        match event:
            case GraveActAsked(wanted=DestroyKeys(matter=matter)) | ShredOrdered(matter=matter):
                if await standing(ledger, lists, book, matter) is Standing.RUNS:
                    raise MatterStillRuns
            case _:
                pass
