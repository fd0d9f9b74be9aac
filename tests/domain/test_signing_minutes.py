"""Minutes are signed by the family and by those at work, each version for itself (R101)."""

from dataclasses import replace
from datetime import timedelta

from stafett.domain.consent import ShowWhereItIsSigned
from stafett.domain.correction import CorrectWords
from stafett.domain.desk import NotYourUnit
from stafett.domain.facts import SHARED, own
from stafett.domain.holding import HoldMeeting
from stafett.domain.meeting import NoSuchMeeting
from stafett.domain.minutes import Minutes, MinutesSigned, MinutesWritten
from stafett.domain.moment import NotYetHappened
from stafett.domain.opening import OpenLogg
from stafett.domain.people import Asker, Assurance
from stafett.domain.signing import (
    MinutesHaveChanged,
    NothingToSign,
    NotTheirsToSign,
    RegisterSignature,
    SignMinutes,
)
from stafett.domain.views_in_parts import PaperView
from tests.domain.test_meetings_and_outcomes import MEETING, PLAN, THEN
from tests.domain.test_views_of_follow_ups import seen_by
from tests.follow_ups import begun, with_logg, with_ppt
from tests.people import (
    ADVISER,
    COLLEAGUE,
    FATHER,
    MOTHER,
    OTHER_PARENT,
    PPT,
    SCHOOL,
    TEACHER,
    TODAY,
)
from tests.relay import Given

MET = HoldMeeting(MEETING, SCHOOL, TODAY, Minutes("We agreed on two things."), kind="network")
BY_TEACHER = SignMinutes(MEETING, 1, SCHOOL)
BY_FAMILY = SignMinutes(MEETING, 1)
ON_PAPER = RegisterSignature(MEETING, 1, SCHOOL, MOTHER.person, TODAY, "folder 7")
PUT_RIGHT = CorrectWords(MEETING, SCHOOL, Minutes("We agreed on three things."), "one was missing")


def paper(so_far: Given, who: Asker = TEACHER) -> PaperView:
    (one,) = (paper for part in seen_by(so_far, who).parts for paper in part.papers)
    return one


def test_whoever_reads_the_minutes_signs_them_logged_in() -> None:
    so_far = with_logg().after(TEACHER, MET)
    so_far = so_far.when(MOTHER, BY_FAMILY).then(
        MinutesSigned(
            place=SHARED,
            meeting=MEETING,
            minutes_version=1,
            signer=MOTHER.person,
            signed_on=TODAY,
            assurance=Assurance.HIGH,
            registered_by=None,
            reference="",
            on=TODAY,
        )
    )
    so_far = so_far.after(TEACHER, BY_TEACHER).after(ADVISER, replace(BY_TEACHER, unit=PPT))
    signed = {one.signer for one in paper(so_far, FATHER).signatures}
    assert signed == {MOTHER.person, TEACHER.employee, ADVISER.employee}


def test_it_shows_who_is_still_to_sign() -> None:
    so_far = with_logg().after(TEACHER, MET)
    assert paper(so_far).lacks_signatures_of == {MOTHER.person, FATHER.person, TEACHER.employee}
    so_far = so_far.after(MOTHER, BY_FAMILY).after(TEACHER, BY_TEACHER)
    assert paper(so_far).lacks_signatures_of == {FATHER.person}
    assert paper(so_far.after(FATHER, BY_FAMILY)).lacks_signatures_of == frozenset()


def test_without_a_logg_the_family_signs_on_paper_and_it_is_told_where_it_lies() -> None:
    so_far = begun().after(TEACHER, MET)
    so_far.when(MOTHER, BY_FAMILY).then_refused(NoSuchMeeting)
    (signed,) = so_far.when(TEACHER, ON_PAPER).events
    assert isinstance(signed, MinutesSigned)
    assert (signed.place, signed.signer) == (own(SCHOOL), MOTHER.person)
    assert (signed.registered_by, signed.reference) == (TEACHER.employee, "folder 7")
    assert signed.assurance is None
    nowhere = replace(ON_PAPER, reference=" ")
    so_far.when(TEACHER, nowhere).then_refused(ShowWhereItIsSigned)
    ahead = replace(ON_PAPER, signed_on=TODAY + timedelta(days=1))
    so_far.when(TEACHER, ahead).then_refused(NotYetHappened)


def test_what_is_put_right_is_a_new_version_that_nobody_has_signed() -> None:
    so_far = with_logg().after(TEACHER, MET).after(MOTHER, BY_FAMILY)
    changed = so_far.after(TEACHER, PUT_RIGHT)
    assert paper(changed).version == 2
    assert [one.version for one in paper(changed).signatures] == [1], "the old one still stands"
    assert MOTHER.person in paper(changed).lacks_signatures_of
    changed.when(FATHER, BY_FAMILY).then_refused(MinutesHaveChanged)
    changed.when(MOTHER, BY_FAMILY).then_nothing_new()
    again = changed.after(MOTHER, replace(BY_FAMILY, version=2))
    assert MOTHER.person not in paper(again).lacks_signatures_of


def test_one_signs_once() -> None:
    so_far = with_logg().after(TEACHER, MET).after(MOTHER, BY_FAMILY)
    so_far.when(MOTHER, BY_FAMILY).then_nothing_new()
    so_far.when(TEACHER, ON_PAPER).then_nothing_new()


def test_there_must_be_minutes_to_sign() -> None:
    with_logg().when(MOTHER, BY_FAMILY).then_refused(NoSuchMeeting)
    planned = with_logg().after(TEACHER, PLAN)
    planned.when(MOTHER, BY_FAMILY).then_refused(NothingToSign)
    assert paper(planned).lacks_signatures_of == frozenset()
    none = replace(MET, minutes=None, none_because="the power went")
    with_logg().after(TEACHER, none).when(TEACHER, BY_TEACHER).then_refused(NothingToSign)


def test_each_signs_for_themselves_and_staff_for_a_unit_they_write_for() -> None:
    so_far = with_logg().after(TEACHER, MET)
    so_far.when(COLLEAGUE, BY_TEACHER).then_refused(NotYourUnit)
    so_far.when(TEACHER, replace(BY_TEACHER, unit=PPT)).then_refused(NotYourUnit)
    so_far.when(TEACHER, BY_FAMILY).then_refused(NotTheirsToSign)
    of_a_stranger = replace(ON_PAPER, signer=OTHER_PARENT.person)
    so_far.when(TEACHER, of_a_stranger).then_refused(NotTheirsToSign)


def test_minutes_that_went_into_the_logg_are_signed_there() -> None:
    so_far = with_ppt(logg=True).after(TEACHER, PLAN).after(TEACHER, OpenLogg())
    so_far = so_far.after(TEACHER, replace(MET, held_on=THEN.date()), on=THEN)
    assert {place for place, part in so_far.state.contents.items() if part.papers} == {
        own(SCHOOL),
        SHARED,
    }
    (signed,) = so_far.when(TEACHER, BY_TEACHER, on=THEN).events
    assert isinstance(signed, MinutesSigned)
    assert signed.place == SHARED


def test_a_signature_under_minutes_that_cannot_be_read_any_more_is_passed_over() -> None:
    so_far = with_logg().after(TEACHER, MET).after(MOTHER, BY_FAMILY)
    unreadable = [one for one in so_far.events if not isinstance(one, MinutesWritten)]
    state = Given(so_far.relay, tuple(unreadable)).state
    assert all(not part.papers for part in state.contents.values())
