"""What was written down in a concern, and what is said of it later: that it was otherwise.

As in a follow-up nothing is erased: words that are put right stand beside what they were, a remark
of the family stands beside what it contests, and what was about another child is out of sight at
once (R182; GDPR article 16 and article 5(1)(d)).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias
from uuid import UUID

from stafett.domain.attachment import Attachment
from stafett.domain.correction import (
    FoundInPlace,
    FoundMisfiled,
    MarkMisfiled,
    PutBack,
    Remark,
    WordsContested,
)
from stafett.domain.facts import Event
from stafett.domain.noted_words import Noted, NotedWords, Rewording
from stafett.domain.people import EmployeeId


class NotedCorrected(Event, name="noted-corrected"):
    """What was written in a concern is put right; ``read_by`` might have read it as it was."""

    item: UUID
    words: NotedWords
    why: str
    read_by: frozenset[UUID]
    by: EmployeeId
    on: date


Amending: TypeAlias = NotedCorrected | WordsContested | FoundMisfiled | FoundInPlace
Moving: TypeAlias = MarkMisfiled | PutBack
"""Asked of a concern, they name no unit: it stands in one."""


@dataclass(frozen=True, slots=True)
class CorrectNoted:
    """Put right what was written in a concern."""

    item: UUID
    words: Rewording
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
    """What lay with the wrong child, and what hung on it: kept, and shown to nobody."""

    item: Noted
    by: UUID
    on: date
    hung: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Amended:
    """What has been said of what was written; ``turns`` counts how often each was moved."""

    earlier: tuple[EarlierNoted, ...] = ()
    remarks: tuple[tuple[UUID, Remark], ...] = ()
    misfiled: Mapping[UUID, MisfiledNoted] = field(default_factory=dict)
    turns: Mapping[UUID, int] = field(default_factory=dict)
