"""Who speaks: the giver in person, a representative, or staff who write down what was said."""

from stafett.domain import givers
from stafett.domain.circumstances import Circumstances
from stafett.domain.facts import NotForYou, Refusal
from stafett.domain.let_in import needed
from stafett.domain.people import Citizen, EmployeeId, PersonId, Staff, UnitId
from stafett.domain.spokesperson import Scope
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
        NotYoursToGive: Somebody speaks for somebody else, with no right to.

    """
    match at.asked_by:
        case Citizen():
            if giver not in voices(at):
                raise NotYoursToGive
            return None
        case Staff(employee=employee):
            return employee


def voices(at: Circumstances, scope: Scope = Scope.CONSENT) -> frozenset[PersonId]:
    """Return those in whose name the asker may do this today: themselves, and those they speak for.

    Whoever answers for a child in somebody's place has a word of their own, and none of the
    child's: from 15 it speaks for itself, and at majority nobody answers for it (R50, R170, R174).
    Staff have no voice of their own here (R67).
    """
    if not isinstance(at.asked_by, Citizen):
        return frozenset()
    me = at.asked_by.person
    beside = (one for one in at.person.representatives_on(at.today) if not one.answers)
    spoken = {one.speaks_for for one in beside if one.person == me and scope in one.scope}
    return frozenset({me, *spoken})


def spoken_by(giver: PersonId, at: Circumstances) -> PersonId | None:
    """Return the representative who speaks in the giver's name now, or ``None``."""
    match at.asked_by:
        case Citizen(person=person) if person != giver:
            return person
        case _:
            return None


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
