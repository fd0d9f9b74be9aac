"""Passing on: sends each command about a passage to its subject; no rules of its own."""

from typing import TypeAlias

from stafett.domain import bridge, deputy, dispute, naming
from stafett.domain.bridge import KeepInTouch
from stafett.domain.circumstances import Circumstances
from stafett.domain.deputy import DeputyCommand
from stafett.domain.dispute import BringDispute, DecideDispute, DisputeCommand
from stafett.domain.facts import Event
from stafett.domain.frame import Frame
from stafett.domain.naming import NameHolder

PassageCommand: TypeAlias = DisputeCommand | NameHolder | DeputyCommand | KeepInTouch


def decide(frame: Frame, command: PassageCommand, at: Circumstances) -> tuple[Event, ...]:
    """Say what comes of it: events, nothing new, or a refusal."""
    now = frame.passages
    if isinstance(command, DeputyCommand):
        return deputy.decide(now.deputy, frame.team, frame.holder, command, at)
    match command:
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
            return bridge.keep_in_touch(frame.team, frame.dates, now.contacted_on, command, at)
