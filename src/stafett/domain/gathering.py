"""Gathering: who decides that a family's team is asked for, put together, planned with, and meets.

The plan opens no door: each it names still gets in by consent, the unit's yes and its leader's
word (R134), and carries the baton only once they have accepted it (R70).
"""

from stafett.domain import givers, outsiders, wording
from stafett.domain.circumstances import Circumstances
from stafett.domain.ending import NotAgreed
from stafett.domain.facts import Event
from stafett.domain.family_team import (
    AskedForByThoseAtWork,
    AskForFamilyTeam,
    ComposeFamilyTeam,
    FamilyIsPartOfIt,
    FamilyTeam,
    FamilyTeamAskedFor,
    FamilyTeamCommand,
    FamilyTeamComposed,
    FamilyTeamPlanMade,
    FamilyTeamReconvened,
    HolderHasATask,
    MakeFamilyTeamPlan,
    NoPlanYet,
    NoTeamYet,
    NotPutTogetherForOneFamily,
    ReconveneFamilyTeam,
    planned,
    wanted,
)
from stafett.domain.frame import Frame
from stafett.domain.let_in import needed
from stafett.domain.people import Citizen, Professional
from stafett.domain.standing_team import StandingTeam, TeamId, standing
from stafett.domain.team import DoesNotWorkThere, check_may_enter
from stafett.domain.unit import NoSuchUnit


def decide(
    so_far: FamilyTeam, frame: Frame, command: FamilyTeamCommand, at: Circumstances
) -> tuple[Event, ...]:
    """Say what becomes of the family's team: events, nothing new, or a refusal."""
    match command:
        case AskForFamilyTeam():
            return ask(so_far, command, at)
        case ComposeFamilyTeam():
            return compose(so_far, frame, command, at)
        case MakeFamilyTeamPlan():
            return plan(so_far, frame, command, at)
        case ReconveneFamilyTeam():
            return reconvene(so_far, command, at)


def ask(so_far: FamilyTeam, command: AskForFamilyTeam, at: Circumstances) -> tuple[Event, ...]:
    """Decide whether the team can be asked for; by the family too, where the guide says so (R143).

    Raises:
        NoSuchTeam, NotPutTogetherForOneFamily: There is no such team, or none for one family.
        AskedForByThoseAtWork: The guide does not let the family ask.
        NoSuchUnit: A unit that is wished for does not exist.

    """
    for_family(command.team, at)
    if not command.rather <= at.municipality.units.keys():
        raise NoSuchUnit
    request = wanted(command, at.asked_by.id, at.today)
    there = so_far.asked
    if there and (there.team, there.wish, there.rather) == (
        request.team,
        request.wish,
        request.rather,
    ):
        return ()
    asked = FamilyTeamAskedFor(
        team=request.team, wish=request.wish, rather=request.rather, by=request.by, on=request.on
    )
    return (asked,)


def compose(
    so_far: FamilyTeam, frame: Frame, command: ComposeFamilyTeam, at: Circumstances
) -> tuple[Event, ...]:
    """Decide whether the team is put together so, by guardians, leader and holder (R144).

    Raises:
        NoSuchTeam, NotPutTogetherForOneFamily: There is no such team, or none for one family.
        FamilyIsPartOfIt: Nobody of the family is in it, or somebody of another.
        NotAgreed: Somebody whose consent is needed has not agreed.
        TeamWithoutLeader: Whoever leads it works nowhere today.
        TeamNotLetIn: A unit of the team, or its leader's, is not let in.
        UnitNotLetIn, KeptOutByName: Somebody who is to be in it may not be.
        DoesNotWorkThere: Somebody does not work in that unit.

    """
    team = _of_one_family(command.team, at)
    who = needed(frame.home, at)
    if isinstance(who, givers.Unclear) or not who <= command.agreed:
        raise NotAgreed
    family = {at.person.id, *givers.guardians(at.person, at.today)}
    if not command.family or not command.family <= family:
        raise FamilyIsPartOfIt
    outsiders.check(team, frame.home, frame.consents, at)
    members = command.members | {frame.holder}
    for one in sorted(members, key=lambda one: (one.unit, one.employee)):
        _check_can_be_in(one, frame, at)
    network = tuple(wording.reason(name) for name in command.network)
    as_it_is = (so_far.team, so_far.leader, so_far.members, so_far.family, so_far.network)
    if as_it_is == (team.id, team.leader, members, command.family, network) and not so_far.asked:
        return ()
    composed = FamilyTeamComposed(
        team=team.id,
        leader=team.leader,
        members=members,
        family=command.family,
        network=network,
        agreed=command.agreed,
        on=at.today,
        guide=at.guide.id,
    )
    return (composed,)


def plan(
    so_far: FamilyTeam, frame: Frame, command: MakeFamilyTeamPlan, at: Circumstances
) -> tuple[Event, ...]:
    """Decide whether this is the team's plan (R145).

    Raises:
        NoTeamYet: It has not been put together.
        HolderHasATask: Who is to carry the baton is not in the relay team the plan names.
        UnitNotLetIn, KeptOutByName: Somebody in it may not come in.
        DoesNotWorkThere: Somebody does not work in that unit.

    """
    if so_far.team is None:
        raise NoTeamYet
    if command.holder not in {one.who for one in command.relay}:
        raise HolderHasATask
    for one in command.relay:
        wording.reason(one.task)
        _check_can_be_in(one.who, frame, at)
    made = FamilyTeamPlanMade(
        relay=command.relay,
        holder=command.holder,
        plan_wish=command.plan_wish,
        plan_right=command.plan_right,
        summary=wording.reason(command.summary),
        met_on=at.happened(command.met_on),
        on=at.today,
        guide=at.guide.id,
    )
    # Once it has met again, a plan that says the same is a plan anew.
    return () if so_far.again is None and so_far.plan == planned(made) else (made,)


def reconvene(
    so_far: FamilyTeam, command: ReconveneFamilyTeam, at: Circumstances
) -> tuple[Event, ...]:
    """Decide whether the team is to meet again; whoever takes part may ask it to (R145).

    Raises:
        NoPlanYet: It has made no plan to look at anew.

    """
    if so_far.plan is None:
        raise NoPlanYet
    why = wording.reason(command.why)
    if so_far.again is not None:
        return ()
    again = FamilyTeamReconvened(trouble=command.trouble, why=why, by=at.asked_by.id, on=at.today)
    return (again,)


def for_family(which: TeamId, at: Circumstances) -> StandingTeam:
    """Return the team, if whoever asks for it may.

    Raises:
        NoSuchTeam, NotPutTogetherForOneFamily: There is no such team, or none for one family.
        AskedForByThoseAtWork: The guide does not let the family ask.

    """
    team = _of_one_family(which, at)
    kind = at.guide.arenas.team(team.kind)
    if isinstance(at.asked_by, Citizen) and not (kind is not None and kind.family_may_ask):
        raise AskedForByThoseAtWork
    return team


def _of_one_family(which: TeamId, at: Circumstances) -> StandingTeam:
    team = standing(at.municipality.rulebook.convened.teams, which)
    kind = at.guide.arenas.team(team.kind)
    if kind is None or not kind.per_family:
        raise NotPutTogetherForOneFamily
    return team


def _check_can_be_in(who: Professional, frame: Frame, at: Circumstances) -> None:
    if not at.municipality.works_in(who.employee, who.unit, at.today):
        raise DoesNotWorkThere
    check_may_enter(frame.team, frame.consents, who, at)
