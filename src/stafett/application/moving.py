"""Moving: a parcel about a child is sealed for another book, opened there, and signed for.

Whether it may leave and whether it may be opened is decided by the rules, in each book by its own
family's word. Here it is only put into an envelope and taken out of one.
"""

import base64
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import product
from uuid import UUID

from stafett.application.asking import Asking, Opened
from stafett.application.scenes import Scenes
from stafett.application.showing import Showing
from stafett.domain import neighbour, parcel_readers
from stafett.domain.access import Permit
from stafett.domain.arrival import ParcelNotRead
from stafett.domain.circumstances import Circumstances
from stafett.domain.countersigned import Countersigned
from stafett.domain.departure import CompleteDeparture, NotThatReceipt
from stafett.domain.followup import Ended, Running
from stafett.domain.neighbour import Card
from stafett.domain.parcel import Parcel
from stafett.domain.people import Asker, FollowUpId
from stafett.evidence.letter import LetterNotRead, Party, check_receipt, party
from stafett.exchange import parcel_file
from stafett.ledger.book import Ledger


@dataclass(frozen=True, slots=True)
class ParcelReceipt:
    """One book's signature that it has taken a parcel in (Ed25519, base64)."""

    origin: str
    parcel: UUID
    digest: str
    taken_in_at: datetime
    signature: str


class Moving:
    """Seals parcels, opens them, and knows a receipt when it sees one."""

    def __init__(self, ledger: Ledger, showing: Showing, scenes: Scenes) -> None:
        self._ledger = ledger
        self._showing = showing
        self._scenes = scenes

    async def card(self, book: UUID) -> Card:
        """Return the book's own card, for others to know it by."""
        own = (await self._ledger.desks(book))[0].party
        return Card(own.origin, *(base64.b64encode(one).decode() for one in own[1:]))

    async def preview(
        self, book: UUID, asker: Asker, follow_up: FollowUpId, asking: Asking
    ) -> Opened[Parcel]:
        """Show the parcel as it would go today, to the family and the holder.

        Raises:
            TooMuchForOneParcel: It could not be sent so; then nobody is asked to say yes to it.

        """
        make = parcel_readers.preview
        action = "read-parcel"
        opened = await self._showing.made_of(book, asker, follow_up, asking, action, make)
        parcel_file.write(opened.view)
        return opened

    async def letter(
        self, book: UUID, asker: Asker, follow_up: FollowUpId, asking: Asking
    ) -> Opened[bytes]:
        """Return the parcel that was sent, sealed for the other municipality alone.

        Raises:
            ParcelNotRead: The other municipality's card holds no key to seal it for.

        """
        make = parcel_readers.carry
        action = "carry-parcel"
        opened = await self._showing.made_of(book, asker, follow_up, asking, action, make)
        parcel, to = opened.view
        desk = (await self._ledger.desks(book))[0]
        try:
            sealed = desk.write(_party(to.card), parcel_file.write(parcel))
        except LetterNotRead:
            raise ParcelNotRead from None
        return Opened(sealed, opened.seen, opened.at)

    async def open_letter(self, book: UUID, sender: UUID, letter: bytes) -> Parcel:
        """Open what another municipality sealed for this one; it is kept nowhere yet.

        Raises:
            NoSuchNeighbour: The other municipality is not known here.
            ParcelNotRead: It was made by another, for another, or did not come whole.

        """
        scene = await self._scenes.of_municipality(book)
        there = neighbour.known(scene.municipality.rulebook.neighbours, sender)
        for desk, card in product(await self._ledger.desks(book), there.cards(scene.today)):
            with suppress(LetterNotRead):
                return parcel_file.read(desk.read(_party(card), letter))
        raise ParcelNotRead

    async def receipt(
        self, book: UUID, asker: Asker, follow_up: FollowUpId, parcel: UUID, asking: Asking
    ) -> Opened[ParcelReceipt]:
        """Sign for a parcel that has been taken in; asked again, it is the same signature."""
        make = partial(_taken_in, parcel=parcel)
        action = "sign-for-parcel"
        opened = await self._showing.made_of(book, asker, follow_up, asking, action, make)
        said, at, card = opened.view
        desk = (await self._ledger.desks(book))[0]
        try:
            signature = desk.acknowledge(_party(card), said, at)
        except LetterNotRead:
            raise ParcelNotRead from None
        text = base64.b64encode(signature).decode()
        shown = ParcelReceipt(desk.party.origin, parcel, said, at, text)
        return Opened(shown, opened.seen, opened.at)

    async def completed(self, book: UUID, receipt: ParcelReceipt) -> CompleteDeparture:
        """Return the command that lets go of the baton, on a receipt that proves true.

        Raises:
            NotThatReceipt: No municipality that is known here has signed that.

        """
        scene = await self._scenes.of_municipality(book)
        own = [desk.party for desk in await self._ledger.desks(book)]
        at = receipt.taken_in_at
        for one in scene.municipality.rulebook.neighbours.values():
            if one.card.origin != receipt.origin:
                continue
            for ours, card in product(own, one.cards(scene.today)):
                with suppress(LetterNotRead, ValueError):
                    signature = base64.b64decode(receipt.signature, validate=True)
                    check_receipt(_party(card), ours, receipt.digest, at, signature)
                    key = base64.b64encode(ours.signs).decode()
                    signed = Countersigned(
                        card.origin, card.signs, ours.origin, key, receipt.signature
                    )
                    return CompleteDeparture(receipt.parcel, one.id, receipt.digest, at, signed)
        raise NotThatReceipt


def _taken_in(
    state: Running | Ended, permit: Permit, at: Circumstances, *, parcel: UUID
) -> tuple[str, datetime, Card]:
    there, sender = parcel_readers.taken_in(state, permit, at, parcel)
    return there.digest, there.taken_in_at or at.now, sender.card


def _party(card: Card) -> Party:
    return party(card.origin, card.signs, card.reads)
