"""T20: three municipalities in one service, and the people of each try to get at the others' books.

Every operation of the contract is asked with ids of another book, in the address and in the body,
and answered as if there were nothing of the kind anywhere. Then somebody with every right in the
database copies one book's rows into another, and still nobody reads a word of it.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import permutations
from random import Random
from typing import Any
from uuid import uuid4

import httpx2
import pytest_asyncio

from stafett.postgres.pool import connect
from tests.api.service import Caller, Service, same
from tests.api.town import Town, founded
from tests.attacks.attack import Attack, Attacking, times
from tests.attacks.crawl import Operation, every_operation, ids_in

AT_ONCE = 16
WHO = ("teacher", "administrator", "mother", "leader")[: times(2, 4)]
MATTERS = ("concerns", "follow-ups")


@dataclass(frozen=True)
class Place:
    """A town with matters in it, and every id that its own people are ever shown."""

    town: Town
    kinds: dict[str, str]
    ids: tuple[str, ...]

    def id_for(self, rng: Random, called: str) -> str:
        """Return an id of this town for what is called so; any at all, when none is like it."""
        return self.kinds.get(called) or rng.choice(self.ids)


async def with_log_ins_of_their_own(town: Town) -> Town:
    """Give people log-ins that no other book knows: those of the founding are in all of them."""
    callers: dict[str, Any] = {}
    for name, there in (("teacher", "employees"), ("leader", "employees"), ("mother", "persons")):
        subject = f"{name} of {town.book}"
        account = {"issuer": town.service.issuer.name, "subject": subject}
        await town.administrator.did(f"/v1/{there}/{town[name]}/accounts", account)
        callers[name] = town.service.caller(subject)
        callers[name].book = town.book
    return replace(town, **callers)


async def settled(service: Service) -> Place:
    """Found a town, let it work for a while, and write down every id that comes by."""
    town = await with_log_ins_of_their_own(await founded(service))
    concern, follow_up = await town.concern(), await town.follow_up()
    goal = {"text": "Has somebody to play with", "by": "2027-01-01"}
    await town.teacher.post(f"/v1/follow-ups/{follow_up}/goals", goal)
    shown = [
        await town.teacher.get(path)
        for path in (
            f"/v1/concerns/{concern}",
            f"/v1/follow-ups/{follow_up}",
            f"/v1/persons/{town['nora']}",
            "/v1/municipality",
            "/v1/employees",
            "/v1/me",
        )
    ]
    assert {one.status_code for one in shown} == {200}
    ids = frozenset().union(*(ids_in(one.text) for one in shown)) | {concern, follow_up}
    kinds = {
        "person": town["nora"],
        "about": town["nora"],
        "child": town["nora"],
        "guardian": town["mother"],
        "concern": concern,
        "follow_up": follow_up,
        "unit": town["school"],
        "unit_id": town["school"],
        "home": town["school"],
        "employee": town["teacher"],
    }
    return Place(town, kinds, tuple(sorted(ids - {town.book})))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def places(service: Service) -> AsyncIterator[tuple[Place, Place, Place]]:
    yield await settled(service), await settled(service), await settled(service)


OPERATIONS = [
    one
    for one in every_operation()
    if "{" in one.path
    or (one.schema is not None and ids_in(str(one.asked(lambda _: str(uuid4())))))
]


async def crawled(attack: Attack, who: Caller, other: Place, operation: Operation) -> None:
    """Ask with ids of another book and with ids of nothing at all: the answers are one."""
    rng = Random(operation.name)
    foreign = operation.asked(partial(other.id_for, rng))
    nothing = operation.asked(lambda _: str(uuid4()))
    theirs = await foreign.put(who, who.book)
    absent = await nothing.put(who, who.book)
    asked_with = ids_in(foreign.path) | ids_in(str(foreign.body))
    told = ids_in(theirs.text) & frozenset(other.ids) - asked_with
    alike = same(theirs) == same(absent)
    done = theirs.is_success and absent.is_success
    attack.held((alike or done) and not told, f"{operation.name}: {_both(theirs, absent)}")


def _both(theirs: httpx2.Response, absent: httpx2.Response) -> str:
    return (
        f"{theirs.status_code} {theirs.text[:120]} and not {absent.status_code} {absent.text[:120]}"
    )


async def test_every_operation_with_ids_of_another_book_finds_nothing(
    places: tuple[Place, Place, Place], attacking: Attacking
) -> None:
    pairs = list(permutations(places, 2))[: times(1, 6)]
    with attacking(
        "T20", "every operation, with ids of another book and with ids of none"
    ) as attack:
        asked = [
            (getattr(here.town, name), there, operation)
            for here, there in pairs
            for name in WHO
            for operation in OPERATIONS
        ]
        for at in range(0, len(asked), AT_ONCE):
            await asyncio.gather(*(crawled(attack, *one) for one in asked[at : at + AT_ONCE]))
        attack.beside = f"{len(OPERATIONS)} operations, as {len(WHO)} people"
        assert len(OPERATIONS) > 150


async def test_a_book_one_is_not_known_in_is_as_one_there_is_not(
    places: tuple[Place, Place, Place], attacking: Attacking
) -> None:
    with attacking("T20", "every operation, of a book one is not known in") as attack:
        here, there = places[0].town, places[1].town

        async def knocked(operation: Operation) -> None:
            question = operation.asked(lambda _: str(uuid4()))
            theirs = await question.put(here.teacher, there.book)
            absent = await question.put(here.teacher, str(uuid4()))
            alike = same(theirs) == same(absent)
            told = f"{operation.name}: {_both(theirs, absent)}"
            attack.held(alike and not theirs.is_success, told)

        await asyncio.gather(*map(knocked, every_operation()))


_TABLES = """
    SELECT c.table_name, array_agg(c.column_name::text ORDER BY c.ordinal_position)
      FROM information_schema.columns c JOIN information_schema.tables t USING (table_name)
     WHERE c.table_schema = 'public' AND t.table_schema = 'public' AND t.table_type = 'BASE TABLE'
  GROUP BY 1 HAVING bool_or(c.column_name = 'tenant')
