"""Race withdrawals against readers, and two hands for one baton, and see who is let down."""

import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

import typer
import uvloop

from stafett.postgres.embedded import EmbeddedServer, start_together
from stafett.postgres.migrations import migrate
from stafett.postgres.shapes import migrations_folder
from stafett.stories.races import READERS, Raced, Told, handovers, withdrawals
from stafett.stories.small_town import TwoDoors, open_two_doors

race = typer.Typer(
    help="Race hands and eyes against each other on a real database, in a folder that is removed.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

Seed = Annotated[int, typer.Option(help="The same seed waits the same moments.")]


@race.command()
def withdrawal(
    trials: Annotated[int, typer.Option(help="How often a word is taken back.", min=1)] = 10_000,
    readers: Annotated[int, typer.Option(help="How many read meanwhile.", min=1)] = READERS,
    seed: Seed = 0,
) -> None:
    """Take consent back while many read; exit 1 if any later question shows anything."""

    async def run(doors: TwoDoors, told: Told) -> Raced:
        return await withdrawals(doors, trials, readers=readers, seed=seed, told=told)

    raced = uvloop.run(_raced(run, trials))
    _say(raced, f"{raced.reads_after} questions after a withdrawal, {len(raced.wrong)} shown")


@race.command()
def baton(
    rounds: Annotated[int, typer.Option(help="How often both reach for it.", min=1)] = 1000,
    seed: Seed = 0,
) -> None:
    """Accept and withdraw one offer at the same time; exit 1 unless there is always one holder."""

    async def run(doors: TwoDoors, told: Told) -> Raced:
        return await handovers(doors, rounds, seed=seed, told=told)

    raced = uvloop.run(_raced(run, rounds))
    _say(raced, f"accepted {raced.reads_after} times, one holder but for {len(raced.wrong)} times")


async def _raced(run: Callable[[TwoDoors, Told], Awaitable[Raced]], of: int) -> Raced:
    with tempfile.TemporaryDirectory(prefix="stafett-race-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # noqa: ASYNC240 - nobody else waits
        async with _two_doors(folder) as doors:
            return await run(doors, _progress(of))


@asynccontextmanager
async def _two_doors(folder: Path) -> AsyncIterator[TwoDoors]:
    events, keystore = EmbeddedServer(folder, "events"), EmbeddedServer(folder, "keystore")
    start_together(events, keystore)
    try:
        await migrate(events.url, migrations_folder("events"))
        await migrate(keystore.url, migrations_folder("keystore"))
        async with open_two_doors(events.url, keystore.url) as doors:
            yield doors
    finally:
        events.stop()
        keystore.stop()


def _progress(of: int) -> Told:
    def told(done: int) -> None:
        if sys.stderr.isatty():
            end = "\r\x1b[K" if done >= of else ""
            sys.stderr.write(f"\r{done} of {of}{end}")
            sys.stderr.flush()

    return told


def _say(raced: Raced, found: str) -> None:
    for wrong in raced.wrong[:20]:
        typer.echo(f"!!  {wrong}")
    mark = "!!" if raced.wrong else "OK"
    typer.echo(
        f"{mark}  {raced.rounds} rounds, {raced.reads} readings in {raced.seconds:.1f} s: {found}"
    )
    if raced.wrong:
        raise typer.Exit(1)
