"""The people in the tests: one family and another, their school, and those who may be let in.

Nobody here is real. Everybody has a name, so that a test can be read aloud. Ages are counted
from TODAY, the day most tests take place.
"""

import itertools
import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from stafett.domain.convening import Convened
from stafett.domain.employment import Employee
from stafett.domain.moment import NORWAY
from stafett.domain.municipality import Municipality
from stafett.domain.national_number import NationalNumber, tenor_number
from stafett.domain.neighbour import Card, Neighbour
from stafett.domain.people import (
    Citizen,
    ConcernId,
    Contact,
    Duty,
    EmployeeId,
    FollowUpId,
    Operator,
    PersonId,
    Professional,
    Staff,
    UnitId,
)
from stafett.domain.person import Guardian, Person, Responsibility, Subject
from stafett.domain.rulebook import Rulebook
from stafett.domain.spell import Employment
from stafett.domain.standing_team import Seat, StandingTeam, TeamId
from stafett.domain.unit import Unit
from tests.rules import GUIDE, RULES

TODAY = date(2026, 9, 1)
LONG_AGO = date(2020, 8, 1)


def some_id(called: str) -> UUID:
    """Return the same random-looking id for the same name, every time."""
    return UUID(int=random.Random(called).getrandbits(128), version=4)


_days = itertools.count()


def a_new_number() -> NationalNumber:
    """Return a made-up number that nobody has been given before: each is of a day of its own.

    Of one day there are only some four hundred, so drawing them at random gives the same twice.
    """
    return tenor_number(random.Random(), date(2000, 1, 1) + timedelta(days=next(_days)))


SCHOOL = UnitId(some_id("Bjerka skole"))
OTHER_SCHOOL = UnitId(some_id("Solli skole"))
KINDERGARTEN = UnitId(some_id("Rognan barnehage"))
PPT = UnitId(some_id("PPT"))
CLINIC = UnitId(some_id("helsestasjon"))
CHILD_WELFARE = UnitId(some_id("barnevern"))
HOSPITAL = UnitId(some_id("BUP"))
PRIVATE_KINDERGARTEN = UnitId(some_id("Trollstua barnehage"))

UNITS: Mapping[UnitId, Unit] = {
    unit.id: unit
    for unit in (
        Unit(SCHOOL, "Bjerka skole", "school"),
        Unit(OTHER_SCHOOL, "Solli skole", "school"),
        Unit(KINDERGARTEN, "Rognan barnehage", "kindergarten"),
        Unit(PPT, "PPT", "ppt"),
        Unit(CLINIC, "Bjerka helsestasjon", "health-clinic"),
        Unit(CHILD_WELFARE, "Barneverntjenesten", "child-welfare"),
        Unit(HOSPITAL, "BUP", "mental-health", municipal=False),
        Unit(PRIVATE_KINDERGARTEN, "Trollstua", "kindergarten", public=False, municipal=False),
    )
}

_EMPLOYEES: list[Employee] = []


def _works(
    called: str, *units: UnitId, leads: bool = False, duties: frozenset[Duty] = frozenset()
) -> Staff:
    employee = EmployeeId(some_id(called))
    _EMPLOYEES.append(
        Employee(
            employee,
            Contact(called, phone="00 00 00 00"),
            tuple(Employment(unit, leads, LONG_AGO) for unit in units),
            duties,
        )
    )
    return Staff(employee, frozenset(units), frozenset(units) if leads else frozenset(), duties)


def at_work(staff: Staff) -> Professional:
    """Return somebody at work as a named professional in their one unit."""
    (unit,) = staff.units
    return Professional(staff.employee, unit)


TEACHER = _works("Tuva Testlærer", SCHOOL)
COLLEAGUE = _works("Kåre Kollega", SCHOOL)
HEAD = _works("Rita Rektor", SCHOOL, leads=True)
OTHER_TEACHER = _works("Lars Lærer", OTHER_SCHOOL)
OTHER_HEAD = _works("Stine Styrer", OTHER_SCHOOL, leads=True)
PEDAGOGUE = _works("Pia Pedagog", KINDERGARTEN)
KINDERGARTEN_HEAD = _works("Bodil Barnehagestyrer", KINDERGARTEN, leads=True)
ADVISER = _works("Peder Rådgiver", PPT)
PPT_HEAD = _works("Lena PPT-leder", PPT, leads=True)
NURSE = _works("Hedda Helsesykepleier", CLINIC)
CLINIC_HEAD = _works("Frode Fagleder", CLINIC, leads=True)
CASEWORKER = _works("Berit Barnevern", CHILD_WELFARE)
CHILD_WELFARE_HEAD = _works("Nils Barnevernsleder", CHILD_WELFARE, leads=True)
PSYCHOLOGIST = _works("Psyke Psykolog", HOSPITAL)
HOSPITAL_HEAD = _works("Olav Overlege", HOSPITAL, leads=True)
ADMINISTRATOR = _works("Admund Systemansvarlig", duties=frozenset({Duty.ADMINISTRATOR}))
COORDINATOR = _works("Bente BTI", duties=frozenset({Duty.BTI_COORDINATOR}))
COORDINATING = _works("Kari Koordinerende", duties=frozenset({Duty.COORDINATING_UNIT}))
NOBODY = Staff(EmployeeId(some_id("nobody at all")))
OPERATOR = Operator(some_id("operator"))


