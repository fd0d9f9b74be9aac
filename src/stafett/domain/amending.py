"""Amending a concern: who puts right what was written, and what becomes of it then (R182).

Whoever wrote it does, and whoever answers for the concern. The family, once told, contests what it
reads, also when the concern is concluded; of what it may not read it learns nothing.
"""

from dataclasses import replace
from typing import TypeVar
from uuid import UUID

from stafett.domain.circumstances import Circumstances
from stafett.domain.correction import NothingOfYoursHere, NotOfTheFamily, Remark
from stafett.domain.facts import Event, Stranger
from stafett.domain.matter import Shielded, State, Wondering, open_part
from stafett.domain.noted import (
    Amended,
    Amending,
    ContestNoted,
    CorrectNoted,
    EarlierNoted,
    MarkNotedMisfiled,
    MisfiledNoted,
    Noted,
    NotedContested,
    NotedCorrected,
    NotedFoundInPlace,
    NotedMisfiled,
    NotedWords,
    PutNotedBack,
    SeenWords,
    readable,
    reworded,
)
from stafett.domain.people import Citizen, EmployeeId, PersonId
from stafett.domain.privy import family_readers, responsible, staff_readers
from stafett.domain.talk import ChildTalk, GuardianTalk, NoNewDay
from stafett.domain.wondering import Observation
from stafett.domain.wording import IdTaken, already, reason

Open = TypeVar("Open", bound=Wondering | Shielded)


def noted(matter: Wondering | Shielded) -> dict[UUID, Noted]:
    """Return what stands in the concern and can be put right, by its id."""
    talks = matter.talks
    written: tuple[Noted, ...] = (
        *matter.wonder.observations,
        *talks.with_child,
        *talks.with_guardians,
    )
    return {one.id: one for one in written}


def check_free(matter: Wondering | Shielded, item: UUID) -> None:
    """See that nothing hidden comes back under its old id.

    Raises:
        IdTaken: It does.

    """
    if item in matter.amended.misfiled:
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
        SayWhy: There is no reason, or no words.
        NoNewDay: The talk would have been held after the day set for the next.

    """
    item = _theirs(matter, noted(matter).get(command.item), by, at)
    after = reworded(item, command.words)
    if after is None:
        raise NothingOfYoursHere
    why = reason(command.why)
    _enough_said(after, command.words, at)
    if after == item:
        return ()
    staff = staff_readers(matter, at.municipality, at.today)
    corrected = NotedCorrected(
        item=item.id,
        words=command.words,
        why=why,
        read_by=staff | family_readers(matter, at.person, at.today),
        by=by,
        on=at.today,
    )
    return (corrected,)


def _enough_said(after: Noted, words: NotedWords, at: Circumstances) -> None:
    at.happened(words.on)
    if isinstance(words, SeenWords):
        reason(words.text)
    if isinstance(after, GuardianTalk):
        reason(after.minutes)
        if after.rebooked_for is not None and after.rebooked_for <= after.on:
            raise NoNewDay


def contest(state: State, command: ContestNoted, at: Circumstances) -> tuple[Event, ...]:
    """Decide whether the family's remark can stand beside it: it needs nobody's leave.

    Raises:
        Stranger: The asker does not read the concern.
        NothingOfYoursHere: There is no such thing that the asker reads.
        NotOfTheFamily: Staff write it down for somebody in the family who does not read it.

    """
    matter = open_part(state)
    family = family_readers(state, at.person, at.today)
    readers = staff_readers(state, at.municipality, at.today) | family
    if matter is None or at.asked_by.id not in readers:
        raise Stranger
    item = noted(matter).get(command.item)
    of_family = isinstance(at.asked_by, Citizen)
    said_by = PersonId(at.asked_by.id) if of_family else command.said_by
    if item is None:
        raise NothingOfYoursHere
    if said_by not in family or not readable(item, said_by, matter.root.about):
        raise NothingOfYoursHere if of_family else NotOfTheFamily
    text = reason(command.text)
    said = {one.id: (on, one.text, one.said_by) for on, one in matter.amended.remarks}
    if already(said.get(command.remark), (command.item, text, said_by)):
        return ()
    contested = NotedContested(
        item=command.item,
        remark=command.remark,
        text=text,
        said_by=said_by,
        by=at.asked_by.id,
        on=at.today,
    )
    return (contested,)


def move(
    matter: Wondering | Shielded,
    command: MarkNotedMisfiled | PutNotedBack,
    by: EmployeeId,
    at: Circumstances,
) -> tuple[Event, ...]:
    """Decide whether it lies with the wrong child, or was hidden by mistake; also afterwards.

    Raises:
        NothingOfYoursHere: There is no such thing, or it is for others to say.
        SayWhy: There is no reason.

    """
    hidden = matter.amended.misfiled.get(command.item)
    item = hidden.item if hidden else noted(matter).get(command.item)
    _theirs(matter, item, by, at)
    why = reason(command.why)
    if isinstance(command, MarkNotedMisfiled):
        found = NotedMisfiled(item=command.item, why=why, by=by, on=at.today)
        return () if hidden else (found,)
    back = NotedFoundInPlace(item=command.item, why=why, by=by, on=at.today)
    return (back,) if hidden else ()


def after(matter: Open, event: Amending) -> Open:
    """Return the concern once *event* has happened."""
    there, amended = noted(matter), matter.amended
    match event:
        case NotedContested(item=item, remark=id_, text=text, said_by=said_by, on=on):
            remark = (item, Remark(id_, text, said_by, on))
            return _with(matter, there, replace(amended, remarks=(*amended.remarks, remark)))
        case NotedCorrected(item=item, words=words):
            was = there[item]
            earlier = EarlierNoted(was, event.why, event.read_by, event.by, event.on)
            there[item] = reworded(was, words) or was
            return _with(matter, there, replace(amended, earlier=(*amended.earlier, earlier)))
        case NotedMisfiled(item=item, by=by, on=on):
            gone = MisfiledNoted(there.pop(item), by, on)
            return _with(matter, there, _turned(amended, item, {item: gone}))
        case NotedFoundInPlace(item=item):
            there[item] = amended.misfiled[item].item
            return _with(matter, there, _turned(amended, item, {}))


def _turned(amended: Amended, item: UUID, hidden: dict[UUID, MisfiledNoted]) -> Amended:
    others = {id_: one for id_, one in amended.misfiled.items() if id_ != item}
    turns = {**amended.turns, item: amended.turns.get(item, 0) + 1}
    return replace(amended, misfiled={**others, **hidden}, turns=turns)


def _with(matter: Open, there: dict[UUID, Noted], amended: Amended) -> Open:
    written = there.values()
    seen = tuple(one for one in written if isinstance(one, Observation))
    return replace(
        matter,
        wonder=replace(matter.wonder, observations=seen),
        talks=replace(
            matter.talks,
            with_child=tuple(one for one in written if isinstance(one, ChildTalk)),
            with_guardians=tuple(one for one in written if isinstance(one, GuardianTalk)),
        ),
        amended=amended,
    )
