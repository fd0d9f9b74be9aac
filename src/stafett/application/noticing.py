"""Noticing: looking through the books for what is new for somebody, and sending word of it (R190).

The lines are looked at once each, in order, in the transaction that writes the notices down; days
that come are looked at once a day. Whether somebody may see what is new, and where they want to
be told, is asked at that moment, and the address once more when the notice goes.
"""

import asyncio
import time
from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from typing import Final
from uuid import UUID

import structlog

from stafett.application.scenes import Scene, Scenes, about_of, fold
from stafett.domain import telling
from stafett.domain.emergency import OpenedInEmergency
from stafett.domain.facts import FRAME, MUNICIPALITY, PERSON, Stranger
from stafett.domain.followup import Ended, Running
from stafett.domain.notice import NoticeWish
from stafett.domain.people import Asker, Citizen, EmployeeId, PersonId
from stafett.domain.person import Person
from stafett.exchange.outbox import MOST_TRIES, Bookmark, Outbox, Waiting
from stafett.exchange.post import Letter, LetterRefused, Post, PostAway
from stafett.ledger.book import Ledger
from stafett.ledger.errors import NoSuchBook
from stafett.ledger.line import Line
from stafett.ledger.scope import Scope
from stafett.postgres.pool import Pool
from stafett.projections import watch_list
from stafett.projections.subjects import Kind

LINES: Final = 100
"""Lines looked at in one go."""
LETTERS: Final = 10
"""Letters taken in one go."""
POLL: Final = 1.0
"""Seconds between two looks at the books."""
DAYS: Final = 60.0
"""Seconds between two looks at whether a new day has come."""
WAIT: Final = timedelta(minutes=2)
"""How long a notice lies before it is sent, so that one does for all that happens meanwhile."""
_AFTER_TROUBLE: Final = 5.0
_AT_ONCE: Final = timedelta(0)

_log = structlog.get_logger(__name__)


