"""Documents: a form of the guide filled in, put right, hidden, signed; nothing it did not ask."""

from dataclasses import replace
from datetime import timedelta

import pytest

from stafett.domain.consent import ShowWhereItIsSigned
from stafett.domain.correction import ContestWords, CorrectWords, MarkMisfiled, NothingOfYoursHere
from stafett.domain.desk import GuardiansDoNotWrite
from stafett.domain.document import (
    DocumentFilledIn,
    DocumentId,
    DocumentSigned,
    FillInForm,
    NoSuchDocument,
    NotToBeSigned,
)
from stafett.domain.entry import SayWhomItIsAbout
from stafett.domain.facts import SHARED, Place, Refusal, own
from stafett.domain.logg import LoggIsNotOpen
from stafett.domain.moment import NotYetHappened
from stafett.domain.people import Asker, Assurance
from stafett.domain.sheet import (
    Answer,
    AnswerDoesNotFit,
    AnswerMissing,
    FormIsKeptElsewhere,
    NoSuchForm,
    NotYoursToFillIn,
    Sheet,
    UnknownQuestion,
)
from stafett.domain.signing import NotTheirsToSign
from stafett.domain.signing_documents import (
    DocumentHasChanged,
    RegisterDocumentSignature,
    SignDocument,
)
from stafett.domain.template import TemplateVersion
from stafett.domain.views_in_parts import DocumentView
from stafett.domain.wording import IdTaken
from tests.domain.test_views_of_follow_ups import seen_by
from tests.follow_ups import begun, with_logg, with_ppt
from tests.forms import CODES, FORMED, FORMS, SCALE, SIGNED, WITH_FORMS
from tests.people import (
    ADVISER,
    CHILD_SELF,
    FATHER,
    MOTHER,
    OTHER_PARENT,
    PPT,
    SCHOOL,
    TEACHER,
    TODAY,
    some_id,
)
from tests.relay import Given
from tests.rules import GUIDE, RULES

DOCUMENT = DocumentId(some_id("document"))
IN_OWN = FillInForm(DOCUMENT, SCALE, SCHOOL)
IN_LOGG = FillInForm(DOCUMENT, SIGNED, SCHOOL, shared=True)
BY_FAMILY = SignDocument(DOCUMENT, 1)
ON_PAPER = RegisterDocumentSignature(DOCUMENT, 1, SCHOOL, MOTHER.person, TODAY, "folder 7")
LESS = replace(SIGNED, answers={"scale": Answer(number=3)})
WRITING_FAMILY = replace(RULES, guardians_may=frozenset({"read", "write"}))


def formed(so_far: Given) -> Given:
    return so_far.under(municipality=WITH_FORMS, guide=FORMED)


def documents(so_far: Given, who: Asker) -> list[DocumentView]:
    return [one for part in seen_by(so_far, who).parts for one in part.documents]


def filled(place: Place, command: FillInForm) -> DocumentFilledIn:
    return DocumentFilledIn(
        place=place,
        document=DOCUMENT,
        sheet=command.sheet,
        by=TEACHER.employee,
        unit=SCHOOL,
        on=TODAY,
    )


def test_a_form_is_filled_in_where_its_writer_puts_it() -> None:
    own_part = formed(with_logg()).when(TEACHER, IN_OWN).then(filled(own(SCHOOL), IN_OWN))
    assert documents(own_part, ADVISER) == []
    assert documents(own_part, MOTHER) == []
    shared = formed(with_logg()).when(TEACHER, IN_LOGG).then(filled(SHARED, IN_LOGG))
    for who in (TEACHER, ADVISER, MOTHER, FATHER):
        (one,) = documents(shared, who)
        assert (one.id, one.sheet, one.version) == (DOCUMENT, SIGNED, 1)


def test_without_an_open_logg_it_goes_into_the_units_own_part() -> None:
    formed(begun()).when(TEACHER, IN_LOGG).then_refused(LoggIsNotOpen)
    formed(begun()).when(TEACHER, IN_OWN).then(filled(own(SCHOOL), IN_OWN))


