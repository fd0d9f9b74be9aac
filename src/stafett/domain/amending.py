"""Amending a concern: who puts right what was written, and what becomes of it then (R182).

Whoever wrote it does, and whoever answers for the concern. The family, once told, contests what it
reads, also when the concern is concluded; of what it may not read it learns nothing.
"""

from uuid import UUID

from stafett.domain import rewording
from stafett.domain.attachment import Attachment
from stafett.domain.circumstances import Circumstances
from stafett.domain.correction import (
    ContestWords,
    FoundInPlace,
    FoundMisfiled,
    MarkMisfiled,
    NothingOfYoursHere,
    NotOfTheFamily,
    WordsContested,
)
from stafett.domain.facts import Event, Stranger
from stafett.domain.matter import Shielded, State, Wondering, open_part, part_of, written
from stafett.domain.noted import CorrectNoted, Moving, NotedCorrected
from stafett.domain.noted_readers import everything, reads
from stafett.domain.noted_words import Noted
from stafett.domain.people import Citizen, EmployeeId, PersonId
from stafett.domain.privy import family_readers, responsible, staff_readers
from stafett.domain.wording import IdTaken, already, reason


def check_free(matter: Wondering | Shielded, item: UUID, kind: type[Noted]) -> None:
    """See that nothing hidden comes back under its old id, and nothing has another's.

    Raises:
        IdTaken: It does, or has.

    """
    there = everything(matter).get(item)
    if there is not None and not (item in written(matter) and isinstance(there, kind)):
        raise IdTaken


def _theirs(
    matter: Wondering | Shielded, item: Noted | None, by: EmployeeId, at: Circumstances
) -> Noted:
    if item is None or by not in {item.by, responsible(matter, at.municipality, at.today)}:
        raise NothingOfYoursHere
    return item


def correct(
    matter: Wondering | Shielded, command: CorrectNoted, by: EmployeeId, at: Circumstances
) -> tuple[Event, ...]:
    """Decide whether the words may be put right.

    Raises:
        NothingOfYoursHere: There is no such thing, it is another's, or it is of another kind.
        SayWhy: There is no reason.
        Refusal: The words do not say enough, as `rewording.checked` says.

    """
    item = _theirs(matter, written(matter).get(command.item), by, at)
    found = rewording.checked(item, command.words, at)
    if found is None:
        raise NothingOfYoursHere
    after, words = found
    why = reason(command.why)
    if after == item:
        return ()
    staff = staff_readers(matter, at.municipality, at.today)
    corrected = NotedCorrected(
        item=item.id,
        words=words,
        why=why,
        read_by=staff | family_readers(matter, at.person, at.today, at.rules),
        by=by,
        on=at.today,
    )
    return (corrected,)


def contest(state: State, command: ContestWords, at: Circumstances) -> tuple[Event, ...]:
    """Decide whether the family's remark can stand beside it: it needs nobody's leave.

    Raises:
        Stranger: The asker does not read the concern.
        NothingOfYoursHere: There is no such thing that the asker reads.
        NotOfTheFamily: Staff write it down for somebody in the family who does not read it.

    """
    matter = open_part(state)
    family = family_readers(state, at.person, at.today, at.rules)
    readers = staff_readers(state, at.municipality, at.today) | family
    if matter is None or at.asked_by.id not in readers:
        raise Stranger
    item = written(matter).get(command.item)
    of_family = isinstance(at.asked_by, Citizen)
    said_by = PersonId(at.asked_by.id) if of_family else command.said_by
    if item is None:
        raise NothingOfYoursHere
    if said_by not in family or not reads(matter, item, said_by, at):
        raise NothingOfYoursHere if of_family else NotOfTheFamily
    text = reason(command.text)
    said = {one.id: (on, one.text, one.said_by) for on, one in matter.amended.remarks}
    if already(said.get(command.remark), (command.item, text, said_by)):
        return ()
    contested = WordsContested(
        place=part_of(matter),
        item=command.item,
        remark=command.remark,
        text=text,
        said_by=said_by,
        by=at.asked_by.id,
        on=at.today,
    )
    return (contested,)


def move(
    matter: Wondering | Shielded, command: Moving, by: EmployeeId, at: Circumstances
) -> tuple[Event, ...]:
    """Decide whether it lies with the wrong child, or was hidden by mistake; also afterwards.

    Raises:
        NothingOfYoursHere: There is no such thing, or it is for others to say; or what it hangs
            on is hidden.
        SayWhy: There is no reason.

    """
    hidden, there = matter.amended.misfiled.get(command.item), written(matter)
    item = _theirs(matter, hidden.item if hidden else there.get(command.item), by, at)
    why, here = reason(command.why), part_of(matter)
    if isinstance(command, MarkMisfiled):
        found = FoundMisfiled(place=here, item=command.item, why=why, by=by, on=at.today)
        return () if hidden else (found,)
    if isinstance(item, Attachment) and item.hangs_on not in there:
        raise NothingOfYoursHere
    back = FoundInPlace(place=here, item=command.item, why=why, by=by, on=at.today)
    return (back,) if hidden else ()
