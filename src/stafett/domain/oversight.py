"""Oversight in numbers: how much is hidden and for how long, and how often one looked in.

What is shielded is told in fives, as every figure is, so that nobody can tell from one more or
one less what has happened where. Only that a shield, or a protected address, waits too long to be
looked at again is told as a plain yes: whoever oversees must be able to remind everybody, and no
unit is named.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from stafett.domain import figures
from stafett.domain.emergency import Emergencies, Finding
from stafett.domain.matter import Shielded
from stafett.domain.moment import NORWAY
from stafett.domain.person import Person
from stafett.domain.weak_views import LookedInOnView, ProtectedView, ShieldedView

OLD: Final = timedelta(days=91)
"""So long is long. Not stated in any guide: standard."""
GRACE: Final = timedelta(days=7)
"""So many days after its own day a review is overdue for the whole. Standard."""
LATELY: Final = timedelta(days=90)


def shielded(states: Iterable[object], today: date) -> ShieldedView:
    """Count what is shielded today; what has ended, or was lifted, is not."""
    hidden = [one for one in states if isinstance(one, Shielded)]
    old = sum(one.root.on + OLD < today for one in hidden)
    return ShieldedView(
        open_at_least=figures.alone(len(hidden)),
        old_at_least=figures.alone(old),
        overdue=any(one.shield.review_on + GRACE < today for one in hidden),
    )


def protected(persons: Iterable[Person], today: date) -> ProtectedView:
    """Count whose address is protected today."""
    kept = [one.protection for one in persons if one.protection is not None]
    return ProtectedView(
        at_least=figures.alone(len(kept)),
        overdue=any(one.review_on + GRACE < today for one in kept),
    )


def looked_in_on(emergencies: Emergencies, today: date) -> LookedInOnView:
    """Count how often somebody looked in on a child in an emergency."""
    every = emergencies.openings.values()
    days = {one.id: one.at.astimezone(NORWAY).date() for one in every}
    waiting = [one for one in every if one.review is None]
    wrong = [one for one in every if one.review and one.review.finding is Finding.NOT_JUSTIFIED]
    return LookedInOnView(
        lately=sum(days[one.id] + LATELY >= today for one in every),
        waiting=len(waiting),
        overdue=sum(one.overdue(today) for one in waiting),
        not_justified=len(wrong),
        oldest_waits_since=min((days[one.id] for one in waiting), default=None),
    )
