"""Who speaks: the giver in person, or staff who write down what a giver signed or said."""

from stafett.domain import givers
from stafett.domain.circumstances import Circumstances
from stafett.domain.facts import NotForYou, Refusal
from stafett.domain.let_in import needed
from stafett.domain.people import Citizen, EmployeeId, PersonId, Staff, UnitId
from stafett.domain.unit import NoSuchUnit


class NotYoursToGive(NotForYou):
    """Only those whose consent is needed can give it, each for themselves."""


class NoUnitNamed(Refusal):
    """A consent names the units it is for."""


class NoSuchConsent(Refusal):
    """There is no such consent that stands."""


def registered_by(giver: PersonId, at: Circumstances) -> EmployeeId | None:
    """Return who of the staff writes the word down; ``None`` when the giver speaks in person.

    Raises:
        NotYoursToGive: Somebody in the family speaks for somebody else.

    """
    match at.asked_by:
        case Citizen(person=person):
            if person != giver:
                raise NotYoursToGive
            return None
        case Staff(employee=employee):
            return employee


def check_needed(giver: PersonId, units: frozenset[UnitId], at: Circumstances) -> None:
    """See that the giver's consent is needed for every one of the units today (R170).

    Raises:
        NoUnitNamed: There is no unit.
        NoSuchUnit: The municipality has no such unit.
        NotYoursToGive: For one of them it is not needed.

    """
    if not units:
        raise NoUnitNamed
    if not units <= at.municipality.units.keys():
        raise NoSuchUnit
    if any(giver not in givers.certain(needed(unit, at)) for unit in units):
        raise NotYoursToGive
