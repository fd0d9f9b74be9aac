"""The shelf: a locked logg, and whose consent would open it again as it is today.

For the family, and for whoever looks after the archive: to that one in roles only, about nobody.
Staff are shown nothing here; they ask the family, and the answer tells them nothing (I7).
"""

from uuid import UUID

from stafett.domain import givers, veil
from stafett.domain.access import Permit
from stafett.domain.audience import Shown
from stafett.domain.circumstances import Circumstances
from stafett.domain.face_views import GiverView, NeedView, ShelvedView
from stafett.domain.facts import NotForYou
from stafett.domain.frame import Frame
from stafett.domain.let_in import needed
from stafett.domain.logg import Locked
from stafett.domain.people import Asker, Duty, PersonId, Staff, UnitId
from stafett.domain.team import Stage
from stafett.domain.visible import blank


class NotTheArchivist(NotForYou):
    """The shelf is for those whose loggs stand on it, and for the archivist."""


def permit(asker: Asker) -> Permit:
    """Return what lets an archivist look the shelf through: that there are locked loggs.

    Raises:
        NotTheArchivist: The asker has no such duty.

    """
    if not isinstance(asker, Staff) or Duty.ARCHIVIST not in asker.duties:
        raise NotTheArchivist
    return Permit("archivist", asker.id, shown=frozenset({Shown.HERE}))


def shelved(id_: UUID, frame: Frame, permit: Permit, at: Circumstances) -> ShelvedView | None:
    """Return a locked logg as this reader may know of it, or ``None`` when it is not locked."""
    logg = frame.logg
    if not isinstance(logg, Locked):
        return None
    view = ShelvedView(
        id=id_,
        person=frame.person,
        since=logg.since,
        because=logg.because,
        medium=logg.medium,
        kept_at=logg.kept_at,
        asked_on=logg.asked_on,
        needs=tuple(_need(unit, at) for unit in _units(frame, permit)),
    )
    return veil.over(blank(view, permit.shown), at)


def _units(frame: Frame, permit: Permit) -> list[UnitId]:
    """Return the home unit, and to the family also every unit that has taken part."""
    if Shown.FRAME not in permit.shown:
        return [frame.home]
    took_part = (Stage.TAKES_PART, Stage.LEFT)
    inside = (u for u, part in frame.team.parts.items() if part.stage in took_part)
    return [frame.home, *(unit for unit in inside if unit != frame.home)]


def _need(unit: UnitId, at: Circumstances) -> NeedView:
    wanted = needed(unit, at)
    people = sorted(givers.certain(wanted))
    return NeedView(
        unit=unit,
        givers=tuple(_giver(who, at) for who in people),
        unclear=wanted.because if isinstance(wanted, givers.Unclear) else None,
    )


def _giver(who: PersonId, at: Circumstances) -> GiverView:
    return GiverView("self" if who == at.person.id else "guardian", who)
