"""Receipts somebody has kept: is what each was given for still in the book?

A receipt names the root over its command's lines, and they lie side by side in the book. What was
acknowledged and is nowhere has been taken away, and the receipt proves that it was there.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from .handed_over import Held
from .line_header import microseconds
from .receipt import Receipt
from .tree import root

DELAY: Final = 60
"""Seconds after which what was acknowledged is under a checkpoint."""
MOST_LINES: Final = 64
"""Lines of one command that are looked for, at most."""


class ReceiptsKept:
    """Receipts, while the lines of a bundle go by."""

    def __init__(self, receipts: Sequence[Receipt]) -> None:
        self._wanted = {receipt.entry for receipt in receipts}
        self._receipts = receipts
        self._found: set[bytes] = set()
        self._run: list[bytes] = []
        self._run_at = 0
        self._last_at = 0
        self._signed_at = 0
        self.missing: list[Receipt] = []

    def take(self, at: int, leaf: bytes) -> None:
        """Take in a line: its time in microseconds, and its leaf."""
        if leaf in self._wanted:
            self._found.add(leaf)
        if at != self._run_at:
            self._search()
            self._run_at = at
        self._run.append(leaf)
        self._last_at = max(self._last_at, at)

    def end(self, signed_at: int | None) -> None:
        """Take in that a log has ended, and when its checkpoint was signed."""
        self._search()
        self._signed_at = max(self._signed_at, signed_at or 0)

    def told(self, pairs: Sequence[Held], origin: str) -> dict[str, object]:
        """Return what was found; ``missing`` afterwards holds what has vanished."""
        forged, later = 0, 0
        for receipt in self._receipts:
            at = microseconds(receipt.at.astimezone(UTC))
            given = any(
                receipt.signed_by(pair.keys[0]) and pair.signed_in_time(at // 1_000_000)
                for pair in pairs
            )
            if receipt.origin != origin or not given:
                forged += 1
            elif receipt.entry in self._found:
                continue
            elif at <= self._last_at or at // 1_000_000 + DELAY < self._signed_at:
                self.missing.append(receipt)
            else:
                later += 1
        return {
            "found": len(self._receipts) - forged - later - len(self.missing),
            "vanished": [one.to_json()["entry"] for one in self.missing],
            "later": later,
            "notOfThisBook": forged,
        }

    def _search(self) -> None:
        """Look for commands of several lines: they have one time, and lie side by side."""
        run, wanted = self._run, self._wanted
        for length in range(2, min(len(run), MOST_LINES) + 1):
            for start in range(len(run) - length + 1):
                entry = root(run[start : start + length])
                if entry in wanted:
                    self._found.add(entry)
        self._run = []


def at_in_words(seconds: int) -> str:
    """Return seconds since 1970 as a time in UTC."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
