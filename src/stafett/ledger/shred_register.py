"""The shred register: which keys were destroyed, written down where no backup of ours can undo it.

A keystore that is brought back from an old copy holds keys that were destroyed since. So before a
key goes its id is written into a file beside the checkpoints, signed by the book, each entry over
the one before it. Whoever restores reads the file and destroys those keys again. It names ids and
days, and nobody.
"""

import base64
import fcntl
import json
import os
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from stafett.evidence.fields import fields
from stafett.evidence.line_header import microseconds
from stafett.evidence.receipt import Signer
from stafett.ledger.anchors import lay_down
from stafett.ledger.errors import LedgerError

FILE: Final = "shredded.jsonl"
_LABEL: Final = b"stafett/shred/1"
_NOTHING: Final = bytes(32)
_TIME: Final = "%Y-%m-%dT%H:%M:%S.%fZ"


class RegisterBroken(LedgerError):  # noqa: N818 - a sentence, as every refusal in the house
    """The shred register is not as it was written: bring its file back from a copy."""


class Shredding(NamedTuple):
    """One entry: which keys of a matter were destroyed, on which order, and when."""

    shred: UUID
    matter: UUID
    at: datetime
    keys: tuple[UUID, ...]


class ShredRegister:
    """The register of one book, below the folder of checkpoints.

    Args:
        folder: Where the checkpoints lie.
        tenant: The book.

    """

    def __init__(self, folder: Path, tenant: UUID) -> None:
        self._file: Final = folder / str(tenant) / FILE

    def entries(self, origin: str, publics: Collection[bytes]) -> Sequence[Shredding]:
        """Return every entry, oldest first.

        Args:
            origin: The name the book signs under.
            publics: The Ed25519 keys it has signed with.

        Raises:
            RegisterBroken: An entry is not signed by the book, or does not follow the one before.
            OSError: The file is there and cannot be read.

        """
        return list(self._read(self._lines(), origin, publics))

    def enter(self, signer: Signer, publics: Collection[bytes], what: Shredding) -> None:
        """Write an entry behind the others, durably, unless those keys stand there already.

        ``publics`` are the keys the book has signed with, today's too.

        Raises:
            RegisterBroken: What stands there is not as it was written.
            OSError: It could not be written; no key may be destroyed.

        """
        with self._alone():
            lines = self._lines()
            before = self._read(lines, signer.origin, publics)
            there = {key for one in before for key in one.keys}
            if there.issuperset(what.keys):
                return
            previous = sha256(lines[-1]).digest() if lines else _NOTHING
            signature = signer.sign(_signed(signer.origin, previous, what))
            lay_down(self._file, b"".join((*lines, _written(what, signature))))

    def _lines(self) -> list[bytes]:
        try:
            return self._file.read_bytes().splitlines(keepends=True)
        except FileNotFoundError:
            return []

    @staticmethod
    def _read(lines: list[bytes], origin: str, publics: Collection[bytes]) -> Iterator[Shredding]:
        previous = _NOTHING
        for line in lines:
            try:
                told = json.loads(line)
                what = Shredding(
                    UUID(told["shred"]),
                    UUID(told["matter"]),
                    datetime.strptime(told["at"], _TIME).replace(tzinfo=UTC),
                    tuple(map(UUID, told["keys"])),
                )
                signature = base64.b64decode(told["signature"])
                same = _written(what, signature) == line
            except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
                raise RegisterBroken from None
            if not same or not _believed(signature, _signed(origin, previous, what), publics):
                raise RegisterBroken
            previous = sha256(line).digest()
            yield what

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = self._file.with_name(f".{FILE}.lock")
        handle = os.open(lock, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def registered(folder: Path) -> Sequence[UUID]:
    """Return the books that have a shred register below the folder of checkpoints."""
    return sorted(UUID(file.parent.name) for file in folder.glob(f"*/{FILE}"))


def _signed(origin: str, previous: bytes, what: Shredding) -> bytes:
    return fields(
        _LABEL,
        origin.encode(),
        previous,
        what.shred.bytes,
        what.matter.bytes,
        microseconds(what.at).to_bytes(8),
        b"".join(key.bytes for key in what.keys),
    )


def _written(what: Shredding, signature: bytes) -> bytes:
    told = {
        "at": what.at.strftime(_TIME),
        "keys": [str(key) for key in what.keys],
        "matter": str(what.matter),
        "shred": str(what.shred),
        "signature": base64.b64encode(signature).decode(),
    }
    return json.dumps(told, separators=(",", ":"), sort_keys=True).encode() + b"\n"


def _believed(signature: bytes, signed: bytes, publics: Collection[bytes]) -> bool:
    for public in publics:
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signature, signed)
        except InvalidSignature:
            continue
        return True
    return False
