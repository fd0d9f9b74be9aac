"""What people learn about the model itself: what works, what is wrong, what is wished for.

Nothing here is about a child. Once a year one goes through it, and what comes of that is the
next edition of the guide (R151).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import Enum
from typing import TypeAlias
from uuid import UUID

from stafett.domain import anonymity, wording
from stafett.domain.facts import Event, Refusal
from stafett.domain.people import EmployeeId
from stafett.domain.policy import GuideVersion
from stafett.domain.striking import LessonStruck, NoSuchLesson, StrikeLesson

A_YEAR = timedelta(days=365)
"""How long one may wait before going through what people have learnt."""


class Lesson(Enum):
    """What sort of experience it is."""

    WORKS = "works"
    WRONG = "wrong"
    WISH = "wish"


class LessonShared(Event, name="model-lesson-shared"):
    """Somebody has told what they have learnt about the model."""

    lesson: UUID
    kind: Lesson
    step: str
    text: str
    by: EmployeeId
    on: date


class ModelRevised(Event, name="model-revised"):
    """What people have learnt has been gone through, and it is said what comes of it."""

    revision: UUID
    considered: frozenset[UUID]
    conclusion: str
    by: EmployeeId
    on: date
    guide: GuideVersion | None


@dataclass(frozen=True, slots=True)
class ShareLesson:
    """Tell what one has learnt; ``step`` is the step of the guide it is about, if any.

    ``names_nobody``: one has looked, and what looks like a name is none.
    """

    lesson: UUID
    kind: Lesson
    text: str
    step: str = ""
    names_nobody: bool = False


@dataclass(frozen=True, slots=True)
class ReviseModel:
    """Say what comes of those that were gone through; ``guide`` names the edition it leads to."""

    revision: UUID
    considered: frozenset[UUID]
    conclusion: str
    guide: GuideVersion | None = None


Command: TypeAlias = ShareLesson | StrikeLesson | ReviseModel
FeedbackEvent: TypeAlias = LessonShared | LessonStruck | ModelRevised


class NamesSomebody(Refusal):
    """Write about the model only: no names, numbers or addresses of anybody."""


class LooksLikeAName(Refusal):
    """This looks like somebody's name: leave it out, or say that you have looked and it is none."""


@dataclass(frozen=True, slots=True)
class Shared:
    """One experience; ``answered`` names the revision it was gone through in."""

    kind: Lesson
    step: str
    text: str
    on: date
    answered: UUID | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision: when, what came of it, and which edition it leads to."""

    on: date
    conclusion: str
    considered: frozenset[UUID]
    guide: GuideVersion | None


@dataclass(frozen=True, slots=True)
class Register:
    """What has been learnt, and the revisions it was gone through in."""

    lessons: Mapping[UUID, Shared] = field(default_factory=dict)
    revisions: Mapping[UUID, Revision] = field(default_factory=dict)
    struck: frozenset[UUID] = frozenset()

    @property
    def next_revision_by(self) -> date | None:
        """Return the last day to go through it: a year after the last time, or the oldest."""
        last = max((one.on for one in self.revisions.values()), default=None)
        oldest = min((one.on for one in self.lessons.values()), default=None)
        since = last or oldest
        return None if since is None else since + A_YEAR


def impersonal(text: str, names: Collection[str]) -> str:
    """Return the words, if nobody can be recognised in them by what the book itself knows.

    Eight digits or more in a row (a telephone or national number, also with blanks), an address
    for letters by wire, and the full name of anybody who works here are refused. Names of
    families lie under keys of their own: they are not looked up, for a yes or no would tell
    whether the book knows somebody.

    Raises:
        NamesSomebody: Somebody can.
        SayWhy: There is nothing in it.

    """
    told = wording.reason(text)
    if anonymity.recognised(told, names):
        raise NamesSomebody
    return told


def share(
    register: Register,
    command: ShareLesson,
    names: Collection[str],
    by: EmployeeId,
    today: date,
) -> tuple[Event, ...]:
    """Write down what somebody has learnt.

    Raises:
        NamesSomebody: Somebody can be recognised in it.
        LooksLikeAName: It has the shape of a name, and nobody has said that it is none.
        IdTaken: The id belongs to something else, or to what was struck.

    """
    lesson, kind, step = command.lesson, command.kind, command.step
    text = impersonal(command.text, names)
    if lesson in register.struck:
        raise wording.IdTaken
    if not command.names_nobody and anonymity.looks_like_a_name(text):
        raise LooksLikeAName
    standing = register.lessons.get(lesson)
    told = None if standing is None else (standing.kind, standing.step, standing.text)
    if wording.already(told, (kind, step, text)):
        return ()
    return (LessonShared(lesson=lesson, kind=kind, step=step, text=text, by=by, on=today),)


def revise(
    register: Register,
    command: ReviseModel,
    names: Collection[str],
    by: EmployeeId,
    today: date,
) -> tuple[Event, ...]:
    """Say what comes of what was gone through.

    Raises:
        NamesSomebody: Somebody can be recognised in it.
        NoSuchLesson: Something that was gone through is not there.
        IdTaken: The id belongs to something else.

    """
    which, considered, guide = command.revision, command.considered, command.guide
    conclusion = impersonal(command.conclusion, names)
    if not considered <= register.lessons.keys():
        raise NoSuchLesson
    held = register.revisions.get(which)
    said = None if held is None else (held.considered, held.conclusion, held.guide)
    if wording.already(said, (considered, conclusion, guide)):
        return ()
    revised = ModelRevised(
        revision=which,
        considered=considered,
        conclusion=conclusion,
        by=by,
        on=today,
        guide=guide,
    )
    return (revised,)


def after(register: Register, event: FeedbackEvent) -> Register:
    """Return the register once *event* has happened."""
    match event:
        case LessonShared(lesson=lesson):
            shared = Shared(event.kind, event.step, event.text, event.on)
            return replace(register, lessons={**register.lessons, lesson: shared})
        case LessonStruck(lesson=gone):
            left = {key: one for key, one in register.lessons.items() if key != gone}
            return replace(register, lessons=left, struck=register.struck | {gone})
        case _:
            which, considered = event.revision, event.considered
            made = Revision(event.on, event.conclusion, considered, event.guide)
            return Register(
                {
                    key: replace(one, answered=which) if key in considered else one
                    for key, one in register.lessons.items()
                },
                {**register.revisions, which: made},
                register.struck,
            )
