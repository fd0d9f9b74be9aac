"""Cases before a team that are about nobody: how we work, or a question for the profession (R141).

There is no field here for a child, and no link to one; words in which somebody can be recognised
are refused. What is about a child comes from its follow-up, on consent (R142).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeAlias
from uuid import UUID

from stafett.domain import anonymity, wording
from stafett.domain.arena import Arenas, TeamKind
from stafett.domain.facts import Event, Refusal
from stafett.domain.moment import Moment
from stafett.domain.people import EmployeeId, UnitId
from stafett.domain.standing_team import StandingTeam, TeamId


class TeamCaseLaid(Event, name="team-case-laid"):
    """Somebody at work has laid a case before a team; it is about nobody."""

    case: UUID
    team: TeamId
    kind: str
    title: str
    text: str
    meeting: datetime | None
    by: EmployeeId
    unit: UnitId
    on: date


class TeamCaseAdvised(Event, name="team-case-advised"):
    """The team has said what it advises."""

    case: UUID
    advice: str
    by: EmployeeId
    on: date


CaseEvent: TypeAlias = TeamCaseLaid | TeamCaseAdvised


@dataclass(frozen=True, slots=True)
class LayCase:
    """Lay a case before a team; ``meeting`` is one of its days.

    ``families`` are the names of those the asker has to do with: the door fills them in.
    """

    case: UUID
    team: TeamId
    kind: str
    title: str
    text: str
    unit: UnitId
    meeting: datetime | None = None
    families: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class AdviseOnCase:
    """Say what the team advises; ``families`` as when it was laid."""

    case: UUID
    advice: str
    families: frozenset[str] = frozenset()


CaseCommand: TypeAlias = LayCase | AdviseOnCase


class NotForThisTeam(Refusal):
    """The guide lets no such case come before this team."""


class ComesFromItsFollowUp(Refusal):
    """What is about a child comes from its follow-up, on consent; here nobody is named."""


class NoSuchTeamCase(Refusal):
    """There is no such case before the team."""


class AdvisedAlready(Refusal):
    """The team has said something else already."""


class NotAMeetingOfTheTeam(Refusal):
    """The team does not meet then."""


@dataclass(frozen=True, slots=True)
class TeamCase:
    """A case that is about nobody, and what the team advised."""

    id: UUID
    team: TeamId
    kind: str
    title: str
    text: str
    meeting: datetime | None
    by: EmployeeId
    unit: UnitId
    on: date
    advice: str = ""
    advised_on: date | None = None


TeamCases: TypeAlias = Mapping[UUID, TeamCase]


def lay(
    cases: TeamCases,
    team: StandingTeam,
    arenas: Arenas,
    command: LayCase,
    at: Moment,
    *,
    names: Collection[str],
) -> tuple[Event, ...]:
    """Decide whether the case can come before the team.

    Raises:
        NotForThisTeam: The guide lets no such case come before such a team.
        ComesFromItsFollowUp: It is about a child.
        SaysWhoItIsAbout: Somebody can be recognised in its words.
        NotAMeetingOfTheTeam: The team does not meet at that time.
        IdTaken: The id belongs to another case.

    """
    title, text = wording.reason(command.title), wording.reason(command.text)
    there = cases.get(command.case)
    wanted = (team.id, command.kind, title, text, command.meeting, command.unit)
    said = there and (there.team, there.kind, there.title, there.text, there.meeting, there.unit)
    if wording.already(said, wanted):
        return ()
    check_may_come(arenas, arenas.team(team.kind), command.kind, personal=False)
    anonymity.check((title, text), {*names, *command.families})
    if command.meeting is not None and command.meeting not in team.meetings:
        raise NotAMeetingOfTheTeam
    laid = TeamCaseLaid(
        case=command.case,
        team=team.id,
        kind=command.kind,
        title=title,
        text=text,
        meeting=command.meeting,
        by=EmployeeId(at.asked_by.id),
        unit=command.unit,
        on=at.today,
    )
    return (laid,)


def check_may_come(arenas: Arenas, team: TeamKind | None, case: str, *, personal: bool) -> None:
    """See that the guide lets such a case come before such a team, from here.

    Raises:
        NotForThisTeam: It does not.
        ComesFromItsFollowUp: It is about a child, and does not come from its follow-up.

    """
    kind = arenas.case(case)
    if kind is None or team is None or case not in team.cases:
        raise NotForThisTeam
    if kind.personal and not personal:
        raise ComesFromItsFollowUp
    if personal and not kind.personal:
        raise NotForThisTeam


def advise(
    cases: TeamCases,
    command: AdviseOnCase,
    at: Moment,
    *,
    names: Collection[str],
) -> tuple[Event, ...]:
    """Decide whether this is what the team advised.

    Raises:
        NoSuchTeamCase: Nobody laid it.
        SaysWhoItIsAbout: Somebody can be recognised in it.
        AdvisedAlready: It said something else before.

    """
    there = cases.get(command.case)
    if there is None:
        raise NoSuchTeamCase
    advice = wording.reason(command.advice)
    if there.advised_on is not None:
        if there.advice != advice:
            raise AdvisedAlready
        return ()
    anonymity.check((advice,), {*names, *command.families})
    return (
        TeamCaseAdvised(case=there.id, advice=advice, by=EmployeeId(at.asked_by.id), on=at.today),
    )


def after(cases: TeamCases, event: CaseEvent) -> TeamCases:
    """Return the cases once *event* has happened."""
    match event:
        case TeamCaseLaid():
            laid = TeamCase(
                id=event.case,
                team=event.team,
                kind=event.kind,
                title=event.title,
                text=event.text,
                meeting=event.meeting,
                by=event.by,
                unit=event.unit,
                on=event.on,
            )
            return {**cases, laid.id: laid}
        case TeamCaseAdvised(case=which):
            advised = replace(cases[which], advice=event.advice, advised_on=event.on)
            return {**cases, which: advised}