"""


_FURTHER_BACK = {(table, "position"): "position + 1000000" for table in ("event", "journal_line")}
"""Its own lines stand at the first places."""


async def copied(url: str, of: Town, into: Town) -> int:
    """Copy every row of one book into another, wherever there is room for it."""
    rows = 0
    async with connect(url) as database:
        for table, columns in await database.fetch(_TABLES):
            named = ", ".join(f'"{one}"' for one in columns)
            taken = ", ".join(_FURTHER_BACK.get((table, one), f'"{one}"') for one in columns)
            taken = taken.replace('"tenant"', "$2::uuid")
            done = await database.execute(
                f'INSERT INTO "{table}" ({named}) SELECT {taken} FROM "{table}" '
                "WHERE tenant = $1 ON CONFLICT DO NOTHING",
                of.book,
                into.book,
            )
            rows += int(done.split()[-1])
    return rows


async def test_rows_that_were_copied_into_another_book_are_read_by_nobody(
    places: tuple[Place, Place, Place], attacking: Attacking, fresh_databases: tuple[str, str]
) -> None:
    here, there = places[2], places[1]
    with attacking("T20", "rows copied from one book into another by an administrator") as attack:
        rows = await copied(fresh_databases[0], there.town, here.town)
        keys = await copied(fresh_databases[1], there.town, here.town)
        assert rows > 0
        assert keys > 0
        told = frozenset(there.ids)
        for name in ("teacher", "administrator", "leader", "mother"):
            who = getattr(here.town, name)
            for operation in every_operation():
                if operation.method == "POST" and not operation.path.endswith("search"):
                    continue
                question = operation.asked(partial(there.id_for, Random(operation.name)))
                answer = await question.put(who, who.book, often=1)
                leaked = ids_in(answer.text) & told - ids_in(question.path)
                attack.held(not leaked, f"{operation.name}: {answer.status_code} {leaked}")
        attack.beside = f"{rows} rows of lines and lists, {keys} of keys"
