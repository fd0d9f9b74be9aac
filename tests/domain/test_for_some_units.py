"""For some units: one thing in the logg is for these and not for others, or item by item (R58)."""

from dataclasses import replace

import pytest

from stafett.domain import access, followup, visible
from stafett.domain.access import Look
from stafett.domain.comment import Beside, CommentId, MakeComment, NothingToCommentOn
from stafett.domain.correction import MarkMisfiled
from stafett.domain.entry import EntryId, EntryKind, Note, WriteEntry
from stafett.domain.facts import SHARED
from stafett.domain.logg import LoggIsNotOpen
from stafett.domain.message import MessageId, Saying, SendMessage
from stafett.domain.narrowing import ItemShownTo, NothingOfYoursToShow, ShowItemTo
from stafett.domain.opening import OpenLogg
from stafett.domain.people import Asker, UnitId
from stafett.domain.policy import LoggShows
from stafett.domain.unit import NoSuchUnit
from stafett.domain.views import FollowUpView
from tests.follow_ups import GOAL, SET_GOAL, begun, both_let_in, joined
from tests.people import (
    ADVISER,
    CHILD_ID,
    CLINIC,
    CLINIC_HEAD,
    FATHER,
    MOTHER,
    NURSE,
    PPT,
    PPT_HEAD,
    SCHOOL,
    TEACHER,
    TODAY,
    some_id,
)
from tests.relay import Given
from tests.rules import RULES

PER_ITEM = replace(RULES, logg_shows=LoggShows.PER_ITEM)
WRITING = replace(RULES, guardians_may=frozenset({"read", "write"}))
CHILD_ONLY = frozenset({CHILD_ID})
ENTRY = EntryId(some_id("entry"))
SEEN = Note(EntryKind.OBSERVATION, "He laughs in the boat", CHILD_ONLY, TODAY)
WRITTEN = WriteEntry(ENTRY, SEEN, SCHOOL, shared=True)
TO_PPT = ShowItemTo(ENTRY, SCHOOL, frozenset({PPT}))
STAFF = (TEACHER, ADVISER, NURSE)


def three_units() -> Given:
    """School, PPT and the clinic share an open logg."""
    so_far = both_let_in(begun(), SCHOOL, PPT, CLINIC, logg=True)
    so_far = joined(so_far, PPT, PPT_HEAD, ADVISER)
    return joined(so_far, CLINIC, CLINIC_HEAD, NURSE).after(TEACHER, OpenLogg())


def readers(so_far: Given) -> set[Asker]:
    """Return those who see the entry."""
    return {who for who in (*STAFF, MOTHER, FATHER) if ENTRY in entries(who, so_far)}


def entries(who: Asker, so_far: Given) -> set[object]:
    return {one.id for part in view(who, so_far).parts for one in part.entries}


def view(who: Asker, so_far: Given) -> FollowUpView:
    at = so_far.relay.circumstances(who, TODAY)
    return visible.trim(so_far.state, access.may(who, Look.OPEN, so_far.state, at), at)


def test_what_is_for_one_unit_is_read_by_that_its_writer_and_the_family() -> None:
    so_far = three_units().after(TEACHER, WRITTEN)
    assert readers(so_far) == {*STAFF, MOTHER, FATHER}
    told = ItemShownTo(place=SHARED, item=ENTRY, units=TO_PPT.units, by=TEACHER.employee, on=TODAY)
    so_far = so_far.when(TEACHER, TO_PPT).then(told)
    assert readers(so_far) == {TEACHER, ADVISER, MOTHER, FATHER}
    so_far.when(TEACHER, TO_PPT).then_nothing_new()
    again = so_far.after(TEACHER, replace(TO_PPT, units=None))
    assert readers(again) == {*STAFF, MOTHER, FATHER}


def test_it_is_so_from_the_first_moment() -> None:
    for_ppt = replace(WRITTEN, shown_to=frozenset({PPT}))
    written, told = three_units().when(TEACHER, for_ppt).events
    assert isinstance(told, ItemShownTo)
    assert readers(three_units().after(TEACHER, for_ppt)) == {TEACHER, ADVISER, MOTHER, FATHER}
    nowhere = replace(WRITTEN, shown_to=frozenset({UnitId(some_id("nowhere"))}))
    three_units().when(TEACHER, nowhere).then_refused(NoSuchUnit)
    in_our_own = replace(for_ppt, shared=False)
    (alone,) = three_units().when(TEACHER, in_our_own).events
    assert type(alone) is type(written)


