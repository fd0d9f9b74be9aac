"""Something to print: a small printout with whatever words a test plants in it."""

from datetime import UTC, datetime
from uuid import UUID

from stafett.ledger.printing_hand import PrintingHand, printing_hand
from stafett.printing.blocks import Block, Chapter, Printout, Row, Table

HAND: PrintingHand = printing_hand(UUID(int=7), "stafett", bytes(range(32)))
AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def sample(*lines: str, language: str = "nb", table: Table | None = None) -> Printout:
    row = Row("Sa", lines or ("Jeg vil leke.",))
    blocks = (Block("Mål, nr. 1", 1, (row,)), Block("Evalueringer, nr. 1", 2, (row,)))
    return Printout(
        language=language,
        title="Oppfølging og stafettlogg",
        author="Nittedal",
        at=AT,
        head=(Row("Kommune", ("Nittedal",)),),
        chapters=(Chapter("Om oppfølgingen", (row,), blocks, table),),
    )
