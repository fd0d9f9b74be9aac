"""The moment something is asked: what time it is in the book, and who asks."""

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from stafett.domain.facts import Refusal
from stafett.domain.lawbook import NO_LAW, Lawbook
from stafett.domain.people import Actor

NORWAY = ZoneInfo("Europe/Oslo")


class NotYetHappened(Refusal):
    """What is written down as done must already have happened."""


class EndsBeforeItBegan(Refusal):
    """The last day cannot be earlier than the first."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When and by whom; enough for decisions about a person or the municipality itself.

    ``now`` is book time, aware and in UTC; ``law`` has every day's.
    """

    now: datetime
    asked_by: Actor
    law: Lawbook = field(default=NO_LAW, kw_only=True)

    @property
    def today(self) -> date:
        """Return the calendar day in Norway: consents and deadlines are Norwegian days."""
        return self.now.astimezone(NORWAY).date()

    def day_of(self, moment: datetime) -> date:
        """Return the calendar day in Norway of a moment."""
        return moment.astimezone(NORWAY).date()

    def happened(self, on: date) -> date:
        """Return *on*, the day of an act, if it is not ahead of us.

        Raises:
            NotYetHappened: The day is later than today. The day an act took place and the day
                it was written down may differ (R105), but never in that direction.

        """
        if on > self.today:
            raise NotYetHappened
        return on
