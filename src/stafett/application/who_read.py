"""Who had read what was found to lie with the wrong child: told from the journal, line by line.

The wrong child's family has a right to know who saw it there, and so has the child it was about
(R182; GDPR articles 15 and 33). It is asked seldom, and reads the whole journal of the book.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from stafett.application.asking import Asking, Opened
from stafett.application.readers import seen_by
from stafett.application.recording import Question, Recording, part_name
from stafett.application.scenes import Scene, Scenes, fold
from stafett.domain import access, correcting
from stafett.domain.access import Look, Permit
from stafett.domain.arrival import PastKept
from stafett.domain.correction import FoundMisfiled, NotYoursToTrace
from stafett.domain.entry import EntryProposed
from stafett.domain.facts import Event, Refusal, Stranger
from stafett.domain.followup import Ended, Running
from stafett.domain.people import Asker, FollowUpId
from stafett.domain.standing import Role
from stafett.journal import Journal, MatterOpened
from stafett.ledger.errors import NoSuchBook
from stafett.projections.subjects import Kind

_IDS: Final = (
    *("entry", "goal", "measure", "meeting", "message", "report", "disclosure"),
    *("document", "attachment", "comment", "past"),
)
_MAY_ASK: Final = frozenset({Role.CARRIER, Role.HOME_LEADER})


@dataclass(frozen=True, slots=True)
class Reading:
    """Somebody was shown the part it lay in, while it lay there."""

    at: datetime
    who: UUID
    role: str
    units: tuple[UUID, ...]
    purpose: str | None


@dataclass(frozen=True, slots=True)
class Lay:
    """Where something lay, from which version of the follow-up to before which.

    ``to_family_from`` is the version from which the family was shown it as a proposal.
    """

    part: str
    first: int
    until: int
    to_family_from: int | None

    def was_shown(self, line: MatterOpened) -> bool:
        """Say whether whoever opened the matter then was shown it."""
        if line.read_to >= self.until:
            return False
        proposed = self.to_family_from is not None and line.read_to >= self.to_family_from
        if proposed and line.role == "citizen":
            return True
        return self.part in line.parts and line.read_to >= self.first


class WhoRead:
    """Finds who had read something that is hidden now."""

    def __init__(self, journal: Journal, scenes: Scenes, recording: Recording) -> None:
        self._journal = journal
        self._scenes = scenes
        self._recording = recording

    async def of(
        self, book: UUID, asker: Asker, follow_up: FollowUpId, item: UUID, asking: Asking
    ) -> Opened[Sequence[Reading]]:
        """Tell who had read it; see ``Application.who_read``."""
        question = Question(book, asker, asking, "who-read", Kind.FOLLOW_UP, follow_up)
        try:
            scene = await self._scenes.of(book, Kind.FOLLOW_UP, follow_up)
        except NoSuchBook:
            raise Stranger from None
        state = fold(Kind.FOLLOW_UP, scene.histories[follow_up])
        try:
            at = scene.circumstances(asker, state)
            permit = _permit(asker, state, item, scene)
        except Refusal as refusal:
            await self._recording.refused(question, scene.now, refusal, state)
            raise
        version = scene.histories[follow_up].version
        await self._recording.opened(question, scene, permit, version, state)
        lay = list(_where(scene, follow_up, item))
        readings = [
            Reading(line.at, line.actor, line.role, line.units, line.purpose)
            async for line in self._journal.openings(book, follow_up)
            if any(place.was_shown(line) for place in lay)
        ]
        return Opened(readings, seen_by(state, permit, at), scene.now)


def _permit(asker: Asker, state: object, item: UUID, scene: Scene) -> Permit:
    """Let the holder and the home unit's leader ask, of what is hidden and of nothing else."""
    if not isinstance(state, Running | Ended):
        raise Stranger
    permit = access.may(asker, Look.OPEN, state, scene.circumstances(asker, state))
    if not permit.roles & _MAY_ASK or item not in correcting.hidden(state.contents):
        raise NotYoursToTrace
    return permit


def _where(scene: Scene, follow_up: UUID, item: UUID) -> Iterator[Lay]:
    """Yield each part it lay in, by the lines that wrote, proposed and hid it."""
    events = [(line.version, line.event) for line in scene.histories[follow_up].lines]
    for until, hid in events:
        if not isinstance(hid, FoundMisfiled) or hid.item != item:
            continue
        about = [
            (version, event)
            for version, event in events
            if version < until and event is not None and _is_about(event, hid)
        ]
        if about:
            proposed = [at for at, event in about if isinstance(event, EntryProposed | PastKept)]
            first = about[0][0]
            yield Lay(part_name(hid.place), first, until, proposed[0] if proposed else None)


def _is_about(event: Event, hid: FoundMisfiled) -> bool:
    same_place = getattr(event, "place", None) == hid.place
    return same_place and any(getattr(event, name, None) == hid.item for name in _IDS)
