"""Wondering about a child: one's own, inside one's unit, until it ends or is taken on."""

from dataclasses import replace
from datetime import timedelta

import pytest

from stafett.domain import concern
from stafett.domain.clarification import (
    ClarifiedWithLeader,
    ClarifyWithLeader,
    GuardiansNotHeard,
    GuardianViewRecorded,
    NoLeader,
    RecordGuardianView,
)
from stafett.domain.concern import (
    ConcernIsAnother,
    ConcludedAlready,
    NotWhereYouWork,
)
from stafett.domain.conclusion import (
    ConcernEnded,
    ConcernTakenOn,
    EndConcern,
    NotClarified,
    NotInTheUnit,
    NotYourConcern,
    TakeOn,
)
from stafett.domain.facts import CONCERN as IN_THE_CONCERN
from stafett.domain.facts import Event, NotForYou, Refusal, Stranger
from stafett.domain.moment import NotYetHappened
from stafett.domain.people import PersonId, Staff
from stafett.domain.person import Person, Subject
from stafett.domain.right_to_know import NobodyThere, NotTheirsToKnow
from stafett.domain.sharing import (
    ConcernShared,
    DisagreementNoted,
    DiscussedAnonymously,
    NobodyNamed,
    NoteAnonymousDiscussion,
    NoteDisagreement,
    NotInThisUnit,
    Outsiders,
    ShareConcern,
)
from stafett.domain.shield import LiftShield
from stafett.domain.shielding import NotShielded
from stafett.domain.talk import (
    FamilyTold,
    NoNewDay,
    RecordTalkWithChild,
    RecordTalkWithGuardians,
    TalkedWithChild,
    TalkedWithGuardians,
    TalkOutcome,
    TellFamily,
)
from stafett.domain.voice import ChildNotHeard, ChildView
from stafett.domain.wondering import (
    AddObservation,
    ConcernRaised,
    Note,
    ObservationAdded,
    Origin,
    RaiseConcern,
)
from stafett.domain.wording import IdTaken, SayWhy
from tests.people import (
    ADVISER,
    ALONE,
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
    OTHER_HEAD,
    OTHER_PARENT,
    OTHER_SCHOOL,
    OTHER_TEACHER,
    SCHOOL,
    TEACHER,
    TODAY,
    UNCLEAR,
    YOUTH,
    at_work,
    some_id,
    without,
)
from tests.relay import Relay
from tests.rules import GUIDE, RULES

EXPECTING = Subject.EXPECTING
given = Relay(concern).given

TOMORROW = TODAY + timedelta(days=1)
SEEN = some_id("observation")
TALK = some_id("talk")
HEARD = ChildView(said="I like it here", weighed="It counts most")

RAISED = ConcernRaised(
    concern=CONCERN,
    about=CHILD_ID,
    author=TEACHER.employee,
    unit=SCHOOL,
    questions=("Why so quiet?",),
    on=TODAY,
)
SHARED_WITH_HEAD = ConcernShared(
    receivers=frozenset({HEAD.employee}),
    meeting="",
    outsiders=Outsiders.NONE,
    by=TEACHER.employee,
    on=TODAY,
)
BOTH_TOLD = FamilyTold(
    told=frozenset({MOTHER.person, FATHER.person}), by=TEACHER.employee, on=TODAY
)
CLARIFIED = ClarifiedWithLeader(
    leader=HEAD.employee, summary="We follow up", by=TEACHER.employee, on=TODAY
)


def thinks(who: PersonId, *, agrees: bool = True) -> GuardianViewRecorded:
    return GuardianViewRecorded(
        giver=who, agrees=agrees, words="Fine", by=TEACHER.employee, on=TODAY
    )


READY = (RAISED, CLARIFIED, BOTH_TOLD, thinks(MOTHER.person), thinks(FATHER.person))
TAKE_ON = TakeOn(at_work(TEACHER), FOLLOW_UP, HEARD, may_help=frozenset({"ppt"}))
END = EndConcern("It was the new glasses", "You may always come back", HEARD)


def test_an_employee_wonders_in_their_own_unit() -> None:
    ask = RaiseConcern(CONCERN, CHILD_ID, SCHOOL, ("Why so quiet?",))
    given().when(TEACHER, ask).then(RAISED)


@pytest.mark.parametrize("who", [OTHER_TEACHER, MOTHER, CHILD_SELF])
def test_nobody_wonders_in_a_unit_they_do_not_work_in(who: Staff) -> None:
    given().when(who, RaiseConcern(CONCERN, CHILD_ID, SCHOOL)).then_refused(NotWhereYouWork)


