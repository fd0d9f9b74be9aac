"""Put right, contested, or about another child: what was written while somebody wondered."""

from dataclasses import replace
from datetime import timedelta

import pytest

from stafett.application.views import ConcernView, concern_view
from stafett.domain import access, concern
from stafett.domain.access import NotYoursHere
from stafett.domain.concern import ConcludedAlready
from stafett.domain.conclusion import EndConcern
from stafett.domain.correction import (
    ContestWords,
    MarkMisfiled,
    NothingOfYoursHere,
    NotOfTheFamily,
    PutBack,
    WordsContested,
)
from stafett.domain.facts import COMPARTMENT, Refusal, Stranger
from stafett.domain.facts import CONCERN as LEVEL_0
from stafett.domain.moment import NotYetHappened
from stafett.domain.noted import CorrectNoted, NotedCorrected
from stafett.domain.noted_words import (
    ChildTalkWords,
    GuardianTalkWords,
    Rewording,
    SeenWords,
)
from stafett.domain.people import Asker
from stafett.domain.sharing import ShareConcern
from stafett.domain.shield import LetChildIn, LiftShield, RaiseShieldedConcern
from stafett.domain.talk import (
    NoNewDay,
    RecordTalkWithChild,
    RecordTalkWithGuardians,
    TalkOutcome,
    TellFamily,
)
from stafett.domain.voice import ChildView
from stafett.domain.wondering import AddObservation, Note, Origin, RaiseConcern
from stafett.domain.wording import IdTaken, SayWhy
from tests.domain.test_acute_and_shielded import RAISE
from tests.domain.test_wondering import READY, TAKE_ON
from tests.people import (
    CHILD_ID,
    CHILD_SELF,
    COLLEAGUE,
    CONCERN,
    FATHER,
    HEAD,
    MOTHER,
    NURSE,
    SCHOOL,
    TEACHER,
    TODAY,
    some_id,
)
from tests.relay import Given, Relay

SEEN, WALK, TALK, REMARK = map(some_id, ("observation", "walk", "talk", "remark"))
WROTE = AddObservation(SEEN, "hall", Origin.OWN_EYES, "He pushed Ali", TODAY)
RIGHT = SeenWords(Note.OBSERVATION, "yard", Origin.OWN_EYES, "He pushed Omar", "", TODAY)
PUT_RIGHT = CorrectNoted(SEEN, RIGHT, "I mixed them up")
WALKED = RecordTalkWithChild(WALK, "a walk", "I am tired", "Shy", TODAY)
MET = RecordTalkWithGuardians(TALK, frozenset({MOTHER.person}), "He sleeps badly", TODAY)
SHARED = ShareConcern(frozenset({HEAD.employee, COLLEAGUE.employee}), TODAY)
TELL = TellFamily(frozenset({CHILD_ID, MOTHER.person, FATHER.person}), TODAY)
CONTEST = ContestWords(REMARK, SEEN, "Ali pushed first")
HIDE = MarkMisfiled(SEEN, None, "another of that name")
BACK = PutBack(SEEN, None, "it was this one")
END = EndConcern("It passed", "Come back", ChildView(not_asked_because="Too small"))


def wondered() -> Given:
    so_far = Relay(concern).given().after(TEACHER, RaiseConcern(CONCERN, CHILD_ID, SCHOOL))
    for command in (SHARED, WROTE, WALKED, MET):
        so_far = so_far.after(TEACHER, command)
    return so_far


def told() -> Given:
    return wondered().after(TEACHER, TELL)


def shielded() -> Given:
    so_far = Relay(concern).given().after(TEACHER, RAISE)
    assert isinstance(RAISE, RaiseShieldedConcern)
    return so_far.after(TEACHER, WROTE)


def view(so_far: Given, who: Asker) -> ConcernView:
    at = so_far.relay.circumstances(who, TODAY)
    access.may(who, access.Look.OPEN, so_far.state, at)
    return concern_view(so_far.state, at)


def test_an_observation_is_put_right_and_what_it_said_stays_beside_it() -> None:
    readers = {TEACHER.id, HEAD.id, COLLEAGUE.id, CHILD_ID, MOTHER.person, FATHER.person}
    so_far = told()
    before = {who: view(so_far, who).seen for who in (TEACHER, MOTHER)}
    so_far = so_far.when(TEACHER, PUT_RIGHT).then(
        NotedCorrected(
            item=SEEN,
            words=RIGHT,
            why="I mixed them up",
            read_by=frozenset(readers),
            by=TEACHER.employee,
            on=TODAY,
        )
    )
    for who in (TEACHER, HEAD, MOTHER, FATHER, CHILD_SELF):
        shown = view(so_far, who)
        assert (shown.observations[0].text, shown.observations[0].arena) == (RIGHT.text, "yard")
        assert [getattr(one.was, "text", "") for one in shown.earlier] == [WROTE.text]
    assert all(view(so_far, who).seen == seen + 1 for who, seen in before.items())


