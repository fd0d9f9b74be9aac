"""The municipality: its units, its people at work, and the rules it has published."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from stafett.domain.people import Contact, Duty, EmployeeId, UnitId
from stafett.domain.policy import DayRules, Guide, GuideVersion


@dataclass(frozen=True, slots=True)
class Unit:
    """A named place of work, e.g. Bjerka skole; ``kind`` is its service, e.g. ``school``."""

    id: UnitId
    name: str
    kind: str
    public: bool = True


@dataclass(frozen=True, slots=True)
class Employment:
    """One employee's place in one unit, from and until (inclusive) a day."""

    unit: UnitId
    leads: bool
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Employee:
    """Somebody at work, with every employment they have and have had."""

    id: EmployeeId
    contact: Contact
    employments: tuple[Employment, ...] = ()
    duties: frozenset[Duty] = frozenset()


@dataclass(frozen=True, slots=True)
class Municipality:
    """The municipality as it is now: units, employees, guides and day rules by date."""

    name: str
    units: Mapping[UnitId, Unit] = field(default_factory=dict)
    employees: Mapping[EmployeeId, Employee] = field(default_factory=dict)
    guides: Mapping[GuideVersion, Guide] = field(default_factory=dict)
    day_rules: tuple[DayRules, ...] = ()
