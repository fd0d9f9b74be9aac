"""A withheld name: somebody at work has been threatened, and families are told the unit only."""

from datetime import timedelta

from stafett.domain.employment import NoSuchEmployee
from stafett.domain.municipality import OnlyAnAdministrator
from stafett.domain.people import EmployeeId
from stafett.domain.withheld_name import (
    EmployeeNameTold,
    EmployeeNameWithheld,
    TellName,
    WithholdName,
)
from tests.domain.test_municipalities import ADMINISTERED, given, works
from tests.people import ADMINISTRATOR, HEAD, TEACHER, TODAY, some_id

WHO = TEACHER.employee
BOOK = given(*ADMINISTERED, *works(TEACHER))
WITHHOLD = WithholdName(WHO, TODAY)


def test_an_administrator_withholds_a_name_from_a_day_and_tells_it_again() -> None:
    BOOK.when(ADMINISTRATOR, WITHHOLD).then(EmployeeNameWithheld(employee=WHO, since=TODAY))
    withheld = BOOK.after(ADMINISTRATOR, WITHHOLD)
    one = withheld.state.employees[WHO]
    assert one.name_is_withheld(TODAY)
    assert not one.name_is_withheld(TODAY - timedelta(days=1))
    withheld.when(ADMINISTRATOR, TellName(WHO)).then(EmployeeNameTold(employee=WHO, on=TODAY))
    told = withheld.after(ADMINISTRATOR, TellName(WHO))
    assert not told.state.employees[WHO].name_is_withheld(TODAY)


def test_twice_is_once() -> None:
    BOOK.after(ADMINISTRATOR, WITHHOLD).when(ADMINISTRATOR, WITHHOLD).then_nothing_new()
    BOOK.when(ADMINISTRATOR, TellName(WHO)).then_nothing_new()


def test_nobody_but_an_administrator_and_of_somebody_who_is_there() -> None:
    for who in (HEAD, TEACHER):
        BOOK.when(who, WITHHOLD).then_refused(OnlyAnAdministrator)
    nobody = WithholdName(EmployeeId(some_id("nobody")), TODAY)
    BOOK.when(ADMINISTRATOR, nobody).then_refused(NoSuchEmployee)
