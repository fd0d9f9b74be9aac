"""Carrying an entry of a unit's own into the logg: the family sees it first, and agrees."""

from stafett.domain.circumstances import Circumstances
from stafett.domain.entry import (
    CarryInAgreed,
    Entries,
    Entry,
    EntryCarriedIn,
    EntryId,
    EntryProposed,
    KeptFromGuardians,
    NoSuchEntry,
    ProposeEntry,
)
from stafett.domain.facts import SHARED, Event
from stafett.domain.people import PersonId


def propose(entries: Entries, command: ProposeEntry, at: Circumstances) -> tuple[Event, ...]:
    """Decide whether the unit's own entry can be shown to the family (R33, R53)."""
    there = entries.get(command.entry)
    if there is None:
        raise NoSuchEntry
    if there.wish is not None:
        raise KeptFromGuardians
    if there.proposed_on is not None:
        return ()
    return (EntryProposed(place=there.place, entry=there.id, on=at.today),)


def agree(
    there: Entry,
    needed: frozenset[PersonId],
    mine: frozenset[PersonId],
    at: Circumstances,
    *,
    carried: frozenset[EntryId],
) -> tuple[Event, ...]:
    """Decide whether everyone needed has now agreed; *mine* are those the asker speaks for."""
    agreed = there.agreed | mine
    events: list[Event] = [
        CarryInAgreed(place=there.place, entry=there.id, by=one, on=at.today)
        for one in sorted(mine - there.agreed)
    ]
    if agreed >= needed and there.id not in carried:
        arrived = EntryCarriedIn(
            place=SHARED,
            entry=there.id,
            note=there.note,
            by=there.by,
            unit=there.unit,
            written_on=there.written_on,
            on=at.today,
        )
        events.append(arrived)
    return tuple(events)
