"""A municipality's teams: a kind from the guide, who sits there, and a series of meetings (R140).

Whoever leads a team keeps its seats and its days; coordinators open and close teams. Nothing here
is about a child.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NewType, TypeAlias
from uuid import UUID

from stafett.domain import wording
from stafett.domain.arena import Arenas
from stafett.domain.facts import Event, Refusal
from stafett.domain.moment import NORWAY, Moment
from stafett.domain.people import EmployeeId, UnitId
from stafett.domain.unit import NoSuchUnit

TeamId = NewType("TeamId", UUID)


@dataclass(frozen=True, slots=True)
class Seat:
    """A unit's standing place in a team, and who sits there (``None``: whom the unit sends)."""

    unit: UnitId
    employee: EmployeeId | None = None


class TeamOpened(Event, name="team-opened"):
    """A team of a kind in the guide has been set up, with somebody who leads it."""

    team: TeamId
    kind: str
    called: str
    leader: EmployeeId
    on: date


class TeamSeated(Event, name="team-seated"):
    """It has been said which units sit in the team, and who for them."""

    team: TeamId
    seats: frozenset[Seat]
    on: date


class TeamMeetingsSet(Event, name="team-meetings-set"):
    """The days to come on which the team meets have been set; each is an aware moment."""

    team: TeamId
    meetings: tuple[datetime, ...]
    on: date


class TeamLedByAnother(Event, name="team-led-by-another"):
    """Somebody else leads the team from now on."""

    team: TeamId
    leader: EmployeeId
    on: date


class TeamClosed(Event, name="team-closed"):
    """The team meets no more."""

    team: TeamId
    why: str
    on: date


TeamEvent: TypeAlias = TeamOpened | TeamSeated | TeamMeetingsSet | TeamLedByAnother | TeamClosed


@dataclass(frozen=True, slots=True)
class OpenTeam:
    """Set up a team of a kind in the guide."""

    team: TeamId
    kind: str
    called: str
    leader: EmployeeId


@dataclass(frozen=True, slots=True)
class SeatTeam:
    """Say which units sit in it; it takes the place of what was said before."""

    team: TeamId
    seats: frozenset[Seat]


@dataclass(frozen=True, slots=True)
class SetTeamMeetings:
    """Say when it meets from now on; meetings that were held stay as they were."""

    team: TeamId
    meetings: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class LetAnotherLead:
    """Let somebody else lead it."""

    team: TeamId
    leader: EmployeeId


@dataclass(frozen=True, slots=True)
class CloseTeam:
    """Let the team meet no more, and say why."""

    team: TeamId
    why: str


TeamCommand: TypeAlias = OpenTeam | SeatTeam | SetTeamMeetings | LetAnotherLead | CloseTeam


class NoSuchTeam(Refusal):
    """The municipality has no such team, or it meets no more."""


class NoSuchTeamKind(Refusal):
    """The guide has no such kind of team."""


class SeatedElsewhere(Refusal):
    """Whoever leads a team or sits in it works in the municipality, and for that unit."""


class MeetingsLieBehind(Refusal):
    """The meetings of a team are set for days to come, each once."""


@dataclass(frozen=True, slots=True)
class StandingTeam:
    """A team as it is now."""

    id: TeamId
    kind: str
    called: str
    leader: EmployeeId
    seats: frozenset[Seat] = frozenset()
    meetings: tuple[datetime, ...] = ()
    closed_on: date | None = None

    @property
    def units(self) -> frozenset[UnitId]:
        """Return the units that sit in it."""
        return frozenset(seat.unit for seat in self.seats)

    def sits(self, who: EmployeeId) -> bool:
        """Does this person lead it, or sit in it by name?"""
        return who == self.leader or any(seat.employee == who for seat in self.seats)

    def meetings_in(self, year: int) -> int:
        """Count its meetings in a calendar year, held or to come."""
        return sum(1 for one in self.meetings if one.astimezone(NORWAY).year == year)


StandingTeams: TypeAlias = Mapping[TeamId, StandingTeam]
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


def standing(teams: StandingTeams, which: TeamId) -> StandingTeam:
    """Return a team that meets.

    Raises:
        NoSuchTeam: There is none by that id.

    """
    team = teams.get(which)
    if team is None or team.closed_on is not None:
        raise NoSuchTeam
    return team


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


def after(teams: StandingTeams, event: TeamEvent) -> StandingTeams:
    """Return the teams once *event* has happened."""
    if isinstance(event, TeamOpened):
        opened = StandingTeam(event.team, event.kind, event.called, event.leader)
        return {**teams, opened.id: opened}
    team = teams[event.team]
    match event:
        case TeamSeated(seats=seats):
            team = replace(team, seats=seats)
        case TeamMeetingsSet(meetings=meetings):
            team = replace(team, meetings=meetings)
        case TeamLedByAnother(leader=leader):
            team = replace(team, leader=leader)
        case TeamClosed(on=on):
            team = replace(team, closed_on=on)
    return {**teams, team.id: team}
