"""The first administrator: let in by a link that works once, because nobody is there yet to ask.

The book keeps only a hash of the link. Whoever runs the installation hands the link over, and
from then on has no way in. Another administrator is let in the same way when the first one can
let nobody in who is not theirs alone: a second one in a new book, and whenever one of two is gone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hmac import compare_digest

from stafett.domain.employment import Employee, EmployeeRegistered
from stafett.domain.facts import Event, Refusal, Stranger
from stafett.domain.moment import NORWAY
from stafett.domain.people import Account, Contact, Duty, EmployeeId
from stafett.domain.trust import DutyGiven, EmployeeAccountLinked


class FirstAdministratorInvited(Event, name="first-administrator-invited"):
    """A link that works once has been made; ``link`` is its SHA-256 hash in hexadecimal."""

    link: str
    until: datetime


class FirstAdministratorArrived(Event, name="first-administrator-arrived"):
    """The link has been used, and works no more."""

    employee: EmployeeId


@dataclass(frozen=True, slots=True)
class InviteFirstAdministrator:
    """Make a link for the first administrator, or for another one; only its hash comes in here."""

    link: str
    until: datetime
    another: bool = False


@dataclass(frozen=True, slots=True)
class ArriveAsFirstAdministrator:
    """Use the link: *employee*, who logged in with *account*, becomes administrator.

    Somebody who works here already comes in as who they are, by the log-in they have.
    """

    link: str
    employee: EmployeeId
    contact: Contact
    account: Account


class AdministratorIsThere(Refusal):
    """The municipality has an administrator: ask that person instead."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that has been handed out, and who has come in by it."""

    link: str
    until: datetime
    arrived: EmployeeId | None = None

    def is_of(self, link: str, until: datetime) -> bool:
        """Say whether this is the link, good for as long, and nobody has come in by it."""
        return self.opens(link) and self.until == until and self.arrived is None

    def opens(self, link: str) -> bool:
        """Say whether this is the link, and take as long over a no as over a yes."""
        return compare_digest(self.link.encode(), link.encode())


def stands(invitation: Invitation | None, today: date) -> date | None:
    """Return the last day of a link that nobody has used, while it can be."""
    if invitation is None or invitation.arrived is not None:
        return None
    last_day = invitation.until.astimezone(NORWAY).date()
    return last_day if today <= last_day else None


def invite(
    invitation: Invitation | None, command: InviteFirstAdministrator, *, anybody_there: bool
) -> tuple[Event, ...]:
    """Decide whether a link may be made; a new one takes the place of one not yet used.

    Raises:
        AdministratorIsThere: Somebody has the duty already, and it is not for another one.

    """
    if anybody_there and not command.another:
        raise AdministratorIsThere
    if invitation is not None and invitation.is_of(command.link, command.until):
        return ()
    return (FirstAdministratorInvited(link=command.link, until=command.until),)


def arrive(
    invitation: Invitation | None,
    employees: Mapping[EmployeeId, Employee],
    command: ArriveAsFirstAdministrator,
    now: datetime,
) -> tuple[Event, ...]:
    """Decide whether the link lets this person in.

    Raises:
        Stranger: Wrong, used or too old; which of these is not said.

    """
    if invitation is None or not invitation.opens(command.link):
        raise Stranger
    if invitation.arrived == command.employee:
        return ()
    if invitation.arrived is not None or now > invitation.until:
        raise Stranger
    who = command.employee
    registered = EmployeeRegistered(employee=who, contact=command.contact)
    return (
        *(() if who in employees else (registered,)),
        EmployeeAccountLinked(employee=who, account=command.account),
        DutyGiven(employee=who, duty=Duty.ADMINISTRATOR),
        FirstAdministratorArrived(employee=who),
    )
