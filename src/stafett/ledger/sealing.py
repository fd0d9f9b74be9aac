"""Sealing: closing a note so that only the right key opens it, and only where it belongs.

One suite and no choices. For each message a new salt; from the data key, the salt and the
context HKDF-SHA-512 gives a message key and a commitment; the message is padded and encrypted
with AES-256-GCM under the message key. The commitment binds the sealed bytes to one data key and
one context, which AES-GCM alone does not: without it one can make bytes that open under two keys
to two different texts. The whole is told in docs/sealing.md, with test vectors.
"""

import os
from hmac import compare_digest
from typing import Final, NamedTuple, Protocol
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from stafett.evidence.fields import fields
from stafett.ledger.data_key import DataKey, Secret
from stafett.ledger.padding import NotPadded, pad, unpad

SUITE: Final = b"\x01"
LABEL: Final = b"stafett/seal/1"
SALT_LENGTH: Final = 32
_SALT_END: Final = 1 + SALT_LENGTH
_COMMITMENT_END: Final = _SALT_END + 32
_TAG_LENGTH: Final = 16
OVERHEAD: Final = _COMMITMENT_END + _TAG_LENGTH
_NONCE: Final = bytes(12)


class SealBroken(Exception):  # noqa: N818 - one answer for every reason, on purpose
    """These bytes were not sealed with this key for this place."""


class Context(Protocol):
    """Where a message belongs. It opens there and nowhere else."""

    def fields(self) -> tuple[bytes, ...]:
        """Return what names the place, beginning with the kind of place."""


class LineContext(NamedTuple):
    """The place of a line: its book, ledger, stream and version, and the leaf before it."""

    tenant: UUID
    ledger: str
    stream: UUID
    version: int
    event_id: UUID
    previous: bytes
    purpose: str = "line"

    def fields(self) -> tuple[bytes, ...]:
        """Return what names the place of a line."""
        return (
            b"line",
            self.tenant.bytes,
            self.ledger.encode(),
            self.purpose.encode(),
            self.stream.bytes,
            self.version.to_bytes(8),
            self.event_id.bytes,
            self.previous,
        )


class RowContext(NamedTuple):
    """The place of a row beside the lines: a case view, a list's row, a stored answer.

    ``purpose`` names the table's use (``projection:case_view``), ``row`` is its key as bytes.
    """

    tenant: UUID
    purpose: str
    row: bytes

    def fields(self) -> tuple[bytes, ...]:
        """Return what names the place of a row."""
        return (b"row", self.tenant.bytes, self.purpose.encode(), self.row)


def seal(key: DataKey, context: Context, plain: bytes, *, least: int = 0) -> bytes:
    """Return *plain* padded and sealed under *key* for *context*, with a new salt.

    The padded message has at least *least* bytes. Raises ValueError for a message above 16 MiB.
    """
    return close(key.secret, place(key.id, context), pad(plain, least))


def unseal(key: DataKey, context: Context, sealed: bytes) -> bytes:
    """Return what was sealed under *key* for *context*.

    Raises SealBroken for every other key, place or byte, and never says which it was.
    """
    try:
        return unpad(unclose(key.secret, place(key.id, context), sealed))
    except NotPadded:
        raise SealBroken from None


def place(key_id: UUID, context: Context) -> bytes:
    """Return the bytes that name a key's id and a context, for HKDF and for AES-GCM."""
    return fields(LABEL, key_id.bytes, *context.fields())


def close(secret: Secret, context: bytes, plain: bytes, *, salt: bytes | None = None) -> bytes:
    """Seal bytes as they are, without padding: what `seal` and the wrapping of keys share.

    *salt* is for test vectors only; the same salt twice for two texts would give both away.
    """
    salt = os.urandom(SALT_LENGTH) if salt is None else salt
    okm = secret.derive(salt + context)
    return b"".join((SUITE, salt, okm[32:], AESGCM(okm[:32]).encrypt(_NONCE, plain, context)))


def unclose(secret: Secret, context: bytes, sealed: bytes) -> bytes:
    """Open what `close` closed. Raises SealBroken, and never says why."""
    if len(sealed) < OVERHEAD or sealed[:1] != SUITE:
        raise SealBroken
    okm = secret.derive(sealed[1:_SALT_END] + context)
    if not compare_digest(okm[32:], sealed[_SALT_END:_COMMITMENT_END]):
        raise SealBroken
    try:
        return AESGCM(okm[:32]).decrypt(_NONCE, sealed[_COMMITMENT_END:], context)
    except InvalidTag:
        raise SealBroken from None
