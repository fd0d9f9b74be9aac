"""What was written down in a concern, and what is said of it later: that it was otherwise.

As in a follow-up nothing is erased: words that are put right stand beside what they were, a remark
of the family stands beside what it contests, and what was about another child is out of sight at
once (R182; GDPR article 16 and article 5(1)(d)).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeAlias
from uuid import UUID

from stafett.domain.correction import Remark
from stafett.domain.facts import Event
from stafett.domain.people import EmployeeId, PersonId
from stafett.domain.talk import ChildTalk, GuardianTalk
from stafett.domain.wondering import Note, Observation, Origin

Noted: TypeAlias = Observation | ChildTalk | GuardianTalk
"""An observation, or a talk with the child or with guardians."""


@dataclass(frozen=True, slots=True)
class SeenWords:
    """What of an observation can be put right: all but who wrote it."""

    note: Note
    arena: str
    origin: Origin
    text: str
    form: str
    on: date


@dataclass(frozen=True, slots=True)
class ChildTalkWords:
    """What of a talk with the child can be put right."""

    how: str
    own_words: str
    summary: str
    form: str
    on: date


@dataclass(frozen=True, slots=True)
class GuardianTalkWords:
    """What of a talk with guardians can be put right: who was there has been told, and stays."""

    minutes: str
    on: date


NotedWords: TypeAlias = SeenWords | ChildTalkWords | GuardianTalkWords


class NotedCorrected(Event, name="noted-corrected"):
    """What was written in a concern is put right; ``read_by`` might have read it as it was."""

    item: UUID
    words: NotedWords
    why: str
    read_by: frozenset[UUID]
    by: EmployeeId
    on: date


class NotedContested(Event, name="noted-contested"):
    """Somebody in the family says it was otherwise; both stand."""

    item: UUID
    remark: UUID
    text: str
    said_by: PersonId
    by: UUID
    on: date


class NotedMisfiled(Event, name="noted-misfiled"):
    """It was written about another child: from now on nobody reads it in this concern."""

    item: UUID
    why: str
    by: EmployeeId
    on: date


class NotedFoundInPlace(Event, name="noted-found-in-place"):
    """It was about this child after all: it stands in the concern again."""

    item: UUID
    why: str
    by: EmployeeId
    on: date


Amending: TypeAlias = NotedCorrected | NotedContested | NotedMisfiled | NotedFoundInPlace


@dataclass(frozen=True, slots=True)
class CorrectNoted:
    """Put right what was written in a concern."""

    item: UUID
    words: NotedWords
    why: str


@dataclass(frozen=True, slots=True)
class ContestNoted:
    """Say that it was otherwise; staff write it down for ``said_by``."""

    remark: UUID
    item: UUID
    text: str
    said_by: PersonId | None = None


@dataclass(frozen=True, slots=True)
class MarkNotedMisfiled:
    """Say that it was written about another child; nothing of that child is named here."""

    item: UUID
    why: str


@dataclass(frozen=True, slots=True)
class PutNotedBack:
    """Say that what was hidden as misfiled is about this child after all."""

    item: UUID
    why: str


@dataclass(frozen=True, slots=True)
class EarlierNoted:
    """Something as it was before its words were put right, and who might have read it so."""

    was: Noted
    why: str
    read_by: frozenset[UUID]
    by: EmployeeId
    on: date


@dataclass(frozen=True, slots=True)
class MisfiledNoted:
    """What lay with the wrong child: kept, and shown to nobody."""

    item: Noted
    by: EmployeeId
    on: date


@dataclass(frozen=True, slots=True)
class Amended:
    """What has been said of what was written; ``turns`` counts how often each was moved."""

    earlier: tuple[EarlierNoted, ...] = ()
    remarks: tuple[tuple[UUID, Remark], ...] = ()
    misfiled: Mapping[UUID, MisfiledNoted] = field(default_factory=dict)
    turns: Mapping[UUID, int] = field(default_factory=dict)


def reworded(item: Noted, words: NotedWords) -> Noted | None:
    """Return the item with these words in it; ``None`` if they are for another kind."""
    match item, words:
        case Observation(), SeenWords(note, arena, origin, text, form, on):
            return replace(item, note=note, arena=arena, origin=origin, text=text, form=form, on=on)
        case ChildTalk(), ChildTalkWords(how, own_words, summary, form, on):
            return replace(item, how=how, own_words=own_words, summary=summary, form=form, on=on)
        case GuardianTalk(), GuardianTalkWords(minutes, on):
            return replace(item, minutes=minutes, on=on)
        case _:
            return None


def readable(item: Noted, who: PersonId, child: PersonId) -> bool:
    """May somebody in the family, once told, read it? A talk is for those who were in it."""
    match item:
        case Observation():
            return True
        case ChildTalk():
            return who == child
        case GuardianTalk(guardians=guardians):
            return who in guardians
