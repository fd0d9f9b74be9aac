"""National identity numbers: which kind a number is, and whether it may be used here.

Nothing is ever read out of a number but its kind. Birth date, sex and age come from elsewhere
and are stored beside it: from 2032 neither century nor sex can be read from a number at all.
Both rules for the first check digit hold side by side, since nobody's old number changes
(Skatteetaten, "nytt fødselsnummer fra 2032"; standards 4.4).
"""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from random import Random

from stafett.domain.facts import Refusal


class Kind(Enum):
    """What sort of number it is, told by its shape.

    ``FH`` is the health service's shared number (first digit 8 or 9), ``DUF`` the immigration
    authorities', ``LOCAL`` one the municipality made itself for a child who has none yet.
    ``TENOR`` (month + 80), ``TENOR_DNR`` (day + 40 too) and ``NHN`` (month + 65) belong to
    nobody: they are made for tests.
    """

    FNR = "fnr"
    DNR = "dnr"
    HNR = "hnr"
    FH = "fh"
    DUF = "duf"
    LOCAL = "local"
    TENOR = "tenor"
    TENOR_DNR = "tenor-dnr"
    NHN = "nhn"


SYNTHETIC = frozenset({Kind.TENOR, Kind.TENOR_DNR, Kind.NHN})
REAL = frozenset({Kind.FNR, Kind.DNR, Kind.HNR, Kind.FH, Kind.DUF})


class Environment(Enum):
    """Where the book is kept: with real people in it, or with none."""

    PRODUCTION = "prod"
    TEST = "test"
    DEMO = "demo"


class NotANationalNumber(Refusal):
    """This is not a number of any kind we know: please look for a slip of the pen."""


class SyntheticNumberInProduction(Refusal):
    """This number is made for tests and belongs to nobody: it cannot be used here."""


class RealNumberOutsideProduction(Refusal):
    """This number may belong to somebody real: only made-up ones can be used here."""


@dataclass(frozen=True, slots=True)
class NationalNumber:
    """A number and its kind; the number itself never shows when this is printed."""

    kind: Kind
    digits: str = field(repr=False)


def accept(text: str, environment: Environment, *, nhn: bool = False) -> NationalNumber:
    """Read a number, and see that it may be used here.

    Args:
        text: The number as somebody wrote it; spaces, dots and hyphens do not count.
        environment: Production refuses made-up numbers; test and demo refuse those that may be
            somebody's. Local numbers are welcome everywhere.
        nhn: Whether month + 65 counts as a made-up number. Off by default, since no public
            source states the series.

    Raises:
        NotANationalNumber: Wrong length, check digit or calendar day.
        SyntheticNumberInProduction: Made up, and this is the real thing.
        RealNumberOutsideProduction: Possibly real, and this is not.

    """
    number = read(text, nhn=nhn)
    if environment is Environment.PRODUCTION and number.kind in SYNTHETIC:
        raise SyntheticNumberInProduction
    if environment is not Environment.PRODUCTION and number.kind in REAL:
        raise RealNumberOutsideProduction
    return number


def read(text: str, *, nhn: bool = False) -> NationalNumber:
    """Return the number without spaces, and its kind.

    Raises:
        NotANationalNumber: It is of no kind we know.

    """
    digits = normalised(text)
    if digits.startswith("L") and digits[1:].isalnum() and digits.isascii():
        return NationalNumber(Kind.LOCAL, digits)
    if not (digits.isascii() and digits.isdecimal()):
        raise NotANationalNumber
    kind = _kind_of_twelve(digits) if len(digits) == _DUF_LENGTH else _kind_of_eleven(digits)
    if kind is None or (kind is Kind.NHN and not nhn):
        raise NotANationalNumber
    return NationalNumber(kind, digits)


def normalised(text: str) -> str:
    """Return the number as it is compared and looked up: no spaces, dots or hyphens."""
    return "".join(text.split()).replace("-", "").replace(".", "").upper()


_LENGTH, _DUF_LENGTH = 11, 12
_FIRST = (3, 7, 6, 1, 8, 9, 4, 5, 2)
_SECOND = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
_DUF = (4, 6, 3, 2, 4, 6, 3, 2, 7, 5)
_REMAINDERS_FROM_2032 = frozenset({0, 1, 2, 3})
_MONTHS = {0: Kind.FNR, 40: Kind.HNR, 65: Kind.NHN, 80: Kind.TENOR}
_MONTHS_OF_D = {0: Kind.DNR, 65: Kind.NHN, 80: Kind.TENOR_DNR}
_LEAP_YEAR = 2000


def _sum(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


def _checks(digits: str) -> bool:
    first = (_sum(digits, _FIRST) + int(digits[9])) % 11
    second = (_sum(digits, _SECOND) + int(digits[10])) % 11
    return first in _REMAINDERS_FROM_2032 and second == 0


def _kind_of_twelve(digits: str) -> Kind | None:
    return Kind.DUF if int(digits[10:]) == _sum(digits, _DUF) % 11 else None


def _kind_of_eleven(digits: str) -> Kind | None:
    if len(digits) != _LENGTH or not _checks(digits):
        return None
    if digits[0] in "89":
        return Kind.FH
    day, month = int(digits[:2]), int(digits[2:4])
    months = _MONTHS_OF_D if digits[0] in "4567" else _MONTHS
    day -= 40 if months is _MONTHS_OF_D else 0
    for added, kind in months.items():
        if 1 <= month - added <= 12:  # noqa: PLR2004 - there are twelve months in a year
            longest = monthrange(_LEAP_YEAR, month - added)[1]
            return kind if 1 <= day <= longest else None
    return None


def tenor_number(rng: Random, born: date) -> NationalNumber:
    """Return a made-up number of the Tenor kind: month + 80, so that it can be nobody's.

    The same seed gives the same numbers. The day in it follows *born* only so that it looks
    right to people; nobody may read it back out.
    """
    start = f"{born.day:02}{born.month + 80:02}{born.year % 100:02}"
    while True:
        nine = f"{start}{rng.randrange(1000):03}"
        first = -_sum(nine, _FIRST) % 11
        ten = f"{nine}{first}"
        second = -_sum(ten, _SECOND) % 11
        if max(first, second) < 10:  # noqa: PLR2004 - a check digit is one digit
            return NationalNumber(Kind.TENOR, f"{ten}{second}")
