"""Views: every field names its audience, and each reader gets theirs and no trace of the rest."""

import dataclasses
import typing
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from stafett.domain import access, cooperation_views, views, views_in_parts, visible
from stafett.domain.access import Look
from stafett.domain.audience import Shown, audience
from stafett.domain.baton import FormalDecision
from stafett.domain.ending import EndFollowUp, EndReason
from stafett.domain.entry import EntryId, EntryKind, Note, ProposeEntry, WriteEntry
from stafett.domain.facts import Stranger, own
from stafett.domain.framing import FrameEvent
from stafett.domain.handover import AcceptBaton, OfferBaton
from stafett.domain.level import ChangeLevel
from stafett.domain.logg import LockLogg
from stafett.domain.marks import AUDIENCE
from stafett.domain.measure import MeasureId
from stafett.domain.opening import OpenLogg
from stafett.domain.participation import InviteUnit
from stafett.domain.people import Asker
from stafett.domain.plan import AT_HOME
from stafett.domain.views import FollowUpView
from stafett.domain.withdrawal import RefuseConsent, WithdrawConsent
from tests.follow_ups import (
    AGREE_MEASURE,
    AIM,
    HEARD,
    KEPT,
    PLAN,
    SET_GOAL,
    begun,
    both_let_in,
    joined,
    new_id,
    with_logg,
    with_measure,
    with_ppt,
    word,
)
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
    MUNICIPALITY,
    NURSE,
    PPT,
    PPT_HEAD,
    SCHOOL,
    TEACHER,
    TODAY,
    at_work,
)
from tests.relay import Given

EVERYBODY = frozenset({MOTHER.person, FATHER.person})


def seen_by(so_far: Given, who: Asker, *, days: int = 0) -> FollowUpView:
    """What somebody sees on a day after today."""
    at = so_far.relay.circumstances(who, TODAY + timedelta(days=days))
    return visible.trim(so_far.state, access.may(who, Look.OPEN, so_far.state, at), at)


ALL_VIEWS = [
    one
    for module in (views, views_in_parts, cooperation_views)
    for one in vars(module).values()
    if isinstance(one, type) and one.__module__ == module.__name__
]


@pytest.mark.parametrize("view", ALL_VIEWS, ids=lambda view: view.__name__)
def test_every_field_of_every_view_names_its_audience_and_has_an_empty_value(view: Any) -> None:
    for one in dataclasses.fields(view):
        assert isinstance(one.metadata.get(AUDIENCE), Shown), one.name
        empty = one.default_factory() if callable(one.default_factory) else one.default
        assert not empty or visible.is_view(empty) or isinstance(empty, str), one.name


def test_there_are_views_to_look_at() -> None:
    assert len(ALL_VIEWS) > 12
    assert FollowUpView in ALL_VIEWS


@pytest.mark.parametrize("event", typing.get_args(FrameEvent), ids=lambda event: event.name)
def test_every_fact_in_the_frame_has_an_audience(event: Any) -> None:
    assert isinstance(audience(event.__new__(event)), Shown)


def test_the_family_always_sees_who_holds_the_baton_and_how_to_reach_them() -> None:
    view = seen_by(begun(), MOTHER)
    assert view.holder is not None
    assert view.holder.contact is not None
    assert view.holder.contact.name == "Tuva Testlærer"
    assert view.person == CHILD_ID


def test_a_leader_who_is_asked_sees_who_asks_and_not_about_whom() -> None:
    so_far = begun().after(TEACHER, InviteUnit(PPT))
    view = seen_by(so_far, PPT_HEAD)
    (asked,) = view.invitation
    assert asked.asked_by == at_work(TEACHER)
    assert set(view.names) == {TEACHER.employee, SCHOOL, PPT}
    only = FollowUpView(state="running", seen=1, names=view.names, invitation=view.invitation)
    assert view == only


def test_reasons_and_the_childs_view_are_for_the_family_and_the_holder() -> None:
    up = ChangeLevel(2, "he is alone a lot", "network meeting", KEPT, HEARD)
    so_far = with_ppt().after(TEACHER, up)
    for who in (TEACHER, MOTHER, HEAD):
        assert seen_by(so_far, who).levels[-1].reason == "he is alone a lot"
    theirs = seen_by(so_far, ADVISER)
    assert theirs.level == 2
    assert (theirs.levels[-1].reason, theirs.levels[-1].child_view) == ("", None)
    assert theirs.began is not None
    assert (theirs.began.reason, theirs.began.concern) == ("", None)


