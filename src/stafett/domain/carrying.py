"""Carrying in: a unit's own entry is shown to the family, and goes into the logg if all agree.

Opening a logg copies nothing. What is carried in is chosen by the holder and the family, and
the family sees it first, with what hangs on it (R33, R47).
"""

from stafett.domain import attachment, carrying_in, entry, givers
from stafett.domain.attachment import Attachment
from stafett.domain.circumstances import Circumstances
from stafett.domain.content import Contents
from stafett.domain.entry import AgreeToCarryIn, Entry, EntryCarriedIn, NoSuchEntry, ProposeEntry
from stafett.domain.facts import SHARED, Event, own
from stafett.domain.let_in import needed
from stafett.domain.people import UnitId
from stafett.domain.speaking import NotYoursToGive, voices


def propose(contents: Contents, command: ProposeEntry, at: Circumstances) -> tuple[Event, ...]:
    """Decide whether the unit's own entry can be shown to the family."""
    part = contents.get(own(command.unit))
    return carrying_in.propose(part.entries if part else {}, command, at)


def agree(
    contents: Contents, home: UnitId, command: AgreeToCarryIn, at: Circumstances
) -> tuple[Event, ...]:
    """Decide what one more yes leads to.

    Raises:
        NoSuchEntry: No such entry has been shown to the family.
        NotYoursToGive: The asker's consent is not needed, or it is unclear whose is.

    """
    there = proposed(contents).get(command.entry)
    if there is None:
        raise NoSuchEntry
    who = needed(there.unit or home, at)
    mine = frozenset() if isinstance(who, givers.Unclear) else who & voices(at)
    if isinstance(who, givers.Unclear) or not mine:
        raise NotYoursToGive
    happened = carrying_in.agree(there, who, mine, at, carried=carried(contents))
    if not any(isinstance(event, EntryCarriedIn) for event in happened):
        return happened
    hung = hanging(contents, there)
    return (*happened, *(attachment.carried(one, SHARED, one.hangs_on, at) for one in hung))


def hanging(contents: Contents, there: Entry) -> tuple[Attachment, ...]:
    """Return what hangs on an entry of a unit's own: it goes into the logg with it."""
    part = contents.get(there.place)
    return tuple(
        one for one in (part.attachments.values() if part else ()) if one.hangs_on == there.id
    )


def proposed(contents: Contents) -> dict[entry.EntryId, Entry]:
    """Return the units' own entries that the family has been shown.

    What the young person wants kept from the guardians is not carried in (R184).
    """
    return {
        id_: one
        for place, part in contents.items()
        if place != SHARED
        for id_, one in part.entries.items()
        if one.proposed_on is not None and one.wish is None
    }


def carried(contents: Contents) -> frozenset[entry.EntryId]:
    """Return the entries that stand in the logg."""
    part = contents.get(SHARED)
    return frozenset(part.entries if part else ())
