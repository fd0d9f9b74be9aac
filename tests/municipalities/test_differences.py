"""What sets the municipalities apart from each other, row by row as their guides have it."""

import pytest

from stafett.domain.policy import YouthConsent
from stafett.municipalities import keys, load

FIVE = ["nittedal", "modum", "hemnes", "sogndal", "aal"]


def test_the_five_municipalities_and_the_standard_can_be_seeded() -> None:
    assert set(keys()) == {*FIVE, "standard"}


@pytest.mark.parametrize(
    ("key", "may", "must"),
    [
        ("nittedal", 1, 2),
        ("modum", 2, 2),
        ("hemnes", 1, None),
        ("sogndal", 1, 1),
        ("aal", 1, None),
    ],
)
def test_when_a_logg_may_and_must_be_opened(key: str, may: int, must: int | None) -> None:
    guide = load(key).guide
    assert (guide.may_open_logg_from, guide.must_open_logg_from) == (may, must)


def test_modum_goes_past_no_level_and_the_others_do() -> None:
    past = {key for key in keys() if (0, 3) in load(key).guide.transitions}
    assert past == set(keys()) - {"modum"}


def test_only_hemnes_wants_a_measure_agreed_on_before_the_logg() -> None:
    assert [key for key in FIVE if load(key).guide.opening_needs_measure] == ["hemnes"]


def test_only_sogndal_says_over_fifteen_and_not_at_fifteen() -> None:
    rules = load("sogndal").day_rules
    assert rules.youth_consents_from == 15
    assert rules.youth_consent is YouthConsent.WITH_GUARDIANS
    assert rules.sources["youth_consents_from"].startswith("from the guide")
    after = [key for key in FIVE if load(key).day_rules.youth_age_counts_from_day_after]
    assert after == ["sogndal"]


@pytest.mark.parametrize("key", ["nittedal", "modum", "hemnes", "aal"])
def test_where_the_guide_names_no_age_it_is_sixteen_and_said_to_be_the_standard(key: str) -> None:
    rules = load(key).day_rules
    assert rules.youth_consents_from == 16
    assert rules.sources["youth_consents_from"].startswith("not stated in the guide: standard")


@pytest.mark.parametrize("key", FIVE)
def test_health_services_ask_the_young_person_from_sixteen_everywhere(key: str) -> None:
    rules = load(key).day_rules
    assert rules.health_consents_from == 16
    assert "health-clinic" in rules.health_services


@pytest.mark.parametrize(
    ("key", "may"),
    [
        ("hemnes", {"read"}),
        ("sogndal", {"read", "comment", "message"}),
    ],
)
def test_what_guardians_may_do_in_the_logg(key: str, may: set[str]) -> None:
    rules = load(key).day_rules
    assert rules.guardians_may == may
    assert rules.sources["guardians_may"].startswith("from the guide")


@pytest.mark.parametrize(
    ("key", "let_in"),
    [
        ("nittedal", {"municipal"}),
        ("modum", {"municipal", "public", "private", "private-network"}),
        ("hemnes", {"municipal", "public"}),
        ("sogndal", {"municipal", "public", "private", "private-network"}),
    ],
)
def test_who_can_be_let_in(key: str, let_in: set[str]) -> None:
    rules = load(key).day_rules
    assert rules.may_be_let_in == let_in
    assert rules.sources["may_be_let_in"].startswith("from the guide")


def test_in_hemnes_the_bti_team_finds_the_holder_at_level_three() -> None:
    assert load("hemnes").guide.decides_holder[3] == "bti-team"


@pytest.mark.parametrize("key", ["modum", "hemnes", "sogndal", "aal"])
def test_a_suspicion_of_violence_has_a_level_in_nittedal_only(key: str) -> None:
    assert load(key).guide.acute_level is None
    assert load("nittedal").guide.acute_level == 3


def test_aal_says_itself_that_one_reports_at_once() -> None:
    guide = load("aal").guide
    assert guide.sources["acute_level"].startswith("from the guide")


@pytest.mark.parametrize("level", [1, 2, 3])
def test_the_steps_of_sogndal_are_marked_as_a_reconstruction(level: int) -> None:
    guide = load("sogndal").guide
    assert "reconstruction" in guide.sources[f"levels.{level}"]
    assert "reconstruction" not in guide.sources["levels.0"]


def test_in_sogndal_level_one_begins_with_the_logg() -> None:
    level = load("sogndal").guide.level(1)
    assert level is not None
    assert level.steps[0].key == "set-up-logg"
    assert [step.key for step in level.steps[3:]] == ["evaluate-1", "decide-1"]


def test_levels_two_and_three_of_sogndal_begin_by_contacting_the_service() -> None:
    for number in (2, 3):
        level = load("sogndal").guide.level(number)
        assert level is not None
        assert [step.key for step in level.steps] == [
            f"{key}-{number}"
            for key in ("contact-service", "agree", "carry-out", "evaluate", "decide")
        ]


def test_aal_gives_no_steps_and_says_that_they_are_the_standard() -> None:
    guide = load("aal").guide
    assert all("standard" in guide.sources[f"levels.{number}"] for number in range(4))


def test_the_fourth_level_that_sogndal_thinks_of_is_an_end_and_not_a_level() -> None:
    guide = load("sogndal").guide
    (plan,) = [one for one in guide.outcomes[3] if one.key == "individual-plan"]
    assert plan.ends
    assert guide.level(4) is None
