"""A family's own team: asked for, put together with them, its plan, and meeting again."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from stafett.domain import access, due, visible, with_a_day
from stafett.domain.access import Look
from stafett.domain.dated import DueKind
from stafett.domain.ending import NotAgreed
from stafett.domain.facts import Stranger
from stafett.domain.family_plan import PlannedTask, PlanRight, PlanWish
from stafett.domain.family_team import (
    AskedForByThoseAtWork,
    AskForFamilyTeam,
    ComposeFamilyTeam,
    FamilyIsPartOfIt,
    FamilyTeamAskedFor,
    FamilyTeamComposed,
    FamilyTeamReconvened,
    HolderHasATask,
    MakeFamilyTeamPlan,
    NoPlanYet,
    NoTeamYet,
    NotPutTogetherForOneFamily,
    ReconveneFamilyTeam,
    Trouble,
)
from stafett.domain.gap import Gap
from stafett.domain.outsiders import TeamNotLetIn
from stafett.domain.participation import AcceptInvitation, InviteUnit
from stafett.domain.people import Asker, Professional, UnitId
from stafett.domain.standing_team import NoSuchTeam, TeamId
from stafett.domain.task import NameProfessional
from stafett.domain.team import DoesNotWorkThere, KeptOutByName, UnitNotLetIn
from stafett.domain.unit import NoSuchUnit
from stafett.domain.views import FollowUpView
from stafett.domain.wording import SayWhy
from tests.follow_ups import begun, both_let_in, with_ppt, word
from tests.people import (
    ADVISER,
    CHILD_SELF,
    FAMILY_TEAM,
    FATHER,
    HEAD,
    MOTHER,
    NURSE,
    OTHER_PARENT,
    PPT,
    PPT_HEAD,
    RESOURCE_TEAM,
    SCHOOL,
    STAFF_ASKS,
    TEACHER,
    TODAY,
    UNCLEAR,
    at_work,
    some_id,
)
from tests.relay import Given
from tests.rules import GUIDE

ASK = AskForFamilyTeam(FAMILY_TEAM, "Somebody who sees all of it", frozenset({PPT}))
COMPOSE = ComposeFamilyTeam(
    team=FAMILY_TEAM,
    members=frozenset({at_work(ADVISER)}),
    family=frozenset({MOTHER.person}),
    agreed=frozenset({MOTHER.person, FATHER.person}),
    network=("Uncle Ola",),
)
PLAN = MakeFamilyTeamPlan(
    relay=(
        PlannedTask(at_work(TEACHER), "talks with him each week"),
        PlannedTask(at_work(ADVISER), "tests how he reads"),
    ),
    holder=at_work(ADVISER),
    plan_wish=PlanWish.WANTED,
    plan_right=PlanRight.UNCLEAR,
    summary="We help him read, and meet in May",
    met_on=TODAY,
)
AGAIN = ReconveneFamilyTeam(Trouble.STUCK, "Nothing has changed since May")
BY = TODAY + timedelta(days=GUIDE.next_meeting_days)


def seen(so_far: Given, who: Asker, on: date = TODAY) -> FollowUpView:
    at = so_far.relay.circumstances(who, on)
    return visible.trim(so_far.state, access.may(who, Look.OPEN, so_far.state, at), at)


def waits(so_far: Given) -> set[tuple[date, object]]:
    at = so_far.relay.circumstances(TEACHER, TODAY)
    found = due.in_follow_up(with_a_day.of_follow_up(so_far.state), so_far.state.frame, at)
    return {(one.on, one.whose) for one in found if one.kind is DueKind.TEAM}


def let_in() -> Given:
    return both_let_in(begun(), PPT)


def composed() -> Given:
    return let_in().after(TEACHER, COMPOSE)


def planned() -> Given:
    return composed().after(TEACHER, PLAN)


@pytest.mark.parametrize("who", [MOTHER, FATHER, TEACHER, HEAD])
def test_the_family_itself_or_those_at_work_ask_for_the_team(who: Asker) -> None:
    asked = (
        begun()
        .when(who, ASK)
        .then(
            FamilyTeamAskedFor(
                team=FAMILY_TEAM, wish=ASK.wish, rather=frozenset({PPT}), by=who.id, on=TODAY
            )
        )
    )
    access.may(who, ASK, asked.state, asked.relay.circumstances(who, TODAY))
    assert waits(asked) == {(BY, TEACHER.employee)}
    assert not waits(
        asked.after(MOTHER, word(MOTHER, PPT))
        .after(FATHER, word(FATHER, PPT))
        .after(TEACHER, COMPOSE)
    )
    view = seen(asked, MOTHER).cooperation.team
    assert view.asked is not None
    assert (view.asked.wish == ASK.wish) == (who != FATHER)


def test_what_one_parent_hopes_for_is_for_those_who_were_asked_and_not_for_the_other() -> None:
    asked = begun().after(MOTHER, ASK)
    for who, hears in ((MOTHER, True), (TEACHER, True), (HEAD, True), (FATHER, False)):
        request = seen(asked, who).cooperation.team.asked
        assert request is not None
        assert (request.team, request.by, request.on) == (FAMILY_TEAM, MOTHER.person, TODAY)
        assert (request.wish, request.rather) == (
            (ASK.wish, ASK.rather) if hears else ("", frozenset())
        ), who


@pytest.mark.parametrize("who", [OTHER_PARENT, CHILD_SELF, NURSE])
def test_nobody_else_asks(who: Asker) -> None:
    so_far = begun()
    with pytest.raises(Stranger):
        access.may(who, ASK, so_far.state, so_far.relay.circumstances(who, TODAY))


def test_where_the_guide_does_not_let_the_family_ask_those_at_work_do() -> None:
    other = replace(ASK, team=STAFF_ASKS)
    begun().when(MOTHER, other).then_refused(AskedForByThoseAtWork)
    assert begun().when(TEACHER, other).events


def test_what_is_asked_for_is_a_team_for_one_family() -> None:
    begun().when(MOTHER, replace(ASK, team=RESOURCE_TEAM)).then_refused(NotPutTogetherForOneFamily)
    begun().when(MOTHER, replace(ASK, team=TeamId(some_id("none")))).then_refused(NoSuchTeam)
    nowhere = frozenset({UnitId(some_id("nowhere"))})
    begun().when(MOTHER, replace(ASK, rather=nowhere)).then_refused(NoSuchUnit)
    begun().when(MOTHER, replace(ASK, wish=" ")).then_refused(SayWhy)
    begun().after(MOTHER, ASK).when(FATHER, ASK).then_nothing_new()
    assert begun().after(MOTHER, ASK).when(FATHER, replace(ASK, wish="Another wish")).events


def test_guardians_leader_and_holder_put_it_together_for_this_family() -> None:
    let_in().when(TEACHER, COMPOSE).then(
        FamilyTeamComposed(
            team=FAMILY_TEAM,
            leader=PPT_HEAD.employee,
            members=frozenset({at_work(ADVISER), at_work(TEACHER)}),
            family=frozenset({MOTHER.person}),
            network=("Uncle Ola",),
            agreed=COMPOSE.agreed,
            on=TODAY,
            guide=GUIDE.id,
        )
    )
    let_in().when(TEACHER, replace(COMPOSE, agreed=frozenset({MOTHER.person}))).then_refused(
        NotAgreed
    )
    unclear = replace(COMPOSE, agreed=frozenset({MOTHER.person, FATHER.person}))
    let_in().under(person=replace(UNCLEAR, id=CHILD_SELF.person)).when(
        TEACHER, unclear
    ).then_refused(NotAgreed)
    for family in (frozenset(), frozenset({OTHER_PARENT.person})):
        let_in().when(TEACHER, replace(COMPOSE, family=family)).then_refused(FamilyIsPartOfIt)


def test_nobody_is_in_it_whose_unit_the_family_has_not_let_in() -> None:
    begun().when(TEACHER, COMPOSE).then_refused(TeamNotLetIn)
    with_nurse = replace(COMPOSE, members=frozenset({at_work(NURSE)}))
    let_in().when(TEACHER, with_nurse).then_refused(UnitNotLetIn)
    elsewhere = frozenset({Professional(ADVISER.employee, SCHOOL)})
    let_in().when(TEACHER, replace(COMPOSE, members=elsewhere)).then_refused(DoesNotWorkThere)
    out = frozenset({ADVISER.employee})
    so_far = begun().after(MOTHER, word(MOTHER, PPT, excluded=out)).after(FATHER, word(FATHER, PPT))
    so_far.when(TEACHER, COMPOSE).then_refused(KeptOutByName)
    led = frozenset({PPT_HEAD.employee})
    so_far = begun().after(MOTHER, word(MOTHER, PPT, excluded=led)).after(FATHER, word(FATHER, PPT))
    so_far.when(TEACHER, COMPOSE).then_refused(KeptOutByName)


def test_the_plan_names_relay_team_and_holder_and_asks_about_an_individual_plan() -> None:
    so_far = planned()
    view = seen(so_far, MOTHER).cooperation.team
    assert [one.who for one in view.relay] == [at_work(TEACHER), at_work(ADVISER)]
    assert (view.holder, view.plan_wish, view.plan_right) == (
        at_work(ADVISER),
        PlanWish.WANTED,
        PlanRight.UNCLEAR,
    )
    assert so_far.state.frame.holder == at_work(TEACHER), "it names; the baton is accepted"


def test_whom_the_plan_names_is_named_by_their_own_leader_before_it_stops_waiting() -> None:
    so_far = planned()
    assert seen(so_far, TEACHER).cooperation.team.still_to_name == (at_work(ADVISER),)
    so_far = so_far.after(TEACHER, InviteUnit(PPT)).after(PPT_HEAD, AcceptInvitation(PPT))
    so_far = so_far.after(PPT_HEAD, NameProfessional(PPT, ADVISER.employee, "tests"))
    assert seen(so_far, TEACHER).cooperation.team.still_to_name == ()


def test_a_plan_is_made_by_a_team_and_hangs_together() -> None:
    let_in().when(TEACHER, PLAN).then_refused(NoTeamYet)
    composed().when(TEACHER, replace(PLAN, holder=at_work(HEAD))).then_refused(HolderHasATask)
    nurse = (*PLAN.relay, PlannedTask(at_work(NURSE), "weighs him"))
    composed().when(TEACHER, replace(PLAN, relay=nurse)).then_refused(UnitNotLetIn)
    empty = (PlannedTask(at_work(ADVISER), " "),)
    composed().when(TEACHER, replace(PLAN, relay=empty)).then_refused(SayWhy)
    composed().when(TEACHER, replace(PLAN, summary=" ")).then_refused(SayWhy)


@pytest.mark.parametrize("who", [MOTHER, TEACHER, HEAD])
def test_it_meets_again_when_one_is_stuck_and_that_shows_until_it_has(who: Asker) -> None:
    again = (
        planned()
        .when(who, AGAIN)
        .then(FamilyTeamReconvened(trouble=Trouble.STUCK, why=AGAIN.why, by=who.id, on=TODAY))
    )
    assert waits(again) == {(BY, TEACHER.employee)}
    late = BY + timedelta(days=1)
    assert Gap.TEAM_NOT_GATHERED not in {one.gap for one in seen(again, TEACHER, BY).breaks}
    for near in (TEACHER, HEAD, MOTHER):
        assert Gap.TEAM_NOT_GATHERED in {one.gap for one in seen(again, near, late).breaks}
    met = again.after(TEACHER, PLAN)
    assert not waits(met), "the same plan, made anew"
    assert Gap.TEAM_NOT_GATHERED not in {one.gap for one in seen(met, TEACHER, late).breaks}


def test_there_is_nothing_to_meet_again_about_before_there_is_a_plan() -> None:
    composed().when(MOTHER, AGAIN).then_refused(NoPlanYet)
    planned().when(MOTHER, replace(AGAIN, why=" ")).then_refused(SayWhy)
    planned().after(MOTHER, AGAIN).when(FATHER, replace(AGAIN, why="x")).then_nothing_new()


def test_wishes_and_reasons_are_for_those_near_the_child() -> None:
    so_far = with_ppt().after(TEACHER, COMPOSE).after(TEACHER, PLAN).after(MOTHER, AGAIN)
    view = seen(so_far, ADVISER).cooperation.team
    assert (view.plan_wish, view.summary, view.network, view.again) == (None, "", (), None)
    assert view.relay == PLAN.relay
    asked = with_ppt().after(MOTHER, ASK)
    assert seen(asked, ADVISER) == seen(with_ppt(), ADVISER), "not even in the count"
