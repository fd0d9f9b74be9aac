"""Unusual reading: many children in a day, one's own name, late in the evening."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

import pytest

from stafett.application.seeing import limits
from stafett.domain.moment import NORWAY
from stafett.domain.unusual_reading import Limits, Looks, Sign, surname
from stafett.law import lawbook
from tests.people import some_id

LIMITS = Limits(children_in_a_day=3, begins=time(6), ends=time(20))
TEACHER, NURSE = some_id("a teacher"), some_id("a nurse")
CHILDREN = [some_id(f"child {number}") for number in range(4)]
MONDAY = date(2026, 11, 16)
SATURDAY = date(2026, 11, 21)
ASCENSION = date(2027, 5, 6)
MAUNDY_THURSDAY = date(2027, 3, 25)
NATIONAL_DAY = date(2027, 5, 17)


def looked(*seen: tuple[UUID, UUID], on: date = MONDAY, at: time = time(10)) -> Looks:
    looks = Looks(LIMITS, lawbook())
    for who, child in seen:
        looks.add(who, child, datetime.combine(on, at, NORWAY))
    return looks


def test_as_many_children_in_a_day_as_the_limit_are_worth_asking_about() -> None:
    few = looked((TEACHER, CHILDREN[0]), (TEACHER, CHILDREN[1]), (TEACHER, CHILDREN[1]))
    assert list(few.findings({})) == []
    many = looked(*((TEACHER, child) for child in CHILDREN[:3]))
    (found,) = many.findings({})
    assert (found.who, found.on, found.sign) == (TEACHER, MONDAY, Sign.MANY_CHILDREN)
    assert found.children == tuple(sorted(CHILDREN[:3]))
    assert found.times == 3


def test_a_child_with_the_readers_own_surname_is_worth_asking_about() -> None:
    looks = looked((TEACHER, CHILDREN[0]), (TEACHER, CHILDREN[1]), (NURSE, CHILDREN[0]))
    names = {
        TEACHER: "Kari Lund",
        NURSE: "Per Dal",
        CHILDREN[0]: "Ola LUND",
        CHILDREN[1]: "Ola Lunde",
    }
    (found,) = looks.findings(names)
    assert (found.who, found.sign, found.children) == (TEACHER, Sign.SAME_SURNAME, (CHILDREN[0],))


@pytest.mark.parametrize(
    ("on", "at", "late"),
    [
        (MONDAY, time(5, 59), True),
        (MONDAY, time(6), False),
        (MONDAY, time(19, 59), False),
        (MONDAY, time(20), True),
        (SATURDAY, time(12), True),
        (NATIONAL_DAY, time(12), True),
        (MAUNDY_THURSDAY, time(12), True),
        (ASCENSION, time(12), True),
        (ASCENSION + timedelta(days=1), time(12), False),
    ],
)
def test_outside_working_hours_is_worth_asking_about(on: date, at: time, late: bool) -> None:
    found = list(looked((TEACHER, CHILDREN[0]), on=on, at=at).findings({}))
    assert [one.sign for one in found] == ([Sign.OUTSIDE_HOURS] if late else [])


def test_how_many_looked_at_whom_those_most_looked_at_first() -> None:
    looks = looked((TEACHER, CHILDREN[0]), (NURSE, CHILDREN[1]), (TEACHER, CHILDREN[1]))
    told = [(one.child, one.readers, one.times) for one in looks.looked_at()]
    assert told == [(CHILDREN[1], 2, 2), (CHILDREN[0], 1, 1)]
    assert looks.children == set(CHILDREN[:2])


def test_a_surname_is_the_last_of_several_words() -> None:
    assert surname("Kari Anne Lund") == "lund"
    assert not surname("Kari")
    assert not surname("")


def test_the_limits_are_dated() -> None:
    assert limits(MONDAY).children_in_a_day == 30
    with pytest.raises(LookupError):
        limits(date(1999, 12, 31))
