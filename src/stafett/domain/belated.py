"""Withdrawals that were spoken earlier than they were written down, and what lay between (R105).

A word that is taken back stops counting when it is written; what was opened on it after it had been
spoken, and before anybody wrote it, was opened in good faith, and the one who gave it is told.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from stafett.domain.access import Permit
from stafett.domain.facts import Event, NotForYou
from stafett.domain.let_in import Consents
from stafett.domain.moment import NORWAY
from stafett.domain.people import PersonId, UnitId
from stafett.domain.standing import FAMILY, Role
from stafett.domain.withdrawal import ConsentWithdrawn


class NotYoursToAskAbout(NotForYou):
    """This is for the holder, the home unit's leader, and whoever gave the word themselves."""


@dataclass(frozen=True, slots=True)
class Belated:
    """A word spoken back on one day and written down on a later one, and the consents it ended."""

    giver: PersonId
    units: frozenset[UnitId]
    spoken_on: date
    written_at: datetime
    words: frozenset[UUID]

    def lies_between(self, opened_at: datetime, rested_on: Iterable[UUID]) -> bool:
        """Was it opened on such a word after it had been spoken back, and before it was written?

        From the first minute of the day it was spoken: the hour is not written down.
        """
        spoken = datetime.combine(self.spoken_on, time(), NORWAY)
        return spoken <= opened_at < self.written_at and bool(self.words & set(rested_on))


def belated(
    events: Iterable[Event | None], consents: Consents, permit: Permit
) -> Iterator[Belated]:
    """Yield the withdrawals that this reader may ask about.

    Raises:
        NotYoursToAskAbout: The reader is neither the holder, the home unit's leader nor a giver.

    """
    every = bool(permit.roles & {Role.CARRIER, Role.HOME_LEADER})
    if not every and not permit.roles & FAMILY:
        raise NotYoursToAskAbout
    for event in events:
        if not isinstance(event, ConsentWithdrawn):
            continue
        if event.said_on < event.at.astimezone(NORWAY).date() and (
            every or event.giver == permit.reader
        ):
            words = frozenset[UUID](
                word.id
                for word in consents.words.values()
                if word.giver == event.giver and word.terms.units & event.units
            )
            yield Belated(event.giver, event.units, event.said_on, event.at, words)
