"""What a holder sees to: inviting, an agenda, and an adult who talks with the child meanwhile."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from stafett.domain import access, breaks, dropped, visible
from stafett.domain.access import Look
from stafett.domain.agenda import Agenda, Preparation
from stafett.domain.dated import DueKind
from stafett.domain.entry import EntryId, EntryKind, Note, WriteEntry
from stafett.domain.facts import SHARED, Refusal, own
from stafett.domain.gap import Gap
from stafett.domain.inviting import InviteToMeeting, PrepareMeeting
from stafett.domain.planning import CancelMeeting, PlanMeeting
from stafett.domain.reach import Reach
from stafett.domain.readable import readable
from stafett.domain.regular_talks import (
    ArrangeRegularTalks,
    EndRegularTalks,
    HowOftenIsUnclear,
    RegularTalksArranged,
    RegularTalksEnded,
)
from stafett.domain.roles import Limit
from stafett.domain.team import DoesNotWorkThere
from stafett.domain.wording import SayWhy
from tests.domain.test_due import IN_TEN_DAYS, MEETING, OWN, falls_due, meet
from tests.follow_ups import RELAY, begun, with_logg
from tests.people import (
    ADVISER,
    CHILD_ID,
    CLINIC,
    COLLEAGUE,
    HEAD,
    PPT,
    SCHOOL,
    TEACHER,
    TODAY,
    some_id,
    without,
)
from tests.relay import Given
from tests.rules import GUIDE

READY = IN_TEN_DAYS - timedelta(days=GUIDE.invite_days_before)
BEFORE = DueKind.INVITATION, DueKind.AGENDA, DueKind.PREPARATION
AT = RELAY.circumstances(HEAD, TODAY)
FORTNIGHT = timedelta(days=14)
TALKS = ArrangeRegularTalks(SCHOOL, COLLEAGUE.employee, 14)


def before(so_far: Given, on: date = TODAY) -> set[DueKind]:
    found = falls_due(so_far, on, *BEFORE)
    assert {(on, whose) for _, on, whose in found} <= {(READY, "teacher")}
    return {kind for kind, _, _ in found}


def test_the_holder_invites_and_makes_an_agenda_some_days_before_the_meeting() -> None:
    so_far = meet(begun())
    assert before(so_far) == {DueKind.INVITATION, DueKind.AGENDA}
    assert before(so_far, IN_TEN_DAYS) == {DueKind.INVITATION, DueKind.AGENDA}
    assert not before(so_far, IN_TEN_DAYS + timedelta(days=1))
    invited = so_far.after(TEACHER, InviteToMeeting(MEETING, SCHOOL, "Welcome"))
    assert before(invited) == {DueKind.AGENDA}
    with_points = Agenda("what now", points=("how the breaks are",))
    assert before(meet(begun(), with_points)) == {DueKind.INVITATION}
    assert not before(so_far.after(TEACHER, CancelMeeting(MEETING, SCHOOL)))


def test_an_agenda_of_the_guide_is_one_and_what_it_wants_prepared_is_asked_for() -> None:
    kinds = tuple(
        replace(kind, agenda=({"en": "Description"},)) if kind.key == "extended" else kind
        for kind in GUIDE.meetings
    )
    so_far = begun().under(guide=replace(GUIDE, meetings=kinds))
    starts = meet(begun()).state.frame.dates.meetings[MEETING].starts
    assert starts is not None
    so_far = so_far.after(TEACHER, PlanMeeting(MEETING, SCHOOL, "extended", starts, Agenda("new")))
    assert before(so_far) == {DueKind.INVITATION, DueKind.PREPARATION}
    described = PrepareMeeting(MEETING, SCHOOL, Preparation(problem="alone"))
    assert before(so_far.after(TEACHER, described)) == {DueKind.INVITATION}


def talks(so_far: Given, on: date = TODAY) -> set[tuple[DueKind, date, str]]:
    return falls_due(so_far, on, DueKind.CHILD_TALK)


def test_a_named_adult_talks_with_the_child_again_and_again() -> None:
    so_far = begun().after(TEACHER, TALKS)
    assert talks(so_far) == {(DueKind.CHILD_TALK, TODAY + FORTNIGHT, "colleague")}
    week = TODAY + timedelta(days=7)
    note = Note(EntryKind.CHILDS_VOICE, "I like Ali", frozenset({CHILD_ID}), week)
    heard = so_far.after(TEACHER, WriteEntry(EntryId(some_id("said")), note, SCHOOL), on=week)
    assert talks(heard, week) == {(DueKind.CHILD_TALK, week + FORTNIGHT, "colleague")}
    over = heard.after(TEACHER, EndRegularTalks(SCHOOL, "she moves"), on=week)
    assert talks(over, week) == set(), "the child has been heard since the last meeting"
    early = so_far.after(TEACHER, EndRegularTalks(SCHOOL, "she moves"))
    assert {whose for _, _, whose in talks(early)} == {"teacher"}


def test_when_the_adult_has_left_the_holder_sees_to_it() -> None:
    so_far = begun().after(TEACHER, TALKS).under(municipality=without(COLLEAGUE))
    assert talks(so_far) == {(DueKind.CHILD_TALK, TODAY + FORTNIGHT, "teacher")}


def test_whoever_reads_the_part_sees_who_talks_with_the_child() -> None:
    so_far = begun().after(TEACHER, TALKS)
    permit = access.may(HEAD, Look.OPEN, so_far.state, so_far.relay.circumstances(HEAD, TODAY))
    view = visible.trim(so_far.state, permit, so_far.relay.circumstances(HEAD, TODAY))
    (part,) = view.parts
    assert part.talks is not None
    assert (part.place, part.talks.adult, part.talks.every_days) == (OWN, COLLEAGUE.employee, 14)
    before, at = visible.seen_count(so_far.state, permit, AT), AT
    over = so_far.after(TEACHER, EndRegularTalks(SCHOOL, "she moves"))
    assert visible.seen_count(over.state, permit, at) == before + 1


def test_in_the_logg_it_is_told_by_the_units_that_may_tell() -> None:
    so_far = with_logg().after(TEACHER, TALKS)
    at = so_far.relay.circumstances(ADVISER, TODAY)
    permit = access.may(ADVISER, Look.OPEN, so_far.state, at)
    assert readable(so_far.state.contents, permit)[SHARED].talks is not None
    others = replace(permit, reach=(Reach(Limit(from_units=frozenset({CLINIC}))),))
    assert readable(so_far.state.contents, others)[SHARED].talks is None


def test_a_talk_that_was_not_held_is_a_break_the_day_after() -> None:
    so_far = begun().after(TEACHER, TALKS)
    last = TODAY + FORTNIGHT

    def gaps(on: date) -> list[Gap]:
        frame, part = so_far.state.frame, so_far.state.contents[OWN]
        return [one.gap for one in breaks.in_talks(frame, part, on)]

    assert gaps(last) == []
    assert gaps(last + timedelta(days=1)) == [Gap.CHILD_NOT_TALKED_WITH]
    at = so_far.relay.circumstances(TEACHER, last + timedelta(days=1))
    found = {one.gap: one.since for one in dropped.of_follow_up(so_far.state, at)}
    assert found[Gap.CHILD_NOT_TALKED_WITH] == last + timedelta(days=1)


def test_it_is_written_where_its_writer_writes_and_asked_twice_is_asked_once() -> None:
    arranged = RegularTalksArranged(
        place=OWN,
        adult=COLLEAGUE.employee,
        every_days=14,
        by=TEACHER.employee,
        unit=SCHOOL,
        on=TODAY,
    )
    so_far = begun().when(TEACHER, TALKS).then(arranged)
    so_far.when(TEACHER, TALKS).then_nothing_new()
    other = replace(TALKS, every_days=7)
    assert so_far.when(TEACHER, other).events == (replace(arranged, every_days=7),)
    ended = RegularTalksEnded(
        place=OWN, why="she moves", by=TEACHER.employee, unit=SCHOOL, on=TODAY
    )
    over = so_far.when(TEACHER, EndRegularTalks(SCHOOL, "she moves")).then(ended)
    over.when(TEACHER, EndRegularTalks(SCHOOL, "she moves")).then_nothing_new()
    in_logg = with_logg().after(TEACHER, TALKS)
    assert in_logg.state.contents[SHARED].talks is not None
    in_ppt = with_logg().after(ADVISER, ArrangeRegularTalks(PPT, ADVISER.employee, 30))
    assert own(PPT) not in in_ppt.state.contents


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (replace(TALKS, every_days=0), HowOftenIsUnclear),
        (replace(TALKS, every_days=366), HowOftenIsUnclear),
        (replace(TALKS, adult=ADVISER.employee), DoesNotWorkThere),
    ],
)
def test_the_adult_works_in_the_unit_and_it_is_said_how_often(
    command: object, why: type[Refusal]
) -> None:
    begun().when(TEACHER, command).then_refused(why)


def test_an_end_says_why() -> None:
    so_far = begun().after(TEACHER, TALKS)
    so_far.when(TEACHER, EndRegularTalks(SCHOOL, " ")).then_refused(SayWhy)
