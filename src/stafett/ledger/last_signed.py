"""What was signed of a book last, and whose turn it is to sign: kept with the keys.

One process signs for a book at a time. It has the turn for a while and keeps it by asking again;
one that comes back after its turn was given to another can remember nothing here any more, and so
publishes nothing.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from stafett.ledger.keystore import Keystore
from stafett.ledger.line import Volume

TURN: Final = 90.0
"""Seconds until somebody else may sign for a book whose signer is not heard of any more."""

_TURN: Final = """
WITH was AS (
    SELECT holder = $2 AND until > now() AS mine FROM signing_turn WHERE tenant = $1
), now_mine AS (
    INSERT INTO signing_turn (tenant, holder, until)
    VALUES ($1, $2, now() + $3 * interval '1 second')
    ON CONFLICT (tenant) DO UPDATE SET holder = excluded.holder, until = excluded.until
     WHERE signing_turn.holder = excluded.holder OR signing_turn.until <= now()
 RETURNING tenant
)
SELECT now() AS at, coalesce((SELECT mine FROM was), false) AS kept
  FROM now_mine
"""
_LAST: Final = """
SELECT year, first, frozen, note FROM checkpoint WHERE tenant = $1 AND ledger = $2 ORDER BY year
"""
# The turn is held fast until what is remembered is durable: nobody else begins before that.
_REMEMBER: Final = """
WITH mine AS (
    SELECT FROM signing_turn WHERE tenant = $1 AND holder = $2 AND until > now() FOR UPDATE
)
INSERT INTO checkpoint (tenant, ledger, year, first, frozen, note)
SELECT $1, $3, $4, $5, $6, $7 FROM mine
ON CONFLICT (tenant, ledger, year) DO UPDATE SET frozen = excluded.frozen, note = excluded.note
 WHERE checkpoint.first = excluded.first AND NOT checkpoint.frozen
RETURNING year
"""
# Only more signatures below the same text: what was signed since stays.
_WITNESSED: Final = """
UPDATE checkpoint SET note = $5
 WHERE tenant = $1 AND ledger = $2 AND year = $3
   AND split_part(note, E'\n\n', 1) = split_part($5, E'\n\n', 1) AND frozen = $4
"""


@dataclass(frozen=True, slots=True)
class Shard:
    """One year's log of one ledger of a book.

    ``first`` is the position of its first line, ``frozen`` whether it grows no more, ``note`` its
    newest checkpoint as it was signed.
    """

    volume: Volume
    year: int
    first: int
    frozen: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """It is our turn: since when, by the keystore's clock, and whether it already was before."""

    at: datetime
    kept: bool


class LastSigned:
    """What one process knows of who signs what. Takes the keystore, and a random id for itself.

    Every method raises KeystoreAway when the keystore's database cannot be reached.
    """

    def __init__(self, keystore: Keystore, holder: UUID) -> None:
        self._keystore = keystore
        self._holder = holder

    async def turn(self, tenant: UUID) -> Turn | None:
        """Take the turn to sign for a book, or keep it; ``None`` while another has it."""
        async with self._keystore.durable(tenant) as connection:
            row = await connection.fetchrow(_TURN, tenant, self._holder, TURN)
        return None if row is None else Turn(row["at"], row["kept"])

    async def shards(self, tenant: UUID, volume: Volume) -> tuple[Shard, ...]:
        """Return the logs of one ledger of a book, oldest first."""
        async with self._keystore.durable(tenant) as connection:
            rows = await connection.fetch(_LAST, tenant, volume.value)
        return tuple(Shard(volume, **row) for row in rows)

    async def remember(self, tenant: UUID, shard: Shard) -> bool:
        """Keep what was signed, durably; say whether it was our turn, and the log still open."""
        async with self._keystore.durable(tenant) as connection:
            told = await connection.fetchval(
                _REMEMBER,
                tenant,
                self._holder,
                shard.volume.value,
                shard.year,
                shard.first,
                shard.frozen,
                shard.note,
            )
        return told is not None

    async def witnessed(self, tenant: UUID, shard: Shard) -> None:
        """Keep more signatures below what was remembered, unless something newer was since."""
        ledger, year = shard.volume.value, shard.year
        async with self._keystore.durable(tenant) as connection:
            await connection.execute(_WITNESSED, tenant, ledger, year, shard.frozen, shard.note)
