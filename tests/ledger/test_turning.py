"""The key that numbers are found by is exchanged while the book is in use, also when broken off."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from time import monotonic
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from typer.testing import CliRunner

from stafett.application.claims import known_by, no_longer_by
from stafett.cli.keys import keys as keys_at_a_terminal
from stafett.domain.facts import PERSON, Event
from stafett.domain.identity import NameGiven, NationalNumberGiven, PersonAccountLinked
from stafett.domain.people import Account, EmployeeId
from stafett.domain.trust import EmployeeAccountLinked, EmployeeAccountUnlinked
from stafett.ids import uuid7
from stafett.journal import Journal
from stafett.ledger.book import Ledger, open_ledger
from stafett.ledger.book_keys import BookKeys
from stafett.ledger.errors import ClaimTaken, NoSuchBook
from stafett.ledger.keyring import LIFETIME, Keyring
from stafett.ledger.keystore import Keystore
from stafett.ledger.line import Append, Claim, NewLine, Write
from stafett.ledger.roots import ENVIRONMENT, LocalRoot, RootKey
from stafett.ledger.scope import Scope
from stafett.ledger.turning import LineNotRead, Step, turn
from stafett.postgres.pool import Pool, open_pool
from stafett.postgres.roles import Role, as_role
from tests.people import a_new_number

ROOT = RootKey.new()
_PURPOSES = "SELECT purpose, version FROM book_key WHERE tenant = $1 AND purpose LIKE 'people%'"


class KilledError(Exception):
    """The process that exchanges the key is gone."""


@dataclass
class House:
    """A serving process that holds its keys as long as it may, and one that exchanges them."""

    ledger: Ledger
    keystore: Keystore
    keyring: Keyring
    rows: Pool
    database: Pool
    """The way past every wall."""
    cupboard: Pool
    """The same, to the keystore."""
    book: UUID
    passed: list[float]
    steps: list[Step] = field(default_factory=list)

    async def write(self, event: Event, stream: UUID | None = None) -> UUID:
        """Write what somebody is known by, from the serving process."""
        stream = stream or uuid4()
        history = (await self.ledger.read(self.book, {stream: 0})).histories[stream]
        write = Write(stream, history.version, history.leaf, (NewLine(event, PERSON, uuid7()),))
        known, gone = known_by(event), no_longer_by(event)
        claims = () if known is None else (Claim(*known, stream),)
        claims = claims if gone is None else (Claim(*gone, stream, release=True),)
        what = Append(self.book, uuid7(), datetime.now(UTC), uuid4(), (write,), claims=claims)
        await self.ledger.append(what)
        return stream

    async def found(self, event: Event) -> UUID | None:
        """Look for what an event tells of, from the serving process."""
        known = known_by(event)
        assert known is not None
        return await self.ledger.find_claim(self.book, *known)

    async def turn(self, until: Step | None = None) -> None:
        """Exchange the key, hearing of each step in between; be killed as a step begins."""

        def told(step: Step) -> None:
            self.steps.append(step)
            if step is until:
                raise KilledError
            self.hear()

        await turn(
            self.ledger,
            self.keystore,
            self.rows,
            self.book,
            known_by,
            forgets=no_longer_by,
            patience=0,
            told=told,
        )

    async def turn_killed_at(self, step: Step) -> None:
        """Begin to exchange the key and be killed as a step begins."""
        with pytest.raises(KilledError):
            await self.turn(until=step)

    def hear(self) -> None:
        """Let the serving process come to the end of the time it holds its keys."""
        self.passed[0] += LIFETIME

    async def keys(self) -> BookKeys:
        """Return the book's keys as they lie there now."""
        return await self.keystore.open_book(self.book)

    async def purposes(self) -> set[tuple[str, int]]:
        """Return which keys to people there are."""
        return {(row[0], row[1]) for row in await self.cupboard.fetch(_PURPOSES, self.book)}

    async def tags(self) -> set[bytes]:
        """Return every tag there is in the table, seen from past the wall."""
        rows = await self.database.fetch("SELECT tag FROM claim WHERE tenant = $1", self.book)
        return {row[0] for row in rows}


