"""Entries: what somebody writes down, in the unit's own part or in the shared logg.

Each entry says who wrote it, whom it is about, when it happened and when it was written (R105,
R175). An observation is one thing, an assessment another (R37).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import NewType, TypeAlias
from uuid import UUID

from stafett.domain import wording
from stafett.domain.advice import Advised
from stafett.domain.circumstances import Circumstances
from stafett.domain.facts import Event, Place, Refusal
from stafett.domain.people import PersonId, UnitId
from stafett.domain.voice import Wish

EntryId = NewType("EntryId", UUID)


class EntryKind(Enum):
    """What sort of entry it is."""

    NOTE = "note"
    OBSERVATION = "observation"
    ASSESSMENT = "assessment"
    CHILDS_VOICE = "childs-voice"
    CONTACT = "contact"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Note:
    """The words themselves: what sort, about whom, on which topic, and when it happened.

    ``advised`` says who gave the advice, where it is advice (R136).
    """

    kind: EntryKind
    text: str
    about: frozenset[PersonId]
    happened_on: date
    topic: str = ""
    advised: Advised | None = None


class EntryWritten(Event, name="entry-written"):
    """Somebody has written something down."""

    place: Place
    entry: EntryId
    note: Note
    by: UUID
    unit: UnitId | None
    on: date


class EntryProposed(Event, name="entry-proposed"):
    """A unit would like to carry an entry of its own into the logg; the family sees it first."""

    place: Place
    entry: EntryId
    on: date


class CarryInAgreed(Event, name="carry-in-agreed"):
    """One whose consent is needed agrees that the entry is carried in."""

    place: Place
    entry: EntryId
    by: PersonId
    on: date


class EntryCarriedIn(Event, name="entry-carried-in"):
    """An entry now stands in the logg too, as it was written."""

    place: Place
    entry: EntryId
    note: Note
    by: UUID
    unit: UnitId | None
    written_on: date
    on: date


EntryEvent: TypeAlias = EntryWritten | EntryProposed | CarryInAgreed | EntryCarriedIn


@dataclass(frozen=True, slots=True)
class WriteEntry:
    """Write something down. ``shared``: in the logg; otherwise in the unit's own part.

    ``wish``: from the first moment kept from the guardians, as the young person asks (R184).
    ``shown_to``: from the first moment for these units of those in the logg (R58).
    """

    entry: EntryId
    note: Note
    unit: UnitId | None = None
    shared: bool = False
    wish: Wish | None = None
    shown_to: frozenset[UnitId] | None = None


@dataclass(frozen=True, slots=True)
class ProposeEntry:
    """Show the family an entry of the unit's own, to be carried into the logg."""

    entry: EntryId
    unit: UnitId


@dataclass(frozen=True, slots=True)
class AgreeToCarryIn:
    """Agree that a proposed entry is carried into the logg."""

    entry: EntryId


EntryCommand: TypeAlias = WriteEntry | ProposeEntry | AgreeToCarryIn


class NoSuchEntry(Refusal):
    """There is no such entry here."""


class KeptFromGuardians(Refusal):
    """The young person wants the guardians not to know of it: it is not carried into the logg."""


class SayWhomItIsAbout(Refusal):
    """An entry says whom it is about."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry, and how far it has come on its way into the logg."""

    id: EntryId
    place: Place
    note: Note
    by: UUID
    unit: UnitId | None
    written_on: date
    proposed_on: date | None = None
    agreed: frozenset[PersonId] = frozenset()
    carried_in_on: date | None = None
    wish: Wish | None = None
    changes: int = 1


Entries = Mapping[EntryId, Entry]


def write(
    entries: Entries, place: Place, command: WriteEntry, at: Circumstances
) -> tuple[Event, ...]:
    """Decide whether the entry says enough."""
    there = entries.get(command.entry)
    if wording.already(there.note if there else None, command.note):
        return ()
    wording.reason(command.note.text)
    if not command.note.about:
        raise SayWhomItIsAbout
    at.happened(command.note.happened_on)
    written = EntryWritten(
        place=place,
        entry=command.entry,
        note=command.note,
        by=at.asked_by.id,
        unit=command.unit,
        on=at.today,
    )
    return (written,)


def after(entries: Entries, event: EntryEvent) -> Entries:
    """Return a part's entries as they are once *event* has happened in it."""
    match event:
        case EntryWritten():
            new = Entry(event.entry, event.place, event.note, event.by, event.unit, event.on)
            return {**entries, new.id: new}
        case EntryCarriedIn():
            new = Entry(
                id=event.entry,
                place=event.place,
                note=event.note,
                by=event.by,
                unit=event.unit,
                written_on=event.written_on,
                carried_in_on=event.on,
            )
            return {**entries, new.id: new}
        case EntryProposed() | CarryInAgreed():
            return _on_its_way(entries, event)


def _on_its_way(entries: Entries, event: EntryProposed | CarryInAgreed) -> Entries:
    if event.entry not in entries:
        return entries
    there = entries[event.entry]
    there = replace(there, changes=there.changes + 1)
    match event:
        case EntryProposed(on=on):
            there = replace(there, proposed_on=on)
        case CarryInAgreed(by=by):
            there = replace(there, agreed=there.agreed | {by})
    return {**entries, there.id: there}
