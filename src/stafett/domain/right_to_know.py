"""Who has a right to know of a talk: the child itself, and who answers for it while it is small.

At majority, or when she is expecting a child, nobody answers for a person any more (R170, R174).
"""

from dataclasses import replace
from datetime import date

from stafett.domain import givers
from stafett.domain.circumstances import Circumstances
from stafett.domain.facts import Refusal
from stafett.domain.people import PersonId
from stafett.domain.person import Person, Responsibility, Subject
from stafett.domain.policy import DayRules


class NotTheirsToKnow(Refusal):
    """Only the child and those with parental responsibility are told."""


class NobodyThere(Refusal):
    """Say who was talked with."""


def may_know(person: Person, who: PersonId, on: date, rules: DayRules) -> bool:
    """Has this one a right to know: the child itself, or parental responsibility on the day?"""
    if who == person.id:
        return True
    if givers.of_age(person, rules, on):
        return False
    if any(one.person == who and one.answers for one in person.representatives_on(on)):
        return True
    guardian = person.guardians_on(on).get(who)
    return guardian is not None and guardian.responsibility is Responsibility.PARENTAL


def is_family(person: Person, who: PersonId, on: date, rules: DayRules) -> bool:
    """Has this one a right to know, or speaks for one who has?

    Whoever is a parent without parental responsibility is not, nor anybody whose child is of age.
    One who is expecting a child is to her guardians who she was: they are not told why (R174).
    """
    if person.subject is Subject.EXPECTING:
        person = replace(person, subject=person.was_before or Subject.CHILD)
    beside = (one for one in person.representatives_on(on) if not one.answers)
    spoken = {one.speaks_for for one in beside if one.person == who}
    return any(may_know(person, one, on, rules) for one in {who, *spoken})


def check_may_know(told: frozenset[PersonId], at: Circumstances) -> None:
    """See that those who were told, or talked with, have a right to know.

    Raises:
        NobodyThere: Nobody is named.
        NotTheirsToKnow: Somebody is, who has none today.

    """
    if not told:
        raise NobodyThere
    if not all(may_know(at.person, who, at.today, at.rules) for who in told):
        raise NotTheirsToKnow
