"""Everything behind the door, opened in order and closed in reverse: keys, books, journal, lists.

The one place where the rooms are put together. The service, the demo and the tests all live in
a house made here, so that what is tried is what runs.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

from stafett.application.door import Application
from stafett.application.forgetting import COPIES_KEPT, PATIENCE, Forgetting
from stafett.application.noticing import Noticing
from stafett.exchange.post import Post
from stafett.journal import Journal
from stafett.ledger.anchors import Anchors
from stafett.ledger.book import Ledger, open_ledger
from stafett.ledger.bundling import Evidence
from stafett.ledger.checkpoints import Checkpoints, Stamp
from stafett.ledger.cosigning import Cosigning, Witness
from stafett.ledger.errors import LedgerError
from stafett.ledger.keyring import Keyring
from stafett.ledger.keystore import Keystore
from stafett.ledger.last_signed import LastSigned
from stafett.ledger.line import Volume
from stafett.ledger.reaching import connect
from stafett.ledger.roots import Root, RootRefused
from stafett.ledger.sealing import SealBroken
from stafett.ledger.shred_watch import watching_shreds
from stafett.ledger.shredding import Shredder
from stafett.postgres.pool import Pool, open_pool
from stafett.postgres.probes import answers, is_migrated, looked_at, takes_lines
from stafett.postgres.roles import Role, as_role
from stafett.projections.builds import lag
from stafett.projections.runner import Runner

FAR_BEHIND = 1000
"""Lines a list may be behind before we say that it is not keeping up."""


_POOLS = (
    (Role.READER, "stafett-lists", 1, 8),
    (Role.PROJECTOR, "stafett-projector", 1, 4),
    (Role.JOURNAL, "stafett-health", 0, 1),
    (Role.WRITER, "stafett-shreds", 0, 1),
)
SWEEPS_EVERY = 600.0
"""Seconds between two looks for uploads that nothing tells of."""


@dataclass(frozen=True, slots=True)
class House:
    """What stands behind the door while the service is open."""

    application: Application
    ledger: Ledger
    journal: Ledger
    """The books' second ledger: who was shown or refused what."""
    recorder: Journal
    """What writes into it."""
    runner: Runner
    pool: Pool
    """Connections for reading the lists."""
    list_pool: Pool
    """Connections for making them."""
    journal_pool: Pool
    """Connections for seeing whether the journal can be written to."""
    keystore_pool: Pool
    checkpoints: Checkpoints | None
    """What signs the books' checkpoints, where there is a place to lay them down."""
    forgetting: Forgetting | None
    """What destroys what was ordered destroyed, where there is a place for its register."""
    evidence: Evidence
    """What hands out the outside of the lines, under those checkpoints."""
    events_url: str = field(repr=False)
    keystore_url: str = field(repr=False)

    async def checks(self) -> Mapping[str, bool]:
        """Say of each thing we need whether it is there, and whether anything is parked.

        Of what cannot be looked at, because something it rests on is away, nothing is said.
        """
        database, keystore = await asyncio.gather(answers(self.pool), answers(self.keystore_pool))
        looks = {"migrations": self._is_migrated(database, keystore)}
        if database:
            looks["journal"] = self._journal_takes_lines()
        if database and keystore:
            looks["keys"] = self._opens_books()
        found = dict(zip(looks, await asyncio.gather(*looks.values()), strict=True))
        there = {"database": database, "keystore": keystore, **found}
        if not database:
            return there
        in_step, unparked = await self._how_the_lists_are()
        if self.checkpoints is not None:
            there["checkpoints"] = self.checkpoints.in_time
            there["seals"] = self.checkpoints.all_ours
        return {**there, "lists": in_step, "unparked": unparked}

    async def _journal_takes_lines(self) -> bool:
        """Can a reading be written down? If not, nothing is shown to anybody."""
        takes_lines_now = await takes_lines(self.journal_pool)
        return takes_lines_now and not self.recorder.falters

    async def _opens_books(self) -> bool:
        """Does our root key open the books there are?"""
        try:
            for book in await self.ledger.books():
                await self.ledger.tag(book, "health", b"")
        except (LedgerError, RootRefused, SealBroken):
            return False
        return True

    async def _how_the_lists_are(self) -> tuple[bool, bool]:
        """Are the lists in step with the books, and is every matter in them?"""
        standing = await looked_at(lag(self.pool), otherwise=None)
        if standing is None:
            return False, False
        live = [one for one in standing if one.live]
        return all(one.behind < FAR_BEHIND for one in live), not any(one.parked for one in live)

    async def _is_migrated(self, database: bool, keystore: bool) -> bool:
        """Have the tables of those that answer the shape we know?"""
        looks = []
        if database:
            looks.append(is_migrated(as_role(self.events_url, Role.READER), "events"))
        if keystore:
            looks.append(is_migrated(as_role(self.keystore_url, Role.KEYSTORE), "keystore"))
        return all(await asyncio.gather(*looks))


