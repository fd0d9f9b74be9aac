"""A concern in the lists: reached by those it was shared with, and the family once told.

Whoever leads the unit reaches it when it is theirs, and not before: what is looked up and then not
shown takes its time, and that time would tell of a concern that nobody may know of.
"""

from collections.abc import Mapping
from typing import Any, Final

from stafett.domain.concern import evolve
from stafett.domain.facts import COMPARTMENT, CONCERN, Place
from stafett.domain.matter import NotRaised, Shielded, State, Wondering, open_part
from stafett.domain.people import EmployeeId
from stafett.domain.tally import of_concern as tally
from stafett.domain.with_a_day import of_concern as dated
from stafett.projections.reach import WATCH, Hand, Reach, left_by

__all__ = ["NOTHING", "dated", "evolve", "parts", "reach", "tally", "type_of", "whole"]

NOTHING: Final[State] = NotRaised()


def parts(concern: State) -> Mapping[Place, State]:
    """Keep the whole concern in one part: the compartment if it is shielded."""
    return {COMPARTMENT if isinstance(open_part(concern), Shielded) else CONCERN: concern}


def whole(found: Mapping[Place, State]) -> State:
    """Return the concern."""
    (concern,) = found.values()
    return concern


def type_of(_: Place) -> Any:
    """Return what stands in a concern's only part."""
    return State


def reach(concern: State) -> frozenset[Reach]:
    """Name the author, everybody it was shared with, and the family if told.

    The leader, once the author works there no more or is kept out; those it is kept from, to be
    left out whatever else they are. A child that was let in alone reaches it alone.
    """
    matter = open_part(concern)
    if matter is None:
        return frozenset()
    named: set[EmployeeId | None] = {matter.root.author, *matter.wonder.receivers}
    if matter.alarm.acute is not None:
        named.add(matter.alarm.acute.second.employee)
    if isinstance(matter, Shielded):
        family, out = matter.shield.lifted, matter.shield.kept_from
        named |= {*matter.shield.readers, matter.shield.second.employee}
    else:
        family, out = bool(matter.talks.told), matter.wonder.kept_from
        if matter.clarity.with_leader is not None:
            named.add(matter.clarity.with_leader.leader)
    ways = {Reach(Hand.EMPLOYEE, who) for who in named - out if who is not None}
    ways |= {Reach(Hand.KEPT, who) for who in out}
    author, unit = matter.root.author, matter.root.unit
    if author in matter.wonder.kept_from:
        ways.add(Reach(Hand.LEADERS, unit))
    else:
        ways.add(left_by(unit, author))
    if isinstance(matter, Shielded) and matter.shield.child_let_in:
        ways.add(Reach(Hand.PERSON, matter.root.about))
    if family:
        ways.add(Reach(Hand.ABOUT, matter.root.about))
    if isinstance(concern, Wondering | Shielded):
        # A shielded one is never told of; without the tag the table would say which those are.
        ways.add(WATCH)
    return frozenset(ways)
