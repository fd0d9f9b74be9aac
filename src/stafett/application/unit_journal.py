"""A unit's journal, at the door: who in the unit opened what, told from the lines themselves."""

from collections import deque
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from uuid import UUID

from stafett.application.asking import Asking, Opened
from stafett.application.listing import Listing
from stafett.application.recording import Question, Recording
from stafett.application.scenes import Scenes, about_of
from stafett.domain import board, unit_journal
from stafett.domain.facts import COMPARTMENT, Event, Refusal, Stranger
from stafett.domain.moment import NORWAY, Moment
from stafett.domain.people import Asker, EmployeeId, UnitId
from stafett.domain.unit_journal import Doing, DoneView, UnitJournalView
from stafett.journal import (
    AskingRefused,
    Journal,
    ListRead,
    MatterOpened,
    PersonChanged,
    PersonLookedUp,
)
from stafett.ledger.errors import NoSuchBook
from stafett.projections.subjects import Kind


class UnitJournal:
    """Tells whoever leads a unit what was opened in it."""

    def __init__(
        self, journal: Journal, scenes: Scenes, listing: Listing, recording: Recording
    ) -> None:
        self._journal = journal
        self._scenes = scenes
        self._listing = listing
        self._recording = recording

    async def of(
        self, book: UUID, asker: Asker, unit: UnitId, first: date, last: date, *, asking: Asking
    ) -> Opened[UnitJournalView]:
        """Tell what was done in a unit from one day to another, both included.

        Waits like a list.

        Raises:
            Stranger: The asker does not lead the unit, or there is none.
            MonthAtMost: That is too long at once.
            NotYetCurrent: The list did not reach the book within a second.

        """
        question = Question(book, asker, asking, "unit-journal", Kind.MUNICIPALITY, None)
        try:
            scene = await self._scenes.of_municipality(book)
        except NoSuchBook:
            raise Stranger from None
        try:
            board.check_leads(unit, scene.municipality.units, Moment(scene.now, asker))
            unit_journal.check_days(first, last)
        except Refusal as refusal:
            await self._recording.refused(question, scene.now, refusal)
            raise
        scene, found = await self._listing.find(book, asker)
        await self._recording.listed(question, scene, [one.row for one in found])
        theirs = {one.stream for one in found} | {about_of(one.state) for one in found}
        told: deque[DoneView] = deque(maxlen=unit_journal.MOST)
        many = 0
        async for lines in self._journal.between(book, _begins(first), _begins(last, days=1)):
            for line in lines:
                if line.event is None or line.place == COMPARTMENT:
                    continue
                done = _done(line.event, unit, theirs)
                if done is not None:
                    told.appendleft(done)
                    many += 1
        items = tuple(told)
        more = many > len(items)
        view = UnitJournalView(unit, first, last, len(items), more, items)
        return Opened(view, len(items), scene.now)


def _begins(day: date, *, days: int = 0) -> datetime:
    return datetime.combine(day + timedelta(days=days), time(), NORWAY)


def _done(event: Event, unit: UnitId, theirs: Collection[UUID | None]) -> DoneView | None:
    """Return what a leader is told of a line: nothing, where it is about what is not theirs."""
    matters: tuple[UUID, ...]
    match event:
        case MatterOpened() if event.stream in theirs or event.ground.emergency is not None:
            matters = (event.stream,) if event.stream in theirs else ()
            did, emergency = Doing.OPENED, event.ground.emergency
        case ListRead():
            matters = tuple(one.stream for one in event.items if one.stream in theirs)
            did, emergency = Doing.LISTED, event.ground.emergency
        case PersonLookedUp():
            matters, did, emergency = (), Doing.LOOKED_UP, None
        case PersonChanged(about=who) if who in theirs:
            matters, did, emergency = (who,), Doing.CHANGED, None
        case AskingRefused():
            matters, did, emergency = (), Doing.REFUSED, None
        case _:
            return None
    if event.role != "staff" or unit not in event.units:
        return None
    return DoneView(
        at=event.at,
        who=EmployeeId(event.actor),
        did=did,
        matters=matters,
        purpose=event.purpose or "",
        emergency=emergency,
    )
