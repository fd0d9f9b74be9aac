"""A matter as it stands, folded and sealed: one row per key, stamped with its last line.

Whoever asks gets this and the lines written after it, so a long story costs no more than a short
one. Row 0 holds what access is judged from; the other rows are opened only for those who may see
them. The stamp is the version and leaf of the last line taken in: the next line must continue it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import asyncpg

from stafett.domain.facts import Place
from stafett.ledger.book import Ledger
from stafett.ledger.errors import Shredded
from stafett.ledger.scope import Scope
from stafett.ledger.sealing import SealBroken
from stafett.projections.asked import Asked, Lent
from stafett.projections.state_codec import dump, load
from stafett.projections.subjects import SUBJECTS, Kind, Subject

PURPOSE = "case-view"
"""What the rows are sealed for: they open as nothing else."""

_READ = """
    SELECT stream, number, version, leaf, key_id, sealed
      FROM case_view
     WHERE tenant = $1 AND build = $2 AND stream = ANY($3::uuid[])
  ORDER BY stream, number
"""
_READ_LIVE = """
    SELECT build, stream, number, version, leaf, key_id, sealed FROM case_view_read($1, $2)
"""
_REMOVE = "DELETE FROM case_view WHERE tenant = $1 AND build = $2 AND stream = ANY($3::uuid[])"
_REMOVE_ROWS = """
    DELETE FROM case_view v USING unnest($3::uuid[], $4::smallint[]) AS kept (stream, highest)
     WHERE v.tenant = $1 AND v.build = $2 AND v.stream = kept.stream AND v.number > kept.highest
"""
_WRITE = """
    INSERT INTO case_view (tenant, build, stream, number, version, leaf, key_id, sealed)
    SELECT $1, $2, r.* FROM unnest($3::uuid[], $4::smallint[], $5::integer[], $6::bytea[],
                                   $7::uuid[], $8::bytea[])
                         AS r (stream, number, version, leaf, key_id, sealed)
    ON CONFLICT (tenant, build, stream, number) DO UPDATE
       SET version = excluded.version, leaf = excluded.leaf,
           key_id = excluded.key_id, sealed = excluded.sealed
"""


@dataclass(frozen=True, slots=True)
class _Cover:
    """What row 0 says before its state: what the stream is, and what the other rows hold.

    ``stamps`` are those of all rows behind it: an older row of a part, put back beside a newer row
    0, would open, and show what has been hidden since.
    """

    kind: Kind
    places: tuple[Place, ...]
    stamps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Folded:
    """A stream folded up to a version; ``missing`` parts were not opened, or cannot be.

    ``stamps`` are those of the rows it was read from, but for row 0.
    """

    stream: UUID
    kind: Kind
    version: int
    leaf: bytes
    state: Any
    missing: frozenset[Place] = frozenset()
    stamps: tuple[str, ...] = field(default=(), compare=False)

    @property
    def subject(self) -> Subject:
        """Return what knows this kind of stream."""
        return SUBJECTS[self.kind]


@dataclass(frozen=True, slots=True)
class SealedView:
    """A stream's rows as they lie in the table, opened one by one as needed."""

    stream: UUID
    build: int
    rows: tuple["SealedRow", ...]


@dataclass(frozen=True, slots=True)
class SealedRow:
    """One row: a part of a stream's state, under that part's key."""

    number: int
    version: int
    leaf: bytes
    key_id: UUID
    sealed: bytes

    @property
    def stamp(self) -> str:
        """Return up to which line it was written, which it opens under alone."""
        return _stamp(self.version, self.leaf)


async def live_views(
    connection: Asked, book: UUID, streams: Collection[UUID]
) -> Mapping[UUID, SealedView]:
    """Return the sealed views of these streams from the build in use; unknown ones are left out."""
    rows = await connection.fetch(_READ_LIVE, book, list(streams))
    return _gathered((row["build"], row) for row in rows)


async def open_first(ledger: Ledger, book: UUID, view: SealedView) -> Folded | None:
    """Open row 0 only: what access is judged from. ``None`` when its key is gone."""
    return await _opened(ledger, book, view, parts=frozenset())


async def open_parts(
    ledger: Ledger, book: UUID, view: SealedView, parts: Collection[Place] | None
) -> Folded | None:
    """Open row 0 and these parts (``None``: every part). ``None`` when row 0's key is gone."""
    return await _opened(ledger, book, view, parts=parts)


async def read_all(
    connection: Lent, ledger: Ledger, book: UUID, build: int, streams: list[UUID]
) -> tuple[Mapping[UUID, Folded], frozenset[UUID]]:
    """Open everything of these streams, to fold more into them.

    Returns:
        What could be opened, and the streams whose rows are not as they were written.

    """
    rows = await connection.fetch(_READ, book, build, streams)
    return await open_many(ledger, book, _gathered((build, row) for row in rows))


