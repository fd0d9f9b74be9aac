"""A parcel from another municipality: opened on a new yes, kept as the past of another place."""

from dataclasses import replace
from typing import Any

import pytest

from stafett.domain import access, arrival, parcel_readers, visible
from stafett.domain.access import Look, NotYoursHere
from stafett.domain.arrival import (
    AnswerArrival,
    ArrivalAnswered,
    NoSuchParcel,
    ParcelIsForAnother,
    ParcelTakenIn,
    PastKept,
    TakeInParcel,
)
from stafett.domain.attachment import AttachmentId, KeepAttachment
from stafett.domain.correction import ContestWords, CorrectWords, MarkMisfiled, NothingOfYoursHere
from stafett.domain.desk import NotYourUnit
from stafett.domain.digesting import digest
from stafett.domain.entry import EntryKind, Note
from stafett.domain.facts import SHARED, Stranger, own
from stafett.domain.family_word import NotEveryoneAgrees
from stafett.domain.followup import FollowUpIsOver
from stafett.domain.logg import LoggIsNotOpen
from stafett.domain.neighbour import NoSuchNeighbour
from stafett.domain.people import Asker
from stafett.domain.views import FollowUpView
from stafett.domain.wording import IdTaken
from tests.follow_ups import begun, with_logg
from tests.forms import DRAWING, PNG
from tests.moving import PARCEL, receipt, says, sent
from tests.people import (
    ADVISER,
    CHILD_ID,
    FAR_AWAY,
    FATHER,
    HEAD,
    MOTHER,
    MUNICIPALITY,
    NEARER,
    PPT,
    SCHOOL,
    TEACHER,
    TODAY,
    YOUTH,
    some_id,
)
from tests.relay import Given

TAKE_IN = TakeInParcel(FAR_AWAY.id, PARCEL, SCHOOL)
SHARING = replace(TAKE_IN, shared=True)


def answer(giver: Any, *, agrees: bool = True, shared: bool = False) -> AnswerArrival:
    return AnswerArrival(PARCEL.id, FAR_AWAY.id, says(giver, agrees=agrees), shared)


def let_open(so_far: Given | None = None, *, shared: bool = False) -> Given:
    """Both guardians let the parcel be opened here."""
    so_far = so_far or begun()
    for giver in (MOTHER, FATHER):
        so_far = so_far.after(giver, answer(giver, shared=shared))
    return so_far


def taken() -> Given:
    return let_open().after(TEACHER, TAKE_IN)


def permit(so_far: Given, who: Asker) -> tuple[Any, access.Permit, Any]:
    at = so_far.relay.circumstances(who, TODAY)
    return so_far.state, access.may(who, Look.OPEN, so_far.state, at), at


def view(so_far: Given, who: Asker) -> FollowUpView:
    return visible.trim(*permit(so_far, who))


def test_the_old_word_opens_nothing_here() -> None:
    begun().when(TEACHER, TAKE_IN).then_refused(NotEveryoneAgrees)
    one = begun().after(MOTHER, answer(MOTHER))
    one.when(TEACHER, TAKE_IN).then_refused(NotEveryoneAgrees)
    both = one.after(FATHER, answer(FATHER))
    taken_in, kept = both.when(TEACHER, TAKE_IN).events
    assert isinstance(taken_in, ParcelTakenIn)
    assert taken_in.digest == digest(PARCEL)
    assert taken_in.givers == {MOTHER.person, FATHER.person}
    assert isinstance(kept, PastKept)
    assert (kept.place, kept.parcel) == (own(SCHOOL), PARCEL)


def test_the_last_word_counts_and_may_be_a_no() -> None:
    so_far = let_open().after(FATHER, answer(FATHER, agrees=False))
    so_far.when(TEACHER, TAKE_IN).then_refused(NotEveryoneAgrees)
    (event,) = so_far.when(FATHER, answer(FATHER)).events
    assert isinstance(event, ArrivalAnswered)
    let_open().when(FATHER, answer(FATHER)).then_nothing_new()


def test_a_word_for_the_home_unit_alone_is_no_word_for_everybody_in_the_logg() -> None:
    so_far = let_open(with_logg())
    so_far.when(TEACHER, SHARING).then_refused(NotEveryoneAgrees)
    so_far = let_open(so_far, shared=True)
    assert so_far.when(TEACHER, SHARING).events[1].place == SHARED  # type: ignore[attr-defined]
    so_far.when(TEACHER, TAKE_IN).then_refused(NotEveryoneAgrees)


def test_a_parcel_opens_no_logg_and_waits_for_none() -> None:
    let_open(shared=True).when(TEACHER, SHARING).then_refused(LoggIsNotOpen)
    assert taken().state.frame.logg == begun().state.frame.logg


def test_only_from_a_municipality_that_is_known() -> None:
    nobody = replace(answer(MOTHER), neighbour=some_id("nobody"))
    begun().when(MOTHER, nobody).then_refused(NoSuchNeighbour)


def test_a_word_about_a_parcel_from_elsewhere_is_no_word_about_this_one() -> None:
    so_far = let_open()
    so_far.when(TEACHER, replace(TAKE_IN, neighbour=NEARER.id)).then_refused(NotEveryoneAgrees)
    from_nearer = replace(answer(MOTHER), neighbour=NEARER.id)
    so_far = so_far.after(MOTHER, from_nearer)
    so_far.when(TEACHER, TAKE_IN).then_refused(NotEveryoneAgrees)
    taken().when(MOTHER, from_nearer).then_refused(IdTaken)


