"""The small language a story is told in: days pass, people act, and each step is a sentence.

A step has gone well when every answer in it was the one the story says: also every no.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from stafett.domain.moment import NORWAY
from stafett.stories.answers import OtherwiseThanTold
from stafett.stories.audience import Audience

Clock = Callable[[timedelta], Awaitable[None]]
"""Sets how far the book's clock stands from the world's."""


def check(holds: object, otherwise: str) -> None:
    """See that something in an answer is as the story says.

    Raises:
        OtherwiseThanTold: It is not.

    """
    if not holds:
        raise OtherwiseThanTold(otherwise)


@dataclass
class Tale:
    """One story while it is told.

    ``ahead`` is how far the book's clock is ahead of the world's. ``strict`` stops at the first
    step that goes wrong and raises; otherwise it is shown, counted, and the story ends there.
    """

    audience: Audience
    set_clock: Clock
    first_day: datetime
    ahead: timedelta
    steps: int = 0
    moved: timedelta = field(default_factory=timedelta)
    broken: list[str] = field(default_factory=list)

    @property
    def day(self) -> int:
        """Return how many days have passed since the story began."""
        return (self.today - self.first_day.astimezone(NORWAY).date()).days

    @property
    def today(self) -> date:
        """Return the calendar day it is in the story."""
        return (self.first_day.astimezone(UTC) + self.moved).astimezone(NORWAY).date()

    def on(self, days: int) -> str:
        """Return a day counted from today, as it is sent: ``on(-1)`` is yesterday."""
        return (self.today + timedelta(days=days)).isoformat()

    def moment(self) -> str:
        """Return an instant a moment ago, as it is sent: the morning this day began with."""
        return (self.first_day.astimezone(UTC) + self.moved).isoformat().replace("+00:00", "Z")

    async def wait(self, *, days: int) -> None:
        """Let days pass in the book. Mornings stay mornings, also when the clocks change."""
        began = self.first_day.astimezone(UTC)
        morning = self.first_day.astimezone(NORWAY).time()
        then = datetime.combine(self.today + timedelta(days=days), morning, NORWAY)
        self.moved = then.astimezone(UTC) - began
        await self.set_clock(self.ahead + self.moved)

    @asynccontextmanager
    async def step(self, sentence: str) -> AsyncIterator[None]:
        """Tell one step.

        Raises:
            OtherwiseThanTold: Something in it went otherwise; the sentence has been shown.

        """
        try:
            yield
        except OtherwiseThanTold as otherwise:
            self.audience.broken(self.day, sentence, str(otherwise))
            self.broken.append(f"day {self.day}: {sentence}: {otherwise}")
            raise
        self.steps += 1
        self.audience.told(self.day, sentence)
