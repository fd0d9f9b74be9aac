"""A root key in Vault or OpenBao, spoken to as their documentation says.

Against a real one when STAFETT_LIVE_TRANSIT_URL and STAFETT_LIVE_TRANSIT_TOKEN are set.
"""

import os
import secrets
from collections.abc import Iterator
from uuid import uuid4

import pytest

from stafett.ledger.data_key import Secret
from stafett.ledger.errors import KeyServiceAway
from stafett.ledger.keyring import LIFETIME, Keyring
from stafett.ledger.keystore import Keystore
from stafett.ledger.new_keys import open_owners, turn_root_key
from stafett.ledger.root_in_vault import TransitRoot
from stafett.ledger.roots import RootRefused
from stafett.ledger.scope import Scope
from stafett.ledger.sealing import SealBroken
from stafett.postgres.pool import open_pool
from stafett.postgres.roles import Role, as_role
from tests.ledger.transit import Engine, an_engine

TOKEN = "hvs.not-a-real-one"
LIVE = os.environ.get("STAFETT_LIVE_TRANSIT_URL", "")
LIVE_TOKEN = os.environ.get("STAFETT_LIVE_TRANSIT_TOKEN", "")


@pytest.fixture
def engine() -> Iterator[Engine]:
    with an_engine(TOKEN) as engine:
        yield engine


def the_root(engine: Engine, token: str = TOKEN, key: str = "stafett-root") -> TransitRoot:
    return TransitRoot(engine.url, lambda: token, key)


async def from_the_first_version_to_the_third(root: TransitRoot) -> None:
    """Ask for all there is, as it is documented."""
    with pytest.raises(RootRefused, match="keys init"):
        await root.describe()
    await root.turn()
    first, secret = await root.describe(), Secret.new()
    assert (first.version, await root.older()) == (1, [])
    wrapped = await root.wrap(first, b"here", secret)
    assert (await root.unwrap(first, b"here", wrapped)).content == secret.content
    for context, closed in [
        (b"there", wrapped),
        (
            b"here",
            wrapped[:-6] + (b"AAAA" if wrapped[-6:-2] != b"AAAA" else b"BBBB") + wrapped[-2:],
        ),
        (b"here", b"vault:v1:"),
        (b"here", wrapped.replace(b"vault:v1:", b"vault:v2:")),
        (b"here", b"\xff"),
    ]:
        with pytest.raises(SealBroken):
            await root.unwrap(first, context, closed)
    await root.turn()
    second = await root.describe()
    assert (second.id, second.version, await root.older()) == (first.id, 2, [first])
    assert (await root.unwrap(first, b"here", wrapped)).content == secret.content
    again = await root.wrap(first, b"here", secret)
    assert again.startswith(b"vault:v1:")
    await root.turn()
    third = await root.describe()
    for name in await root.older():
        await root.destroy(name)
    assert await root.older() == []
    with pytest.raises(RootRefused, match="version 1"):
        await root.unwrap(first, b"here", wrapped)
    with pytest.raises(RootRefused):
        await root.wrap(first, b"here", secret)
    newest = await root.wrap(third, b"here", secret)
    assert (await root.unwrap(third, b"here", newest)).content == secret.content


async def test_it_closes_opens_and_goes_from_version_to_version(engine: Engine) -> None:
    await from_the_first_version_to_the_third(the_root(engine))


@pytest.mark.skipif(not LIVE, reason="no live transit engine: STAFETT_LIVE_TRANSIT_URL")
async def test_a_live_engine_does_the_same() -> None:
    key = f"stafett-test-{secrets.token_hex(6)}"
    await from_the_first_version_to_the_third(TransitRoot(LIVE, lambda: LIVE_TOKEN, key))


async def test_the_engine_never_learns_more_than_it_must(engine: Engine) -> None:
    await from_the_first_version_to_the_third(the_root(engine))
    assert {line.split()[1].split("/")[3] for line in engine.asked} == {
        "keys",
        "encrypt",
        "decrypt",
    }


async def test_a_book_lies_under_it_and_goes_with_it_to_a_new_version(
    engine: Engine, fresh_databases: tuple[str, str]
) -> None:
    root, book = the_root(engine), uuid4()
    await root.turn()
    pool = await open_pool(as_role(fresh_databases[1], Role.KEYSTORE))
    keystore = Keystore(pool, root)
    await keystore.create_tenant(book)
    before = await keystore.open_book(book)
    async with open_owners(fresh_databases[1], root) as owners:
        await turn_root_key(keystore, owners, root)
    after = await keystore.open_book(book)
    assert (after.index.content, after.newest) == (before.index.content, 2)
    (entry,) = [one for one in await keystore.books() if one.tenant == book]
    assert entry.root_version == 2
    await pool.close()


async def test_when_it_is_away_keys_at_hand_serve_until_their_time_is_over(
    engine: Engine, fresh_databases: tuple[str, str]
) -> None:
    passed, root, book = [0.0], the_root(engine), uuid4()
    await root.turn()
    pool = await open_pool(as_role(fresh_databases[1], Role.KEYSTORE))
    keystore, scope = Keystore(pool, root), Scope(uuid4(), "frame")
    await keystore.create_tenant(book)
    ring = Keyring(keystore, clock=lambda: passed[0])
    key = (await ring.ensure(book, scopes=[scope])).of(scope)
    engine.sealed = True
    passed[0] = LIFETIME - 1
    assert (await ring.ensure(book, scopes=[scope])).of(scope) is key
    passed[0] = LIFETIME
    with pytest.raises(KeyServiceAway):
        await ring.ensure(book, scopes=[scope])
    with pytest.raises(KeyServiceAway):
        await keystore.create_tenant(uuid4())
    engine.sealed, engine.garbled = False, True
    with pytest.raises(KeyServiceAway):
        await ring.ensure(book, scopes=[scope])
    engine.garbled = False
    assert (await ring.ensure(book, scopes=[scope])).of(scope).id == key.id
    await pool.close()


async def test_who_is_not_let_in_or_finds_nobody_is_told_to_come_back(engine: Engine) -> None:
    with pytest.raises(KeyServiceAway):
        await the_root(engine, token="another").describe()
    nobody = TransitRoot("http://127.0.0.1:9", lambda: TOKEN)
    with pytest.raises(KeyServiceAway):
        await nobody.describe()
