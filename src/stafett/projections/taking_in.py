"""Taking lines in: what a batch of the book's lines does to the views and the lists.

Each stream is folded on from where its view stands. A stream with a line that cannot be read, or
that does not continue what stood there, is parked: it leaves every list at once, and the others
go on. A line whose key has been destroyed is passed over; when it is the stream's first, there
is nothing left to show of it.
"""

from collections.abc import Sequence
from uuid import UUID

from stafett.domain.facts import Place, PlaceKind
from stafett.ledger.book import Ledger
from stafett.ledger.line import Line
from stafett.projections import access_list, case_view, due_list, tally_list
from stafett.projections.asked import Lent
from stafett.projections.builds import Build
from stafett.projections.case_view import Folded
from stafett.projections.subjects import KIND_OF_PLACE, SUBJECTS, Kind

_PARKED = """
    SELECT stream FROM projection_parked
     WHERE tenant = $1 AND projection = $2 AND build = $3 AND stream = ANY($4::uuid[])
"""
_PARK = """
    INSERT INTO projection_parked (tenant, projection, build, stream, position)
    VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING
"""

_MATTERS = frozenset({Kind.CONCERN, Kind.FOLLOW_UP})
"""What has days and figures. Their rows are written with every line, whatever it says: a row that
stayed as it was would tell what it does not hold."""


class Unreadable(Exception):  # noqa: N818 - what a line turned out to be
    """A line that cannot be taken in, at this position."""

    def __init__(self, position: int) -> None:
        super().__init__(f"the line at {position} cannot be taken in")
        self.position = position


async def take_in(connection: Lent, ledger: Ledger, build: Build, lines: Sequence[Line]) -> None:
    """Bring views and lists up to date with these lines, in the caller's transaction."""
    streams: dict[UUID, list[Line]] = {}
    for line in lines:
        if line.place is None or line.place.kind is not PlaceKind.MUNICIPALITY:
            streams.setdefault(line.stream, []).append(line)
    if not streams:
        return
    book, number = build.book, build.number
    for row in await connection.fetch(_PARKED, book, build.projection, number, list(streams)):
        del streams[row["stream"]]
    before, spoilt = await case_view.read_all(connection, ledger, book, number, list(streams))
    changed: list[tuple[Folded | None, Folded]] = []
    gone: list[UUID] = []
    for stream, new in streams.items():
        try:
            after = _continued(before.get(stream), stream, new, spoilt=stream in spoilt)
        except Unreadable as trouble:
            gone.append(stream)
            await park(connection, build, stream, trouble.position)
        else:
            if after is not None:
                changed.append((before.get(stream), after))
            elif stream not in before:
                gone.append(stream)
    if gone:
        await case_view.remove(connection, book, number, gone)
        await access_list.remove(connection, book, number, gone)
        await due_list.remove(connection, book, number, gone)
        await tally_list.remove(connection, book, number, gone)
    await case_view.write_all(connection, ledger, book, number, changed)
    await access_list.write(
        connection,
        ledger,
        book,
        number,
        {
            after.stream: reach
            for old, after in changed
            if (reach := after.subject.reach(after.state))
            != (None if old is None else old.subject.reach(old.state))
        },
    )
    await due_list.write(
        connection,
        ledger,
        book,
        number,
        {
            after.stream: (_first_part(after), after.subject.dated(after.state))
            for _, after in changed
            if after.kind in _MATTERS
        },
    )
    await tally_list.write(
        connection,
        ledger,
        book,
        number,
        {
            after.stream: (_first_part(after), after.subject.tally(after.state))
            for _, after in changed
            if after.kind in _MATTERS
        },
    )


def _first_part(folded: Folded) -> Place:
    return next(iter(folded.subject.parts(folded.state)))


async def park(connection: Lent, build: Build, stream: UUID, position: int) -> None:
    """Set a stream aside until somebody has looked at it; the caller takes its rows away."""
    await connection.execute(_PARK, build.book, build.projection, build.number, stream, position)


def _continued(
    before: Folded | None, stream: UUID, lines: Sequence[Line], *, spoilt: bool
) -> Folded | None:
    """Fold lines onto what stood there; ``None`` when nothing can be made of the stream."""
    if spoilt:
        raise Unreadable(lines[0].position)
    folded = before
    for line in lines:
        if line.broken:
            raise Unreadable(line.position)
        if folded is None:
            if line.version > 1 or line.event is None or line.place is None:
                # The key to the beginning is gone, so there is nothing this could continue.
                return None
            kind = KIND_OF_PLACE[line.place.kind]
            folded = Folded(stream, kind, 0, line.previous, SUBJECTS[kind].nothing)
        if line.version != folded.version + 1 or line.previous != folded.leaf:
            raise Unreadable(line.position)
        state = folded.state
        if line.event is not None:
            try:
                state = folded.subject.evolve(state, line.event)
            except (AssertionError, LookupError, TypeError, ValueError):
                raise Unreadable(line.position) from None
        folded = Folded(stream, folded.kind, line.version, line.leaf, state, folded.missing)
    if folded is not None and folded.state == folded.subject.nothing:
        return None
    return folded
