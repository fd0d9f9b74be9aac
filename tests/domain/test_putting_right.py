"""Corrections (R182): put right with both kept, contested, or found with the wrong child."""

from dataclasses import replace
from datetime import date

import pytest

from stafett.domain import (
    access,
    breaks,
    commands,
    content,
    followup,
    gap,
    putting_back,
    roles,
    standing,
    visible,
)
from stafett.domain.access import Look, NotYoursHere
from stafett.domain.agreeing import OutOfOrder, SayWhoDoesIt
from stafett.domain.correction import (
    ContestWords,
    CorrectWords,
    FoundInPlace,
    FoundMisfiled,
    MarkMisfiled,
    NothingOfYoursHere,
    NotOfTheFamily,
    Phrasing,
    PutBack,
    WordsContested,
    WordsCorrected,
)
from stafett.domain.dates import MeetingId
from stafett.domain.ending import EndFollowUp, EndReason
from stafett.domain.entry import (
    AgreeToCarryIn,
    EntryId,
    EntryKind,
    Note,
    ProposeEntry,
    SayWhomItIsAbout,
    WriteEntry,
)
from stafett.domain.facts import SHARED, Refusal, Stranger, own
from stafett.domain.goal import SetGoal
from stafett.domain.holding import HoldMeeting
from stafett.domain.logg import LockLogg
from stafett.domain.measure import AgreeMeasure
from stafett.domain.message import MessageId, Saying, SendMessage
from stafett.domain.minutes import Minutes
from stafett.domain.moment import NotYetHappened
from stafett.domain.participation import LeaveFollowUp, Left
from stafett.domain.people import Asker
from stafett.domain.plan import Part, Responsible
from stafett.domain.views import FollowUpView
from stafett.domain.wording import IdTaken, SayWhy
from tests.follow_ups import (
    AIM,
    GOAL,
    HEARD,
    MEASURE,
    PLAN,
    begun,
    new_id,
    with_logg,
    with_measure,
)
from tests.people import (
    ADVISER,
    CHILD_ID,
    FATHER,
    HEAD,
    MOTHER,
    NURSE,
    OTHER_PARENT,
    PPT,
    PPT_HEAD,
    SCHOOL,
    TEACHER,
    TODAY,
)
from tests.relay import Given

ENTRY = EntryId(new_id("what was written"))
NOTE = Note(EntryKind.OBSERVATION, "He sat with Ali", frozenset({CHILD_ID}), TODAY)
RIGHT = replace(NOTE, text="He sat with Omar")
WROTE = WriteEntry(ENTRY, NOTE, SCHOOL)
WROTE_IN_LOGG = replace(WROTE, shared=True)
PUT_RIGHT = CorrectWords(ENTRY, SCHOOL, RIGHT, "It was another boy")
MEETING = MeetingId(new_id("meeting"))
MINUTES = Minutes("We agreed on a seat")
HELD = HoldMeeting(MEETING, SCHOOL, TODAY, MINUTES, kind="network")
REMARK = ContestWords(new_id("remark"), ENTRY, "He has never sat there")
WRONG_CHILD = MarkMisfiled(ENTRY, SCHOOL, "two children with one name")
MESSAGE = MessageId(new_id("message"))
SAID = SendMessage(MESSAGE, Saying("He is ill today", frozenset({CHILD_ID})), SCHOOL)
EVERYBODY = frozenset({MOTHER.person, FATHER.person})


def seen_by(so_far: Given, who: Asker) -> FollowUpView:
    at = so_far.relay.circumstances(who, TODAY)
    return visible.trim(so_far.state, access.may(who, Look.OPEN, so_far.state, at), at)


def asked(so_far: Given, who: Asker, command: commands.Command) -> access.Permit:
    at = so_far.relay.circumstances(who, TODAY)
    return access.may(who, command, so_far.state, at)


# Put right


def test_an_entry_is_put_right_and_what_it_said_before_stays_beside_it() -> None:
    so_far = begun().after(TEACHER, WROTE)
    so_far = so_far.when(TEACHER, PUT_RIGHT).then(
        WordsCorrected(
            place=own(SCHOOL),
            item=ENTRY,
            words=RIGHT,
            why="It was another boy",
            by=TEACHER.employee,
            on=TODAY,
        )
    )
    (part,) = seen_by(so_far, TEACHER).parts
    assert part.entries[0].note == RIGHT
    (before,) = part.earlier
    assert (before.words, before.why) == (NOTE, "It was another boy")


