"""What lies inside a sealed line: who did what, with which command, in which part of the stream.

Also the kind of event lies inside: a name such as *report sent to child welfare* beside a known
stream would say everything. In the first line a command writes lies too what the command was
asked and answered, so that asking again can be answered from here and from nowhere else.

The layout is fixed. A head: one byte for the layout, 16 for who acted, 16 for the command, two
for the event's version, one each for the lengths of the event's name and of the place's kind, one
for what follows (1: a unit, 2: an answer). Then name, kind, unit (16 bytes); of an answer the
lengths of the request's hash (1 byte) and of the answer (4), and both; the rest is the body.
"""

from struct import Struct
from struct import error as struct_error
from typing import Final, NamedTuple
from uuid import UUID

from stafett.domain.facts import Place, PlaceKind
from stafett.domain.people import Assurance
from stafett.ledger.errors import UnknownEvent

_LAYOUT: Final = 1
_HEAD: Final = Struct(">B16s16sHBBB")
_LENGTHS: Final = Struct(">BI")
_UUID: Final = 16
_WITH_UNIT: Final = 1
_WITH_ANSWER: Final = 2
_SURE: Final = {
    None: 0,
    Assurance.LOW: 4,
    Assurance.SUBSTANTIAL: 8,
    Assurance.HIGH: 12,
}
_SURELY: Final = {said: sure for sure, said in _SURE.items()}
_OF_SURENESS: Final = 12
_PLACES: Final = {kind.value.encode(): kind for kind in PlaceKind}


def envelope_bytes(  # noqa: PLR0917 - the parts of an envelope, in their order
    by: UUID,
    command: UUID,
    place: Place,
    name: str,
    version: int,
    body: bytes,
    asked: bytes,
    answer: bytes,
    sure: Assurance | None = None,
) -> bytes:
    """Return the bytes of an envelope, to be sealed."""
    stored, kind, unit = name.encode(), place.kind._value_.encode(), place.unit
    follows, of_unit, answered = 0, b"", b""
    if unit is not None:
        follows, of_unit = _WITH_UNIT, unit.bytes
    if asked or answer:
        follows |= _WITH_ANSWER
        answered = _LENGTHS.pack(len(asked), len(answer)) + asked + answer
    head = _HEAD.pack(
        _LAYOUT,
        by.int.to_bytes(_UUID),
        command.int.to_bytes(_UUID),
        version,
        len(stored),
        len(kind),
        follows | _SURE[sure],
    )
    return b"".join((head, stored, kind, of_unit, answered, body))


class Envelope(NamedTuple):
    """The inside of a line. ``body`` is the event's fields as JSON.

    ``asked`` and ``answer`` are empty in all but the first line of a command that has an answer.
    """

    by: UUID
    command: UUID
    place: Place
    name: str
    version: int
    body: bytes
    asked: bytes = b""
    answer: bytes = b""
    sure: Assurance | None = None

    def to_bytes(self) -> bytes:
        """Return the bytes to be sealed."""
        return envelope_bytes(*self)

    @classmethod
    def from_bytes(cls, opened: bytes) -> "Envelope":
        """Return what `to_bytes` wrote. Raises UnknownEvent for anything else."""
        try:
            return cls._read(opened)
        except (struct_error, KeyError, ValueError):
            raise UnknownEvent("a line has a layout this release does not know") from None

    @classmethod
    def _read(cls, opened: bytes) -> "Envelope":
        layout, by, command, version, name_length, kind_length, follows = _HEAD.unpack_from(opened)
        sure = _SURELY[follows & _OF_SURENESS]
        follows &= ~_OF_SURENESS
        if layout != _LAYOUT or follows > _WITH_UNIT | _WITH_ANSWER:
            raise ValueError
        kind_begins = _HEAD.size + name_length
        at = kind_begins + kind_length
        kind = _PLACES[opened[kind_begins:at]]
        unit, asked, answer = None, b"", b""
        if follows & _WITH_UNIT:
            unit = UUID(bytes=opened[at : at + _UUID])
            at += _UUID
        if follows & _WITH_ANSWER:
            asked_length, answer_length = _LENGTHS.unpack_from(opened, at)
            at += _LENGTHS.size
            asked, at = opened[at : at + asked_length], at + asked_length
            answer, at = opened[at : at + answer_length], at + answer_length
            if not asked and not answer:
                raise ValueError
        if len(opened) < at:
            raise ValueError
        return cls(
            UUID(bytes=by),
            UUID(bytes=command),
            Place(kind, unit),
            opened[_HEAD.size : kind_begins].decode(),
            version,
            opened[at:],
            asked,
            answer,
            sure,
        )
