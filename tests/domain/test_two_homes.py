"""Two homes: what is for one of them alone, the other does not hear of, in no number either."""

from dataclasses import asdict, replace
from datetime import datetime, time, timedelta

from stafett.domain.access import Look, may
from stafett.domain.agenda import Agenda
from stafett.domain.agreeing import NoSuchMeasure
from stafett.domain.alarm import AlarmId, RaiseAlarm, Stands
from stafett.domain.circumstances import NORWAY
from stafett.domain.correction import ContestWords, CorrectWords, NothingOfYoursHere
from stafett.domain.dates import MeetingId
from stafett.domain.facts import SHARED
from stafett.domain.holding import HoldMeeting
from stafett.domain.inviting import AgreeOnTime, InviteToMeeting
from stafett.domain.measure import MeasureId
from stafett.domain.meeting import NoSuchMeeting
from stafett.domain.minutes import Minutes
from stafett.domain.outcome import ChooseOutcome
from stafett.domain.people import Asker
from stafett.domain.planning import NothingToHoldAnew, NotInTheFamily, PlanMeeting
from stafett.domain.referral_draft import draft
from stafett.domain.signing import NotTheirsToSign, RegisterSignature, SignMinutes, lacking
from stafett.domain.views import FollowUpView
from stafett.domain.visible import trim
from tests.follow_ups import (
    AGREE_MEASURE,
    HEARD,
    KEPT,
    RELAY,
    SET_GOAL,
    START,
    both_let_in,
    joined,
    with_logg,
)
from tests.people import (
    ADVISER,
    FATHER,
    MOTHER,
    OTHER_PARENT,
    PPT,
    PPT_HEAD,
    SCHOOL,
    TEACHER,
    TODAY,
    YOUTH,
    YOUTH_SELF,
    at_work,
    some_id,
)
from tests.relay import Given

HERS = MeetingId(some_id("hers alone"))
HIS = MeetingId(some_id("his alone"))
THEN = datetime.combine(TODAY + timedelta(days=7), time(9), NORWAY)
ON = THEN.date()
WITH_HER = PlanMeeting(
    HERS,
    SCHOOL,
    "talk",
    THEN,
    Agenda("How is it at hers?", where="Storgata 1"),
    apart=frozenset({MOTHER.person}),
)
WITH_HIM = replace(WITH_HER, meeting=HIS, apart=frozenset({FATHER.person}))
AGREED = AgreeOnTime(HERS, SCHOOL, frozenset({MOTHER.person}))
HOLD = HoldMeeting(HERS, SCHOOL, ON, Minutes("Bedtime is at eight at hers."))
AT_HERS = replace(
    AGREE_MEASURE,
    measure=MeasureId(some_id("at hers")),
    plan=replace(AGREE_MEASURE.plan, home="Storgata 1", apart=frozenset({MOTHER.person})),
)


def met_with_her(so_far: Given) -> Given:
    """Everything that can happen around a meeting with one of them alone."""
    so_far = so_far.after(TEACHER, WITH_HER).after(TEACHER, AGREED)
    so_far = so_far.after(TEACHER, InviteToMeeting(HERS, SCHOOL)).after(TEACHER, AT_HERS)
    so_far = so_far.after(TEACHER, HOLD, on=ON).after(MOTHER, SignMinutes(HERS, 1), on=ON)
    return so_far.after(MOTHER, ContestWords(some_id("remark"), HERS, "It is at seven"), on=ON)


def seen_by(who: Asker, so_far: Given) -> FollowUpView:
    at = so_far.relay.circumstances(who, ON + timedelta(days=1))
    return trim(so_far.state, may(who, Look.OPEN, so_far.state, at), at)


WITHOUT = with_logg().after(TEACHER, SET_GOAL)
WITH = met_with_her(WITHOUT)


def test_a_level_that_was_chosen_with_her_alone_does_not_say_why_to_him() -> None:
    words = replace(HEARD, said="I sleep better at hers")
    up = ChooseOutcome("go-up", HERS, "it is too much", "all who met", words, KEPT)
    both = joined(both_let_in(WITH, PPT, on=ON), PPT, PPT_HEAD, ADVISER, on=ON)
    chosen = both.after(TEACHER, up, on=ON)
    for who, reads in ((MOTHER, True), (TEACHER, True), (FATHER, False)):
        view = seen_by(who, chosen)
        assert view.level == 2
        assert (words.said in str(view)) is reads
        assert ("it is too much" in str(view)) is reads


def test_the_other_home_sees_the_same_with_and_without_it() -> None:
    assert seen_by(FATHER, WITH) == seen_by(FATHER, WITHOUT)
    assert "Storgata" not in str(asdict(seen_by(FATHER, WITH)))


def test_she_whom_it_was_for_and_those_at_work_see_it() -> None:
    for who in (MOTHER, TEACHER):
        view = seen_by(who, WITH)
        assert [one.id for one in view.meetings] == [HERS]
        assert view.seen > seen_by(who, WITHOUT).seen
        (shared,) = [part for part in view.parts if part.place == SHARED]
        assert shared.papers[0].minutes == HOLD.minutes
        assert [one.plan for one in shared.measures] == [AT_HERS.plan]
    assert seen_by(MOTHER, WITH).next_meeting_by == ON + timedelta(days=28)


