"""Auditing: who saw or changed what, when, why and on which consent, told line by line.

It is told from the lines themselves, some at a time, so that nothing is held but one page however
long the time is. Each line comes with its place in the book, by which a proof of it is fetched. Of
what is shielded no more is told than that a line stands there, so that none is missing, and
nothing at all where one asks about a child, a person or a unit.
"""

from collections.abc import AsyncIterator, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Final
from uuid import UUID

from pydantic_core import from_json

from stafett.application.asking import Asking
from stafett.application.handing_out import HandedOut
from stafett.application.listing import Listing
from stafett.application.recording import Question, Recording, part_name
from stafett.application.scenes import Scene, Scenes, about_of
from stafett.domain.auditing import OnlyAnAuditor, audits
from stafett.domain.content_grant import ContentGranted
from stafett.domain.facts import COMPARTMENT, Event, PlaceKind, Stranger
from stafett.domain.moment import NORWAY
from stafett.domain.municipality import Municipality
from stafett.domain.people import Asker, EmployeeId, PersonId, UnitId
from stafett.evidence.receipt import Signer
from stafett.journal import (
    Journal,
    ListRead,
    MatterOpened,
    PersonChanged,
    PersonLookedUp,
    RefusalsGathered,
)
from stafett.ledger.book import Ledger
from stafett.ledger.errors import NoSuchBook
from stafett.ledger.line import Line, Volume
from stafett.ledger.period import PAGE, between
from stafett.ledger.registry import Registry
from stafett.postgres.pool import Pool
from stafett.projections import every_matter
from stafett.projections.subjects import KIND_OF_PLACE, Kind


