"""Opening lines: seeing first that they are as they were written, then what they say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from asyncpg import Record

from stafett.ledger.errors import Shredded, Tampered, UnknownEvent
from stafett.ledger.keyring import Keys
from stafett.ledger.line import NOBODY, History, Line
from stafett.ledger.line_sealer import ClosedLine, LineSealer
from stafett.ledger.registry import Registry


def closed_line(row: Record) -> ClosedLine:
    """Return a row of the ledger as the closed line it is."""
    return ClosedLine(
        row["stream"],
        row["version"],
        row["event_id"],
        row["recorded_at"],
        row["key_id"],
        row["sealed"],
        row["previous"],
        row["leaf"],
    )


def not_continued(line: ClosedLine, version: int, leaf: bytes, sealer: LineSealer) -> str | None:
    """Say why a line does not continue the one before it in its stream, or ``None``: it does.

    Args:
        line: The line, still closed.
        version: That of the line before it; 0 for none.
        leaf: Its leaf; 32 zero bytes for none.
        sealer: Reckons the leaf the line must have.

    """
    if line.version != version + 1:
        return "its version does not follow the one before"
    if line.previous != leaf:
        return "it does not continue the line before it"
    try:
        sealer.check(line, leaf)
    except Tampered:
        return "it is not what its leaf says"
    return None


@dataclass(frozen=True, slots=True)
class Opener:
    """Opens rows of one ledger of one book, with the keys to them at hand."""

    sealer: LineSealer
    keys: Keys
    registry: Registry

    def histories(self, rows: Sequence[Record], known: Mapping[UUID, int]) -> dict[UUID, History]:
        """Return streams opened, each seen to continue from the version that was known of it.

        *rows* come stream by stream, in order; of a known stream the first is that version's
        leaf.

        Raises:
            Tampered: A line is missing, or does not continue the one before it.
            UnknownEvent: This release does not know what lies in a line.

        """
        read: dict[UUID, list[Record]] = {stream: [] for stream in known}
        for row in rows:
            read[row["stream"]].append(row)
        return {stream: self._history(stream, known[stream], read[stream]) for stream in known}

    def line_or_mark(self, row: Record) -> Line:
        """Return a row opened, or marked as broken when it is not as it was written."""
        try:
            self.sealer.check(closed_line(row), row["previous"])
            return self._line(row)
        except (Tampered, UnknownEvent):
            return _silent(row, broken=True)

    def _history(self, stream: UUID, known: int, rows: list[Record]) -> History:
        nothing = History(stream)
        version, leaf = nothing.version, nothing.leaf
        if known:
            if not rows or rows[0]["version"] != known:
                raise Tampered(stream, known)
            version, leaf = known, rows[0]["leaf"]
            rows = rows[1:]
        lines: list[Line] = []
        for row in rows:
            if row["version"] != version + 1:
                raise Tampered(stream, version + 1)
            self.sealer.check(closed_line(row), leaf)
            version, leaf = row["version"], row["leaf"]
            lines.append(self._line(row))
        return History(stream, version, leaf, tuple(lines))

    def _line(self, row: Record) -> Line:
        try:
            key = self.keys.key(row["key_id"])
        except Shredded:
            return _silent(row)
        inside = self.sealer.open(closed_line(row), key)
        return Line(
            stream=row["stream"],
            version=row["version"],
            position=row["position"],
            event_id=row["event_id"],
            at=row["recorded_at"],
            by=inside.by,
            command=inside.command,
            place=inside.place,
            event=self.registry.read(inside.name, inside.version, inside.body),
            previous=row["previous"],
            leaf=row["leaf"],
            sure=inside.sure,
        )


def _silent(row: Record, *, broken: bool = False) -> Line:
    """Return a row as a line that says nothing: a tombstone, or one that cannot be read."""
    return Line(
        stream=row["stream"],
        version=row["version"],
        position=row["position"],
        event_id=row["event_id"],
        at=row["recorded_at"],
        by=NOBODY,
        command=NOBODY,
        place=None,
        event=None,
        previous=row["previous"],
        leaf=row["leaf"],
        broken=broken,
    )
