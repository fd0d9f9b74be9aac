"""What can be seen of a follow-up, and by which audience: one mark on every field.

A view is built whole and then trimmed for its reader; a field that is not for them falls back
to its empty value. No field goes without a mark.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from stafett.domain.acting import Away
from stafett.domain.baton import Because, FormalDecision, Offer
from stafett.domain.beginning import Clarification
from stafett.domain.cooperation_views import CooperationView
from stafett.domain.dates import MeetingId, MeetingState
from stafett.domain.ending import Ending, EndReason
from stafett.domain.follows import Follows
from stafett.domain.gap import Break
from stafett.domain.how_given import Evidence
from stafett.domain.let_in import ConsentId, Refused, Terms
from stafett.domain.level import HolderChoice
from stafett.domain.logg import Locking, Medium
from stafett.domain.marks import (
    CARE,
    CONSENTS,
    FORMAL_DECISION,
    FRAME,
    HERE,
    INVITATION,
    LOGG,
    NETWORK,
    PART,
    PERSON,
    RELAY,
)
from stafett.domain.passage_views import NOTHING, PassagesView
from stafett.domain.past_view import PastView
from stafett.domain.people import ConcernId, Contact, EmployeeId, PersonId, Professional, UnitId
from stafett.domain.policy import GuideVersion, Text
from stafett.domain.progress import StepNow
from stafett.domain.team import Aside, Task, Wanted
from stafett.domain.views_in_parts import AttachmentView, EntryView, MeasureView, PartView
from stafett.domain.views_nearby import NearbyView, NetworkView
from stafett.domain.voice import ChildView


@dataclass(frozen=True, slots=True)
class HolderView:
    """Whose turn it is, how to reach them (R183), and for whom they act."""

    who: Professional | None = field(default=None, metadata=FRAME)
    contact: Contact | None = field(default=None, metadata=FRAME)
    since: datetime | None = field(default=None, metadata=FRAME)
    instead_of: Professional | None = field(default=None, metadata=FRAME)
    because: Away | None = field(default=None, metadata=FRAME)


@dataclass(frozen=True, slots=True)
class TurnView:
    """One holder's time with the baton (R74)."""

    who: Professional | None = field(default=None, metadata=FRAME)
    since: datetime | None = field(default=None, metadata=FRAME)
    until: datetime | None = field(default=None, metadata=FRAME)
    because: Because | None = field(default=None, metadata=RELAY)
    formal_decision: FormalDecision | None = field(default=None, metadata=FORMAL_DECISION)


@dataclass(frozen=True, slots=True)
class MemberView:
    """A unit that takes part, let in until a day, and who in it does what."""

    unit: UnitId | None = field(default=None, metadata=FRAME)
    since: date | None = field(default=None, metadata=FRAME)
    named: tuple[tuple[EmployeeId, Task], ...] = field(default=(), metadata=FRAME)
    let_in: bool = field(default=False, metadata=FRAME)
    let_in_until: date | None = field(default=None, metadata=FRAME)
    reads_logg: bool = field(default=False, metadata=LOGG)


@dataclass(frozen=True, slots=True)
class InvitationView:
    """A unit that has been asked, and by whom: all that it learns before consent (R135)."""

    unit: UnitId | None = field(default=None, metadata=HERE)
    on: date | None = field(default=None, metadata=HERE)
    wanted: Wanted | None = field(default=None, metadata=HERE)
    asked_by: Professional | None = field(default=None, metadata=HERE)
    contact: Contact | None = field(default=None, metadata=HERE)


@dataclass(frozen=True, slots=True)
class RungView:
    """A stay on a level; the reasons are for the family and the holder."""

    level: int | None = field(default=None, metadata=FRAME)
    since: date | None = field(default=None, metadata=FRAME)
    guide: GuideVersion | None = field(default=None, metadata=FRAME)
    reason: str = field(default="", metadata=CARE)
    decided_by: str = field(default="", metadata=CARE)
    holder: HolderChoice | None = field(default=None, metadata=CARE)
    child_view: ChildView | None = field(default=None, metadata=CARE)


