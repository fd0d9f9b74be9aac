"""Forms: published version by version, and used where an edition of the guide names them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from stafett.domain import municipality
from stafett.domain.drafting import DraftGuide, PublishGuideDraft
from stafett.domain.employment import EmployeeRegistered
from stafett.domain.facts import Event
from stafett.domain.goal import GoalSet, NoSuchArea
from stafett.domain.municipality import MunicipalityCreated
from stafett.domain.people import Asker, Contact, Duty, Staff
from stafett.domain.policy import Coded, Guide, GuideVersion, Level, Step
from stafett.domain.publishing import (
    DayHasPassed,
    FormIsMissing,
    GuidePublished,
    NothingToGoBackTo,
    PublishGuide,
    VersionIsTaken,
)
from stafett.domain.rulebook import OnlyACoordinator
from stafett.domain.template import (
    Answering,
    PublishTemplate,
    Question,
    QuestionsDoNotHangTogether,
    Template,
    TemplatePublished,
    TemplateVersion,
)
from stafett.domain.trust import DutyGiven
from stafett.municipalities import paper
from tests.follow_ups import SET_GOAL, begun
from tests.people import (
    ADMINISTRATOR,
    COORDINATOR,
    HEAD,
    MOTHER,
    OPERATOR,
    TEACHER,
    TODAY,
)
from tests.relay import Relay
from tests.rules import GUIDE, LATER_GUIDE

given = Relay(municipality).given
FORM = paper.form("observation-form", 1)
NEWER = replace(FORM, id=TemplateVersion("observation-form", 2), valid_from=date(2027, 1, 1))
CREATED = MunicipalityCreated(municipality_name="Relédal")
PUBLISH = PublishTemplate(FORM, "council")
PUBLISHED = TemplatePublished(template=FORM, decided_by="council")


def known(staff: Staff, duty: Duty) -> tuple[Event, ...]:
    there = EmployeeRegistered(employee=staff.employee, contact=Contact("Somebody"))
    return (there, DutyGiven(employee=staff.employee, duty=duty))


OPENED = (
    CREATED,
    *known(ADMINISTRATOR, Duty.ADMINISTRATOR),
    *known(COORDINATOR, Duty.BTI_COORDINATOR),
)


def with_tool(guide: Guide, version: int | None) -> Guide:
    """The guide with one step whose tool is the observation form, of a version or of none."""
    step = Step("look", {"en": "Look"}, tools=("observation-form",))
    levels = (*guide.levels[:3], Level(3, {"en": "Three"}, (step,)))
    return replace(guide, levels=levels, forms={"observation-form": version} if version else {})


@pytest.mark.parametrize("who", [ADMINISTRATOR, COORDINATOR])
def test_a_form_is_published_by_those_who_keep_the_rules(who: Staff) -> None:
    given(*OPENED).when(who, PUBLISH).then(PUBLISHED)


def test_a_new_book_is_filled_before_anybody_is_there() -> None:
    given(CREATED).when(OPERATOR, PUBLISH).then(PUBLISHED)
    given(*OPENED).when(OPERATOR, PUBLISH).then_refused(OnlyACoordinator)


@pytest.mark.parametrize("who", [TEACHER, HEAD, MOTHER])
def test_nobody_else_publishes_a_form(who: Asker) -> None:
    given(*OPENED).when(who, PUBLISH).then_refused(OnlyACoordinator)


def test_a_published_form_is_never_changed_and_the_next_version_begins_ahead() -> None:
    book = given(*OPENED, PUBLISHED)
    book.when(COORDINATOR, PUBLISH).then_nothing_new()
    other = PublishTemplate(replace(FORM, signed=True), "council")
    book.when(COORDINATOR, other).then_refused(VersionIsTaken)
    late = PublishTemplate(replace(NEWER, valid_from=TODAY - timedelta(days=1)), "council")
    book.when(COORDINATOR, late).then_refused(DayHasPassed)
    book.when(COORDINATOR, PublishTemplate(NEWER, "council")).then(
        TemplatePublished(template=NEWER, decided_by="council")
    )


CHOICE = Question("how", {"nb": "Hvordan?"}, Answering.ONE_OF)
A, B = Coded("a", {"nb": "A"}), Coded("b", {"nb": "B"})


@pytest.mark.parametrize(
    "broken",
    [
        replace(FORM, questions=(FORM.questions[0], FORM.questions[0])),
        replace(FORM, questions=(CHOICE,)),
        replace(FORM, questions=(replace(CHOICE, choices=(A, A)),)),
        replace(FORM, questions=(replace(CHOICE, answering=Answering.WORDS, choices=(A, B)),)),
        replace(FORM, questions=(replace(CHOICE, answering=Answering.SCALE),)),
        replace(FORM, questions=()),
        replace(FORM, filled_in_by=frozenset()),
    ],
)
def test_a_form_that_could_not_be_filled_in_is_not_published(broken: Template) -> None:
    given(*OPENED).when(COORDINATOR, PublishTemplate(broken, "council")).then_refused(
        QuestionsDoNotHangTogether
    )


def test_a_guide_names_the_version_of_each_form_it_uses() -> None:
    book = given(*OPENED, PUBLISHED)
    guide = with_tool(GUIDE, 1)
    book.when(COORDINATOR, PublishGuide(guide, "council")).then(
        GuidePublished(guide=guide, decided_by="council")
    )


def test_a_guide_with_a_tool_that_is_no_form_of_it_is_not_published() -> None:
    book = given(*OPENED, PUBLISHED)
    none = PublishGuide(with_tool(GUIDE, None), "council")
    book.when(COORDINATOR, none).then_refused(NothingToGoBackTo)
    unknown = PublishGuide(with_tool(GUIDE, 2), "council")
    book.when(COORDINATOR, unknown).then_refused(FormIsMissing)
    drafted = book.after(COORDINATOR, DraftGuide(with_tool(LATER_GUIDE, 2), "a newer form"))
    publish = PublishGuideDraft(GuideVersion("test-guide", 2), "council")
    drafted.when(COORDINATOR, publish).then_refused(FormIsMissing)
    there = drafted.after(COORDINATOR, PublishTemplate(NEWER, "council"))
    assert there.when(COORDINATOR, publish).events


def test_the_form_of_a_guide_is_the_one_of_its_own_edition() -> None:
    book = given(*OPENED, PUBLISHED).after(COORDINATOR, PublishGuide(with_tool(GUIDE, 1), "us"))
    book = book.after(COORDINATOR, PublishTemplate(NEWER, "us"))
    book = book.after(COORDINATOR, PublishGuide(with_tool(LATER_GUIDE, 2), "us"))
    assert book.state.guide_for(TODAY).forms == {"observation-form": 1}
    assert book.state.guide_for(date(2027, 1, 1)).forms == {"observation-form": 2}


def test_a_goal_is_about_areas_of_development_that_the_guide_has() -> None:
    areas = (Coded("language", {"nb": "Språk"}), Coded("play", {"nb": "Lek"}))
    school = begun().under(guide=replace(GUIDE, areas=areas))
    aim = replace(SET_GOAL.aim, areas=frozenset({"language"}))
    (agreed,) = school.when(TEACHER, replace(SET_GOAL, aim=aim)).events
    assert isinstance(agreed, GoalSet)
    assert agreed.aim.areas == {"language"}
    elsewhere = replace(aim, areas=frozenset({"language", "weather"}))
    school.when(TEACHER, replace(SET_GOAL, aim=elsewhere)).then_refused(NoSuchArea)
    assert begun().when(TEACHER, replace(SET_GOAL, aim=elsewhere)).events, "no list, no limit"
