"""The kinds of stream the lists know: how each is folded, kept in parts, and reached.

The first part is the one that access is judged from; it can be opened without the others.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from stafett.domain.dated import Dated
from stafett.domain.facts import Event, Place, PlaceKind
from stafett.domain.tally import Kept
from stafett.projections import concerns, follow_ups, persons
from stafett.projections.reach import Reach


class Kind(Enum):
    """What a stream is about; the word is also what the journal says was opened."""

    CONCERN = "concern"
    FOLLOW_UP = "follow-up"
    PERSON = "person"
    MUNICIPALITY = "municipality"


@dataclass(frozen=True)
class Subject:
    """One kind of stream.

    ``nothing`` is the state before the first event; ``evolve`` the domain's own. ``parts`` takes
    a state apart by place, the first one first; ``whole`` puts together what was opened, and
    ``type_of`` says what stands in a place. ``reach`` says who may look for it: it may name too
    many, never too few. ``dated`` says what in it has a day, ``tally`` what it adds to figures.
    """

    nothing: Any
    evolve: Callable[[Any, Event], Any]
    parts: Callable[[Any], Mapping[Place, Any]]
    whole: Callable[[Mapping[Place, Any]], Any]
    type_of: Callable[[Place], Any]
    reach: Callable[[Any], frozenset[Reach]]
    dated: Callable[[Any], tuple[Dated, ...]]
    tally: Callable[[Any], Kept | None]


SUBJECTS: Final[Mapping[Kind, Subject]] = {
    Kind.CONCERN: Subject(
        concerns.NOTHING,
        concerns.evolve,
        concerns.parts,
        concerns.whole,
        concerns.type_of,
        concerns.reach,
        concerns.dated,
        concerns.tally,
    ),
    Kind.FOLLOW_UP: Subject(
        follow_ups.NOTHING,
        follow_ups.evolve,
        follow_ups.parts,
        follow_ups.whole,
        follow_ups.type_of,
        follow_ups.reach,
        follow_ups.dated,
        follow_ups.tally,
    ),
    Kind.PERSON: Subject(
        persons.NOTHING,
        persons.evolve,
        persons.parts,
        persons.whole,
        persons.type_of,
        persons.reach,
        persons.dated,
        persons.tally,
    ),
}

KIND_OF_PLACE: Final[Mapping[PlaceKind, Kind]] = {
    PlaceKind.FRAME: Kind.FOLLOW_UP,
    PlaceKind.SHARED: Kind.FOLLOW_UP,
    PlaceKind.OWN: Kind.FOLLOW_UP,
    PlaceKind.CONCERN: Kind.CONCERN,
    PlaceKind.COMPARTMENT: Kind.CONCERN,
    PlaceKind.PERSON: Kind.PERSON,
}