def under(book: BookKeys, version: int, *events: Event) -> set[bytes]:
    """Return the tags of what events tell of, under one version of the key."""
    known = [known_by(event) for event in events]
    key = {**book.people_old, **book.people}[version]
    return {book.claim_tag_under(key, one) for one in known if one is not None}


def a_number() -> NationalNumberGiven:
    return NationalNumberGiven(number=a_new_number())


def a_log_in() -> PersonAccountLinked:
    return PersonAccountLinked(account=Account("https://log-in.example", str(uuid4())))


@pytest_asyncio.fixture(loop_scope="session")
async def house(fresh_databases: tuple[str, str]) -> AsyncIterator[House]:
    events, keystore_url = fresh_databases
    pools = [
        await open_pool(as_role(keystore_url, Role.KEYSTORE)),
        await open_pool(as_role(events, Role.WRITER), most=1),
        await open_pool(events, least=0, most=2),
        await open_pool(keystore_url, least=0, most=2),
    ]
    keystore = Keystore(pools[0], LocalRoot(ROOT, "a test"))
    passed = [0.0]
    keyring = Keyring(keystore, clock=lambda: passed[0])
    book = uuid4()
    try:
        async with open_ledger(events, keystore, keyring) as ledger:
            await ledger.create_book(book, uuid4())
            yield House(ledger, keystore, keyring, pools[1], pools[2], pools[3], book, passed)
    finally:
        for pool in pools:
            await pool.close()


async def test_afterwards_a_child_is_found_and_nothing_stands_under_the_old_key(
    house: House,
) -> None:
    number, log_in = a_number(), a_log_in()
    child = await house.write(number)
    await house.write(log_in, child)
    before = await house.keys()
    assert await house.tags() == under(before, 1, number, log_in)
    await house.turn()
    assert house.steps == list(Step)
    assert await house.found(number) == await house.found(log_in) == child
    after = await house.keys()
    assert await house.tags() == under(after, 2, number, log_in)
    assert await house.purposes() == {("people", 2)}
    assert before.people[1].content != after.people[2].content != after.index.content
    with pytest.raises(ClaimTaken):
        await house.write(number)
    await house.turn()
    assert await house.purposes() == {("people", 3)}
    assert await house.found(number) == child


async def test_what_somebody_is_known_by_no_more_is_not_brought_back(house: House) -> None:
    who, account = EmployeeId(uuid4()), Account("https://login.example", "was theirs")
    linked = EmployeeAccountLinked(employee=who, account=account)
    there = await house.write(linked)
    await house.write(EmployeeAccountUnlinked(employee=who, account=account), there)
    await house.turn()
    assert await house.found(linked) is None
    other = await house.write(linked)
    await house.turn()
    assert await house.found(linked) == other


async def test_what_has_a_random_id_stays_where_it_is(house: House) -> None:
    scope = Scope(uuid4(), "frame")
    before = (await house.keyring.ensure(house.book, scopes=[scope])).of(scope)
    await house.turn()
    house.hear()
    assert (await house.keyring.ensure(house.book, scopes=[scope])).of(scope).id == before.id


async def test_a_log_in_is_called_the_same_in_the_journal_before_and_after(house: House) -> None:
    journal, account = Journal(house.ledger), b"somebody's log-in"
    before = await journal.log_in(house.book, account)
    await house.turn()
    house.hear()
    assert await journal.log_in(house.book, account) == before
    await journal.close()


