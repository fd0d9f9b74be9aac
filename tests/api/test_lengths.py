"""An answer is of one of a few lengths, and what it says is what it said before."""

import json

import pytest
from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse

from stafett.api.lengths import SHORTEST, STEP, length_of, lengthen


def test_there_are_eight_lengths_and_few_answers_are_longer() -> None:
    lengths = {length_of(said) for said in range(STEP + 1)}
    assert sorted(lengths) == [SHORTEST << turn for turn in range(8)]
    assert max(lengths) == STEP
    assert [length_of(said) for said in (STEP + 1, 2 * STEP, 2 * STEP + 1)] == [
        2 * STEP,
        2 * STEP,
        3 * STEP,
    ]


@pytest.mark.parametrize("said", [0, 1, 1023, 1024, 1025, 65_537, STEP, STEP + 1, 700_000])
def test_nothing_is_cut_off_and_what_is_long_enough_stays(said: int) -> None:
    assert length_of(said) >= said
    assert length_of(length_of(said)) == length_of(said)


@pytest.mark.parametrize("etag", ["", '"9-a"', '"10-a"'])
def test_the_tag_is_counted_with_the_text(etag: str) -> None:
    answer = JSONResponse({"text": "x" * 990}, headers={"ETag": etag} if etag else {})
    said = len(bytes(answer.body))
    blanks = lengthen(answer.headers)
    assert answer.headers["content-length"] == str(said + blanks)
    assert said + blanks + len(etag) in {SHORTEST, 2 * SHORTEST}
    assert json.loads(bytes(answer.body) + b" " * blanks) == {"text": "x" * 990}


@pytest.mark.parametrize(
    ("kind", "longer"),
    [
        ("application/json; charset=utf-8", True),
        ("application/problem+json", True),
        ("application/scim+json; charset=utf-8", True),
        ("text/html; charset=utf-8", True),
        ("text/csv; charset=utf-8", False),
        ("image/png", False),
        ("application/pdf", False),
        ("", False),
    ],
)
def test_only_what_is_read_as_words_gets_blanks(kind: str, longer: bool) -> None:
    headers = MutableHeaders({"content-type": kind, "content-length": "10"})
    assert lengthen(headers) == (SHORTEST - 10 if longer else 0)


def test_what_leaves_without_a_length_stays_as_it_is() -> None:
    headers = MutableHeaders({"content-type": "application/json"})
    assert lengthen(headers) == 0
    assert "content-length" not in headers