@asynccontextmanager
async def open_house(
    events_url: str,
    keystore_url: str,
    root: Root,
    *,
    origin: str = "stafett",
    demo: bool = False,
    post: Post | None = None,
    anchors: Path | None = None,
    witness: Witness | None = None,
    stamp: Stamp | None = None,
    copies_kept: timedelta = COPIES_KEPT,
    shred_patience: float = PATIENCE,
) -> AsyncIterator[House]:
    """Open the house, and close it again.

    Args:
        events_url: The events' database, migrated; each connection logs in for what it does.
        keystore_url: The keystore's database, migrated, in another cluster.
        root: The key above all keys.
        origin: Our name on receipts.
        demo: Whether books may have a clock of their own.
        post: Who takes the notices; nobody is told of anything without.
        anchors: The folder where checkpoints are laid down; without one none are signed.
        witness: Who signs the checkpoints too.
        stamp: Who stamps them with the time.
        copies_kept: How long copies of the keystore are kept.
        shred_patience: Seconds from a key's destruction until nobody can be holding it.

    """
    async with AsyncExitStack() as opened:
        keys_url = as_role(keystore_url, Role.KEYSTORE)
        keystore_pool = await open_pool(keys_url, name="stafett-keystore", most=4)
        opened.push_async_callback(keystore_pool.close)
        keystore = Keystore(keystore_pool, root)
        keyring = Keyring(keystore)
        watching = watching_shreds(keyring, partial(connect, keys_url))
        await opened.enter_async_context(watching)
        events = open_ledger(events_url, keystore, keyring, origin=origin, demo=demo)
        ledger = await opened.enter_async_context(events)
        second = open_ledger(
            events_url,
            keystore,
            keyring,
            volume=Volume.JOURNAL,
            origin=origin,
            demo=demo,
            readers=2,
            hands=1,
        )
        journal_ledger = await opened.enter_async_context(second)
        pools = {
            role: await open_pool(as_role(events_url, role), name=name, least=least, most=most)
            for role, name, least, most in _POOLS
        }
        for one in pools.values():
            opened.push_async_callback(one.close)
        pool, list_pool = pools[Role.READER], pools[Role.PROJECTOR]
        runner = Runner(list_pool, ledger, woken=ledger.woken)
        running = asyncio.create_task(runner.run(), name="lists")
        opened.push_async_callback(_stopped, running)
        sweeping = asyncio.create_task(_sweep(ledger), name="uploads")
        opened.push_async_callback(_stopped, sweeping)
        if post is not None:
            noticing = Noticing(ledger, list_pool, post)
            telling = asyncio.create_task(noticing.run(), name="notices")
            opened.push_async_callback(_stopped, telling)
        last = LastSigned(keystore, uuid4())
        checkpoints = forgetting = None
        if anchors is not None:
            checkpoints = Checkpoints(
                pool,
                keyring,
                last,
                Anchors(anchors),
                origin=origin,
                cosigning=None if witness is None else Cosigning(pool, witness),
                stamp=stamp,
            )
            signing = asyncio.create_task(checkpoints.run(), name="checkpoints")
            opened.push_async_callback(_stopped, signing)
            forgetting = Forgetting(
                ledger,
                Shredder(keystore, keyring, anchors, origin=origin),
                pool,
                list_pool,
                pools[Role.WRITER],
                copies_kept=copies_kept,
                patience=shred_patience,
            )
            shredding = asyncio.create_task(forgetting.run(), name="shreds")
            opened.push_async_callback(_stopped, shredding)
        journal = Journal(
            journal_ledger, signed=_nothing_signed if checkpoints is None else checkpoints.newest
        )
        opened.push_async_callback(journal.close)
        yield House(
            application=Application(ledger, journal, pool, runner),
            ledger=ledger,
            journal=journal_ledger,
            recorder=journal,
            runner=runner,
            pool=pool,
            list_pool=list_pool,
            journal_pool=pools[Role.JOURNAL],
            keystore_pool=keystore_pool,
            checkpoints=checkpoints,
            forgetting=forgetting,
            evidence=ledger.evidence,
            events_url=events_url,
            keystore_url=keystore_url,
        )


def _nothing_signed(_book: UUID) -> int | None:
    return None


async def _sweep(ledger: Ledger) -> None:
    """Take away what was uploaded and never told of, now and then, for as long as we are open."""
    while True:
        await asyncio.sleep(SWEEPS_EVERY)
        with contextlib.suppress(LedgerError):
            for book in await ledger.books():
                await ledger.attachments.sweep(book)


async def _stopped(running: "asyncio.Task[None]") -> None:
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