def test_an_entry_that_was_carried_into_the_logg_is_put_right_in_both_places() -> None:
    so_far = with_logg().after(TEACHER, WROTE).after(TEACHER, ProposeEntry(ENTRY, SCHOOL))
    for giver in (MOTHER, FATHER):
        so_far = so_far.after(giver, AgreeToCarryIn(ENTRY))
    so_far = so_far.after(TEACHER, PUT_RIGHT)
    parts = so_far.state.contents
    assert parts[own(SCHOOL)].entries[ENTRY].note == parts[SHARED].entries[ENTRY].note == RIGHT
    assert seen_by(so_far, MOTHER).parts[0].earlier[0].words == NOTE


@pytest.mark.parametrize(
    ("item", "before", "words"),
    [
        (GOAL, AIM, replace(AIM, text="Plays with Omar")),
        (MEASURE, PLAN, replace(PLAN, what="A friend for every break")),
        (MEETING, MINUTES, Minutes("We agreed on another seat")),
    ],
)
def test_goals_measures_and_minutes_are_put_right_in_the_same_way(
    item: MeetingId, before: Phrasing, words: Phrasing
) -> None:
    so_far = with_measure().after(TEACHER, HELD)
    so_far = so_far.after(TEACHER, CorrectWords(item, SCHOOL, words, "misheard"))
    (part,) = seen_by(so_far, TEACHER).parts
    assert words in {one.aim for one in part.goals} | {one.plan for one in part.measures} | {
        one.minutes for one in part.papers
    }
    here = so_far.state.contents[own(SCHOOL)]
    (earlier,) = here.earlier[item]
    assert earlier.words == before
    assert (earlier.why, earlier.by, earlier.on) == ("misheard", TEACHER.employee, TODAY)


@pytest.mark.parametrize(
    ("item", "words", "why"),
    [
        (ENTRY, replace(RIGHT, text=" "), SayWhy),
        (ENTRY, replace(RIGHT, about=frozenset()), SayWhomItIsAbout),
        (ENTRY, replace(RIGHT, happened_on=date(2099, 1, 1)), NotYetHappened),
        (GOAL, replace(AIM, indicator=""), SayWhy),
        (MEASURE, replace(PLAN, how=""), SayWhy),
        (MEASURE, replace(PLAN, responsible=Responsible(Part.GUARDIAN, None)), SayWhoDoesIt),
        (MEASURE, replace(PLAN, starts=date(2099, 1, 1)), OutOfOrder),
        (MEETING, Minutes(""), SayWhy),
        (ENTRY, AIM, NothingOfYoursHere),
        (MESSAGE, RIGHT, NothingOfYoursHere),
    ],
)
def test_new_words_say_as_much_as_the_first_had_to(
    item: MeetingId, words: Phrasing, why: type[Refusal]
) -> None:
    so_far = with_measure(with_logg()).after(TEACHER, HELD).after(TEACHER, WROTE)
    so_far = so_far.after(TEACHER, SAID)
    so_far.when(TEACHER, CorrectWords(item, SCHOOL, words, "because")).then_refused(why)


def test_putting_right_needs_a_reason() -> None:
    so_far = begun().after(TEACHER, WROTE)
    so_far.when(TEACHER, replace(PUT_RIGHT, why=" ")).then_refused(SayWhy)


def test_a_unit_puts_right_its_own_words_only() -> None:
    so_far = with_logg().after(TEACHER, WROTE_IN_LOGG)
    so_far.when(ADVISER, replace(PUT_RIGHT, unit=PPT)).then_refused(NothingOfYoursHere)
    with pytest.raises(NotYoursHere):
        asked(so_far, HEAD, PUT_RIGHT)


def test_somebody_in_the_family_puts_right_what_they_wrote_themselves() -> None:
    wrote = WriteEntry(ENTRY, NOTE, None, shared=True)
    so_far = with_logg().under(rules=_guardians_write()).after(MOTHER, wrote)
    mine = replace(PUT_RIGHT, unit=None)
    asked(so_far, MOTHER, mine)
    so_far.when(FATHER, mine).then_refused(NothingOfYoursHere)
    so_far = so_far.after(MOTHER, mine)
    assert so_far.state.contents[SHARED].entries[ENTRY].note == RIGHT


def _guardians_write() -> object:
    return replace(begun().relay.rules, guardians_may=frozenset({"read", "write"}))


