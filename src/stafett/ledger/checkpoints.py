"""Signing, every now and then, how long each book is and what its lines come to.

Nothing is signed that does not continue what was signed before, and no line that this book has not
sealed: each is opened before it is signed for. What was signed is remembered in two places, with
the keys and as files on another disk; the newer of the two counts. So a database that was brought
back from an old copy, or written anew, finds no hand that signs for it.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final, TypeAlias
from uuid import UUID

import structlog

from stafett.evidence.checkpoint import Checkpoint, LogSigner, NotBelieved
from stafett.evidence.growing import Growing
from stafett.evidence.handed_over import believed_of
from stafett.evidence.note import NotANote, Note
from stafett.ledger import covers
from stafett.ledger.anchors import Anchors
from stafett.ledger.book_keys import BookKeys
from stafett.ledger.cosigning import AWAY, Cosigning
from stafett.ledger.errors import LedgerError, NotContinued, NothingToGoBy, NotOurLine
from stafett.ledger.keyring import Keyring
from stafett.ledger.last_signed import LastSigned, Shard
from stafett.ledger.leaves import leaves_after
from stafett.ledger.line import Volume
from stafett.ledger.new_lines import NewLines
from stafett.ledger.reaching import Pool
from stafett.ledger.roots import RootRefused
from stafett.ledger.sealing import SealBroken

CADENCE: Final = 20.0
"""Seconds between two checkpoints, whether anything was written or not: when one is signed tells
nothing of who wrote when."""
MERGE_DELAY: Final = 60.0
"""Seconds within which what was acknowledged is under a checkpoint, or we are not well."""
ANEW: Final = 3600.0
"""Seconds until a log is read from its first line once more, although we remember its tree."""
STAMPS_EVERY: Final = 3600.0
"""Seconds between two time stamps of one log."""

Stamp: TypeAlias = Callable[[bytes], Awaitable[bytes | None]]
"""Gets a time stamp over some bytes (RFC 3161); ``None`` when there is none to be had."""

_log = structlog.get_logger(__name__)


@dataclass
class _Open:
    """A log that is being signed: its newest checkpoint, and the edge of its tree.

    ``behind``: there are lines that the newest checkpoint did not take in any more.
    """

    shard: Shard
    tree: Growing
    last_leaf: bytes | None
    read_at: float
    behind: bool = False


class Checkpoints:
    """The hand that signs the checkpoints of every book, in one process.

    Args:
        pool: Connections for reading the books.
        keyring: The keys at hand.
        last: What was signed, as it is remembered with the keys.
        anchors: What was signed, as files.
        origin: Our name; the book's id, the ledger and the year follow it.
        cosigning: Who asks a witness to sign too, if there is one.
        stamp: Gets a time stamp over some bytes, or nothing, if there is an authority to ask.

    """

    def __init__(
        self,
        pool: Pool,
        keyring: Keyring,
        last: LastSigned,
        anchors: Anchors,
        *,
        origin: str,
        cosigning: Cosigning | None = None,
        stamp: Stamp | None = None,
    ) -> None:
        self._cosigning = cosigning
        self._stamp = stamp
        self._stamped: dict[str, float] = {}
        self._pool = pool
        self._keyring = keyring
        self._last = last
        self._anchors = anchors
        self._origin = origin
        self._new_lines = NewLines(pool, keyring, anchors.folder, origin=origin)
        self._not_ours: dict[tuple[UUID, Volume], NotOurLine] = {}
        self._open: dict[tuple[UUID, Volume], _Open] = {}
        self._newest: dict[UUID, int] = {}
        self._signing = asyncio.Lock()
        self._well = True
        self._well_at = time.monotonic()

    @property
    def in_time(self) -> bool:
        """Say whether every book was signed, or is signed elsewhere, within the merge delay."""
        return time.monotonic() - self._well_at < MERGE_DELAY

    @property
    def all_ours(self) -> bool:
        """Say whether every line that was to be signed for here was one its book had sealed."""
        return not self._not_ours

    def newest(self, tenant: UUID) -> int | None:
        """Return how many of the year's events of a book were signed for when we looked last.

        By whoever it was. ``None`` until there is one, and where we have not looked yet.
        """
        return self._newest.get(tenant)

    async def run(self) -> None:
        """Sign every book at the same pace until cancelled."""
        while True:
            await asyncio.sleep(CADENCE)
            await self.sign_all()

    async def sign_all(self) -> None:
        """Sign every book once; what cannot be signed is reported, and the others are."""
        self._well = True
        try:
            waiting: Sequence[UUID] = await covers.every(self._pool)
            while waiting:
                waiting = [tenant for tenant in waiting if await self._sign_or_say(tenant)]
        except LedgerError as trouble:
            self._well = False
            _log.warning("checkpoints-wait", kind=type(trouble).__name__)
        if self._well:
            self._well_at = time.monotonic()

    async def _sign_or_say(self, tenant: UUID) -> bool:
        """Sign a book, or say in our log why not; return whether there is more of it to sign."""
        book = str(tenant)
        try:
            return (await self._sign_some(tenant))[1]
        except NotOurLine as one:
            _log.error(
                "not-signed", book=book, kind="NotOurLine", ledger=one.ledger, position=one.position
            )
        except (LedgerError, RootRefused, SealBroken, OSError) as trouble:
            _log.error("not-signed", book=book, kind=type(trouble).__name__)
        self._well = False
        return False

    async def sign(self, tenant: UUID) -> Sequence[Shard]:
        """Sign both logs of a book as they are now, and return what was signed.

        Nothing, when it is another process's turn.

        Raises:
            NotContinued: The book is not a continuation of what was signed of it; from now on it
                is not read from either, until it is again.
            NothingToGoBy: What was signed before can be read nowhere.
            NotOurLine: A new line is not one the book has sealed. What stands before it was signed.
            WitnessHasMore: The witness says that the log was longer; it is laid down nowhere.
            OSError: It was signed, but could not be laid down as a file.

        """
        signed, more = await self._sign_some(tenant)
        while more:
            later, more = await self._sign_some(tenant)
            signed = later or signed
        return signed

    async def check(self, tenant: UUID, volume: Volume) -> None:
        """Read a log from its first line, and see that it continues what was signed of it.

        Nothing is signed, and nobody's turn is taken.

        Raises:
            NotContinued: It does not.
            NothingToGoBy: What was signed before can be read nowhere.

        """
        book = await self._keyring.book(tenant)
        await self._check_earlier(tenant, volume, book)
        await self._read_anew(tenant, volume, book, datetime.now(UTC))

    async def _sign_some(self, tenant: UUID) -> tuple[Sequence[Shard], bool]:
        """Sign both logs as far as one checkpoint goes; say whether there is more to sign."""
        async with self._signing:
            turn = await self._last.turn(tenant)
            if turn is None:
                await self._look_at(tenant)
                return (), False
            signed: list[Shard] = []
            keys = [(tenant, volume) for volume in Volume]
            for key in keys:
                try:
                    signed += await self._sign(*key, turn.at, kept=turn.kept)
                except LedgerError as trouble:
                    self._open.pop(key, None)
                    if isinstance(trouble, NotContinued):
                        self._keyring.distrust(tenant, trouble)
                    raise
            self._keyring.trust(tenant)
            for key in keys:
                if key in self._not_ours:
                    raise self._not_ours[key]
            return signed, any(key in self._open and self._open[key].behind for key in keys)

    async def _sign(
        self, tenant: UUID, volume: Volume, now: datetime, *, kept: bool
    ) -> Sequence[Shard]:
        book = await self._keyring.book(tenant)
        key = tenant, volume
        log = self._open.get(key) if kept else None
        if log is None:
            await self._check_earlier(tenant, volume, book)
        if log is None or time.monotonic() - log.read_at > ANEW:
            log = await self._read_anew(tenant, volume, book, now)
        tree, last = log.tree.copy(), log.shard.first - 1 + log.tree.size
        looked = await self._new_lines.after(tenant, volume, last, log.last_leaf)
        tree.extend(looked.leaves)
        leaf = looked.leaves[-1] if looked.leaves else log.last_leaf
        shards = [replace(log.shard, frozen=looked.whole and now.year > log.shard.year)]
        if shards[0].frozen:
            shards.append(Shard(volume, now.year, log.shard.first + tree.size))
        signed = [
            self._signed(book, shard, grown, now)
            for shard, grown in zip(shards, (tree, Growing()), strict=False)
        ]
        for place, shard in enumerate(signed):
            if not await self._last.remember(tenant, shard):
                self._open.pop(key, None)
                return ()
            whole = signed[place] = await self._witnessed(tenant, shard)
            await asyncio.to_thread(self._anchors.keep, tenant, whole, now.astimezone(UTC).date())
            await self._stamp_it(tenant, whole, now)
        if volume is Volume.EVENTS:
            self._newest[tenant] = tree.size if len(signed) == 1 else 0
        if len(signed) > 1:
            tree = Growing()
        self._open[key] = _Open(signed[-1], tree, leaf, log.read_at, looked.more)
        self._not_ours.pop(key, None)
        if looked.wrong is not None:
            self._not_ours[key] = NotOurLine(tenant, volume.value, *looked.wrong)
        return signed

    async def _look_at(self, tenant: UUID) -> None:
        """See how much another process has signed for."""
        book = await self._keyring.book(tenant)
        for shard in (await self._last.shards(tenant, Volume.EVENTS))[-1:]:
            if (found := self._read(book, shard)) is not None:
                self._newest[tenant] = found.size

    async def _witnessed(self, tenant: UUID, shard: Shard) -> Shard:
        """Return what was signed with a witness's signature too, if there is one that gives it."""
        if self._cosigning is None:
            return shard
        note = await self._cosigning.cosigned(tenant, shard)
        if note is None:
            return shard
        whole = replace(shard, note=note.written())
        await self._last.witnessed(tenant, whole)
        return whole

    async def _stamp_it(self, tenant: UUID, shard: Shard, now: datetime) -> None:
        """Have a checkpoint stamped with the time, once an hour for each log."""
        log, began = f"{tenant}/{shard.volume.value}/{shard.year}", time.monotonic()
        if self._stamp is None or began - self._stamped.get(log, -STAMPS_EVERY) < STAMPS_EVERY:
            return
        stamp = await self._stamp(shard.note.encode())
        if stamp is None:
            self._stamped[log] = began - STAMPS_EVERY + AWAY
            _log.warning("not-stamped", book=str(tenant), ledger=shard.volume.value)
            return
        self._stamped[log] = began
        at = now.astimezone(UTC)
        await asyncio.to_thread(self._anchors.keep_stamp, tenant, shard, at, stamp)

    def _signed(self, book: BookKeys, shard: Shard, tree: Growing, now: datetime) -> Shard:
        origin = self.origin_of(book.tenant, shard.volume, shard.year)
        signer, at = LogSigner(origin, book.signing.content), int(now.timestamp())
        note = signer.sign(Checkpoint(origin, tree.size, tree.root()), at)
        return replace(shard, note=note.written())

    def origin_of(self, tenant: UUID, volume: Volume, year: int) -> str:
        """Return the name of a year's log of a book's ledger."""
        return f"{self._origin}/{tenant}/{volume.value}/{year}"

    async def _read_anew(
        self, tenant: UUID, volume: Volume, book: BookKeys, now: datetime
    ) -> _Open:
        """Read a log from its first line, and see that it is what was signed, where it was signed.

        Raises:
            NotContinued: It is not.
            NothingToGoBy: What was signed can be read nowhere.

        """
        known = await self._known(tenant, volume, book)
        read_at = time.monotonic()
        if not known:
            nothing = Shard(volume, now.year, 1)
            return _Open(nothing, Growing(), None, read_at)
        newest = known[-1][0]
        marks = [mark for shard, mark in known if shard.year == newest.year]
        tree, leaf = Growing(), None
        async for leaves in self._leaves(tenant, volume, newest.first - 1, None):
            for leaf in leaves[: marks[-1].size - tree.size]:
                tree.add(leaf)
                for mark in marks:
                    if mark.size == tree.size and mark.root != tree.root():
                        raise NotContinued(tenant, volume.value, mark.size)
            if tree.size == marks[-1].size:
                break
        if (tree.size, tree.root()) != (marks[-1].size, marks[-1].root):
            raise NotContinued(tenant, volume.value, marks[-1].size)
        if newest.frozen:
            later = newest.first + tree.size
            return _Open(Shard(volume, now.year, later), Growing(), leaf, read_at)
        return _Open(newest, tree, leaf, read_at)

    async def _check_earlier(self, tenant: UUID, volume: Volume, book: BookKeys) -> None:
        """See that the years that are over are still what was signed of them.

        Raises:
            NotContinued: One of them is not.
            NothingToGoBy: What was signed of one of them can be read nowhere.

        """
        found = [*await self._last.shards(tenant, volume)]
        found += await self._laid_down(tenant, volume) or ()
        frozen = [shard for shard in found if shard.frozen]
        for year in sorted({shard.year for shard in frozen}):
            signed = {
                (shard.first, one)
                for shard in frozen
                if shard.year == year and (one := self._read(book, shard)) is not None
            }
            if not signed:
                raise NothingToGoBy
            for first, one in signed:
                await self._check_is(tenant, volume, first, one)

    async def _check_is(self, tenant: UUID, volume: Volume, first: int, signed: Checkpoint) -> None:
        tree = Growing()
        async for leaves in self._leaves(tenant, volume, first - 1, None):
            tree.extend(leaves[: signed.size - tree.size])
            if tree.size == signed.size:
                break
        if (tree.size, tree.root()) != (signed.size, signed.root):
            raise NotContinued(tenant, volume.value, signed.size)

    def _read(self, book: BookKeys, shard: Shard) -> Checkpoint | None:
        """Return what a note says, if we have signed it."""
        log = self.origin_of(book.tenant, shard.volume, shard.year)
        try:
            pairs = book.pairs(f"{self._origin}/{book.tenant}")
            return believed_of(Note.read(shard.note), log, pairs)[0]
        except (NotANote, NotBelieved):
            _log.warning("checkpoint-unread", book=str(book.tenant), ledger=shard.volume.value)
            return None

    async def _laid_down(self, tenant: UUID, volume: Volume) -> Sequence[Shard] | None:
        """Return what lies in files, newest year first; ``None`` when they cannot be read."""
        try:
            return await asyncio.to_thread(list, self._anchors.newest(tenant, volume))
        except (OSError, ValueError) as trouble:
            _log.warning("anchors-unread", book=str(tenant), kind=type(trouble).__name__)
            return None

    async def _known(
        self, tenant: UUID, volume: Volume, book: BookKeys
    ) -> list[tuple[Shard, Checkpoint]]:
        """Return what is remembered of a log, oldest first, and only what we have signed.

        Raises:
            NothingToGoBy: Something is remembered, and none of it can be read.

        """
        files = await self._laid_down(tenant, volume)
        found = [*(await self._last.shards(tenant, volume))[-1:], *(files or ())[:1]]
        known = [(shard, one) for shard in found if (one := self._read(book, shard)) is not None]
        if (found or files is None) and not known:
            raise NothingToGoBy
        return sorted(known, key=lambda one: (one[0].year, one[1].size))

    async def _leaves(
        self, tenant: UUID, volume: Volume, position: int, leaf: bytes | None
    ) -> AsyncIterator[Sequence[bytes]]:
        """Give the leaves after a position, page by page; *leaf* is the one at that position."""
        while leaves := await leaves_after(self._pool, tenant, volume, position, leaf):
            yield leaves
            position += len(leaves)
            leaf = leaves[-1]
