"""Sealing what is too long for one note: a scanned consent, a report, a drawing.

An attachment is sealed in pieces of 64 KiB, each a sealed message of its own. A piece's context
holds its number, whether it is the last, and the hash of the sealed piece before it, so pieces
cannot be dropped, doubled, swapped or mixed with another sealing of the same attachment. Above
one piece every piece is full, and their count follows Padmé. How long it is must be known when
one begins, so that it can be sealed while it comes.
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


class OtherLength(ValueError):  # noqa: N818 - a sentence, as every refusal in the house
    """What came is longer or shorter than was said."""


def pieces_of(length: int) -> int:
    """Return in how many pieces an attachment of *length* bytes is sealed."""
    count = -(-length // _CARRIED)
    return padme(count) if count > 1 else 1


class Sealing:
    """Seals one attachment of a known length while it comes, piece by piece."""

    def __init__(self, key: DataKey, tenant: UUID, attachment: UUID, length: int) -> None:
        self._key, self._tenant, self._attachment = key, tenant, attachment
        self._missing = length
        self._count = pieces_of(length)
        self._number, self._previous = 0, _NOTHING_BEFORE
        self._waiting = bytearray()

    def take(self, content: bytes) -> Iterator[bytes]:
        """Take in more of it, and yield the pieces that are full. Raises OtherLength."""
        self._missing -= len(content)
        if self._missing < 0:
            raise OtherLength
        self._waiting += content
        # The last piece waits for the end: only then is it known that all has come.
        while len(self._waiting) >= _CARRIED and self._number < self._count - 1:
            yield self._piece(bytes(self._waiting[:_CARRIED]))
            del self._waiting[:_CARRIED]

    def finish(self) -> Iterator[bytes]:
        """Yield the pieces that are left. Raises OtherLength when not all has come."""
        if self._missing:
            raise OtherLength
        while self._number < self._count:
            yield self._piece(bytes(self._waiting[:_CARRIED]))
            del self._waiting[:_CARRIED]

    def _piece(self, carried: bytes) -> bytes:
        last = self._number == self._count - 1
        context = PieceContext(self._tenant, self._attachment, self._number, last, self._previous)
        sealed = seal(self._key, context, carried, least=PIECE if self._count > 1 else 0)
        self._number, self._previous = self._number + 1, sha256(sealed).digest()
        return sealed


class Opening:
    """Opens one attachment of a known length, piece by piece."""

    def __init__(self, key: DataKey, tenant: UUID, attachment: UUID, length: int) -> None:
        self._key, self._tenant, self._attachment = key, tenant, attachment
        self._count = pieces_of(length)
        self._number, self._previous = 0, _NOTHING_BEFORE

    def open(self, sealed: bytes) -> bytes:
        """Return what the next piece carries. Raises SealBroken when it is not the right one."""
        last = self._number == self._count - 1
        context = PieceContext(self._tenant, self._attachment, self._number, last, self._previous)
        carried = unseal(self._key, context, sealed)
        self._number, self._previous = self._number + 1, sha256(sealed).digest()
        return carried


def seal_attachment(
    key: DataKey, tenant: UUID, attachment: UUID, content: bytes
) -> Iterator[bytes]:
    """Yield the sealed pieces of an attachment, one by one."""
    sealing = Sealing(key, tenant, attachment, len(content))
    yield from sealing.take(content)
    yield from sealing.finish()


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
