"""How often each command was taken and how often each no was said, while games are played.

A no that was never said shows as a zero: nobody has tried what it is there for.
"""

import importlib
import pkgutil
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from stafett import domain
from stafett.domain.facts import Refusal


@dataclass(slots=True)
class Tally:
    """Counts by the names of commands and refusals; two tallies can be added."""

    taken: Counter[str] = field(default_factory=Counter)
    said_no: Counter[tuple[str, str]] = field(default_factory=Counter)

    def accepted(self, command: object) -> None:
        """Count a command that was taken, also where nothing new came of it."""
        self.taken[type(command).__name__] += 1

    def refused(self, command: object, no: Refusal) -> None:
        """Count a no, and to which command."""
        self.said_no[type(command).__name__, type(no).__name__] += 1

    def add(self, other: "Tally") -> None:
        """Take in what another process counted."""
        self.taken += other.taken
        self.said_no += other.said_no

    def told(self, commands: Iterable[type]) -> Iterator[str]:
        """Say it line by line: every command, then every no of the domain, zeros among them."""
        yield f"{'command':42}{'taken':>10}{'refused':>10}"
        refused: Counter[str] = Counter()
        noes: Counter[str] = Counter()
        for (command, no), times in self.said_no.items():
            refused[command] += times
            noes[no] += times
        for name in sorted(one.__name__ for one in commands):
            yield f"{name:42}{self.taken[name]:>10}{refused[name]:>10}"
        yield ""
        yield f"{'no':42}{'said':>10}"
        for name in sorted(one.__name__ for one in every_no()):
            yield f"{name:42}{noes[name]:>10}"


def every_no() -> frozenset[type[Refusal]]:
    """Return every refusal the domain knows, but for those that only gather others."""
    for module in pkgutil.iter_modules(domain.__path__):
        importlib.import_module(f"{domain.__name__}.{module.name}")
    return frozenset(_below(Refusal))


def _below(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    for one in kind.__subclasses__():
        yield one
        yield from _below(one)


TALLY = Tally()
"""What this process has counted."""
