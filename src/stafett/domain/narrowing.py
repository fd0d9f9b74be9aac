"""Narrowing: one thing in the logg is read by some of the units that were let in (R58).

Whoever wrote it says for which units it is; the family reads it whatever they say. What nobody has
said anything about follows the rules of the day: it is for all who were let in, or, where the
municipality shows the logg item by item, for its own unit and the family until somebody shows it.
Messages are for everybody who reads the logg, and so are minutes until somebody narrows them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias
from uuid import UUID

from stafett.domain.attachment import Attachment
from stafett.domain.circumstances import Circumstances
from stafett.domain.comment import Comment
from stafett.domain.correction import Item
from stafett.domain.facts import SHARED, Event, Place, Refusal
from stafett.domain.message import Message
from stafett.domain.minutes import Paper
from stafett.domain.people import UnitId
from stafett.domain.unit import NoSuchUnit


class ItemShownTo(Event, name="item-shown-to"):
    """It has been said which units read it from now on; ``None``: all that are let in."""

    place: Place
    item: UUID
    units: frozenset[UnitId] | None
    by: UUID
    on: date


NarrowingEvent: TypeAlias = ItemShownTo


@dataclass(frozen=True, slots=True)
class ShowItemTo:
    """Say which units read what one's own unit wrote; ``unit`` is ``None`` for the family."""

    item: UUID
    unit: UnitId | None
    units: frozenset[UnitId] | None


ShownTo: TypeAlias = Mapping[UUID, frozenset[UnitId] | None]


class NothingOfYoursToShow(Refusal):
    """There is nothing of yours in the logg by that id that can be for some and not for others."""


def show(
    there: Item | None, so_far: ShownTo, command: ShowItemTo, at: Circumstances
) -> tuple[Event, ...]:
    """Decide whether it is for these units; *there* is what stands in the logg by that id.

    Raises:
        NothingOfYoursToShow: It is not there, is another's, or is for everybody by its nature.
        NoSuchUnit: The municipality has no such unit.

    """
    if there is None or isinstance(there, Message | Comment) or there.unit != command.unit:
        raise NothingOfYoursToShow
    if command.unit is None and there.by != at.asked_by.id:
        raise NothingOfYoursToShow
    if not (command.units or frozenset()) <= at.municipality.units.keys():
        raise NoSuchUnit
    if command.item in so_far and so_far[command.item] == command.units:
        return ()
    return (shown(command.item, command.units, at),)


def shown(item: UUID, units: frozenset[UnitId] | None, at: Circumstances) -> ItemShownTo:
    """Return the showing itself."""
    return ItemShownTo(place=SHARED, item=item, units=units, by=at.asked_by.id, on=at.today)


def is_for(
    item: UUID, what: Item, so_far: ShownTo, units: frozenset[UnitId], *, per_item: bool
) -> bool:
    """Say whether it is for somebody at work in these units, another having written it."""
    if isinstance(what, Message | Comment):
        return True
    if item in so_far:
        to = so_far[item]
        return to is None or bool(to & units)
    hangs = isinstance(what, Attachment) and what.hangs_on is not None
    return not per_item or hangs or isinstance(what, Paper)