def test_the_count_tells_a_unit_nothing_of_what_is_for_others() -> None:
    before = three_units()
    for_ppt = replace(WRITTEN, shown_to=frozenset({PPT}))
    after = before.after(TEACHER, for_ppt)
    assert view(NURSE, after) == view(NURSE, before)
    assert view(ADVISER, after).seen > view(ADVISER, before).seen
    misfiled = after.after(TEACHER, MarkMisfiled(ENTRY, SCHOOL, "another boat"))
    assert view(NURSE, misfiled) == view(NURSE, before)


def test_where_the_logg_is_shown_item_by_item_each_is_its_writers_until_it_is_shown() -> None:
    so_far = three_units().under(rules=PER_ITEM).after(TEACHER, SET_GOAL)
    assert not view(NURSE, so_far).parts
    assert any(one.goals for one in view(MOTHER, so_far).parts)
    shown = so_far.after(TEACHER, ShowItemTo(GOAL, SCHOOL, frozenset({CLINIC})))
    assert any(one.goals for one in view(NURSE, shown).parts)
    assert not any(one.goals for one in view(ADVISER, shown).parts)
    whole = so_far.after(TEACHER, ShowItemTo(GOAL, SCHOOL, None))
    assert any(one.goals for one in view(ADVISER, whole).parts)


def test_messages_are_for_everybody_in_the_logg_all_the_same() -> None:
    hello = MessageId(some_id("hello"))
    said = SendMessage(hello, Saying("Hello", CHILD_ONLY), SCHOOL)
    so_far = three_units().under(rules=PER_ITEM).after(TEACHER, said)
    assert any(one.messages for one in view(NURSE, so_far).parts)
    so_far.when(TEACHER, ShowItemTo(hello, SCHOOL, None)).then_refused(NothingOfYoursToShow)


def test_nobody_comments_on_what_is_not_for_them() -> None:
    so_far = three_units().after(TEACHER, replace(WRITTEN, shown_to=frozenset({PPT})))
    beside = Beside(ENTRY, "We saw it too", CHILD_ONLY)
    by_nurse = MakeComment(CommentId(some_id("c")), beside, CLINIC)
    so_far.when(NURSE, by_nurse).then_refused(NothingToCommentOn)
    commented = so_far.after(ADVISER, replace(by_nurse, unit=PPT))
    assert view(NURSE, commented) == view(NURSE, so_far)
    assert any(one.comments for one in view(TEACHER, commented).parts)


@pytest.mark.parametrize(
    "command",
    [replace(TO_PPT, unit=PPT), replace(TO_PPT, item=some_id("nothing"))],
)
def test_only_who_wrote_it_says_for_whom_it_is(command: ShowItemTo) -> None:
    so_far = three_units().after(TEACHER, WRITTEN)
    who = ADVISER if command.unit == PPT else TEACHER
    so_far.when(who, command).then_refused(NothingOfYoursToShow)


def test_the_family_says_for_whom_its_own_words_are() -> None:
    hers = replace(WRITTEN, unit=None)
    so_far = three_units().under(rules=WRITING).after(MOTHER, hers)
    to_ppt = replace(TO_PPT, unit=None)
    so_far.when(FATHER, to_ppt).then_refused(NothingOfYoursToShow)
    so_far.when(TEACHER, TO_PPT).then_refused(NothingOfYoursToShow)
    so_far.when(MOTHER, replace(to_ppt, units=frozenset({UnitId(some_id("x"))}))).then_refused(
        NoSuchUnit
    )
    assert readers(so_far.after(MOTHER, to_ppt)) == {ADVISER, MOTHER, FATHER}


def test_without_an_open_logg_there_is_nothing_to_show() -> None:
    begun().when(TEACHER, TO_PPT).then_refused(LoggIsNotOpen)


def test_what_is_not_there_is_shown_to_nobody() -> None:
    so_far = three_units().after(TEACHER, WRITTEN)
    nothing = ItemShownTo(
        place=SHARED,
        item=some_id("never written"),
        units=frozenset({PPT}),
        by=TEACHER.employee,
        on=TODAY,
    )
    state = so_far.state
    after = followup.evolve(state, nothing)
    assert isinstance(after, followup.Running)
    assert after.contents == state.contents
