"""Minutes and agendas: what a meeting is about, and what was said there.

Where a meeting takes place can tell where a child lives, so it lies here and not among the
dates (law 3.10).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias
from uuid import UUID

from stafett.domain.dates import MeetingId
from stafett.domain.facts import Event, Place
from stafett.domain.people import EmployeeId, UnitId


@dataclass(frozen=True, slots=True)
class Agenda:
    """What the meeting is for, where, and who talks with the child before and after (R96, R109).

    ``spokesperson`` answers for the child's opinion being lifted in the meeting (R112).
    """

    purpose: str
    points: tuple[str, ...] = ()
    where: str = ""
    talks_with_child_before: EmployeeId | None = None
    tells_child_after: EmployeeId | None = None
    spokesperson: str = ""


@dataclass(frozen=True, slots=True)
class Minutes:
    """What was said and agreed, who was there and who was not (R96, R100)."""

    text: str
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    new_wonderings: str = ""


class AgendaSet(Event, name="agenda-set"):
    """It has been written down what a meeting is for."""

    place: Place
    meeting: MeetingId
    agenda: Agenda
    by: UUID
    unit: UnitId
    on: date


class MinutesWritten(Event, name="minutes-written"):
    """Minutes of a meeting have been written; or why there are none (R100)."""

    place: Place
    meeting: MeetingId
    minutes: Minutes | None
    none_because: str
    held_on: date
    by: UUID
    unit: UnitId
    on: date


MinutesEvent: TypeAlias = AgendaSet | MinutesWritten


@dataclass(frozen=True, slots=True)
class Paper:
    """What is written about one meeting."""

    meeting: MeetingId
    unit: UnitId
    agenda: Agenda | None = None
    minutes: Minutes | None = None
    none_because: str = ""
    held_on: date | None = None
    by: UUID | None = None
    changes: int = 0


Papers = Mapping[MeetingId, Paper]


def after(papers: Papers, event: MinutesEvent) -> Papers:
    """Return what is written about the meetings once *event* has happened."""
    paper = papers.get(event.meeting) or Paper(event.meeting, event.unit)
    paper = replace(paper, by=event.by, changes=paper.changes + 1)
    match event:
        case AgendaSet(agenda=agenda):
            paper = replace(paper, agenda=agenda)
        case MinutesWritten(minutes=minutes, none_because=why, held_on=on):
            paper = replace(paper, minutes=minutes, none_because=why, held_on=on)
    return {**papers, event.meeting: paper}
