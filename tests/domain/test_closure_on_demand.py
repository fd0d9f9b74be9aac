"""A guardian has the logg locked: at once, with no reason, and the child still has a holder."""

from dataclasses import replace
from datetime import timedelta

import pytest

from stafett.domain import access, visible
from stafett.domain.access import Look
from stafett.domain.acting import Away
from stafett.domain.closing import DEMANDED, THE_FAMILY, DemandClosure, NotYoursToDemand
from stafett.domain.entry import EntryId, EntryKind, Note, WriteEntry
from stafett.domain.facts import SHARED, NotForYou, Refusal, Stranger, own
from stafett.domain.handover import AcceptBaton, OfferBaton
from stafett.domain.level import ChangeLevel, LevelChanged
from stafett.domain.logg import (
    ClosureDemanded,
    Locked,
    Locking,
    LoggIsLocked,
    LoggIsNotOpen,
    LoggLocked,
    Open,
)
from stafett.domain.measure import MeasureAgreed
from stafett.domain.opening import LoggNotLetOpen, OpenLogg
from stafett.domain.participation import InviteUnit, Left, UnitLeft
from stafett.domain.people import Asker, Citizen, Staff
from stafett.domain.policy import ClosesLogg
from stafett.domain.standing import carrier
from stafett.domain.withdrawal import ConsentRefused
from tests.follow_ups import (
    AGREE_MEASURE,
    HEARD,
    KEPT,
    SET_GOAL,
    begun,
    both_let_in,
    joined,
    with_logg,
    word,
)
from tests.people import (
    ADVISER,
    CHILD,
    CHILD_ID,
    CHILD_SELF,
    CLINIC,
    FATHER,
    HEAD,
    MOTHER,
    OTHER_PARENT,
    PPT,
    PPT_HEAD,
    SCHOOL,
    TEACHER,
    TODAY,
    at_work,
    some_id,
)
from tests.relay import Given
from tests.rules import RULES

TOMORROW = TODAY + timedelta(days=1)
SOMETHING = Note(
    EntryKind.OBSERVATION, "He laughs in the boat", frozenset({CHILD_ID}), TODAY, topic=""
)
IN_THE_LOGG = WriteEntry(EntryId(some_id("in the logg")), SOMETHING, unit=PPT, shared=True)
OF_THEIR_OWN = WriteEntry(EntryId(some_id("their own")), SOMETHING, unit=PPT)


def together() -> Given:
    """School and PPT work together at level 2, with an open logg that both have written in."""
    so_far = with_logg().after(TEACHER, ChangeLevel(2, "We need PPT", "the meeting", KEPT, HEARD))
    so_far = so_far.after(TEACHER, SET_GOAL).after(TEACHER, AGREE_MEASURE)
    return so_far.after(ADVISER, IN_THE_LOGG).after(ADVISER, OF_THEIR_OWN)


def with_the_baton_at_ppt() -> Given:
    """The same, with PPT's adviser as holder."""
    so_far = together().after(TEACHER, OfferBaton(at_work(ADVISER)))
    return so_far.after(ADVISER, AcceptBaton())


def reads(who: Asker, so_far: Given) -> frozenset[object]:
    """Return the parts somebody may read today."""
    at = so_far.relay.circumstances(who, TODAY)
    return frozenset(access.may(who, Look.OPEN, so_far.state, at).parts)


@pytest.mark.parametrize("guardian", [MOTHER, FATHER])
def test_any_one_guardian_needed_today_is_enough(guardian: Citizen) -> None:
    locked, left, back = together().when(guardian, DemandClosure()).events
    assert isinstance(locked, LoggLocked)
    assert (locked.because, locked.by, locked.why) == (Locking.DEMAND, guardian.person, "")
    assert isinstance(left, UnitLeft)
    assert (left.unit, left.because) == (PPT, Left.CLOSURE_DEMANDED)
    assert isinstance(back, LevelChanged)
    assert (back.level, back.reason, back.decided_by) == (1, DEMANDED, THE_FAMILY)


