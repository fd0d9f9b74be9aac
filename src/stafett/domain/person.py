"""The person it is all about, and those who answer for them: a child, a youth, their guardians."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from stafett.domain.people import PersonId


class Responsibility(Enum):
    """Parental responsibility as the population register words it (law 3.3)."""

    PARENTAL = "parental"
    NONE = "none"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Guardian:
    """Somebody who answers for the child, and with what right."""

    person: PersonId
    name: str
    responsibility: Responsibility


@dataclass(frozen=True, slots=True)
class Person:
    """The child or young person as the book knows them now; the birth date is given, not parsed."""

    id: PersonId
    name: str
    born: date | None
    guardians: Mapping[PersonId, Guardian] = field(default_factory=dict)

    def age(self, on: date) -> int | None:
        """Return whole years reached on the day, or ``None`` when no birth date is known."""
        if self.born is None:
            return None
        had = (on.month, on.day) >= (self.born.month, self.born.day)
        return on.year - self.born.year - (0 if had else 1)
