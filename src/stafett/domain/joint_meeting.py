"""The joint meeting: parents, holder and a unit that has come in agree on what each will do (R133).

It is a duty with a day, and it opens and closes no door: access follows from consent, acceptance
and a task, whether or not those concerned have met (R134).
"""

from collections.abc import Iterator
from datetime import date, timedelta

from stafett.domain.dates import Dates
from stafett.domain.policy import Guide
from stafett.domain.team import Part, Stage, Team, Wanted


def still_to_meet(team: Team, dates: Dates) -> Iterator[Part]:
    """Yield the units that have come in to take part, and have not sat at a meeting since.

    A unit that was asked for advice alone owes none; nor does the home unit, which was first.
    """
    for part in team.parts.values():
        comes_in = part.stage is Stage.TAKES_PART and part.wanted is Wanted.TAKE_PART
        if part.unit != team.home and comes_in and not dates.met(part.unit, part.since):
            yield part


def last_day(since: date, guide: Guide) -> date:
    """Return the last day for it: so many days from the unit's coming in as the guide gives."""
    return since + timedelta(days=guide.other_unit_meeting_days)
