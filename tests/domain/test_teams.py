"""Teams: kinds from the guide, seats and days, and cases in which nobody can be named."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import pytest

from stafett.domain import municipality
from stafett.domain.anonymity import SaysWhoItIsAbout
from stafett.domain.arena import Arenas, CaseKind, TeamKind
from stafett.domain.circumstances import NORWAY
from stafett.domain.convening import NotYourTeam, OnlyFromYourUnit
from stafett.domain.facts import Event, Refusal
from stafett.domain.moment import Moment
from stafett.domain.municipality import Municipality
from stafett.domain.people import Asker, UnitId
from stafett.domain.publishing import hangs_together
from stafett.domain.rulebook import OnlyACoordinator
from stafett.domain.setting_up_teams import MeetingsLieBehind, NoSuchTeamKind, SeatedElsewhere
from stafett.domain.standing_team import (
    CloseTeam,
    LetAnotherLead,
    NoSuchTeam,
    OpenTeam,
    Seat,
    SeatTeam,
    SetTeamMeetings,
    TeamId,
    TeamOpened,
    TeamSeated,
)
from stafett.domain.team_case import (
    AdvisedAlready,
    AdviseOnCase,
    ComesFromItsFollowUp,
    LayCase,
    NoSuchTeamCase,
    NotAMeetingOfTheTeam,
    NotForThisTeam,
    TeamCaseAdvised,
    check_may_come,
)
from stafett.domain.unit import NoSuchUnit
from stafett.domain.wording import IdTaken, SayWhy
from stafett.municipalities import load
from tests.people import (
    ADMINISTRATOR,
    ADVISER,
    CHILD_WELFARE,
    CLINIC,
    COORDINATOR,
    HEAD,
    MOTHER,
    MUNICIPALITY,
    NOBODY,
    NURSE,
    PPT,
    SCHOOL,
    TEACHER,
    TODAY,
    some_id,
)
from tests.rules import GUIDE

MODUM = load("modum").guide.arenas
TEAM = TeamId(some_id("Ressursteam ved Bjerka skole"))
OPEN = OpenTeam(TEAM, "ressursteam", "Ressursteam ved Bjerka skole", HEAD.employee)
SEATS = frozenset({Seat(SCHOOL, TEACHER.employee), Seat(PPT, ADVISER.employee), Seat(CLINIC)})
SEAT = SeatTeam(TEAM, SEATS)
MEETS = datetime.combine(TODAY + timedelta(days=10), time(9), NORWAY)
CASE = some_id("case")
SYSTEM = LayCase(CASE, TEAM, "system", "Breaks", "The breaks are too loud", SCHOOL)
ADVICE = AdviseOnCase(CASE, "Two breaks instead of one")


class Town:
    """A municipality with a guide that has Modum's teams, as it goes on."""

    def __init__(self, arenas: Arenas = MODUM) -> None:
        guide = replace(GUIDE, arenas=arenas)
        self.now: municipality.State = replace(MUNICIPALITY, guides={guide.id: guide})

    def asks(self, who: Asker, command: Any) -> tuple[Event, ...]:
        at = Moment(datetime.combine(TODAY, time(12), NORWAY), who)
        events = municipality.decide(self.now, command, at)
        for event in events:
            self.now = municipality.evolve(self.now, event)
        assert not events or not municipality.decide(self.now, command, at), "twice wrote twice"
        return events

    def refuses(self, who: Asker, command: Any, why: type[Refusal]) -> None:
        with pytest.raises(why) as refused:
            self.asks(who, command)
        assert type(refused.value) is why

    @property
    def convened(self) -> Any:
        assert isinstance(self.now, Municipality)
        return self.now.rulebook.convened


def with_team() -> Town:
    town = Town()
    town.asks(COORDINATOR, OPEN)
    town.asks(HEAD, SEAT)
    town.asks(HEAD, SetTeamMeetings(TEAM, (MEETS,)))
    return town


def test_a_team_of_a_kind_in_the_guide_is_opened_seated_and_meets() -> None:
    town = Town()
    assert town.asks(COORDINATOR, OPEN) == (
        TeamOpened(
            team=TEAM, kind="ressursteam", called=OPEN.called, leader=HEAD.employee, on=TODAY
        ),
    )
    assert town.asks(HEAD, SEAT) == (TeamSeated(team=TEAM, seats=SEATS, on=TODAY),)
    town.asks(HEAD, SetTeamMeetings(TEAM, (MEETS, MEETS + timedelta(days=60))))
    team = town.convened.teams[TEAM]
    assert team.units == {SCHOOL, PPT, CLINIC}
    assert team.meetings_in(TODAY.year) == 2
    kind = MODUM.team("ressursteam")
    assert kind is not None
    assert kind.meetings_yearly == 5
    assert "child-welfare" in kind.members


