"""Short proofs: that one line is in a book, and that one checkpoint continues another.

The first is a C2SP tlog-proof (v1) whose extra part holds the outside of the line and the book's
public keys. The second is what a witness is sent (C2SP tlog-witness): how long the log was, the
path from there, and the checkpoint it is now; before it, for whoever is no witness, the book's
public keys and those it had before, so that both checkpoints can be checked whoever signed them.
"""

import base64
import json
import re
from collections.abc import Collection, Sequence
from typing import Final, NamedTuple, Self

from .bundle import BundleLine, pairs_of, pairs_told
from .checkpoint import Checkpoint, NotBelieved, believed
from .handed_over import Former, Pair, believed_of, fingerprint, held, keys_of
from .line_header import NO_LEAF
from .note import Note
from .tree import verify_consistency, verify_inclusion
from .verifier_key import VerifierKey

HEADER: Final = "c2sp.org/tlog-proof@v1"
MOST_HASHES: Final = 63
_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,17}")
_HASH: Final = 32


class NotAProof(ValueError):  # noqa: N818 - a sentence, as every refusal here
    """This is not written as a proof is."""


class OtherKeys(Exception):  # noqa: N818 - a sentence, as every refusal here
    """The keys in a proof are not those that were asked for."""


class NotProved(Exception):  # noqa: N818 - a sentence, as every refusal here
    """The proof is written well and does not hold."""


class LineProof(NamedTuple):
    """That one line stands at one place of a log, counted from 0: all it takes to see it.

    The position on the line itself counts from 1 within the log, as nothing else here says
    where the log begins in the book.
    """

    keys: tuple[bytes, bytes]
    tenant: bytes
    ledger: str
    line: BundleLine
    place: int
    path: tuple[bytes, ...]
    checkpoint: Note

    @property
    def fingerprint(self) -> str:
        """What the book's keys are known by."""
        return fingerprint(self.keys)

    def check(self, witnesses: Collection[VerifierKey] = ()) -> Checkpoint:
        """Return the checkpoint that the line is proved to be under.

        Raises:
            NotANote: What should be a checkpoint is none.
            NotBelieved: It is not signed with the keys in here, or not by all *witnesses*.
            NotProved: The line does not stand there.

        """
        origin = self.checkpoint.text.split("\n", 1)[0]
        checkpoint = believed(self.checkpoint, (*keys_of(origin, self.keys), *witnesses))
        previous = self.line.previous or NO_LEAF
        leaf = self.line.expected_leaf(self.tenant, self.ledger.encode(), previous)
        size, root = checkpoint.size, checkpoint.root
        stands = verify_inclusion(leaf, self.place, size, self.path, root)
        same = leaf == self.line.leaf and self.line.position == self.place + 1
        if not (same and stands and f"/{self.ledger}/" in origin):
            raise NotProved
        return checkpoint

    def written(self) -> str:
        """Return the proof as text, for a file that ends in ``.tlog-proof``."""
        extra = {
            "keys": [_text(one) for one in self.keys],
            "ledger": self.ledger,
            "line": self.line.written().decode(),
            "tenant": self.tenant.hex(),
        }
        told = json.dumps(extra, sort_keys=True, separators=(",", ":"))
        lines = [HEADER, f"extra {_text(told.encode())}", f"index {self.place}"]
        return "\n".join([*lines, *map(_text, self.path)]) + "\n\n" + self.checkpoint.written()

    @classmethod
    def read(cls, written: str) -> Self:
        """Return the proof that `written` wrote. Raises NotAProof for any other."""
        above, gap, below = written.partition("\n\n")
        lines = above.split("\n")
        try:
            header, extra, index = lines[:3]
            told = json.loads(base64.b64decode(extra.removeprefix("extra "), validate=True))
            first, second = (base64.b64decode(one) for one in told["keys"])
            proof = cls(
                (first, second),
                bytes.fromhex(told["tenant"]),
                str(told["ledger"]),
                BundleLine.read(told["line"].encode()),
                _count(index.removeprefix("index ")),
                tuple(map(_hash, lines[3:])),
                Note.read(below),
            )
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise NotAProof from None
        if not gap or header != HEADER or proof.written() != written:
            raise NotAProof
        return proof


