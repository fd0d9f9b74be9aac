"""Whatever anybody asks, in whatever order: the promises I1-I3, I5-I11, I13 and I15 hold."""

import dataclasses
import typing
from typing import Any

import pytest
from hypothesis import settings

from stafett.domain.content import ContentEvent
from stafett.domain.frame import FrameEvent
from stafett.domain.national_number import NationalNumber
from tests.properties.relay_machine import FollowUps

TestFollowUps = FollowUps.TestCase
TestFollowUps.settings = settings(
    max_examples=200, stateful_step_count=40, derandomize=True, deadline=None, database=None
)


def _types_within(kind: Any) -> set[Any]:
    """Every type that a value of this type may hold."""
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        inner = [hints[field.name] for field in dataclasses.fields(kind)]
    else:
        inner = list(typing.get_args(kind))
    return {kind}.union(*(_types_within(one) for one in inner))


@pytest.mark.parametrize("event", typing.get_args(FrameEvent) + typing.get_args(ContentEvent))
def test_no_event_of_a_follow_up_can_hold_a_national_number(event: type) -> None:
    """I13: a follow-up knows its person by a random id."""
    assert NationalNumber not in _types_within(event)
