"""The evening's programme: which stories are told, in which books, and what is seen to after.

Each story is told in a book of its own, opened for it. Nittedal is told twice at once, the second
time without the suspicion, so that the two can be laid side by side. At the end a family moves
from one of the books to another.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

import httpx2

from stafett.stories import aal, hemnes, modum, moving, nittedal, sogndal
from stafett.stories.answers import OtherwiseThanTold
from stafett.stories.audience import Audience, Nobody
from stafett.stories.stage import FIRST_MORNING, Stage
from stafett.stories.teller import Tale
from stafett.stories.town import Builder, Plan, Town
from stafett.stories.transcript import Transcript, first_difference
from stafett.stories.wire import Wire

Play = Callable[[Tale, Builder], Awaitable[Town]]

AFTERWARDS: Final[Mapping[str, tuple[Plan, Play]]] = {
    "Sogndal": (sogndal.PLAN, sogndal.play),
    "Hemnes": (hemnes.PLAN, hemnes.play),
    "Ål": (aal.PLAN, aal.play),
}
"""The stories told one after the other when Modum's and Nittedal's are over.

At the end somebody moves from the last but one to the last.
"""


@dataclass
class Told:
    """A story that has been told: where, by whom, and whether it went as it should."""

    called: str
    rules: str
    book: UUID
    builder: Builder
    tale: Tale
    witness: Transcript
    wire: Wire

    @property
    def town(self) -> Town:
        """Return where it was told, and the people there."""
        return self.builder.town

    @property
    def well(self) -> bool:
        """Did every step give the expected answer?"""
        return not self.tale.broken


@dataclass
class Evening:
    """Everything that was told, and what was wrong with it."""

    told: list[Told] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def steps(self) -> int:
        """Return how many steps went as they should."""
        return sum(one.tale.steps for one in self.told)


async def play_all(stage: Stage, audience: Audience) -> Evening:
    """Tell every story, and see afterwards that nothing hidden has shown."""
    evening = Evening()
    audience.chapter("Modum, after its public guide")
    evening.told.append(await tell(stage, audience, modum.PLAN, modum.play))
    audience.chapter("Nittedal, after its public guide")
    openly, silently = await asyncio.gather(
        tell(stage, audience, nittedal.PLAN, nittedal.play, eyes=nittedal.UNAWARE),
        tell(
            stage,
            Nobody(),
            nittedal.PLAN,
            nittedal.play_without_suspicion,
            called="Nittedal without the suspicion",
            eyes=nittedal.UNAWARE,
        ),
    )
    evening.told += [openly, silently]
    if openly.well and silently.well:
        _lay_side_by_side(openly, silently, evening, audience)
    for name, story in AFTERWARDS.items():
        audience.chapter(f"{name}, after its public guide")
        evening.told.append(await tell(stage, audience, *story, called=name))
    await _one_moves(*evening.told[-2:])
    for one in evening.told:
        evening.wrong += [f"{one.called}: {broken}" for broken in one.tale.broken]
    return evening


async def tell(
    stage: Stage,
    audience: Audience,
    plan: Plan,
    play: Play,
    *,
    called: str = "",
    eyes: frozenset[str] | None = None,
) -> Told:
    """Tell one story in a new book; a step that goes wrong ends it and is remembered."""
    new, ahead = await stage.new_book(plan.rules)
    transcript = Transcript(eyes)
    wire = Wire(stage.base, witness=transcript)
    tale = Tale(audience, stage.clock_of(new.book), FIRST_MORNING, ahead)
    builder = Builder(tale, wire, stage.log_in, plan, str(new.book))
    with _remembered(tale):
        async with wire:
            async with tale.step("A book is opened; two administrators come in, each by a link"):
                await builder.arrive(new.link)
                second = await stage.another_link(new.book, ahead)
                await builder.arrive(second, "second", "the second administrator")
            await play(tale, builder)
    name = called or plan.rules.capitalize()
    return Told(name, plan.rules, new.book, builder, tale, transcript, wire)


async def _one_moves(old: Told, new: Told) -> None:
    """Tell in the new book how somebody moves there from the old one, if both went well so far."""
    if old.well and new.well:
        with _remembered(new.tale):
            async with old.wire, new.wire:
                await moving.from_hemnes(old.tale, old.town, new.tale, new.builder)


@contextmanager
def _remembered(tale: Tale) -> Iterator[None]:
    """Let whatever goes wrong end the tale, and stand in it."""
    try:
        yield
    except OtherwiseThanTold:
        pass  # it has been shown, and stands in tale.broken
    except (httpx2.HTTPError, TimeoutError) as trouble:
        why = f"{type(trouble).__name__}: {trouble}"
        tale.audience.broken(tale.day, "The service answers", why)
        tale.broken.append(why)


def _lay_side_by_side(openly: Told, silently: Told, evening: Evening, audience: Audience) -> None:
    seen = openly.witness.masked(openly.town.known)
    unseen = silently.witness.masked(silently.town.known)
    sentence = (
        f"Told again without the suspicion: all {len(seen)} answers to those who know nothing "
        "are alike, byte for byte but for random ids"
    )
    parted = first_difference(seen, unseen)
    if parted is None:
        openly.tale.steps += 1
        audience.told(openly.tale.day, sentence)
        return
    why = f"{parted.asked}\n      with: {parted.one}\n      without: {parted.other}"
    audience.broken(openly.tale.day, sentence, why)
    evening.wrong.append(f"Nittedal: a hidden concern shows: {parted.asked}")
