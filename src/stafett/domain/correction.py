"""Corrections: what was written is put right, contested, or found to lie with the wrong child.

Nothing is erased. Words that are put right stand beside what they were, a remark of the family
stands beside what it contests, and what was written about another child is out of everybody's
sight at once (R182; GDPR article 16 and article 5(1)(d)).
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias
from uuid import UUID

from stafett.domain.arrival import Past
from stafett.domain.attachment import Attachment, Described
from stafett.domain.comment import Comment
from stafett.domain.disclosure import Disclosure
from stafett.domain.document import Document
from stafett.domain.entry import Entry, Note
from stafett.domain.facts import Event, NotForYou, Place, Refusal
from stafett.domain.goal import Aim, Goal
from stafett.domain.measure import Measure
from stafett.domain.message import Message
from stafett.domain.minutes import Minutes, Paper
from stafett.domain.own_report import OwnReport
from stafett.domain.people import PersonId, UnitId
from stafett.domain.plan import Plan
from stafett.domain.sheet import Sheet

Item: TypeAlias = (
    Goal
    | Measure
    | Paper
    | Entry
    | Message
    | Document
    | Attachment
    | Comment
    | OwnReport
    | Disclosure
    | Past
)
"""Something that was written down here, whatever it is."""

Phrasing: TypeAlias = Note | Aim | Plan | Minutes | Sheet | Described
"""What of an item can be put right: an entry's note, a goal's aim, a measure's plan, minutes,
the answers of a form, and what an attachment is said to be."""


class WordsCorrected(Event, name="words-corrected"):
    """What was written has been put right; the earlier words are kept beside it."""

    place: Place
    item: UUID
    words: Phrasing
    why: str
    by: UUID
    on: date


class WordsContested(Event, name="words-contested"):
    """Somebody in the family says it was otherwise; both stand."""

    place: Place
    item: UUID
    remark: UUID
    text: str
    said_by: PersonId
    by: UUID
    on: date


class FoundMisfiled(Event, name="found-misfiled"):
    """It was written about another child: from now on nobody reads it here."""

    place: Place
    item: UUID
    why: str
    by: UUID
    on: date


class FoundInPlace(Event, name="found-in-place"):
    """It was about this child after all: it stands here again."""

    place: Place
    item: UUID
    why: str
    by: UUID
    on: date


CorrectionEvent: TypeAlias = WordsCorrected | WordsContested | FoundMisfiled | FoundInPlace


@dataclass(frozen=True, slots=True)
class CorrectWords:
    """Put right what one's own unit wrote (``unit`` is ``None``: what one wrote oneself)."""

    item: UUID
    unit: UnitId | None
    words: Phrasing
    why: str


@dataclass(frozen=True, slots=True)
class ContestWords:
    """Say that it was otherwise; staff write it down for ``said_by``, on their unit's behalf."""

    remark: UUID
    item: UUID
    text: str
    unit: UnitId | None = None
    said_by: PersonId | None = None


@dataclass(frozen=True, slots=True)
class MarkMisfiled:
    """Say that it was written about another child; nothing of that child is named here."""

    item: UUID
    unit: UnitId | None
    why: str


@dataclass(frozen=True, slots=True)
class PutBack:
    """Say that what was hidden as misfiled is about this child after all."""

    item: UUID
    unit: UnitId | None
    why: str


CorrectionCommand: TypeAlias = CorrectWords | ContestWords | MarkMisfiled | PutBack


class NothingOfYoursHere(Refusal):
    """There is nothing here by that id that is yours to put right, contest or move."""


class NotYoursToTrace(NotForYou):
    """Who had read it is for the holder and the home unit's leader to find out."""


class NotOfTheFamily(Refusal):
    """A remark beside what was written is the family's own: say who of them said it."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """Something as it was before its words were put right: it is read by those who read it then."""

    was: Item
    why: str
    by: UUID
    on: date

    @property
    def words(self) -> Phrasing | None:
        """Return the words that were put right."""
        return words_of(self.was)


@dataclass(frozen=True, slots=True)
class Remark:
    """What somebody in the family says against it."""

    id: UUID
    text: str
    said_by: PersonId
    on: date


@dataclass(frozen=True, slots=True)
class Misfiled:
    """What lay with the wrong child: kept, and shown to nobody."""

    item: Item
    why: str
    by: UUID
    on: date

    @property
    def changes(self) -> int:
        """Count what became of it, this being the last."""
        return self.item.changes + 1


def words_of(item: Item) -> Phrasing | None:
    """Return what of the item can be put right: not what was sent, nor what is not there."""
    match item:
        case Entry():
            return item.note
        case Goal():
            return item.aim
        case Measure():
            return item.plan
        case Paper():
            return item.minutes
        case Document():
            return item.sheet
        case Attachment():
            return item.described
        case Message() | Comment() | OwnReport() | Disclosure() | Past():
            return None


def reworded(item: Item, words: Phrasing) -> Item:
    """Return the item with these words in it; words of another kind leave it as it is."""
    match item, words:
        case Entry(), Note():
            return replace(item, note=words, changes=item.changes + 1)
        case Goal(), Aim():
            return replace(item, aim=words, changes=item.changes + 1)
        case Measure(), Plan():
            return replace(item, plan=words, changes=item.changes + 1)
        case Paper(), Minutes():
            return item.put_right(words)
        case Document(), Sheet():
            return item.put_right(words)
        case Attachment(), Described():
            return replace(item, described=words, changes=item.changes + 1)
        case _:
            return item
