"""Closing and opening lines: between what happened and what lies in the book.

This is the mapper of the `eventsourcing` library with sealing where it has serialising. Its
topic stays empty, because the kind of event lies inside the seal. The library's own cipher is not
used: it knows one key and no context.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import JSONTranscoder, Mapper, StoredEvent

from stafett.evidence.line_header import LineHeader, sealed_hash
from stafett.ledger.data_key import DataKey
from stafett.ledger.envelope import Envelope
from stafett.ledger.errors import Tampered
from stafett.ledger.line import Volume
from stafett.ledger.sealing import LineContext, SealBroken, seal, unseal

HIDDEN = ""
"""The topic of every stored line: what it really is lies inside."""


_UNUSED = JSONTranscoder()


class PlainLine(NamedTuple):
    """A line before it is closed and after it is opened, with all that binds it to its place."""

    originator_id: UUID
    originator_version: int
    event_id: UUID
    at: datetime
    key_id: UUID
    previous: bytes
    envelope: Envelope


@dataclass(frozen=True)
class SealedLine(StoredEvent):
    """A closed line: the library's stored event, with what stands in clear beside it.

    ``state`` is the sealed envelope, ``leaf`` the 32-byte hash of everything on the outside.
    """

    event_id: UUID
    at: datetime
    key_id: UUID
    previous: bytes
    leaf: bytes


class SealingMapper(Mapper[UUID]):
    """Closes and opens the lines of one ledger of one book.

    ``key`` gives a data key by its id without waiting: whoever maps has fetched the keys first.
    It raises Shredded for one that is gone.
    """

    def __init__(self, tenant: UUID, volume: Volume, key: Callable[[UUID], DataKey]) -> None:
        super().__init__(_UNUSED)
        self._tenant = tenant
        self._ledger = volume.value
        self._key = key

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID]) -> SealedLine:
        """Close a `PlainLine` under its key, for its place and for no other."""
        if not isinstance(domain_event, PlainLine):
            raise TypeError("only a plain line can be closed")
        return self.close(domain_event, self._key(domain_event.key_id))

    def close(self, line: PlainLine, key: DataKey) -> SealedLine:
        """Close a line under *key*, for its place and for no other."""
        stream, version, event_id, at, key_id, previous, envelope = line
        context = LineContext(self._tenant, self._ledger, stream, version, event_id, previous)
        sealed = seal(key, context, envelope.to_bytes())
        return SealedLine(
            stream,
            version,
            HIDDEN,
            sealed,
            event_id,
            at,
            key_id,
            previous,
            self._leaf(stream, version, event_id, at, key_id, previous, sealed),
        )

    def to_domain_event(self, stored_event: StoredEvent) -> PlainLine:
        """Open a `SealedLine`.

        Raises:
            Shredded: Its key is gone.
            Tampered: It was not closed with that key for that place.

        """
        line = _sealed(stored_event)
        stream, version = _address(line)
        context = LineContext(
            self._tenant, self._ledger, stream, version, line.event_id, line.previous
        )
        try:
            opened = unseal(self._key(line.key_id), context, line.state)
        except SealBroken:
            raise Tampered(stream, version) from None
        return PlainLine(
            stream,
            version,
            line.event_id,
            line.at,
            line.key_id,
            line.previous,
            Envelope.from_bytes(opened),
        )

    def check(self, line: SealedLine, previous: bytes) -> None:
        """See that a line continues *previous* and is what its leaf says; no key is needed.

        Raises:
            Tampered: It does not, or is not.

        """
        stream, version = _address(line)
        expected = self._leaf(
            stream, version, line.event_id, line.at, line.key_id, line.previous, line.state
        )
        if line.previous != previous or line.leaf != expected:
            raise Tampered(stream, version)

    def _leaf(  # noqa: PLR0917 - a header has as many fields as it has
        self,
        stream: UUID,
        version: int,
        event_id: UUID,
        at: datetime,
        key_id: UUID,
        previous: bytes,
        sealed: bytes,
    ) -> bytes:
        return LineHeader(
            self._tenant,
            self._ledger,
            stream,
            version,
            event_id,
            at,
            key_id,
            previous,
            sealed_hash(sealed),
        ).leaf()


def _sealed(stored_event: StoredEvent) -> SealedLine:
    if not isinstance(stored_event, SealedLine):
        raise TypeError("only a sealed line can be opened")
    return stored_event


def _address(line: SealedLine) -> tuple[UUID, int]:
    if not isinstance(line.originator_id, UUID):
        raise TypeError("a stream is named by a UUID")
    return line.originator_id, line.originator_version
