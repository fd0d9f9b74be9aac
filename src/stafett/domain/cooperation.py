"""Cooperation: what those around the child say to each other about how they work together.

This file composes its subjects and has no rules of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from stafett.domain import alarm, choice
from stafett.domain.alarm import Alarm, AlarmCommand, AlarmEvent, AlarmId
from stafett.domain.choice import Choice, ChooseContacts, ContactsChosen
from stafett.domain.people import PersonId

CooperationEvent: TypeAlias = AlarmEvent | ContactsChosen
CooperationCommand: TypeAlias = AlarmCommand | ChooseContacts


@dataclass(frozen=True, slots=True)
class Cooperation:
    """Alarms about tasks, and whom each in the family would like to be asked."""

    alarms: Mapping[AlarmId, Alarm] = field(default_factory=dict)
    choices: Mapping[PersonId, Choice] = field(default_factory=dict)


def after(so_far: Cooperation, event: CooperationEvent) -> Cooperation:
    """Return the cooperation once *event* has happened."""
    match event:
        case ContactsChosen():
            return replace(so_far, choices=choice.after(so_far.choices, event))
        case _:
            return replace(so_far, alarms=alarm.after(so_far.alarms, event))
