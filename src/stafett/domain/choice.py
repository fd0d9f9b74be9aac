"""The family's own choice of whom to contact, before any consent is asked for (R137).

It is a wish, and lets nobody in: that takes consent. But a unit that somebody in the family would
rather not have is not asked while they say so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias
from uuid import UUID

from stafett.domain import givers
from stafett.domain.circumstances import Circumstances
from stafett.domain.facts import Event, Refusal
from stafett.domain.people import Citizen, PersonId, UnitId
from stafett.domain.unit import NoSuchUnit


class ContactsChosen(Event, name="contacts-chosen"):
    """Somebody in the family has said which units they would like to be asked, and which not."""

    said_by: PersonId
    rather: frozenset[UnitId]
    rather_not: frozenset[UnitId]
    written_by: UUID
    on: date


@dataclass(frozen=True, slots=True)
class ChooseContacts:
    """Say which units one would like to be asked, and which not; it takes the last one's place.

    At work one writes down what somebody in the family has said.
    """

    said_by: PersonId
    rather: frozenset[UnitId] = frozenset()
    rather_not: frozenset[UnitId] = frozenset()


class NotTheirsToChoose(Refusal):
    """The child and the guardians choose, each for themselves."""


class BothWays(Refusal):
    """A unit is either wished for or not."""


class FamilyWouldRatherNot(Refusal):
    """Somebody in the family would rather that this unit is not asked: talk with them first."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What one in the family would like, and since when."""

    rather: frozenset[UnitId]
    rather_not: frozenset[UnitId]
    on: date


Choices: TypeAlias = Mapping[PersonId, Choice]


def choose(choices: Choices, command: ChooseContacts, at: Circumstances) -> tuple[Event, ...]:
    """Decide whether this can be written down as somebody's choice.

    Raises:
        NotTheirsToChoose: They are neither the child nor a guardian today, or another's wish is
            spoken for.
        NoSuchUnit: The municipality has no such unit.
        BothWays: A unit stands on both sides.

    """
    family = {at.person.id, *givers.guardians(at.person, at.today)}
    for_another = isinstance(at.asked_by, Citizen) and at.asked_by.person != command.said_by
    if command.said_by not in family or for_another:
        raise NotTheirsToChoose
    if not command.rather | command.rather_not <= at.municipality.units.keys():
        raise NoSuchUnit
    if command.rather & command.rather_not:
        raise BothWays
    there = choices.get(command.said_by)
    if there and (there.rather, there.rather_not) == (command.rather, command.rather_not):
        return ()
    chosen = ContactsChosen(
        said_by=command.said_by,
        rather=command.rather,
        rather_not=command.rather_not,
        written_by=at.asked_by.id,
        on=at.today,
    )
    return (chosen,)


def check_may_be_asked(choices: Choices, unit: UnitId, at: Circumstances) -> None:
    """See that nobody who is in the family today would rather not have the unit asked.

    Raises:
        FamilyWouldRatherNot: Somebody would.

    """
    family = {at.person.id, *givers.guardians(at.person, at.today)}
    if any(who in family and unit in one.rather_not for who, one in choices.items()):
        raise FamilyWouldRatherNot


def after(choices: Choices, event: ContactsChosen) -> Choices:
    """Return the choices once *event* has happened."""
    return {**choices, event.said_by: Choice(event.rather, event.rather_not, event.on)}
