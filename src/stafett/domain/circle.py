"""The circle round the child: who stands aside, who of the family's own comes near, who knows.

This file composes its subjects and has no rules of its own.
"""

from typing import TypeAlias

from stafett.domain import acknowledging, impartial, network
from stafett.domain.acknowledging import AcknowledgeWithdrawal
from stafett.domain.circumstances import Circumstances
from stafett.domain.facts import Event
from stafett.domain.frame import Frame
from stafett.domain.impartial import ImpartialCommand
from stafett.domain.network import NetworkCommand

CircleCommand: TypeAlias = ImpartialCommand | NetworkCommand | AcknowledgeWithdrawal


def decide(now: Frame, command: CircleCommand, at: Circumstances) -> tuple[Event, ...]:
    """Say how the circle changes, also when the follow-up is over."""
    if isinstance(command, ImpartialCommand):
        over = now.ending is not None
        return impartial.decide(now.baton, now.team, now.consents, command, at, over=over)
    if isinstance(command, AcknowledgeWithdrawal):
        return acknowledging.acknowledge(now.nearby.owing, command, at)
    return network.decide(now.nearby.network, now.home, command, at)
