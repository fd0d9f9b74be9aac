"""Nobody does the gravest acts alone: one asks, another one grants, within a week."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from stafett.domain import municipality, second_person
from stafett.domain.controller import (
    AnotherWasNamedLater,
    ControllerNamed,
    NameController,
    OnlyAnAdministratorNames,
)
from stafett.domain.neighbour import Card, CardIsAnothers, MakeNeighbourKnown, NeighbourMadeKnown
from stafett.domain.people import Staff
from stafett.domain.rulebook import OnlyACoordinator
from stafett.domain.second_person import (
    AnotherGrants,
    AskedAlready,
    AskedTooLongAgo,
    AskForGraveAct,
    DropGraveAct,
    GrantGraveAct,
    Grave,
    GraveActAsked,
    GraveActDropped,
    GraveActGranted,
    NothingAsked,
)
from tests.people import ADMINISTRATOR, COORDINATOR, HEAD, MOTHER, TEACHER, TODAY, some_id
from tests.relay import Relay
from tests.two_people import ACT, ANOTHER, GRANT, asked, done

CONTROLLER = NameController("Storvik", "", date(2027, 1, 1), "the county's decision")
NEIGHBOUR = MakeNeighbourKnown(some_id("new"), "Nyvik", Card("stafett/n", "n", "ns"), "by letter")
BOOK = Relay(municipality).given(municipality.MunicipalityCreated(municipality_name="Prøvestad"))
WEEK, DAY = timedelta(days=7), timedelta(days=1)


@pytest.mark.parametrize("wanted", [CONTROLLER, NEIGHBOUR])
def test_what_one_has_asked_for_is_not_so_before_another_has_granted_it(wanted: Grave) -> None:
    (event,) = BOOK.when(ADMINISTRATOR, AskForGraveAct(ACT, wanted)).events
    assert isinstance(event, GraveActAsked)
    assert (event.by, event.on, event.until) == (ADMINISTRATOR.employee, TODAY, TODAY + WEEK)
    book = asked(BOOK, ADMINISTRATOR, wanted).state.rulebook
    assert (book.controllers, book.neighbours) == ((), {})


@pytest.mark.parametrize("wanted", [CONTROLLER, NEIGHBOUR])
def test_what_is_granted_is_written_as_of_the_one_who_asked(wanted: Grave) -> None:
    granted, event = asked(BOOK, ADMINISTRATOR, wanted).when(ANOTHER, GRANT).events
    assert isinstance(granted, GraveActGranted)
    assert granted.by == ANOTHER.employee
    assert isinstance(event, ControllerNamed | NeighbourMadeKnown)
    assert event.by == ADMINISTRATOR.employee
    assert done(BOOK, ADMINISTRATOR, wanted).state.rulebook.acts == {}


def test_nobody_grants_what_they_have_asked_for() -> None:
    for who, wanted in ((ADMINISTRATOR, CONTROLLER), (COORDINATOR, NEIGHBOUR)):
        asked(BOOK, who, wanted).when(who, GRANT).then_refused(AnotherGrants)


def test_who_grants_may_have_it_done_too() -> None:
    waits = asked(BOOK, ADMINISTRATOR, CONTROLLER)
    waits.when(COORDINATOR, GRANT).then_refused(OnlyAnAdministratorNames)
    for who in (TEACHER, HEAD, MOTHER):
        waits.when(who, GRANT).then_refused(OnlyACoordinator)
        waits.when(who, DropGraveAct(ACT)).then_refused(OnlyACoordinator)


def test_it_waits_a_week_and_no_longer() -> None:
    waits = asked(BOOK, COORDINATOR, NEIGHBOUR)
    assert len(waits.when(ANOTHER, GRANT, on=TODAY + WEEK).events) == 2
    waits.when(ANOTHER, GRANT, on=TODAY + WEEK + DAY).then_refused(AskedTooLongAgo)
    acts = waits.state.rulebook.acts
    assert [one.id for one in second_person.waiting(acts, TODAY + WEEK)] == [ACT]
    assert list(second_person.waiting(acts, TODAY + WEEK + DAY)) == []


@pytest.mark.parametrize("who", [ADMINISTRATOR, ANOTHER])
def test_it_is_taken_back_or_said_no_to_by_one(who: Staff) -> None:
    waits = asked(BOOK, ADMINISTRATOR, CONTROLLER)
    (event,) = waits.when(who, DropGraveAct(ACT)).events
    assert isinstance(event, GraveActDropped)
    gone = waits.after(who, DropGraveAct(ACT))
    gone.when(ANOTHER, GRANT).then_refused(NothingAsked)
    gone.when(ANOTHER, DropGraveAct(ACT)).then_refused(NothingAsked)


def test_what_was_granted_once_is_not_granted_again() -> None:
    done(BOOK, ADMINISTRATOR, CONTROLLER).when(ANOTHER, GRANT).then_refused(NothingAsked)
    BOOK.when(ANOTHER, GrantGraveAct(some_id("nothing"))).then_refused(NothingAsked)


def test_asking_again_is_asking_once_and_for_something_else_is_another_act() -> None:
    waits = asked(BOOK, ADMINISTRATOR, CONTROLLER)
    waits.when(ADMINISTRATOR, AskForGraveAct(ACT, CONTROLLER)).then_nothing_new()
    other = replace(CONTROLLER, called="Lillevik")
    waits.when(ADMINISTRATOR, AskForGraveAct(ACT, other)).then_refused(AskedAlready)


def test_it_is_judged_anew_when_it_is_granted() -> None:
    """What has come between counts: another was named, another has the card."""
    later = AskForGraveAct(some_id("later"), replace(CONTROLLER, called="Lillevik"))
    waits = asked(BOOK, ADMINISTRATOR, CONTROLLER).after(ADMINISTRATOR, later)
    between = waits.after(ANOTHER, GrantGraveAct(later.act))
    between.when(ANOTHER, GRANT).then_refused(AnotherWasNamedLater)
    same_card = AskForGraveAct(some_id("later"), replace(NEIGHBOUR, neighbour=some_id("other")))
    waits = asked(BOOK, COORDINATOR, NEIGHBOUR).after(COORDINATOR, same_card)
    between = waits.after(ANOTHER, GrantGraveAct(same_card.act))
    between.when(ANOTHER, GRANT).then_refused(CardIsAnothers)


def test_what_became_so_in_another_way_is_granted_and_changes_nothing() -> None:
    twice = AskForGraveAct(some_id("twice"), CONTROLLER)
    waits = asked(BOOK, ADMINISTRATOR, CONTROLLER).after(ADMINISTRATOR, twice)
    so_far = waits.after(ANOTHER, GRANT)
    (event,) = so_far.when(ANOTHER, GrantGraveAct(twice.act)).events
    assert isinstance(event, GraveActGranted)
