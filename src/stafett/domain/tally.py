"""What one matter adds to the municipality's figures: where it is at home, and its days.

Nobody is named in it, and nothing in it says what the matter is about or who takes part. What is
shielded adds nothing, ever; so a figure is the same with it and without it (R29, R88).
"""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from stafett.domain import matter
from stafett.domain.circumstances import NORWAY
from stafett.domain.followup import Ended, FollowUp, Running
from stafett.domain.matter import Wondering
from stafett.domain.people import UnitId


@dataclass(frozen=True, slots=True)
class Wait:
    """From the day something began to wait to the day it was answered; ``None``: not yet."""

    since: date
    answered: date | None


@dataclass(frozen=True, slots=True)
class ConcernTally:
    """A wondering that was never shielded, until somebody had talked with the family."""

    unit: UnitId
    talk: Wait


@dataclass(frozen=True, slots=True)
class FollowUpTally:
    """A follow-up: the levels it has been on, each from a day, its offers, and its last day."""

    unit: UnitId
    levels: tuple[tuple[date, int], ...]
    offers: tuple[Wait, ...]
    ended: date | None

    def level_on(self, day: date) -> int | None:
        """Return the level at the end of the day, or ``None`` when it did not run."""
        if self.ended is not None and self.ended <= day:
            return None
        reached = [level for since, level in self.levels if since <= day]
        return reached[-1] if reached else None


@dataclass(frozen=True, slots=True)
class NoTally:
    """What is shielded adds nothing; that it has a row like the others, nobody can tell."""


Tally: TypeAlias = ConcernTally | FollowUpTally
Kept: TypeAlias = ConcernTally | FollowUpTally | NoTally


def of_concern(state: matter.State) -> Kept | None:
    """Return what a concern adds; nothing if it is, or ever was, shielded."""
    open_part = matter.open_part(state)
    if open_part is None:
        return None
    if not isinstance(open_part, Wondering):
        return NoTally()
    days = [talk.on for talk in open_part.talks.with_child]
    days += [talk.on for talk in open_part.talks.with_guardians]
    first = min(days, default=None)
    return ConcernTally(open_part.root.unit, Wait(open_part.root.on, first))


def of_follow_up(state: FollowUp) -> Tally | None:
    """Return what a follow-up adds, from its frame alone."""
    if not isinstance(state, Running | Ended):
        return None
    frame = state.frame
    offer = frame.baton.offer
    waits = tuple(Wait(one.offered_on, one.answered_on) for one in frame.baton.answers)
    if offer is not None:
        waits += (Wait(offer.offered_on, None),)
    ended = None if frame.ending is None else frame.ending.at.astimezone(NORWAY).date()
    levels = tuple((rung.since, rung.level) for rung in frame.ladder.rungs)
    return FollowUpTally(frame.home, levels, waits, ended)