def test_a_parcel_about_another_child_is_not_taken_in() -> None:
    other = replace(PARCEL, born=YOUTH.born or TODAY)
    let_open().when(TEACHER, replace(TAKE_IN, parcel=other)).then_refused(ParcelIsForAnother)


def test_taking_in_twice_is_taking_in_once_and_nothing_else_comes_under_its_id() -> None:
    so_far = taken()
    so_far.when(TEACHER, TAKE_IN).then_nothing_new()
    other = replace(TAKE_IN, parcel=replace(PARCEL, level=3))
    so_far.when(TEACHER, other).then_refused(IdTaken)
    so_far.when(TEACHER, replace(TAKE_IN, neighbour=NEARER.id)).then_refused(IdTaken)


def test_one_takes_it_in_on_behalf_of_ones_own_unit() -> None:
    let_open().when(TEACHER, replace(TAKE_IN, unit=PPT)).then_refused(NotYourUnit)


def test_it_stands_as_the_past_of_another_place_and_as_nothing_else() -> None:
    so_far = taken()
    (part,) = [one for one in view(so_far, TEACHER).parts if one.place == own(SCHOOL)]
    (past,) = part.pasts
    assert past.parcel == PARCEL
    assert (part.entries, part.goals, part.measures) == ((), (), ())


def test_the_home_unit_and_the_family_read_it_and_other_units_do_not() -> None:
    so_far = let_open(with_logg()).after(TEACHER, TAKE_IN)
    assert [one.parcel for one in view(so_far, MOTHER).brought] == [PARCEL]
    assert [one.parcel for part in view(so_far, HEAD).parts for one in part.pasts] == [PARCEL]
    assert view(so_far, TEACHER).brought == ()
    assert "outside" not in str(view(so_far, ADVISER))
    assert view(so_far, ADVISER).passages.arrivals == ()
    before = let_open(with_logg())
    assert view(so_far, ADVISER).seen == view(before, ADVISER).seen
    assert view(so_far, MOTHER).seen > view(before, MOTHER).seen


def test_in_the_logg_everyone_who_reads_there_reads_it() -> None:
    so_far = let_open(with_logg(), shared=True).after(TEACHER, SHARING)
    for who in (TEACHER, ADVISER, MOTHER):
        assert PARCEL in [one.parcel for part in view(so_far, who).parts for one in part.pasts]
    assert view(so_far, MOTHER).brought == ()


def test_whether_a_file_came_is_told_by_its_bytes() -> None:
    so_far = taken()
    assert [one.came for one in view(so_far, MOTHER).brought] == [()]
    file = AttachmentId(some_id("file"))
    about = replace(DRAWING, about=frozenset({CHILD_ID}))
    beside = KeepAttachment(file, about, PNG, SCHOOL, hangs_on=PARCEL.id)
    wrong = replace(beside, stored=replace(PNG, digest="f" * 64))
    assert [one.came for one in view(so_far.after(TEACHER, wrong), MOTHER).brought] == [()]
    so_far = so_far.after(TEACHER, beside)
    assert [one.came for one in view(so_far, MOTHER).brought] == [(PNG.digest,)]


def test_the_family_may_say_that_it_was_otherwise_and_nobody_puts_it_right() -> None:
    so_far = let_open(with_logg(), shared=True).after(TEACHER, SHARING)
    said = ContestWords(some_id("remark"), PARCEL.id, "he likes to be inside")
    assert so_far.when(MOTHER, said).events
    note = Note(EntryKind.NOTE, "x", frozenset({CHILD_ID}), TODAY)
    so_far.when(TEACHER, CorrectWords(PARCEL.id, SCHOOL, note, "x")).then_refused(
        NothingOfYoursHere
    )


def test_what_came_to_the_wrong_child_is_hidden_and_does_not_come_back() -> None:
    so_far = taken().after(TEACHER, MarkMisfiled(PARCEL.id, SCHOOL, "two of one name"))
    for who in (TEACHER, HEAD, MOTHER):
        assert "outside" not in str(view(so_far, who)), who
    so_far.when(TEACHER, TAKE_IN).then_nothing_new()


def test_those_who_answer_for_the_child_may_tell_where_it_came_from() -> None:
    so_far = taken()
    for who in (TEACHER, HEAD, MOTHER):
        there, sender = parcel_readers.taken_in(*permit(so_far, who), PARCEL.id)
        assert (there.digest, there.taken_in_on, sender) == (digest(PARCEL), TODAY, FAR_AWAY)
    with pytest.raises(NotYoursHere):
        parcel_readers.taken_in(*permit(with_logg(), ADVISER), PARCEL.id)
    for before in (begun(), let_open()):
        with pytest.raises(NoSuchParcel):
            parcel_readers.taken_in(*permit(before, TEACHER), PARCEL.id)
    forgotten = replace(MUNICIPALITY, rulebook=replace(MUNICIPALITY.rulebook, neighbours={}))
    with pytest.raises(NoSuchNeighbour):
        parcel_readers.taken_in(*permit(so_far.under(municipality=forgotten), TEACHER), PARCEL.id)
    with pytest.raises(Stranger):
        permit(so_far, ADVISER)


def test_nothing_is_taken_in_when_it_is_over() -> None:
    so_far = let_open(sent())
    so_far = so_far.after(TEACHER, receipt(so_far))
    so_far.when(TEACHER, TAKE_IN).then_refused(FollowUpIsOver)


def test_a_parcel_nobody_has_opened_has_no_day() -> None:
    assert arrival.of({}, PARCEL.id, FAR_AWAY.id).taken_in_on is None