def test_words_in_a_locked_logg_stay_as_they_are() -> None:
    so_far = with_logg().after(TEACHER, WROTE_IN_LOGG)
    so_far = so_far.after(TEACHER, LockLogg(EVERYBODY, "done", HEARD))
    so_far.when(TEACHER, PUT_RIGHT).then_refused(NothingOfYoursHere)


# Contested


def test_the_family_says_that_it_was_otherwise_and_both_stand() -> None:
    so_far = with_logg().after(TEACHER, WROTE_IN_LOGG)
    asked(so_far, MOTHER, REMARK)
    so_far = so_far.when(MOTHER, REMARK).then(
        WordsContested(
            place=SHARED,
            item=ENTRY,
            remark=REMARK.remark,
            text=REMARK.text,
            said_by=MOTHER.person,
            by=MOTHER.person,
            on=TODAY,
        )
    )
    for reader in (TEACHER, ADVISER, FATHER):
        shared = next(one for one in seen_by(so_far, reader).parts if one.place == SHARED)
        assert shared.entries[0].note == NOTE
        assert shared.remarks[0].text == REMARK.text


def test_staff_write_a_remark_down_for_the_one_in_the_family_who_said_it() -> None:
    so_far = begun().after(TEACHER, WROTE)
    spoken = replace(REMARK, unit=SCHOOL, said_by=FATHER.person)
    asked(so_far, TEACHER, spoken)
    remark = so_far.after(TEACHER, spoken).state.contents[own(SCHOOL)].remarks[ENTRY][0]
    assert remark.said_by == FATHER.person
    for nobody in (None, OTHER_PARENT.person):
        so_far.when(TEACHER, replace(spoken, said_by=nobody)).then_refused(NotOfTheFamily)


def test_nobody_contests_what_they_cannot_read() -> None:
    so_far = with_logg().after(TEACHER, WROTE)
    so_far.when(MOTHER, REMARK).then_refused(NothingOfYoursHere)
    spoken = replace(REMARK, unit=PPT, said_by=FATHER.person)
    so_far.when(ADVISER, spoken).then_refused(NothingOfYoursHere)


def test_a_remark_is_somebodys_words_once() -> None:
    so_far = with_logg().after(TEACHER, WROTE_IN_LOGG).after(MOTHER, REMARK)
    so_far.when(FATHER, REMARK).then_refused(IdTaken)
    so_far.when(MOTHER, replace(REMARK, remark=new_id("2"), text=" ")).then_refused(SayWhy)


def test_the_family_may_contest_when_the_follow_up_is_over() -> None:
    so_far = _ended(with_logg().after(TEACHER, WROTE_IN_LOGG))
    asked(so_far, MOTHER, REMARK)
    assert so_far.when(MOTHER, REMARK).events


# With the wrong child


def test_what_lies_with_the_wrong_child_is_hidden_from_everybody_at_once() -> None:
    so_far = with_logg().after(TEACHER, WROTE).after(TEACHER, ProposeEntry(ENTRY, SCHOOL))
    for giver in (MOTHER, FATHER):
        so_far = so_far.after(giver, AgreeToCarryIn(ENTRY))
    so_far = so_far.after(MOTHER, REMARK).after(TEACHER, PUT_RIGHT)
    counted = seen_by(so_far, ADVISER).seen
    asked(so_far, TEACHER, WRONG_CHILD)
    happened = so_far.when(TEACHER, WRONG_CHILD).events
    assert {one.place for one in happened if isinstance(one, FoundMisfiled)} == {
        SHARED,
        own(SCHOOL),
    }
    so_far = so_far.after(TEACHER, WRONG_CHILD)
    for reader in (TEACHER, HEAD, ADVISER, MOTHER, FATHER):
        view = seen_by(so_far, reader)
        for part in view.parts:
            assert not part.entries
            assert not part.earlier
            assert not part.remarks
        assert not view.proposals
    shared = next(one for one in seen_by(so_far, MOTHER).parts if one.place == SHARED)
    assert [(one.item, one.by) for one in shared.misfiled] == [(ENTRY, TEACHER.employee)]
    assert seen_by(so_far, ADVISER).seen == counted + 1


def test_a_measure_for_the_wrong_child_is_nobodys_to_evaluate_and_no_break() -> None:
    so_far = with_measure()
    late = replace(WRONG_CHILD, item=MEASURE)
    on = PLAN.evaluate_on.replace(year=2027)

    def overdue(state: followup.Running) -> tuple[gap.Break, ...]:
        measures = content.together(state.contents, frozenset({own(SCHOOL)})).measures
        return breaks.in_measures(state.frame, measures.values(), on)

    assert overdue(so_far.state)
    assert not overdue(so_far.after(TEACHER, late).state)


