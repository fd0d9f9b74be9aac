"""A line in the book, as it is read and as it is handed in to be written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from types import MappingProxyType
from typing import Final, NamedTuple
from uuid import UUID

from stafett.domain.facts import Event, Place
from stafett.domain.people import Assurance
from stafett.evidence.line_header import NO_LEAF
from stafett.evidence.receipt import Receipt
from stafett.ledger.scope import Scope

NOTHING_READ: Final[Mapping[UUID, int]] = MappingProxyType({})
"""What a decision has read that looked at no other stream."""

NOBODY = UUID(int=0)
"""Stands for who acted when that can no longer be read."""


class Volume(Enum):
    """The two ledgers of a book: what happened, and who opened it."""

    EVENTS = "event"
    JOURNAL = "journal"


@dataclass(frozen=True, slots=True)
class Line:
    """One opened line of a book.

    ``at`` is book time, aware and in UTC. ``by`` is who acted: an employee, a person, or a
    system by its id; ``sure`` how surely the log-in knew them. When the key to a line is gone,
    ``event`` and ``place`` are ``None``, and ``by`` and ``command`` the id of nobody: a
    tombstone, which still stands in the chain. ``previous`` is the leaf of the line before it in
    its stream. ``broken`` marks a line that could not be read though its key is there; only
    following gives such lines, never reading.
    """

    stream: UUID
    version: int
    position: int
    event_id: UUID
    at: datetime
    by: UUID
    command: UUID
    place: Place | None
    event: Event | None
    leaf: bytes
    previous: bytes = NO_LEAF
    broken: bool = False
    sure: Assurance | None = None


class NewLine(NamedTuple):
    """One event to be written, the part of the stream it belongs to, and its id (a UUIDv7).

    ``scope`` is set only where the key is not that of the stream's own part: the journal lies
    under the quarter's key, or under the compartment's that the line is about.
    """

    event: Event
    place: Place
    event_id: UUID
    scope: Scope | None = None


class Write(NamedTuple):
    """Lines to be written to one stream, after the version that was read.

    ``previous`` is the leaf of that version; of a new stream ``after`` is 0 and ``previous``
    32 zero bytes.
    """

    stream: UUID
    after: int
    previous: bytes
    lines: tuple[NewLine, ...]


ACCOUNT: Final = "account"
NATIONAL_NUMBER: Final = "national-number"
OF_PEOPLE: Final = frozenset({ACCOUNT, NATIONAL_NUMBER})
"""The kinds of claims that say what somebody is known by, and are never let go of."""


class KnownBy(NamedTuple):
    """What somebody is known by: a claim's kind, one of `OF_PEOPLE`, and what it is on."""

    kind: str
    value: bytes


class Claim(NamedTuple):
    """Something at most one stream of the book may hold at a time, taken or let go.

    ``tag`` says what, within its ``kind``; neither is stored as it is. Taking what the stream
    already holds, or letting go of what it does not hold, changes nothing.
    """

    kind: str
    tag: bytes
    stream: UUID
    release: bool = False


class Append(NamedTuple):
    """Everything one command writes: all of it, or nothing.

    ``reads`` are the versions of other streams that the decision looked at. ``asked`` is the
    32-byte hash of the request and ``answer`` what it shall be answered; a command with either
    is remembered, and refused when it comes again. ``sure`` is how surely the log-in knew who
    acted; ``None`` when nobody had logged in.
    """

    tenant: UUID
    command: UUID
    at: datetime
    by: UUID
    writes: tuple[Write, ...]
    reads: Mapping[UUID, int] = NOTHING_READ
    claims: tuple[Claim, ...] = ()
    answer: bytes = b""
    asked: bytes = b""
    sure: Assurance | None = None


class Appended(NamedTuple):
    """What was written: the lines' leaves in order, and a receipt that they stand in the book.

    The receipt is that of the last leaf, which names all before it in its stream. It is ``None``
    when nothing was written.
    """

    command: UUID
    receipt: Receipt | None
    leaves: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """What a command was answered and with which request hash; ``None`` when the key is gone."""

    answer: bytes | None
    asked: bytes | None


@dataclass(frozen=True, slots=True)
class History:
    """A stream as it was read: its version, its last leaf, and the lines that were asked for."""

    stream: UUID
    version: int = 0
    leaf: bytes = NO_LEAF
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Several streams at one instant. ``now`` is book time in UTC at that instant."""

    now: datetime
    histories: Mapping[UUID, History]
    answer: StoredAnswer | None
