"""Putting back what was taken away by mistake: it was about this child after all (R182).

What was found to lie with the wrong child is hidden from everybody at once, which must never wait
for certainty. So one may be wrong about it: nothing was erased, and the one who could
hide it can put it back, with a reason, and with all that hung on it.
"""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from stafett.domain import wording
from stafett.domain.circumstances import Circumstances
from stafett.domain.content import Content, Contents
from stafett.domain.correction import FoundInPlace, Item, Misfiled, NothingOfYoursHere, PutBack
from stafett.domain.facts import Event, Place
from stafett.domain.standing import Role, Standing


def put_back(
    contents: Contents, stands: Standing, command: PutBack, at: Circumstances
) -> tuple[Event, ...]:
    """Decide whether it was hidden by mistake; then it is back wherever it stood.

    Its own unit says so, as it could say that it lay with the wrong child; and whoever carries the
    baton, of anything in the logg.

    Raises:
        NothingOfYoursHere: Nothing by that id is hidden, or it is for others to say.

    """
    gone: Mapping[Place, Misfiled] = {
        place: part.misfiled[command.item]
        for place, part in contents.items()
        if command.item in part.misfiled
    }
    if not gone and any(
        _theirs(part.find(command.item), command, at) for part in contents.values()
    ):
        return ()
    carries = Role.CARRIER in stands.roles
    if not any(
        _theirs(one.item, command, at) or (carries and place in stands.reads)
        for place, one in gone.items()
    ):
        raise NothingOfYoursHere
    why = wording.reason(command.why)
    return tuple(
        FoundInPlace(place=place, item=command.item, why=why, by=at.asked_by.id, on=at.today)
        for place in gone
    )


def _theirs(item: Item | None, command: PutBack, at: Circumstances) -> bool:
    if item is None or item.unit != command.unit:
        return False
    return command.unit is not None or item.by == at.asked_by.id


def back_with(part: Content, event: FoundInPlace) -> tuple[Content, dict[UUID, Item]]:
    """Return the part without what was hidden by that one act, and what is to stand there again."""
    gone = part.misfiled.get(event.item)
    if gone is None:
        return part, {}
    back = {
        id_: replace(one.item, changes=one.changes + 1)
        for id_, one in part.misfiled.items()
        if id_ == event.item or _hung_on(one, event.item, gone)
    }
    left = {id_: one for id_, one in part.misfiled.items() if id_ not in back}
    return replace(part, misfiled=left), back


def _hung_on(one: Misfiled, item: UUID, gone: Misfiled) -> bool:
    """Did it hang on the item, and was it hidden with it?"""
    hangs_on = getattr(one.item, "hangs_on", None)
    beside = getattr(getattr(one.item, "beside", None), "item", None)
    return item in (hangs_on, beside) and (one.why, one.by, one.on) == (gone.why, gone.by, gone.on)
