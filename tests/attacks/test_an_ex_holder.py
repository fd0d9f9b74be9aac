"""T2: somebody whose turn is over goes on as if it were not, from the very moment it is.

The old holder, and a colleague whose task has ended, ask without a pause while it happens. What
they ask before that is acknowledged may be done; nothing that they ask afterwards is.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from time import perf_counter

import httpx2
import pytest_asyncio

from tests.api.service import Caller
from tests.api.town import SINCE, Town
from tests.attacks.attack import Attack, Attacking, times

HANDS = 6
ROUNDS = times(8, 600)
AFTERWARDS = times(2, 3)
"""How often each asks after it was over, in each round."""
BUSY = 503
"""Nothing was shown or done: ask again."""
IN_ONE = 20
"""Rounds before it goes on with another follow-up: a long story is read anew each time."""
Try = Callable[[], Awaitable[httpx2.Response]]


@dataclass
class Turn:
    """One round as those who hammer see it: when it was over."""

    over_at: float | None = None
    under_way: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))

    async def hammer(self, attack: Attack, tries: Try) -> None:
        """Ask again and again; what is done although it was asked too late got through."""
        late, first = 0, True
        while late < AFTERWARDS:
            asked_at, over_at = perf_counter(), self.over_at
            answer = await tries()
            if first:
                self.under_way.release()
                first = False
            if over_at is not None and asked_at > over_at:
                late += 1
                attack.held(
                    answer.is_client_error or answer.status_code == BUSY, f"{answer.status_code}"
                )


async def one_round(attack: Attack, tries: Try, over: Callable[[], Awaitable[object]]) -> None:
    """Hammer while it happens, and some more."""
    turn = Turn()
    hands = [asyncio.create_task(turn.hammer(attack, tries)) for _ in range(HANDS)]
    try:
        for _ in hands:
            await turn.under_way.acquire()
        await over()
        turn.over_at = perf_counter()
        await asyncio.gather(*hands)
    finally:
        for one in hands:
            one.cancel()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def colleague(town: Town) -> tuple[str, Caller]:
    """Another teacher at the school, logged in."""
    by = town.administrator
    one = await by.did("/v1/employees", {"contact": {"name": "Colleague", "phone": "33 01"}})
    here = f"/v1/employees/{one['id']}"
    await by.did(f"{here}/employments", {"unit": town["school"], "since": SINCE})
    account = {"issuer": town.service.issuer.name, "subject": "colleague"}
    await by.did(f"{here}/accounts", account)
    caller = town.service.caller("colleague")
    caller.book = town.book
    return one["id"], caller


async def test_an_old_holder_does_nothing_more_from_the_moment_another_has_accepted(
    town: Town, colleague: tuple[str, Caller], attacking: Attacking
) -> None:
    holder, other = (town["teacher"], town.teacher), colleague
    with attacking("T2", "the old holder acts after another has accepted the baton") as attack:
        here = ""
        for number in range(ROUNDS):
            if number % IN_ONE == 0:
                here = f"/v1/follow-ups/{await town.follow_up()}"
                holder, other = (town["teacher"], town.teacher), colleague
            offers, old, (next_id, new) = f"{here}/baton/offers", holder[1], other
            offer = {"to": {"employee": next_id, "unit": town["school"]}}
            await old.did(offers, offer)

            async def act(
                old: Caller = old, to: str = offers, offer: object = offer
            ) -> httpx2.Response:
                return await old.post(to, offer)

            async def accept(new: Caller = new, to: str = offers) -> None:
                await new.did(f"{to}/acceptances", {})

            await one_round(attack, act, accept)
            holder, other = other, holder
        attack.beside = f"{ROUNDS} handovers"


async def test_whoever_is_taken_off_a_task_reads_nothing_from_that_moment(
    town: Town, colleague: tuple[str, Caller], attacking: Attacking
) -> None:
    who, reader = colleague
    with attacking("T2", "one whose task has ended goes on reading") as attack:
        here = ""
        for number in range(ROUNDS):
            if number % IN_ONE == 0:
                here = f"/v1/follow-ups/{await town.follow_up()}"
            named = f"{here}/participants/{town['school']}/professionals"
            await town.leader.did(named, {"employee": who, "task": "reads with her"})
            assert (await reader.get(here)).status_code == 200

            async def read(here: str = here) -> httpx2.Response:
                return await reader.get(here)

            async def end(named: str = named) -> None:
                await town.leader.did(f"{named}/{who}/removals", {"why": "another task"})

            await one_round(attack, read, end)
        attack.beside = f"{ROUNDS} tasks ended"
