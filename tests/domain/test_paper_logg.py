"""A logg on paper: frame, consents, dates and where it lies are here, the words are not (R179)."""

from datetime import timedelta

import pytest

from stafett.domain import access, visible
from stafett.domain.access import Look, NotYoursHere
from stafett.domain.closing import DemandClosure
from stafett.domain.dates import MeetingId
from stafett.domain.ending import EndFollowUp, EndReason
from stafett.domain.entry import (
    AgreeToCarryIn,
    EntryId,
    EntryKind,
    Note,
    ProposeEntry,
    WriteEntry,
)
from stafett.domain.facts import SHARED, own
from stafett.domain.handover import AcceptBaton, OfferBaton
from stafett.domain.holding import HoldMeeting
from stafett.domain.logg import Locked, LoggIsNotOpen, LoggOpened, Medium, Open
from stafett.domain.message import MessageId, Saying, SendMessage
from stafett.domain.minutes import Minutes
from stafett.domain.opening import OpenLogg
from stafett.domain.paper_logg import (
    LoggIsNotOnPaper,
    LoggIsOnPaper,
    MovePaperLogg,
    PaperLoggMoved,
    after,
)
from stafett.domain.people import Asker
from stafett.domain.reopening import ReopenLogg
from stafett.domain.views import FollowUpView
from stafett.domain.wording import SayWhy
from tests.follow_ups import HEARD, begun, both_let_in, new_id, with_logg, with_measure, with_ppt
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
    at_work,
)
from tests.relay import Given

ON_PAPER = OpenLogg(Medium.PAPER, "the green folder, room 12")
NOTE = Note(EntryKind.NOTE, "A good day", frozenset({CHILD_ID}), TODAY)
ENTRY = EntryId(new_id("entry"))
MOVED = MovePaperLogg("the archive, shelf 4")


def on_paper() -> Given:
    return with_ppt(logg=True).after(TEACHER, ON_PAPER)


def seen_by(so_far: Given, who: Asker) -> FollowUpView:
    at = so_far.relay.circumstances(who, TODAY)
    return visible.trim(so_far.state, access.may(who, Look.OPEN, so_far.state, at), at)


def test_it_opens_on_the_same_consents_and_says_where_it_lies() -> None:
    so_far = with_ppt(logg=True)
    (opened,) = so_far.when(TEACHER, ON_PAPER).events
    assert isinstance(opened, LoggOpened)
    assert set(opened.consents) == set(so_far.state.frame.consents.words)
    so_far.when(TEACHER, OpenLogg(Medium.PAPER)).then_refused(SayWhy)


def test_nothing_of_what_is_agreed_in_it_is_written_here() -> None:
    so_far = on_paper()
    shared = WriteEntry(ENTRY, NOTE, SCHOOL, shared=True)
    for who, command in (
        (TEACHER, shared),
        (MOTHER, WriteEntry(ENTRY, NOTE, None, shared=True)),
        (TEACHER, SendMessage(MessageId(new_id("m")), Saying("hello", NOTE.about), SCHOOL)),
    ):
        so_far.when(who, command).then_refused(LoggIsOnPaper)
    begun().when(TEACHER, shared).then_refused(LoggIsNotOpen)


def test_a_unit_keeps_its_own_part_here_as_ever_and_nobody_else_reads_it() -> None:
    so_far = with_measure(on_paper()).after(TEACHER, WriteEntry(ENTRY, NOTE, SCHOOL))
    assert set(so_far.state.contents) == {own(SCHOOL)}
    for reader in (ADVISER, MOTHER, FATHER):
        assert not any(part.goals or part.entries for part in seen_by(so_far, reader).parts)


def test_an_entry_is_carried_onto_paper_by_hand() -> None:
    so_far = on_paper().after(TEACHER, WriteEntry(ENTRY, NOTE, SCHOOL))
    so_far = so_far.after(TEACHER, ProposeEntry(ENTRY, SCHOOL))
    so_far.when(MOTHER, AgreeToCarryIn(ENTRY)).then_refused(LoggIsOnPaper)


