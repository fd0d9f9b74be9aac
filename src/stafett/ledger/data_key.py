"""A key to one drawer: 32 secret bytes, and how new keys are drawn from it.

HKDF of RFC 5869 with SHA-512. Its first step, extract, is the same for every message under one
key, so it is taken once; of the second, expand, only the first block is ever needed. Written on
the standard library's SHA-512 because that is four times as fast here as asking anew each time.
"""

from hashlib import sha512
from hmac import digest
from typing import Final
from uuid import UUID

KEY_LENGTH: Final = 32
_BLOCK: Final = 128
_INNER: Final = bytes(byte ^ 0x36 for byte in range(256))
_OUTER: Final = bytes(byte ^ 0x5C for byte in range(256))
_NO_SALT: Final = bytes(64)


class DataKey:
    """The key to one part of one stream. Its secret is never shown and never compared.

    ``id`` names it, ``secret`` is 32 random bytes; any other length raises ValueError, since HMAC
    would read some of those as another key.
    """

    __slots__ = ("_inner", "_outer", "id", "secret")

    def __init__(self, id: UUID, secret: bytes) -> None:  # noqa: A002 - a key's id is its id
        if len(secret) != KEY_LENGTH:
            raise ValueError(f"a data key has {KEY_LENGTH} bytes")
        self.id: Final = id
        self.secret: Final = secret
        extracted = digest(_NO_SALT, secret, "sha512").ljust(_BLOCK, b"\x00")
        self._inner: Final = sha512(extracted.translate(_INNER))
        self._outer: Final = sha512(extracted.translate(_OUTER))

    def __repr__(self) -> str:
        return f"DataKey({self.id})"

    def derive(self, info: bytes) -> bytes:
        """Return 64 bytes drawn for *info*: HKDF-SHA-512 without salt (RFC 5869)."""
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(info)
        inner.update(b"\x01")
        outer.update(inner.digest())
        return outer.digest()
