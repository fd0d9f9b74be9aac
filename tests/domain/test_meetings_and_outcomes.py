"""Meetings: planned, held with minutes, and the next one by a date that nothing moves."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from stafett.domain import breaks
from stafett.domain.agenda import Agenda
from stafett.domain.circumstances import NORWAY
from stafett.domain.dates import MeetingId
from stafett.domain.facts import SHARED, own
from stafett.domain.gap import Break, Gap
from stafett.domain.holding import HoldMeeting, MinutesMissing
from stafett.domain.level import LevelChanged, NobodyElseLetIn
from stafett.domain.meeting import (
    MeetingCancelled,
    MeetingHeld,
    MeetingIsOver,
    MeetingPlanned,
    NoSuchMeeting,
    held_on,
)
from stafett.domain.minutes import AgendaSet, Attendee, Minutes, MinutesWritten
from stafett.domain.moment import NotYetHappened
from stafett.domain.outcome import (
    ChooseOutcome,
    HolderNotConsidered,
    MeetingNotHeld,
    NoSuchOutcome,
    OutcomeAlreadyChosen,
    OutcomeChosen,
)
from stafett.domain.participation import InviteUnit
from stafett.domain.plan import Part
from stafett.domain.planning import CancelMeeting, NoSuchMeetingKind, PlanMeeting, TimeIsPast
from stafett.domain.policy import Outcome
from stafett.domain.team import UnitTakesNoPart
from stafett.domain.voice import ChildNotHeard, ChildView
from stafett.domain.wording import SayWhy
from tests.follow_ups import HEARD, KEPT, begun, with_logg, with_ppt
from tests.people import ADVISER, HEAD, PPT, SCHOOL, TEACHER, TODAY, some_id
from tests.relay import Given
from tests.rules import GUIDE

MEETING = MeetingId(some_id("meeting"))
THEN = datetime.combine(TODAY + timedelta(days=7), time(9), NORWAY)
AGENDA = Agenda(
    "What helps?",
    ("how it goes", "what next"),
    where="room 4",
    talks_with_child_before=TEACHER.employee,
    tells_child_after=HEAD.employee,
)
PLAN = PlanMeeting(MEETING, SCHOOL, "network", THEN, AGENDA)
HELD_ON = THEN.date()
MINUTES = Minutes(
    "We agreed on two things.",
    (
        Attendee("Mona Mor", Part.GUARDIAN, why="lives with her"),
        Attendee("Finn Far", Part.GUARDIAN, there=False, away_because="at sea"),
    ),
)
HOLD = HoldMeeting(MEETING, SCHOOL, HELD_ON, MINUTES)
GO_ON = ChooseOutcome("go-on", MEETING, "it helps a little", "all who met", HEARD)


def held(so_far: Given) -> Given:
    return so_far.after(TEACHER, PLAN).after(TEACHER, HOLD, on=HELD_ON)


def test_when_we_meet_is_for_all_what_it_is_about_for_those_who_may_read_it() -> None:
    planned, agenda = begun().when(TEACHER, PLAN).events
    assert isinstance(planned, MeetingPlanned)
    assert isinstance(agenda, AgendaSet)
    assert agenda.place == own(SCHOOL)
    _, shared = with_logg().when(TEACHER, PLAN).events
    assert isinstance(shared, AgendaSet)
    assert shared.place == SHARED


def test_planning_again_moves_the_meeting_or_its_agenda() -> None:
    so_far = begun().after(TEACHER, PLAN)
    so_far.when(TEACHER, PLAN).then_nothing_new()
    (moved,) = so_far.when(TEACHER, replace(PLAN, starts=THEN + timedelta(days=1))).events
    assert isinstance(moved, MeetingPlanned)
    (reworded,) = so_far.when(TEACHER, replace(PLAN, agenda=Agenda("Why?"))).events
    assert isinstance(reworded, AgendaSet)


def test_a_meeting_lies_ahead_with_a_kind_and_a_purpose_and_those_who_take_part() -> None:
    past = replace(PLAN, starts=THEN - timedelta(days=30))
    begun().when(TEACHER, past).then_refused(TimeIsPast)
    begun().when(TEACHER, replace(PLAN, kind="coffee")).then_refused(NoSuchMeetingKind)
    begun().when(TEACHER, replace(PLAN, agenda=Agenda(""))).then_refused(SayWhy)
    with_others = replace(PLAN, units=frozenset({PPT}))
    begun().when(TEACHER, with_others).then_refused(UnitTakesNoPart)
    assert with_ppt().when(TEACHER, with_others).events


def test_a_meeting_held_sets_the_next_one_28_calendar_days_on() -> None:
    event, minutes = begun().after(TEACHER, PLAN).when(TEACHER, HOLD, on=HELD_ON).events
    assert isinstance(event, MeetingHeld)
    assert isinstance(minutes, MinutesWritten)
    assert event.next_meeting_by == HELD_ON + timedelta(days=28)
    assert held(begun()).state.frame.dates.next_meeting_by == HELD_ON + timedelta(days=28)


def test_it_is_42_days_while_another_unit_has_been_asked() -> None:
    so_far = begun().after(TEACHER, InviteUnit(PPT))
    event, _ = so_far.after(TEACHER, PLAN).when(TEACHER, HOLD, on=HELD_ON).events
    assert isinstance(event, MeetingHeld)
    assert event.next_meeting_by == HELD_ON + timedelta(days=42)


@pytest.mark.parametrize(
    ("day", "next_by"),
    [
        (date(2027, 3, 14), date(2027, 4, 11)),
        (date(2026, 10, 11), date(2026, 11, 8)),
        (date(2028, 2, 10), date(2028, 3, 9)),
    ],
)
def test_neither_summer_time_nor_a_leap_day_moves_the_date(day: date, next_by: date) -> None:
    late = datetime.combine(day, time(23, 30), NORWAY)
    hold = replace(HOLD, held_on=day, kind="network")
    event, _ = begun().when(TEACHER, hold, on=late).events
    assert isinstance(event, MeetingHeld)
    assert event.next_meeting_by == next_by


def test_a_meeting_is_not_finished_without_minutes_or_a_reason() -> None:
    so_far = begun().after(TEACHER, PLAN)
    none = replace(HOLD, minutes=None)
    so_far.when(TEACHER, none, on=HELD_ON).then_refused(MinutesMissing)
    blank = replace(HOLD, minutes=Minutes(" "))
    so_far.when(TEACHER, blank, on=HELD_ON).then_refused(MinutesMissing)
    said = replace(none, none_because="the power went")
    assert so_far.when(TEACHER, said, on=HELD_ON).events


def test_a_meeting_that_was_broken_off_counts_for_no_date() -> None:
    so_far = begun()
    due = so_far.state.frame.dates.next_meeting_by
    broken_off = replace(HOLD, kind="talk", interrupted=True)
    so_far = so_far.after(TEACHER, broken_off, on=HELD_ON)
    assert so_far.state.frame.dates.next_meeting_by == due
    so_far.when(TEACHER, GO_ON, on=HELD_ON).then_refused(MeetingNotHeld)


def test_a_meeting_is_held_once_and_not_in_the_future() -> None:
    begun().after(TEACHER, PLAN).when(TEACHER, HOLD).then_refused(NotYetHappened)
    so_far = held(begun())
    so_far.when(TEACHER, HOLD, on=HELD_ON).then_nothing_new()
    other = replace(HOLD, minutes=Minutes("something else"))
    so_far.when(TEACHER, other, on=HELD_ON).then_refused(MeetingIsOver)
    so_far.when(TEACHER, PLAN, on=HELD_ON).then_refused(MeetingIsOver)
    so_far.when(TEACHER, CancelMeeting(MEETING, SCHOOL), on=HELD_ON).then_refused(MeetingIsOver)


def test_a_meeting_that_was_never_planned_says_what_kind_it_was() -> None:
    begun().when(TEACHER, HOLD, on=HELD_ON).then_refused(NoSuchMeetingKind)
    assert begun().when(TEACHER, replace(HOLD, kind="talk"), on=HELD_ON).events


def test_a_planned_meeting_can_be_cancelled() -> None:
    so_far = begun().after(TEACHER, PLAN)
    so_far = so_far.when(TEACHER, CancelMeeting(MEETING, SCHOOL)).then(
        MeetingCancelled(meeting=MEETING, on=TODAY)
    )
    assert not so_far.state.frame.dates.meetings[MEETING].planned
    begun().when(TEACHER, CancelMeeting(MEETING, SCHOOL)).then_refused(NoSuchMeeting)


def test_the_day_of_a_meeting_is_a_norwegian_day() -> None:
    meeting = begun().after(TEACHER, PLAN).state.frame.dates.meetings[MEETING]
    assert held_on(meeting) == HELD_ON
    done = held(begun()).state.frame.dates.meetings[MEETING]
    assert held_on(done) == HELD_ON


def test_an_outcome_counts_its_date_from_the_meeting_not_from_the_writing() -> None:
    later = HELD_ON + timedelta(days=3)
    (chosen,) = held(begun()).when(TEACHER, GO_ON, on=later).events
    assert isinstance(chosen, OutcomeChosen)
    assert chosen.met_on == HELD_ON
    assert chosen.next_meeting_by == HELD_ON + timedelta(days=28)
    assert chosen.guide == GUIDE.id


def test_an_outcome_that_leads_up_changes_the_level_in_the_same_breath() -> None:
    up = replace(GO_ON, outcome="go-up", holder=KEPT)
    held(begun()).when(TEACHER, up, on=HELD_ON).then_refused(NobodyElseLetIn)
    chosen, changed = held(with_ppt()).when(TEACHER, up, on=HELD_ON).events
    assert isinstance(chosen, OutcomeChosen)
    assert isinstance(changed, LevelChanged)
    assert chosen.next_meeting_by == HELD_ON + timedelta(days=30)
    assert (changed.before, changed.level) == (1, 2)
    forgotten = replace(up, holder=None)
    held(with_ppt()).when(TEACHER, forgotten, on=HELD_ON).then_refused(HolderNotConsidered)


def test_only_outcomes_the_guide_knows_at_this_level() -> None:
    back = replace(GO_ON, outcome="back")
    held(begun()).when(TEACHER, back, on=HELD_ON).then_refused(NoSuchOutcome)


def test_an_outcome_is_chosen_in_a_meeting_that_was_held() -> None:
    begun().when(TEACHER, GO_ON).then_refused(NoSuchMeeting)
    begun().after(TEACHER, PLAN).when(TEACHER, GO_ON).then_refused(MeetingNotHeld)


def test_one_meeting_chooses_one_outcome() -> None:
    so_far = held(begun()).after(TEACHER, GO_ON, on=HELD_ON)
    so_far.when(TEACHER, GO_ON, on=HELD_ON).then_nothing_new()
    end = replace(GO_ON, outcome="end")
    so_far.when(TEACHER, end, on=HELD_ON).then_refused(OutcomeAlreadyChosen)


def test_an_outcome_has_a_reason_a_decider_and_the_childs_view() -> None:
    so_far = held(begun())
    so_far.when(TEACHER, replace(GO_ON, reason=""), on=HELD_ON).then_refused(SayWhy)
    so_far.when(TEACHER, replace(GO_ON, decided_by=""), on=HELD_ON).then_refused(SayWhy)
    unheard = replace(GO_ON, child_view=ChildView())
    so_far.when(TEACHER, unheard, on=HELD_ON).then_refused(ChildNotHeard)


def test_an_outcome_without_days_of_its_own_follows_the_guides() -> None:
    plain = Outcome("plain", {"en": "Go on"})
    guide = replace(GUIDE, outcomes={1: (plain,)})
    choose = replace(GO_ON, outcome="plain")
    (chosen,) = held(begun()).under(guide=guide).when(TEACHER, choose, on=HELD_ON).events
    assert isinstance(chosen, OutcomeChosen)
    assert chosen.next_meeting_by == HELD_ON + timedelta(days=28)
    asked = held(begun().after(TEACHER, InviteUnit(PPT))).under(guide=guide)
    (chosen,) = asked.when(TEACHER, choose, on=HELD_ON).events
    assert isinstance(chosen, OutcomeChosen)
    assert chosen.next_meeting_by == HELD_ON + timedelta(days=42)


def test_a_good_effect_ends_nothing_by_itself() -> None:
    end = replace(GO_ON, outcome="end")
    so_far = held(begun()).after(TEACHER, end, on=HELD_ON)
    assert type(so_far.state).__name__ == "Running"
    assert so_far.state.frame.dates.next_meeting_by == HELD_ON + timedelta(days=28)


def test_a_child_is_not_forgotten_between_a_good_effect_and_the_end() -> None:
    end = replace(GO_ON, outcome="end")
    so_far = held(begun()).after(TEACHER, end, on=HELD_ON)
    late = HELD_ON + timedelta(days=29)
    found = breaks.in_frame(so_far.state.frame, so_far.relay.circumstances(TEACHER, late))
    assert Break(Gap.MEETING_OVERDUE, late) in found


def test_others_who_take_part_may_plan_a_meeting_for_their_unit() -> None:
    theirs = replace(PLAN, unit=PPT, units=frozenset({SCHOOL, PPT}))
    planned, agenda = with_ppt().when(ADVISER, theirs).events
    assert isinstance(planned, MeetingPlanned)
    assert isinstance(agenda, AgendaSet)
    assert agenda.place == own(PPT)


def test_new_wonderings_of_a_meeting_are_read_back_with_its_minutes() -> None:
    wondering = replace(MINUTES, new_wonderings="Does he hear well?")
    so_far = begun().after(TEACHER, PLAN).after(TEACHER, replace(HOLD, minutes=wondering), on=THEN)
    minutes = so_far.state.contents[own(SCHOOL)].papers[MEETING].minutes
    assert minutes.new_wonderings == "Does he hear well?"
