"""Looking in in an emergency: on a ground, for one child, for an hour, and never unlooked at."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from stafett.domain import access, emergency_views, visible
from stafett.domain.access import Look, NotYoursHere, Permit
from stafett.domain.anonymity import SaysWhoItIsAbout
from stafett.domain.audience import Shown
from stafett.domain.emergency import (
    EmergenciesForbidden,
    EmergencyClosed,
    EmergencyReviewed,
    OpenedInEmergency,
)
from stafett.domain.employment import EmployeeRegistered
from stafett.domain.ending import EndFollowUp, EndReason
from stafett.domain.entry import EntryId, EntryKind, Note, WriteEntry
from stafett.domain.facts import SHARED, Refusal, Stranger
from stafett.domain.impartial import SetAside, StandAside
from stafett.domain.letting_look_in import (
    AllowEmergencies,
    ForbidEmergencies,
    OnlyAnAdministratorAllows,
)
from stafett.domain.logg import LockLogg
from stafett.domain.looking_in import (
    AnotherReviews,
    CloseEmergency,
    EmergenciesNotAllowed,
    LastsTooLong,
    LogInMoreSurely,
    NoSuchEmergency,
    NotInYourUnit,
    OnlyTheOfficer,
    ReviewIsMissing,
)
from stafett.domain.people import Account, Assurance, Citizen, Contact, Duty, Staff
from stafett.domain.publishing import DayHasPassed
from stafett.domain.second_person import AskForGraveAct
from stafett.domain.standing import Role
from stafett.domain.team import WhyAside
from stafett.domain.telling import looked_in as who_is_told
from stafett.domain.telling import review_due
from stafett.domain.trust import EmployeeAccountLinked
from stafett.domain.wording import SayWhy
from tests.emergencies import (
    ALLOWED,
    BOOK,
    LOOK_IN,
    NOON,
    OFFICER,
    RIGHT,
    WRONG,
    at,
    looked_in,
    seen_with,
)
from tests.follow_ups import HEARD, begun, with_logg, word
from tests.people import (
    ADMINISTRATOR,
    CHILD_ID,
    COORDINATOR,
    FATHER,
    HEAD,
    MOTHER,
    MUNICIPALITY,
    OTHER_HEAD,
    OTHER_SCHOOL,
    OTHER_TEACHER,
    SCHOOL,
    TEACHER,
    TODAY,
    YOUTH_ID,
    some_id,
)
from tests.relay import Given
from tests.two_people import ACT, ANOTHER, GRANT, KEPT, asked, done

DAY = timedelta(days=1)
CREATED = KEPT
ALLOW = AllowEmergencies(TODAY, "the council")
REVIEW_BY = date(2026, 9, 4)
"""Three working days after a Tuesday."""


def permit(so_far: Given, who: Staff, when: datetime = NOON) -> Permit:
    """Open the follow-up."""
    return access.may(who, Look.OPEN, so_far.state, so_far.relay.circumstances(who, when))


# ---- letting it be ----


def test_it_is_off_until_two_administrators_have_let_it_be() -> None:
    CREATED.when(OTHER_TEACHER, LOOK_IN).then_refused(EmergenciesNotAllowed)
    waits = asked(CREATED, ADMINISTRATOR, ALLOW)
    waits.when(OTHER_TEACHER, LOOK_IN).then_refused(EmergenciesNotAllowed)
    (_, event) = waits.when(ANOTHER, GRANT).events
    assert event == replace(ALLOWED, since=TODAY, on=TODAY)
    assert len(done(CREATED, ADMINISTRATOR, ALLOW).when(OTHER_TEACHER, LOOK_IN).events) == 1


def test_it_is_for_administrators_to_let_be_from_a_day_that_comes() -> None:
    CREATED.when(COORDINATOR, AskForGraveAct(ACT, ALLOW)).then_refused(OnlyAnAdministratorAllows)
    past = replace(ALLOW, since=TODAY - DAY)
    CREATED.when(ADMINISTRATOR, AskForGraveAct(ACT, past)).then_refused(DayHasPassed)
    CREATED.when(ADMINISTRATOR, AskForGraveAct(ACT, replace(ALLOW, decision=" "))).then_refused(
        SayWhy
    )
    BOOK.when(ADMINISTRATOR, AskForGraveAct(ACT, ALLOW)).then_nothing_new()
    later = done(CREATED, ADMINISTRATOR, replace(ALLOW, since=TODAY + DAY))
    later.when(OTHER_TEACHER, LOOK_IN).then_refused(EmergenciesNotAllowed)
    assert later.when(OTHER_TEACHER, LOOK_IN, on=TODAY + DAY).events


def test_one_administrator_has_it_off_again_and_what_runs_is_over() -> None:
    off = ForbidEmergencies("it was used too lightly")
    looked_in().when(OTHER_TEACHER, off).then_refused(OnlyAnAdministratorAllows)
    looked_in().when(ADMINISTRATOR, ForbidEmergencies("")).then_refused(SayWhy)
    book = looked_in().after(ADMINISTRATOR, off, on=at(10))
    assert isinstance(book.events[-1], EmergenciesForbidden)
    with pytest.raises(Stranger):
        permit(seen_with(begun(), book), OTHER_TEACHER, at(11))
    book.when(ADMINISTRATOR, off).then_nothing_new()
    book.when(OTHER_TEACHER, replace(LOOK_IN, opening=some_id("next"))).then_refused(
        EmergenciesNotAllowed
    )


def test_what_was_let_be_from_a_later_day_is_off_with_the_rest() -> None:
    later = done(CREATED, ADMINISTRATOR, replace(ALLOW, since=TODAY + DAY))
    off = later.after(ADMINISTRATOR, ForbidEmergencies("after all not"))
    off.when(OTHER_TEACHER, LOOK_IN, on=TODAY + DAY).then_refused(EmergenciesNotAllowed)


# ---- looking in ----


def test_one_looks_in_on_a_ground_of_the_day_for_an_hour_at_most() -> None:
    (event,) = BOOK.when(OTHER_TEACHER, LOOK_IN, on=NOON).events
    assert isinstance(event, OpenedInEmergency)
    assert (event.paragraph, event.law_from) == ("forvaltningsloven § 13 b nr. 7", date(2021, 7, 1))
    assert (event.until - event.at, event.review_by) == (timedelta(minutes=60), REVIEW_BY)
    for minutes in (0, 61):
        too_long = replace(LOOK_IN, minutes=minutes)
        BOOK.when(OTHER_TEACHER, too_long).then_refused(LastsTooLong)


@pytest.mark.parametrize(
    "wrong",
    [
        replace(LOOK_IN, ground="curiosity"),
        replace(LOOK_IN, reason="crime-about-to-happen"),
        replace(LOOK_IN, ground="avert-serious-crime"),
    ],
)
def test_ground_and_reason_belong_together(wrong: object) -> None:
    BOOK.when(OTHER_TEACHER, wrong).then_refused(NoSuchEmergency)


def test_before_the_paragraph_was_law_it_was_no_ground() -> None:
    earlier = date(2021, 6, 30)
    BOOK.when(OTHER_TEACHER, LOOK_IN, on=earlier).then_refused(NoSuchEmergency)


def test_one_looks_in_for_ones_own_unit_by_the_surest_log_in() -> None:
    for who in (TEACHER, ADMINISTRATOR, OFFICER):
        BOOK.when(who, LOOK_IN).then_refused(NotInYourUnit)
    unsure = replace(OTHER_TEACHER, assurance=Assurance.SUBSTANTIAL)
    BOOK.when(unsure, LOOK_IN).then_refused(LogInMoreSurely)


def test_the_words_say_why_and_name_nobody() -> None:
    BOOK.when(OTHER_TEACHER, replace(LOOK_IN, words=" ")).then_refused(SayWhy)
    named = replace(LOOK_IN, words="ronja is gone", names=frozenset({"Ronja"}))
    for words in (named, replace(LOOK_IN, words="Kari Nordmann is gone")):
        BOOK.when(OTHER_TEACHER, words).then_refused(SaysWhoItIsAbout)


# ---- what is seen of it ----


def test_whoever_looks_in_reads_the_frame_and_an_open_logg_and_no_units_own_part() -> None:
    so_far = seen_with(with_logg(), looked_in())
    found = permit(so_far, OTHER_TEACHER)
    assert (found.rule, found.emergency) == ("emergency", LOOK_IN.opening)
    assert found.parts == {SHARED}
    assert found.roles == {Role.EMERGENCY}
    assert found.shown == {Shown.HERE, Shown.PERSON, Shown.PART, Shown.FRAME, Shown.LOGG}
    view = visible.trim(so_far.state, found, so_far.relay.circumstances(OTHER_TEACHER, NOON))
    assert view.person is not None
    assert view.holder is not None
    assert view.consents == ()


def test_a_locked_logg_stays_locked_and_is_not_told_of() -> None:
    both = frozenset({MOTHER.person, FATHER.person})
    locked = with_logg().after(TEACHER, LockLogg(both, "it is well", HEARD))
    found = permit(seen_with(locked, looked_in()), OTHER_TEACHER)
    assert found.parts == frozenset()
    assert Shown.LOGG not in found.shown


def test_without_a_logg_there_is_the_frame_alone() -> None:
    found = permit(seen_with(begun(), looked_in()), OTHER_TEACHER)
    assert (found.parts, Shown.FRAME in found.shown) == (frozenset(), True)


def test_of_what_is_over_there_is_nothing() -> None:
    over = begun().after(TEACHER, EndFollowUp(EndReason.MOVED, "moved", HEARD))
    with pytest.raises(Stranger):
        permit(seen_with(over, looked_in()), OTHER_TEACHER)


def test_another_child_is_not_seen_and_nobody_else_sees_this_one() -> None:
    other = replace(LOOK_IN, person=YOUTH_ID)
    with pytest.raises(Stranger):
        permit(seen_with(begun(), looked_in(command=other)), OTHER_TEACHER)
    with pytest.raises(Stranger):
        permit(seen_with(begun(), looked_in()), OTHER_HEAD)


@pytest.mark.parametrize("minutes", [0, 59])
def test_it_runs_for_its_time(minutes: int) -> None:
    assert permit(seen_with(begun(), looked_in()), OTHER_TEACHER, at(minutes)).emergency


@pytest.mark.parametrize("minutes", [-1, 60, 61])
def test_and_not_a_moment_longer(minutes: int) -> None:
    with pytest.raises(Stranger):
        permit(seen_with(begun(), looked_in()), OTHER_TEACHER, at(minutes))


def test_nothing_is_changed_through_it() -> None:
    so_far = seen_with(with_logg(), looked_in())
    note = Note(EntryKind.OBSERVATION, "x", frozenset(), TODAY)
    for command in (
        WriteEntry(EntryId(some_id("e")), note, unit=OTHER_SCHOOL),
        StandAside(WhyAside.CLOSE),
        LockLogg(frozenset(), "x", HEARD),
    ):
        at_ = so_far.relay.circumstances(OTHER_TEACHER, NOON)
        with pytest.raises(NotYoursHere):
            access.may(OTHER_TEACHER, command, so_far.state, at_)


def test_whom_the_family_keeps_out_or_who_stands_aside_does_not_look_in_either() -> None:
    out = frozenset({OTHER_TEACHER.employee})
    kept_out = begun().after(MOTHER, word(MOTHER, SCHOOL, excluded=out))
    aside = begun().after(HEAD, SetAside(OTHER_TEACHER.employee, WhyAside.CLOSE))
    for so_far in (kept_out, aside):
        with pytest.raises(Stranger):
            permit(seen_with(so_far, looked_in()), OTHER_TEACHER)


def test_a_weaker_log_in_sees_nothing_of_what_a_surer_one_opened() -> None:
    unsure = replace(OTHER_TEACHER, assurance=Assurance.SUBSTANTIAL)
    with pytest.raises(Stranger):
        permit(seen_with(begun(), looked_in()), unsure)


def test_one_ends_it_oneself_or_the_officer_does() -> None:
    end = CloseEmergency(LOOK_IN.opening)
    for who in (OTHER_TEACHER, OFFICER):
        book = looked_in().after(who, end, on=at(10))
        assert isinstance(book.events[-1], EmergencyClosed)
        with pytest.raises(Stranger):
            permit(seen_with(begun(), book), OTHER_TEACHER, at(10))
    looked_in().when(OTHER_HEAD, end, on=at(10)).then_refused(Stranger)
    BOOK.when(OFFICER, end, on=at(10)).then_refused(Stranger)
    looked_in().when(OTHER_TEACHER, end, on=at(60)).then_nothing_new()


# ---- afterwards ----


def test_the_officer_reviews_it_and_the_last_word_counts() -> None:
    book = looked_in().after(OFFICER, WRONG)
    (event,) = book.when(OFFICER, RIGHT).events
    assert isinstance(event, EmergencyReviewed)
    assert event.by == OFFICER.employee
    looked_in().when(OFFICER, replace(RIGHT, words="")).then_refused(SayWhy)
    BOOK.when(OFFICER, RIGHT).then_refused(Stranger)
    for who in (ADMINISTRATOR, OTHER_HEAD, OTHER_TEACHER):
        looked_in().when(who, RIGHT).then_refused(OnlyTheOfficer)


def test_nobody_reviews_themselves() -> None:
    both = replace(OTHER_TEACHER, duties=OFFICER.duties)
    looked_in(both).when(both, RIGHT).then_refused(AnotherReviews)


def test_nobody_reviews_for_a_second_log_in_of_their_own() -> None:
    """An administrator who alone let the officer in may be the officer; so may one of two."""
    by = OTHER_TEACHER.employee
    log_in = Account("https://login.example", "the officer")
    for one, other in ((OFFICER.employee, by), (by, OFFICER.employee)):
        known = [EmployeeRegistered(employee=who, contact=Contact("N")) for who in (one, other)]
        linked = EmployeeAccountLinked(employee=one, account=log_in, by=other)
        so_far = BOOK.relay.given(*BOOK.events, *known, linked).after(
            OTHER_TEACHER, LOOK_IN, on=NOON
        )
        so_far.when(OFFICER, RIGHT).then_refused(AnotherReviews)
        by_two = replace(linked, granted_by=ADMINISTRATOR.employee)
        so_far = BOOK.relay.given(*BOOK.events, *known, by_two).after(
            OTHER_TEACHER, LOOK_IN, on=NOON
        )
        assert so_far.when(OFFICER, RIGHT).events


NEXT = replace(LOOK_IN, opening=some_id("next"), person=YOUTH_ID)


def test_hour_after_hour_and_child_after_child_take_another_one_to_look_first() -> None:
    so_far, again = looked_in(), NOON
    for number, person in enumerate((CHILD_ID, YOUTH_ID), start=2):
        again += timedelta(hours=1)
        more = replace(LOOK_IN, opening=some_id(f"hour {number}"), person=person)
        so_far = so_far.after(OTHER_TEACHER, more, on=again)
    again += timedelta(hours=1)
    for person in (CHILD_ID, YOUTH_ID):
        fourth = replace(LOOK_IN, opening=some_id("hour 4"), person=person)
        so_far.when(OTHER_TEACHER, fourth, on=again).then_refused(ReviewIsMissing)
        assert so_far.when(OTHER_HEAD, fourth, on=again).events, "it is that account's alone"
    assert permit(seen_with(begun(), so_far), OTHER_TEACHER).emergency, "what runs goes on"
    reviewed = so_far.after(OFFICER, RIGHT, on=again)
    assert reviewed.when(OTHER_TEACHER, NEXT, on=again).events


def test_what_nobody_has_looked_at_in_three_working_days_closes_the_way() -> None:
    assert looked_in().when(OTHER_TEACHER, NEXT, on=REVIEW_BY).events
    late = REVIEW_BY + DAY
    looked_in().when(OTHER_TEACHER, NEXT, on=late).then_refused(ReviewIsMissing)
    assert looked_in().when(OTHER_HEAD, NEXT, on=late).events, "it is that account's alone"
    reviewed = looked_in().after(OFFICER, RIGHT, on=late)
    assert reviewed.when(OTHER_TEACHER, NEXT, on=late).events


def test_what_was_found_wrong_closes_it_until_it_is_put_right() -> None:
    wrong = looked_in().after(OFFICER, WRONG, on=at(5))
    wrong.when(OTHER_TEACHER, NEXT).then_refused(ReviewIsMissing)
    with pytest.raises(Stranger):
        permit(seen_with(begun(), wrong), OTHER_TEACHER, at(6))
    assert wrong.after(OFFICER, RIGHT).when(OTHER_TEACHER, NEXT).events


def test_one_that_runs_while_an_earlier_one_falls_due_is_over_with_it() -> None:
    nearly = datetime.combine(REVIEW_BY, NOON.time(), NOON.tzinfo).replace(hour=23, minute=30)
    again = replace(LOOK_IN, opening=some_id("again"))
    book = looked_in().after(OTHER_TEACHER, again, on=nearly)
    so_far = seen_with(begun(), book)
    assert permit(so_far, OTHER_TEACHER, nearly + timedelta(minutes=20)).emergency
    with pytest.raises(Stranger):
        permit(so_far, OTHER_TEACHER, nearly + timedelta(minutes=40))


def test_the_family_hears_of_it_at_once_unless_the_ground_says_afterwards() -> None:
    openings = looked_in().state.rulebook.emergencies.openings
    assert openings[LOOK_IN.opening].told_to_family
    grave = replace(LOOK_IN, ground="avert-serious-crime", reason="crime-about-to-happen")
    book = looked_in(command=grave)
    assert not book.state.rulebook.emergencies.openings[grave.opening].told_to_family
    after = book.after(OFFICER, RIGHT).state.rulebook.emergencies
    assert after.openings[grave.opening].told_to_family


def test_the_officers_and_the_units_leader_are_told_at_once_and_of_a_review_on_its_day() -> None:
    book = looked_in().state
    event = looked_in().events[-1]
    assert isinstance(event, OpenedInEmergency)
    officer = replace(
        MUNICIPALITY.employees[COORDINATOR.employee],
        id=OFFICER.employee,
        duties=frozenset({Duty.DATA_PROTECTION_OFFICER}),
    )
    known = replace(
        MUNICIPALITY,
        rulebook=book.rulebook,
        employees={**MUNICIPALITY.employees, officer.id: officer},
    )
    assert who_is_told(event, known, TODAY) == {officer.id, OTHER_HEAD.employee}
    by_leader = replace(event, by=OTHER_HEAD.employee)
    assert who_is_told(by_leader, known, TODAY) == {officer.id}
    assert review_due(known, REVIEW_BY, REVIEW_BY - DAY) == {officer.id}
    assert review_due(known, REVIEW_BY - DAY, TODAY) == frozenset()
    reviewed = replace(known, rulebook=looked_in().after(OFFICER, RIGHT).state.rulebook)
    assert review_due(reviewed, REVIEW_BY, REVIEW_BY - DAY) == frozenset()


def test_citizens_do_not_look_in() -> None:
    for who in (MOTHER, FATHER, Citizen(YOUTH_ID)):
        with pytest.raises(Refusal):
            BOOK.relay.composer.decide(BOOK.state, LOOK_IN, BOOK.relay.circumstances(who, TODAY))


def test_those_who_watch_see_what_was_made_of_it_and_the_family_by_name() -> None:
    openings = looked_in().state.rulebook.emergencies.openings
    waits = emergency_views.shown(openings[LOOK_IN.opening], REVIEW_BY + DAY)
    assert (waits.id, waits.overdue, waits.finding) == (LOOK_IN.opening, True, None)
    (one,) = looked_in().after(OFFICER, RIGHT).state.rulebook.emergencies.openings.values()
    seen = emergency_views.shown(one, REVIEW_BY + DAY)
    assert (seen.overdue, seen.finding, seen.found) == (False, RIGHT.finding, RIGHT.words)
    told = emergency_views.told(one, "Lars", "Solli skole")
    assert (told.employee, told.finding, told.reviewed_on) == ("Lars", RIGHT.finding, TODAY)
    assert emergency_views.told(openings[LOOK_IN.opening], "", "").finding is None
    assert LOOK_IN.words not in repr(told)
