"""A copy for an auditor of what was written about one child, sealed so that they alone read it.

It takes a grant by two others for that child and that time. Every line of the copy bears the
mark of the answer it came in, and says for whom it was made; the journal has each matter that was
opened for it, and the family reads so. Nothing of what is shielded is in it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias
from uuid import UUID

from pydantic_core import from_json, to_json

from stafett.application.asking import Asking
from stafett.application.auditing import Auditing, Wanted, readable
from stafett.application.handing_out import HandedOut
from stafett.application.listing import Listing
from stafett.application.recording import Question, Recording, part_name
from stafett.application.scenes import Scene, Scenes, fold
from stafett.application.time_travel import matters_about
from stafett.domain import audit_grant
from stafett.domain.access import Permit
from stafett.domain.audit_grant import Granted, NotAKey
from stafett.domain.facts import Refusal, Stranger
from stafett.domain.people import Asker, PersonId, Staff
from stafett.evidence.letter import Desk, LetterNotRead, Party
from stafett.ledger.book import Ledger
from stafett.ledger.line import Line, Volume
from stafett.ledger.registry import Registry
from stafett.postgres.pool import Pool
from stafett.projections.subjects import Kind

_EVER: Final = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)
_REGISTRY: Final = Registry()

_Matter: TypeAlias = tuple[UUID, Kind]
RULE: Final = "opened-to-auditor"
"""What the journal calls the rule by which it was read."""


@dataclass(frozen=True, slots=True)
class SealedCopy:
    """A copy, who sealed it, and for whom: what `open_copy` needs besides the private key.

    ``lines`` are in it; ``handed`` is what is told of it in the journal once it was sent.
    """

    sender: Party
    to: str
    sealed: bytes
    lines: int
    handed: HandedOut


class AuditContent:
    """Makes copies for auditors."""

    def __init__(
        self,
        auditing: Auditing,
        places: tuple[Ledger, Pool],
        scenes: Scenes,
        recording: Recording,
        listing: Listing,
    ) -> None:
        self._auditing = auditing
        self._ledger, self._pool = places
        self._scenes = scenes
        self._recording = recording
        self._listing = listing

    async def copy(
        self, book: UUID, asker: Asker, child: PersonId, reads: bytes, asking: Asking
    ) -> SealedCopy:
        """Return what was written about a child, sealed for the key *reads* (X25519, 32 bytes).

        Waits like a list.

        Raises:
            OnlyAnAuditor: It is not the asker's duty (403).
            ContentTakesTwoOthers: It is not opened to them (403).
            NotAKey: Nothing can be sealed for it.
            NotYetCurrent: The lists did not reach the book within a second (503).

        """
        wanted = Wanted(Volume.EVENTS, *_EVER, child=child)
        scene = await self._auditing.begin(book, asker, "audit-content", wanted, asking)
        question = Question(book, asker, asking, "audit-content", Kind.PERSON, child)
        desk = (await self._ledger.desks(book))[0]
        to = Party(f"auditor/{asker.id}", b"", reads)
        try:
            if not isinstance(asker, Staff):
                raise Stranger
            grants = scene.municipality.rulebook.grants
            granted = audit_grant.holding(grants, asker.employee, child, scene.today)
            _seal(desk, to, b"")
        except Refusal as refusal:
            await self._recording.refused(question, scene.now, refusal)
            raise
        await self._listing.current(book)
        lines = [_mark(asker, granted, scene, asking)]
        for matter in await self._as_they_began(book, child):
            lines += await self._of(book, matter, asker, asking)
        content = b"".join(to_json(line) + b"\n" for line in lines)
        handed = self._auditing.handing_out(book, asker, "audit-content", wanted, asking)
        return SealedCopy(desk.party, to.origin, _seal(desk, to, content), len(lines), handed)

    async def _as_they_began(self, book: UUID, child: PersonId) -> list[_Matter]:
        began: dict[_Matter, int] = {}
        async for stream, kind in matters_about(self._pool, self._ledger, book, child):
            scene = await self._scenes.of(book, kind, stream)
            began[stream, kind] = scene.histories[stream].lines[0].position
        return sorted(began, key=began.__getitem__)

    async def _of(
        self, book: UUID, matter: _Matter, asker: Staff, asking: Asking
    ) -> list[dict[str, Any]]:
        stream, kind = matter
        scene = await self._scenes.of(book, kind, stream)
        history = scene.histories[stream]
        read = [line for line in history.lines if readable(line)]
        places = frozenset(line.place for line in read if line.place is not None)
        permit = Permit(RULE, asker.id, parts=places)
        question = Question(book, asker, asking, "audit-content", kind, stream)
        await self._recording.opened(
            question,
            scene,
            permit,
            history.version,
            fold(kind, history),
            fields=("content",),
            entries=len(read),
        )
        return [_written(line, asking.request) for line in read]


def _seal(desk: Desk, to: Party, content: bytes) -> bytes:
    try:
        return desk.write(to, content)
    except LetterNotRead:
        raise NotAKey from None


def _mark(asker: Staff, granted: Granted, scene: Scene, asking: Asking) -> dict[str, Any]:
    """Return the first line: for whom the copy is, when and by what it was made."""
    return {
        "copy": asking.request,
        "for": asker.id,
        "name": scene.municipality.employees[asker.employee].contact.name,
        "at": scene.now,
        "grant": granted.id,
        "reference": granted.reference,
        "child": granted.child,
    }


def _written(line: Line, copy: UUID) -> dict[str, Any]:
    if line.event is None or line.place is None:
        raise ValueError("what cannot be read is not in a copy")
    return {
        "copy": copy,
        "position": line.position,
        "leaf": line.leaf.hex(),
        "at": line.at,
        "by": line.by,
        "stream": line.stream,
        "version": line.version,
        "part": part_name(line.place),
        "what": line.event.name,
        "written": from_json(_REGISTRY.write(line.event)),
    }
