"""Asking a witness to sign what we have signed, with the path from the last it has seen."""

import time
from collections.abc import Awaitable, Callable
from typing import Final, NamedTuple
from uuid import UUID

import structlog

from stafett.evidence.checkpoint import Checkpoint, NotBelieved, believed
from stafett.evidence.growing import Growing, consistency_onwards
from stafett.evidence.note import NotANote, Note, signature
from stafett.evidence.proof import ConsistencyProof
from stafett.evidence.verifier_key import VerifierKey
from stafett.ledger.errors import NotContinued, WitnessHasMore
from stafett.ledger.last_signed import Shard
from stafett.ledger.leaves import leaves_after
from stafett.ledger.reaching import Pool

SIGNED: Final = 200
HAS_ANOTHER: Final = 409
AWAY: Final = 60.0
"""Seconds until one that could not be reached is asked again."""
_LONGEST_NUMBER: Final = 18

_log = structlog.get_logger(__name__)


class Said(NamedTuple):
    """What a witness answered; status 0 when it could not be reached."""

    status: int
    body: str


class Witness(NamedTuple):
    """A witness: the key it signs with, and how to ask it."""

    key: VerifierKey
    ask: Callable[[str], Awaitable[Said]]


class Cosigning:
    """Gets one witness's signature below our checkpoints. Takes connections for reading."""

    def __init__(self, pool: Pool, witness: Witness) -> None:
        self._pool = pool
        self._witness = witness
        self._seen: dict[str, Growing] = {}
        self._away_until = 0.0

    async def cosigned(self, tenant: UUID, shard: Shard) -> Note | None:
        """Return a checkpoint with the witness's signature below ours; ``None`` without it.

        One that could not be reached is left in peace for a while: nobody's checkpoint waits.

        Raises:
            WitnessHasMore: It says that it has signed a longer log.
            NotContinued: A line is missing.

        """
        if time.monotonic() < self._away_until:
            return None
        note = Note.read(shard.note)
        checkpoint = Checkpoint.read(note.text)
        earlier = self._seen.get(checkpoint.origin, Growing())
        said = await self._asked(tenant, shard, note, checkpoint, earlier)
        if said.status == HAS_ANOTHER and (size := _number(said.body)) is not None:
            if size > checkpoint.size:
                raise WitnessHasMore
            earlier = Growing()
            await self._grow(tenant, shard, earlier, size)
            said = await self._asked(tenant, shard, note, checkpoint, earlier)
        if said.status == SIGNED and (whole := self._signed(note, said.body)) is not None:
            await self._grow(tenant, shard, earlier, checkpoint.size)
            self._seen[checkpoint.origin] = earlier
            return whole
        if said.status == 0:
            self._away_until = time.monotonic() + AWAY
        _log.warning("not-witnessed", book=str(tenant), status=said.status)
        return None

    async def _asked(
        self, tenant: UUID, shard: Shard, note: Note, checkpoint: Checkpoint, earlier: Growing
    ) -> Said:
        later: list[bytes] = []
        if earlier.size:
            later = await self._leaves(tenant, shard, earlier.size, checkpoint.size)
        proof = ConsistencyProof(earlier.size, consistency_onwards(earlier, later), note)
        return await self._witness.ask(proof.written())

    async def _grow(self, tenant: UUID, shard: Shard, tree: Growing, size: int) -> None:
        tree.extend(await self._leaves(tenant, shard, tree.size, size))

    async def _leaves(self, tenant: UUID, shard: Shard, after: int, size: int) -> list[bytes]:
        """Return the leaves of a log from an index to a size."""
        leaves: list[bytes] = []
        while len(leaves) < size - after:
            position = shard.first - 1 + after + len(leaves)
            page = await leaves_after(self._pool, tenant, shard.volume, position, None)
            if not page:
                raise NotContinued(tenant, shard.volume.value, size)
            leaves += page
        return leaves[: size - after]

    def _signed(self, note: Note, body: str) -> Note | None:
        """Return the note with the witness's line, if it is one that holds."""
        key = self._witness.key
        try:
            lines = [signature(line) for line in body.splitlines()]
            theirs = [one for one in lines if (one.name, one.key_id) == (key.name, key.key_id)]
            whole = Note(note.text, (*note.signatures, *theirs))
            believed(whole, (key,))
        except (NotANote, NotBelieved):
            return None
        return whole


def _number(body: str) -> int | None:
    told = body.removesuffix("\n")
    fits = told.isascii() and told.isdigit() and len(told) <= _LONGEST_NUMBER
    return int(told) if fits else None