def test_earlier_words_are_for_those_who_might_have_read_them_then() -> None:
    so_far = Relay(concern).given().after(TEACHER, RaiseConcern(CONCERN, CHILD_ID, SCHOOL))
    so_far = so_far.after(TEACHER, WROTE).after(TEACHER, PUT_RIGHT)
    so_far = so_far.after(TEACHER, SHARED).after(TEACHER, TELL)
    assert view(so_far, TEACHER).earlier
    for who in (COLLEAGUE, MOTHER, CHILD_SELF):
        shown = view(so_far, who)
        assert shown.observations[0].text == RIGHT.text
        assert not shown.earlier


def test_talks_are_put_right_for_those_who_read_them() -> None:
    child = ChildTalkWords("a walk", "I am sad", "Sad", "", TODAY)
    so_far = told().after(TEACHER, CorrectNoted(WALK, child, "misheard"))
    minutes = GuardianTalkWords("He sleeps well", TODAY)
    so_far = so_far.after(TEACHER, CorrectNoted(TALK, minutes, "misheard"))
    assert view(so_far, CHILD_SELF).talks_with_child[0].own_words == "I am sad"
    assert view(so_far, MOTHER).talks_with_guardians[0].minutes == "He sleeps well"
    had = {who: [one.was.id for one in view(so_far, who).earlier] for who in (MOTHER, FATHER)}
    assert had == {MOTHER: [TALK], FATHER: []}
    assert [one.was.id for one in view(so_far, CHILD_SELF).earlier] == [WALK]
    assert view(so_far, FATHER).seen == view(told(), FATHER).seen, "to him nothing has changed"


@pytest.mark.parametrize(
    ("item", "words", "why", "no"),
    [
        (SEEN, replace(RIGHT, text=" "), "x", SayWhy),
        (SEEN, RIGHT, " ", SayWhy),
        (SEEN, replace(RIGHT, on=TODAY + timedelta(days=1)), "x", NotYetHappened),
        (TALK, GuardianTalkWords("", TODAY), "x", SayWhy),
        (TALK, RIGHT, "x", NothingOfYoursHere),
        (some_id("nothing"), RIGHT, "x", NothingOfYoursHere),
    ],
)
def test_new_words_say_as_much_as_the_first_had_to(
    item: object, words: Rewording, why: str, no: type[Refusal]
) -> None:
    ask = CorrectNoted(item, words, why)  # type: ignore[arg-type]  # an id of the table above
    wondered().when(TEACHER, ask).then_refused(no)


def test_a_talk_that_was_broken_off_was_held_before_its_new_day() -> None:
    day = TODAY - timedelta(days=5)
    broken = replace(
        MET,
        talk=some_id("broken"),
        on=day,
        outcome=TalkOutcome.INTERRUPTED_REBOOK,
        rebooked_for=TODAY,
    )
    so_far = wondered().after(TEACHER, broken)
    for on, no in ((TODAY, NoNewDay), (day + timedelta(days=1), None)):
        asked = so_far.when(
            TEACHER, CorrectNoted(broken.talk, GuardianTalkWords("Short", on), "wrong day")
        )
        if no is not None:
            asked.then_refused(no)
        else:
            assert asked.events


def test_who_wrote_it_or_answers_for_the_concern_puts_it_right() -> None:
    theirs = wondered().after(HEAD, replace(WROTE, observation=some_id("heads")))
    heads = replace(PUT_RIGHT, item=some_id("heads"))
    for who in (HEAD, TEACHER):
        assert theirs.when(who, heads).events
    theirs.when(COLLEAGUE, heads).then_refused(NothingOfYoursHere)
    theirs.when(HEAD, PUT_RIGHT).then_refused(NothingOfYoursHere)
    theirs.when(NURSE, PUT_RIGHT).then_refused(Stranger)


def test_the_family_says_that_it_was_otherwise_and_both_stand() -> None:
    so_far = told()
    access.may(MOTHER, CONTEST, so_far.state, so_far.relay.circumstances(MOTHER, TODAY))
    so_far = so_far.when(MOTHER, CONTEST).then(
        WordsContested(
            place=LEVEL_0,
            item=SEEN,
            remark=REMARK,
            text="Ali pushed first",
            said_by=MOTHER.person,
            by=MOTHER.person,
            on=TODAY,
        )
    )
    for who in (TEACHER, COLLEAGUE, FATHER, CHILD_SELF):
        shown = view(so_far, who)
        assert shown.observations[0].text == WROTE.text
        assert [one.remark.text for one in shown.remarks] == ["Ali pushed first"]
    so_far.when(FATHER, CONTEST).then_refused(IdTaken)
    so_far.when(MOTHER, replace(CONTEST, remark=some_id("2"), text=" ")).then_refused(SayWhy)


def test_nobody_contests_what_they_do_not_read() -> None:
    wondered().when(FATHER, CONTEST).then_refused(Stranger)
    wondered().when(NURSE, CONTEST).then_refused(Stranger)
    Relay(concern).given().when(MOTHER, CONTEST).then_refused(Stranger)
    for item in (WALK, TALK, some_id("nothing")):
        told().when(FATHER, replace(CONTEST, item=item)).then_refused(NothingOfYoursHere)
    for command in (PUT_RIGHT, HIDE, BACK):
        at = told().relay.circumstances(MOTHER, TODAY)
        with pytest.raises(NotYoursHere):
            access.may(MOTHER, command, told().state, at)


