"""Forms: what is sent in is taken exactly as it is named, or refused without being repeated."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from stafett.api.forms import Code, Day, Form, Id, Instant, Line, View, Words
from stafett.api.languages import preferred
from stafett.api.problems import Wrong
from stafett.api.wrongs import MOST, found_in

AN_ID = "5f1c7c2e-0b1f-4d7a-9a3e-2d6b0f8f7e11"


class Colour(Enum):
    SKY_BLUE = "sky-blue"
    RED = "red"


class InnerForm(Form):
    whom: Id


class OuterForm(Form):
    an_id: Id
    day: Day
    at: Instant
    colour: Code[Colour]
    count: int
    sure: bool
    title: Line
    text: Words = "x"
    inner: list[InnerForm] = []  # noqa: RUF012 - pydantic copies it


class OuterView(View):
    an_id: Id
    at: Instant
    colour: Code[Colour]


GOOD: Mapping[str, Any] = {
    "anId": AN_ID,
    "day": "2026-11-21",
    "at": "2026-11-21T10:30:00+01:00",
    "colour": "SKY_BLUE",
    "count": 3,
    "sure": True,
    "title": "Norà",
    "inner": [{"whom": AN_ID}],
}


def wrongs(body: object) -> Sequence[Wrong]:
    with pytest.raises(ValidationError) as refused:
        OuterForm.model_validate(body)
    errors = refused.value.errors(include_input=True)
    return found_in([{**error, "loc": ("body", *error["loc"])} for error in errors])


def test_a_form_is_read_as_it_is_meant() -> None:
    form = OuterForm.model_validate(GOOD)

    assert form.an_id == UUID(AN_ID)
    assert form.day == date(2026, 11, 21)
    assert form.at == datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
    assert form.colour is Colour.SKY_BLUE
    assert form.inner[0].whom == UUID(AN_ID)


@pytest.mark.parametrize(
    ("member", "value", "code"),
    [
        ("anId", AN_ID.upper(), "NOT_AN_ID"),
        ("anId", AN_ID.replace("-", ""), "NOT_AN_ID"),
        ("anId", f"urn:uuid:{AN_ID}", "NOT_AN_ID"),
        ("anId", f"{AN_ID}\n", "NOT_AN_ID"),
        ("anId", 7, "WRONG_TYPE"),
        ("anId", None, "WRONG_TYPE"),
        ("day", "21.11.2026", "NOT_A_DAY"),
        ("day", "2026-02-30", "NOT_A_DAY"),
        ("day", "2026-11-21T00:00:00", "NOT_A_DAY"),
        ("day", "٢٠٢٦-11-21", "NOT_A_DAY"),
        ("day", "9999-12-31", "NOT_A_DAY"),
        ("day", "0001-01-01", "NOT_A_DAY"),
        ("day", 1_790_000_000, "WRONG_TYPE"),
        ("at", "9999-12-31T23:59:59-01:00", "NOT_AN_INSTANT"),
        ("at", "0001-01-01T00:00:00+01:00", "NOT_AN_INSTANT"),
        ("at", "2026-11-21T10:30:00", "NOT_AN_INSTANT"),
        ("at", "2026-11-21", "NOT_AN_INSTANT"),
        ("at", "2026-11-21 10:30:00Z", "NOT_AN_INSTANT"),
        ("at", 1_790_000_000, "WRONG_TYPE"),
        ("colour", "sky-blue", "NOT_IN_LIST"),
        ("colour", "BLUE", "NOT_IN_LIST"),
        ("colour", 1, "NOT_IN_LIST"),
        ("colour", ["RED"], "NOT_IN_LIST"),
        ("count", "3", "WRONG_TYPE"),
        ("count", 3.0, "WRONG_TYPE"),
        ("count", True, "WRONG_TYPE"),
        ("sure", "true", "WRONG_TYPE"),
        ("sure", 1, "WRONG_TYPE"),
        ("title", "", "TOO_SHORT"),
        ("title", "   ", "TOO_SHORT"),
        ("title", "x" * 201, "TOO_LONG"),
        ("title", "a\x00b", "WRONG_FORMAT"),
        ("title", "a\x1bb", "WRONG_FORMAT"),
        ("title", 3, "WRONG_TYPE"),
        ("text", "x" * 8001, "TOO_LONG"),
        ("inner", {}, "WRONG_TYPE"),
    ],
)
def test_a_member_that_is_not_what_it_should_be_is_pointed_at(
    member: str, value: object, code: str
) -> None:
    assert wrongs({**GOOD, member: value}) == (Wrong(f"/{member}", code),)


def test_a_missing_member_is_pointed_at() -> None:
    assert wrongs({name: value for name, value in GOOD.items() if name != "day"}) == (
        Wrong("/day", "MISSING"),
    )


def test_an_unknown_member_is_not_repeated_for_its_name_was_the_senders() -> None:
    assert wrongs({**GOOD, "Nora Li": 1}) == (Wrong("", "UNKNOWN_MEMBER"),)
    assert wrongs({**GOOD, "inner": [{"whom": AN_ID, "Nora Li": 1}]}) == (
        Wrong("/inner/0", "UNKNOWN_MEMBER"),
    )


def test_the_name_in_the_code_is_not_another_way_to_spell_a_member() -> None:
    body = {**GOOD, "an_id": AN_ID}
    del body["anId"]
    assert set(wrongs(body)) == {Wrong("/anId", "MISSING"), Wrong("", "UNKNOWN_MEMBER")}


def test_a_long_list_of_wrongs_is_cut_short() -> None:
    body = {**GOOD, "inner": [{"whom": "x"} for _ in range(100)]}
    assert len(wrongs(body)) == MOST


def test_a_view_spells_members_in_camel_case_codes_by_name_and_instants_in_utc() -> None:
    view = OuterView(
        an_id=UUID(AN_ID),
        at=datetime.fromisoformat("2026-11-21T10:30:00+01:00"),
        colour=Colour.SKY_BLUE,
    )
    assert view.model_dump(mode="json") == {
        "anId": AN_ID,
        "at": "2026-11-21T09:30:00Z",
        "colour": "SKY_BLUE",
    }


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("", "nb"),
        ("nb-NO, nb;q=0.9, en;q=0.8", "nb"),
        ("nn", "nn"),
        ("nn-NO;q=0.9, en;q=0.4", "nn"),
        ("en-GB", "en"),
        ("no", "nb"),
        ("sv, en;q=0.9", "nb"),
        ("fr, de;q=0.9", "nb"),
        ("en;q=0, nn;q=0.1", "nn"),
        ("en;q=rubbish, nn;q=0.1", "nn"),
        ("*", "nb"),
        (";;;,,,q=1", "nb"),
        ("en," * 5000, "en"),
    ],
)
def test_a_reader_gets_the_language_they_would_rather_have(said: str, language: str) -> None:
    assert preferred(said) == language
