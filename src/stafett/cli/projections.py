"""The lists: how far they have come, and making them anew."""

import asyncio
import json
import sys
from collections.abc import Callable, Sequence
from typing import Annotated
from uuid import UUID

import typer

from stafett.cli.root_at_hand import root_at_hand
from stafett.ledger.book import Ledger, open_ledger
from stafett.ledger.errors import LedgerError
from stafett.ledger.keyring import Keyring
from stafett.ledger.keystore import Keystore
from stafett.ledger.roots import Root
from stafett.postgres.clusters import Clusters, open_clusters
from stafett.postgres.pool import Pool, open_pool
from stafett.postgres.roles import Role, as_role
from stafett.projections import builds
from stafett.projections.rebuild import rebuild as make_anew
from stafett.projections.runner import Runner
from stafett.settings import read_settings

projections = typer.Typer(
    help="Look after the lists that are made from the books.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


@projections.command()
def lag(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per build.")] = False,
) -> None:
    """Show how far the lists have come, and what stands in none; exit 1 if anything is parked.

    A parked stream has a line that could not be read. It is named by its random id, and by the
    position of the line; nothing of what lies inside is shown.
    """
    settings = read_settings()
    with open_clusters(settings, "books") as clusters:
        parked = asyncio.run(_lag(clusters, as_json=as_json))
    if parked:
        raise typer.Exit(1)


async def _lag(clusters: Clusters, *, as_json: bool) -> int:
    pool = await open_pool(clusters.looked_at("events"), name="stafett-lag", most=1)
    total = 0
    try:
        for one in await builds.lag(pool):
            streams = await builds.parked(pool, one.build)
            total += len(streams)
            _show(one, streams, as_json=as_json)
    finally:
        await pool.close()
    return total


def _show(one: builds.Lag, streams: Sequence[builds.Parked], *, as_json: bool) -> None:
    book, name, number = one.build.book, one.build.projection, one.build.number
    if as_json:
        parked = [{"stream": str(each.stream), "position": each.position} for each in streams]
        told = {"book": str(book), "projection": name, "build": number, "live": one.live}
        typer.echo(json.dumps(told | {"behind": one.behind, "parked": parked}))
        return
    state = "in use" if one.live else "growing"
    mark = "!!" if streams else "OK"
    typer.echo(f"{mark}  {book} {name} {number} ({state}): {one.behind} lines behind")
    for each in streams:
        typer.echo(f"    parked: stream {each.stream}, line {each.position}")


@projections.command()
def rebuild(
    book: Annotated[UUID | None, typer.Option(help="Only this book.")] = None,
) -> None:
    """Make the lists anew from the first line, beside the ones in use, and switch to them.

    A server may go on meanwhile: nobody waits.
    """
    settings = read_settings()
    root = root_at_hand(settings)
    with open_clusters(settings, "books") as clusters:
        try:
            asyncio.run(_rebuild(clusters, root, book))
        except LedgerError as trouble:
            typer.echo(f"stafett: {trouble.args[0] if trouble.args else trouble.__doc__}", err=True)
            raise typer.Exit(3) from None


async def _rebuild(clusters: Clusters, root: Root, only: UUID | None) -> None:
    keys = await open_pool(clusters.looked_at("keystore"), name="stafett-rebuild", most=2)
    lists = as_role(clusters.events, Role.PROJECTOR)
    pool = await open_pool(lists, name="stafett-rebuild", most=2)
    keystore = Keystore(keys, root)
    try:
        async with open_ledger(
            clusters.events, keystore, Keyring(keystore), readers=2, hands=1
        ) as ledger:
            for tenant in [only] if only else await ledger.books():
                await _one(pool, ledger, tenant)
    finally:
        await pool.close()
        await keys.close()


async def _one(pool: Pool, ledger: Ledger, tenant: UUID) -> None:
    lines = await ledger.head(tenant)
    made = await make_anew(pool, Runner(pool, ledger), tenant, progress=_progress(tenant, lines))
    typer.echo(f"OK  {tenant} {made.projection} {made.number}: {lines} lines")


def _progress(tenant: UUID, of: int) -> Callable[[int], None]:
    """Return what says how far it has come: on a terminal only, in one place."""

    def told(done: int) -> None:
        if sys.stderr.isatty():
            end = "\r\x1b[K" if done >= of else ""
            sys.stderr.write(f"\r{tenant}: {done} of {of} lines{end}")
            sys.stderr.flush()

    return told
