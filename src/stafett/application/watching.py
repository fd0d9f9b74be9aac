"""Watching: who sees that a child is being dropped, and who is told whom to call (R9).

Both questions wait until the lists have come as far as the book, and are judged for the day. The
coordinator's is answered from the whole book, some hundred matters at a time.
"""

from collections.abc import AsyncIterator, Mapping
from datetime import date
from hashlib import sha256
from typing import Final
from uuid import UUID

from stafett.application.asking import Asking, Opened
from stafett.application.listing import Listing
from stafett.application.recording import Question, Recording, Row
from stafett.application.scenes import Scene, Scenes, about_of
from stafett.domain import dropped
from stafett.domain.break_views import BreaksView, DroppedOnesView, DroppedView
from stafett.domain.dropped import Looked, Watched
from stafett.domain.facts import Refusal, Stranger
from stafett.domain.gap import Break
from stafett.domain.people import Asker
from stafett.domain.person import Person
from stafett.ledger.book import Ledger
from stafett.ledger.errors import NoSuchBook
from stafett.postgres.pool import Pool
from stafett.projections import every_matter, watch_list
from stafett.projections.case_view import Folded
from stafett.projections.subjects import Kind

_LETTERS: Final = "23456789BCDFGHJKMNPQRTVWXYZ"
"""No vowels, so that no word comes of it, and nothing that is read as something else."""
_LENGTH: Final = 8


class Watching:
    """Tells of breaks: mine with names, the whole municipality's without."""

    def __init__(
        self,
        ledger: Ledger,
        pool: Pool,
        scenes: Scenes,
        recording: Recording,
        listing: Listing,
    ) -> None:
        self._ledger = ledger
        self._pool = pool
        self._scenes = scenes
        self._recording = recording
        self._listing = listing

    async def breaks(self, book: UUID, asker: Asker, asking: Asking) -> Opened[BreaksView]:
        """Show the breaks in what somebody holds or leads; see ``Application.breaks``."""
        question = _question(book, asker, asking, "breaks")
        scene, found = await self._listing.find(book, asker, whole=True)
        looked = [
            Looked(
                one.stream,
                one.state,
                one.permit,
                one.at,
                await self.known_as(book, one.stream, scene.today),
            )
            for one in found
        ]
        view = dropped.mine(scene.today, looked)
        there = {one.id for one in view.items}
        rows = [one.row for one in found if one.stream in there]
        await self._recording.listed(question, scene, rows)
        return Opened(view, view.seen, scene.now)

    async def dropped(self, book: UUID, asker: Asker, asking: Asking) -> Opened[DroppedOnesView]:
        """Tell the coordinator which leaders to call; see ``Application.dropped``."""
        question = _question(book, asker, asking, "dropped")
        try:
            scene = await self._scenes.of_municipality(book)
        except NoSuchBook:
            raise Stranger from None
        try:
            dropped.check_coordinates(asker)
        except Refusal as refusal:
            await self._recording.refused(question, scene.now, refusal)
            raise
        await self._listing.current(book)
        found: list[DroppedView] = []
        rows: list[Row] = []
        async for one, broken in self.broken(book, asker, scene):
            known_as = await self.known_as(book, one.id, scene.today)
            found.append(dropped.call(one, broken, known_as))
            rows.append(Row(one.id))
        await self._recording.listed(question, scene, rows)
        register = scene.municipality.rulebook.register
        view = dropped.dropped(scene.today, found, register.next_revision_by)
        return Opened(view, view.seen, scene.now)

    async def broken(
        self, book: UUID, asker: Asker, scene: Scene
    ) -> AsyncIterator[tuple[Watched, tuple[Break, ...]]]:
        """Yield every matter of the book with a break that a coordinator is told of."""
        async for one in self.every(book, asker, scene):
            found = dropped.for_coordinator(one)
            if found:
                yield one, found

    async def every(self, book: UUID, asker: Asker, scene: Scene) -> AsyncIterator[Watched]:
        """Yield every matter of the book that runs, also what is shielded: never to be shown."""
        async for page in watch_list.pages(self._pool, self._ledger, book):
            for one in await self._watched(book, asker, scene, page):
                yield one

    async def persons(self, book: UUID) -> AsyncIterator[Person]:
        """Yield everybody the book knows: to be counted, and never to be shown."""
        async for page in every_matter.pages(self._pool, self._ledger, book):
            for one in page.values():
                if isinstance(one.state, Person):
                    yield one.state

    async def _watched(
        self, book: UUID, asker: Asker, scene: Scene, page: Mapping[UUID, Folded]
    ) -> list[Watched]:
        """Set each matter of a page beside the person it is about, as they are known today."""
        about = {stream: about_of(one.state) for stream, one in page.items()}
        known = await watch_list.persons(
            self._pool, self._ledger, book, {who for who in about.values() if who is not None}
        )
        watched: list[Watched] = []
        for stream, folded in page.items():
            who = about[stream]
            person = known[who].state if who is not None and who in known else None
            if isinstance(person, Person):
                at = scene.with_person(person).circumstances(asker, folded.state)
                watched.append(Watched(stream, folded.state, at))
        return watched

    async def known_as(self, book: UUID, stream: UUID, day: date) -> str:
        """Return what a matter is called this quarter: another name in the next, and elsewhere.

        It is made from the book's own key, so that nobody can tell the matter from the name.
        """
        quarter = f"{day.year}Q{(day.month + 2) // 3}"
        tag = await self._ledger.tag(book, f"known-as:{quarter}", stream.bytes)
        number = int.from_bytes(sha256(tag).digest()[:16])
        letters = []
        for _ in range(_LENGTH):
            number, rest = divmod(number, len(_LETTERS))
            letters.append(_LETTERS[rest])
        return f"{''.join(letters[:4])}-{''.join(letters[4:])}"


def _question(book: UUID, asker: Asker, asking: Asking, action: str) -> Question:
    return Question(book, asker, asking, action, Kind.FOLLOW_UP, None)
