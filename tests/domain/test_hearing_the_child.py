"""The child is talked with before a meeting, chooses how to take part, and is told afterwards."""

from dataclasses import replace
from datetime import timedelta

import pytest

from stafett.domain.access import may
from stafett.domain.childs_say import ChildHeard, ChildTold, Heard, TakesPart, Told
from stafett.domain.dated import DueKind
from stafett.domain.desk import NotYourUnit
from stafett.domain.facts import SHARED, NotForYou, own
from stafett.domain.gap import Break, Gap
from stafett.domain.hearing import (
    HearChild,
    SayForMyself,
    SpokespersonMissing,
    TellChild,
    ToldTooEarly,
)
from stafett.domain.meeting import MeetingIsOver, NoSuchMeeting
from stafett.domain.moment import NotYetHappened
from stafett.domain.opening import OpenLogg
from stafett.domain.planning import CancelMeeting
from stafett.domain.voice import ChildNotHeard
from stafett.domain.wording import SayWhy
from tests.domain.test_breaks import breaks
from tests.domain.test_due import falls_due
from tests.domain.test_meetings_and_outcomes import AGENDA, HELD_ON, HOLD, MEETING, PLAN
from tests.domain.test_views_of_follow_ups import seen_by
from tests.follow_ups import RELAY, START, begun, with_logg, with_ppt
from tests.people import (
    ADVISER,
    COLLEAGUE,
    MOTHER,
    PPT,
    SCHOOL,
    TEACHER,
    TODAY,
    YOUTH,
    YOUTH_SELF,
)

A_DAY = timedelta(days=1)
SAID = Heard(TakesPart.IN_PERSON, TODAY, own_words="I want Ali there", summary="Ali matters")
HEAR = HearChild(MEETING, SCHOOL, SAID)
TOLD = Told("Ali may come along", HELD_ON, "Good!")
TELL = TellChild(MEETING, SCHOOL, TOLD)
PLANNED = begun().after(TEACHER, PLAN)
MET = PLANNED.after(TEACHER, HOLD, on=HELD_ON)


def test_what_the_child_says_before_a_meeting_stands_in_its_own_words() -> None:
    so_far = PLANNED.when(TEACHER, HEAR).then(
        ChildHeard(
            place=own(SCHOOL),
            meeting=MEETING,
            heard=SAID,
            by=TEACHER.employee,
            unit=SCHOOL,
            on=TODAY,
        )
    )
    (paper,) = seen_by(so_far, TEACHER).parts[0].papers
    (heard,) = paper.heard
    assert (heard.own_words, heard.summary) == ("I want Ali there", "Ali matters")
    assert heard.takes_part is TakesPart.IN_PERSON
    assert paper.agenda == AGENDA


def test_a_child_may_change_its_mind_and_both_stand() -> None:
    other = Heard(TakesPart.FOR_A_WHILE, TODAY, own_words="Only first", spokesperson="Tuva")
    so_far = PLANNED.after(TEACHER, HEAR).after(TEACHER, replace(HEAR, heard=other))
    (paper,) = seen_by(so_far, TEACHER).parts[0].papers
    assert [one.takes_part for one in paper.heard] == [TakesPart.IN_PERSON, TakesPart.FOR_A_WHILE]


def test_of_a_small_child_what_it_does_is_its_voice() -> None:
    small = Heard(TakesPart.NOT_CHOSEN, TODAY, observed="He runs to Ali", spokesperson="Tuva")
    assert PLANNED.when(TEACHER, replace(HEAR, heard=small)).events
    summary_only = replace(small, observed="", summary="He likes Ali")
    PLANNED.when(TEACHER, replace(HEAR, heard=summary_only)).then_refused(ChildNotHeard)
    unasked = replace(small, observed="", not_asked_because="ill all week")
    assert PLANNED.when(TEACHER, replace(HEAR, heard=unasked)).events


def test_when_the_child_is_not_there_an_adult_answers_for_its_opinion() -> None:
    for way in set(TakesPart) - {TakesPart.IN_PERSON}:
        alone = replace(HEAR, heard=replace(SAID, takes_part=way))
        PLANNED.when(TEACHER, alone).then_refused(SpokespersonMissing)


def test_the_child_is_heard_before_the_meeting_and_not_in_the_future() -> None:
    ahead = replace(HEAR, heard=replace(SAID, talked_on=TODAY + A_DAY))
    PLANNED.when(TEACHER, ahead).then_refused(NotYetHappened)
    begun().when(TEACHER, HEAR).then_refused(NoSuchMeeting)
    assert MET.when(TEACHER, HEAR, on=HELD_ON + A_DAY).events, "written down afterwards"
    too_late = replace(HEAR, heard=replace(SAID, talked_on=HELD_ON + A_DAY))
    MET.when(TEACHER, too_late, on=HELD_ON + A_DAY).then_refused(MeetingIsOver)
    PLANNED.when(COLLEAGUE, HEAR).then_refused(NotYourUnit)


