"""A person in the lists: reached by themselves, by whoever has answered for them, and few more."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from stafett.domain.dated import Dated
from stafett.domain.facts import COMPARTMENT, PERSON, Place
from stafett.domain.people import EmployeeId
from stafett.domain.person import NotRegistered, State, evolve
from stafett.domain.protection import SafeWay
from stafett.projections.reach import Hand, Reach

__all__ = ["NOTHING", "dated", "evolve", "parts", "reach", "type_of", "whole"]

NOTHING: Final[State] = NotRegistered()


def parts(person: State) -> Mapping[Place, Any]:
    """Keep a person under their own key, and how to reach one who is protected under another."""
    if isinstance(person, NotRegistered) or person.safe_way is None:
        return {PERSON: person}
    return {PERSON: replace(person, safe_way=None), COMPARTMENT: person.safe_way}


def whole(found: Mapping[Place, Any]) -> State:
    """Return the person, with how to reach them where it was opened."""
    person, way = found[PERSON], found.get(COMPARTMENT)
    return person if isinstance(person, NotRegistered) else replace(person, safe_way=way)


def type_of(place: Place) -> Any:
    """Return what stands in a part of a person."""
    return SafeWay if place == COMPARTMENT else State


def dated(_: State) -> tuple[Dated, ...]:
    """A person's birthdays are seen to in the follow-ups about them, and stand nowhere in clear."""
    return ()


def tally(_: State) -> None:
    """A person adds nothing to any figure; what is done for them does."""


def reach(person: State) -> frozenset[Reach]:
    """Name the person, and all who ever answered or spoke for them; the day is asked later.

    And the employees who see to it that a protected address is looked at again.
    """
    if isinstance(person, NotRegistered):
        return frozenset()
    family = {person.id, *person.guardians, *(one.person for one in person.earlier_guardians)}
    family |= {one.person for one in person.representatives}
    readers = frozenset[EmployeeId]() if person.protection is None else person.protection.readers
    ways = {Reach(Hand.PERSON, who) for who in family}
    return frozenset(ways | {Reach(Hand.READER, who) for who in readers})
