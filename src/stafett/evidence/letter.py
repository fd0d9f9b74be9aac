"""A letter from one book to another: signed by the one, and sealed so that only the other reads it.

Sealed with HPKE (RFC 9180): DHKEM(X25519), HKDF-SHA-256, AES-256-GCM. The signature lies inside
and covers both names and the key it is sealed for, so that a letter cannot be passed on to a third
book as if it had been meant for it. A receipt for a letter is a signature too, over what was in it.
"""

import base64
import os
from datetime import UTC, datetime
from hashlib import sha256
from hmac import digest as hmac
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from .fields import fields
from .line_header import microseconds
from .receipt import Signer

LABEL: Final = b"stafett/letter/1"
_READS: Final = b"stafett/letter-key/1"
_RECEIPT: Final = b"stafett/letter-receipt/1"
_KEY: Final = 32
_SIGNATURE: Final = 64
_SUITE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_STEP: Final = 4096
_LENGTH: Final = 4


class LetterNotRead(Exception):  # noqa: N818 - one answer for every reason, on purpose
    """The letter was not written to this book by that sender, or it is not whole."""


class Party(NamedTuple):
    """One book as others know it: its name on receipts and its two public keys, 32 bytes each."""

    origin: str
    signs: bytes
    reads: bytes


class Desk:
    """Where a book writes its letters and opens those it gets.

    The key it reads with is derived from the seed it signs with, so that there is one to keep.
    """

    def __init__(self, signer: Signer, seed: bytes) -> None:
        self._signer = signer
        self._reads = X25519PrivateKey.from_private_bytes(
            hmac(seed, fields(_READS, signer.origin.encode()), "sha256")
        )
        public = self._reads.public_key().public_bytes_raw()
        self.party: Final = Party(signer.origin, signer.public, public)

    def __repr__(self) -> str:
        return f"Desk({self.party.origin!r})"

    def write(self, to: Party, content: bytes) -> bytes:
        """Return a letter that only *to* can read, and that only this book can have written.

        Raises:
            LetterNotRead: *to* has no such key as a letter could be sealed for.

        """
        signature = self._signer.sign(_signed(self.party, to, content))
        noted = len(content).to_bytes(_LENGTH)
        padding = bytes(-(_LENGTH + len(content)) % _STEP)
        plain = b"".join((signature, noted, content, padding))
        try:
            key = X25519PublicKey.from_public_bytes(to.reads)
            return _SUITE.encrypt(plain, key, info=_info(self.party, to))
        except (ValueError, TypeError):
            raise LetterNotRead from None

    def read(self, sender: Party, letter: bytes) -> bytes:
        """Return what *sender* wrote to this book.

        Raises:
            LetterNotRead: It was written by another, to another, or has been changed.

        """
        return read_with(self._reads, sender, self.party, letter)

    def acknowledge(self, sender: Party, digest: str, at: datetime) -> bytes:
        """Return the 64-byte signature that says: what has this digest was taken in here then."""
        return self._signer.sign(_acknowledged(self.party, sender, digest, at))


def read_with(key: X25519PrivateKey, sender: Party, to: Party, letter: bytes) -> bytes:
    """Return what *sender* wrote to *to*, whose key for reading it is.

    Raises:
        LetterNotRead: It was written by another, to another, or has been changed.

    """
    try:
        plain = _SUITE.decrypt(letter, key, info=_info(sender, to))
    except (InvalidTag, ValueError):
        raise LetterNotRead from None
    start = _SIGNATURE + _LENGTH
    end = start + int.from_bytes(plain[_SIGNATURE:start])
    if len(plain) < start or end > len(plain):
        raise LetterNotRead
    content = plain[start:end]
    _check(sender.signs, plain[:_SIGNATURE], _signed(sender, to, content))
    return content


def check_receipt(of: Party, sender: Party, digest: str, at: datetime, signature: bytes) -> None:
    """See that *of* has signed for what *sender* sent.

    Raises:
        LetterNotRead: It has not: for this, for this sender, and for that time.

    """
    _check(of.signs, signature, _acknowledged(of, sender, digest, at))


def party(origin: str, signs: str, reads: str) -> Party:
    """Return a party from its card: the keys in base64.

    Raises:
        LetterNotRead: They are no keys.

    """
    try:
        keys = [base64.b64decode(one, validate=True) for one in (signs, reads)]
        if any(len(one) != _KEY for one in keys):
            raise LetterNotRead
        Ed25519PublicKey.from_public_bytes(keys[0])
        shared = X25519PrivateKey.from_private_bytes(os.urandom(_KEY))
        shared.exchange(X25519PublicKey.from_public_bytes(keys[1]))
    except ValueError:
        raise LetterNotRead from None
    return Party(origin, *keys)


def _check(public: bytes, signature: bytes, signed: bytes) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, signed)
    except (InvalidSignature, ValueError):
        raise LetterNotRead from None


def _info(sender: Party, to: Party) -> bytes:
    return fields(LABEL, sender.origin.encode(), sender.signs, to.origin.encode(), to.reads)


def _signed(sender: Party, to: Party, content: bytes) -> bytes:
    return fields(_info(sender, to), sha256(content).digest())


def _acknowledged(of: Party, sender: Party, digest: str, at: datetime) -> bytes:
    moment = microseconds(at.astimezone(UTC)).to_bytes(8, signed=True)
    names = (of.origin.encode(), of.signs, sender.origin.encode(), sender.signs)
    return fields(_RECEIPT, *names, digest.encode(), moment)
