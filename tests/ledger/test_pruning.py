"""Pruning: what was sealed is taken away, and the line still stands where it stood.

Who serves cannot do it, and nobody can while the matter is in use.
"""

import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import pytest
import pytest_asyncio

from stafett.domain.facts import FRAME
from stafett.evidence.line_header import is_pruned
from stafett.evidence.note import Note
from stafett.evidence.verifying import Known, check_bundle
from stafett.ledger.anchors import Anchors
from stafett.ledger.bundling import Evidence
from stafett.ledger.checkpoints import Checkpoints
from stafett.ledger.errors import BookAway
from stafett.ledger.last_signed import LastSigned
from stafett.ledger.line import Volume
from stafett.ledger.reaching import Pool, open_pool
from stafett.ledger.scope import Scope
from stafett.ledger.shredding import (
    KeysStillThere,
    Shredder,
    WrittenLately,
    open_pruners,
    prune,
    unpruned,
)
from stafett.postgres.pool import connect, within
from stafett.postgres.roles import LOGINS, PRUNER, Role, as_role
from tests.ledger.books import Shelf, asking, writing

LONG_AGO = timedelta(days=31)
ONE_BY_HAND = "SELECT prune_lines($1, $2)"


@dataclass
class Archive:
    """A shelf with two streams, one of them shredded, and what signs and bundles it."""

    shelf: Shelf
    gone: UUID
    kept: UUID
    checkpoints: Checkpoints
    evidence: Evidence
    pruners: Pool
    url: str

    async def bundle(self) -> bytes:
        out = io.BytesIO()
        await self.evidence.bundle(self.shelf.tenant, out)
        return out.getvalue()

    async def prune(self, stream: UUID) -> int:
        return await prune(self.pruners, self.shelf.keyring._keystore, self.shelf.tenant, stream)

    async def by_hand(self, stream: UUID) -> None:
        """Call what takes it away past everything the house asks first."""
        async with self.pruners.acquire() as connection:
            await connection.execute(ONE_BY_HAND, self.shelf.tenant, stream)


async def write(shelf: Shelf, stream: UUID, *texts: str, ago: timedelta = LONG_AGO) -> None:
    history = (await shelf.ledger.read(shelf.tenant, {stream: 0})).histories[stream]
    what = asking(
        shelf.tenant, writing(stream, *texts, after=history.version, previous=history.leaf)
    )
    await shelf.ledger.append(what._replace(at=datetime.now(UTC) - ago))


@pytest_asyncio.fixture(loop_scope="session")
async def archive(
    shelf: Shelf, fresh_databases: tuple[str, str], tmp_path: Path
) -> AsyncIterator[Archive]:
    url = fresh_databases[0]
    async with (
        open_pool(as_role(url, Role.READER), 1) as pool,
        open_pruners(url) as pruners,
    ):
        last = LastSigned(shelf.keyring._keystore, uuid4())
        checkpoints = Checkpoints(pool, shelf.keyring, last, Anchors(tmp_path), origin="stafett")
        evidence = Evidence(pool, shelf.keyring, last, origin="stafett")
        gone, kept = uuid4(), uuid4()
        await write(shelf, gone, "one", "two", "three")
        await write(shelf, kept, "four")
        scope = Scope.of(gone, FRAME)
        key = (await shelf.keyring.ensure(shelf.tenant, scopes=[scope])).of(scope).id
        shredder = Shredder(last._keystore, shelf.keyring, tmp_path, origin="stafett")
        await shredder.destroy(shelf.tenant, uuid4(), gone, {key})
        yield Archive(shelf, gone, kept, checkpoints, evidence, pruners, url)


async def sealed(archive: Archive, stream: UUID) -> list[bytes]:
    rows = await archive.shelf.database.fetch(
        "SELECT sealed FROM event WHERE tenant = $1 AND stream = $2 ORDER BY version",
        archive.shelf.tenant,
        stream,
    )
    return [row["sealed"] for row in rows]


