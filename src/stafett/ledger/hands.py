"""The hands of a book: what it signs receipts, letters and printouts with."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from stafett.evidence.letter import Desk
from stafett.evidence.receipt import Receipt, Signer, issue
from stafett.ledger.book_keys import BookKeys
from stafett.ledger.keyring import Keyring
from stafett.ledger.printing_hand import PrintingHand


class Hands:
    """Signs for the books whose keys are at hand; ``origin`` is our name before theirs."""

    def __init__(self, keyring: Keyring, origin: str) -> None:
        self._keyring = keyring
        self._origin = origin
        self._signers: dict[UUID, tuple[BookKeys, Signer]] = {}

    async def receipt(self, tenant: UUID, at: datetime, leaves: Sequence[bytes]) -> Receipt:
        """Sign once more for a command's lines, whose receipt was lost on its way.

        ``leaves`` are those of all its lines, in order, as they stand in the book.
        """
        (receipt,) = issue(self._signer(await self._keyring.book(tenant)), at, [leaves])
        return receipt

    async def desks(self, tenant: UUID) -> tuple[Desk, ...]:
        """Return where the book writes letters to other books, and those by earlier keys."""
        book = await self._keyring.book(tenant)
        return book.desks(self._signer(book).origin)

    async def signer(self, tenant: UUID) -> Signer:
        """Return the hand that signs for the book."""
        return self._signer(await self._keyring.book(tenant))

    async def printing_hand(self, tenant: UUID) -> PrintingHand:
        """Return the hand that signs the book's printouts."""
        return (await self._keyring.book(tenant)).printing_hand(self._origin)

    def _signer(self, book: BookKeys) -> Signer:
        known = self._signers.get(book.tenant)
        if known is None or known[0] is not book:
            known = self._signers[book.tenant] = book, book.signer(f"{self._origin}/{book.tenant}")
        return known[1]
