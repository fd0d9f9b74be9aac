"""Keeping promises: asking twice is asking once, and only the one who asked gets the answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from pydantic_core import from_json, to_json

from stafett.application.asking import Asking, KeyUsedForAnother, Promise
from stafett.evidence.fields import fields
from stafett.ledger.book import Ledger
from stafett.ledger.line import StoredAnswer
from stafett.ledger.shape import shape_of

LONGEST_KEY = 255
"""Characters in an ``Idempotency-Key``."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is remembered of a command that was done: ids, and what the asker saw afterwards.

    ``wrote`` are the streams it wrote to, in order: the way back to its lines.
    """

    id: UUID
    new: UUID | None
    seen: int | None
    also: Mapping[str, UUID]
    wrote: tuple[UUID, ...]

    def dump(self) -> bytes:
        """Return the answer as the bytes that are stored, sealed, beside the command's id."""
        return to_json(_SHAPE.write(self) if _SHAPE.write else self)

    @classmethod
    def load(cls, content: bytes) -> "Answer":
        """Return what `dump` wrote."""
        answer: Answer = _SHAPE.read(from_json(content))
        return answer


_SHAPE = shape_of(Answer)


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
