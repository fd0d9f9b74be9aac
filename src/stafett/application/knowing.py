"""Knowing people: who a log-in is, who a number belongs to, and who may read about whom."""

import time
from collections.abc import Sequence
from typing import Final
from uuid import UUID, uuid4

from stafett.application.acquaintance import Acquaintance, acquaintance
from stafett.application.asking import Asking, Opened
from stafett.application.claims import account_tag, number_tag
from stafett.application.emergencies import may_read_person
from stafett.application.listing import Listing
from stafett.application.readers import is_family
from stafett.application.recording import Question, Recording
from stafett.application.scenes import Remembered, Scene, Scenes
from stafett.application.views import PersonView, person_view, shown_person
from stafett.domain import protection
from stafett.domain.access import Permit
from stafett.domain.facts import COMPARTMENT, PERSON, NotForYou, Stranger
from stafett.domain.givers import birthday
from stafett.domain.municipality import Municipality
from stafett.domain.notice import NoticeWish
from stafett.domain.people import Account, Asker, Assurance, Citizen, Duty, PersonId, Staff
from stafett.domain.person import Person
from stafett.domain.protection import SafeWay
from stafett.domain.registering import Tie
from stafett.domain.system import KnownSystem, by_account
from stafett.ledger.book import Ledger
from stafett.ledger.errors import NoSuchBook
from stafett.ledger.line import ACCOUNT, NATIONAL_NUMBER
from stafett.projections.subjects import Kind

_LOG_INS: Final = 10_000
_BOOKS_KEPT: Final = 30.0
"""Seconds until we look anew in which books a log-in is somebody."""


