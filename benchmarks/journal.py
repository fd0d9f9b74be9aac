"""What it costs that no reading goes unrecorded: the same page, with its line and without.

Both ways ask a real book through the same code as the door does: the lines that are new are read,
access is judged, the parts are opened and trimmed. ``audited`` then waits until its line in the
journal is durable; ``unaudited`` shows the page at once, and its line is not even put together.
HTTP, log-ins and JSON are in neither, so that the journal's share is as large as it can be.

The ways take turns, round after round, and each figure is the median of its rounds.
"""

import gc
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from typing import Any, Final
from uuid import uuid4

from benchmarks.racing import Figure, Round, figure, race, settle
from stafett.api.house import House
from stafett.application.asking import Asking
from stafett.application.recording import Recording
from stafett.application.scenes import Scenes
from stafett.application.showing import Showing
from stafett.journal import Through
from stafett.stories.small_town import SmallTown, open_two_doors

CLIENTS: Final = (1, 16, 64)
WAYS: Final = ("unaudited", "audited")


class _Unwritten(Recording):
    """Lets what is opened go unrecorded, to see what recording costs. For measuring alone."""

    async def opened(self, *_: Any, **__: Any) -> None:
        """Write nothing."""


class Bench:
    """One follow-up of a small town, and the two ways of showing it."""

    def __init__(self, house: House, town: SmallTown) -> None:
        self._town = town
        self._ways = {
            "audited": _showing(house, Recording(house.recorder)),
            "unaudited": _showing(house, _Unwritten(house.recorder)),
        }

    async def read(self, way: str, clients: int, seconds: float) -> Round:
        """Open the follow-up, as its teacher, over and over."""
        town, showing = self._town, self._ways[way]

        async def client(_: int) -> Callable[[], Awaitable[None]]:
            async def once() -> None:
                asking = Asking(Through("a benchmark"), uuid4(), "FOLLOW_UP")
                await showing.open_follow_up(town.book, town.teacher, town.follow_up, asking)

            return once

        return await race(clients, seconds, client)


def _showing(house: House, recording: Recording) -> Showing:
    return Showing(house.ledger, house.pool, Scenes(house.ledger), recording)


async def measure(
    events_url: str,
    keystore_url: str,
    *,
    rounds: int = 5,
    seconds: float = 2.0,
    clients: Sequence[int] = CLIENTS,
    told: Callable[[str], None] = lambda _: None,
) -> list[Figure]:
    """Measure both ways with every number of clients, on migrated databases of their own.

    Args:
        events_url: The events' database.
        keystore_url: The keystore's.
        rounds: How often each figure is taken; the median counts.
        seconds: How long each time.
        clients: How many read at once.
        told: Told which round has begun.

    """
    figures: dict[tuple[str, int], list[Round]] = {}
    async with open_two_doors(events_url, keystore_url) as doors:
        town = await doors.found()
        await town.share()
        house = doors.houses[0]
        await house.runner.catch_up()
        bench = Bench(house, town)
        gc.collect()
        gc.freeze()
        for number in range(1, rounds + 1):
            for count in clients:
                for way in WAYS:
                    told(f"round {number} of {rounds}: {way}, {count}")
                    await settle(events_url)
                    one = await bench.read(way, count, seconds)
                    figures.setdefault((way, count), []).append(one)
    return [figure(name, count, taken) for (name, count), taken in sorted(figures.items())]


def ratios(figures: Sequence[Figure]) -> dict[str, float]:
    """Return the audited rate over the other, for every number of clients."""
    found = {(one.name, one.clients): one.per_second for one in figures}
    return {
        f"audited{clients}/unaudited{clients}": round(found["audited", clients] / without, 3)
        for (way, clients), without in found.items()
        if way == "unaudited" and ("audited", clients) in found
    }


def as_json(figures: Sequence[Figure]) -> dict[str, object]:
    """Return the figures and ratios as one JSON object."""
    return {"figures": [asdict(one) for one in figures], "ratios": ratios(figures)}
