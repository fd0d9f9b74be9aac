"""Taking along: what was seen at level 0 is shown to the family, and carried in if all agree."""

from dataclasses import replace

import pytest

from stafett.domain import concern
from stafett.domain.correction import CorrectWords
from stafett.domain.desk import NotYourUnit
from stafett.domain.entry import (
    AgreeToCarryIn,
    EntryId,
    EntryKind,
    EntryProposed,
    EntryWritten,
    Note,
)
from stafett.domain.facts import own
from stafett.domain.matter import NotRaised
from stafett.domain.people import ConcernId
from stafett.domain.sharing import KeepConcernFrom
from stafett.domain.taking_along import Noted, NothingToTakeAlong, TakeAlong, noted_in
from stafett.domain.task import NameProfessional
from stafett.domain.team import WhyAside
from stafett.domain.wondering import AddObservation, Origin, RaiseConcern
from stafett.domain.wondering import Note as Sort
from stafett.domain.wording import IdTaken
from tests.domain.test_views_of_follow_ups import seen_by
from tests.follow_ups import begun, new_id, with_logg
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
)
from tests.relay import Given, Relay

SEEN = AddObservation(new_id("seen"), "class", Origin.OWN_EYES, "She sits alone", TODAY)
ENTRY = EntryId(SEEN.observation)


def wondered(seen: AddObservation = SEEN) -> Given:
    number = ConcernId(new_id("concern"))
    so_far = Relay(concern).given().after(TEACHER, RaiseConcern(number, CHILD_ID, SCHOOL))
    return so_far.after(TEACHER, seen)


def along(so_far: Given | None = None) -> TakeAlong:
    return TakeAlong(noted_in((so_far or wondered()).state, SEEN.observation))


def test_it_goes_into_the_units_own_part_as_it_was_written_and_the_family_sees_it() -> None:
    note = Note(EntryKind.OBSERVATION, "She sits alone", frozenset({CHILD_ID}), TODAY)
    written = EntryWritten(
        place=own(SCHOOL), entry=ENTRY, note=note, by=TEACHER.employee, unit=SCHOOL, on=TODAY
    )
    proposed = EntryProposed(place=own(SCHOOL), entry=ENTRY, on=TODAY)
    so_far = with_logg().when(TEACHER, along()).then(written, proposed)
    so_far.when(TEACHER, along()).then_nothing_new()
    (proposal,) = seen_by(so_far, MOTHER).proposals
    assert proposal.note == note
    assert seen_by(so_far, ADVISER).proposals == ()


def test_it_stands_in_the_logg_once_everyone_needed_has_agreed() -> None:
    so_far = with_logg().after(TEACHER, along()).after(MOTHER, AgreeToCarryIn(ENTRY))
    assert not [one for part in seen_by(so_far, ADVISER).parts for one in part.entries]
    so_far = so_far.after(FATHER, AgreeToCarryIn(ENTRY))
    (there,) = [one for part in seen_by(so_far, ADVISER).parts for one in part.entries]
    assert there.id == ENTRY


@pytest.mark.parametrize(("sort", "kind"), [(Sort.ASSESSMENT, EntryKind.ASSESSMENT)])
def test_an_assessment_stays_an_assessment(sort: Sort, kind: EntryKind) -> None:
    assert along(wondered(replace(SEEN, note=sort))).noted.note.kind is kind


def test_what_the_child_said_is_the_childs_and_is_not_taken_along() -> None:
    with pytest.raises(NothingToTakeAlong):
        along(wondered(replace(SEEN, origin=Origin.CHILD)))


def test_there_must_be_such_a_note() -> None:
    with pytest.raises(NothingToTakeAlong):
        noted_in(wondered().state, new_id("nothing"))
    with pytest.raises(NothingToTakeAlong):
        noted_in(NotRaised(), SEEN.observation)


def test_it_is_about_this_child_and_of_a_unit_one_writes_for() -> None:
    noted: Noted = along().noted
    another = TakeAlong(replace(noted, person=MOTHER.person))
    with_logg().when(TEACHER, another).then_refused(NothingToTakeAlong)
    elsewhere = TakeAlong(replace(noted, unit=PPT))
    with_logg().when(TEACHER, elsewhere).then_refused(NotYourUnit)


def test_what_is_kept_from_somebody_with_a_task_here_is_not_taken_along() -> None:
    kept = wondered().after(TEACHER, KeepConcernFrom(COLLEAGUE.employee, WhyAside.RELATED))
    assert begun().when(TEACHER, along(kept)).events
    named = begun().after(HEAD, NameProfessional(SCHOOL, COLLEAGUE.employee, "helps in class"))
    named.when(TEACHER, along(kept)).then_refused(NothingToTakeAlong)


def test_once_put_right_it_is_not_taken_along_anew() -> None:
    right = replace(along().noted.note, text="She sits with Ali")
    so_far = begun().after(TEACHER, along())
    so_far = so_far.after(TEACHER, CorrectWords(ENTRY, SCHOOL, right, "it was Ali"))
    so_far.when(TEACHER, along()).then_refused(IdTaken)
