"""Which drawer a key opens: one part of one stream."""

from typing import NamedTuple, Self, TypeAlias
from uuid import UUID

from stafett.domain.facts import Place
from stafett.evidence.fields import fields


class Scope(NamedTuple):
    """The part of a stream that one data key seals.

    ``kind`` is the part's kind (``frame``, ``shared``, ``own`` ...), ``unit`` is set when the part
    is one unit's own.
    """

    stream: UUID
    kind: str
    unit: UUID | None = None

    @classmethod
    def of(cls, stream: UUID, place: Place) -> Self:
        """Return the scope of a place in a stream."""
        return cls(stream, place.kind._value_, place.unit)

    def content(self) -> bytes:
        """Return the bytes that name this scope and no other."""
        return fields(
            self.stream.bytes, self.kind.encode(), b"" if self.unit is None else self.unit.bytes
        )


KeyName: TypeAlias = Scope | UUID
"""How a data key is asked for: by what it seals, or by the id that stands beside a line."""
