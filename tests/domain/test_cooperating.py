"""Cooperating: the joint meeting, alarms about tasks, the family's own choice, and advice."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from stafett.domain import access, due, visible, with_a_day
from stafett.domain.access import Look, NotYoursHere
from stafett.domain.advice import AdviceNeedsConsent, Advised, SayWhoAdvised
from stafett.domain.agenda import Agenda
from stafett.domain.agreeing import NoSuchMeasure
from stafett.domain.alarm import (
    AlarmAnswered,
    AlarmId,
    AlarmRaised,
    AnswerAlarm,
    AnsweredAlready,
    NoSuchAlarm,
    NoSuchTask,
    RaiseAlarm,
    Stands,
)
from stafett.domain.anonymity import SaysWhoItIsAbout
from stafett.domain.choice import (
    BothWays,
    ChooseContacts,
    ContactsChosen,
    FamilyWouldRatherNot,
    NotTheirsToChoose,
)
from stafett.domain.circumstances import NORWAY
from stafett.domain.dated import DueKind
from stafett.domain.dates import MeetingId
from stafett.domain.entry import EntryId, EntryKind, Note, WriteEntry
from stafett.domain.facts import SHARED, Stranger
from stafett.domain.gap import Break, Gap
from stafett.domain.holding import HoldMeeting
from stafett.domain.minutes import Minutes
from stafett.domain.participation import AcceptInvitation, InviteUnit, LeaveFollowUp, Left
from stafett.domain.people import Asker, Citizen, PersonId, Professional, UnitId
from stafett.domain.planning import PlanMeeting
from stafett.domain.task import NameProfessional
from stafett.domain.team import Task, TaskKind, UnitTakesNoPart, Wanted
from stafett.domain.unit import NoSuchUnit
from stafett.domain.views import FollowUpView
from stafett.domain.wording import IdTaken, SayWhy
from tests.follow_ups import MEASURE, begun, both_let_in, with_logg, with_measure, with_ppt, word
from tests.people import (
    ADVISER,
    CHILD_ID,
    CHILD_SELF,
    CLINIC,
    CLINIC_HEAD,
    FATHER,
    HEAD,
    MOTHER,
    NURSE,
    OTHER_PARENT,
    PPT,
    PPT_HEAD,
    SCHOOL,
    TEACHER,
    TODAY,
    at_work,
    some_id,
)
from tests.relay import Given
from tests.rules import GUIDE

A_DAY = timedelta(days=1)
MEETING = MeetingId(some_id("joint meeting"))
MET = HoldMeeting(MEETING, SCHOOL, TODAY, Minutes("We met"), kind="network", units=frozenset({PPT}))
JOINT_BY = TODAY + timedelta(days=GUIDE.other_unit_meeting_days)
ANSWER_BY = TODAY + timedelta(days=GUIDE.offer_lapses_after_days)
WHICH = AlarmId(some_id("alarm"))
STILL = RaiseAlarm(WHICH, at_work(ADVISER), Stands.NOT_BEGUN)
ANSWER = AnswerAlarm(WHICH, "She begins on Monday")


def seen(so_far: Given, who: Asker, on: date = TODAY) -> FollowUpView:
    at = so_far.relay.circumstances(who, on)
    return visible.trim(so_far.state, access.may(who, Look.OPEN, so_far.state, at), at)


def whose(so_far: Given, kind: DueKind, on: date = TODAY) -> set[tuple[date, object]]:
    """Whose thing it is on the day, and by when."""
    at = so_far.relay.circumstances(TEACHER, on)
    found = due.in_follow_up(with_a_day.of_follow_up(so_far.state), so_far.state.frame, at)
    return {(one.on, one.whose) for one in found if one.kind is kind}


def gaps(so_far: Given, on: date, who: Asker = TEACHER) -> set[Gap]:
    return {one.gap for one in seen(so_far, who, on).breaks}


def test_a_unit_that_comes_in_is_to_be_met_within_the_guides_days() -> None:
    assert whose(with_ppt(), DueKind.JOINT_MEETING) == {(JOINT_BY, TEACHER.employee)}
    assert not whose(begun(), DueKind.JOINT_MEETING)
    asked = begun().after(TEACHER, InviteUnit(PPT))
    assert not whose(asked, DueKind.JOINT_MEETING), "a unit that is only asked owes nothing yet"


def test_a_joint_meeting_that_was_not_held_is_a_break_from_the_day_after() -> None:
    assert Gap.JOINT_MEETING_OVERDUE not in gaps(with_ppt(), JOINT_BY)
    late = JOINT_BY + A_DAY
    for who in (TEACHER, HEAD, ADVISER, MOTHER):
        shown = seen(with_ppt(), who, late).breaks
        assert Break(Gap.JOINT_MEETING_OVERDUE, late, PPT) in shown


def test_once_the_unit_has_sat_at_a_meeting_the_duty_is_done() -> None:
    met = with_ppt().after(TEACHER, MET)
    assert not whose(met, DueKind.JOINT_MEETING)
    assert Gap.JOINT_MEETING_OVERDUE not in gaps(met, JOINT_BY + A_DAY)


def test_a_meeting_without_the_unit_or_broken_off_or_before_it_came_is_none() -> None:
    for other in (
        replace(MET, units=frozenset()),
        replace(MET, interrupted=True),
        replace(MET, units=frozenset({SCHOOL})),
    ):
        assert whose(with_ppt().after(TEACHER, other), DueKind.JOINT_MEETING)
    tomorrow = TODAY + A_DAY
    first = with_ppt().after(TEACHER, MET)
    gone = first.after(PPT_HEAD, LeaveFollowUp(PPT, Left.TASK_DONE, "for now"), on=tomorrow)
    assert not whose(gone, DueKind.JOINT_MEETING, tomorrow)
    again = gone.after(TEACHER, InviteUnit(PPT), on=tomorrow)
    again = again.after(PPT_HEAD, AcceptInvitation(PPT), on=tomorrow)
    assert whose(again, DueKind.JOINT_MEETING, tomorrow), "it came in anew, after that meeting"


def test_those_who_were_invited_were_there_unless_it_is_said_who_was() -> None:
    starts = datetime.combine(TODAY + A_DAY, time(9), NORWAY)
    plan = PlanMeeting(MEETING, SCHOOL, "network", starts, Agenda("what now"), frozenset({PPT}))
    planned = with_ppt().after(TEACHER, plan)
    held = replace(MET, held_on=TODAY + A_DAY, units=frozenset())
    assert not whose(planned.after(TEACHER, held, on=TODAY + A_DAY), DueKind.JOINT_MEETING)
    only_school = replace(held, units=frozenset({SCHOOL}))
    so_far = planned.after(TEACHER, only_school, on=TODAY + A_DAY)
    assert whose(so_far, DueKind.JOINT_MEETING, TODAY + A_DAY)


def test_only_units_that_take_part_were_at_a_meeting() -> None:
    begun().when(TEACHER, MET).then_refused(UnitTakesNoPart)


def test_a_unit_asked_for_advice_alone_owes_no_joint_meeting() -> None:
    so_far = both_let_in(begun(), PPT).after(TEACHER, InviteUnit(PPT, Wanted.ADVICE))
    so_far = so_far.after(PPT_HEAD, AcceptInvitation(PPT))
    assert not whose(so_far, DueKind.JOINT_MEETING)


def test_the_joint_meeting_is_no_gate() -> None:
    """The adviser reads the logg, and writes in it, though those concerned never met (R134)."""
    late = JOINT_BY + A_DAY
    so_far = with_logg()
    assert Gap.JOINT_MEETING_OVERDUE in gaps(so_far, late, ADVISER)
    at = so_far.relay.circumstances(ADVISER, late)
    assert SHARED in access.may(ADVISER, Look.OPEN, so_far.state, at).parts


@pytest.mark.parametrize("who", [TEACHER, HEAD, ADVISER, PPT_HEAD, MOTHER, FATHER])
def test_everybody_who_takes_part_sees_the_tasks_and_can_raise_the_alarm(who: Asker) -> None:
    so_far = with_ppt()
    named = {unit.unit: dict(unit.named) for unit in seen(so_far, who).team}
    assert named[PPT] == {ADVISER.employee: Task(TaskKind.IN_OWN_WORDS, "gives advice")}
    access.may(who, STILL, so_far.state, so_far.relay.circumstances(who, TODAY))
    raised = so_far.when(who, STILL).then(
        AlarmRaised(
            alarm=WHICH,
            task_of=at_work(ADVISER),
            measure=None,
            stands=Stands.NOT_BEGUN,
            by=who.id,
            on=TODAY,
        )
    )
    for reader in (TEACHER, HEAD, ADVISER, PPT_HEAD, MOTHER, FATHER):
        (shown,) = seen(raised, reader).cooperation.alarms
        assert (shown.task_of, shown.by) == (at_work(ADVISER), who.id)


@pytest.mark.parametrize("who", [NURSE, CLINIC_HEAD, OTHER_PARENT, CHILD_SELF])
def test_nobody_else_can_and_nobody_else_learns_of_it(who: Asker) -> None:
    so_far = with_ppt().after(TEACHER, InviteUnit(CLINIC)).after(MOTHER, STILL)
    at = so_far.relay.circumstances(who, TODAY)
    with pytest.raises((Stranger, NotYoursHere)):
        access.may(who, STILL, so_far.state, at)
    if who == CLINIC_HEAD:
        before = with_ppt().after(TEACHER, InviteUnit(CLINIC))
        assert seen(so_far, who) == seen(before, who), "asked, and not yet in"


def test_an_alarm_is_about_a_task_that_somebody_has() -> None:
    for nobody in (NURSE, PPT_HEAD):
        with_ppt().when(MOTHER, replace(STILL, task_of=at_work(nobody))).then_refused(NoSuchTask)
    elsewhere = Professional(ADVISER.employee, SCHOOL)
    with_ppt().when(MOTHER, replace(STILL, task_of=elsewhere)).then_refused(NoSuchTask)


def test_an_alarm_about_a_measure_is_for_those_who_can_read_it() -> None:
    about = replace(STILL, task_of=at_work(TEACHER), measure=MEASURE)
    assert with_measure(with_ppt()).when(TEACHER, about).events
    with_measure(with_ppt()).when(ADVISER, about).then_refused(NoSuchMeasure)
    with_ppt().when(TEACHER, about).then_refused(NoSuchMeasure)
    assert with_measure(with_logg()).when(MOTHER, about).events, "in the logg the family reads it"


def test_which_measure_it_is_about_is_told_to_those_who_read_it() -> None:
    about = replace(STILL, task_of=at_work(TEACHER), measure=MEASURE)
    raised = with_measure(with_ppt()).after(TEACHER, about)
    for who, told in ((TEACHER, MEASURE), (ADVISER, None), (MOTHER, None)):
        (alarm,) = seen(raised, who).cooperation.alarms
        assert (alarm.task_of, alarm.measure) == (at_work(TEACHER), told)
    raised.when(TEACHER, about).then_nothing_new()
    raised.when(ADVISER, about).then_refused(NoSuchMeasure)
    raised.when(ADVISER, replace(about, measure=None)).then_nothing_new()


def test_an_alarm_waits_for_the_holder_and_the_leader_of_the_unit() -> None:
    so_far = with_ppt().after(MOTHER, STILL)
    both = {(ANSWER_BY, TEACHER.employee), (ANSWER_BY, PPT_HEAD.employee)}
    assert whose(so_far, DueKind.ALARM) == both
    assert whose(so_far, DueKind.ALARM, ANSWER_BY) == both
    late = ANSWER_BY + A_DAY
    assert whose(so_far, DueKind.ALARM, late) == both | {(ANSWER_BY, HEAD.employee)}
    assert Gap.ALARM_UNANSWERED not in gaps(so_far, ANSWER_BY)
    for who in (TEACHER, HEAD, ADVISER, MOTHER):
        assert Break(Gap.ALARM_UNANSWERED, late, PPT) in seen(so_far, who, late).breaks


def test_an_answer_settles_it_and_everybody_reads_it() -> None:
    raised = with_ppt().after(MOTHER, STILL)
    raised.when(PPT_HEAD, replace(ANSWER, answer=" ")).then_refused(SayWhy)
    answered = raised.when(PPT_HEAD, ANSWER).then(
        AlarmAnswered(alarm=WHICH, answer=ANSWER.answer, by=PPT_HEAD.employee, on=TODAY)
    )
    assert not whose(answered, DueKind.ALARM)
    assert Gap.ALARM_UNANSWERED not in gaps(answered, ANSWER_BY + A_DAY)
    (shown,) = seen(answered, MOTHER).cooperation.alarms
    assert (shown.answer, shown.answered_by) == (ANSWER.answer, PPT_HEAD.employee)
    answered.when(TEACHER, replace(ANSWER, answer="no")).then_refused(AnsweredAlready)
    answered.when(PPT_HEAD, ANSWER).then_nothing_new()


def test_an_alarm_is_answered_once_it_is_raised_and_keeps_its_id() -> None:
    with_ppt().when(TEACHER, ANSWER).then_refused(NoSuchAlarm)
    raised = with_ppt().after(MOTHER, STILL)
    raised.when(MOTHER, replace(STILL, stands=Stands.LATE)).then_refused(IdTaken)
    raised.when(MOTHER, STILL).then_nothing_new()


CHOICE = ChooseContacts(MOTHER.person, frozenset({PPT}), frozenset({CLINIC}))


def test_the_family_says_whom_it_would_like_to_ask_before_any_consent() -> None:
    chosen = (
        begun()
        .when(MOTHER, CHOICE)
        .then(
            ContactsChosen(
                said_by=MOTHER.person,
                rather=frozenset({PPT}),
                rather_not=frozenset({CLINIC}),
                written_by=MOTHER.person,
                on=TODAY,
            )
        )
    )
    chosen.when(MOTHER, CHOICE).then_nothing_new()
    assert seen(chosen, FATHER).cooperation.choices == (), "each chooses for themselves"
    for who in (TEACHER, HEAD, MOTHER):
        (shown,) = seen(chosen, who).cooperation.choices
        assert (shown.said_by, shown.rather) == (MOTHER.person, frozenset({PPT}))
    asked = chosen.after(TEACHER, InviteUnit(PPT))
    assert not asked.state.frame.team.takes_part(PPT), "a wish lets nobody in"


def test_a_unit_the_family_would_rather_not_have_is_not_asked_while_they_say_so() -> None:
    chosen = begun().after(TEACHER, CHOICE)
    chosen.when(TEACHER, InviteUnit(CLINIC)).then_refused(FamilyWouldRatherNot)
    changed = chosen.after(MOTHER, replace(CHOICE, rather_not=frozenset()))
    assert changed.when(TEACHER, InviteUnit(CLINIC)).events
    alone = replace(chosen.relay.person, guardians={})
    no_longer = chosen.under(person=alone)
    assert no_longer.when(TEACHER, InviteUnit(CLINIC)).events, "she answers for the child no more"


def test_each_chooses_for_themselves() -> None:
    begun().when(FATHER, CHOICE).then_refused(NotTheirsToChoose)
    stranger = PersonId(some_id("an aunt"))
    begun().when(TEACHER, replace(CHOICE, said_by=stranger)).then_refused(NotTheirsToChoose)
    assert begun().when(TEACHER, replace(CHOICE, said_by=CHILD_ID)).events


def test_a_choice_names_units_that_exist_on_one_side_only() -> None:
    nowhere = frozenset({UnitId(some_id("nowhere"))})
    begun().when(MOTHER, replace(CHOICE, rather=nowhere)).then_refused(NoSuchUnit)
    begun().when(MOTHER, replace(CHOICE, rather=frozenset({CLINIC}))).then_refused(BothWays)


def test_what_the_family_would_rather_not_is_for_the_family_the_holder_and_the_home_unit() -> None:
    so_far = with_ppt().after(MOTHER, CHOICE)
    assert seen(so_far, ADVISER).cooperation.choices == ()
    assert seen(so_far, ADVISER) == seen(with_ppt(), ADVISER), "not even in the count"


ASKED = Note(
    EntryKind.ADVICE, "They use picture cards", frozenset({CHILD_ID}), TODAY, "", Advised("PPT")
)
ADVICE = WriteEntry(EntryId(some_id("advice")), ASKED, SCHOOL)


def test_advice_asked_for_anonymously_needs_no_consent_and_tells_nobody() -> None:
    (written,) = begun().when(TEACHER, ADVICE).events
    assert ASKED.advised is not None
    assert ASKED.advised.anonymous
    assert written.name == "entry-written"


@pytest.mark.parametrize(
    "text",
    ["Ronja plays alone", "RONJA RELÉ", "his mother Mona Mor", "born 170518 12345", "x@y.no"],
)
def test_anonymous_advice_names_nobody_in_the_family(text: str) -> None:
    named = replace(ADVICE, note=replace(ASKED, text=text))
    begun().when(TEACHER, named).then_refused(SaysWhoItIsAbout)
    service = replace(ADVICE, note=replace(ASKED, advised=Advised(text)))
    begun().when(TEACHER, service).then_refused(SaysWhoItIsAbout)


def test_advice_from_a_unit_that_was_told_rests_on_consent() -> None:
    told = replace(ADVICE, note=replace(ASKED, text="Ronja likes cards", advised=Advised("P", PPT)))
    begun().when(TEACHER, told).then_refused(AdviceNeedsConsent)
    one = begun().after(MOTHER, word(MOTHER, PPT))
    one.when(TEACHER, told).then_refused(AdviceNeedsConsent)
    assert both_let_in(begun(), PPT).when(TEACHER, told).events
    nowhere = replace(ASKED, advised=Advised("P", UnitId(some_id("nowhere"))))
    begun().when(TEACHER, replace(ADVICE, note=nowhere)).then_refused(NoSuchUnit)


def test_advice_says_who_gave_it_and_nothing_else_does() -> None:
    begun().when(TEACHER, replace(ADVICE, note=replace(ASKED, advised=None))).then_refused(
        SayWhoAdvised
    )
    note = replace(ASKED, kind=EntryKind.NOTE)
    begun().when(TEACHER, replace(ADVICE, note=note)).then_refused(SayWhoAdvised)
    begun().when(TEACHER, replace(ADVICE, note=replace(ASKED, advised=Advised(" ")))).then_refused(
        SayWhy
    )


def test_a_person_of_the_unit_named_later_can_be_asked_about_too() -> None:
    so_far = with_ppt().after(PPT_HEAD, NameProfessional(PPT, PPT_HEAD.employee, "tests"))
    about = replace(STILL, task_of=at_work(PPT_HEAD))
    assert so_far.when(Citizen(MOTHER.person), about).events
