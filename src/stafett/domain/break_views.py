"""What is shown of breaks: to those who see to the child, and to whoever keeps the whole picture.

As in every view each field carries the mark of those it is for. The coordinator's view has no
field for the child, for the unit a break is in, or for a level.
"""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from stafett.domain.face_views import Matter
from stafett.domain.gap import Gap
from stafett.domain.marks import FRAME, HERE, PERSON
from stafett.domain.people import Contact, EmployeeId, PersonId, UnitId


@dataclass(frozen=True, slots=True)
class FindingView:
    """One break with the rule behind it: since which day, and the guide's days and their source.

    ``days`` and ``source`` are empty where the day was agreed on in the follow-up itself.
    """

    gap: Gap | None = field(default=None, metadata=HERE)
    since: date | None = field(default=None, metadata=HERE)
    unit: UnitId | None = field(default=None, metadata=FRAME)
    rule: str = field(default="", metadata=HERE)
    days: int | None = field(default=None, metadata=HERE)
    source: str = field(default="", metadata=HERE)


@dataclass(frozen=True, slots=True)
class BrokenView:
    """A matter that is mine to see to, or my unit's, and what has broken in it.

    ``known_as`` is what the BTI coordinator calls it this quarter, so that we can talk about it.
    """

    matter: Matter = field(default="follow-up", metadata=HERE)
    id: UUID | None = field(default=None, metadata=HERE)
    person: PersonId | None = field(default=None, metadata=PERSON)
    known_as: str = field(default="", metadata=HERE)
    findings: tuple[FindingView, ...] = field(default=(), metadata=HERE)


@dataclass(frozen=True, slots=True)
class BreaksView:
    """The breaks in everything I answer for; ``seen`` counts the matters."""

    day: date | None = field(default=None, metadata=HERE)
    seen: int = field(default=0, metadata=HERE)
    items: tuple[BrokenView, ...] = field(default=(), metadata=HERE)


@dataclass(frozen=True, slots=True)
class CallView:
    """Which leader to call, and how; nobody when no unit above has a leader either."""

    employee: EmployeeId | None = field(default=None, metadata=HERE)
    contact: Contact | None = field(default=None, metadata=HERE)


@dataclass(frozen=True, slots=True)
class DroppedView:
    """A child that may be being dropped, under a name of the quarter, and which leader to call."""

    known_as: str = field(default="", metadata=HERE)
    call: CallView = field(default_factory=CallView, metadata=HERE)
    findings: tuple[FindingView, ...] = field(default=(), metadata=HERE)


@dataclass(frozen=True, slots=True)
class DroppedOnesView:
    """Every child of the municipality that may be being dropped; ``seen`` counts them.

    ``revise_model_by`` is the day by which one goes through what is learnt of the model (R151),
    once it is near or behind.
    """

    day: date | None = field(default=None, metadata=HERE)
    seen: int = field(default=0, metadata=HERE)
    revise_model_by: date | None = field(default=None, metadata=HERE)
    items: tuple[DroppedView, ...] = field(default=(), metadata=HERE)
