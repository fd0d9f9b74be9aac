"""Notices at work: an employee says where they want to be told, for themselves and nobody else."""

from collections.abc import Mapping
from dataclasses import replace

from stafett.domain import notice
from stafett.domain.employment import Employee, NoSuchEmployee, known
from stafett.domain.facts import Event
from stafett.domain.notice import Command, NoticeEvent
from stafett.domain.people import Actor, EmployeeId, Staff

__all__ = ["Command", "NoticeEvent", "after", "decide"]


def decide(
    employees: Mapping[EmployeeId, Employee], command: Command, asker: Actor
) -> tuple[Event, ...]:
    """Decide what somebody at work says of notices (R190).

    Raises:
        NoSuchEmployee: Whoever asks is nobody at work here.

    """
    if not isinstance(asker, Staff):
        raise NoSuchEmployee
    return notice.decide(known(employees, asker.employee).notices, asker.employee, command)


def after(
    employees: Mapping[EmployeeId, Employee], event: NoticeEvent
) -> Mapping[EmployeeId, Employee]:
    """Return the people at work once one of them has said something of notices."""
    who = EmployeeId(event.who)
    return {**employees, who: replace(employees[who], notices=notice.after(event))}
