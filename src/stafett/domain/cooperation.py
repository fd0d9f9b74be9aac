"""Cooperation: what those around the child say to each other about how they work together.

This file composes its subjects and has no rules of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from stafett.domain import alarm, bringing, choice, family_team
from stafett.domain.alarm import Alarm, AlarmCommand, AlarmEvent, AlarmId
from stafett.domain.bringing import BringingCommand, BringingEvent, BroughtCases
from stafett.domain.choice import Choice, ChooseContacts, ContactsChosen
from stafett.domain.family_team import FamilyTeam, FamilyTeamCommand, FamilyTeamEvent
from stafett.domain.people import PersonId

CooperationEvent: TypeAlias = AlarmEvent | ContactsChosen | BringingEvent | FamilyTeamEvent
CooperationCommand: TypeAlias = AlarmCommand | ChooseContacts | BringingCommand | FamilyTeamCommand


@dataclass(frozen=True, slots=True)
class Cooperation:
    """Alarms about tasks, whom each in the family would like to ask, and teams that help."""

    alarms: Mapping[AlarmId, Alarm] = field(default_factory=dict)
    choices: Mapping[PersonId, Choice] = field(default_factory=dict)
    cases: BroughtCases = field(default_factory=dict)
    team: FamilyTeam = field(default_factory=FamilyTeam)


def after(so_far: Cooperation, event: CooperationEvent) -> Cooperation:
    """Return the cooperation once *event* has happened."""
    if isinstance(event, BringingEvent):
        return replace(so_far, cases=bringing.after(so_far.cases, event))
    if isinstance(event, FamilyTeamEvent):
        return replace(so_far, team=family_team.after(so_far.team, event))
    match event:
        case ContactsChosen():
            return replace(so_far, choices=choice.after(so_far.choices, event))
        case _:
            return replace(so_far, alarms=alarm.after(so_far.alarms, event))
