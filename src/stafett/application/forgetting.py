"""Forgetting: what was ordered destroyed is destroyed, and said to be so when it is true.

An order stands in the book before anything happens, and waits while somebody works in the matter.
Whoever serves the book then enters the keys
in the register, destroys them, and takes the matter out of every list; and when no process can be
holding such a key any more, does all of it once more and writes down that it is effective. Any
number of processes may do this at once, and each step may be done again. What is sealed in the
lines is not theirs to take away: that is done at a terminal, when the order is final.
"""

import asyncio
import time
from datetime import timedelta
from typing import Final
from uuid import UUID, uuid4

import structlog

from stafett.application.destroying import Standing, standing
from stafett.application.scenes import Scene, Scenes
from stafett.domain import municipality, shredding
from stafett.domain.facts import MUNICIPALITY
from stafett.domain.moment import Moment
from stafett.domain.municipality import Municipality
from stafett.domain.people import Operator
from stafett.domain.shredding import Shred, TellKeysDestroyed
from stafett.ids import uuid7
from stafett.ledger.book import Ledger
from stafett.ledger.errors import LedgerError
from stafett.ledger.keyring import LIFETIME
from stafett.ledger.line import Append, NewLine, Write
from stafett.ledger.shredding import Shredder, heads, keys_of, let_go
from stafett.postgres.pool import Pool
from stafett.projections import forgotten

POLL: Final = 5.0
"""Seconds between two looks at the books."""
PATIENCE: Final = LIFETIME + 60.0
"""Seconds until no process holds a key it had before, and what it was writing is written."""
COPIES_KEPT: Final = timedelta(days=30)
"""How long copies of the keystore are kept, where nobody has said."""

_log = structlog.get_logger(__name__)


class Forgetting:
    """Carries out what was ordered destroyed, in every book this process serves.

    Args:
        ledger: The books.
        shredder: What destroys keys and keeps the register.
        reader: Connections for reading the books.
        lists: Connections for changing the lists.
        claims: Connections for changing what is claimed.
        copies_kept: How long copies of the keystore are kept.
        patience: Seconds from a key's destruction until nobody can be holding it.

    """

    def __init__(
        self,
        ledger: Ledger,
        shredder: Shredder,
        reader: Pool,
        lists: Pool,
        claims: Pool,
        *,
        copies_kept: timedelta = COPIES_KEPT,
        patience: float = PATIENCE,
    ) -> None:
        self._ledger = ledger
        self._shredder = shredder
        self._reader = reader
        self._lists = lists
        self._claims = claims
        self._copies_kept = copies_kept
        self._patience = patience
        self._scenes = Scenes(ledger)
        self._looked: dict[UUID, int] = {}
        self._destroyed: dict[UUID, float] = {}
        self._running: set[UUID] = set()

    async def run(self) -> None:
        """Look at the books now and then until cancelled."""
        while True:
            try:
                await self.look()
            except asyncio.CancelledError:
                raise
            except Exception as error:  # noqa: BLE001 - whatever it is, the next look comes
                _log.warning("shreds-wait", kind=type(error).__name__)
            await asyncio.sleep(POLL)

    async def look(self) -> None:
        """Carry out what was ordered in every book that has changed since the last look."""
        for book, position in (await heads(self._reader)).items():
            if self._looked.get(book) == position:
                continue
            try:
                if await self._carry_out(book):
                    self._looked[book] = position
            except (LedgerError, OSError) as trouble:
                _log.error("not-shredded", book=str(book), kind=type(trouble).__name__)

    async def _carry_out(self, book: UUID) -> bool:
        """Take each order a step further; say whether none of them waits for another look."""
        scene = await self._scenes.of_municipality(book)
        if not isinstance(scene.known.state, Municipality):
            return True
        orders = shredding.requested(scene.known.state.rulebook.shreds)
        # The book itself is no matter: without the municipality nobody could be asked anything.
        orders = tuple(one for one in orders if one.matter != scene.known.stream)
        over = [one for one in orders if await self._is_over(book, one)]
        for one in over:
            await self._destroy(book, one)
        since = {one.id: self._destroyed.setdefault(one.id, time.monotonic()) for one in over}
        sure = [one for one in over if time.monotonic() - since[one.id] >= self._patience]
        for one in sure:
            await self._destroy(book, one)
            await self._tell(book, one)
            del self._destroyed[one.id]
        return len(sure) == len(orders)

    async def _is_over(self, book: UUID, order: Shred) -> bool:
        """Say whether nobody works in it; one that was begun with can be read no more, and is."""
        if await standing(self._ledger, self._lists, book, order.matter) is Standing.OVER:
            self._running.discard(order.id)
            return True
        if order.id not in self._running:
            self._running.add(order.id)
            _log.warning("shred-waits", book=str(book))
        return False

    async def _destroy(self, book: UUID, order: Shred) -> None:
        keys = await keys_of(self._reader, book, order.matter)
        keys |= await forgotten.keys_of(self._lists, book, order.matter)
        await self._shredder.destroy(book, order.id, order.matter, keys)
        await forgotten.forget(self._lists, book, order.matter)
        await let_go(self._claims, book, order.matter)

    async def _tell(self, book: UUID, order: Shred) -> None:
        scene: Scene = await self._scenes.of_municipality(book)
        known, by = scene.known, Operator(uuid4())
        command = TellKeysDestroyed(order.id, self._copies_kept)
        events = municipality.decide(known.state, command, Moment(scene.now, by))
        if not events:
            return
        lines = tuple(NewLine(event, MUNICIPALITY, uuid7()) for event in events)
        write = Write(known.stream, known.version, known.leaf, lines)
        await self._ledger.append(Append(book, uuid7(), scene.now, by.id, (write,)))