@dataclass(frozen=True, slots=True)
class MeetingView:
    """A meeting: how far it has come, and who in the family it is for alone (R44, R177).

    Each in the family sees of ``agreed_with`` only themselves. ``occasion`` is there for every
    meeting, so that it tells nobody whether a sister or brother has the same one (R176).
    """

    id: MeetingId | None = field(default=None, metadata=FRAME)
    kind: str = field(default="", metadata=FRAME)
    state: MeetingState | None = field(default=None, metadata=FRAME)
    starts: datetime | None = field(default=None, metadata=FRAME)
    units: tuple[UnitId, ...] = field(default=(), metadata=FRAME)
    held_on: date | None = field(default=None, metadata=FRAME)
    agreed_on: date | None = field(default=None, metadata=FRAME)
    invited_on: date | None = field(default=None, metadata=FRAME)
    instead_of: MeetingId | None = field(default=None, metadata=FRAME)
    occasion: UUID | None = field(default=None, metadata=FRAME)
    agreed_with: tuple[PersonId, ...] = field(default=(), metadata=CARE)
    apart: tuple[PersonId, ...] = field(default=(), metadata=CARE)


@dataclass(frozen=True, slots=True)
class OutcomeView:
    """What a meeting chose; of one held with another home alone, only what was chosen."""

    meeting: MeetingId | None = field(default=None, metadata=FRAME)
    met_on: date | None = field(default=None, metadata=FRAME)
    level: int | None = field(default=None, metadata=FRAME)
    outcome: str = field(default="", metadata=FRAME)
    follows: tuple[Follows, ...] = field(default=(), metadata=CARE)
    guide: GuideVersion | None = field(default=None, metadata=FRAME)
    reason: str = field(default="", metadata=CARE)
    decided_by: str = field(default="", metadata=CARE)
    child_view: ChildView | None = field(default=None, metadata=CARE)


@dataclass(frozen=True, slots=True)
class ConsentView:
    """One word, and whether it still stands for some unit."""

    id: ConsentId | None = field(default=None, metadata=CONSENTS)
    giver: PersonId | None = field(default=None, metadata=CONSENTS)
    terms: Terms | None = field(default=None, metadata=CONSENTS)
    evidence: Evidence | None = field(default=None, metadata=CONSENTS)
    registered_at: datetime | None = field(default=None, metadata=CONSENTS)
    registered_by: EmployeeId | None = field(default=None, metadata=CONSENTS)
    spoken_by: PersonId | None = field(default=None, metadata=CONSENTS)
    extends: ConsentId | None = field(default=None, metadata=CONSENTS)
    standing_for: tuple[UnitId, ...] = field(default=(), metadata=CONSENTS)
    withdrawn: tuple[tuple[UnitId, datetime], ...] = field(default=(), metadata=CONSENTS)
    disowned_at: datetime | None = field(default=None, metadata=CONSENTS)
    complete: bool = field(default=False, metadata=CONSENTS)
    papers: tuple[AttachmentView, ...] = field(default=(), metadata=CONSENTS)


@dataclass(frozen=True, slots=True)
class LoggView:
    """Whether there is a logg, and since when.

    ``asked``: the family has been asked for one; ``joined``: the unit came into another one (R167).
    To those who are not to know that one was locked, it is as if there had been none (I7).
    """

    state: Literal["not-opened", "asked", "joined", "open", "locked"] = field(
        default="not-opened", metadata=HERE
    )
    since: datetime | None = field(default=None, metadata=LOGG)
    medium: Medium | None = field(default=None, metadata=LOGG)
    kept_at: str = field(default="", metadata=CARE)
    because: Locking | None = field(default=None, metadata=LOGG)
    closure_demanded: bool = field(default=False, metadata=LOGG)
    asked_on: date | None = field(default=None, metadata=RELAY)


