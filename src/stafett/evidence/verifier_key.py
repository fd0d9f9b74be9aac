"""A key one believes: whose it is, what kind it is, and how to see that it has signed.

Written as C2SP signed notes write them: the name, the four bytes that name the key, and one byte
for the kind before the key itself, with a plus between. It is not secret; where one has it from
is what everything else rests on.
"""

import base64
import re
from enum import IntEnum
from hashlib import sha256
from typing import Final, NamedTuple, Protocol, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

_NAME: Final = re.compile(r"[^\s+\x00-\x1f]+")
_TIME: Final = 8
_LATEST: Final = 1 << 63
_COSIGNED: Final = b"subtree/v1\n\x00"


class NotAKey(ValueError):  # noqa: N818 - a sentence, as every refusal here
    """This is not written as a key is, or is no key of a kind that is known here."""


class Kind(IntEnum):
    """What a key signs with, by the byte that C2SP has given it."""

    ED25519 = 0x01
    ED25519_TIMED = 0x04
    """A witness's, with the time it looked (tlog-cosignature)."""
    ML_DSA_44 = 0x06
    """With the time too, over name, size and root (tlog-cosignature)."""


_LENGTHS: Final = {Kind.ED25519: 32, Kind.ED25519_TIMED: 32, Kind.ML_DSA_44: 1312}


class Signed(Protocol):
    """What a checkpoint has for its signatures."""

    @property
    def origin(self) -> str:
        """The log's name."""

    @property
    def size(self) -> int:
        """How many leaves."""

    @property
    def root(self) -> bytes:
        """Their root."""

    def text(self) -> str:
        """Return the lines that are signed."""


class VerifierKey(NamedTuple):
    """Somebody's public key: ``name`` as in the notes, ``public`` its raw bytes."""

    name: str
    kind: Kind
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The four bytes that name the key."""
        kind = self.kind.to_bytes(1)
        return sha256(self.name.encode() + b"\n" + kind + self.public).digest()[:4]

    def written(self) -> str:
        """Return the key as it is handed on."""
        material = base64.b64encode(self.kind.to_bytes(1) + self.public).decode()
        return f"{self.name}+{self.key_id.hex()}+{material}"

    @classmethod
    def read(cls, written: str) -> Self:
        """Return the key that `written` wrote.

        Raises:
            NotAKey: It would have been written in another way.

        """
        parts = written.split("+", 2)
        if len(parts) != len(("name", "id", "material")) or not _NAME.fullmatch(parts[0]):
            raise NotAKey
        try:
            material = base64.b64decode(parts[2], validate=True)
            kind = Kind(material[0])
        except (ValueError, IndexError):
            raise NotAKey from None
        key = cls(parts[0], kind, material[1:])
        if len(key.public) != _LENGTHS[kind] or key.written() != written:
            raise NotAKey
        return key

    def verify(self, checkpoint: Signed, signature: bytes) -> bool:
        """Say whether the holder of this key signed the checkpoint; *signature* without key id."""
        text = checkpoint.text().encode()
        try:
            if self.kind is Kind.ED25519:
                Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text)
                return True
            at = int.from_bytes(signature[:_TIME])
            if len(signature) <= _TIME or at >= _LATEST:
                return False
            if self.kind is Kind.ED25519_TIMED:
                signed = f"cosignature/v1\ntime {at}\n".encode() + text
                Ed25519PublicKey.from_public_bytes(self.public).verify(signature[_TIME:], signed)
                return True
            message = cosigned_message(self.name, at, checkpoint)
            MLDSA44PublicKey.from_public_bytes(self.public).verify(signature[_TIME:], message)
        except (InvalidSignature, ValueError):
            return False
        return True


def cosigned_message(name: str, at: int, checkpoint: Signed) -> bytes:
    """Return what an ML-DSA-44 key signs of a whole tree (tlog-cosignature)."""
    names = (name.encode(), checkpoint.origin.encode())
    if not all(0 < len(one) < 1 << 8 for one in names):
        raise ValueError("a name has 1 to 255 bytes")
    signer, log = (len(one).to_bytes(1) + one for one in names)
    size = checkpoint.size.to_bytes(8)
    return b"".join((_COSIGNED, signer, at.to_bytes(8), log, bytes(8), size, checkpoint.root))
