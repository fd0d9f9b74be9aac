"""The key cupboard: one key per drawer, durable before use, and gone for good when shredded."""

import asyncio
import pickle
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from stafett.domain.facts import FRAME, own
from stafett.ledger.data_key import Secret
from stafett.ledger.errors import KeystoreAway, NoSuchBook
from stafett.ledger.keystore import Keystore, Pool
from stafett.ledger.roots import LocalRoot, RootKey, RootRefused
from stafett.ledger.scope import Scope
from stafett.ledger.sealing import SealBroken
from stafett.postgres.pool import open_pool

ROOT = LocalRoot(RootKey.new(), "a test")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def pool(fresh_databases: tuple[str, str]) -> AsyncIterator[Pool]:
    pool = await open_pool(fresh_databases[1])
    yield pool
    await pool.close()


@pytest.fixture
def keystore(pool: Pool) -> Keystore:
    return Keystore(pool, ROOT)


@pytest_asyncio.fixture
async def tenant(keystore: Keystore) -> UUID:
    tenant = uuid4()
    await keystore.create_tenant(tenant)
    return tenant


def a_scope() -> Scope:
    return Scope.of(uuid4(), FRAME)


async def test_a_scope_has_the_same_key_every_time(keystore: Keystore, tenant: UUID) -> None:
    book, scope = await keystore.open_book(tenant), a_scope()
    first = (await keystore.load(book, [scope]))[scope]
    again = await keystore.load(await keystore.open_book(tenant), [scope, first.id])
    assert again[scope].secret.content == again[first.id].secret.content == first.secret.content


async def test_every_part_of_a_stream_has_a_key_of_its_own(
    keystore: Keystore, tenant: UUID
) -> None:
    stream, school, clinic = uuid4(), uuid4(), uuid4()
    scopes = [Scope.of(stream, place) for place in (FRAME, own(school), own(clinic))]
    keys = await keystore.load(await keystore.open_book(tenant), scopes)
    assert len({keys[scope].secret.content for scope in scopes}) == 3


async def test_many_who_ask_at_once_for_a_new_key_end_with_one(
    keystore: Keystore, tenant: UUID
) -> None:
    book, scopes = await keystore.open_book(tenant), [a_scope() for _ in range(3)]
    orders = [scopes, scopes[::-1]] * 10
    answers = await asyncio.gather(*(keystore.load(book, order) for order in orders))
    for scope in scopes:
        assert len({answer[scope].id for answer in answers}) == 1
        assert len({answer[scope].secret.content for answer in answers}) == 1


async def test_a_key_is_in_the_database_before_anyone_has_it(
    keystore: Keystore, tenant: UUID, pool: Pool
) -> None:
    scope = a_scope()
    key = (await keystore.load(await keystore.open_book(tenant), [scope]))[scope]
    assert await pool.fetchval("SELECT count(*) FROM data_key WHERE id = $1", key.id) == 1


async def test_two_who_make_a_book_at_once_make_one(keystore: Keystore) -> None:
    tenant = uuid4()
    await asyncio.gather(*(keystore.create_tenant(tenant) for _ in range(5)))
    books = [await keystore.open_book(tenant) for _ in range(2)]
    assert books[0].index.content == books[1].index.content
    assert [entry.tenant for entry in await keystore.books()].count(tenant) == 1


async def test_the_list_of_books_says_how_many_keys_each_has(
    keystore: Keystore, tenant: UUID
) -> None:
    await keystore.load(await keystore.open_book(tenant), [a_scope(), a_scope()])
    entry = next(entry for entry in await keystore.books() if entry.tenant == tenant)
    assert (entry.version, entry.root_id, entry.data_keys) == (1, ROOT.key.id, 2)


async def test_an_unknown_book_has_no_keys(keystore: Keystore) -> None:
    with pytest.raises(NoSuchBook):
        await keystore.open_book(uuid4())


