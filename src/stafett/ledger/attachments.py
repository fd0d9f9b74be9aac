"""Where attachments lie: sealed in pieces under the key of the part they belong to.

An upload counts for nothing until an event of the book tells of it. The event claims it in the
transaction it is written in, so there is never half of both: an upload that no event claims is
taken away again after an hour, and none can be told of that is nearly so old.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Final
from uuid import UUID

import asyncpg
from pydantic_core import from_json, to_json

from stafett.domain.facts import Place
from stafett.ledger.attachment import Opening, OtherLength, Sealing, pieces_of
from stafett.ledger.data_key import DataKey
from stafett.ledger.errors import BookBusy, LedgerError, Shredded
from stafett.ledger.keyring import Keyring
from stafett.ledger.reaching import Pool, in_book
from stafett.ledger.scope import Scope
from stafett.ledger.sealing import RowContext, SealBroken, seal, unseal
from stafett.ledger.shape import shape_of

CLAIM: Final = "attachment"
"""What the event that tells of an upload claims, with the upload's id."""
WAITS: Final = timedelta(hours=1)
"""How long an upload lies without an event that tells of it."""
IN_TIME: Final = timedelta(minutes=45)
"""How old an upload may be when an event is to tell of it: long before it could be taken away."""
BROKEN_OFF: Final = timedelta(minutes=5)
"""After so long an upload that has not ended does not go on: it may be begun anew."""
MOST_WAITING: Final = 500
"""Uploads of one book that lie there and are not an hour old; one more is asked to come back."""
_PURPOSE: Final = "attachment"

_BEGIN: Final = """
    INSERT INTO attachment (tenant, attachment, tag, key_id) VALUES ($1, $2, $3, $4)
"""
_WAITING: Final = "SELECT count(*) FROM attachment WHERE tenant = $1 AND NOT settled"
_FORGET: Final = """
    DELETE FROM attachment WHERE tenant = $1 AND attachment = $2 AND sealed IS NULL
"""
_FORGET_BROKEN_OFF: Final = """
    DELETE FROM attachment
     WHERE tenant = $1 AND attachment = $2 AND sealed IS NULL AND begun < now() - $3::interval
"""
_PIECE: Final = """
    INSERT INTO attachment_piece (tenant, attachment, number, sealed) VALUES ($1, $2, $3, $4)
"""
_END: Final = """
    UPDATE attachment SET sealed = $3 WHERE tenant = $1 AND attachment = $2 AND sealed IS NULL
"""
_FIND: Final = """
    SELECT key_id, sealed, now() - begun AS age FROM attachment
     WHERE tenant = $1 AND attachment = $2 AND sealed IS NOT NULL
"""
_READ: Final = """
    SELECT sealed FROM attachment_piece WHERE tenant = $1 AND attachment = $2 AND number = $3
"""
_SETTLE: Final = """
    UPDATE attachment a SET settled = true
     WHERE a.tenant = $1 AND NOT a.settled AND a.begun < now() - $2::interval
       AND EXISTS (SELECT FROM claim c WHERE c.tenant = a.tenant AND c.tag = a.tag)
"""
_SWEEP: Final = """
    DELETE FROM attachment a
     WHERE a.tenant = $1 AND NOT a.settled AND a.begun < now() - $2::interval
       AND NOT EXISTS (SELECT FROM claim c WHERE c.tenant = a.tenant AND c.tag = a.tag)
 RETURNING a.attachment
"""


class UploadRepeated(LedgerError):  # noqa: N818 - a sentence, as every refusal in the house
    """Something is being uploaded under this id already, or was, and it was something else."""


@dataclass(frozen=True, slots=True)
class Label:
    """What an upload is: whose, for which part of which stream, its type, length and SHA-256."""

    by: UUID
    stream: UUID
    place: Place
    media_type: str
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class Upload:
    """An upload that has come in whole, and how long ago it was begun."""

    id: UUID
    label: Label
    key_id: UUID
    age: timedelta


_LABEL: Final = shape_of(Label)


