"""Linking: which log-in is whose in a family is said by two, where there are two to say it.

Whoever says which log-in somebody comes in by could come in as them, and read what is written
about a child. So one administrator asks, and the log-in opens nothing until another one, who is
somebody else, has said the same of the same log-in (ASVS 5.0 2.3.5). Nobody has to say anything of
a log-in that proves a national number: by that the book knows who it is.
"""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from stafett.domain.facts import Event
from stafett.domain.identity import PersonAccountLinked
from stafett.domain.moment import Moment
from stafett.domain.people import Account, EmployeeId
from stafett.domain.second_person import STANDS_FOR, NotTwoPeople
from stafett.domain.two_people import TAKE_TWO, Employees, are_two


class PersonAccountAsked(Event, name="person-account-asked"):
    """Somebody said that a log-in is this person's; it opens nothing until another one says so."""

    account: Account
    by: EmployeeId
    until: date


@dataclass(frozen=True, slots=True)
class LogInAsked:
    """A log-in that one has said is a person's, who said so, and until when another one may."""

    account: Account
    by: EmployeeId
    until: date


Waiting = tuple[LogInAsked, ...]


class Known(Protocol):
    """Somebody with the log-ins that are theirs, and those one has said are."""

    @property
    def accounts(self) -> frozenset[Account]: ...  # noqa: D102
    @property
    def log_ins_asked(self) -> Waiting: ...  # noqa: D102


def link(one: Known, account: Account, at: Moment, employees: Employees) -> tuple[Event, ...]:
    """Say what comes of it that an administrator says whose a log-in is.

    Raises:
        NotTwoPeople: Who said it first, and who says it now, could be one.

    """
    if account in one.accounts:
        return ()
    who = EmployeeId(at.asked_by.id)
    keep = {one.id for one in employees.values() if one.duties & TAKE_TWO}
    if not any(are_two(employees, who, other) for other in keep):
        return (PersonAccountLinked(account=account, by=who),)
    for asked in one.log_ins_asked:
        if asked.account != account or at.today > asked.until or asked.by not in keep:
            continue
        if asked.by == who:
            return ()
        if not are_two(employees, asked.by, who):
            raise NotTwoPeople
        return (PersonAccountLinked(account=account, by=asked.by, granted_by=who),)
    return (PersonAccountAsked(account=account, by=who, until=at.today + STANDS_FOR),)


def linked(
    one: Known, event: PersonAccountAsked | PersonAccountLinked
) -> tuple[frozenset[Account], Waiting]:
    """Return whose log-ins are whose once *event* has happened, and what waits for another one."""
    others = tuple(asked for asked in one.log_ins_asked if asked.account != event.account)
    if isinstance(event, PersonAccountLinked):
        return one.accounts | {event.account}, others
    return one.accounts, (*others, LogInAsked(event.account, event.by, event.until))
