"""Sealing what is too long for one note: a scanned consent, a report, a drawing.

An attachment is sealed in pieces of 64 KiB, each a sealed message of its own. A piece's context
holds its number, whether it is the last, and the hash of the sealed piece before it, so pieces
cannot be dropped, doubled, swapped or mixed with another sealing of the same attachment. Above
one piece every piece is full, and their count follows Padmé.
"""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Final, NamedTuple
from uuid import UUID

from stafett.ledger.data_key import DataKey
from stafett.ledger.padding import padme
from stafett.ledger.sealing import OVERHEAD, SealBroken, seal, unseal

PIECE: Final = 1 << 16
SEALED_PIECE: Final = PIECE + OVERHEAD
_CARRIED: Final = PIECE - 4
_NOTHING_BEFORE: Final = bytes(32)


class PieceContext(NamedTuple):
    """The place of one piece: its attachment, number from 0, last or not, and what is before."""

    tenant: UUID
    attachment: UUID
    number: int
    last: bool
    previous: bytes

    def fields(self) -> tuple[bytes, ...]:
        """Return what names the place of a piece."""
        return (
            b"piece",
            self.tenant.bytes,
            self.attachment.bytes,
            self.number.to_bytes(8),
            b"\x01" if self.last else b"\x00",
            self.previous,
        )


def seal_attachment(
    key: DataKey, tenant: UUID, attachment: UUID, content: bytes
) -> Iterator[bytes]:
    """Yield the sealed pieces of an attachment, one by one."""
    count = -(-len(content) // _CARRIED)
    count = padme(count) if count > 1 else 1
    least = PIECE if count > 1 else 0
    previous = _NOTHING_BEFORE
    for number in range(count):
        context = PieceContext(tenant, attachment, number, number == count - 1, previous)
        carried = content[number * _CARRIED : (number + 1) * _CARRIED]
        sealed = seal(key, context, carried, least=least)
        previous = sha256(sealed).digest()
        yield sealed


def unseal_attachment(
    key: DataKey, tenant: UUID, attachment: UUID, pieces: Iterable[bytes]
) -> Iterator[bytes]:
    """Yield what the sealed pieces of an attachment carry, in order.

    Raises SealBroken at the first piece that is not the right one, or when the pieces end before
    the last: what was yielded until then is not the attachment.
    """
    number, previous = 0, _NOTHING_BEFORE
    upcoming = iter(pieces)
    sealed = next(upcoming, None)
    while sealed is not None:
        following = next(upcoming, None)
        yield unseal(
            key, PieceContext(tenant, attachment, number, following is None, previous), sealed
        )
        number, previous, sealed = number + 1, sha256(sealed).digest(), following
    if number == 0:
        raise SealBroken