def test_each_guardian_sees_their_own_words_and_the_holder_everybodys() -> None:
    so_far = with_ppt()
    givers = {who: {one.giver for one in seen_by(so_far, who).consents} for who in (MOTHER, FATHER)}
    assert givers == {MOTHER: {MOTHER.person}, FATHER: {FATHER.person}}
    assert {one.giver for one in seen_by(so_far, TEACHER).consents} == EVERYBODY
    assert seen_by(so_far, ADVISER).consents == ()


def test_a_no_is_for_the_one_who_said_it_and_the_holder() -> None:
    no = RefuseConsent(FATHER.person, frozenset({CLINIC}), logg=False, informed_of="text 1")
    before, after = with_ppt(), with_ppt().after(FATHER, no)
    assert seen_by(after, TEACHER).refusals
    assert seen_by(after, FATHER).refusals
    for who in (MOTHER, ADVISER, HEAD, PPT_HEAD):
        assert seen_by(after, who) == seen_by(before, who), "not even the count moves"


def test_what_one_unit_writes_for_itself_moves_nothing_for_others() -> None:
    before = with_ppt()
    after = with_measure(before)
    for who in (ADVISER, PPT_HEAD, MOTHER, FATHER):
        assert seen_by(after, who) == seen_by(before, who)
    assert seen_by(after, TEACHER).seen == seen_by(before, TEACHER).seen + 2


def test_in_the_logg_everyone_let_in_sees_the_same() -> None:
    so_far = with_measure(with_logg())
    for who in (TEACHER, ADVISER, MOTHER, FATHER):
        (part,) = seen_by(so_far, who).parts
        assert [goal.aim for goal in part.goals] == [AIM]
        assert [measure.plan for measure in part.measures] == [PLAN]
    assert seen_by(so_far, HEAD).parts == ()


def test_topics_limit_what_a_unit_reads_in_the_logg() -> None:
    reading = frozenset({"reading"})
    so_far = begun()
    for giver in (MOTHER, FATHER):
        so_far = so_far.after(giver, word(giver, SCHOOL, logg=True))
        so_far = so_far.after(giver, word(giver, PPT, logg=True, topics=reading))
    so_far = joined(so_far, PPT, PPT_HEAD, ADVISER).after(TEACHER, OpenLogg())
    for topic in ("", "reading", "home"):
        note = Note(EntryKind.NOTE, f"about {topic}", frozenset({CHILD_ID}), TODAY, topic)
        entry = WriteEntry(EntryId(new_id(topic)), note, SCHOOL, shared=True)
        so_far = so_far.after(TEACHER, entry)
    texts = [one.note.text for one in seen_by(so_far, ADVISER).parts[0].entries if one.note]
    assert texts == ["about ", "about reading"]
    assert len(seen_by(so_far, TEACHER).parts[0].entries) == 3
    hidden = Note(EntryKind.NOTE, "more", frozenset({CHILD_ID}), TODAY, "home")
    more = so_far.after(TEACHER, WriteEntry(EntryId(new_id("more")), hidden, SCHOOL, shared=True))
    assert seen_by(more, ADVISER) == seen_by(so_far, ADVISER)


def test_the_formal_decision_is_for_guardians_the_two_holders_and_child_welfare() -> None:
    let_in = both_let_in(with_ppt(), CHILD_WELFARE)
    so_far = joined(let_in, CHILD_WELFARE, CHILD_WELFARE_HEAD, CASEWORKER)
    decided = FormalDecision(TODAY, "2026/17")
    so_far = so_far.after(TEACHER, OfferBaton(at_work(CASEWORKER)))
    so_far = so_far.after(CASEWORKER, AcceptBaton(decided))
    for who in (MOTHER, FATHER, TEACHER, CASEWORKER, CHILD_WELFARE_HEAD):
        assert seen_by(so_far, who).turns[-1].formal_decision == decided
    for other in (ADVISER, PPT_HEAD, HEAD):
        assert seen_by(so_far, other).turns[-1].formal_decision is None


