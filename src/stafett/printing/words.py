"""What things are called on a printout, in one of the three languages."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from stafett.domain.moment import NORWAY
from stafett.texts import sentences

_BY_NUMBERS = "en"


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language: ``nb``, ``nn`` or ``en``."""

    language: str

    def phrase(self, code: str) -> str:
        """Return something a printout says by itself."""
        return sentences("printouts")[code][self.language]

    def field(self, name: str) -> str:
        """Return what a field of a view is called."""
        return sentences("printout_fields")[name][self.language]

    def code(self, code: Enum) -> str:
        """Return what a code is called."""
        return self.literal(f"{type(code).__name__}.{code.name}")

    def literal(self, code: str) -> str:
        """Return what a code that is a plain word is called."""
        return sentences("printout_codes")[code][self.language]

    def yes(self, answer: bool) -> str:
        """Return yes or no."""
        return self.phrase("YES" if answer else "NO")

    def day(self, day: date) -> str:
        """Return a day."""
        if self.language == _BY_NUMBERS:
            return day.isoformat()
        return f"{day.day}.{day.month}.{day.year}"

    def moment(self, at: datetime) -> str:
        """Return a moment as the clock on the wall in Norway told it."""
        there = at.astimezone(NORWAY)
        if self.language == _BY_NUMBERS:
            return f"{there:%Y-%m-%d %H:%M}"
        return f"{self.day(there.date())} kl. {there:%H.%M}"
