"""Every file in municipalities/ can seed a book, and answers "says who?" for every value."""

from dataclasses import fields
from datetime import date

import pytest
from pydantic import ValidationError

from stafett import municipalities
from stafett.domain.policy import DayRules, Guide, MeetingKind
from stafett.domain.publishing import hangs_together
from stafett.municipalities import Seed, load

ALL = municipalities.keys()
GUIDE = "from the guide"
STANDARD = "not stated in the guide: standard"


@pytest.fixture(params=ALL)
def seed(request: pytest.FixtureRequest) -> Seed:
    return load(request.param)


def test_every_file_says_whose_public_guide_it_follows(seed: Seed) -> None:
    assert seed.after.startswith("after ")


def test_every_value_of_the_guide_says_where_it_is_from(seed: Seed) -> None:
    levels = {f"levels.{level.number}" for level in seed.guide.levels}
    outcomes = {
        f"outcomes.{level}.{outcome.key}"
        for level, some in seed.guide.outcomes.items()
        for outcome in some
    }
    values = {field.name for field in fields(Guide)}
    values -= {"id", "valid_from", "sources", "levels", "outcomes", "forms", "meetings", "arenas"}
    forms = {f"forms.{name}" for name in seed.guide.forms}
    of_a_kind = {field.name for field in fields(MeetingKind)} - {"key"}
    meetings = {f"meetings.{kind.key}.{one}" for kind in seed.guide.meetings for one in of_a_kind}
    arenas = seed.guide.arenas
    around = {f"arenas.teams.{one.key}" for one in arenas.teams}
    around |= {f"arenas.cases.{one.key}" for one in arenas.cases}
    around |= {f"arenas.referrals.{one.key}" for one in arenas.referrals}
    named = values | levels | outcomes | forms | meetings | around
    assert set(seed.guide.sources) == named
    assert all(source.startswith((GUIDE, STANDARD)) for source in seed.guide.sources.values())


def test_every_form_that_a_team_a_case_or_a_referral_is_on_is_among_the_guides_own(
    seed: Seed,
) -> None:
    arenas = seed.guide.arenas
    named = {one.request_form for one in arenas.teams} | {one.form for one in arenas.cases}
    named |= {one.form for one in arenas.referrals}
    assert named - {""} <= set(seed.guide.forms)
    assert {"ppt", "mental-health"} <= {one.key for one in arenas.referrals}


def test_every_day_rule_says_where_it_is_from(seed: Seed) -> None:
    values = {field.name for field in fields(DayRules)} - {"valid_from", "sources"}
    assert set(seed.day_rules.sources) == values
    assert all(source.startswith((GUIDE, STANDARD)) for source in seed.day_rules.sources.values())


def test_levels_steps_and_outcomes_hang_together(seed: Seed) -> None:
    assert hangs_together(seed.guide)
    assert [level.number for level in seed.guide.levels] == [0, 1, 2, 3]


def test_everything_people_read_is_there_in_both_forms_of_norwegian(seed: Seed) -> None:
    texts = [level.name for level in seed.guide.levels]
    texts += [step.title for level in seed.guide.levels for step in level.steps]
    texts += [step.what for level in seed.guide.levels for step in level.steps]
    texts += [one.name for one in seed.guide.arenas.teams]
    texts += [one.title for one in seed.guide.arenas.cases]
    texts += [one.title for one in seed.guide.arenas.referrals]
    texts += [one.way for one in seed.guide.arenas.referrals]
    texts += [outcome.title for some in seed.guide.outcomes.values() for outcome in some]
    for kind in seed.guide.meetings:
        texts += [kind.title, *kind.agenda, *([kind.invitation] if kind.invitation else [])]
    assert all(text["nb"].strip() and text["nn"].strip() for text in texts)


def test_every_kind_of_meeting_has_an_agenda_and_roles(seed: Seed) -> None:
    assert seed.guide.meetings
    for kind in seed.guide.meetings:
        assert kind.agenda, kind.key
        assert kind.present, kind.key
        assert kind.invitation or not kind.time_agreed_first, "one invites in some words"


def test_no_outcome_both_ends_and_goes_on(seed: Seed) -> None:
    outcomes = [outcome for some in seed.guide.outcomes.values() for outcome in some]
    assert not any(one.ends and one.to_level is not None for one in outcomes)


def test_every_outcome_leads_where_the_guide_lets_one_go(seed: Seed) -> None:
    for level, some in seed.guide.outcomes.items():
        for outcome in some:
            if outcome.to_level is not None:
                assert (level, outcome.to_level) in seed.guide.transitions


@pytest.mark.parametrize(
    ("key", "steps"),
    [
        ("nittedal", [5, 5, 5, 5]),
        ("modum", [5, 4, 6, 4]),
        ("hemnes", [5, 5, 5, 5]),
        ("sogndal", [5, 5, 5, 5]),
    ],
)
def test_steps_are_as_many_as_the_guide_has(key: str, steps: list[int]) -> None:
    assert [len(level.steps) for level in load(key).guide.levels] == steps


def test_nittedal_gives_each_step_a_what_a_how_a_who_and_its_tools() -> None:
    for level in load("nittedal").guide.levels:
        for step in level.steps:
            assert step.what
            assert step.how
            assert step.who
            assert step.tools


def test_nittedal_is_as_its_guide_says() -> None:
    guide = load("nittedal").guide
    assert (guide.may_open_logg_from, guide.must_open_logg_from) == (1, 2)
    assert guide.acute_level == 3
    assert guide.child_welfare_holds_only_after_formal_decision
    assert guide.home_measure_expected
    assert {(1, 3), (3, 1)} <= guide.transitions
    assert load("nittedal").day_rules.may_be_let_in == {"municipal"}


def test_modum_is_as_its_guide_says() -> None:
    guide = load("modum").guide
    assert (guide.may_open_logg_from, guide.must_open_logg_from) == (2, 2)
    assert guide.acute_level is None
    assert (guide.next_meeting_days, guide.other_unit_meeting_days) == (28, 42)
    assert guide.fresh_consent_for == {3}
    assert {level: len(some) for level, some in guide.outcomes.items()} == {1: 3, 2: 4, 3: 4}


def test_level_three_in_modum_leads_back_to_two_or_ends() -> None:
    for outcome in load("modum").guide.outcomes[3]:
        assert outcome.ends or outcome.to_level == 2
    assert {to for here, to in load("modum").guide.transitions if here == 3} == {2}


def test_other_services_in_modum_have_six_weeks_and_everything_else_four() -> None:
    days = {one.key: one.deadline_days for one in load("modum").guide.outcomes[3]}
    assert days["other-services"] == 42
    assert days["go-on"] == days["change-network"] == 28


def test_rules_begin_before_anybody_could_need_them(seed: Seed) -> None:
    assert seed.guide.valid_from == seed.day_rules.valid_from
    assert seed.guide.valid_from < date(2026, 1, 1)


def test_a_municipality_without_a_file_is_not_guessed() -> None:
    with pytest.raises(LookupError):
        load("../secrets")


@pytest.mark.parametrize("source", ["", "somebody said so", "from the Guide"])
def test_a_value_without_a_known_source_is_not_read(source: str) -> None:
    with pytest.raises(ValidationError):
        municipalities._Stated[int].model_validate({"value": 1, "source": source})