def test_only_coordinators_open_and_close_and_the_leader_keeps_seats_and_days() -> None:
    town = with_team()
    for who in (TEACHER, ADVISER, HEAD):
        town.refuses(who, replace(OPEN, team=TeamId(some_id("other"))), NotYourTeam)
        town.refuses(who, CloseTeam(TEAM, "x"), NotYourTeam)
        town.refuses(who, LetAnotherLead(TEAM, who.employee), NotYourTeam)
    for who in (TEACHER, ADVISER, NURSE):
        town.refuses(who, SeatTeam(TEAM, frozenset()), NotYourTeam)
        town.refuses(who, SetTeamMeetings(TEAM, ()), NotYourTeam)
    with pytest.raises(OnlyACoordinator):
        Town().asks(MOTHER, OPEN)
    town.asks(ADMINISTRATOR, LetAnotherLead(TEAM, TEACHER.employee))
    assert town.asks(TEACHER, SeatTeam(TEAM, frozenset()))


def test_another_kind_of_team_is_data_and_no_code() -> None:
    fmu = Arenas(teams=(TeamKind("fmu", {"nb": "FMU"}),))
    town = Town(fmu)
    town.refuses(COORDINATOR, OPEN, NoSuchTeamKind)
    assert town.asks(COORDINATOR, replace(OPEN, kind="fmu"))
    town.refuses(TEACHER, SYSTEM, NotForThisTeam)


@pytest.mark.parametrize(
    ("key", "kind", "yearly", "per_family", "family_may_ask"),
    [
        ("modum", "ressursteam", 5, False, False),
        ("hemnes", "bti-team", None, True, True),
        ("sogndal", "bti-team", 12, False, False),
        ("sogndal", "safe-environment", None, False, False),
    ],
)
def test_the_guides_have_their_own_teams(
    key: str, kind: str, yearly: int | None, per_family: bool, family_may_ask: bool
) -> None:
    team = load(key).guide.arenas.team(kind)
    assert team is not None
    assert (team.meetings_yearly, team.per_family, team.family_may_ask) == (
        yearly,
        per_family,
        family_may_ask,
    )


def test_bup_sits_in_the_monthly_team_for_advice() -> None:
    team = load("sogndal").guide.arenas.team("bti-team")
    assert team is not None
    assert "mental-health" in team.members


def test_arenas_may_be_known_by_name_only() -> None:
    arenas = load("hemnes").guide.arenas
    for key in ("fmu", "tfu", "tpo"):
        team = arenas.team(key)
        assert team is not None
        assert (team.cases, team.members, team.per_family) == ((), (), False)
    town = Town(arenas)
    town.asks(COORDINATOR, replace(OPEN, kind="fmu"))
    town.refuses(TEACHER, replace(SYSTEM, kind="individual-with-parents"), NotForThisTeam)


def test_those_who_lead_or_sit_there_work_there() -> None:
    town = Town()
    town.refuses(COORDINATOR, replace(OPEN, leader=NOBODY.employee), SeatedElsewhere)
    town.asks(COORDINATOR, replace(OPEN, leader=COORDINATOR.employee))
    elsewhere = frozenset({Seat(PPT, TEACHER.employee)})
    town.refuses(COORDINATOR, SeatTeam(TEAM, elsewhere), SeatedElsewhere)
    nowhere = frozenset({Seat(UnitId(some_id("nowhere")))})
    town.refuses(COORDINATOR, SeatTeam(TEAM, nowhere), NoSuchUnit)
    town.refuses(COORDINATOR, LetAnotherLead(TEAM, NOBODY.employee), SeatedElsewhere)


def test_a_series_of_meetings_is_set_for_days_to_come() -> None:
    town = with_team()
    past = datetime.combine(TODAY, time(9), NORWAY)
    town.refuses(HEAD, SetTeamMeetings(TEAM, (past,)), MeetingsLieBehind)
    town.refuses(HEAD, SetTeamMeetings(TEAM, (MEETS, MEETS)), MeetingsLieBehind)


def test_what_was_held_stays_when_the_series_is_set_anew() -> None:
    town = with_team()
    later = MEETS + timedelta(days=30)
    at = Moment(MEETS + timedelta(days=1), HEAD)
    (event,) = municipality.decide(town.now, SetTeamMeetings(TEAM, (later,)), at)
    assert event.meetings == (MEETS, later)  # type: ignore[attr-defined]


def test_a_team_that_is_closed_meets_no_more() -> None:
    town = with_team()
    town.refuses(COORDINATOR, CloseTeam(TEAM, " "), SayWhy)
    assert town.asks(COORDINATOR, CloseTeam(TEAM, "joined with another"))
    for command in (SEAT, SetTeamMeetings(TEAM, ()), LetAnotherLead(TEAM, HEAD.employee)):
        town.refuses(COORDINATOR, command, NoSuchTeam)
    town.refuses(TEACHER, SYSTEM, NoSuchTeam)
    town.refuses(COORDINATOR, replace(OPEN, called="Other"), IdTaken)


