"""Units: the named places where people work with children, such as Bjerka skole.

Consents name units, never a whole sector (R52). What kind of service a unit gives is its
``kind``; whether it belongs to the municipality is its standing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

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


@dataclass(frozen=True, slots=True)
class Closing:
    """A unit's last day, and the unit that answers for what is left from the day after (R14)."""

    last_day: date
    answers: UnitId


class NoSuchUnit(Refusal):
    """The municipality has no such unit."""


class UnitIsAnother(Refusal):
    """Another unit already stands under this identity."""


class UnitIsClosed(Refusal):
    """The unit is closed, or will be by then: ask the one that answers for it."""


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
    closing: Closing | None = None

    def open_on(self, day: date) -> bool:
        """Does anybody work there on the day, as far as closing it goes?"""
        return self.closing is None or day <= self.closing.last_day

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
        UnitIsClosed: The unit it should belong under closes.
        UnitIsAnother: The identity is taken by a unit that is not the same.

    """
    if command.part_of is not None and command.part_of not in units:
        raise NoSuchUnit
    if command.part_of is not None and units[command.part_of].closing is not None:
        raise UnitIsClosed
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
    if replace(units[command.unit], closing=None) != opened(event):
        raise UnitIsAnother
    return ()


def with_those_above(units: Mapping[UnitId, Unit], unit: UnitId, on: date) -> tuple[UnitId, ...]:
    """Return the unit and every unit it belongs under on the day, nearest first.

    One that has closed belongs under the one that answers for what is left in it (R14).
    """
    chain: list[UnitId] = []
    at: UnitId | None = unit
    while at is not None and at in units and at not in chain:
        chain.append(at)
        closing = units[at].closing
        at = units[at].part_of if closing is None or units[at].open_on(on) else closing.answers
    return tuple(chain)


def standing_in(units: Mapping[UnitId, Unit], unit: UnitId, on: date) -> UnitId:
    """Return the unit where its work is done on the day: itself, or who answers for it (R14)."""
    for place in with_those_above(units, unit, on):
        if units[place].open_on(on):
            return place
    return unit


def known_unit(units: Mapping[UnitId, Unit], which: UnitId) -> UnitId:
    """Return the unit's id if the municipality has it.

    Raises:
        NoSuchUnit: It has not.

    """
    if which not in units:
        raise NoSuchUnit
    return which