def test_a_score_says_which_scale_it_was_given_on() -> None:
    (one,) = documents(formed(begun()).after(TEACHER, IN_OWN), TEACHER)
    assert one.sheet is not None
    assert one.sheet.form == TemplateVersion("scale", 1)
    assert one.sheet.answers["scale"].number == 7


def test_only_the_version_that_the_guide_uses_is_filled_in() -> None:
    newer = replace(FORMS[0], id=TemplateVersion("scale", 2))
    book = replace(
        WITH_FORMS.rulebook, templates={**WITH_FORMS.rulebook.templates, newer.id: newer}
    )
    both = begun().under(municipality=replace(WITH_FORMS, rulebook=book), guide=FORMED)
    ahead = replace(IN_OWN, sheet=replace(SCALE, form=newer.id))
    both.when(TEACHER, ahead).then_refused(NoSuchForm)
    moved = both.under(guide=replace(GUIDE, forms={"scale": 2}))
    assert moved.when(TEACHER, ahead).events
    moved.when(TEACHER, IN_OWN).then_refused(NoSuchForm)
    unknown = replace(IN_OWN, sheet=replace(SCALE, form=TemplateVersion("horoscope", 1)))
    both.when(TEACHER, unknown).then_refused(NoSuchForm)


def test_a_form_that_is_there_to_be_read_is_not_filled_in() -> None:
    leaflet = replace(FORMS[0], kept_in=frozenset())
    book = replace(WITH_FORMS.rulebook, templates={leaflet.id: leaflet})
    to_read = begun().under(municipality=replace(WITH_FORMS, rulebook=book), guide=FORMED)
    to_read.when(TEACHER, IN_OWN).then_refused(FormIsKeptElsewhere)


def answered(**answers: Answer) -> Sheet:
    by_key = {key.replace("_", "-"): answer for key, answer in answers.items()}
    return replace(SCALE, form=TemplateVersion("everything", 1), answers=by_key)


RIGHT = {
    "line": Answer(text="in the yard"),
    "words": Answer(text="He played\nwith Ali."),
    "day": Answer(day=TODAY),
    "yes_or_no": Answer(yes=False),
    "scale": Answer(number=0),
    "one_of": Answer(codes=frozenset({"a"})),
    "some_of": Answer(codes=frozenset({"a", "c"})),
}


def test_each_question_is_answered_in_its_own_way() -> None:
    sheet = answered(**RIGHT)
    filled_in = formed(begun()).after(TEACHER, replace(IN_OWN, sheet=sheet))
    assert documents(filled_in, TEACHER)[0].sheet == sheet


@pytest.mark.parametrize(
    ("key", "wrong"),
    [
        ("line", Answer(text="two\nlines")),
        ("line", Answer(text=" ")),
        ("words", Answer()),
        ("words", Answer(text="x", number=1)),
        ("day", Answer(text="today")),
        ("yes_or_no", Answer(text="yes")),
        ("scale", Answer(number=11)),
        ("scale", Answer(number=-1)),
        ("scale", Answer(text="7")),
        ("one_of", Answer(codes=frozenset({"a", "b"}))),
        ("one_of", Answer(codes=frozenset({"z"}))),
        ("some_of", Answer(codes=frozenset())),
        ("some_of", Answer(codes=frozenset({"a", "z"}))),
    ],
)
def test_an_answer_of_another_kind_is_not_kept(key: str, wrong: Answer) -> None:
    asked = replace(IN_OWN, sheet=answered(**{key: wrong}))
    formed(begun()).when(TEACHER, asked).then_refused(AnswerDoesNotFit)


@pytest.mark.parametrize(
    ("sheet", "why"),
    [
        (replace(SCALE, answers={**SCALE.answers, "shoe-size": Answer(number=7)}), UnknownQuestion),
        (replace(SCALE, answers={}), AnswerMissing),
        (replace(SCALE, about=frozenset()), SayWhomItIsAbout),
        (replace(SCALE, happened_on=TODAY + timedelta(days=1)), NotYetHappened),
    ],
)
def test_nothing_is_kept_that_the_form_does_not_ask(sheet: Sheet, why: type[Refusal]) -> None:
    formed(begun()).when(TEACHER, replace(IN_OWN, sheet=sheet)).then_refused(why)
    assert {code.key for code in CODES} == {"a", "b", "c"}


