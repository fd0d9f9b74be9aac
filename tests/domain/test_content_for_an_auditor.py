"""What was written, opened to an auditor: one child, some days, by two others, and ended by one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from stafett.domain.audit_grant import (
    LONGEST,
    AuditorOpensNothing,
    CloseContentToAuditor,
    ContentClosedToAuditor,
    ContentOpenedToAuditor,
    ContentTakesTwoOthers,
    NotAnAuditor,
    NothingOpened,
    OnlyAnAdministratorOpens,
    OpenContentToAuditor,
    OpenTooLong,
    holding,
)
from stafett.domain.employment import NoSuchEmployee
from stafett.domain.people import Duty, EmployeeId, PersonId
from stafett.domain.rulebook import OnlyACoordinator
from stafett.domain.second_person import AskForGraveAct
from stafett.domain.trust import DutyGiven
from tests.domain.test_municipalities import ADMINISTERED, given, works
from tests.people import ADMINISTRATOR, CHILD_ID, COORDINATOR, HEAD, TEACHER, TODAY, some_id
from tests.two_people import ACT, ANOTHER, GRANT, asked, done

AUDITOR = TEACHER.employee
DAY = timedelta(days=1)
AUDITS = DutyGiven(employee=AUDITOR, duty=Duty.AUDITOR)
BOOK = given(*ADMINISTERED, *works(TEACHER), AUDITS)
WANTED = OpenContentToAuditor(ACT, AUDITOR, CHILD_ID, TODAY + DAY, "26/7")
ASK = AskForGraveAct(ACT, WANTED)


def test_one_asks_another_grants_and_it_is_open_for_that_child_until_its_day() -> None:
    waits = asked(BOOK, ADMINISTRATOR, WANTED)
    with pytest.raises(ContentTakesTwoOthers):
        holding(waits.state.rulebook.grants, AUDITOR, CHILD_ID, TODAY)
    (_, event) = waits.when(ANOTHER, GRANT).events
    assert isinstance(event, ContentOpenedToAuditor)
    assert (event.auditor, event.child, event.until) == (AUDITOR, CHILD_ID, TODAY + DAY)
    grants = done(BOOK, ADMINISTRATOR, WANTED).state.rulebook.grants
    for on in (TODAY, TODAY + DAY):
        assert holding(grants, AUDITOR, CHILD_ID, on).id == ACT
    other_child, somebody = PersonId(some_id("another child")), HEAD.employee
    for who, child, on in (
        (AUDITOR, CHILD_ID, TODAY + 2 * DAY),
        (AUDITOR, other_child, TODAY),
        (somebody, CHILD_ID, TODAY),
    ):
        with pytest.raises(ContentTakesTwoOthers):
            holding(grants, who, child, on)


def test_one_ends_it_and_what_is_ended_is_not_ended_again() -> None:
    opened = done(BOOK, ADMINISTRATOR, WANTED)
    close = CloseContentToAuditor(ACT)
    opened.when(COORDINATOR, close).then(
        ContentClosedToAuditor(grant=ACT, by=COORDINATOR.employee, on=TODAY)
    )
    closed = opened.after(COORDINATOR, close)
    assert closed.state.rulebook.grants == {}
    closed.when(COORDINATOR, close).then_refused(NothingOpened)
    opened.when(HEAD, close).then_refused(OnlyACoordinator)


def test_who_may_have_it_opened_and_to_whom() -> None:
    BOOK.when(COORDINATOR, ASK).then_refused(OnlyAnAdministratorOpens)
    not_one = replace(ASK, wanted=replace(WANTED, auditor=ADMINISTRATOR.employee))
    BOOK.when(ADMINISTRATOR, not_one).then_refused(NotAnAuditor)
    nobody = replace(ASK, wanted=replace(WANTED, auditor=EmployeeId(some_id("nobody"))))
    BOOK.when(ADMINISTRATOR, nobody).then_refused(NoSuchEmployee)
    both = replace(TEACHER, duties=frozenset({Duty.AUDITOR, Duty.ADMINISTRATOR}))
    BOOK.when(both, ASK).then_refused(AuditorOpensNothing)


def test_it_is_open_for_two_weeks_at_most_and_once() -> None:
    for until in (TODAY - DAY, TODAY + LONGEST + DAY):
        wrong = replace(ASK, wanted=replace(WANTED, until=until))
        BOOK.when(ADMINISTRATOR, wrong).then_refused(OpenTooLong)
    done(BOOK, ADMINISTRATOR, WANTED).when(ADMINISTRATOR, ASK).then_nothing_new()
