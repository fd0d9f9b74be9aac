"""A process of its own that keeps lists in step until it is killed.

Takes the two addresses as arguments and the root key on standard input; says ``ready`` first.
"""

import asyncio
import sys

from stafett.ledger.roots import RootKey
from stafett.projections.runner import Runner
from tests.rooms import open_rooms


async def keep() -> None:
    root = RootKey.read(sys.stdin.readline())
    async with open_rooms((sys.argv[1], sys.argv[2]), root) as rooms:
        print("ready", flush=True)  # noqa: T201 - the one who started us waits for it
        runner = Runner(rooms.pool, rooms.ledger, batch=7)
        while True:
            if not await runner.catch_up_once():
                await rooms.ledger.woken()


asyncio.run(keep())
