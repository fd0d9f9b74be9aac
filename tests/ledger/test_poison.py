"""One command that the database cannot take: its neighbours never notice."""

import asyncio
from asyncio import Future
from datetime import UTC, datetime
from uuid import uuid4

import asyncpg
import pytest

from stafett.evidence.receipt import Receipt, Signer
from stafett.ledger.appender import Appender
from stafett.ledger.errors import BookBusy
from stafett.ledger.job import Job
from stafett.ledger.line import NOBODY, Volume
from stafett.ledger.line_sealer import ClosedLine
from stafett.ledger.reaching import connect
from tests.ledger.books import Shelf, open_shelf

SIGNER = Signer("stafett/a test", b"\x07" * 32)


def job(line: ClosedLine) -> Job:
    outcome: Future[Receipt | None] = asyncio.get_running_loop().create_future()
    return Job(
        command=uuid4(),
        at=datetime.now(UTC),
        streams=((line.stream, (line,)),),
        reads=(),
        claims=(),
        answer=None,
        remembered=False,
        size=1,
        leaves=(line.leaf,),
        signer=SIGNER,
        outcome=outcome,
    )


def sealed() -> ClosedLine:
    return ClosedLine(
        stream=uuid4(),
        version=1,
        sealed=b"sealed",
        event_id=uuid4(),
        at=datetime.now(UTC),
        key_id=NOBODY,
        previous=bytes(32),
        leaf=b"\x05" * 32,
    )


async def test_a_line_the_database_refuses_fails_alone(
    shelf: Shelf, fresh_databases: tuple[str, str]
) -> None:
    appender = Appender(lambda: connect(fresh_databases[0]), Volume.EVENTS, lambda: None, hands=1)
    await appender.start()
    jobs = [job(sealed()) for _ in range(20)]
    jobs[3] = job(sealed()._replace(leaf=b"too short"))
    jobs[11] = job(sealed()._replace(version=2**40))
    for one in jobs:
        appender.submit(shelf.tenant, one)
    done = await asyncio.gather(*(one.outcome for one in jobs), return_exceptions=True)
    await appender.stop()
    failed = [number for number, one in enumerate(done) if isinstance(one, BaseException)]
    assert failed == [3, 11]
    assert isinstance(done[3], asyncpg.CheckViolationError)
    assert isinstance(done[11], asyncpg.DataError)
    assert await shelf.positions() == list(range(1, 19))


async def test_when_too_many_wait_the_next_is_turned_away(
    fresh_databases: tuple[str, str],
) -> None:
    async with open_shelf(*fresh_databases, waiting_at_most=10) as shelf:
        await shelf.write(uuid4(), "to have the keys at hand")
        async with shelf.database.acquire() as other, other.transaction():
            await other.execute(
                "SELECT 1 FROM event_head WHERE tenant = $1 FOR UPDATE", shelf.tenant
            )
            asked = [asyncio.create_task(shelf.write(uuid4(), "x")) for _ in range(200)]
            done, _ = await asyncio.wait(asked, return_when=asyncio.FIRST_EXCEPTION)
            assert any(isinstance(one.exception(), BookBusy) for one in done)
        outcomes = await asyncio.gather(*asked, return_exceptions=True)
        busy = sum(isinstance(one, BookBusy) for one in outcomes)
        written = sum(not isinstance(one, BaseException) for one in outcomes)
        assert busy > 0
        assert busy + written == 200
        assert await shelf.positions() == list(range(1, written + 2))
        await shelf.write(uuid4(), "and afterwards there is room again")


async def test_stopping_turns_away_nobody_who_was_next(fresh_databases: tuple[str, str]) -> None:
    async with open_shelf(*fresh_databases) as shelf:
        await shelf.write(uuid4(), "to have the keys at hand")
        asked = [asyncio.create_task(shelf.write(uuid4(), "x")) for _ in range(20)]
        done, _ = await asyncio.wait(asked)
    assert all(one.exception() is None for one in done)


@pytest.mark.parametrize("length", [0, 31, 33])
async def test_a_hash_of_another_length_is_not_taken(shelf: Shelf, length: int) -> None:
    await shelf.write(uuid4(), "x")
    with pytest.raises(asyncpg.CheckViolationError):
        await shelf.database.execute(
            "INSERT INTO event SELECT tenant, 2, gen_random_uuid(), 1, event_id, recorded_at,"
            " key_id, sealed, previous, $1 FROM event",
            bytes(length),
        )


@pytest.mark.parametrize("statement", ["UPDATE", "DELETE", "TRUNCATE"])
async def test_lines_are_not_changed_by_accident(shelf: Shelf, statement: str) -> None:
    await shelf.write(uuid4(), "x")
    words = {
        "UPDATE": "UPDATE event SET version = version",
        "DELETE": "DELETE FROM event",
        "TRUNCATE": "TRUNCATE event",
    }
    with pytest.raises(asyncpg.FeatureNotSupportedError):
        await shelf.database.execute(words[statement])
