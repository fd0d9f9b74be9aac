"""A withheld name: somebody at work has been threatened, and families are told their unit only.

The employer says from which day, and when it is over. It holds in what a family reads of who
looked, also for what was read before that day. Not stated in any guide: standard.
"""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from stafett.domain.facts import Event
from stafett.domain.people import EmployeeId


class EmployeeNameWithheld(Event, name="employee-name-withheld"):
    """From a day on families are not told an employee's name where they read who looked."""

    employee: EmployeeId
    since: date


class EmployeeNameTold(Event, name="employee-name-told"):
    """Families are told an employee's name again."""

    employee: EmployeeId
    on: date


Withholding: TypeAlias = EmployeeNameWithheld | EmployeeNameTold


@dataclass(frozen=True, slots=True)
class WithholdName:
    """Let families not be told an employee's name from a day on, ahead or behind."""

    employee: EmployeeId
    since: date


@dataclass(frozen=True, slots=True)
class TellName:
    """Let families be told an employee's name again."""

    employee: EmployeeId


Command: TypeAlias = WithholdName | TellName


def decide(withheld_since: date | None, command: Command, today: date) -> tuple[Event, ...]:
    """Say what becomes of an employee's name: events, or nothing new."""
    match command:
        case WithholdName(employee=who, since=since):
            if withheld_since == since:
                return ()
            return (EmployeeNameWithheld(employee=who, since=since),)
        case TellName(employee=who):
            return () if withheld_since is None else (EmployeeNameTold(employee=who, on=today),)
