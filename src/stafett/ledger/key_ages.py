"""Keys that are older than they may be, exchanged without anybody having to think of it.

How old a tenant key is stands beside it in the keystore, by the keystore's clock. Of several who
would exchange keys at the same time one does; whoever is killed lets the next one in.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final
from uuid import UUID

from stafett.ledger.errors import LedgerError
from stafett.ledger.keystore import Keystore
from stafett.ledger.new_keys import Told, turn_root_key, turn_tenant_key
from stafett.ledger.roots import Root
from stafett.postgres.pool import connect

# Two tenant keys are an exchange that was broken off.
_OLD: Final = """
SELECT tenant FROM tenant_key GROUP BY tenant
HAVING max(made_at) <= now() - $1 * interval '1 day' OR count(*) > 1 ORDER BY tenant"""
_ALONE: Final = "SELECT pg_try_advisory_lock(hashtext('stafett turns'))"


class SomebodyTurns(LedgerError):  # noqa: N818 - a sentence, as every refusal in the house
    """Another process is exchanging keys that are too old: nothing is to be done here."""


@asynccontextmanager
async def turning_alone(url: str) -> AsyncIterator[None]:
    """Be the only one who exchanges keys that are too old, for as long as this is open.

    Args:
        url: The keystore's database; anybody let in there will do.

    Raises:
        SomebodyTurns: Another one does.

    """
    async with connect(url, name="stafett-turn") as connection:
        if not await connection.fetchval(_ALONE):
            raise SomebodyTurns
        yield


async def too_old(keystore: Keystore, days: int) -> list[UUID]:
    """Return the books whose tenant key was made so many days ago, or is half exchanged.

    Takes the keys on the service's connections, which see every book.
    """
    async with keystore.every_book() as connection:
        return [row["tenant"] for row in await connection.fetch(_OLD, days)]


async def turn_old_keys(
    keystore: Keystore,
    owners: Keystore,
    root: Root,
    days: int,
    *,
    root_too: bool,
    told: Told = lambda _: None,
) -> int:
    """Exchange every tenant key that is older than so many days, and end what was broken off.

    Args:
        keystore: The keys, on the service's connections.
        owners: The same on connections of the tables' owner.
        root: The root key.
        days: How old a tenant key may be.
        root_too: Whether the root key is exchanged with them, and so every book's tenant key:
            where no paper in a safe has to be written anew.
        told: Called with how far it has come.

    Returns:
        Of how many books the tenant key was exchanged.

    Raises:
        RootRefused, SealBroken, KeystoreAway: As `turn_root_key`.

    """
    old = await too_old(keystore, days)
    if root_too and (old or await root.older()):
        books = {one.tenant for one in await keystore.books()}
        await turn_root_key(keystore, owners, root, told)
        return len(books)
    for tenant in old:
        told(f"book {tenant}")
        await turn_tenant_key(owners, root, tenant, told)
    return len(old)
