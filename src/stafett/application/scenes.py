"""The scene a question is asked in: the thing itself, the person, the municipality, at one instant.

All of it is read in one snapshot, so nothing is judged by what was true a moment apart. The
municipality is kept folded and only its new lines are read; which person a thing is about never
changes, and is remembered.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final, Generic, TypeVar
from uuid import UUID, uuid4

from stafett.domain import municipality
from stafett.domain.circumstances import NORWAY, Circumstances
from stafett.domain.facts import Stranger
from stafett.domain.followup import Ended, Running
from stafett.domain.matter import Concluded, Shielded, TakenOn, Wondering, open_part
from stafett.domain.municipality import Municipality
from stafett.domain.people import Asker, PersonId
from stafett.domain.person import Person
from stafett.domain.policy import Guide
from stafett.law import lawbook
from stafett.ledger.book import Ledger
from stafett.ledger.errors import Tampered
from stafett.ledger.line import History, Snapshot, StoredAnswer
from stafett.projections.case_view import Folded
from stafett.projections.subjects import KIND_OF_PLACE, SUBJECTS, Kind

_BOOKS: Final = 256
_LINKS: Final = 100_000

Key = TypeVar("Key")
Kept = TypeVar("Kept")


class Remembered(Generic[Key, Kept]):
    """So many things, the ones used last."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._kept: OrderedDict[Key, Kept] = OrderedDict()

    def get(self, key: Key) -> Kept | None:
        """Return what is remembered under the key."""
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    def forget(self, key: Key) -> None:
        """Remember it no more."""
        self._kept.pop(key, None)

    def put(self, key: Key, value: Kept) -> None:
        """Remember, and let go of what was not used for longest if there is no room."""
        self._kept[key] = value
        self._kept.move_to_end(key)
        if len(self._kept) > self._room:
            self._kept.popitem(last=False)


