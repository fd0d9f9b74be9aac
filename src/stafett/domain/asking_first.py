"""Asking first: a family asks for a team before anybody at work has wondered (R143).

What it asks for is level 0 in the unit of whoever leads the team: it stands on that one's list,
shows as a break when it rests too long, and is talked over, taken on or concluded as any other
wondering. Whoever asked reads it; nobody else in the family does before they have been told.
"""

from dataclasses import dataclass
from datetime import date

from stafett.domain import gathering
from stafett.domain.circumstances import Circumstances
from stafett.domain.employment import Employee
from stafett.domain.facts import Event, Refusal, Stranger
from stafett.domain.people import Citizen, ConcernId, EmployeeId, PersonId, UnitId
from stafett.domain.right_to_know import may_know
from stafett.domain.standing_team import TeamId
from stafett.domain.unit import NoSuchUnit
from stafett.domain.wording import reason


class TeamAskedForFirst(Event, name="team-asked-for-first"):
    """Somebody in a family has asked for a team; whoever leads it answers for the answer."""

    concern: ConcernId
    about: PersonId
    team: TeamId
    wish: str
    rather: frozenset[UnitId]
    by: PersonId
    author: EmployeeId
    unit: UnitId
    on: date


@dataclass(frozen=True, slots=True)
class AskForTeamFirst:
    """Ask for a team: what one hopes for, and which units one would like to be there."""

    concern: ConcernId
    about: PersonId
    team: TeamId
    wish: str
    rather: frozenset[UnitId] = frozenset()


class NobodyToAnswer(Refusal):
    """Whoever leads the team works in no unit today: ask the municipality who answers now."""


@dataclass(frozen=True, slots=True)
class AskedFirst:
    """What somebody in the family asked for; see ``TeamAskedForFirst``."""

    team: TeamId
    wish: str
    rather: frozenset[UnitId]
    by: PersonId


def asked(event: TeamAskedForFirst) -> AskedFirst:
    """Return what was asked for."""
    return AskedFirst(event.team, event.wish, event.rather, event.by)


def may_ask(at: Circumstances) -> bool:
    """Is it the child or young person, or somebody who answers for them, as long as they do?"""
    if not isinstance(at.asked_by, Citizen):
        return False
    who = at.asked_by.person
    return may_know(at.person, who, at.today, at.rules)


def ask(command: AskForTeamFirst, at: Circumstances) -> tuple[Event, ...]:
    """Decide whether the family can ask for the team.

    Raises:
        Stranger: It is nobody who answers for the one it is about.
        NoSuchTeam, NotPutTogetherForOneFamily: There is no such team, or none for one family.
        AskedForByThoseAtWork: The guide does not let the family ask.
        NoSuchUnit: A unit that is wished for does not exist.
        NobodyToAnswer: Whoever leads the team works nowhere now.

    """
    if not may_ask(at):
        raise Stranger
    team = gathering.for_family(command.team, at)
    if not command.rather <= at.municipality.units.keys():
        raise NoSuchUnit
    leader = at.municipality.employees[team.leader]
    first = TeamAskedForFirst(
        concern=command.concern,
        about=at.person.id,
        team=team.id,
        wish=reason(command.wish),
        rather=command.rather,
        by=PersonId(at.asked_by.id),
        author=team.leader,
        unit=_unit_of(leader, at.today),
        on=at.today,
    )
    return (first,)


def _unit_of(leader: Employee, today: date) -> UnitId:
    """Return the unit the leader answers in: one they lead, if there is one."""
    for units in (leader.leads(today), leader.units(today)):
        if units:
            return min(units)
    raise NobodyToAnswer
