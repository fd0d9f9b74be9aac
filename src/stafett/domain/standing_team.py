"""A municipality's teams: a kind from the guide, who sits there, and a series of meetings (R140).

Whoever leads a team keeps its seats and its days; coordinators open and close teams. Nothing here
is about a child.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NewType, TypeAlias
from uuid import UUID

from stafett.domain.facts import Event, Refusal
from stafett.domain.moment import NORWAY
from stafett.domain.people import EmployeeId, UnitId

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


def standing(teams: StandingTeams, which: TeamId) -> StandingTeam:
    """Return a team that meets.

    Raises:
        NoSuchTeam: There is none by that id.

    """
    team = teams.get(which)
    if team is None or team.closed_on is not None:
        raise NoSuchTeam
    return team


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
