"""Which children are being dropped today, and by which rule one can tell (R9).

Nothing is kept: it follows from what is written and the day it is. Whoever holds the baton and
the leaders see it child by child. The BTI coordinator sees that somebody is being dropped and
which leader to call, and never who; what is shielded is not in it at all.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from stafett.domain import breaks, matter, past_logg, privy, visible
from stafett.domain.access import Permit
from stafett.domain.acting import leads_today
from stafett.domain.break_views import (
    BreaksView,
    BrokenView,
    CallView,
    DroppedOnesView,
    DroppedView,
    FindingView,
)
from stafett.domain.breaks import WARNED
from stafett.domain.circumstances import Circumstances
from stafett.domain.content import Contents
from stafett.domain.facts import SHARED, NotForYou
from stafett.domain.followup import Ended, Running
from stafett.domain.frame import Frame
from stafett.domain.gap import GROUNDS, Break, Gap
from stafett.domain.logg import Locked
from stafett.domain.matter import Wondering
from stafett.domain.people import Asker, Duty, EmployeeId, Staff, UnitId
from stafett.domain.policy import Guide
from stafett.domain.readable import readable
from stafett.domain.standing import Role


class NotTheCoordinator(NotForYou):
    """The whole municipality's breaks are for the BTI coordinator, and about nobody by name."""


_FAMILYS_OWN: Final = frozenset(
    {
        Gap.UNIT_WITHOUT_CONSENT,
        Gap.CONSENT_RUNS_OUT,
        Gap.LOGG_TO_BE_OPENED,
        Gap.CASE_WITHOUT_CONSENT,
    }
)
"""What follows from a family's yes or no is for the family and the holder, not for others (R63)."""

_ANSWERS: Final = frozenset({Role.CARRIER, Role.HOLDER, Role.HOME_LEADER, Role.LEADER})


@dataclass(frozen=True, slots=True)
class Looked:
    """A matter one may look for, with every part that could be opened, on what permit."""

    id: UUID
    state: Running | Ended | matter.State
    permit: Permit
    at: Circumstances
    known_as: str


@dataclass(frozen=True, slots=True)
class Watched:
    """A matter looked at for the coordinator's sake, with every part that could be opened."""

    id: UUID
    state: Running | Ended | matter.State
    at: Circumstances


def check_coordinates(asker: Asker) -> None:
    """See that it is the asker's duty to look after the whole.

    Raises:
        NotTheCoordinator: It is not.

    """
    if not isinstance(asker, Staff) or Duty.BTI_COORDINATOR not in asker.duties:
        raise NotTheCoordinator


def mine(day: date, looked: Iterable[Looked]) -> BreaksView:
    """Return the breaks in all that somebody holds or leads, each with the rule behind it."""
    found = [view for one in looked if (view := _broken(one)) is not None and view.findings]
    return BreaksView(day, len(found), tuple(sorted(found, key=lambda one: str(one.id))))


def of_follow_up(state: Running | Ended, at: Circumstances) -> tuple[Break, ...]:
    """Return every break in a follow-up, whoever may see it.

    What lies in a locked logg is not asked after: nobody at work has it until consent is given
    anew, and then each wait is there again from its own day (R62, R85).
    """
    locked = isinstance(state.frame.logg, Locked)
    within = {
        place: part for place, part in state.contents.items() if not (locked and place == SHARED)
    }
    return _in(state.frame, within, at)


def of_concern(state: matter.State, at: Circumstances) -> tuple[Break, ...]:
    """Return the breaks in a wondering: it rests, its unit closes, the child is not talked with.

    Never of a shielded one.
    """
    if not isinstance(state, Wondering):
        return ()
    closes = tuple(breaks.of_closing(state.root.unit, at))
    waits = state.talks.child_waits
    if waits is not None and at.today > waits.child_by:
        late = waits.child_by + timedelta(days=1)
        closes = (Break(Gap.CHILD_NOT_TALKED_WITH, late, state.root.unit), *closes)
    if not privy.rests_too_long(state, at.guide, at.today):
        return closes
    since = state.root.on + timedelta(days=at.guide.wondering_rests_days + 1)
    return (Break(Gap.WONDERING_RESTS, since, state.root.unit), *closes)


def for_coordinator(one: Watched) -> tuple[Break, ...]:
    """Return what a coordinator is told of a matter: nothing that follows from a family's word."""
    if isinstance(one.state, Running):
        found = of_follow_up(one.state, one.at)
        return tuple(each for each in found if each.gap not in _FAMILYS_OWN)
    if isinstance(one.state, Ended):
        return ()
    return of_concern(one.state, one.at)


