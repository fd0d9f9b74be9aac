"""The ring of keys in use: opened a moment ago, at hand for two minutes, then put back.

Fetching keys takes a question to another server, and sealing must not wait in the middle of its
work. So keys are asked for first, all at once, and what comes back can be used without waiting.
While the keystore is away the keys at hand still serve, until their time is out.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias, TypeVar
from uuid import UUID

from stafett.ledger.book_keys import BookKeys
from stafett.ledger.data_key import DataKey
from stafett.ledger.errors import LedgerError, Shredded, TurnedMeanwhile
from stafett.ledger.keystore import Keystore
from stafett.ledger.scope import KeyName, Scope
from stafett.ledger.timed_cache import TimedCache

CAPACITY: Final = 4096
LIFETIME: Final = 120.0

_Answers: TypeAlias = Mapping[KeyName, DataKey | Shredded]
_Name = TypeVar("_Name")
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys that were asked for, to be used now and let go of."""

    tenant: UUID
    _found: _Answers

    def key(self, key_id: UUID) -> DataKey:
        """Return the key with this id. Raises Shredded when there is none any more."""
        return self._one(key_id)

    def of(self, scope: Scope) -> DataKey:
        """Return the key that seals this scope today."""
        return self._one(scope)

    def _one(self, wanted: KeyName) -> DataKey:
        found = self._found[wanted]
        if isinstance(found, Shredded):
            raise Shredded
        return found


