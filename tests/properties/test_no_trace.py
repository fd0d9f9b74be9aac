"""I4: what is shielded changes nothing for anybody outside - no byte, count, order or no.

The same games are played in two worlds, real books both, through the door: in one of them the
teacher also raises a suspicion of violence, and works on it in whatever way. Whoever cannot open
it is then shown every page there is, and asks for what is shielded by its very id.
"""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, is_dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest_asyncio
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from stafett.api.showing import shown_as
from stafett.application.asking import Done, Listed, NotYetCurrent, Opened, Target
from stafett.application.door import Application
from stafett.domain import commands, concern
from stafett.domain.beginning import StartFollowUp
from stafett.domain.conclusion import TakeOn
from stafett.domain.facts import Stranger
from stafett.domain.people import Asker, Duty, PersonId, Staff
from stafett.domain.shield import RaiseShieldedConcern
from stafett.domain.wondering import RaiseConcern
from stafett.journal import JournalAway
from stafett.ledger.errors import BookBusy
from tests.application.street import Street, a_street, an_asking, open_town
from tests.domain.test_acute_and_shielded import RAISE
from tests.follow_ups import word
from tests.people import (
    ADMINISTRATOR,
    ADVISER,
    CHILD_ID,
    CHILD_SELF,
    COLLEAGUE,
    CONCERN,
    COORDINATOR,
    FATHER,
    FOLLOW_UP,
    HEAD,
    MOTHER,
    NURSE,
    OTHER_PARENT,
    PPT,
    PPT_HEAD,
    SCHOOL,
    SHIELDED,
    TEACHER,
    TODAY,
)
from tests.properties.any_command import commands_of, of
from tests.rooms import Rooms

ARCHIVIST = Staff(COORDINATOR.employee, duties=frozenset({Duty.ARCHIVIST}))
EVERYBODY: tuple[Asker, ...] = (
    MOTHER,
    FATHER,
    CHILD_SELF,
    OTHER_PARENT,
    TEACHER,
    COLLEAGUE,
    HEAD,
    ADVISER,
    PPT_HEAD,
    NURSE,
    COORDINATOR,
    ADMINISTRATOR,
    ARCHIVIST,
)
WONDER = RaiseConcern(CONCERN, CHILD_ID, SCHOOL, ("Does he sleep?",))
WONDERED = Target.concern(CONCERN)
BEHIND = Target.concern(SHIELDED)
UNTIL = TODAY + timedelta(days=300)

_INSTANT = re.compile(rb"\d{4}-\d\d-\d\dT[0-9:.]+(Z|\+00:00)")
_ALONE = (StartFollowUp, RaiseConcern, RaiseShieldedConcern, TakeOn)


@dataclass(frozen=True)
class Turn:
    """Somebody asks for something; what is asked of the shielded one is asked in one world only."""

    of: Target
    asker: Asker
    command: Any


def turns(of_what: Target, commands: Any, *askers: Asker) -> st.SearchStrategy[Turn]:
    kinds = [kind for kind in commands_of(commands) if kind not in _ALONE]
    asked = st.sampled_from(kinds).flatmap(of)
    return st.builds(Turn, st.just(of_what), st.sampled_from(askers), asked)


open_turns = turns(Target.follow_up(FOLLOW_UP), commands.Command, TEACHER, MOTHER, HEAD, ADVISER)
about_the_wondering = turns(WONDERED, concern.Command, COLLEAGUE, HEAD)
behind_the_shield = turns(BEHIND, concern.Command, TEACHER, HEAD)
games = st.lists(open_turns | about_the_wondering | behind_the_shield, min_size=6, max_size=16)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def town(fresh_databases: tuple[str, str]) -> AsyncIterator[tuple[Rooms, Application]]:
    async with open_town(fresh_databases) as (rooms, door):
        yield rooms, door


async def answered(ask: Callable[[], Awaitable[Any]]) -> object:
    """What is said to somebody, to the letter; the instants alone are never twice the same."""
    while True:
        try:
            return _spelled(await ask())
        except (NotYetCurrent, JournalAway, BookBusy):
            continue  # a slow machine: asked again, as a client is told to
        except Exception as no:  # noqa: BLE001 - whatever it is, it must be the same
            return type(no)


