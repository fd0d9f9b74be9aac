"""Attachments: what they are stands in the logg or beside it, and they go where they hang."""

from dataclasses import replace
from datetime import timedelta

from stafett.domain.attachment import (
    AttachmentCarriedIn,
    AttachmentId,
    AttachmentKept,
    KeepAttachment,
    NoSuchUpload,
    NothingToHangItOn,
)
from stafett.domain.correction import CorrectWords, MarkMisfiled, PutBack
from stafett.domain.entry import (
    AgreeToCarryIn,
    EntryId,
    EntryKind,
    Note,
    ProposeEntry,
    SayWhomItIsAbout,
    WriteEntry,
)
from stafett.domain.facts import SHARED, own
from stafett.domain.how_given import EvidenceKind
from stafett.domain.moment import NotYetHappened
from stafett.domain.people import Asker
from stafett.domain.task import NameProfessional
from stafett.domain.views_in_parts import AttachmentView
from stafett.domain.wording import IdTaken, SayWhy
from tests.domain.test_views_of_follow_ups import seen_by
from tests.follow_ups import begun, with_logg, word
from tests.forms import DRAWING, PNG
from tests.people import (
    ADVISER,
    CHILD_ID,
    COLLEAGUE,
    FATHER,
    HEAD,
    MOTHER,
    PPT,
    SCHOOL,
    TEACHER,
    TODAY,
    some_id,
)
from tests.relay import Given

ATTACHMENT = AttachmentId(some_id("attachment"))
ENTRY = EntryId(some_id("entry"))
NOTE = Note(EntryKind.NOTE, "he drew a house", frozenset({CHILD_ID}), TODAY)
BESIDE = KeepAttachment(ATTACHMENT, DRAWING, PNG, SCHOOL)
IN_LOGG = replace(BESIDE, shared=True, place=SHARED)
ON_ENTRY = replace(IN_LOGG, hangs_on=ENTRY)


def attachments(so_far: Given, who: Asker) -> list[AttachmentView]:
    return [one for part in seen_by(so_far, who).parts for one in part.attachments]


def test_an_attachment_says_what_it_is_and_both_its_days() -> None:
    yesterday = replace(
        DRAWING,
        acted_on=TODAY - timedelta(days=1),
        signers=("Mona Mor",),
        retention="child-file",
    )
    kept = (
        with_logg()
        .when(TEACHER, replace(IN_LOGG, described=yesterday))
        .then(
            AttachmentKept(
                place=SHARED,
                attachment=ATTACHMENT,
                described=yesterday,
                stored=PNG,
                hangs_on=None,
                by=TEACHER.employee,
                unit=SCHOOL,
                on=TODAY,
            )
        )
    )
    for who in (TEACHER, ADVISER, MOTHER, FATHER):
        (one,) = attachments(kept, who)
        assert one.described == yesterday
        assert (one.kept_on, one.stored) == (TODAY, PNG)


def test_in_ones_own_part_it_is_for_ones_own_unit() -> None:
    kept = with_logg().after(TEACHER, replace(BESIDE, place=own(SCHOOL)))
    assert attachments(kept, TEACHER)
    assert attachments(kept, ADVISER) == attachments(kept, MOTHER) == []


def test_what_was_sealed_for_another_part_is_not_kept_here() -> None:
    with_logg().when(TEACHER, replace(IN_LOGG, place=own(SCHOOL))).then_refused(NoSuchUpload)
    begun().when(TEACHER, replace(BESIDE, place=SHARED)).then_refused(NoSuchUpload)


def test_it_hangs_on_something_in_the_same_part() -> None:
    with_logg().when(TEACHER, ON_ENTRY).then_refused(NothingToHangItOn)
    written = with_logg().after(TEACHER, WriteEntry(ENTRY, NOTE, SCHOOL, shared=True))
    hung = written.after(TEACHER, ON_ENTRY)
    assert attachments(hung, MOTHER)[0].hangs_on == ENTRY
    beside = replace(ON_ENTRY, shared=False, place=own(SCHOOL))
    written.when(TEACHER, beside).then_refused(NothingToHangItOn)


