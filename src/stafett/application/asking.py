"""What is said at the door: what a question brings with it, and what an answer holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from stafett.domain.people import Account, ConcernId, FollowUpId, PersonId
from stafett.evidence.receipt import Receipt
from stafett.journal import Through
from stafett.projections.subjects import Kind

View = TypeVar("View", covariant=True)  # noqa: PLC0105 - a view is a view, whichever way it varies


@dataclass(frozen=True, slots=True)
class Target:
    """The one thing a command is about; ``id`` is ``None`` for what is yet to begin."""

    kind: Kind
    id: UUID | None = None

    @classmethod
    def concern(cls, concern: ConcernId | None = None) -> "Target":
        """Return the concern, or one that is about to be raised."""
        return cls(Kind.CONCERN, concern)

    @classmethod
    def follow_up(cls, follow_up: FollowUpId | None = None) -> "Target":
        """Return the follow-up (and its logg), or one that is about to begin."""
        return cls(Kind.FOLLOW_UP, follow_up)

    @classmethod
    def person(cls, person: PersonId | None = None) -> "Target":
        """Return the person, or one who is about to be registered."""
        return cls(Kind.PERSON, person)

    @classmethod
    def municipality(cls) -> "Target":
        """Return the municipality: each book has exactly one."""
        return cls(Kind.MUNICIPALITY)


@dataclass(frozen=True, slots=True)
class Asking:
    """Where a question came from and why; every word of it goes to the journal.

    ``request`` is the id the answer carries in ``Request-Id``, ``purpose`` a code from
    the list of the ``Stafett-Purpose`` header (``None`` where none is asked for), ``action`` the
    name of the route (``None``: the name of the command). ``account`` is the log-in; ``None``
    where nobody had logged in.
    """

    through: Through
    request: UUID
    purpose: str | None = None
    action: str | None = None
    account: Account | None = field(default=None, repr=False)

    @property
    def client(self) -> str:
        """Return the programme that asks; what it promised is kept apart from others'."""
        return self.through.client


@dataclass(frozen=True, slots=True)
class Promise:
    """What makes asking twice the same as asking once (rule 8 of the API).

    ``key`` is the ``Idempotency-Key`` as sent, at most 255 characters; it is kept apart per asker
    and client. ``asked`` is the 32-byte SHA-256 of what was asked: method, path, body,
    ``If-Match``. The same key with another ``asked`` raises ``KeyUsedForAnother``.
    """

    key: str
    asked: bytes


@dataclass(frozen=True, slots=True)
class Done:
    """A command was done, now or the last time it was asked.

    ``id`` is the stream (new for what began), ``new`` the id of the thing within it that the
    command brought along (a measure, a consent), as it was the first time. ``also`` names what
    else began (``followUp``: a concern was taken on). ``seen`` is how many entries the asker sees
    now, the number in ``ETag``; ``None`` when the asker sees nothing here, or nothing any more.
    ``receipt`` is ``None`` when there was nothing new to write.
    """

    id: UUID
    new: UUID | None
    seen: int | None
    receipt: Receipt | None
    answered_before: bool = False
    also: Mapping[str, UUID] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Opened(Generic[View]):
    """What this reader may see, and how many entries that is (the number in ``ETag``)."""

    view: View
    seen: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Listed(Generic[View]):
    """One thing the asker may look for, shown without its contents."""

    kind: Kind
    id: UUID
    view: View


class DoorError(Exception):
    """The door could not answer as asked; nothing was changed."""


class HandsCrossed(DoorError):  # noqa: N818 - an answer (409), not a fault
    """Others kept writing to the same thing; five tries did not do it. Ask again."""


class SeenIsStale(DoorError):  # noqa: N818 - an answer (412), not a fault
    """What the asker saw last is not what stands there now.

    ``seen`` is what this asker would see now: it may be told, it counts their own entries only.
    """

    def __init__(self, seen: int) -> None:
        super().__init__()
        self.seen = seen


class KeyUsedForAnother(DoorError):  # noqa: N818 - an answer (422), not a fault
    """The same ``Idempotency-Key`` came earlier with something else to do."""


class NotYetCurrent(DoorError):  # noqa: N818 - an answer (503), not a fault
    """A list did not catch up with the book within a second; ask again shortly."""
