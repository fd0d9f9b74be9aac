"""The parcel: what goes along when a child moves to another municipality (R59).

It is made to be read by people in another book, where none of our ids mean anything: units and
people stand in it by name, and nobody in the family but the child. Its shape is told in
docs/parcel.md; another shape is another ``format``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

from stafett.domain.attachment import AttachmentKind
from stafett.domain.entry import EntryKind
from stafett.domain.evaluated import Effect

FORMAT: Final = "stafett-parcel/1"


@dataclass(frozen=True, slots=True)
class PastGoal:
    """A goal as it was; ``remarks`` are the family's own words against it, here as everywhere."""

    text: str
    indicator: str
    start_value: str
    target: str
    deadline: date
    set_on: date
    closed_on: date | None
    reached: bool
    unit: str
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PastEvaluation:
    """What a measure had done, on a day, and what the child said of it."""

    on: date
    effect: Effect
    basis: str
    child_said: str


@dataclass(frozen=True, slots=True)
class PastMeasure:
    """A measure as it was, for which goal, and what was seen of it."""

    what: str
    how: str
    arena: str
    goal: str
    starts: date
    deadline: date
    ended_on: date | None
    why: str
    evaluations: tuple[PastEvaluation, ...]
    unit: str
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PastMinutes:
    """The minutes of a meeting, in their last version."""

    held_on: date
    text: str
    unit: str
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PastEntry:
    """An entry, and who wrote it (``by`` is empty for somebody in the family)."""

    kind: EntryKind
    text: str
    happened_on: date
    written_on: date
    by: str
    unit: str
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PastForm:
    """A form that was filled in, question by question, as text."""

    form: str
    version: int
    answers: Mapping[str, str]
    on: date
    unit: str
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PastFile:
    """A file that goes along beside the parcel; its SHA-256 says whether the right one came."""

    kind: AttachmentKind
    title: str
    acted_on: date
    media_type: str
    size: int
    digest: str
    unit: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """One child's parcel: from which book to which unit, about whom, and what goes along.

    ``id`` names the departure it belongs to. ``holder`` is who to talk with, and on which number.
    """

    id: UUID
    sender: str
    receiver: str
    unit: str
    moves_on: date
    child_name: str
    born: date
    home: str
    holder: str
    phone: str
    since: date
    level: int
    guide: str
    goals: tuple[PastGoal, ...] = ()
    measures: tuple[PastMeasure, ...] = ()
    minutes: tuple[PastMinutes, ...] = ()
    entries: tuple[PastEntry, ...] = ()
    forms: tuple[PastForm, ...] = ()
    files: tuple[PastFile, ...] = ()
    format: str = field(default=FORMAT)
