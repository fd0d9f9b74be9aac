"""A logg of the past: units that came in after it was locked never learn that there was one (I7).

They meet the follow-up as if no logg had ever been opened: the same page, the same breaks, the
same no to whoever asks. Why things went as they did is told to those who took part then.
"""

from dataclasses import replace
from datetime import date

from stafett.domain.circumstances import NORWAY, Circumstances
from stafett.domain.frame import Frame
from stafett.domain.logg import Locked, Logg, NotOpened
from stafett.domain.people import UnitId
from stafett.domain.standing import FAMILY, Role, Standing, stand


def knows_of_logg(frame: Frame, stands: Standing) -> bool:
    """Say whether somebody may know that there is, or was, a logg.

    Families always may, and so may whoever everybody has let in anew (R62).
    """
    if stands.roles & (FAMILY | {Role.ASKED_ANEW}) or not isinstance(frame.logg, Locked):
        return True
    locked_on = frame.logg.since.astimezone(NORWAY).date()
    parts = [
        frame.team.parts.get(unit) for role, unit in stands.units if role is not Role.EMERGENCY
    ]
    return any(
        part is not None and (part.unit == frame.first_home or part.since < locked_on)
        for part in parts
    )


def as_known(frame: Frame, at: Circumstances) -> Frame:
    """Return the frame as the asker may know it: for some, with no logg in it."""
    return frame if knows_of_logg(frame, stand(frame, at)) else without_logg(frame)


def without_logg(frame: Frame) -> Frame:
    """Return the frame as it would be if no logg had been opened; the family may be asked."""
    return replace(frame, logg=_never(frame.logg))


def _never(logg: Logg) -> NotOpened:
    return NotOpened(None if not isinstance(logg, NotOpened | Locked) else logg.asked_on)


def heard_why(frame: Frame, units: frozenset[UnitId], day: date) -> bool:
    """Say whether one of the units was in before the day, and so heard the reasons given on it."""
    parts = [frame.team.parts.get(unit) for unit in units]
    return any(
        part is not None and (part.unit == frame.first_home or part.since < day) for part in parts
    )
