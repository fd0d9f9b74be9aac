"""A checkpoint: how long a log is now and what it comes to, signed, so that it cannot be unsaid.

Three lines and no more (C2SP tlog-checkpoint v1.0.0): the log's name, how many lines, and the
root of their tree. Our own logs sign twice: with Ed25519, and with ML-DSA-44 for the day when the
first can be forged; that one also says when (C2SP tlog-cosignature v1.0.0).
"""

import base64
import re
from collections.abc import Collection
from hmac import digest as hmac
from typing import Final, NamedTuple, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from .fields import fields
from .note import NotANote, Note, NoteSignature
from .verifier_key import Kind, VerifierKey, cosigned_message

_SECOND_KEY: Final = b"stafett/ml-dsa-44/1"
_SIZE: Final = re.compile(r"0|[1-9][0-9]{0,18}")
_LINES: Final = 3
_HASH: Final = 32
_TIME: Final = 8


class NotBelieved(Exception):  # noqa: N818 - a sentence, as every refusal here
    """A key that was asked for has not signed this, or not in this form."""


class Checkpoint(NamedTuple):
    """What a log was at one moment: its name, how many leaves it had, and their root."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """Return the three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    @classmethod
    def read(cls, text: str) -> Self:
        """Return the checkpoint that `text` wrote.

        Raises:
            NotANote: These are not three such lines. Others below them are not allowed: what
                they say is signed by one of the two keys only.

        """
        lines = text.split("\n")
        if len(lines) != _LINES + 1 or lines[_LINES] or not _SIZE.fullmatch(lines[1]):
            raise NotANote
        try:
            root = base64.b64decode(lines[2], validate=True)
        except ValueError:
            raise NotANote from None
        checkpoint = cls(lines[0], int(lines[1]), root)
        if len(root) != _HASH or not lines[0] or checkpoint.text() != text:
            raise NotANote
        return checkpoint


class Cosigner:
    """A hand that signs checkpoints with ML-DSA-44 and says when: a log's second, or a witness's.

    ``name`` is whose it is, ``seed`` any 32 secret bytes that the key follows from.
    """

    def __init__(self, name: str, seed: bytes) -> None:
        second = hmac(seed, fields(_SECOND_KEY), "sha256")
        self._key = MLDSA44PrivateKey.from_seed_bytes(second)
        public = self._key.public_key().public_bytes_raw()
        self.key: Final = VerifierKey(name, Kind.ML_DSA_44, public)

    def __repr__(self) -> str:
        return f"Cosigner({self.key.name!r})"

    def sign(self, checkpoint: Checkpoint, at: int) -> NoteSignature:
        """Return the signature, as given at *at* seconds since 1970."""
        message = cosigned_message(self.key.name, at, checkpoint)
        signed = at.to_bytes(_TIME) + self._key.sign(message)
        return NoteSignature(self.key.name, self.key.key_id, signed)


class LogSigner:
    """The hand that signs one log's checkpoints.

    ``origin`` is the log's name, ``seed`` the book's 32-byte Ed25519 seed; the second key follows
    from it, so that there is one to keep.
    """

    def __init__(self, origin: str, seed: bytes) -> None:
        self.origin: Final = origin
        self._first = Ed25519PrivateKey.from_private_bytes(seed)
        self._second = Cosigner(origin, seed)
        first = self._first.public_key().public_bytes_raw()
        self.keys: Final = (VerifierKey(origin, Kind.ED25519, first), self._second.key)

    def __repr__(self) -> str:
        return f"LogSigner({self.origin!r})"

    def sign(self, checkpoint: Checkpoint, at: int) -> Note:
        """Return the checkpoint under both signatures, as signed at *at* seconds since 1970."""
        text, plain = checkpoint.text(), self.keys[0]
        signed = NoteSignature(plain.name, plain.key_id, self._first.sign(text.encode()))
        return Note(text, (signed, self._second.sign(checkpoint, at)))


def believed(note: Note, keys: Collection[VerifierKey]) -> Checkpoint:
    """Return what a note says that every one of *keys* has signed.

    Signatures of others are passed over, as anybody may have added theirs.

    Raises:
        NotANote: It is not a checkpoint.
        NotBelieved: A key is missing below it or has signed twice, or a signature does not hold.

    """
    checkpoint = Checkpoint.read(note.text)
    if not keys:
        raise NotBelieved
    for key in keys:
        name = key.name, key.key_id
        theirs = [one.content for one in note.signatures if (one.name, one.key_id) == name]
        if len(theirs) != 1 or not key.verify(checkpoint, theirs[0]):
            raise NotBelieved
    return checkpoint


def signed_at(note: Note, key: VerifierKey) -> int | None:
    """Return when *key* signed, in seconds since 1970; ``None`` when it does not say.

    Only what was `believed` under the key may be asked.
    """
    if key.kind is Kind.ED25519:
        return None
    for one in note.signatures:
        if (one.name, one.key_id) == (key.name, key.key_id):
            return int.from_bytes(one.content[:_TIME])
    return None
