"""How old the child is, who answers for it, and so whose word is needed: worked out by hand."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from stafett.domain.guardianship import Organisation
from stafett.domain.people import Citizen, PersonId
from stafett.domain.person import Guardian, Person, Responsibility, Subject
from stafett.domain.representation import CareOrder, Representative
from stafett.domain.spokesperson import InPlaceOf, Scope
from tests.people import (
    CHILD,
    CHILD_ID,
    FATHER,
    LONG_AGO,
    MOTHER,
    OTHER_PARENT,
    some_id,
)

AUNT, UNCLE, NEIGHBOUR, ANSWERS = (
    Citizen(PersonId(some_id(name))) for name in ("aunt", "uncle", "neighbour", "answers")
)
CHILD_SELF = Citizen(CHILD_ID)
BOTH = frozenset({MOTHER, FATHER})
ALL = BOTH | {CHILD_SELF}
ONE = frozenset({CHILD_SELF})
OTHER = frozenset({ANSWERS})
NOBODY: frozenset[Citizen] = frozenset()


@dataclass(frozen=True)
class Age:
    """How old the child is, whose word is needed for each unit, and whose words are enough.

    From R50, R170, R174 and law 3.1, with the rules of the tests: 15 (16 in a health clinic), with
    the guardians; older words run on for 60 days; of age at 18, or when she is expecting a child.
    ``unclear``: nobody knows who all of those are whose word is needed (law 3.3 c). ``answers`` is
    in whose place somebody answers for the child, if anybody does; ``guardians`` are those known
    to have parental responsibility.
    """

    born: date | None
    needed_home: frozenset[Citizen]
    needed_guest: frozenset[Citizen]
    enough_home: frozenset[Citizen]
    enough_guest: frozenset[Citizen]
    clinic: bool = False
    youth_said: bool = False
    youth_stopped: bool = False
    of_age: bool = False
    unclear_home: bool = False
    unclear_guest: bool = False
    guardians: frozenset[Citizen] = BOTH
    answers: InPlaceOf = InPlaceOf.NOBODY
    other_said: bool = False
    care: frozenset[str] | None = None
    organisation: bool = False
    expecting: bool = False


def _age(
    born: date | None, home: frozenset[Citizen], guest: frozenset[Citizen] | None = None
) -> Age:
    """Return an age at which these words are needed, and enough."""
    there = home if guest is None else guest
    return Age(born, home, there, home, there)


SMALL, FIFTEEN, LONG_FIFTEEN = date(2012, 1, 1), date(2011, 8, 1), date(2011, 3, 1)
AGES: Mapping[str, Age] = {
    "fourteen": _age(SMALL, BOTH),
    "fifteen a month ago": Age(FIFTEEN, ALL, ALL, BOTH, BOTH),
    "fifteen a month ago, says stop": replace(_age(FIFTEEN, ALL), youth_stopped=True),
    "fifteen for long, silent": _age(LONG_FIFTEEN, ALL),
    "fifteen for long, says yes": replace(_age(LONG_FIFTEEN, ALL), youth_said=True),
    "fifteen, and the other unit a clinic": replace(_age(LONG_FIFTEEN, ALL, BOTH), clinic=True),
    "eighteen": replace(_age(date(2008, 9, 1), ONE), youth_said=True, of_age=True),
    "fourteen, a guardian unclear": replace(
        _age(SMALL, frozenset({MOTHER})),
        unclear_home=True,
        unclear_guest=True,
        guardians=frozenset({MOTHER}),
    ),
}
"""The families of which every world tells."""

_CARE = replace(_age(SMALL, BOTH, OTHER), answers=InPlaceOf.CHILD_WELFARE, care=frozenset({"ppt"}))
_NOBODY_ANSWERS = replace(_age(SMALL, OTHER), guardians=NOBODY, answers=InPlaceOf.GUARDIANS)
_ORGANISATION = replace(
    _age(SMALL, BOTH | OTHER), organisation=True, answers=InPlaceOf.ORGANISATION
)
RARE: Mapping[str, Age] = {
    "care order, and child welfare says yes": replace(_CARE, other_said=True),
    "care order, and child welfare is silent": _CARE,
    "care order, and nobody speaks for it": replace(
        _CARE,
        needed_guest=NOBODY,
        enough_guest=NOBODY,
        unclear_guest=True,
        answers=InPlaceOf.NOBODY,
    ),
    "care order about all": replace(
        _age(SMALL, OTHER),
        answers=InPlaceOf.CHILD_WELFARE,
        other_said=True,
        care=frozenset(),
    ),
    "care order, fifteen a month ago": replace(
        _CARE,
        born=FIFTEEN,
        needed_home=ALL,
        needed_guest=OTHER | ONE,
        other_said=True,
    ),
    "care order, fifteen for long": replace(
        _age(LONG_FIFTEEN, ALL, OTHER | ONE),
        answers=InPlaceOf.CHILD_WELFARE,
        other_said=True,
        youth_said=True,
        care=frozenset({"ppt"}),
    ),
    "eighteen, and there was a care order": replace(
        _age(date(2008, 9, 1), ONE),
        answers=InPlaceOf.CHILD_WELFARE,
        other_said=True,
        youth_said=True,
        of_age=True,
        care=frozenset(),
    ),
    "fifteen and expecting": replace(
        _age(LONG_FIFTEEN, ONE), youth_said=True, of_age=True, expecting=True
    ),
    "fifteen, expecting and silent": replace(_age(LONG_FIFTEEN, ONE), of_age=True, expecting=True),
    "expecting, under a care order": replace(
        _age(LONG_FIFTEEN, ONE),
        answers=InPlaceOf.CHILD_WELFARE,
        other_said=True,
        youth_said=True,
        of_age=True,
        expecting=True,
        care=frozenset(),
    ),
    "an organisation answers too": replace(_ORGANISATION, other_said=True),
    "an organisation answers, and says nothing": _ORGANISATION,
    "an organisation answers, and nobody for it": replace(
        _age(SMALL, BOTH), organisation=True, unclear_home=True, unclear_guest=True
    ),
    "nobody answers but an appointed one": replace(_NOBODY_ANSWERS, other_said=True),
    "nobody answers at all": replace(
        _age(SMALL, NOBODY), guardians=NOBODY, unclear_home=True, unclear_guest=True
    ),
    "not born yet": replace(_age(None, BOTH), unclear_home=True, unclear_guest=True),
}
"""The families that are rare: under a care order, expecting, answered for by others."""

EVERY: Mapping[str, Age] = {**AGES, **RARE}


@cache
def person(age: str) -> Person:
    """Return the child as our rules know it."""
    years = EVERY[age]
    guardians = dict(CHILD.guardians)
    for who in BOTH - years.guardians:
        other = Responsibility.UNKNOWN if years.guardians else Responsibility.NONE
        guardians[who.person] = replace(guardians[who.person], responsibility=other)
    guardians[OTHER_PARENT.person] = Guardian(OTHER_PARENT.person, "x", Responsibility.NONE)
    speaks = [
        _speaks(AUNT, MOTHER, Scope.READ, Scope.CONSENT),
        _speaks(UNCLE, MOTHER, Scope.CONSENT),
    ]
    if years.answers is not InPlaceOf.NOBODY:
        answers = _speaks(ANSWERS, CHILD_SELF, Scope.READ, Scope.CONSENT)
        speaks.append(replace(answers, in_place_of=years.answers))
    responsible = Organisation("x", "x", LONG_AGO) if years.organisation else None
    return replace(
        CHILD,
        born=years.born,
        subject=Subject.EXPECTING if years.expecting else Subject.CHILD,
        guardians=guardians,
        representatives=tuple(speaks),
        organisation=responsible,
        care_order=None if years.care is None else CareOrder(years.care, LONG_AGO),
    )


def _speaks(who: Citizen, whom: Citizen, *scope: Scope) -> Representative:
    return Representative(
        person=who.person,
        name="x",
        speaks_for=whom.person,
        basis="x",
        paragraph="x",
        in_place_of=InPlaceOf.NOBODY,
        scope=frozenset(scope),
        since=LONG_AGO,
    )
