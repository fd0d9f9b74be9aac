"""Bringing a child's case before a team: on consent naming its units, and nowhere else (R142)."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from stafett.domain import access, due, visible, with_a_day
from stafett.domain.access import Look
from stafett.domain.bringing import (
    BringCase,
    CaseAdvised,
    CaseBrought,
    FamilyIsThere,
    RecordAdvice,
    TellTheFamilyFirst,
)
from stafett.domain.circumstances import NORWAY
from stafett.domain.dated import DueKind
from stafett.domain.facts import Stranger
from stafett.domain.gap import Gap
from stafett.domain.moment import NotYetHappened
from stafett.domain.outsiders import TeamNotLetIn, TeamWithoutLeader
from stafett.domain.people import Asker, Staff
from stafett.domain.standing_team import NoSuchTeam, TeamId
from stafett.domain.team import KeptOutByName
from stafett.domain.team_case import (
    AdvisedAlready,
    NoSuchTeamCase,
    NotAMeetingOfTheTeam,
    NotForThisTeam,
)
from stafett.domain.views import FollowUpView
from stafett.domain.withdrawal import WithdrawConsent
from stafett.domain.wording import IdTaken, SayWhy
from tests.follow_ups import begun, both_let_in, joined, word
from tests.people import (
    ADVISER,
    CLINIC,
    CLINIC_HEAD,
    FATHER,
    HEAD,
    MOTHER,
    MUNICIPALITY,
    NOBODY,
    NURSE,
    OTHER_HEAD,
    PPT,
    PPT_HEAD,
    RESOURCE_TEAM,
    SCHOOL,
    TEACHER,
    TEAM_MEETS,
    TODAY,
    some_id,
    without,
)
from tests.relay import Given
from tests.rules import GUIDE

CASE = some_id("case")
BRING = BringCase(
    case=CASE,
    team=RESOURCE_TEAM,
    kind="with-family",
    question="How do we help him find friends?",
    told_orally_on=TODAY,
    told_in_writing="Information on the team, 2026",
    family_comes=True,
    meeting=TEAM_MEETS,
)
ADVICE = RecordAdvice(CASE, "A friend for each break", TODAY)


def let_in() -> Given:
    """Both guardians have let in the other units that sit in the team."""
    return both_let_in(begun(), PPT, CLINIC)


def seen(so_far: Given, who: Asker) -> FollowUpView:
    at = so_far.relay.circumstances(who, TODAY)
    return visible.trim(so_far.state, access.may(who, Look.OPEN, so_far.state, at), at)


def test_a_team_hears_of_the_child_once_everyone_has_let_in_each_unit_that_sits_there() -> None:
    begun().when(TEACHER, BRING).then_refused(TeamNotLetIn)
    both_let_in(begun(), PPT).when(TEACHER, BRING).then_refused(TeamNotLetIn)
    one = begun().after(MOTHER, word(MOTHER, PPT, CLINIC))
    one.when(TEACHER, BRING).then_refused(TeamNotLetIn)
    let_in().when(TEACHER, BRING).then(
        CaseBrought(
            case=CASE,
            team=RESOURCE_TEAM,
            kind="with-family",
            units=frozenset({SCHOOL, PPT, CLINIC}),
            meeting=TEAM_MEETS,
            question=BRING.question,
            told_orally_on=TODAY,
            told_in_writing=BRING.told_in_writing,
            family_comes=True,
            why="",
            by=TEACHER.employee,
            on=TODAY,
            guide=GUIDE.id,
        )
    )


def test_what_the_team_said_is_due_from_the_day_it_met_until_it_is_written_down() -> None:
    met = TEAM_MEETS.astimezone(NORWAY).date()

    def is_due(so_far: Given) -> list[tuple[date, UUID, UUID | None]]:
        at = so_far.relay.circumstances(TEACHER, met)
        found = due.in_follow_up(with_a_day.of_follow_up(so_far.state), so_far.state.frame, at)
        of_kind = (one for one in found if one.kind is DueKind.TEAM_ADVICE)
        return [(one.on, one.whose, one.thing) for one in of_kind]

    brought = let_in().after(TEACHER, BRING)
    assert is_due(brought) == [(met, TEACHER.employee, CASE)]
    assert is_due(let_in().after(TEACHER, replace(BRING, meeting=None))) == []
    assert is_due(brought.after(TEACHER, replace(ADVICE, advised_on=met), on=met)) == []


def test_whoever_leads_the_team_comes_from_a_unit_that_is_let_in_too() -> None:
    teams = MUNICIPALITY.rulebook.convened.teams
    other = {RESOURCE_TEAM: replace(teams[RESOURCE_TEAM], leader=OTHER_HEAD.employee)}
    book = MUNICIPALITY.rulebook
    convened = replace(book.convened, teams=other)
    led = replace(MUNICIPALITY, rulebook=replace(book, convened=convened))
    let_in().under(municipality=led).when(TEACHER, BRING).then_refused(TeamNotLetIn)


@pytest.mark.parametrize("leader", [HEAD, NOBODY])
def test_a_team_whose_leader_has_left_hears_of_nobody_until_another_leads_it(
    leader: Staff,
) -> None:
    book = without(HEAD)
    teams = dict(book.rulebook.convened.teams)
    teams[RESOURCE_TEAM] = replace(teams[RESOURCE_TEAM], leader=leader.employee)
    convened = replace(book.rulebook.convened, teams=teams)
    left = replace(book, rulebook=replace(book.rulebook, convened=convened))
    let_in().under(municipality=left).when(TEACHER, BRING).then_refused(TeamWithoutLeader)


def test_somebody_the_family_keeps_out_by_name_hears_of_nothing_in_a_team_either() -> None:
    out = frozenset({ADVISER.employee})
    so_far = begun().after(MOTHER, word(MOTHER, PPT, CLINIC, excluded=out))
    so_far = so_far.after(FATHER, word(FATHER, PPT, CLINIC))
    so_far.when(TEACHER, BRING).then_refused(KeptOutByName)


def test_the_family_is_told_orally_and_in_writing_first() -> None:
    let_in().when(TEACHER, replace(BRING, told_in_writing=" ")).then_refused(TellTheFamilyFirst)
    tomorrow = TODAY + timedelta(days=1)
    let_in().when(TEACHER, replace(BRING, told_orally_on=tomorrow)).then_refused(NotYetHappened)


def test_without_the_parents_is_an_exception_that_is_explained() -> None:
    let_in().when(TEACHER, replace(BRING, family_comes=False)).then_refused(FamilyIsThere)
    permitted = replace(BRING, kind="permitted", family_comes=False)
    let_in().when(TEACHER, permitted).then_refused(SayWhy)
    assert let_in().when(TEACHER, replace(permitted, why="they asked us to")).events
    assert let_in().when(TEACHER, replace(permitted, family_comes=True)).events


def test_a_case_that_is_neither_with_the_family_nor_an_exception_asks_for_no_reason() -> None:
    arenas = GUIDE.arenas
    plain = tuple(
        replace(one, exceptional=False) if one.key == "permitted" else one for one in arenas.cases
    )
    guide = replace(GUIDE, arenas=replace(arenas, cases=plain))
    unexplained = replace(BRING, kind="permitted", family_comes=False)
    assert let_in().under(guide=guide).when(TEACHER, unexplained).events


def test_only_cases_about_a_child_that_the_guide_lets_come_before_that_team() -> None:
    for kind in ("system", "nothing"):
        let_in().when(TEACHER, replace(BRING, kind=kind)).then_refused(NotForThisTeam)
    nowhere = TeamId(some_id("no team"))
    let_in().when(TEACHER, replace(BRING, team=nowhere)).then_refused(NoSuchTeam)
    other_day = TEAM_MEETS + timedelta(days=1)
    let_in().when(TEACHER, replace(BRING, meeting=other_day)).then_refused(NotAMeetingOfTheTeam)
    brought = let_in().after(TEACHER, BRING)
    brought.when(TEACHER, replace(BRING, question="Other")).then_refused(IdTaken)


def test_what_the_team_advised_is_written_down_once() -> None:
    let_in().when(TEACHER, ADVICE).then_refused(NoSuchTeamCase)
    brought = let_in().after(TEACHER, BRING)
    advised = brought.when(TEACHER, ADVICE).then(
        CaseAdvised(
            case=CASE, advice=ADVICE.advice, advised_on=TODAY, by=TEACHER.employee, on=TODAY
        )
    )
    advised.when(TEACHER, ADVICE).then_nothing_new()
    advised.when(TEACHER, replace(ADVICE, advice="x")).then_refused(AdvisedAlready)


def test_the_question_and_the_advice_are_for_those_near_the_child() -> None:
    so_far = joined(let_in(), PPT, PPT_HEAD, ADVISER).after(TEACHER, BRING)
    so_far = so_far.after(TEACHER, ADVICE)
    for who in (TEACHER, HEAD, MOTHER, FATHER):
        (case,) = seen(so_far, who).cooperation.cases
        assert (case.question, case.advice) == (BRING.question, ADVICE.advice)
    (case,) = seen(so_far, ADVISER).cooperation.cases
    assert (case.question, case.advice, case.told_in_writing) == ("", "", "")


def test_bringing_a_case_lets_nobody_in() -> None:
    so_far = let_in().after(TEACHER, BRING)
    for who in (NURSE, CLINIC_HEAD, ADVISER, PPT_HEAD):
        at = so_far.relay.circumstances(who, TODAY)
        with pytest.raises(Stranger):
            access.may(who, Look.OPEN, so_far.state, at)


def test_when_a_word_is_taken_back_before_the_meeting_it_shows_that_the_case_must_wait() -> None:
    so_far = let_in().after(TEACHER, BRING)
    assert Gap.CASE_WITHOUT_CONSENT not in {one.gap for one in seen(so_far, TEACHER).breaks}
    out = so_far.after(MOTHER, WithdrawConsent(MOTHER.person, frozenset({CLINIC})))
    assert Gap.CASE_WITHOUT_CONSENT in {one.gap for one in seen(out, TEACHER).breaks}
    heard = so_far.after(TEACHER, ADVICE)
    heard = heard.after(MOTHER, WithdrawConsent(MOTHER.person, frozenset({CLINIC})))
    assert Gap.CASE_WITHOUT_CONSENT not in {one.gap for one in seen(heard, TEACHER).breaks}
