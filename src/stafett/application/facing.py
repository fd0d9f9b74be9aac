"""The faces: my day, the family's page, a unit's board, the shelf - lists that wait, journalled."""

from typing import TypeVar
from uuid import UUID

from stafett.application.asking import Asking, Opened
from stafett.application.listing import Found, Listing
from stafett.application.readers import seen_by
from stafett.application.recording import Question, Recording, Row
from stafett.application.scenes import Scene, Scenes
from stafett.domain import at_home, board, matter, shelf, today
from stafett.domain.dated import FURTHEST
from stafett.domain.face_views import BoardView, FamilyView, ShelfView, ShelvedView, TodayView
from stafett.domain.facts import Refusal, Stranger
from stafett.domain.followup import Ended, Running
from stafett.domain.matter import open_part
from stafett.domain.moment import Moment
from stafett.domain.people import Asker, Citizen, UnitId
from stafett.domain.today import InHand, Wondered
from stafett.ledger.errors import NoSuchBook
from stafett.projections.subjects import Kind

View = TypeVar("View", FamilyView, BoardView)


class Facing:
    """Shows the faces to those they are for."""

    def __init__(self, listing: Listing, scenes: Scenes, recording: Recording) -> None:
        self._listing = listing
        self._scenes = scenes
        self._recording = recording

    async def today(self, book: UUID, asker: Asker, asking: Asking) -> Opened[TodayView]:
        """Show what is the asker's to see to; see ``Application.today``."""
        scene, found, guarded = await self._listing.day(book, asker, ahead=FURTHEST)
        view = today.today(scene.today, _in_hand(found), _wondered(found), guarded)
        told = {one.id for one in view.due if one.matter == "person"}
        rows = [one.row for one in found] + [Row(who) for who in sorted(filter(None, told))]
        await self._recording.listed(_question(book, asker, asking, "today"), scene, rows)
        return Opened(view, view.seen, scene.now)

    async def family(self, book: UUID, asker: Asker, asking: Asking) -> Opened[FamilyView]:
        """Show a family's page; see ``Application.family``."""
        question = _question(book, asker, asking, "family")
        if not isinstance(asker, Citizen):
            scene = await self._municipality(book)
            await self._recording.refused(question, scene.now, refusal := Stranger())
            raise refusal
        scene, found = await self._listing.find(book, asker, ahead=FURTHEST)
        matters = [one for one in found if one.kind is Kind.FOLLOW_UP]
        return await self._shown(question, scene, matters, at_home.at_home(_in_hand(matters)))

    async def board(
        self, book: UUID, asker: Asker, unit: UnitId, asking: Asking
    ) -> Opened[BoardView]:
        """Show a unit's board to who leads it; see ``Application.board``."""
        question = _question(book, asker, asking, "board")
        first = await self._municipality(book)
        try:
            board.check_leads(unit, first.municipality.units, Moment(first.now, asker))
        except Refusal as refusal:
            await self._recording.refused(question, first.now, refusal)
            raise
        scene, found = await self._listing.find(book, asker)
        view = board.board(unit, scene.today, _in_hand(found), _wondered(found))
        return await self._shown(question, scene, found, view)

    async def shelf(self, book: UUID, asker: Asker, asking: Asking) -> Opened[ShelfView]:
        """Show the locked loggs to the family, or to the archivist; see ``Application.shelf``."""
        question = _question(book, asker, asking, "shelf")
        if isinstance(asker, Citizen):
            scene, found = await self._listing.find(book, asker)
            there = [
                (one.row, shelf.shelved(one.stream, one.state.frame, one.permit, one.at))
                for one in found
                if isinstance(one.state, Running | Ended)
            ]
        else:
            scene, there = await self._archive(book, asker, question)
        items = {row.stream: view for row, view in there if view is not None}
        rows = [row for row, view in there if view is not None]
        await self._recording.listed(question, scene, rows)
        return Opened(ShelfView(len(items), tuple(items.values())), len(items), scene.now)

    async def _archive(
        self, book: UUID, asker: Asker, question: Question
    ) -> tuple[Scene, list[tuple[Row, ShelvedView | None]]]:
        try:
            permit = shelf.permit(asker)
        except Refusal as refusal:
            scene = await self._municipality(book)
            await self._recording.refused(question, scene.now, refusal)
            raise
        scene, found = await self._listing.shelf(book, asker)
        return scene, [
            (Row(one.stream), shelf.shelved(one.stream, one.frame, permit, one.at)) for one in found
        ]

    async def _shown(
        self, question: Question, scene: Scene, found: list[Found], view: View
    ) -> Opened[View]:
        """Write down what the face was made of, and only then show it."""
        await self._recording.listed(question, scene, [one.row for one in found])
        return Opened(view, view.seen, scene.now)

    async def _municipality(self, book: UUID) -> Scene:
        try:
            return await self._scenes.of_municipality(book)
        except NoSuchBook:
            raise Stranger from None


def _question(book: UUID, asker: Asker, asking: Asking, action: str) -> Question:
    return Question(book, asker, asking, action, Kind.FOLLOW_UP, None)


def _in_hand(found: list[Found]) -> list[InHand]:
    return [
        InHand(one.stream, one.state, one.permit, one.at, one.noted, one.asking)
        for one in found
        if isinstance(one.state, Running | Ended)
    ]


def _wondered(found: list[Found]) -> list[Wondered]:
    wondered: list[Wondered] = []
    for one in found:
        if one.kind is not Kind.CONCERN:
            continue
        state: matter.State = one.state
        there = open_part(state)
        if there is not None:
            seen = seen_by(state, one.permit, one.at)
            wondered.append(Wondered(one.stream, state, there.root.about, one.at, seen, one.noted))
    return wondered
