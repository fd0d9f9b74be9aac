"""Who is who: the ids of people and units, and the one who asks.

An id is random and says nothing. A person is somebody in a family; an employee is somebody at
work. One human being may be both, and is then two askers.
"""

from dataclasses import dataclass, field
from enum import Enum
from typing import NewType, TypeAlias
from uuid import UUID

PersonId = NewType("PersonId", UUID)
EmployeeId = NewType("EmployeeId", UUID)
UnitId = NewType("UnitId", UUID)
SystemId = NewType("SystemId", UUID)
ConcernId = NewType("ConcernId", UUID)
FollowUpId = NewType("FollowUpId", UUID)


class Duty(Enum):
    """What an employee does for the whole municipality, beside the work in a unit."""

    ADMINISTRATOR = "administrator"
    BTI_COORDINATOR = "bti-coordinator"
    STEERING_GROUP = "steering-group"
    COORDINATING_UNIT = "coordinating-unit"
    ARCHIVIST = "archivist"
    AUDITOR = "auditor"
    DATA_PROTECTION_OFFICER = "data-protection-officer"


class Assurance(Enum):
    """How surely the log-in knows who this is."""

    LOW = "low"
    SUBSTANTIAL = "substantial"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Professional:
    """A named employee in a named unit: baton holders and participants are never just a unit."""

    employee: EmployeeId
    unit: UnitId


@dataclass(frozen=True, slots=True)
class Staff:
    """An employee who asks, with the units they work in and lead today (R171, R173)."""

    employee: EmployeeId
    units: frozenset[UnitId] = frozenset()
    leads: frozenset[UnitId] = frozenset()
    duties: frozenset[Duty] = frozenset()
    assurance: Assurance = Assurance.HIGH

    @property
    def id(self) -> UUID:
        """Return the id that a line in the book is signed with."""
        return self.employee


@dataclass(frozen=True, slots=True)
class Citizen:
    """Somebody in a family who asks: a child, a guardian, a representative."""

    person: PersonId
    assurance: Assurance = Assurance.HIGH

    @property
    def id(self) -> UUID:
        """Return the id that a line in the book is signed with."""
        return self.person


Asker: TypeAlias = Staff | Citizen


@dataclass(frozen=True, slots=True)
class Operator:
    """Whoever runs the installation: may open a book and invite its first administrator.

    Sees nothing in it, and is never an asker in a matter about anybody.
    """

    id: UUID


@dataclass(frozen=True, slots=True)
class System:
    """A system that asks: it tells who works where, and is never an asker in a matter."""

    id: SystemId


Actor: TypeAlias = Asker | Operator | System


@dataclass(frozen=True, slots=True)
class Account:
    """A log-in somebody has shown: who vouches for it, and what they call this human being.

    ``issuer`` and ``subject`` are the token's ``iss`` and ``sub``; which of our ids they stand
    for is known only inside the book.
    """

    issuer: str
    subject: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach somebody: shown to the family for whoever holds the baton (R183)."""

    name: str
    phone: str = ""
    email: str = ""
    extra: tuple[tuple[str, str], ...] = field(default=())
