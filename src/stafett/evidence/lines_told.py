"""Lines that an auditor was told: is each as it was signed, is it all of them, and who said so?

What is told ends with a line that says what was asked for, how far the ledger was read and how many
lines there were, under the book's signature. Held against a bundle, a line that was left out,
changed or put in is found. What a line *says* lies under its seal: of that there is the signature.
"""

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from .bundle import BundleLine
from .fields import fields
from .handed_over import Held
from .line_header import microseconds
from .receipt import Signer

LABEL: Final = b"stafett/lines/1"
LEDGERS: Final[Mapping[str, str]] = {"BOOK": "event", "JOURNAL": "journal"}
"""What a ledger is called where its lines are told, and in a bundle."""
APART: Final = 60_000_000
"""Microseconds that a line may stand from where its time would put it."""
LONGEST: Final = 1 << 26
"""Bytes of one line at most."""
_CHOICES: Final = ("child", "actor", "unit")


class NotToldSo(Exception):  # noqa: N818
    """What was told is not what was signed; where is the line of the file, and its position."""

    def __init__(self, says: str, line: int | None = None, position: int | None = None) -> None:
        super().__init__(says)
        self.says, self.line, self.position = says, line, position


class _Told(NamedTuple):
    """One line as it was told, and which line of the file that is."""

    number: int
    position: int
    at: int
    leaf: bytes


def ending(members: Mapping[str, object], digest: bytes, signer: Signer) -> bytes:
    """Return the last line of what is told, signed; *digest* is SHA-256 of all bytes before it.

    The members: ``ledger``, ``since``, ``until``, ``askedAt``, ``head`` (the last position that was
    there), ``lines`` (how many were told), and ``child``, ``actor`` and ``unit``, by which they
    were chosen, if they were.
    """
    told = {"line": "END", "origin": signer.origin, "sha256": digest.hex(), **members}
    signature = signer.sign(_signed(signer.origin, told))
    return _json({**told, "signature": base64.b64encode(signature).decode()}) + b"\n"


class LinesTold:
    """Lines that were told, while the lines of a bundle go by; one of them is held at a time.

    Raises NotToldSo when the file is not written as what is told, or not to its end.
    """

    def __init__(self, file: Path) -> None:
        self._end, self._signature, self._lines = _read_end(file)
        try:
            self.ledger: Final = LEDGERS[self._end["ledger"]]
            self._since, self._until, self._asked = (
                _instant(self._end[name]) for name in ("since", "until", "askedAt")
            )
            self._head, told = int(self._end["head"]), int(self._end["lines"])
            self.chosen: Final = any(self._end[name] is not None for name in _CHOICES)
        except (KeyError, ValueError, TypeError):
            raise NotToldSo("its last line does not say what was asked for") from None
        if told != self._lines:
            raise NotToldSo(f"{told} lines were told, and {self._lines} are here")
        self._each = self._read(file)
        self._next = next(self._each, None)
        self._first: BundleLine | None = None
        self._last: BundleLine | None = None

    def take(self, line: BundleLine) -> None:
        """Take in a line of the ledger, in order. Raises NotToldSo where it was told otherwise."""
        self._first, self._last = self._first or line, line
        told = self._next
        if told is None or told.position > line.position:
            if not self.chosen and self._is_of_the_time(line):
                raise NotToldSo("a line of that time was left out", position=line.position)
            return
        where = told.number, told.position
        if told.position < line.position:
            raise NotToldSo("this line is not in the bundle", *where)
        if (told.leaf, told.at) != (line.leaf, line.at):
            raise NotToldSo("this is not the line that was signed there", *where)
        if not self._since <= line.at < self._until:
            raise NotToldSo("this line is not of the time that was asked for", *where)
        self._next = next(self._each, None)

    def end(self, pairs: Sequence[Held], origin: str) -> Mapping[str, object]:
        """Return what was told, once every line of the bundle has gone by.

        Raises NotToldSo when there is more than the bundle reaches over, or nobody signed for it.
        """
        if self._next is not None:
            says = "this line is not under what is signed in here; a later bundle may have it"
            raise NotToldSo(says, self._next.number, self._next.position)
        if not (self.chosen or self._reaches_over_all()):
            raise NotToldSo("the bundle does not reach over all of the time that was asked for")
        signed, asked = _signed(origin, self._end), self._asked // 1_000_000
        if self._end.get("origin") != origin or not any(
            _verifies(pair.keys[0], self._signature, signed) and pair.signed_in_time(asked)
            for pair in pairs
        ):
            raise NotToldSo("the book has not signed what was told so")
        chosen = {name: self._end[name] for name in _CHOICES if self._end[name] is not None}
        of = {name: self._end[name] for name in ("ledger", "since", "until")}
        return {"lines": self._lines, **of, **chosen, "complete": not self.chosen}

    def _is_of_the_time(self, line: BundleLine) -> bool:
        """Say whether a line had to be told: of the time, and there when it was asked."""
        there = line.position <= self._head or line.at < self._asked - APART
        return there and self._since <= line.at < self._until

    def _reaches_over_all(self) -> bool:
        first, last = self._first, self._last
        if first is None or last is None:
            return self._head == 0
        begins = first.position == 1 or first.at < self._since - APART
        return begins and (last.position >= self._head or last.at >= self._until + APART)

    def _read(self, file: Path) -> Iterator[_Told]:
        before = 0
        with file.open("rb") as lines:
            for number in range(1, self._lines + 1):
                told = _line(lines.readline(LONGEST), number, self._end["ledger"])
                if told.position <= before:
                    raise NotToldSo(
                        "this line does not come after the one before it", number, told.position
                    )
                before = told.position
                yield told


def _read_end(file: Path) -> tuple[dict[str, Any], bytes, int]:
    """Return what the last line says, its signature, and how many lines there are before it."""
    digest, count, last = hashlib.sha256(), 0, b""
    with file.open("rb") as lines:
        while line := lines.readline(LONGEST):
            if last:
                digest.update(last)
                count += 1
            last = line
    try:
        end: dict[str, Any] = json.loads(last)
        signature = base64.b64decode(end.pop("signature"), validate=True)
        whole = end["line"] == "END" and end["sha256"] == digest.hexdigest()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise NotToldSo("the file does not end as what is told does: it was cut") from None
    if not whole:
        raise NotToldSo("the lines are not those that its last line was signed for")
    return end, signature, count


def _line(written: bytes, number: int, ledger: str) -> _Told:
    try:
        told = json.loads(written)
        line = _Told(
            number, int(told["position"]), _instant(told["at"]), bytes.fromhex(told["leaf"])
        )
        of_ledger = told["ledger"] == ledger
    except (ValueError, KeyError, TypeError, RecursionError):
        of_ledger, line = False, None
    if line is None or not of_ledger:
        raise NotToldSo("this is not written as a line of that ledger is", number)
    return line


def _instant(told: str) -> int:
    return microseconds(datetime.fromisoformat(told).astimezone(UTC))


def _signed(origin: str, told: Mapping[str, object]) -> bytes:
    return fields(LABEL, origin.encode(), _json(told))


def _verifies(key: bytes, signature: bytes, signed: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, signed)
    except InvalidSignature:
        return False
    return True


def _json(told: Mapping[str, object]) -> bytes:
    return json.dumps(told, sort_keys=True, separators=(",", ":")).encode()
