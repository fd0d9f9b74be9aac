"""The law of the day: on which grounds somebody may be told without the family's consent.

Which paragraphs there are is data with dates and sources; here is only what a ground is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from stafett.domain.receiver import Receiver


@dataclass(frozen=True, slots=True)
class LegalGround:
    """A paragraph that lets or makes somebody tell, whom it lets be told, and when it held.

    ``checked`` says that somebody has confirmed it; what is not checked is shown as such.
    """

    key: str
    paragraph: str
    says: Mapping[str, str]
    receivers: frozenset[Receiver]
    valid_from: date
    valid_until: date | None
    source: str
    checked: bool

    def holds(self, on: date) -> bool:
        """Is it the law on the day?"""
        return self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)


@dataclass(frozen=True, slots=True)
class Lawbook:
    """Every edition of every ground."""

    grounds: tuple[LegalGround, ...] = ()

    def on(self, day: date) -> tuple[LegalGround, ...]:
        """Return the grounds that hold on the day."""
        return tuple(one for one in self.grounds if one.holds(day))

    def ground(self, key: str, day: date) -> LegalGround | None:
        """Return the edition of a ground that holds on the day."""
        return next((one for one in self.on(day) if one.key == key), None)