def test_staff_write_a_remark_down_for_one_in_the_family_who_reads_it() -> None:
    spoken = replace(CONTEST, said_by=MOTHER.person)
    remarks = view(told().after(COLLEAGUE, spoken), FATHER).remarks
    assert [one.remark.said_by for one in remarks] == [MOTHER.person]
    told().when(COLLEAGUE, CONTEST).then_refused(NotOfTheFamily)
    wondered().when(TEACHER, replace(spoken, said_by=FATHER.person)).then_refused(NotOfTheFamily)
    told().when(TEACHER, replace(spoken, item=WALK)).then_refused(NotOfTheFamily)


def test_what_is_about_another_child_is_hidden_from_everybody_at_once() -> None:
    before = told().after(MOTHER, CONTEST).after(TEACHER, PUT_RIGHT)
    so_far = before.after(TEACHER, HIDE)
    back = so_far.after(TEACHER, BACK)
    for who in (TEACHER, HEAD, MOTHER, FATHER, CHILD_SELF):
        was, gone, again = (view(one, who) for one in (before, so_far, back))
        assert (gone.observations, gone.earlier, gone.remarks) == ((), (), ())
        assert [(one.item, one.by) for one in gone.misfiled] == [(SEEN, TEACHER.employee)]
        assert (again.observations, again.earlier, again.remarks) == (
            was.observations,
            was.earlier,
            was.remarks,
        )
        assert not again.misfiled
        assert was.seen < gone.seen < again.seen
    so_far.when(TEACHER, HIDE).then_nothing_new()
    back.when(TEACHER, BACK).then_nothing_new()
    assert back.when(TEACHER, HIDE).events


def test_one_who_never_read_it_does_not_notice_that_it_is_hidden() -> None:
    for item in (WALK, TALK):
        hidden = told().after(TEACHER, replace(HIDE, item=item))
        assert view(hidden, FATHER) == view(told(), FATHER)


def test_what_was_hidden_never_comes_back_under_its_old_id() -> None:
    for command, item in ((WROTE, SEEN), (WALKED, WALK), (MET, TALK)):
        hidden = wondered().after(TEACHER, replace(HIDE, item=item))
        hidden.when(TEACHER, command).then_refused(IdTaken)


def test_hiding_and_putting_back_need_a_reason_and_somebody_whose_it_is() -> None:
    hidden = wondered().after(TEACHER, HIDE)
    wondered().when(TEACHER, replace(HIDE, why=" ")).then_refused(SayWhy)
    hidden.when(TEACHER, replace(BACK, why="")).then_refused(SayWhy)
    hidden.when(TEACHER, PUT_RIGHT).then_refused(NothingOfYoursHere)
    for so_far, command in ((wondered(), HIDE), (hidden, BACK)):
        so_far.when(COLLEAGUE, command).then_refused(NothingOfYoursHere)
        so_far.when(TEACHER, replace(command, item=some_id("no"))).then_refused(NothingOfYoursHere)


def test_when_it_is_concluded_it_can_be_contested_and_hidden_and_is_not_rewritten() -> None:
    so_far = told().after(TEACHER, END)
    assert view(so_far.after(MOTHER, CONTEST), TEACHER).remarks
    hidden = so_far.after(TEACHER, HIDE)
    assert not view(hidden, MOTHER).observations
    assert view(hidden.after(TEACHER, BACK), MOTHER).observations
    so_far.when(TEACHER, PUT_RIGHT).then_refused(ConcludedAlready)


def test_when_it_was_taken_on_it_can_still_be_contested_and_hidden() -> None:
    so_far = Relay(concern).given(*READY).after(TEACHER, WROTE).after(TEACHER, TAKE_ON)
    so_far = so_far.after(MOTHER, CONTEST)
    assert view(so_far, TEACHER).remarks
    assert not view(so_far.after(TEACHER, HIDE), MOTHER).observations


def test_of_a_shielded_concern_nobody_outside_notices_anything() -> None:
    so_far = shielded()
    for command in (PUT_RIGHT, HIDE, BACK):
        events = so_far.when(TEACHER, command).events
        assert all(concern.place(one, so_far.state) == COMPARTMENT for one in events)
        so_far = so_far.after(TEACHER, command)
    for who in (MOTHER, FATHER, CHILD_SELF, COLLEAGUE):
        for asked in (CONTEST, HIDE, PUT_RIGHT):
            so_far.when(who, asked).then_refused(Stranger)
    said = replace(CONTEST, said_by=MOTHER.person)
    so_far.when(TEACHER, said).then_refused(NotOfTheFamily)
    let_in = so_far.after(TEACHER, LetChildIn("She asked", "She is safe"))
    assert let_in.when(CHILD_SELF, CONTEST).events
    lifted = so_far.after(TEACHER, LiftShield("Unfounded", "Open now")).after(TEACHER, TELL)
    shown = view(lifted, MOTHER)
    assert shown.observations[0].text == RIGHT.text
    assert not shown.earlier, "she could not read it as it was"
