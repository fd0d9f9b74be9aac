"""The frame: holder, level, consents, units let in, dates, and whether there is a logg.

Every question about access is answered from here alone, so the rest may be unreadable: each
part of a follow-up has a key of its own, and any of them may be gone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from stafett.domain.audience import Shown
from stafett.domain.baton import Baton
from stafett.domain.beginning import Clarification
from stafett.domain.cooperation import Cooperation
from stafett.domain.dates import Dates
from stafett.domain.ending import Ending
from stafett.domain.let_in import Consents
from stafett.domain.level import Ladder
from stafett.domain.logg import Logg, NotOpened
from stafett.domain.nearby import Nearby
from stafett.domain.passages import Passages
from stafett.domain.people import ConcernId, PersonId, Professional, UnitId
from stafett.domain.policy import GuideVersion
from stafett.domain.progress import Ticks
from stafett.domain.team import Team
from stafett.domain.voice import ChildView


@dataclass(frozen=True, slots=True)
class Began:
    """How it began: when, after which concern, what was cleared up, and why (R188)."""

    at: datetime
    concern: ConcernId | None
    clarification: Clarification
    reason: str
    child_view: ChildView
    guide: GuideVersion


@dataclass(frozen=True, slots=True)
class Frame:
    """All that decides who may do and see what.

    ``changes`` counts events by their audience, ``spoken`` each giver's own words, ``wished`` what
    each in the family wishes and answers beside that; what happens to a meeting is counted with the
    meeting, because not everybody need know of it (R177).
    """

    person: PersonId
    home: UnitId
    guide: GuideVersion
    began: Began
    baton: Baton
    ladder: Ladder
    team: Team
    dates: Dates
    consents: Consents = field(default_factory=Consents)
    logg: Logg = field(default_factory=NotOpened)
    cooperation: Cooperation = field(default_factory=Cooperation)
    ending: Ending | None = None
    ticks: Ticks = ()
    passages: Passages = field(default_factory=Passages)
    nearby: Nearby = field(default_factory=Nearby)
    changes: Mapping[Shown, int] = field(default_factory=dict)
    spoken: Mapping[PersonId, int] = field(default_factory=dict)
    wished: Mapping[PersonId, int] = field(default_factory=dict)

    @property
    def holder(self) -> Professional:
        """Return who took the baton last."""
        return self.baton.holder

    @property
    def level(self) -> int:
        """Return the level it is on, or was on when it ended."""
        return self.ladder.level

    @property
    def first_home(self) -> UnitId:
        """Return the unit that took the child on in the beginning."""
        return next(iter(self.passages.earlier_homes), self.home)

    @property
    def bound_to(self) -> UnitId | None:
        """Return the unit that is to coordinate by decision, if it still takes part (R83)."""
        unit = self.passages.decided_for
        return unit if unit is not None and self.team.takes_part(unit) else None

    @property
    def units(self) -> frozenset[UnitId]:
        """Return every unit that was ever asked, takes part or is named in somebody's word."""
        spoken_of = {unit for word in self.consents.words.values() for unit in word.terms.units}
        return frozenset(self.team.parts) | spoken_of | {self.home}
