"""Confidence (fortrolighet): what a young person tells a health unit stays from the guardians.

A class of its own between the ordinary and the shielded: the young person asks for it, the law
on patients' rights opens for it by age, and everybody else who takes part reads the entry as
before (R184, law 3.1). Which units work under that law, and from which age, is dated data.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias
from uuid import UUID

from stafett.domain import wording
from stafett.domain.circumstances import Circumstances
from stafett.domain.entry import Entries, Entry, EntryId, NoSuchEntry, Note
from stafett.domain.facts import Event, Place, Refusal
from stafett.domain.people import UnitId
from stafett.domain.voice import Wish


class EntryKeptFromGuardians(Event, name="entry-kept-from-guardians"):
    """A young person wants the guardians not to know of the entry, and may have it so."""

    place: Place
    entry: EntryId
    wish: Wish
    by: UUID
    on: date


class EntryShownToGuardians(Event, name="entry-shown-to-guardians"):
    """The young person no longer minds that the guardians read it."""

    place: Place
    entry: EntryId
    by: UUID
    on: date


ConfidenceEvent: TypeAlias = EntryKeptFromGuardians | EntryShownToGuardians


@dataclass(frozen=True, slots=True)
class KeepFromGuardians:
    """Keep one's own unit's entry from the guardians, as the young person asks."""

    entry: EntryId
    unit: UnitId
    wish: Wish


@dataclass(frozen=True, slots=True)
class ShowToGuardians:
    """Let the guardians read it after all, as the young person asks."""

    entry: EntryId
    unit: UnitId


ConfidenceCommand: TypeAlias = KeepFromGuardians | ShowToGuardians


class NoSuchLawForTheUnit(Refusal):
    """Only units that work under patients' rights can keep an entry from the guardians."""


class TooYoungForThatWish(Refusal):
    """The law does not let so young a child ask that the guardians are not told."""


class NotAboutTheYoungOne(Refusal):
    """Only what is about the young person is kept from the guardians at their wish."""


def decide(
    there: Mapping[Place, Entry], command: ConfidenceCommand, at: Circumstances
) -> tuple[Event, ...]:
    """Say what the young person's wish changes, in each part where the entry stands.

    Raises:
        NoSuchEntry: The unit wrote no such entry.

    """
    mine = {place: one for place, one in there.items() if one.unit == command.unit}
    if not mine:
        raise NoSuchEntry
    match command:
        case KeepFromGuardians():
            (note, *_) = (one.note for one in mine.values())
            wish = allowed(command.unit, note, command.wish, at)
            return tuple(
                kept(place, command.entry, wish, at)
                for place, one in mine.items()
                if one.wish != wish
            )
        case ShowToGuardians():
            return tuple(
                EntryShownToGuardians(
                    place=place, entry=command.entry, by=at.asked_by.id, on=at.today
                )
                for place, one in mine.items()
                if one.wish is not None
            )


def kept(place: Place, entry: EntryId, wish: Wish, at: Circumstances) -> EntryKeptFromGuardians:
    """Return the keeping itself."""
    return EntryKeptFromGuardians(
        place=place, entry=entry, wish=wish, by=at.asked_by.id, on=at.today
    )


def allowed(unit: UnitId | None, note: Note, wish: Wish, at: Circumstances) -> Wish:
    """Return the wish with its paragraph, if the unit's law lets the young person have it.

    Raises:
        NoSuchLawForTheUnit: The unit works under no such law on this day, or it is no unit.
        TooYoungForThatWish: The young person is too young, or nobody knows how old.
        SayWhy: It is not said why it is best, or the reasons that the age still asks for.
        NotAboutTheYoungOne: Somebody else is spoken of.

    """
    known = None if unit is None else at.municipality.units.get(unit)
    law = None if known is None else at.law.wish(known.kind, at.today)
    if law is None:
        raise NoSuchLawForTheUnit
    age = at.person.age(at.today)
    if age is None or age < law.from_age:
        raise TooYoungForThatWish
    if note.about != {at.person.id}:
        raise NotAboutTheYoungOne
    reasons = wish.reasons.strip() if age >= law.freely_from else wording.reason(wish.reasons)
    return Wish(reasons, wording.reason(wish.best_for_the_child), law.paragraph)


def after(entries: Entries, event: ConfidenceEvent) -> Entries:
    """Return a part's entries once *event* has happened in it."""
    there = entries.get(event.entry)
    if there is None:
        return entries
    wish = event.wish if isinstance(event, EntryKeptFromGuardians) else None
    return {**entries, there.id: replace(there, wish=wish, changes=there.changes + 1)}
