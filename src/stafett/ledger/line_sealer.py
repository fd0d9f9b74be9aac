"""Closing and opening the lines of one ledger of one book, and checking their outsides.

The bytes that bind a line to its place, and those its leaf is taken of, are the ones of
`sealing.place` and `LineHeader.leaf`. All that is the same for every line is put together once
here, because this is the way of every line that is ever written or read.
"""

from datetime import datetime
from hashlib import sha256
from typing import Final, NamedTuple
from uuid import UUID

from stafett.evidence.fields import fields
from stafett.evidence.line_header import LABEL as HEADER_LABEL
from stafett.evidence.line_header import microseconds, sealed_hash
from stafett.ledger.data_key import DataKey
from stafett.ledger.envelope import Envelope
from stafett.ledger.errors import Tampered
from stafett.ledger.line import Volume
from stafett.ledger.padding import NotPadded, pad, unpad
from stafett.ledger.sealing import LABEL, LineContext, SealBroken, close, unclose

_UUID: Final = 16
_GAP_16: Final = b"\x00\x00\x00\x10%b"
_GAP_8: Final = b"\x00\x00\x00\x08%b"
_GAP_32: Final = b"\x00\x00\x00\x20%b"


class PlainLine(NamedTuple):
    """A line before it is closed and after it is opened, with all that binds it to its place."""

    originator_id: UUID
    originator_version: int
    event_id: UUID
    at: datetime
    key_id: UUID
    previous: bytes
    envelope: Envelope


class ClosedLine(NamedTuple):
    """A line as it lies in the book: the sealed envelope, and what stands in clear beside it.

    ``previous`` and ``leaf`` are 32-byte hashes of everything on the outside of this line and of
    the one before it in its stream. ``packed`` is the whole line as it is sent to the database;
    empty in one that came from there.
    """

    stream: UUID
    version: int
    event_id: UUID
    at: datetime
    key_id: UUID
    sealed: bytes
    previous: bytes
    leaf: bytes
    packed: bytes = b""


class LineSealer:
    """Closes, opens and checks the lines of one ledger of one book."""

    def __init__(self, tenant: UUID, volume: Volume) -> None:
        self.volume: Final = volume
        ledger = volume.value.encode()
        purpose = LineContext._field_defaults["purpose"].encode()
        self._place: Final = b"".join(
            (
                _fixed(LABEL),
                _GAP_16,
                _fixed(b"line", tenant.bytes, ledger, purpose),
                _GAP_16,
                _GAP_8,
                _GAP_16,
                _GAP_32,
            )
        )
        self._header: Final = b"".join(
            (
                b"\x00",
                _fixed(HEADER_LABEL, tenant.bytes, ledger),
                _GAP_16,
                _GAP_8,
                _GAP_16,
                _GAP_8,
                _GAP_16,
                _GAP_32,
                _GAP_32,
            )
        )

    def close(  # noqa: PLR0917 - a line has as many parts as it has
        self,
        stream: UUID,
        version: int,
        event_id: UUID,
        at: datetime,
        previous: bytes,
        envelope: bytes,
        key: DataKey,
    ) -> ClosedLine:
        """Close a line's envelope under *key*, for its place and for no other."""
        key_id = key.id
        of_stream, of_version = stream.int.to_bytes(_UUID), version.to_bytes(8)
        of_event, of_key = event_id.int.to_bytes(_UUID), key_id.int.to_bytes(_UUID)
        time = microseconds(at).to_bytes(8, signed=True)
        place = self._place % (of_key, of_stream, of_version, of_event, previous)
        sealed = close(key.secret, place, pad(envelope))
        header = self._header % (
            of_stream,
            of_version,
            of_event,
            time,
            of_key,
            previous,
            sha256(sealed).digest(),
        )
        leaf = sha256(header).digest()
        packed = b"".join((of_stream, of_event, time, of_key, previous, leaf, sealed))
        return ClosedLine(stream, version, event_id, at, key_id, sealed, previous, leaf, packed)

    def open(self, line: ClosedLine, key: DataKey) -> Envelope:
        """Return what lies in a line.

        Raises:
            Tampered: It was not closed with that key for that place.
            UnknownEvent: This release does not know its layout.

        """
        return Envelope.from_bytes(self.unclose(line, key))

    def unclose(self, line: ClosedLine, key: DataKey) -> bytes:
        """Return what lies in a line as bytes, whether this release knows their layout or not.

        Raises:
            Tampered: It was not closed with that key for that place.

        """
        place = self._place % (
            line.key_id.bytes,
            line.stream.bytes,
            line.version.to_bytes(8),
            line.event_id.bytes,
            line.previous,
        )
        try:
            return unpad(unclose(key.secret, place, line.sealed))
        except (SealBroken, NotPadded):
            raise Tampered(line.stream, line.version) from None

    def check(self, line: ClosedLine, previous: bytes) -> None:
        """See that a line continues *previous* and is what its leaf says; no key is needed.

        Raises:
            Tampered: It does not, or is not.

        """
        stream, version, event_id, at, key_id, sealed, before, leaf, _ = line
        if before != previous or leaf != self._leaf(
            stream, version, event_id, at, key_id, sealed, before
        ):
            raise Tampered(stream, version)

    def _leaf(  # noqa: PLR0917 - a header has as many fields as it has
        self,
        stream: UUID,
        version: int,
        event_id: UUID,
        at: datetime,
        key_id: UUID,
        sealed: bytes,
        previous: bytes,
    ) -> bytes:
        header = self._header % (
            stream.bytes,
            version.to_bytes(8),
            event_id.bytes,
            microseconds(at).to_bytes(8, signed=True),
            key_id.bytes,
            previous,
            sealed_hash(sealed),
        )
        return sha256(header).digest()


def _fixed(*values: bytes) -> bytes:
    return fields(*values).replace(b"%", b"%%")
