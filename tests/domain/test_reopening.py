"""A locked logg opens again: for those units that everybody needed that day lets in anew."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from stafett.domain import access, followup, visible
from stafett.domain.access import Look
from stafett.domain.closing import DemandClosure
from stafett.domain.ending import EndFollowUp, EndReason
from stafett.domain.entry import EntryId, EntryKind, Note, WriteEntry
from stafett.domain.facts import SHARED, NotForYou, Stranger, own
from stafett.domain.logg import (
    Locked,
    LoggLocked,
    LoggReopened,
    Medium,
    NotOpened,
    Open,
    after,
)
from stafett.domain.opening import OpenLogg
from stafett.domain.people import Asker, PersonId, Professional, Staff, UnitId
from stafett.domain.reopening import (
    ConsentNotRenewed,
    LoggIsNotLocked,
    LoggIsOpen,
    ReopenLogg,
    ReopenWithYourself,
)
from stafett.domain.task import NameProfessional
from stafett.domain.team import DoesNotWorkThere
from stafett.domain.views import FollowUpView
from tests.follow_ups import HEARD, START, begun, joined, with_logg, word
from tests.people import (
    ADVISER,
    CASEWORKER,
    CHILD_ID,
    CHILD_WELFARE,
    CHILD_WELFARE_HEAD,
    CLINIC,
    CLINIC_HEAD,
    COLLEAGUE,
    FATHER,
    HEAD,
    MOTHER,
    NURSE,
    PPT,
    PPT_HEAD,
    SCHOOL,
    TEACHER,
    TODAY,
    YOUTH,
    YOUTH_ID,
    YOUTH_SELF,
    at_work,
    some_id,
)
from tests.relay import Given, Relay

A_YEAR_LATER = TODAY + timedelta(days=366)
NEXT_SUMMER = A_YEAR_LATER + timedelta(days=200)
OLD = "She is afraid of the stairs"
OLD_ENTRY = WriteEntry(
    EntryId(some_id("old")),
    Note(EntryKind.NOTE, OLD, frozenset({CHILD_ID}), TODAY),
    unit=SCHOOL,
    shared=True,
)


def locked() -> Given:
    """School and PPT shared a logg until the mother had it locked."""
    return with_logg().after(TEACHER, OLD_ENTRY).after(MOTHER, DemandClosure())


def ended() -> Given:
    """The same, and then the follow-up ended too."""
    over = EndFollowUp(
        EndReason.AGREEMENT, "It goes well", HEARD, frozenset({MOTHER.person, FATHER.person})
    )
    return locked().after(TEACHER, over)


def anew(so_far: Given, *units: UnitId, on: date = A_YEAR_LATER) -> Given:
    """Both guardians let units into the logg, a year later."""
    for giver in (MOTHER, FATHER):
        so_far = so_far.after(
            giver, word(giver, *units, logg=True, on=on, until=NEXT_SUMMER), on=on
        )
    return so_far


def reopened() -> Given:
    """Opened again for school and clinic, with the teacher as holder."""
    so_far = anew(locked(), SCHOOL, CLINIC)
    return so_far.after(TEACHER, by_teacher(SCHOOL, CLINIC), on=A_YEAR_LATER)


def by_teacher(*units: UnitId) -> ReopenLogg:
    """The teacher opens it for these units."""
    return ReopenLogg(frozenset(units), at_work(TEACHER))


def seen(who: Asker, so_far: Given, on: date = A_YEAR_LATER) -> FollowUpView:
    """Return what somebody sees on the day."""
    at = so_far.relay.circumstances(who, on)
    return visible.trim(so_far.state, access.may(who, Look.OPEN, so_far.state, at), at)


def reads_the_old(who: Asker, so_far: Given) -> bool:
    """Does somebody see what was written before it was locked?"""
    entries = [one for part in seen(who, so_far).parts for one in part.entries]
    return any(one.note is not None and one.note.text == OLD for one in entries)


def test_everybodys_word_and_a_holder_who_accepts_open_it_again() -> None:
    so_far = anew(locked(), SCHOOL, CLINIC)
    (event,) = so_far.when(TEACHER, by_teacher(SCHOOL, CLINIC), on=A_YEAR_LATER).events
    assert isinstance(event, LoggReopened)
    assert event.units == frozenset({SCHOOL, CLINIC})
    assert event.holder == at_work(TEACHER)
    assert len(event.consents) == 2


def test_before_that_no_staff_see_the_old() -> None:
    so_far = anew(locked(), SCHOOL, CLINIC)
    assert not reads_the_old(TEACHER, so_far)
    for who in (PPT_HEAD, CLINIC_HEAD):
        assert (
            SHARED
            not in access.may(
                who, Look.OPEN, so_far.state, so_far.relay.circumstances(who, A_YEAR_LATER)
            ).parts
        )


def test_afterwards_those_two_units_see_it_and_no_other() -> None:
    so_far = joined(reopened(), CLINIC, CLINIC_HEAD, NURSE, on=A_YEAR_LATER)
    assert reads_the_old(TEACHER, so_far)
    assert reads_the_old(NURSE, so_far)
    assert not reads_the_old(ADVISER, so_far)
    with pytest.raises(Stranger):
        seen(CASEWORKER, so_far)


def test_a_unit_that_took_part_before_keeps_what_it_wrote_itself() -> None:
    at = reopened().relay.circumstances(ADVISER, A_YEAR_LATER)
    permit = access.may(ADVISER, Look.OPEN, reopened().state, at)
    assert permit.parts == {own(PPT)}


@pytest.mark.parametrize("who", [CHILD_WELFARE_HEAD, CASEWORKER, CLINIC_HEAD, NURSE])
def test_a_unit_that_never_took_part_does_not_learn_that_there_was_one(who: Staff) -> None:
    with pytest.raises(Stranger):
        seen(who, locked())


@pytest.mark.parametrize("who", [MOTHER, FATHER])
def test_one_guardian_is_not_everybody(who: Asker) -> None:
    one = word(who, SCHOOL, logg=True, on=A_YEAR_LATER, until=NEXT_SUMMER)  # type: ignore[arg-type]
    so_far = locked().after(who, one, on=A_YEAR_LATER)
    so_far.when(TEACHER, by_teacher(SCHOOL), on=A_YEAR_LATER).then_refused(ConsentNotRenewed)


def test_words_from_before_it_was_locked_do_not_count() -> None:
    locked().when(TEACHER, by_teacher(SCHOOL)).then_refused(ConsentNotRenewed)


def test_a_word_without_the_logg_does_not_open_it() -> None:
    so_far = locked()
    for giver in (MOTHER, FATHER):
        plain = word(giver, SCHOOL, on=A_YEAR_LATER, until=NEXT_SUMMER)
        so_far = so_far.after(giver, plain, on=A_YEAR_LATER)
    so_far.when(TEACHER, by_teacher(SCHOOL), on=A_YEAR_LATER).then_refused(ConsentNotRenewed)


def test_each_unit_needs_everybodys_word_for_itself() -> None:
    so_far = anew(locked(), SCHOOL)
    so_far.when(TEACHER, by_teacher(SCHOOL, CLINIC), on=A_YEAR_LATER).then_refused(
        ConsentNotRenewed
    )


def test_nobody_takes_the_baton_for_somebody_else() -> None:
    so_far = anew(locked(), SCHOOL, CLINIC)
    for other in (ReopenLogg(frozenset({SCHOOL, CLINIC}), at_work(NURSE)), by_teacher(CLINIC)):
        so_far.when(TEACHER, other, on=A_YEAR_LATER).then_refused(ReopenWithYourself)


def test_a_unit_that_had_left_takes_part_again_with_the_one_who_opens_it() -> None:
    so_far = anew(ended(), PPT)
    taken = so_far.after(ADVISER, ReopenLogg(frozenset({PPT}), at_work(ADVISER)), on=A_YEAR_LATER)
    assert taken.state.frame.team.takes_part(PPT)


def test_while_the_follow_up_runs_only_its_holder_opens_the_logg() -> None:
    so_far = anew(locked(), SCHOOL)
    other = ReopenLogg(frozenset({SCHOOL}), at_work(COLLEAGUE))
    named = so_far.after(HEAD, NameProfessional(SCHOOL, COLLEAGUE.employee, "helps"))
    named.when(COLLEAGUE, other, on=A_YEAR_LATER).then_refused(ReopenWithYourself)


def test_one_opens_it_again_where_one_works() -> None:
    elsewhere = ReopenLogg(frozenset({PPT}), Professional(TEACHER.employee, PPT))
    anew(ended(), PPT).when(TEACHER, elsewhere, on=A_YEAR_LATER).then_refused(DoesNotWorkThere)


def test_what_is_not_locked_cannot_be_opened_again() -> None:
    begun().when(TEACHER, by_teacher(SCHOOL)).then_refused(LoggIsNotLocked)
    with_logg().when(TEACHER, by_teacher(SCHOOL)).then_refused(LoggIsOpen)


def test_a_follow_up_that_had_ended_runs_again_with_the_one_who_opens_it() -> None:
    so_far = anew(ended(), CLINIC)
    nurse = Professional(NURSE.employee, CLINIC)
    command = ReopenLogg(frozenset({CLINIC}), nurse)
    at = so_far.relay.circumstances(CLINIC_HEAD, A_YEAR_LATER)
    assert access.may(CLINIC_HEAD, Look.OPEN, so_far.state, at).rule == "asked-anew"
    again = so_far.after(NURSE, command, on=A_YEAR_LATER)
    assert again.state.frame.ending is None
    assert again.state.frame.holder == nurse
    assert again.state.frame.dates.next_meeting_by == A_YEAR_LATER + timedelta(days=28)
    assert reads_the_old(NURSE, again)
    assert not reads_the_old(TEACHER, again)


def test_an_ended_one_is_not_known_to_a_unit_before_everybody_has_let_it_in() -> None:
    one = word(MOTHER, CLINIC, logg=True, on=A_YEAR_LATER, until=NEXT_SUMMER)
    so_far = ended().after(MOTHER, one, on=A_YEAR_LATER)
    with pytest.raises(Stranger):
        seen(CLINIC_HEAD, so_far)
    again = so_far.after(
        FATHER, word(FATHER, CLINIC, logg=True, on=A_YEAR_LATER, until=NEXT_SUMMER), on=A_YEAR_LATER
    )
    view = seen(CLINIC_HEAD, again)
    assert not view.parts


def test_only_the_holder_or_one_who_was_asked_anew_may_open_it() -> None:
    so_far = anew(locked(), SCHOOL, CLINIC)
    at = so_far.relay.circumstances(ADVISER, A_YEAR_LATER)
    with pytest.raises(NotForYou):
        access.may(ADVISER, by_teacher(SCHOOL), so_far.state, at)


def test_of_a_unit_that_is_asked_anew_those_who_lead_it_and_those_named_know_of_it() -> None:
    so_far = anew(locked(), SCHOOL, CLINIC)
    for nobody in (NURSE, COLLEAGUE):
        at = so_far.relay.circumstances(nobody, A_YEAR_LATER)
        with pytest.raises(Stranger):
            access.may(nobody, Look.OPEN, so_far.state, at)
    by_name = so_far
    for giver in (MOTHER, FATHER):
        named = word(
            giver,
            CLINIC,
            called="by name",
            logg=True,
            on=A_YEAR_LATER,
            until=NEXT_SUMMER,
            named=frozenset({NURSE.employee}),
        )
        by_name = by_name.after(giver, named, on=A_YEAR_LATER)
    assert seen(NURSE, by_name) is not None
    at = by_name.relay.circumstances(COLLEAGUE, A_YEAR_LATER)
    with pytest.raises(Stranger):
        access.may(COLLEAGUE, Look.OPEN, by_name.state, at)


def test_it_is_kept_where_it_was_kept_before() -> None:
    """Locking and opening anew say how and where a logg is kept no differently (R179)."""
    kept = replace(with_logg().state.frame.logg, medium=Medium.PAPER, kept_at="cabinet 3")
    (shut, *_) = with_logg().when(MOTHER, DemandClosure()).events
    assert isinstance(shut, LoggLocked)
    closed = after(kept, shut)
    assert closed == Locked(
        shut.at, shut.because, Medium.PAPER, "cabinet 3", MOTHER.person, frozenset()
    )
    so_far = anew(locked(), SCHOOL, CLINIC)
    (event,) = so_far.when(TEACHER, by_teacher(SCHOOL, CLINIC), on=A_YEAR_LATER).events
    assert isinstance(event, LoggReopened)
    assert after(closed, event) == Open(event.at, Medium.PAPER, "cabinet 3", reopened=True)
    past = after(after(NotOpened(), shut), event)
    assert past == Open(event.at, reopened=True)


def test_a_young_one_whose_word_has_come_to_count_is_needed_that_day() -> None:
    """The guardians' words after the locking do not run on into a reopening."""
    born = date(2012, 8, 1)
    the_birthday = date(2027, 8, 1)
    young = replace(YOUTH, born=born)
    about = PersonId(YOUTH_ID)
    so_far = Relay(followup, person=young).given().after(TEACHER, START)
    for giver in (MOTHER, FATHER):
        so_far = so_far.after(giver, word(giver, SCHOOL, logg=True, about=about))
    so_far = so_far.after(TEACHER, OpenLogg()).after(MOTHER, DemandClosure())
    eve = the_birthday - timedelta(days=1)
    for giver in (MOTHER, FATHER):
        again = word(giver, SCHOOL, logg=True, about=about, on=eve, until=NEXT_SUMMER)
        so_far = so_far.after(giver, again, on=eve)
    assert so_far.when(TEACHER, by_teacher(SCHOOL), on=eve).events
    so_far.when(TEACHER, by_teacher(SCHOOL), on=the_birthday).then_refused(ConsentNotRenewed)
    own_word = word(YOUTH_SELF, SCHOOL, logg=True, about=about, on=the_birthday, until=NEXT_SUMMER)
    with_own = so_far.after(YOUTH_SELF, own_word, on=the_birthday)
    assert with_own.when(TEACHER, by_teacher(SCHOOL), on=the_birthday).events
    assert CHILD_WELFARE not in with_own.state.frame.team.parts