def test_the_form_says_who_fills_it_in() -> None:
    theirs = replace(SCALE, form=TemplateVersion("guardians-scale", 1))
    by_family = FillInForm(DOCUMENT, theirs, None, shared=True)
    logg = formed(with_logg()).under(rules=WRITING_FAMILY)
    logg.when(TEACHER, replace(IN_OWN, sheet=theirs)).then_refused(NotYoursToFillIn)
    written = logg.after(MOTHER, by_family)
    assert documents(written, TEACHER)[0].by == MOTHER.person
    formed(with_logg()).when(MOTHER, by_family).then_refused(GuardiansDoNotWrite)


def test_a_child_does_not_fill_in_what_is_for_guardians() -> None:
    older = replace(RULES, youth_consents_from=5)
    theirs = replace(SCALE, form=TemplateVersion("guardians-scale", 1))
    logg = formed(with_logg()).under(rules=older)
    command = FillInForm(DOCUMENT, theirs, None, shared=True)
    logg.when(CHILD_SELF, command).then_refused(NotYoursToFillIn)
    assert logg.when(CHILD_SELF, replace(command, sheet=SCALE)).events


def test_the_same_id_is_not_filled_in_twice() -> None:
    once = formed(begun()).after(TEACHER, IN_OWN)
    once.when(TEACHER, IN_OWN).then_nothing_new()
    other = replace(SCALE, answers={"scale": Answer(number=2)})
    once.when(TEACHER, replace(IN_OWN, sheet=other)).then_refused(IdTaken)


def test_answers_are_put_right_and_stand_beside_what_they_were() -> None:
    logg = formed(with_logg()).after(TEACHER, IN_LOGG)
    right = logg.after(TEACHER, CorrectWords(DOCUMENT, SCHOOL, LESS, "misheard"))
    (one,) = documents(right, MOTHER)
    assert (one.sheet, one.version) == (LESS, 2)
    (before,) = [was for part in seen_by(right, MOTHER).parts for was in part.earlier]
    assert before.words == SIGNED
    beyond = replace(SIGNED, answers={"scale": Answer(number=99)})
    asked = CorrectWords(DOCUMENT, SCHOOL, beyond, "misheard")
    logg.when(TEACHER, asked).then_refused(AnswerDoesNotFit)
    another = CorrectWords(DOCUMENT, SCHOOL, SCALE, "wrong form")
    logg.when(TEACHER, another).then_refused(NothingOfYoursHere)
    logg.when(ADVISER, CorrectWords(DOCUMENT, PPT, LESS, "no")).then_refused(NothingOfYoursHere)


def test_answers_are_not_put_right_when_the_form_is_gone() -> None:
    logg = formed(with_logg()).after(TEACHER, IN_LOGG)
    gone = logg.under(municipality=replace(WITH_FORMS, rulebook=type(WITH_FORMS.rulebook)()))
    gone.when(TEACHER, CorrectWords(DOCUMENT, SCHOOL, LESS, "x")).then_refused(NoSuchForm)
    assert documents(gone, MOTHER)[0].lacks_signatures_of == frozenset()


def test_the_family_says_it_was_otherwise_and_what_lies_with_the_wrong_child_is_hidden() -> None:
    logg = formed(with_logg()).after(TEACHER, IN_LOGG)
    said = logg.after(MOTHER, ContestWords(some_id("remark"), DOCUMENT, "it was a two"))
    (remark,) = [one for part in seen_by(said, ADVISER).parts for one in part.remarks]
    assert (remark.item, remark.text) == (DOCUMENT, "it was a two")
    hidden = said.after(TEACHER, MarkMisfiled(DOCUMENT, SCHOOL, "another boy"))
    for who in (TEACHER, ADVISER, MOTHER):
        assert documents(hidden, who) == []
    hidden.when(TEACHER, IN_LOGG).then_refused(IdTaken)


def test_a_topic_that_nobody_opened_is_not_read_in_the_logg() -> None:
    from_home = replace(IN_LOGG, sheet=replace(SIGNED, topic="home"))
    logg = formed(with_logg()).after(TEACHER, from_home)
    assert documents(logg, ADVISER), "no word limits the topics"
    about_her = replace(SIGNED, about=frozenset({MOTHER.person}))
    hers = formed(with_logg()).after(TEACHER, replace(IN_LOGG, sheet=about_her))
    assert documents(hers, ADVISER) == []
    assert documents(hers, TEACHER), "what one wrote oneself one reads"


