"""A hold: somebody has said that nothing of a matter may be destroyed for now, and why.

A complaint, a case before a court or an inspection may need what everybody else is done with.
While one hold lies on a matter its keys stay, whoever has decided that they go (GDPR article
17(3)(e)). A hold names a matter by its id and opens nothing of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias
from uuid import UUID

from stafett.domain import wording
from stafett.domain.facts import Event, Refusal
from stafett.domain.people import EmployeeId


class HoldPlaced(Event, name="hold-placed"):
    """Nothing of a matter may be destroyed until this is lifted."""

    hold: UUID
    matter: UUID
    why: str
    by: EmployeeId
    on: date


class HoldLifted(Event, name="hold-lifted"):
    """This hold stands in the way no more."""

    hold: UUID
    why: str
    by: EmployeeId
    on: date


HoldEvent: TypeAlias = HoldPlaced | HoldLifted


@dataclass(frozen=True, slots=True)
class PlaceHold:
    """Let nothing of a matter be destroyed, and say why; under an id that nothing else has."""

    hold: UUID
    matter: UUID
    why: str


@dataclass(frozen=True, slots=True)
class LiftHold:
    """Let a hold stand in the way no more, and say why."""

    hold: UUID
    why: str


Command: TypeAlias = PlaceHold | LiftHold


class NoSuchHold(Refusal):
    """No hold is known by that id."""


class KeysAreGoing(Refusal):
    """It was decided that the keys of this matter go: no hold can bring them back."""


@dataclass(frozen=True, slots=True)
class Hold:
    """What may not be destroyed, why, and since when."""

    id: UUID
    matter: UUID
    why: str
    by: EmployeeId
    on: date


Holds: TypeAlias = Mapping[UUID, Hold]


def decide(
    holds: Holds, command: Command, by: EmployeeId, today: date, *, going: frozenset[UUID]
) -> tuple[Event, ...]:
    """Say which holds there are; ``going`` are the matters whose keys it was decided to destroy.

    Raises:
        KeysAreGoing: The matter is one of those.
        NoSuchHold: There is none to lift.
        SayWhy: The reason is missing.

    """
    match command:
        case PlaceHold(hold=hold, matter=matter):
            why = wording.reason(command.why)
            there = holds.get(hold)
            if wording.already(there and (there.matter, there.why), (matter, why)):
                return ()
            if matter in going:
                raise KeysAreGoing
            return (HoldPlaced(hold=hold, matter=matter, why=why, by=by, on=today),)
        case LiftHold(hold=hold):
            if hold not in holds:
                raise NoSuchHold
            return (HoldLifted(hold=hold, why=wording.reason(command.why), by=by, on=today),)


def after(holds: Holds, event: HoldEvent) -> Holds:
    """Return the holds there are once *event* has happened."""
    match event:
        case HoldPlaced(hold=id_):
            return {**holds, id_: Hold(id_, event.matter, event.why, event.by, event.on)}
        case HoldLifted(hold=id_):
            return {key: one for key, one in holds.items() if key != id_}


def on(holds: Holds, matter: UUID) -> bool:
    """Does a hold lie on the matter?"""
    return any(one.matter == matter for one in holds.values())
