"""Handing out evidence: the outside of a book's lines, with the checkpoints they are under.

What is handed out shows ids, versions, times and hashes, and nothing that lies under a seal. It
shows how much was written and when, so it is for an auditor and not for everybody.
"""

import io
from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO, Final
from uuid import UUID

from asyncpg import Record

from stafett.evidence.bundle import Binding, BundledLog, BundleLine, Manifest
from stafett.evidence.checkpoint import Checkpoint
from stafett.evidence.growing import Growing
from stafett.evidence.handed_over import Held, believed_of
from stafett.evidence.line_header import microseconds
from stafett.evidence.note import Note
from stafett.evidence.proof import BookPairs, ConsistencyProof, LineProof
from stafett.evidence.receipt import Signer
from stafett.evidence.tree import consistency_path, inclusion_path
from stafett.ledger.errors import LedgerError
from stafett.ledger.keyring import Keyring
from stafett.ledger.last_signed import LastSigned, Shard
from stafett.ledger.leaves import leaves_after
from stafett.ledger.line import Volume
from stafett.ledger.reaching import Pool, in_book

PAGE: Final = 5000
"""Lines in one question to the database."""
_OUTSIDES: Final = {
    volume: "SELECT l.position, l.stream, l.version, l.event_id, l.recorded_at, l.key_id,"  # noqa: S608
    " l.previous, l.leaf, p.pruned, CASE WHEN p.pruned THEN substr(l.sealed, 2)"
    f" ELSE sha256(l.sealed) END AS sealed_hash FROM {table} l CROSS JOIN LATERAL"
    " (SELECT octet_length(l.sealed) = 33 AND get_byte(l.sealed, 0) = 0 AS pruned) p"
    " WHERE l.tenant = $1 AND l.position > $2 AND l.position <= $3 ORDER BY l.position LIMIT $4"
    for volume, table in ((Volume.EVENTS, "event"), (Volume.JOURNAL, "journal_line"))
}


class NotSignedYet(LedgerError):  # noqa: N818 - a sentence, as every refusal in the house
    """No checkpoint has been signed that this would be under; in a minute there may be."""


@dataclass(frozen=True, slots=True)
class SignedLog:
    """A year's log as it was signed last: the shard, and what its checkpoint says."""

    shard: Shard
    checkpoint: Checkpoint

    @property
    def last(self) -> int:
        """The position of its last line; the one before ``first`` when it has none."""
        return self.shard.first - 1 + self.checkpoint.size


