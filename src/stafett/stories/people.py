"""The people of the stories: names nobody has, and national numbers nobody can have.

The same seed gives the same people, so that two towns can be peopled alike.
"""

from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Final

from stafett.domain.national_number import tenor_number

_WOMEN: Final = (
    "Alva", "Dina", "Frøya", "Hedvig", "Jorid", "Live", "Nora", "Oddrun", "Pernille", "Runa",
    "Tiril", "Vilde", "Ylva", "Åse", "Ellinor", "Ingeborg",
)  # fmt: skip
_MEN: Final = (
    "Birk", "Eirik", "Gard", "Isak", "Kasper", "Magne", "Sverre", "Ulrik", "Øyvind", "Brage",
    "Halvard", "Torbjørn", "Sondre", "Vegard", "Aslak",
)  # fmt: skip
_BEFORE: Final = ("Lyng", "Tyri", "Multe", "Rogne", "Måke", "Skrubbe", "Bregne", "Teiste")
_AFTER: Final = ("rabben", "svingen", "hølen", "kneika", "tangen", "sletta", "botnen", "lunden")


@dataclass(frozen=True, slots=True)
class Relative:
    """Somebody in a family; the number is of the kind made for tests (month + 80)."""

    name: str
    born: date
    number: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody at work."""

    name: str
    phone: str
    email: str


class Register:
    """Gives out made-up people, no two with the same name."""

    def __init__(self, seed: str) -> None:
        self._rng = Random(seed)
        self._women, self._men = list(_WOMEN), list(_MEN)
        self._rng.shuffle(self._women)
        self._rng.shuffle(self._men)
        self._surnames = [first + last for first in _BEFORE for last in _AFTER]
        self._rng.shuffle(self._surnames)

    def surname(self) -> str:
        """Return a name for a family, such as ``Lyngsvingen``."""
        return self._surnames.pop()

    def relative(self, surname: str, born: date, *, woman: bool | None = None) -> Relative:
        """Return a member of a family; ``woman`` is ``None`` where it does not matter."""
        number = tenor_number(self._rng, born)
        return Relative(f"{self._name(woman)} {surname}", born, number.digits)

    def colleague(self) -> Colleague:
        """Return somebody at work, with a telephone number that is never given to anybody."""
        given, surname = self._name(), self.surname()
        phone = f"000 {self._rng.randrange(100):02} {self._rng.randrange(1000):03}"
        return Colleague(f"{given} {surname}", phone, f"{_plain(given)}@{_plain(surname)}.example")

    def _name(self, woman: bool | None = None) -> str:
        if woman is None:
            woman = len(self._women) > len(self._men)
        return (self._women if woman else self._men).pop()


def _plain(name: str) -> str:
    letters = name.lower().translate({ord("æ"): "ae", ord("ø"): "o", ord("å"): "a"})
    return letters.encode("ascii", "ignore").decode()