def test_nothing_new_is_nothing_written() -> None:
    town = with_team()
    for who, command in (
        (COORDINATOR, OPEN),
        (HEAD, SEAT),
        (HEAD, SetTeamMeetings(TEAM, (MEETS,))),
        (COORDINATOR, LetAnotherLead(TEAM, HEAD.employee)),
    ):
        assert not town.asks(who, command)


def test_the_four_cases_of_the_ressursteam_are_two_about_a_child_and_two_about_nobody() -> None:
    assert {case.key: case.personal for case in MODUM.cases} == {
        "individual-with-parents": True,
        "individual-with-permission": True,
        "system": False,
        "professional": False,
    }
    assert [case.key for case in MODUM.cases if case.first] == ["individual-with-parents"]
    assert [case.key for case in MODUM.cases if case.exceptional] == ["individual-with-permission"]


@pytest.mark.parametrize("kind", ["individual-with-parents", "individual-with-permission"])
def test_a_case_about_a_child_comes_from_its_follow_up_only(kind: str) -> None:
    with_team().refuses(TEACHER, replace(SYSTEM, kind=kind), ComesFromItsFollowUp)


@pytest.mark.parametrize("kind", ["system", "professional"])
def test_a_case_about_nobody_has_no_place_for_a_child_and_refuses_names(kind: str) -> None:
    fields = set(LayCase.__dataclass_fields__)
    assert fields.isdisjoint({"person", "child", "about", "names", "concern", "follow_up"})
    knows = replace(SYSTEM, kind=kind, families=frozenset({"Ronja Relé", "Ronja"}))
    town = with_team()
    for text in ("Ronja is loud", "RONJA", "she is 170518 12345", "ask Rita Rektor", "x@y.no"):
        town.refuses(TEACHER, replace(knows, text=text), SaysWhoItIsAbout)
        town.refuses(TEACHER, replace(knows, title=text), SaysWhoItIsAbout)
    assert town.asks(TEACHER, knows)


def test_a_case_comes_from_ones_own_unit_and_to_a_day_of_the_team() -> None:
    town = with_team()
    town.refuses(NURSE, SYSTEM, OnlyFromYourUnit)
    town.refuses(TEACHER, replace(SYSTEM, unit=CHILD_WELFARE), OnlyFromYourUnit)
    other_day = MEETS + timedelta(days=1)
    town.refuses(TEACHER, replace(SYSTEM, meeting=other_day), NotAMeetingOfTheTeam)
    assert town.asks(TEACHER, replace(SYSTEM, meeting=MEETS))
    town.refuses(TEACHER, replace(SYSTEM, title="Other", meeting=MEETS), IdTaken)


def test_those_who_sit_there_advise_once_and_name_nobody_either() -> None:
    town = with_team()
    town.refuses(HEAD, ADVICE, NoSuchTeamCase)
    town.asks(TEACHER, SYSTEM)
    town.refuses(NURSE, ADVICE, NotYourTeam)
    named = replace(ADVICE, advice="Talk with Ronja", families=frozenset({"Ronja"}))
    town.refuses(ADVISER, named, SaysWhoItIsAbout)
    assert town.asks(ADVISER, ADVICE) == (
        TeamCaseAdvised(case=CASE, advice=ADVICE.advice, by=ADVISER.employee, on=TODAY),
    )
    town.refuses(HEAD, replace(ADVICE, advice="Three breaks"), AdvisedAlready)


def test_cases_are_for_the_team_the_unit_they_come_from_and_those_who_keep_the_model() -> None:
    town = with_team()
    town.asks(TEACHER, SYSTEM)
    for who, keeps, sees in (
        (TEACHER, False, True),
        (HEAD, False, True),
        (ADVISER, False, True),
        (NURSE, False, False),
        (COORDINATOR, True, True),
    ):
        assert bool(town.convened.cases_seen_by(who, keeps=keeps)) is sees


def test_a_guide_whose_team_takes_a_case_it_does_not_have_does_not_hang_together() -> None:
    wrong = Arenas(teams=(TeamKind("t", {"nb": "T"}, cases=("nowhere",)),))
    assert not hangs_together(replace(GUIDE, arenas=wrong))
    twice = CaseKind("c", {"nb": "C"}, personal=False)
    assert not hangs_together(replace(GUIDE, arenas=Arenas(cases=(twice, twice))))


def test_a_case_about_nobody_does_not_come_from_a_follow_up() -> None:
    with pytest.raises(NotForThisTeam):
        check_may_come(MODUM, MODUM.team("ressursteam"), "system", personal=True)
