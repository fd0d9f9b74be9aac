"""Who may look for something, in words a list can hold: a person, an employee, a unit's leaders."""

from dataclasses import dataclass
from enum import Enum
from uuid import UUID

from stafett.ledger.book import Ledger


class Hand(Enum):
    """In what quality somebody reaches a stream; each is tagged apart from the others."""

    PERSON = "person"
    """Somebody in a family: reaches the streams of persons they are, or answer for."""
    ABOUT = "about"
    """The child: whoever reaches the child's stream reaches what is about the child."""
    EMPLOYEE = "employee"
    """A named employee."""
    LEADERS = "leaders"
    """Whoever leads a unit."""
    SHELF = "shelf"
    """Whoever looks after the archive: reaches what is locked."""


@dataclass(frozen=True, slots=True)
class Reach:
    """One way to a stream."""

    hand: Hand
    id: UUID


async def tag_of(ledger: Ledger, book: UUID, hand: Hand, who: UUID) -> bytes:
    """Return the keyed hash that stands for one way to a stream in one book's lists."""
    return await ledger.tag(book, f"reach:{hand.value}", who.bytes)
