"""Listing: which matters somebody may look for today. The list waits, it never lags.

The rows of the access list say where to look; each is judged by the domain, on its own folded
state and on the day, before it is shown. So a list never shows what opening would refuse.
"""

import asyncio
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from stafett.application.asking import Asking, Listed, NotYetCurrent
from stafett.application.recording import Question, Recording, Row
from stafett.application.scenes import Scene, Scenes, about_of
from stafett.application.views import ConcernView, concern_view
from stafett.domain import access, unit, visible
from stafett.domain.access import Look, Permit
from stafett.domain.circumstances import Circumstances
from stafett.domain.dated import Dated
from stafett.domain.facts import Place, Refusal, Stranger
from stafett.domain.followup import Ended, Running
from stafett.domain.frame import Frame
from stafett.domain.logg import NotOpened, Open
from stafett.domain.people import Asker, Citizen, Duty, PersonId, Staff
from stafett.domain.person import Person
from stafett.domain.today import Guarded
from stafett.domain.views import FollowUpView
from stafett.ledger.book import Ledger
from stafett.ledger.errors import NoSuchBook
from stafett.ledger.reaching import AT_ONE_INSTANT, in_book
from stafett.ledger.sealing import SealBroken
from stafett.postgres.pool import Pool
from stafett.projections import access_list, archive_shelf, due_list
from stafett.projections.asked import Lent
from stafett.projections.builds import DOORS
from stafett.projections.case_view import Folded, live_views, open_parts
from stafett.projections.keeping_up import KeepingUp
from stafett.projections.reach import DISPUTES, Hand, Reach, left_by, tag_of
from stafett.projections.runner import Runner
from stafett.projections.subjects import Kind

PATIENCE: Final = 1.0
"""Seconds a list waits to become current."""

_LIVE = """
    SELECT l.build, b.position
      FROM projection_live l JOIN projection_bookmark b USING (tenant, projection, build)
     WHERE l.tenant = $1 AND l.projection = $2
"""


@dataclass(frozen=True, slots=True)
class Found:
    """Something the asker may look for: its state without contents, and on what permit.

    ``noted`` is what in it has a day, ``asking`` the child's other follow-ups whose units ask the
    family for a logg while this one has an open one (R167); both only where they were wished for.
    """

    stream: UUID
    kind: Kind
    version: int
    state: Any
    permit: Permit
    at: Circumstances
    noted: tuple[Dated, ...] = ()
    asking: tuple[Frame, ...] = ()

    @property
    def row(self) -> Row:
        """Return what the journal is told of it."""
        return Row(self.stream, self.state, self.version, self.permit)


@dataclass(frozen=True, slots=True)
class Shelved:
    """A follow-up with a locked logg, as an archivist finds it, on the day's circumstances."""

    stream: UUID
    frame: Frame
    at: Circumstances


