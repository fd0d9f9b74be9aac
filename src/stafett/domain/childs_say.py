"""The child's say in a meeting: heard before it, and told after it what was decided (R107-R112).

The child's own words are kept apart from what an adult makes of them, and from what an adult saw
a small child do. How the child takes part is the child's choice.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import TypeAlias
from uuid import UUID

from stafett.domain.facts import Event, Place
from stafett.domain.people import UnitId


class TakesPart(Enum):
    """How the child has chosen to take part (R107)."""

    IN_PERSON = "in-person"
    FOR_A_WHILE = "for-a-while"
    IN_OTHER_WAYS = "in-other-ways"
    THROUGH_AN_ADULT = "through-an-adult"
    NOT_CHOSEN = "not-chosen"
    """Too small to choose, or nobody has asked."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What the child said before a meeting, or why nobody has asked.

    ``own_words`` are the child's, ``summary`` the adult's, ``observed`` what an adult saw a small
    child do and heard it utter (R111). ``spokesperson`` answers in the meeting for its being
    lifted, when the child is not there all the time (R112).
    """

    takes_part: TakesPart
    talked_on: date
    own_words: str = ""
    summary: str = ""
    observed: str = ""
    wishes: str = ""
    spokesperson: str = ""
    not_asked_because: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What the child was told after a meeting, and what it thinks of what was decided (R110)."""

    told: str
    told_on: date
    childs_answer: str = ""


class ChildHeard(Event, name="child-heard-before-meeting"):
    """An adult has asked the child before a meeting, or said why not."""

    place: Place
    meeting: UUID
    heard: Heard
    by: UUID
    unit: UnitId
    on: date


class ChildTold(Event, name="child-told-after-meeting"):
    """An adult has told the child what was decided, and asked what it thinks."""

    place: Place
    meeting: UUID
    told: Told
    by: UUID
    unit: UnitId
    on: date


SayEvent: TypeAlias = ChildHeard | ChildTold


@dataclass(frozen=True, slots=True)
class Say:
    """All that the child said before one meeting and was told after it, first to last."""

    heard: tuple[Heard, ...] = ()
    told: tuple[Told, ...] = ()


NOTHING_SAID = Say()


def after(say: Say, event: SayEvent) -> Say:
    """Return the child's say once *event* has happened."""
    match event:
        case ChildHeard(heard=heard):
            return replace(say, heard=(*say.heard, heard))
        case ChildTold(told=told):
            return replace(say, told=(*say.told, told))