class Evidence:
    """Makes bundles and proofs of the books in one database.

    Args:
        pool: Connections for reading the books.
        keyring: The keys at hand: the book signs what it hands out.
        last: What was signed.
        origin: Our name; the book's id follows it.

    """

    def __init__(self, pool: Pool, keyring: Keyring, last: LastSigned, *, origin: str) -> None:
        self._pool = pool
        self._keyring = keyring
        self._last = last
        self.origin: Final = origin

    async def logs(self, tenant: UUID) -> Sequence[SignedLog]:
        """Return every log of a book as it was signed last: what happened first, oldest first.

        What is returned is as it lies in the keystore; whoever is handed it checks it.
        """
        return [
            SignedLog(shard, Checkpoint.read(Note.read(shard.note).text))
            for volume in Volume
            for shard in await self._last.shards(tenant, volume)
        ]

    async def bundle(
        self, tenant: UUID, out: BinaryIO, *, since: Checkpoint | None = None
    ) -> Manifest:
        """Write the evidence of a whole book, or of what came after a checkpoint of one log.

        Raises:
            NotSignedYet: Nothing was signed yet, or never that checkpoint.
            NotContinued: A line is missing.

        """
        manifest, pieces = await self.pieces(tenant, tuple(Volume), since=since)
        async for piece in pieces:
            out.write(piece)
        return manifest

    async def pieces(
        self, tenant: UUID, volumes: Collection[Volume], *, since: Checkpoint | None = None
    ) -> tuple[Manifest, AsyncIterator[bytes]]:
        """Return what `bundle` writes of some of the ledgers, to be sent piece by piece.

        Each piece is some whole lines; the last is the line that signs for all.

        Raises:
            NotSignedYet: Nothing was signed yet, or never that checkpoint.
            NotContinued: A line is missing.

        """
        keys = await self._keyring.book(tenant)
        signer = keys.signer(f"{self.origin}/{tenant}")
        logs = [one for one in await self.logs(tenant) if one.shard.volume in volumes]
        if since is not None:
            logs = [one for one in logs if one.checkpoint.origin == since.origin]
        if not logs or (since is not None and since.size > logs[0].checkpoint.size):
            raise NotSignedYet
        skipped = 0 if since is None else since.size
        manifest = Manifest(
            signer.origin,
            tenant.bytes,
            datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            keys.pairs(signer.origin)[-1].keys,
            tuple([await self._bundled(tenant, log, skipped) for log in logs]),
            keys.former,
        )
        return manifest, self._pieces(tenant, manifest, signer, logs, skipped)

    async def _pieces(
        self,
        tenant: UUID,
        manifest: Manifest,
        signer: Signer,
        logs: Sequence[SignedLog],
        skipped: int,
    ) -> AsyncIterator[bytes]:
        out = io.BytesIO()
        binding = Binding(out, manifest, signer)
        yield _taken(out)
        seen: dict[Volume, set[bytes]] = {volume: set() for volume in Volume}
        for log in logs:
            volume = log.shard.volume
            async for rows in self._rows(tenant, volume, log.shard.first - 1 + skipped, log.last):
                binding.add([_outside(row, seen[volume]) for row in rows])
                yield _taken(out)
        binding.sign()
        yield _taken(out)

    async def prove_line(self, tenant: UUID, volume: Volume, position: int) -> LineProof:
        """Return the proof that the line at a position is in the book.

        Raises:
            NotSignedYet: No checkpoint covers it yet.
            NotContinued: A line is missing.

        """
        keys = await self._keyring.book(tenant)
        for log in await self.logs(tenant):
            if log.shard.volume is volume and log.shard.first <= position <= log.last:
                leaves = await self._leaves(tenant, log)
                (row,) = [
                    row
                    async for rows in self._rows(tenant, volume, position - 1, position)
                    for row in rows
                ]
                index = position - log.shard.first
                return LineProof(
                    self.signed_by(log, keys.pairs(f"{self.origin}/{tenant}")).keys,
                    tenant.bytes,
                    volume.value,
                    _outside(row, set())._replace(position=index + 1),
                    index,
                    inclusion_path(leaves, index),
                    Note.read(log.shard.note),
                )
        raise NotSignedYet

    async def prove_consistency(self, tenant: UUID, earlier: Checkpoint) -> ConsistencyProof:
        """Return the proof that a log is today what an earlier checkpoint said of it, continued.

        Raises:
            NotSignedYet: There is no such log, or it has not been so long.
            NotContinued: A line is missing.

        """
        for log in await self.logs(tenant):
            if log.checkpoint.origin == earlier.origin and earlier.size <= log.checkpoint.size:
                path: tuple[bytes, ...] = ()
                if earlier.size:
                    path = consistency_path(await self._leaves(tenant, log), earlier.size)
                keys = await self._keyring.book(tenant)
                newest = keys.pairs(f"{self.origin}/{tenant}")[-1].keys
                book = BookPairs(newest, keys.former)
                return ConsistencyProof(earlier.size, path, Note.read(log.shard.note), book)
        raise NotSignedYet

    @staticmethod
    def signed_by(log: SignedLog, pairs: Sequence[Held]) -> Held:
        """Return which of a book's pairs of keys has signed a log's checkpoint.

        Raises NotBelieved when none has.
        """
        return believed_of(Note.read(log.shard.note), log.checkpoint.origin, pairs)[1]

    async def _bundled(self, tenant: UUID, log: SignedLog, since: int) -> BundledLog:
        tree = Growing()
        if since:
            tree.extend((await self._leaves(tenant, log))[:since])
        return BundledLog(
            log.shard.volume.value,
            log.checkpoint.origin,
            log.shard.first,
            since,
            tree.edge,
            log.shard.note,
        )

    async def _leaves(self, tenant: UUID, log: SignedLog) -> list[bytes]:
        """Return the leaves of a log as it was signed."""
        leaves: list[bytes] = []
        position, volume = log.shard.first - 1, log.shard.volume
        while position < log.last:
            page = await leaves_after(self._pool, tenant, volume, position, None)
            if not page:
                break
            leaves += page
            position += len(page)
        return leaves[: log.checkpoint.size]

    async def _rows(
        self, tenant: UUID, volume: Volume, after: int, last: int
    ) -> AsyncIterator[list[Record]]:
        while after < last:
            async with in_book(self._pool, tenant) as connection:
                rows = await connection.fetch(_OUTSIDES[volume], tenant, after, last, PAGE)
            if not rows:
                return
            yield rows
            after = rows[-1]["position"]


def _taken(out: io.BytesIO) -> bytes:
    """Return what was written so far, and let go of it."""
    piece = out.getvalue()
    out.seek(0)
    out.truncate()
    return piece


def _outside(row: Record, seen: set[bytes]) -> BundleLine:
    """Return a row's outside, with the leaf before it unless that line was *seen* or is none."""
    stream = row["stream"].bytes
    continues = row["version"] > 1 and stream not in seen
    seen.add(stream)
    return BundleLine(
        row["position"],
        stream,
        row["version"],
        row["event_id"].bytes,
        microseconds(row["recorded_at"]),
        row["key_id"].bytes,
        row["sealed_hash"],
        row["leaf"],
        row["previous"] if continues else None,
        row["pruned"],
    )