async def test_a_shredded_key_is_gone_by_scope_and_by_id(
    keystore: Keystore, tenant: UUID, pool: Pool
) -> None:
    book, first, second, kept = await keystore.open_book(tenant), a_scope(), a_scope(), a_scope()
    keys = await keystore.load(book, [first, second, kept])
    gone = await keystore.shred(book, [first, keys[second].id])
    assert gone == {keys[first].id, keys[second].id}
    left = await keystore.load(book, [keys[first].id, keys[second].id, keys[kept].id])
    assert left.keys() == {keys[kept].id}
    assert await pool.fetchval("SELECT count(*) FROM data_key WHERE tenant = $1", tenant) == 1


async def test_a_scope_written_to_after_shredding_gets_another_key(
    keystore: Keystore, tenant: UUID
) -> None:
    book, scope = await keystore.open_book(tenant), a_scope()
    before = (await keystore.load(book, [scope]))[scope]
    await keystore.shred(book, [scope])
    after = (await keystore.load(book, [scope]))[scope]
    assert after.id != before.id
    assert after.secret.content != before.secret.content


async def test_one_book_cannot_load_or_shred_what_is_another_books(
    keystore: Keystore, tenant: UUID
) -> None:
    other = uuid4()
    await keystore.create_tenant(other)
    mine, theirs = await keystore.open_book(tenant), await keystore.open_book(other)
    scope = a_scope()
    key = (await keystore.load(mine, [scope]))[scope]
    assert await keystore.load(theirs, [key.id]) == {}
    assert await keystore.shred(theirs, [key.id, scope]) == frozenset()
    assert (await keystore.load(mine, [key.id]))[key.id].secret.content == key.secret.content


@pytest.mark.parametrize(
    "change",
    [
        "wrapped = set_byte(wrapped, 70, get_byte(wrapped, 70) # 1)",
        "wrapped = substr(wrapped, 1, 50)",
        "version = 7",
        "id = gen_random_uuid()",
        "scope_tag = sha256(scope_tag)",
        "wrapped = (SELECT wrapped FROM data_key AS o WHERE o.id <> data_key.id LIMIT 1)",
    ],
)
async def test_a_key_row_that_was_touched_opens_nothing(
    keystore: Keystore, pool: Pool, change: str
) -> None:
    tenant = uuid4()
    await keystore.create_tenant(tenant)
    book, scope, beside = await keystore.open_book(tenant), a_scope(), a_scope()
    await keystore.load(book, [scope, beside])
    touched = await pool.fetchval(
        f"UPDATE data_key SET {change} WHERE scope_tag = $1 RETURNING id", book.scope_tag(scope)
    )
    with pytest.raises(SealBroken):
        await keystore.load(book, [touched])


async def test_a_key_row_moved_to_another_book_opens_nothing(
    keystore: Keystore, tenant: UUID, pool: Pool
) -> None:
    other, scope = uuid4(), a_scope()
    await keystore.create_tenant(other)
    key = (await keystore.load(await keystore.open_book(tenant), [scope]))[scope]
    await pool.execute("UPDATE data_key SET tenant = $1 WHERE id = $2", other, key.id)
    with pytest.raises(SealBroken):
        await keystore.load(await keystore.open_book(other), [key.id])


@pytest.mark.parametrize("table", ["tenant_key", "book_key"])
async def test_a_books_own_key_put_in_another_books_place_opens_nothing(
    keystore: Keystore, tenant: UUID, pool: Pool, table: str
) -> None:
    other = uuid4()
    await keystore.create_tenant(other)
    await pool.execute(
        f"UPDATE {table} AS mine SET wrapped = theirs.wrapped FROM {table} AS theirs "
        "WHERE mine.tenant = $1 AND theirs.tenant = $2",
        tenant,
        other,
    )
    with pytest.raises(SealBroken):
        await keystore.open_book(tenant)


async def test_index_and_signing_key_cannot_change_places(
    keystore: Keystore, tenant: UUID, pool: Pool
) -> None:
    await pool.execute(
        "UPDATE book_key AS mine SET wrapped = other.wrapped FROM book_key AS other "
        "WHERE mine.tenant = $1 AND other.tenant = $1 AND mine.purpose <> other.purpose",
        tenant,
    )
    with pytest.raises(SealBroken):
        await keystore.open_book(tenant)


