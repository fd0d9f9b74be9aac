"""The municipality: who works where on which day, and which rules held when."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from stafett.domain import municipality
from stafett.domain.employment import (
    AbsenceBegan,
    AbsenceEnded,
    EmployeeRegistered,
    EmploymentBegan,
    EmploymentEnded,
    LeaderAppointed,
    LeaderRelieved,
    NoSuchEmployee,
)
from stafett.domain.facts import MUNICIPALITY, Event, Stranger
from stafett.domain.first_administrator import (
    AdministratorIsThere,
    ArriveAsFirstAdministrator,
    FirstAdministratorArrived,
    FirstAdministratorInvited,
    InviteFirstAdministrator,
)
from stafett.domain.leaving import LastAdministrator
from stafett.domain.moment import EndsBeforeItBegan
from stafett.domain.municipality import (
    CreateMunicipality,
    MunicipalityCreated,
    MunicipalityIsAnother,
    NoMunicipality,
    OnlyAnAdministrator,
)
from stafett.domain.people import Account, Contact, Duty, EmployeeId, Staff, UnitId
from stafett.domain.policy import Guide
from stafett.domain.publishing import (
    DayHasPassed,
    DayRulesPublished,
    GuidePublished,
    NoRulesThatDay,
    NothingToGoBackTo,
    PublishDayRules,
    PublishGuide,
    VersionIsTaken,
)
from stafett.domain.spell import NoSuchEmployment
from stafett.domain.staffing import (
    AppointLeader,
    AwayAlready,
    BeginAbsence,
    BeginEmployment,
    EndAbsence,
    EndEmployment,
    GiveDuty,
    LinkEmployeeAccount,
    NotAway,
    RegisterEmployee,
    RelieveLeader,
    TakeBackDuty,
    WorksThereAlready,
)
from stafett.domain.trust import DutyGiven, DutyTakenBack, EmployeeAccountLinked
from stafett.domain.unit import NoSuchUnit, OpenUnit, UnitIsAnother, UnitOpened
from tests.people import (
    ADMINISTRATOR,
    COLLEAGUE,
    HEAD,
    LONG_AGO,
    MOTHER,
    OPERATOR,
    OTHER_SCHOOL,
    SCHOOL,
    TEACHER,
    TODAY,
    some_id,
)
from tests.relay import Relay
from tests.rules import GUIDE, LATER_GUIDE, RULES

given = Relay(municipality).given

TOMORROW = TODAY + timedelta(days=1)
SCHOOLS = UnitId(some_id("all schools"))
CONTACT = Contact("Tuva Testlærer")
LINK = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)

CREATED = MunicipalityCreated(municipality_name="Prøvestad")


def opened(unit: UnitId, part_of: UnitId | None = None) -> UnitOpened:
    return UnitOpened(
        unit=unit,
        unit_name="A unit",
        kind="school",
        municipal=True,
        public=True,
        part_of=part_of,
        contact=Contact(""),
    )


def works(
    who: Staff, unit: UnitId = SCHOOL, since: date = LONG_AGO, *, leads: bool = False
) -> tuple[Event, ...]:
    return (
        EmployeeRegistered(employee=who.employee, contact=CONTACT),
        EmploymentBegan(employee=who.employee, unit=unit, leads=leads, since=since),
    )


ADMINISTERED = (
    CREATED,
    opened(SCHOOL),
    EmployeeRegistered(employee=ADMINISTRATOR.employee, contact=CONTACT),
    DutyGiven(employee=ADMINISTRATOR.employee, duty=Duty.ADMINISTRATOR),
)


def test_a_book_is_opened_for_one_municipality() -> None:
    given().when(OPERATOR, CreateMunicipality("Prøvestad")).then(CREATED)
    given(CREATED).when(OPERATOR, CreateMunicipality("Prøvestad")).then_nothing_new()
    given(CREATED).when(OPERATOR, CreateMunicipality("Nabo")).then_refused(MunicipalityIsAnother)


def test_nothing_is_done_in_a_book_that_is_nobodys() -> None:
    given().when(OPERATOR, OpenUnit(SCHOOL, "A unit", "school")).then_refused(NoMunicipality)


INVITED = FirstAdministratorInvited(link=LINK, until=NOON)
ARRIVE = ArriveAsFirstAdministrator(
    LINK, ADMINISTRATOR.employee, CONTACT, Account("https://login.example", "77")
)


def test_the_first_administrator_comes_in_by_a_link() -> None:
    given(CREATED, INVITED).when(ADMINISTRATOR, ARRIVE, on=NOON).then(
        EmployeeRegistered(employee=ADMINISTRATOR.employee, contact=CONTACT),
        EmployeeAccountLinked(
            employee=ADMINISTRATOR.employee, account=Account("https://login.example", "77")
        ),
        DutyGiven(employee=ADMINISTRATOR.employee, duty=Duty.ADMINISTRATOR),
        FirstAdministratorArrived(employee=ADMINISTRATOR.employee),
    )


def test_the_link_works_once() -> None:
    used = given(CREATED, INVITED).after(ADMINISTRATOR, ARRIVE, on=NOON)
    somebody_else = replace(ARRIVE, employee=TEACHER.employee)
    used.when(TEACHER, somebody_else, on=NOON).then_refused(Stranger)


def test_the_link_works_for_a_time() -> None:
    late = NOON + timedelta(seconds=1)
    given(CREATED, INVITED).when(ADMINISTRATOR, ARRIVE, on=late).then_refused(Stranger)


def test_another_link_does_not_work() -> None:
    wrong = replace(ARRIVE, link="0" * 64)
    given(CREATED, INVITED).when(ADMINISTRATOR, wrong, on=NOON).then_refused(Stranger)
    given(CREATED).when(ADMINISTRATOR, ARRIVE, on=NOON).then_refused(Stranger)


def test_a_new_link_puts_the_old_one_out_of_use() -> None:
    again = given(CREATED, INVITED).after(
        OPERATOR, InviteFirstAdministrator("1" * 64, NOON), on=NOON
    )
    again.when(ADMINISTRATOR, ARRIVE, on=NOON).then_refused(Stranger)


def test_nobody_is_invited_once_there_is_an_administrator() -> None:
    invite = InviteFirstAdministrator(LINK, NOON)
    given(*ADMINISTERED).when(OPERATOR, invite).then_refused(AdministratorIsThere)


def test_whoever_runs_the_installation_fills_a_new_book_and_no_other() -> None:
    unit = OpenUnit(OTHER_SCHOOL, "A unit", "school")
    given(CREATED).when(OPERATOR, unit).then(opened(OTHER_SCHOOL))
    given(*ADMINISTERED).when(OPERATOR, unit).then_refused(OnlyAnAdministrator)


@pytest.mark.parametrize("who", [TEACHER, HEAD, MOTHER])
def test_only_administrators_change_the_municipality(who: Staff) -> None:
    unit = OpenUnit(OTHER_SCHOOL, "A unit", "school")
    given(*ADMINISTERED).when(who, unit).then_refused(OnlyAnAdministrator)


def test_a_unit_is_opened_once() -> None:
    known = given(*ADMINISTERED)
    known.when(ADMINISTRATOR, OpenUnit(SCHOOL, "A unit", "school")).then_nothing_new()
    other = OpenUnit(SCHOOL, "A unit", "kindergarten")
    known.when(ADMINISTRATOR, other).then_refused(UnitIsAnother)


def test_a_unit_can_belong_under_another_that_is_known() -> None:
    under = OpenUnit(OTHER_SCHOOL, "A unit", "school", part_of=SCHOOLS)
    given(*ADMINISTERED).when(ADMINISTRATOR, under).then_refused(NoSuchUnit)
    known = given(*ADMINISTERED, opened(SCHOOLS))
    known.when(ADMINISTRATOR, under).then(opened(OTHER_SCHOOL, SCHOOLS))


def test_standing_tells_municipal_public_and_private_apart() -> None:
    book = given(*ADMINISTERED)
    for municipal, public, standing in (
        (True, True, "municipal"),
        (False, True, "public"),
        (False, False, "private"),
    ):
        unit = OpenUnit(OTHER_SCHOOL, "A", "school", municipal=municipal, public=public)
        state = book.after(ADMINISTRATOR, unit).state
        assert state.units[OTHER_SCHOOL].standing == standing


def test_somebody_works_from_the_first_day_to_the_last() -> None:
    book = given(*ADMINISTERED, *works(TEACHER, since=date(2026, 8, 1))).after(
        ADMINISTRATOR, EndEmployment(TEACHER.employee, SCHOOL, date(2026, 9, 30))
    )
    worked = [
        book.state.works_in(TEACHER.employee, SCHOOL, day)
        for day in (date(2026, 7, 31), date(2026, 8, 1), date(2026, 9, 30), date(2026, 10, 1))
    ]
    assert worked == [False, True, True, False]


def test_somebody_who_asks_stands_where_they_work_that_day() -> None:
    book = given(
        *ADMINISTERED,
        opened(OTHER_SCHOOL),
        *works(HEAD, leads=True),
        EmploymentBegan(employee=HEAD.employee, unit=OTHER_SCHOOL, leads=False, since=TOMORROW),
    ).state
    assert book.staff(HEAD.employee, TODAY) == Staff(
        HEAD.employee, frozenset({SCHOOL}), frozenset({SCHOOL})
    )
    assert book.staff(HEAD.employee, TOMORROW).units == {SCHOOL, OTHER_SCHOOL}
    assert book.staff(EmployeeId(some_id("x")), TODAY).units == frozenset()


def test_one_works_in_a_unit_once_at_a_time() -> None:
    book = given(*ADMINISTERED, *works(TEACHER))
    again = BeginEmployment(TEACHER.employee, SCHOOL, TODAY)
    book.when(ADMINISTRATOR, again).then_refused(WorksThereAlready)
    same = BeginEmployment(TEACHER.employee, SCHOOL, LONG_AGO)
    book.when(ADMINISTRATOR, same).then_nothing_new()


def test_one_may_come_back_to_a_unit() -> None:
    book = given(*ADMINISTERED, *works(TEACHER)).after(
        ADMINISTRATOR, EndEmployment(TEACHER.employee, SCHOOL, TODAY)
    )
    back = BeginEmployment(TEACHER.employee, SCHOOL, TOMORROW)
    book.when(ADMINISTRATOR, back).then(
        EmploymentBegan(employee=TEACHER.employee, unit=SCHOOL, leads=False, since=TOMORROW)
    )


def test_work_ends_in_a_unit_one_works_in_and_not_before_it_began() -> None:
    book = given(*ADMINISTERED, opened(OTHER_SCHOOL), *works(TEACHER))
    elsewhere = EndEmployment(TEACHER.employee, OTHER_SCHOOL, TODAY)
    book.when(ADMINISTRATOR, elsewhere).then_refused(NoSuchEmployment)
    early = EndEmployment(TEACHER.employee, SCHOOL, LONG_AGO - timedelta(days=1))
    book.when(ADMINISTRATOR, early).then_refused(EndsBeforeItBegan)
    unknown = EndEmployment(COLLEAGUE.employee, SCHOOL, TODAY)
    book.when(ADMINISTRATOR, unknown).then_refused(NoSuchEmployee)


def test_a_last_day_can_be_moved_forward() -> None:
    book = given(*ADMINISTERED, *works(TEACHER)).after(
        ADMINISTRATOR, EndEmployment(TEACHER.employee, SCHOOL, date(2026, 12, 31))
    )
    moved = book.when(ADMINISTRATOR, EndEmployment(TEACHER.employee, SCHOOL, TODAY)).then(
        EmploymentEnded(employee=TEACHER.employee, unit=SCHOOL, until=TODAY)
    )
    assert not moved.state.works_in(TEACHER.employee, SCHOOL, TOMORROW)


def test_a_last_day_can_be_moved_back_again() -> None:
    book = given(*ADMINISTERED, *works(TEACHER)).after(
        ADMINISTRATOR, EndEmployment(TEACHER.employee, SCHOOL, TODAY)
    )
    longer = book.after(ADMINISTRATOR, EndEmployment(TEACHER.employee, SCHOOL, TOMORROW))
    assert longer.state.works_in(TEACHER.employee, SCHOOL, TOMORROW)
    assert not longer.state.works_in(TEACHER.employee, SCHOOL, TOMORROW + timedelta(days=1))


def test_leading_one_unit_leaves_work_in_another_as_it_is() -> None:
    book = given(*ADMINISTERED, opened(OTHER_SCHOOL), *works(TEACHER)).after(
        ADMINISTRATOR, BeginEmployment(TEACHER.employee, OTHER_SCHOOL, LONG_AGO)
    )
    leads = book.after(ADMINISTRATOR, AppointLeader(TEACHER.employee, SCHOOL, TODAY)).state
    assert leads.staff(TEACHER.employee, TODAY).units == {SCHOOL, OTHER_SCHOOL}
    assert leads.staff(TEACHER.employee, TODAY).leads == {SCHOOL}


def test_a_leader_who_leads_from_the_first_day_is_not_parted_in_two() -> None:
    book = given(*ADMINISTERED, *works(TEACHER, since=TODAY)).after(
        ADMINISTRATOR, AppointLeader(TEACHER.employee, SCHOOL, TODAY)
    )
    assert len(book.state.employees[TEACHER.employee].employments) == 1


def test_an_absence_that_is_over_stays_as_it_was() -> None:
    book = (
        given(*ADMINISTERED, *works(TEACHER))
        .after(ADMINISTRATOR, BeginAbsence(TEACHER.employee, date(2026, 1, 1)))
        .after(ADMINISTRATOR, EndAbsence(TEACHER.employee, date(2026, 1, 9)))
        .after(ADMINISTRATOR, BeginAbsence(TEACHER.employee, TODAY))
        .after(ADMINISTRATOR, EndAbsence(TEACHER.employee, TOMORROW))
    )
    away = [(time.since, time.until) for time in book.state.employees[TEACHER.employee].absences]
    assert away == [(date(2026, 1, 1), date(2026, 1, 9)), (TODAY, TOMORROW)]


def test_work_is_had_in_units_that_exist() -> None:
    book = given(*ADMINISTERED, *works(TEACHER))
    nowhere = BeginEmployment(TEACHER.employee, OTHER_SCHOOL, TODAY)
    book.when(ADMINISTRATOR, nowhere).then_refused(NoSuchUnit)


def test_how_to_reach_somebody_can_change() -> None:
    new = Contact("Tuva Testlærer", phone="00 00 00 09")
    book = given(*ADMINISTERED, *works(TEACHER))
    changed = book.when(ADMINISTRATOR, RegisterEmployee(TEACHER.employee, new)).then(
        EmployeeRegistered(employee=TEACHER.employee, contact=new)
    )
    assert changed.state.employees[TEACHER.employee].contact == new
    assert changed.state.works_in(TEACHER.employee, SCHOOL, TODAY)


def test_a_login_is_linked_to_an_employee_once() -> None:
    account = Account("https://login.example", "5")
    book = given(*ADMINISTERED, *works(TEACHER))
    link = LinkEmployeeAccount(TEACHER.employee, account)
    book.when(ADMINISTRATOR, link).then(
        EmployeeAccountLinked(employee=TEACHER.employee, account=account, by=ADMINISTRATOR.employee)
    )


def test_a_leader_leads_from_the_day_and_led_nothing_before() -> None:
    book = given(*ADMINISTERED, *works(TEACHER)).when(
        ADMINISTRATOR, AppointLeader(TEACHER.employee, SCHOOL, TODAY)
    )
    led = book.then(LeaderAppointed(employee=TEACHER.employee, unit=SCHOOL, since=TODAY)).state
    assert led.leader_of(SCHOOL, TODAY) == TEACHER.employee
    assert led.leader_of(SCHOOL, TODAY - timedelta(days=1)) is None
    assert led.works_in(TEACHER.employee, SCHOOL, TODAY - timedelta(days=1))


def test_a_leader_who_steps_back_goes_on_working() -> None:
    book = given(*ADMINISTERED, *works(HEAD, leads=True)).when(
        ADMINISTRATOR, RelieveLeader(HEAD.employee, SCHOOL, TODAY)
    )
    left = book.then(LeaderRelieved(employee=HEAD.employee, unit=SCHOOL, since=TODAY)).state
    assert left.leader_of(SCHOOL, TODAY) is None
    assert left.works_in(HEAD.employee, SCHOOL, TODAY)
    assert left.leader_of(SCHOOL, TODAY - timedelta(days=1)) == HEAD.employee


def test_somebody_who_does_not_work_there_does_not_lead_there() -> None:
    book = given(*ADMINISTERED, opened(OTHER_SCHOOL), *works(TEACHER))
    appoint = AppointLeader(TEACHER.employee, OTHER_SCHOOL, TODAY)
    book.when(ADMINISTRATOR, appoint).then_refused(NoSuchEmployment)


def test_of_two_leaders_the_one_who_is_there_answers_first() -> None:
    two = (
        *ADMINISTERED,
        *works(HEAD, leads=True),
        *works(COLLEAGUE, since=date(2021, 1, 1), leads=True),
    )
    assert given(*two).state.leader_of(SCHOOL, TODAY) == HEAD.employee
    away = given(*two, AbsenceBegan(employee=HEAD.employee, since=TODAY)).state
    assert away.leader_of(SCHOOL, TODAY) == COLLEAGUE.employee


def test_a_unit_without_a_leader_is_led_from_above() -> None:
    book = given(
        *ADMINISTERED,
        opened(SCHOOLS),
        opened(OTHER_SCHOOL, SCHOOLS),
        *works(HEAD, SCHOOLS, leads=True),
    ).state
    assert book.leader_of(OTHER_SCHOOL, TODAY) == HEAD.employee
    assert book.leader_of(SCHOOL, TODAY) is None


def test_the_last_administrator_does_not_leave_the_duty_lying() -> None:
    book = given(*ADMINISTERED, *works(TEACHER))
    take_back = TakeBackDuty(ADMINISTRATOR.employee, Duty.ADMINISTRATOR)
    book.when(ADMINISTRATOR, take_back).then_refused(LastAdministrator)
    two = book.after(ADMINISTRATOR, GiveDuty(TEACHER.employee, Duty.ADMINISTRATOR))
    two.when(ADMINISTRATOR, take_back).then(
        DutyTakenBack(employee=ADMINISTRATOR.employee, duty=Duty.ADMINISTRATOR)
    )


def test_somebody_is_away_from_the_first_day_to_the_last() -> None:
    book = given(*ADMINISTERED, *works(TEACHER)).after(
        ADMINISTRATOR, BeginAbsence(TEACHER.employee, TODAY)
    )
    assert book.state.away_since(TEACHER.employee, date(2026, 12, 1)) == TODAY
    back = book.when(ADMINISTRATOR, EndAbsence(TEACHER.employee, TOMORROW)).then(
        AbsenceEnded(employee=TEACHER.employee, until=TOMORROW)
    )
    assert back.state.away_since(TEACHER.employee, TOMORROW) == TODAY
    assert back.state.away_since(TEACHER.employee, TOMORROW + timedelta(days=1)) is None


def test_one_is_away_once_at_a_time() -> None:
    away = given(*ADMINISTERED, *works(TEACHER)).after(
        ADMINISTRATOR, BeginAbsence(TEACHER.employee, TODAY)
    )
    away.when(ADMINISTRATOR, BeginAbsence(TEACHER.employee, TOMORROW)).then_refused(AwayAlready)
    there = given(*ADMINISTERED, *works(TEACHER))
    there.when(ADMINISTRATOR, EndAbsence(TEACHER.employee, TODAY)).then_refused(NotAway)


def test_a_leader_says_who_of_their_own_is_away() -> None:
    book = given(*ADMINISTERED, *works(TEACHER), *works(HEAD, leads=True))
    book.when(HEAD, BeginAbsence(TEACHER.employee, TODAY)).then(
        AbsenceBegan(employee=TEACHER.employee, since=TODAY)
    )
    book.when(HEAD, BeginAbsence(ADMINISTRATOR.employee, TODAY)).then_refused(OnlyAnAdministrator)
    book.when(TEACHER, BeginAbsence(HEAD.employee, TODAY)).then_refused(OnlyAnAdministrator)


PUBLISHED = (
    *ADMINISTERED,
    GuidePublished(guide=GUIDE, decided_by="council"),
    DayRulesPublished(rules=RULES, decided_by="council"),
)


def test_the_first_rules_may_hold_from_before_the_book_was_opened() -> None:
    given(CREATED).when(OPERATOR, PublishGuide(GUIDE, "council")).then(
        GuidePublished(guide=GUIDE, decided_by="council")
    )
    given(CREATED).when(OPERATOR, PublishDayRules(RULES, "council")).then(
        DayRulesPublished(rules=RULES, decided_by="council")
    )


def test_later_rules_hold_from_a_day_ahead() -> None:
    book = given(*PUBLISHED)
    late = replace(LATER_GUIDE, valid_from=TODAY - timedelta(days=1))
    book.when(ADMINISTRATOR, PublishGuide(late, "council")).then_refused(DayHasPassed)
    rules = replace(RULES, valid_from=TODAY - timedelta(days=1))
    book.when(ADMINISTRATOR, PublishDayRules(rules, "council")).then_refused(DayHasPassed)


def test_which_rule_held_on_a_day_has_an_answer() -> None:
    later = replace(RULES, valid_from=date(2027, 1, 1), majority=19)
    book = (
        given(*PUBLISHED)
        .after(ADMINISTRATOR, PublishGuide(LATER_GUIDE, "council"))
        .after(ADMINISTRATOR, PublishDayRules(later, "council"))
        .state
    )
    assert book.guide_for(date(2026, 12, 31)) == GUIDE
    assert book.guide_for(date(2027, 1, 1)) == LATER_GUIDE
    assert book.rules_for(date(2026, 12, 31)) == RULES
    assert book.rules_for(date(2027, 1, 1)) == later


def test_before_the_first_rules_there_are_none() -> None:
    book = given(*PUBLISHED).state
    with pytest.raises(NoRulesThatDay):
        book.guide_for(date(2019, 12, 31))
    with pytest.raises(NoRulesThatDay):
        book.rules_for(date(2019, 12, 31))


def test_rules_published_again_for_the_same_day_take_the_place_of_the_first() -> None:
    first = replace(RULES, valid_from=TOMORROW, absence_days=5)
    second = replace(RULES, valid_from=TOMORROW, absence_days=6)
    book = (
        given(*PUBLISHED)
        .after(ADMINISTRATOR, PublishDayRules(first, "council"))
        .after(ADMINISTRATOR, PublishDayRules(second, "council"))
    )
    assert book.state.rules_for(TOMORROW).absence_days == 6


def test_a_published_guide_is_never_changed() -> None:
    book = given(*PUBLISHED)
    book.when(ADMINISTRATOR, PublishGuide(GUIDE, "council")).then_nothing_new()
    changed = replace(GUIDE, next_meeting_days=1)
    book.when(ADMINISTRATOR, PublishGuide(changed, "council")).then_refused(VersionIsTaken)


@pytest.mark.parametrize(
    "broken",
    [
        replace(LATER_GUIDE, levels=()),
        replace(LATER_GUIDE, levels=LATER_GUIDE.levels[::-1]),
        replace(LATER_GUIDE, levels=LATER_GUIDE.levels[:2]),
        replace(LATER_GUIDE, transitions=frozenset({(1, 9)})),
        replace(LATER_GUIDE, levels=tuple(replace(x, steps=()) for x in LATER_GUIDE.levels)),
        replace(LATER_GUIDE, may_hold={7: frozenset({"school"})}),
    ],
)
def test_a_guide_that_does_not_hang_together_is_not_published(broken: Guide) -> None:
    asked = PublishGuide(broken, "council")
    given(*PUBLISHED).when(ADMINISTRATOR, asked).then_refused(NothingToGoBackTo)


def test_what_cannot_follow_stops_the_reading() -> None:
    with pytest.raises(AssertionError, match="unit-opened cannot follow"):
        given(opened(SCHOOL)).state  # noqa: B018


def test_all_of_it_lies_under_the_municipalitys_own_key() -> None:
    assert municipality.place(CREATED) == MUNICIPALITY
