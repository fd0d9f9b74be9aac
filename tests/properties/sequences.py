"""Play a great many games, and say how often each command was taken and each no was said.

`python -m tests.properties.sequences` plays 100 000, shared between the machine's processors;
`--sequences 200` is the short form of `.ci/run`, and `--minutes 25` stops there and tells of what
was played until then. A command that was never taken, or a no that was
never said, stands with a zero: no game has tried it. Ends with 1 when a promise was broken, and
says the seed that shows it again.
"""

import argparse
import math
import os
import sys
import time
import traceback
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from operator import itemgetter

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from stafett.domain import commands
from tests.properties import tally
from tests.properties.any_command import commands_of
from tests.properties.any_stream import STREAMS
from tests.properties.relay_machine import FollowUps
from tests.properties.tally import Tally

AT_ONCE = 100
"""Games in one go; a seed names so many."""
GAMES: tuple[type[RuleBasedStateMachine], ...] = (FollowUps, *STREAMS)
COMMANDS = {
    one
    for union in (commands.Command, *(stream.composer.Command for stream in STREAMS))
    for one in commands_of(union)
}


@dataclass(frozen=True, slots=True)
class Go:
    """One go at one game: how many are played from which seed."""

    game: int
    seed: int
    sequences: int


def play(go: Go) -> tuple[Go, Tally, str]:
    """Play, in a process of its own; return what was counted, and what went wrong, if anything."""
    tally.TALLY.taken.clear()
    tally.TALLY.said_no.clear()
    game = seed(go.seed)(GAMES[go.game])
    wrong = ""
    try:
        run_state_machine_as_test(
            game,
            settings=settings(
                max_examples=go.sequences,
                stateful_step_count=40,
                deadline=None,
                database=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            ),
        )
    except Exception:  # noqa: BLE001 - whatever it is, it is told, and the run ends with 1
        wrong = traceback.format_exc(limit=-6)
    return go, tally.TALLY, wrong


def goes(sequences: int, first: int) -> Iterator[Go]:
    """Share the sequences: half to the follow-up, the rest to the streams around it.

    All games go forward together, so that a run that is cut short has played some of each.
    """
    shares = [sequences - sequences // 2, *([sequences // 2 // len(STREAMS)] * len(STREAMS))]
    shared = [
        (begun / share, Go(game, first + nth, min(AT_ONCE, share - begun)))
        for game, share in enumerate(shares)
        for nth, begun in enumerate(range(0, share, AT_ONCE))
    ]
    for _, go in sorted(shared, key=itemgetter(0)):
        yield go


def main() -> int:
    """Play them all and say what came of it."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--sequences", type=int, default=100_000)
    asked.add_argument("--seed", type=int, default=0, help="the same seed plays the same games")
    asked.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    asked.add_argument("--minutes", type=float, default=math.inf, help="begin no game after these")
    wish = asked.parse_args()
    until = time.monotonic() + 60 * wish.minutes
    counted, played, broken = Tally(), 0, 0
    with ProcessPoolExecutor(wish.workers) as pool:
        waiting = [pool.submit(play, go) for go in goes(wish.sequences, wish.seed)]
        for done in as_completed(waiting):
            if done.cancelled():
                continue
            go, tallied, wrong = done.result()
            counted.add(tallied)
            played += go.sequences
            if wrong:
                broken += 1
                sys.stderr.write(f"{GAMES[go.game].__name__}, seed {go.seed}:\n{wrong}\n")
            sys.stderr.write(f"{played} sequences played\n")
            if time.monotonic() > until:
                for one in waiting:
                    one.cancel()
    sys.stdout.writelines(f"{line}\n" for line in counted.told(COMMANDS))
    sys.stdout.write(f"\n{played} sequences; a promise was broken in {broken} goes\n")
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
