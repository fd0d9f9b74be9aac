"""A copy that a book has sealed for one reader: opened with their key alone, and by nobody else.

It is a letter (see ``letter``) to somebody who has no book: their name and their public key.
"""

import base64
from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from .letter import LetterNotRead, Party, read_with


def read_copy(copy: Mapping[str, str], private: bytes, signs: bytes) -> bytes:
    """Return what is in a copy.

    Args:
        copy: As it was sent: ``origin``, ``to`` and ``sealed`` (base64); ``signs`` is not believed.
        private: The reader's private key, X25519, 32 bytes.
        signs: The book's public key, Ed25519, 32 bytes, from a card one trusts.

    Raises:
        LetterNotRead: It was sealed for another, signed by another, or has been changed.
        KeyError: Something is missing.
        ValueError: Something is not in base64, or is no key.

    """
    key = X25519PrivateKey.from_private_bytes(private)
    to = Party(copy["to"], b"", key.public_key().public_bytes_raw())
    if base64.b64decode(copy["signs"], validate=True) != signs:
        raise LetterNotRead
    sealed = base64.b64decode(copy["sealed"], validate=True)
    return read_with(key, Party(copy["origin"], signs, b""), to, sealed)
