"""Is a matter over? Whoever has its keys destroyed while somebody works in it hurts a child.

Of a shielded concern whoever orders hears nothing here, as of an id that is nobody's; it is not
destroyed before it is over all the same.
"""

from collections.abc import Iterable
from enum import Enum
from uuid import UUID

from stafett.application.scenes import fold
from stafett.domain.facts import Event
from stafett.domain.followup import Running
from stafett.domain.matter import Shielded, Wondering
from stafett.domain.second_person import GraveActAsked
from stafett.domain.shredding import DestroyKeys, MatterStillRuns, ShredOrdered
from stafett.ledger.book import Ledger
from stafett.projections.subjects import KIND_OF_PLACE


class Standing(Enum):
    """Where a matter stands."""

    OVER = "over"
    """It has ended, can be read no more, or there is none."""

    RUNS = "runs"
    """Somebody works in it, and whoever orders is told so."""

    HIDDEN = "hidden"
    """It runs, and is shielded: whoever orders is not told."""


async def standing(ledger: Ledger, book: UUID, matter: UUID) -> Standing:
    """Return where a concern or a follow-up stands; what is neither is over."""
    history = (await ledger.read(book, {matter: 0})).histories[matter]
    place = history.lines[0].place if history.lines else None
    kind = None if place is None else KIND_OF_PLACE.get(place.kind)
    match None if kind is None else fold(kind, history):
        case Running() | Wondering():
            return Standing.RUNS
        case Shielded():
            return Standing.HIDDEN
        case _:
            return Standing.OVER


async def check_over(ledger: Ledger, book: UUID, events: Iterable[Event]) -> None:
    """See that what is about to be ordered destroyed, or asked for, is over.

    Raises:
        MatterStillRuns: It is not.

    """
    for event in events:
        match event:
            case GraveActAsked(wanted=DestroyKeys(matter=matter)) | ShredOrdered(matter=matter):
                if await standing(ledger, book, matter) is Standing.RUNS:
                    raise MatterStillRuns
            case _:
                pass
