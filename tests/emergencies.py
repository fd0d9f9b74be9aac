"""Emergencies, for tests: a municipality that has let it be, and somebody who looks in."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from stafett.domain import municipality
from stafett.domain.circumstances import NORWAY
from stafett.domain.emergency import EmergenciesAllowed, Finding
from stafett.domain.looking_in import OpenInEmergency, ReviewEmergency
from stafett.domain.municipality import MunicipalityCreated
from stafett.domain.people import Duty, EmployeeId, Staff
from tests.people import (
    ADMINISTRATOR,
    CHILD_ID,
    LONG_AGO,
    MUNICIPALITY,
    OTHER_SCHOOL,
    OTHER_TEACHER,
    TODAY,
    some_id,
)
from tests.relay import Given, Relay

ALLOWED = EmergenciesAllowed(
    since=LONG_AGO, decision="the council", by=ADMINISTRATOR.employee, on=LONG_AGO
)
NOON = datetime.combine(TODAY, time(12), NORWAY)
OFFICER = Staff(
    EmployeeId(some_id("Petra Personvern")), duties=frozenset({Duty.DATA_PROTECTION_OFFICER})
)
LOOK_IN = OpenInEmergency(
    opening=some_id("an opening"),
    person=CHILD_ID,
    unit=OTHER_SCHOOL,
    ground="avert-danger",
    reason="child-is-missing",
    words="Did not come home, and nobody answers",
    minutes=60,
)
RIGHT = ReviewEmergency(LOOK_IN.opening, Finding.JUSTIFIED, "it could not wait")
WRONG = replace(RIGHT, finding=Finding.NOT_JUSTIFIED, words="the holder could have been asked")
BOOK = Relay(municipality).given(MunicipalityCreated(municipality_name="Prøvestad"), ALLOWED)
"""A municipality in which one may look in."""


def looked_in(who: Staff = OTHER_TEACHER, command: OpenInEmergency = LOOK_IN) -> Given:
    """Return what there is once somebody has looked in, at noon."""
    return BOOK.after(who, command, on=NOON)


def seen_with(so_far: Given, book: Given) -> Given:
    """Return a follow-up in the town of the tests, with the emergencies of *book*."""
    known: Any = book.state.rulebook.emergencies
    rulebook = replace(MUNICIPALITY.rulebook, emergencies=known)
    return so_far.under(municipality=replace(MUNICIPALITY, rulebook=rulebook))


def at(minutes: int) -> datetime:
    """Return the moment so many minutes after somebody looked in."""
    return NOON + timedelta(minutes=minutes)
