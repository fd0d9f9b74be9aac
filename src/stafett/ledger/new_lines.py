"""Looking into new lines before they are signed for: has this book really sealed each of them?

Whoever may do everything in the database can put a line in and reckon its leaf. Without the keys
they cannot close it so that it opens. So each line is opened before it is signed for, as when the
whole book is read through, and what opens is let go of at once. Keys are fetched for this alone
and not kept: what was destroyed a moment ago is seen to be gone.
"""

import asyncio
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple
from uuid import UUID

from asyncpg import Record

from stafett.evidence.line_header import NO_LEAF
from stafett.ledger.data_key import DataKey
from stafett.ledger.errors import NotContinued, Tampered
from stafett.ledger.keyring import Keyring
from stafett.ledger.line import Volume
from stafett.ledger.line_sealer import LineSealer
from stafett.ledger.opening import closed_line, not_continued
from stafett.ledger.reaching import AT_ONE_INSTANT, Pool, in_book
from stafett.ledger.sealing import SealBroken
from stafett.ledger.shred_register import ShredRegister

PAGE: Final = 500
"""Lines in one question to the database, and keys in one to the keystore."""
AT_ONCE: Final = 20_000
"""Lines that one checkpoint takes in at most: it must be signed while it is still our turn."""
LONGEST: Final = 20.0
"""Seconds that one look takes at most, for the same reason, however slow the keystore is."""
_BREATH: Final = 50
"""Lines opened in one go; between two goes whoever else waits in this process comes first."""
_TABLES: Final = {Volume.EVENTS: "event", Volume.JOURNAL: "journal_line"}
_LINES: Final = {
    volume: "SELECT position, stream, version, event_id, recorded_at, key_id, sealed, previous,"  # noqa: S608 - our own names
    f" leaf FROM {table} WHERE tenant = $1 AND position >= $2 ORDER BY position LIMIT $3"
    for volume, table in _TABLES.items()
}
# What a line continues, and whether an earlier line already stands where it says it does.
_EARLIER: Final = {
    volume: "SELECT l.stream, l.version, l.leaf FROM unnest($2::uuid[], $3::int[])"  # noqa: S608
    " AS new (stream, version) CROSS JOIN LATERAL (SELECT stream, version, leaf"
    f" FROM {table} WHERE tenant = $1 AND stream = new.stream"
    " AND version BETWEEN new.version - 1 AND new.version AND position <= $4) AS l"
    for volume, table in _TABLES.items()
}


class Wrong(NamedTuple):
    """The first new line that is not ours: where it stands, and what is wrong with it."""

    position: int
    says: str


@dataclass(frozen=True, slots=True)
class Looked:
    """What looking showed: the leaves of the lines that are ours, in order, up to the first wrong.

    ``more``: there were more lines than are looked at in one go.
    """

    leaves: Sequence[bytes]
    wrong: Wrong | None
    more: bool = False

    @property
    def whole(self) -> bool:
        """Say whether every line there is was looked at, and is ours."""
        return not self.more and self.wrong is None


