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
from stafett.domain.spokesperson import InPlaceOf, Scope


class Doubt(Enum):
    """Why it cannot be said whose consent is needed (law 3.3)."""

    BIRTH_DATE_UNKNOWN = "birth-date-unknown"
    RESPONSIBILITY_UNKNOWN = "responsibility-unknown"
    NOBODY_RESPONSIBLE = "nobody-responsible"
    ORGANISATION_RESPONSIBLE = "organisation-responsible"
    CARE_ORDER = "care-order"


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
    if kind_of(unit, municipality) in rules.health_services:
        return birthday(person.born, rules.health_consents_from)
    first = birthday(person.born, rules.youth_consents_from)
    return first + timedelta(days=1) if rules.youth_age_counts_from_day_after else first


def kind_of(unit: UnitId, municipality: Municipality) -> str:
    """Return which kind of unit it is, or nothing when nobody knows it."""
    return municipality.units[unit].kind if unit in municipality.units else ""


def of_age(person: Person, rules: DayRules, on: date) -> bool:
    """Is the person an adult on the day, as far as the book knows?"""
    if person.subject in (Subject.ADULT, Subject.EXPECTING):
        return True
    return person.born is not None and on >= birthday(person.born, rules.majority)


def upper_birthday(person: Person, rules: DayRules) -> date | None:
    """Return the first day somebody is too old to be followed up as a young person (R8).

    ``None`` for those whose age does not matter: parents, and whoever is expecting a child.
    """
    if person.born is None or person.subject in (Subject.ADULT, Subject.EXPECTING):
        return None
    return birthday(person.born, rules.upper_age + 1)


def too_young(person: Person, rules: DayRules, on: date) -> bool:
    """Has the person not reached the age the municipality follows up from (R8)?

    Without a lower age one begins with the pregnancy: a woman who is expecting, and a child that
    is not born yet. With one, both are too early. Parents have no age here.
    """
    if rules.lower_age is None or person.subject is Subject.ADULT:
        return False
    if person.subject in (Subject.EXPECTING, Subject.UNBORN):
        return True
    return person.born is not None and on < birthday(person.born, rules.lower_age)


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
    kind = kind_of(unit, municipality)
    if turns is None or on < turns:
        return guardians_needed(person, on, kind)
    if rules.youth_consent is YouthConsent.INSTEAD_OF_GUARDIANS:
        return frozenset({person.id})
    adults = guardians_needed(person, on, kind)
    if isinstance(adults, Unclear):
        return Unclear(adults.because, adults.known | {person.id})
    return adults | {person.id}


def in_place_of(whom: InPlaceOf, person: Person, on: date) -> frozenset[PersonId]:
    """Return those who give their word for the child in place of somebody, on the day (R67)."""
    return frozenset(
        one.person
        for one in person.representatives_on(on)
        if one.in_place_of is whom and Scope.CONSENT in one.scope
    )


def guardians_needed(person: Person, on: date, kind: str) -> Needed:
    """Return whose consent is needed for a kind of unit while the child has no say of its own.

    A care order moves the say to whoever speaks for child welfare, about the kinds of unit it
    names (law 3.3 e). Where an organisation holds responsibility somebody must speak for it, and
    where nobody does an appointed representative is the one.
    """
    known = guardians(person, on)
    if person.care_order is not None and person.care_order.reaches(kind, on):
        spoken = in_place_of(InPlaceOf.CHILD_WELFARE, person, on)
        return spoken or Unclear(Doubt.CARE_ORDER)
    if person.organisation is not None and person.organisation.counts(on):
        spoken = in_place_of(InPlaceOf.ORGANISATION, person, on)
        if not spoken:
            return Unclear(Doubt.ORGANISATION_RESPONSIBLE, known)
        known |= spoken
    everyone = person.guardians_on(on).values()
    if any(one.responsibility is Responsibility.UNKNOWN for one in everyone):
        return Unclear(Doubt.RESPONSIBILITY_UNKNOWN, known)
    known = known or in_place_of(InPlaceOf.GUARDIANS, person, on)
    return known or Unclear(Doubt.NOBODY_RESPONSIBLE)


def certain(needed: Needed) -> frozenset[PersonId]:
    """Return those whose consent is needed for sure, however the doubt is cleared up."""
    return needed.known if isinstance(needed, Unclear) else needed
