"""Commenting: who may say something beside what was written, and in which part it then lies (R57).

One comments on what one reads, and no comment is read by anybody who does not read what it stands
beside.
"""

from stafett.domain import comment, content, narrowing
from stafett.domain.circumstances import Circumstances
from stafett.domain.comment import Comment, MakeComment, NothingToCommentOn
from stafett.domain.content import Contents
from stafett.domain.desk import desk, in_logg
from stafett.domain.disclosure import Disclosure
from stafett.domain.entry import Entry
from stafett.domain.facts import SHARED, Event, Place, own
from stafett.domain.frame import Frame
from stafett.domain.message import Message
from stafett.domain.own_report import OwnReport
from stafett.domain.policy import LoggShows
from stafett.domain.standing import FAMILY, Role, Standing


def decide(
    frame: Frame, contents: Contents, stands: Standing, command: MakeComment, at: Circumstances
) -> tuple[Event, ...]:
    """Decide whether the comment can be made.

    Raises:
        NothingToCommentOn: There is no such thing, or it is not for the asker.
        NotYourUnit: The asker does not write there on the unit's behalf.
        LoggIsNotOpen, LoggIsOnPaper: It lies in a logg that is not open, or is on paper.
        GuardiansDoNotComment: The municipality does not let guardians.

    """
    there = content.together(contents, stands.reads).comments
    if _is_there(contents, SHARED, stands, command, at):
        return comment.make(there, in_logg(frame, stands, command, at), command, at)
    unit = command.unit
    if unit is None or not _is_there(contents, own(unit), stands, command, at):
        raise NothingToCommentOn
    desk(stands, unit)
    return comment.make(there, own(unit), command, at)


def _is_there(
    contents: Contents, place: Place, stands: Standing, command: MakeComment, at: Circumstances
) -> bool:
    part = contents.get(place, content.EMPTY)
    item = command.beside.item
    there = part.find(item)
    if place not in stands.reads or there is None:
        return False
    if isinstance(there, Message | Comment | OwnReport | Disclosure):
        return False
    if stands.roles & FAMILY:
        kept = isinstance(there, Entry) and there.wish is not None
        return not kept or Role.SELF in stands.roles
    units = frozenset(unit for _, unit in stands.units)
    per_item = at.rules.logg_shows is LoggShows.PER_ITEM
    return there.unit in units or narrowing.is_for(
        item, there, part.shown_to, units, per_item=per_item
    )