BACK = PutBack(ENTRY, SCHOOL, "it was this Ronja after all")


def test_that_something_was_hidden_is_told_to_nobody_who_could_not_have_hidden_it() -> None:
    hidden = with_logg().after(TEACHER, WROTE).after(TEACHER, WRONG_CHILD)
    hidden.when(TEACHER, WRONG_CHILD).then_nothing_new()
    theirs = replace(WRONG_CHILD, unit=PPT)
    never = replace(theirs, item=EntryId(new_id("never written")))
    for one in (theirs, never):
        hidden.when(ADVISER, one).then_refused(NothingOfYoursHere)


def test_what_was_hidden_by_mistake_stands_again_with_all_that_was_said_of_it() -> None:
    before = with_logg().after(TEACHER, WROTE_IN_LOGG).after(MOTHER, REMARK)
    before = before.after(TEACHER, PUT_RIGHT)
    so_far = before.after(TEACHER, WRONG_CHILD)
    asked(so_far, TEACHER, BACK)
    counted = seen_by(so_far, MOTHER).seen
    so_far = so_far.after(TEACHER, BACK)
    for reader in (TEACHER, HEAD, ADVISER, MOTHER):
        was, now = seen_by(before, reader).parts, seen_by(so_far, reader).parts
        assert [(one.entries, one.remarks, one.earlier) for one in now] == [
            (one.entries, one.remarks, one.earlier) for one in was
        ]
        assert not any(one.misfiled for one in now)
    assert seen_by(so_far, MOTHER).seen == counted + 1
    so_far.when(TEACHER, BACK).then_nothing_new()
    assert so_far.when(TEACHER, WRONG_CHILD).events, "and it can be hidden again"


def test_what_cannot_be_read_any_more_is_not_put_back() -> None:
    event = FoundInPlace(place=SHARED, item=ENTRY, why="x", by=TEACHER.employee, on=TODAY)
    assert putting_back.back_with(content.EMPTY, event) == (content.EMPTY, {})


def test_only_those_who_could_hide_it_put_it_back_and_say_why() -> None:
    so_far = with_logg().after(TEACHER, WROTE_IN_LOGG)
    so_far.when(TEACHER, BACK).then_nothing_new()
    so_far = so_far.after(TEACHER, WRONG_CHILD)
    so_far.when(TEACHER, replace(BACK, why=" ")).then_refused(SayWhy)
    so_far.when(TEACHER, replace(BACK, item=GOAL)).then_refused(NothingOfYoursHere)
    so_far.when(ADVISER, replace(BACK, unit=PPT)).then_refused(NothingOfYoursHere)
    with pytest.raises((Stranger, NotYoursHere)):
        asked(so_far, ADVISER, BACK)
    theirs = with_logg().after(ADVISER, WriteEntry(ENTRY, NOTE, PPT, shared=True))
    theirs = theirs.after(ADVISER, replace(WRONG_CHILD, unit=PPT))
    by_holder = theirs.when(TEACHER, BACK).events
    assert [type(one) for one in by_holder] == [FoundInPlace], "whoever carries the baton too"


@pytest.mark.parametrize("item", [ENTRY, GOAL, MEETING, MESSAGE])
def test_anything_that_was_hidden_can_stand_again(item: EntryId) -> None:
    so_far = with_measure(with_logg()).after(TEACHER, HELD).after(TEACHER, WROTE)
    so_far = so_far.after(TEACHER, SAID)
    again = so_far.after(TEACHER, replace(WRONG_CHILD, item=item))
    again = again.after(TEACHER, replace(BACK, item=item))
    stands = {place for place, part in again.state.contents.items() if part.find(item)}
    assert stands == {place for place, part in so_far.state.contents.items() if part.find(item)}


@pytest.mark.parametrize("item", [ENTRY, GOAL, MEETING, MESSAGE])
def test_anything_that_is_written_can_lie_with_the_wrong_child(item: EntryId) -> None:
    so_far = with_measure(with_logg()).after(TEACHER, HELD).after(TEACHER, WROTE)
    so_far = so_far.after(TEACHER, SAID).after(TEACHER, replace(WRONG_CHILD, item=item))
    assert all(part.find(item) is None for part in so_far.state.contents.values())


def test_its_own_unit_says_so_also_when_all_is_over() -> None:
    so_far = _ended(begun().after(TEACHER, WROTE))
    asked(so_far, HEAD, WRONG_CHILD)
    so_far = so_far.after(HEAD, WRONG_CHILD)
    so_far.when(TEACHER, WRONG_CHILD).then_nothing_new()


