"""A follow-up in the lists: its frame and each part by itself, and who may look for it."""

from collections.abc import Mapping
from typing import Any, Final

from stafett.domain import followup
from stafett.domain.content import Content
from stafett.domain.facts import FRAME, Place
from stafett.domain.followup import Ended, FollowUp, NotStarted, Running, evolve
from stafett.domain.frame import Frame
from stafett.domain.logg import Locked
from stafett.domain.people import EmployeeId
from stafett.domain.tally import of_follow_up as tally
from stafett.domain.with_a_day import of_follow_up as dated
from stafett.projections.archive_shelf import SHELF
from stafett.projections.reach import DISPUTES, WATCH, Hand, Reach, goes_by

__all__ = ["NOTHING", "dated", "evolve", "parts", "reach", "tally", "type_of", "whole"]

NOTHING: Final[FollowUp] = NotStarted()


def parts(state: FollowUp) -> Mapping[Place, Any]:
    """Take a follow-up apart: the frame first, then the shared part and each unit's own."""
    if isinstance(state, NotStarted):
        return {}
    return {FRAME: state.frame, **state.contents}


def whole(found: Mapping[Place, Any]) -> Running | Ended:
    """Put together the frame and those parts that were opened."""
    contents = {place: part for place, part in found.items() if place != FRAME}
    return followup.whole(found[FRAME], contents)


def type_of(place: Place) -> Any:
    """Return what stands in a place."""
    return Frame if place == FRAME else Content


def reach(state: FollowUp) -> frozenset[Reach]:
    """Name the child, everybody who ever had a task or the baton, and the units' leaders.

    A unit that has left keeps reading its own part, and one whose consent has run out may have
    it renewed: so nobody is taken off before the question, and the question decides.
    """
    if isinstance(state, NotStarted):
        return frozenset()
    frame = state.frame
    named: set[EmployeeId] = {turn.holder.employee for turn in frame.baton.turns}
    if frame.baton.offer is not None:
        named.add(frame.baton.offer.to.employee)
    for part in frame.team.parts.values():
        named |= part.before | frozenset(part.named)
    for word in frame.consents.words.values():
        named |= word.terms.named
    return frozenset(
        {
            Reach(Hand.ABOUT, frame.person),
            *(Reach(Hand.PERSON, who) for who in frame.nearby.network),
            *(Reach(Hand.EMPLOYEE, who) for who in named),
            *(Reach(Hand.LEADERS, unit) for unit in frame.units),
            *((SHELF,) if isinstance(frame.logg, Locked) else ()),
            *((goes_by(frame.guide), WATCH) if isinstance(state, Running) else ()),
            *((DISPUTES,) if frame.passages.coordinating_unit_is_asked else ()),
        }
    )
