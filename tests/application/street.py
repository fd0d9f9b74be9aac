"""A street in a small town: its people at work and one family, in a book with a door to it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from stafett.application.asking import Asking, Done, Listed, NotYetCurrent, Opened, Promise, Target
from stafett.application.door import Application
from stafett.application.views import ConcernView
from stafett.domain.employment import EmployeeRegistered, EmploymentBegan
from stafett.domain.facts import MUNICIPALITY, PERSON, Event
from stafett.domain.guardianship import Evidence, GuardianRecorded
from stafett.domain.identity import PersonRegistered
from stafett.domain.municipality import MunicipalityCreated
from stafett.domain.people import Asker, Contact, FollowUpId, Operator, PersonId
from stafett.domain.person import Person
from stafett.domain.publishing import DayRulesPublished, GuidePublished
from stafett.domain.trust import DutyGiven
from stafett.domain.unit import UnitOpened
from stafett.domain.views import FollowUpView
from stafett.journal import Through
from stafett.ledger.line import Line
from tests.follow_ups import START
from tests.people import CHILD, CHILD_ID, HEAD, LONG_AGO, TEACHER, TODAY, UNITS
from tests.people import MUNICIPALITY as TOWN
from tests.rooms import Rooms, open_rooms


def an_asking(purpose: str | None = "FOLLOW_UP") -> Asking:
    """Return where a question comes from."""
    return Asking(Through("a school's programme"), request=uuid4(), purpose=purpose)


def a_promise(key: str | None = None, body: str = "") -> Promise:
    """Return a promise under a key of its own, or under this one."""
    return Promise(key or str(uuid4()), sha256(body.encode()).digest())


@dataclass(frozen=True)
class Street:
    """One book with people in it, and the door to it."""

    rooms: Rooms
    door: Application
    book: UUID
    follow_up: FollowUpId = field(default_factory=lambda: FollowUpId(uuid4()))

    async def ask(
        self,
        asker: Asker | Operator,
        command: object,
        *,
        of: Target | None = None,
        promise: Promise | None = None,
        if_seen: int | None = None,
        about: PersonId | None = None,
        new: UUID | None = None,
    ) -> Done:
        """Ask for something to be done, of the follow-up unless something else is named."""
        return await self.door.execute(
            self.book,
            asker,
            of or Target.follow_up(self.follow_up),
            command,
            promise=promise or a_promise(),
            asking=an_asking(),
            if_seen=if_seen,
            about=about,
            new=new,
        )

    async def all_of(self, *steps: tuple[Asker, object]) -> None:
        """Ask for several things, one after the other."""
        for asker, command in steps:
            await self.ask(asker, command)

    async def look(self, asker: Asker) -> Opened[FollowUpView]:
        """Open the follow-up."""
        return await self.door.open_follow_up(self.book, asker, self.follow_up, asking=an_asking())

    async def my_list(self, asker: Asker) -> Sequence[Listed[FollowUpView | ConcernView]]:
        """Return somebody's list; on a slow machine ask again, as a client is told to."""
        for _ in range(30):
            try:
                return await self.door.my_list(self.book, asker, asking=an_asking())
            except NotYetCurrent:
                continue
        raise NotYetCurrent

    async def listed(self, asker: Asker) -> set[UUID]:
        """Return the ids on somebody's list."""
        return {one.id for one in await self.my_list(asker)}

    async def begun(self) -> "Street":
        """Let the school take the child on; the teacher carries the baton."""
        done = await self.ask(TEACHER, START, about=CHILD_ID)
        assert done.id == self.follow_up
        return self

    async def journal(self) -> Sequence[Event]:
        """Return what stands in the journal, oldest first."""
        lines = await self.rooms.journal_ledger.follow(self.book, 0, 10_000)
        return [line.event for line in lines if line.event is not None]

    async def lines(self) -> Sequence[Line]:
        """Return every line of the book."""
        return await self.rooms.ledger.follow(self.book, 0, 10_000)

    async def clock(self, on: date) -> None:
        """Set the book's clock to noon on a day."""
        await self.rooms.ledger.set_clock(self.book, noon(on) - datetime.now(UTC))


def noon(on: date) -> datetime:
    """Return noon on a day, where the book's clock begins."""
    return datetime.combine(on, time(12), UTC)


async def a_street(rooms: Rooms, door: Application) -> Street:
    """Write the town of ``tests.people`` into a new book, on the day of ``tests.people``."""
    book, municipality = uuid4(), uuid4()
    offset: timedelta = noon(TODAY) - datetime.now(UTC)
    await rooms.ledger.create_book(book, municipality, clock_offset=offset)
    await rooms.write(book, municipality, *((MUNICIPALITY, event) for event in _town()))
    await a_person(rooms, book, CHILD)
    return Street(rooms, door, book)


async def a_person(rooms: Rooms, book: UUID, person: Person) -> None:
    """Write a person, and who answers for them, into a book."""
    events: list[Event] = [
        PersonRegistered(
            person=person.id,
            subject=person.subject,
            full_name=person.name,
            born=person.born,
            by=HEAD.employee,
            on=LONG_AGO,
        )
    ]
    events += [
        GuardianRecorded(
            guardian=one.person,
            guardian_name=one.name,
            responsibility=one.responsibility,
            since=one.since,
            until=one.until,
            evidence=Evidence.POPULATION_REGISTER,
            reference="",
            on=LONG_AGO,
        )
        for one in person.guardians.values()
    ]
    await rooms.write(book, person.id, *((PERSON, event) for event in events))


def _town() -> list[Event]:
    events: list[Event] = [MunicipalityCreated(municipality_name=TOWN.name)]
    events += [GuidePublished(guide=one, decided_by="council") for one in TOWN.guides.values()]
    events += [DayRulesPublished(rules=one, decided_by="council") for one in TOWN.day_rules]
    events += [
        UnitOpened(
            unit=one.id,
            unit_name=one.name,
            kind=one.kind,
            municipal=one.municipal,
            public=one.public,
            part_of=one.part_of,
            contact=Contact(one.name),
        )
        for one in UNITS.values()
    ]
    for employee in TOWN.employees.values():
        events.append(EmployeeRegistered(employee=employee.id, contact=employee.contact))
        events += [
            EmploymentBegan(
                employee=employee.id, unit=work.unit, leads=work.leads, since=work.since
            )
            for work in employee.employments
        ]
        events += [DutyGiven(employee=employee.id, duty=one) for one in employee.duties]
    return events


@asynccontextmanager
async def open_town(urls: tuple[str, str]) -> AsyncIterator[tuple[Rooms, Application]]:
    """Open the rooms and the door on two databases."""
    async with open_rooms(urls) as rooms:
        yield rooms, Application(rooms.ledger, rooms.journal, rooms.pool, rooms.runner)


def kinds(events: Sequence[Any]) -> list[str]:
    """Return the stored names of events."""
    return [event.name for event in events]
