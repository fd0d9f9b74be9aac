"""Races: a word taken back while many read, and a baton taken while it is taken back.

A withdrawal counts for every question that starts after it was acknowledged (I5). And whichever
of two hands is first, there is exactly one holder afterwards, and at every moment between (I1).
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import Random
from time import perf_counter
from typing import Final

from stafett.application.asking import NotYetCurrent
from stafett.domain.facts import SHARED, Refusal, Stranger
from stafett.domain.handover import AcceptBaton, OfferBaton, WithdrawOffer
from stafett.domain.views import FollowUpView
from stafett.domain.withdrawal import WithdrawConsent
from stafett.journal import JournalAway
from stafett.ledger.errors import BookAway, BookBusy, KeystoreAway
from stafett.stories.small_town import SHARED_WORDS, SmallTown, TwoDoors

READERS: Final = 32
_LONGEST_WAIT: Final = 0.02
"""Seconds, at most, between the readers being under way and the word being taken back."""

_ASK_AGAIN: Final = (NotYetCurrent, JournalAway, BookAway, BookBusy, KeystoreAway)
"""Nothing was shown: 503, and the client asks again."""

_IN_ONE_TOWN: Final = 25
"""Rounds before the race moves on: a long story would be read anew in every round."""

Told = Callable[[int], None]


@dataclass
class Raced:
    """How a race went; ``wrong`` says, in words, what was seen that should not have been."""

    rounds: int = 0
    reads: int = 0
    reads_after: int = 0
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)


@dataclass
class _Course:
    """One trial as its readers see it: when the word was gone, and who has looked since."""

    gone_at: float | None = None
    saw_it: set[int] = field(default_factory=set)
    looked_after: set[int] = field(default_factory=set)
    moved: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def once_more(self) -> None:
        """Begin the next trial: nobody has seen anything yet."""
        async with self.moved:
            self.gone_at = None
            self.saw_it.clear()
            self.looked_after.clear()
            self.moved.notify_all()

    async def wait(self, until: Callable[[], bool]) -> None:
        """Wait until something is so."""
        async with self.moved:
            await self.moved.wait_for(until)


def _shows_something(view: FollowUpView) -> bool:
    """Is there anything in it beyond what the reader's own unit wrote?"""
    shared = any(part.place == SHARED for part in view.parts)
    frame = (view.holder, view.level, view.began, view.next_meeting_by)
    more = (view.team, view.meetings, view.consents, view.levels, view.turns, view.outcomes)
    return (
        shared
        or any(frame)
        or any(more)
        or view.logg.state != "not-opened"
        or SHARED_WORDS in repr(view)
    )


async def withdrawals(
    doors: TwoDoors, trials: int, seed: int = 0, told: Told | None = None, *, readers: int = READERS
) -> Raced:
    """Take a word back *trials* times while *readers* read all the time, through both doors.

    A trial's word is taken back once readers have seen what it lets them see, and the trial is
    over when every reader has been answered a question that started after the withdrawal was
    acknowledged; whoever has been, waits for the next trial. Every now and then the race moves
    to a new town, so that no story grows long.

    Args:
        doors: Two doors to the same books.
        trials: How often.
        seed: Decides when, within the next moments, the word is taken back.
        told: Told after each trial how many are over.
        readers: How many read at the same time; half open the follow-up, half read their list.

    """
    rng, raced, began = Random(seed), Raced(), perf_counter()
    while raced.rounds < trials:
        town = await doors.found()
        await town.share()
        here = min(_IN_ONE_TOWN, trials - raced.rounds)
        await _in_one_town(town, raced, here, readers=readers, rng=rng, told=told)
    raced.seconds = perf_counter() - began
    return raced


async def _in_one_town(
    town: SmallTown, raced: Raced, trials: int, *, readers: int, rng: Random, told: Told | None
) -> None:
    course = _Course()
    reading = [asyncio.create_task(_read_on(town, course, raced, at)) for at in range(readers)]
    try:
        for trial in range(trials):
            seen = course.wait(lambda: len(course.saw_it) * 4 >= readers)
            await _while_reading(seen, reading)
            await asyncio.sleep(rng.uniform(0.0, _LONGEST_WAIT))
            out = WithdrawConsent(town.mother.person, frozenset({town.ppt}))
            await town.ask(town.mother, out, door=trial % 2)
            course.gone_at = perf_counter()
            all_answered = course.wait(lambda: len(course.looked_after) == readers)
            await _while_reading(all_answered, reading)
            raced.rounds += 1
            if told is not None:
                told(raced.rounds)
            await town.ask(town.mother, town.word(town.ppt), door=trial % 2)
            await course.once_more()
    finally:
        for one in reading:
            one.cancel()
        await asyncio.gather(*reading, return_exceptions=True)


