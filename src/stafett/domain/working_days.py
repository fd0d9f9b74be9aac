"""Working days: on which days somebody is expected at work, for what is due within some of them.

Saturdays, Sundays and the holidays of the law are none. Which holidays there are is dated data.
"""

from datetime import date, timedelta
from typing import Final

from stafett.domain.lawbook import Lawbook

_A_DAY: Final = timedelta(days=1)
_FRIDAY: Final = 4


def easter(year: int) -> date:
    """Return Easter Sunday, by the Gregorian reckoning (Meeus, Jones and Butcher)."""
    golden, (century, of_century) = year % 19, divmod(year, 100)
    moon = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - century // 4 - moon + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - epact - of_century % 4) % 7
    late = 7 * ((golden + 11 * epact + 22 * weekday) // 451)
    return date(year, 3, 22) + timedelta(days=epact + weekday - late)


def is_working_day(day: date, law: Lawbook) -> bool:
    """Say whether somebody is expected at work on the day."""
    if day.weekday() > _FRIDAY:
        return False
    away = (day - easter(day.year)).days
    return not any(
        f"{day:%m-%d}" in free.dates or away in free.from_easter for free in law.free_on(day)
    )


def within(first: date, many: int, law: Lawbook) -> date:
    """Return the last of so many working days after *first*."""
    day = first
    while many > 0:
        day += _A_DAY
        many -= is_working_day(day, law)
    return day