class Told(Enum):
    """How much is told of a line."""

    TOLD = "told"
    WITHHELD = "withheld"
    """It is about something shielded."""
    KEY_GONE = "key-gone"
    """Its key was destroyed; it still stands in the chain."""
    NOT_AS_WRITTEN = "not-as-written"
    """Somebody has touched it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines to tell: those of a time, and where named of one child, person or unit alone.

    ``by`` is who did it; ``unit`` the unit they worked in, or in whose part it stands. ``after`` is
    the place in the ledger after which to tell.
    """

    ledger: Volume
    since: datetime
    until: datetime
    child: PersonId | None = None
    by: UUID | None = None
    unit: UnitId | None = None
    after: int = 0

    @property
    def all(self) -> bool:
        """Is every line of the time wanted?"""
        return self.child is None and self.by is None and self.unit is None


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One line as an auditor is told of it.

    ``position`` is its place in its ledger and ``leaf`` what it is proved by; ``what`` its stored
    name and ``members`` what it says of who, when, why and on which consent, by stored names. Of
    a line of the book (not the journal) that is who wrote it, where and about whom, and no words.
    """

    ledger: Volume
    position: int
    at: datetime
    leaf: bytes
    told: Told
    what: str
    members: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Trail:
    """The lines that were wanted, as they are read; ``at`` is when it was asked.

    ``head`` is the last place that there was in the ledger then, ``handed`` what is told of them in
    the journal once they were sent, ``signer`` who signs for them.
    """

    at: datetime
    lines: AsyncIterator[AuditLine]
    wanted: Wanted
    head: int
    handed: HandedOut
    signer: Signer


_REGISTRY: Final = Registry()


class Abouts:
    """Remembers which child a matter is about; asks the lists for those it does not know."""

    def __init__(self, pool: Pool, ledger: Ledger, book: UUID) -> None:
        self._pool = pool
        self._ledger = ledger
        self._book = book
        self._known: dict[UUID, tuple[UUID | None, str]] = {}

    async def learn(self, streams: Collection[UUID]) -> None:
        """Get to know these; one whose key is gone is about nobody any more."""
        new = set(streams) - self._known.keys()
        if not new:
            return
        found = await every_matter.some(self._pool, self._ledger, self._book, new)
        for stream in new:
            one = found.get(stream)
            if one is None:
                self._known[stream] = None, ""
            else:
                whose = stream if one.kind is Kind.PERSON else about_of(one.state)
                self._known[stream] = whose, one.kind.value

    def of(self, stream: UUID) -> UUID | None:
        """Return the child that a matter is about, once it is known."""
        return self._known[stream][0]

    def kind_of(self, stream: UUID) -> str:
        """Return what kind of matter it is, once it is known; empty where nobody knows any more."""
        return self._known[stream][1]


def shown_in(event: Event) -> Sequence[UUID]:
    """Return the matters of a line in the journal that says of no child whom it is about."""
    match event:
        case ListRead(shown=shown):
            return shown
        case ContentGranted(stream=stream):
            return (stream,)
        case _:
            return ()


def children_of(event: Event, abouts: Abouts) -> Iterator[UUID]:
    """Yield every child that a line of the journal is about; its lists must be known."""
    match event:
        case MatterOpened(kind=Kind.PERSON.value, stream=who):
            yield who
        case PersonLookedUp(found=found):
            if found is not None:
                yield found
        case PersonChanged(about=who):
            yield who
        case RefusalsGathered(there=there):
            yield from (one.about for one in there if one.about is not None)
        case ListRead() | ContentGranted():
            yield from (who for who in map(abouts.of, shown_in(event)) if who is not None)
        case _:
            about: UUID | None = getattr(event, "about", None)
            if about is not None:
                yield about


class Auditing:
    """Answers those who audit a book."""

    def __init__(
        self,
        journal: Journal,
        places: tuple[Ledger, Pool],
        scenes: Scenes,
        recording: Recording,
        listing: Listing,
        *,
        page: int = PAGE,
    ) -> None:
        self._journal = journal
        self._ledger, self._pool = places
        self._scenes = scenes
        self._recording = recording
        self._listing = listing
        self._page = page

    async def trail(self, book: UUID, asker: Asker, wanted: Wanted, asking: Asking) -> Trail:
        """Tell an auditor who saw or changed what: the lines of a time, as they are read.

        Waits like a list.

        Raises:
            OnlyAnAuditor: It is not the asker's duty (403).
            NotYetCurrent: The lists did not reach the book within a second (503).

        """
        scene = await self.begin(book, asker, "audit-trail", wanted, asking)
        await self._listing.current(book)
        of_journal = wanted.ledger is Volume.JOURNAL
        head = await (self._journal if of_journal else self._ledger).head(book)
        return Trail(
            scene.now,
            self._told(book, scene.municipality, wanted, head),
            wanted,
            head,
            self.handing_out(book, asker, "audit-trail", wanted, asking),
            await self._ledger.signer(book),
        )

    def handing_out(
        self, book: UUID, asker: Asker, action: str, wanted: Wanted, asking: Asking
    ) -> HandedOut:
        """Return what counts an answer while it is sent, and writes down that it was."""
        question = Question(book, asker, asking, action, Kind.MUNICIPALITY, None)

        async def ended(lines: int, sha256: str) -> None:
            now = (await self._scenes.of_municipality(book)).now
            await self._recording.audit_sent(question, now, wanted.child, lines, sha256)

        return HandedOut(ended)

    async def begin(
        self, book: UUID, asker: Asker, action: str, wanted: Wanted, asking: Asking
    ) -> Scene:
        """See that it is an auditor who asks, and write down what they are about to be told.

        Raises:
            OnlyAnAuditor: It is not the asker's duty.

        """
        question = Question(book, asker, asking, action, Kind.MUNICIPALITY, None)
        try:
            scene = await self._scenes.of_municipality(book)
        except NoSuchBook:
            raise Stranger from None
        if not audits(asker):
            await self._recording.refused(question, scene.now, refusal := OnlyAnAuditor())
            raise refusal
        await self._recording.audited(
            question,
            scene.now,
            about=wanted.child,
            whose=wanted.by,
            unit=wanted.unit,
            since=wanted.since,
            until=wanted.until,
        )
        return scene

    async def _told(
        self, book: UUID, municipality: Municipality, wanted: Wanted, head: int
    ) -> AsyncIterator[AuditLine]:
        abouts = Abouts(self._pool, self._ledger, book)
        if wanted.ledger is Volume.JOURNAL:
            async for lines in self.openings(book, wanted, abouts, head):
                for line in lines:
                    if wanted.all or _is_wanted(line, wanted, abouts):
                        yield _of_journal(line)
            return
        times, after = (wanted.since, wanted.until), wanted.after
        async for lines in between(
            self._ledger, book, *times, after=after, head=head, page=self._page
        ):
            await abouts.learn({line.stream for line in lines if _is_about_somebody(line)})
            for line in lines:
                about = abouts.of(line.stream) if _is_about_somebody(line) else None
                if wanted.all or _is_of(line, about, wanted, municipality):
                    yield _of_book(line, about)

    async def openings(
        self, book: UUID, wanted: Wanted, abouts: Abouts, head: int | None = None
    ) -> AsyncIterator[Sequence[Line]]:
        """Yield the journal's lines of a time, some at a time; whom they are about is known."""
        async for lines in self.pages(book, wanted, head):
            events = [line.event for line in lines if readable(line)]
            await abouts.learn({one for event in events if event for one in shown_in(event)})
            yield lines

    def pages(
        self, book: UUID, wanted: Wanted, head: int | None = None
    ) -> AsyncIterator[Sequence[Line]]:
        """Return the journal's lines of a time, some at a time."""
        times, after = (wanted.since, wanted.until), wanted.after
        return self._journal.between(book, *times, after=after, head=head, page=self._page)