async def test_with_both_waits_whoever_never_hears_of_it_finds_everybody_all_the_while(
    house: House, fresh_databases: tuple[str, str]
) -> None:
    """Two processes let go of their keys when their time is out and not before: here 0.2 s."""
    fast = LIFETIME / 0.2
    rings = [Keyring(house.keystore, clock=lambda: monotonic() * fast) for _ in range(2)]
    async with (
        open_ledger(fresh_databases[0], house.keystore, rings[0]) as one,
        open_ledger(fresh_databases[0], house.keystore, rings[1]) as other,
    ):
        here, there = replace(house, ledger=one), replace(house, ledger=other)
        numbers = [a_number() for _ in range(3)]
        children = [await here.write(number) for number in numbers]
        first = await house.keys()
        steps: list[Step] = []
        going = asyncio.create_task(
            turn(
                one,
                house.keystore,
                house.rows,
                house.book,
                known_by,
                forgets=no_longer_by,
                patience=2.0,
                told=steps.append,
            )
        )
        while not going.done():
            for writes, looks in ((here, there), (there, here)):
                numbers.append(a_number())
                children.append(await writes.write(numbers[-1]))
                assert [await looks.found(number) for number in numbers[-4:]] == children[-4:]
                with pytest.raises(ClaimTaken):
                    await looks.write(numbers[-1])
            await asyncio.sleep(0.02)
        await going
        assert steps == list(Step)
        assert [await there.found(number) for number in numbers] == children
        assert await house.tags() == under(await house.keys(), 2, *numbers)
        assert not under(first, 1, *numbers) & await house.tags()


@pytest.mark.parametrize("step", Step)
async def test_broken_off_anywhere_it_goes_on_and_everybody_is_found_all_the_while(
    house: House, step: Step
) -> None:
    number = a_number()
    child = await house.write(number)
    first = await house.keys()
    await house.turn_killed_at(step)
    for _ in range(2):
        assert await house.found(number) == child
        with pytest.raises(ClaimTaken):
            await house.write(number)
        house.hear()
    newcomer = a_number()
    came = await house.write(newcomer)
    await house.turn()
    house.hear()
    assert (await house.found(number), await house.found(newcomer)) == (child, came)
    assert await house.purposes() == {("people", 2)}
    assert await house.tags() == under(await house.keys(), 2, number, newcomer)
    assert not under(first, 1, number, newcomer) & await house.tags()


async def test_a_process_that_has_not_heard_yet_takes_nobodys_number_and_loses_none(
    house: House,
) -> None:
    late, later, known = a_number(), a_number(), a_log_in()
    await house.write(known)  # from now on it holds the keys there are
    await house.turn_killed_at(Step.MADE)
    first = await house.write(late)
    assert await house.tags() >= under(await house.keys(), 1, late)
    house.hear()
    with pytest.raises(ClaimTaken):
        await house.write(late)
    await house.turn_killed_at(Step.AWAY)
    second = await house.write(later)  # still under both
    assert await house.tags() >= under(await house.keys(), 1, later) | under(
        await house.keys(), 2, late, later
    )
    house.hear()
    with pytest.raises(ClaimTaken):
        await house.write(later)
    await house.turn()
    assert (await house.found(late), await house.found(later)) == (first, second)
    assert await house.tags() == under(await house.keys(), 2, late, later, known)


async def test_somebody_always_writing_and_looking_notices_nothing(house: House) -> None:
    numbers = [a_number() for _ in range(4)]
    children = [await house.write(number) for number in numbers]
    going = asyncio.create_task(house.turn())
    while not going.done():
        newcomer = a_number()
        numbers.append(newcomer)
        children.append(await house.write(newcomer))
        assert [await house.found(number) for number in numbers] == children
        with pytest.raises(ClaimTaken):
            await house.write(numbers[-1])
    await going
    assert [await house.found(number) for number in numbers] == children


