"""Who had read what was found to lie with the wrong child: told from the journal, line by line.

The wrong child's family has a right to know who saw it there, and so has the child it was about
(R182; GDPR articles 15 and 33). It is asked seldom, and reads the whole journal of the book.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from stafett.application.asking import Asking, Opened, Target
from stafett.application.readers import seen_by
from stafett.application.recording import Question, Recording, part_name
from stafett.application.scenes import Scene, Scenes, fold
from stafett.domain import access, correcting
from stafett.domain.access import Look, Permit
from stafett.domain.arrival import PastKept
from stafett.domain.circumstances import Circumstances
from stafett.domain.correction import FoundMisfiled, NotYoursToTrace
from stafett.domain.entry import EntryProposed
from stafett.domain.facts import Event, Refusal, Stranger
from stafett.domain.followup import Ended, Running
from stafett.domain.matter import Concluded, Shielded, TakenOn, Wondering, open_part
from stafett.domain.noted_readers import reads
from stafett.domain.people import Asker, PersonId
from stafett.domain.privy import responsible
from stafett.domain.standing import Role
from stafett.journal import Journal, MatterOpened
from stafett.ledger.errors import NoSuchBook

_IDS: Final = (
    *("entry", "goal", "measure", "meeting", "message", "report", "disclosure"),
    *("document", "attachment", "comment", "past", "observation", "talk", "contact"),
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

    ``to_family_from`` is the version from which the family was shown it as a proposal; ``family``
    names those of them who were shown it where not all were.
    """

    part: str
    first: int
    until: int
    to_family_from: int | None
    family: frozenset[PersonId] | None = None

    def was_shown(self, line: MatterOpened) -> bool:
        """Say whether whoever opened the matter then was shown it."""
        if line.read_to >= self.until:
            return False
        citizen = line.role == "citizen"
        if citizen and self.family is not None and line.actor not in self.family:
            return False
        proposed = self.to_family_from is not None and line.read_to >= self.to_family_from
        if proposed and citizen:
            return True
        return self.part in line.parts and line.read_to >= self.first


class WhoRead:
    """Finds who had read something that is hidden now."""

    def __init__(self, journal: Journal, scenes: Scenes, recording: Recording) -> None:
        self._journal = journal
        self._scenes = scenes
        self._recording = recording

    async def of(
        self, book: UUID, asker: Asker, matter: Target, item: UUID, asking: Asking
    ) -> Opened[Sequence[Reading]]:
        """Tell who had read it; see ``Application.who_read``."""
        kind, stream = matter.kind, matter.id
        if stream is None:
            raise ValueError("what was hidden lies in something that has an id")
        question = Question(book, asker, asking, "who-read", kind, stream)
        try:
            scene = await self._scenes.of(book, kind, stream)
        except NoSuchBook:
            raise Stranger from None
        state = fold(kind, scene.histories[stream])
        try:
            at = scene.circumstances(asker, state)
            permit = _permit(asker, state, item, scene)
        except Refusal as refusal:
            await self._recording.refused(question, scene.now, refusal, state)
            raise
        version = scene.histories[stream].version
        await self._recording.opened(question, scene, permit, version, state, fields=("journal",))
        family = _family_of(state, item, at)
        lay = list(_where(scene, stream, item, family))
        readings = [
            Reading(line.at, line.actor, line.role, line.units, line.purpose)
            async for line in self._journal.openings(book, stream)
            if any(place.was_shown(line) for place in lay)
        ]
        return Opened(readings, seen_by(state, permit, at), scene.now)


def _permit(asker: Asker, state: object, item: UUID, scene: Scene) -> Permit:
    """Let the holder, the home unit's leader, and whoever answers for a concern, ask.

    Of what is hidden, and of nothing else.
    """
    matter = _concern(state)
    if matter is not None:
        at = scene.circumstances(asker, state)
        found = access.may(asker, Look.OPEN, matter, at)
        answers = found.reader == responsible(matter, at.municipality, at.today)
        if not answers or item not in matter.amended.misfiled:
            raise NotYoursToTrace
        return found
    if not isinstance(state, Running | Ended):
        raise Stranger
    permit = access.may(asker, Look.OPEN, state, scene.circumstances(asker, state))
    if not permit.roles & _MAY_ASK or item not in correcting.hidden(state.contents):
        raise NotYoursToTrace
    return permit


def _concern(state: object) -> Wondering | Shielded | None:
    if isinstance(state, Wondering | Shielded | TakenOn | Concluded):
        return open_part(state)
    return None


def _family_of(state: object, item: UUID, at: Circumstances) -> frozenset[PersonId] | None:
    """Name those in the family who were ever to read it in a concern; ``None``: in a follow-up."""
    matter = _concern(state)
    if matter is None:
        return None
    amended = matter.amended
    was = (one.was for one in amended.earlier if one.was.id == item)
    words = (amended.misfiled[item].item, *was)
    family = {matter.root.about, *matter.talks.told}
    return frozenset(who for who in family if any(reads(matter, one, who, at) for one in words))


def _where(
    scene: Scene, stream: UUID, item: UUID, family: frozenset[PersonId] | None
) -> Iterator[Lay]:
    """Yield each part it lay in, by the lines that wrote, proposed and hid it."""
    lines = scene.histories[stream].lines
    for line in lines:
        until, hid, place = line.version, line.event, line.place
        if not isinstance(hid, FoundMisfiled) or hid.item != item or place is None:
            continue
        about = [
            (one.version, one.event)
            for one in lines
            if one.version < until and one.place == place and _is_about(one.event, item)
        ]
        if about:
            proposed = [at for at, event in about if isinstance(event, EntryProposed | PastKept)]
            first = about[0][0]
            shown = proposed[0] if proposed else None
            yield Lay(part_name(place), first, until, shown, family)


def _is_about(event: Event | None, item: UUID) -> bool:
    return any(getattr(event, name, None) == item for name in _IDS)
