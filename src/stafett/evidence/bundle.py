"""An evidence bundle: the outside of every line of a book, in one file that anybody can check.

A file of lines of text, each a piece of JSON. First what is in it: whose book, its public keys, and
for each log the checkpoint it is held against. Then the lines of the logs, in order. Last the
book's signature over every byte before it. docs/evidence.md says it letter by letter.
"""

import base64
import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Final, NamedTuple, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from .fields import fields
from .handed_over import Former, Pair, fingerprint
from .line_header import leaf_of
from .receipt import Signer

KIND: Final = "stafett/1"
LABEL: Final = b"stafett/bundle/1"
LONGEST: Final = 1 << 20
"""Bytes of one line at most."""
_NUMBER: Final = rb"(0|[1-9][0-9]{0,17})"
_TIME: Final = rb"(0|-?[1-9][0-9]{0,17})"
_ID: Final = rb'"([0-9a-f]{32})"'
_HASH: Final = rb'"([A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)"'
_LINE: Final = re.compile(
    rb"\[" + b",".join([_NUMBER, _ID, _NUMBER, _ID, _TIME, _ID, _HASH, _HASH])
    + rb"(?:," + _HASH + rb')?(,"pruned")?\]\n'
)  # fmt: skip


class NotABundle(ValueError):  # noqa: N818 - a sentence, as every refusal here
    """This is not written as an evidence bundle is."""


class BundleLine(NamedTuple):
    """The outside of one line: ids as their 16 bytes, ``at`` in microseconds since 1970.

    ``previous`` is the leaf before it in its stream, given only where that line is not in the
    bundle. ``pruned``: what was sealed in it has been taken away, only its hash is left.
    """

    position: int
    stream: bytes
    version: int
    event_id: bytes
    at: int
    key_id: bytes
    sealed_hash: bytes
    leaf: bytes
    previous: bytes | None = None
    pruned: bool = False

    def written(self) -> bytes:
        """Return the line of the file, with its newline."""
        hashes = [self.sealed_hash, self.leaf] + ([] if self.previous is None else [self.previous])
        told = ",".join([f'"{base64.b64encode(one).decode()}"' for one in hashes])
        told += ',"pruned"' if self.pruned else ""
        return (
            f'[{self.position},"{self.stream.hex()}",{self.version},"{self.event_id.hex()}",'
            f'{self.at},"{self.key_id.hex()}",{told}]\n'
        ).encode()

    @classmethod
    def read(cls, written: bytes) -> Self:
        """Return the line that `written` wrote. Raises NotABundle for any other."""
        found = _LINE.fullmatch(written)
        if found is None:
            raise NotABundle
        position, stream, version, event_id, at, key_id, sealed_hash, leaf, previous, pruned = (
            found.groups()
        )
        return cls(
            int(position),
            bytes.fromhex(stream.decode()),
            int(version),
            bytes.fromhex(event_id.decode()),
            int(at),
            bytes.fromhex(key_id.decode()),
            base64.b64decode(sealed_hash),
            base64.b64decode(leaf),
            None if previous is None else base64.b64decode(previous),
            pruned is not None,
        )

    def expected_leaf(self, tenant: bytes, ledger: bytes, previous: bytes) -> bytes:
        """Return the leaf that this outside gives after *previous*."""
        return leaf_of(
            tenant,
            ledger,
            self.stream,
            self.version,
            self.event_id,
            self.at,
            self.key_id,
            previous,
            self.sealed_hash,
        )


