"""Reminding: what a meeting of this kind asks for, and its papers leave out (R95, R97, R186).

It stops nobody; it stands beside the minutes until somebody has seen to it.
"""

from collections.abc import Callable, Mapping
from typing import Final

from stafett.domain.agenda import Preparation
from stafett.domain.circumstances import Circumstances
from stafett.domain.dates import Dates, Meeting
from stafett.domain.frame import Frame
from stafett.domain.interpreting import Way
from stafett.domain.minutes import HolderAfter, Minutes, Paper
from stafett.domain.plan import Part
from stafett.domain.policy import Guide
from stafett.domain.standing import carrier

NEXT_DATE: Final = "next-date"
HOLDER: Final = "holder"
UNDERSTANDING: Final = "common-understanding"
INTERPRETER: Final = "interpreter"
DEFERRED: Final = (NEXT_DATE, HOLDER, UNDERSTANDING)
NOTHING: Final = Preparation()

_DESCRIBED: Final[Mapping[str, Callable[[Preparation], str]]] = {
    "problem": lambda one: one.problem,
    "wished": lambda one: one.wished,
    "tried": lambda one: one.tried,
    "family-view": lambda one: one.family_view,
    "professionals-view": lambda one: one.professionals_view,
    "presenter": lambda one: one.presenter,
    "to-invite": lambda one: one.to_invite,
}


def lacks(known: Dates, paper: Paper, guide: Guide) -> tuple[str, ...]:
    """Return what is still to be said, by the guide's own codes; ahead and behind a meeting."""
    meeting = known.meetings.get(paper.meeting)
    kind = guide.meeting(meeting.kind) if meeting is not None else None
    if meeting is None or kind is None or meeting.cancelled or meeting.interrupted:
        return ()
    if meeting.planned:
        described = paper.preparation or NOTHING
        wanted = sorted(kind.prepare & set(_DESCRIBED))
        return tuple(one for one in wanted if not _DESCRIBED[one](described).strip())
    if paper.minutes is None:
        return ()
    said = {
        NEXT_DATE: _another_lies_ahead(known, meeting),
        HOLDER: paper.minutes.holder is not HolderAfter.NOT_SPOKEN_OF,
        UNDERSTANDING: bool(paper.minutes.understanding.strip()),
    }
    left_out = tuple(one for one in DEFERRED if one in kind.asks and not said[one])
    return (*left_out, *_not_understood(paper, paper.minutes))


def _not_understood(paper: Paper, minutes: Minutes) -> tuple[str, ...]:
    """Somebody was to have an interpreter, and none was there (R178)."""
    needed = paper.agenda is not None and any(
        one.way is Way.INTERPRETER for one in paper.agenda.made_fit
    )
    return (INTERPRETER,) if needed and not minutes.interpreters else ()


def _another_lies_ahead(known: Dates, meeting: Meeting) -> bool:
    """Has a later meeting been planned or held, or does what was chosen need none?"""
    if known.next_meeting_by is None:
        return True
    return any(
        one.planned
        or (
            (one.held_on is not None and meeting.held_on is not None)
            and one.held_on > meeting.held_on
        )
        for one in known.meetings.values()
        if one.id != meeting.id
    )


def missed(frame: Frame, paper: Paper, at: Circumstances) -> tuple[str, ...]:
    """Return the roles that belong to such a meeting and were not there, as far as one can tell."""
    meeting = frame.dates.meetings.get(paper.meeting)
    kind = at.guide.meeting(meeting.kind) if meeting is not None else None
    if kind is None or paper.minutes is None:
        return ()
    here = _here(frame, paper, paper.minutes, at)
    return tuple(role for role in sorted(kind.present & set(here)) if not here[role])


def _here(frame: Frame, paper: Paper, minutes: Minutes, at: Circumstances) -> Mapping[str, bool]:
    there = [one for one in minutes.attendance if one.there]
    sides = {one.part for one in there}
    people = {one.who for one in there}
    leader = at.municipality.leader_of(paper.unit, at.today)
    return {
        "child": Part.CHILD in sides,
        "guardians": Part.GUARDIAN in sides,
        "holder": carrier(frame, at).who.employee in people,
        "leader": leader in people,
    }
