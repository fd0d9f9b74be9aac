"""Units: the named places where people work with children, such as Bjerka skole.

Consents name units, never a whole sector (R52). What kind of service a unit gives is its
``kind``; whether it belongs to the municipality is its standing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from stafett.domain.facts import Event, Refusal
from stafett.domain.people import Contact, UnitId

NO_CONTACT = Contact(name="")


class UnitOpened(Event, name="unit-opened"):
    """A unit has been entered in the municipality's list."""

    unit: UnitId
    unit_name: str
    kind: str
    municipal: bool
    public: bool
    part_of: UnitId | None
    contact: Contact


@dataclass(frozen=True, slots=True)
class OpenUnit:
    """Enter a unit; ``part_of`` names the unit it belongs under, if any (R14)."""

    unit: UnitId
    unit_name: str
    kind: str
    municipal: bool = True
    public: bool = True
    part_of: UnitId | None = None
    contact: Contact = NO_CONTACT


class NoSuchUnit(Refusal):
    """The municipality has no such unit."""


class UnitIsAnother(Refusal):
    """Another unit already stands under this identity."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A named place of work, e.g. Bjerka skole; ``kind`` is its service, e.g. ``school``.

    ``municipal`` units belong to the municipality; other ``public`` ones to the state or the
    county; the rest are private kindergartens and schools (R12, R15).
    """

    id: UnitId
    name: str
    kind: str
    public: bool = True
    municipal: bool = True
    part_of: UnitId | None = None
    contact: Contact = NO_CONTACT

    @property
    def standing(self) -> str:
        """Return ``municipal``, ``public`` or ``private``: what the rules of R191 speak of."""
        if self.municipal:
            return "municipal"
        return "public" if self.public else "private"


def opened(event: UnitOpened) -> Unit:
    """Return the unit that was entered."""
    return Unit(
        id=event.unit,
        name=event.unit_name,
        kind=event.kind,
        public=event.public,
        municipal=event.municipal,
        part_of=event.part_of,
        contact=event.contact,
    )


def open_unit(units: Mapping[UnitId, Unit], command: OpenUnit) -> tuple[Event, ...]:
    """Decide whether the unit can be entered.

    Raises:
        NoSuchUnit: The unit it should belong under is unknown.
        UnitIsAnother: The identity is taken by a unit that is not the same.

    """
    if command.part_of is not None and command.part_of not in units:
        raise NoSuchUnit
    event = UnitOpened(
        unit=command.unit,
        unit_name=command.unit_name,
        kind=command.kind,
        municipal=command.municipal,
        public=command.public or command.municipal,
        part_of=command.part_of,
        contact=command.contact,
    )
    if command.unit not in units:
        return (event,)
    if units[command.unit] != opened(event):
        raise UnitIsAnother
    return ()


def with_those_above(units: Mapping[UnitId, Unit], unit: UnitId) -> tuple[UnitId, ...]:
    """Return the unit and every unit it belongs under, nearest first."""
    chain: list[UnitId] = []
    at: UnitId | None = unit
    while at is not None and at in units and at not in chain:
        chain.append(at)
        at = units[at].part_of
    return tuple(chain)
