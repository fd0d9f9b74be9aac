"""A book's signing keys, one pair after the other: the old hand has signed whose the new one is.

The pairs are a small log of their own, called ``BOOK/keys``: its leaves are the fingerprints of the
pairs, and whenever a pair takes over, the pair before it signs the checkpoint of the log with the
new one in it. The time of that signature is when the old pair ended. So whoever knows any of a
book's fingerprints knows all that came after it, and what a pair has signed counts only up to its
end - and a little longer, since processes hold keys for two minutes.
"""

import hashlib
from collections.abc import Collection, Sequence
from typing import Final, NamedTuple, TypeAlias

from .checkpoint import Checkpoint, LogSigner, NotBelieved, believed, signed_at
from .fields import fields
from .note import NotANote, Note
from .tree import leaf_hash, root
from .verifier_key import Kind, VerifierKey

FINGERPRINT: Final = b"stafett/keys/1"
OVERLAP: Final = 300
"""Seconds after its end within which a pair's signature is still believed."""

Pair: TypeAlias = tuple[bytes, bytes]
"""A book's raw public keys: Ed25519, then ML-DSA-44."""


class Former(NamedTuple):
    """A pair that has ended, and the note in which it signs for the one after it."""

    keys: Pair
    note: str


class Held(NamedTuple):
    """A pair, and when it ended in seconds since 1970; ``None`` while it signs."""

    keys: Pair
    until: int | None = None

    @property
    def fingerprint(self) -> str:
        """What the pair is known by."""
        return fingerprint(self.keys)

    def signed_in_time(self, at: int | None) -> bool:
        """Say whether the pair may have signed at a time, in seconds since 1970."""
        return self.until is None or (at is not None and at <= self.until + OVERLAP)


def keys_of(origin: str, keys: Pair) -> tuple[VerifierKey, VerifierKey]:
    """Return a book's raw public keys as the keys of one of its logs."""
    return (
        VerifierKey(origin, Kind.ED25519, keys[0]),
        VerifierKey(origin, Kind.ML_DSA_44, keys[1]),
    )


def fingerprint(keys: Sequence[bytes]) -> str:
    """Return what raw public keys are known by: 64 hexadecimal digits."""
    return hashlib.sha256(fields(FINGERPRINT, *keys)).hexdigest()


def hand_over(origin: str, former: Sequence[Former], seed: bytes, to: Pair, at: int) -> Former:
    """Let the pair of a seed sign that *to* takes over, at *at* seconds since 1970.

    *origin* is the book's name, *former* the pairs that ended before.
    """
    signer = LogSigner(_log_of(origin), seed)
    first, second = signer.keys
    keys = first.public, second.public
    pairs = [*(one.keys for one in former), keys, to]
    return Former(keys, signer.sign(_log_at(origin, pairs), at).written())


def held(origin: str, former: Sequence[Former], newest: Pair) -> tuple[Held, ...]:
    """Return every pair a book has had, the newest last, and until when each signed.

    Raises:
        NotBelieved: One of them has not signed for the one after it, or ended before it began.

    """
    pairs = [*(one.keys for one in former), newest]
    found: list[Held] = []
    for number, (keys, note) in enumerate(former):
        mine = keys_of(_log_of(origin), keys)
        try:
            read = Note.read(note)
            said = believed(read, mine)
        except NotANote:
            raise NotBelieved from None
        until = signed_at(read, mine[1])
        earlier = 0 if not found else found[-1].until or 0
        if said != _log_at(origin, pairs[: number + 2]) or until is None or until < earlier:
            raise NotBelieved
        found.append(Held(keys, until))
    return (*found, Held(newest))


def believed_of(
    note: Note, log: str, pairs: Sequence[Held], others: Collection[VerifierKey] = ()
) -> tuple[Checkpoint, Held]:
    """Return what a note of a log says, and which of a book's pairs has signed it in its time.

    Raises:
        NotANote: It is not a checkpoint.
        NotBelieved: None of them has, or one of *others* has not signed it too.

    """
    for pair in reversed(pairs):
        keys = keys_of(log, pair.keys)
        try:
            said = believed(note, keys)
        except NotBelieved:
            continue
        if not pair.signed_in_time(signed_at(note, keys[1])):
            raise NotBelieved
        if others:
            believed(note, others)
        return said, pair
    raise NotBelieved


def _log_of(origin: str) -> str:
    return f"{origin}/keys"


def _log_at(origin: str, pairs: Sequence[Pair]) -> Checkpoint:
    leaves = [leaf_hash(bytes.fromhex(fingerprint(pair))) for pair in pairs]
    return Checkpoint(_log_of(origin), len(pairs), root(leaves))
