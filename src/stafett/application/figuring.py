"""Figuring: the municipality's figures, from what each matter adds; nothing is told of anybody."""

from collections.abc import Collection
from uuid import UUID

from stafett.application.asking import Asking
from stafett.application.listing import Listing
from stafett.application.recording import Question, Recording
from stafett.application.scenes import Scenes
from stafett.application.watching import Watching
from stafett.domain import dropped, figures, rulebook
from stafett.domain.facts import Stranger
from stafett.domain.figures import Figures
from stafett.domain.gap import Gap
from stafett.domain.people import Asker, UnitId
from stafett.domain.rulebook import OnlyACoordinator
from stafett.domain.tally import Tally
from stafett.ledger.book import Ledger
from stafett.ledger.errors import NoSuchBook
from stafett.postgres.pool import Pool
from stafett.projections import tally_list
from stafett.projections.subjects import Kind


class Figuring:
    """Tells figures to those whose duty it is to look after the whole."""

    def __init__(
        self,
        ledger: Ledger,
        pool: Pool,
        scenes: Scenes,
        recording: Recording,
        watching: tuple[Listing, Watching],
    ) -> None:
        self._ledger = ledger
        self._pool = pool
        self._scenes = scenes
        self._recording = recording
        self._listing, self._watching = watching

    async def figures(self, book: UUID, asker: Asker, asking: Asking) -> Figures:
        """Tell the figures; see ``Application.figures``."""
        question = Question(book, asker, asking, "figures", Kind.FOLLOW_UP, None)
        try:
            scene = await self._scenes.of_municipality(book)
        except NoSuchBook:
            raise Stranger from None
        if not rulebook.follows(asker):
            await self._recording.refused(question, scene.now, refusal := OnlyACoordinator())
            raise refusal
        await self._listing.current(book)
        tallies: list[Tally] = []
        async for page in tally_list.pages(self._pool, self._ledger, book):
            tallies += page
        broken: list[tuple[UnitId, Collection[Gap]]] = []
        async for one, found in self._watching.broken(book, asker, scene):
            home = dropped.home_of(one.state)
            if home is not None:
                broken.append((home, {each.gap for each in found}))
        await self._recording.listed(question, scene, [])
        known = scene.municipality
        levels = {level.number for guide in known.guides.values() for level in guide.levels}
        return figures.figures(scene.today, known.units, levels, tallies, broken)