async def _while_reading(waiting: Awaitable[None], reading: list["asyncio.Task[None]"]) -> None:
    """Wait for something the readers bring about, or for a reader who could not go on."""
    waits = asyncio.ensure_future(waiting)
    ended, _ = await asyncio.wait([waits, *reading], return_when=asyncio.FIRST_COMPLETED)
    if waits not in ended:
        waits.cancel()
        for one in ended:
            one.result()
    await waits


async def _read_on(town: SmallTown, course: _Course, raced: Raced, reader: int) -> None:
    """Read over and over; what was asked after the word was gone must show nothing."""
    opens, door = reader % 4 < 2, reader % 2  # noqa: PLR2004 - half of them, through either door
    ask = _open if opens else _list
    while True:
        await course.wait(lambda: reader not in course.looked_after)
        asked_at = perf_counter()
        gone_at = course.gone_at
        try:
            shows = await ask(town, door)
        except _ASK_AGAIN:
            continue
        raced.reads += 1
        if gone_at is not None and course.gone_at == gone_at and asked_at > gone_at:
            raced.reads_after += 1
            if shows:
                how = "opened" if opens else "listed"
                raced.wrong.append(f"reader {reader} {how} it {asked_at - gone_at:.6f} s after")
            async with course.moved:
                course.looked_after.add(reader)
                course.moved.notify_all()
        elif shows:
            async with course.moved:
                course.saw_it.add(reader)
                course.moved.notify_all()


async def _open(town: SmallTown, door: int) -> bool:
    try:
        return _shows_something((await town.look(town.adviser, door=door)).view)
    except Stranger:
        return False


async def _list(town: SmallTown, door: int) -> bool:
    return any(map(_shows_something, await town.listed(town.adviser, door=door)))


async def handovers(doors: TwoDoors, rounds: int, seed: int = 0, told: Told | None = None) -> Raced:
    """Accept and withdraw the same offer at the same time, *rounds* times, through two doors.

    Afterwards exactly one has come about: the baton is the other's, or it is where it was. And
    whoever looks meanwhile always finds exactly one holder. ``reads_after`` counts acceptances.
    """
    rng, raced, began = Random(seed), Raced(), perf_counter()
    while raced.rounds < rounds:
        town = await doors.found()
        looking = asyncio.create_task(_always_one(town, raced))
        try:
            await _pass_it(town, raced, min(_IN_ONE_TOWN, rounds - raced.rounds), rng, told)
        finally:
            looking.cancel()
            await asyncio.gather(looking, return_exceptions=True)
    raced.seconds = perf_counter() - began
    return raced


async def _pass_it(
    town: SmallTown, raced: Raced, rounds: int, rng: Random, told: Told | None
) -> None:
    holder, other = town.teacher, town.colleague
    for number in range(rounds):
        door = number % 2
        await town.ask(holder, OfferBaton(town.at(other)), door=door)
        accepted, withdrawn = await asyncio.gather(
            _tried(rng, town.ask(other, AcceptBaton(), door=door)),
            _tried(rng, town.ask(holder, WithdrawOffer(), door=1 - door)),
        )
        view = (await town.look(town.mother)).view
        now = None if view.holder is None else view.holder.who
        wanted = town.at(other if accepted else holder)
        if now != wanted or view.offer is not None:
            raced.wrong.append(f"{accepted=} {withdrawn=}, and {now} holds it")
        open_turns = [turn for turn in view.turns if turn.until is None]
        if len(open_turns) != 1 or open_turns[0].who != wanted:
            raced.wrong.append(f"{len(open_turns)} hold it")
        raced.rounds += 1
        raced.reads_after += accepted
        if accepted:
            holder, other = other, holder
        if told is not None:
            told(raced.rounds)


async def _tried(rng: Random, doing: Awaitable[object]) -> bool:
    """Do something a moment from now; a no is an answer."""
    wait = rng.uniform(0.0, 0.003)
    await asyncio.sleep(wait)
    try:
        await doing
    except Refusal:
        return False
    return True


async def _always_one(town: SmallTown, raced: Raced) -> None:
    while True:
        try:
            view = (await town.look(town.mother, door=1)).view
        except _ASK_AGAIN:
            continue
        raced.reads += 1
        standing = [turn for turn in view.turns if turn.until is None]
        if len(standing) != 1 or view.holder is None or view.holder.who is None:
            raced.wrong.append(f"{len(standing)} hold it at one moment")
