"""Change of home unit: from kindergarten to school, or from one school to another (R159, R180).

It is planned for a day. The family lets the new unit in, somebody there accepts the baton, and
then the home changes; both units may take part for a while, and the old one leaves by its own
act. Where the day comes without that, it shows, and the old unit's leader is told.
"""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from stafett.domain import voice, wording
from stafett.domain.circumstances import Circumstances
from stafett.domain.consent import UnitCannotBeLetIn
from stafett.domain.facts import Event, Refusal
from stafett.domain.let_in import Consents, let_in
from stafett.domain.people import Professional, UnitId
from stafett.domain.team import Team, UnitNotLetIn, UnitTakesNoPart
from stafett.domain.unit import NoSuchUnit, UnitIsClosed
from stafett.domain.voice import ChildView


class MovePlanned(Event, name="move-planned"):
    """The child is to have another home unit from a day on."""

    to: UnitId
    on: date
    reason: str
    child_view: ChildView
    planned_on: date


class MoveCancelled(Event, name="move-cancelled"):
    """The child stays where it is."""

    to: UnitId
    why: str
    on: date


class HomeUnitChanged(Event, name="home-unit-changed"):
    """Another unit is the home unit from now on; what the old one wrote stays with it.

    ``talked_on`` is the day the two units went through it with the family, if they did.
    """

    before: UnitId
    home: UnitId
    talked_on: date | None
    on: date
    rules_from: date


MoveEvent: TypeAlias = MovePlanned | MoveCancelled | HomeUnitChanged


@dataclass(frozen=True, slots=True)
class PlanMove:
    """Plan for the child to have another home unit from a day on; the unit is not told by this."""

    to: UnitId
    on: date
    reason: str
    child_view: ChildView


@dataclass(frozen=True, slots=True)
class CancelMove:
    """Say that the child stays."""

    why: str


@dataclass(frozen=True, slots=True)
class CompleteMove:
    """Let the new unit be the home unit, now that it carries the baton."""

    talked_on: date | None = None


MoveCommand: TypeAlias = PlanMove | CancelMove | CompleteMove


class NoMovePlanned(Refusal):
    """No change of home unit has been planned."""


class HomeAlready(Refusal):
    """That is the home unit already."""


class MoveIsPlanned(Refusal):
    """Another change is planned: cancel that one first."""


class BatonNotThere(Refusal):
    """First somebody in the new unit accepts the baton."""


@dataclass(frozen=True, slots=True)
class Move:
    """A planned change of home unit."""

    to: UnitId
    on: date
    reason: str
    child_view: ChildView
    planned_on: date


def decide(
    move: Move | None,
    team: Team,
    consents: Consents,
    command: MoveCommand,
    at: Circumstances,
    *,
    holder: Professional,
) -> tuple[Event, ...]:
    """Say what becomes of the change: events, nothing new, or a refusal."""
    match command:
        case PlanMove():
            return plan(move, team, command, at)
        case CancelMove():
            if move is None:
                return ()
            return (MoveCancelled(to=move.to, why=wording.reason(command.why), on=at.today),)
        case CompleteMove():
            return complete(move, team, consents, command, at, holder=holder)


def plan(move: Move | None, team: Team, command: PlanMove, at: Circumstances) -> tuple[Event, ...]:
    """Decide whether the change can be planned; the child is heard (R108).

    Raises:
        MoveIsPlanned: Another is.
        HomeAlready: The child is there.
        UnitCannotBeLetIn: The municipality's rules do not open for units of this kind.
        UnitIsClosed: The new one closes before that.

    """
    unit = at.municipality.units.get(command.to)
    if unit is None:
        raise NoSuchUnit
    if command.to == team.home:
        raise HomeAlready
    if move is not None:
        said = (move.to, move.on, move.reason, move.child_view)
        if said != (command.to, command.on, command.reason, command.child_view):
            raise MoveIsPlanned
        return ()
    if unit.standing not in at.rules.may_be_let_in:
        raise UnitCannotBeLetIn
    if not unit.open_on(max(command.on, at.today)):
        raise UnitIsClosed
    planned = MovePlanned(
        to=command.to,
        on=command.on,
        reason=wording.reason(command.reason),
        child_view=voice.heard(command.child_view),
        planned_on=at.today,
    )
    return (planned,)


def complete(
    move: Move | None,
    team: Team,
    consents: Consents,
    command: CompleteMove,
    at: Circumstances,
    *,
    holder: Professional,
) -> tuple[Event, ...]:
    """Decide whether the new unit is the home unit from now on (R180).

    Raises:
        NoMovePlanned: None has been planned.
        UnitNotLetIn: Somebody's word for the new unit is missing.
        UnitTakesNoPart: The new unit has not said yes.
        BatonNotThere: Nobody there has accepted the baton.

    """
    if move is None:
        raise NoMovePlanned
    if not let_in(consents, move.to, at):
        raise UnitNotLetIn
    if not team.takes_part(move.to):
        raise UnitTakesNoPart
    if holder.unit != move.to:
        raise BatonNotThere
    talked_on = None if command.talked_on is None else at.happened(command.talked_on)
    changed = HomeUnitChanged(
        before=team.home,
        home=move.to,
        talked_on=talked_on,
        on=at.today,
        rules_from=at.rules.valid_from,
    )
    return (changed,)


def stands_still(
    move: Move | None, consents: Consents, holder: Professional, at: Circumstances
) -> bool:
    """Has the day come without everyone's consent, or without the baton being accepted there?"""
    if move is None or at.today < move.on:
        return False
    return holder.unit != move.to or not let_in(consents, move.to, at)


def after(event: MoveEvent) -> Move | None:
    """Return the planned change as it is once *event* has happened."""
    match event:
        case MovePlanned(to=to, on=on):
            return Move(to, on, event.reason, event.child_view, event.planned_on)
        case MoveCancelled() | HomeUnitChanged():
            return None
