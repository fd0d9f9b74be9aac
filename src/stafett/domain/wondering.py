"""Wondering (undring): what somebody near a child has seen and cannot stop thinking about.

It belongs to the one who wonders and is never a finding; what was seen and heard is kept apart
from what somebody makes of it (R36, R37).
"""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from uuid import UUID

from stafett.domain.circumstances import Circumstances
from stafett.domain.facts import Event
from stafett.domain.people import ConcernId, EmployeeId, PersonId, UnitId
from stafett.domain.wording import already, reason


class Origin(Enum):
    """How it came to the one who wonders (R36)."""

    OWN_EYES = "own-eyes"
    MAPPING = "mapping"
    CHILD = "told-by-child"
    PARENT = "told-by-parent"
    NEIGHBOUR = "told-by-neighbour"
    OTHER = "told-by-other"


class Note(Enum):
    """Whether it was seen and heard, or is what somebody makes of it (R37)."""

    OBSERVATION = "observation"
    ASSESSMENT = "assessment"
    SCALE = "scale"


class ConcernRaised(Event, name="concern-raised"):
    """An employee has begun to wonder about a child, in one unit."""

    concern: ConcernId
    about: PersonId
    author: EmployeeId
    unit: UnitId
    questions: tuple[str, ...]
    on: date


class ObservationAdded(Event, name="observation-added"):
    """Something seen, mapped or told has been written down, with where and by whom."""

    observation: UUID
    by: EmployeeId
    note: Note
    arena: str
    origin: Origin
    text: str
    form: str
    on: date


@dataclass(frozen=True, slots=True)
class RaiseConcern:
    """Begin to wonder about a child, as an employee of the unit."""

    concern: ConcernId
    about: PersonId
    unit: UnitId
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AddObservation:
    """Write down something seen, mapped or told; ``form`` names the form used, if any."""

    observation: UUID
    arena: str
    origin: Origin
    text: str
    on: date
    note: Note = Note.OBSERVATION
    form: str = ""


@dataclass(frozen=True, slots=True)
class Observation:
    """Something written down; see ``ObservationAdded``."""

    id: UUID
    by: EmployeeId
    note: Note
    arena: str
    origin: Origin
    text: str
    form: str
    on: date


def observed(event: ObservationAdded) -> Observation:
    """Return what was written down."""
    return Observation(
        event.observation,
        event.by,
        event.note,
        event.arena,
        event.origin,
        event.text,
        event.form,
        event.on,
    )


def observe(
    written: tuple[Observation, ...], command: AddObservation, by: EmployeeId, at: Circumstances
) -> tuple[Event, ...]:
    """Decide whether something can be written down about the child."""
    event = ObservationAdded(
        observation=command.observation,
        by=by,
        note=command.note,
        arena=command.arena,
        origin=command.origin,
        text=reason(command.text),
        form=command.form,
        on=at.happened(command.on),
    )
    standing = {one.id: one for one in written}.get(command.observation)
    return () if already(standing, observed(event)) else (event,)
