"""Taking along: a note of a wondering is shown to the family, to be carried into the logg (R33).

Level 0 stays in the unit. What somebody wrote while they wondered goes into the unit's own part as
it was written, and into the logg only when everyone whose consent is needed agrees, as any other
entry of the unit's own. Nothing of a concern that was ever shielded is taken along.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from stafett.domain import attachment, wording
from stafett.domain.attachment import Attachment
from stafett.domain.circumstances import Circumstances
from stafett.domain.content import Content
from stafett.domain.entry import (
    EntryId,
    EntryKind,
    EntryProposed,
    EntryWritten,
    Note,
)
from stafett.domain.facts import Event, Place, Refusal
from stafett.domain.matter import Shielded, State, open_part
from stafett.domain.people import EmployeeId, PersonId, UnitId
from stafett.domain.wondering import Note as Sort
from stafett.domain.wondering import Origin

_KINDS = {
    Sort.OBSERVATION: EntryKind.OBSERVATION,
    Sort.ASSESSMENT: EntryKind.ASSESSMENT,
    Sort.SCALE: EntryKind.ASSESSMENT,
}


@dataclass(frozen=True, slots=True)
class Noted:
    """What was written down in a concern: about whom, in which unit, by whom, hidden from whom.

    ``attachments`` hang on it, and go along.
    """

    person: PersonId
    unit: UnitId
    item: UUID
    note: Note
    by: EmployeeId
    kept_from: frozenset[EmployeeId] = frozenset()
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class TakeAlong:
    """Show the family what one's unit noted while it wondered, to be carried into the logg.

    The entry has the id the note had, so that taking it along twice is taking it along once.
    """

    noted: Noted

    @property
    def unit(self) -> UnitId:
        """Return the unit on whose behalf it is taken along: the one that wondered."""
        return self.noted.unit


class NothingToTakeAlong(Refusal):
    """There is no note by that id in the concern that can be taken along."""


def noted_in(state: State, item: UUID) -> Noted:
    """Return what was seen and written down in a concern, for somebody who may read it.

    What a child has said while somebody wondered is the child's to read, not the guardians', and
    is not taken along.

    Raises:
        NothingToTakeAlong: Nothing seen lies there by that id, or the concern is or was shielded.

    """
    matter = open_part(state)
    if matter is None or isinstance(matter, Shielded):
        raise NothingToTakeAlong
    seen = next((one for one in matter.wonder.observations if one.id == item), None)
    if seen is None or seen.origin is Origin.CHILD:
        raise NothingToTakeAlong
    root = matter.root
    note = Note(_KINDS[seen.note], seen.text, frozenset({root.about}), seen.on)
    hung = tuple(one for one in matter.attachments.values() if one.hangs_on == item)
    return Noted(root.about, root.unit, item, note, seen.by, matter.wonder.kept_from, hung)


def take(
    mine: Content,
    place: Place,
    command: TakeAlong,
    at: Circumstances,
    *,
    readers: Collection[EmployeeId],
) -> tuple[Event, ...]:
    """Decide whether it goes into the unit's own part and is shown to the family.

    *mine* is what lies in that part; *readers* are those who have a task for the unit. What hangs
    on it goes along, its bytes sealed where they lay: forgotten with the concern, they are gone.

    Raises:
        NothingToTakeAlong: It was noted about somebody else, or is kept from one of the readers.
        IdTaken: It has been taken along and put right since, or something else lies here by the id
            of what hangs on it.

    """
    noted = command.noted
    if noted.person != at.person.id or noted.kept_from & set(readers):
        raise NothingToTakeAlong
    id_ = EntryId(noted.item)
    there = mine.entries.get(id_)
    if wording.already(there.note if there else None, noted.note):
        return ()
    if any(one.id in mine.attachments for one in noted.attachments):
        raise wording.IdTaken
    written = EntryWritten(
        place=place, entry=id_, note=noted.note, by=noted.by, unit=noted.unit, on=at.today
    )
    hung = (attachment.carried(one, place, id_, at) for one in noted.attachments)
    return (written, *hung, EntryProposed(place=place, entry=id_, on=at.today))