class BookPairs(NamedTuple):
    """A book's public keys today, and the pairs that have ended, oldest first."""

    keys: Pair
    former: tuple[Former, ...] = ()


class ConsistencyProof(NamedTuple):
    """That a log of today begins with what it was: its earlier length, the path, and today's.

    ``book`` is ``None`` in what a witness is sent: it knows the keys.
    """

    old: int
    path: tuple[bytes, ...]
    checkpoint: Note
    book: BookPairs | None = None

    def check(self, earlier: Checkpoint, keys: Collection[VerifierKey]) -> Checkpoint:
        """Return today's checkpoint, seen to continue *earlier*.

        Raises:
            NotANote: What should be a checkpoint is none.
            NotBelieved: Not all of *keys* have signed it.
            NotProved: It does not continue the earlier one.

        """
        return self._continued(earlier, believed(self.checkpoint, keys))

    def check_kept(
        self, kept: Note, witnesses: Collection[VerifierKey] = (), pin: str | None = None
    ) -> Checkpoint:
        """Return today's checkpoint, seen to continue one that was kept, by the keys in here.

        Either may be signed with any pair the book has had, in its time.

        Args:
            kept: The earlier checkpoint, as it was signed then.
            witnesses: Who must have signed today's too.
            pin: The fingerprint of one of the book's pairs, as it is known from elsewhere.

        Raises:
            OtherKeys: None of the pairs in here is that one.
            NotANote: What should be a checkpoint is none.
            NotBelieved: One is not signed with a pair in here, or the pairs have not signed for
                one another, or there are none in here.
            NotProved: It does not continue the earlier one.

        """
        if self.book is None:
            raise NotBelieved
        log = self.checkpoint.text.split("\n", 1)[0]
        pairs = held(log.rsplit("/", 2)[0], self.book.former, self.book.keys)
        if pin is not None and pin not in {pair.fingerprint for pair in pairs}:
            raise OtherKeys
        earlier, _ = believed_of(kept, log, pairs)
        return self._continued(earlier, believed_of(self.checkpoint, log, pairs, witnesses)[0])

    def _continued(self, earlier: Checkpoint, today: Checkpoint) -> Checkpoint:
        if today.origin != earlier.origin or self.old != earlier.size:
            raise NotProved
        if not continues(earlier, today, self.path):
            raise NotProved
        return today

    def written(self) -> str:
        """Return the proof as text, as a witness is sent it, below the book's keys if it has any.

        The keys are a line like that of a C2SP tlog-proof: ``extra`` and JSON in base64.
        """
        path = "".join([f"{_text(one)}\n" for one in self.path])
        above = ""
        if self.book is not None:
            told = json.dumps(pairs_told(*self.book), sort_keys=True, separators=(",", ":"))
            above = f"extra {_text(told.encode())}\n"
        return f"{above}old {self.old}\n{path}\n{self.checkpoint.written()}"

    @classmethod
    def read(cls, written: str) -> Self:
        """Return the proof that `written` wrote. Raises NotAProof for any other."""
        above, _, below = written.partition("\n\n")
        lines = above.split("\n")
        extra = lines.pop(0) if lines[0].startswith("extra ") else None
        if not lines or not lines[0].startswith("old ") or len(lines) > MOST_HASHES + 1:
            raise NotAProof
        try:
            book = None
            if extra is not None:
                told = json.loads(base64.b64decode(extra.removeprefix("extra "), validate=True))
                book = BookPairs(*pairs_of(told))
            old = _count(lines[0].removeprefix("old "))
            proof = cls(old, tuple(map(_hash, lines[1:])), Note.read(below), book)
            same = proof.written() == written
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise NotAProof from None
        if not same:
            raise NotAProof
        return proof


def continues(earlier: Checkpoint, today: Checkpoint, path: Sequence[bytes]) -> bool:
    """Say whether a path shows that *today* begins with *earlier*; anything begins with nothing."""
    if earlier.size == 0:
        return not path
    return verify_consistency(earlier.size, earlier.root, today.size, today.root, path)


def _count(told: str) -> int:
    if not _NUMBER.fullmatch(told):
        raise NotAProof
    return int(told)


def _hash(told: str) -> bytes:
    try:
        content = base64.b64decode(told, validate=True)
    except ValueError:
        raise NotAProof from None
    if len(content) != _HASH:
        raise NotAProof
    return content


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()
