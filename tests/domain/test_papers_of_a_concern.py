"""In a concern too forms are signed, and what lies on paper is kept beside what was written."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from stafett.application.views import ConcernView, concern_view
from stafett.domain import access, concern, noted_readers
from stafett.domain.access import NotYoursHere
from stafett.domain.attachment import (
    AttachmentId,
    AttachmentKept,
    KeepAttachment,
    NoSuchUpload,
    NothingToHangItOn,
)
from stafett.domain.concern import ConcludedAlready
from stafett.domain.conclusion import EndConcern
from stafett.domain.consent import ShowWhereItIsSigned
from stafett.domain.correction import MarkMisfiled, NothingOfYoursHere, PutBack
from stafett.domain.document import DocumentId, DocumentSigned, NoSuchDocument, NotToBeSigned
from stafett.domain.facts import COMPARTMENT, SHARED, Stranger, own
from stafett.domain.facts import CONCERN as LEVEL_0
from stafett.domain.noted import CorrectNoted
from stafett.domain.noted_form import NoteForm
from stafett.domain.people import Asker, Assurance
from stafett.domain.sharing import ShareConcern
from stafett.domain.shield import LetChildIn
from stafett.domain.signing import NotTheirsToSign
from stafett.domain.signing_documents import DocumentHasChanged
from stafett.domain.signing_noted import RegisterNotedSignature, SignNoted
from stafett.domain.taking_along import NothingToTakeAlong, TakeAlong, noted_in
from stafett.domain.talk import RecordTalkWithChild, TellFamily
from stafett.domain.template import FilledInBy
from stafett.domain.voice import ChildView
from stafett.domain.wondering import AddObservation, Origin, RaiseConcern
from stafett.domain.wording import IdTaken
from tests.domain.test_acute_and_shielded import RAISE
from tests.domain.test_views_of_follow_ups import seen_by
from tests.follow_ups import with_logg
from tests.forms import DRAWING, FORMED, FORMS, PNG, SCALE, SIGNED, WITH_FORMS
from tests.people import (
    CHILD_ID,
    CHILD_SELF,
    COLLEAGUE,
    CONCERN,
    FATHER,
    MOTHER,
    NURSE,
    SCHOOL,
    TEACHER,
    TODAY,
    some_id,
)
from tests.relay import Given, Relay

FORM, PICTURE = DocumentId(some_id("form")), AttachmentId(some_id("picture"))
SEEN, WALK = some_id("observation"), some_id("walk")
STAFFS = replace(FORMS[1], filled_in_by=frozenset({FilledInBy.STAFF}))
BOOK = replace(
    WITH_FORMS,
    rulebook=replace(WITH_FORMS.rulebook, templates={STAFFS.id: STAFFS, FORMS[0].id: FORMS[0]}),
)
NOTE = NoteForm(FORM, SIGNED)
TELL = TellFamily(frozenset({CHILD_ID, MOTHER.person}), TODAY)
SIGN = SignNoted(FORM, 1)
ON_PAPER = RegisterNotedSignature(FORM, 1, MOTHER.person, TODAY, "folder 7")
OBSERVE = AddObservation(SEEN, "hall", Origin.OWN_EYES, "He drew this", TODAY)
WALKED = RecordTalkWithChild(WALK, "a walk", "I am tired", "Shy", TODAY)
KEEP = KeepAttachment(PICTURE, DRAWING, PNG, hangs_on=SEEN)
END = EndConcern("It passed", "Come back", ChildView(not_asked_because="Too small"))
given = Relay(concern, guide=FORMED, municipality=BOOK).given


def raised() -> Given:
    so_far = given().after(TEACHER, RaiseConcern(CONCERN, CHILD_ID, SCHOOL))
    for command in (ShareConcern(frozenset({COLLEAGUE.employee}), TODAY), OBSERVE, WALKED):
        so_far = so_far.after(TEACHER, command)
    return so_far


def noted() -> Given:
    return raised().after(TEACHER, NOTE)


def told() -> Given:
    return noted().after(TEACHER, TELL)


def drawn() -> Given:
    return told().after(TEACHER, KEEP)


def view(so_far: Given, who: Asker) -> ConcernView:
    at = so_far.relay.circumstances(who, TODAY)
    access.may(who, access.Look.OPEN, so_far.state, at)
    return concern_view(so_far.state, at)


def opens(so_far: Given, who: Asker, item: AttachmentId = PICTURE) -> bool:
    at = so_far.relay.circumstances(who, TODAY)
    return noted_readers.attached(so_far.state, item, at) is not None


def test_a_form_is_signed_by_whoever_filled_it_in_and_by_the_family_who_read_it() -> None:
    sure = replace(MOTHER, assurance=Assurance.HIGH)
    so_far = told().after(TEACHER, SIGN)
    access.may(sure, SIGN, so_far.state, so_far.relay.circumstances(sure, TODAY))
    so_far = so_far.when(sure, SIGN).then(
        DocumentSigned(
            place=LEVEL_0,
            document=FORM,
            document_version=1,
            signer=MOTHER.person,
            signed_on=TODAY,
            assurance=Assurance.HIGH,
            registered_by=None,
            reference="",
            on=TODAY,
        )
    )
    (form,) = view(so_far, TEACHER).forms
    assert {one.signer for one in form.signatures} == {TEACHER.employee, MOTHER.person}
    assert form.lacks_signatures_of == frozenset()


def test_those_wait_for_a_signature_who_have_been_told_and_nobody_else() -> None:
    (before,) = view(noted(), TEACHER).forms
    assert before.lacks_signatures_of == {TEACHER.employee}
    (form,) = view(told(), TEACHER).forms
    assert form.lacks_signatures_of == {TEACHER.employee, MOTHER.person}
    both = told().after(TEACHER, TellFamily(frozenset({FATHER.person}), TODAY))
    (hers,) = view(both, MOTHER).forms
    assert hers.lacks_signatures_of == {TEACHER.employee, MOTHER.person}
    (childs,) = view(told(), CHILD_SELF).forms
    assert childs.lacks_signatures_of == {TEACHER.employee}


def test_a_signature_on_paper_says_where_it_lies_and_is_of_one_who_reads_the_form() -> None:
    so_far = told().after(COLLEAGUE, ON_PAPER)
    (form,) = view(so_far, TEACHER).forms
    assert [(one.registered_by, one.reference) for one in form.signatures] == [
        (COLLEAGUE.employee, "folder 7")
    ]
    told().when(TEACHER, replace(ON_PAPER, reference=" ")).then_refused(ShowWhereItIsSigned)
    told().when(TEACHER, replace(ON_PAPER, signer=FATHER.person)).then_refused(NotTheirsToSign)
    of_her = replace(SIGNED, about=frozenset({CHILD_ID, FATHER.person}))
    hers = raised().after(TEACHER, TELL).after(TEACHER, replace(NOTE, sheet=of_her))
    hers.when(TEACHER, ON_PAPER).then_refused(NotTheirsToSign)
    hers.when(MOTHER, SIGN).then_refused(NoSuchDocument)
    at = told().relay.circumstances(MOTHER, TODAY)
    with pytest.raises(NotYoursHere):
        access.may(MOTHER, ON_PAPER, told().state, at)
    told().when(MOTHER, ON_PAPER).then_refused(NotTheirsToSign)


def test_put_right_it_is_another_version_that_nobody_has_signed() -> None:
    other = replace(SIGNED, happened_on=TODAY - timedelta(days=1))
    so_far = told().after(MOTHER, SIGN).after(TEACHER, CorrectNoted(FORM, other, "the day"))
    (form,) = view(so_far, TEACHER).forms
    assert (form.version, [one.version for one in form.signatures]) == (2, [1])
    assert MOTHER.person in form.lacks_signatures_of
    so_far.when(TEACHER, SIGN).then_refused(DocumentHasChanged)
    assert so_far.when(MOTHER, SignNoted(FORM, 2)).events


def test_only_a_form_that_is_there_and_is_to_be_signed_is_signed() -> None:
    plain = raised().after(TEACHER, NoteForm(FORM, SCALE))
    plain.when(TEACHER, SIGN).then_refused(NotToBeSigned)
    (form,) = view(plain, TEACHER).forms
    assert form.lacks_signatures_of == frozenset()
    raised().when(TEACHER, SIGN).then_refused(NoSuchDocument)
    for who in (NURSE, FATHER):
        told().when(who, SIGN).then_refused(Stranger)
    ended = told().after(TEACHER, END)
    ended.when(TEACHER, SIGN).then_refused(ConcludedAlready)


def test_what_hangs_on_something_is_read_by_whoever_reads_that() -> None:
    so_far = (
        told()
        .when(TEACHER, KEEP)
        .then(
            AttachmentKept(
                place=LEVEL_0,
                attachment=PICTURE,
                described=DRAWING,
                stored=PNG,
                hangs_on=SEEN,
                by=TEACHER.employee,
                unit=SCHOOL,
                on=TODAY,
            )
        )
    )
    for who in (TEACHER, COLLEAGUE, MOTHER, CHILD_SELF):
        assert [one.id for one in view(so_far, who).attachments] == [PICTURE]
        assert view(so_far, who).seen == view(told(), who).seen + 1
        assert opens(so_far, who)
    walked = told().after(TEACHER, replace(KEEP, hangs_on=WALK))
    assert opens(walked, CHILD_SELF)
    assert not opens(walked, MOTHER)
    assert view(walked, MOTHER) == view(told(), MOTHER)
    fathers = replace(DRAWING, about=frozenset({CHILD_ID, FATHER.person}))
    assert not opens(told().after(TEACHER, replace(KEEP, described=fathers)), MOTHER)


def test_it_hangs_on_something_that_was_written_and_lies_where_it_was_uploaded_for() -> None:
    for nothing in (None, some_id("nothing")):
        told().when(TEACHER, replace(KEEP, hangs_on=nothing)).then_refused(NothingToHangItOn)
    on_itself = replace(KEEP, attachment=AttachmentId(some_id("2")), hangs_on=PICTURE)
    drawn().when(TEACHER, on_itself).then_refused(NothingToHangItOn)
    for elsewhere in (SHARED, own(SCHOOL), COMPARTMENT):
        told().when(TEACHER, replace(KEEP, place=elsewhere)).then_refused(NoSuchUpload)
    assert told().when(TEACHER, replace(KEEP, place=LEVEL_0)).events
    at = told().relay.circumstances(MOTHER, TODAY)
    with pytest.raises(NotYoursHere):
        access.may(MOTHER, KEEP, told().state, at)


def test_what_it_is_said_to_be_is_put_right() -> None:
    better = replace(DRAWING, title="His own house")
    so_far = drawn().after(TEACHER, CorrectNoted(PICTURE, better, "his house"))
    seen = view(so_far, MOTHER)
    assert [one.described for one in seen.attachments] == [better]
    assert [getattr(one.was, "described", None) for one in seen.earlier] == [DRAWING]


def test_it_is_hidden_with_what_it_hangs_on_and_comes_back_with_it() -> None:
    hidden = drawn().after(TEACHER, MarkMisfiled(SEEN, None, "another"))
    back = hidden.after(TEACHER, PutBack(SEEN, None, "this one"))
    for who in (TEACHER, MOTHER):
        assert view(hidden, who).attachments == ()
        assert not opens(hidden, who)
        assert [one.item for one in view(hidden, who).misfiled] == [SEEN]
        assert opens(back, who)
        seen = [view(one, who).seen for one in (drawn(), hidden, back)]
        assert seen == sorted(set(seen))
    hidden.when(TEACHER, KEEP).then_refused(IdTaken)
    hidden.when(TEACHER, replace(KEEP, attachment=AttachmentId(some_id("2")))).then_refused(
        NothingToHangItOn
    )


def test_hidden_by_itself_it_does_not_come_back_before_what_it_hangs_on() -> None:
    alone = drawn().after(TEACHER, MarkMisfiled(PICTURE, None, "another"))
    assert view(alone, MOTHER).observations
    assert not opens(alone, MOTHER)
    both = alone.after(TEACHER, MarkMisfiled(SEEN, None, "another too"))
    both.when(TEACHER, PutBack(PICTURE, None, "x")).then_refused(NothingOfYoursHere)
    back = both.after(TEACHER, PutBack(SEEN, None, "this one"))
    assert not opens(back, MOTHER)
    assert opens(back.after(TEACHER, PutBack(PICTURE, None, "this too")), MOTHER)


def test_in_a_shielded_concern_it_lies_in_the_compartment() -> None:
    so_far = given().after(TEACHER, RAISE)
    for command in (OBSERVE, WALKED, NOTE, SIGN, KEEP):
        events = so_far.when(TEACHER, command).events
        assert {concern.place(one, so_far.state) for one in events} == {COMPARTMENT}
        assert {getattr(one, "place", COMPARTMENT) for one in events} == {COMPARTMENT}
        so_far = so_far.after(TEACHER, command)
    assert opens(so_far, TEACHER)
    so_far.when(CHILD_SELF, SIGN).then_refused(Stranger)
    let_in = so_far.after(TEACHER, LetChildIn("She asked", "She is safe"))
    assert opens(let_in, CHILD_SELF)
    let_in.when(CHILD_SELF, SIGN).then_refused(NoSuchDocument)


def test_nothing_lies_where_nobody_wonders() -> None:
    assert not opens(given(), TEACHER)
    assert not opens(told(), TEACHER)


def test_what_hangs_on_an_observation_is_taken_along_into_the_logg() -> None:
    along = TakeAlong(noted_in(drawn().state, SEEN))
    logg = with_logg().after(TEACHER, along)
    (proposal,) = seen_by(logg, MOTHER).proposals
    assert [one.id for one in proposal.attachments] == [PICTURE]
    kept: Any = [one for part in seen_by(logg, TEACHER).parts for one in part.attachments]
    assert [(one.hangs_on, one.kept_on) for one in kept] == [(SEEN, TODAY)]
    hidden = drawn().after(TEACHER, MarkMisfiled(SEEN, None, "another"))
    with pytest.raises(NothingToTakeAlong):
        noted_in(hidden.state, SEEN)


def test_nothing_that_lies_there_already_is_written_over() -> None:
    along = TakeAlong(noted_in(drawn().state, SEEN))
    logg = with_logg().after(TEACHER, along)
    again = TakeAlong(replace(along.noted, item=some_id("another entry")))
    logg.when(TEACHER, again).then_refused(IdTaken)
