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
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final, NamedTuple, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from .fields import fields
from .line_header import microseconds
from .tree import root

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


class Receipt(NamedTuple):
    """Proof that a book acknowledged one command's lines at a time.

    ``entry`` is the root over the leaves of the command's lines, ``path`` holds `DEPTH` hashes.
    ``turns`` is drawn at random and says only on which side the path goes past; written, it is
    the ``index``.
    """

    origin: str
    at: datetime
    entry: bytes
    turns: int
    path: tuple[bytes, ...]
    key: str
    signature: bytes

    def verify(self, public: bytes, leaves: Sequence[bytes]) -> bool:
        """Say whether the holder of *public* acknowledged exactly these lines, in this order.

        *public* is a 32-byte Ed25519 key, *leaves* are the leaves of the command's lines.
        """
        return bool(leaves) and root(leaves) == self.entry and self.signed_by(public)

    def signed_by(self, public: bytes) -> bool:
        """Say whether the holder of *public*, a 32-byte Ed25519 key, gave this receipt."""
        if self.key != key_name(self.origin, public) or len(self.path) != DEPTH:
            return False
        if not 0 <= self.turns < LEAVES:
            return False
        signed = _signed(self.origin, self.at, _climb(self.entry, self.turns, self.path))
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
            "index": self.turns,
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
                turns=int(str(written["index"])),
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
    strangers, above = len(slots) - len(entries), DEPTH - height
    chance = _random_hashes(strangers + above + 1)
    turns = int.from_bytes(chance.pop()) % LEAVES >> height << height
    row = entries + chance[above:]
    rows = [[hashed for _, hashed in sorted(zip(slots, row, strict=True))]]
    while len(row := rows[-1]) > 1:
        pairs = iter(row)
        rows.append(
            [
                sha256(b"\x01" + left + right).digest()
                for left, right in zip(pairs, pairs, strict=True)
            ]
        )
    ((top,),) = rows[height:]
    top = _climb(top, turns >> height, chance[:above])
    signature = signer.sign(_signed(signer.origin, at, top))
    paths = _paths(rows[:height], tuple(chance[:above]))
    origin, key = signer.origin, signer.key
    return tuple(
        [
            Receipt(origin, at, entry, turns | slot, paths[slot], key, signature)
            for entry, slot in zip(entries, slots, strict=False)
        ]
    )


def _paths(rows: Sequence[Sequence[bytes]], above: tuple[bytes, ...]) -> list[tuple[bytes, ...]]:
    """Return the path of every leaf: past its neighbours in *rows*, lowest first, and *above*."""
    paths = [above]
    for row in reversed(rows):
        pairs = iter(row)
        both = zip(pairs, pairs, paths, strict=True)
        paths = [path for left, right, up in both for path in ((right, *up), (left, *up))]
    return paths


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
    chance = memoryview(os.urandom(8 * count)).cast("Q")
    return sorted(range(count), key=chance.__getitem__)


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _bytes(text: object) -> bytes:
    return base64.b64decode(str(text), validate=True)