@dataclass(frozen=True, slots=True)
class _Wish:
    """What to look for: only about one person, with days so far ahead, the whole shelf.

    ``whole``: with every part that can be opened, to be trimmed for the asker afterwards.
    ``through``: what is about one person, whoever asks; what they may see of it is judged as ever.
    """

    about: PersonId | None = None
    through: PersonId | None = None
    ahead: timedelta | None = None
    shelf: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was found, all at one instant: folded states, days, and others about the children."""

    states: Mapping[UUID, Folded] = field(default_factory=dict)
    noted: Mapping[UUID, tuple[Dated, ...]] = field(default_factory=dict)
    others: Mapping[UUID, Folded] = field(default_factory=dict)
    guarded: frozenset[UUID] = frozenset()


class Listing:
    """Finds what an asker may look for."""

    def __init__(
        self, ledger: Ledger, pool: Pool, runner: Runner, scenes: Scenes, recording: Recording
    ) -> None:
        self._ledger = ledger
        self._pool = pool
        self._lists = KeepingUp(pool, runner)
        self._scenes = scenes
        self._recording = recording

    async def my_list(
        self, book: UUID, asker: Asker, asking: Asking
    ) -> tuple[Listed[FollowUpView | ConcernView], ...]:
        """List concerns and follow-ups; see ``Application.my_list``."""
        scene, found = await self.find(book, asker)
        question = Question(book, asker, asking, "my-list", Kind.FOLLOW_UP, None)
        await self._recording.listed(question, scene, [one.row for one in found])
        listed = [Listed(one.kind, one.stream, _view(one)) for one in found]
        return tuple(sorted(listed, key=_oldest_first))

    async def find(
        self,
        book: UUID,
        asker: Asker,
        *,
        about: PersonId | None = None,
        ahead: timedelta | None = None,
        whole: bool = False,
        through: PersonId | None = None,
    ) -> tuple[Scene, list[Found]]:
        """Return everything the asker may look for today, or only what is about one person.

        With *ahead* each comes with what in it has a day within that time. With *whole* every
        part is opened that can be: whoever shows something of it trims it by the permit. With
        *through* is looked for what is about that person, and not for what the asker has part in.

        Raises:
            NotYetCurrent: The list did not reach the book as it stood within a second.

        """
        scene, seen = await self._seen(book, asker, _Wish(about, through, ahead, whole=whole))
        return scene, _found(asker, scene, seen)

    async def day(
        self, book: UUID, asker: Asker, *, ahead: timedelta
    ) -> tuple[Scene, list[Found], list[Guarded]]:
        """Return the same for somebody's day, and those whose address they help to protect.

        Raises:
            NotYetCurrent: The list did not reach the book as it stood within a second.

        """
        scene, seen = await self._seen(book, asker, _Wish(ahead=ahead))
        persons = (seen.states[one].state for one in sorted(seen.guarded & seen.states.keys()))
        guarded = [
            Guarded(one, asker)
            for one in persons
            if isinstance(one, Person) and isinstance(asker, Staff)
        ]
        return scene, _found(asker, scene, seen), guarded

    async def shelf(self, book: UUID, archivist: Asker) -> tuple[Scene, list[Shelved]]:
        """Return every locked logg of the book, for one whose duty it is to look after them.

        Raises:
            NotYetCurrent: The list did not reach the book as it stood within a second.

        """
        scene, seen = await self._seen(book, archivist, _Wish(shelf=True))
        found: list[Shelved] = []
        for stream, folded in seen.states.items():
            who = about_of(folded.state)
            person = seen.states[who].state if who is not None and who in seen.states else None
            if isinstance(folded.state, Running | Ended) and isinstance(person, Person):
                at = scene.with_person(person).circumstances(archivist, folded.state)
                found.append(Shelved(stream, folded.state.frame, at))
        return scene, sorted(found, key=lambda one: one.stream)

    async def current(self, book: UUID) -> None:
        """Return when the lists have come as far as the book stood when the question came.

        Raises:
            NotYetCurrent: They did not within a second.

        """
        head = await self._ledger.head(book)
        try:
            async with asyncio.timeout(PATIENCE):
                await self._lists.come_to(book, head)
        except TimeoutError:
            raise NotYetCurrent from None

    async def _seen(self, book: UUID, asker: Asker, wish: _Wish) -> tuple[Scene, _Seen]:
        """Look until the list has come as far as the book had when the question came."""
        try:
            head = await self._ledger.head(book)
            scene = await self._scenes.of_municipality(book)
        except NoSuchBook:
            raise Stranger from None
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    await self._lists.come_to(book, head)
                    seen = await self._look(book, asker, scene, head, wish)
                    if seen is not None:
                        return scene, seen
        except TimeoutError:
            raise NotYetCurrent from None

    async def _look(
        self, book: UUID, asker: Asker, scene: Scene, head: int, wish: _Wish
    ) -> _Seen | None:
        """Look once, all at one instant; ``None`` when the list has not come far enough."""
        async with in_book(self._pool, book, how=AT_ONE_INSTANT) as connection:
            live = await connection.fetchrow(_LIVE, book, DOORS)
            if live is None or live["position"] < head:
                return None if live is not None or head else _Seen()
            build = live["build"]
            if wish.shelf:
                streams = set(await archive_shelf.find(connection, self._ledger, book, build))
            elif wish.through is not None:
                streams = await self._about(connection, book, build, [wish.through])
            else:
                streams = await self._reached(connection, book, build, asker, scene)
            states = await self._open(connection, book, streams, whole=wish.whole)
            if wish.about is not None:
                # No tag tells whom a concern is about before the family is told of it.
                theirs = [at for at, one in states.items() if about_of(one.state) == wish.about]
                states = {at: states[at] for at in theirs}
            persons = {who for one in states.values() if (who := about_of(one.state)) is not None}
            guarded = await self._guarded(connection, book, build, asker, wish)
            whole = states | await self._open(connection, book, (persons | guarded) - states.keys())
            if wish.ahead is None:
                return _Seen(whole)
            until = scene.today + wish.ahead
            noted = await due_list.find(
                connection, self._ledger, book, build, streams=streams, until=until
            )
            shared = [one.state.frame.person for one in states.values() if _has_open_logg(one)]
            others = await self._about(connection, book, build, shared) - states.keys()
            opened = await self._open(connection, book, others)
            return _Seen(whole, noted, opened, guarded)

    async def _reached(
        self, connection: Lent, book: UUID, build: int, asker: Asker, scene: Scene
    ) -> set[UUID]:
        tags = await self._tags(book, asker, scene)
        if isinstance(asker, Staff):
            kept = await tag_of(self._ledger, book, Hand.KEPT, asker.employee)
            return set(await access_list.find(connection, book, build, tags, kept=kept))
        streams = set(await access_list.find(connection, book, build, tags))
        # Those they answer for lead on to what is about them.
        return streams | await self._about(connection, book, build, streams)

    async def _guarded(
        self, connection: Lent, book: UUID, build: int, asker: Asker, wish: _Wish
    ) -> frozenset[UUID]:
        """Return whose protected address the asker looks at again, where days are asked for."""
        if wish.ahead is None or not isinstance(asker, Staff):
            return frozenset()
        tag = await tag_of(self._ledger, book, Hand.READER, asker.employee)
        return frozenset(await access_list.find(connection, book, build, [tag]))

    async def _about(
        self, connection: Lent, book: UUID, build: int, persons: Collection[UUID]
    ) -> set[UUID]:
        """Return the streams that are about these persons."""
        tags = [await tag_of(self._ledger, book, Hand.ABOUT, one) for one in persons]
        return set(await access_list.find(connection, book, build, tags)) if tags else set()

    async def _open(
        self, connection: Lent, book: UUID, streams: Collection[UUID], *, whole: bool = False
    ) -> dict[UUID, Folded]:
        parts = None if whole else frozenset[Place]()
        opened: dict[UUID, Folded] = {}
        for stream, view in (await live_views(connection, book, streams)).items():
            try:
                folded = await open_parts(self._ledger, book, view, parts)
            except (SealBroken, LookupError, TypeError, ValueError):
                continue
            if folded is not None:
                opened[stream] = folded
        return opened

    async def _tags(self, book: UUID, asker: Asker, scene: Scene) -> list[bytes]:
        """Return the tags of everything the asker is: themselves, and the units they answer for."""
        if isinstance(asker, Citizen):
            return [await tag_of(self._ledger, book, Hand.PERSON, asker.person)]
        units = scene.municipality.units
        led = {
            one
            for one in units
            if set(unit.with_those_above(units, one, scene.today)) & asker.leads
        }
        ways = {Reach(Hand.EMPLOYEE, asker.employee), *(Reach(Hand.LEADERS, one) for one in led)}
        ways |= {DISPUTES} if Duty.COORDINATING_UNIT in asker.duties else set()
        ways |= {
            left_by(work.unit, who)
            for who, one in scene.municipality.employees.items()
            for work in one.employments
            if work.unit in led and work.unit not in one.units(scene.today)
        }
        return [await tag_of(self._ledger, book, one.hand, one.id) for one in ways]


def _oldest_first(one: Listed[FollowUpView | ConcernView]) -> tuple[str, UUID]:
    """Put a list in the order things began, and what does not say when it began first."""
    if isinstance(one.view, ConcernView):
        return one.view.on.isoformat(), one.id
    began = one.view.began.on if one.view.began is not None else None
    return "" if began is None else began.isoformat(), one.id


def _found(asker: Asker, scene: Scene, seen: _Seen) -> list[Found]:
    found = [
        replace(
            one,
            noted=seen.noted.get(stream, ()),
            asking=tuple(_asking(one, seen.others.values())),
        )
        for stream, folded in seen.states.items()
        if folded.kind in (Kind.CONCERN, Kind.FOLLOW_UP)
        and (one := _judged(asker, scene, stream, folded, seen.states)) is not None
    ]
    return sorted(found, key=lambda one: one.stream)


def _judged(
    asker: Asker, scene: Scene, stream: UUID, folded: Folded, states: Mapping[UUID, Folded]
) -> Found | None:
    """Ask the domain about one row, on the person as the list knows them."""
    who = about_of(folded.state)
    person = states[who].state if who is not None and who in states else None
    if not isinstance(person, Person):
        return None
    try:
        at = scene.with_person(person).circumstances(asker, folded.state)
        permit = access.may(asker, Look.LIST, folded.state, at)
    except Refusal:
        return None
    return Found(stream, folded.kind, folded.version, folded.state, permit, at)


def _has_open_logg(folded: Folded) -> bool:
    return isinstance(folded.state, Running) and isinstance(folded.state.frame.logg, Open)


def _asking(one: Found, others: Iterable[Folded]) -> Iterator[Frame]:
    """Tell which of the child's other follow-ups ask for a logg, where this one has it."""
    if not isinstance(one.state, Running) or not isinstance(one.state.frame.logg, Open):
        return
    mine = one.state.frame
    for folded in others:
        if not isinstance(folded.state, Running) or folded.state.frame.person != mine.person:
            continue
        theirs = folded.state.frame
        if isinstance(theirs.logg, NotOpened) and theirs.logg.asked_on is not None:
            yield theirs


def _view(one: Found) -> FollowUpView | ConcernView:
    if isinstance(one.state, Running | Ended):
        return visible.trim(one.state, one.permit, one.at)
    return concern_view(one.state, one.at)
