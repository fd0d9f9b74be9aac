"""Concluding: a wondering ends, or somebody takes it on at level 1.

The one who wonders concludes; if that person has left, the leader does (R36, R173). That the
guardians do not agree is written down and stops nothing by itself: a unit's own statutory work
goes on (R188).
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from stafett.domain.circumstances import Circumstances
from stafett.domain.clarification import Clarity, GuardiansNotHeard
from stafett.domain.facts import Event, Refusal
from stafett.domain.people import EmployeeId, FollowUpId, Professional, UnitId
from stafett.domain.policy import GuideVersion
from stafett.domain.right_to_know import may_know
from stafett.domain.talk import Talks
from stafett.domain.unit import standing_in
from stafett.domain.voice import ChildView, heard
from stafett.domain.wording import reason


class ConcernTakenOn(Event, name="concern-taken-on"):
    """Somebody takes it on from level 1; from here the follow-up tells the rest."""

    by: EmployeeId
    taken_by: Professional
    may_help: frozenset[str]
    why_untold: str
    child_view: ChildView
    follow_up: FollowUpId
    on: date
    under: GuideVersion


class ConcernEnded(Event, name="concern-ended"):
    """It ends here, with the reason and what the family was told of coming back (R34)."""

    by: EmployeeId
    why: str
    information_given: str
    took_part: frozenset[UUID]
    child_view: ChildView
    on: date
    under: GuideVersion


@dataclass(frozen=True, slots=True)
class TakeOn:
    """Let somebody in the unit take it on; ``may_help`` names the kinds of unit that may help.

    ``why_untold`` is needed when there is a guardian who has not been told, or who has not said
    what they think.
    """

    taken_by: Professional
    follow_up: FollowUpId
    child_view: ChildView
    may_help: frozenset[str] = frozenset()
    why_untold: str = ""


@dataclass(frozen=True, slots=True)
class EndConcern:
    """End it, with the reason, what the family was told, and who took part."""

    why: str
    information_given: str
    child_view: ChildView
    took_part: frozenset[UUID] = frozenset()


class NotYourConcern(Refusal):
    """Only the one who wonders concludes; the leader does if that person has left."""


class NotClarified(Refusal):
    """Go through the concern with the leader before somebody takes it on."""


class NotInTheUnit(Refusal):
    """The one who takes it on works in the unit where the concern was raised."""


def take_on(
    clarity: Clarity,
    talks: Talks,
    command: TakeOn,
    *,
    unit: UnitId,
    by: EmployeeId,
    at: Circumstances,
) -> tuple[Event, ...]:
    """Decide whether somebody may take it on at level 1 (R188).

    Raises:
        NotClarified: It has not been gone through with the leader.
        GuardiansNotHeard: A guardian is untold or unheard, and there is no reason.
        NotInTheUnit: The one who takes it on does not work in the unit today.
        ChildNotHeard: Nothing says what the child thinks.

    """
    if clarity.with_leader is None:
        raise NotClarified
    answering = at.person.guardians_on(at.today)
    guardians = {who for who in answering if may_know(at.person, who, at.today, at.rules)}
    unheard = guardians - (set(talks.told) & set(clarity.views))
    if (unheard or not guardians) and not command.why_untold.strip():
        raise GuardiansNotHeard
    taker = command.taken_by
    if taker.unit != standing_in(
        at.municipality.units, unit, at.today
    ) or not at.municipality.works_in(taker.employee, taker.unit, at.today):
        raise NotInTheUnit
    return (
        ConcernTakenOn(
            by=by,
            taken_by=taker,
            may_help=command.may_help,
            why_untold=command.why_untold.strip(),
            child_view=heard(command.child_view),
            follow_up=command.follow_up,
            on=at.today,
            under=at.guide.id,
        ),
    )


def end(command: EndConcern, by: EmployeeId, at: Circumstances) -> tuple[Event, ...]:
    """Decide whether it may end here.

    Raises:
        SayWhy: There is no reason.
        ChildNotHeard: Nothing says what the child thinks.

    """
    return (
        ConcernEnded(
            by=by,
            why=reason(command.why),
            information_given=command.information_given.strip(),
            took_part=command.took_part,
            child_view=heard(command.child_view),
            on=at.today,
            under=at.guide.id,
        ),
    )
