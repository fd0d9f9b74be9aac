"""The ring of keys: asked for together, at hand for a while, and gone at once when shredded."""

import asyncio
import gc
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from asyncpg.connection import LoggedQuery

from stafett.domain.facts import FRAME, SHARED
from stafett.ledger.errors import KeystoreAway, NoSuchBook, Shredded
from stafett.ledger.keyring import Keyring
from stafett.ledger.keystore import Keystore, Pool
from stafett.ledger.roots import LocalRoot, RootKey
from stafett.ledger.scope import Scope
from stafett.postgres.pool import open_pool

ROOT = LocalRoot(RootKey.new(), "a test")


@dataclass
class Watch:
    """A clock that is moved by hand."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


class Cupboard:
    """A real keystore with one connection, and the questions its database was asked."""

    def __init__(self, pool: Pool, tenant: UUID) -> None:
        self.pool, self.tenant = pool, tenant
        self.keystore = Keystore(pool, ROOT)
        self.questions: list[str] = []

    def note(self, question: LoggedQuery) -> None:
        if "_key" in question.query:
            self.questions.append(question.query.split()[0])


@pytest_asyncio.fixture
async def cupboard(fresh_databases: tuple[str, str]) -> AsyncIterator[Cupboard]:
    pool = await open_pool(fresh_databases[1], least=1, most=1)
    cupboard = Cupboard(pool, uuid4())
    await cupboard.keystore.create_tenant(cupboard.tenant)
    async with pool.acquire() as connection:
        connection.add_query_logger(cupboard.note)
    yield cupboard
    await pool.close()


def some_scopes(count: int) -> list[Scope]:
    return [Scope.of(uuid4(), FRAME) for _ in range(count)]


async def test_all_keys_that_are_not_at_hand_come_in_one_question(cupboard: Cupboard) -> None:
    scopes, ring = some_scopes(20), Keyring(cupboard.keystore)
    made = await ring.ensure(cupboard.tenant, scopes=scopes)
    ids = [made.of(scope).id for scope in scopes]
    fresh = Keyring(cupboard.keystore)
    await fresh.book(cupboard.tenant)
    cupboard.questions.clear()
    keys = await fresh.ensure(cupboard.tenant, scopes=scopes[:10], key_ids=ids[10:])
    assert cupboard.questions == ["SELECT"]
    assert [keys.of(scope).id for scope in scopes[:10]] == ids[:10]
    assert [keys.key(key_id).id for key_id in ids[10:]] == ids[10:]


async def test_what_is_at_hand_is_not_asked_for(cupboard: Cupboard) -> None:
    scopes, ring = some_scopes(3), Keyring(cupboard.keystore)
    made = await ring.ensure(cupboard.tenant, scopes=scopes)
    cupboard.questions.clear()
    again = await ring.ensure(
        cupboard.tenant, scopes=scopes, key_ids=[made.of(scope).id for scope in scopes]
    )
    assert cupboard.questions == []
    assert again.of(scopes[0]) is made.of(scopes[0])


async def test_many_who_ask_at_once_share_one_question(cupboard: Cupboard) -> None:
    scopes = some_scopes(4)
    made = await Keyring(cupboard.keystore).ensure(cupboard.tenant, scopes=scopes)
    ids = [made.of(scope).id for scope in scopes]
    ring = Keyring(cupboard.keystore)
    await ring.book(cupboard.tenant)
    cupboard.questions.clear()
    answers = await asyncio.gather(
        *(ring.ensure(cupboard.tenant, key_ids=ids) for _ in range(50)),
        *(ring.ensure(cupboard.tenant, key_ids=[key_id]) for key_id in ids),
    )
    assert cupboard.questions == ["SELECT"]
    assert len({id(answer.key(ids[0])) for answer in answers[:50]}) == 1


async def test_many_who_ask_at_once_for_a_new_scope_get_one_key(cupboard: Cupboard) -> None:
    [scope] = some_scopes(1)
    rings = [Keyring(cupboard.keystore) for _ in range(3)]
    answers = await asyncio.gather(
        *(ring.ensure(cupboard.tenant, scopes=[scope]) for ring in rings for _ in range(10))
    )
    assert len({answer.of(scope).id for answer in answers}) == 1


async def test_one_who_gives_up_waiting_leaves_the_others_their_key(cupboard: Cupboard) -> None:
    [scope], ring = some_scopes(1), Keyring(cupboard.keystore)
    impatient = asyncio.create_task(ring.ensure(cupboard.tenant, scopes=[scope]))
    await asyncio.sleep(0)
    patient = asyncio.create_task(ring.ensure(cupboard.tenant, scopes=[scope]))
    await asyncio.sleep(0)
    impatient.cancel()
    assert len((await patient).of(scope).secret.content) == 32
    with pytest.raises(asyncio.CancelledError):
        await impatient


async def test_no_more_keys_are_at_hand_than_was_said(cupboard: Cupboard) -> None:
    scopes, ring = some_scopes(5), Keyring(cupboard.keystore, capacity=4)
    keys = await ring.ensure(cupboard.tenant, scopes=scopes)
    assert len({keys.of(scope).id for scope in scopes}) == 5
    assert len(ring) == 4


async def test_keys_at_hand_serve_while_the_keystore_is_away_until_their_time_is_out(
    cupboard: Cupboard,
) -> None:
    [scope], watch = some_scopes(1), Watch()
    ring = Keyring(cupboard.keystore, lifetime=120, clock=watch)
    key = (await ring.ensure(cupboard.tenant, scopes=[scope])).of(scope)
    tag = await ring.tag(cupboard.tenant, "a number", b"1")
    await cupboard.pool.close()
    watch.now = 119.9
    assert (await ring.ensure(cupboard.tenant, scopes=[scope])).of(scope) is key
    assert (await ring.ensure(cupboard.tenant, key_ids=[key.id])).key(key.id) is key
    assert await ring.tag(cupboard.tenant, "a number", b"1") == tag
    with pytest.raises(KeystoreAway):
        await ring.ensure(cupboard.tenant, scopes=some_scopes(1))
    watch.now = 120
    with pytest.raises(KeystoreAway):
        await ring.ensure(cupboard.tenant, scopes=[scope])
    with pytest.raises(KeystoreAway):
        await ring.tag(cupboard.tenant, "a number", b"1")


async def test_everyone_who_waited_hears_that_the_keystore_is_away(cupboard: Cupboard) -> None:
    [scope], ring = some_scopes(1), Keyring(cupboard.keystore)
    await cupboard.pool.close()
    answers = await asyncio.gather(
        *(ring.ensure(cupboard.tenant, scopes=[scope]) for _ in range(10)),
        return_exceptions=True,
    )
    assert {type(answer) for answer in answers} == {KeystoreAway}


async def test_after_a_failure_the_next_one_asks_again(cupboard: Cupboard) -> None:
    ring = Keyring(cupboard.keystore)
    tenant = uuid4()
    with pytest.raises(NoSuchBook):
        await ring.ensure(tenant, scopes=some_scopes(1))
    await cupboard.keystore.create_tenant(tenant)
    [scope] = some_scopes(1)
    assert len((await ring.ensure(tenant, scopes=[scope])).of(scope).secret.content) == 32


async def test_a_shredded_key_is_gone_at_once_where_it_was_shredded(cupboard: Cupboard) -> None:
    gone, kept = some_scopes(2)
    ring = Keyring(cupboard.keystore)
    keys = await ring.ensure(cupboard.tenant, scopes=[gone, kept])
    assert await ring.shred(cupboard.tenant, scopes=[gone]) == {keys.of(gone).id}
    ids = [keys.of(gone).id, keys.of(kept).id]
    after = await ring.ensure(cupboard.tenant, key_ids=ids)
    with pytest.raises(Shredded):
        after.key(keys.of(gone).id)
    assert after.key(keys.of(kept).id).secret.content == keys.of(kept).secret.content


async def test_elsewhere_a_shredded_key_is_gone_when_its_time_is_out(cupboard: Cupboard) -> None:
    [scope], watch = some_scopes(1), Watch()
    here, elsewhere = Keyring(cupboard.keystore), Keyring(cupboard.keystore, clock=watch)
    key_id = (await elsewhere.ensure(cupboard.tenant, scopes=[scope])).of(scope).id
    await here.shred(cupboard.tenant, key_ids=[key_id])
    watch.now = 120
    with pytest.raises(Shredded):
        (await elsewhere.ensure(cupboard.tenant, key_ids=[key_id])).key(key_id)


async def test_a_key_on_its_way_when_its_book_is_forgotten_does_not_stay_at_hand(
    cupboard: Cupboard,
) -> None:
    [scope], ring = some_scopes(1), Keyring(cupboard.keystore)
    await ring.book(cupboard.tenant)
    async with cupboard.pool.acquire():  # the only connection, so the key has to wait for it
        on_its_way = asyncio.create_task(ring.ensure(cupboard.tenant, scopes=[scope]))
        for _ in range(5):
            await asyncio.sleep(0)
        ring.forget(cupboard.tenant)
    key_id = (await on_its_way).of(scope).id
    assert len(ring) == 0
    await cupboard.keystore.shred(await ring.book(cupboard.tenant), [key_id])
    with pytest.raises(Shredded):
        (await ring.ensure(cupboard.tenant, key_ids=[key_id])).key(key_id)


async def test_a_failure_nobody_waits_for_is_not_shouted_about(cupboard: Cupboard) -> None:
    ring, complaints = Keyring(cupboard.keystore), list[dict[str, Any]]()
    asyncio.get_running_loop().set_exception_handler(lambda _, told: complaints.append(told))
    impatient = asyncio.create_task(ring.ensure(uuid4(), scopes=some_scopes(1)))
    await asyncio.sleep(0)
    impatient.cancel()
    with pytest.raises(asyncio.CancelledError):
        await impatient
    with pytest.raises(NoSuchBook):
        await ring.ensure(uuid4(), scopes=some_scopes(1))
    gc.collect()
    asyncio.get_running_loop().set_exception_handler(None)
    assert complaints == []


async def test_that_a_key_is_shredded_is_remembered_too(cupboard: Cupboard) -> None:
    ring, gone = Keyring(cupboard.keystore), uuid4()
    await ring.ensure(cupboard.tenant, key_ids=[gone])
    cupboard.questions.clear()
    with pytest.raises(Shredded):
        (await ring.ensure(cupboard.tenant, key_ids=[gone])).key(gone)
    assert cupboard.questions == []


async def test_a_tag_differs_by_book_purpose_and_value_and_stays_the_same(
    cupboard: Cupboard,
) -> None:
    ring, other = Keyring(cupboard.keystore), uuid4()
    await cupboard.keystore.create_tenant(other)
    tags = [
        await ring.tag(tenant, purpose, value)
        for tenant in (cupboard.tenant, other)
        for purpose in ("a", "ab")
        for value in (b"bc", b"c")
    ]
    assert len(set(tags)) == len(tags) == 8
    assert await Keyring(cupboard.keystore).tag(cupboard.tenant, "a", b"bc") == tags[0]


async def test_many_who_open_a_book_at_once_share_one_question(cupboard: Cupboard) -> None:
    ring = Keyring(cupboard.keystore)
    cupboard.questions.clear()
    tags = await asyncio.gather(*(ring.tag(cupboard.tenant, "a", b"b") for _ in range(20)))
    assert len(set(tags)) == len(cupboard.questions) == 1


async def test_a_book_signs_with_the_same_hand_every_time(cupboard: Cupboard) -> None:
    first = (await Keyring(cupboard.keystore).book(cupboard.tenant)).signer("stafett.example/1")
    again = (await Keyring(cupboard.keystore).book(cupboard.tenant)).signer("stafett.example/1")
    assert first.public == again.public
    assert first.key == again.key


def test_frame_and_shared_part_of_a_stream_have_different_names() -> None:
    stream = uuid4()
    assert Scope.of(stream, FRAME).content() != Scope.of(stream, SHARED).content()