def test_a_unit_that_comes_after_a_logg_was_locked_learns_nothing_of_it() -> None:
    lock = LockLogg(EVERYBODY, "it works", HEARD)
    later = TODAY + timedelta(days=10)
    so_far = with_logg().after(TEACHER, lock, on=TODAY + timedelta(days=3))
    so_far = both_let_in(so_far, CLINIC, on=later)
    so_far = joined(so_far, CLINIC, CLINIC_HEAD, NURSE, on=later)
    assert seen_by(so_far, NURSE, days=10).logg == views.LoggView()
    assert seen_by(so_far, ADVISER, days=10).logg.state == "locked"
    assert seen_by(so_far, MOTHER, days=10).logg.state == "locked"


def test_the_family_sees_what_a_unit_would_carry_in_before_it_is_there() -> None:
    note = Note(EntryKind.OBSERVATION, "he laughed", frozenset({CHILD_ID}), TODAY)
    entry = EntryId(new_id("entry"))
    so_far = with_logg().after(TEACHER, WriteEntry(entry, note, SCHOOL))
    assert seen_by(so_far, MOTHER).proposals == ()
    so_far = so_far.after(TEACHER, ProposeEntry(entry, SCHOOL))
    (proposal,) = seen_by(so_far, MOTHER).proposals
    assert proposal.note == note
    assert seen_by(so_far, ADVISER).proposals == ()


def test_one_measure_at_home_is_expected_beside_those_at_school() -> None:
    so_far = with_measure()
    part = next(one for one in seen_by(so_far, TEACHER).parts if one.place == own(SCHOOL))
    assert [one.lacks_home_measure for one in part.measures] == [True]
    at_home = replace(
        AGREE_MEASURE,
        measure=MeasureId(new_id("home")),
        plan=replace(PLAN, arena=AT_HOME),
    )
    so_far = so_far.after(TEACHER, at_home)
    (part,) = seen_by(so_far, TEACHER).parts
    assert not any(one.lacks_home_measure for one in part.measures)


def test_the_team_shows_until_when_each_unit_is_let_in() -> None:
    soon = TODAY + timedelta(days=20)
    so_far = begun().after(MOTHER, word(MOTHER, PPT)).after(FATHER, word(FATHER, PPT, until=soon))
    so_far = joined(so_far, PPT, PPT_HEAD, ADVISER)
    members = {one.unit: one for one in seen_by(so_far, MOTHER).team}
    assert members[PPT].let_in_until == soon
    assert members[SCHOOL].let_in
    out = so_far.after(FATHER, WithdrawConsent(FATHER.person, frozenset({PPT})))
    members = {one.unit: one for one in seen_by(out, MOTHER).team}
    assert not members[PPT].let_in


def test_one_who_is_offered_the_baton_sees_the_offer_but_no_words_of_consent() -> None:
    so_far = begun().after(TEACHER, OfferBaton(at_work(COLLEAGUE)))
    view = seen_by(so_far, COLLEAGUE)
    assert view.offer is not None
    assert view.offer.to == at_work(COLLEAGUE)
    assert (view.consents, view.parts, view.levels) == ((), (), ())


def test_a_stranger_gets_no_view_at_all() -> None:
    with pytest.raises(Stranger):
        seen_by(begun(), NURSE)


def test_the_holder_of_an_ended_follow_up_is_nobody() -> None:
    so_far = begun().after(
        TEACHER, EndFollowUp(EndReason.FAMILY_WISH, "enough", HEARD, frozenset({MOTHER.person}))
    )
    view = seen_by(so_far, MOTHER)
    assert (view.state, view.holder) == ("ended", None)
    assert view.ended is not None
    assert view.ended.reason is EndReason.FAMILY_WISH


def test_setting_a_goal_in_the_logg_is_one_more_entry_for_each_reader() -> None:
    before = with_logg()
    after = before.after(TEACHER, SET_GOAL)
    for who in (TEACHER, ADVISER, MOTHER):
        assert seen_by(after, who).seen == seen_by(before, who).seen + 1
    assert seen_by(after, HEAD).seen == seen_by(before, HEAD).seen


def test_the_family_reads_who_takes_part_by_name_and_no_name_beyond_that() -> None:
    names = seen_by(with_ppt(), MOTHER).names
    adviser, head = (MUNICIPALITY.employees[who.employee] for who in (ADVISER, CLINIC_HEAD))
    assert names[ADVISER.employee] == adviser.contact.name
    assert names[PPT] == MUNICIPALITY.units[PPT].name
    assert head.id not in names
    assert CLINIC not in names