@pytest.mark.parametrize("who", [CHILD_SELF, OTHER_PARENT, TEACHER, HEAD, PPT_HEAD])
def test_nobody_else_can_demand_it(who: Asker) -> None:
    together().when(who, DemandClosure()).then_refused(NotYoursToDemand)


def test_no_staff_are_asked_and_none_can_stand_in_the_way() -> None:
    so_far = together()
    for who in (TEACHER, HEAD, ADVISER, PPT_HEAD):
        at = so_far.relay.circumstances(who, TODAY)
        with pytest.raises(NotForYou):
            access.may(who, DemandClosure(), so_far.state, at)
    at = so_far.relay.circumstances(MOTHER, TODAY)
    assert access.may(MOTHER, DemandClosure(), so_far.state, at).rule == "giver"


def test_access_is_gone_at_once_and_the_follow_up_goes_on_at_level_one() -> None:
    before = together()
    assert SHARED in reads(ADVISER, before)
    after = before.after(MOTHER, DemandClosure())
    assert reads(ADVISER, after) == {own(PPT)}
    assert SHARED not in reads(TEACHER, after)
    assert after.state.frame.ending is None
    assert after.state.frame.level == 1
    assert after.state.frame.holder == at_work(TEACHER)


def test_the_family_goes_on_reading_what_was_locked() -> None:
    after = together().after(MOTHER, DemandClosure())
    for guardian in (MOTHER, FATHER):
        assert SHARED in reads(guardian, after)


def test_each_units_own_measures_go_on() -> None:
    so_far = begun().after(TEACHER, SET_GOAL).after(TEACHER, AGREE_MEASURE)
    so_far = joined(both_let_in(so_far, SCHOOL, PPT, logg=True), PPT, PPT_HEAD, ADVISER)
    so_far = so_far.after(TEACHER, OpenLogg()).after(FATHER, DemandClosure())
    (agreed,) = [event for event in so_far.events if isinstance(event, MeasureAgreed)]
    measure = so_far.state.contents[own(SCHOOL)].measures[agreed.measure]
    assert measure.runs()


def test_the_holder_in_the_home_unit_carries_on() -> None:
    after = together().after(MOTHER, DemandClosure())
    at = after.relay.circumstances(TEACHER, TODAY)
    assert carrier(after.state.frame, at).who == at_work(TEACHER)
    assert not carrier(after.state.frame, at).acting


def test_else_the_home_units_leader_acts_until_somebody_accepts() -> None:
    after = with_the_baton_at_ppt().after(MOTHER, DemandClosure())
    at = after.relay.circumstances(HEAD, TODAY)
    turn = carrier(after.state.frame, at)
    assert (turn.who, turn.instead_of) == (at_work(HEAD), at_work(ADVISER))
    assert turn.because is Away.UNIT_HAS_LEFT
    offered = after.after(HEAD, OfferBaton(at_work(TEACHER)))
    taken = offered.after(TEACHER, AcceptBaton())
    assert carrier(taken.state.frame, at).who == at_work(TEACHER)


def test_when_the_holders_unit_has_left_the_book_says_that_the_holder_is_to_change() -> None:
    after = with_the_baton_at_ppt().after(MOTHER, DemandClosure())
    assert after.state.frame.ladder.holder_to_change_since == TODAY
    kept = together().after(MOTHER, DemandClosure())
    assert kept.state.frame.ladder.holder_to_change_since is None


def test_a_unit_that_was_only_asked_hears_no_more_of_it() -> None:
    so_far = both_let_in(begun(), SCHOOL, logg=True).after(TEACHER, OpenLogg())
    so_far = so_far.after(TEACHER, InviteUnit(PPT)).after(MOTHER, DemandClosure())
    at = so_far.relay.circumstances(PPT_HEAD, TODAY)
    view = access.may(PPT_HEAD, Look.OPEN, so_far.state, at)
    assert not view.parts - {own(PPT)}
    trimmed = visible.trim(so_far.state, view, at)
    assert trimmed.logg.state == "not-opened"


