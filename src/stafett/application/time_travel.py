"""Time travel: who could see what of a child at an instant, on which consent, and who did look.

Every matter about the child is folded as far as the book had come then, the person and the
municipality too, and the same question is asked of the same rules as the door asked: so what is
told is what the door would have answered. What was written down later of an earlier day was not
known then, and is not told of.
"""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from stafett.application.asking import Asking
from stafett.application.auditing import Auditing, Wanted, readable
from stafett.application.listing import Listing
from stafett.application.recording import part_name
from stafett.application.scenes import Known, Scene, about_of, fold
from stafett.domain import access, municipality
from stafett.domain.access import Look
from stafett.domain.facts import FRAME, Refusal
from stafett.domain.followup import Ended, Running
from stafett.domain.matter import Concluded, Shielded, TakenOn, Wondering, open_part
from stafett.domain.moment import NORWAY
from stafett.domain.municipality import Municipality
from stafett.domain.people import Asker, Citizen, PersonId
from stafett.domain.person import Person
from stafett.journal import MatterOpened
from stafett.ledger.book import Ledger
from stafett.ledger.line import History, Line, Volume
from stafett.postgres.pool import Pool
from stafett.projections import every_matter
from stafett.projections.subjects import Kind


@dataclass(frozen=True, slots=True)
class CouldSee:
    """Somebody to whom the door was open then: by which rule, on whose words, for which parts.

    ``opened`` is when they did open it, that day in Norway.
    """

    who: UUID
    role: str
    rule: str
    parts: tuple[str, ...]
    consents: tuple[UUID, ...]
    opened: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class MatterThen:
    """One matter about the child as it stood then: its version, and everybody who could see it."""

    kind: str
    stream: UUID
    version: int
    readers: tuple[CouldSee, ...]


@dataclass(frozen=True, slots=True)
class SightThen:
    """Everything about one child as it stood at an instant."""

    person: UUID
    at: datetime
    matters: tuple[MatterThen, ...]


class TimeTravel:
    """Asks the rules what they would have said."""

    def __init__(self, auditing: Auditing, listing: Listing, ledger: Ledger, pool: Pool) -> None:
        self._auditing = auditing
        self._listing = listing
        self._ledger = ledger
        self._pool = pool

    async def sight(
        self, book: UUID, asker: Asker, child: PersonId, at: datetime, asking: Asking
    ) -> SightThen:
        """Tell an auditor who could see what of a child at an instant, on which consent.

        Waits like a list.

        Raises:
            OnlyAnAuditor: It is not the asker's duty (403).
            NotYetCurrent: The lists did not reach the book within a second (503).

        """
        day = at.astimezone(NORWAY).replace(hour=0, minute=0, second=0, microsecond=0)
        wanted = Wanted(Volume.JOURNAL, day, day + timedelta(days=1), child=child)
        scene = await self._auditing.begin(book, asker, "audit-sight", wanted, asking)
        await self._listing.current(book)
        streams = [one async for one in matters_about(self._pool, self._ledger, book, child)]
        opened = await self._opened(book, wanted, streams)
        matters = []
        for stream, kind in sorted(streams, key=lambda one: one[0]):
            one = await self._then(book, kind, stream, (scene, child, at), opened)
            if one is not None:
                matters.append(one)
        return SightThen(child, at, tuple(matters))

    async def _opened(
        self, book: UUID, wanted: Wanted, streams: Iterable[tuple[UUID, Kind]]
    ) -> Mapping[tuple[UUID, UUID], list[datetime]]:
        """Return when that day who opened which of the matters."""
        ours = {stream for stream, _ in streams}
        found: dict[tuple[UUID, UUID], list[datetime]] = {}
        async for lines in self._auditing.pages(book, wanted):
            for line in lines:
                event = line.event
                if readable(line) and isinstance(event, MatterOpened) and event.stream in ours:
                    found.setdefault((event.stream, event.actor), []).append(event.at)
        return found

    async def _then(
        self,
        book: UUID,
        kind: Kind,
        stream: UUID,
        asked: tuple[Scene, PersonId, datetime],
        opened: Mapping[tuple[UUID, UUID], list[datetime]],
    ) -> MatterThen | None:
        """Return one matter as it stood, or ``None`` when it did not stand yet."""
        now, child, at = asked
        town = now.known.stream
        snapshot = await self._ledger.read(book, dict.fromkeys((stream, child, town), 0))
        then = {one: _until(history, at) for one, history in snapshot.histories.items()}
        state = fold(kind, then[stream])
        person = fold(Kind.PERSON, then[child])
        events = (line.event for line in then[town].lines if line.event is not None)
        known = Known(town, then[town].version, then[town].leaf, municipality.fold(events))
        if about_of(state) != child or not isinstance(person, Person):
            return None
        scene = Scene(at, known, child, person, then[child].version, then, None)
        readers = tuple(
            replace(one, opened=tuple(opened.get((stream, one.who), ())))
            for one in _could_see(scene, state, person)
        )
        return MatterThen(kind.value, stream, then[stream].version, readers)


async def matters_about(
    pool: Pool, ledger: Ledger, book: UUID, child: PersonId
) -> AsyncIterator[tuple[UUID, Kind]]:
    """Yield every matter about the child, but for what is or has been shielded."""
    async for page in every_matter.pages(pool, ledger, book):
        for stream, one in page.items():
            if about_of(one.state) == child and not _is_shielded(one.state):
                yield stream, one.kind


def _is_shielded(state: Any) -> bool:
    concern = isinstance(state, Wondering | Shielded | TakenOn | Concluded)
    return concern and isinstance(open_part(state), Shielded)


def _until(history: History, at: datetime) -> History:
    """Return a stream as far as it had come at an instant."""
    upto = max((line.version for line in history.lines if line.at <= at), default=0)
    lines: tuple[Line, ...] = tuple(line for line in history.lines if line.version <= upto)
    leaf = lines[-1].leaf if lines else History(history.stream).leaf
    return History(history.stream, upto, leaf, lines)


def _could_see(scene: Scene, state: Any, person: Person) -> Iterator[CouldSee]:
    """Yield everybody whom the rules would have let in, those at work first."""
    town = scene.known.state
    if not isinstance(town, Municipality):
        return
    askers: list[Asker] = [town.staff(who, scene.today) for who in sorted(town.employees)]
    family = {person.id, *person.guardians_on(scene.today)}
    family |= {one.person for one in person.representatives_on(scene.today)}
    if isinstance(state, Running | Ended):
        family |= {PersonId(word.giver) for word in state.frame.consents.words.values()}
        family |= state.frame.nearby.network.keys()
    elif (matter := open_part(state)) is not None:
        family |= set(matter.talks.told)
    askers += [Citizen(one) for one in sorted(family)]
    for asker in askers:
        try:
            at = scene.circumstances(asker, state)
            permit = access.may(asker, Look.OPEN, state, at)
        except Refusal:
            continue
        parts = permit.parts | {FRAME} if isinstance(state, Running | Ended) else permit.parts
        role = "citizen" if isinstance(asker, Citizen) else "staff"
        names = tuple(sorted(map(part_name, parts)))
        yield CouldSee(asker.id, role, permit.rule, names, permit.consents, ())
