"""Forms in a concern: an observation, a scale, a talk; for those who wonder together (R37-R39)."""

from dataclasses import replace
from datetime import timedelta

from stafett.application.views import ConcernView, concern_view
from stafett.domain import concern
from stafett.domain.acute import SecondPerson
from stafett.domain.concern import ConcludedAlready
from stafett.domain.conclusion import EndConcern
from stafett.domain.document import DocumentFilledIn, DocumentId
from stafett.domain.facts import COMPARTMENT, NotForYou, Stranger
from stafett.domain.facts import CONCERN as IN_THE_CONCERN
from stafett.domain.noted_form import NoteForm, for_family
from stafett.domain.people import Asker
from stafett.domain.rulebook import Rulebook
from stafett.domain.sheet import AnswerMissing, FormIsKeptElsewhere
from stafett.domain.shield import LiftShield, RaiseShieldedConcern, Suspicion
from stafett.domain.talk import TellFamily
from stafett.domain.template import KeptIn, TemplateVersion
from stafett.domain.wondering import RaiseConcern
from stafett.domain.wording import IdTaken
from tests.follow_ups import TOO_SMALL
from tests.forms import FORMED, FORMS, SCALE, WITH_FORMS
from tests.people import (
    CHILD_ID,
    CHILD_SELF,
    COLLEAGUE,
    CONCERN,
    FATHER,
    HEAD,
    MOTHER,
    SCHOOL,
    SHIELDED,
    TEACHER,
    TODAY,
    some_id,
)
from tests.relay import Given, Relay

given = Relay(concern, guide=FORMED, municipality=WITH_FORMS).given
DOCUMENT = DocumentId(some_id("document"))
SEEN = replace(SCALE, form=TemplateVersion("everything", 1), answers={})
NOTE = NoteForm(DOCUMENT, SCALE)
NOTE_SEEN = NoteForm(DOCUMENT, SEEN)
HIDDEN = RaiseShieldedConcern(
    concern=SHIELDED,
    unit=SCHOOL,
    suspicion=Suspicion.VIOLENCE,
    text="Marks on both arms",
    best_interests="Knowing could make it worse",
    second=SecondPerson(HEAD.employee),
    review_on=TODAY + timedelta(days=30),
)


def raised() -> Given:
    return given().after(TEACHER, RaiseConcern(CONCERN, CHILD_ID, SCHOOL))


def told(so_far: Given) -> Given:
    both = frozenset({MOTHER.person, CHILD_SELF.person})
    return so_far.after(TEACHER, TellFamily(both, TODAY))


def seen_by(so_far: Given, who: Asker) -> ConcernView:
    return concern_view(so_far.state, so_far.relay.circumstances(who, TODAY))


def test_a_form_is_filled_in_while_one_wonders_and_lies_with_the_concern() -> None:
    noted = (
        raised()
        .when(TEACHER, NOTE)
        .then(
            DocumentFilledIn(
                place=IN_THE_CONCERN,
                document=DOCUMENT,
                sheet=SCALE,
                by=TEACHER.employee,
                unit=SCHOOL,
                on=TODAY,
            )
        )
    )
    assert concern.place(noted.events[-1], noted.state) == IN_THE_CONCERN
    (one,) = seen_by(noted, TEACHER).forms
    assert (one.sheet, one.by) == (SCALE, TEACHER.employee)
    assert seen_by(noted, TEACHER).seen == seen_by(raised(), TEACHER).seen + 1


def test_a_score_in_a_concern_says_which_scale_it_was_given_on() -> None:
    (one,) = seen_by(raised().after(TEACHER, NOTE), TEACHER).forms
    assert one.sheet is not None
    assert one.sheet.form == TemplateVersion("scale", 1)
    assert one.sheet.answers["scale"].number == 7


def test_it_is_held_against_the_form() -> None:
    missing = NoteForm(DOCUMENT, replace(SCALE, answers={}))
    raised().when(TEACHER, missing).then_refused(AnswerMissing)
    elsewhere = replace(FORMS[0], kept_in=frozenset({KeptIn.FOLLOW_UP}))
    book = Rulebook(templates={elsewhere.id: elsewhere})
    only_later = raised().under(municipality=replace(WITH_FORMS, rulebook=book))
    only_later.when(TEACHER, NOTE).then_refused(FormIsKeptElsewhere)
    once = raised().after(TEACHER, NOTE)
    once.when(TEACHER, NOTE).then_nothing_new()
    once.when(TEACHER, NOTE_SEEN).then_refused(IdTaken)


def test_only_those_who_wonder_together_fill_it_in_and_only_while_they_do() -> None:
    for who in (COLLEAGUE, MOTHER):
        raised().when(who, NOTE).then_refused(Stranger)
    told(raised()).when(MOTHER, NOTE).then_refused(NotForYou)
    ended = raised().after(TEACHER, EndConcern("it was nothing", "told them", TOO_SMALL))
    ended.when(TEACHER, NOTE).then_refused(ConcludedAlready)


def test_what_the_child_answered_is_the_childs_to_read() -> None:
    noted = told(raised()).after(TEACHER, NOTE)
    assert seen_by(noted, CHILD_SELF).forms
    assert seen_by(noted, MOTHER).forms == ()


def test_the_guardians_once_told_read_what_was_seen_of_the_child() -> None:
    noted = told(raised()).after(TEACHER, NOTE_SEEN)
    assert [one.sheet for one in seen_by(noted, MOTHER).forms] == [SEEN]
    of_her = replace(SEEN, about=frozenset({CHILD_ID, MOTHER.person}))
    noted = told(raised()).after(TEACHER, NoteForm(DOCUMENT, of_her))
    assert seen_by(noted, MOTHER).forms
    at = noted.relay.circumstances(FATHER, TODAY)
    assert not for_family(of_her, FATHER.person, CHILD_ID, at)
    assert seen_by(noted, CHILD_SELF).forms == ()


def test_a_form_that_is_not_known_any_more_is_kept_from_the_guardians() -> None:
    noted = told(raised()).after(TEACHER, NOTE_SEEN)
    gone = noted.under(municipality=replace(WITH_FORMS, rulebook=Rulebook()))
    assert seen_by(gone, MOTHER).forms == ()
    assert seen_by(gone, CHILD_SELF).forms


def test_in_a_shielded_concern_it_lies_in_the_compartment_and_stays_hidden() -> None:
    noted = given().after(TEACHER, HIDDEN).after(TEACHER, NOTE_SEEN)
    assert concern.place(noted.events[-1], noted.state) == COMPARTMENT
    assert seen_by(noted, HEAD).forms
    lifted = noted.after(TEACHER, LiftShield("it is safe to tell", "she needs them"))
    assert seen_by(told(lifted), MOTHER).forms == ()
