"""Overseeing, at the door: where access rests on little, and how much is hidden, for whom it is.

The data protection officer is told of the whole book and of nobody in it. Whoever holds a baton or
leads finds the same matters under the same names of the quarter, and may open theirs.
"""

from dataclasses import replace
from typing import Final
from uuid import UUID

from stafett.application.asking import Asking, Opened
from stafett.application.listing import Listing
from stafett.application.recording import Question, Recording, Row
from stafett.application.scenes import Scene, Scenes
from stafett.application.unit_journal import UnitJournal
from stafett.application.watching import Watching
from stafett.domain import looking_in, oversight, weak_access
from stafett.domain.facts import Stranger
from stafett.domain.followup import Running
from stafett.domain.people import Asker, Staff
from stafett.domain.standing import Role
from stafett.domain.weak_access import OnlyTheOfficerOversees
from stafett.domain.weak_views import OversightView, WeakOnesView, WeakView
from stafett.journal import Journal
from stafett.ledger.errors import NoSuchBook
from stafett.projections.subjects import Kind

_ANSWERS = frozenset({Role.CARRIER, Role.HOLDER, Role.HOME_LEADER, Role.LEADER})


class Overseeing:
    """Tells those whose duty it is how personal matters are dealt with."""

    def __init__(
        self,
        journal: Journal,
        scenes: Scenes,
        recording: Recording,
        watching: tuple[Listing, Watching],
    ) -> None:
        self._scenes = scenes
        self._listing, self._watching = watching
        self._recording = recording
        self.of_unit: Final = UnitJournal(journal, scenes, self._listing, recording)

    async def weak(self, book: UUID, asker: Asker, *, asking: Asking) -> Opened[WeakOnesView]:
        """Tell where access rests on little: everywhere by no name, or in what is one's own.

        Waits like a list.

        Raises:
            Stranger: The asker is not at work here.
            NotYetCurrent: The list did not reach the book within a second.

        """
        question = _question(book, asker, asking, "weak-access")
        scene = await self._municipality(book)
        if not isinstance(asker, Staff):
            await self._recording.refused(question, scene.now, refusal := Stranger())
            raise refusal
        if looking_in.is_officer(asker):
            found, rows = await self._everywhere(book, asker, scene)
        else:
            found, rows = await self._own(book, asker, scene)
        await self._recording.listed(question, scene, rows)
        items = tuple(sorted(found, key=lambda one: (one.known_as, str(one.unit))))
        return Opened(WeakOnesView(scene.today, len(items), items), len(items), scene.now)

    async def numbers(self, book: UUID, asker: Asker, *, asking: Asking) -> Opened[OversightView]:
        """Tell how much is shielded and protected, in fives, and how often somebody looked in.

        Waits like a list.

        Raises:
            OnlyTheOfficerOversees: It is not the asker's duty.
            NotYetCurrent: The list did not reach the book within a second.

        """
        question = _question(book, asker, asking, "oversight")
        scene = await self._municipality(book)
        if not looking_in.is_officer(asker):
            refusal = OnlyTheOfficerOversees()
            await self._recording.refused(question, scene.now, refusal)
            raise refusal
        await self._listing.current(book)
        states = [one.state async for one in self._watching.every(book, asker, scene)]
        await self._recording.listed(question, scene, [])
        persons = [one async for one in self._watching.persons(book)]
        known = scene.municipality.rulebook.emergencies
        view = OversightView(
            scene.today,
            oversight.shielded(states, scene.today),
            oversight.protected(persons, scene.today),
            oversight.looked_in_on(known, scene.today),
        )
        return Opened(view, 1, scene.now)

    async def _everywhere(
        self, book: UUID, asker: Staff, scene: Scene
    ) -> tuple[list[WeakView], list[Row]]:
        await self._listing.current(book)
        found: list[WeakView] = []
        rows: list[Row] = []
        async for one in self._watching.every(book, asker, scene):
            if not isinstance(one.state, Running):
                continue
            weak = list(weak_access.in_frame(one.state.frame, one.at))
            if weak:
                called = await self._watching.known_as(book, one.id, scene.today)
                found += [replace(each, known_as=called) for each in weak]
                rows.append(Row(one.id))
        return found, rows

    async def _own(
        self, book: UUID, asker: Staff, scene: Scene
    ) -> tuple[list[WeakView], list[Row]]:
        _, listed = await self._listing.find(book, asker)
        found: list[WeakView] = []
        rows: list[Row] = []
        for one in listed:
            if not isinstance(one.state, Running) or not one.permit.roles & _ANSWERS:
                continue
            whole = one.permit.roles & {Role.CARRIER, Role.HOLDER, Role.HOME_LEADER}
            weak = [
                each
                for each in weak_access.in_frame(one.state.frame, one.at)
                if whole or each.unit in asker.leads
            ]
            if weak:
                called = await self._watching.known_as(book, one.stream, scene.today)
                found += [replace(each, known_as=called, id=one.stream) for each in weak]
                rows.append(one.row)
        return found, rows

    async def _municipality(self, book: UUID) -> Scene:
        try:
            return await self._scenes.of_municipality(book)
        except NoSuchBook:
            raise Stranger from None


def _question(book: UUID, asker: Asker, asking: Asking, action: str) -> Question:
    return Question(book, asker, asking, action, Kind.FOLLOW_UP, None)
