"""Comments: a word beside what was written, read by whoever reads that, changing nothing (R57)."""

from dataclasses import replace

import pytest

from stafett.domain import access, visible
from stafett.domain.access import Look
from stafett.domain.closing import DemandClosure
from stafett.domain.comment import Beside, CommentId, CommentMade, MakeComment, NothingToCommentOn
from stafett.domain.correction import MarkMisfiled, PutBack
from stafett.domain.desk import GuardiansDoNotComment, NotYourUnit
from stafett.domain.entry import EntryId, EntryKind, Note, SayWhomItIsAbout, WriteEntry
from stafett.domain.facts import SHARED, own
from stafett.domain.logg import LoggIsNotOpen
from stafett.domain.message import MessageId, Saying, SendMessage
from stafett.domain.people import Asker, PersonId
from stafett.domain.wording import IdTaken, SayWhy
from tests.follow_ups import GOAL, SET_GOAL, begun, with_logg
from tests.people import (
    ADVISER,
    CHILD_ID,
    COLLEAGUE,
    FATHER,
    MOTHER,
    PPT,
    SCHOOL,
    TEACHER,
    TODAY,
    some_id,
)
from tests.relay import Given
from tests.rules import RULES

LET = replace(RULES, guardians_may=frozenset({"read", "comment"}))
CHILD_ONLY = frozenset({CHILD_ID})
ENTRY = EntryId(some_id("entry"))
SEEN = Note(EntryKind.OBSERVATION, "He laughs in the boat", CHILD_ONLY, TODAY)
FIRST = CommentId(some_id("first comment"))
AT_HOME = MakeComment(FIRST, Beside(GOAL, "At home he asks for friends", CHILD_ONLY))


def shared() -> Given:
    """A goal and an entry stand in an open logg."""
    so_far = with_logg().under(rules=LET).after(TEACHER, SET_GOAL)
    return so_far.after(TEACHER, WriteEntry(ENTRY, SEEN, SCHOOL, shared=True))


def reads(who: Asker, so_far: Given) -> list[str]:
    at = so_far.relay.circumstances(who, TODAY)
    view = visible.trim(so_far.state, access.may(who, Look.OPEN, so_far.state, at), at)
    said = [one.beside for part in view.parts for one in part.comments]
    return [one.text for one in said if one is not None]


def test_the_family_comments_on_a_goal_and_everybody_who_reads_the_goal_reads_it() -> None:
    at = shared().relay.circumstances(MOTHER, TODAY)
    so_far = (
        shared()
        .when(MOTHER, AT_HOME)
        .then(
            CommentMade(
                place=SHARED,
                comment=FIRST,
                beside=AT_HOME.beside,
                by=MOTHER.person,
                unit=None,
                at=at.now,
            )
        )
    )
    for who in (TEACHER, ADVISER, MOTHER, FATHER):
        assert reads(who, so_far) == [AT_HOME.beside.text]
    (part,) = so_far.state.contents.values()
    assert part.goals[GOAL].aim == SET_GOAL.aim, "nothing of the goal is changed"


def test_guardians_comment_only_where_the_municipality_lets_them() -> None:
    shared().under(rules=RULES).when(MOTHER, AT_HOME).then_refused(GuardiansDoNotComment)
    from_school = replace(AT_HOME, unit=SCHOOL)
    assert shared().under(rules=RULES).when(TEACHER, from_school).events


def test_a_unit_comments_on_what_another_has_written_and_on_its_own() -> None:
    of_ppt = MakeComment(FIRST, Beside(ENTRY, "We saw it too", CHILD_ONLY), PPT)
    assert reads(MOTHER, shared().after(ADVISER, of_ppt)) == ["We saw it too"]
    so_far = begun().after(TEACHER, SET_GOAL)
    (made,) = so_far.when(TEACHER, replace(AT_HOME, unit=SCHOOL)).events
    assert isinstance(made, CommentMade)
    assert made.place == own(SCHOOL)
    so_far.when(TEACHER, replace(AT_HOME, unit=PPT)).then_refused(NothingToCommentOn)
    shared().when(COLLEAGUE, replace(AT_HOME, unit=SCHOOL)).then_refused(NothingToCommentOn)
    shared().when(TEACHER, replace(AT_HOME, unit=PPT)).then_refused(NotYourUnit)


def test_one_comments_on_what_is_there_and_is_no_message() -> None:
    hello = MessageId(some_id("hello"))
    so_far = shared().after(TEACHER, SendMessage(hello, Saying("Hello", CHILD_ONLY), SCHOOL))
    for nothing in (some_id("nothing"), hello):
        beside = replace(AT_HOME.beside, item=nothing)
        so_far.when(MOTHER, replace(AT_HOME, beside=beside)).then_refused(NothingToCommentOn)
    once = so_far.after(MOTHER, AT_HOME)
    on_it = replace(AT_HOME, comment=CommentId(some_id("x")), beside=Beside(FIRST, "x", CHILD_ONLY))
    once.when(MOTHER, on_it).then_refused(NothingToCommentOn)


@pytest.mark.parametrize(
    ("beside", "why"),
    [
        (replace(AT_HOME.beside, text=" "), SayWhy),
        (replace(AT_HOME.beside, about=frozenset[PersonId]()), SayWhomItIsAbout),
    ],
)
def test_a_comment_says_something_about_somebody(beside: Beside, why: type[SayWhy]) -> None:
    shared().when(MOTHER, replace(AT_HOME, beside=beside)).then_refused(why)


def test_a_comment_is_made_once_and_never_changed() -> None:
    so_far = shared().after(MOTHER, AT_HOME)
    so_far.when(MOTHER, AT_HOME).then_nothing_new()
    other = replace(AT_HOME, beside=replace(AT_HOME.beside, text="something else"))
    so_far.when(MOTHER, other).then_refused(IdTaken)


def test_a_comment_about_a_parent_waits_for_that_parents_own_word() -> None:
    hers = replace(AT_HOME.beside, about=frozenset({MOTHER.person}))
    so_far = shared().after(TEACHER, replace(AT_HOME, beside=hers, unit=SCHOOL))
    assert reads(TEACHER, so_far)
    assert reads(MOTHER, so_far)
    assert reads(FATHER, so_far) == reads(ADVISER, so_far) == []


def test_a_comment_goes_where_that_goes_which_it_stands_beside() -> None:
    so_far = shared().after(MOTHER, replace(AT_HOME, beside=Beside(ENTRY, "Yes", CHILD_ONLY)))
    assert reads(ADVISER, so_far) == ["Yes"]
    gone = so_far.after(TEACHER, MarkMisfiled(ENTRY, SCHOOL, "another boat"))
    assert reads(ADVISER, gone) == reads(MOTHER, gone) == []
    back = gone.after(TEACHER, PutBack(ENTRY, SCHOOL, "this boat after all"))
    assert reads(ADVISER, back) == reads(MOTHER, back) == ["Yes"]
    other = replace(AT_HOME, comment=CommentId(some_id("beside the goal")))
    beside_the_goal = so_far.after(MOTHER, other)
    hidden = beside_the_goal.after(TEACHER, MarkMisfiled(ENTRY, SCHOOL, "another boat"))
    assert reads(ADVISER, hidden) == [AT_HOME.beside.text]
    locked = so_far.after(FATHER, DemandClosure())
    assert reads(TEACHER, locked) == []
    assert reads(MOTHER, locked) == ["Yes"]
    another = replace(AT_HOME, comment=CommentId(some_id("later")))
    locked.when(MOTHER, another).then_refused(LoggIsNotOpen)
