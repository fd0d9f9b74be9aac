"""A small town behind two doors: a school, PPT, one family - and both doors open on one book.

The two doors are what two processes are to each other: each with its own connections, keys,
memory and runner. Whoever writes through one and reads through the other has only the book.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from typing import Any, Final
from uuid import UUID, uuid4

from stafett.api.house import House, open_house
from stafett.api.new_book import open_book
from stafett.application.asking import Asking, Done, Opened, Promise, Target
from stafett.application.door import Application
from stafett.domain.beginning import Agreement, Clarification, StartFollowUp
from stafett.domain.consent import GrantConsent
from stafett.domain.entry import EntryId, EntryKind, Note, WriteEntry
from stafett.domain.guardianship import Evidence as Known
from stafett.domain.guardianship import RecordGuardian, Responsibility
from stafett.domain.how_given import Evidence, EvidenceKind
from stafett.domain.identity import RegisterPerson, Subject
from stafett.domain.let_in import ConsentId, Terms
from stafett.domain.moment import NORWAY
from stafett.domain.opening import OpenLogg
from stafett.domain.participation import AcceptInvitation, InviteUnit
from stafett.domain.people import (
    Actor,
    Asker,
    Citizen,
    Contact,
    EmployeeId,
    FollowUpId,
    Operator,
    PersonId,
    Professional,
    Staff,
    UnitId,
)
from stafett.domain.staffing import BeginEmployment, RegisterEmployee
from stafett.domain.task import NameProfessional
from stafett.domain.unit import OpenUnit
from stafett.domain.views import FollowUpView
from stafett.domain.voice import ChildView
from stafett.journal import Through
from stafett.ledger.roots import LocalRoot, RootKey
from stafett.municipalities import load

SHARED_WORDS: Final = "Han leser best med hunden ved siden av seg"
"""What stands in the logg, and nowhere else."""
_SINCE: Final = date(2020, 8, 1)
_YEAR: Final = timedelta(days=300)


def _staff(unit: UnitId, *, leads: bool = False) -> Staff:
    units = frozenset({unit})
    return Staff(EmployeeId(uuid4()), units, units if leads else frozenset())


@dataclass
class SmallTown:
    """Everybody in it, the book they stand in, and the doors to it."""

    doors: tuple[Application, Application]
    book: UUID
    day: date
    school: UnitId = field(default_factory=lambda: UnitId(uuid4()))
    ppt: UnitId = field(default_factory=lambda: UnitId(uuid4()))
    mother: Citizen = field(default_factory=lambda: Citizen(PersonId(uuid4())))
    child: PersonId = field(default_factory=lambda: PersonId(uuid4()))
    follow_up: FollowUpId = field(default_factory=lambda: FollowUpId(uuid4()))

    def __post_init__(self) -> None:
        self.teacher, self.colleague = _staff(self.school), _staff(self.school)
        self.head = _staff(self.school, leads=True)
        self.adviser, self.leader = _staff(self.ppt), _staff(self.ppt, leads=True)

    async def ask(
        self,
        asker: Actor,
        command: object,
        *,
        of: Target | None = None,
        about: PersonId | None = None,
        door: int = 0,
    ) -> Done:
        """Have something done through one of the doors; of the follow-up, unless told otherwise."""
        return await self.doors[door].execute(
            self.book,
            asker,
            of or Target.follow_up(self.follow_up),
            command,
            promise=Promise(str(uuid4()), sha256(b"").digest()),
            asking=_asking(),
            about=about,
        )

    async def look(self, asker: Asker, *, door: int = 0) -> Opened[FollowUpView]:
        """Open the follow-up through one of the doors."""
        return await self.doors[door].open_follow_up(
            self.book, asker, self.follow_up, asking=_asking()
        )

    async def listed(self, asker: Asker, *, door: int = 0) -> list[FollowUpView]:
        """Return what stands of the follow-up on somebody's list."""
        found = await self.doors[door].my_list(self.book, asker, asking=_asking())
        return [
            one.view
            for one in found
            if one.id == self.follow_up and isinstance(one.view, FollowUpView)
        ]

    def word(self, *units: UnitId) -> GrantConsent:
        """Return the mother's word for units, to the logg as well."""
        told = Evidence(EvidenceKind.DIGITAL, self.day, "nb", information="family-2026-1")
        terms = Terms(frozenset(units), self.child, "help", self.day + _YEAR, logg=True)
        return GrantConsent(ConsentId(uuid4()), self.mother.person, terms, told)

    def at(self, staff: Staff) -> Professional:
        """Return somebody at work as the baton is offered to them."""
        (unit,) = staff.units
        return Professional(staff.employee, unit)

    async def people(self) -> None:
        """Make units, people at work and the family known."""
        operator = Operator(uuid4())
        entered: list[Any] = [
            OpenUnit(self.school, "Skolen", "school"),
            OpenUnit(self.ppt, "PPT", "ppt"),
        ]
        for one in (self.teacher, self.colleague, self.head, self.adviser, self.leader):
            (unit,) = one.units
            entered.append(RegisterEmployee(one.employee, Contact("Noen", phone="000 00 000")))
            entered.append(BeginEmployment(one.employee, unit, _SINCE, leads=bool(one.leads)))
        await self.ask(operator, tuple(entered), of=Target.municipality())
        mother = await self._register("Mor", Subject.ADULT, date(1988, 1, 1))
        self.mother = Citizen(mother)
        self.child = await self._register("Barn", Subject.CHILD, date(2018, 5, 5))
        answers = RecordGuardian(
            mother, "Mor", Responsibility.PARENTAL, date(2018, 5, 5), Known.POPULATION_REGISTER
        )
        await self.ask(self.teacher, answers, of=Target.person(self.child))

    async def _register(self, called: str, subject: Subject, born: date) -> PersonId:
        register = RegisterPerson(PersonId(uuid4()), subject, called, born)
        return PersonId((await self.ask(self.teacher, register, of=Target.person())).id)

    async def begin(self) -> None:
        """Let the school take the child on; the teacher carries the baton."""
        cleared = Clarification(
            self.head.employee, self.teacher.employee, Agreement.AGREED, self.day
        )
        voice = ChildView(not_asked_because="too small")
        start = StartFollowUp(self.school, self.at(self.teacher), cleared, "Alone", voice)
        done = await self.ask(self.teacher, start, of=Target.follow_up(), about=self.child)
        self.follow_up = FollowUpId(done.id)

    async def share(self) -> None:
        """Let PPT in on the mother's word, open the logg, and write in it."""
        await self.ask(self.mother, self.word(self.school))
        await self.ask(self.mother, self.word(self.ppt))
        await self.ask(self.teacher, InviteUnit(self.ppt))
        await self.ask(self.leader, AcceptInvitation(self.ppt))
        await self.ask(self.leader, NameProfessional(self.ppt, self.adviser.employee, "advice"))
        await self.ask(self.teacher, OpenLogg())
        note = Note(EntryKind.NOTE, SHARED_WORDS, frozenset({self.child}), self.day)
        entry = WriteEntry(EntryId(uuid4()), note, self.school, shared=True)
        await self.ask(self.teacher, entry)


def _asking() -> Asking:
    return Asking(Through("a race"), uuid4(), "follow-up")


@dataclass(frozen=True, slots=True)
class TwoDoors:
    """Two open houses on the same databases."""

    houses: tuple[House, House]

    async def found(self) -> SmallTown:
        """Found a town in a new book: its people, and a child whom the school has taken on."""
        one, other = self.houses
        made = await open_book(one, load("nittedal"), "Nittedal")
        now = (await one.ledger.read(made.book, {})).now
        doors = (one.application, other.application)
        town = SmallTown(doors, made.book, now.astimezone(NORWAY).date())
        await town.people()
        await town.begin()
        return town


@asynccontextmanager
async def open_two_doors(events_url: str, keystore_url: str) -> AsyncIterator[TwoDoors]:
    """Open two houses on two migrated, empty databases."""
    root = LocalRoot(RootKey.new(), "a race")
    async with (
        open_house(events_url, keystore_url, root, demo=True) as one,
        open_house(events_url, keystore_url, root, demo=True) as other,
    ):
        yield TwoDoors((one, other))
