"""When it cannot wait, and when the guardians must not know."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from stafett.domain import concern
from stafett.domain.acute import (
    AcuteAlready,
    ConcernBecameAcute,
    Danger,
    DeclareAcute,
    SecondPerson,
    SecondPersonElsewhere,
    SecondPersonNeeded,
)
from stafett.domain.clarification import ClarifyWithLeader
from stafett.domain.concern import NotWhereYouWork
from stafett.domain.conclusion import EndConcern, TakeOn
from stafett.domain.contact import (
    Channel,
    RecordContact,
    RecordReport,
    ReportMade,
    SomebodyContacted,
)
from stafett.domain.facts import COMPARTMENT, Event, Stranger
from stafett.domain.informing import Informed, SayWhetherTheyKnow
from stafett.domain.moment import NotYetHappened
from stafett.domain.noting import FamilyMustNotKnow, StandsAlone
from stafett.domain.people import Citizen, Staff
from stafett.domain.receiver import Receiver
from stafett.domain.sharing import NoteDisagreement, ShareConcern
from stafett.domain.shield import (
    ChildLetIn,
    CopiedPerson,
    LetChildIn,
    LiftShield,
    NameShieldReader,
    RaiseShieldedConcern,
    RemoveShieldReader,
    ReviewShield,
    ShieldedConcernRaised,
    ShieldLifted,
    ShieldReaderNamed,
    ShieldReaderRemoved,
    ShieldReviewed,
    Suspicion,
)
from stafett.domain.shielding import KeptFromThem, NotShielded, ReviewOutOfReach
from stafett.domain.talk import (
    FamilyTold,
    RecordTalkWithChild,
    RecordTalkWithGuardians,
    TellFamily,
)
from stafett.domain.voice import ChildView
from stafett.domain.wondering import ConcernRaised
from stafett.domain.wording import SayWhy
from tests.people import (
    CASEWORKER,
    CHILD,
    CHILD_ID,
    CHILD_SELF,
    COLLEAGUE,
    CONCERN,
    FATHER,
    FOLLOW_UP,
    HEAD,
    MOTHER,
    MUNICIPALITY,
    NOBODY,
    OTHER_HEAD,
    OTHER_TEACHER,
    SCHOOL,
    SHIELDED,
    TEACHER,
    TODAY,
    at_work,
    some_id,
    without,
)
from tests.relay import Relay
from tests.rules import GUIDE, RULES

given = Relay(concern).given

RAISED = ConcernRaised(
    concern=CONCERN,
    about=CHILD_ID,
    author=TEACHER.employee,
    unit=SCHOOL,
    questions=(),
    on=TODAY,
)
BOTH_TOLD = FamilyTold(
    told=frozenset({MOTHER.person, FATHER.person}), by=TEACHER.employee, on=TODAY
)
NOON = datetime(2026, 9, 1, 9, tzinfo=UTC)
IN_A_MONTH = TODAY + timedelta(days=30)
THE_LEADER = SecondPerson(HEAD.employee)
NOT_HEARD = ChildView(not_asked_because="It could have put the child in danger")
UNABLE = DeclareAcute(Danger.GUARDIANS_UNABLE_TO_CARE, "Found asleep in the hallway", THE_LEADER)
TOLD, NOT_TOLD = Informed(told=True), Informed(told=False, why_not="Danger for the child")
ALL_TOLD = {CHILD_ID: TOLD, MOTHER.person: TOLD, FATHER.person: TOLD}

RAISE = RaiseShieldedConcern(
    concern=SHIELDED,
    unit=SCHOOL,
    suspicion=Suspicion.VIOLENCE,
    text="Marks on both arms",
    best_interests="Knowing could make it worse",
    second=THE_LEADER,
    review_on=IN_A_MONTH,
)
BEHIND_THE_SHIELD = ShieldedConcernRaised(
    others=(),
    concern=SHIELDED,
    about=CopiedPerson(
        CHILD_ID,
        "Ronja Relé",
        date(2018, 5, 17),
        tuple(sorted([(MOTHER.person, "Mona Mor"), (FATHER.person, "Finn Far")])),
    ),
    author=TEACHER.employee,
    unit=SCHOOL,
    suspicion=Suspicion.VIOLENCE,
    text="Marks on both arms",
    best_interests="Knowing could make it worse",
    level=3,
    second=THE_LEADER,
    readers=frozenset({HEAD.employee}),
    kept_from=frozenset(),
    review_on=IN_A_MONTH,
    on=TODAY,
    under=GUIDE.id,
)


def report(**changes: object) -> RecordReport:
    values = {
        "report": some_id("report"),
        "receiver": Receiver.CHILD_WELFARE,
        "receiver_name": "Barneverntjenesten",
        "channel": Channel.PORTAL,
        "text": "What was seen",
        "informed": ALL_TOLD,
        "at": NOON,
        "reference": "2026/17",
    }
    return RecordReport(**{**values, **changes})  # type: ignore[arg-type]


def test_what_cannot_wait_needs_a_second_person_and_nobodys_consent() -> None:
    acute = ConcernBecameAcute(
        danger=Danger.GUARDIANS_UNABLE_TO_CARE,
        text="Found asleep in the hallway",
        second=THE_LEADER,
        by=TEACHER.employee,
        under=GUIDE.id,
    )
    given(RAISED).when(TEACHER, UNABLE).then(acute)


@pytest.mark.parametrize(
    "second",
    [
        SecondPerson(None),
        SecondPerson(None, "   "),
        SecondPerson(COLLEAGUE.employee),
        SecondPerson(TEACHER.employee, "I am alone here"),
        SecondPerson(NOBODY.employee, "Somebody I met"),
    ],
)
def test_nobody_stands_alone_with_it_without_a_reason(second: SecondPerson) -> None:
    ask = replace(UNABLE, second=second)
    given(RAISED).when(TEACHER, ask).then_refused(SecondPersonNeeded)
    given().when(TEACHER, replace(RAISE, second=second)).then_refused(SecondPersonNeeded)


@pytest.mark.parametrize(
    "second",
    [
        SecondPerson(None, "The school is closed and nobody answers"),
        SecondPerson(COLLEAGUE.employee, "The leader is related to the family"),
    ],
)
def test_with_a_reason_it_may_be_another_or_nobody(second: SecondPerson) -> None:
    acute = given(RAISED).after(TEACHER, replace(UNABLE, second=second)).state
    assert acute.alarm.acute.second == second


def test_the_second_person_of_an_open_concern_is_in_the_unit() -> None:
    elsewhere = SecondPerson(OTHER_HEAD.employee, "The leader is related to the family")
    ask = replace(UNABLE, second=elsewhere)
    given(RAISED).when(TEACHER, ask).then_refused(SecondPersonElsewhere)


def test_the_second_person_reads_it() -> None:
    acute = given(RAISED).after(TEACHER, UNABLE).state
    assert HEAD.employee in concern.staff_readers(acute, MUNICIPALITY, TODAY)


def test_guardians_who_cannot_care_may_know_of_it() -> None:
    acute = given(RAISED, BOTH_TOLD).after(TEACHER, UNABLE).state
    assert isinstance(acute, concern.Wondering)
    assert concern.family_readers(acute, CHILD, TODAY, RULES) == {MOTHER.person, FATHER.person}


def test_it_is_acute_for_one_reason() -> None:
    acute = given(RAISED).after(TEACHER, UNABLE)
    other = replace(UNABLE, danger=Danger.GUARDIANS_OBSTRUCT)
    acute.when(TEACHER, other).then_refused(AcuteAlready)


def test_whom_one_contacted_is_written_with_time_channel_and_reference() -> None:
    contact = RecordContact(
        some_id("contact"), Receiver.NEXT_OF_KIN, "Grandmother", Channel.PHONE, NOON
    )
    given(RAISED).when(TEACHER, contact).then(
        SomebodyContacted(
            contact=contact.contact,
            receiver=Receiver.NEXT_OF_KIN,
            receiver_name="Grandmother",
            channel=Channel.PHONE,
            reference="",
            by=TEACHER.employee,
            at=NOON,
        )
    )
    later = replace(contact, at=NOON + timedelta(days=1))
    given(RAISED).when(TEACHER, later).then_refused(NotYetHappened)


def test_anybody_who_knows_of_it_reports_without_asking_leave() -> None:
    told_head = given(RAISED).after(TEACHER, ShareConcern(frozenset({HEAD.employee}), TODAY))
    told_head.when(HEAD, report()).then(
        ReportMade(
            report=some_id("report"),
            receiver=Receiver.CHILD_WELFARE,
            receiver_name="Barneverntjenesten",
            channel=Channel.PORTAL,
            reference="2026/17",
            text="What was seen",
            informed=ALL_TOLD,
            by=HEAD.employee,
            at=NOON,
        )
    )


def test_nothing_is_reported_tomorrow() -> None:
    later = report(at=NOON + timedelta(days=1))
    given(RAISED).when(TEACHER, later).then_refused(NotYetHappened)


def test_new_worry_is_reported_again() -> None:
    reported = given(RAISED).after(TEACHER, report())
    again = reported.after(TEACHER, report(report=some_id("second report")))
    assert len(again.state.alarm.reports) == 2


@pytest.mark.parametrize(
    "informed",
    [
        {},
        {CHILD_ID: TOLD, MOTHER.person: TOLD},
        {MOTHER.person: TOLD, FATHER.person: TOLD},
        {**ALL_TOLD, FATHER.person: Informed(told=False)},
    ],
)
def test_a_report_says_for_each_whether_they_know_and_if_not_why(
    informed: dict[object, Informed],
) -> None:
    given(RAISED).when(TEACHER, report(informed=informed)).then_refused(SayWhetherTheyKnow)


def test_suspected_violence_is_raised_at_any_level_and_stands_on_its_own() -> None:
    given().when(TEACHER, RAISE).then(BEHIND_THE_SHIELD)


def test_where_the_guide_has_no_level_for_it_there_is_none() -> None:
    no_level = given().under(guide=replace(GUIDE, acute_level=None))
    (raised,) = no_level.when(TEACHER, RAISE).events
    assert isinstance(raised, ShieldedConcernRaised)
    assert raised.level is None


def test_it_is_raised_by_somebody_in_the_unit() -> None:
    given().when(OTHER_TEACHER, RAISE).then_refused(NotWhereYouWork)
    given().when(MOTHER, RAISE).then_refused(NotWhereYouWork)


@pytest.mark.parametrize("empty", [{"text": ""}, {"best_interests": " "}])
def test_a_shield_says_what_is_suspected_and_why_it_is_best(empty: dict[str, str]) -> None:
    given().when(TEACHER, replace(RAISE, **empty)).then_refused(SayWhy)  # type: ignore[arg-type]


@pytest.mark.parametrize("days", [-1, 0, 91])
def test_a_shield_is_never_for_good(days: int) -> None:
    ask = replace(RAISE, review_on=TODAY + timedelta(days=days))
    given().when(TEACHER, ask).then_refused(ReviewOutOfReach)


@pytest.mark.parametrize("who", [MOTHER, FATHER, CHILD_SELF, COLLEAGUE, OTHER_HEAD, CASEWORKER])
def test_to_everybody_but_the_named_there_is_nothing_there(who: Staff | Citizen) -> None:
    given(BEHIND_THE_SHIELD).when(who, NoteDisagreement("?")).then_refused(Stranger)


def test_no_one_in_the_family_reads_it_whatever_they_have_been_told_elsewhere() -> None:
    state = given(BEHIND_THE_SHIELD).state
    assert concern.family_readers(state, CHILD, TODAY, RULES) == frozenset()
    assert concern.staff_readers(state, MUNICIPALITY, TODAY) == {TEACHER.employee, HEAD.employee}


@pytest.mark.parametrize(
    "telling",
    [
        TellFamily(frozenset({MOTHER.person}), TODAY),
        RecordTalkWithGuardians(some_id("talk"), frozenset({MOTHER.person}), "Told", TODAY),
    ],
)
def test_nobody_tells_the_family_while_it_is_shielded(telling: object) -> None:
    given(BEHIND_THE_SHIELD).when(TEACHER, telling).then_refused(FamilyMustNotKnow)


@pytest.mark.parametrize(
    "ask",
    [
        TakeOn(at_work(TEACHER), FOLLOW_UP, NOT_HEARD),
        ShareConcern(frozenset({COLLEAGUE.employee}), TODAY),
        ClarifyWithLeader("We follow up", TODAY),
        UNABLE,
    ],
)
def test_it_is_no_part_of_the_ordinary_work(ask: object) -> None:
    given(BEHIND_THE_SHIELD).when(TEACHER, ask).then_refused(StandsAlone)


def test_it_is_reported_without_the_guardians_knowing_and_with_a_reason() -> None:
    informed = {CHILD_ID: NOT_TOLD, MOTHER.person: NOT_TOLD, FATHER.person: NOT_TOLD}
    reported = given(BEHIND_THE_SHIELD).after(TEACHER, report(informed=informed)).state
    assert concern.family_readers(reported, CHILD, TODAY, RULES) == frozenset()


def test_one_talks_with_the_child_behind_the_shield() -> None:
    talk = RecordTalkWithChild(some_id("talk"), "alone", "He hits", "Afraid to go home", TODAY)
    talked = given(BEHIND_THE_SHIELD).after(TEACHER, talk).state
    assert concern.family_readers(talked, CHILD, TODAY, RULES) == frozenset()


def test_readers_are_named_one_by_one_with_a_reason() -> None:
    named = given(BEHIND_THE_SHIELD).when(HEAD, NameShieldReader(CASEWORKER.employee, "Acts on it"))
    shielded = named.then(
        ShieldReaderNamed(reader=CASEWORKER.employee, by=HEAD.employee, why="Acts on it")
    )
    assert CASEWORKER.employee in concern.staff_readers(shielded.state, MUNICIPALITY, TODAY)
    removed = shielded.when(HEAD, RemoveShieldReader(CASEWORKER.employee, "Is done")).then(
        ShieldReaderRemoved(reader=CASEWORKER.employee, by=HEAD.employee, why="Is done")
    )
    removed.when(CASEWORKER, NoteDisagreement("?")).then_refused(Stranger)


def test_it_is_kept_from_the_one_it_must_be_kept_from() -> None:
    kept = frozenset({HEAD.employee})
    given().when(TEACHER, replace(RAISE, kept_from=kept)).then_refused(KeptFromThem)
    second = SecondPerson(COLLEAGUE.employee, "The leader is a relative")
    raised = given().after(TEACHER, replace(RAISE, second=second, kept_from=kept))
    raised.when(TEACHER, NameShieldReader(HEAD.employee, "?")).then_refused(KeptFromThem)
    raised.when(HEAD, NoteDisagreement("?")).then_refused(Stranger)


def test_when_the_author_leaves_it_never_falls_to_one_it_is_kept_from() -> None:
    gone = without(TEACHER)
    assert concern.responsible(given(BEHIND_THE_SHIELD).state, gone, TODAY) == HEAD.employee
    second = SecondPerson(COLLEAGUE.employee, "The leader is a relative")
    kept = replace(RAISE, second=second, kept_from=frozenset({HEAD.employee}))
    state = given().after(TEACHER, kept).state
    assert concern.responsible(state, gone, TODAY) == COLLEAGUE.employee
    assert concern.staff_readers(state, gone, TODAY) == {COLLEAGUE.employee}


def test_the_child_is_let_in_by_a_reasoned_decision() -> None:
    ask = LetChildIn("She asked what happens", "She is safe now")
    let_in = given(BEHIND_THE_SHIELD).when(HEAD, ask)
    state = let_in.then(
        ChildLetIn(by=HEAD.employee, why="She asked what happens", best_interests="She is safe now")
    ).state
    assert concern.family_readers(state, CHILD, TODAY, RULES) == {CHILD_ID}
    given(BEHIND_THE_SHIELD).when(HEAD, LetChildIn("", "x")).then_refused(SayWhy)


def test_it_is_judged_anew_and_may_stay_shielded_for_a_while_more() -> None:
    later = TODAY + timedelta(days=60)
    given(BEHIND_THE_SHIELD).when(HEAD, ReviewShield("Still in danger", later)).then(
        ShieldReviewed(by=HEAD.employee, why="Still in danger", review_on=later)
    )
    too_late = TODAY + timedelta(days=91)
    ask = ReviewShield("Still in danger", too_late)
    given(BEHIND_THE_SHIELD).when(HEAD, ask).then_refused(ReviewOutOfReach)


def test_when_the_shield_is_lifted_the_family_can_be_told() -> None:
    lift = LiftShield("It was a fall from a bicycle", "Nothing is hidden any more")
    lifted = given(BEHIND_THE_SHIELD).when(HEAD, lift)
    open_now = lifted.then(
        ShieldLifted(
            by=HEAD.employee,
            why="It was a fall from a bicycle",
            best_interests="Nothing is hidden any more",
        )
    )
    assert concern.family_readers(open_now.state, CHILD, TODAY, RULES) == frozenset()
    told = open_now.after(TEACHER, TellFamily(frozenset({MOTHER.person}), TODAY)).state
    assert concern.family_readers(told, CHILD, TODAY, RULES) == {MOTHER.person}
    open_now.when(HEAD, ReviewShield("No", IN_A_MONTH)).then_refused(NotShielded)


def test_every_line_of_it_lies_in_the_compartment_also_when_the_shield_is_gone() -> None:
    story = (
        given()
        .after(TEACHER, RAISE)
        .after(TEACHER, report(informed=dict.fromkeys(ALL_TOLD, NOT_TOLD)))
        .after(HEAD, LiftShield("A fall", "Open now"))
        .after(TEACHER, TellFamily(frozenset({MOTHER.person}), TODAY))
        .after(TEACHER, EndConcern("A fall", "Come back", NOT_HEARD))
    )
    so_far: tuple[Event, ...] = ()
    for event in story.events:
        assert concern.place(event, concern.fold(so_far)) == COMPARTMENT
        so_far = (*so_far, event)
        assert concern.place(event, concern.fold(so_far)) == COMPARTMENT


def test_what_it_took_with_it_does_not_follow_the_person_afterwards() -> None:
    renamed = replace(CHILD, name="Another Name")
    state = given(BEHIND_THE_SHIELD).under(person=renamed).state
    assert state.shield.person.name == "Ronja Relé"
