"""What lies inside a sealed line: who did what, with which command, in which part of the stream.

Also the kind of event lies inside: a name such as *report sent to child welfare* beside a known
stream would say everything. The layout is fixed: one byte for the layout, 16 for who acted, 16
for the command, two for the event's version, one each for the lengths of the event's name and of
the place's kind, one that says whether a unit follows; then name, kind, unit (16) and body.
"""

from struct import Struct
from struct import error as struct_error
from typing import Final, NamedTuple
from uuid import UUID

from stafett.domain.facts import Place, PlaceKind
from stafett.ledger.errors import UnknownEvent

_LAYOUT: Final = 1
_HEAD: Final = Struct(">B16s16sHBBB")
_UUID: Final = 16
_PLACES: Final = {kind.value.encode(): kind for kind in PlaceKind}
_KINDS: Final = {kind: stored for stored, kind in _PLACES.items()}


class Envelope(NamedTuple):
    """The inside of a line. ``body`` is the event's fields as JSON."""

    by: UUID
    command: UUID
    place: Place
    name: str
    version: int
    body: bytes

    def to_bytes(self) -> bytes:
        """Return the bytes to be sealed."""
        name, kind, unit = self.name.encode(), _KINDS[self.place.kind], self.place.unit
        head = _HEAD.pack(
            _LAYOUT,
            self.by.bytes,
            self.command.bytes,
            self.version,
            len(name),
            len(kind),
            unit is not None,
        )
        return b"".join((head, name, kind, b"" if unit is None else unit.bytes, self.body))

    @classmethod
    def from_bytes(cls, opened: bytes) -> "Envelope":
        """Return what `to_bytes` wrote. Raises UnknownEvent for anything else."""
        try:
            layout, by, command, version, name_length, kind_length, has_unit = _HEAD.unpack_from(
                opened
            )
            name_end = _HEAD.size + name_length
            kind_end = name_end + kind_length
            end = kind_end + (_UUID if has_unit else 0)
            if layout != _LAYOUT or len(opened) < end:
                raise UnknownEvent("a line has a layout this release does not know")
            return cls(
                UUID(bytes=by),
                UUID(bytes=command),
                Place(
                    _PLACES[opened[name_end:kind_end]],
                    UUID(bytes=opened[kind_end:end]) if has_unit else None,
                ),
                opened[_HEAD.size : name_end].decode(),
                version,
                opened[end:],
            )
        except (struct_error, KeyError, UnicodeDecodeError):
            raise UnknownEvent("a line has a layout this release does not know") from None
