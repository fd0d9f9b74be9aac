"""Taking part: a unit is asked, its leader says yes or no, and one day it leaves.

Being asked tells the unit nothing about the child; only when everyone has let it in can it say
yes (R31, R135). A unit never leaves because another has joined: leaving has a reason (R11).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import TypeAlias

from stafett.domain import choice, wording
from stafett.domain.choice import Choices
from stafett.domain.circumstances import Circumstances
from stafett.domain.consent import UnitCannotBeLetIn
from stafett.domain.facts import Event, Refusal
from stafett.domain.let_in import Consents, let_in
from stafett.domain.people import Professional, UnitId
from stafett.domain.policy import GuideVersion
from stafett.domain.team import (
    HandTheBatonOnFirst,
    Part,
    Stage,
    Team,
    TheDecisionBinds,
    UnitNotLetIn,
    UnitTakesNoPart,
    Wanted,
)
from stafett.domain.unit import NoSuchUnit, UnitIsClosed


class Left(Enum):
    """Why a unit no longer takes part."""

    TASK_DONE = "task-done"
    FAMILY_WISH = "family-wish"
    BACK_TO_LEVEL_ONE = "back-to-level-one"
    CLOSURE_DEMANDED = "closure-demanded"
    OTHER = "other"


class UnitInvited(Event, name="unit-invited"):
    """The holder has asked a unit to take part."""

    unit: UnitId
    wanted: Wanted
    on: date
    guide: GuideVersion


class InvitationAccepted(Event, name="invitation-accepted"):
    """A unit takes part from now on."""

    unit: UnitId
    on: date
    guide: GuideVersion
    rules_from: date


class InvitationDeclined(Event, name="invitation-declined"):
    """A unit has said that it cannot take part."""

    unit: UnitId
    why: str
    on: date


class UnitLeft(Event, name="unit-left"):
    """A unit no longer takes part; it keeps reading what it wrote itself."""

    unit: UnitId
    because: Left
    why: str
    on: date


ParticipationEvent: TypeAlias = UnitInvited | InvitationAccepted | InvitationDeclined | UnitLeft


@dataclass(frozen=True, slots=True)
class InviteUnit:
    """Ask a unit to take part."""

    unit: UnitId
    wanted: Wanted = Wanted.TAKE_PART


@dataclass(frozen=True, slots=True)
class AcceptInvitation:
    """Say on the unit's behalf that it takes part."""

    unit: UnitId


@dataclass(frozen=True, slots=True)
class DeclineInvitation:
    """Say on the unit's behalf that it cannot take part, and why."""

    unit: UnitId
    why: str


@dataclass(frozen=True, slots=True)
class LeaveFollowUp:
    """End the unit's part, and say why (R11)."""

    unit: UnitId
    because: Left
    why: str


ParticipationCommand: TypeAlias = InviteUnit | AcceptInvitation | DeclineInvitation | LeaveFollowUp


class NotInvited(Refusal):
    """The unit has not been asked."""


class HomeUnitStays(Refusal):
    """The unit that took the child on cannot leave; the follow-up is ended instead."""


def decide(
    team: Team,
    consents: Consents,
    holder: Professional,
    command: ParticipationCommand,
    at: Circumstances,
    *,
    choices: Choices,
    bound_to: UnitId | None = None,
) -> tuple[Event, ...]:
    """Say how the team changes: events, nothing new, or a refusal.

    ``bound_to`` is the unit that is to coordinate, by a decision nobody has met yet (R83).
    """
    match command:
        case InviteUnit():
            return invite(team, choices, command, at)
        case AcceptInvitation(unit=unit):
            return accept(team, consents, unit, at)
        case DeclineInvitation():
            return decline(team, command, at)
        case LeaveFollowUp():
            if command.unit == bound_to:
                raise TheDecisionBinds
            return leave(team, holder, command, at)


def invite(
    team: Team, choices: Choices, command: InviteUnit, at: Circumstances
) -> tuple[Event, ...]:
    """Decide whether the unit can be asked; it learns nothing about the child yet (R135, R137)."""
    if command.unit not in at.municipality.units:
        raise NoSuchUnit
    if at.municipality.units[command.unit].standing not in at.rules.may_be_let_in:
        raise UnitCannotBeLetIn
    if not at.municipality.units[command.unit].open_on(at.today):
        raise UnitIsClosed
    if command.unit == team.home or command.unit in team.others():
        return ()
    choice.check_may_be_asked(choices, command.unit, at)
    invited = UnitInvited(unit=command.unit, wanted=command.wanted, on=at.today, guide=at.guide.id)
    return (invited,)


def accept(team: Team, consents: Consents, unit: UnitId, at: Circumstances) -> tuple[Event, ...]:
    """Decide whether the unit may take part: only once everyone has let it in (R31, R134)."""
    if team.takes_part(unit):
        return ()
    _check_invited(team, unit)
    if not let_in(consents, unit, at):
        raise UnitNotLetIn
    accepted = InvitationAccepted(
        unit=unit, on=at.today, guide=at.guide.id, rules_from=at.rules.valid_from
    )
    return (accepted,)


def decline(team: Team, command: DeclineInvitation, at: Circumstances) -> tuple[Event, ...]:
    """Decide whether there is an invitation to decline."""
    part = team.parts.get(command.unit)
    if part is not None and part.stage is Stage.DECLINED:
        return ()
    _check_invited(team, command.unit)
    why = wording.reason(command.why)
    return (InvitationDeclined(unit=command.unit, why=why, on=at.today),)


def leave(
    team: Team, holder: Professional, command: LeaveFollowUp, at: Circumstances
) -> tuple[Event, ...]:
    """Decide whether the unit may leave: not while one of its people is the holder (R78)."""
    if command.unit == team.home:
        raise HomeUnitStays
    part = team.parts.get(command.unit)
    if part is not None and part.stage is Stage.LEFT:
        return ()
    if part is None or part.stage is not Stage.TAKES_PART:
        raise UnitTakesNoPart
    if holder.unit == command.unit:
        raise HandTheBatonOnFirst
    why = wording.reason(command.why)
    return (UnitLeft(unit=command.unit, because=command.because, why=why, on=at.today),)


def all_leave(units: Iterable[UnitId], because: Left, on: date) -> tuple[Event, ...]:
    """Return each unit's leaving as an event of its own (R169, R189)."""
    return tuple(UnitLeft(unit=unit, because=because, why="", on=on) for unit in units)


def after(team: Team, event: ParticipationEvent) -> Team:
    """Return the team as it is once *event* has happened."""
    part = team.parts.get(event.unit) or Part(event.unit, Stage.INVITED, event.on)
    match event:
        case UnitInvited(on=on, wanted=wanted):
            part = replace(part, stage=Stage.INVITED, since=on, wanted=wanted, asked_on=on)
        case InvitationAccepted(on=on):
            part = replace(part, stage=Stage.TAKES_PART, since=on)
        case InvitationDeclined(on=on):
            part = replace(part, stage=Stage.DECLINED, since=on)
        case UnitLeft(on=on):
            gone = part.before | frozenset(part.named)
            part = replace(part, stage=Stage.LEFT, since=on, named={}, before=gone)
    return team.with_part(part)


def _check_invited(team: Team, unit: UnitId) -> None:
    if unit not in team.parts or team.parts[unit].stage is not Stage.INVITED:
        raise NotInvited