class Keyring:
    """The opened keys of one process and one event loop.

    Args:
        keystore: Where the keys lie.
        capacity: How many are at hand at most.
        lifetime: Seconds until a key must be fetched anew; so long at most may another process
            still read what was shredded here, if it does not hear of it.
        clock: Seconds that only go forward.

    """

    def __init__(
        self,
        keystore: Keystore,
        *,
        capacity: int = CAPACITY,
        lifetime: float = LIFETIME,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._keystore = keystore
        # By the tenants' numbers: quicker to look up than the ids around them.
        self._keys: TimedCache[tuple[int, KeyName], DataKey | Shredded] = TimedCache(
            capacity, lifetime, clock
        )
        self._books: TimedCache[int, BookKeys] = TimedCache(capacity, lifetime, clock)
        self._opening: dict[UUID, asyncio.Task[BookKeys]] = {}
        self._loading: dict[tuple[UUID, KeyName], asyncio.Task[_Answers]] = {}
        self._shreds = 0
        self._distrusted: dict[UUID, LedgerError] = {}

    def __len__(self) -> int:
        return len(self._keys)

    async def ensure(
        self, tenant: UUID, *, scopes: Iterable[Scope] = (), key_ids: Iterable[UUID] = ()
    ) -> Keys:
        """Fetch every key that is asked for, in one round trip for all that are not at hand.

        A scope without a key gets one, durable before it is returned. Who asks for a key that is
        being fetched already waits for that.

        Raises:
            KeystoreAway: A key is not at hand and the keystore cannot be reached.
            NoSuchBook: This tenant has no keys at all.
            NotContinued: The book is not what was signed of it; nothing of it is opened.

        """
        if (fault := self._distrusted.get(tenant)) is not None:
            raise fault
        wanted: set[KeyName] = {*scopes, *key_ids}
        found: dict[KeyName, DataKey | Shredded] = {}
        for one in wanted:
            if (kept := self._keys.get((tenant.int, one))) is not None:
                found[one] = kept
        missing = wanted - found.keys()
        self._begin(tenant, {one for one in missing if (tenant, one) not in self._loading})
        for task in {self._loading[tenant, one] for one in missing}:
            loaded = await asyncio.shield(task)
            found |= {one: loaded[one] for one in missing & loaded.keys()}
        return Keys(tenant, found)

    def at_hand(
        self, tenant: UUID, scopes: Iterable[Scope]
    ) -> tuple[BookKeys, list[DataKey]] | None:
        """Return the book's keys and those of these scopes, in order, if all are at hand.

        Never waits.
        """
        number = tenant.int
        if tenant in self._distrusted or (book := self._books.get(number)) is None:
            return None
        keys: list[DataKey] = []
        for scope in scopes:
            kept = self._keys.get((number, scope))
            if not isinstance(kept, DataKey):
                return None
            keys.append(kept)
        return book, keys

    def _begin(self, tenant: UUID, wanted: set[KeyName]) -> None:
        if not wanted:
            return
        task = asyncio.create_task(self._load(tenant, wanted))
        for one in wanted:
            self._loading[tenant, one] = task
        task.add_done_callback(lambda done: _forget(self._loading, done))

    async def _load(self, tenant: UUID, wanted: set[KeyName]) -> _Answers:
        shreds = self._shreds
        loaded = await self._fetched(tenant, wanted)
        answers: dict[KeyName, DataKey | Shredded] = {one: Shredded() for one in wanted} | loaded
        if shreds == self._shreds:
            for one, answer in answers.items():
                self._keys.put((tenant.int, one), answer)
        return answers

    async def _fetched(self, tenant: UUID, wanted: set[KeyName]) -> dict[KeyName, DataKey]:
        book = await self.book(tenant)
        try:
            return await self._keystore.load(book, wanted)
        except TurnedMeanwhile:
            self._books.drop(lambda number: number == tenant.int)
            return await self._keystore.load(await self.book(tenant), wanted)

    async def anew(self, tenant: UUID, key_ids: Iterable[UUID]) -> dict[UUID, DataKey]:
        """Fetch keys as they lie in the keystore now, and keep none; what is not there is gone.

        For whoever looks a book through: it need not be trusted for this, and nobody's keys are
        pushed out of the ring by it.

        Raises:
            KeystoreAway: The keystore cannot be reached.
            NoSuchBook: This tenant has no keys at all.
            SealBroken: A row is not as it was written.

        """
        loaded = await self._fetched(tenant, set(key_ids))
        return {name: key for name, key in loaded.items() if isinstance(name, UUID)}

    async def book(self, tenant: UUID) -> BookKeys:
        """Return the book's own keys: to make look-up tags and to sign.

        Raises:
            KeystoreAway: They are not at hand and the keystore cannot be reached.
            NoSuchBook: This tenant has no keys at all.

        """
        if (kept := self._books.get(tenant.int)) is not None:
            return kept
        if (task := self._opening.get(tenant)) is None:
            task = self._opening[tenant] = asyncio.create_task(self._open(tenant))
            task.add_done_callback(lambda done: _forget(self._opening, done))
        return await asyncio.shield(task)

    async def _open(self, tenant: UUID) -> BookKeys:
        opened = await self._keystore.open_book(tenant)
        self._books.put(tenant.int, opened)
        return opened

    async def tag(self, tenant: UUID, purpose: str, value: bytes) -> bytes:
        """Return the 32-byte look-up tag of *value* for *purpose* in a book."""
        return (await self.book(tenant)).tag(purpose, value)

    async def shred(
        self, tenant: UUID, *, scopes: Iterable[Scope] = (), key_ids: Iterable[UUID] = ()
    ) -> frozenset[UUID]:
        """Destroy keys, here and in the keystore, and return the ids of those that were there."""
        try:
            return await self._keystore.shred(await self.book(tenant), {*scopes, *key_ids})
        finally:
            self.forget(tenant)

    def distrust(self, tenant: UUID, fault: LedgerError) -> None:
        """Hand out no data key of a book any more, and say why, until it is trusted again."""
        self._distrusted[tenant] = fault

    def trust(self, tenant: UUID) -> None:
        """Hand out a book's data keys again."""
        self._distrusted.pop(tenant, None)

    def forget(self, tenant: UUID) -> None:
        """Let go of every key of a book, and of data keys that are on their way."""
        self._shreds += 1
        self._books.drop(lambda number: number == tenant.int)
        self._keys.drop(lambda name: name[0] == tenant.int)
        for name in [name for name in self._loading if name[0] == tenant]:
            del self._loading[name]

    def forget_all(self) -> None:
        """Let go of every key of every book, and of data keys that are on their way."""
        self._shreds += 1
        self._books.drop(lambda _: True)
        self._keys.drop(lambda _: True)
        self._loading.clear()


def _forget(running: dict[_Name, asyncio.Task[_Result]], done: asyncio.Task[_Result]) -> None:
    for name in [name for name, task in running.items() if task is done]:
        del running[name]
    with contextlib.suppress(asyncio.CancelledError):
        done.exception()  # looked at, so that a failure nobody waits for is not warned about