def test_a_unit_that_has_left_says_so_of_its_own_words() -> None:
    wrote = WriteEntry(ENTRY, NOTE, PPT, shared=True)
    so_far = with_logg().after(ADVISER, wrote)
    so_far = so_far.after(PPT_HEAD, LeaveFollowUp(PPT, Left.TASK_DONE, "no more to do"))
    theirs = replace(WRONG_CHILD, unit=PPT)
    asked(so_far, PPT_HEAD, theirs)
    assert so_far.when(PPT_HEAD, theirs).events


def test_whoever_carries_the_baton_hides_anything_in_the_logg_and_nobody_else_does() -> None:
    wrote = WriteEntry(ENTRY, NOTE, PPT, shared=True)
    so_far = with_logg().after(ADVISER, wrote)
    assert so_far.when(TEACHER, WRONG_CHILD).events
    so_far.when(HEAD, WRONG_CHILD).then_refused(NothingOfYoursHere)
    with pytest.raises(NotYoursHere):
        asked(so_far, TEACHER, replace(WRONG_CHILD, unit=PPT))
    theirs = with_logg().after(TEACHER, WROTE_IN_LOGG)
    theirs.when(ADVISER, replace(WRONG_CHILD, unit=PPT)).then_refused(NothingOfYoursHere)


def test_somebody_in_the_family_takes_away_what_they_wrote_about_another_child() -> None:
    wrote = WriteEntry(ENTRY, NOTE, None, shared=True)
    so_far = with_logg().under(rules=_guardians_write()).after(MOTHER, wrote)
    mine = replace(WRONG_CHILD, unit=None)
    asked(so_far, MOTHER, mine)
    so_far.when(FATHER, mine).then_refused(NothingOfYoursHere)
    assert so_far.when(MOTHER, mine).events


def test_what_was_hidden_never_comes_back_under_its_old_id() -> None:
    so_far = with_measure(with_logg()).after(TEACHER, HELD).after(TEACHER, WROTE_IN_LOGG)
    so_far = so_far.after(TEACHER, SAID)
    again = {
        ENTRY: WROTE,
        GOAL: SetGoal(GOAL, SCHOOL, AIM),
        MEASURE: AgreeMeasure(MEASURE, GOAL, SCHOOL, PLAN),
        MEETING: HELD,
        MESSAGE: SAID,
    }
    for item, command in again.items():
        hidden = so_far.after(TEACHER, replace(WRONG_CHILD, item=item))
        hidden.when(TEACHER, command).then_refused(IdTaken)


def test_hiding_needs_a_reason() -> None:
    so_far = begun().after(TEACHER, WROTE)
    so_far.when(TEACHER, replace(WRONG_CHILD, why="")).then_refused(SayWhy)


def test_a_stranger_has_no_say_in_any_of_it() -> None:
    so_far = begun().after(TEACHER, WROTE)
    for command in (PUT_RIGHT, REMARK, WRONG_CHILD):
        at = so_far.relay.circumstances(NURSE, TODAY)
        assert standing.stand(so_far.state.frame, at) == roles.STRANGER
        with pytest.raises(Stranger):
            asked(so_far, NURSE, command)


def test_a_correction_of_what_cannot_be_read_any_more_is_passed_over() -> None:
    so_far = begun().after(TEACHER, WROTE).after(TEACHER, HELD)
    (corrected,) = so_far.when(TEACHER, PUT_RIGHT).events
    assert isinstance(corrected, WordsCorrected)
    alone = followup.evolve(begun().state, corrected)
    assert isinstance(alone, followup.Running)
    assert not alone.contents[own(SCHOOL)].items()
    without = replace(so_far.state.contents[own(SCHOOL)].papers[MEETING], minutes=None)
    bare = replace(so_far.state.contents[own(SCHOOL)], papers={MEETING: without})
    state = replace(so_far.state, contents={own(SCHOOL): bare})
    aimed = replace(corrected, item=MEETING)
    assert followup.evolve(state, aimed) == state
    other = replace(corrected, words=AIM)
    after = followup.evolve(so_far.state, other)
    assert isinstance(after, followup.Running)
    assert after.contents[own(SCHOOL)].entries[ENTRY].note == NOTE


def _ended(so_far: Given) -> Given:
    end = EndFollowUp(EndReason.AGREEMENT, "he thrives", HEARD, EVERYBODY, "")
    return so_far.after(TEACHER, end)