def test_what_hangs_on_something_hidden_is_hidden_with_it() -> None:
    written = with_logg().after(TEACHER, WriteEntry(ENTRY, NOTE, SCHOOL, shared=True))
    by_itself = replace(IN_LOGG, attachment=AttachmentId(some_id("by itself")))
    hung = written.after(TEACHER, ON_ENTRY).after(TEACHER, by_itself)
    hidden = hung.after(TEACHER, MarkMisfiled(ENTRY, SCHOOL, "another boy"))
    for who in (TEACHER, ADVISER, MOTHER):
        assert [one.id for one in attachments(hidden, who)] == [by_itself.attachment]
    hidden.when(TEACHER, ON_ENTRY).then_refused(IdTaken)
    back = hidden.after(TEACHER, PutBack(ENTRY, SCHOOL, "this boy after all"))
    for who in (TEACHER, ADVISER, MOTHER):
        assert {one.id for one in attachments(back, who)} == {
            ON_ENTRY.attachment,
            by_itself.attachment,
        }


def test_what_was_hidden_for_itself_stays_hidden_when_another_thing_is_put_back() -> None:
    written = with_logg().after(TEACHER, WriteEntry(ENTRY, NOTE, SCHOOL, shared=True))
    by_itself = replace(IN_LOGG, attachment=AttachmentId(some_id("by itself")))
    hung = written.after(TEACHER, ON_ENTRY).after(TEACHER, by_itself)
    hidden = hung.after(TEACHER, MarkMisfiled(by_itself.attachment, SCHOOL, "another boy"))
    hidden = hidden.after(TEACHER, MarkMisfiled(ENTRY, SCHOOL, "another boy"))
    back = hidden.after(TEACHER, PutBack(ENTRY, SCHOOL, "this boy after all"))
    assert [one.id for one in attachments(back, MOTHER)] == [ON_ENTRY.attachment]


def test_what_hangs_on_something_one_may_not_read_is_not_there_for_one() -> None:
    hers = replace(NOTE, about=frozenset({MOTHER.person}))
    written = with_logg().after(TEACHER, WriteEntry(ENTRY, hers, SCHOOL, shared=True))
    hung = written.after(TEACHER, ON_ENTRY)
    assert attachments(hung, ADVISER) == []
    assert attachments(hung, TEACHER)
    about_her = replace(IN_LOGG, described=replace(DRAWING, about=frozenset({MOTHER.person})))
    assert attachments(with_logg().after(TEACHER, about_her), ADVISER) == []


def test_an_attachment_itself_is_put_right_and_hidden() -> None:
    kept = with_logg().after(TEACHER, IN_LOGG)
    better = replace(DRAWING, title="His own house")
    right = kept.after(TEACHER, CorrectWords(ATTACHMENT, SCHOOL, better, "it is his"))
    assert attachments(right, MOTHER)[0].described == better
    assert attachments(kept.after(TEACHER, MarkMisfiled(ATTACHMENT, SCHOOL, "x")), MOTHER) == []
    untitled = CorrectWords(ATTACHMENT, SCHOOL, replace(DRAWING, title=" "), "x")
    kept.when(TEACHER, untitled).then_refused(SayWhy)


def test_it_says_about_whom_it_is_and_is_not_dated_ahead() -> None:
    nobody = replace(IN_LOGG, described=replace(DRAWING, about=frozenset()))
    with_logg().when(TEACHER, nobody).then_refused(SayWhomItIsAbout)
    ahead = replace(IN_LOGG, described=replace(DRAWING, acted_on=TODAY + timedelta(days=1)))
    with_logg().when(TEACHER, ahead).then_refused(NotYetHappened)


