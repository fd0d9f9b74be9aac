"""The people of the stories belong to nobody, and are the same every time."""

from datetime import date

import pytest

from stafett.domain.national_number import (
    Environment,
    Kind,
    SyntheticNumberInProduction,
    accept,
)
from stafett.stories.people import Register

BORN = date(2021, 10, 4)


def test_the_same_seed_gives_the_same_people() -> None:
    one, other = Register("seed"), Register("seed")
    assert [one.relative("Lyngsvingen", BORN) for _ in range(5)] == [
        other.relative("Lyngsvingen", BORN) for _ in range(5)
    ]
    assert [one.colleague() for _ in range(5)] == [other.colleague() for _ in range(5)]


def test_no_two_people_share_a_name() -> None:
    register = Register("crowd")
    names = [register.colleague().name for _ in range(14)]
    names += [register.relative(register.surname(), BORN).name for _ in range(14)]
    assert len(set(names)) == len(names)


def test_their_numbers_are_of_the_kind_made_for_tests_and_real_use_refuses_them() -> None:
    number = Register("numbers").relative("Rogneholen", BORN).number
    assert accept(number, Environment.DEMO).kind is Kind.TENOR
    with pytest.raises(SyntheticNumberInProduction):
        accept(number, Environment.PRODUCTION)


def test_a_number_does_not_show_when_somebody_is_printed() -> None:
    somebody = Register("printed").relative("Tyrikneika", BORN)
    assert somebody.number not in repr(somebody)


def test_an_address_for_letters_by_wire_leads_nowhere() -> None:
    assert Register("mail").colleague().email.endswith(".example")
