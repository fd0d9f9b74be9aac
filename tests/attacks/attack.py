"""An attack and what came of it: what was tried, how often, and what got through.

``python -m tests.attacks`` (``./stafett attack``) tries all of them in full and shows a table; in
the suite each is tried in its short form.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeAlias

IN_FULL = "STAFETT_ATTACKS_IN_FULL"
"""Set where they are to be tried in full, however long that takes."""
MOST_SHOWN = 40
PROPERTY = "attack"
"""By this name a test tells what its attack came to."""


def times(short: int, full: int) -> int:
    """Return how often something is tried: *full* by command, *short* in the suite."""
    return full if IN_FULL in os.environ else short


@dataclass
class Attack:
    """A threat of the security study, what is tried, and how it went."""

    threat: str
    what: str
    tries: int = 0
    through: list[str] = field(default_factory=list)
    beside: str = ""
    """A measurement beside the count, for who reads the table."""

    def tried(self, how_often: int = 1) -> None:
        """Count what has been tried."""
        self.tries += how_often

    def got_through(self, what: str) -> None:
        """Note something that should not have come about."""
        self.through.append(what)

    def held(self, well: object, what: str) -> None:
        """Count one try; *what* got through unless *well*."""
        self.tried()
        if not well:
            self.got_through(what)

    @property
    def outcome(self) -> str:
        """Return what is said at the end."""
        beside = f" ({self.beside})" if self.beside else ""
        came_to = f"{self.tries} tried, {len(self.through)} got through"
        return f"{self.threat} {self.what}: {came_to}{beside}"


Attacking: TypeAlias = Callable[[str, str], AbstractContextManager[Attack]]
"""Begins an attack: the threat, and what is tried."""


@contextmanager
def attacking(threat: str, what: str, tell: Callable[[str, Any], None]) -> Iterator[Attack]:
    """Begin an attack; at its end say what came of it, and fail if anything got through."""
    attack = Attack(threat, what)
    yield attack
    row = {"threat": threat, "what": what, "tried": attack.tries, "beside": attack.beside}
    tell(PROPERTY, row | {"through": len(attack.through)})
    print(*attack.through[:MOST_SHOWN], attack.outcome, sep="\n")  # noqa: T201
    assert attack.tries > 0, f"{threat}: nothing was tried"
    assert attack.through == [], attack.outcome
