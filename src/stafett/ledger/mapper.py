"""The mapper of the `eventsourcing` library, with sealing where it has serialising.

Its topic stays empty, because the kind of event lies inside the seal. The library's own cipher is
not used: it knows one key and no context.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import JSONTranscoder, Mapper, StoredEvent

from stafett.ledger.data_key import DataKey
from stafett.ledger.line_sealer import ClosedLine, LineSealer, PlainLine

HIDDEN: Final = ""
"""The topic of every stored line: what it really is lies inside."""


@dataclass(frozen=True)
class SealedLine(StoredEvent):
    """A closed line as the library's stored event, with what stands in clear beside it.

    ``state`` is the sealed envelope, ``leaf`` the 32-byte hash of everything on the outside.
    """

    event_id: UUID
    at: datetime
    key_id: UUID
    previous: bytes
    leaf: bytes


class SealingMapper(Mapper[UUID]):
    """Closes and opens lines for whoever speaks the library's language.

    ``key`` gives a data key by its id without waiting: whoever maps has fetched the keys first.
    It raises Shredded for one that is gone.
    """

    def __init__(self, sealer: LineSealer, key: Callable[[UUID], DataKey]) -> None:
        super().__init__(JSONTranscoder())
        self._sealer = sealer
        self._key = key

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID]) -> SealedLine:
        """Close a `PlainLine` under its key, for its place and for no other."""
        if not isinstance(domain_event, PlainLine):
            raise TypeError("only a plain line can be closed")
        stream, version, event_id, at, key_id, previous, envelope = domain_event
        line = self._sealer.close(
            stream, version, event_id, at, previous, envelope.to_bytes(), self._key(key_id)
        )
        return SealedLine(
            line.stream,
            line.version,
            HIDDEN,
            line.sealed,
            line.event_id,
            line.at,
            line.key_id,
            line.previous,
            line.leaf,
        )

    def to_domain_event(self, stored_event: StoredEvent) -> PlainLine:
        """Open a `SealedLine`.

        Raises:
            Shredded: Its key is gone.
            Tampered: It was not closed with that key for that place.

        """
        line = stored_event
        if not isinstance(line, SealedLine) or not isinstance(line.originator_id, UUID):
            raise TypeError("only a sealed line can be opened")
        stream, version = line.originator_id, line.originator_version
        closed = ClosedLine(
            stream,
            version,
            line.event_id,
            line.at,
            line.key_id,
            line.state,
            line.previous,
            line.leaf,
        )
        self._sealer.check(closed, line.previous)
        envelope = self._sealer.open(closed, self._key(line.key_id))
        return PlainLine(
            stream, version, line.event_id, line.at, line.key_id, line.previous, envelope
        )