def test_a_referral_that_both_sign_is_drafted_without_it() -> None:
    assert "Storgata" in str(asdict(seen_by(TEACHER, WITH)))
    assert AGREE_MEASURE.plan.what == AT_HERS.plan.what
    assert draft(seen_by(TEACHER, WITH)).own_service == ()
    assert draft(seen_by(TEACHER, WITHOUT.after(TEACHER, AGREE_MEASURE))).own_service


def test_what_was_at_hers_alone_is_not_told_when_it_becomes_for_both() -> None:
    both = replace(AT_HERS.plan, home="", apart=frozenset())
    right = CorrectWords(AT_HERS.measure, SCHOOL, both, "They do it in both homes")
    so_far = WITHOUT.after(TEACHER, AT_HERS).after(TEACHER, right)
    assert "Storgata" in str(seen_by(MOTHER, so_far))
    assert "Storgata" not in str(seen_by(FATHER, so_far))
    (part,) = seen_by(FATHER, so_far).parts
    assert [one.plan for one in part.measures] == [both]


def test_an_alarm_about_it_says_to_the_other_that_a_task_stands_still_and_no_more() -> None:
    alarm = RaiseAlarm(AlarmId(some_id("late")), at_work(TEACHER), Stands.LATE)
    about = replace(alarm, measure=AT_HERS.measure)
    told = {seen_by(FATHER, WITH.after(MOTHER, one)).cooperation for one in (alarm, about)}
    assert len(told) == 1
    for world in (WITH, WITHOUT):
        world.when(FATHER, about, on=ON).then_refused(NoSuchMeasure)


def test_neither_sees_the_others() -> None:
    both = WITH.after(TEACHER, WITH_HIM)
    for who, theirs in ((MOTHER, HERS), (FATHER, HIS)):
        assert [one.id for one in seen_by(who, both).meetings] == [theirs]


def test_the_young_person_knows_of_both() -> None:
    young = RELAY.given().under(person=YOUTH).after(TEACHER, START)
    young = young.after(TEACHER, WITH_HER).after(TEACHER, WITH_HIM)
    assert {one.id for one in seen_by(YOUTH_SELF, young).meetings} == {HERS, HIS}
    assert {one.id for one in seen_by(FATHER, young).meetings} == {HIS}


def test_the_other_can_do_nothing_with_it_and_is_told_no_more_than_of_nothing() -> None:
    for command, no in (
        (SignMinutes(HERS, 1), NoSuchMeeting),
        (ContestWords(some_id("his remark"), HERS, "No"), NothingOfYoursHere),
        (ContestWords(some_id("his remark"), AT_HERS.measure, "No"), NothingOfYoursHere),
    ):
        WITH.when(FATHER, command, on=ON).then_refused(no)
        WITHOUT.when(FATHER, command, on=ON).then_refused(no)


def test_only_those_it_was_for_sign() -> None:
    on_paper = RegisterSignature(HERS, 1, SCHOOL, FATHER.person, ON, "folder 7")
    WITH.when(TEACHER, on_paper, on=ON).then_refused(NotTheirsToSign)
    paper = WITH.state.contents[SHARED].papers[HERS]
    at = WITH.relay.circumstances(TEACHER, ON)
    assert lacking(WITH.state.frame.dates, paper, at) == {TEACHER.employee}


def test_it_is_for_somebody_in_the_family_and_agreed_on_with_them() -> None:
    outside = replace(WITH_HER, apart=frozenset({OTHER_PARENT.person}))
    WITHOUT.when(TEACHER, outside).then_refused(NotInTheFamily)
    planned = WITHOUT.after(TEACHER, WITH_HER)
    his = replace(AGREED, agreed_with=frozenset({FATHER.person}))
    planned.when(TEACHER, his).then_refused(NotInTheFamily)


def test_what_was_broken_off_with_one_is_not_held_anew_with_the_other() -> None:
    broken_off = WITHOUT.after(TEACHER, WITH_HER).after(
        TEACHER, replace(HOLD, interrupted=True), on=ON
    )
    later = THEN + timedelta(days=3)
    with_him = replace(WITH_HIM, starts=later, instead_of=HERS)
    broken_off.when(TEACHER, with_him, on=ON).then_refused(NothingToHoldAnew)
    with_her = replace(WITH_HER, meeting=HIS, starts=later, instead_of=HERS)
    assert broken_off.when(TEACHER, with_her, on=ON).events
    assert seen_by(FATHER, broken_off) == seen_by(FATHER, WITHOUT)


def test_what_was_chosen_there_is_for_everybody_and_where_it_was_chosen_is_not() -> None:
    go_on = ChooseOutcome("go-on", HERS, "it helps", "all who met", HEARD)
    chosen = WITH.after(TEACHER, go_on, on=ON)
    (his,), (hers,) = (seen_by(who, chosen).outcomes for who in (FATHER, MOTHER))
    assert (his.outcome, his.meeting, his.met_on) == ("go-on", None, None)
    assert (hers.outcome, hers.meeting, hers.met_on) == ("go-on", HERS, ON)
    assert (his.reason, his.decided_by, his.child_view) == ("", "", None)
    assert (hers.reason, hers.child_view) == ("it helps", HEARD)
    assert seen_by(FATHER, chosen).next_meeting_by == ON + timedelta(days=28)
