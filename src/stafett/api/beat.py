"""The beat: that there is nothing here is said on it, so that the moment it is said tells nothing.

Looking at what is not yours takes other steps than looking for what is not there, and steps take
time. So these answers leave 25 milliseconds after their question came, or at the next multiple
when that has passed (security study T11, I4).
"""

import asyncio
import math
from dataclasses import dataclass
from time import perf_counter
from typing import Final

from starlette.types import Scope

SECONDS: Final = 0.025
_CLOSELY: Final = 0.002
"""A timer is right to a millisecond or so; for the last two we look at the clock at each turn."""
_TELLS_NOTHING: Final = frozenset({202, 404})
"""Not there, and taken in whether or not there is anything it could concern."""
_IN_SCOPE: Final = "stafett.beat"


@dataclass(slots=True)
class Beat:
    """When a question came, on ``perf_counter``; ``kept``: its answer waits for the beat."""

    came: float
    kept: bool = False

    def next(self, now: float) -> float:
        """Return the first multiple of the beat since the question came that is not over yet."""
        return self.came + max(math.ceil((now - self.came) / SECONDS), 1) * SECONDS


def begin(scope: Scope, came: float) -> None:
    """Begin to count from when the question came."""
    scope[_IN_SCOPE] = Beat(came)


def keep(scope: Scope) -> None:
    """Let the answer to this question leave on the beat, whatever its status."""
    beat: Beat = scope[_IN_SCOPE]
    beat.kept = True


async def wait(scope: Scope, status: int) -> None:
    """Return when an answer of this status may leave: at once, or on the beat."""
    beat: Beat = scope[_IN_SCOPE]
    if status not in _TELLS_NOTHING and not beat.kept:
        return
    until = beat.next(perf_counter())
    await asyncio.sleep(max(until - perf_counter() - _CLOSELY, 0.0))
    while perf_counter() < until:  # noqa: ASYNC110 - nothing happens that one could wait for
        await asyncio.sleep(0)
