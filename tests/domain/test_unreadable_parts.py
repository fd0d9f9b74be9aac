"""A part's key may be gone: the frame still stands, and nothing falls over."""

import itertools
import typing

import pytest
from pydantic import TypeAdapter

from stafett.domain import followup, person, standing
from stafett.domain.confidence import EntryShownToGuardians
from stafett.domain.content import Content, ContentEvent
from stafett.domain.ending import EndFollowUp, EndReason
from stafett.domain.entry import AgreeToCarryIn, EntryId, EntryKind, Note, ProposeEntry, WriteEntry
from stafett.domain.evaluated import Effect, EvaluationId
from stafett.domain.evaluation import EvaluateMeasure
from stafett.domain.facts import FRAME, SHARED, Event, Place, PlaceKind, own
from stafett.domain.followup import Ended, NotStarted, Running
from stafett.domain.frame import Frame
from stafett.domain.framing import FrameEvent
from stafett.domain.goal import CloseGoal
from stafett.domain.identity import NameGiven, RegistrationRepeated
from stafett.domain.let_in import ConsentId
from stafett.domain.measure import EndMeasure
from stafett.domain.opening import OpenLogg
from stafett.domain.withdrawal import ConsentDisowned
from tests.follow_ups import (
    FITS,
    GOAL,
    HEARD,
    MEASURE,
    RELAY,
    both_let_in,
    with_measure,
    with_ppt,
)
from tests.people import (
    ADVISER,
    CHILD_ID,
    FATHER,
    HEAD,
    MOTHER,
    PPT,
    SCHOOL,
    TEACHER,
    TODAY,
    some_id,
)

ENTRY = EntryId(some_id("entry"))
NOTE = Note(EntryKind.NOTE, "a good day", frozenset({CHILD_ID}), TODAY)


def a_long_story() -> tuple[Event, ...]:
    """Own parts, a logg, something carried in, a measure looked at and ended, and the end."""
    seen = EvaluateMeasure(
        EvaluationId(some_id("e")), MEASURE, SCHOOL, Effect.WISHED, HEARD, "seen", FITS
    )
    so_far = with_measure(with_ppt()).after(TEACHER, seen)
    so_far = so_far.after(TEACHER, WriteEntry(ENTRY, NOTE, SCHOOL))
    so_far = both_let_in(so_far, SCHOOL, PPT, logg=True).after(TEACHER, OpenLogg())
    so_far = so_far.after(TEACHER, ProposeEntry(ENTRY, SCHOOL))
    so_far = so_far.after(MOTHER, AgreeToCarryIn(ENTRY)).after(FATHER, AgreeToCarryIn(ENTRY))
    of_ppt = WriteEntry(EntryId(some_id("ppt")), NOTE, PPT, shared=True)
    so_far = so_far.after(ADVISER, of_ppt)
    so_far = so_far.after(ADVISER, WriteEntry(EntryId(some_id("own")), NOTE, PPT))
    so_far = so_far.after(TEACHER, EndMeasure(MEASURE, SCHOOL, "done"))
    so_far = so_far.after(TEACHER, CloseGoal(GOAL, SCHOOL, reached=True))
    return so_far.after(
        TEACHER, EndFollowUp(EndReason.FAMILY_WISH, "enough", HEARD, frozenset({MOTHER.person}))
    ).events


STORY = a_long_story()
PLACES = sorted({followup.place(event) for event in STORY} - {FRAME}, key=str)


def test_the_story_writes_in_every_kind_of_part() -> None:
    assert set(PLACES) == {SHARED, own(SCHOOL), own(PPT)}


@pytest.mark.parametrize("gone", [PLACES[:n] for n in range(1, 4)], ids=str)
def test_the_frame_is_the_same_whichever_parts_are_gone(gone: list[Place]) -> None:
    left = [event for event in STORY if followup.place(event) not in gone]
    whole, some = followup.fold(STORY), followup.fold(left)
    assert isinstance(whole, Ended)
    assert isinstance(some, Ended)
    assert some.frame == whole.frame
    assert dict(some.contents) == {
        place: part for place, part in whole.contents.items() if place not in gone
    }
    for who in (TEACHER, HEAD, ADVISER, MOTHER):
        at = RELAY.circumstances(who, TODAY)
        assert standing.stand(some.frame, at) == standing.stand(whole.frame, at)


def test_any_single_line_of_a_part_may_be_missing() -> None:
    for event in STORY:
        if followup.place(event) != FRAME:
            assert isinstance(followup.fold(one for one in STORY if one is not event), Ended)


def test_a_beginning_told_twice_begins_once() -> None:
    once, twice = followup.fold(STORY), followup.fold((STORY[0], *STORY))
    assert isinstance(once, Ended)
    assert isinstance(twice, Ended)
    assert (twice.frame.baton, twice.contents) == (once.frame.baton, once.contents)


def test_what_belongs_to_another_stream_is_no_part_of_it() -> None:
    named = NameGiven(full_name="Ronja Relé")
    with pytest.raises(AssertionError, match="name-given"):
        followup.fold((*STORY, named))
    with pytest.raises(AssertionError, match="name-given"):
        person.fold((named,))
    repeated = RegistrationRepeated(person=CHILD_ID)
    assert person.fold((repeated,)) == person.NotRegistered()


def test_what_is_said_of_something_that_cannot_be_read_changes_nothing() -> None:
    at = RELAY.circumstances(TEACHER, TODAY)
    lost = EntryId(some_id("lost"))
    stray = (
        ConsentDisowned(consent=ConsentId(some_id("lost")), at=at.now),
        EntryShownToGuardians(place=SHARED, entry=lost, by=TEACHER.employee, on=TODAY),
    )
    before, after = followup.fold(STORY), followup.fold((*STORY, *stray))
    assert isinstance(before, Ended)
    assert isinstance(after, Ended)
    assert (after.frame.consents, after.contents) == (before.frame.consents, before.contents)


def test_with_the_frame_gone_there_is_nothing() -> None:
    content = [event for event in STORY if followup.place(event) != FRAME]
    assert followup.fold(content) == NotStarted()
    assert followup.fold(STORY[1:]) == NotStarted()


def test_a_follow_up_is_put_together_again_from_its_sealed_parts() -> None:
    frame_type, content_type = TypeAdapter(Frame), TypeAdapter(Content)
    for end in range(1, len(STORY) + 1):
        state = followup.fold(STORY[:end])
        assert isinstance(state, Running | Ended)
        frame = frame_type.validate_json(frame_type.dump_json(state.frame))
        contents = {
            place: content_type.validate_json(content_type.dump_json(part))
            for place, part in state.contents.items()
        }
        assert followup.whole(frame, contents) == state


def test_every_event_of_a_follow_up_says_where_it_lies() -> None:
    for event in typing.get_args(FrameEvent):
        assert "place" not in typing.get_type_hints(event)
    for event in typing.get_args(ContentEvent):
        assert typing.get_type_hints(event)["place"] is Place
    for event in STORY:
        kind = followup.place(event).kind
        assert kind in (PlaceKind.FRAME, PlaceKind.SHARED, PlaceKind.OWN)


def test_no_two_events_share_a_subject() -> None:
    both = itertools.chain(typing.get_args(FrameEvent), typing.get_args(ContentEvent))
    names = [event.name for event in both]
    assert len(names) == len(set(names))