CHILD_ID = PersonId(some_id("child"))
YOUTH_ID = PersonId(some_id("youth"))
MOTHER = Citizen(PersonId(some_id("mother")))
FATHER = Citizen(PersonId(some_id("father")))
OTHER_PARENT = Citizen(PersonId(some_id("parent of another child")))
CHILD_SELF = Citizen(CHILD_ID)
YOUTH_SELF = Citizen(YOUTH_ID)

_BOTH = {
    who.person: Guardian(who.person, called, Responsibility.PARENTAL)
    for who, called in ((MOTHER, "Mona Mor"), (FATHER, "Finn Far"))
}

CHILD = Person(CHILD_ID, "Ronja Relé", date(2018, 5, 17), _BOTH)
"""Eight years old, with two guardians."""

YOUTH = Person(YOUTH_ID, "Jonas Relé", date(2010, 3, 3), _BOTH, Subject.YOUTH)
"""Sixteen years old, with the same two guardians."""

ALONE = Person(
    PersonId(some_id("child of one")),
    "Even Alene",
    date(2019, 1, 1),
    {MOTHER.person: _BOTH[MOTHER.person]},
)
"""Seven years old, with one guardian."""

UNCLEAR = Person(
    PersonId(some_id("child of unknown")),
    "Una Uklar",
    date(2019, 2, 2),
    {
        MOTHER.person: _BOTH[MOTHER.person],
        FATHER.person: Guardian(FATHER.person, "Finn Far", Responsibility.UNKNOWN),
    },
)
"""Seven years old; what right the father has is not known."""

RESOURCE_TEAM = TeamId(some_id("Ressursteam"))
FAMILY_TEAM = TeamId(some_id("BTI-team"))
STAFF_ASKS = TeamId(some_id("another team"))
TEAM_MEETS = datetime(2026, 9, 21, 9, tzinfo=NORWAY)
_TEAMS = {
    team.id: team
    for team in (
        StandingTeam(
            RESOURCE_TEAM,
            "resource",
            "Ressursteam",
            HEAD.employee,
            frozenset({Seat(SCHOOL), Seat(PPT, ADVISER.employee), Seat(CLINIC)}),
            (TEAM_MEETS,),
        ),
        StandingTeam(FAMILY_TEAM, "family", "BTI-team", PPT_HEAD.employee),
        StandingTeam(STAFF_ASKS, "staff-asks", "Team", PPT_HEAD.employee),
    )
}

FAR_AWAY = Neighbour(
    some_id("Fjernvik"), "Fjernvik", Card("stafett/far-away", "fjernvik", "fjernviks"), LONG_AGO
)
NEARER = Neighbour(
    some_id("Nærvik"), "Nærvik", Card("stafett/nearer", "nærvik", "nærviks"), LONG_AGO
)
NEIGHBOURS = {one.id: one for one in (FAR_AWAY, NEARER)}

MUNICIPALITY = Municipality(
    name="Prøvestad",
    units=UNITS,
    employees={employee.id: employee for employee in _EMPLOYEES},
    guides={GUIDE.id: GUIDE},
    day_rules=(RULES,),
    rulebook=Rulebook(convened=Convened(teams=_TEAMS), neighbours=NEIGHBOURS),
)


def without(*gone: Staff, since: date = TODAY) -> Municipality:
    """Return the municipality where these had their last day the day before."""
    employees = dict(MUNICIPALITY.employees)
    last = since - timedelta(days=1)
    for one in (employees[who.employee] for who in gone):
        ended = tuple(replace(work, until=last) for work in one.employments)
        employees[one.id] = replace(one, employments=ended)
    return replace(MUNICIPALITY, employees=employees)


CONCERN = ConcernId(some_id("concern"))
SHIELDED = ConcernId(some_id("shielded concern"))
FOLLOW_UP = FollowUpId(some_id("follow-up"))
