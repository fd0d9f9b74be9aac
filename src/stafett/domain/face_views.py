"""What the three faces and the shelf show: today's work, a family's page, a leader's board.

As in a follow-up's own view every field carries the mark of those it is for, and is emptied for
all others. No field goes without a mark.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from stafett.domain.acting import Away
from stafett.domain.dated import DueKind
from stafett.domain.gap import Break, Gap
from stafett.domain.givers import Doubt
from stafett.domain.logg import Locking, Medium
from stafett.domain.marks import CARE, CONSENTS, FRAME, HERE, INVITATION, LOGG, PERSON, RELAY
from stafett.domain.people import PersonId, Professional, UnitId
from stafett.domain.views import (
    ConsentView,
    HolderView,
    InvitationView,
    LoggView,
    MemberView,
)

Matter = Literal["concern", "follow-up", "person"]


@dataclass(frozen=True, slots=True)
class DueView:
    """One thing to see to: what, in which matter, by which day, and by which rule.

    ``matter`` is ``person`` where it is about who somebody is, and no matter of theirs.
    """

    kind: DueKind | None = field(default=None, metadata=HERE)
    on: date | None = field(default=None, metadata=HERE)
    late: bool = field(default=False, metadata=HERE)
    rule: str = field(default="", metadata=HERE)
    matter: Matter = field(default="follow-up", metadata=HERE)
    id: UUID | None = field(default=None, metadata=HERE)
    thing: UUID | None = field(default=None, metadata=HERE)
    person: PersonId | None = field(default=None, metadata=PERSON)
    unit: UnitId | None = field(default=None, metadata=FRAME)


@dataclass(frozen=True, slots=True)
class AskView:
    """A unit that asks the family for a logg, while there is an open one here (R167)."""

    unit: UnitId | None = field(default=None, metadata=CARE)
    on: date | None = field(default=None, metadata=CARE)


@dataclass(frozen=True, slots=True)
class HeldView:
    """A follow-up whose turn is mine today; ``instead_of``: I act for somebody (R173)."""

    id: UUID | None = field(default=None, metadata=HERE)
    person: PersonId | None = field(default=None, metadata=PERSON)
    level: int | None = field(default=None, metadata=FRAME)
    since: datetime | None = field(default=None, metadata=FRAME)
    instead_of: Professional | None = field(default=None, metadata=FRAME)
    because: Away | None = field(default=None, metadata=FRAME)
    next_meeting_by: date | None = field(default=None, metadata=FRAME)
    breaks: tuple[Break, ...] = field(default=(), metadata=HERE)
    asks: tuple[AskView, ...] = field(default=(), metadata=CARE)


@dataclass(frozen=True, slots=True)
class OfferedView:
    """A baton I am asked to carry, and the last day to answer."""

    id: UUID | None = field(default=None, metadata=HERE)
    person: PersonId | None = field(default=None, metadata=PERSON)
    home: UnitId | None = field(default=None, metadata=PERSON)
    unit: UnitId | None = field(default=None, metadata=RELAY)
    offered_on: date | None = field(default=None, metadata=RELAY)
    last_day: date | None = field(default=None, metadata=RELAY)


@dataclass(frozen=True, slots=True)
class InvitedView:
    """A unit I answer for is asked to take part; about whom is not told before consent (R135)."""

    id: UUID | None = field(default=None, metadata=HERE)
    invitation: InvitationView | None = field(default=None, metadata=INVITATION)


@dataclass(frozen=True, slots=True)
class TodayView:
    """Everything that is mine to see to; ``seen`` counts the entries behind it."""

    day: date | None = field(default=None, metadata=HERE)
    seen: int = field(default=0, metadata=HERE)
    holds: tuple[HeldView, ...] = field(default=(), metadata=HERE)
    offers: tuple[OfferedView, ...] = field(default=(), metadata=HERE)
    invitations: tuple[InvitedView, ...] = field(default=(), metadata=HERE)
    due: tuple[DueView, ...] = field(default=(), metadata=HERE)
    consents_ending: tuple[DueView, ...] = field(default=(), metadata=HERE)
    child_talks: tuple[DueView, ...] = field(default=(), metadata=HERE)


GiverRole = Literal["self", "guardian"]


@dataclass(frozen=True, slots=True)
class GiverView:
    """Somebody whose consent is needed today: in which role, and who."""

    role: GiverRole = field(default="guardian", metadata=HERE)
    person: PersonId | None = field(default=None, metadata=PERSON)


@dataclass(frozen=True, slots=True)
class NeedView:
    """Whose consent would let one unit in today; ``unclear``: why nobody can say yet."""

    unit: UnitId | None = field(default=None, metadata=FRAME)
    givers: tuple[GiverView, ...] = field(default=(), metadata=HERE)
    unclear: Doubt | None = field(default=None, metadata=HERE)


@dataclass(frozen=True, slots=True)
class ShelvedView:
    """A locked logg, and whose consent would open it again, as it is today (R62, R170)."""

    id: UUID | None = field(default=None, metadata=HERE)
    person: PersonId | None = field(default=None, metadata=PERSON)
    since: datetime | None = field(default=None, metadata=HERE)
    because: Locking | None = field(default=None, metadata=HERE)
    medium: Medium | None = field(default=None, metadata=HERE)
    kept_at: str = field(default="", metadata=HERE)
    asked_on: date | None = field(default=None, metadata=RELAY)
    needs: tuple[NeedView, ...] = field(default=(), metadata=HERE)


@dataclass(frozen=True, slots=True)
class ShelfView:
    """The locked loggs this reader may know of; ``seen`` counts them."""

    seen: int = field(default=0, metadata=HERE)
    items: tuple[ShelvedView, ...] = field(default=(), metadata=HERE)


@dataclass(frozen=True, slots=True)
class AtHomeView:
    """A follow-up as its family meets it: who, until when, what is mine to do and to say.

    ``names`` says who and where the ids in it are, as in the follow-up's own view;
    ``may_demand_closure`` whether the reader can have the open logg locked today (R60).
    """

    id: UUID | None = field(default=None, metadata=HERE)
    names: Mapping[UUID, str] = field(default_factory=dict, metadata=HERE)
    state: Literal["running", "ended"] = field(default="running", metadata=HERE)
    person: PersonId | None = field(default=None, metadata=PERSON)
    home: UnitId | None = field(default=None, metadata=PERSON)
    level: int | None = field(default=None, metadata=FRAME)
    holder: HolderView | None = field(default=None, metadata=FRAME)
    team: tuple[MemberView, ...] = field(default=(), metadata=FRAME)
    next_meeting: datetime | None = field(default=None, metadata=FRAME)
    next_meeting_by: date | None = field(default=None, metadata=FRAME)
    tasks: tuple[DueView, ...] = field(default=(), metadata=HERE)
    consents: tuple[ConsentView, ...] = field(default=(), metadata=CONSENTS)
    logg: LoggView = field(default_factory=LoggView, metadata=HERE)
    may_demand_closure: bool = field(default=False, metadata=HERE)
    shelf: ShelvedView | None = field(default=None, metadata=LOGG)


@dataclass(frozen=True, slots=True)
class FamilyView:
    """A family's page; ``seen`` counts the entries behind it."""

    seen: int = field(default=0, metadata=HERE)
    items: tuple[AtHomeView, ...] = field(default=(), metadata=HERE)


@dataclass(frozen=True, slots=True)
class RowView:
    """So many of a kind, and how many days ago the oldest began."""

    count: int = field(default=0, metadata=HERE)
    oldest_days: int | None = field(default=None, metadata=HERE)


@dataclass(frozen=True, slots=True)
class LevelView:
    """The follow-ups on one level."""

    level: int = field(default=0, metadata=HERE)
    follow_ups: RowView = field(default_factory=RowView, metadata=HERE)


@dataclass(frozen=True, slots=True)
class BoardView:
    """How a unit's work stands, in numbers and days; nobody is named and nothing is told."""

    unit: UnitId | None = field(default=None, metadata=HERE)
    day: date | None = field(default=None, metadata=HERE)
    seen: int = field(default=0, metadata=HERE)
    concerns: RowView = field(default_factory=RowView, metadata=HERE)
    levels: tuple[LevelView, ...] = field(default=(), metadata=HERE)
    elsewhere: RowView = field(default_factory=RowView, metadata=HERE)
    breaks: Mapping[Gap, int] = field(default_factory=dict, metadata=HERE)