def readable(line: Line) -> bool:
    """Say whether an auditor is told what a line says: it can be read, and is not shielded."""
    return line.event is not None and line.place != COMPARTMENT


def _is_about_somebody(line: Line) -> bool:
    return readable(line) and line.place is not None and line.place.kind in KIND_OF_PLACE


def _is_wanted(line: Line, wanted: Wanted, abouts: Abouts) -> bool:
    """Say whether a line of the journal is one of those asked for by child, person and unit."""
    event = line.event
    if event is None or not readable(line):
        return False
    if wanted.by is not None and getattr(event, "actor", None) != wanted.by:
        return False
    if wanted.unit is not None and wanted.unit not in getattr(event, "units", ()):
        return False
    return wanted.child is None or wanted.child in children_of(event, abouts)


def _is_of(line: Line, about: UUID | None, wanted: Wanted, municipality: Municipality) -> bool:
    """Say whether a line of the book is one of those asked for by child, person and unit."""
    if not readable(line) or line.place is None:
        return False
    if wanted.child is not None and about != wanted.child:
        return False
    if wanted.by is not None and line.by != wanted.by:
        return False
    if wanted.unit is None or line.place.unit == wanted.unit:
        return True
    employee = municipality.employees.get(EmployeeId(line.by))
    day = line.at.astimezone(NORWAY).date()
    return employee is not None and wanted.unit in employee.units(day)


def _of_journal(line: Line) -> AuditLine:
    members = {}
    if line.event is not None and readable(line):
        members = from_json(_REGISTRY.write(line.event))
    return _told_of(Volume.JOURNAL, line, members)


def _of_book(line: Line, about: UUID | None) -> AuditLine:
    members: dict[str, Any] = {}
    if line.place is not None and readable(line):
        kind = KIND_OF_PLACE.get(line.place.kind)
        kind = Kind.MUNICIPALITY if line.place.kind is PlaceKind.MUNICIPALITY else kind
        members = {
            "actor": str(line.by),
            "assurance": None if line.sure is None else line.sure.value,
            "kind": None if kind is None else kind.value,
            "stream": str(line.stream),
            "version": line.version,
            "part": part_name(line.place),
            "about": None if about is None else str(about),
        }
    return _told_of(Volume.EVENTS, line, members)


def _told_of(ledger: Volume, line: Line, members: Mapping[str, Any]) -> AuditLine:
    if line.broken:
        told = Told.NOT_AS_WRITTEN
    elif line.event is None:
        told = Told.KEY_GONE
    else:
        told = Told.TOLD if readable(line) else Told.WITHHELD
    what = line.event.name if line.event is not None and told is Told.TOLD else ""
    return AuditLine(ledger, line.position, line.at, line.leaf, told, what, members)
