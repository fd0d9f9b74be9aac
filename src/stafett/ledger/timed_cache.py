"""Keeping things at hand for a while: so many and no more, so long and no longer."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Name = TypeVar("Name", bound=Hashable)
Kept = TypeVar("Kept")


class TimedCache(Generic[Name, Kept]):
    """The *capacity* things last used, each for *lifetime* seconds after it was put here.

    Using a thing does not make it live longer. ``clock`` gives seconds that only go forward.
    """

    def __init__(self, capacity: int, lifetime: float, clock: Callable[[], float]) -> None:
        self._capacity = capacity
        self._lifetime = lifetime
        self._clock = clock
        self._kept: OrderedDict[Name, tuple[float, Kept]] = OrderedDict()
        self._swept = clock()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, name: Name) -> Kept | None:
        """Return what is kept under *name*, unless it is gone or too old."""
        if (found := self._kept.get(name)) is None:
            return None
        until, kept = found
        if self._clock() >= until:
            del self._kept[name]
            return None
        self._kept.move_to_end(name)
        return kept

    def put(self, name: Name, kept: Kept) -> None:
        """Keep a thing under *name*, and let go of what is too old or too many."""
        now = self._clock()
        if now - self._swept >= self._lifetime:
            self._swept = now
            self.drop(lambda kept_name: self._kept[kept_name][0] <= now)
        self._kept[name] = now + self._lifetime, kept
        self._kept.move_to_end(name)
        if len(self._kept) > self._capacity:
            self._kept.popitem(last=False)

    def drop(self, which: Callable[[Name], bool]) -> None:
        """Let go of everything under the names *which* picks."""
        for name in [name for name in self._kept if which(name)]:
            del self._kept[name]
