"""Hearing at once that a key was destroyed somewhere else, so as not to go on using it.

The call is a hint: keys are put back when their time is out, whether it was heard or not. Where
something may have been missed, every data key is let go of and fetched anew when it is needed.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any
from uuid import UUID

import asyncpg

from stafett.ledger.keyring import Keyring
from stafett.ledger.keystore import SHREDDED
from stafett.ledger.listening import listen


@asynccontextmanager
async def watching_shreds(
    keyring: Keyring, connect: "Callable[[], Awaitable[asyncpg.Connection[Any]]]"
) -> AsyncIterator[None]:
    """Let the ring forget a book's keys as soon as any process destroys one of them.

    Args:
        keyring: The keys at hand in this process.
        connect: Opens a connection to the keystore's database; one is kept for listening.

    """

    def heard(book: str) -> None:
        try:
            keyring.forget(UUID(book))
        except ValueError:
            keyring.forget_all()

    watch = asyncio.create_task(listen(connect, SHREDDED, heard, keyring.forget_all))
    try:
        yield
    finally:
        watch.cancel()
        with suppress(asyncio.CancelledError):
            await watch
