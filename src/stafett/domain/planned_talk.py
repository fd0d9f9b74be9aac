"""Planning the talk with guardians at level 0: when, and who talks with the child before it (R109).

The child is not there when its guardians are told what somebody wonders about. So an adult who
knows of the wondering talks with it first; that stops no talk, and shows when it was not done.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from stafett.domain.circumstances import Circumstances
from stafett.domain.facts import Event, Refusal
from stafett.domain.people import EmployeeId
from stafett.domain.voice import ChildNotHeard


class GuardianTalkPlanned(Event, name="guardian-talk-planned"):
    """A talk with the guardians has its day, and the child somebody who talks with it before."""

    for_day: date
    talks_with_child: EmployeeId | None
    child_by: date
    not_asked_because: str
    by: EmployeeId
    on: date


@dataclass(frozen=True, slots=True)
class PlanGuardianTalk:
    """Plan the talk; without somebody who talks with the child, say why it is not asked."""

    for_day: date
    child_by: date
    talks_with_child: EmployeeId | None = None
    not_asked_because: str = ""


class NotBeforeTheTalk(Refusal):
    """The child is talked with on the day of the talk or before it, and neither day has passed."""


class ShareItFirst(Refusal):
    """Share the concern first with whoever is to talk with the child."""


@dataclass(frozen=True, slots=True)
class PlannedTalk:
    """When the guardians are talked with, and who talks with the child by when; or why nobody."""

    for_day: date
    talks_with_child: EmployeeId | None
    child_by: date
    not_asked_because: str
    planned_on: date

    @property
    def says(self) -> tuple[date, EmployeeId | None, date, str]:
        """Return all of it but the day it was written."""
        return (self.for_day, self.talks_with_child, self.child_by, self.not_asked_because)


def plan(
    plans: tuple[PlannedTalk, ...],
    readers: Collection[EmployeeId],
    command: PlanGuardianTalk,
    by: EmployeeId,
    at: Circumstances,
) -> tuple[Event, ...]:
    """Decide whether the talk can be planned so; planned anew it has another day.

    Raises:
        NotBeforeTheTalk: One of the days has passed, or the child would be talked with after it.
        ShareItFirst: The adult does not read the concern.
        ChildNotHeard: Nobody talks with the child, and nothing says why.

    """
    if not at.today <= command.child_by <= command.for_day:
        raise NotBeforeTheTalk
    adult, why = command.talks_with_child, command.not_asked_because.strip()
    if adult is None and not why:
        raise ChildNotHeard
    if adult is not None and adult not in readers:
        raise ShareItFirst
    wanted = (command.for_day, adult, command.child_by, why)
    last = plans[-1] if plans else None
    if last is not None and last.says == wanted:
        return ()
    return (
        GuardianTalkPlanned(
            for_day=command.for_day,
            talks_with_child=adult,
            child_by=command.child_by,
            not_asked_because=why,
            by=by,
            on=at.today,
        ),
    )


def planned(event: GuardianTalkPlanned) -> PlannedTalk:
    """Return the talk that was planned."""
    return PlannedTalk(
        event.for_day, event.talks_with_child, event.child_by, event.not_asked_because, event.on
    )
