"""Measure on this machine how fast the books are: written to beside others, read and recorded."""

import json
import shutil
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import typer
import uvloop

from stafett.postgres.clusters import Clusters, given
from stafett.postgres.errors import DatabaseTrouble
from stafett.postgres.folders import adopt
from stafett.postgres.pool import connect
from stafett.postgres.preparing import prepare
from stafett.postgres.roles import secret_of
from stafett.settings import Settings, read_settings

bench = typer.Typer(
    help="Measure, on this machine.", no_args_is_help=True, pretty_exceptions_enable=False
)


class NothingToMeasureWith(DatabaseTrouble):
    """The benchmarks stand in a checkout, and their peer among its development tools."""


@bench.callback()
def _bench() -> None:
    """Measure, on this machine."""


@bench.command()
def ledger(
    rounds: Annotated[int, typer.Option(help="How often each figure is taken.")] = 5,
    seconds: Annotated[float, typer.Option(help="How long each time.")] = 1.0,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Write events in three ways, taking turns: plain INSERTs, the library's recorder, ours.

    In databases of their own: in two embedded clusters made for it, or, when DATABASE_URL and
    STAFETT_KEYSTORE_URL are set, on those servers. They are removed afterwards. It takes about
    fifteen times rounds times seconds.
    """
    _tell("ledger", "events/s", rounds, seconds, as_json=as_json)


@bench.command()
def journal(
    rounds: Annotated[int, typer.Option(help="How often each figure is taken.")] = 5,
    seconds: Annotated[float, typer.Option(help="How long each time.")] = 2.0,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Read one follow-up with its line in the journal and without, taking turns.

    In databases of their own, as `bench ledger`. We aim at 0.75 of the unaudited rate at 16 and
    at 64 clients. It takes about six times rounds times seconds.
    """
    _tell("journal", "reads/s", rounds, seconds, as_json=as_json)


def _tell(which: str, unit: str, rounds: int, seconds: float, *, as_json: bool) -> None:
    """Measure, and say how it went."""
    measuring = _benchmarks(which)
    with _clusters(read_settings()) as clusters:
        figures = uvloop.run(_measure(measuring, clusters, rounds, seconds))
    if as_json:
        typer.echo(json.dumps(measuring.as_json(figures)))
        return
    typer.echo(f"{'way':15}{'clients':>8}{unit:>12}{'p50 ms':>10}{'p99 ms':>10}")
    for one in figures:
        typer.echo(
            f"{one.name:15}{one.clients:8}{one.per_second:12.0f}{one.p50_ms:10.2f}{one.p99_ms:10.2f}"
        )
    typer.echo("")
    for name, ratio in measuring.ratios(figures).items():
        typer.echo(f"{name:32}{ratio:8.2f}")


async def _measure(measuring: Any, clusters: Clusters, rounds: int, seconds: float) -> Any:
    as_admin, as_keeper = clusters.administrator("events"), clusters.administrator("keystore")
    async with _database(as_admin) as events, _database(as_keeper) as keystore:
        await prepare(events, "events", secret_of(clusters.events))
        await prepare(keystore, "keystore", secret_of(clusters.keystore))
        return await measuring.measure(
            events, keystore, rounds=rounds, seconds=seconds, told=_progress
        )


def _progress(what: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{what}")
        sys.stderr.flush()


def _benchmarks(which: str) -> Any:
    checkout = Path(__file__).resolve().parents[3]
    if not (checkout / "benchmarks" / f"{which}.py").is_file():
        raise NothingToMeasureWith(f"benchmarks run from a checkout: `./stafett bench {which}`")
    sys.path.insert(0, str(checkout))
    try:
        if which == "ledger":
            import_module("psycopg_pool")
        return import_module(f"benchmarks.{which}")
    except ImportError:
        raise NothingToMeasureWith("a tool is missing; `./stafett bench` brings it") from None


@contextmanager
def _clusters(settings: Settings) -> Iterator[Clusters]:
    if settings.database_url is not None and settings.keystore_url is not None:
        yield given(settings.database_url, settings.keystore_url, settings)
        return
    from stafett.postgres.embedded import (  # noqa: PLC0415 - cannot be imported on Windows
        EmbeddedServer,
        start_together,
    )

    adopt(settings.data)
    folder = settings.data / f"bench-{uuid4()}"
    adopt(folder)
    try:
        events, keystore = EmbeddedServer(folder, "events"), EmbeddedServer(folder, "keystore")
        start_together(events, keystore)
        try:
            yield Clusters(events.url, keystore.url, folder)
        finally:
            events.stop()
            keystore.stop()
    finally:
        shutil.rmtree(folder)


@asynccontextmanager
async def _database(url: str) -> AsyncIterator[str]:
    name = f"stafett_bench_{uuid4().hex}"
    async with connect(url) as connection:
        await connection.execute(f'CREATE DATABASE "{name}"')
    try:
        yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    finally:
        async with connect(url) as connection:
            await connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
