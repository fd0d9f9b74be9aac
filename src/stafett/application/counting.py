"""Counting without naming: how many follow-ups go by each edition of the guide.

Nothing is opened and nobody is named; a number from one to four is not told either (R161).
"""

import asyncio
from collections.abc import Mapping
from typing import Final
from uuid import UUID

from stafett.application.asking import NotYetCurrent
from stafett.application.scenes import Scenes
from stafett.domain import rulebook
from stafett.domain.facts import Stranger
from stafett.domain.people import Asker
from stafett.domain.policy import GuideVersion
from stafett.domain.rulebook import OnlyACoordinator
from stafett.ledger.book import Ledger
from stafett.ledger.errors import NoSuchBook
from stafett.ledger.reaching import AT_ONE_INSTANT, in_book
from stafett.postgres.pool import Pool
from stafett.projections import access_list
from stafett.projections.builds import DOORS
from stafett.projections.reach import goes_by, tag_of
from stafett.projections.runner import Runner

LEAST_TOLD: Final = 5
"""A smaller number, other than none, could point at somebody."""
_PATIENCE: Final = 1.0
_PAUSE: Final = 0.002

_LIVE = """
    SELECT l.build, b.position
      FROM projection_live l JOIN projection_bookmark b USING (tenant, projection, build)
     WHERE l.tenant = $1 AND l.projection = $2
"""


class Counting:
    """Counts what the lists hold, for those whose duty it is to keep the rules."""

    def __init__(self, ledger: Ledger, pool: Pool, runner: Runner, scenes: Scenes) -> None:
        self._ledger = ledger
        self._pool = pool
        self._runner = runner
        self._scenes = scenes

    async def guides_in_use(self, book: UUID, asker: Asker) -> Mapping[GuideVersion, int | None]:
        """Count the follow-ups that run, by edition; see ``Application.guides_in_use``."""
        if not rulebook.follows(asker):
            raise OnlyACoordinator
        try:
            head = await self._ledger.head(book)
            published = (await self._scenes.of_municipality(book)).municipality.guides
        except NoSuchBook:
            raise Stranger from None
        ways = {which: goes_by(which) for which in published}
        tags = {
            which: await tag_of(self._ledger, book, way.hand, way.id) for which, way in ways.items()
        }
        try:
            async with asyncio.timeout(_PATIENCE):
                while (counted := await self._count(book, head, tags)) is None:
                    self._runner.nudge()
                    await asyncio.sleep(_PAUSE)
        except TimeoutError:
            raise NotYetCurrent from None
        in_order = sorted(counted, key=lambda which: (which.guide, which.version))
        return {which: _told(counted[which]) for which in in_order}

    async def _count(
        self, book: UUID, head: int, tags: Mapping[GuideVersion, bytes]
    ) -> Mapping[GuideVersion, int] | None:
        async with in_book(self._pool, book, how=AT_ONE_INSTANT) as connection:
            live = await connection.fetchrow(_LIVE, book, DOORS)
            if live is None or live["position"] < head:
                return None
            found = await access_list.count(connection, book, live["build"], tags.values())
            return {which: found.get(tag, 0) for which, tag in tags.items()}


def _told(many: int) -> int | None:
    return None if 0 < many < LEAST_TOLD else many
