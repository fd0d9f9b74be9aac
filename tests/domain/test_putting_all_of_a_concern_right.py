"""Forms, contacts, reports and what was told of a concern: put right, contested, hidden (R182)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from stafett.application.views import ConcernView, concern_view
from stafett.domain import access, concern
from stafett.domain.contact import Channel, RecordContact, RecordReport
from stafett.domain.correction import (
    ContestWords,
    MarkMisfiled,
    NothingOfYoursHere,
    PutBack,
)
from stafett.domain.disclosure import GroundIsForOthers, RecordDisclosure, SayExactlyWhat
from stafett.domain.document import DocumentId
from stafett.domain.facts import Refusal
from stafett.domain.informing import Informed, ReportedToo, SayWhetherTheyKnow
from stafett.domain.moment import NotYetHappened
from stafett.domain.noted import CorrectNoted
from stafett.domain.noted_form import NoteForm
from stafett.domain.noted_words import ContactWords, ReportWords, Rewording
from stafett.domain.people import Asker
from stafett.domain.receiver import Receiver
from stafett.domain.rulebook import Rulebook
from stafett.domain.sharing import ShareConcern
from stafett.domain.sheet import Answer, AnswerDoesNotFit, NoSuchForm
from stafett.domain.shield import LiftShield
from stafett.domain.talk import TellFamily
from stafett.domain.template import TemplateVersion
from stafett.domain.wondering import AddObservation, Origin, RaiseConcern
from stafett.domain.wording import IdTaken, SayWhy
from tests.domain.test_acute_and_shielded import RAISE
from tests.domain.test_duty_to_report import EARLIER, TOLD_THEM
from tests.forms import FORMED, SCALE, WITH_FORMS
from tests.people import (
    CHILD_ID,
    CHILD_SELF,
    COLLEAGUE,
    CONCERN,
    FATHER,
    HEAD,
    MOTHER,
    SCHOOL,
    TEACHER,
    TODAY,
    some_id,
)
from tests.relay import Given, Relay

FORM, CONTACT, REPORT, TOLD = map(some_id, ("form", "contact", "report", "told"))
ABOUT_HIM = replace(SCALE, form=TemplateVersion("everything", 1), answers={})
NOTE = NoteForm(DocumentId(FORM), ABOUT_HIM)
CALLED = RecordContact(CONTACT, Receiver.POLICE, "Police", Channel.PHONE, EARLIER)
KNOWS = {CHILD_ID: Informed(told=True), MOTHER.person: Informed(told=True)}
KNOW = {**KNOWS, FATHER.person: Informed(told=False, why_not="Away")}
SENT = RecordReport(REPORT, Receiver.CHILD_WELFARE, "CW", Channel.PORTAL, "All", KNOW, EARLIER)
TELLING = RecordDisclosure(TOLD, replace(TOLD_THEM, informed=KNOW))
WRITTEN = (NOTE, CALLED, SENT, TELLING)
ITEMS = (FORM, CONTACT, REPORT, TOLD)
DAY = ABOUT_HIM.happened_on - timedelta(days=1)
RIGHT_FORM = replace(ABOUT_HIM, happened_on=DAY)
RIGHT_CALL = ContactWords(Receiver.POLICE, "Bodø", Channel.MEETING, "7", EARLIER)
RIGHT_REPORT = ReportWords(
    Receiver.CHILD_WELFARE, "CW", Channel.PORTAL, "ref 9", "All of it", KNOW, (), EARLIER
)
RIGHT_TOLD = replace(TELLING.disclosed, items=("that he comes hungry",))
RIGHT: tuple[Rewording, ...] = (RIGHT_FORM, RIGHT_CALL, RIGHT_REPORT, RIGHT_TOLD)
SHARED = ShareConcern(frozenset({COLLEAGUE.employee}), TODAY)
TELL = TellFamily(frozenset({CHILD_ID, MOTHER.person, FATHER.person}), TODAY)
given = Relay(concern, guide=FORMED, municipality=WITH_FORMS).given


def wondered() -> Given:
    so_far = given().after(TEACHER, RaiseConcern(CONCERN, CHILD_ID, SCHOOL))
    for command in (*WRITTEN, TELL):
        so_far = so_far.after(TEACHER, command)
    return so_far


def corrected(so_far: Given) -> Given:
    for item, words in zip(ITEMS, RIGHT, strict=True):
        so_far = so_far.after(TEACHER, CorrectNoted(item, words, "misread"))
    return so_far


def view(so_far: Given, who: Asker) -> ConcernView:
    at = so_far.relay.circumstances(who, TODAY)
    access.may(who, access.Look.OPEN, so_far.state, at)
    return concern_view(so_far.state, at)


def shown(so_far: Given, who: Asker) -> list[object]:
    seen = view(so_far, who)
    things: tuple[Any, ...] = (*seen.forms, *seen.contacts, *seen.reports, *seen.disclosures)
    return [one.id for one in things]


def test_what_else_stands_in_a_concern_is_put_right_and_both_are_kept() -> None:
    so_far = corrected(wondered())
    seen = view(so_far, TEACHER)
    assert [one.sheet for one in seen.forms] == [RIGHT_FORM]
    assert [one.version for one in seen.forms] == [2]
    assert [(one.receiver_name, one.reference) for one in seen.contacts] == [("Bodø", "7")]
    assert [(one.text, one.reference) for one in seen.reports] == [("All of it", "ref 9")]
    assert [one.disclosed for one in seen.disclosures] == [RIGHT_TOLD]
    assert [one.was.id for one in seen.earlier] == list(ITEMS)
    assert [one.by for one in seen.contacts] == [TEACHER.employee]


def test_the_law_says_anew_by_which_paragraph_it_was_told() -> None:
    other = replace(
        RIGHT_TOLD, ground="avert-serious-crime", receiver=Receiver.POLICE, receiver_name="Police"
    )
    grounds = {one.key: one.paragraph for one in wondered().relay.law.grounds}
    so_far = wondered().after(TEACHER, CorrectNoted(TOLD, other, "another ground"))
    (one,) = view(so_far, TEACHER).disclosures
    assert one.paragraph == grounds[one.disclosed.ground]
    wrong = CorrectNoted(TOLD, replace(other, receiver=Receiver.NEXT_OF_KIN), "x")
    wondered().when(TEACHER, wrong).then_refused(GroundIsForOthers)


@pytest.mark.parametrize(
    ("item", "words", "no"),
    [
        (CONTACT, replace(RIGHT_CALL, receiver_name=" "), SayWhy),
        (CONTACT, replace(RIGHT_CALL, at=EARLIER + timedelta(days=900)), NotYetHappened),
        (REPORT, replace(RIGHT_REPORT, text=""), SayWhy),
        (REPORT, replace(RIGHT_REPORT, informed=KNOWS), SayWhetherTheyKnow),
        (REPORT, replace(RIGHT_REPORT, at=EARLIER + timedelta(days=900)), NotYetHappened),
        (TOLD, replace(RIGHT_TOLD, items=()), SayExactlyWhat),
        (TOLD, replace(RIGHT_TOLD, informed=KNOWS), SayWhetherTheyKnow),
        (FORM, replace(RIGHT_FORM, answers={"scale": Answer(text="7")}), AnswerDoesNotFit),
        (FORM, SCALE, NothingOfYoursHere),
        (CONTACT, RIGHT_REPORT, NothingOfYoursHere),
        (REPORT, RIGHT_TOLD, NothingOfYoursHere),
        (TOLD, RIGHT_CALL, NothingOfYoursHere),
    ],
)
def test_new_words_say_as_much_as_the_first(item: Any, words: Rewording, no: type[Refusal]) -> None:
    wondered().when(TEACHER, CorrectNoted(item, words, "x")).then_refused(no)


def test_a_form_is_put_right_on_the_version_it_was_filled_in_on() -> None:
    gone = wondered().under(municipality=replace(WITH_FORMS, rulebook=Rulebook()))
    gone.when(TEACHER, CorrectNoted(FORM, RIGHT_FORM, "x")).then_refused(NoSuchForm)
    left = wondered().under(guide=replace(FORMED, forms={}))
    assert left.when(TEACHER, CorrectNoted(FORM, RIGHT_FORM, "x")).events


def test_only_its_author_and_whoever_answers_for_the_concern_put_it_right() -> None:
    shared = wondered().after(TEACHER, SHARED)
    for item, words in zip(ITEMS, RIGHT, strict=True):
        for command in (CorrectNoted(item, words, "x"), MarkMisfiled(item, None, "x")):
            shared.when(COLLEAGUE, command).then_refused(NothingOfYoursHere)


def test_the_family_contests_what_it_reads_and_learns_nothing_of_the_rest() -> None:
    for item in ITEMS:
        assert wondered().when(MOTHER, ContestWords(some_id("r"), item, "No")).events
    for item in (REPORT, TOLD):
        asked = wondered().when(FATHER, ContestWords(some_id("r"), item, "No"))
        asked.then_refused(NothingOfYoursHere)


def test_whoever_a_report_was_wrongly_said_to_be_known_to_reads_it_no_longer() -> None:
    for item, words in ((REPORT, RIGHT_REPORT), (TOLD, RIGHT_TOLD)):
        hers = {**KNOW, MOTHER.person: Informed(told=False, why_not="She was not reached")}
        before = wondered()
        assert item in shown(before, MOTHER)
        after = before.after(TEACHER, CorrectNoted(item, replace(words, informed=hers), "mixed up"))
        assert item not in shown(after, MOTHER)
        assert view(after, MOTHER).earlier == ()
        assert view(after, CHILD_SELF).earlier


def test_another_familys_children_are_in_no_earlier_words_either() -> None:
    also = replace(SENT, others=(ReportedToo("Ali", None, Informed(told=True)),))
    so_far = given().after(TEACHER, RaiseConcern(CONCERN, CHILD_ID, SCHOOL))
    so_far = so_far.after(TEACHER, TELL).after(TEACHER, also)
    so_far = so_far.after(TEACHER, CorrectNoted(REPORT, RIGHT_REPORT, "he was not in it"))
    assert "Ali" not in str(view(so_far, MOTHER))
    assert "Ali" in str(view(so_far, TEACHER).earlier)


@pytest.mark.parametrize(("item", "command"), list(zip(ITEMS, WRITTEN, strict=True)))
def test_what_is_about_another_child_is_hidden_and_put_back(item: Any, command: Any) -> None:
    before = corrected(wondered()).after(MOTHER, ContestWords(some_id("r"), item, "No"))
    hidden = before.after(TEACHER, MarkMisfiled(item, None, "another"))
    back = hidden.after(TEACHER, PutBack(item, None, "this one"))
    for who in (TEACHER, MOTHER, CHILD_SELF):
        assert item in shown(before, who)
        assert item not in shown(hidden, who)
        assert [one.item for one in view(hidden, who).misfiled] == [item]
        assert not [one for one in view(hidden, who).earlier if one.was.id == item]
        assert set(shown(back, who)) == set(shown(before, who))
        assert view(back, who).remarks == view(before, who).remarks
        seen = [view(one, who).seen for one in (before, hidden, back)]
        assert seen == sorted(set(seen))
    hidden.when(TEACHER, command).then_refused(IdTaken)
    father = {view(one, FATHER).seen for one in (before, hidden, back)}
    assert (len(father) == 1) == (item in {REPORT, TOLD})


def test_nothing_takes_the_id_of_something_else() -> None:
    observed = AddObservation(CONTACT, "hall", Origin.OWN_EYES, "He slept", TODAY)
    wondered().when(TEACHER, observed).then_refused(IdTaken)
    wondered().when(TEACHER, replace(CALLED, contact=REPORT)).then_refused(IdTaken)


def test_in_a_shielded_concern_none_of_it_is_ever_the_familys() -> None:
    so_far = given().after(TEACHER, RAISE)
    for command in WRITTEN:
        so_far = so_far.after(TEACHER, command)
    lifted = corrected(so_far).after(TEACHER, LiftShield("Unfounded", "Open now"))
    lifted = lifted.after(TEACHER, TELL)
    assert shown(lifted, HEAD) == list(ITEMS)
    nothing = view(lifted, MOTHER)
    assert (shown(lifted, MOTHER), nothing.earlier, nothing.misfiled) == ([], (), ())
    hidden = lifted.after(TEACHER, MarkMisfiled(REPORT, None, "another"))
    assert view(hidden, MOTHER) == nothing
    for item in ITEMS:
        asked = lifted.when(MOTHER, ContestWords(some_id("r"), item, "No"))
        asked.then_refused(NothingOfYoursHere)