def test_the_same_upload_is_kept_once() -> None:
    kept = with_logg().after(TEACHER, IN_LOGG)
    kept.when(TEACHER, IN_LOGG).then_nothing_new()
    other = replace(IN_LOGG, described=replace(DRAWING, title="Another"))
    kept.when(TEACHER, other).then_refused(IdTaken)
    assert attachments(
        kept.after(ADVISER, replace(IN_LOGG, attachment=AttachmentId(ENTRY), unit=PPT)), MOTHER
    )


def test_what_hangs_on_an_entry_goes_into_the_logg_with_it_and_the_family_sees_it_first() -> None:
    so_far = with_logg().after(TEACHER, WriteEntry(ENTRY, NOTE, SCHOOL))
    drawing = replace(ON_ENTRY, shared=False, place=own(SCHOOL))
    so_far = so_far.after(TEACHER, drawing)
    hers = replace(DRAWING, about=frozenset({MOTHER.person}))
    about_her = replace(drawing, attachment=AttachmentId(some_id("hers")), described=hers)
    so_far = so_far.after(TEACHER, ProposeEntry(ENTRY, SCHOOL))
    before = seen_by(so_far, FATHER).seen
    so_far = so_far.after(TEACHER, about_her)
    (proposal,) = seen_by(so_far, FATHER).proposals
    assert [one.id for one in proposal.attachments] == [ATTACHMENT]
    assert seen_by(so_far, FATHER).seen == before
    (shown,) = seen_by(so_far, MOTHER).proposals
    assert len(shown.attachments) == 2
    assert attachments(so_far, ADVISER) == []
    so_far = so_far.after(MOTHER, AgreeToCarryIn(ENTRY))
    _, _, *carried = so_far.when(FATHER, AgreeToCarryIn(ENTRY)).events
    assert [type(one) for one in carried] == [AttachmentCarriedIn] * 2
    so_far = so_far.after(FATHER, AgreeToCarryIn(ENTRY))
    (there,) = attachments(so_far, ADVISER)
    assert (there.id, there.hangs_on, there.unit) == (ATTACHMENT, ENTRY, SCHOOL)
    hidden = so_far.after(TEACHER, MarkMisfiled(ENTRY, SCHOOL, "another boy"))
    assert attachments(hidden, ADVISER) == attachments(hidden, TEACHER) == []


SIGNED = word(MOTHER, PPT, kind=EvidenceKind.SIGNED_PAPER)
PAPER = replace(BESIDE, hangs_on=SIGNED.consent, place=own(SCHOOL))


def papers(so_far: Given, who: Asker) -> list[AttachmentView]:
    return [one for said in seen_by(so_far, who).consents for one in said.papers]


def test_the_paper_a_word_was_signed_on_hangs_on_it_for_whoever_hears_the_word() -> None:
    so_far = begun().after(HEAD, NameProfessional(SCHOOL, COLLEAGUE.employee, "helps in class"))
    so_far = so_far.after(TEACHER, SIGNED)
    before = {who: seen_by(so_far, who) for who in (COLLEAGUE, FATHER, HEAD)}
    kept = so_far.after(TEACHER, PAPER)
    for who in (TEACHER, MOTHER):
        assert [one.id for one in papers(kept, who)] == [ATTACHMENT]
        assert seen_by(kept, who).seen == seen_by(so_far, who).seen + 1
        assert attachments(kept, who) == []
    for other, view in before.items():
        assert seen_by(kept, other) == view, "the word is not theirs to hear, nor its paper"


def test_only_a_word_on_paper_has_one_and_it_lies_in_the_units_own_part() -> None:
    clicked = replace(PAPER, hangs_on=word(MOTHER, PPT, called="clicked").consent)
    with_logg().after(MOTHER, word(MOTHER, PPT, called="clicked")).when(
        TEACHER, clicked
    ).then_refused(NothingToHangItOn)
    on_paper = with_logg().after(TEACHER, SIGNED)
    in_logg = replace(PAPER, shared=True, place=SHARED)
    on_paper.when(TEACHER, in_logg).then_refused(NothingToHangItOn)
