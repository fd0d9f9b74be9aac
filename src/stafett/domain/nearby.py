"""Nearby: the family's own people, and who has yet to acknowledge that a word was taken back.

This file composes its subjects for the frame and has no rules of its own.
"""

from dataclasses import dataclass, field, replace
from typing import TypeAlias

from stafett.domain import acknowledging, network
from stafett.domain.acknowledging import Owing, WithdrawalAcknowledged
from stafett.domain.let_in import Consents
from stafett.domain.network import Network, NetworkEvent
from stafett.domain.team import Team
from stafett.domain.withdrawal import WithdrawalEvent

NearbyEvent: TypeAlias = NetworkEvent | WithdrawalAcknowledged


@dataclass(frozen=True, slots=True)
class Nearby:
    """What stands round a follow-up beside its team."""

    network: Network = field(default_factory=dict)
    owing: Owing = field(default_factory=dict)


def after(nearby: Nearby, event: NearbyEvent) -> Nearby:
    """Return what stands round the follow-up once *event* has happened."""
    match event:
        case WithdrawalAcknowledged():
            return replace(nearby, owing=acknowledging.after(nearby.owing, event))
        case _:
            return replace(nearby, network=network.after(nearby.network, event))


def owe(nearby: Nearby, team: Team, before: Consents, event: WithdrawalEvent) -> Nearby:
    """Return the same once a word is taken back: some have yet to say that they know."""
    return replace(nearby, owing=acknowledging.owe(nearby.owing, team, before, event))
