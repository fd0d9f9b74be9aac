"""Watch a relay run: play the stories over HTTP, and leave the service open to try things on."""

import asyncio
import contextlib
import os
import shutil
import signal
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Annotated, Final, TextIO

import typer
import uvloop

from stafett.api.log_lines import begin_log
from stafett.cli.ready import made_ready
from stafett.ledger.root_file import read_root_file, write_root_file
from stafett.ledger.roots import Root, RootKey
from stafett.postgres.clusters import Clusters, open_clusters
from stafett.postgres.errors import MigrationRefused
from stafett.postgres.folders import is_ours
from stafett.postgres.postmaster import noted, serves
from stafett.settings import Settings, read_settings
from stafett.stories.afterwards import look_after
from stafett.stories.audience import Terminal
from stafett.stories.evidence import hand_over
from stafett.stories.printed import keep_printout
from stafett.stories.programme import play_all
from stafett.stories.stage import listen, open_stage
from stafett.stories.tickets import hand_out
from stafett.undumped import leave_nothing_behind

PORT: Final = 8080
WENT_WRONG: Final = 1
NOT_REMOVED: Final = 3
LOG: Final = "service.log"


def demo(
    leave: Annotated[
        bool,
        typer.Option(
            "--exit", help="Stop after the stories; exit 0 only if everything went as told."
        ),
    ] = False,
    reset: Annotated[
        bool, typer.Option("--reset", help="Remove what earlier demos left behind, and stop.")
    ] = False,
    port: Annotated[
        int,
        typer.Option(
            min=0, max=65535, help="The port to listen on; the next free one if it is taken."
        ),
    ] = PORT,
) -> None:
    """Watch a relay run: made-up families, real rules, a real PostgreSQL, every line sealed.

    Every demo opens new books and plays its stories in them. What earlier ones wrote stays
    where it is until `stafett demo --reset`.
    """
    leave_nothing_behind()
    settings = read_settings()
    if reset:
        _remove(settings)
        return
    terminal, began = Terminal(), monotonic()
    if settings.database_url is not None:
        terminal.aside("DATABASE_URL is left alone: the demo starts servers of its own.")
        settings = settings.model_copy(update={"database_url": None, "keystore_url": None})
    try:
        went_well = _play(settings, terminal, leave=leave, port=port, began=began)
    except MigrationRefused:
        terminal.aside(f"what an earlier version wrote was set aside: {_set_aside(settings)}")
        went_well = _play(settings, terminal, leave=leave, port=port, began=began)
    if not went_well:
        raise typer.Exit(WENT_WRONG)


def _play(settings: Settings, terminal: Terminal, *, leave: bool, port: int, began: float) -> bool:
    """Start the demo's own servers, and play on them. Did it go well?

    Raises:
        MigrationRefused: What lies there was written by another version.

    """
    terminal.aside(f"starting two PostgreSQL servers in {settings.folder('demo')} ...")
    with open_clusters(settings, "demo") as clusters:
        root = _root(settings)
        with _log(settings) as log:
            begin_log(to=log)
            return uvloop.run(
                _evening(settings, clusters, root, terminal, leave=leave, port=port, began=began)
            )


def _set_aside(settings: Settings) -> Path:
    """Move the demo's folder out of the way, and return where it is now; nothing is lost."""
    folder = settings.folder("demo")
    aside = folder.with_name(f"{folder.name}-before-{datetime.now(UTC):%Y%m%dT%H%M%S}")
    return folder.rename(aside)


async def _evening(
    settings: Settings,
    clusters: Clusters,
    root: Root,
    terminal: Terminal,
    *,
    leave: bool,
    port: int,
    began: float,
) -> bool:
    """Play everything, say what can be tried, and stay until told to go. Did it go well?"""
    told_to_go = asyncio.Event()
    loop = asyncio.get_running_loop()
    for ending in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(ending, told_to_go.set)
    await made_ready(clusters)
    sock = listen(port)
    anchors = settings.anchors_folder("demo")
    opening = open_stage(clusters.events, clusters.keystore, root, sock, anchors=anchors)
    async with opening as stage:
        terminal.aside(f"the service answers on {stage.base}, after {monotonic() - began:.1f} s")
        playing = asyncio.create_task(play_all(stage, terminal), name="stories")
        if not await _first(playing, told_to_go):
            terminal.aside("stopped before the stories were told.")
            return False
        evening = playing.result()
        went_well = await look_after(stage, evening, terminal)
        went_well &= await hand_over(stage, evening, settings.folder("demo"), terminal)
        went_well &= await keep_printout(evening, settings.folder("demo"), terminal)
        terminal.aside(f"all of it took {monotonic() - began:.1f} s")
        if leave:
            return went_well
        hand_out(stage, evening, settings.folder("demo"), terminal)
        await told_to_go.wait()
        terminal.aside("\nstopping ...")
    return went_well


async def _first(playing: "asyncio.Task[object]", told_to_go: asyncio.Event) -> bool:
    """Wait for the stories, or for somebody who wants to stop; say whether they were told."""
    waiting = asyncio.create_task(told_to_go.wait())
    await asyncio.wait((playing, waiting), return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if playing.done():
        return True
    playing.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await playing
    return False


def _log(settings: Settings) -> TextIO:
    """Open the demo's log, for its owner alone."""
    file = settings.folder("demo") / LOG
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
    return os.fdopen(handle, "w", encoding="utf-8")


def _root(settings: Settings) -> Root:
    """Return the demo's own root key, made when it is first needed; it goes with the demo."""
    file, away_from = settings.root_file("demo"), settings.database_folders("demo")
    if not file.exists():
        write_root_file(file, RootKey.new(), away_from=away_from)
    return read_root_file(file, away_from=away_from)


def _remove(settings: Settings) -> None:
    """Remove the demo's folder, if it is ours and nobody is using it."""
    folder = settings.folder("demo")
    if not folder.exists():
        typer.echo(f"there is nothing to remove: no {folder}")
        return
    if folder.is_symlink() or not is_ours(folder):
        typer.echo(f"stafett: {folder} does not carry our marker; it stays as it is.", err=True)
        raise typer.Exit(NOT_REMOVED)
    if _in_use(folder):
        typer.echo(f"stafett: a demo is running on {folder}; stop it first.", err=True)
        raise typer.Exit(NOT_REMOVED)
    shutil.rmtree(folder)
    typer.echo(f"removed {folder}")


def _in_use(folder: Path) -> bool:
    """Does a server still run on one of the clusters in the folder?"""
    found = [(noted(files), files) for files in folder.glob("*/pg*") if files.is_dir()]
    return any(said is not None and serves(said.pid, files) for said, files in found)