class Knowing:
    """Knows people by their log-ins and numbers."""

    def __init__(
        self, ledger: Ledger, scenes: Scenes, listing: Listing, recording: Recording
    ) -> None:
        self._ledger = ledger
        self._scenes = scenes
        self._listing = listing
        self._recording = recording
        self._log_ins: Remembered[tuple[UUID, Account], UUID] = Remembered(_LOG_INS)
        self._books: Remembered[Account, tuple[float, tuple[UUID, ...]]] = Remembered(_LOG_INS)

    async def find_asker(
        self, book: UUID, account: Account, assurance: Assurance, number: str | None = None
    ) -> Asker | None:
        """Say who a log-in is; see ``Application.find_asker``."""
        try:
            stream = await self._stream_of(book, account, number)
            if stream is None:
                return None
            scene = await self._scenes.of_person(book, PersonId(stream))
        except NoSuchBook:
            return None
        if stream != scene.known.stream:
            if _says_so(scene.person, account, number):
                return Citizen(PersonId(stream), assurance)
            self._log_ins.forget((book, account))
            return None
        if not isinstance(scene.known.state, Municipality):
            return None
        for one in scene.known.state.employees.values():
            if account in one.accounts and one.left is None:
                return scene.known.state.staff(one.id, scene.today, assurance)
        # It may have been unlinked here, and stand for somebody else since.
        self._log_ins.forget((book, account))
        stream = await self._stream_of(book, account, number)
        if stream is None or stream == scene.known.stream:
            return None
        scene = await self._scenes.of_person(book, PersonId(stream))
        said = _says_so(scene.person, account, number)
        return Citizen(PersonId(stream), assurance) if said else None

    async def find_system(self, book: UUID, account: Account) -> KnownSystem | None:
        """Say which system a log-in is; see ``Application.find_system``."""
        try:
            if await self._stream_of(book, account, None) is None:
                return None
            return by_account((await self._municipality(book)).municipality.systems, account)
        except NoSuchBook:
            return None

    async def _stream_of(self, book: UUID, account: Account, number: str | None) -> UUID | None:
        """Return whom a log-in stands for; nobody, where account and number say two things."""
        known = self._log_ins.get((book, account))
        if known is None:
            known = await self._ledger.find_claim(book, ACCOUNT, account_tag(account))
            if known is not None:
                self._log_ins.put((book, account), known)
        if number is None:
            return known
        who = await self._ledger.find_claim(book, NATIONAL_NUMBER, number_tag(number))
        return who if known in {None, who} else None if who else known

    async def is_younger(self, book: UUID, who: PersonId, age: int) -> bool:
        """Say whether somebody is below an age today; see ``Application.is_younger``."""
        scene = await self._scenes.of_person(book, who)
        born = None if scene.person is None else scene.person.born
        return born is not None and scene.today < birthday(born, age)

    async def books_of(self, account: Account, number: str | None) -> Sequence[UUID]:
        """Return the books a log-in is somebody in; see ``Application.books_of``."""
        kept = self._books.get(account)
        if kept is not None and time.monotonic() < kept[0]:
            return kept[1]
        books = [
            book
            for book in await self._ledger.books()
            if await self._stream_of(book, account, number) is not None
        ]
        if books:
            self._books.put(account, (time.monotonic() + _BOOKS_KEPT, tuple(books)))
        return books

    async def find_person(
        self, book: UUID, asker: Asker, number: str, asking: Asking
    ) -> PersonId | None:
        """Look a person up by number; see ``Application.find_person``."""
        question = Question(book, asker, asking, "find-person", Kind.PERSON, None)
        scene = await self._municipality(book)
        if not isinstance(asker, Staff) or not (asker.units or _administers(asker)):
            await self._recording.refused(question, scene.now, refusal := NotForYou())
            raise refusal
        found = await self._ledger.find_claim(book, NATIONAL_NUMBER, number_tag(number))
        # A number nobody has is looked for in the same way, by an id nobody has.
        who = PersonId(found or uuid4())
        knows, hidden = await self._has_to_do_with(book, asker, who)
        told = knows and found is not None
        sought = number_tag(number)
        await self._recording.looked_up(
            question, scene.now, found, told=told, sought=sought, hidden=hidden
        )
        return who if told else None

    async def _has_to_do_with(
        self, book: UUID, staff: Staff, who: PersonId
    ) -> tuple[bool, UUID | None]:
        """Say whether the employee may be told that the book knows the person (R168).

        And because of which shielded concern alone, if it is because of one.
        """
        knows = await acquaintance(self._listing, book, staff, who)
        one = (await self._scenes.of_person(book, who)).person
        by = one.registration.by if one is not None and one.registration is not None else None
        otherwise = by == staff.employee or _administers(staff)
        return knows.tie is not Tie.NONE or otherwise, None if otherwise else knows.hidden

    async def open_person(
        self, book: UUID, asker: Asker, who: PersonId, asking: Asking
    ) -> Opened[PersonView]:
        """Show who somebody is; see ``Application.open_person``."""
        try:
            met = Acquaintance()
            if isinstance(asker, Staff):
                met = await acquaintance(self._listing, book, asker, who)
            scene = await self._scenes.of_person(book, who)
        except NoSuchBook:
            raise Stranger from None
        knows = met.permit
        if scene.person is not None and is_family(asker, scene.person, scene):
            knows = Permit("family", asker.id)
        knows = knows or may_read_person(scene, asker, who)
        question = Question(book, asker, asking, "open-person", Kind.PERSON, who)
        if knows is None or scene.person is None:
            refusal = Stranger()
            await self._recording.refused(question, scene.now, refusal, scene.person)
            raise refusal
        family = isinstance(asker, Citizen)
        whole = person_view(scene.person, scene.today, for_family=family, for_self=asker.id == who)
        view = shown_person(whole, scene.circumstances(asker, None))
        permit = Permit(
            knows.rule, asker.id, knows.consents, frozenset({PERSON}), emergency=knows.emergency
        )
        version = scene.person_version
        await self._recording.opened(
            question, scene, permit, version, entries=view.seen, hidden=met.hidden
        )
        return Opened(view, view.seen, scene.now)

    async def open_safe_way(
        self, book: UUID, asker: Asker, who: PersonId, asking: Asking
    ) -> Opened[SafeWay]:
        """Show how to reach somebody whose address is protected; see ``Application``."""
        try:
            scene = await self._scenes.of_person(book, who)
        except NoSuchBook:
            raise Stranger from None
        question = Question(book, asker, asking, "open-safe-way", Kind.PERSON, who)
        one = scene.person
        if one is None or one.safe_way is None or not protection.may_reach(one, asker):
            refusal = Stranger()
            await self._recording.refused(question, scene.now, refusal, one)
            raise refusal
        permit = Permit("named-for-it", asker.id, (), frozenset({COMPARTMENT}))
        shown = ("safe-way",)
        await self._recording.opened(
            question, scene, permit, scene.person_version, fields=shown, entries=1
        )
        return Opened(one.safe_way, 1, scene.now)

    async def notices_of(self, book: UUID, asker: Asker) -> NoticeWish | None:
        """Return the asker's own wish; see ``Application.notices_of``."""
        if isinstance(asker, Citizen):
            one = (await self._scenes.of_person(book, asker.person)).person
            return None if one is None else one.notices
        employee = (await self._municipality(book)).municipality.employees.get(asker.employee)
        return None if employee is None else employee.notices

    async def _municipality(self, book: UUID) -> Scene:
        try:
            return await self._scenes.of_municipality(book)
        except NoSuchBook:
            raise Stranger from None


def _says_so(person: Person | None, account: Account, number: str | None) -> bool:
    """Say whether the lines of a person say themselves by what they log in.

    The row by which they are found is sealed by nobody: whoever can change it would else be, or
    let anybody be, whom they like.
    """
    if person is None:
        return False
    return account in person.accounts or number in {one.digits for one in person.numbers}


def _administers(staff: Staff) -> bool:
    return Duty.ADMINISTRATOR in staff.duties
