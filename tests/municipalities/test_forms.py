"""The forms that come with the software: every one the guides name, in both forms of Norwegian."""

from importlib.resources import files

import pytest

from stafett import municipalities
from stafett.domain.entry import EntryKind
from stafett.domain.policy import Coded
from stafett.domain.template import Answering, Template, hangs_together
from stafett.municipalities import Seed, load, paper

ALL = municipalities.keys()
SHIPPED = sorted(
    path.name.removesuffix(".toml")
    for path in files("stafett.municipalities").joinpath("forms").iterdir()
)
NAMED_BY_NITTEDAL = {
    "invitation",
    "observation-form",
    "concern-scale-child",
    "concern-scale-guardians",
    "risk-and-protection",
    "wondering-talk-child",
    "wondering-talk-guardians",
    "consent-form",
    "minutes-with-evaluation",
    "introduction-for-guardians",
    "language-advice",
    "goal-guide",
    "referral-ppt",
    "report-to-child-welfare",
    "report-guide",
    "ip-application",
    "concurrent-responsibility",
    "transition-routine",
    "acute-situations",
    "open-hour",
}
NAMED_BY_OTHERS = {
    "child-talk-form",
    "minutes",
    "meeting-template",
    "goal-and-measure-map",
    "measure-evaluation",
    "need-for-joint-meeting",
    "system-case",
}


@pytest.fixture(params=ALL)
def seed(request: pytest.FixtureRequest) -> Seed:
    return load(request.param)


@pytest.fixture(params=SHIPPED)
def form(request: pytest.FixtureRequest) -> Template:
    return paper.form(request.param, 1)


def test_every_form_that_a_guide_names_is_shipped() -> None:
    assert set(SHIPPED) == NAMED_BY_NITTEDAL | NAMED_BY_OTHERS
    said = load("nittedal").guide.sources
    assert all(said[f"forms.{name}"] == "from the guide" for name in NAMED_BY_NITTEDAL)


def test_every_form_is_in_some_guide() -> None:
    used = {form for key in ALL for form in load(key).guide.forms}
    assert used == set(SHIPPED)


def test_each_tool_of_a_step_points_at_a_form_that_exists(seed: Seed) -> None:
    published = {(form.id.form, form.id.version) for form in seed.forms}
    assert published == set(seed.guide.forms.items())
    tools = {tool for level in seed.guide.levels for step in level.steps for tool in step.tools}
    assert tools
    assert tools <= set(seed.guide.forms)


def test_a_form_hangs_together_and_says_where_it_is_from(form: Template) -> None:
    assert hangs_together(form)
    assert form.source.startswith(("from the guide", "not stated in the guide: standard"))
    assert bool(form.questions) == bool(form.filled_in_by) == bool(form.kept_in)


def test_everything_in_a_form_is_there_in_both_forms_of_norwegian(form: Template) -> None:
    texts = [form.title, form.purpose]
    texts += [text for text in (form.language,) if text]
    for question in form.questions:
        texts += [question.title, *(text for text in (question.help,) if text)]
        texts += [choice.title for choice in question.choices]
    assert all(text["nb"].strip() and text["nn"].strip() for text in texts)
    if form.questions:
        assert form.language["nb"], "who writes is told how to write plainly (R16)"


def test_what_is_to_be_signed_asks_for_something(form: Template) -> None:
    if form.signed:
        assert any(question.required for question in form.questions)


@pytest.mark.parametrize("who", ["child", "guardians"])
def test_a_concern_scale_is_a_number_between_two_others(who: str) -> None:
    (scale,) = (
        question
        for question in paper.form(f"concern-scale-{who}", 1).questions
        if question.answering is Answering.SCALE
    )
    assert (scale.lowest, scale.highest, scale.required) == (0, 10, True)


def test_what_protects_and_what_puts_at_risk_are_lists_of_codes_and_none_is_required() -> None:
    lists = {one.key: one for one in paper.form("risk-and-protection", 1).questions}
    for name in ("protects", "risks"):
        assert lists[name].answering is Answering.SOME_OF
        assert len(lists[name].choices) > 5
        assert not lists[name].required


def test_the_family_itself_fills_in_and_signs_the_application_for_a_plan(seed: Seed) -> None:
    (form,) = (one for one in seed.forms if one.id.form == "ip-application")
    assert {who.value for who in form.filled_in_by} >= {"guardian", "child"}
    assert {where.value for where in form.kept_in} == {"follow-up"}
    assert form.signed
    assert seed.guide.plan_told_at, "and it is told of its right at an evaluation"


def test_each_kind_of_entry_has_a_plain_word_of_help(seed: Seed) -> None:
    told = seed.guide.entry_help
    assert {kind.value for kind in EntryKind} <= told.keys()
    assert all(words["nb"] and words["nn"] for words in told.values())


def test_beside_a_no_it_is_said_what_the_duty_to_report_is(seed: Seed) -> None:
    words = seed.guide.guidance["after-a-no"]
    assert words["nb"] != words["nn"]
    assert "§ 13-2" in words["nb"]


def test_goals_are_about_areas_of_development_by_code(seed: Seed) -> None:
    assert all(isinstance(area, Coded) for area in seed.guide.areas)
    assert len({area.key for area in seed.guide.areas}) == len(seed.guide.areas) > 5


def test_a_form_or_a_version_of_one_that_is_not_shipped_is_not_guessed() -> None:
    with pytest.raises(LookupError):
        paper.form("no-such-form", 1)
    with pytest.raises(LookupError):
        paper.form("minutes", 2)
    with pytest.raises(LookupError):
        paper.words_of("no-such-list")
    assert paper.words_of(None) == {}
