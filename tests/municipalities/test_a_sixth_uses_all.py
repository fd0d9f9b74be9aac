"""The sixth municipality has, as data alone, everything that any of the five has in its file."""

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from typing import Any, Final

import pytest

from stafett.domain import reminding
from stafett.domain.agenda import Agenda
from stafett.domain.bringing import BringCase, FamilyIsThere
from stafett.domain.dates import MeetingId
from stafett.domain.facts import own
from stafett.domain.family_team import AskForFamilyTeam, NotPutTogetherForOneFamily
from stafett.domain.goal import GoalId
from stafett.domain.holding import HoldMeeting, MinutesMissing
from stafett.domain.inviting import AgreeOnTime, InviteToMeeting
from stafett.domain.level import ChangeLevel
from stafett.domain.minutes import Minutes
from stafett.domain.opening import OpenLogg
from stafett.domain.outcome import ChooseOutcome
from stafett.domain.planning import PlanMeeting
from stafett.domain.standing_team import OpenTeam, Seat, SeatTeam, TeamId
from stafett.domain.team_case import NotForThisTeam
from stafett.municipalities import keys
from tests.follow_ups import HEARD, KEPT, SET_GOAL, with_measure
from tests.municipalities.test_a_sixth_municipality import (
    MEETING,
    SIXTH,
    SOON,
    SOON_AT_NINE,
    TEXT,
    TO_PPT,
    begun,
    let_in,
    met,
    town_where,
)
from tests.people import COORDINATOR, SCHOOL, TEACHER, TODAY, YOUTH, YOUTH_SELF, some_id

_NAMED_FREELY: Final = frozenset({"form"})
"""Tables whose keys are names that a municipality gives itself."""
TEAM: Final = TeamId(some_id("a team of Sjettedal"))


def kinds_of_data(table: Any, at: str = "") -> Iterator[str]:
    """Yield what a file says something about, such as ``meeting.prepare``."""
    for one in table if isinstance(table, list) else [table]:
        if not isinstance(one, dict):
            continue
        for key, value in one.items():
            if at and key in {"value", "source", "nb", "nn", "en"}:
                continue
            there = f"{at}.{'*' if at in _NAMED_FREELY else key}".strip(".")
            yield there
            yield from kinds_of_data(value, there)


def test_it_says_something_of_everything_that_any_of_the_others_does() -> None:
    folder = files("stafett.municipalities")
    others = {
        kind
        for key in keys()
        for kind in kinds_of_data(tomllib.loads(folder.joinpath(f"{key}.toml").read_text("utf-8")))
    }
    assert sorted(others - set(kinds_of_data(tomllib.loads(TEXT)))) == []


def test_one_invites_in_its_own_words_and_is_told_what_is_to_be_prepared() -> None:
    plan = PlanMeeting(MEETING, SCHOOL, "village-talk", SOON_AT_NINE, Agenda("How is it?"))
    agreed = AgreeOnTime(MEETING, SCHOOL, frozenset({YOUTH.id}))
    invited = (
        begun()
        .after(TEACHER, plan)
        .after(TEACHER, agreed)
        .after(TEACHER, InviteToMeeting(MEETING, SCHOOL))
    )
    kind = SIXTH.guide.meeting("village-talk")
    assert kind is not None
    assert kind.invitation["nb"] == "Kom til torget."
    at = invited.relay.circumstances(TEACHER, TODAY)
    paper = invited.state.contents[own(SCHOOL)].papers.get(MEETING)
    assert "problem" in reminding.lacks(invited.state.frame.dates, paper, at.guide)


def test_what_is_written_in_the_logg_that_day_is_minutes_of_its_own_kind_of_talk() -> None:
    up = let_in(begun(), logg=True).after(
        TEACHER, ChangeLevel(2, "more help", "village-council", KEPT, HEARD)
    )
    opened = with_measure(up).after(TEACHER, OpenLogg())
    written = opened.after(TEACHER, replace(SET_GOAL, goal=GoalId(some_id("another goal"))))
    talk = HoldMeeting(MEETING, SCHOOL, TODAY, None, kind="village-talk")
    assert written.when(TEACHER, talk).events
    other = replace(talk, kind="follow-up-talk")
    written.when(TEACHER, other).then_refused(MinutesMissing)
    opened.when(TEACHER, talk).then_refused(MinutesMissing)


def test_it_goes_up_and_ends_by_outcomes_of_its_own() -> None:
    up = met(let_in(begun())).after(TEACHER, TO_PPT)
    last = MeetingId(some_id("the last meeting in Sjettedal"))
    held = HoldMeeting(last, SCHOOL, SOON, Minutes("It works"), kind="follow-up-talk")
    again = up.after(TEACHER, held, on=SOON)
    (ends,) = (one for one in SIXTH.guide.outcomes[2] if one.ends)
    assert ends.then == ("lock-logg", "end")
    over = ChooseOutcome(ends.key, last, "it is enough", "village-council", HEARD)
    assert again.when(TEACHER, over, on=SOON).events


def test_its_families_ask_for_the_kitchen_table_themselves() -> None:
    table = OpenTeam(TEAM, "kitchen-table", "Kjøkkenbordet", TEACHER.employee)
    asked = begun().under(municipality=town_where((COORDINATOR, table)))
    wish = AskForFamilyTeam(TEAM, "That somebody sits down with us")
    assert asked.when(YOUTH_SELF, wish).events
    village = OpenTeam(TEAM, "village-team", "Bygdeteam", TEACHER.employee)
    other = begun().under(municipality=town_where((COORDINATOR, village)))
    other.when(YOUTH_SELF, wish).then_refused(NotPutTogetherForOneFamily)


@pytest.mark.parametrize(("comes", "why"), [(True, ""), (False, "")])
def test_a_childs_own_case_comes_before_its_village_team_with_the_family(
    comes: bool, why: str
) -> None:
    village = OpenTeam(TEAM, "village-team", "Bygdeteam", TEACHER.employee)
    seats = SeatTeam(TEAM, frozenset({Seat(SCHOOL)}))
    town = town_where((COORDINATOR, village), (TEACHER, seats))
    told = BringCase(some_id("x"), TEAM, "child-first", "How?", TODAY, "a leaflet", comes, why)
    asked = begun().under(municipality=town)
    if comes:
        assert asked.when(TEACHER, told).events
        unknown = replace(told, kind="individual-with-parents")
        asked.when(TEACHER, unknown).then_refused(NotForThisTeam)
    else:
        asked.when(TEACHER, told).then_refused(FamilyIsThere)
