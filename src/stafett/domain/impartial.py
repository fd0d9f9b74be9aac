"""Impartiality (habilitet): nobody helps, leads or reads where they are a party themselves.

Somebody related to the family, close to it, or the one a worry is about stands aside, or is set
aside by a leader or by whoever carries the baton. From that moment there is nothing here for
them, and somebody else acts in their place (R185). What they must report they may still report.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias
from uuid import UUID

from stafett.domain import wording
from stafett.domain.acting import holder_today
from stafett.domain.baton import Baton
from stafett.domain.circumstances import Circumstances
from stafett.domain.employment import NoSuchEmployee
from stafett.domain.facts import Event, Refusal
from stafett.domain.let_in import Consents
from stafett.domain.people import EmployeeId
from stafett.domain.team import Aside, Team, WhyAside


class StoodAside(Event, name="stood-aside"):
    """Somebody at work is no longer anything to this follow-up."""

    employee: EmployeeId
    because: WhyAside
    said_by: UUID
    on: date


class FoundImpartial(Event, name="found-impartial"):
    """It turned out that somebody may take part after all."""

    employee: EmployeeId
    why: str
    by: UUID
    on: date


ImpartialEvent: TypeAlias = StoodAside | FoundImpartial


@dataclass(frozen=True, slots=True)
class StandAside:
    """Say of oneself that one cannot be impartial here."""

    because: WhyAside


@dataclass(frozen=True, slots=True)
class SetAside:
    """Say of somebody at work, wherever they work, that they cannot be impartial here."""

    employee: EmployeeId
    because: WhyAside


@dataclass(frozen=True, slots=True)
class FindImpartial:
    """Let somebody take part again, and say why."""

    employee: EmployeeId
    why: str


ImpartialCommand: TypeAlias = StandAside | SetAside | FindImpartial


class SomebodyMustStay(Refusal):
    """Nobody else could carry the baton: find somebody who can lead here first."""


def decide(
    baton: Baton,
    team: Team,
    consents: Consents,
    command: ImpartialCommand,
    at: Circumstances,
    *,
    over: bool,
) -> tuple[Event, ...]:
    """Say who stands aside from now on; ``over``: nobody carries the baton any more.

    Raises:
        NoSuchEmployee: Nobody at work is known by that id.
        SomebodyMustStay: The baton would be left with nobody who may carry it.

    """
    if isinstance(command, FindImpartial):
        return _back(team, command, at)
    who = command.employee if isinstance(command, SetAside) else EmployeeId(at.asked_by.id)
    if who not in at.municipality.employees:
        raise NoSuchEmployee
    if who in team.aside:
        return ()
    stood = StoodAside(employee=who, because=command.because, said_by=at.asked_by.id, on=at.today)
    without = after(team, stood)
    if not over and holder_today(baton, without, consents, at).who.employee in without.aside:
        raise SomebodyMustStay
    return (stood,)


def _back(team: Team, command: FindImpartial, at: Circumstances) -> tuple[Event, ...]:
    why = wording.reason(command.why)
    if command.employee not in team.aside:
        return ()
    found = FoundImpartial(employee=command.employee, why=why, by=at.asked_by.id, on=at.today)
    return (found,)


def after(team: Team, event: ImpartialEvent) -> Team:
    """Return the team as it is once *event* has happened."""
    others = {who: one for who, one in team.aside.items() if who != event.employee}
    if isinstance(event, FoundImpartial):
        return replace(team, aside=others)
    aside = Aside(event.employee, event.because, event.on)
    return replace(team, aside={**others, event.employee: aside})
