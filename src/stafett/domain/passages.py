"""Passages: what lies between two who carry the baton - who coordinates, who waits, who goes on.

This file keeps the state of its subjects in the frame, and has no rules of its own.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TypeAlias

from stafett.domain import (
    arrival,
    change_of_home,
    departure,
    dispute,
    individual_plan,
    plan_handover,
)
from stafett.domain.arrival import ArrivalEvent, Arrivals
from stafett.domain.bridge import BridgeContactKept, BridgeEvent
from stafett.domain.change_of_home import HomeUnitChanged, Move, MoveEvent
from stafett.domain.circumstances import NORWAY
from stafett.domain.departure import Departure, DepartureEvent
from stafett.domain.deputy import DeputyEvent, DeputyNamed, DeputyReleased
from stafett.domain.dispute import Dispute, DisputeEvent
from stafett.domain.individual_plan import IndividualPlan, PlanEvent, PlanInformed
from stafett.domain.people import Professional, UnitId
from stafett.domain.plan_handover import Handover, HandoverEvent

PassageEvent: TypeAlias = (
    DisputeEvent
    | BridgeEvent
    | DeputyEvent
    | PlanEvent
    | HandoverEvent
    | MoveEvent
    | DepartureEvent
    | ArrivalEvent
)


@dataclass(frozen=True, slots=True)
class Passages:
    """The dispute (R83), the last bridge contact (R85), the deputy (R81), the plan (R153-R154).

    Also the planned change of home unit, and the home units the child has had before (R180); the
    departure to another municipality, and what came from one (R59).
    """

    dispute: Dispute | None = None
    contacted_on: date | None = None
    deputy: Professional | None = None
    plan: IndividualPlan | None = None
    handover: Handover | None = None
    move: Move | None = None
    earlier_homes: tuple[UnitId, ...] = ()
    departure: Departure | None = None
    arrivals: Arrivals = field(default_factory=dict)

    @property
    def coordinating_unit_is_asked(self) -> bool:
        """Is there anything here for the coordinating unit?"""
        return self.dispute is not None and self.dispute.waits

    @property
    def plan_runs(self) -> bool:
        """Has a plan taken over, and is not over itself?"""
        return self.handover is not None and self.handover.runs

    @property
    def decided_for(self) -> UnitId | None:
        """Return the unit that is to coordinate, while none of its people has accepted."""
        if self.dispute is None or not self.dispute.waits or self.dispute.decision is None:
            return None
        return self.dispute.decision.unit


def taken(passages: Passages, by: Professional, since: datetime) -> Passages:
    """Return the passages once somebody has taken the baton: the deputy goes with the turn."""
    passages = replace(passages, deputy=None)
    if passages.dispute is None or passages.decided_for != by.unit:
        return passages
    on = since.astimezone(NORWAY).date()
    return replace(passages, dispute=replace(passages.dispute, settled_on=on))


def after(passages: Passages, event: PassageEvent) -> Passages:
    """Return the passages as they are once *event* has happened."""
    if isinstance(event, DisputeEvent):
        return replace(passages, dispute=dispute.after(passages.dispute, event))
    if isinstance(event, PlanEvent):
        plan = individual_plan.after(passages.plan, event)
        begun = isinstance(event, PlanInformed)
        return replace(passages, plan=plan, handover=None if begun else passages.handover)
    if isinstance(event, HandoverEvent):
        return replace(passages, handover=plan_handover.after(passages.handover, event))
    if isinstance(event, MoveEvent):
        return _moved(passages, event)
    if isinstance(event, DepartureEvent):
        return replace(passages, departure=departure.after(passages.departure, event))
    if isinstance(event, ArrivalEvent):
        return replace(passages, arrivals=arrival.after(passages.arrivals, event))
    match event:
        case BridgeContactKept(on=on):
            return replace(passages, contacted_on=on)
        case DeputyNamed(who=who):
            return replace(passages, deputy=who)
        case DeputyReleased():
            return replace(passages, deputy=None)


def _moved(passages: Passages, event: MoveEvent) -> Passages:
    passages = replace(passages, move=change_of_home.after(event))
    if not isinstance(event, HomeUnitChanged):
        return passages
    return replace(passages, earlier_homes=(*passages.earlier_homes, event.before))
