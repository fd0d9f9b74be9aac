"""Entrusting: duties that watch over what others do are given by two people, and keep to that.

Whoever watches over the others is not one of those who decide who may do what, and is named by
nobody alone (GDPR article 38). To take such a duty back takes one person, as before.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from stafett.domain.employment import Employee, known
from stafett.domain.facts import Event, NotForYou, Refusal
from stafett.domain.leaving import check_is_here
from stafett.domain.people import Duty, EmployeeId, Staff
from stafett.domain.trust import DutyGiven

GIVEN_BY_TWO: Final = frozenset({Duty.DATA_PROTECTION_OFFICER, Duty.AUDITOR})
"""Duties that nobody gives alone."""


@dataclass(frozen=True, slots=True)
class EntrustDuty:
    """Give somebody a duty that watches over what others do; it takes two people."""

    employee: EmployeeId
    duty: Duty


class OnlyAnAdministratorEntrusts(NotForYou):
    """Who watches over what others do is for administrators to say, two of them."""


class TakesTwo(Refusal):
    """This takes two people: ask for it, and let another administrator grant it."""


class TakesOne(Refusal):
    """This duty is given by one administrator."""


class WatchesOverThemselves(Refusal):
    """Nobody both decides who may do what and watches over how it is done."""


def entrust(
    employees: Mapping[EmployeeId, Employee], command: EntrustDuty, asker: Staff, by: EmployeeId
) -> tuple[Event, ...]:
    """Decide whether somebody may have the duty; ``by`` is who asked for it first.

    Raises:
        OnlyAnAdministratorEntrusts: It is not the asker's duty.
        TakesOne: It is not a duty that two people give.
        WatchesOverThemselves: They administer, or asked for it, or are the ones to grant it.
        NoSuchEmployee: Nobody at work is known by that id.
        HasLeft: They have left.

    """
    if Duty.ADMINISTRATOR not in asker.duties:
        raise OnlyAnAdministratorEntrusts
    if command.duty not in GIVEN_BY_TWO:
        raise TakesOne
    who = known(employees, command.employee)
    if command.duty in who.duties:
        return ()
    check_is_here(who)
    if Duty.ADMINISTRATOR in who.duties or who.id in (asker.employee, by):
        raise WatchesOverThemselves
    return (DutyGiven(employee=who.id, duty=command.duty),)


def check_given_by_one(employee: Employee, duty: Duty) -> None:
    """See that one administrator may give the duty to this employee.

    Raises:
        TakesTwo: It takes two.
        WatchesOverThemselves: It would let somebody administer who watches over it.

    """
    if duty in GIVEN_BY_TWO:
        raise TakesTwo
    if duty is Duty.ADMINISTRATOR and employee.duties & GIVEN_BY_TWO:
        raise WatchesOverThemselves
