"""A receipt: our signature that we have what you wrote, whole, and where it can be found again.

Lines are written many commands at a time, and one signature serves them all: it stands on the
root of an RFC 6962 tree over the commands of the batch, and each receipt carries its command's
path to that root. The tree always has `LEAVES` leaves. Commands stand at random places, and what
is not a command is random bytes, so no receipt tells how many others wrote at the same moment.

What a receipt names is the root over the leaves of the command's own lines: of a single line, the
line's leaf itself.
"""

import base64
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from stafett.evidence.fields import fields
from stafett.evidence.line_header import microseconds
from stafett.evidence.tree import root

DEPTH: Final = 10
LEAVES: Final = 1 << DEPTH
_HASH: Final = 32
_LABEL: Final = b"stafett/receipt/1"
_TIME: Final = "%Y-%m-%dT%H:%M:%S.%fZ"


class NotAReceipt(ValueError):  # noqa: N818 - a sentence, as every refusal here
    """This is not written as a receipt is."""


class Signer:
    """The hand that signs for one book.

    ``origin`` names the book to the outside world (``stafett.example/…``), ``secret`` is the
    32-byte Ed25519 seed. ``key`` is the name of the public key, eight hexadecimal digits, as a
    C2SP signed note writes it.
    """

    def __init__(self, origin: str, secret: bytes) -> None:
        self.origin: Final = origin
        self._key = Ed25519PrivateKey.from_private_bytes(secret)
        self.public: Final = self._key.public_key().public_bytes_raw()
        self.key: Final = key_name(origin, self.public)

    def __repr__(self) -> str:
        return f"Signer({self.origin!r}, {self.key})"

    def sign(self, content: bytes) -> bytes:
        """Return the 64-byte Ed25519 signature over *content*."""
        return self._key.sign(content)


def key_name(origin: str, public: bytes) -> str:
    """Return the eight hexadecimal digits that name a 32-byte Ed25519 key (C2SP signed-note)."""
    return sha256(origin.encode() + b"\n\x01" + public).digest()[:4].hex()


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof that a book acknowledged one command's lines at a time.

    ``entry`` is the root over the leaves of the command's lines, ``path`` holds `DEPTH` hashes.
    ``index`` is drawn at random and means nothing but the turns of the path.
    """

    origin: str
    at: datetime
    entry: bytes
    index: int
    path: tuple[bytes, ...]
    key: str
    signature: bytes

    def verify(self, public: bytes, leaves: Sequence[bytes]) -> bool:
        """Say whether the holder of *public* acknowledged exactly these lines, in this order.

        *public* is a 32-byte Ed25519 key, *leaves* are the leaves of the command's lines.
        """
        if self.key != key_name(self.origin, public) or len(self.path) != DEPTH or not leaves:
            return False
        if root(leaves) != self.entry or not 0 <= self.index < LEAVES:
            return False
        signed = _signed(self.origin, self.at, _climb(self.entry, self.index, self.path))
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(self.signature, signed)
        except InvalidSignature:
            return False
        return True

    def to_json(self) -> dict[str, object]:
        """Return the receipt for JSON: hashes in base64, the time in UTC with microseconds."""
        return {
            "origin": self.origin,
            "at": self.at.astimezone(UTC).strftime(_TIME),
            "entry": _text(self.entry),
            "index": self.index,
            "path": [_text(step) for step in self.path],
            "key": self.key,
            "signature": _text(self.signature),
        }

    @classmethod
    def from_json(cls, written: Mapping[str, object]) -> Self:
        """Return the receipt that `to_json` wrote.

        Raises NotAReceipt for anything `to_json` would not have written.
        """
        try:
            path = written["path"]
            receipt = cls(
                origin=str(written["origin"]),
                at=datetime.strptime(str(written["at"]), _TIME).replace(tzinfo=UTC),
                entry=_bytes(written["entry"]),
                index=int(str(written["index"])),
                path=tuple(map(_bytes, path if isinstance(path, list) else ())),
                key=str(written["key"]),
                signature=_bytes(written["signature"]),
            )
        except (KeyError, ValueError):
            raise NotAReceipt from None
        if receipt.to_json() != written:
            raise NotAReceipt
        return receipt


def issue(signer: Signer, at: datetime, commands: Sequence[Sequence[bytes]]) -> tuple[Receipt, ...]:
    """Return one receipt per command of a batch, in their order, under one signature.

    Args:
        signer: The book's hand.
        at: When the batch was acknowledged; aware.
        commands: For each command the leaves of its lines, at least one.

    Raises:
        ValueError: More than `LEAVES` commands, or a command without lines.

    """
    if not commands:
        return ()
    if len(commands) > LEAVES or not all(commands):
        raise ValueError(f"a batch has at most {LEAVES} commands, each with a line")
    entries = [leaves[0] if len(leaves) == 1 else root(leaves) for leaves in commands]
    height = (len(commands) - 1).bit_length()
    slots = _shuffled(1 << height)
    strangers = _random_hashes(len(slots) - len(entries))
    rows = [[hashed for _, hashed in sorted(zip(slots, entries + strangers, strict=True))]]
    while len(rows[-1]) > 1:
        below = iter(rows[-1])
        rows.append(
            [
                sha256(b"\x01" + left + right).digest()
                for left, right in zip(below, below, strict=True)
            ]
        )
    above = _random_hashes(DEPTH - height)
    levels = tuple(enumerate(rows[:-1]))
    turns = secrets.randbits(DEPTH) >> height << height
    top = _climb(rows[-1][0], turns >> height, above)
    signature = signer.sign(_signed(signer.origin, at, top))
    origin, key = signer.origin, signer.key
    receipts: list[Receipt] = []
    for entry, slot in zip(entries, slots, strict=False):
        path = tuple([row[slot >> level ^ 1] for level, row in levels] + above)
        receipts.append(Receipt(origin, at, entry, turns | slot, path, key, signature))
    return tuple(receipts)


def _climb(reached: bytes, index: int, path: Sequence[bytes]) -> bytes:
    for sibling in path:
        pair = sibling + reached if index & 1 else reached + sibling
        reached = sha256(b"\x01" + pair).digest()
        index >>= 1
    return reached


def _signed(origin: str, at: datetime, top: bytes) -> bytes:
    return fields(_LABEL, origin.encode(), microseconds(at).to_bytes(8, signed=True), top)


def _random_hashes(count: int) -> list[bytes]:
    chance = os.urandom(_HASH * count)
    return [chance[at : at + _HASH] for at in range(0, len(chance), _HASH)]


def _shuffled(count: int) -> list[int]:
    chance = os.urandom(8 * count)
    return sorted(range(count), key=lambda slot: chance[8 * slot : 8 * slot + 8])


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _bytes(text: object) -> bytes:
    return base64.b64decode(str(text), validate=True)
