"""Who coordinates, when services disagree or nobody knows: the coordinating unit decides (R83).

Its word is binding: the service it names cannot say no, and its leader names a person in time.
The old holder stays until that person has accepted, so that the child is never let go of. The
coordinating unit is told what the dispute is about and nothing else: not even who the child is.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeAlias
from uuid import UUID

from stafett.domain import voice, wording
from stafett.domain.circumstances import Circumstances
from stafett.domain.facts import Event, Refusal
from stafett.domain.handing_over import UnitCannotHold
from stafett.domain.let_in import Consents, let_in
from stafett.domain.participation import InvitationAccepted
from stafett.domain.people import EmployeeId, Professional, UnitId
from stafett.domain.policy import GuideVersion
from stafett.domain.team import (
    Team,
    UnitNotLetIn,
    UnitTakesNoPart,
)
from stafett.domain.voice import ChildView


@dataclass(frozen=True, slots=True)
class Position:
    """What one unit says about who should coordinate; in words that name nobody."""

    unit: UnitId
    view: str


class DisputeBrought(Event, name="dispute-brought"):
    """Services disagree on who coordinates, or nobody knows: the coordinating unit is asked."""

    by: UUID
    positions: tuple[Position, ...]
    family_view: str
    child_view: ChildView
    on: date
    guide: GuideVersion


class DisputeDecided(Event, name="dispute-decided"):
    """The coordinating unit has named the service that coordinates; it binds.

    ``name_by`` is the last day for its leader to name a person; ``None``: the holder is there.
    """

    unit: UnitId
    reason: str
    basis: tuple[str, ...]
    by: EmployeeId
    name_by: date | None
    on: date
    rules_from: date


DisputeEvent: TypeAlias = DisputeBrought | DisputeDecided


@dataclass(frozen=True, slots=True)
class BringDispute:
    """Ask the coordinating unit who coordinates, with each unit's view and the family's."""

    positions: tuple[Position, ...]
    family_view: str
    child_view: ChildView


@dataclass(frozen=True, slots=True)
class DecideDispute:
    """Name the service that coordinates, and say why."""

    unit: UnitId
    reason: str


DisputeCommand: TypeAlias = BringDispute | DecideDispute


class DisputeIsOpen(Refusal):
    """The coordinating unit has been asked already, and has not decided yet."""


class NothingToDecide(Refusal):
    """Nobody has asked who coordinates here."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided, on what basis in law, by whom, and by when a person is named."""

    unit: UnitId
    reason: str
    basis: tuple[str, ...]
    by: EmployeeId
    on: date
    name_by: date | None


@dataclass(frozen=True, slots=True)
class Dispute:
    """One dispute: what each says, and what came of it; ``settled_on``: somebody has accepted."""

    by: UUID
    positions: tuple[Position, ...]
    family_view: str
    child_view: ChildView
    on: date
    decision: Decision | None = None
    settled_on: date | None = None

    @property
    def waits(self) -> bool:
        """Is it still for the coordinating unit to decide, or for the leader to name somebody?"""
        return self.settled_on is None


def bring(
    dispute: Dispute | None, team: Team, command: BringDispute, at: Circumstances
) -> tuple[Event, ...]:
    """Decide whether the coordinating unit is asked (R83); the child is heard.

    Raises:
        DisputeIsOpen: It has been asked something else and has not settled it.
        UnitTakesNoPart: A view is put in the mouth of a unit that has nothing to do here.

    """
    if dispute is not None and dispute.waits:
        same = (dispute.positions, dispute.family_view, dispute.child_view)
        if same != (command.positions, command.family_view, command.child_view):
            raise DisputeIsOpen
        return ()
    for position in command.positions:
        wording.reason(position.view)
        if position.unit not in team.parts:
            raise UnitTakesNoPart
    if not command.positions:
        raise wording.SayWhy
    brought = DisputeBrought(
        by=at.asked_by.id,
        positions=command.positions,
        family_view=command.family_view,
        child_view=voice.heard(command.child_view),
        on=at.today,
        guide=at.guide.id,
    )
    return (brought,)


def settle(
    dispute: Dispute | None,
    team: Team,
    consents: Consents,
    command: DecideDispute,
    at: Circumstances,
    *,
    holder: Professional,
    level: int,
) -> tuple[Event, ...]:
    """Decide whether the coordinating unit can name this service (R82, R83).

    A service that has been asked takes part from now on, if the family has let it in: it cannot
    decline.

    Raises:
        NothingToDecide: Nobody has asked, or it has been decided otherwise.
        UnitTakesNoPart: The service has nothing to do with this follow-up.
        UnitNotLetIn: The family has not let the service in: no decision can replace that.
        UnitCannotHold: The guide keeps the baton in other kinds of unit at the level (R76).

    """
    if dispute is None:
        raise NothingToDecide
    if dispute.decision is not None:
        if dispute.decision.unit != command.unit:
            raise NothingToDecide
        return ()
    if command.unit not in team.parts:
        raise UnitTakesNoPart
    if command.unit != team.home and not let_in(consents, command.unit, at):
        raise UnitNotLetIn
    kind = at.municipality.units[command.unit].kind
    kinds = at.guide.may_hold.get(level)
    if kinds is not None and kind not in kinds:
        raise UnitCannotHold
    there = holder.unit == command.unit
    decided = DisputeDecided(
        unit=command.unit,
        reason=wording.reason(command.reason),
        basis=tuple(one.paragraph for one in at.law.coordinates(kind, at.today)),
        by=EmployeeId(at.asked_by.id),
        name_by=None if there else at.today + timedelta(days=at.rules.name_holder_days),
        on=at.today,
        rules_from=at.rules.valid_from,
    )
    if team.takes_part(command.unit):
        return (decided,)
    comes_in = InvitationAccepted(
        unit=command.unit, on=at.today, guide=at.guide.id, rules_from=at.rules.valid_from
    )
    return (decided, comes_in)


def after(dispute: Dispute | None, event: DisputeEvent) -> Dispute | None:
    """Return the dispute as it is once *event* has happened."""
    match event:
        case DisputeBrought(by=by, on=on):
            return Dispute(by, event.positions, event.family_view, event.child_view, on)
        case DisputeDecided(unit=unit, on=on):
            if dispute is None:
                return None
            said = Decision(unit, event.reason, event.basis, event.by, on, event.name_by)
            return replace(dispute, decision=said, settled_on=on if event.name_by is None else None)
