"""The outside of a line: what can be checked about it by anyone, without opening it.

A line's leaf covers its sealed bytes and everything written in clear beside them, and names the
leaf before it in the same stream. So no line can be changed, moved, swapped or dropped from the
middle without every later leaf changing too, also after its key has been shredded.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

from .fields import fields
from .tree import leaf_hash

NO_LEAF = bytes(32)
"""Stands where the leaf before the first line of a stream would have stood."""

LABEL = b"stafett/line/1"
_PRUNED = 33
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECONDS_A_DAY = 86_400


@dataclass(frozen=True, slots=True)
class LineHeader:
    """Everything a line shows on the outside.

    ``ledger`` is the book's ledger it stands in (``event`` or ``journal``), ``version`` counts
    from 1 within the stream, ``at`` is aware, ``previous`` is the leaf of version - 1 (`NO_LEAF`
    for the first), ``sealed_hash`` is the SHA-256 of the sealed bytes.
    """

    tenant: UUID
    ledger: str
    stream: UUID
    version: int
    event_id: UUID
    at: datetime
    key_id: UUID
    previous: bytes
    sealed_hash: bytes

    def leaf(self) -> bytes:
        """Return the line's 32-byte leaf."""
        return leaf_of(
            self.tenant.bytes,
            self.ledger.encode(),
            self.stream.bytes,
            self.version,
            self.event_id.bytes,
            microseconds(self.at),
            self.key_id.bytes,
            self.previous,
            self.sealed_hash,
        )


def leaf_of(  # noqa: PLR0917 - the outside of a line, in its order
    tenant: bytes,
    ledger: bytes,
    stream: bytes,
    version: int,
    event_id: bytes,
    at: int,
    key_id: bytes,
    previous: bytes,
    sealed_hash: bytes,
) -> bytes:
    """Return the leaf of a line whose outside is at hand as bytes; *at* in microseconds."""
    return leaf_hash(
        fields(
            LABEL,
            tenant,
            ledger,
            stream,
            version.to_bytes(8),
            event_id,
            at.to_bytes(8, signed=True),
            key_id,
            previous,
            sealed_hash,
        )
    )


def microseconds(at: datetime) -> int:
    """Return an aware time as whole microseconds since 1970 in UTC."""
    since = at - _EPOCH
    return (since.days * _SECONDS_A_DAY + since.seconds) * 1_000_000 + since.microseconds


def sealed_hash(sealed: bytes) -> bytes:
    """Return the 32-byte hash under which a line's sealed bytes enter its leaf.

    Of a pruned line that hash is what stands in their place.
    """
    return sealed[1:] if is_pruned(sealed) else sha256(sealed).digest()


def is_pruned(sealed: bytes) -> bool:
    """Say whether only the hash of what was sealed is left: a zero byte, and 32 bytes of it."""
    return len(sealed) == _PRUNED and sealed[0] == 0
