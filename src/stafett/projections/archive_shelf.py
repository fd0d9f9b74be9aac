"""The archive shelf: which follow-ups have a logg that is locked.

A locked logg is one more way to its stream in the access list, under one keyed hash for the whole
book. So it stands in no table of its own, and nothing in clear tells a locked one from others.
The family finds theirs as everything about the child; only an archivist looks the shelf through.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from stafett.ledger.book import Ledger
from stafett.projections import access_list
from stafett.projections.asked import Asked
from stafett.projections.reach import Hand, Reach, tag_of

SHELF: Final = Reach(Hand.SHELF, UUID(int=0))
"""The way to every locked logg of a book: the shelf is nobody, and there is one."""


async def find(connection: Asked, ledger: Ledger, book: UUID, build: int) -> Sequence[UUID]:
    """Return the streams on the shelf; whether they still are, the domain says."""
    tag = await tag_of(ledger, book, SHELF.hand, SHELF.id)
    return await access_list.find(connection, book, build, [tag])