class Noticing:
    """Writes notices down and sends them; any number of processes may run one at once.

    Args:
        ledger: The books.
        pool: Connections to the lists and the outbox.
        post: Who takes the letters.
        wait: How long a notice lies before it is sent.

    """

    def __init__(self, ledger: Ledger, pool: Pool, post: Post, *, wait: timedelta = WAIT) -> None:
        self._ledger = ledger
        self._pool = pool
        self._post = post
        self._wait = wait
        self._outbox = Outbox(pool, ledger)
        self._scenes = Scenes(ledger)

    async def run(self) -> None:
        """Notice and send until cancelled. Trouble is reported, waited out, and tried again."""
        looked = 0.0
        running = False
        while True:
            try:
                await self.begin(new=running)
                running = True
                if time.monotonic() - looked > DAYS or not looked:
                    await self.remind()
                    looked = time.monotonic()
                worked = await self.look() + await self.send()
            except asyncio.CancelledError:
                raise
            except Exception as error:  # noqa: BLE001 - whatever it is, the next look comes
                _log.warning("notices-wait", kind=type(error).__name__)
                await asyncio.sleep(_AFTER_TROUBLE)
                continue
            if not worked:
                await asyncio.sleep(POLL)

    async def begin(self, *, new: bool = False) -> None:
        """Begin with books not seen before, from where they are now: old news is not news.

        Args:
            new: They have been made since one began to look; nothing in them is old.

        """
        for book, position in (await self._outbox.unseen()).items():
            scene = await self._scenes.of_municipality(book)
            await self._outbox.begin(book, 0 if new else position, scene.today)

    async def look(self) -> int:
        """Look at the lines that are new in every book; return how many there were."""
        return sum([await self._look_in(book) for book in await self._outbox.behind()])

    async def remind(self) -> int:
        """Look at what has fallen due in every book since it was last looked at."""
        books = await self._outbox.reminded()
        return sum([await self._remind_in(book, before) for book, before in books.items()])

    async def send(self) -> int:
        """Send what is due to be sent; return how many letters were taken."""
        taken = await self._outbox.take(LETTERS)
        await asyncio.gather(*(self._send(one) for one in taken))
        return len(taken)

    async def _look_in(self, book: UUID) -> int:
        async with self._outbox.held(book) as mark:
            if mark is None:
                return 0
            lines = await self._ledger.follow(book, mark.position, LINES)
            told: set[UUID] = set()
            for line in lines:
                if line.place == FRAME:
                    told |= await self._told_of(book, line, told)
            scene = await self._scenes.of_municipality(book)
            at_once = set(_told_at_once(lines, scene))
            await self._put(book, scene, mark, at_once, wait=_AT_ONCE)
            await self._put(book, scene, mark, told - at_once)
            if lines:
                await mark.move(lines[-1].position, mark.reminded)
        return len(lines)

    async def _told_of(self, book: UUID, line: Line, told: Collection[UUID]) -> set[UUID]:
        """Return who is to be told of a line, of those who are not told already."""
        if not isinstance(line.event, telling.NEWS):
            return set()
        scene = await self._scenes.of(book, Kind.FOLLOW_UP, line.stream)
        state = fold(Kind.FOLLOW_UP, scene.histories[line.stream])
        if not isinstance(state, Running | Ended) or scene.person is None:
            return set()
        nobody = scene.circumstances(Citizen(scene.person.id), state)
        new_for = telling.for_whom(line.event, line.by, state.frame, nobody)
        return {
            who
            for who in new_for - set(told)
            if telling.may_be_told(
                line.event, state, scene.circumstances(_asker(who, scene), state)
            )
        }

    async def _remind_in(self, book: UUID, before: date) -> int:
        scene = await self._scenes.of_municipality(book)
        if scene.today <= before:
            return 0
        told = await self._have_something_due(book, scene, before)
        told |= telling.revision_due(scene.municipality, scene.today, before)
        told |= telling.review_due(scene.municipality, scene.today, before)
        async with self._outbox.held(book) as mark:
            if mark is None or mark.reminded != before:
                return 0
            await self._put(book, scene, mark, told)
            await mark.move(mark.position, scene.today)
        return len(told)

    async def _have_something_due(self, book: UUID, scene: Scene, after: date) -> set[UUID]:
        told: set[UUID] = set()
        async for page in watch_list.pages(self._pool, self._ledger, book):
            about = {at: about_of(one.state) for at, one in page.items()}
            known = await watch_list.persons(
                self._pool, self._ledger, book, {who for who in about.values() if who is not None}
            )
            for at, one in page.items():
                who = about[at]
                person = known[who].state if who is not None and who in known else None
                if not isinstance(one.state, Running) or not isinstance(person, Person):
                    continue
                here = scene.with_person(person)
                nobody = here.circumstances(Citizen(person.id), one.state)
                for whose in telling.fallen_due(one.state, nobody, after) - told:
                    their = here.circumstances(_asker(whose, here), one.state)
                    if telling.due_is_shown(one.state, their, after):
                        told.add(whose)
        return told

    async def _put(
        self,
        book: UUID,
        scene: Scene,
        mark: Bookmark,
        told: Iterable[UUID],
        wait: timedelta | None = None,
    ) -> None:
        """Write a notice to each who has asked for notices; the others are not written at all."""
        for who in sorted(told):
            if await self._wish(book, who, scene) is None:
                continue
            at_work = EmployeeId(who) in scene.municipality.employees
            place = MUNICIPALITY if at_work else PERSON
            stream = scene.known.stream if at_work else who
            await mark.put(who, Scope.of(stream, place), self._wait if wait is None else wait)

    async def _wish(self, book: UUID, who: UUID, scene: Scene) -> NoticeWish | None:
        """Return where somebody wants to be told today; nobody who is not at work is told."""
        employee = scene.municipality.employees.get(EmployeeId(who))
        if employee is not None:
            here = employee.left is None and (employee.units(scene.today) or employee.duties)
            return employee.notices if here else None
        person = (await self._scenes.of_person(book, PersonId(who))).person
        return None if person is None else person.notices

    async def _send(self, one: Waiting) -> None:
        letter = await self._letter(one)
        if letter is not None:
            try:
                await self._post.send(letter)
            except PostAway:
                _log.warning("notice-waits", tries=one.tries)
                if one.tries < MOST_TRIES:
                    return
            except LetterRefused:
                _log.warning("notice-refused", tries=one.tries)
        await self._outbox.gone(one.book, one.id)

    async def _letter(self, one: Waiting) -> Letter | None:
        """Return the letter, or ``None`` when they do not want it any more."""
        try:
            scene = await self._scenes.of_municipality(one.book)
            wish = await self._wish(one.book, one.who, scene)
        except (NoSuchBook, Stranger):
            return None
        if wish is None:
            return None
        return Letter(one.id, wish.address, wish.language.value, scene.now)


def _told_at_once(lines: Iterable[Line], scene: Scene) -> Iterator[UUID]:
    """Name those who are told without waiting for what else may come."""
    for line in lines:
        if isinstance(line.event, OpenedInEmergency):
            yield from telling.looked_in(line.event, scene.municipality, scene.today)


def _asker(who: UUID, scene: Scene) -> Asker:
    """Return somebody as they would be if they asked themselves, today."""
    if EmployeeId(who) in scene.municipality.employees:
        return scene.municipality.staff(EmployeeId(who), scene.today)
    return Citizen(PersonId(who))
