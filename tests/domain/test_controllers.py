"""Who is responsible for a book: when municipalities become one, their books stay as they are."""

from dataclasses import replace
from datetime import date, timedelta

from stafett.domain import controller, packing
from stafett.domain.controller import (
    AnotherWasNamedLater,
    ControllerNamed,
    NameController,
    OnlyAnAdministratorNames,
)
from stafett.domain.rulebook import OnlyACoordinator
from stafett.domain.second_person import AskForGraveAct
from stafett.domain.wording import SayWhy
from tests.moving import PROPOSE, ready
from tests.people import (
    ADMINISTRATOR,
    COORDINATOR,
    HEAD,
    MUNICIPALITY,
    SCHOOL,
    TEACHER,
    TODAY,
)
from tests.relay import Given
from tests.two_people import ACT, ANOTHER, GRANT, KEPT, asked, done

DAY = timedelta(days=1)
NEW_YEAR = date(2027, 1, 1)
NEW = NameController("Storvik", "999999999", NEW_YEAR, "the county's decision 12/26")
ASK = AskForGraveAct(ACT, NEW)
BOOK = KEPT


def merged() -> Given:
    return done(BOOK, ADMINISTRATOR, NEW)


def responsible(so_far: Given, on: date) -> str:
    state = so_far.state
    return controller.on_day(state.rulebook.controllers, state.name, on)


def test_another_is_responsible_from_its_day_and_not_before() -> None:
    _, event = asked(BOOK, ADMINISTRATOR, NEW).when(ANOTHER, GRANT).events
    assert isinstance(event, ControllerNamed)
    assert (event.decision, event.by) == ("the county's decision 12/26", ADMINISTRATOR.employee)
    so_far = merged()
    assert responsible(so_far, NEW_YEAR - DAY) == "Prøvestad"
    assert responsible(so_far, NEW_YEAR) == "Storvik"
    assert responsible(BOOK, NEW_YEAR) == "Prøvestad"
    so_far.when(ADMINISTRATOR, ASK).then_nothing_new()


def test_only_an_administrator_writes_it_down_and_says_by_which_decision() -> None:
    BOOK.when(COORDINATOR, ASK).then_refused(OnlyAnAdministratorNames)
    for who in (HEAD, TEACHER):
        BOOK.when(who, ASK).then_refused(OnlyACoordinator)
    for wrong in (replace(NEW, decision=" "), replace(NEW, called="")):
        BOOK.when(ADMINISTRATOR, replace(ASK, wanted=wrong)).then_refused(SayWhy)


def test_one_follows_after_the_other() -> None:
    earlier = replace(NEW, called="Lillevik", since=NEW_YEAR - DAY)
    merged().when(ADMINISTRATOR, replace(ASK, wanted=earlier)).then_refused(AnotherWasNamedLater)
    later = replace(NEW, called="Storevik", since=NEW_YEAR + DAY)
    so_far = done(merged(), ADMINISTRATOR, later)
    assert responsible(so_far, NEW_YEAR) == "Storvik"
    assert responsible(so_far, NEW_YEAR + DAY) == "Storevik"


def test_everything_in_the_book_stays_as_it_was() -> None:
    so_far = merged()
    assert replace(so_far.state.rulebook, controllers=()) == BOOK.state.rulebook
    assert (so_far.state.units, so_far.state.name) == (BOOK.state.units, "Prøvestad")


def test_a_parcel_says_who_is_responsible_today() -> None:
    so_far = ready().after(TEACHER, PROPOSE)
    now = replace(NEW, since=TODAY)
    controllers = done(BOOK, ADMINISTRATOR, now).state.rulebook.controllers
    book = replace(MUNICIPALITY.rulebook, controllers=controllers)
    at = so_far.under(municipality=replace(MUNICIPALITY, rulebook=book)).relay.circumstances(
        TEACHER, TODAY
    )
    frame, contents = so_far.state.frame, so_far.state.contents
    assert packing.pack(frame, contents, frame.passages.departure, at).sender == "Storvik"
    assert frame.home == SCHOOL
