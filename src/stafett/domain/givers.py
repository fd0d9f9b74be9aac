"""Whose consent is needed: the guardians', the young person's, or both; asked anew every day.

Nothing here is stored. The answer follows the day's rules, the kind of unit and the birthday:
health service units have an age of their own (law 3.1), and majority ends the guardians' say
at midnight in Norway (R170, I11).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from stafett.domain.municipality import Municipality
from stafett.domain.people import PersonId, UnitId
from stafett.domain.person import Person, Responsibility, Subject
from stafett.domain.policy import DayRules, YouthConsent


class Doubt(Enum):
    """Why it cannot be said whose consent is needed (law 3.3)."""

    BIRTH_DATE_UNKNOWN = "birth-date-unknown"
    RESPONSIBILITY_UNKNOWN = "responsibility-unknown"
    NOBODY_RESPONSIBLE = "nobody-responsible"
    ORGANISATION_RESPONSIBLE = "organisation-responsible"


@dataclass(frozen=True, slots=True)
class Unclear:
    """Nobody can be let in until this is cleared up; ``known`` are needed whatever it shows."""

    because: Doubt
    known: frozenset[PersonId] = frozenset()


Needed = frozenset[PersonId] | Unclear


def birthday(born: date, age: int) -> date:
    """Return the first day somebody born on *born* has reached *age* whole years."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def youth_counts_from(
    unit: UnitId, person: Person, rules: DayRules, municipality: Municipality
) -> date | None:
    """Return the first day the young person's own word is needed for the unit (R50, R51)."""
    if person.born is None:
        return None
    kind = municipality.units[unit].kind if unit in municipality.units else ""
    if kind in rules.health_services:
        return birthday(person.born, rules.health_consents_from)
    first = birthday(person.born, rules.youth_consents_from)
    return first + timedelta(days=1) if rules.youth_age_counts_from_day_after else first


def of_age(person: Person, rules: DayRules, on: date) -> bool:
    """Is the person an adult on the day, as far as the book knows?"""
    if person.subject is Subject.ADULT:
        return True
    return person.born is not None and on >= birthday(person.born, rules.majority)


def guardians(person: Person, on: date) -> frozenset[PersonId]:
    """Return those known to have parental responsibility on the day.

    Residence or time spent with the child gives nobody a say (law 3.3).
    """
    return frozenset(
        who
        for who, guardian in person.guardians_on(on).items()
        if guardian.responsibility is Responsibility.PARENTAL
    )


def needed(
    unit: UnitId, on: date, person: Person, rules: DayRules, municipality: Municipality
) -> Needed:
    """Return everyone whose consent is needed to let the unit in on the day (R170).

    Both guardians with parental responsibility must give it; when it is unknown who they are,
    nobody can be let in (law 3.3 a, c). An adult answers alone.
    """
    if of_age(person, rules, on):
        return frozenset({person.id})
    if person.born is None:
        return Unclear(Doubt.BIRTH_DATE_UNKNOWN, guardians(person, on))
    turns = youth_counts_from(unit, person, rules, municipality)
    if turns is None or on < turns:
        return guardians_needed(person, on)
    if rules.youth_consent is YouthConsent.INSTEAD_OF_GUARDIANS:
        return frozenset({person.id})
    adults = guardians_needed(person, on)
    if isinstance(adults, Unclear):
        return Unclear(adults.because, adults.known | {person.id})
    return adults | {person.id}


def guardians_needed(person: Person, on: date) -> Needed:
    """Return the guardians whose consent is needed while the child has no say of its own."""
    known = guardians(person, on)
    if person.organisation is not None and person.organisation.counts(on):
        return Unclear(Doubt.ORGANISATION_RESPONSIBLE, known)
    everyone = person.guardians_on(on).values()
    if any(one.responsibility is Responsibility.UNKNOWN for one in everyone):
        return Unclear(Doubt.RESPONSIBILITY_UNKNOWN, known)
    if not known:
        return Unclear(Doubt.NOBODY_RESPONSIBLE)
    return known


def certain(needed: Needed) -> frozenset[PersonId]:
    """Return those whose consent is needed for sure, however the doubt is cleared up."""
    return needed.known if isinstance(needed, Unclear) else needed
