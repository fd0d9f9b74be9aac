"""Convening: who may open a team, keep its seats and days, and lay cases before it.

This file composes a municipality's teams and the cases before them that are about nobody.
"""

from dataclasses import dataclass, field, replace
from typing import TypeAlias

from stafett.domain import setting_up_teams, standing_team, team_case
from stafett.domain.facts import Event, NotForYou
from stafett.domain.moment import Moment
from stafett.domain.people import Staff
from stafett.domain.setting_up_teams import Around
from stafett.domain.standing_team import (
    CloseTeam,
    LetAnotherLead,
    OpenTeam,
    SeatTeam,
    SetTeamMeetings,
    StandingTeams,
    TeamCommand,
    TeamEvent,
)
from stafett.domain.team_case import AdviseOnCase, CaseCommand, CaseEvent, LayCase, TeamCases

Command: TypeAlias = TeamCommand | CaseCommand
ConveningEvent: TypeAlias = TeamEvent | CaseEvent


class NotYourTeam(NotForYou):
    """This is for whoever leads the team, and for those who sit in it."""


class OnlyFromYourUnit(NotForYou):
    """One lays a case before a team on behalf of a unit one works in."""


@dataclass(frozen=True, slots=True)
class Convened:
    """The teams, and the cases before them that are about nobody."""

    teams: StandingTeams = field(default_factory=dict)
    cases: TeamCases = field(default_factory=dict)

    def cases_seen_by(self, who: Staff, *, keeps: bool) -> TeamCases:
        """Return the cases this reader may see: of their teams, and those of their own units.

        ``keeps``: it is their duty to keep the model, so that they see all of them.
        """
        return {
            id_: case
            for id_, case in self.cases.items()
            if keeps or case.unit in who.units or self.teams[case.team].sits(who.employee)
        }


def decide(
    convened: Convened, around: Around, command: Command, asker: Staff, at: Moment
) -> tuple[Event, ...]:
    """Say what becomes of a team or a case.

    Raises:
        NotYourTeam: The asker neither leads it nor keeps the model, or does not sit in it.
        OnlyFromYourUnit: The asker does not work in the unit the case comes from.
        Refusal: As the subject says.

    """
    match command:
        case OpenTeam() | CloseTeam() | LetAnotherLead():
            if not around.keeps:
                raise NotYourTeam
        case SeatTeam() | SetTeamMeetings():
            team = standing_team.standing(convened.teams, command.team)
            if not around.keeps and team.leader != asker.employee:
                raise NotYourTeam
        case LayCase():
            if command.unit not in asker.units:
                raise OnlyFromYourUnit
            team = standing_team.standing(convened.teams, command.team)
            return team_case.lay(
                convened.cases,
                team,
                around.arenas,
                command,
                at,
                names=around.names,
            )
        case AdviseOnCase():
            return _advise(convened, around, command, asker, at)
    return setting_up_teams.decide(convened.teams, around, command, at)


def _advise(
    convened: Convened, around: Around, command: AdviseOnCase, asker: Staff, at: Moment
) -> tuple[Event, ...]:
    laid = convened.cases.get(command.case)
    if laid is not None and not convened.teams[laid.team].sits(asker.employee):
        raise NotYourTeam
    return team_case.advise(convened.cases, command, at, names=around.names)


def after(convened: Convened, event: ConveningEvent) -> Convened:
    """Return the teams and cases once *event* has happened."""
    if isinstance(event, TeamEvent):
        return replace(convened, teams=standing_team.after(convened.teams, event))
    return replace(convened, cases=team_case.after(convened.cases, event))
