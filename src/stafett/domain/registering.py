"""Registering: who may say who somebody is, and who answers for them.

Whoever may change that decides who reads a child's matters and whose consent counts. So it is no
employee's by being an employee: whoever registers a person completes it the same day, and from
then on it is an administrator's.
"""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TypeAlias

from stafett.domain import keeping_safe, notice
from stafett.domain.expecting import SayExpecting
from stafett.domain.facts import NotForYou, Stranger
from stafett.domain.guardianship import MakeOrganisationResponsible, RecordGuardian
from stafett.domain.identity import (
    GiveBirthDate,
    GiveContact,
    GiveName,
    GiveNationalNumber,
    LinkPersonAccount,
    RecordBirth,
    Registration,
)
from stafett.domain.keeping_safe import ReviewProtection
from stafett.domain.moment import Moment
from stafett.domain.people import Citizen, Duty, EmployeeId, Operator, PersonId, Staff, System
from stafett.domain.protection import KeepSafeWay, LiftProtection, Protection
from stafett.domain.representation import RepresentationCommand

Change: TypeAlias = (
    GiveName
    | GiveBirthDate
    | GiveNationalNumber
    | GiveContact
    | RecordBirth
    | SayExpecting
    | LinkPersonAccount
    | RecordGuardian
    | MakeOrganisationResponsible
    | notice.Command
    | keeping_safe.Command
    | RepresentationCommand
)


class Tie(Enum):
    """What an employee is to a person today, by the matters about them."""

    NONE = "none"
    """No matter about the person is open to them."""

    KNOWS = "knows"
    """They may open one, and know from it whom it is about."""

    CARRIES = "carries"
    """They carry the baton of one that is running."""


@dataclass(frozen=True, slots=True)
class Registered:
    """A person as far as it matters for who may change them."""

    person: PersonId
    registration: Registration | None
    protection: Protection | None = None


_ADMINISTRATORS = (LinkPersonAccount, GiveNationalNumber, LiftProtection)
"""What whoever registered somebody says no more than others."""


class AskAnAdministrator(NotForYou):
    """Who somebody is, and who answers for them, is an administrator's to change."""


def check_may_change(one: Registered, command: Change, at: Moment, tie: Tie) -> None:
    """See that the asker may change this of a person; default nobody.

    People say themselves how to reach them and that they are expecting a child, and they alone
    where notices are sent (R174, R190). An administrator says everything else, and is alone in
    linking log-ins and in giving a number after the registration: the answer to that tells
    whether the book knows it. The registrar says the rest on the Norwegian day of the
    registration. How to reach somebody, and that their child has been born, is also said by
    whoever carries the baton. How to reach somebody whose address is protected is for those who
    were named for it, and so is to say that it still is; that it is no longer, for an administrator
    alone.

    Raises:
        Stranger: The asker has nothing to do with the person.
        AskAnAdministrator: An employee who knows the person, but may not change this.
        NotForYou: The family does not say this.

    """
    match at.asked_by:
        case Operator() | System():
            raise Stranger
        case Citizen(person=who):
            own = isinstance(command, GiveContact | SayExpecting | notice.Command)
            if who != one.person or not own:
                raise NotForYou
        case Staff() if isinstance(command, notice.Command):
            raise Stranger
        case Staff() as staff:
            _check_staff(one, command, staff, at.today, tie)


def _check_staff(one: Registered, command: Change, staff: Staff, today: date, tie: Tie) -> None:
    if Duty.ADMINISTRATOR in staff.duties:
        return
    registrar = is_registrar(one.registration, staff, today)
    if registrar and not isinstance(command, _ADMINISTRATORS):
        return
    if tie is Tie.CARRIES and isinstance(command, GiveContact | RecordBirth):
        return
    readers = frozenset[EmployeeId]() if one.protection is None else one.protection.readers
    if isinstance(command, KeepSafeWay | ReviewProtection) and staff.employee in readers:
        return
    if tie is Tie.NONE and not registrar:
        raise Stranger
    raise AskAnAdministrator


def is_registrar(registration: Registration | None, staff: Staff, today: date) -> bool:
    """Say whether the employee registered the person today, and may still complete it."""
    return registration == Registration(staff.employee, today)