@dataclass(frozen=True, slots=True)
class BundledLog:
    """One log in a bundle: lines from index ``since`` to the end of ``checkpoint``.

    ``first`` is the position of its first line in the book, ``edge`` the roots of the whole
    subtrees of the lines before ``since``, which are not in the bundle.
    """

    ledger: str
    origin: str
    first: int
    since: int
    edge: tuple[bytes, ...]
    checkpoint: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is in a bundle. ``keys`` are the book's today, ``former`` those before, oldest first."""

    origin: str
    tenant: bytes
    made: str
    keys: Pair
    logs: tuple[BundledLog, ...]
    former: tuple[Former, ...] = ()

    @property
    def fingerprint(self) -> str:
        """What the book's keys are known by: compare it with what you were told of the book."""
        return fingerprint(self.keys)

    def written(self) -> bytes:
        """Return the first line of the file."""
        return _json(
            {
                "evidence": KIND,
                **pairs_told(self.keys, self.former),
                "logs": [
                    {
                        "checkpoint": log.checkpoint,
                        "edge": [_text(one) for one in log.edge],
                        "first": log.first,
                        "ledger": log.ledger,
                        "origin": log.origin,
                        "since": log.since,
                    }
                    for log in self.logs
                ],
                "made": self.made,
                "origin": self.origin,
                "tenant": self.tenant.hex(),
            }
        )

    @classmethod
    def read(cls, written: bytes) -> Self:
        """Return the manifest that `written` wrote. Raises NotABundle for any other."""
        try:
            told = json.loads(written)
            keys, former = pairs_of(told)
            manifest = cls(
                str(told["origin"]),
                bytes.fromhex(told["tenant"]),
                str(told["made"]),
                keys,
                tuple(map(_log, told["logs"])),
                former,
            )
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise NotABundle from None
        if manifest.written() != written:
            raise NotABundle
        return manifest


class Binding:
    """Writes a bundle: give it the lines in order, then let it sign."""

    def __init__(self, out: BinaryIO, manifest: Manifest, signer: Signer) -> None:
        self._out = out
        self._signer = signer
        self._hash = hashlib.sha256()
        self._lines = 0
        self._put(manifest.written())

    def add(self, lines: Iterator[BundleLine] | Sequence[BundleLine]) -> None:
        """Write lines."""
        for line in lines:
            self._put(line.written())
            self._lines += 1

    def sign(self) -> None:
        """Write the last line."""
        digest = self._hash.digest()
        signature = self._signer.sign(signed_of(self._signer.origin, digest))
        self._out.write(last_line(self._lines, digest, signature))

    def _put(self, line: bytes) -> None:
        self._hash.update(line)
        self._out.write(line)


def last_line(lines: int, digest: bytes, signature: bytes) -> bytes:
    """Return the line that ends a bundle."""
    return _json({"lines": lines, "sha256": _text(digest), "signature": _text(signature)})


def is_signed(written: bytes, manifest: Manifest, lines: int, digest: bytes) -> bool:
    """Say whether the last line is the book's signature over all that stands before it."""
    try:
        signature = base64.b64decode(str(json.loads(written)["signature"]))
        key = Ed25519PublicKey.from_public_bytes(manifest.keys[0])
        key.verify(signature, signed_of(manifest.origin, digest))
    except (ValueError, TypeError, KeyError, InvalidSignature, RecursionError):
        return False
    return last_line(lines, digest, signature) == written


def signed_of(origin: str, digest: bytes) -> bytes:
    """Return what is signed at the end of a bundle."""
    return fields(LABEL, origin.encode(), digest)


def pairs_told(keys: Pair, former: Sequence[Former]) -> Mapping[str, object]:
    """Return a book's pairs of keys as they are written in JSON; no ``former`` when none ended."""
    ended = [{"keys": [_text(key) for key in one.keys], "note": one.note} for one in former]
    return {**({"former": ended} if ended else {}), "keys": [_text(one) for one in keys]}


def pairs_of(told: Mapping[str, Any]) -> tuple[Pair, tuple[Former, ...]]:
    """Return the pairs that `pairs_told` told.

    Raises ValueError, TypeError or KeyError for what it cannot have told.
    """
    former = tuple(Former(_pair(one["keys"]), str(one["note"])) for one in told.get("former", ()))
    return _pair(told["keys"]), former


def _pair(told: Sequence[str]) -> Pair:
    first, second = (base64.b64decode(one) for one in told)
    return first, second


def _log(told: Mapping[str, Any]) -> BundledLog:
    first, since = told["first"], told["since"]
    if not (type(first) is int and type(since) is int and first > 0 and since >= 0):
        raise NotABundle
    return BundledLog(
        str(told["ledger"]),
        str(told["origin"]),
        first,
        since,
        tuple(base64.b64decode(one) for one in told["edge"]),
        str(told["checkpoint"]),
    )


def _json(told: Mapping[str, object]) -> bytes:
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode(
        errors="surrogatepass"
    ) + b"\n"  # fmt: skip


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()
