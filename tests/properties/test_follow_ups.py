"""Whatever anybody asks, in whatever order: the promises I1 to I15 hold, but for I12 and I14.

Which promise is kept by which property stands in ``PROMISES`` below. I12 (a shredded key leaves
the chain whole and the archive's receipt in place) and I14 (the same event taken in twice has one
effect) belong to the archive and to what comes from outside; neither is there yet.
"""

import dataclasses
import typing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from stafett.domain.content import ContentEvent
from stafett.domain.framing import FrameEvent
from stafett.domain.national_number import NationalNumber
from tests.properties.relay_machine import FollowUps

PROMISES = {
    "I1": "relay_machine.py: everyone_at_work_stands_where_the_words_put_them",
    "I2": "played.py: look_at",
    "I3": "relay_machine.py: everyone_at_work_stands_where_the_words_put_them",
    "I4": "test_no_trace.py: test_nobody_outside_is_shown_told_or_refused_anything_else",
    "I5": "played.py: see_out",
    "I6": "relay_machine.py: demand",
    "I7": "relay_machine.py: a_logg_of_the_past_leaves_no_trace_for_those_who_came_later",
    "I8": "played.py: look_at",
    "I9": "played.py: look_at",
    "I10": "played.py: look_at",
    "I11": "relay_machine.py: majority_ends_the_guardians_access",
    "I13": "test_follow_ups.py: test_no_event_of_a_follow_up_can_hold_a_national_number",
    "I15": "relay_machine.py: only_an_ending_ends_it",
}
"""Every promise about a follow-up, and the property that would fail if it were broken.

I1 at most one holder, never none. I2 the holder changes by acceptance only. I3 nobody reads
without consent that day. I4 what is shielded leaves no trace outside. I5 a withdrawal counts
before the next reading. I6 closing needs no staff. I7 a locked logg is not there for staff until
consent is given anew. I8 child welfare carries the baton on a formal decision. I9 a decision says
by which edition of the guide. I10 a deadline is a day in Norway. I11 majority ends the guardians'
access. I13 no national number in what is written. I15 only an ending ends a follow-up.

I1, I2 and I5 are raced on a real database, too: ``tests/attacks/test_races.py``.
"""


@pytest.mark.parametrize(("promise", "kept_by"), PROMISES.items())
def test_each_promise_has_a_property_that_names_it(promise: str, kept_by: str) -> None:
    file, _, name = kept_by.partition(": ")
    told = (Path(__file__).parent / file).read_text(encoding="utf-8")
    _, _, there = told.partition(f"def {name}(")
    assert there, f"{kept_by} is not there"
    assert promise in there.partition("\n    def ")[0] or promise in told.partition("\n\n")[0]


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
