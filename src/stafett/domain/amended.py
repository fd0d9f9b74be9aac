"""What a concern is once something in it was put right, contested, hidden or put back.

What hangs on a thing goes where that goes, and comes back with it. Judges nothing.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar
from uuid import UUID

from stafett.domain.attachment import Attachment
from stafett.domain.contact import Contacted, Report
from stafett.domain.correction import FoundInPlace, FoundMisfiled, Remark, WordsContested
from stafett.domain.disclosure import Disclosure
from stafett.domain.document import Document
from stafett.domain.matter import Shielded, Wondering, written
from stafett.domain.noted import Amended, Amending, EarlierNoted, MisfiledNoted, NotedCorrected
from stafett.domain.noted_words import Noted, reworded
from stafett.domain.talk import ChildTalk, GuardianTalk
from stafett.domain.wondering import Observation

Open = TypeVar("Open", bound=Wondering | Shielded)
Kind = TypeVar("Kind")


def after(matter: Open, event: Amending) -> Open:
    """Return the concern once *event* has happened."""
    there, amended = written(matter), matter.amended
    match event:
        case WordsContested(item=item, remark=id_, text=text, said_by=said_by, on=on):
            remark = (item, Remark(id_, text, said_by, on))
            return _with(matter, there, replace(amended, remarks=(*amended.remarks, remark)))
        case NotedCorrected(item=item, words=words):
            was = there[item]
            earlier = EarlierNoted(was, event.why, event.read_by, event.by, event.on)
            there[item] = reworded(was, words) or was
            return _with(matter, there, replace(amended, earlier=(*amended.earlier, earlier)))
        case FoundMisfiled(item=item, by=by, on=on):
            hung = tuple(one for one in _of(Attachment, there.values()) if one.hangs_on == item)
            gone = MisfiledNoted(there.pop(item), by, on, hung)
            left = {id_: one for id_, one in there.items() if one not in hung}
            return _with(matter, left, _turned(amended, item, {item: gone}))
        case FoundInPlace(item=item):
            back = amended.misfiled[item]
            there |= {one.id: one for one in (back.item, *back.hung)}
            return _with(matter, there, _turned(amended, item, {}))


def _turned(amended: Amended, item: UUID, hidden: dict[UUID, MisfiledNoted]) -> Amended:
    others = {id_: one for id_, one in amended.misfiled.items() if id_ != item}
    turns = {**amended.turns, item: amended.turns.get(item, 0) + 1}
    return replace(amended, misfiled={**others, **hidden}, turns=turns)


def _with(matter: Open, there: dict[UUID, Noted], amended: Amended) -> Open:
    things = there.values()
    return replace(
        matter,
        wonder=replace(matter.wonder, observations=_of(Observation, things)),
        talks=replace(
            matter.talks,
            with_child=_of(ChildTalk, things),
            with_guardians=_of(GuardianTalk, things),
        ),
        alarm=replace(matter.alarm, contacts=_of(Contacted, things), reports=_of(Report, things)),
        disclosures={one.id: one for one in _of(Disclosure, things)},
        forms={one.id: one for one in _of(Document, things)},
        attachments={one.id: one for one in _of(Attachment, things)},
        amended=amended,
    )


def _of(kind: type[Kind], things: Iterable[Noted]) -> tuple[Kind, ...]:
    return tuple(one for one in things if isinstance(one, kind))
