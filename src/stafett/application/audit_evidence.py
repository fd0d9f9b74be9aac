"""The outside of the journal for an auditor: what the lines they are told are held against.

The journal alone: the outside of what was written says in whose matter each line stands, and so of
a line that is withheld whom it is about. That bundle is handed out by whoever runs the house.
"""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from stafett.application.asking import Asking
from stafett.application.auditing import Auditing, Wanted
from stafett.application.handing_out import HandedOut
from stafett.domain.people import Asker
from stafett.evidence.checkpoint import Checkpoint
from stafett.ledger.book import Ledger
from stafett.ledger.line import Volume

ACTION: Final = "audit-bundle"
_EVER: Final = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)


class AuditEvidence:
    """Hands out what was signed of the journal."""

    def __init__(self, auditing: Auditing, ledger: Ledger) -> None:
        self._auditing = auditing
        self._ledger = ledger

    async def bundle(
        self, book: UUID, asker: Asker, asking: Asking, year: int | None, size: int
    ) -> AsyncIterator[bytes]:
        """Return the evidence of the journal piece by piece: of all years, or of one.

        Of one year, what came after its first *size* lines.

        Raises:
            OnlyAnAuditor: It is not the asker's duty (403).
            NotSignedYet: Nothing was signed of it yet, or never so many lines.

        """
        wanted = Wanted(Volume.JOURNAL, *_EVER)
        await self._auditing.begin(book, asker, ACTION, wanted, asking)
        evidence, since = self._ledger.evidence, None
        if year is not None:
            log = f"{evidence.origin}/{book}/{Volume.JOURNAL.value}/{year}"
            since = Checkpoint(log, size, b"")
        _, pieces = await evidence.pieces(book, (Volume.JOURNAL,), since=since)
        handed = self._auditing.handing_out(book, asker, ACTION, wanted, asking)
        return _handed(pieces, handed)


async def _handed(pieces: AsyncIterator[bytes], handed: HandedOut) -> AsyncIterator[bytes]:
    """Yield every piece; the first is the manifest, and the last, which signs, is not counted."""
    yield handed.piece(await anext(pieces))
    waiting = await anext(pieces)
    async for piece in pieces:
        yield handed.piece(waiting, lines=waiting.count(b"\n"))
        waiting = piece
    yield waiting
    await handed.ended()