@dataclass(frozen=True, slots=True)
class Known:
    """A book's municipality as far as it has been read."""

    stream: UUID
    version: int
    leaf: bytes
    state: municipality.State


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything a decision may look at, as it stood at one instant.

    ``histories`` are the streams that were asked for; ``about`` is who they are about, and
    ``person`` what the book knows of them (``None``: nothing that can be read).
    """

    now: datetime
    known: Known
    about: PersonId | None
    person: Person | None
    person_version: int
    histories: Mapping[UUID, History]
    answer: StoredAnswer | None

    @property
    def municipality(self) -> Municipality:
        """Return the municipality; to a book without one everybody is a stranger."""
        if not isinstance(self.known.state, Municipality):
            raise Stranger
        return self.known.state

    @property
    def today(self) -> date:
        """Return the calendar day in Norway."""
        return self.now.astimezone(NORWAY).date()

    def with_person(self, person: Person) -> "Scene":
        """Return the same scene with this person in it."""
        return replace(self, about=person.id, person=person)

    def circumstances(self, asker: Asker, state: object) -> Circumstances:
        """Return the circumstances of asking about a thing in this state.

        Raises:
            Stranger: Nothing is known of the person it is about.
            NoRulesThatDay: The municipality has published nothing for today.

        """
        if self.person is None:
            raise Stranger
        return Circumstances(
            now=self.now,
            asked_by=asker,
            guide=self._guide(state),
            rules=self.municipality.rules_for(self.today),
            person=self.person,
            municipality=self.municipality,
            law=lawbook(),
        )

    def _guide(self, state: object) -> Guide:
        """Return the guide the follow-up is pinned to, or else the one for today (R1)."""
        if isinstance(state, Running | Ended):
            return self.municipality.guides[state.frame.guide]
        return self.municipality.guide_for(self.today)


class Scenes:
    """Reads scenes, and remembers what does not change."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._municipalities: Remembered[UUID, Known] = Remembered(_BOOKS)
        self._links: Remembered[tuple[UUID, UUID], PersonId] = Remembered(_LINKS)

    async def of_municipality(self, book: UUID, *, command: UUID | None = None) -> Scene:
        """Read the municipality alone. Raises NoSuchBook."""
        return await self._read(book, {}, None, command)

    async def of_person(self, book: UUID, who: PersonId, *, command: UUID | None = None) -> Scene:
        """Read a person and the municipality."""
        return await self._read(book, {}, who, command)

    async def of(
        self,
        book: UUID,
        kind: Kind,
        stream: UUID,
        *,
        about: PersonId | None = None,
        folded: Folded | None = None,
        beside: tuple[UUID, ...] = (),
        command: UUID | None = None,
    ) -> Scene:
        """Read a concern or follow-up, the person it is about, and the municipality.

        Args:
            book: The book.
            kind: Concern or follow-up.
            stream: Its id.
            about: The person, where it is yet to begin.
            folded: What is known of it; only newer lines are read.
            beside: Other streams the same command may write to.
            command: The command whose answer may stand in the book already.

        """
        wanted = {stream: 0 if folded is None else folded.version, **dict.fromkeys(beside, 0)}
        state = None if folded is None else folded.state
        who = about or about_of(state) or self._links.get((book, stream))
        if who is None:
            # The first time costs one question more; so does asking for what is not there.
            scene = await self._read(book, wanted, None, command)
            who = self._about(kind, stream, scene) or PersonId(uuid4())
            self._links.put((book, stream), who)
        scene = await self._read(book, wanted, who, command)
        if folded is None and about is None:
            really = self._about(kind, stream, scene)
            if really is not None and really != who:
                self._links.put((book, stream), really)
                scene = await self._read(book, wanted, really, command)
        return scene

    def _about(self, kind: Kind, stream: UUID, scene: Scene) -> PersonId | None:
        return about_of(fold(kind, scene.histories[stream]))

    async def _read(
        self, book: UUID, wanted: Mapping[UUID, int], who: PersonId | None, command: UUID | None
    ) -> Scene:
        known = await self._known(book)
        if who == known.stream:
            # The municipality is nobody.
            who = None
        streams = {**wanted, known.stream: known.version}
        if who is not None:
            streams[who] = 0
        snapshot = await self._ledger.read(book, streams, command=command)
        known = self._read_on(book, known, snapshot)
        one = None if who is None else fold(Kind.PERSON, snapshot.histories[who])
        return Scene(
            now=snapshot.now,
            known=known,
            about=who,
            person=one if isinstance(one, Person) else None,
            person_version=0 if who is None else snapshot.histories[who].version,
            histories=snapshot.histories,
            answer=snapshot.answer,
        )

    async def _known(self, book: UUID) -> Known:
        known = self._municipalities.get(book)
        if known is None:
            cover = await self._ledger.book(book)
            nothing = History(cover.municipality)
            known = Known(nothing.stream, nothing.version, nothing.leaf, municipality.fold(()))
        return known

    def _read_on(self, book: UUID, known: Known, snapshot: Snapshot) -> Known:
        history = snapshot.histories[known.stream]
        if (history.lines[0].previous if history.lines else history.leaf) != known.leaf:
            raise Tampered(known.stream, known.version)
        state = known.state
        for line in history.lines:
            if line.event is not None:
                state = municipality.evolve(state, line.event)
        known = Known(known.stream, history.version, history.leaf, state)
        newest = self._municipalities.get(book)
        if newest is None or newest.version < known.version:
            self._municipalities.put(book, known)
        return known


def fold(kind: Kind, history: History) -> Any:
    """Return a stream's state from its first line on; what cannot be read is passed over.

    A stream of another kind is, to whoever asks for this one, not there; neither is one whose
    beginning can no longer be read.
    """
    nothing = SUBJECTS[kind].nothing
    first = history.lines[0].place if history.lines else None
    if first is None or KIND_OF_PLACE.get(first.kind) is not kind:
        return nothing
    return fold_on(kind, nothing, history)


def fold_on(kind: Kind, state: Any, history: History) -> Any:
    """Return a state with a history's lines folded onto it."""
    for line in history.lines:
        if line.event is not None:
            state = SUBJECTS[kind].evolve(state, line.event)
    return state


def about_of(state: Any) -> PersonId | None:
    """Return who a concern or follow-up is about; ``None`` when there is nothing there."""
    match state:
        case Running() | Ended():
            return state.frame.person
        case Wondering() | Shielded() | TakenOn() | Concluded():
            matter = open_part(state)
            return None if matter is None else matter.root.about
        case _:
            return None