def _spelled(said: Any) -> object:
    match said:
        case Done():
            return said.id, said.new, said.seen, said.also, said.receipt is not None
        case Opened():
            return said.seen, _spelled(said.view)
        case Listed():
            return said.kind, said.id, _spelled(said.view)
        case tuple() | list():
            return [_spelled(one) for one in said]
        case _ if is_dataclass(said):
            kind: type = type(said)
            shown = shown_as(kind).model_validate(said)
            return _INSTANT.sub(b"then", shown.model_dump_json().encode())
        case _:
            return said


async def world(town: tuple[Rooms, Application], game: list[Turn], *, shielded: bool) -> Street:
    """Play the game in a new book, with what is shielded or without."""
    here = replace(await a_street(*town), follow_up=FOLLOW_UP)
    await here.begun()
    await here.ask(COLLEAGUE, WONDER, of=WONDERED, about=CHILD_ID)
    for giver in (MOTHER, FATHER):
        await here.ask(giver, word(giver, SCHOOL, PPT, logg=True, until=UNTIL))
    if shielded:
        await here.ask(TEACHER, RAISE, of=BEHIND, about=CHILD_ID)
    for turn in game:
        if shielded or turn.of != BEHIND:
            await answered(partial(here.ask, turn.asker, turn.command, of=turn.of))
    await here.rooms.runner.catch_up()
    return here


async def can_open(here: Street, who: Asker) -> bool:
    try:
        await here.door.open_concern(here.book, who, SHIELDED, asking=an_asking())
    except Stranger:
        return False
    return True


def pages(here: Street, who: Asker) -> dict[str, Callable[[], Awaitable[Any]]]:
    """Everything one can be shown, and what one can ask of what one does not know of."""
    door, book, asking = here.door, here.book, an_asking()
    return {
        "list": lambda: here.my_list(who),
        "today": lambda: door.today(book, who, asking=asking),
        "family": lambda: door.family(book, who, asking=asking),
        "board": lambda: door.board(book, who, SCHOOL, asking=asking),
        "shelf": lambda: door.shelf(book, who, asking=asking),
        "breaks": lambda: door.breaks(book, who, asking=asking),
        "dropped": lambda: door.dropped(book, who, asking=asking),
        "guides in use": lambda: door.guides_in_use(book, who),
        "follow-up": lambda: here.look(who),
        "wondering": lambda: door.open_concern(book, who, CONCERN, asking=asking),
        "shielded": lambda: door.open_concern(book, who, SHIELDED, asking=asking),
        "shielded as a follow-up": lambda: replace(here, follow_up=SHIELDED).look(who),  # type: ignore[arg-type]
        "child": lambda: door.open_person(book, who, CHILD_ID, asking=asking),
        "shielded as a person": lambda: door.open_person(
            book, who, PersonId(SHIELDED), asking=asking
        ),
    }


@settings(
    max_examples=5,
    derandomize=True,
    deadline=None,
    database=None,
    phases=(Phase.generate,),
)
@given(game=games, writes=st.lists(behind_the_shield, max_size=3))
async def test_nobody_outside_is_shown_told_or_refused_anything_else(
    town: tuple[Rooms, Application], game: list[Turn], writes: list[Turn]
) -> None:
    without = await world(town, game, shielded=False)
    with_it = await world(town, game, shielded=True)
    outside = [who for who in EVERYBODY if not await can_open(with_it, who)]
    assert not await can_open(without, TEACHER)
    assert {COLLEAGUE, ADVISER, NURSE, OTHER_PARENT} & {*outside}
    for who in outside:
        here, there = pages(without, who), pages(with_it, who)
        for page in here:
            told = [await answered(world_[page]) for world_ in (here, there)]
            assert told[0] == told[1], f"{page} of {who}"
        for turn in writes:
            told = [
                await answered(partial(one.ask, who, turn.command, of=BEHIND))
                for one in (without, with_it)
            ]
            assert told[0] == told[1], f"{turn.command} of {who}"


async def test_whoever_is_inside_is_shown_it(town: tuple[Rooms, Application]) -> None:
    """The other way round: where somebody may know, the same pages are not the same."""
    without, with_it = [await world(town, [], shielded=one) for one in (False, True)]
    for who in (TEACHER, HEAD):
        here, there = pages(without, who), pages(with_it, who)
        for page in ("list", "shielded"):
            assert await answered(here[page]) != await answered(there[page])
