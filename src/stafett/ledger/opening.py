"""Opening lines: seeing first that they are as they were written, then what they say."""

from collections.abc import Mapping
from uuid import UUID

from asyncpg import Record

from stafett.domain.facts import Event
from stafett.ledger.errors import Shredded, Tampered, UnknownEvent
from stafett.ledger.line import NOBODY, History, Line
from stafett.ledger.mapper import HIDDEN, SealedLine, SealingMapper
from stafett.ledger.registry import Registry


def sealed_line(row: Record) -> SealedLine:
    """Return a row of the ledger as the closed line it is."""
    return SealedLine(
        row["stream"],
        row["version"],
        HIDDEN,
        row["sealed"],
        row["event_id"],
        row["recorded_at"],
        row["key_id"],
        row["previous"],
        row["leaf"],
    )


def open_line(row: Record, mapper: SealingMapper, registry: Registry) -> Line:
    """Return a row opened; a tombstone when its key is gone.

    Raises:
        Tampered: It is not sealed for its place.
        UnknownEvent: This release does not know what lies inside.

    """
    sealed = sealed_line(row)
    try:
        by, command, place, name, version, body, *_ = mapper.to_domain_event(sealed).envelope
    except Shredded:
        return closed_line(row)
    event: Event = registry.read(name, version, body)
    return Line(
        stream=row["stream"],
        version=row["version"],
        position=row["position"],
        event_id=row["event_id"],
        at=row["recorded_at"],
        by=by,
        command=command,
        place=place,
        event=event,
        previous=row["previous"],
        leaf=row["leaf"],
    )


def closed_line(row: Record, *, broken: bool = False) -> Line:
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


def open_or_mark(row: Record, mapper: SealingMapper, registry: Registry) -> Line:
    """Return a row opened, or marked as broken when it is not as it was written."""
    try:
        mapper.check(sealed_line(row), row["previous"])
        return open_line(row, mapper, registry)
    except (Tampered, UnknownEvent):
        return closed_line(row, broken=True)


def open_histories(
    rows: list[Record], known: Mapping[UUID, int], mapper: SealingMapper, registry: Registry
) -> dict[UUID, History]:
    """Return streams opened, each seen to continue from the version that was known of it.

    *rows* come stream by stream, in order; of a known stream the first is that version's leaf.

    Raises:
        Tampered: A line is missing, or does not continue the one before it.
        UnknownEvent: This release does not know what lies in a line.

    """
    read: dict[UUID, list[Record]] = {stream: [] for stream in known}
    for row in rows:
        read[row["stream"]].append(row)
    return {
        stream: _open_history(stream, known[stream], lines, mapper, registry)
        for stream, lines in read.items()
    }


def _open_history(
    stream: UUID, known: int, rows: list[Record], mapper: SealingMapper, registry: Registry
) -> History:
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
        mapper.check(sealed_line(row), leaf)
        version, leaf = row["version"], row["leaf"]
        lines.append(open_line(row, mapper, registry))
    return History(stream, version, leaf, tuple(lines))
