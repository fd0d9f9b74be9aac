"""The beat: that there is nothing here is said on it, so that the moment it is said tells nothing.

Looking at what is not yours takes other steps than looking for what is not there, and steps take
time. So these answers leave 25 milliseconds after their question came, or at the next multiple
when that has passed (security study T11, I4). Where some of the latest needed more than one beat,
as on a busy machine, all wait for as many: otherwise how often one does would tell.
"""

import asyncio
import math
from collections import deque
from dataclasses import dataclass
from time import perf_counter
from typing import Final

from starlette.types import Scope

SECONDS: Final = 0.025
LATELY: Final = 64
"""So many of the latest answers are remembered."""
MOST: Final = 8
"""For more beats than this nobody waits because others had to."""
_CLOSELY: Final = 0.002
"""A timer is right to a millisecond or so; for the last two we look at the clock at each turn."""
_TELLS_NOTHING: Final = frozenset({202, 404})
"""Not there, and taken in whether or not there is anything it could concern."""
_IN_SCOPE: Final = "stafett.beat"


class Beats:
    """How many beats the latest of these answers needed. One for each process."""

    def __init__(self) -> None:
        self._lately = deque([1], maxlen=LATELY)

    def next(self, came: float, now: float) -> float:
        """Return when the answer to a question that came then, and is ready now, may leave."""
        needed = max(math.ceil((now - came) / SECONDS), 1)
        self._lately.append(needed)
        return came + max(needed, min(max(self._lately), MOST)) * SECONDS


@dataclass(slots=True)
class Waiting:
    """When a question came, on ``perf_counter``; ``kept``: its answer waits whatever it is."""

    beats: Beats
    came: float
    kept: bool = False


def begin(scope: Scope, beats: Beats, came: float) -> None:
    """Begin to count from when the question came."""
    scope[_IN_SCOPE] = Waiting(beats, came)


def keep(scope: Scope) -> None:
    """Let the answer to this question leave on the beat, whatever its status."""
    waiting: Waiting = scope[_IN_SCOPE]
    waiting.kept = True


def waits(scope: Scope, status: int) -> bool:
    """Say whether an answer of this status leaves on the beat."""
    waiting: Waiting = scope[_IN_SCOPE]
    return status in _TELLS_NOTHING or waiting.kept


async def wait(scope: Scope) -> None:
    """Return when an answer may leave on the beat."""
    waiting: Waiting = scope[_IN_SCOPE]
    until = waiting.beats.next(waiting.came, perf_counter())
    await asyncio.sleep(max(until - perf_counter() - _CLOSELY, 0.0))
    while perf_counter() < until:  # noqa: ASYNC110 - nothing happens that one could wait for
        await asyncio.sleep(0)
