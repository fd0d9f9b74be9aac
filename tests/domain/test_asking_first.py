"""A family asks for a team before anybody follows it up: level 0 with whoever leads the team."""

from dataclasses import replace
from datetime import timedelta

import pytest

from stafett.application.views import concern_view
from stafett.domain import access, concern
from stafett.domain.access import Look, NotYoursHere
from stafett.domain.asking_first import AskForTeamFirst, NobodyToAnswer, TeamAskedForFirst
from stafett.domain.concern import ConcernIsAnother
from stafett.domain.conclusion import EndConcern
from stafett.domain.facts import Refusal, Stranger
from stafett.domain.family_team import AskedForByThoseAtWork, NotPutTogetherForOneFamily
from stafett.domain.matter import Concluded, Wondering
from stafett.domain.people import Asker, ConcernId, UnitId
from stafett.domain.standing_team import NoSuchTeam, TeamId
from stafett.domain.talk import TellFamily
from stafett.domain.unit import NoSuchUnit
from stafett.domain.wording import SayWhy
from tests.follow_ups import HEARD
from tests.people import (
    ADVISER,
    CHILD_ID,
    CHILD_SELF,
    FAMILY_TEAM,
    FATHER,
    MOTHER,
    MUNICIPALITY,
    OTHER_PARENT,
    PPT,
    PPT_HEAD,
    RESOURCE_TEAM,
    STAFF_ASKS,
    TEACHER,
    TODAY,
    YOUTH,
    YOUTH_SELF,
    some_id,
)
from tests.relay import Given, Relay
from tests.rules import GUIDE, RULES

CONCERN = ConcernId(some_id("asked first"))
ASK = AskForTeamFirst(CONCERN, CHILD_ID, FAMILY_TEAM, "Somebody who sees all of it")
given = Relay(concern).given
LEADER = MUNICIPALITY.rulebook.convened.teams[FAMILY_TEAM].leader


def may(so_far: Given, who: Asker, action: object = Look.OPEN) -> bool:
    try:
        access.may(who, action, so_far.state, so_far.relay.circumstances(who, TODAY))  # type: ignore[arg-type]
    except Refusal:
        return False
    return True


def test_a_guardian_asks_and_whoever_leads_the_team_answers_for_it() -> None:
    today = given().relay.circumstances(MOTHER, TODAY)
    permit = access.may(MOTHER, ASK, given().state, today)
    assert (permit.rule, permit.reader) == ("asks-for-a-team", MOTHER.person)
    (asked,) = given().when(MOTHER, ASK).events
    assert isinstance(asked, TeamAskedForFirst)
    assert (asked.by, asked.author, asked.team) == (MOTHER.person, LEADER, FAMILY_TEAM)
    assert asked.unit in MUNICIPALITY.employees[LEADER].units(TODAY)
    so_far = given().after(MOTHER, ASK)
    at = so_far.relay.circumstances(MOTHER, TODAY)
    assert isinstance(so_far.state, Wondering)
    assert concern.responsible(so_far.state, at.municipality, TODAY) == LEADER
    assert concern.family_readers(so_far.state, at.person, TODAY, RULES) == {MOTHER.person}
    so_far.when(MOTHER, ASK).then_refused(ConcernIsAnother)


def test_it_is_read_by_who_asked_and_who_answers_and_nobody_else_before_they_are_told() -> None:
    so_far = given().after(MOTHER, ASK)
    assert PPT_HEAD.employee == LEADER
    assert may(so_far, PPT_HEAD)
    assert may(so_far, MOTHER)
    for other in (FATHER, CHILD_SELF, OTHER_PARENT, TEACHER):
        assert not may(so_far, other)
    told = so_far.after(PPT_HEAD, TellFamily(frozenset({FATHER.person}), TODAY))
    seen = {
        who: concern_view(told.state, told.relay.circumstances(who, TODAY)).asked
        for who in (MOTHER, FATHER)
    }
    hers = seen[MOTHER]
    assert hers is not None
    assert hers.wish == ASK.wish
    assert seen[FATHER] is None


def test_it_is_answered_as_any_wondering_and_shows_when_it_rests() -> None:
    so_far = given().after(MOTHER, ASK)
    late = TODAY + timedelta(days=GUIDE.wondering_rests_days + 1)
    assert concern.rests_too_long(so_far.state, GUIDE, late)
    end = EndConcern("the school helps already", "whom to call", HEARD)
    assert isinstance(so_far.after(PPT_HEAD, end).state, Concluded)
    with pytest.raises(NotYoursHere):
        access.may(MOTHER, end, so_far.state, so_far.relay.circumstances(MOTHER, TODAY))


@pytest.mark.parametrize("who", [OTHER_PARENT, TEACHER, PPT_HEAD])
def test_nobody_but_the_family_asks_so(who: Asker) -> None:
    given().when(who, ASK).then_refused(Stranger)
    assert not may(given(), who, ASK)


def test_a_young_person_asks_alone_and_from_majority_nobody_else_does() -> None:
    mine = replace(ASK, about=YOUTH.id)
    assert given().under(person=YOUTH).when(YOUTH_SELF, mine).events
    assert given().under(person=YOUTH).when(MOTHER, mine).events
    grown = replace(YOUTH, born=YOUTH.born and YOUTH.born.replace(year=YOUTH.born.year - 5))
    assert given().under(person=grown).when(YOUTH_SELF, mine).events
    given().under(person=grown).when(MOTHER, mine).then_refused(Stranger)
    assert RULES.majority == 18


def test_only_for_a_team_of_one_family_where_the_guide_lets_the_family_ask() -> None:
    given().when(MOTHER, replace(ASK, team=STAFF_ASKS)).then_refused(AskedForByThoseAtWork)
    given().when(MOTHER, replace(ASK, team=RESOURCE_TEAM)).then_refused(NotPutTogetherForOneFamily)
    nowhere = replace(ASK, team=TeamId(some_id("no team")))
    given().when(MOTHER, nowhere).then_refused(NoSuchTeam)
    unknown = replace(ASK, rather=frozenset({UnitId(some_id("no unit"))}))
    given().when(MOTHER, unknown).then_refused(NoSuchUnit)
    assert given().when(MOTHER, replace(ASK, rather=frozenset({PPT}))).events
    given().when(MOTHER, replace(ASK, wish=" ")).then_refused(SayWhy)


def test_when_the_leader_leads_no_unit_it_is_one_they_work_in_and_without_any_nobody() -> None:
    for leader, unit in ((ADVISER.employee, PPT), (None, None)):
        known = MUNICIPALITY.employees
        if leader is None:
            gone = replace(known[LEADER], employments=())
            changed = replace(MUNICIPALITY, employees={**known, LEADER: gone})
            given().under(municipality=changed).when(MOTHER, ASK).then_refused(NobodyToAnswer)
            continue
        works = replace(known[leader], id=LEADER)
        changed = replace(MUNICIPALITY, employees={**known, LEADER: works})
        (asked,) = given().under(municipality=changed).when(MOTHER, ASK).events
        assert isinstance(asked, TeamAskedForFirst)
        assert asked.unit == unit
