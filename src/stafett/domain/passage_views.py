"""What can be seen of the passages: who coordinates and why, a dispute, a deputy."""

from dataclasses import dataclass, field
from datetime import date

from stafett.domain.circumstances import Circumstances
from stafett.domain.dispute import Decision, Dispute, Position
from stafett.domain.frame import Frame
from stafett.domain.marks import DISPUTE, FRAME, HERE
from stafett.domain.people import Professional, UnitId
from stafett.domain.voice import ChildView


@dataclass(frozen=True, slots=True)
class CoordinationView:
    """The unit that coordinates - the holder's - since when, and by which paragraphs (R82).

    The paragraphs are those of the day the holder took the baton.
    """

    unit: UnitId | None = field(default=None, metadata=FRAME)
    since: date | None = field(default=None, metadata=FRAME)
    basis: tuple[str, ...] = field(default=(), metadata=FRAME)


@dataclass(frozen=True, slots=True)
class DisputeView:
    """Who says what about who should coordinate, and what was decided (R83)."""

    positions: tuple[Position, ...] = field(default=(), metadata=DISPUTE)
    family_view: str = field(default="", metadata=DISPUTE)
    child_view: ChildView | None = field(default=None, metadata=DISPUTE)
    on: date | None = field(default=None, metadata=DISPUTE)
    decision: Decision | None = field(default=None, metadata=DISPUTE)
    settled_on: date | None = field(default=None, metadata=DISPUTE)


@dataclass(frozen=True, slots=True)
class PassagesView:
    """What lies between two who carry the baton."""

    coordination: CoordinationView | None = field(default=None, metadata=FRAME)
    deputy: Professional | None = field(default=None, metadata=FRAME)
    in_touch_on: date | None = field(default=None, metadata=FRAME)
    dispute: DisputeView | None = field(default=None, metadata=DISPUTE)


NOTHING = field(default_factory=PassagesView, metadata=HERE)
"""How the passages stand in a follow-up's view: inside, each field has its own audience."""


def passages_view(frame: Frame, at: Circumstances) -> PassagesView:
    """Return everything about the passages, before it is trimmed for its reader."""
    now = frame.passages
    return PassagesView(
        coordination=None if frame.ending else _coordination(frame, at),
        deputy=now.deputy,
        in_touch_on=now.contacted_on,
        dispute=None if now.dispute is None else _dispute(now.dispute),
    )


def _coordination(frame: Frame, at: Circumstances) -> CoordinationView:
    since = at.day_of(frame.baton.turns[-1].since)
    kind = at.municipality.units[frame.holder.unit].kind
    basis = tuple(one.paragraph for one in at.law.coordinates(kind, since))
    return CoordinationView(frame.holder.unit, since, basis)


def _dispute(dispute: Dispute) -> DisputeView:
    return DisputeView(
        positions=dispute.positions,
        family_view=dispute.family_view,
        child_view=dispute.child_view,
        on=dispute.on,
        decision=dispute.decision,
        settled_on=dispute.settled_on,
    )