async def open_many(
    ledger: Ledger,
    book: UUID,
    views: Mapping[UUID, SealedView],
    parts: Collection[Place] | None = None,
) -> tuple[Mapping[UUID, Folded], frozenset[UUID]]:
    """Open row 0 and these parts (``None``: every part) of each, leaving out whose key is gone.

    Returns:
        What could be opened, and the streams whose rows are not as they were written.

    """
    opened: dict[UUID, Folded] = {}
    spoilt: set[UUID] = set()
    for stream, view in views.items():
        try:
            folded = await _opened(ledger, book, view, parts=parts)
        except (SealBroken, LookupError, TypeError, ValueError):
            spoilt.add(stream)
        else:
            if folded is not None:
                opened[stream] = folded
    return opened, frozenset(spoilt)


async def write_all(
    connection: Lent,
    ledger: Ledger,
    book: UUID,
    build: int,
    folded: Iterable[tuple[Folded | None, Folded]],
) -> None:
    """Write streams anew: pairs of what stood there and what shall.

    Rows whose part did not change are left as they lie, but for row 0, which carries the stamp.
    """
    written: list[tuple[UUID, int, int, bytes, UUID, bytes]] = []
    highest: dict[UUID, int] = {}
    for before, after in folded:
        rows = await _sealed_rows(ledger, book, build, before, after)
        written += rows
        highest[after.stream] = len(_parts(after)) - 1
    if written:
        await connection.execute(_REMOVE_ROWS, book, build, list(highest), list(highest.values()))
        await connection.execute(_WRITE, book, build, *map(list, zip(*written, strict=True)))


async def remove(connection: Lent, book: UUID, build: int, streams: Sequence[UUID]) -> None:
    """Take streams out of the view."""
    await connection.execute(_REMOVE, book, build, list(streams))


def _gathered(rows: Iterable[tuple[int, asyncpg.Record]]) -> Mapping[UUID, SealedView]:
    builds: dict[UUID, int] = {}
    views: dict[UUID, list[SealedRow]] = {}
    for build, row in rows:
        builds[row["stream"]] = build
        views.setdefault(row["stream"], []).append(
            SealedRow(row["number"], row["version"], row["leaf"], row["key_id"], row["sealed"])
        )
    return {
        stream: SealedView(stream, builds[stream], tuple(rows)) for stream, rows in views.items()
    }


def _parts(folded: Folded) -> Mapping[Place, object]:
    return folded.subject.parts(folded.state)


async def _opened(
    ledger: Ledger, book: UUID, view: SealedView, *, parts: Collection[Place] | None
) -> Folded | None:
    first, *others = view.rows
    if first.number != 0:
        return None
    try:
        head = await _open_row(ledger, book, view, first)
    except Shredded:
        return None
    cover_bytes, state_bytes = head.split(b"\n", 1)
    cover = load(cover_bytes, _Cover)
    stamps = tuple(row.stamp for row in others)
    if stamps != cover.stamps or [row.number for row in others] != [*range(1, len(cover.places))]:
        raise SealBroken
    subject = SUBJECTS[cover.kind]
    found: dict[Place, object] = {
        cover.places[0]: load(state_bytes, subject.type_of(cover.places[0]))
    }
    missing: set[Place] = set()
    for row in others:
        place = cover.places[row.number]
        if parts is not None and place not in parts:
            missing.add(place)
            continue
        try:
            content = await _open_row(ledger, book, view, row)
        except Shredded:
            missing.add(place)
        else:
            found[place] = load(content, subject.type_of(place))
    return Folded(
        stream=view.stream,
        kind=cover.kind,
        version=first.version,
        leaf=first.leaf,
        state=subject.whole(found),
        missing=frozenset(missing),
        stamps=stamps,
    )


async def _open_row(ledger: Ledger, book: UUID, view: SealedView, row: SealedRow) -> bytes:
    context = _context(view.build, view.stream, row.number, row.version, row.leaf)
    return await ledger.open(book, row.key_id, PURPOSE, context, row.sealed)


async def _sealed_rows(
    ledger: Ledger, book: UUID, build: int, before: Folded | None, after: Folded
) -> list[tuple[UUID, int, int, bytes, UUID, bytes]]:
    parts = _parts(after)
    whole = before is not None and not before.missing
    old = list(_parts(before).items()) if before is not None and whole else []
    stays = [
        0 < number < len(old) and old[number] == one for number, one in enumerate(parts.items())
    ]
    stamps = [
        before.stamps[number - 1]
        if before is not None and stay
        else _stamp(after.version, after.leaf)
        for number, stay in enumerate(stays)
    ]
    cover = _Cover(after.kind, tuple(parts), tuple(stamps[1:]))
    rows = []
    for number, (place, part) in enumerate(parts.items()):
        if stays[number]:
            continue
        content = dump(part, after.subject.type_of(place))
        if number == 0:
            content = dump(cover, _Cover) + b"\n" + content
        context = _context(build, after.stream, number, after.version, after.leaf)
        scope = Scope.of(after.stream, place)
        key_id, sealed = await ledger.seal(book, scope, PURPOSE, context, content)
        rows.append((after.stream, number, after.version, after.leaf, key_id, sealed))
    return rows


def _stamp(version: int, leaf: bytes) -> str:
    return f"{version} {leaf.hex()}"


def _context(build: int, stream: UUID, number: int, version: int, leaf: bytes) -> bytes:
    """Bind a sealed row to where it lies, so that it opens nowhere else and at no other stamp."""
    place = build.to_bytes(4) + stream.bytes + number.to_bytes(2) + version.to_bytes(4)
    return place + leaf
