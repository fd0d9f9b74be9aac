"""How a reader sees that there is, or was, a logg."""

from stafett.domain.access import Permit
from stafett.domain.audience import Shown
from stafett.domain.ending import EndReason
from stafett.domain.frame import Frame
from stafett.domain.logg import Locked, NotOpened, Open
from stafett.domain.standing import FAMILY
from stafett.domain.views import (
    LoggView,
)


def logg_view(frame: Frame, permit: Permit) -> LoggView:
    """Return what this reader is shown of the logg; of one of the past, maybe nothing (I7)."""
    ours = frame.home in permit.units or bool(permit.roles & FAMILY)
    if ours and frame.ending is not None and frame.ending.reason is EndReason.JOINED:
        return LoggView(state="joined")
    if isinstance(frame.logg, NotOpened) or Shown.LOGG not in permit.shown:
        asked_on = None if isinstance(frame.logg, Open) else frame.logg.asked_on
        asked = asked_on is not None and Shown.RELAY in permit.shown
        return LoggView(state="asked" if asked else "not-opened", asked_on=asked_on)
    match frame.logg:
        case Open() as logg:
            return LoggView(
                state=logg.state,
                since=logg.since,
                medium=logg.medium,
                kept_at=logg.kept_at,
                closure_demanded=bool(logg.demanded),
            )
        case Locked() as logg:
            return LoggView(
                state=logg.state,
                since=logg.since,
                medium=logg.medium,
                kept_at=logg.kept_at,
                because=logg.because,
                asked_on=logg.asked_on,
            )
