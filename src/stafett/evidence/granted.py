"""Content that was granted: the sealed lines of one matter and their keys, for one receiver.

A bundle shows the outside of lines. A grant brings the inside of some: their sealed bytes, which
must be those whose hash stands in the bundle, and the keys, each of which must be the one the line
was sealed with. So what is read is what was written, and the grant itself needs to be believed by
nobody. It is sealed with HPKE (RFC 9180) so that only the receiver opens it.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from hmac import compare_digest
from struct import Struct
from struct import error as struct_error
from typing import Any, Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from .bundle import BundleLine
from .countersigned import NotCountersigned, check
from .fields import fields

KIND: Final = "stafett/grant/1"
_SUITE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_SEAL: Final = b"stafett/seal/1"
_SALT_END: Final = 33
_BODY: Final = 65
_OVERHEAD: Final = 81
_HEAD: Final = Struct(">B16s16sHBBB")
_LENGTHS: Final = Struct(">BI")
_UNIT: Final = 1
_ANSWER: Final = 2


class NotGranted(Exception):  # noqa: N818 - a sentence, as every refusal here
    """This is no grant, or it was written for another receiver."""


class ContentWrong(Exception):  # noqa: N818
    """What was granted is not what was written; the message says how."""


@dataclass(frozen=True, slots=True)
class Grant:
    """Sealed lines of one stream by ledger and version, and keys by their ids."""

    tenant: bytes
    stream: bytes
    keys: Mapping[bytes, bytes]
    lines: Mapping[tuple[str, int], bytes]

    def sealed_for(self, receiver: bytes) -> bytes:
        """Return it as only the holder of an X25519 key (32 public bytes) can open it.

        Raises:
            ValueError: That is no such key.

        """
        told = {
            "grant": KIND,
            "keys": {id_.hex(): _text(key) for id_, key in self.keys.items()},
            "lines": [
                [ledger, version, _text(sealed)] for (ledger, version), sealed in self.lines.items()
            ],
            "stream": self.stream.hex(),
            "tenant": self.tenant.hex(),
        }
        key = X25519PublicKey.from_public_bytes(receiver)
        return _SUITE.encrypt(json.dumps(told).encode(), key, info=_info(receiver))

    @classmethod
    def opened(cls, sealed: bytes, private: bytes) -> Self:
        """Return what `sealed_for` closed for the holder of this key.

        Raises:
            NotGranted: It was closed for another, or is no grant.

        """
        try:
            key = X25519PrivateKey.from_private_bytes(private)
            info = _info(key.public_key().public_bytes_raw())
            told = json.loads(_SUITE.decrypt(sealed, key, info=info))
            if told["grant"] != KIND:
                raise NotGranted
            return cls(
                bytes.fromhex(told["tenant"]),
                bytes.fromhex(told["stream"]),
                {bytes.fromhex(id_): base64.b64decode(key) for id_, key in told["keys"].items()},
                {
                    (str(ledger), int(version)): base64.b64decode(line)
                    for ledger, version, line in told["lines"]
                },
            )
        except (InvalidTag, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise NotGranted from None


@dataclass
class Reading:
    """Opens what was granted while the outside of the lines is checked.

    ``contents`` is what was opened, in order; ``closed`` how many lines of the stream are there of
    which nothing was granted: their key was destroyed, they were pruned, or they were left out.
    ``countersigned`` is how many of those opened hold somebody else's signature, which holds.
    """

    grant: Grant
    contents: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    closed: int = 0
    countersigned: int = 0
    _opened: set[tuple[str, int]] = field(default_factory=set[tuple[str, int]])

    def take(self, tenant: bytes, ledger: str, line: BundleLine, previous: bytes) -> None:
        """Open a line whose outside is well, if it is one of the stream's.

        Raises:
            ContentWrong: What was granted for it is not what it holds.

        """
        grant = self.grant
        if line.stream != grant.stream or tenant != grant.tenant:
            return
        sealed = grant.lines.get((ledger, line.version))
        if sealed is None:
            self.closed += 1
            return
        if sha256(sealed).digest() != line.sealed_hash:
            raise ContentWrong("what was granted for it is not what was sealed")
        if (key := grant.keys.get(line.key_id)) is None:
            raise ContentWrong("its key was not granted")
        plain = unsealed(key, _place(tenant, ledger, line, previous), sealed)
        self._opened.add((ledger, line.version))
        told: dict[str, Any]
        told = {"ledger": ledger, "position": line.position, "version": line.version, "at": line.at}
        inside = _read(plain)
        try:
            signed = check(inside["event"], inside["fields"])
        except NotCountersigned:
            raise ContentWrong("a signature of somebody else that lies in it is not theirs") from (
                None
            )
        if signed is not None:
            self.countersigned += 1
            told["countersigned"] = signed
        self.contents.append(told | inside)

    def end(self) -> None:
        """See that everything granted was there. Raises ContentWrong when it was not."""
        if self._opened != set(self.grant.lines):
            raise ContentWrong("something was granted for lines that are not here")


def unsealed(key: bytes, context: bytes, sealed: bytes) -> bytes:
    """Return what a line was sealed from, having seen that it commits to this key and place.

    Raises:
        ContentWrong: It was not sealed with this key for this place.

    """
    if len(sealed) < _OVERHEAD or sealed[:1] != b"\x01":
        raise ContentWrong("it is not sealed as a line is")
    info = sealed[1:_SALT_END] + context
    okm = HKDF(algorithm=SHA512(), length=64, salt=None, info=info).derive(key)
    if not compare_digest(okm[32:], sealed[_SALT_END:_BODY]):
        raise ContentWrong("it does not commit to the key that was granted")
    try:
        padded = AESGCM(okm[:32]).decrypt(bytes(12), sealed[_BODY:], context)
    except InvalidTag:
        raise ContentWrong("its seal does not open") from None
    end = 4 + int.from_bytes(padded[:4])
    if len(padded) < end or padded.count(0, end) != len(padded) - end:
        raise ContentWrong("it is not padded as a line is")
    return padded[4:end]


def _place(tenant: bytes, ledger: str, line: BundleLine, previous: bytes) -> bytes:
    return fields(
        _SEAL,
        line.key_id,
        b"line",
        tenant,
        ledger.encode(),
        b"line",
        line.stream,
        line.version.to_bytes(8),
        line.event_id,
        previous,
    )


def _read(plain: bytes) -> dict[str, Any]:
    """Return who did what, as it lies in an envelope of the first layout."""
    try:
        layout, by, command, version, name, kind, follows = _HEAD.unpack_from(plain)
        at = _HEAD.size + name + kind
        told: dict[str, Any] = {
            "by": by.hex(),
            "command": command.hex(),
            "event": plain[_HEAD.size : _HEAD.size + name].decode(),
            "event_version": version,
            "place": plain[_HEAD.size + name : at].decode(),
        }
        if follows & _UNIT:
            told["unit"] = plain[at : at + 16].hex()
            at += 16
        if follows & _ANSWER:
            asked, answer = _LENGTHS.unpack_from(plain, at)
            at += _LENGTHS.size + asked + answer
        told["fields"] = json.loads(plain[at:])
    except (struct_error, ValueError, RecursionError):
        raise ContentWrong("its layout is not one that is known here") from None
    if layout != 1:
        raise ContentWrong("its layout is not one that is known here")
    return told


def written(contents: Sequence[Mapping[str, Any]]) -> str:
    """Return what was opened as lines of JSON."""
    return "".join(json.dumps(one, ensure_ascii=False, sort_keys=True) + "\n" for one in contents)


def new_key() -> tuple[bytes, bytes]:
    """Return a new key to read grants or copies with: the private and the public 32 bytes."""
    key = X25519PrivateKey.generate()
    return key.private_bytes_raw(), key.public_key().public_bytes_raw()


def _info(receiver: bytes) -> bytes:
    return fields(KIND.encode(), receiver)


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()
