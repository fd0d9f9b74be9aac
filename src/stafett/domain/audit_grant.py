"""What was written, opened to an auditor: for one child, until a day, by two people who are others.

An auditor is told who did what and reads no words. Where an audit cannot do without them, one
administrator asks for it and another grants it; it ends by itself, and one ends it before. The
auditor gets a copy that is sealed for them, and the family reads in its journal that they did.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, TypeAlias
from uuid import UUID

from stafett.domain import wording
from stafett.domain.employment import Employee, known
from stafett.domain.facts import Event, NotForYou, Refusal
from stafett.domain.people import Duty, EmployeeId, PersonId, Staff

LONGEST: Final = timedelta(days=14)
"""So long it is opened at most. Not stated in any guide: standard."""


class ContentOpenedToAuditor(Event, name="content-opened-to-auditor"):
    """What was written about a child is open to an auditor until and including a day.

    ``reference`` is the case it is for; it names nobody.
    """

    grant: UUID
    auditor: EmployeeId
    child: PersonId
    until: date
    reference: str
    by: EmployeeId
    on: date


class ContentClosedToAuditor(Event, name="content-closed-to-auditor"):
    """It is open no more."""

    grant: UUID
    by: EmployeeId
    on: date


GrantEvent: TypeAlias = ContentOpenedToAuditor | ContentClosedToAuditor


@dataclass(frozen=True, slots=True)
class OpenContentToAuditor:
    """Let an auditor read what was written about one child, until a day; it takes two people."""

    grant: UUID
    auditor: EmployeeId
    child: PersonId
    until: date
    reference: str


@dataclass(frozen=True, slots=True)
class CloseContentToAuditor:
    """Let the auditor read it no more."""

    grant: UUID


class OnlyAnAdministratorOpens(NotForYou):
    """What was written is opened to an auditor by administrators, two of them."""


class NotAnAuditor(Refusal):
    """It is opened to somebody whose duty it is to audit."""


class AuditorOpensNothing(Refusal):
    """Whoever is to read it neither asks for it nor grants it."""


class OpenTooLong(Refusal):
    """It is opened for two weeks at most, from today on."""


class NothingOpened(Refusal):
    """Nothing is open under this id."""


class ContentTakesTwoOthers(NotForYou):
    """What was written about a child is opened to you by two others: ask them."""


class NotAKey(Refusal):
    """This is no key that a copy can be sealed for."""


@dataclass(frozen=True, slots=True)
class Granted:
    """To whom what was written about which child is open, and until when."""

    id: UUID
    auditor: EmployeeId
    child: PersonId
    until: date
    reference: str


Grants: TypeAlias = Mapping[UUID, Granted]


def open_up(
    grants: Grants,
    employees: Mapping[EmployeeId, Employee],
    command: OpenContentToAuditor,
    asker: Staff,
    *,
    by: EmployeeId,
    today: date,
) -> tuple[Event, ...]:
    """Decide whether it is opened; ``by`` is who asked for it first.

    Raises:
        OnlyAnAdministratorOpens: It is not the asker's duty.
        NoSuchEmployee: Nobody at work is known by that id.
        NotAnAuditor: They do not audit.
        AuditorOpensNothing: They are one of the two.
        OpenTooLong: Its last day is not within two weeks.

    """
    if Duty.ADMINISTRATOR not in asker.duties:
        raise OnlyAnAdministratorOpens
    if command.grant in grants:
        return ()
    if Duty.AUDITOR not in known(employees, command.auditor).duties:
        raise NotAnAuditor
    if command.auditor in {asker.employee, by}:
        raise AuditorOpensNothing
    if not today <= command.until <= today + LONGEST:
        raise OpenTooLong
    opened = ContentOpenedToAuditor(
        grant=command.grant,
        auditor=command.auditor,
        child=command.child,
        until=command.until,
        reference=wording.reason(command.reference),
        by=by,
        on=today,
    )
    return (opened,)


def close(
    grants: Grants, command: CloseContentToAuditor, asker: Staff, today: date
) -> tuple[Event, ...]:
    """Decide that it is open no more; it takes one who keeps the rules.

    Raises:
        NothingOpened: Nothing is.

    """
    if command.grant not in grants:
        raise NothingOpened
    return (ContentClosedToAuditor(grant=command.grant, by=asker.employee, on=today),)


def after(grants: Grants, event: GrantEvent) -> Grants:
    """Return what is open once *event* has happened."""
    match event:
        case ContentOpenedToAuditor(grant=id_):
            one = Granted(id_, event.auditor, event.child, event.until, event.reference)
            return {**grants, id_: one}
        case ContentClosedToAuditor(grant=id_):
            return {other: one for other, one in grants.items() if other != id_}


def holding(grants: Grants, auditor: EmployeeId, child: PersonId, on: date) -> Granted:
    """Return by what the auditor reads what was written about the child on the day.

    Raises:
        ContentTakesTwoOthers: By nothing.

    """
    for one in grants.values():
        if (one.auditor, one.child) == (auditor, child) and on <= one.until:
            return one
    raise ContentTakesTwoOthers
