"""Two people for the gravest acts: one asks for it, another one grants it, and soon.

Whose keys another municipality has, and who is responsible for a book, decide where children's
matters go and in whose name; who watches over the others, and whether one may look in on a child
in an emergency, decides what can be seen. So nobody writes that down alone, and nobody grants what
they asked for themselves (ASVS 5.0 2.3.5).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, TypeAlias
from uuid import UUID

from stafett.domain import controller, entrusting, letting_look_in, neighbour
from stafett.domain.controller import Controllers, NameController
from stafett.domain.emergency import Emergencies
from stafett.domain.employment import Employee
from stafett.domain.entrusting import EntrustDuty
from stafett.domain.facts import Event, NotForYou, Refusal
from stafett.domain.letting_look_in import AllowEmergencies
from stafett.domain.neighbour import MakeNeighbourKnown, Neighbours
from stafett.domain.people import EmployeeId, Staff

STANDS_FOR: Final = timedelta(days=7)
"""So long another one may grant it. Not stated in any guide: standard."""

Grave: TypeAlias = NameController | MakeNeighbourKnown | AllowEmergencies | EntrustDuty
"""What takes two people. What only takes away (to forget a municipality) takes one."""


class GraveActAsked(Event, name="grave-act-asked"):
    """Somebody has asked for what takes two people; it stands until a day."""

    act: UUID
    wanted: Grave
    by: EmployeeId
    on: date
    until: date


class GraveActGranted(Event, name="grave-act-granted"):
    """Another one has granted it; what was asked for follows."""

    act: UUID
    by: EmployeeId
    on: date


class GraveActDropped(Event, name="grave-act-dropped"):
    """It was taken back, or another one said no."""

    act: UUID
    by: EmployeeId
    on: date


ActEvent: TypeAlias = GraveActAsked | GraveActGranted | GraveActDropped


@dataclass(frozen=True, slots=True)
class AskForGraveAct:
    """Ask for what takes two people, under an id that nothing else has."""

    act: UUID
    wanted: Grave


@dataclass(frozen=True, slots=True)
class GrantGraveAct:
    """Grant what another one asked for."""

    act: UUID


@dataclass(frozen=True, slots=True)
class DropGraveAct:
    """Take back what one asked for, or say no to what another one did."""

    act: UUID


Command: TypeAlias = AskForGraveAct | GrantGraveAct | DropGraveAct


class AnotherGrants(NotForYou):
    """This takes two people: another one grants what you have asked for."""


class NothingAsked(Refusal):
    """Nothing like this is waiting: ask for it first."""


class AskedTooLongAgo(Refusal):
    """It was asked for too long ago: ask anew."""


class AskedAlready(Refusal):
    """Something else was asked for under this id."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What waits for another one: what it is, who asked for it, and until when it stands."""

    id: UUID
    wanted: Grave
    by: EmployeeId
    on: date
    until: date


Acts: TypeAlias = Mapping[UUID, Asked]


@dataclass(frozen=True, slots=True)
class Around:
    """What stands already: who is responsible, which municipalities are known, who works here."""

    controllers: Controllers
    neighbours: Neighbours
    emergencies: Emergencies = field(default_factory=Emergencies)
    employees: Mapping[EmployeeId, Employee] = field(default_factory=dict)


def decide(
    acts: Acts, around: Around, command: Command, asker: Staff, today: date
) -> tuple[Event, ...]:
    """Say what becomes of what takes two people.

    Raises:
        AnotherGrants: Who asks for it grants it.
        NothingAsked: Nothing waits under that id.
        AskedTooLongAgo: Its time is over.
        AskedAlready: The id is taken.
        Refusal: As the act itself, when it is asked for and again when it is granted.

    """
    match command:
        case AskForGraveAct():
            return _ask(acts.get(command.act), around, command, asker, today)
        case GrantGraveAct(act=act):
            asked = _waiting(acts, act)
            if asked.by == asker.employee:
                raise AnotherGrants
            if today > asked.until:
                raise AskedTooLongAgo
            done = _done(around, asked.wanted, asker, asked.by, today)
            return (GraveActGranted(act=act, by=asker.employee, on=today), *done)
        case DropGraveAct(act=act):
            _waiting(acts, act)
            return (GraveActDropped(act=act, by=asker.employee, on=today),)


def _ask(
    there: Asked | None, around: Around, command: AskForGraveAct, asker: Staff, today: date
) -> tuple[Event, ...]:
    if there is not None:
        if there.wanted != command.wanted:
            raise AskedAlready
        return ()
    if not _done(around, command.wanted, asker, asker.employee, today):
        return ()
    asked = GraveActAsked(
        act=command.act,
        wanted=command.wanted,
        by=asker.employee,
        on=today,
        until=today + STANDS_FOR,
    )
    return (asked,)


def _waiting(acts: Acts, act: UUID) -> Asked:
    if act not in acts:
        raise NothingAsked
    return acts[act]


def _done(
    around: Around, wanted: Grave, asker: Staff, by: EmployeeId, today: date
) -> tuple[Event, ...]:
    """Return what it comes to if *asker* may have it done, written down as of who asked for it."""
    match wanted:
        case NameController():
            return controller.name(around.controllers, wanted, asker, by, today)
        case MakeNeighbourKnown():
            return neighbour.decide(around.neighbours, wanted, by, today)
        case AllowEmergencies():
            return letting_look_in.allow(around.emergencies, wanted, asker, by, today)
        case EntrustDuty():
            return entrusting.entrust(around.employees, wanted, asker, by)


def after(acts: Acts, event: ActEvent) -> Acts:
    """Return what waits once *event* has happened."""
    match event:
        case GraveActAsked(act=act):
            asked = Asked(act, event.wanted, event.by, event.on, event.until)
            return {**acts, act: asked}
        case GraveActGranted(act=act) | GraveActDropped(act=act):
            return {id_: one for id_, one in acts.items() if id_ != act}


def waiting(acts: Acts, today: date) -> Iterable[Asked]:
    """Return what may still be granted on the day, what was asked for first before the rest."""
    standing = (one for one in acts.values() if today <= one.until)
    return sorted(standing, key=lambda one: (one.on, one.id))
