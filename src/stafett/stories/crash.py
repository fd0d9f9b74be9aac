"""Killing what the stories stand on while they are told, and seeing that nothing was lost.

The service, the events' PostgreSQL and the keystore's are killed with signal 9, one at a time,
at a moment the seed decides. Then they are started again, as an operating system would, and the
people of the story ask once more what they got no answer to. Afterwards the story must read as
it does when nobody is killed, and the book must hold each of its lines once.
"""

import asyncio
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from time import monotonic
from typing import Final, Self
from uuid import UUID

import asyncpg
import httpx2

from stafett.api.house import House
from stafett.api.new_book import NewBook, open_book
from stafett.ledger.errors import LedgerError
from stafett.municipalities import load
from stafett.projections.compare import made_anew
from stafett.stories import modum
from stafett.stories.answers import Answer, OtherwiseThanTold
from stafett.stories.audience import Nobody
from stafett.stories.ground import Ground, Undisturbed, Victim
from stafett.stories.stage import FIRST_MORNING
from stafett.stories.teller import Clock, Tale
from stafett.stories.town import Builder, Town
from stafett.stories.transcript import Transcript, first_difference
from stafett.stories.wire import Wire, Witness

PATIENCE: Final = 60.0
"""Seconds that people in the stories go on asking while something is being started again."""
_CREATED: Final = 201
_CUT_OFF: Final = (
    LedgerError,
    OSError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)


@dataclass(frozen=True, slots=True)
class Blow:
    """Whom to kill, after how many answers, and how many seconds into the next question."""

    victim: Victim
    after: int
    late: float


@dataclass(frozen=True, slots=True)
class Survived:
    """A story told under fire; ``wrong`` is empty when nothing was lost or doubled."""

    blow: Blow | None
    lines: int
    seconds: float
    wrong: Sequence[str]


class Slip:
    """A list of what the service has acknowledged, on disk before anybody goes on."""

    def __init__(self, file: Path) -> None:
        self._file = file.open("a", encoding="utf-8")
        self.ids: list[str] = []

    def __enter__(self) -> Self:
        """Begin the list."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the list."""
        self._file.close()

    def write(self, answer: Answer) -> None:
        """Put one acknowledged thing on the list, and be sure of it."""
        if answer.status != _CREATED:
            return
        self.ids.append(answer.id)
        self._file.write(json.dumps({"path": answer.path, "id": answer.id}) + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())


def blows(seed: int, cycles: int, answers: int) -> list[Blow]:
    """Return what is killed when: the same seed, the same blows; each victim as often."""
    rng = Random(seed)
    victims = list(Victim)
    return [
        Blow(victims[at % len(victims)], rng.randrange(1, answers), rng.uniform(0.0, 0.05))
        for at in range(cycles)
    ]


async def tell_under_fire(ground: Ground, blow: Blow | None) -> Survived:
    """Tell Modum's story of one child in a new book, strike once meanwhile, and look after it.

    The first telling, without a blow, is what later ones are held against.
    """
    began = monotonic()
    async with ground.house() as house:
        new, ahead = await _new_book(house)
    transcript = Transcript()
    striking: list[asyncio.Task[None]] = []

    def witness(answer: Answer) -> None:
        transcript(answer)
        slip.write(answer)
        if blow is not None and len(transcript.answers) == blow.after:
            striking.append(asyncio.create_task(_strike_late(ground, blow)))

    with Slip(ground.folder / "acknowledged.jsonl") as slip:
        town, otherwise = await _told(ground, new, ahead, witness)
        await asyncio.gather(*striking)
    if otherwise:
        return Survived(blow, 0, monotonic() - began, [otherwise, *ground.faults()])
    async with ground.house() as house:
        lines, wrong = await _look_after(house, new.book, slip)
    now = Undisturbed(transcript.masked(town.known, receipts=False), lines)
    if ground.undisturbed is None:
        ground.undisturbed = now
    wrong += _unlike(ground.undisturbed, now)
    return Survived(blow, lines, monotonic() - began, wrong)


async def _told(
    ground: Ground, new: NewBook, ahead: timedelta, witness: Witness
) -> tuple[Town, str]:
    """Tell the story; return the town, and what went otherwise than told (empty: nothing)."""
    async with Wire(ground.base, patience=PATIENCE, witness=witness) as wire:
        tale = Tale(Nobody(), _clock(ground, new.book), FIRST_MORNING, ahead)
        builder = Builder(tale, wire, ground.log_in, modum.PLAN, str(new.book))
        try:
            await builder.arrive(new.link)
            await modum.by_the_fence(tale, builder)
        except (OtherwiseThanTold, httpx2.HTTPError) as otherwise:
            return builder.town, f"{type(otherwise).__name__}: {otherwise}"
    return builder.town, ""


async def _strike_late(ground: Ground, blow: Blow) -> None:
    await asyncio.sleep(blow.late)
    await ground.strike(blow.victim)


async def _new_book(house: House) -> tuple[NewBook, timedelta]:
    ahead = FIRST_MORNING - datetime.now(UTC)
    return await open_book(house, load("modum"), "Modum", clock_offset=ahead), ahead


def _clock(ground: Ground, book: UUID) -> Clock:
    """Return a hand on the book's clock that waits until there is a clock to move."""

    async def set_clock(ahead: timedelta) -> None:
        deadline = monotonic() + PATIENCE
        while True:
            try:
                async with ground.house() as house:
                    await house.ledger.set_clock(book, ahead)
            except _CUT_OFF:
                if monotonic() > deadline:
                    raise
                await asyncio.sleep(0.1)
            else:
                return

    return set_clock


async def _look_after(house: House, book: UUID, slip: Slip) -> tuple[int, list[str]]:
    """Verify the book, find everything acknowledged in it, and make its lists anew."""
    wrong: list[str] = []
    text: list[str] = []
    position = 0
    while lines := await house.ledger.follow(book, position, 500):
        wrong += [f"line {line.position} cannot be read" for line in lines if line.broken]
        text += [f"{line.stream} {line.event!r}" for line in lines]
        position = lines[-1].position
    whole = "\n".join(text)
    wrong += [f"{id_} was acknowledged and is gone" for id_ in slip.ids if id_ not in whole]
    compared = await made_anew(house.list_pool, house.runner, house.ledger, book)
    wrong += [f"stream {stream}: lists made anew differ" for stream in compared.unlike]
    return position, wrong


def _unlike(undisturbed: Undisturbed, told: Undisturbed) -> list[str]:
    wrong = []
    if told.lines != undisturbed.lines:
        wrong.append(f"{told.lines} lines in the book instead of {undisturbed.lines}")
    parted = first_difference(undisturbed.seen, told.seen)
    if parted is not None:
        wrong.append(f"{parted.asked}: {parted.other} instead of {parted.one}")
    return wrong
