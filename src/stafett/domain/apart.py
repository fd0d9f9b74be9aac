"""Apart: with two homes, a meeting or a measure at home may be for one of them alone (R177).

The other home is told nothing of it: no time, no minutes, no new date, no number that differs. The
young person whose matter it is, once old enough to answer for it, knows of both.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TypeVar
from uuid import UUID

from stafett.domain.circumstances import Circumstances
from stafett.domain.content import Content, Contents
from stafett.domain.dates import MeetingId
from stafett.domain.frame import Frame
from stafett.domain.measure import Measure
from stafett.domain.people import PersonId
from stafett.domain.standing import FAMILY, Role

Key = TypeVar("Key", bound=UUID)
Thing = TypeVar("Thing")


def one_of_several(roles: frozenset[Role]) -> bool:
    """Say whether somebody is here as a guardian, and so may have another home beside them."""
    return bool(roles & FAMILY) and Role.SELF not in roles


def meetings(frame: Frame, roles: frozenset[Role], reader: UUID) -> frozenset[MeetingId]:
    """Return the meetings that this reader is not to know of."""
    if not one_of_several(roles):
        return frozenset()
    return frozenset(
        one.id for one in frame.dates.meetings.values() if one.apart and reader not in one.apart
    )


def for_others(one: Measure, roles: frozenset[Role], reader: UUID) -> bool:
    """Say whether a measure is for the other home alone."""
    return one_of_several(roles) and bool(one.plan.apart) and reader not in one.plan.apart


def as_known_to(
    frame: Frame, contents: Contents, roles: frozenset[Role], at: Circumstances
) -> Contents:
    """Return what is written as it is for the asker: without what is for the other home alone."""
    if not one_of_several(roles):
        return contents
    reader = PersonId(at.asked_by.id)
    hidden = meetings(frame, roles, reader)
    return {place: _without(part, hidden, roles, reader) for place, part in contents.items()}


def _without(
    part: Content, hidden: Collection[MeetingId], roles: frozenset[Role], reader: PersonId
) -> Content:
    theirs = {id_ for id_, one in part.measures.items() if for_others(one, roles, reader)}
    return replace(part, papers=_but(part.papers, hidden), measures=_but(part.measures, theirs))


def _but(things: Mapping[Key, Thing], hidden: Collection[UUID]) -> dict[Key, Thing]:
    return {id_: one for id_, one in things.items() if id_ not in hidden}
