"""Race withdrawals against readers, and two hands for one baton, and see who is let down."""

import os
import sys
from functools import partial
from time import monotonic
from typing import Annotated, Final

import typer

from stafett.stories.heats import Course, in_heats
from stafett.stories.races import READERS, Raced, Told, handovers, withdrawals

race = typer.Typer(
    help="Race hands and eyes against each other on real databases, in folders that are removed.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

_LINE_EVERY: Final = 60.0
"""Seconds between two lines about how far it has come, where nobody sits at a terminal."""

Seed = Annotated[int, typer.Option(help="The same seed waits the same moments.")]
Heats = Annotated[
    int | None,
    typer.Option(
        help="How many processes race at once, each on its own databases; one for each processor.",
        min=1,
    ),
]


@race.command()
def withdrawal(
    trials: Annotated[int, typer.Option(help="How often a word is taken back.", min=1)] = 10_000,
    readers: Annotated[int, typer.Option(help="How many read meanwhile.", min=1)] = READERS,
    seed: Seed = 0,
    heats: Heats = None,
) -> None:
    """Take consent back while many read; exit 1 if any later question shows anything."""
    raced = _raced(partial(withdrawals, readers=readers), trials, heats, seed)
    _say(raced, f"{raced.reads_after} questions after a withdrawal, {len(raced.wrong)} shown")


@race.command()
def baton(
    rounds: Annotated[int, typer.Option(help="How often both reach for it.", min=1)] = 1000,
    seed: Seed = 0,
    heats: Heats = None,
) -> None:
    """Accept and withdraw one offer at the same time; exit 1 unless there is always one holder."""
    raced = _raced(handovers, rounds, heats, seed)
    _say(raced, f"accepted {raced.reads_after} times, one holder but for {len(raced.wrong)} times")


def _raced(course: Course, rounds: int, heats: int | None, seed: int) -> Raced:
    at_once = min(heats or os.cpu_count() or 1, rounds)
    return in_heats(course, rounds, heats=at_once, seed=seed, told=_progress(rounds))


def _progress(of: int) -> Told:
    """Say how far it has come: over the same line at a terminal, else a line now and then."""
    began = said = monotonic()

    def told(done: int) -> None:
        nonlocal said
        now = monotonic()
        left = (now - began) / max(done, 1) * (of - done) / 60
        line = f"{done} of {of}, {left:.0f} min left"
        if sys.stderr.isatty():
            end = "\r\x1b[K" if done >= of else ""
            sys.stderr.write(f"\r\x1b[K{line}{end}")
            sys.stderr.flush()
        elif now - said >= _LINE_EVERY:
            said = now
            typer.echo(line, err=True)

    return told


def _say(raced: Raced, found: str) -> None:
    for wrong in raced.wrong[:20]:
        typer.echo(f"!!  {wrong}")
    mark = "!!" if raced.wrong else "OK"
    each = raced.seconds / max(raced.rounds, 1)
    typer.echo(
        f"{mark}  {raced.rounds} rounds, {raced.reads} readings in {raced.seconds:.1f} s"
        f" ({each:.3f} s a round): {found}"
    )
    if raced.wrong:
        raise typer.Exit(1)
