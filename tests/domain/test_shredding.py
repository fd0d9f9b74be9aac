"""A matter is destroyed on a ground in the law, by two people, and never while it is held."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from stafett.domain import shredding
from stafett.domain.facts import Refusal
from stafett.domain.legal_hold import (
    Hold,
    HoldLifted,
    HoldPlaced,
    KeysAreGoing,
    LiftHold,
    NoSuchHold,
    PlaceHold,
)
from stafett.domain.moment import NotYetHappened
from stafett.domain.people import Actor, Operator
from stafett.domain.rulebook import OnlyACoordinator
from stafett.domain.second_person import AnotherGrants, AskForGraveAct, GraveActGranted
from stafett.domain.shredding import (
    DestroyKeys,
    MatterIsHeld,
    NoGroundToDestroy,
    OnlyAnAdministratorDestroys,
    Shred,
    ShredDone,
    ShredOrdered,
    Stands,
    TellKeysDestroyed,
)
from stafett.domain.wording import IdTaken, SayWhy
from stafett.law import lawbook
from tests.people import ADMINISTRATOR, COORDINATOR, HEAD, MOTHER, TEACHER, TODAY, some_id
from tests.relay import Given
from tests.two_people import ACT, ANOTHER, GRANT, KEPT, asked, done

MATTER, OTHER, HOLD = some_id("a matter"), some_id("another matter"), some_id("a hold")
DAY, LONG = timedelta(days=1), timedelta(days=30)
DESTROY = DestroyKeys(ACT, MATTER, "deposited", "receipt 26/117", TODAY - DAY)
HELD = PlaceHold(HOLD, MATTER, "a complaint is with the county governor")
LIFTED = LiftHold(HOLD, "the complaint is answered")
TOLD = TellKeysDestroyed(ACT, LONG)
RUNS = Operator(some_id("whoever runs it"))
BOOK = KEPT


def shred_of(book: Given) -> Shred:
    shreds = book.state.rulebook.shreds
    (one,) = shreds.values()
    assert isinstance(one, Shred)
    return one


def test_one_asks_another_grants_and_then_it_is_written_down_that_the_keys_go() -> None:
    assert asked(BOOK, ADMINISTRATOR, DESTROY).state.rulebook.shreds == {}
    granted, ordered = asked(BOOK, ADMINISTRATOR, DESTROY).when(ANOTHER, GRANT).events
    assert isinstance(granted, GraveActGranted)
    assert ordered == ShredOrdered(
        shred=ACT,
        matter=MATTER,
        ground="deposited",
        reference="receipt 26/117",
        decided_on=TODAY - DAY,
        prune=False,
        by=ADMINISTRATOR.employee,
        granted_by=ANOTHER.employee,
        on=TODAY,
    )


def test_nobody_grants_what_they_asked_for_and_both_are_administrators() -> None:
    waits = asked(BOOK, ADMINISTRATOR, DESTROY)
    waits.when(ADMINISTRATOR, GRANT).then_refused(AnotherGrants)
    waits.when(COORDINATOR, GRANT).then_refused(OnlyAnAdministratorDestroys)
    ask = AskForGraveAct(ACT, DESTROY)
    BOOK.when(COORDINATOR, ask).then_refused(OnlyAnAdministratorDestroys)
    for who in (TEACHER, HEAD, MOTHER):
        BOOK.when(who, ask).then_refused(OnlyACoordinator)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (replace(DESTROY, ground="because"), NoGroundToDestroy),
        (replace(DESTROY, decided_on=date(1990, 1, 1)), NoGroundToDestroy),
        (replace(DESTROY, decided_on=TODAY + DAY), NotYetHappened),
        (replace(DESTROY, reference=" "), SayWhy),
    ],
)
def test_it_rests_on_a_ground_and_says_by_which_receipt_or_decision(
    wrong: DestroyKeys, why: type[Refusal]
) -> None:
    BOOK.when(ADMINISTRATOR, AskForGraveAct(ACT, wrong)).then_refused(why)


def test_the_law_of_the_day_says_on_which_grounds() -> None:
    assert {one.key for one in lawbook().erasures_on(TODAY)} == {
        "deposited",
        "erasure-decided",
        "time-of-keeping-over",
    }
    assert lawbook().erasures_on(date(1990, 1, 1)) == ()


def test_what_is_held_is_not_destroyed_until_the_hold_is_lifted() -> None:
    held = BOOK.when(ADMINISTRATOR, HELD).then(
        HoldPlaced(hold=HOLD, matter=MATTER, why=HELD.why, by=ADMINISTRATOR.employee, on=TODAY)
    )
    held.when(ADMINISTRATOR, AskForGraveAct(ACT, DESTROY)).then_refused(MatterIsHeld)
    asked(held, ADMINISTRATOR, replace(DESTROY, matter=OTHER)).when(ANOTHER, GRANT)
    lifted = held.when(ANOTHER, LIFTED).then(
        HoldLifted(hold=HOLD, why=LIFTED.why, by=ANOTHER.employee, on=TODAY)
    )
    assert shred_of(done(lifted, ADMINISTRATOR, DESTROY)).matter == MATTER


def test_a_hold_that_comes_while_another_is_asked_for_still_holds() -> None:
    waits = asked(BOOK, ADMINISTRATOR, DESTROY).after(ANOTHER, HELD)
    waits.when(ANOTHER, GRANT).then_refused(MatterIsHeld)


def test_one_of_two_holds_is_enough() -> None:
    second = replace(HELD, hold=some_id("a second hold"))
    both = BOOK.after(ADMINISTRATOR, HELD).after(ADMINISTRATOR, second)
    one = both.after(ADMINISTRATOR, LIFTED)
    one.when(ADMINISTRATOR, AskForGraveAct(ACT, DESTROY)).then_refused(MatterIsHeld)
    assert [left.id for left in one.state.rulebook.holds.values()] == [second.hold]


def test_when_the_keys_go_no_hold_can_bring_them_back() -> None:
    gone = done(BOOK, ADMINISTRATOR, DESTROY)
    gone.when(ADMINISTRATOR, HELD).then_refused(KeysAreGoing)
    gone.when(ADMINISTRATOR, replace(HELD, matter=OTHER)).then(
        HoldPlaced(hold=HOLD, matter=OTHER, why=HELD.why, by=ADMINISTRATOR.employee, on=TODAY)
    )


def test_a_hold_is_an_administrators_says_why_and_has_an_id_of_its_own() -> None:
    for who in (COORDINATOR, TEACHER):
        with pytest.raises(Refusal):
            assert BOOK.when(who, HELD).events
    BOOK.when(COORDINATOR, HELD).then_refused(OnlyAnAdministratorDestroys)
    BOOK.when(ADMINISTRATOR, replace(HELD, why=" ")).then_refused(SayWhy)
    held = BOOK.after(ADMINISTRATOR, HELD)
    held.when(ADMINISTRATOR, HELD).then_nothing_new()
    held.when(ADMINISTRATOR, replace(HELD, matter=OTHER)).then_refused(IdTaken)
    held.when(ADMINISTRATOR, replace(LIFTED, why="")).then_refused(SayWhy)
    BOOK.when(ADMINISTRATOR, LIFTED).then_refused(NoSuchHold)
    assert held.state.rulebook.holds == {
        HOLD: Hold(HOLD, MATTER, HELD.why, ADMINISTRATOR.employee, TODAY)
    }


def test_it_is_requested_until_nobody_opens_it_and_final_when_no_copy_is_left() -> None:
    ordered = done(BOOK, ADMINISTRATOR, DESTROY)
    assert shred_of(ordered).stands(TODAY + timedelta(days=999)) is Stands.REQUESTED
    told = ordered.when(RUNS, TOLD, on=TODAY + DAY).then(
        ShredDone(shred=ACT, on=TODAY + DAY, final_on=TODAY + DAY + LONG)
    )
    one = shred_of(told)
    assert (one.effective_on, one.final_on) == (TODAY + DAY, TODAY + DAY + LONG)
    assert one.stands(TODAY + LONG) is Stands.EFFECTIVE
    assert one.stands(TODAY + DAY + LONG) is Stands.FINAL
    assert shredding.requested(ordered.state.rulebook.shreds) == (shred_of(ordered),)
    assert shredding.requested(told.state.rulebook.shreds) == ()


def test_what_is_sealed_goes_only_where_that_was_ordered_and_only_when_it_is_final() -> None:
    final = TODAY + DAY + LONG
    for prune in (True, False):
        told = done(BOOK, ADMINISTRATOR, replace(DESTROY, prune=prune)).after(
            RUNS, TOLD, on=TODAY + DAY
        )
        shreds = told.state.rulebook.shreds
        assert shredding.to_prune(shreds, final - DAY) == ()
        assert shredding.to_prune(shreds, final) == ((shred_of(told),) if prune else ())


@pytest.mark.parametrize("who", [ADMINISTRATOR, TEACHER, MOTHER])
def test_only_whoever_runs_the_house_says_that_it_is_done(who: Actor) -> None:
    done(BOOK, ADMINISTRATOR, DESTROY).when(who, TOLD).then_refused(OnlyACoordinator)


def test_what_nobody_ordered_is_not_said_to_be_done() -> None:
    nobodys: UUID = some_id("nobody's")
    BOOK.when(RUNS, TellKeysDestroyed(nobodys, LONG)).then_nothing_new()


def test_what_goes_already_is_not_ordered_once_more() -> None:
    again = replace(DESTROY, shred=some_id("again"))
    gone = done(BOOK, ADMINISTRATOR, DESTROY)
    gone.when(ADMINISTRATOR, AskForGraveAct(again.shred, again)).then_nothing_new()
