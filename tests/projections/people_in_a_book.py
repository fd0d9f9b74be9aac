"""People written into a book, and what the lists make of them."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID, uuid4

from stafett.domain import person
from stafett.domain.facts import PERSON
from stafett.domain.guardianship import Evidence, GuardianRecorded, Responsibility
from stafett.domain.identity import NameGiven, PersonRegistered, Subject
from stafett.domain.people import PersonId
from stafett.projections.builds import DOORS, Build
from stafett.projections.case_view import Folded, read_all
from tests.rooms import Rooms

TODAY = date(2026, 11, 21)
REGISTRAR = uuid4()


def registered(who: UUID, called: str = "Barn Prøve") -> PersonRegistered:
    return PersonRegistered(
        person=PersonId(who),
        subject=Subject.CHILD,
        full_name=called,
        born=date(2018, 3, 1),
        by=REGISTRAR,
        on=TODAY,
    )


def answered_for_by(guardian: UUID) -> GuardianRecorded:
    return GuardianRecorded(
        guardian=PersonId(guardian),
        guardian_name="Mor Prøve",
        responsibility=Responsibility.PARENTAL,
        since=date(2018, 3, 1),
        until=None,
        evidence=Evidence.POPULATION_REGISTER,
        reference="",
        on=TODAY,
    )


async def a_child(rooms: Rooms, book: UUID, guardian: UUID | None = None) -> UUID:
    """Register a child with a guardian."""
    child = uuid4()
    events = [registered(child), answered_for_by(guardian or uuid4())]
    await rooms.write(book, child, *((PERSON, event) for event in events))
    return child


async def renamed(rooms: Rooms, book: UUID, child: UUID, times: int = 1) -> None:
    """Give a child another name, so many times."""
    for turn in range(times):
        await rooms.write(book, child, (PERSON, NameGiven(full_name=f"Barn {turn}")))


async def as_the_lines_say(rooms: Rooms, book: UUID, stream: UUID) -> person.State:
    """Fold a person from the book's own lines."""
    history = (await rooms.ledger.read(book, {stream: 0})).histories[stream]
    return person.fold(line.event for line in history.lines if line.event is not None)


async def as_the_view_says(
    rooms: Rooms, book: UUID, streams: list[UUID], build: int = 1
) -> Mapping[UUID, Folded]:
    """Open what the view holds of these streams."""
    async with rooms.database.acquire() as connection:
        opened, spoilt = await read_all(connection, rooms.ledger, book, build, streams)
    assert not spoilt
    return opened


async def listed(rooms: Rooms, book: UUID, build: int = 1) -> set[tuple[bytes, UUID]]:
    """Return every row of the access list: tag and stream."""
    rows = await rooms.database.fetch(
        "SELECT tag, stream FROM access_list WHERE tenant = $1 AND build = $2", book, build
    )
    return {(row["tag"], row["stream"]) for row in rows}


async def bookmark(rooms: Rooms, book: UUID, build: int = 1) -> int | None:
    """Return how far a build has come."""
    position: int | None = await rooms.database.fetchval(
        "SELECT position FROM projection_bookmark WHERE tenant = $1 AND build = $2", book, build
    )
    return position


def live(book: UUID) -> Build:
    """Return a new book's first build."""
    return Build(book, DOORS, 1)