def test_two_wonderings_are_two_concerns() -> None:
    ask = RaiseConcern(CONCERN, CHILD_ID, SCHOOL)
    given(RAISED).when(COLLEAGUE, ask).then_refused(ConcernIsAnother)


@pytest.mark.parametrize("who", [COLLEAGUE, HEAD, OTHER_HEAD, ADVISER, MOTHER, CHILD_SELF])
def test_to_everybody_it_was_not_shared_with_there_is_nothing_there(who: Staff) -> None:
    given(RAISED).when(who, NoteDisagreement("No")).then_refused(Stranger)


def test_before_it_is_raised_there_is_nothing_there() -> None:
    given().when(TEACHER, NoteDisagreement("No")).then_refused(Stranger)
    nothing = concern.NotRaised()
    assert concern.staff_readers(nothing, MUNICIPALITY, TODAY) == frozenset()
    assert concern.family_readers(nothing, CHILD, TODAY, RULES) == frozenset()
    assert concern.responsible(nothing, MUNICIPALITY, TODAY) is None


def observation(**changes: object) -> AddObservation:
    values = {
        "observation": SEEN,
        "arena": "playground",
        "origin": Origin.OWN_EYES,
        "text": "Sat alone",
        "on": TODAY,
    }
    return AddObservation(**{**values, **changes})  # type: ignore[arg-type]


def test_what_is_seen_is_kept_apart_from_what_is_made_of_it() -> None:
    seen = ObservationAdded(
        observation=SEEN,
        by=TEACHER.employee,
        note=Note.OBSERVATION,
        arena="playground",
        origin=Origin.OWN_EYES,
        text="Sat alone",
        form="",
        on=TODAY,
    )
    given(RAISED).when(TEACHER, observation()).then(seen)
    thought = given(RAISED, seen).after(
        TEACHER, observation(observation=some_id("other"), note=Note.ASSESSMENT)
    )
    notes = [one.note for one in thought.state.wonder.observations]
    assert notes == [Note.OBSERVATION, Note.ASSESSMENT]


def test_an_observation_is_never_written_over() -> None:
    seen = given(RAISED).after(TEACHER, observation())
    seen.when(TEACHER, observation(text="Something else")).then_refused(IdTaken)


def test_nothing_is_seen_tomorrow() -> None:
    given(RAISED).when(TEACHER, observation(on=TOMORROW)).then_refused(NotYetHappened)


def test_an_observation_says_something() -> None:
    given(RAISED).when(TEACHER, observation(text="  ")).then_refused(SayWhy)


def test_it_is_shared_with_the_leader_by_name() -> None:
    share = ShareConcern(frozenset({HEAD.employee}), TODAY)
    shared = given(RAISED).when(TEACHER, share).then(SHARED_WITH_HEAD)
    shared.when(HEAD, NoteDisagreement("I see it otherwise")).then(
        DisagreementNoted(by=HEAD.employee, text="I see it otherwise")
    )


def test_in_a_meeting_each_receiver_is_named() -> None:
    nobody = ShareConcern(frozenset(), TODAY, meeting="Team meeting")
    given(RAISED).when(TEACHER, nobody).then_refused(NobodyNamed)


@pytest.mark.parametrize("who", [OTHER_TEACHER, OTHER_HEAD, ADVISER])
def test_it_stays_in_the_unit(who: Staff) -> None:
    share = ShareConcern(frozenset({HEAD.employee, who.employee}), TODAY)
    given(RAISED).when(TEACHER, share).then_refused(NotInThisUnit)


def test_a_receiver_who_has_left_the_unit_reads_it_no_longer() -> None:
    shared = given(RAISED, SHARED_WITH_HEAD).state
    assert HEAD.employee in concern.staff_readers(shared, MUNICIPALITY, TODAY)
    assert HEAD.employee not in concern.staff_readers(shared, without(HEAD), TODAY)


def test_disagreement_does_not_take_the_wondering_away() -> None:
    seen_otherwise = given(RAISED, SHARED_WITH_HEAD).after(HEAD, NoteDisagreement("No"))
    assert isinstance(seen_otherwise.state, concern.Wondering)
    assert concern.responsible(seen_otherwise.state, MUNICIPALITY, TODAY) == TEACHER.employee


