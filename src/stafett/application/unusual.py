"""Unusual asking: somebody tries door after door, or looks in on one child after another.

Whoever is curious is shown nothing, and each look is in the journal; but nobody reads the journal
every hour. So what somebody asks within an hour is counted, and when it is more than work explains
one line stands in the log (security study T1): which request it was, and which of the two. Who it
was is in the journal, under that request, for those who may read it.

The figures are for one process, and are forgotten when it stops. Not stated in any guide: standard.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Final
from uuid import UUID

import structlog

from stafett.domain.people import Actor

WITHIN: Final = timedelta(hours=1)
"""So far back is looked; and within so long it is said once of somebody."""
MOST_MISSES: Final = 20
"""So many looks for what is not there, or not for them, are unusual; fewer are slips."""
MOST_CHILDREN: Final = 60
"""So many children looked in on are unusual: one a minute."""
MOST_REMEMBERED: Final = 20_000
"""Of so many people is remembered what they asked; who has not asked for longest is forgotten."""

_log = structlog.get_logger(__name__)


class Unusual(Enum):
    """What somebody did more often than work explains."""

    MISSES = MOST_MISSES
    CHILDREN = MOST_CHILDREN


@dataclass(slots=True)
class _Asked:
    """What one person asked lately: each thing once, the latest last."""

    lately: dict[Unusual, dict[UUID, datetime]] = field(
        default_factory=lambda: {kind: {} for kind in Unusual}
    )
    said: dict[Unusual, datetime] = field(default_factory=dict[Unusual, datetime])


class Attention:
    """Counts what people ask for, and says when it is unusual. One for each process."""

    def __init__(self) -> None:
        self._people: dict[tuple[UUID, UUID], _Asked] = {}

    def missed(self, book: UUID, asker: Actor, at: datetime, request: UUID) -> bool:
        """Note that somebody looked for what is not there, or is not theirs to see.

        Say whether it was told of: then the journal must name the request.
        """
        return self._note(Unusual.MISSES, book, asker, at, request, what=request)

    def looked_in_on(
        self, book: UUID, asker: Actor, at: datetime, request: UUID, child: UUID
    ) -> None:
        """Note that somebody is shown something about a child; the same child counts once."""
        self._note(Unusual.CHILDREN, book, asker, at, request, what=child)

    def _note(
        self, kind: Unusual, book: UUID, asker: Actor, at: datetime, request: UUID, *, what: UUID
    ) -> bool:
        asked = self._people.pop((book, asker.id), None) or _Asked()
        self._people[book, asker.id] = asked
        if len(self._people) > MOST_REMEMBERED:
            del self._people[next(iter(self._people))]
        lately = asked.lately[kind]
        lately.pop(what, None)
        lately[what] = at
        if len(lately) > kind.value:
            del lately[next(iter(lately))]
        if len(lately) < kind.value or at - next(iter(lately.values())) > WITHIN:
            return False
        said = asked.said.get(kind)
        if said is not None and at - said < WITHIN:
            return False
        asked.said[kind] = at
        _log.warning("unusual-asking", kind=kind.name, request=str(request))
        return True
