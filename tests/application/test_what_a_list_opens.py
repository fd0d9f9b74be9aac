"""A list opens what is on it: what is not the asker's is not even looked up, and takes no time.

Held by what is asked of the table and opened, and not by a clock: a clock on a busy machine tells
nothing, and one that is patient enough tells everything.
"""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from stafett.application.asking import Target
from stafett.domain.acute import SecondPerson
from stafett.domain.leaving import LetLeave
from stafett.domain.people import Asker, ConcernId
from stafett.domain.shield import LetChildIn, RaiseShieldedConcern, Suspicion
from stafett.domain.wondering import RaiseConcern
from stafett.projections.asked import Asked
from stafett.projections.case_view import SealedView, live_views
from tests.application.street import Street
from tests.follow_ups import LATER
from tests.people import (
    ADMINISTRATOR,
    CHILD_ID,
    CHILD_SELF,
    COLLEAGUE,
    FATHER,
    HEAD,
    MOTHER,
    SCHOOL,
    TEACHER,
)

WITHOUT_THE_HEAD = RaiseShieldedConcern(
    concern=ConcernId(uuid4()),
    unit=SCHOOL,
    suspicion=Suspicion.VIOLENCE,
    text="What he said of somebody at the school",
    best_interests="He is safer while they do not know",
    second=SecondPerson(COLLEAGUE.employee, "The leader is close to those it is about"),
    review_on=LATER,
)
KEPT_FROM_HER = replace(WITHOUT_THE_HEAD, kept_from=frozenset({HEAD.employee}))


@pytest_asyncio.fixture(autouse=True)
async def in_step(street: Street) -> AsyncIterator[None]:
    """Keep the lists in step, as a running service does."""
    running = asyncio.create_task(street.rooms.runner.run())
    yield
    running.cancel()


@pytest.fixture
def looked_up(monkeypatch: pytest.MonkeyPatch) -> set[UUID]:
    """Every stream whose rows a list asks the table for, and so every one it can open."""
    asked: set[UUID] = set()

    async def told(
        connection: Asked, book: UUID, streams: Collection[UUID]
    ) -> Mapping[UUID, SealedView]:
        asked.update(streams)
        return await live_views(connection, book, streams)

    monkeypatch.setattr("stafett.application.listing.live_views", told)
    return asked


async def raised(street: Street, like: RaiseConcern | RaiseShieldedConcern) -> UUID:
    command = replace(like, concern=ConcernId(uuid4()))
    done = await street.ask(TEACHER, command, of=Target.concern(), about=CHILD_ID)
    return done.id


async def looks_up(street: Street, looked_up: set[UUID], who: Asker) -> set[UUID]:
    """What somebody's list looks up beside the child; it is shown, all of it."""
    looked_up.clear()
    listed = await street.listed(who)
    beside = looked_up - {CHILD_ID}
    assert beside == listed, "it looks up what it does not show"
    return beside


@pytest.mark.parametrize("command", [KEPT_FROM_HER, WITHOUT_THE_HEAD])
async def test_a_leader_who_is_not_to_know_does_not_look_it_up(
    street: Street, looked_up: set[UUID], command: RaiseShieldedConcern
) -> None:
    hidden = await raised(street, command)
    assert await looks_up(street, looked_up, HEAD) == set()
    for named in (TEACHER, COLLEAGUE):
        assert await looks_up(street, looked_up, named) == {hidden}


async def test_when_its_author_has_left_it_is_the_leaders_and_never_of_one_it_is_kept_from(
    street: Street, looked_up: set[UUID]
) -> None:
    kept, hers = await raised(street, KEPT_FROM_HER), await raised(street, WITHOUT_THE_HEAD)
    await street.ask(ADMINISTRATOR, LetLeave(TEACHER.employee, None), of=Target.municipality())
    assert await looks_up(street, looked_up, HEAD) == {hers}
    assert await looks_up(street, looked_up, COLLEAGUE) == {kept, hers}


async def test_an_open_one_is_looked_up_by_those_alone_who_wonder_together(
    street: Street, looked_up: set[UUID]
) -> None:
    wondered = await raised(street, RaiseConcern(ConcernId(uuid4()), CHILD_ID, SCHOOL))
    for who in (HEAD, COLLEAGUE, MOTHER, FATHER, CHILD_SELF):
        assert await looks_up(street, looked_up, who) == set()
    assert await looks_up(street, looked_up, TEACHER) == {wondered}


async def test_a_child_that_is_let_in_looks_it_up_and_nobody_who_answers_for_it(
    street: Street, looked_up: set[UUID]
) -> None:
    hidden = ConcernId(await raised(street, WITHOUT_THE_HEAD))
    let_in = LetChildIn("It asks, and is old enough", "It knows best what is safe")
    await street.ask(TEACHER, let_in, of=Target.concern(hidden))
    assert await looks_up(street, looked_up, CHILD_SELF) == {hidden}
    for guardian in (MOTHER, FATHER):
        assert await looks_up(street, looked_up, guardian) == set()
