"""A key to one drawer: 32 secret bytes, and how new keys are drawn from it.

HKDF of RFC 5869 with SHA-512. Its first step, extract, is the same for every message under one
key, so it is taken once; of the second, expand, only the first block is ever needed. Written on
the standard library's SHA-512 because that is four times as fast here as asking anew each time.
"""

from dataclasses import dataclass
from hashlib import sha512
from hmac import digest
from os import urandom
from typing import Final, Self
from uuid import UUID

KEY_LENGTH: Final = 32
_BLOCK: Final = 128
_INNER: Final = bytes(byte ^ 0x36 for byte in range(256))
_OUTER: Final = bytes(byte ^ 0x5C for byte in range(256))
_NO_SALT: Final = bytes(64)


class Secret:
    """32 random bytes that are never shown and never compared.

    Any other length raises ValueError, since HMAC would read some of those as another key.
    """

    __slots__ = ("_inner", "_outer", "content")

    def __init__(self, content: bytes) -> None:
        if len(content) != KEY_LENGTH:
            raise ValueError(f"a key has {KEY_LENGTH} bytes")
        self.content: Final = content
        extracted = digest(_NO_SALT, content, "sha512").ljust(_BLOCK, b"\x00")
        self._inner: Final = sha512(extracted.translate(_INNER))
        self._outer: Final = sha512(extracted.translate(_OUTER))

    @classmethod
    def new(cls) -> Self:
        """Return a secret that nobody has seen before."""
        return cls(urandom(KEY_LENGTH))

    def __repr__(self) -> str:
        return "Secret()"

    def __reduce__(self) -> str:
        raise TypeError("a secret is not copied into anything")

    def derive(self, info: bytes) -> bytes:
        """Return 64 bytes drawn for *info*: HKDF-SHA-512 without salt (RFC 5869)."""
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(info)
        inner.update(b"\x01")
        outer.update(inner.digest())
        return outer.digest()


@dataclass(frozen=True, slots=True)
class DataKey:
    """The key to one part of one stream, and the random id that names it."""

    id: UUID
    secret: Secret
