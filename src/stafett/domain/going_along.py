"""Going along: what of the logg may go to another municipality, and who may pass it on (R59).

Only what lies in the logg can go: a unit's own part never does. Nor does what somebody wants kept
from others in the family, what is for one of two homes, what is about others than the child, what
is said beside something, or a report. Nobody passes on what their own unit may not read (R52).
"""

from collections.abc import Iterable
from uuid import UUID

from stafett.domain import departure as leaving
from stafett.domain import narrowing
from stafett.domain.attachment import Attachment
from stafett.domain.circumstances import Circumstances
from stafett.domain.content import EMPTY, Content, Contents
from stafett.domain.correction import Item
from stafett.domain.document import Document
from stafett.domain.entry import Entry
from stafett.domain.facts import SHARED
from stafett.domain.frame import Frame
from stafett.domain.goal import Goal
from stafett.domain.measure import Measure
from stafett.domain.minutes import Paper
from stafett.domain.policy import LoggShows
from stafett.domain.standing import Standing


def check(
    frame: Frame, contents: Contents, items: Iterable[UUID], stands: Standing, at: Circumstances
) -> None:
    """See that everything chosen can go along, and may be read by whoever passes it on.

    Raises:
        NotToBeTakenAlong: Something may not; also what is not there, and nobody is told which.

    """
    part = contents.get(SHARED, EMPTY)
    for id_ in items:
        item = part.find(id_)
        if item is None or SHARED not in stands.reads or not _may_read(id_, item, part, stands, at):
            raise leaving.NotToBeTakenAlong
        if not may_go(item, part, frame, at):
            raise leaving.NotToBeTakenAlong


def may_go(item: Item, part: Content, frame: Frame, at: Circumstances) -> bool:
    """Is it of a kind that goes, about the child alone, and kept from nobody in the family?"""
    child = frozenset({at.person.id})
    match item:
        case Goal():
            return True
        case Measure(plan=plan):
            return not plan.apart
        case Paper(meeting=meeting, minutes=minutes):
            met = frame.dates.meetings.get(meeting)
            return minutes is not None and met is not None and not met.apart
        case Entry(note=note, wish=wish):
            return wish is None and note.about == child
        case Document(sheet=sheet):
            return sheet.about == child
        case Attachment(described=described, hangs_on=hangs_on):
            on = None if hangs_on is None else part.find(hangs_on)
            alone = hangs_on is None or (on is not None and may_go(on, part, frame, at))
            return alone and described.about == child
        case _:
            return False


def _may_read(id_: UUID, item: Item, part: Content, stands: Standing, at: Circumstances) -> bool:
    """May whoever passes it on read it, by topic, by who wrote it and for whom (R52, R58)?"""
    units = frozenset(unit for _, unit in stands.units)
    per_item = at.rules.logg_shows is LoggShows.PER_ITEM
    own = item.by == at.asked_by.id or item.unit in units
    if not own and not narrowing.is_for(id_, item, part.shown_to, units, per_item=per_item):
        return False
    topic = ""
    match item:
        case Goal(aim=aim):
            topic = aim.topic
        case Measure(plan=plan):
            topic = plan.topic
        case Entry(note=note):
            topic = note.topic
        case Document(sheet=said) | Attachment(described=said):
            topic = said.topic
        case _:
            pass
    return any(limit.opens(topic, item.unit) for _, limit in stands.through)
