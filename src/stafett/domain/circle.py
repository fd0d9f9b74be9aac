"""The circle round the child: who may not come near, as the follow-up's frame knows them.

This file composes its subjects and has no rules of its own.
"""

from typing import TypeAlias

from stafett.domain import impartial
from stafett.domain.circumstances import Circumstances
from stafett.domain.facts import Event
from stafett.domain.frame import Frame
from stafett.domain.impartial import ImpartialCommand

CircleCommand: TypeAlias = ImpartialCommand


def decide(now: Frame, command: CircleCommand, at: Circumstances) -> tuple[Event, ...]:
    """Say how the circle changes, also when the follow-up is over."""
    over = now.ending is not None
    return impartial.decide(now.baton, now.team, now.consents, command, at, over=over)
