"""A unit's board: how many, how old, and what has broken - numbers only, about nobody.

It counts what this leader may open in any case and nothing else, so that a number tells no more
than the list behind it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from stafett.domain import breaks, gap, matter, past_logg, visible
from stafett.domain.circumstances import NORWAY
from stafett.domain.face_views import BoardView, LevelView, RowView
from stafett.domain.facts import Stranger
from stafett.domain.matter import Shielded, Wondering
from stafett.domain.moment import Moment
from stafett.domain.people import Staff, UnitId
from stafett.domain.standing import Role
from stafett.domain.today import InHand, Wondered
from stafett.domain.unit import Unit, with_those_above


def check_leads(unit: UnitId, units: Mapping[UnitId, Unit], at: Moment) -> None:
    """See that the asker leads the unit, or one that it belongs under.

    Raises:
        Stranger: They do not, or there is no such unit: the same answer.

    """
    asker = at.asked_by
    if not isinstance(asker, Staff) or unit not in units:
        raise Stranger
    if not set(with_those_above(units, unit, at.today)) & asker.leads:
        raise Stranger


def board(
    unit: UnitId, day: date, in_hand: Iterable[InHand], wondered: Iterable[Wondered]
) -> BoardView:
    """Return the board of a unit for one who leads it."""
    levels: dict[int, list[date]] = {}
    elsewhere: list[date] = []
    broken: Counter[gap.Gap] = Counter()
    seen = 0
    for one in in_hand:
        frame, roles = one.state.frame, _roles_in(one, unit)
        if not roles or frame.ending is not None:
            continue
        seen += visible.seen_count(one.state, one.permit, one.at)
        began = frame.began.at.astimezone(NORWAY).date()
        if frame.home == unit:
            levels.setdefault(frame.level, []).append(began)
        else:
            elsewhere.append(frame.team.parts[unit].since)
        found = breaks.in_frame(past_logg.as_known(frame, one.at), one.at)
        broken.update(each.gap for each in found if each.audience in one.permit.shown)
    days: list[date] = []
    for wonder in wondered:
        still = matter.open_part(wonder.state)
        if still is not None and still.root.unit == unit and _open(wonder.state):
            seen += wonder.seen
            days.append(still.root.on)
    return BoardView(
        unit=unit,
        day=day,
        seen=seen,
        concerns=_row(days, day),
        levels=tuple(LevelView(number, _row(levels[number], day)) for number in sorted(levels)),
        elsewhere=_row(elsewhere, day),
        breaks=dict(sorted(broken.items(), key=lambda pair: pair[0].value)),
    )


def _open(state: matter.State) -> bool:
    return isinstance(state, Wondering | Shielded)


def _roles_in(one: InHand, unit: UnitId) -> bool:
    """Does the asker lead the unit's work in this follow-up?"""
    leads = one.permit.roles & {Role.HOME_LEADER, Role.LEADER}
    return bool(leads) and unit in one.permit.units


def _row(began: list[date], day: date) -> RowView:
    return RowView(len(began), max(((day - one).days for one in began), default=None))
