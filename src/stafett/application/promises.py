"""Keeping promises: asking twice is asking once, and only the one who asked gets the answer."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from pydantic_core import from_json, to_json

from stafett.application.asking import Asking, KeyUsedForAnother, Promise
from stafett.evidence.fields import fields
from stafett.ledger.book import Ledger
from stafett.ledger.line import StoredAnswer

LONGEST_KEY = 255
"""Characters in an ``Idempotency-Key``."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is remembered of a command that was done: ids and what the asker saw afterwards."""

    id: UUID
    new: UUID | None
    seen: int | None

    def dump(self) -> bytes:
        """Return the answer as the bytes that are stored, sealed, beside the command's id."""
        new = None if self.new is None else str(self.new)
        return to_json({"id": str(self.id), "new": new, "seen": self.seen})

    @classmethod
    def load(cls, content: bytes) -> "Answer":
        """Return what `dump` wrote."""
        stored: Any = from_json(content)
        new = stored["new"]
        return cls(UUID(stored["id"]), None if new is None else UUID(new), stored["seen"])


async def command_id(
    ledger: Ledger, book: UUID, who: UUID, asking: Asking, promise: Promise
) -> UUID:
    """Return the id under which a command is remembered: the same key of another is another.

    A keyed hash, so that a stored id tells nothing of who asked or by which programme.
    """
    if not promise.key or len(promise.key) > LONGEST_KEY:
        raise ValueError(f"an Idempotency-Key has 1 to {LONGEST_KEY} characters")
    if len(promise.asked) != sha256().digest_size:
        raise ValueError("what was asked is told as a SHA-256")
    name = fields(who.bytes, asking.client.encode(), promise.key.encode())
    tag = await ledger.tag(book, "command", name)
    return UUID(bytes=tag[:16])


def kept(stored: StoredAnswer, promise: Promise) -> Answer | None:
    """Return the answer from the first time; ``None`` when it can no longer be read.

    Raises:
        KeyUsedForAnother: The key came with something else to do.

    """
    if stored.asked is not None and stored.asked != promise.asked:
        raise KeyUsedForAnother
    return None if stored.answer is None else Answer.load(stored.answer)
