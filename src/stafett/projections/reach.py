"""Who may look for something, in words a list can hold: a person, an employee, a unit's leaders."""

from dataclasses import dataclass
from enum import Enum
from hashlib import sha256
from typing import Final
from uuid import UUID

from stafett.domain.people import EmployeeId, UnitId
from stafett.domain.policy import GuideVersion
from stafett.ledger.book import Ledger


class Hand(Enum):
    """In what quality somebody reaches a stream; each is tagged apart from the others."""

    PERSON = "person"
    """Somebody in a family: reaches the streams of persons they are, or answer for."""
    ABOUT = "about"
    """The child: whoever reaches the child's stream reaches what is about the child."""
    EMPLOYEE = "employee"
    """A named employee."""
    READER = "reader"
    """A named employee who may read how to reach somebody whose address is protected."""
    LEADERS = "leaders"
    """Whoever leads a unit."""
    HEIR = "heir"
    """Whoever leads a unit: reaches what is theirs since who wrote it works there no more."""
    KEPT = "kept"
    """An employee it is kept from: whatever else they are, they do not reach it."""
    SHELF = "shelf"
    """Whoever looks after the archive: reaches what is locked."""
    WATCH = "watch"
    """Nobody by name: what may be being dropped is looked through for the BTI coordinator."""
    DISPUTES = "disputes"
    """The coordinating unit: reaches what it is asked to decide."""
    GUIDE = "guide"
    """Nobody: what goes by one edition of the guide is counted, and never reached."""


@dataclass(frozen=True, slots=True)
class Reach:
    """One way to a stream."""

    hand: Hand
    id: UUID


WATCH: Final = Reach(Hand.WATCH, UUID(int=0))
"""The way to everything that is watched: it belongs to nobody, and there is one."""
DISPUTES: Final = Reach(Hand.DISPUTES, UUID(int=0))
"""What the coordinating unit has to decide; there is one in a book."""


def left_by(unit: UnitId, author: EmployeeId) -> Reach:
    """Return the way to what somebody wrote in a unit, for who leads it once they have left."""
    return Reach(Hand.HEIR, UUID(bytes=sha256(unit.bytes + author.bytes).digest()[:16]))


def goes_by(guide: GuideVersion) -> Reach:
    """Return what stands for going by one edition of the guide."""
    name = f"{guide.guide}\0{guide.version}".encode()
    return Reach(Hand.GUIDE, UUID(bytes=sha256(name).digest()[:16]))


async def tag_of(ledger: Ledger, book: UUID, hand: Hand, who: UUID) -> bytes:
    """Return the keyed hash that stands for one way to a stream in one book's lists."""
    return await ledger.tag(book, f"reach:{hand.value}", who.bytes)
