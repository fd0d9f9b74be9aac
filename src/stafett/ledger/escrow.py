"""A copy of the root key for the safe: two sheets of paper, each worth nothing alone.

One share is chance, the other is the key with that chance added bit by bit; together they give the
key. A share is written as twenty groups of six signs, of which the sixth checks the group and its
place, so a slip of the pen is found in the group where it was made. The signs are Crockford's: no
I, L, O or U, and reading one of the first three is forgiven.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from typing import Final, Self
from uuid import UUID

from stafett.ledger.data_key import KEY_LENGTH, Secret
from stafett.ledger.roots import RootKey

GROUPS: Final = 20
ROW: Final = 5
_SIGNS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_FORGIVEN: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})
_GROUP: Final = 5
_FORM: Final = 1
_CONTENT: Final = 58
_CHECKED: Final = _CONTENT + 4
_SPARE_BITS: Final = GROUPS * _GROUP * 5 - _CHECKED * 8


class ShareBroken(Exception):  # noqa: N818 - a sentence that says what to do
    """A share is not as it was printed, or two shares do not belong together."""


@dataclass(frozen=True, slots=True)
class Share:
    """One of the two: its number (1 or 2), the root key's id, and half of the secret.

    ``fits`` is a fingerprint of the whole key, the same on both shares of one printing.
    """

    number: int
    root: UUID
    half: Secret
    fits: bytes

    def groups(self) -> tuple[str, ...]:
        """Return the share as the twenty groups that are printed."""
        content = b"".join(
            (bytes((_FORM, self.number)), self.root.bytes, self.half.content, self.fits)
        )
        whole = int.from_bytes(content + _checksum(content)) << _SPARE_BITS
        signs = [_SIGNS[whole >> 5 * place & 31] for place in reversed(range(GROUPS * _GROUP))]
        plain = ["".join(signs[at : at + _GROUP]) for at in range(0, len(signs), _GROUP)]
        return tuple(group + _sign(place, group) for place, group in enumerate(plain))

    @classmethod
    def read(cls, groups: Sequence[str]) -> Self:
        """Return the share that was printed as these groups.

        Raises ShareBroken, naming the first group that is wrong.
        """
        if len(groups) != GROUPS:
            raise ShareBroken(f"a share has {GROUPS} groups, and this has {len(groups)}.")
        signs = "".join(read_group(place, group)[:_GROUP] for place, group in enumerate(groups))
        whole = 0
        for sign in signs:
            whole = whole << 5 | _SIGNS.index(sign)
        written = (whole >> _SPARE_BITS).to_bytes(_CHECKED)
        content = written[:_CONTENT]
        right = whole & (1 << _SPARE_BITS) - 1 == 0 and written[_CONTENT:] == _checksum(content)
        if not right or content[0] != _FORM or content[1] not in {1, 2}:
            raise ShareBroken("every group is right by itself, but together they are no share.")
        return cls(content[1], UUID(bytes=content[2:18]), Secret(content[18:50]), content[50:])


def read_group(place: int, group: str) -> str:
    """Return one group as it was printed, whatever case it was typed in.

    Raises ShareBroken when a sign of it is wrong, or it stands at another *place* (from 0).
    """
    read = group.upper().translate(_FORGIVEN)
    if (
        len(read) != _GROUP + 1
        or not set(read) <= set(_SIGNS)
        or read[-1] != _sign(place, read[:-1])
    ):
        raise ShareBroken(f"group {place + 1} is not as it was printed.")
    return read


def split(key: RootKey) -> tuple[Share, Share]:
    """Return a root key as two shares. Each printing has its own chance: never mix two of them."""
    chance = os.urandom(KEY_LENGTH)
    fits = _fingerprint(key.secret)
    return (
        Share(1, key.id, Secret(chance), fits),
        Share(2, key.id, Secret(_added(chance, key.secret.content)), fits),
    )


def join(one: Share, other: Share) -> RootKey:
    """Return the root key of two shares.

    Raises ShareBroken when they are the same one, or of two keys or printings.
    """
    if one.number == other.number:
        raise ShareBroken(f"both are share {one.number}.")
    if one.root != other.root:
        raise ShareBroken("the shares are of two different root keys.")
    secret = Secret(_added(one.half.content, other.half.content))
    fits = _fingerprint(secret)
    if not (compare_digest(one.fits, fits) and compare_digest(other.fits, fits)):
        raise ShareBroken("the shares are of two different printings.")
    return RootKey(one.root, secret)


def _added(one: bytes, other: bytes) -> bytes:
    return bytes(left ^ right for left, right in zip(one, other, strict=True))


def _fingerprint(secret: Secret) -> bytes:
    return secret.derive(b"stafett/escrow/1")[:8]


def _checksum(content: bytes) -> bytes:
    return sha256(content).digest()[:4]


def _sign(place: int, group: str) -> str:
    return _SIGNS[sha256(bytes((place,)) + group.encode()).digest()[0] & 31]