async def test_a_line_that_cannot_be_read_keeps_the_old_key_in_use(house: House) -> None:
    number = a_number()
    child = await house.write(number)
    broken = await house.write(NameGiven(full_name="Barn Prøve"))
    async with house.database.acquire() as connection, connection.transaction():
        await connection.execute("ALTER TABLE event DISABLE TRIGGER USER")
        await connection.execute(
            "UPDATE event SET sealed = $3 WHERE tenant = $1 AND stream = $2",
            house.book,
            broken,
            b"\x01" * 337,
        )
        await connection.execute("ALTER TABLE event ENABLE TRIGGER USER")
    with pytest.raises(LineNotRead):
        await house.turn()
    assert await house.purposes() == {("people", 1), ("people", 2)}
    house.hear()
    assert await house.found(number) == child


async def test_what_an_old_copy_of_the_tables_has_lost_comes_back(house: House) -> None:
    number = a_number()
    child = await house.write(number)
    await house.database.execute("DELETE FROM claim WHERE tenant = $1", house.book)
    assert await house.found(number) is None
    await house.turn()
    assert await house.found(number) == child


async def test_a_book_from_before_goes_on_with_its_index_key_until_it_is_turned(
    house: House,
) -> None:
    await house.cupboard.execute(
        "DELETE FROM book_key WHERE tenant = $1 AND purpose = 'people'", house.book
    )
    number = a_number()
    child = await house.write(number)
    assert await house.found(number) == child
    before = await house.keys()
    assert before.people[1].content == before.index.content
    await house.turn()
    assert await house.found(number) == child
    assert await house.purposes() == {("people", 2)}
    assert not under(before, 1, number) & await house.tags()


async def test_the_keystores_login_destroys_no_key_that_is_needed(house: House) -> None:
    async def goes(purpose: str, version: int) -> bool:
        async with house.keystore.durable(house.book) as connection:
            gone: bool = await connection.fetchval(
                "SELECT older_people_key_goes($1, $2, $3)", house.book, purpose, version
            )
        return gone

    assert not await goes("people", 1)
    await house.turn_killed_at(Step.MADE)
    assert not await goes("people", 2)
    assert not await goes("index", 1)
    assert not await goes("signing", 1)
    async with house.keystore.durable(uuid4()) as connection:
        assert not await connection.fetchval(
            "SELECT older_people_key_goes($1, 'people', 1)", house.book
        )


async def test_a_book_there_is_not_has_no_key_to_exchange(house: House) -> None:
    with pytest.raises(NoSuchBook):
        await turn(
            house.ledger,
            house.keystore,
            house.rows,
            uuid4(),
            known_by,
            forgets=no_longer_by,
            patience=0,
        )


async def test_at_a_terminal_what_was_killed_is_taken_up_again(
    house: House, fresh_databases: tuple[str, str]
) -> None:
    """Killed with -9 while it waits, it is done when asked for again after that time."""
    number = a_number()
    child = await house.write(number)
    told = {
        "DATABASE_URL": fresh_databases[0],
        "STAFETT_KEYSTORE_URL": fresh_databases[1],
        ENVIRONMENT: ROOT.written(),
        "PYTHONUNBUFFERED": "1",
    }
    running = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "stafett", "keys", "turn-index", str(house.book)),
        stdout=asyncio.subprocess.PIPE,
        env=os.environ | told,
    )
    assert running.stdout is not None
    assert Step.MADE.value in (await running.stdout.readline()).decode()
    running.send_signal(signal.SIGKILL)
    await running.wait()
    assert await house.purposes() == {("people", 1), ("people", 2)}
    await house.turn_killed_at(Step.AWAY)
    await house.cupboard.execute(
        "UPDATE book_key SET made_at = made_at - interval '1 hour' WHERE tenant = $1", house.book
    )
    answer = await asyncio.to_thread(
        CliRunner(env=told).invoke, keys_at_a_terminal, ["turn-index", str(house.book)]
    )
    assert answer.exit_code == 0, answer.output
    assert f"OK  {house.book}" in answer.output
    assert await house.purposes() == {("people", 2)}
    house.hear()
    assert await house.found(number) == child
