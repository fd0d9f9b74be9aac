"""All the stories, told once against the real service for every test of them."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from uuid import UUID

import pytest_asyncio
import structlog

from stafett.api.log_lines import write_lines
from stafett.domain.facts import Event
from stafett.ledger.roots import LocalRoot, RootKey
from stafett.stories.programme import Evening, Told, play_all
from stafett.stories.stage import Stage, listen, open_stage
from tests.conftest import Servers
from tests.databases import new_database
from tests.stories.hearing import Hearing


@dataclass(frozen=True)
class Heard:
    """An evening: every sentence that was told, and every event that was written."""

    evening: Evening
    hearing: Hearing
    written: Mapping[str, Sequence[Event]]
    """What stands in each story's book and journal, by the story's name."""
    log: str
    """What the service wrote in its own log meanwhile."""

    def told(self, called: str) -> Told:
        """Return one of the stories."""
        (found,) = (one for one in self.evening.told if one.called == called)
        return found

    def sentences(self, called: str) -> list[str]:
        """Return what one listens to in a story."""
        return self.hearing.chapters[f"{called}, after its public guide"]

    def never_heard(self, called: str, *words: str) -> list[str]:
        """Return those of the words that stand in none of a story's sentences."""
        sentences = [sentence.lower() for sentence in self.sentences(called)]
        return [one for one in words if not any(one.lower() in said for said in sentences)]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def heard(servers: Servers, templates: tuple[str, str]) -> AsyncIterator[Heard]:
    """The real service on a real socket, and everything that is told there."""
    hearing = Hearing()
    async with (
        new_database(servers.events, like=templates[0]) as events,
        new_database(servers.keystore, like=templates[1]) as keystore,
    ):
        root = LocalRoot(RootKey.new(), "the stories")
        async with open_stage(events, keystore, root, listen(0)) as stage:
            with _logging() as log:
                evening = await play_all(stage, hearing)
            written = {one.called: await _written(stage, one.book) for one in evening.told}
            yield Heard(evening, hearing, written, log.getvalue())


@contextmanager
def _logging() -> Iterator[StringIO]:
    """Keep what is written in the log, as `serve` would write it."""
    before, log = structlog.get_config(), StringIO()
    write_lines(log)
    try:
        yield log
    finally:
        structlog.configure(**before)


async def _written(stage: Stage, book: UUID) -> list[Event]:
    found: list[Event] = []
    for lines_of in (stage.house.ledger, stage.house.journal):
        position = 0
        while lines := await lines_of.follow(book, position, 500):
            found += [line.event for line in lines if line.event is not None]
            position = lines[-1].position
    return found
