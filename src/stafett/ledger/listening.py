"""Keeping an ear open to what other processes call out, on a connection kept for that.

A call may be lost, with the connection or before there was one. So whoever listens is told each
time the ear is opened that something may have been missed, and must find out by looking.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Final

import asyncpg

TROUBLE: Final = (
    OSError,
    TimeoutError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
_TRY_AGAIN: Final = 1.0


async def listen(
    connect: "Callable[[], Awaitable[asyncpg.Connection[Any]]]",
    channel: str,
    heard: Callable[[str], None],
    missed: Callable[[], None],
) -> None:
    """Listen until cancelled, opening the connection anew when it is lost.

    Args:
        connect: Opens the connection.
        channel: What is listened to.
        heard: Given what was called.
        missed: Told whenever the ear has been opened: what was called before that is not known.

    """
    while True:
        gone = asyncio.Event()
        with suppress(*TROUBLE):
            connection = await connect()
            try:
                connection.add_termination_listener(lambda _, gone=gone: gone.set())
                await connection.add_listener(channel, lambda *told: heard(str(told[-1])))
                missed()
                await gone.wait()
            finally:
                connection.terminate()
        await asyncio.sleep(_TRY_AGAIN)
