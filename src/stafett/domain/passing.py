"""Passing on: sends each command about a passage to its subject; no rules of its own."""

from typing import TypeAlias

from stafett.domain import (
    arriving,
    asking_for_plan,
    bridge,
    change_of_home,
    departing,
    deputy,
    dispute,
    naming,
    plan_handover,
)
from stafett.domain.arrival import ArrivalCommand
from stafett.domain.bridge import KeepInTouch
from stafett.domain.change_of_home import MoveCommand
from stafett.domain.circumstances import Circumstances
from stafett.domain.content import Contents
from stafett.domain.departure import DepartureCommand
from stafett.domain.deputy import DeputyCommand
from stafett.domain.dispute import BringDispute, DecideDispute, DisputeCommand
from stafett.domain.facts import Event
from stafett.domain.frame import Frame
from stafett.domain.individual_plan import PlanCommand
from stafett.domain.logg import Open
from stafett.domain.naming import NameHolder
from stafett.domain.plan_handover import AcceptPackage, EndPlan, HandoverCommand, OfferPackage
from stafett.domain.standing import stand

PassageCommand: TypeAlias = (
    DisputeCommand
    | NameHolder
    | DeputyCommand
    | KeepInTouch
    | PlanCommand
    | HandoverCommand
    | MoveCommand
    | DepartureCommand
    | ArrivalCommand
)


def decide(
    frame: Frame, contents: Contents, command: PassageCommand, at: Circumstances
) -> tuple[Event, ...]:
    """Say what comes of it: events, nothing new, or a refusal."""
    now = frame.passages
    if isinstance(command, DeputyCommand):
        return deputy.decide(now.deputy, frame.team, frame.holder, command, at)
    if isinstance(command, PlanCommand):
        return asking_for_plan.decide(now.plan, frame.home, command, at)
    if isinstance(command, MoveCommand):
        return change_of_home.decide(
            now.move, frame.team, frame.consents, command, at, holder=frame.holder
        )
    if isinstance(command, DepartureCommand):
        return departing.decide(frame, contents, command, at)
    if isinstance(command, ArrivalCommand):
        return arriving.decide(frame, command, at)
    match command:
        case OfferPackage():
            return plan_handover.offer(
                now.plan,
                frame.team,
                frame.consents,
                command,
                at,
                handover=now.handover,
                logg_is_open=isinstance(frame.logg, Open),
            )
        case AcceptPackage():
            return plan_handover.accept(now.handover, frame.logg, command, at)
        case EndPlan():
            return plan_handover.end(now.handover, command, at)
        case BringDispute():
            return dispute.bring(now.dispute, frame.team, command, at)
        case DecideDispute():
            return dispute.settle(
                now.dispute,
                frame.team,
                frame.consents,
                command,
                at,
                holder=frame.holder,
                level=frame.level,
            )
        case NameHolder():
            return naming.name_holder(
                frame.baton, frame.team, frame.consents, command, at, bound_to=frame.bound_to
            )
        case KeepInTouch():
            read = stand(frame, at).reads
            return bridge.keep_in_touch(
                frame.team,
                frame.dates,
                now.contacted_on,
                command,
                at,
                contents={place: part for place, part in contents.items() if place in read},
            )