class Attachments:
    """The attachments of every book in one database. Safe for any number of coroutines.

    Every method raises BookAway when the database cannot be reached, and KeystoreAway when a key
    is needed that cannot be fetched.
    """

    def __init__(self, pool: Pool, keyring: Keyring) -> None:
        self._pool = pool
        self._keyring = keyring

    async def put(
        self, tenant: UUID, attachment: UUID, label: Label, content: AsyncIterator[bytes]
    ) -> Label:
        """Seal what comes, piece by piece; ``label.digest`` is filled in from what came.

        Under the id of an upload that is there already nothing is written: what comes must be
        the same.

        Raises:
            OtherLength: More or less came than was said; nothing is left of it.
            UploadRepeated: Something else is, or was, uploaded under this id.
            BookBusy: There have been too many within an hour.

        """
        there = await self.find(tenant, attachment)
        if there is not None:
            return await _same(there.label, label, content)
        scope = Scope.of(label.stream, label.place)
        key = (await self._keyring.ensure(tenant, scopes=(scope,))).of(scope)
        (tag,) = (await self._keyring.book(tenant)).claim_tags(CLAIM, attachment.bytes)
        try:
            async with in_book(self._pool, tenant) as connection:
                if await connection.fetchval(_WAITING, tenant) >= MOST_WAITING:
                    raise BookBusy
                await connection.execute(_FORGET_BROKEN_OFF, tenant, attachment, BROKEN_OFF)
                await connection.execute(_BEGIN, tenant, attachment, tag, key.id)
        except asyncpg.UniqueViolationError:
            raise UploadRepeated from None
        try:
            return await self._fill(tenant, attachment, label, content, key)
        except BaseException:
            async with in_book(self._pool, tenant) as connection:
                await connection.execute(_FORGET, tenant, attachment)
            raise

    async def _fill(
        self,
        tenant: UUID,
        attachment: UUID,
        label: Label,
        content: AsyncIterator[bytes],
        key: DataKey,
    ) -> Label:
        sealing, hashed, number = Sealing(key, tenant, attachment, label.size), sha256(), 0
        async for some in content:
            hashed.update(some)
            for sealed in sealing.take(some):
                await self._write(tenant, attachment, number, sealed)
                number += 1
        for sealed in sealing.finish():
            await self._write(tenant, attachment, number, sealed)
            number += 1
        whole = Label(
            by=label.by,
            stream=label.stream,
            place=label.place,
            media_type=label.media_type,
            size=label.size,
            digest=hashed.hexdigest(),
        )
        plain = to_json(_LABEL.write(whole) if _LABEL.write else whole)
        context = RowContext(tenant, _PURPOSE, attachment.bytes)
        async with in_book(self._pool, tenant) as connection:
            done = await connection.execute(_END, tenant, attachment, seal(key, context, plain))
        if done != "UPDATE 1":
            raise UploadRepeated
        return whole

    async def _write(self, tenant: UUID, attachment: UUID, number: int, sealed: bytes) -> None:
        try:
            async with in_book(self._pool, tenant) as connection:
                await connection.execute(_PIECE, tenant, attachment, number, sealed)
        except asyncpg.IntegrityConstraintViolationError:
            raise UploadRepeated from None

    async def find(self, tenant: UUID, attachment: UUID) -> Upload | None:
        """Return an upload that has come in whole; ``None`` when there is none, or its key is gone.

        Raises SealBroken when it is not what was written.
        """
        async with in_book(self._pool, tenant) as connection:
            row = await connection.fetchrow(_FIND, tenant, attachment)
        if row is None:
            return None
        try:
            key = (await self._keyring.ensure(tenant, key_ids=(row["key_id"],))).key(row["key_id"])
        except Shredded:
            return None
        context = RowContext(tenant, _PURPOSE, attachment.bytes)
        label: Label = _LABEL.read(from_json(unseal(key, context, row["sealed"])))
        return Upload(attachment, label, row["key_id"], row["age"])

    async def read(self, tenant: UUID, upload: Upload) -> AsyncIterator[bytes]:
        """Yield what was uploaded, piece by piece; each is seen to be the right one.

        Raises:
            Shredded: Its key is gone.
            SealBroken: A piece is missing or not what was written; what came before it is not
                the attachment.

        """
        label = upload.label
        key = (await self._keyring.ensure(tenant, key_ids=(upload.key_id,))).key(upload.key_id)
        opening, hashed = Opening(key, tenant, upload.id, label.size), sha256()
        count = pieces_of(label.size)
        for number in range(count):
            async with in_book(self._pool, tenant) as connection:
                sealed: bytes | None = await connection.fetchval(_READ, tenant, upload.id, number)
            if sealed is None:
                raise SealBroken
            carried = opening.open(sealed)
            hashed.update(carried)
            if number == count - 1 and hashed.hexdigest() != label.digest:
                raise SealBroken
            if carried:
                yield carried

    async def sweep(self, tenant: UUID, *, waits: timedelta = WAITS) -> int:
        """Take away what was uploaded and never told of, and return how much that was."""
        async with in_book(self._pool, tenant) as connection:
            await connection.execute(_SETTLE, tenant, waits)
            return len(await connection.fetch(_SWEEP, tenant, waits))


async def _same(there: Label, label: Label, content: AsyncIterator[bytes]) -> Label:
    """See that what comes once more is what lies there."""
    hashed, size = sha256(), 0
    async for some in content:
        hashed.update(some)
        size += len(some)
    if size != label.size:
        raise OtherLength
    asked = (label.by, label.stream, label.place, label.media_type, hashed.hexdigest())
    if asked != (there.by, there.stream, there.place, there.media_type, there.digest):
        raise UploadRepeated
    return there
