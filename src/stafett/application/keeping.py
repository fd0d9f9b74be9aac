"""What a book keeps of its own keeping: what is destroyed of it, and what may not be."""

from datetime import date
from uuid import UUID

from stafett.application.asking import Asking
from stafett.application.recording import Question, Recording
from stafett.application.scenes import Scenes
from stafett.domain import rulebook
from stafett.domain.facts import Stranger
from stafett.domain.people import Asker
from stafett.domain.rulebook import Rulebook
from stafett.ledger.errors import NoSuchBook
from stafett.projections.subjects import Kind


class Keeping:
    """Tells those who keep a book, and the journal that they were told."""

    def __init__(self, scenes: Scenes, recording: Recording) -> None:
        self._scenes = scenes
        self._recording = recording

    async def kept(
        self, book: UUID, asker: Asker, action: str, asking: Asking
    ) -> tuple[Rulebook | None, date]:
        """Return what lies on the book today, or nothing to whoever does not keep it.

        The line in the journal names no matter: it has the version of the municipality, which says
        what there was to read.

        Raises:
            Stranger: There is no such book, or nobody's yet.

        """
        question = Question(book, asker, asking, action, Kind.MUNICIPALITY, None)
        try:
            scene = await self._scenes.of_municipality(book)
        except NoSuchBook:
            raise Stranger from None
        await self._recording.listed(question, scene, ())
        return (scene.municipality.rulebook if rulebook.keeps(asker) else None), scene.today
