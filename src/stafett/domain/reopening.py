"""Reopening: a locked logg opens again only when everyone needed that day says so anew (R62).

Before that staff see nothing old, and units that never took part not even that it exists (I7).
Words given before the locking do not count, and the one who opens takes the baton for it.
"""

from dataclasses import dataclass
from datetime import timedelta

from stafett.domain.beside_plan import check_no_plan
from stafett.domain.circumstances import Circumstances
from stafett.domain.facts import NotForYou, Refusal
from stafett.domain.frame import Frame
from stafett.domain.let_in import Admission, said_yes
from stafett.domain.logg import LoggReopened, NotOpened, Open
from stafett.domain.people import Professional, UnitId
from stafett.domain.team import DoesNotWorkThere


@dataclass(frozen=True, slots=True)
class ReopenLogg:
    """Open the logg again for units that everyone has let in anew, with oneself as holder."""

    units: frozenset[UnitId]
    holder: Professional


class LoggIsOpen(Refusal):
    """The logg is open already."""


class LoggIsNotLocked(Refusal):
    """There is no locked logg here."""


class ConsentNotRenewed(Refusal):
    """Everyone whose consent is needed today must let each unit in anew."""


class ReopenWithYourself(NotForYou):
    """One who opens a logg again takes the baton for it oneself."""


def reopen(frame: Frame, command: ReopenLogg, at: Circumstances) -> tuple[LoggReopened, ...]:
    """Decide whether consent has been renewed for each unit (R62, R170, I7).

    Nobody's older word runs on into a reopening: the day asks everybody needed on it.
    While the follow-up runs its holder opens the logg; when it has ended, somebody in a unit
    that was let in anew takes the child on again.

    Raises:
        LoggIsNotLocked: There is nothing to open again.
        ReopenWithYourself: Somebody else was named as holder, or carries the baton.
        ConsentNotRenewed: Somebody's word is missing for one of the units.
        PlanRuns: A plan coordinates now, and the rules let no logg be beside it (R152). Said
            last, so that it tells nothing to a unit that nobody has let in.

    """
    me = command.holder
    match frame.logg:
        case NotOpened():
            raise LoggIsNotLocked
        case Open(reopened=reopened):
            if reopened and me == frame.holder:
                return ()
            raise LoggIsOpen
        case _:
            pass
    if me.employee != at.asked_by.id or me.unit not in command.units:
        raise ReopenWithYourself
    if frame.ending is None and me != frame.holder:
        raise ReopenWithYourself
    if not at.municipality.works_in(me.employee, me.unit, at.today):
        raise DoesNotWorkThere
    admissions = [said_yes(frame.consents, unit, at, logg=True) for unit in command.units]
    renewed = [one for one in admissions if isinstance(one, Admission)]
    if len(renewed) < len(command.units):
        raise ConsentNotRenewed
    check_no_plan(frame.passages.plan, frame.passages.handover, at)
    ids = {id_ for admission in renewed for id_ in admission.consents}
    again = at.today + timedelta(days=at.guide.next_meeting_days)
    reopened_now = LoggReopened(
        units=command.units,
        holder=me,
        consents=tuple(sorted(ids, key=lambda id_: id_.bytes)),
        next_meeting_by=None if frame.ending is None else again,
        at=at.now,
        guide=at.guide.id,
        rules_from=at.rules.valid_from,
    )
    return (reopened_now,)