def test_an_anonymous_discussion_carries_no_identity() -> None:
    note = NoteAnonymousDiscussion(some_id("discussion"), "child-welfare", TODAY)
    discussed = DiscussedAnonymously(
        discussion=note.discussion, service="child-welfare", by=TEACHER.employee, on=TODAY
    )
    given(RAISED).when(TEACHER, note).then(discussed)
    assert str(CHILD_ID) not in repr(discussed)


def test_the_childs_words_are_kept_apart_from_the_adults_summary() -> None:
    talk = RecordTalkWithChild(TALK, "on a walk", "I do not dare", "Seems afraid", TODAY)
    given(RAISED).when(TEACHER, talk).then(
        TalkedWithChild(
            talk=TALK,
            by=TEACHER.employee,
            how="on a walk",
            own_words="I do not dare",
            summary="Seems afraid",
            form="",
            on=TODAY,
        )
    )


def with_mother(**changes: object) -> RecordTalkWithGuardians:
    values = {
        "talk": TALK,
        "guardians": frozenset({MOTHER.person}),
        "minutes": "We talked about the autumn",
        "on": TODAY,
    }
    return RecordTalkWithGuardians(**{**values, **changes})  # type: ignore[arg-type]


def test_a_guardian_who_has_been_talked_with_has_been_told() -> None:
    talked = given(RAISED).when(TEACHER, with_mother())
    after = talked.then(
        TalkedWithGuardians(
            talk=TALK,
            by=TEACHER.employee,
            guardians=frozenset({MOTHER.person}),
            outcome=TalkOutcome.HELD,
            minutes="We talked about the autumn",
            rebooked_for=None,
            on=TODAY,
        )
    )
    assert concern.family_readers(after.state, CHILD, TODAY, RULES) == {MOTHER.person}


def test_a_talk_that_was_broken_off_is_held_again() -> None:
    broken = with_mother(outcome=TalkOutcome.INTERRUPTED_REBOOK)
    given(RAISED).when(TEACHER, broken).then_refused(NoNewDay)
    same_day = with_mother(outcome=TalkOutcome.INTERRUPTED_REBOOK, rebooked_for=TODAY)
    given(RAISED).when(TEACHER, same_day).then_refused(NoNewDay)
    rebooked = with_mother(outcome=TalkOutcome.INTERRUPTED_REBOOK, rebooked_for=TOMORROW)
    (talk,) = given(RAISED).after(TEACHER, rebooked).state.talks.with_guardians
    assert (talk.outcome, talk.rebooked_for) == (TalkOutcome.INTERRUPTED_REBOOK, TOMORROW)


def test_a_talk_has_minutes_and_somebody_to_talk_with() -> None:
    given(RAISED).when(TEACHER, with_mother(minutes=" ")).then_refused(SayWhy)
    given(RAISED).when(TEACHER, with_mother(guardians=frozenset())).then_refused(NobodyThere)


def test_the_family_reads_it_once_told_and_changes_nothing_in_it() -> None:
    assert concern.family_readers(given(RAISED).state, CHILD, TODAY, RULES) == frozenset()
    told = given(RAISED).after(TEACHER, TellFamily(frozenset({MOTHER.person}), TODAY))
    assert concern.family_readers(told.state, CHILD, TODAY, RULES) == {MOTHER.person}
    told.when(MOTHER, NoteDisagreement("No")).then_refused(NotForYou)
    told.when(FATHER, NoteDisagreement("No")).then_refused(Stranger)


def test_telling_again_tells_only_those_who_did_not_know() -> None:
    told = given(RAISED).after(TEACHER, TellFamily(frozenset({MOTHER.person}), TODAY))
    told.when(TEACHER, TellFamily(frozenset({MOTHER.person, FATHER.person}), TODAY)).then(
        FamilyTold(told=frozenset({FATHER.person}), by=TEACHER.employee, on=TODAY)
    )


def test_only_the_child_and_those_responsible_are_told() -> None:
    stranger = TellFamily(frozenset({OTHER_PARENT.person}), TODAY)
    given(RAISED).when(TEACHER, stranger).then_refused(NotTheirsToKnow)
    child_too = TellFamily(frozenset({CHILD_ID}), TODAY)
    told = given(RAISED).after(TEACHER, child_too).state
    assert concern.family_readers(told, CHILD, TODAY, RULES) == {CHILD_ID}


def test_one_whose_right_is_unknown_is_not_told() -> None:
    father = TellFamily(frozenset({FATHER.person}), TODAY)
    given(RAISED).under(person=UNCLEAR).when(TEACHER, father).then_refused(NotTheirsToKnow)


