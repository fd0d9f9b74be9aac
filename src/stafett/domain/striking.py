"""Striking a lesson in which somebody could be recognised after all.

No machine finds every name, and none is asked about those of families: a yes or a no would tell
whether the book knows somebody. So the one who keeps the register takes away what people find.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from stafett.domain import wording
from stafett.domain.facts import Event, Refusal
from stafett.domain.people import EmployeeId


class LessonStruck(Event, name="model-lesson-struck"):
    """Somebody could be recognised in it after all: nobody reads it any more."""

    lesson: UUID
    why: str
    by: EmployeeId
    on: date


@dataclass(frozen=True, slots=True)
class StrikeLesson:
    """Take away what names somebody; ``why`` repeats nothing of it."""

    lesson: UUID
    why: str


class NoSuchLesson(Refusal):
    """One of those is not in the register."""


def strike(
    lessons: Collection[UUID],
    struck: Collection[UUID],
    command: StrikeLesson,
    by: EmployeeId,
    today: date,
) -> tuple[Event, ...]:
    """Take away a lesson in which somebody could be recognised; no machine finds all of them.

    Raises:
        NoSuchLesson: It is not in the register.
        SayWhy: There is no reason.

    """
    if command.lesson in struck:
        return ()
    if command.lesson not in lessons:
        raise NoSuchLesson
    why = wording.reason(command.why)
    return (LessonStruck(lesson=command.lesson, why=why, by=by, on=today),)
