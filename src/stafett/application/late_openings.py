"""What was opened after a word had been spoken back and before it was written: marked (R105)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from stafett.application.asking import Asking, Opened
from stafett.application.readers import seen_by
from stafett.application.recording import Question, Recording
from stafett.application.scenes import Scenes, fold
from stafett.domain import access, veil
from stafett.domain.access import Look
from stafett.domain.belated import belated
from stafett.domain.facts import Refusal, Stranger
from stafett.domain.followup import Ended, Running
from stafett.domain.people import Asker, Citizen, FollowUpId, PersonId, UnitId
from stafett.journal import Journal
from stafett.ledger.errors import NoSuchBook
from stafett.projections.subjects import Kind


@dataclass(frozen=True, slots=True)
class LateOpening:
    """Somebody at work was shown it in between; to the family, by unit and not by name."""

    at: datetime
    who: UUID | None
    units: tuple[UUID, ...]
    purpose: str | None


@dataclass(frozen=True, slots=True)
class Between:
    """A word that was spoken back on one day and written on a later one, and what was opened."""

    giver: PersonId
    units: tuple[UnitId, ...]
    spoken_on: date
    written_at: datetime
    openings: tuple[LateOpening, ...]


class LateOpenings:
    """Reads the journal of a follow-up for what lies between act and writing."""

    def __init__(self, journal: Journal, scenes: Scenes, recording: Recording) -> None:
        self._journal = journal
        self._scenes = scenes
        self._recording = recording

    async def of(
        self, book: UUID, asker: Asker, follow_up: FollowUpId, asking: Asking
    ) -> Opened[Sequence[Between]]:
        """Tell what was opened in between; see ``Application.late_openings``."""
        question = Question(book, asker, asking, "late-openings", Kind.FOLLOW_UP, follow_up)
        try:
            scene = await self._scenes.of(book, Kind.FOLLOW_UP, follow_up)
        except NoSuchBook:
            raise Stranger from None
        state = fold(Kind.FOLLOW_UP, scene.histories[follow_up])
        try:
            if not isinstance(state, Running | Ended):
                raise Stranger
            at = scene.circumstances(asker, state)
            permit = access.may(asker, Look.OPEN, state, at)
            lines = [line.event for line in scene.histories[follow_up].lines]
            late = list(belated(lines, state.frame.consents, permit))
        except Refusal as refusal:
            await self._recording.refused(question, scene.now, refusal, state)
            raise
        version = scene.histories[follow_up].version
        await self._recording.opened(question, scene, permit, version, state, fields=("journal",))
        opened = [line async for line in self._journal.openings(book, follow_up)] if late else []
        named = not isinstance(asker, Citizen)
        found = tuple(
            Between(
                giver=one.giver,
                units=tuple(sorted(one.units)),
                spoken_on=one.spoken_on,
                written_at=one.written_at,
                openings=tuple(
                    LateOpening(line.at, line.actor if named else None, line.units, line.purpose)
                    for line in opened
                    if line.role == "staff" and one.lies_between(line.at, line.consents)
                ),
            )
            for one in late
        )
        return Opened(veil.over(found, at), seen_by(state, permit, at), scene.now)