def test_a_guardian_who_has_lost_responsibility_reads_it_no_longer() -> None:
    told = given(RAISED, BOTH_TOLD).state
    assert concern.family_readers(told, ALONE, TODAY, RULES) == {MOTHER.person}


@pytest.mark.parametrize(
    "grown",
    [replace(CHILD, born=TODAY.replace(year=TODAY.year - 18)), replace(CHILD, subject=EXPECTING)],
    ids=["of age", "expecting"],
)
def test_from_the_day_one_is_of_age_or_expecting_ones_guardians_read_and_are_told_nothing(
    grown: Person,
) -> None:
    both = frozenset({MOTHER.person, CHILD_ID})
    told = given(RAISED).after(TEACHER, TellFamily(both, TODAY))
    assert concern.family_readers(told.state, CHILD, TODAY, RULES) == both
    after = told.under(person=grown)
    assert concern.family_readers(after.state, grown, TODAY, RULES) == {CHILD_ID}
    after.when(MOTHER, NoteDisagreement("No")).then_refused(Stranger)
    tell = TellFamily(frozenset({FATHER.person}), TODAY)
    after.when(TEACHER, tell).then_refused(NotTheirsToKnow)


def test_it_is_gone_through_with_the_leader_of_the_day() -> None:
    ask = ClarifyWithLeader("We follow up", TODAY)
    given(RAISED).when(TEACHER, ask).then(CLARIFIED)
    given(RAISED).under(municipality=without(HEAD)).when(TEACHER, ask).then_refused(NoLeader)


def test_what_a_guardian_thinks_is_written_down_agreeing_or_not() -> None:
    view = RecordGuardianView(MOTHER.person, agrees=False, words="Fine", on=TODAY)
    given(RAISED, BOTH_TOLD).when(TEACHER, view).then(thinks(MOTHER.person, agrees=False))
    given(RAISED).when(TEACHER, view).then_refused(GuardiansNotHeard)


def test_it_is_taken_on_when_everything_is_clear() -> None:
    taken = given(*READY).when(TEACHER, TAKE_ON)
    after = taken.then(
        ConcernTakenOn(
            by=TEACHER.employee,
            taken_by=at_work(TEACHER),
            may_help=frozenset({"ppt"}),
            why_untold="",
            child_view=HEARD,
            follow_up=FOLLOW_UP,
            on=TODAY,
            under=GUIDE.id,
        )
    )
    assert isinstance(after.state, concern.TakenOn)


@pytest.mark.parametrize(
    ("missing", "refusal"),
    [
        (CLARIFIED, NotClarified),
        (thinks(FATHER.person), GuardiansNotHeard),
        (thinks(MOTHER.person), GuardiansNotHeard),
    ],
)
def test_it_is_not_taken_on_before_everything_is_clear(
    missing: Event, refusal: type[Refusal]
) -> None:
    almost = [event for event in READY if event != missing]
    given(*almost).when(TEACHER, TAKE_ON).then_refused(refusal)


def test_a_guardian_may_be_left_out_only_with_a_reason() -> None:
    unheard = given(RAISED, CLARIFIED, BOTH_TOLD, thinks(MOTHER.person))
    why = TakeOn(at_work(TEACHER), FOLLOW_UP, HEARD, why_untold="The father lives at sea")
    (taken,) = unheard.when(TEACHER, why).events
    assert isinstance(taken, ConcernTakenOn)
    assert taken.why_untold == "The father lives at sea"


def test_that_no_guardian_is_known_is_a_reason_that_must_be_written_down() -> None:
    alone = given(RAISED, CLARIFIED).under(person=replace(CHILD, guardians={}))
    alone.when(TEACHER, TAKE_ON).then_refused(GuardiansNotHeard)
    why = replace(TAKE_ON, why_untold="Came to Norway without parents")
    assert isinstance(alone.after(TEACHER, why).state, concern.TakenOn)


def test_that_guardians_do_not_agree_stops_nothing() -> None:
    against = (*READY[:3], thinks(MOTHER.person, agrees=False), thinks(FATHER.person, agrees=False))
    assert isinstance(given(*against).after(TEACHER, TAKE_ON).state, concern.TakenOn)


def test_the_one_who_takes_it_on_works_in_the_unit() -> None:
    elsewhere = TakeOn(at_work(OTHER_TEACHER), FOLLOW_UP, HEARD)
    given(*READY).when(TEACHER, elsewhere).then_refused(NotInTheUnit)


