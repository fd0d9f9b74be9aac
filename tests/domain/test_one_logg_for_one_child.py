"""One logg for one child: a second unit asks and learns nothing, until everyone says yes."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from stafett.domain import access, followup, joining, visible
from stafett.domain.access import Look
from stafett.domain.beginning import Agreement, Clarification, StartFollowUp
from stafett.domain.closing import DemandClosure
from stafett.domain.ending import EndReason
from stafett.domain.facts import SHARED, Event, Stranger
from stafett.domain.followup import Ended, Running
from stafett.domain.handover import AcceptBaton, OfferBaton
from stafett.domain.joining import Joining
from stafett.domain.logg import LoggAskedFor, LoggIsLocked, LoggOpened
from stafett.domain.opening import AskForLogg, LoggNotLetOpen, OpenLogg
from stafett.domain.people import Asker
from stafett.domain.views import FollowUpView
from stafett.domain.withdrawal import WithdrawConsent
from tests.follow_ups import TOO_SMALL, begun, both_let_in, given, joined, with_logg, with_ppt, word
from tests.people import (
    ADVISER,
    CLINIC,
    CLINIC_HEAD,
    COLLEAGUE,
    FATHER,
    HEAD,
    MOTHER,
    NURSE,
    PPT,
    SCHOOL,
    TEACHER,
    TODAY,
    YOUTH,
    at_work,
)
from tests.relay import Given

CLEARED_UP = Clarification(CLINIC_HEAD.employee, NURSE.employee, Agreement.AGREED, TODAY)
AT_THE_CLINIC = StartFollowUp(CLINIC, at_work(NURSE), CLEARED_UP, "She sleeps badly", TOO_SMALL)


def at_the_clinic() -> Given:
    """The clinic has taken the same child on, and the nurse carries its baton."""
    return given().after(NURSE, AT_THE_CLINIC)


def asked() -> Given:
    return at_the_clinic().after(NURSE, AskForLogg())


def all_in() -> Given:
    """Both guardians have said: open one, or join the one there is."""
    so_far = asked()
    for giver in (MOTHER, FATHER):
        so_far = so_far.after(giver, word(giver, CLINIC, called="clinic", logg=True))
    return so_far


def running(so_far: Given) -> Running:
    assert isinstance(so_far.state, Running)
    return so_far.state


def join(mine: Given, theirs: Given, asker: Asker = NURSE) -> Joining:
    at = mine.relay.circumstances(asker, TODAY)
    return joining.join(running(mine).frame, running(theirs).frame, at)


def going_on(so_far: Given, events: tuple[Event, ...]) -> Given:
    return Given(so_far.relay, (*so_far.events, *events))


def shown(so_far: Given, reader: Asker, on: date = TODAY) -> FollowUpView:
    at = so_far.relay.circumstances(reader, on)
    permit = access.may(reader, Look.OPEN, so_far.state, at)
    assert isinstance(so_far.state, Running | Ended)
    return visible.trim(so_far.state, permit, at)


def test_asking_is_written_in_ones_own_follow_up_and_asking_twice_is_asking_once() -> None:
    at_the_clinic().when(NURSE, AskForLogg()).then(
        LoggAskedFor(on=TODAY, guide=at_the_clinic().relay.guide.id)
    )


def test_a_locked_logg_can_be_asked_for_in_the_same_way() -> None:
    locked = with_logg().after(MOTHER, DemandClosure())
    locked.when(TEACHER, AskForLogg()).then(LoggAskedFor(on=TODAY, guide=locked.relay.guide.id))
    assert shown(locked.after(TEACHER, AskForLogg()), MOTHER).logg.asked_on == TODAY


def test_until_all_are_in_the_asker_sees_that_it_has_asked_and_nothing_else() -> None:
    assert shown(asked(), NURSE).logg.state == "asked"
    one = asked().after(MOTHER, word(MOTHER, CLINIC, logg=True))
    assert shown(one, NURSE).logg.state == "asked"
    one.when(NURSE, OpenLogg()).then_refused(LoggNotLetOpen)


def test_one_giver_missing_is_the_same_no_with_another_logg_and_without() -> None:
    one = asked().after(MOTHER, word(MOTHER, CLINIC, logg=True))
    with pytest.raises(LoggNotLetOpen):
        join(one, with_logg())
    taken_back = all_in().after(FATHER, WithdrawConsent(FATHER.person, frozenset({CLINIC})))
    with pytest.raises(LoggNotLetOpen):
        join(taken_back, with_logg())


def test_without_another_logg_a_new_one_opens() -> None:
    (opened,) = all_in().when(NURSE, OpenLogg()).events
    assert isinstance(opened, LoggOpened)


def test_with_another_logg_ones_own_follow_up_ends_as_joined() -> None:
    mine = going_on(all_in(), join(all_in(), with_logg()).ends).state
    assert isinstance(mine, Ended)
    assert mine.frame.ending is not None
    assert mine.frame.ending.reason is EndReason.JOINED


def test_the_unit_comes_into_the_open_logg_with_its_holder_and_reads_it() -> None:
    before = with_logg()
    with pytest.raises(Stranger):
        shown(before, NURSE)
    after = going_on(before, join(all_in(), before).comes_in)
    assert (
        SHARED
        in access.may(NURSE, Look.OPEN, after.state, after.relay.circumstances(NURSE, TODAY)).parts
    )
    assert running(after).frame.holder == at_work(TEACHER), "the baton stays where it is"
    assert running(after).contents == running(before).contents, "nothing else moves"


def test_the_words_go_along_for_that_one_unit_only_and_can_be_taken_back_there() -> None:
    so_far = asked()
    for giver in (MOTHER, FATHER):
        so_far = so_far.after(giver, word(giver, CLINIC, PPT, called="both", logg=True))
    before = with_logg()
    after = going_on(before, join(so_far, before).comes_in)
    new = set(running(after).frame.consents.words) - set(running(before).frame.consents.words)
    words = [running(after).frame.consents.words[one] for one in new]
    assert {one.giver for one in words} == {MOTHER.person, FATHER.person}
    assert {unit for one in words for unit in one.terms.units} == {CLINIC}
    out = after.after(MOTHER, WithdrawConsent(MOTHER.person, frozenset({CLINIC})))
    assert (
        SHARED
        not in access.may(NURSE, Look.OPEN, out.state, out.relay.circumstances(NURSE, TODAY)).parts
    )
    assert (
        SHARED
        in access.may(ADVISER, Look.OPEN, out.state, out.relay.circumstances(ADVISER, TODAY)).parts
    )


def test_whoever_has_come_in_already_comes_in_no_second_time() -> None:
    before = with_logg()
    inside = going_on(before, join(all_in(), before).comes_in)
    assert join(all_in(), inside).comes_in == ()


def test_nobody_joins_the_logg_of_another_child_or_one_that_is_locked() -> None:
    locked = with_logg().after(MOTHER, DemandClosure())
    with pytest.raises(LoggNotLetOpen):
        join(all_in(), locked)
    theirs = replace(running(with_logg()).frame, person=YOUTH.id)
    at = all_in().relay.circumstances(NURSE, TODAY)
    with pytest.raises(LoggNotLetOpen):
        joining.join(running(all_in()).frame, theirs, at)


def test_a_unit_that_came_after_a_locking_asks_and_is_answered_as_if_there_had_been_none() -> None:
    locked = with_logg().after(MOTHER, DemandClosure())
    views = []
    for so_far in (locked, begun()):
        later = TODAY + timedelta(days=1)
        let_in = both_let_in(so_far, CLINIC, on=later)
        inside = joined(let_in, CLINIC, CLINIC_HEAD, NURSE, on=later)
        holds = inside.after(TEACHER, OfferBaton(at_work(NURSE)), on=later)
        holds = holds.after(NURSE, AcceptBaton(), on=later)
        holds.when(NURSE, OpenLogg(), on=later).then_refused(LoggNotLetOpen)
        views.append(shown(holds.after(NURSE, AskForLogg(), on=later), NURSE, later).logg)
    assert views[0] == views[1]
    assert views[0].state == "asked"


@pytest.mark.parametrize("outsider", [TEACHER, COLLEAGUE, HEAD, ADVISER])
def test_other_units_see_nothing_of_the_asking(outsider: Asker) -> None:
    with pytest.raises(Stranger):
        shown(asked(), outsider)


def test_both_guardians_see_who_asks_in_the_follow_up_that_asks() -> None:
    for giver in (MOTHER, FATHER):
        view = shown(asked(), giver)
        assert (view.home, view.logg.asked_on) == (CLINIC, TODAY)


def test_a_colleague_who_is_only_named_does_not_see_that_the_family_was_asked() -> None:
    so_far = with_ppt().after(TEACHER, AskForLogg())
    assert shown(so_far, ADVISER).logg.state == "not-opened"
    assert shown(so_far, ADVISER).logg.asked_on is None
    assert shown(so_far, TEACHER).logg.state == "asked"


def test_words_run_out_in_the_joined_logg_as_they_would_have_here() -> None:
    before = with_logg()
    after = going_on(before, join(all_in(), before).comes_in)
    last = max(one.terms.last_day for one in running(after).frame.consents.words.values())
    gone = after.relay.circumstances(NURSE, last + timedelta(days=1))
    assert SHARED not in access.may(NURSE, Look.OPEN, after.state, gone).parts


def test_the_two_follow_ups_fold_to_what_was_decided() -> None:
    both = join(all_in(), with_logg())
    assert isinstance(followup.fold((*all_in().events, *both.ends)), Ended)
    assert isinstance(followup.fold((*with_logg().events, *both.comes_in)), Running)


def test_with_new_words_for_a_locked_logg_the_holder_is_told_to_open_it_again() -> None:
    locked = with_logg().after(MOTHER, DemandClosure())
    for giver in (MOTHER, FATHER):
        locked = locked.after(giver, word(giver, SCHOOL, called="anew", logg=True))
    locked.when(TEACHER, OpenLogg()).then_refused(LoggIsLocked)


def test_ones_own_follow_up_says_that_it_went_into_the_one_there_was() -> None:
    mine = all_in()
    done = going_on(mine, join(mine, with_logg()).ends)
    assert shown(done, MOTHER).logg.state == "joined"
