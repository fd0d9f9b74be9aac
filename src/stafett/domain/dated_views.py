"""Building the views of meetings and of what they chose, out of the dates a reader knows of."""

from collections.abc import Callable

from stafett.domain import follows
from stafett.domain.dates import Dates
from stafett.domain.frame import Frame
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
    """Return what was chosen; when and where only if the reader knows of the meeting."""
    known = frame.dates
    return tuple(
        OutcomeView(
            meeting=meeting if meeting in known.meetings else None,
            met_on=one.met_on if meeting in known.meetings else None,
            level=one.level,
            outcome=one.outcome,
            follows=follows.after_outcome(one, frame, guide),
            guide=one.guide,
            reason=one.reason,
            decided_by=one.decided_by,
            child_view=one.child_view,
        )
        for meeting, one in known.outcomes.items()
    )
