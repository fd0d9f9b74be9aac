"""Hearing at once that a key was destroyed in another process."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from stafett.domain.facts import FRAME
from stafett.ledger.errors import Shredded
from stafett.ledger.keyring import Keyring
from stafett.ledger.keystore import SHREDDED, Keystore, Pool
from stafett.ledger.reaching import connect
from stafett.ledger.roots import LocalRoot, RootKey
from stafett.ledger.scope import Scope
from stafett.ledger.shred_watch import watching_shreds
from stafett.postgres.pool import open_pool

# The time of these rings never passes: what they let go of, they let go of because they heard.
PATIENCE = 30.0


@dataclass
class Ears:
    """One keystore and two rings to it: ``here`` listens, ``there`` is another process's."""

    pool: Pool
    keystore: Keystore
    tenant: UUID
    here: Keyring
    there: Keyring

    async def listener(self) -> int:
        """Return the database process that listens, once there is one."""
        while True:
            found: int | None = await self.pool.fetchval(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
                " AND query LIKE 'LISTEN %' AND state = 'idle'"
            )
            if found is not None:
                return found
            await asyncio.sleep(0.01)

    async def let_go(self, scope: Scope) -> None:
        """Return once the ring that listens has let go of a key."""
        while self.here.at_hand(self.tenant, [scope]) is not None:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.01)


@pytest_asyncio.fixture
async def ears(fresh_databases: tuple[str, str]) -> AsyncIterator[Ears]:
    pool = await open_pool(fresh_databases[1], most=2)
    keystore, tenant = Keystore(pool, LocalRoot(RootKey.new(), "a test")), uuid4()
    await keystore.create_tenant(tenant)
    here, there = Keyring(keystore, clock=lambda: 0.0), Keyring(keystore)
    async with (
        asyncio.timeout(PATIENCE),
        watching_shreds(here, partial(connect, fresh_databases[1])),
    ):
        opened = Ears(pool, keystore, tenant, here, there)
        await opened.listener()
        yield opened
    await pool.close()


async def test_a_key_shredded_elsewhere_is_let_go_of_without_waiting(ears: Ears) -> None:
    scope = Scope.of(uuid4(), FRAME)
    key_id = (await ears.here.ensure(ears.tenant, scopes=[scope])).of(scope).id
    await ears.there.shred(ears.tenant, scopes=[scope])
    await ears.let_go(scope)
    with pytest.raises(Shredded):
        (await ears.here.ensure(ears.tenant, key_ids=[key_id])).key(key_id)


async def test_the_keys_of_another_book_stay_at_hand(ears: Ears) -> None:
    other, scopes = uuid4(), [Scope.of(uuid4(), FRAME) for _ in range(2)]
    await ears.keystore.create_tenant(other)
    await ears.here.ensure(other, scopes=scopes[:1])
    await ears.here.ensure(ears.tenant, scopes=scopes[1:])
    await ears.there.shred(ears.tenant, scopes=scopes[1:])
    await ears.let_go(scopes[1])
    assert ears.here.at_hand(other, scopes[:1]) is not None


async def test_what_was_shredded_while_nobody_heard_is_let_go_of_afterwards(ears: Ears) -> None:
    scope = Scope.of(uuid4(), FRAME)
    key_id = (await ears.here.ensure(ears.tenant, scopes=[scope])).of(scope).id
    await ears.pool.execute("SELECT pg_terminate_backend($1)", await ears.listener())
    await ears.there.shred(ears.tenant, scopes=[scope])
    await ears.let_go(scope)
    with pytest.raises(Shredded):
        (await ears.here.ensure(ears.tenant, key_ids=[key_id])).key(key_id)


async def test_a_call_that_says_nothing_is_taken_for_all_books(ears: Ears) -> None:
    scope = Scope.of(uuid4(), FRAME)
    await ears.here.ensure(ears.tenant, scopes=[scope])
    await ears.pool.execute("SELECT pg_notify($1, 'nonsense')", SHREDDED)
    await ears.let_go(scope)
