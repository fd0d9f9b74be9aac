"""Working days: not Saturdays, not Sundays, not the holidays of the law."""

from datetime import date

import pytest

from stafett.domain import working_days
from stafett.domain.lawbook import NO_LAW
from stafett.law import lawbook

LAW = lawbook()


@pytest.mark.parametrize(
    "sunday",
    [(2024, 3, 31), (2025, 4, 20), (2026, 4, 5), (2038, 4, 25), (2049, 4, 18), (2285, 3, 22)],
)
def test_easter_is_found_every_year(sunday: tuple[int, int, int]) -> None:
    assert working_days.easter(sunday[0]) == date(*sunday)


def test_easter_is_a_sunday_between_the_first_and_the_last_it_can_be() -> None:
    for year in range(1900, 2300):
        found = working_days.easter(year)
        assert found.weekday() == 6
        assert date(year, 3, 22) <= found <= date(year, 4, 25)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 9, 1), date(2026, 9, 4)),
        (date(2026, 9, 4), date(2026, 9, 9)),
        (date(2026, 4, 1), date(2026, 4, 9)),
        (date(2026, 4, 29), date(2026, 5, 5)),
        (date(2026, 5, 13), date(2026, 5, 19)),
        (date(2026, 12, 23), date(2026, 12, 29)),
        (date(2026, 12, 30), date(2027, 1, 5)),
    ],
)
def test_three_working_days_later(first: date, last: date) -> None:
    assert working_days.within(first, 3, LAW) == last


def test_without_a_law_only_weekends_are_free() -> None:
    assert working_days.within(date(2026, 4, 1), 3, NO_LAW) == date(2026, 4, 6)
