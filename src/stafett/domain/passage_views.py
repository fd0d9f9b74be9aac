"""What can be seen of the passages: who coordinates and why, a dispute, a deputy."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from stafett.domain.arrival import Arrival
from stafett.domain.change_of_home import Move
from stafett.domain.circumstances import Circumstances
from stafett.domain.dispute import Decision, Dispute, Position
from stafett.domain.frame import Frame
from stafett.domain.individual_plan import Answer, Application, IndividualPlan, PlanKind
from stafett.domain.marks import CARE, DISPUTE, FRAME, HERE
from stafett.domain.moving_views import (
    ArrivalView,
    DepartureView,
    arrival_view,
    departure_view,
)
from stafett.domain.people import PersonId, Professional, UnitId
from stafett.domain.plan_handover import Handover
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
class PlanView:
    """How far a plan or a coordinator has come, with its days (R153)."""

    kind: PlanKind | None = field(default=None, metadata=CARE)
    informed_on: date | None = field(default=None, metadata=CARE)
    told: frozenset[PersonId] = field(default=frozenset(), metadata=CARE)
    text: str = field(default="", metadata=CARE)
    wishes: tuple[tuple[PersonId, bool], ...] = field(default=(), metadata=CARE)
    application: Application | None = field(default=None, metadata=CARE)
    answer: Answer | None = field(default=None, metadata=CARE)
    coordinator: Professional | None = field(default=None, metadata=CARE)


@dataclass(frozen=True, slots=True)
class HandoverView:
    """The hand-over to a plan's coordinator: everybody who takes part sees it (R84, R154)."""

    to: Professional | None = field(default=None, metadata=FRAME)
    kind: PlanKind | None = field(default=None, metadata=FRAME)
    offered_on: date | None = field(default=None, metadata=FRAME)
    accepted_on: date | None = field(default=None, metadata=FRAME)
    digest: str = field(default="", metadata=FRAME)
    ended_on: date | None = field(default=None, metadata=CARE)
    child_view: ChildView | None = field(default=None, metadata=CARE)


@dataclass(frozen=True, slots=True)
class PassagesView:
    """What lies between two who carry the baton."""

    coordination: CoordinationView | None = field(default=None, metadata=FRAME)
    deputy: Professional | None = field(default=None, metadata=FRAME)
    in_touch_on: date | None = field(default=None, metadata=FRAME)
    dispute: DisputeView | None = field(default=None, metadata=DISPUTE)
    plan: PlanView | None = field(default=None, metadata=CARE)
    handover: HandoverView | None = field(default=None, metadata=FRAME)
    move: Move | None = field(default=None, metadata=CARE)
    earlier_homes: tuple[UnitId, ...] = field(default=(), metadata=FRAME)
    departure: DepartureView | None = field(default=None, metadata=CARE)
    arrivals: tuple[ArrivalView, ...] = field(default=(), metadata=CARE)


NOTHING = field(default_factory=PassagesView, metadata=HERE)
"""How the passages stand in a follow-up's view: inside, each field has its own audience."""


def passages_view(
    frame: Frame, may_hear: Callable[[PersonId], bool], at: Circumstances
) -> PassagesView:
    """Return everything about the passages, before it is trimmed for its reader.

    What one in the family wishes and answers is between them and those at work: *may_hear* says
    of whom this reader hears.
    """
    now = frame.passages
    return PassagesView(
        coordination=None if frame.ending else _coordination(frame, at),
        deputy=now.deputy,
        in_touch_on=now.contacted_on,
        dispute=None if now.dispute is None else _dispute(now.dispute),
        plan=None if now.plan is None else _plan(now.plan, may_hear),
        handover=None if now.handover is None else _handover(now.handover),
        move=now.move,
        earlier_homes=now.earlier_homes,
        departure=None if now.departure is None else departure_view(now.departure, may_hear),
        arrivals=_arrivals(now.arrivals.values(), may_hear),
    )


def _arrivals(
    arrivals: Iterable[Arrival], may_hear: Callable[[PersonId], bool]
) -> tuple[ArrivalView, ...]:
    """Return what was taken in, and what waits for the reader's own word or has it already."""
    views = (arrival_view(one, may_hear) for one in arrivals)
    return tuple(one for one in views if one.answers or one.taken_in_on is not None)


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


def _plan(plan: IndividualPlan, may_hear: Callable[[PersonId], bool]) -> PlanView:
    return PlanView(
        kind=plan.kind,
        informed_on=plan.informed_on,
        told=plan.told,
        text=plan.text,
        wishes=tuple(one for one in plan.wishes.items() if may_hear(one[0])),
        application=plan.application,
        answer=plan.answer,
        coordinator=plan.coordinator,
    )


def _handover(handover: Handover) -> HandoverView:
    return HandoverView(
        to=handover.to,
        kind=handover.kind,
        offered_on=handover.offered_on,
        accepted_on=handover.accepted_on,
        digest=handover.digest,
        ended_on=handover.ended_on,
        child_view=handover.child_view,
    )
