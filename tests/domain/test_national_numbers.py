"""National numbers: which kind, and whether it may be used here; nothing else is read from it."""

import random
from datetime import date

import pytest

from stafett.domain.facts import Refusal
from stafett.domain.national_number import (
    Environment,
    Kind,
    NationalNumber,
    NotANationalNumber,
    RealNumberOutsideProduction,
    SyntheticNumberInProduction,
    accept,
    read,
    tenor_number,
)


def with_check_digits(nine: str, remainder: int = 0) -> str:
    """Work the check digits out by trying them all: slow, and written unlike the module."""
    first, second = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
    for end in range(100):
        digits = [int(digit) for digit in f"{nine}{end:02}"]
        one = sum(w * d for w, d in zip(first, digits, strict=False)) % 11
        two = sum(w * d for w, d in zip(second, digits, strict=False)) % 11
        if (one, two) == (remainder, 0):
            return f"{nine}{end:02}"
    raise LookupError(nine)


def valid(start: str, remainder: int = 0) -> str:
    """Complete six digits with the first serial number that has check digits."""
    for serial in range(1000):
        try:
            return with_check_digits(f"{start}{serial:03}", remainder)
        except LookupError:
            continue
    raise LookupError(start)


@pytest.mark.parametrize("digits", ["02013299997", "30108299920", "30108299939"])
def test_published_examples_are_numbers_under_the_rule_from_2032(digits: str) -> None:
    assert read(digits) == NationalNumber(Kind.FNR, digits)


def test_a_published_example_is_no_number_under_either_rule() -> None:
    with pytest.raises(NotANationalNumber):
        read("02013299989")


@pytest.mark.parametrize("remainder", [0, 1, 2, 3])
def test_from_2032_four_first_check_digits_are_right(remainder: int) -> None:
    assert read(valid("170318", remainder)).kind is Kind.FNR


@pytest.mark.parametrize("remainder", [4, 5, 6, 7, 8, 9, 10])
def test_all_other_first_check_digits_are_wrong(remainder: int) -> None:
    with pytest.raises(NotANationalNumber):
        read(valid("170318", remainder))


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        ("170318", Kind.FNR),
        ("570318", Kind.DNR),
        ("174318", Kind.HNR),
        ("178318", Kind.TENOR),
        ("578318", Kind.TENOR_DNR),
        ("290200", Kind.FNR),
        ("817799", Kind.FH),
        ("999999", Kind.FH),
    ],
)
def test_the_shape_tells_the_kind(start: str, kind: Kind) -> None:
    assert read(valid(start)).kind is kind


@pytest.mark.parametrize("start", ["176818", "576818"])
def test_month_plus_65_counts_only_where_it_is_switched_on(start: str) -> None:
    assert read(valid(start), nhn=True).kind is Kind.NHN
    with pytest.raises(NotANationalNumber):
        read(valid(start))


@pytest.mark.parametrize("start", ["300200", "000318", "321318", "170018", "171318", "574318"])
def test_a_day_that_is_in_no_calendar_is_no_number(start: str) -> None:
    with pytest.raises(NotANationalNumber):
        read(valid(start))


def test_a_duf_number_has_twelve_digits_and_two_check_digits_of_its_own() -> None:
    assert read("201012345610").kind is Kind.DUF
    with pytest.raises(NotANationalNumber):
        read("201012345611")


def test_a_child_without_a_number_gets_a_local_one() -> None:
    assert read("l-2026-0017") == NationalNumber(Kind.LOCAL, "L20260017")


@pytest.mark.parametrize(
    "text", ["", "L", "1", "0201329999", "020132999970", "0201329999x", "٠٢٠١٣٢٩٩٩٩٧", "L²"]
)
def test_what_is_not_a_number_is_refused(text: str) -> None:
    with pytest.raises(NotANationalNumber):
        read(text)


def test_spaces_dots_and_hyphens_do_not_count() -> None:
    assert read(" 020132 999-97 ") == read("02.01.32 99997") == read("02013299997")


SYNTHETIC = [valid("178318"), valid("578318")]
REAL = [valid("170318"), valid("570318"), valid("174318"), valid("999999"), "201012345610"]


@pytest.mark.parametrize("text", SYNTHETIC)
def test_production_refuses_numbers_made_for_tests(text: str) -> None:
    with pytest.raises(SyntheticNumberInProduction):
        accept(text, Environment.PRODUCTION)


@pytest.mark.parametrize("where", [Environment.TEST, Environment.DEMO])
@pytest.mark.parametrize("text", REAL)
def test_test_and_demo_refuse_numbers_that_may_be_somebodys(text: str, where: Environment) -> None:
    with pytest.raises(RealNumberOutsideProduction):
        accept(text, where)


@pytest.mark.parametrize("where", list(Environment))
def test_everywhere_takes_its_own_kinds_and_local_numbers(where: Environment) -> None:
    assert accept("L1", where).kind is Kind.LOCAL
    for text in REAL if where is Environment.PRODUCTION else SYNTHETIC:
        assert accept(text, where).digits == text


def test_a_number_never_shows_when_it_is_printed() -> None:
    number = read("02013299997")
    for shown in (repr(number), str(number), f"{number}", repr([number]), "%s" % (number,)):  # noqa: UP031
        assert "0201" not in shown
        assert "99997" not in shown


def test_a_refusal_never_repeats_the_number() -> None:
    for text, where in ((REAL[0], Environment.DEMO), (SYNTHETIC[0], Environment.PRODUCTION)):
        with pytest.raises(Refusal) as refusal:
            accept(text, where)
        assert text not in f"{refusal.value!r} {refusal.value} {refusal.value.sentence}"


def test_made_up_numbers_are_of_the_tenor_kind_and_nobody_elses() -> None:
    rng = random.Random(17)
    born = [date(1990 + year, 1 + year % 12, 1 + year % 28) for year in range(40)]
    numbers = [tenor_number(rng, day) for day in born for _ in range(25)]
    assert all(read(number.digits).kind is Kind.TENOR for number in numbers)
    assert all(accept(number.digits, Environment.DEMO) == number for number in numbers)


def test_the_same_seed_makes_the_same_numbers() -> None:
    day = date(2018, 5, 17)
    assert tenor_number(random.Random(3), day) == tenor_number(random.Random(3), day)
    assert tenor_number(random.Random(3), day) != tenor_number(random.Random(4), day)


def test_nothing_but_the_kind_is_ever_read_from_a_number() -> None:
    assert set(NationalNumber.__slots__) == {"kind", "digits"}
    public = {name for name in vars(NationalNumber) if not name.startswith("_")}
    assert public == {"kind", "digits"}