def test_deadlines_run_as_for_any_other_logg() -> None:
    meeting = HoldMeeting(
        MeetingId(new_id("meeting")), SCHOOL, TODAY, Minutes("in the folder"), kind="network"
    )
    so_far = on_paper().after(TEACHER, meeting)
    assert so_far.state.frame.dates.next_meeting_by == TODAY + timedelta(days=28)
    assert SHARED not in so_far.state.contents


def test_the_baton_is_passed_on_and_the_next_holder_sees_where_the_paper_lies() -> None:
    so_far = on_paper().after(TEACHER, OfferBaton(at_work(COLLEAGUE)))
    so_far = so_far.after(COLLEAGUE, AcceptBaton())
    assert seen_by(so_far, COLLEAGUE).logg.kept_at == ON_PAPER.kept_at
    assert seen_by(so_far, MOTHER).logg.kept_at == ON_PAPER.kept_at
    assert not seen_by(so_far, ADVISER).logg.kept_at


def test_a_demand_locks_it_at_once_and_it_still_lies_somewhere() -> None:
    so_far = on_paper().after(MOTHER, DemandClosure())
    logg = so_far.state.frame.logg
    assert isinstance(logg, Locked)
    assert (logg.medium, logg.kept_at) == (Medium.PAPER, ON_PAPER.kept_at)
    so_far = so_far.after(TEACHER, MOVED)
    assert so_far.state.frame.logg.kept_at == MOVED.kept_at


def test_it_opens_again_on_new_consent_and_is_still_on_paper() -> None:
    so_far = on_paper().after(MOTHER, DemandClosure())
    so_far = both_let_in(so_far, SCHOOL, logg=True, on=TODAY + timedelta(days=1))
    again = ReopenLogg(frozenset({SCHOOL}), at_work(TEACHER))
    so_far = so_far.after(TEACHER, again, on=TODAY + timedelta(days=1))
    logg = so_far.state.frame.logg
    assert isinstance(logg, Open)
    assert logg.medium is Medium.PAPER


def test_the_paper_is_moved_and_that_is_written_down() -> None:
    so_far = on_paper()
    so_far = so_far.when(TEACHER, MOVED).then(PaperLoggMoved(kept_at=MOVED.kept_at, on=TODAY))
    so_far.when(TEACHER, MOVED).then_nothing_new()
    so_far.when(TEACHER, MovePaperLogg(" ")).then_refused(SayWhy)
    assert seen_by(so_far, HEAD).logg.kept_at == MOVED.kept_at


@pytest.mark.parametrize("so_far", [begun(), with_logg()])
def test_where_there_is_no_paper_nothing_is_moved(so_far: Given) -> None:
    so_far.when(TEACHER, MOVED).then_refused(LoggIsNotOnPaper)
    moved = PaperLoggMoved(kept_at="x", on=TODAY)
    assert isinstance(after(begun().state.frame.logg, moved), type(begun().state.frame.logg))


def test_the_home_leader_moves_it_when_all_is_over() -> None:
    family = frozenset({MOTHER.person, FATHER.person})
    end = EndFollowUp(EndReason.AGREEMENT, "he thrives", HEARD, family, "")
    so_far = on_paper().after(TEACHER, end)
    at = so_far.relay.circumstances(HEAD, TODAY)
    access.may(HEAD, MOVED, so_far.state, at)
    assert so_far.when(HEAD, MOVED).events


def test_others_do_not_move_it() -> None:
    so_far = on_paper()
    for who in (ADVISER, MOTHER):
        with pytest.raises(NotYoursHere):
            access.may(who, MOVED, so_far.state, so_far.relay.circumstances(who, TODAY))


def test_a_unit_let_into_it_reads_it_where_it_lies() -> None:
    at = on_paper().relay.circumstances(ADVISER, TODAY)
    permit = access.may(ADVISER, Look.OPEN, on_paper().state, at)
    assert {SHARED, own(PPT)} == set(permit.parts)
    assert seen_by(on_paper(), ADVISER).logg.medium is Medium.PAPER