def test_afterwards_the_child_is_told_and_asked() -> None:
    PLANNED.when(TEACHER, TELL, on=HELD_ON).then_refused(ToldTooEarly)
    so_far = MET.when(TEACHER, TELL, on=HELD_ON).then(
        ChildTold(
            place=own(SCHOOL),
            meeting=MEETING,
            told=TOLD,
            by=TEACHER.employee,
            unit=SCHOOL,
            on=HELD_ON,
        )
    )
    (paper,) = seen_by(so_far, TEACHER, days=7).parts[0].papers
    assert paper.told == (TOLD,)
    before = replace(TELL, told=replace(TOLD, told_on=HELD_ON - A_DAY))
    MET.when(TEACHER, before, on=HELD_ON).then_refused(ToldTooEarly)
    nothing = replace(TELL, told=Told(" ", HELD_ON))
    MET.when(TEACHER, nothing, on=HELD_ON).then_refused(SayWhy)
    ahead = replace(TELL, told=replace(TOLD, told_on=HELD_ON + A_DAY))
    MET.when(TEACHER, ahead, on=HELD_ON).then_refused(NotYetHappened)


def test_it_lies_with_the_papers_of_the_meeting_and_the_family_reads_it_in_the_logg() -> None:
    so_far = with_logg().after(TEACHER, PLAN).after(ADVISER, replace(HEAR, unit=PPT))
    (paper,) = seen_by(so_far, MOTHER).parts[0].papers
    assert paper.heard == (SAID,)
    older = with_ppt(logg=True).after(TEACHER, PLAN).after(TEACHER, OpenLogg())
    (heard,) = older.when(TEACHER, HEAR).events
    assert isinstance(heard, ChildHeard)
    assert heard.place == own(SCHOOL), "where the agenda lies"
    fresh = with_logg().after(TEACHER, PLAN)
    (heard,) = fresh.when(TEACHER, HEAR).events
    assert isinstance(heard, ChildHeard)
    assert heard.place == SHARED


def test_the_talk_before_is_due_by_its_own_day_and_a_break_after_it() -> None:
    by = HELD_ON - 2 * A_DAY
    dated = replace(PLAN, agenda=replace(AGENDA, talk_with_child_by=by))
    so_far = begun().after(TEACHER, dated)
    talk = {(DueKind.CHILD_TALK, by, "teacher")}
    assert falls_due(so_far, TODAY, DueKind.CHILD_TALK) == talk
    missing = Break(Gap.CHILD_NOT_TALKED_WITH, by + A_DAY, SCHOOL)
    assert missing not in breaks(so_far, by)
    assert missing in breaks(so_far, by + A_DAY)
    heard = so_far.after(TEACHER, replace(HEAR, heard=replace(SAID, talked_on=by)), on=by)
    assert falls_due(heard, by, DueKind.CHILD_TALK) == set()
    assert missing not in breaks(heard, by + A_DAY)
    off = so_far.after(TEACHER, CancelMeeting(MEETING, SCHOOL))
    assert missing not in breaks(off, by + A_DAY)


def test_telling_the_child_is_due_for_whoever_was_named_and_a_break_after_a_day() -> None:
    told = {(DueKind.CHILD_TOLD, HELD_ON, "head")}
    assert falls_due(MET, HELD_ON, DueKind.CHILD_TOLD) == told
    missing = Break(Gap.CHILD_NOT_TOLD, HELD_ON + A_DAY, SCHOOL)
    assert missing not in breaks(MET, HELD_ON)
    assert missing in breaks(MET, HELD_ON + A_DAY)
    done = MET.after(TEACHER, TELL, on=HELD_ON)
    assert falls_due(done, HELD_ON, DueKind.CHILD_TOLD) == set()
    assert missing not in breaks(done, HELD_ON + A_DAY)
    broken_off = PLANNED.after(TEACHER, replace(HOLD, interrupted=True), on=HELD_ON)
    assert falls_due(broken_off, HELD_ON, DueKind.CHILD_TOLD) == set()
    assert missing not in breaks(broken_off, HELD_ON + A_DAY)


def test_a_meeting_without_an_agenda_has_promised_the_child_nothing() -> None:
    unplanned = begun().after(TEACHER, replace(HOLD, kind="talk"), on=HELD_ON)
    around = {Gap.CHILD_NOT_TOLD, Gap.CHILD_NOT_TALKED_WITH}
    assert not around & {one.gap for one in breaks(unplanned, HELD_ON + 2 * A_DAY)}


def test_the_young_person_says_it_itself() -> None:
    young = RELAY.given().under(person=YOUTH).after(TEACHER, START).after(TEACHER, PLAN)
    mine = SayForMyself(MEETING, TakesPart.FOR_A_WHILE, "Only at the end", spokesperson="Tuva")
    so_far = young.after(YOUTH_SELF, mine)
    (paper,) = seen_by(so_far, TEACHER).parts[0].papers
    assert [(one.own_words, one.summary) for one in paper.heard] == [("Only at the end", "")]
    alone = replace(mine, spokesperson="")
    young.when(YOUTH_SELF, alone).then_refused(SpokespersonMissing)
    assert young.when(YOUTH_SELF, replace(alone, takes_part=TakesPart.IN_PERSON)).events
    young.when(YOUTH_SELF, replace(mine, own_words="")).then_refused(SayWhy)
    for who in (MOTHER, TEACHER):
        at = young.relay.circumstances(who, TODAY)
        with pytest.raises(NotForYou):
            may(who, mine, young.state, at)
