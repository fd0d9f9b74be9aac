"""A unit that comes in after a logg was locked: to it there has never been one (I7).

Each is told in two worlds: in one a logg was opened and a guardian had it locked; in the other
everybody said yes to one and none was ever opened.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from stafett.domain import access, board, followup, visible
from stafett.domain.access import Look
from stafett.domain.closing import DemandClosure
from stafett.domain.facts import Refusal
from stafett.domain.gap import Gap
from stafett.domain.handover import AcceptBaton, OfferBaton
from stafett.domain.level import ChangeLevel
from stafett.domain.logg import LockLogg, LoggIsLocked, LoggIsNotOpen
from stafett.domain.opening import AskForLogg, OpenLogg
from stafett.domain.paper_logg import MovePaperLogg
from stafett.domain.people import Asker, Staff
from stafett.domain.reopening import LoggIsNotLocked, ReopenLogg
from stafett.domain.today import InHand
from stafett.domain.views import FollowUpView
from stafett.domain.withdrawal import RefuseConsent
from tests.follow_ups import HEARD, KEPT, joined, with_ppt, word
from tests.people import (
    CLINIC,
    CLINIC_HEAD,
    FATHER,
    HEAD,
    MOTHER,
    NURSE,
    SCHOOL,
    TEACHER,
    TODAY,
    at_work,
)
from tests.relay import Given
from tests.rules import GUIDE

CLOSED_ON = TODAY + timedelta(days=3)
COMES_IN = TODAY + timedelta(days=40)
NOW = TODAY + timedelta(days=41)
UNTIL = TODAY + timedelta(days=200)
TO_TWO = ChangeLevel(2, "PPT helps", "the meeting", KEPT, HEARD)
TO_ONE = ChangeLevel(1, "enough for now", "the holder", KEPT, HEARD)


def _clinic_carries(so_far: Given) -> Given:
    """The clinic is let in weeks later, and its nurse takes the baton."""
    for giver in (MOTHER, FATHER):
        so_far = so_far.after(giver, word(giver, CLINIC, on=COMES_IN, until=UNTIL), on=COMES_IN)
    so_far = joined(so_far, CLINIC, CLINIC_HEAD, NURSE, on=COMES_IN)
    so_far = so_far.after(TEACHER, OfferBaton(at_work(NURSE)), on=COMES_IN)
    return so_far.after(NURSE, AcceptBaton(), on=COMES_IN)


def locked_before() -> Given:
    """There was a logg, and the mother had it locked."""
    opened = with_ppt(logg=True).after(TEACHER, OpenLogg()).after(TEACHER, TO_TWO)
    return _clinic_carries(opened.after(MOTHER, DemandClosure(), on=CLOSED_ON))


def never_opened() -> Given:
    """There never was one; the school went back to working alone."""
    level_two = with_ppt(logg=True).after(TEACHER, TO_TWO)
    return _clinic_carries(level_two.after(TEACHER, TO_ONE, on=CLOSED_ON))


WORLDS = (locked_before(), never_opened())


def seen(who: Asker, so_far: Given, on: date = NOW) -> FollowUpView:
    at = so_far.relay.circumstances(who, on)
    return visible.trim(so_far.state, access.may(who, Look.OPEN, so_far.state, at), at)


@pytest.mark.parametrize("who", [NURSE, CLINIC_HEAD])
def test_it_sees_the_same_to_the_letter_as_if_there_had_been_none(who: Staff) -> None:
    one, other = (seen(who, world) for world in WORLDS)
    assert one == other
    assert one.logg.state == "not-opened"


@pytest.mark.parametrize("who", [NURSE, CLINIC_HEAD])
@pytest.mark.parametrize("must_from", [None, 1])
def test_nothing_is_missing_or_too_much_among_the_breaks(who: Staff, must_from: int | None) -> None:
    """That a logg is still to be opened would be told where none ever was, so it is told."""
    guide = replace(GUIDE, must_open_logg_from=must_from)
    one, other = (seen(who, world.under(guide=guide)) for world in WORLDS)
    assert one.breaks == other.breaks
    if who is NURSE:
        assert any(each.gap is Gap.LOGG_TO_BE_OPENED for each in one.breaks) == (must_from == 1)


@pytest.mark.parametrize(
    ("command", "no"),
    [
        (LockLogg(frozenset({MOTHER.person, FATHER.person}), "done", HEARD), LoggIsNotOpen),
        (ReopenLogg(frozenset({CLINIC}), at_work(NURSE)), LoggIsNotLocked),
        (ReopenLogg(frozenset({SCHOOL}), at_work(TEACHER)), LoggIsNotLocked),
        (OpenLogg(), None),
        (MovePaperLogg("the cellar"), None),
    ],
)
def test_whatever_its_holder_asks_for_the_answer_is_the_same(
    command: object, no: type[Refusal] | None
) -> None:
    said = []
    for world in WORLDS:
        at = world.relay.circumstances(NURSE, NOW)
        access.may(NURSE, command, world.state, at)  # type: ignore[arg-type]
        with pytest.raises(Refusal) as refused:
            followup.decide(world.state, command, at)  # type: ignore[arg-type]
        said.append(type(refused.value))
    assert said[0] is said[1]
    assert no is None or said[0] is no


def test_asking_the_family_looks_the_same() -> None:
    one, other = (seen(NURSE, world.after(NURSE, AskForLogg(), on=NOW)) for world in WORLDS)
    assert one == other
    assert one.logg.state == "asked"


def test_a_no_to_a_logg_is_acknowledged_the_same_whether_there_was_one() -> None:
    no = RefuseConsent(FATHER.person, frozenset({SCHOOL}), logg=True, informed_of="text 1")
    one, other = (seen(NURSE, world.after(FATHER, no, on=NOW)) for world in WORLDS)
    assert one == other
    assert one.nearby is not None
    assert at_work(TEACHER) in [owed.who for owed in one.nearby.withdrawals]


def test_its_leaders_board_counts_the_same() -> None:
    boards = []
    for world in WORLDS:
        at = world.relay.circumstances(CLINIC_HEAD, NOW)
        permit = access.may(CLINIC_HEAD, Look.LIST, world.state, at)
        hand = InHand(CLINIC, world.state, permit, at)
        boards.append(board.board(CLINIC, NOW, [hand], []))
    assert boards[0] == boards[1]


def test_the_unit_that_had_it_and_the_family_know_why_it_was_locked() -> None:
    for who in (MOTHER, HEAD):
        view = seen(who, WORLDS[0])
        assert view.logg.state == "locked"
        assert view.levels[-1].reason == "closure-demanded"


def test_once_everybody_has_let_the_unit_in_anew_it_learns_of_it_and_opens_it() -> None:
    world = WORLDS[0]
    for giver in (MOTHER, FATHER):
        world = world.after(giver, word(giver, CLINIC, logg=True, on=NOW, until=UNTIL), on=NOW)
    assert seen(NURSE, world).logg.state == "locked"
    world.when(NURSE, OpenLogg(), on=NOW).then_refused(LoggIsLocked)
    assert world.when(NURSE, ReopenLogg(frozenset({CLINIC}), at_work(NURSE)), on=NOW).events