async def test_a_key_under_a_tenant_key_we_do_not_have_yet_is_for_later(
    keystore: Keystore, tenant: UUID, pool: Pool
) -> None:
    book, scope = await keystore.open_book(tenant), a_scope()
    await keystore.load(book, [scope])
    await pool.execute(
        "INSERT INTO tenant_key SELECT tenant, 2, root_id, root_version, wrapped "
        "FROM tenant_key WHERE tenant = $1",
        tenant,
    )
    await pool.execute("UPDATE data_key SET tenant_key_version = 2 WHERE tenant = $1", tenant)
    with pytest.raises(KeystoreAway):
        await keystore.load(book, [scope])


async def test_another_root_key_says_so_and_opens_nothing(pool: Pool, tenant: UUID) -> None:
    stranger = Keystore(pool, LocalRoot(RootKey.new(), "another file"))
    with pytest.raises(RootRefused, match=str(ROOT.key.id)):
        await stranger.open_book(tenant)


async def test_a_root_key_with_the_right_name_and_the_wrong_secret_opens_nothing(
    pool: Pool, tenant: UUID
) -> None:
    forged = LocalRoot(RootKey(ROOT.key.id, Secret.new()), "a test")
    with pytest.raises(SealBroken):
        await Keystore(pool, forged).open_book(tenant)


async def test_no_key_and_no_stream_can_be_read_from_the_tables(
    keystore: Keystore, tenant: UUID, pool: Pool
) -> None:
    book, scope = await keystore.open_book(tenant), Scope.of(uuid4(), own(uuid4()))
    key = (await keystore.load(book, [scope]))[scope]
    assert scope.unit is not None
    secrets = [book.index, book.signing, *book.tenant_keys.values(), key.secret, ROOT.key.secret]
    planted = [scope.stream.bytes, scope.unit.bytes, *(secret.content for secret in secrets)]
    stored = b""
    for table in ("tenant_key", "book_key", "data_key"):
        for row in await pool.fetch(f"SELECT * FROM {table}"):
            stored += b"".join(
                value.bytes if isinstance(value, UUID) else bytes(value)
                for value in row.values()
                if isinstance(value, UUID | bytes)
            )
    assert key.id.bytes in stored
    assert not [word for word in planted if word in stored]


async def test_when_nobody_answers_the_keystore_is_away(
    fresh_databases: tuple[str, str], tenant: UUID
) -> None:
    pool = await open_pool(fresh_databases[1])
    await pool.close()
    with pytest.raises(KeystoreAway):
        await Keystore(pool, ROOT).open_book(tenant)


async def test_when_its_connection_is_cut_the_keystore_is_away_and_comes_back(
    fresh_databases: tuple[str, str], pool: Pool, tenant: UUID
) -> None:
    cut_off = await open_pool(fresh_databases[1], name="cut off", least=1, most=1)
    keystore = Keystore(cut_off, ROOT)
    await keystore.open_book(tenant)
    async with pool.acquire() as other, other.transaction():
        await other.execute("LOCK TABLE tenant_key")
        waiting = asyncio.create_task(keystore.open_book(tenant))
        while not await pool.fetchval(  # noqa: ASYNC110 - the database has no event to wait for
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND pid IN "
            "(SELECT pid FROM pg_stat_activity WHERE application_name = 'cut off')"
        ):
            await asyncio.sleep(0.001)
        await pool.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'cut off'"
        )
        with pytest.raises(KeystoreAway):
            await waiting
    assert (await keystore.open_book(tenant)).tenant == tenant
    await cut_off.close()


def test_a_secret_shows_in_no_print_and_no_copy() -> None:
    secret = RootKey.new()
    assert repr(secret.secret) == "Secret()"
    assert secret.secret.content.hex() not in repr(secret)
    with pytest.raises(TypeError):
        pickle.dumps(secret.secret)