async def test_only_hashes_are_left_and_every_line_is_checked_as_before(archive: Archive) -> None:
    shards = await archive.checkpoints.sign(archive.shelf.tenant)
    kept = [Note.read(one.note) for one in shards if one.volume is Volume.EVENTS]
    before, untouched = await archive.bundle(), await sealed(archive, archive.kept)
    assert await archive.prune(archive.gone) == 3
    assert all(is_pruned(one) for one in await sealed(archive, archive.gone))
    assert await sealed(archive, archive.kept) == untouched
    verdict = await archive.shelf.ledger.verify(archive.shelf.tenant)
    assert verdict.well
    assert (verdict.lines, verdict.shredded, verdict.pruned) == (4, 3, 3)
    after = await archive.bundle()
    marked = [line.replace(b',"pruned"]', b"]") for line in after.splitlines()]
    assert marked[1:-1] == before.splitlines()[1:-1]
    report = check_bundle(io.BytesIO(after), Known(earlier=kept))
    assert report.well
    assert [(one.first, one.last) for one in report.pruned] == [(1, 3)]
    assert check_bundle(io.BytesIO(before), Known(earlier=kept)).pruned == []
    history = await archive.shelf.ledger.read(archive.shelf.tenant, {archive.gone: 0})
    assert [line.event for line in history.histories[archive.gone].lines] == [None] * 3
    followed = await archive.shelf.ledger.follow(archive.shelf.tenant, 0, 10)
    assert not any(line.broken for line in followed)
    await archive.checkpoints.sign(archive.shelf.tenant)
    assert await archive.prune(archive.gone) == 0
    assert await unpruned(archive.pruners, archive.shelf.tenant, archive.gone) == 0


async def test_a_line_that_was_emptied_while_its_key_is_there_is_named(archive: Archive) -> None:
    await archive.by_hand(archive.kept)
    verdict = await archive.shelf.ledger.verify(archive.shelf.tenant)
    assert verdict.fault is not None
    assert (verdict.fault.stream, verdict.fault.wrong) == (archive.kept, "its seal does not open")


@pytest.mark.parametrize(
    "how",
    [
        "UPDATE event SET sealed = 'x'",
        "UPDATE event SET sealed = '\\x00'::bytea || sha256('x'::bytea)",
        "UPDATE event SET leaf = leaf",
        "DELETE FROM event",
        "TRUNCATE event",
        "UPDATE journal_line SET sealed = 'x'",
    ],
)
async def test_the_pruner_can_do_nothing_else_to_a_line(archive: Archive, how: str) -> None:
    async with connect(archive.url) as connection:
        await connection.execute(f"SET ROLE {PRUNER}")
        with pytest.raises((asyncpg.FeatureNotSupportedError, asyncpg.InsufficientPrivilegeError)):
            async with within(connection, archive.shelf.tenant):
                await connection.execute(how)


@pytest.mark.parametrize("role", LOGINS["events"])
async def test_nobody_who_serves_has_lines_pruned(archive: Archive, role: Role) -> None:
    async with connect(as_role(archive.url, role)) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(ONE_BY_HAND, archive.shelf.tenant, archive.gone)
    with pytest.raises(BookAway, match="STAFETT_ADMIN_URL"):
        async with open_pruners(as_role(archive.url, role)):
            pass
    assert not any(is_pruned(one) for one in await sealed(archive, archive.gone))


async def test_nothing_is_taken_away_that_somebody_could_open(archive: Archive) -> None:
    with pytest.raises(KeysStillThere):
        await archive.prune(archive.kept)
    assert not any(is_pruned(one) for one in await sealed(archive, archive.kept))


async def test_nothing_is_taken_away_from_a_matter_that_is_in_use(archive: Archive) -> None:
    await write(archive.shelf, archive.kept, "five", ago=timedelta(days=29))
    await archive.shelf.keyring.shred(archive.shelf.tenant, scopes=[Scope.of(archive.kept, FRAME)])
    with pytest.raises(WrittenLately):
        await archive.prune(archive.kept)
    assert not any(is_pruned(one) for one in await sealed(archive, archive.kept))


async def test_of_another_book_nothing_is_taken(archive: Archive) -> None:
    keystore = archive.shelf.keyring._keystore
    assert await prune(archive.pruners, keystore, uuid4(), archive.gone) == 0
    assert not any(is_pruned(one) for one in await sealed(archive, archive.gone))
