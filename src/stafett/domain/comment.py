"""Comments: a word beside something that was written, from the family or from a unit (R57).

A comment is an act of its own: it changes nothing of what it stands beside, is read by whoever
reads that, and goes where that goes. What contests the words is a remark, see ``correction``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NewType, TypeAlias
from uuid import UUID

from stafett.domain import wording
from stafett.domain.circumstances import Circumstances
from stafett.domain.entry import SayWhomItIsAbout
from stafett.domain.facts import Event, Place, Refusal
from stafett.domain.people import PersonId, UnitId

CommentId = NewType("CommentId", UUID)


@dataclass(frozen=True, slots=True)
class Beside:
    """What is said beside which item, and about whom (R175)."""

    item: UUID
    text: str
    about: frozenset[PersonId]


class CommentMade(Event, name="comment-made"):
    """Somebody has said something beside what was written; ``unit`` is ``None`` for the family."""

    place: Place
    comment: CommentId
    beside: Beside
    by: UUID
    unit: UnitId | None
    at: datetime


CommentEvent: TypeAlias = CommentMade


@dataclass(frozen=True, slots=True)
class MakeComment:
    """Say something beside what was written: on a unit's behalf, or as somebody in the family."""

    comment: CommentId
    beside: Beside
    unit: UnitId | None = None


class NothingToCommentOn(Refusal):
    """There is nothing here by that id that can be commented on."""


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment as it was made; it is never changed."""

    id: CommentId
    place: Place
    beside: Beside
    by: UUID
    unit: UnitId | None
    made_at: datetime
    changes: int = 1


Comments: TypeAlias = Mapping[CommentId, Comment]


def make(
    comments: Comments, place: Place, command: MakeComment, at: Circumstances
) -> tuple[Event, ...]:
    """Decide whether the comment says something; what it stands beside lies in *place*.

    Raises:
        SayWhy: It is empty.
        SayWhomItIsAbout: It names nobody.
        IdTaken: Another comment has the id.

    """
    there = comments.get(command.comment)
    if wording.already(there.beside if there else None, command.beside):
        return ()
    wording.reason(command.beside.text)
    if not command.beside.about:
        raise SayWhomItIsAbout
    made = CommentMade(
        place=place,
        comment=command.comment,
        beside=command.beside,
        by=at.asked_by.id,
        unit=command.unit,
        at=at.now,
    )
    return (made,)


def after(comments: Comments, event: CommentEvent) -> Comments:
    """Return a part's comments once *event* has happened in it."""
    new = Comment(event.comment, event.place, event.beside, event.by, event.unit, event.at)
    return {**comments, new.id: new}