def test_what_is_to_be_signed_is_signed_by_the_family_and_by_whoever_filled_it_in() -> None:
    logg = formed(with_logg()).after(TEACHER, IN_LOGG)
    (one,) = documents(logg, TEACHER)
    assert one.lacks_signatures_of == {MOTHER.person, FATHER.person, TEACHER.employee}
    signed = logg.when(MOTHER, BY_FAMILY).then(
        DocumentSigned(
            place=SHARED,
            document=DOCUMENT,
            document_version=1,
            signer=MOTHER.person,
            signed_on=TODAY,
            assurance=Assurance.HIGH,
            registered_by=None,
            reference="",
            on=TODAY,
        )
    )
    signed.when(MOTHER, BY_FAMILY).then_nothing_new()
    signed = signed.after(TEACHER, replace(BY_FAMILY, unit=SCHOOL))
    assert documents(signed, TEACHER)[0].lacks_signatures_of == {FATHER.person}


def test_a_signature_holds_for_its_own_version() -> None:
    logg = formed(with_logg()).after(TEACHER, IN_LOGG).after(MOTHER, BY_FAMILY)
    right = logg.after(TEACHER, CorrectWords(DOCUMENT, SCHOOL, LESS, "misheard"))
    (one,) = documents(right, TEACHER)
    assert [signature.version for signature in one.signatures] == [1]
    assert MOTHER.person in one.lacks_signatures_of
    right.when(FATHER, BY_FAMILY).then_refused(DocumentHasChanged)
    assert right.when(FATHER, replace(BY_FAMILY, version=2)).events


def test_without_a_logg_it_is_signed_on_paper_and_told_where_the_paper_lies() -> None:
    beside = formed(begun()).after(TEACHER, replace(IN_OWN, sheet=SIGNED))
    beside.when(MOTHER, BY_FAMILY).then_refused(NoSuchDocument)
    (signed,) = beside.when(TEACHER, ON_PAPER).events
    assert isinstance(signed, DocumentSigned)
    assert (signed.signer, signed.registered_by) == (MOTHER.person, TEACHER.employee)
    assert (signed.reference, signed.assurance) == ("folder 7", None)
    beside.when(TEACHER, replace(ON_PAPER, reference=" ")).then_refused(ShowWhereItIsSigned)
    stranger = replace(ON_PAPER, signer=OTHER_PARENT.person)
    beside.when(TEACHER, stranger).then_refused(NotTheirsToSign)
    beside.when(TEACHER, BY_FAMILY).then_refused(NotTheirsToSign)


def test_a_form_that_is_not_to_be_signed_is_not_signed() -> None:
    scale = formed(begun()).after(TEACHER, IN_OWN)
    scale.when(TEACHER, replace(BY_FAMILY, unit=SCHOOL)).then_refused(NotToBeSigned)
    assert documents(scale, TEACHER)[0].lacks_signatures_of == frozenset()


def test_what_the_family_filled_in_is_the_familys_to_sign() -> None:
    logg = formed(with_logg()).under(rules=WRITING_FAMILY)
    hers = logg.after(MOTHER, FillInForm(DOCUMENT, SIGNED, None, shared=True))
    assert documents(hers, TEACHER)[0].lacks_signatures_of == {MOTHER.person}


def test_another_unit_does_not_read_what_lies_in_ones_own_part() -> None:
    both = formed(with_ppt()).after(TEACHER, IN_OWN)
    assert documents(both, ADVISER) == []
    both.when(ADVISER, replace(BY_FAMILY, unit=PPT)).then_refused(NoSuchDocument)


def test_a_signature_of_what_cannot_be_read_any_more_is_passed_over() -> None:
    signed = formed(with_logg()).after(TEACHER, IN_LOGG).after(MOTHER, BY_FAMILY)
    only = Given(signed.relay, (*with_logg().events, signed.events[-1]))
    assert documents(only, MOTHER) == []