def call(one: Watched, found: Iterable[Break], known_as: str) -> DroppedView:
    """Return what the coordinator sees: a name of the quarter, a leader, and no unit."""
    leader = _to_call(one.state, one.at)
    contact = None if leader is None else one.at.municipality.employees[leader].contact
    told = {FindingView(each.gap, each.since, None, *_ground(each.gap, one.at)) for each in found}
    return DroppedView(known_as, CallView(leader, contact), _in_order(told))


def dropped(
    day: date, found: Iterable[DroppedView], revise_model_by: date | None
) -> DroppedOnesView:
    """Return the coordinator's list, in the order of names that say nothing.

    The yearly revision of the model stands on it from a month before its day (R151).
    """
    items = tuple(sorted(found, key=lambda one: one.known_as))
    near = revise_model_by is not None and revise_model_by - day <= WARNED
    return DroppedOnesView(day, len(items), revise_model_by if near else None, items)


def home_of(state: Running | Ended | matter.State) -> UnitId | None:
    """Return the unit a matter is at home in."""
    if isinstance(state, Running | Ended):
        return state.frame.home
    there = matter.open_part(state)
    return None if there is None else there.root.unit


def _to_call(state: Running | Ended | matter.State, at: Circumstances) -> EmployeeId | None:
    """Return who leads where the matter is at home: never a party to it."""
    if isinstance(state, Running | Ended):
        return leads_today(state.frame.home, state.frame.team, at)
    there = matter.open_part(state)
    return None if there is None else _leads(there, at)


def _leads(there: matter.Wondering | matter.Shielded, at: Circumstances) -> EmployeeId | None:
    out = there.wonder.kept_from
    return at.municipality.leader_of(there.root.unit, at.today, besides=out)


def _broken(one: Looked) -> BrokenView | None:
    if isinstance(one.state, Running | Ended):
        return _in_follow_up(one, one.state)
    return _in_concern(one, one.state)


def _in_follow_up(one: Looked, state: Running | Ended) -> BrokenView | None:
    if not one.permit.roles & _ANSWERS:
        return None
    frame = past_logg.as_known(state.frame, one.at)
    found = _in(frame, readable(state.contents, one.permit), one.at)
    told = tuple(each for each in found if each.audience in one.permit.shown)
    talks = one.permit.roles & {Role.CARRIER, Role.HOME_LEADER}
    view = BrokenView(
        "follow-up",
        one.id,
        state.frame.person,
        one.known_as if talks else "",
        _findings(told, one.at),
    )
    return visible.blank(view, one.permit.shown)


def _in_concern(one: Looked, state: matter.State) -> BrokenView | None:
    """Tell whoever answers for a wondering, and the unit's leader if it was shared with them."""
    if not isinstance(state, Wondering):
        return None
    asker = one.at.asked_by
    answers = {
        privy.responsible(state, one.at.municipality, one.at.today),
        _to_call(state, one.at),
    }
    if not isinstance(asker, Staff) or asker.employee not in answers:
        return None
    findings = _findings(of_concern(state, one.at), one.at)
    return BrokenView("concern", one.id, state.root.about, one.known_as, findings)


def _in(frame: Frame, contents: Contents, at: Circumstances) -> tuple[Break, ...]:
    found = breaks.in_frame(frame, at)
    for part in contents.values():
        found += breaks.in_measures(frame, part.measures.values(), at.today)
        found += breaks.in_papers(frame, part.papers.values(), at.today)
        found += tuple(breaks.in_talks(frame, part, at.today))
        found += tuple(breaks.in_referrals(frame, part, at))
    return found


def _findings(found: Iterable[Break], at: Circumstances) -> tuple[FindingView, ...]:
    return _in_order(
        {FindingView(one.gap, one.since, one.unit, *_ground(one.gap, at)) for one in found}
    )


def _in_order(found: Iterable[FindingView]) -> tuple[FindingView, ...]:
    def rank(one: FindingView) -> tuple[str, str, str]:
        return str(one.since or ""), str(one.gap), str(one.unit)

    return tuple(sorted(found, key=rank))


def _ground(gap: Gap, at: Circumstances) -> tuple[str, int | None, str]:
    """Return the rule, and the guide's value and its source where the guide sets it."""
    ground = GROUNDS[gap]
    if not ground.value:
        return ground.rule, None, ""
    return ground.rule, _value(at.guide, ground.value), at.guide.sources.get(ground.value, "")


def _value(guide: Guide, name: str) -> int | None:
    value: int | None = getattr(guide, name)
    return value
