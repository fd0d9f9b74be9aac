"""Bringing a child's case before a team: on consent, once the family has been told (R141, R142).

It stands in the follow-up and nowhere else: the team's own page never says about whom it meets.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeAlias
from uuid import UUID

from stafett.domain import outsiders, team_case, wording
from stafett.domain.circumstances import Circumstances
from stafett.domain.facts import Event, Refusal
from stafett.domain.let_in import Consents, admit
from stafett.domain.people import EmployeeId, UnitId
from stafett.domain.policy import GuideVersion
from stafett.domain.standing_team import StandingTeam, TeamId, standing
from stafett.domain.team_case import AdvisedAlready, NoSuchTeamCase, NotAMeetingOfTheTeam


class CaseBrought(Event, name="case-brought-before-team"):
    """The holder has brought the child's case before a team; ``units`` sit there that day."""

    case: UUID
    team: TeamId
    kind: str
    units: frozenset[UnitId]
    meeting: datetime | None
    question: str
    told_orally_on: date
    told_in_writing: str
    family_comes: bool
    why: str
    by: EmployeeId
    on: date
    guide: GuideVersion


class CaseAdvised(Event, name="case-advised-by-team"):
    """It has been written down what the team advised."""

    case: UUID
    advice: str
    advised_on: date
    by: EmployeeId
    on: date


BringingEvent: TypeAlias = CaseBrought | CaseAdvised


@dataclass(frozen=True, slots=True)
class BringCase:
    """Bring the case before a team.

    ``told_in_writing`` names the text the family was given, ``why`` tells why the family is not
    there, where the guide lets that be an exception.
    """

    case: UUID
    team: TeamId
    kind: str
    question: str
    told_orally_on: date
    told_in_writing: str
    family_comes: bool
    why: str = ""
    meeting: datetime | None = None


@dataclass(frozen=True, slots=True)
class RecordAdvice:
    """Write down what the team advised, and when."""

    case: UUID
    advice: str
    advised_on: date


BringingCommand: TypeAlias = BringCase | RecordAdvice


class TellTheFamilyFirst(Refusal):
    """The family is told in words and in writing before a team hears of the child."""


class FamilyIsThere(Refusal):
    """To such a case the family comes along."""


@dataclass(frozen=True, slots=True)
class BroughtCase:
    """A case before a team, and what it advised (``advised_on`` is ``None``: nothing yet)."""

    id: UUID
    team: TeamId
    kind: str
    units: frozenset[UnitId]
    meeting: datetime | None
    question: str
    told_orally_on: date
    told_in_writing: str
    family_comes: bool
    why: str
    on: date
    advice: str = ""
    advised_on: date | None = None


BroughtCases: TypeAlias = Mapping[UUID, BroughtCase]


def decide(
    cases: BroughtCases,
    home: UnitId,
    consents: Consents,
    command: BringingCommand,
    at: Circumstances,
) -> tuple[Event, ...]:
    """Say what becomes of the case: events, nothing new, or a refusal."""
    match command:
        case BringCase():
            return bring(cases, home, consents, command, at)
        case RecordAdvice():
            return record(cases, command, at)


def bring(
    cases: BroughtCases, home: UnitId, consents: Consents, command: BringCase, at: Circumstances
) -> tuple[Event, ...]:
    """Decide whether the team may hear of the child.

    Raises:
        NoSuchTeam: The municipality has no such team.
        NotForThisTeam: The guide lets no such case about a child come before it.
        TeamWithoutLeader: Whoever leads the team works nowhere today.
        TeamNotLetIn, KeptOutByName: The family has not let in all who sit there.
        TellTheFamilyFirst: It is not written which text the family was given.
        FamilyIsThere: The family comes along to such a case.
        SayWhy: There is no question, or no reason for an exception.
        NotAMeetingOfTheTeam: The team does not meet then.
        IdTaken: The id belongs to another case.

    """
    team = standing(at.municipality.rulebook.convened.teams, command.team)
    question = wording.reason(command.question)
    there = cases.get(command.case)
    said = there and (there.team, there.kind, there.question, there.meeting)
    if wording.already(said, (team.id, command.kind, question, command.meeting)):
        return ()
    _check_kind(team, command, at)
    outsiders.check(team, home, consents, at)
    if not command.told_in_writing.strip():
        raise TellTheFamilyFirst
    if command.meeting is not None and command.meeting not in team.meetings:
        raise NotAMeetingOfTheTeam
    brought = CaseBrought(
        case=command.case,
        team=team.id,
        kind=command.kind,
        units=team.units,
        meeting=command.meeting,
        question=question,
        told_orally_on=at.happened(command.told_orally_on),
        told_in_writing=command.told_in_writing.strip(),
        family_comes=command.family_comes,
        why=command.why.strip(),
        by=EmployeeId(at.asked_by.id),
        on=at.today,
        guide=at.guide.id,
    )
    return (brought,)


def _check_kind(team: StandingTeam, command: BringCase, at: Circumstances) -> None:
    arenas = at.guide.arenas
    team_case.check_may_come(arenas, arenas.team(team.kind), command.kind, personal=True)
    kind = arenas.case(command.kind)
    if kind is None or command.family_comes:
        return
    if kind.with_family:
        raise FamilyIsThere
    if kind.exceptional:
        wording.reason(command.why)


def record(cases: BroughtCases, command: RecordAdvice, at: Circumstances) -> tuple[Event, ...]:
    """Decide whether this is what the team advised.

    Raises:
        NoSuchTeamCase: Nobody brought it.
        AdvisedAlready: Something else is written.

    """
    there = cases.get(command.case)
    if there is None:
        raise NoSuchTeamCase
    advice = wording.reason(command.advice)
    if there.advised_on is not None:
        if (there.advice, there.advised_on) != (advice, command.advised_on):
            raise AdvisedAlready
        return ()
    advised = CaseAdvised(
        case=there.id,
        advice=advice,
        advised_on=at.happened(command.advised_on),
        by=EmployeeId(at.asked_by.id),
        on=at.today,
    )
    return (advised,)


def without_consent(case: BroughtCase, home: UnitId, consents: Consents, at: Circumstances) -> bool:
    """Say whether the case waits for a team that is no longer let in: then it is not told."""
    if case.advised_on is not None:
        return False
    return not all(unit == home or admit(consents, unit, at) is not None for unit in case.units)


def after(cases: BroughtCases, event: BringingEvent) -> BroughtCases:
    """Return the cases once *event* has happened."""
    match event:
        case CaseBrought():
            brought = BroughtCase(
                id=event.case,
                team=event.team,
                kind=event.kind,
                units=event.units,
                meeting=event.meeting,
                question=event.question,
                told_orally_on=event.told_orally_on,
                told_in_writing=event.told_in_writing,
                family_comes=event.family_comes,
                why=event.why,
                on=event.on,
            )
            return {**cases, brought.id: brought}
        case CaseAdvised(case=which):
            advised = replace(cases[which], advice=event.advice, advised_on=event.advised_on)
            return {**cases, which: advised}
