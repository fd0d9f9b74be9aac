"""A deputy: a colleague with a task here who writes down consents for the holder (R81).

It goes with the turn: whoever takes the baton next chooses for themselves.
"""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from stafett.domain.circumstances import Circumstances
from stafett.domain.facts import Event, Refusal
from stafett.domain.people import EmployeeId, Professional
from stafett.domain.team import DoesNotWorkThere, Team


class DeputyNamed(Event, name="deputy-named"):
    """Somebody may write down consents for the holder from now on."""

    who: Professional
    on: date


class DeputyReleased(Event, name="deputy-released"):
    """The holder writes down consents alone again."""

    who: Professional
    on: date


DeputyEvent: TypeAlias = DeputyNamed | DeputyReleased


@dataclass(frozen=True, slots=True)
class NameDeputy:
    """Let a colleague who has a task here write down consents for the holder."""

    employee: EmployeeId


@dataclass(frozen=True, slots=True)
class ReleaseDeputy:
    """Take that back."""


DeputyCommand: TypeAlias = NameDeputy | ReleaseDeputy


class DeputyHasNoTask(Refusal):
    """The deputy is somebody in the holder's unit who has a task here already."""


def decide(
    deputy: Professional | None,
    team: Team,
    holder: Professional,
    command: DeputyCommand,
    at: Circumstances,
) -> tuple[Event, ...]:
    """Say who may write for the holder: events, nothing new, or a refusal.

    Raises:
        DeputyHasNoTask: They are not named here for the holder's unit, or are the holder.

    """
    if isinstance(command, ReleaseDeputy):
        return () if deputy is None else (DeputyReleased(who=deputy, on=at.today),)
    who = Professional(command.employee, holder.unit)
    if who == deputy:
        return ()
    if who == holder or not team.named(who):
        raise DeputyHasNoTask
    if not at.municipality.works_in(who.employee, who.unit, at.today):
        raise DoesNotWorkThere
    return (DeputyNamed(who=who, on=at.today),)
