"""Granting content: what lies in the lines of one matter, with their keys, for one receiver.

Whoever is granted it can read those parts of that matter for as long as they keep it, and also
what is written under the same keys later if they get hold of the lines. So it is for the few who
must see for themselves, and it stands in the journal.
"""

from typing import Final
from uuid import UUID

from stafett.domain.facts import PlaceKind
from stafett.evidence.granted import Grant
from stafett.ledger.book import Ledger
from stafett.ledger.errors import LedgerError, Shredded
from stafett.ledger.keyring import Keyring
from stafett.ledger.reaching import Pool, in_book

_LINES: Final = """
    SELECT version, key_id, sealed FROM event WHERE tenant = $1 AND stream = $2 ORDER BY version
"""


class NothingToGrant(LedgerError):  # noqa: N818 - a sentence, as every refusal in the house
    """There is nothing by that id that could be opened."""


async def grant(pool: Pool, keyring: Keyring, tenant: UUID, matter: UUID) -> Grant:
    """Return the lines of a matter that can still be opened, with their keys.

    Raises:
        NothingToGrant: There are none.

    """
    async with in_book(pool, tenant) as connection:
        rows = await connection.fetch(_LINES, tenant, matter)
    keys = await keyring.ensure(tenant, key_ids={row["key_id"] for row in rows})
    secrets: dict[bytes, bytes] = {}
    lines: dict[tuple[str, int], bytes] = {}
    for row in rows:
        try:
            secret = keys.key(row["key_id"]).secret
        except Shredded:
            continue
        secrets[row["key_id"].bytes] = secret.content
        lines["event", row["version"]] = row["sealed"]
    if not lines:
        raise NothingToGrant
    return Grant(tenant.bytes, matter.bytes, secrets, lines)


async def is_shielded(ledger: Ledger, tenant: UUID, matter: UUID) -> bool:
    """Does anything of the matter lie in a compartment of its own?"""
    history = (await ledger.read(tenant, {matter: 0})).histories[matter]
    places = [line.place for line in history.lines if line.place is not None]
    return any(place.kind is PlaceKind.COMPARTMENT for place in places)
