"""The press: one printout at a time, in a thread of its own, so that nobody else waits for it."""

import asyncio
from datetime import UTC, datetime
from typing import Final

from stafett.ledger.printing_hand import PrintingHand
from stafett.printing.blocks import Printout
from stafett.printing.signing import Ask, sign
from stafett.printing.typesetting import typeset

MOST_WAITING: Final = 16
"""Printouts that wait for their turn; whoever comes after is told to come back."""


class PressBusy(Exception):  # noqa: N818 - an answer (503), not a fault
    """Too many printouts are waiting already."""


class CertificateEnded(Exception):  # noqa: N818 - an answer (503), not a fault
    """The certificate that printouts are signed with is not valid any more."""


class Press:
    """Sets and signs printouts.

    ``ask`` is how it gets time stamps, if it does; ``hand`` signs in place of each book's own.
    """

    def __init__(self, ask: Ask | None = None, hand: PrintingHand | None = None) -> None:
        self._ask = ask
        self._hand = hand
        self._turn = asyncio.Semaphore(1)
        self._waiting = 0

    async def print(self, printout: Printout, hand: PrintingHand) -> bytes:
        """Return the printout as a signed PDF.

        Raises:
            PressBusy: Others are waiting already; ask again shortly.
            CertificateEnded: It would be signed with a certificate that has run out.
            TooLongToPrint: It has more than one printout takes.

        """
        if self._waiting >= MOST_WAITING:
            raise PressBusy
        hand = self._hand or hand
        if not hand.holds(datetime.now(UTC)):
            raise CertificateEnded
        self._waiting += 1
        try:
            async with self._turn:
                return await asyncio.to_thread(self._printed, printout, hand)
        finally:
            self._waiting -= 1

    def _printed(self, printout: Printout, hand: PrintingHand) -> bytes:
        pdf = typeset(printout, hand.fingerprint)
        return sign(pdf, hand, printout.author, self._ask)
