"""Telling: days pass as calendar days do, and a step that goes wrong is never told as right."""

from datetime import UTC, datetime, timedelta

import pytest

from stafett.domain.moment import NORWAY
from stafett.stories.answers import Answer, OtherwiseThanTold, expect
from stafett.stories.audience import Nobody
from stafett.stories.teller import Tale


class Listener(Nobody):
    def __init__(self) -> None:
        self.heard: list[str] = []

    def told(self, day: int, sentence: str) -> None:
        self.heard.append(f"{day} {sentence}")

    def broken(self, day: int, sentence: str, why: str) -> None:
        self.heard.append(f"{day} NOT {sentence}: {why[:5]}")


def tale(listener: Listener, clock: list[timedelta]) -> Tale:
    async def set_clock(ahead: timedelta) -> None:
        clock.append(ahead)

    first = datetime(2026, 9, 1, 8, tzinfo=NORWAY)
    return Tale(listener, set_clock, first, ahead=timedelta(days=-3))


async def test_a_month_over_the_end_of_summer_time_is_a_month_of_mornings() -> None:
    clock: list[timedelta] = []
    story = tale(Listener(), clock)
    await story.wait(days=40)
    await story.wait(days=40)
    assert (story.day, story.on(1)) == (80, "2026-11-21")
    then = datetime(2026, 9, 1, 6, tzinfo=UTC) + story.moved
    assert then.astimezone(NORWAY).hour == 8
    assert clock[-1] == timedelta(days=77, hours=1)


async def test_a_step_is_told_once_everything_in_it_went_well() -> None:
    listener = Listener()
    story = tale(listener, [])
    async with story.step("the door opens"):
        assert listener.heard == []
    assert listener.heard == ["0 the door opens"]
    assert story.steps == 1


async def test_a_step_that_goes_otherwise_is_told_as_such_and_ends_the_story() -> None:
    listener = Listener()
    story = tale(listener, [])
    closed = Answer("nurse", "GET", "/v1/x", 404, {}, b'{"code":"NOT_FOUND"}')
    with pytest.raises(OtherwiseThanTold, match="nurse: GET /v1/x: expected 200, got 404"):
        async with story.step("the door opens"):
            expect(closed, 200)
    assert listener.heard == ["0 NOT the door opens: nurse"]
    assert (story.steps, len(story.broken)) == (0, 1)


def test_the_right_no_with_the_wrong_reason_is_not_the_one_the_story_tells() -> None:
    no = Answer("nurse", "POST", "/v1/x", 409, {}, b'{"code":"UNIT_NOT_LET_IN"}')
    assert expect(no, 409, "UNIT_NOT_LET_IN") is no
    with pytest.raises(OtherwiseThanTold):
        expect(no, 409, "NOT_YOUR_BATON")
