"""Services ask different givers, and one person may work in two units: each is asked for itself.

At fifteen the school asks the young one and both guardians, the clinic the guardians alone.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from stafett.domain import let_in, standing
from stafett.domain.beginning import StartFollowUp
from stafett.domain.circumstances import NORWAY
from stafett.domain.consent import ItTakesTheirOwnWord
from stafett.domain.facts import own
from stafett.domain.how_given import EvidenceKind
from stafett.domain.logg import LockLogg, LoggOpened, NotAllAgree
from stafett.domain.opening import OpenLogg
from stafett.domain.people import Staff, UnitId
from stafett.domain.person import Guardian, Person, Responsibility
from stafett.domain.reopening import ReopenLogg
from stafett.domain.representation import CareOrder
from stafett.domain.roles import Role
from stafett.domain.speaking import NotYoursToGive
from stafett.domain.spell import Employment
from stafett.domain.withdrawal import RefuseConsent, WithdrawConsent
from tests.follow_ups import HEARD, START, begun, both_let_in, joined, word
from tests.people import (
    ADVISER,
    CLINIC,
    CLINIC_HEAD,
    FATHER,
    LONG_AGO,
    MOTHER,
    MUNICIPALITY,
    NURSE,
    OTHER_SCHOOL,
    PPT,
    PPT_HEAD,
    SCHOOL,
    TEACHER,
    TODAY,
    YOUTH,
    YOUTH_ID,
    YOUTH_SELF,
    at_work,
)
from tests.relay import Given
from tests.rules import RULES

DAY = timedelta(days=1)
FIFTEEN = replace(YOUTH, born=(TODAY - 20 * DAY).replace(year=TODAY.year - 15))
TURNS = TODAY + 5 * DAY
SOON = replace(YOUTH, born=TURNS.replace(year=TURNS.year - 15))
"""Turns fifteen in five days: then words of before run on for a while."""
GUARDIANS = frozenset({MOTHER.person, FATHER.person})
LAST = TURNS + timedelta(days=RULES.old_consents_run_on_days - 1)
UNTIL = TODAY + timedelta(days=90)


def at_home_in_the_clinic() -> Given:
    """The clinic has taken the young one on, and the nurse carries the baton."""
    start = replace(
        START,
        home=CLINIC,
        holder=at_work(NURSE),
        clarification=replace(
            START.clarification, leader=CLINIC_HEAD.employee, guardians_told_by=NURSE.employee
        ),
    )
    assert isinstance(start, StartFollowUp)
    return begun_with(FIFTEEN).after(NURSE, start)


def begun_with(person: Person) -> Given:
    return replace(begun(), events=()).under(person=person)


def let_in_before(*units: UnitId, on: date = TODAY) -> Given:
    """Both guardians said yes, and to the logg too; by default before the birthday."""
    so_far = begun_with(SOON).after(TEACHER, START)
    for giver in (MOTHER, FATHER):
        yes = word(giver, *units, logg=True, about=YOUTH_ID, on=on, until=UNTIL)
        so_far = so_far.after(giver, yes, on=on)
    return so_far


def admission(so_far: Given, unit: UnitId, on: date = TURNS) -> let_in.Admission | None:
    at = so_far.relay.circumstances(TEACHER, on)
    return let_in.admit(so_far.state.frame.consents, unit, at, logg=True)


def test_whoever_takes_a_word_back_is_needed_by_that_very_unit() -> None:
    so_far = begun_with(FIFTEEN).after(TEACHER, START)
    back = WithdrawConsent(YOUTH_ID, frozenset({OTHER_SCHOOL}))
    assert so_far.when(YOUTH_SELF, back).events
    clinic = replace(back, units=frozenset({CLINIC}))
    so_far.when(YOUTH_SELF, clinic).then_refused(NotYoursToGive)


def test_all_who_agree_to_lock_are_all_whom_the_home_unit_asks() -> None:
    clinic = at_home_in_the_clinic()
    school = begun_with(FIFTEEN).after(TEACHER, START)
    for so_far, unit, holder, enough in (
        (clinic, CLINIC, NURSE, True),
        (school, SCHOOL, TEACHER, False),
    ):
        opened = so_far
        for giver in (MOTHER, FATHER, YOUTH_SELF):
            if not (enough and giver is YOUTH_SELF):
                yes = word(giver, unit, logg=True, about=YOUTH_ID, until=UNTIL)
                opened = opened.after(giver, yes)
        opened = opened.after(holder, OpenLogg())
        lock = LockLogg(GUARDIANS, "it works", HEARD)
        if enough:
            assert opened.when(holder, lock).events
        else:
            opened.when(holder, lock).then_refused(NotAllAgree)
            assert opened.when(holder, replace(lock, agreed=GUARDIANS | {YOUTH_ID})).events


def test_a_logg_is_opened_again_on_the_word_of_those_the_unit_asks() -> None:
    so_far = at_home_in_the_clinic()
    for again in ("first", "anew"):
        for giver in (MOTHER, FATHER):
            yes = word(giver, CLINIC, called=again, logg=True, about=YOUTH_ID, until=UNTIL)
            so_far = so_far.after(giver, yes)
        if again == "first":
            so_far = so_far.after(NURSE, OpenLogg())
            so_far = so_far.after(NURSE, LockLogg(GUARDIANS, "it works", HEARD))
    happened = so_far.when(NURSE, ReopenLogg(frozenset({CLINIC}), at_work(NURSE))).events
    assert [one.name for one in happened] == ["logg-reopened"]


def test_a_logg_is_open_from_the_moment_it_was_opened() -> None:
    (opened,) = both_let_in(begun(), SCHOOL, logg=True).when(TEACHER, OpenLogg()).events
    assert isinstance(opened, LoggOpened)
    assert opened.at == datetime.combine(TODAY, time(12), NORWAY).astimezone(UTC)


def test_older_words_run_on_for_the_days_of_the_rules_and_not_longer() -> None:
    so_far = let_in_before(SCHOOL)
    for on, inside in ((TURNS, True), (LAST, True), (LAST + DAY, False)):
        assert (admission(so_far, SCHOOL, on) is not None) == inside, on
    found = admission(so_far, SCHOOL)
    assert found is not None
    assert (found.runs_on_until, frozenset(one.giver for one in found.words)) == (LAST, GUARDIANS)


def test_words_given_on_the_birthday_itself_do_not_run_on() -> None:
    assert admission(let_in_before(SCHOOL, on=TURNS), SCHOOL) is None


def test_older_words_do_not_run_on_while_somebodys_right_is_not_known() -> None:
    so_far = let_in_before(SCHOOL)
    unknown = Guardian(FATHER.person, "Finn Far", Responsibility.UNKNOWN)
    unclear = replace(SOON, guardians={**SOON.guardians, FATHER.person: unknown})
    assert admission(so_far.under(person=unclear), SCHOOL) is None


def test_under_a_care_order_older_words_run_on_for_the_kinds_of_unit_it_does_not_name() -> None:
    so_far = let_in_before(SCHOOL, CLINIC)
    order = CareOrder(frozenset({"school"}), TURNS)
    taken = so_far.under(person=replace(SOON, care_order=order))
    assert admission(taken, SCHOOL) is None
    assert admission(so_far, SCHOOL) is not None
    elsewhere = replace(order, kinds=frozenset({"kindergarten"}))
    assert admission(so_far.under(person=replace(SOON, care_order=elsewhere)), SCHOOL)


@pytest.mark.parametrize("logg", [True, False])
def test_a_no_to_the_logg_is_talked_over_by_nothing_staff_heard_about_the_logg(
    *, logg: bool
) -> None:
    no = RefuseConsent(MOTHER.person, frozenset({PPT}), logg=True, informed_of="text 1")
    so_far = begun().after(MOTHER, no)
    heard = word(MOTHER, PPT, logg=logg, kind=EvidenceKind.MINUTED_ORAL)
    if logg:
        so_far.when(TEACHER, heard).then_refused(ItTakesTheirOwnWord)
    else:
        assert so_far.when(TEACHER, heard).events


@pytest.mark.parametrize(("kept_out_in", "works_on_in"), [(PPT, CLINIC), (CLINIC, PPT)])
def test_somebody_kept_out_by_name_in_one_unit_still_is_what_they_are_in_another(
    kept_out_in: UnitId, works_on_in: UnitId
) -> None:
    both = frozenset({PPT, CLINIC})
    who = Staff(ADVISER.employee, both)
    employee = MUNICIPALITY.employees[who.employee]
    works = (Employment(PPT, leads=False, since=LONG_AGO), Employment(CLINIC, False, LONG_AGO))  # noqa: FBT003
    employees = {**MUNICIPALITY.employees, who.employee: replace(employee, employments=works)}
    so_far = begun().under(municipality=replace(MUNICIPALITY, employees=employees))
    for giver in (MOTHER, FATHER):
        so_far = so_far.after(giver, word(giver, works_on_in))
        out = word(giver, kept_out_in, excluded=frozenset({NURSE.employee}))
        so_far = so_far.after(giver, out)
    for unit, leader in ((PPT, PPT_HEAD), (CLINIC, CLINIC_HEAD)):
        so_far = joined(so_far, unit, leader, ADVISER)
    for giver in (MOTHER, FATHER):
        out = word(giver, kept_out_in, called="out", excluded=frozenset({who.employee}))
        so_far = so_far.after(giver, out)
    stands = standing.stand(so_far.state.frame, so_far.relay.circumstances(who, TODAY))
    assert stands.has(Role.NAMED, works_on_in)
    assert not stands.has(Role.NAMED, kept_out_in)
    assert stands.reads == frozenset({own(works_on_in)})
    assert stands.writes == frozenset({works_on_in})