class NewLines:
    """Opens lines that nobody has signed for.

    Args:
        pool: Connections for reading the books.
        keyring: Where the keys come from.
        folder: Where the checkpoints lie, and beside them the registers of destroyed keys.
        origin: Our name; the book's id follows it.

    """

    def __init__(self, pool: Pool, keyring: Keyring, folder: Path, *, origin: str) -> None:
        self._pool = pool
        self._keyring = keyring
        self._folder = folder
        self._origin = origin

    async def after(
        self, tenant: UUID, volume: Volume, position: int, leaf: bytes | None
    ) -> Looked:
        """Look into the lines after a position, at most `AT_ONCE` of them.

        Args:
            tenant: Which book.
            volume: Which of its ledgers.
            position: The last line that was signed for; 0 for none.
            leaf: Its leaf, which must still stand there; ``None``: whatever stands there.

        Raises:
            NotContinued: That line is not there any more, or one after it is missing.
            BookAway: The book cannot be read: nothing is known of the lines.
            KeystoreAway: The keys cannot be fetched: nothing is known of the lines.
            RegisterBroken: Keys are gone, and the register of destroyed keys cannot be believed.
            OSError: The same, and it cannot be read.

        """
        looking = _Looking(LineSealer(tenant, volume))
        began = time.monotonic()
        while True:
            rows = await self._page(tenant, volume, position, leaf, looking)
            if not rows:
                return Looked(looking.leaves, None)
            keys, destroyed = await self._keys(tenant, rows)
            for start in range(0, len(rows), _BREATH):
                await asyncio.sleep(0)
                wrong = looking.take(rows[start : start + _BREATH], keys, destroyed)
                if wrong is not None:
                    return Looked(looking.leaves, wrong)
            if len(looking.leaves) >= AT_ONCE or time.monotonic() - began > LONGEST:
                return Looked(looking.leaves, None, more=True)
            position, leaf = rows[-1]["position"], rows[-1]["leaf"]

    async def _page(
        self, tenant: UUID, volume: Volume, position: int, leaf: bytes | None, looking: "_Looking"
    ) -> list[Record]:
        async with in_book(self._pool, tenant, how=AT_ONE_INSTANT) as connection:
            since = max(position, 1)
            rows: list[Record]
            rows = await connection.fetch(_LINES[volume], tenant, since, PAGE + 1)
            if position:
                there = bool(rows) and rows[0]["position"] == position
                if not there or leaf not in {None, rows[0]["leaf"]}:
                    raise NotContinued(tenant, volume.value, position)
                rows = rows[1:]
            if rows and rows[-1]["position"] != position + len(rows):
                raise NotContinued(tenant, volume.value, position)
            begun = looking.begun(rows)
            if position and begun:
                streams, versions = list(begun), list(begun.values())
                looking.know(
                    await connection.fetch(_EARLIER[volume], tenant, streams, versions, position)
                )
        return rows

    async def _keys(
        self, tenant: UUID, rows: Sequence[Record]
    ) -> tuple[Mapping[UUID, DataKey | SealBroken], Collection[UUID]]:
        """Return the keys there are, and those that the register says were destroyed."""
        wanted = {row["key_id"] for row in rows}
        keys: dict[UUID, DataKey | SealBroken] = {}
        try:
            keys |= await self._keyring.anew(tenant, wanted)
        except SealBroken:
            for one in sorted(wanted):  # one row is not as it was written: which?
                try:
                    keys |= await self._keyring.anew(tenant, {one})
                except SealBroken as broken:
                    keys[one] = broken
        if wanted <= keys.keys():
            return keys, ()
        origin = f"{self._origin}/{tenant}"
        publics = [pair.keys[0] for pair in (await self._keyring.book(tenant)).pairs(origin)]
        register = ShredRegister(self._folder, tenant)
        entries = await asyncio.to_thread(register.entries, origin, publics)
        return keys, {key for one in entries for key in one.keys}


class _Looking:
    """One look: feed it rows in order. ``leaves`` are those of the lines that are ours."""

    def __init__(self, sealer: LineSealer) -> None:
        self._sealer = sealer
        self._last: dict[UUID, tuple[int, bytes]] = {}
        self.leaves: list[bytes] = []

    def begun(self, rows: Sequence[Record]) -> dict[UUID, int]:
        """Return the streams not met before, each with the version of its first line here."""
        first: dict[UUID, int] = {}
        for row in rows:
            if row["stream"] not in self._last:
                first.setdefault(row["stream"], row["version"])
        return first

    def know(self, earlier: Sequence[Record]) -> None:
        """Take in what stands before these lines in their streams."""
        for row in earlier:
            if row["version"] >= self._last.get(row["stream"], (0, NO_LEAF))[0]:
                self._last[row["stream"]] = row["version"], row["leaf"]

    def take(
        self,
        rows: Sequence[Record],
        keys: Mapping[UUID, DataKey | SealBroken],
        destroyed: Collection[UUID],
    ) -> Wrong | None:
        """Look into some rows; return the first that is not ours, if one is not."""
        for row in rows:
            if (says := self._wrong(row, keys, destroyed)) is not None:
                return Wrong(row["position"], says)
            self._last[row["stream"]] = row["version"], row["leaf"]
            self.leaves.append(row["leaf"])
        return None

    def _wrong(
        self,
        row: Record,
        keys: Mapping[UUID, DataKey | SealBroken],
        destroyed: Collection[UUID],
    ) -> str | None:
        version, leaf = self._last.get(row["stream"], (0, NO_LEAF))
        line = closed_line(row)
        if (says := not_continued(line, version, leaf, self._sealer)) is not None:
            return says
        key = keys.get(line.key_id)
        if key is None:
            gone = line.key_id in destroyed
            return None if gone else "its key is gone, and not in the register of destroyed keys"
        if isinstance(key, SealBroken):
            return "its key is not as it was written"
        try:
            self._sealer.unclose(line, key)
        except Tampered:
            return "its seal does not open"
        return None