@dataclass(frozen=True, slots=True)
class BeginningView:
    """How it began."""

    on: datetime | None = field(default=None, metadata=FRAME)
    reason: str = field(default="", metadata=CARE)
    concern: ConcernId | None = field(default=None, metadata=CARE)
    clarification: Clarification | None = field(default=None, metadata=CARE)
    child_view: ChildView | None = field(default=None, metadata=CARE)


@dataclass(frozen=True, slots=True)
class EndingView:
    """How it ended."""

    on: datetime | None = field(default=None, metadata=FRAME)
    reason: EndReason | None = field(default=None, metadata=FRAME)
    details: Ending | None = field(default=None, metadata=CARE)


@dataclass(frozen=True, slots=True)
class FollowUpView:
    """A follow-up as one reader may see it today; ``seen`` counts the entries behind it.

    ``names`` says who and where the ids in it are: units and people at work, and nobody whose id
    is not in the view already (R171). ``answers_for``: what somebody in the family has taken on
    by name, where it lies in a part they do not read: the plan, and not what others saw of it.
    ``brought``: what the family brought from another municipality, where it lies in such a part.
    """

    state: Literal["running", "ended"] = field(default="running", metadata=HERE)
    seen: int = field(default=0, metadata=HERE)
    names: Mapping[UUID, str] = field(default_factory=dict, metadata=HERE)
    person: PersonId | None = field(default=None, metadata=PERSON)
    home: UnitId | None = field(default=None, metadata=PERSON)
    began: BeginningView | None = field(default=None, metadata=FRAME)
    ended: EndingView | None = field(default=None, metadata=FRAME)
    guide: GuideVersion | None = field(default=None, metadata=FRAME)
    level: int | None = field(default=None, metadata=FRAME)
    levels: tuple[RungView, ...] = field(default=(), metadata=FRAME)
    steps: tuple[StepNow, ...] = field(default=(), metadata=FRAME)
    holder: HolderView | None = field(default=None, metadata=FRAME)
    turns: tuple[TurnView, ...] = field(default=(), metadata=FRAME)
    offer: Offer | None = field(default=None, metadata=RELAY)
    team: tuple[MemberView, ...] = field(default=(), metadata=FRAME)
    nearby: NearbyView | None = field(default=None, metadata=CARE)
    network: NetworkView | None = field(default=None, metadata=NETWORK)
    aside: tuple[Aside, ...] = field(default=(), metadata=CARE)
    invitation: tuple[InvitationView, ...] = field(default=(), metadata=INVITATION)
    invitations: tuple[InvitationView, ...] = field(default=(), metadata=RELAY)
    next_meeting_by: date | None = field(default=None, metadata=FRAME)
    aftercare_by: date | None = field(default=None, metadata=FRAME)
    meetings: tuple[MeetingView, ...] = field(default=(), metadata=FRAME)
    outcomes: tuple[OutcomeView, ...] = field(default=(), metadata=FRAME)
    cooperation: CooperationView = field(default_factory=CooperationView, metadata=HERE)
    consents: tuple[ConsentView, ...] = field(default=(), metadata=CONSENTS)
    refusals: tuple[Refused, ...] = field(default=(), metadata=CONSENTS)
    duty_to_report: Text | None = field(default=None, metadata=CONSENTS)
    logg: LoggView = field(default_factory=LoggView, metadata=HERE)
    parts: tuple[PartView, ...] = field(default=(), metadata=PART)
    proposals: tuple[EntryView, ...] = field(default=(), metadata=CARE)
    answers_for: tuple[MeasureView, ...] = field(default=(), metadata=CARE)
    brought: tuple[PastView, ...] = field(default=(), metadata=CARE)
    breaks: tuple[Break, ...] = field(default=(), metadata=HERE)
    passages: PassagesView = NOTHING
