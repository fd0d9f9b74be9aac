"""The plan of a measure: what is done, how, where, when, and who sees to it (R114-R117)."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from uuid import UUID

from stafett.domain.people import PersonId

AT_HOME = "home"
"""The arena that R117 looks for: every measure in a service has a sister at home."""


class Part(Enum):
    """Which side of the table the responsible one sits on (R114)."""

    EMPLOYEE = "employee"
    CHILD = "child"
    GUARDIAN = "guardian"
    PRIVATE_NETWORK = "private-network"


class Basis(Enum):
    """What the measure rests on (R116)."""

    VOLUNTARY = "voluntary"
    FORMAL_DECISION = "formal-decision"


@dataclass(frozen=True, slots=True)
class Responsible:
    """Who sees to it that it is done; ``who`` is an id where there is one, ``name`` if not."""

    part: Part
    who: UUID | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is done, how, by whom and where, from when to when (R116).

    ``evaluate_on`` is the day one looks at what it did; ``home`` tells which of two homes, and
    ``apart`` whom in the family the measure is for alone (empty: the whole family; R177).
    """

    what: str
    how: str
    responsible: Responsible
    arena: str
    starts: date
    deadline: date
    evaluate_on: date
    basis: Basis = Basis.VOLUNTARY
    home: str = ""
    apart: frozenset[PersonId] = frozenset()
    topic: str = ""
