"""A person in the lists: reached by themselves, and by whoever has answered for them."""

from collections.abc import Mapping
from typing import Any, Final

from stafett.domain.dated import Dated
from stafett.domain.facts import PERSON, Place
from stafett.domain.person import NotRegistered, State, evolve
from stafett.projections.reach import Hand, Reach

__all__ = ["NOTHING", "dated", "evolve", "parts", "reach", "type_of", "whole"]

NOTHING: Final[State] = NotRegistered()


def parts(person: State) -> Mapping[Place, State]:
    """Keep the whole person under the person's own key."""
    return {PERSON: person}


def whole(found: Mapping[Place, State]) -> State:
    """Return the person."""
    return found[PERSON]


def type_of(_: Place) -> Any:
    """Return what stands in a person's only part."""
    return State


def dated(_: State) -> tuple[Dated, ...]:
    """A person's birthdays are seen to in the follow-ups about them, and stand nowhere in clear."""
    return ()


def tally(_: State) -> None:
    """A person adds nothing to any figure; what is done for them does."""


def reach(person: State) -> frozenset[Reach]:
    """Name the person, and all who ever answered or spoke for them; the day is asked later."""
    if isinstance(person, NotRegistered):
        return frozenset()
    family = {person.id, *person.guardians, *(one.person for one in person.earlier_guardians)}
    family |= {one.person for one in person.representatives}
    return frozenset(Reach(Hand.PERSON, who) for who in family)
