"""Who tries door after door, or looks in on child after child, is told of once, and by no name."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from structlog.testing import capture_logs

from stafett.application import unusual
from stafett.application.unusual import (
    MOST_CHILDREN,
    MOST_MISSES,
    MOST_REMEMBERED,
    WITHIN,
    Attention,
)
from stafett.domain.people import Citizen, PersonId

BOOK = uuid4()
KARI, OLA = Citizen(PersonId(uuid4())), Citizen(PersonId(uuid4()))
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def lines() -> Iterator[list[dict[str, object]]]:
    """What is written in the log meanwhile."""
    with capture_logs() as written:
        yield written  # type: ignore[misc]


def misses(
    attention: Attention, often: int, *, at: datetime = NOON, who: Citizen = KARI, book: UUID = BOOK
) -> list[UUID]:
    requests = [uuid4() for _ in range(often)]
    for turn, request in enumerate(requests):
        attention.missed(book, who, at + turn * SECOND, request)
    return requests


def test_the_twentieth_miss_within_an_hour_is_told_of_and_no_other(
    lines: list[dict[str, object]],
) -> None:
    attention = Attention()
    requests = misses(attention, MOST_MISSES - 1)
    assert lines == []
    requests += misses(attention, 3 * MOST_MISSES, at=NOON + timedelta(minutes=5))
    named = str(requests[MOST_MISSES - 1])
    told = {"event": "unusual-asking", "log_level": "warning", "kind": "MISSES", "request": named}
    assert lines == [told]


def test_it_is_told_again_when_it_still_goes_on_an_hour_later(
    lines: list[dict[str, object]],
) -> None:
    attention = Attention()
    misses(attention, MOST_MISSES)
    misses(attention, MOST_MISSES, at=NOON + WITHIN)
    assert len(lines) == 2


def test_slips_spread_over_a_day_are_not_unusual(lines: list[dict[str, object]]) -> None:
    attention = Attention()
    apart = WITHIN / (MOST_MISSES - 1) + SECOND
    for turn in range(5 * MOST_MISSES):
        attention.missed(BOOK, KARI, NOON + turn * apart, uuid4())
    assert lines == []


def test_looking_in_on_the_same_children_all_day_is_not_unusual(
    lines: list[dict[str, object]],
) -> None:
    attention = Attention()
    children = [uuid4() for _ in range(MOST_CHILDREN - 1)]
    for turn in range(4 * MOST_CHILDREN):
        child = children[turn % len(children)]
        attention.looked_in_on(BOOK, KARI, NOON + turn * SECOND, uuid4(), child)
    assert lines == []


def test_looking_in_on_child_after_child_is_told_of_once(lines: list[dict[str, object]]) -> None:
    attention = Attention()
    for turn in range(3 * MOST_CHILDREN):
        attention.looked_in_on(BOOK, KARI, NOON + turn * SECOND, uuid4(), uuid4())
    assert [one["kind"] for one in lines] == ["CHILDREN"]


def test_nobody_is_counted_together_with_another_or_with_themselves_elsewhere(
    lines: list[dict[str, object]],
) -> None:
    attention = Attention()
    misses(attention, MOST_MISSES - 1)
    misses(attention, MOST_MISSES - 1, who=OLA)
    misses(attention, MOST_MISSES - 1, book=uuid4())
    for _ in range(MOST_CHILDREN - 1):
        attention.looked_in_on(BOOK, KARI, NOON, uuid4(), uuid4())
    assert lines == []


def test_who_has_not_asked_for_longest_is_forgotten(
    lines: list[dict[str, object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MOST_REMEMBERED > 1000
    monkeypatch.setattr(unusual, "MOST_REMEMBERED", 1)
    attention = Attention()
    misses(attention, MOST_MISSES - 1)
    misses(attention, 1, who=OLA)
    misses(attention, MOST_MISSES - 1)
    assert lines == []
