"""What takes two people: whom another municipality is, who is responsible, who watches over whom.

Each is asked for by somebody who may, and judged again by what stands when another one grants it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

from stafett.domain import (
    audit_grant,
    controller,
    entrusting,
    letting_look_in,
    neighbour,
    shredding,
    staffing,
)
from stafett.domain.audit_grant import Grants, OpenContentToAuditor
from stafett.domain.controller import Controllers, NameController
from stafett.domain.emergency import Emergencies
from stafett.domain.entrusting import EntrustDuty
from stafett.domain.facts import Event, NotForYou
from stafett.domain.letting_look_in import AllowEmergencies
from stafett.domain.neighbour import MakeNeighbourKnown, Neighbours
from stafett.domain.people import Duty, EmployeeId, Staff
from stafett.domain.shredding import DestroyKeys
from stafett.domain.staffing import GiveDuty, LinkEmployeeAccount
from stafett.domain.trust import DutyGiven, EmployeeAccountLinked
from stafett.domain.two_people import KEEPERS, Employees

Grave: TypeAlias = (
    NameController
    | MakeNeighbourKnown
    | AllowEmergencies
    | EntrustDuty
    | GiveDuty
    | LinkEmployeeAccount
    | DestroyKeys
    | OpenContentToAuditor
)
"""What takes two people. What only takes away (to forget a municipality) takes one."""


@dataclass(frozen=True, slots=True)
class Around:
    """What stands already: who is responsible, known, at work, what is held, what auditors read."""

    controllers: Controllers
    neighbours: Neighbours
    emergencies: Emergencies
    employees: Employees
    shredding: shredding.Standing
    grants: Grants


def may(wanted: Grave) -> frozenset[Duty]:
    """Return the duties by which one asks for it, and grants it."""
    return KEEPERS if isinstance(wanted, MakeNeighbourKnown) else frozenset({Duty.ADMINISTRATOR})


def done(
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
            entrusted = entrusting.entrust(around.employees, wanted, asker, by)
            return _by_two(entrusted, by, asker)
        case GiveDuty() | LinkEmployeeAccount():
            if not asker.duties & may(wanted):
                raise NotForYou
            return _by_two(staffing.decide(around.employees, {}, wanted), by, asker)
        case DestroyKeys():
            return shredding.order(around.shredding, wanted, asker, by, today)
        case OpenContentToAuditor():
            there = around.grants, around.employees
            return audit_grant.open_up(*there, wanted, asker, by=by, today=today)


def _by_two(events: Iterable[Event], by: EmployeeId, granted_by: Staff) -> tuple[Event, ...]:
    return tuple(
        replace(event, by=by, granted_by=granted_by.employee)
        for event in events
        if isinstance(event, DutyGiven | EmployeeAccountLinked)
    )