def test_the_child_has_been_heard_or_there_is_a_reason() -> None:
    unheard = TakeOn(at_work(TEACHER), FOLLOW_UP, ChildView())
    given(*READY).when(TEACHER, unheard).then_refused(ChildNotHeard)
    silent = EndConcern("It passed", "Come back", ChildView())
    given(RAISED).when(TEACHER, silent).then_refused(ChildNotHeard)


def test_the_author_ends_it_with_reason_and_information() -> None:
    ended = given(RAISED, SHARED_WITH_HEAD).when(TEACHER, END)
    after = ended.then(
        ConcernEnded(
            by=TEACHER.employee,
            why="It was the new glasses",
            information_given="You may always come back",
            took_part=frozenset(),
            child_view=HEARD,
            on=TODAY,
            under=GUIDE.id,
        )
    )
    assert isinstance(after.state, concern.Concluded)


def test_an_ending_has_a_reason() -> None:
    given(RAISED).when(TEACHER, EndConcern("", "", HEARD)).then_refused(SayWhy)


def test_nobody_else_concludes_it() -> None:
    shared = given(RAISED, SHARED_WITH_HEAD)
    shared.when(HEAD, END).then_refused(NotYourConcern)
    shared.when(HEAD, TAKE_ON).then_refused(NotYourConcern)


def test_the_leader_concludes_it_when_the_author_has_left() -> None:
    left = given(RAISED).under(municipality=without(TEACHER))
    assert concern.responsible(left.state, without(TEACHER), TODAY) == HEAD.employee
    assert isinstance(left.after(HEAD, END).state, concern.Concluded)
    left.when(TEACHER, END).then_refused(Stranger)


def test_what_is_concluded_stays_concluded() -> None:
    ended = given(RAISED).after(TEACHER, END)
    ended.when(TEACHER, END).then_nothing_new()
    ended.when(TEACHER, observation()).then_refused(ConcludedAlready)
    other = EndConcern("Another reason", "", HEARD)
    ended.when(TEACHER, other).then_refused(ConcludedAlready)


def test_what_is_concluded_is_still_read_by_those_who_read_it() -> None:
    ended = given(RAISED, SHARED_WITH_HEAD, BOTH_TOLD).after(TEACHER, END).state
    assert concern.staff_readers(ended, MUNICIPALITY, TODAY) == {TEACHER.employee, HEAD.employee}
    assert concern.family_readers(ended, CHILD, TODAY, RULES) == {MOTHER.person, FATHER.person}


def test_an_ordinary_concern_has_no_shield_to_lift() -> None:
    given(RAISED).when(TEACHER, LiftShield("No", "No")).then_refused(NotShielded)


def test_a_wondering_that_rests_too_long_shows() -> None:
    last = TODAY + timedelta(days=GUIDE.wondering_rests_days)
    after = last + timedelta(days=1)
    assert not concern.rests_too_long(given(RAISED).state, GUIDE, last)
    assert concern.rests_too_long(given(RAISED).state, GUIDE, after)
    talked = given(RAISED).after(TEACHER, with_mother()).state
    assert not concern.rests_too_long(talked, GUIDE, after)
    ended = given(RAISED).after(TEACHER, END).state
    assert not concern.rests_too_long(ended, GUIDE, after)


def test_what_cannot_follow_stops_the_reading() -> None:
    with pytest.raises(AssertionError, match="family-told cannot follow"):
        given(BOTH_TOLD).state  # noqa: B018


def test_all_of_an_ordinary_concern_lies_under_its_own_key() -> None:
    so_far: tuple[Event, ...] = ()
    for event in (*READY, *given(*READY).when(TEACHER, TAKE_ON).events):
        assert concern.place(event, concern.fold(so_far)) == IN_THE_CONCERN
        so_far = (*so_far, event)


def test_the_unit_is_seen_by_no_other_unit_even_about_the_same_child() -> None:
    theirs = ConcernRaised(
        concern=CONCERN,
        about=CHILD_ID,
        author=OTHER_TEACHER.employee,
        unit=OTHER_SCHOOL,
        questions=(),
        on=TODAY,
    )
    readers = concern.staff_readers(given(theirs).state, MUNICIPALITY, TODAY)
    assert readers == {OTHER_TEACHER.employee}


def test_a_youth_who_was_told_reads_what_is_said_of_them() -> None:
    told = given(RAISED).under(person=YOUTH)
    knows = told.after(TEACHER, TellFamily(frozenset({YOUTH.id}), TODAY)).state
    assert concern.family_readers(knows, YOUTH, TODAY, RULES) == {YOUTH.id}