def test_demanding_what_is_locked_already_changes_nothing() -> None:
    after = together().after(MOTHER, DemandClosure())
    after.when(FATHER, DemandClosure()).then_nothing_new()


def test_there_must_be_a_logg() -> None:
    begun().when(MOTHER, DemandClosure()).then_refused(LoggIsNotOpen)


def test_staff_cannot_simply_open_it_again() -> None:
    after = together().after(MOTHER, DemandClosure())
    after.when(TEACHER, OpenLogg()).then_refused(LoggNotLetOpen)


def test_even_on_new_consent_it_is_reopened_and_not_simply_opened() -> None:
    after = both_let_in(together().after(MOTHER, DemandClosure()), SCHOOL, logg=True, on=TOMORROW)
    assert isinstance(after.state.frame.logg, Locked)
    after.when(TEACHER, OpenLogg(), on=TOMORROW).then_refused(LoggIsLocked)


def test_the_old_words_do_not_let_anybody_back_into_the_logg() -> None:
    after = together().after(MOTHER, DemandClosure())
    back = joined(after, PPT, PPT_HEAD, ADVISER)
    assert SHARED not in reads(ADVISER, back)


def test_somebody_who_never_had_a_part_is_still_a_stranger() -> None:
    after = together().after(MOTHER, DemandClosure())
    stranger = Staff(some_id("somebody else"))  # type: ignore[arg-type]
    at = after.relay.circumstances(stranger, TODAY)
    with pytest.raises(Refusal) as no:
        access.may(stranger, Look.OPEN, after.state, at)
    assert type(no.value) is Stranger
    assert SCHOOL in after.state.frame.team.parts


EVERY = replace(RULES, logg_closed_by=ClosesLogg.EVERY_GIVER)


def test_where_every_giver_must_wish_it_the_first_shares_nothing_more_and_the_last_locks_it() -> (
    None
):
    so_far = together().under(rules=EVERY)
    noted, no = so_far.when(MOTHER, DemandClosure()).events
    assert isinstance(noted, ClosureDemanded)
    assert isinstance(no, ConsentRefused)
    assert (noted.by, no.giver, no.logg) == (frozenset({MOTHER.person}), MOTHER.person, True)
    half = so_far.after(MOTHER, DemandClosure())
    assert isinstance(half.state.frame.logg, Open)
    assert SHARED not in reads(ADVISER, half) | reads(TEACHER, half)
    assert SHARED in reads(MOTHER, half)
    half.when(MOTHER, DemandClosure()).then_nothing_new()
    locked, *_ = half.when(FATHER, DemandClosure()).events
    assert isinstance(locked, LoggLocked)
    assert locked.because is Locking.DEMAND


def test_whoever_lets_the_units_in_again_no_longer_wishes_it_closed() -> None:
    half = together().under(rules=EVERY).after(MOTHER, DemandClosure())
    again = half.after(MOTHER, word(MOTHER, SCHOOL, PPT, called="again", logg=True))
    assert SHARED in reads(ADVISER, again)
    (noted, _) = again.when(FATHER, DemandClosure()).events
    assert isinstance(noted, ClosureDemanded)
    (anew, _) = again.when(MOTHER, DemandClosure()).events
    assert isinstance(anew, ClosureDemanded)


def test_where_every_giver_must_wish_it_only_givers_of_the_home_unit_are_asked() -> None:
    so_far = together().under(rules=EVERY)
    so_far.when(OTHER_PARENT, DemandClosure()).then_refused(NotYoursToDemand)
    twelve = replace(EVERY, health_consents_from=12)
    with_clinic = so_far.after(MOTHER, word(MOTHER, CLINIC))
    born = TODAY.replace(year=TODAY.year - 13)
    young = with_clinic.under(rules=twelve, person=replace(CHILD, born=born))
    young.when(CHILD_SELF, DemandClosure()).then_refused(NotYoursToDemand)
