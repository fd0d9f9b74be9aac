"""The municipality's own book about the model: drafts, what was learnt, what there is to offer."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from stafett.domain import municipality, rulebook
from stafett.domain.catalogue import (
    AgesTurnedRound,
    ListOffer,
    NoSuchOffer,
    Offer,
    OfferId,
    OfferListed,
    OfferTakenOut,
    TakeOutOffer,
    WayIn,
    offered_on,
)
from stafett.domain.digesting import digest
from stafett.domain.directory import (
    DescribeUnit,
    EmergencyNumber,
    Entry,
    NoSuchDuty,
    NumberMissing,
    UnitDescribed,
    said_on,
)
from stafett.domain.drafting import (
    DraftGuide,
    DropGuideDraft,
    GuideDraftDropped,
    GuideDrafted,
    NoSuchGuideDraft,
    PublishGuideDraft,
)
from stafett.domain.employment import EmployeeRegistered
from stafett.domain.facts import Event, Refusal
from stafett.domain.feedback import (
    Lesson,
    LessonShared,
    LooksLikeAName,
    ModelRevised,
    NamesSomebody,
    ReviseModel,
    ShareLesson,
)
from stafett.domain.municipality import MunicipalityCreated, OnlyAnAdministrator
from stafett.domain.organisation_number import NotAnOrganisationNumber
from stafett.domain.people import (
    Asker,
    Assurance,
    Contact,
    Duty,
    EmployeeId,
    Operator,
    Staff,
)
from stafett.domain.publishing import (
    DayHasPassed,
    DayRulesPublished,
    GuidePublished,
    NothingToGoBackTo,
    PublishDayRules,
    PublishGuide,
    VersionIsTaken,
)
from stafett.domain.rulebook import OnlyACoordinator
from stafett.domain.signing_rules import NotWhatIsPublished, NotYoursToSign, RulesSigned, SignRules
from stafett.domain.striking import LessonStruck, NoSuchLesson, StrikeLesson
from stafett.domain.trust import DutyGiven
from stafett.domain.unit import NoSuchUnit, UnitOpened
from stafett.domain.wording import IdTaken, SayWhy
from stafett.law import lawbook
from tests.people import (
    ADMINISTRATOR,
    CLINIC,
    COORDINATOR,
    HEAD,
    MOTHER,
    NOBODY,
    OPERATOR,
    SCHOOL,
    TEACHER,
    TODAY,
    some_id,
)
from tests.relay import Given, Relay
from tests.rules import GUIDE, LATER_GUIDE, RULES

given = Relay(municipality).given
A_DAY = timedelta(days=1)

WRITTEN: tuple[Event, ...] = (
    MunicipalityCreated(municipality_name="Prøvestad"),
    UnitOpened(
        unit=CLINIC,
        unit_name="Bjerka helsestasjon",
        kind="health-clinic",
        municipal=True,
        public=True,
        part_of=None,
        contact=Contact("Bjerka helsestasjon"),
    ),
    EmployeeRegistered(employee=TEACHER.employee, contact=Contact("Tuva Testlærer")),
    EmployeeRegistered(employee=COORDINATOR.employee, contact=Contact("Bente BTI")),
    DutyGiven(employee=COORDINATOR.employee, duty=Duty.BTI_COORDINATOR),
    EmployeeRegistered(employee=ADMINISTRATOR.employee, contact=Contact("Admund")),
    DutyGiven(employee=ADMINISTRATOR.employee, duty=Duty.ADMINISTRATOR),
    GuidePublished(guide=GUIDE, decided_by="council"),
    DayRulesPublished(rules=RULES, decided_by="council"),
)

DRAFT = DraftGuide(LATER_GUIDE, "after the yearly revision")
DRAFTED = GuideDrafted(
    guide=LATER_GUIDE, why="after the yearly revision", by=COORDINATOR.employee, on=TODAY
)
PUBLISH = PublishGuideDraft(LATER_GUIDE.id, "council, case 12")

LESSON = some_id("lesson")
SHARE = ShareLesson(LESSON, Lesson.WRONG, "The invitation comes too late.", "prepare-meeting")
SHARED = LessonShared(
    lesson=LESSON,
    kind=Lesson.WRONG,
    step="prepare-meeting",
    text="The invitation comes too late.",
    by=TEACHER.employee,
    on=TODAY,
)
REVISION = some_id("revision")
REVISE = ReviseModel(REVISION, frozenset({LESSON}), "Invite two weeks ahead.", LATER_GUIDE.id)

OFFER = OfferId(some_id("offer"))
SAYS = Offer(
    name={"nb": "Foreldreveiledning", "nn": "Foreldrerettleiing"},
    unit=CLINIC,
    description={"nb": "Fem kvelder i gruppe.", "nn": "Fem kveldar i gruppe."},
    for_whom={"nb": "Foreldre med små barn.", "nn": "Foreldre med små barn."},
    youngest=0,
    oldest=6,
    way_in=WayIn.OPEN,
    how_to_ask={"nb": "Ring helsestasjonen.", "nn": "Ring helsestasjonen."},
    source="the clinic's plan for 2026",
    legal_basis=("helse- og omsorgstjenesteloven section 3-3",),
    levels=frozenset({0, 1}),
    group="parents",
)
LIST = ListOffer(OFFER, SAYS, TODAY)
CALL = EmergencyNumber({"nb": "Legevakta", "nn": "Legevakta"}, "00 00 00 00", {"nb": "Hele døgnet"})
ENTRY = Entry("00 00 00 01", {"nb": "Hverdager 8-15", "nn": "Kvardagar 8-15"}, (CALL,))
DESCRIBE = DescribeUnit(CLINIC, ENTRY, TODAY)
DESCRIBED = UnitDescribed(unit=CLINIC, says=ENTRY, since=TODAY)
LISTED = OfferListed(offer=OFFER, says=SAYS, since=TODAY)


def so_far(*more: Event) -> Given:
    return given(*WRITTEN, *more)


def test_the_coordinator_drafts_an_edition_that_holds_for_nobody() -> None:
    drafted = so_far().when(COORDINATOR, DRAFT).then(DRAFTED).state
    assert drafted.rulebook.drafts[LATER_GUIDE.id].guide == LATER_GUIDE
    assert drafted.guide_for(LATER_GUIDE.valid_from) == GUIDE


def test_a_draft_is_written_anew_as_often_as_one_likes() -> None:
    again = replace(LATER_GUIDE, next_meeting_days=7)
    changed = so_far(DRAFTED).after(ADMINISTRATOR, DraftGuide(again, "as the schools asked"))
    assert changed.state.rulebook.drafts[LATER_GUIDE.id].guide == again
    assert changed.state.rulebook.drafts[LATER_GUIDE.id].by == ADMINISTRATOR.employee


def test_a_published_draft_holds_from_its_day_and_is_no_draft_any_more() -> None:
    published = so_far(DRAFTED).when(COORDINATOR, PUBLISH)
    state = published.then(GuidePublished(guide=LATER_GUIDE, decided_by="council, case 12")).state
    assert state.guide_for(LATER_GUIDE.valid_from) == LATER_GUIDE
    assert state.guide_for(TODAY) == GUIDE
    assert not state.rulebook.drafts


def test_a_draft_may_be_incomplete_but_is_not_published_so() -> None:
    half = replace(LATER_GUIDE, levels=())
    drafted = so_far().after(COORDINATOR, DraftGuide(half, "only begun"))
    drafted.when(COORDINATOR, PUBLISH).then_refused(NothingToGoBackTo)


def test_a_draft_is_not_published_for_a_day_that_has_passed() -> None:
    late = so_far(DRAFTED).when(COORDINATOR, PUBLISH, on=LATER_GUIDE.valid_from + A_DAY)
    late.then_refused(DayHasPassed)


def test_what_is_published_is_not_drafted_anew() -> None:
    so_far().when(COORDINATOR, DraftGuide(GUIDE, "once more")).then_refused(VersionIsTaken)


def test_a_draft_says_what_it_is_for_and_a_publication_who_decided_it() -> None:
    so_far().when(COORDINATOR, replace(DRAFT, why=" ")).then_refused(SayWhy)
    so_far(DRAFTED).when(COORDINATOR, replace(PUBLISH, decided_by="")).then_refused(SayWhy)


def test_a_draft_can_be_put_away_with_a_reason() -> None:
    drop = DropGuideDraft(LATER_GUIDE.id, "not this year")
    dropped = so_far(DRAFTED).when(COORDINATOR, drop)
    dropped.then(GuideDraftDropped(guide=LATER_GUIDE.id, why="not this year", on=TODAY))
    assert not so_far(DRAFTED).after(COORDINATOR, drop).state.rulebook.drafts
    so_far(DRAFTED).when(COORDINATOR, replace(drop, why="")).then_refused(SayWhy)


@pytest.mark.parametrize("command", [PUBLISH, DropGuideDraft(LATER_GUIDE.id, "not this year")])
def test_what_nobody_drafted_is_neither_published_nor_put_away(command: object) -> None:
    so_far().when(COORDINATOR, command).then_refused(NoSuchGuideDraft)


def test_the_coordinator_publishes_rules_and_changes_nothing_else() -> None:
    so_far().when(COORDINATOR, PublishGuide(LATER_GUIDE, "council")).then(
        GuidePublished(guide=LATER_GUIDE, decided_by="council")
    )
    rules = replace(RULES, valid_from=TODAY + A_DAY)
    so_far().when(COORDINATOR, PublishDayRules(rules, "council")).then(
        DayRulesPublished(rules=rules, decided_by="council")
    )
    so_far().when(TEACHER, PublishGuide(LATER_GUIDE, "me")).then_refused(OnlyAnAdministrator)


@pytest.mark.parametrize("who", [TEACHER, HEAD, MOTHER, NOBODY, OPERATOR])
@pytest.mark.parametrize(
    "command", [DRAFT, PUBLISH, REVISE, LIST, TakeOutOffer(OFFER, TODAY, "x"), DESCRIBE]
)
def test_rules_are_kept_by_those_whose_duty_it_is(who: Asker | Operator, command: object) -> None:
    so_far(DRAFTED, SHARED, LISTED).when(who, command).then_refused(OnlyACoordinator)


def test_anybody_at_work_tells_what_they_have_learnt_of_the_model() -> None:
    told = so_far().when(TEACHER, SHARE).then(SHARED).state.rulebook.register
    assert told.lessons[LESSON].text == "The invitation comes too late."
    assert told.lessons[LESSON].answered is None
    so_far().when(COORDINATOR, SHARE).then(replace(SHARED, by=COORDINATOR.employee))


@pytest.mark.parametrize("who", [MOTHER, NOBODY])
def test_one_who_does_not_work_here_has_no_part_in_the_register(who: Asker) -> None:
    so_far().when(who, SHARE).then_refused(OnlyACoordinator)


@pytest.mark.parametrize(
    "text",
    [
        "The form for 02 81 05 12 345 is wrong",
        "02810512345",
        "Ring 33 00 00 00",
        "Skriv til mor@example.org",
        "Spør Tuva  Testlærer",
        "bente bti har sagt det",
    ],
)
def test_nobody_can_be_recognised_in_the_register(text: str) -> None:
    so_far().when(TEACHER, replace(SHARE, text=text)).then_refused(NamesSomebody)
    so_far(SHARED).when(COORDINATOR, replace(REVISE, conclusion=text)).then_refused(NamesSomebody)


@pytest.mark.parametrize(
    "text", ["Level 2 took 28 days in 2026", "Step 1-2-3 is unclear", "Bentens is no name here"]
)
def test_ordinary_numbers_and_words_are_welcome(text: str) -> None:
    assert so_far().when(TEACHER, replace(SHARE, text=text)).events


def test_a_lesson_has_words_and_an_id_of_its_own() -> None:
    so_far().when(TEACHER, replace(SHARE, text="")).then_refused(SayWhy)
    so_far(SHARED).when(TEACHER, replace(SHARE, text="Another")).then_refused(IdTaken)


def test_once_a_year_one_goes_through_it_and_says_what_comes_of_it() -> None:
    revised = so_far(SHARED).when(COORDINATOR, REVISE)
    register = revised.then(
        ModelRevised(
            revision=REVISION,
            considered=frozenset({LESSON}),
            conclusion="Invite two weeks ahead.",
            by=COORDINATOR.employee,
            on=TODAY,
            guide=LATER_GUIDE.id,
        )
    ).state.rulebook.register
    assert register.lessons[LESSON].answered == REVISION
    assert register.revisions[REVISION].guide == LATER_GUIDE.id


def test_what_came_after_a_revision_waits_for_the_next() -> None:
    other = some_id("another lesson")
    later = so_far(SHARED).after(COORDINATOR, REVISE).after(HEAD, replace(SHARE, lesson=other))
    register = later.state.rulebook.register
    assert (register.lessons[LESSON].answered, register.lessons[other].answered) == (REVISION, None)


def test_the_next_revision_is_a_year_after_the_last_or_after_the_first_lesson() -> None:
    assert so_far().state.rulebook.register.next_revision_by is None
    told = so_far(SHARED)
    assert told.state.rulebook.register.next_revision_by == date(2027, 9, 1)
    later = told.after(COORDINATOR, REVISE, on=date(2026, 11, 1))
    assert later.state.rulebook.register.next_revision_by == date(2027, 11, 1)


def test_one_goes_through_what_is_there() -> None:
    unknown = replace(REVISE, considered=frozenset({some_id("no lesson")}))
    so_far(SHARED).when(COORDINATOR, unknown).then_refused(NoSuchLesson)
    done = so_far(SHARED).after(COORDINATOR, REVISE)
    done.when(COORDINATOR, replace(REVISE, conclusion="Otherwise")).then_refused(IdTaken)


def test_a_measure_stands_in_the_catalogue_from_its_day_on() -> None:
    catalogue = so_far().when(COORDINATOR, LIST).then(LISTED).state.rulebook.catalogue
    assert offered_on(catalogue, TODAY) == {OFFER: SAYS}
    assert offered_on(catalogue, TODAY - A_DAY) == {}


def test_what_it_said_on_a_day_has_an_answer() -> None:
    soon = TODAY + timedelta(days=30)
    wider = replace(SAYS, oldest=12)
    changed = so_far(LISTED).after(COORDINATOR, ListOffer(OFFER, wider, soon))
    catalogue = changed.state.rulebook.catalogue
    assert offered_on(catalogue, soon - A_DAY) == {OFFER: SAYS}
    assert offered_on(catalogue, soon) == {OFFER: wider}


def test_of_what_was_said_for_one_day_the_last_word_holds() -> None:
    wider = replace(SAYS, oldest=12)
    changed = so_far(LISTED).after(COORDINATOR, ListOffer(OFFER, wider, TODAY))
    assert offered_on(changed.state.rulebook.catalogue, TODAY) == {OFFER: wider}


def test_a_measure_is_taken_out_with_a_reason_and_can_come_back() -> None:
    until = TODAY + timedelta(days=10)
    out = TakeOutOffer(OFFER, until, "no money left")
    gone = so_far(LISTED).when(COORDINATOR, out)
    taken = gone.then(OfferTakenOut(offer=OFFER, since=until, why="no money left"))
    assert offered_on(taken.state.rulebook.catalogue, until) == {}
    assert offered_on(taken.state.rulebook.catalogue, until - A_DAY) == {OFFER: SAYS}
    back = taken.after(COORDINATOR, ListOffer(OFFER, SAYS, until + A_DAY))
    assert offered_on(back.state.rulebook.catalogue, until + A_DAY) == {OFFER: SAYS}


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (ListOffer(OFFER, replace(SAYS, unit=SCHOOL), TODAY), NoSuchUnit),
        (ListOffer(OFFER, replace(SAYS, youngest=7), TODAY), AgesTurnedRound),
        (ListOffer(OFFER, replace(SAYS, oldest=9), TODAY - A_DAY), DayHasPassed),
        (TakeOutOffer(OFFER, TODAY - A_DAY, "no money left"), DayHasPassed),
        (TakeOutOffer(OFFER, TODAY, " "), SayWhy),
        (TakeOutOffer(OfferId(some_id("no offer")), TODAY, "no money left"), NoSuchOffer),
    ],
)
def test_the_catalogue_says_only_what_can_be(command: object, why: type[Refusal]) -> None:
    so_far(LISTED).when(COORDINATOR, command).then_refused(why)


def test_a_new_measure_may_have_been_offered_for_long() -> None:
    old = ListOffer(OFFER, SAYS, date(2019, 1, 1))
    state = so_far().after(COORDINATOR, old).state
    assert offered_on(state.rulebook.catalogue, date(2020, 1, 1)) == {OFFER: SAYS}


def test_the_directory_says_when_a_unit_is_open_and_whom_one_calls() -> None:
    directory = so_far().when(COORDINATOR, DESCRIBE).then(DESCRIBED).state.rulebook.directory
    assert said_on(directory, CLINIC, TODAY) == ENTRY
    assert said_on(directory, CLINIC, TODAY - A_DAY) == Entry()
    assert said_on(directory, SCHOOL, TODAY) == Entry()


def test_what_the_directory_said_on_a_day_has_an_answer() -> None:
    later = replace(ENTRY, phone="00 00 00 02")
    soon = TODAY + timedelta(days=30)
    changed = so_far(DESCRIBED).after(COORDINATOR, DescribeUnit(CLINIC, later, soon))
    directory = changed.state.rulebook.directory
    assert said_on(directory, CLINIC, soon - A_DAY) == ENTRY
    assert said_on(directory, CLINIC, soon) == later


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (DescribeUnit(SCHOOL, ENTRY, TODAY), NoSuchUnit),
        (DescribeUnit(CLINIC, Entry(), TODAY - A_DAY), DayHasPassed),
        (
            DescribeUnit(CLINIC, replace(ENTRY, emergency=(replace(CALL, number=" "),)), TODAY),
            NumberMissing,
        ),
    ],
)
def test_the_directory_says_only_what_can_be(command: object, why: type[Refusal]) -> None:
    so_far(DESCRIBED).when(COORDINATOR, command).then_refused(why)


def under_law() -> Given:
    return so_far(DESCRIBED).under(law=lawbook())


def test_a_unit_says_whose_it_is_and_which_duty_of_confidentiality_it_has() -> None:
    theirs = replace(
        ENTRY, organisation="310 000 086", confidentiality=frozenset({"health-personnel"})
    )
    (event,) = under_law().when(COORDINATOR, DescribeUnit(CLINIC, theirs, TODAY)).events
    assert isinstance(event, UnitDescribed)
    assert event.says.organisation == "310000086"
    kept = lawbook().kept_by("health-clinic", event.says.confidentiality, TODAY)
    assert [one.key for one in kept] == ["health-personnel"]


def test_a_unit_that_states_no_duty_has_the_one_of_its_kind_as_the_law_is_that_day() -> None:
    def kept(kind: str, on: date) -> list[str]:
        return [one.paragraph for one in lawbook().kept_by(kind, frozenset(), on)]

    assert kept("child-welfare", TODAY) == ["barnevernsloven § 13-1"]
    assert kept("child-welfare", date(2022, 12, 31)) == []
    assert kept("school", TODAY) == ["forvaltningsloven § 13"]
    assert kept("brass-band", TODAY) == []


@pytest.mark.parametrize(
    "number", ["310000087", "31000008", "3100000860", "3100000x6", "310000060"]
)
def test_a_number_that_is_no_organisations_is_asked_for_anew(number: str) -> None:
    slip = DescribeUnit(CLINIC, replace(ENTRY, organisation=number), TODAY)
    under_law().when(COORDINATOR, slip).then_refused(NotAnOrganisationNumber)


def test_a_duty_of_confidentiality_is_one_that_the_law_knows_that_day() -> None:
    strict = replace(ENTRY, confidentiality=frozenset({"child-welfare"}))
    under_law().when(COORDINATOR, DescribeUnit(CLINIC, strict, TODAY)).then(
        UnitDescribed(unit=CLINIC, says=strict, since=TODAY)
    )
    old = DescribeUnit(CLINIC, strict, date(2022, 12, 31))
    so_far().under(law=lawbook()).when(COORDINATOR, old).then_refused(NoSuchDuty)


def test_nothing_is_kept_by_somebody_of_no_kind() -> None:
    assert not rulebook.keeps(OPERATOR)
    assert not rulebook.keeps(MOTHER)
    assert rulebook.keeps(COORDINATOR)


def test_a_unit_says_how_it_helps_each_to_take_part() -> None:
    own_way = replace(ENTRY, made_fit={"nb": "Vi tegner sammen.", "nn": "Vi teiknar saman."})
    (event,) = so_far(DESCRIBED).when(COORDINATOR, DescribeUnit(CLINIC, own_way, TODAY)).events
    assert isinstance(event, UnitDescribed)
    assert event.says.made_fit["nn"] == "Vi teiknar saman."


STEERING = Staff(EmployeeId(some_id("steering")), duties=frozenset({Duty.STEERING_GROUP}))
SIGN = SignRules(digest(GUIDE))


def test_an_administrator_or_the_steering_group_stands_for_rules_by_their_digest() -> None:
    signed = RulesSigned(
        digest=digest(GUIDE), by=ADMINISTRATOR.employee, assurance=Assurance.HIGH, on=TODAY
    )
    once = so_far().when(ADMINISTRATOR, SIGN).then(signed)
    once.when(ADMINISTRATOR, SIGN).then_nothing_new()
    twice = once.after(STEERING, SIGN).after(STEERING, SignRules(digest(RULES)))
    signatures = twice.state.rulebook.signatures
    assert [one.by for one in signatures[digest(GUIDE)]] == [
        ADMINISTRATOR.employee,
        STEERING.employee,
    ]
    assert [one.assurance for one in signatures[digest(RULES)]] == [Assurance.HIGH]


def test_a_signature_is_for_what_is_published_and_for_no_other_words() -> None:
    so_far().when(COORDINATOR, SIGN).then_refused(NotYoursToSign)
    so_far().when(TEACHER, SIGN).then_refused(NotYoursToSign)
    changed = replace(GUIDE, next_meeting_days=GUIDE.next_meeting_days + 1)
    other = SignRules(digest(changed))
    so_far().when(ADMINISTRATOR, other).then_refused(NotWhatIsPublished)
    draft = so_far(DRAFTED)
    draft.when(ADMINISTRATOR, SignRules(digest(LATER_GUIDE))).then_refused(NotWhatIsPublished)


def test_the_steering_group_sees_how_the_model_goes_and_keeps_no_rules() -> None:
    assert rulebook.follows(STEERING)
    assert rulebook.follows(COORDINATOR)
    assert not rulebook.follows(TEACHER)
    assert not rulebook.keeps(STEERING)
    so_far().when(STEERING, DRAFT).then_refused(OnlyACoordinator)
    so_far().when(STEERING, SHARE).then_refused(OnlyACoordinator)


def test_the_directory_says_which_units_try_the_model_first_and_from_when() -> None:
    soon = TODAY + timedelta(days=30)
    pilot = DescribeUnit(CLINIC, replace(ENTRY, pilot=True), TODAY)
    state = so_far().after(COORDINATOR, pilot)
    state = state.after(COORDINATOR, DescribeUnit(CLINIC, ENTRY, soon))
    directory = state.state.rulebook.directory
    assert said_on(directory, CLINIC, TODAY).pilot
    assert not said_on(directory, CLINIC, soon).pilot


@pytest.mark.parametrize(
    ("text", "shaped"),
    [
        ("Ask Ronja Relé what she thinks", True),
        ("Mona-Lise Øygard came twice", True),
        ("We met Ronja there", False),
        ("The PPT Adviser came", False),
        ("Fire uker er lenge", False),
    ],
)
def test_what_has_the_shape_of_a_name_is_asked_about(text: str, shaped: bool) -> None:
    told = replace(SHARE, text=text)
    if not shaped:
        assert so_far().when(TEACHER, told).events
        return
    so_far().when(TEACHER, told).then_refused(LooksLikeAName)
    assert so_far().when(TEACHER, replace(told, names_nobody=True)).events


def test_a_lesson_that_names_somebody_is_struck_and_read_by_nobody() -> None:
    strike = StrikeLesson(LESSON, "A child can be recognised.")
    struck = LessonStruck(
        lesson=LESSON, why="A child can be recognised.", by=COORDINATOR.employee, on=TODAY
    )
    so_far(SHARED).when(TEACHER, strike).then_refused(OnlyACoordinator)
    so_far(SHARED).when(COORDINATOR, replace(strike, why=" ")).then_refused(SayWhy)
    so_far().when(COORDINATOR, strike).then_refused(NoSuchLesson)
    gone = so_far(SHARED).when(COORDINATOR, strike).then(struck)
    register = gone.state.rulebook.register
    assert register.lessons == {}
    assert register.next_revision_by is None
    gone.when(COORDINATOR, strike).then_nothing_new()
    gone.when(TEACHER, SHARE).then_refused(IdTaken)
