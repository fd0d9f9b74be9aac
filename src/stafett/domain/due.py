"""Due: what somebody has to see to, by which day, and whose turn it is today.

Nothing has to run for a thing to fall due: it follows from what is written and the day it is.
It is told to the one whose it is, and to nobody else. What lies behind shows as a break (R9).
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Final

from stafett.domain import matter, privy
from stafett.domain.breaks import WARNED
from stafett.domain.circumstances import Circumstances
from stafett.domain.dated import FURTHEST, Dated, Due, DueKind
from stafett.domain.facts import CONCERN
from stafett.domain.frame import Frame
from stafett.domain.matter import Wondering
from stafett.domain.whose import tell

_AHEAD: Final[Mapping[DueKind, timedelta]] = {
    DueKind.NEXT_MEETING: FURTHEST,
    DueKind.JOINT_MEETING: FURTHEST,
    DueKind.TEAM: FURTHEST,
    DueKind.CHILD_TALK: FURTHEST,
    DueKind.BIRTHDAY: FURTHEST,
    DueKind.UPPER_AGE: FURTHEST,
}
"""How long before its day a thing is told of; all else as long as a consent that ends (R172)."""


def in_follow_up(noted: Iterable[Dated], frame: Frame, at: Circumstances) -> tuple[Due, ...]:
    """Return what is due in a follow-up, soon or already, each thing once for each whose it is.

    Args:
        noted: What has a day in it, as ``with_a_day.of_follow_up`` tells.
        frame: The same follow-up's frame; nothing is due once it has ended.
        at: The day, its rules, the person and the municipality as they are now.

    """
    if frame.ending is not None:
        return ()
    found = {due for one in noted for due in tell(one, frame, at) if soon(due, at.today)}
    return _in_order(found)


def in_concern(noted: Iterable[Dated], state: matter.State, at: Circumstances) -> tuple[Due, ...]:
    """Return what is due in a concern: for whoever answers for it today.

    A talk with the child is due for the adult who was named, while they still read the concern.
    """
    who = privy.responsible(state, at.municipality, at.today)
    if who is None:
        return ()
    rests = timedelta(days=at.guide.wondering_rests_days)
    days = (
        (one, one.on + rests if one.kind is DueKind.WONDERING else one.on)
        for one in noted
        if one.kind in (DueKind.WONDERING, DueKind.SHIELD_REVIEW)
    )
    rested = not (isinstance(state, Wondering) and state.talks.any)
    found = {Due(one.kind, day, who, one.place) for one, day in days if rested}
    waits = state.talks.child_waits if isinstance(state, Wondering) else None
    if waits is not None:
        adult = waits.talks_with_child
        here = adult in privy.staff_readers(state, at.municipality, at.today)
        whose = adult if adult is not None and here else who
        found.add(Due(DueKind.CHILD_TALK, waits.child_by, whose, CONCERN, by_name=whose == adult))
    return _in_order(due for due in found if soon(due, at.today))


def _in_order(found: Iterable[Due]) -> tuple[Due, ...]:
    return tuple(sorted(found, key=lambda due: (due.on, due.kind.value, due.whose, str(due.thing))))


def soon(due: Due, today: date) -> bool:
    """Say whether the day is so near, or behind, that one is told."""
    return due.on - today <= _AHEAD.get(due.kind, WARNED)
