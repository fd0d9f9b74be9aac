"""What is shown of access that rests on little, and of what is hidden: numbers and days alone."""

from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from uuid import UUID

from stafett.domain.marks import FRAME, HERE
from stafett.domain.people import UnitId


class Weakness(Enum):
    """In what way access rests on little."""

    LAPSED = "lapsed"
    """The unit takes part, and a word that let it in has run out."""
    RUNS_ON = "runs-on"
    """Words from before a birthday run on for some days (R170)."""
    INCOMPLETE = "incomplete"
    """It is not on record what a giver was told first (R64)."""
    WRITTEN_BY_STAFF = "written-by-staff"
    """A word was written down by somebody at work (R65)."""
    ONE_GUARDIAN = "one-guardian"
    """One guardian's word is enough, for nobody else has the say."""


@dataclass(frozen=True, slots=True)
class WeakView:
    """One unit's access in one matter, and in what ways it rests on little.

    ``known_as`` is what the matter is called this quarter by all who may speak of it; ``id`` is
    there for those alone who may open it. ``last_day`` is the last day the words hold, or held.
    """

    known_as: str = field(default="", metadata=HERE)
    id: UUID | None = field(default=None, metadata=FRAME)
    unit: UnitId | None = field(default=None, metadata=HERE)
    weaknesses: tuple[Weakness, ...] = field(default=(), metadata=HERE)
    last_day: date | None = field(default=None, metadata=HERE)


@dataclass(frozen=True, slots=True)
class WeakOnesView:
    """Access that rests on little today: in every matter, or in those one holds or leads."""

    day: date | None = field(default=None, metadata=HERE)
    seen: int = field(default=0, metadata=HERE)
    items: tuple[WeakView, ...] = field(default=(), metadata=HERE)


@dataclass(frozen=True, slots=True)
class ShieldedView:
    """How many matters are shielded today, in fives and never below, and how many for long.

    ``open_at_least`` and ``old_at_least`` are ``None`` below five, none among them; ``old`` is
    for more than a quarter of a year. ``overdue``: somewhere the day to look at a shield again is
    more than a week behind.
    """

    open_at_least: int | None = field(default=None, metadata=HERE)
    old_at_least: int | None = field(default=None, metadata=HERE)
    overdue: bool = field(default=False, metadata=HERE)


@dataclass(frozen=True, slots=True)
class ProtectedView:
    """How many addresses are protected today, in fives and never below.

    ``at_least`` is ``None`` below five, none among them. ``overdue``: somewhere the day to look at
    it again is more than a week behind.
    """

    at_least: int | None = field(default=None, metadata=HERE)
    overdue: bool = field(default=False, metadata=HERE)


@dataclass(frozen=True, slots=True)
class LookedInOnView:
    """How often somebody looked in in an emergency, by what became of it; nobody by name.

    ``lately`` within ninety days, ``waiting`` for a review, ``overdue`` past its day,
    ``not_justified`` found wrong; ``oldest_waits_since`` is when the oldest that waits was done.
    """

    lately: int = field(default=0, metadata=HERE)
    waiting: int = field(default=0, metadata=HERE)
    overdue: int = field(default=0, metadata=HERE)
    not_justified: int = field(default=0, metadata=HERE)
    oldest_waits_since: date | None = field(default=None, metadata=HERE)


@dataclass(frozen=True, slots=True)
class OversightView:
    """What the data protection officer sees of the whole, in numbers."""

    day: date | None = field(default=None, metadata=HERE)
    shielded: ShieldedView = field(default=ShieldedView(), metadata=HERE)
    protected: ProtectedView = field(default=ProtectedView(), metadata=HERE)
    looked_in_on: LookedInOnView = field(default=LookedInOnView(), metadata=HERE)
