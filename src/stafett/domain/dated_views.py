"""Building the views of meetings and of what they chose, out of the dates a reader knows of."""

from collections.abc import Callable
from dataclasses import replace

from stafett.domain import follows
from stafett.domain.dates import Chosen, Dates, MeetingId
from stafett.domain.frame import Frame
from stafett.domain.level import LevelChanged
from stafett.domain.people import PersonId
from stafett.domain.policy import Guide
from stafett.domain.views import MeetingView, OutcomeView


def meetings(known: Dates, hears: Callable[[PersonId], bool]) -> tuple[MeetingView, ...]:
    """Return the meetings; of those who agreed on a time, the ones the reader hears of."""
    return tuple(
        MeetingView(
            id=one.id,
            kind=one.kind,
            state=one.state,
            starts=one.starts,
            units=tuple(sorted(one.units)),
            held_on=one.held_on,
            agreed_on=one.agreed_on,
            invited_on=one.invited_on,
            instead_of=one.instead_of,
            occasion=one.occasion,
            agreed_with=tuple(who for who in sorted(one.agreed_with) if hears(who)),
            apart=tuple(sorted(one.apart)),
        )
        for one in known.meetings.values()
    )


def outcomes(frame: Frame, guide: Guide) -> tuple[OutcomeView, ...]:
    """Return what was chosen; of one chosen with another home alone, nothing more (R177)."""
    known = frame.dates
    return tuple(
        _outcome(one, frame, guide, meeting if meeting in known.meetings else None)
        for meeting, one in known.outcomes.items()
    )


def _outcome(one: Chosen, frame: Frame, guide: Guide, met: MeetingId | None) -> OutcomeView:
    view = OutcomeView(
        level=one.level,
        outcome=one.outcome,
        follows=follows.after_outcome(one, frame, guide),
        guide=one.guide,
    )
    if met is None:
        return view
    return replace(
        view,
        meeting=met,
        met_on=one.met_on,
        reason=one.reason,
        decided_by=one.decided_by,
        child_view=one.child_view,
    )


def decided_elsewhere(known: Dates, change: LevelChanged) -> bool:
    """Was the level changed by what another home's meeting chose: why, and what the child said?"""
    said = (change.reason, change.decided_by, change.child_view)
    return any(
        said == (one.reason, one.decided_by, one.child_view)
        for meeting, one in known.outcomes.items()
        if meeting not in known.meetings
    )
