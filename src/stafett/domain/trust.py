"""What somebody at work is trusted with, and by whom: duties for the whole municipality, log-ins.

Whoever gives somebody a log-in could be that somebody. So the book keeps who gave it, and whether
another one stood behind it as well.
"""

from typing import TypeAlias
from uuid import UUID

from stafett.domain.facts import Event
from stafett.domain.people import Account, Duty, EmployeeId


class DutyGiven(Event, name="duty-given"):
    """An employee has got a duty for the whole municipality.

    ``by`` is who gave it, ``None`` where nobody in the book did; ``granted_by`` is the other one,
    where two stood behind it.
    """

    employee: EmployeeId
    duty: Duty
    by: UUID | None = None
    granted_by: EmployeeId | None = None


class DutyTakenBack(Event, name="duty-taken-back"):
    """An employee no longer has a duty for the whole municipality."""

    employee: EmployeeId
    duty: Duty


class EmployeeAccountLinked(Event, name="employee-account-linked"):
    """A log-in stands for this employee from now on.

    ``by`` and ``granted_by`` are as for a duty.
    """

    employee: EmployeeId
    account: Account
    by: UUID | None = None
    granted_by: EmployeeId | None = None


class EmployeeAccountUnlinked(Event, name="employee-account-unlinked"):
    """A log-in stands for this employee no longer; it may stand for somebody else."""

    employee: EmployeeId
    account: Account


FromOne: TypeAlias = frozenset[tuple[Duty | Account, UUID]]
"""What somebody has from one other alone, and from whom."""


def after(so_far: FromOne, event: DutyGiven | EmployeeAccountLinked) -> FromOne:
    """Return what somebody has from one other alone, once *event* has happened."""
    what = event.duty if isinstance(event, DutyGiven) else event.account
    others = frozenset(one for one in so_far if one[0] != what)
    if event.by is None or event.granted_by is not None:
        return others
    return others | {(what, event.by)}
