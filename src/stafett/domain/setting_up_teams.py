"""Setting up teams: a team is opened, seated, given its days, led by another, and closed (R140)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from stafett.domain import wording
from stafett.domain.arena import Arenas
from stafett.domain.facts import Event, Refusal
from stafett.domain.moment import Moment
from stafett.domain.people import EmployeeId, UnitId
from stafett.domain.standing_team import (
    CloseTeam,
    LetAnotherLead,
    OpenTeam,
    SeatTeam,
    SetTeamMeetings,
    StandingTeam,
    StandingTeams,
    TeamClosed,
    TeamCommand,
    TeamLedByAnother,
    TeamMeetingsSet,
    TeamOpened,
    TeamSeated,
    standing,
)
from stafett.domain.unit import NoSuchUnit


class NoSuchTeamKind(Refusal):
    """The guide has no such kind of team."""


class SeatedElsewhere(Refusal):
    """Whoever leads a team or sits in it works in the municipality, and for that unit."""


class MeetingsLieBehind(Refusal):
    """The meetings of a team are set for days to come, each once."""


Workplaces: TypeAlias = Mapping[EmployeeId, frozenset[UnitId]]
"""The units each works in today; one who has a duty and no unit stands there too."""


@dataclass(frozen=True, slots=True)
class Around:
    """What the municipality knows besides: the guide's arenas, units, and who works where today.

    ``names`` are those of everybody at work; ``keeps``: the asker keeps the model.
    """

    arenas: Arenas
    units: frozenset[UnitId]
    works: Workplaces
    names: frozenset[str]
    keeps: bool


def decide(
    teams: StandingTeams, around: Around, command: TeamCommand, at: Moment
) -> tuple[Event, ...]:
    """Say what becomes of a team; whether the asker may is asked elsewhere.

    Raises:
        NoSuchTeamKind: The guide of the day has none by that key.
        NoSuchTeam: It was never opened, or has been closed.
        NoSuchUnit: A unit that is to sit in it does not exist.
        SeatedElsewhere: Somebody does not work where they are to sit for.
        MeetingsLieBehind: A day has passed, or stands there twice.
        IdTaken: The id belongs to another team.

    """
    match command:
        case OpenTeam():
            return _open(teams, around, command, at)
        case SeatTeam(seats=seats):
            team = standing(teams, command.team)
            if any(seat.unit not in around.units for seat in seats):
                raise NoSuchUnit
            for seat in seats:
                if seat.employee is not None and seat.unit not in around.works.get(
                    seat.employee, frozenset()
                ):
                    raise SeatedElsewhere
            same = team.seats == seats
            return () if same else (TeamSeated(team=team.id, seats=seats, on=at.today),)
        case SetTeamMeetings():
            return _meetings(standing(teams, command.team), command, at)
        case LetAnotherLead(leader=leader):
            team = standing(teams, command.team)
            if leader not in around.works:
                raise SeatedElsewhere
            same = team.leader == leader
            return () if same else (TeamLedByAnother(team=team.id, leader=leader, on=at.today),)
        case CloseTeam():
            if command.team in teams and teams[command.team].closed_on is not None:
                return ()
            team = standing(teams, command.team)
            why = wording.reason(command.why)
            return (TeamClosed(team=team.id, why=why, on=at.today),)


def _open(teams: StandingTeams, around: Around, command: OpenTeam, at: Moment) -> tuple[Event, ...]:
    called = wording.reason(command.called)
    there = teams.get(command.team)
    wanted = (command.kind, called, command.leader)
    if wording.already((there.kind, there.called, there.leader) if there else None, wanted):
        return ()
    if around.arenas.team(command.kind) is None:
        raise NoSuchTeamKind
    if command.leader not in around.works:
        raise SeatedElsewhere
    opened = TeamOpened(
        team=command.team, kind=command.kind, called=called, leader=command.leader, on=at.today
    )
    return (opened,)


def _meetings(team: StandingTeam, command: SetTeamMeetings, at: Moment) -> tuple[Event, ...]:
    behind = tuple(one for one in team.meetings if one <= at.now)
    ahead = tuple(sorted(one for one in command.meetings if one not in behind))
    if any(one <= at.now for one in ahead) or len(set(ahead)) != len(ahead):
        raise MeetingsLieBehind
    meetings = (*behind, *ahead)
    if meetings == team.meetings:
        return ()
    return (TeamMeetingsSet(team=team.id, meetings=meetings, on=at.today),)
