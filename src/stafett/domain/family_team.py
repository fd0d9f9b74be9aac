"""A team for one family: asked for, put together with them, with a plan, and meeting again.

The guardians, whoever leads the municipality's team, and the holder put it together (R144). Its
plan names the relay team and who is to hold the baton, and asks about an individual plan; when one
is stuck or the need has changed it meets again (R145). What is expected of the family is nowhere
counted (R146).
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum
from typing import TypeAlias
from uuid import UUID

from stafett.domain import wording
from stafett.domain.facts import Event, Refusal
from stafett.domain.family_plan import PlannedTask, PlanRight, PlanWish, TeamPlan
from stafett.domain.people import EmployeeId, PersonId, Professional, UnitId
from stafett.domain.policy import Guide, GuideVersion
from stafett.domain.standing_team import TeamId


class Trouble(Enum):
    """Why the team meets again."""

    STUCK = "stuck"
    NEEDS_CHANGED = "needs-changed"


class FamilyTeamAskedFor(Event, name="family-team-asked-for"):
    """The family, or somebody at work for it, has asked for the team (R143)."""

    team: TeamId
    wish: str
    rather: frozenset[UnitId]
    by: UUID
    on: date


class FamilyTeamComposed(Event, name="family-team-composed"):
    """The team has been put together for this family (R144)."""

    team: TeamId
    leader: EmployeeId
    members: frozenset[Professional]
    family: frozenset[PersonId]
    network: tuple[str, ...]
    agreed: frozenset[PersonId]
    on: date
    guide: GuideVersion


class FamilyTeamPlanMade(Event, name="family-team-plan-made"):
    """The team has made its plan (R145)."""

    relay: tuple[PlannedTask, ...]
    holder: Professional
    plan_wish: PlanWish
    plan_right: PlanRight
    summary: str
    met_on: date
    on: date
    guide: GuideVersion


class FamilyTeamReconvened(Event, name="family-team-reconvened"):
    """Somebody has asked the team to meet again (R145)."""

    trouble: Trouble
    why: str
    by: UUID
    on: date


FamilyTeamEvent: TypeAlias = (
    FamilyTeamAskedFor | FamilyTeamComposed | FamilyTeamPlanMade | FamilyTeamReconvened
)


@dataclass(frozen=True, slots=True)
class AskForFamilyTeam:
    """Ask for the team: what one hopes for, and which units one would like to be there."""

    team: TeamId
    wish: str
    rather: frozenset[UnitId] = frozenset()


@dataclass(frozen=True, slots=True)
class ComposeFamilyTeam:
    """Put the team together; ``agreed`` are those in the family who said yes to it."""

    team: TeamId
    members: frozenset[Professional]
    family: frozenset[PersonId]
    agreed: frozenset[PersonId]
    network: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MakeFamilyTeamPlan:
    """Write down the team's plan."""

    relay: tuple[PlannedTask, ...]
    holder: Professional
    plan_wish: PlanWish
    plan_right: PlanRight
    summary: str
    met_on: date


@dataclass(frozen=True, slots=True)
class ReconveneFamilyTeam:
    """Ask the team to meet again, and say why."""

    trouble: Trouble
    why: str


FamilyTeamCommand: TypeAlias = (
    AskForFamilyTeam | ComposeFamilyTeam | MakeFamilyTeamPlan | ReconveneFamilyTeam
)


class NotPutTogetherForOneFamily(Refusal):
    """The guide puts no such team together for one family."""


class AskedForByThoseAtWork(Refusal):
    """In this municipality those at work ask for the team: ask them to."""


class FamilyIsPartOfIt(Refusal):
    """The child or a guardian is part of a team for the family, and nobody else's family is."""


class NoTeamYet(Refusal):
    """The team has not been put together yet."""


class NoPlanYet(Refusal):
    """The team has made no plan yet, so there is nothing to meet again about."""


class HolderHasATask(Refusal):
    """Whoever the plan wants to carry the baton is in the relay team it names."""


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asked the team for."""

    team: TeamId
    wish: str
    rather: frozenset[UnitId]
    by: UUID
    on: date


@dataclass(frozen=True, slots=True)
class Again:
    """Why the team is to meet again, and since when."""

    trouble: Trouble
    why: str
    on: date


@dataclass(frozen=True, slots=True)
class FamilyTeam:
    """The team for this family, as far as it has come.

    ``asked`` waits until the team is put together, ``again`` until it has made a new plan.
    """

    asked: Request | None = None
    team: TeamId | None = None
    leader: EmployeeId | None = None
    members: frozenset[Professional] = frozenset()
    family: frozenset[PersonId] = frozenset()
    network: tuple[str, ...] = ()
    composed_on: date | None = None
    plan: TeamPlan | None = None
    again: Again | None = None


def after(so_far: FamilyTeam, event: FamilyTeamEvent) -> FamilyTeam:
    """Return the team once *event* has happened."""
    match event:
        case FamilyTeamAskedFor(team=team, wish=wish, rather=rather, by=by, on=on):
            return replace(so_far, asked=Request(team, wish, rather, by, on))
        case FamilyTeamComposed():
            return replace(
                so_far,
                asked=None,
                team=event.team,
                leader=event.leader,
                members=event.members,
                family=event.family,
                network=event.network,
                composed_on=event.on,
            )
        case FamilyTeamPlanMade():
            return replace(so_far, plan=planned(event), again=None)
        case FamilyTeamReconvened(trouble=trouble, why=why, on=on):
            return replace(so_far, again=Again(trouble, why, on))


def gathered_by(since: date, guide: Guide) -> date:
    """Return the last day for the team to meet: as many days on as for a next meeting."""
    return since + timedelta(days=guide.next_meeting_days)


def waits_since(so_far: FamilyTeam) -> date | None:
    """Return since when somebody waits for the team to be put together, or to meet again."""
    days = [one.on for one in (so_far.asked, so_far.again) if one is not None]
    return min(days, default=None)


def wanted(command: AskForFamilyTeam, by: UUID, on: date) -> Request:
    """Return what is asked for, as it will be kept."""
    return Request(command.team, wording.reason(command.wish), command.rather, by, on)


def planned(event: FamilyTeamPlanMade) -> TeamPlan:
    """Return the plan as it is kept."""
    return TeamPlan(
        relay=event.relay,
        holder=event.holder,
        plan_wish=event.plan_wish,
        plan_right=event.plan_right,
        summary=event.summary,
        met_on=event.met_on,
        guide=event.guide,
    )
