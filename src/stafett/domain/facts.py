"""Facts (events) and refusals: the two answers the domain can give.

An event is something that has happened and will always have happened. Its stored name and
version are given by hand on the class, because they are the storage format: a class may be
renamed and moved, a stored name never. A refusal is a spoken no; its docstring is the sentence
people read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import ClassVar, dataclass_transform
from uuid import UUID


class PlaceKind(Enum):
    """Which part of a stream a fact belongs to; the part chooses the key, never the reader."""

    FRAME = "frame"
    SHARED = "shared"
    OWN = "own"
    CONCERN = "concern"
    COMPARTMENT = "compartment"
    PERSON = "person"
    MUNICIPALITY = "municipality"
    JOURNAL = "journal"


@dataclass(frozen=True, slots=True)
class Place:
    """A part of a stream: the frame, the shared logg, one unit's own part, and so on.

    ``unit`` is set for ``OWN`` and for nothing else.
    """

    kind: PlaceKind
    unit: UUID | None = None


FRAME = Place(PlaceKind.FRAME)
SHARED = Place(PlaceKind.SHARED)
CONCERN = Place(PlaceKind.CONCERN)
COMPARTMENT = Place(PlaceKind.COMPARTMENT)
PERSON = Place(PlaceKind.PERSON)
MUNICIPALITY = Place(PlaceKind.MUNICIPALITY)
JOURNAL = Place(PlaceKind.JOURNAL)


def own(unit: UUID) -> Place:
    """Return the part of a follow-up that one unit wrote for itself."""
    return Place(PlaceKind.OWN, unit)


_catalogue: dict[tuple[str, int], type["Event"]] = {}


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Event:
    """Something that has happened. Subclasses are frozen dataclasses with keyword fields.

    >>> class BatonDropped(Event, name="baton-dropped"):
    ...     by: UUID
    """

    name: ClassVar[str]
    version: ClassVar[int]

    def __init_subclass__(cls, *, name: str, version: int = 1) -> None:
        """Enter the class in the closed catalogue under its stored name and version."""
        if (name, version) in _catalogue:
            raise ValueError(f"two events are stored as {name} v{version}")
        cls.name, cls.version = name, version
        dataclass(frozen=True, kw_only=True)(cls)
        _catalogue[name, version] = cls


def catalogue() -> Mapping[tuple[str, int], type[Event]]:
    """Return every event ever stored, by stored name and version."""
    return MappingProxyType(_catalogue)


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """This cannot be done now.

    ``rule`` is the rule of access that says no, where one does: for the journal, never the asker.
    """

    rule: str = ""

    @property
    def code(self) -> str:
        """Return the name integrators match on, e.g. ``NOT_YOUR_BATON``."""
        return "".join(
            f"_{letter}" if letter.isupper() and at else letter.upper()
            for at, letter in enumerate(type(self).__name__)
        ).upper()

    @property
    def sentence(self) -> str:
        """Return the English sentence people read: the first line of the docstring."""
        return (type(self).__doc__ or "").strip().splitlines()[0]


class NotForYou(Refusal):
    """You take part here, but this is not yours to do."""

    rule = "for-others-here"


class Stranger(Refusal):
    """There is nothing here for you."""

    def __init__(self, rule: str = "no-part") -> None:
        super().__init__()
        self.rule = rule
