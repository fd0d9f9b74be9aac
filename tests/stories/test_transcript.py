"""Two tellings are compared word for word, and only what is random is forgiven."""

import json
from typing import Any
from uuid import UUID

from stafett.stories.answers import Answer
from stafett.stories.transcript import Seen, Transcript, first_difference


def answer(body: Any, *, who: str = "mother", path: str = "/v1/x", **headers: str) -> Answer:
    return Answer(who, "GET", path, 200, headers, json.dumps(body, separators=(",", ":")).encode())


def told(
    *answers: Answer, eyes: set[str] | None = None, names: dict[str, str] | None = None
) -> list[Seen]:
    transcript = Transcript(eyes)
    for one in answers:
        transcript(one)
    return transcript.masked(names or {})


def some(number: int) -> str:
    return str(UUID(int=number, version=4))


def test_ids_that_appear_in_the_same_order_are_alike() -> None:
    one = told(answer({"id": some(1), "child": some(2)}), answer({"id": some(1)}))
    other = told(answer({"id": some(7), "child": some(3)}), answer({"id": some(7)}))
    assert first_difference(one, other) is None


def test_an_id_that_should_have_come_again_is_a_difference() -> None:
    one = told(answer({"id": some(1)}), answer({"id": some(1)}))
    other = told(answer({"id": some(1)}), answer({"id": some(2)}))
    assert first_difference(one, other) is not None


def test_the_second_is_forgiven_and_the_day_is_not() -> None:
    morning = told(answer({"at": "2026-09-01T06:00:00.123456Z"}))
    later = told(answer({"at": "2026-09-01T06:00:07Z"}))
    tomorrow = told(answer({"at": "2026-09-02T06:00:00.123456Z"}))
    assert first_difference(morning, later) is None
    assert first_difference(morning, tomorrow) is not None


def test_a_count_a_version_or_one_letter_more_is_a_difference() -> None:
    plain = told(answer({"items": []}, etag='"4"'))
    assert first_difference(plain, told(answer({"items": []}, etag='"5"'))) is not None
    assert first_difference(plain, told(answer({"items": [1]}, etag='"4"'))) is not None
    assert first_difference(plain, told(answer({"items": []}, etag='"4"', age="1"))) is not None


def test_one_answer_more_is_a_difference() -> None:
    found = first_difference(told(answer({})), told(answer({}), answer({}, path="/v1/more")))
    assert found is not None
    assert found.asked == "mother: GET /v1/more"


def test_only_the_eyes_we_look_through_are_compared() -> None:
    one = told(answer({"a": 1}), answer({"hidden": 1}, who="teacher"), eyes={"mother"})
    other = told(answer({"a": 1}), eyes={"mother"})
    assert first_difference(one, other) is None


def test_a_set_of_known_ids_may_stand_in_any_order_and_must_hold_the_same() -> None:
    one = told(answer({"units": [some(1), some(2)]}), names={some(1): "school", some(2): "ppt"})
    other = told(answer({"units": [some(8), some(9)]}), names={some(8): "ppt", some(9): "school"})
    third = told(answer({"units": [some(8), some(9)]}), names={some(8): "ppt", some(9): "clinic"})
    assert first_difference(one, other) is None
    assert first_difference(one, third) is not None


def test_so_may_what_is_listed_by_id_and_it_must_say_the_same() -> None:
    one = told(answer({"names": {some(1): "A", some(2): "B"}}), names={some(1): "a", some(2): "b"})
    other = told(
        answer({"names": {some(8): "B", some(9): "A"}}), names={some(8): "b", some(9): "a"}
    )
    third = told(
        answer({"names": {some(8): "A", some(9): "B"}}), names={some(8): "b", some(9): "a"}
    )
    assert first_difference(one, other) is None
    assert first_difference(one, third) is not None


def test_any_other_order_is_a_difference() -> None:
    one = told(answer({"items": [{"level": 1}, {"level": 2}]}))
    assert first_difference(one, told(answer({"items": [{"level": 2}, {"level": 1}]}))) is not None
