"""Letting it be: whether those at work may look in on a child in an emergency, in a municipality.

It is off until two administrators have said yes to it, from a day on and on a decision; one is
enough to have it off again, at once (F42).
"""

from dataclasses import dataclass
from datetime import date

from stafett.domain import wording
from stafett.domain.emergency import Emergencies, EmergenciesAllowed, EmergenciesForbidden
from stafett.domain.facts import Event, NotForYou
from stafett.domain.people import Duty, EmployeeId, Staff
from stafett.domain.publishing import DayHasPassed


@dataclass(frozen=True, slots=True)
class AllowEmergencies:
    """Let those at work look in on a child in an emergency, from a day on; it takes two people."""

    since: date
    decision: str


@dataclass(frozen=True, slots=True)
class ForbidEmergencies:
    """Let nobody do so any more, from this moment."""

    why: str


class OnlyAnAdministratorAllows(NotForYou):
    """Whether one may look in on a child in an emergency is for administrators to say."""


def allow(
    emergencies: Emergencies, command: AllowEmergencies, asker: Staff, by: EmployeeId, today: date
) -> tuple[Event, ...]:
    """Decide whether it is let be; ``by`` is who asked for it first: it takes two people.

    Raises:
        OnlyAnAdministratorAllows: It is not the asker's duty.
        DayHasPassed: The day lies behind us.

    """
    if Duty.ADMINISTRATOR not in asker.duties:
        raise OnlyAnAdministratorAllows
    decision = wording.reason(command.decision)
    if emergencies.said and emergencies.said[-1][1] and emergencies.said[-1][0] <= command.since:
        return ()
    if command.since < today:
        raise DayHasPassed
    return (EmergenciesAllowed(since=command.since, decision=decision, by=by, on=today),)


def forbid(
    emergencies: Emergencies, command: ForbidEmergencies, asker: Staff, today: date
) -> tuple[Event, ...]:
    """Decide whether it is off; what runs is over in the same moment.

    Raises:
        OnlyAnAdministratorAllows: It is not the asker's duty.

    """
    if Duty.ADMINISTRATOR not in asker.duties:
        raise OnlyAnAdministratorAllows
    why = wording.reason(command.why)
    if not any(yes for _, yes in emergencies.said[-1:]):
        return ()
    return (EmergenciesForbidden(why=why, by=asker.employee, on=today),)
