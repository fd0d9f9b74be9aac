"""The desk one writes at: on which unit's behalf, and therefore in which part (R118).

While a logg is open, what is agreed goes into it; otherwise into the unit's own part. A note
goes where its writer puts it.
"""

from typing import TypeAlias

from stafett.domain import paper_logg
from stafett.domain.arrival import TakeInParcel
from stafett.domain.attachment import KeepAttachment
from stafett.domain.circumstances import Circumstances
from stafett.domain.comment import MakeComment
from stafett.domain.document import FillInForm
from stafett.domain.entry import WriteEntry
from stafett.domain.facts import SHARED, NotForYou, Place, own
from stafett.domain.frame import Frame
from stafett.domain.message import SendMessage
from stafett.domain.narrowing import ShowItemTo
from stafett.domain.people import Citizen, UnitId
from stafett.domain.standing import FAMILY, Standing

Placed: TypeAlias = WriteEntry | FillInForm | KeepAttachment | ShowItemTo | TakeInParcel
"""What goes where whoever writes it puts it."""
InLogg: TypeAlias = Placed | SendMessage | MakeComment


class NotYourUnit(NotForYou):
    """One writes here on behalf of a unit that one takes part for."""


class GuardiansDoNotWrite(NotForYou):
    """In this municipality guardians read the logg, but do not write in it."""


class GuardiansDoNotComment(NotForYou):
    """In this municipality guardians do not comment on what is in the logg."""


class GuardiansSendNoMessages(NotForYou):
    """In this municipality guardians send no messages in the logg."""


def desk(stands: Standing, unit: UnitId) -> Place:
    """Return the part that what the unit agrees on goes into.

    Raises:
        NotYourUnit: The asker does not write here on the unit's behalf.

    """
    if unit not in stands.writes:
        raise NotYourUnit
    return SHARED if unit in stands.shares else own(unit)


def desk_for(frame: Frame, stands: Standing, command: Placed, at: Circumstances) -> Place:
    """Return the part that a note goes into.

    Raises:
        NotYourUnit: The asker does not write here, or not in the logg.
        LoggIsNotOpen, LoggIsOnPaper: There is no open logg to write in, or it is on paper.
        GuardiansDoNotWrite: The municipality lets guardians only read (R57).

    """
    shared = isinstance(command, ShowItemTo) or command.shared
    if command.unit is not None and not shared:
        desk(stands, command.unit)
        return own(command.unit)
    return in_logg(frame, stands, command, at)


def desk_for_message(
    frame: Frame, stands: Standing, command: SendMessage, at: Circumstances
) -> Place:
    """Return the part that a message goes into: the logg, always (R103).

    Raises:
        NotYourUnit: The asker does not write in the logg on the unit's behalf.
        LoggIsNotOpen, LoggIsOnPaper: There is no open logg to write in, or it is on paper (R179).
        GuardiansSendNoMessages: The municipality does not let guardians (R57).

    """
    return in_logg(frame, stands, command, at)


def in_logg(frame: Frame, stands: Standing, command: InLogg, at: Circumstances) -> Place:
    """Return the shared part, when the asker may write this in it; see ``desk_for``."""
    paper_logg.written_here(frame.logg)
    if command.unit is None:
        _check_family(stands, command, at)
    elif command.unit not in stands.shares:
        raise NotYourUnit
    return SHARED


def _check_family(stands: Standing, command: InLogg, at: Circumstances) -> None:
    if not isinstance(at.asked_by, Citizen) or not stands.roles & FAMILY:
        raise NotYourUnit
    if at.asked_by.person == at.person.id:
        return
    what, no = _asks(command)
    if what not in at.rules.guardians_may:
        raise no


def _asks(command: InLogg) -> tuple[str, type[NotForYou]]:
    """Return what a guardian must be let do for this, and the no where they are not (R57)."""
    match command:
        case SendMessage():
            return "message", GuardiansSendNoMessages
        case MakeComment():
            return "comment", GuardiansDoNotComment
        case _:
            return "write", GuardiansDoNotWrite
