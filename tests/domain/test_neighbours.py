"""Other municipalities: made known by their cards, by those who keep the rules."""

from dataclasses import replace
from datetime import timedelta

from stafett.domain.neighbour import (
    UNDER_WAY,
    Card,
    CardIsAnothers,
    ForgetNeighbour,
    MakeNeighbourKnown,
    NeighbourMadeKnown,
    NoSuchNeighbour,
)
from stafett.domain.rulebook import OnlyACoordinator
from stafett.domain.second_person import AskForGraveAct
from stafett.domain.wording import SayWhy
from tests.people import ADMINISTRATOR, COORDINATOR, FAR_AWAY, HEAD, TEACHER, TODAY, some_id
from tests.relay import Given
from tests.two_people import ACT, ANOTHER, GRANT, KEPT, asked, done

NEW = MakeNeighbourKnown(some_id("new"), "Nyvik", Card("stafett/new", "n", "ns"), "by telephone")
ASK = AskForGraveAct(ACT, NEW)
BOOK = KEPT


def known(so_far: Given = BOOK) -> Given:
    return done(so_far, COORDINATOR, NEW)


def test_those_who_keep_the_rules_make_a_municipality_known() -> None:
    for who in (COORDINATOR, ADMINISTRATOR):
        _, event = asked(BOOK, who, NEW).when(ANOTHER, GRANT).events
        assert isinstance(event, NeighbourMadeKnown)
        assert (event.called, event.confirmed, event.by) == (
            "Nyvik",
            "by telephone",
            who.employee,
        )
    for other in (TEACHER, HEAD):
        BOOK.when(other, ASK).then_refused(OnlyACoordinator)
    assert known().state.rulebook.neighbours[NEW.neighbour].card == NEW.card


def test_one_says_how_one_made_sure_that_the_card_is_theirs() -> None:
    wrong = replace(NEW, confirmed=" ")
    BOOK.when(COORDINATOR, replace(ASK, wanted=wrong)).then_refused(SayWhy)


def test_a_card_belongs_to_one_municipality() -> None:
    for card in (
        Card(NEW.card.origin, "x", "y"),
        Card("z", NEW.card.signs, "y"),
        Card("z", "x", NEW.card.reads),
    ):
        other = MakeNeighbourKnown(FAR_AWAY.id, "Fjernvik", card, "by post")
        known().when(COORDINATOR, replace(ASK, wanted=other)).then_refused(CardIsAnothers)


def test_a_municipality_may_have_a_new_card() -> None:
    anew = replace(NEW, card=Card("stafett/new", "m", "ms"))
    so_far = done(known(), COORDINATOR, anew)
    assert so_far.state.rulebook.neighbours[NEW.neighbour].card == anew.card
    so_far.when(COORDINATOR, replace(ASK, wanted=anew)).then_nothing_new()


def test_what_comes_under_the_card_before_is_taken_for_a_while() -> None:
    anew = replace(NEW, card=Card("stafett/new", "m", "ms"))
    renewed = done(known(), COORDINATOR, anew)
    there = renewed.state.rulebook.neighbours[NEW.neighbour]
    assert there.cards(TODAY + UNDER_WAY) == (anew.card, NEW.card)
    assert there.cards(TODAY + UNDER_WAY + timedelta(days=1)) == (anew.card,)
    first = known().state.rulebook.neighbours[NEW.neighbour]
    assert first.cards(TODAY) == (NEW.card,)
    # Nobody else gets what was theirs.
    taken = MakeNeighbourKnown(some_id("taken"), "Fjernvik", Card("z", NEW.card.signs, "y"), "post")
    renewed.when(COORDINATOR, replace(ASK, wanted=taken)).then_refused(CardIsAnothers)
    # Another name is no other card, and makes none last longer.
    later = TODAY + UNDER_WAY
    wanted = replace(ASK, wanted=replace(anew, called="Nyvik kommune"))
    named = renewed.after(COORDINATOR, wanted, on=later).after(ANOTHER, GRANT, on=later)
    after = named.state.rulebook.neighbours[NEW.neighbour]
    assert (after.called, after.since, after.before) == ("Nyvik kommune", TODAY, NEW.card)


def test_a_municipality_whose_key_was_stolen_is_forgotten_and_made_known_anew() -> None:
    anew = replace(NEW, card=Card("stafett/new", "m", "ms"))
    gone = known().after(COORDINATOR, ForgetNeighbour(NEW.neighbour, "the key was stolen"))
    there = done(gone, COORDINATOR, anew).state.rulebook.neighbours[NEW.neighbour]
    assert there.cards(TODAY) == (anew.card,)


def test_a_municipality_can_be_forgotten() -> None:
    forget = ForgetNeighbour(NEW.neighbour, "the key was lost")
    so_far = known().after(COORDINATOR, forget)
    assert so_far.state.rulebook.neighbours == {}
    so_far.when(COORDINATOR, forget).then_refused(NoSuchNeighbour)
    known().when(COORDINATOR, replace(forget, why="")).then_refused(SayWhy)
